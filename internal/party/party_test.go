package party_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/party"
)

// Permendagri 1/2023 art. 44: a Pj kepala daerah prints without title, NIP
// and rank; a head of agency prints with all three.
func TestSignatureLines(t *testing.T) {
	t.Parallel()
	bupati := party.Office{Title: "Bupati Kampar", Head: true}
	pj := party.Holder{Name: "Hambali", Prefix: "H.", Suffix: "S.E.", Acting: party.Pj, NIP: "19700101 199001 1 001", Rank: "Pembina"}
	if diff := cmp.Diff(pj.SignatureLines(bupati), []string{"Pj. Bupati Kampar", "Hambali"}); diff != "" {
		t.Error(diff)
	}
	kadis := party.Holder{Name: "Contoh", Prefix: "Drs.", Suffix: "M.Si.", Acting: party.Definitive, NIP: "19700101 199001 1 001", Rank: "Pembina Utama Muda"}
	want := []string{"Kepala Dinas Perhubungan", "Drs. Contoh, M.Si.", "Pembina Utama Muda", "NIP 19700101 199001 1 001"}
	if diff := cmp.Diff(kadis.SignatureLines(party.Office{Title: "Kepala Dinas Perhubungan"}), want); diff != "" {
		t.Error(diff)
	}
}

func TestHolderInOffice(t *testing.T) {
	t.Parallel()
	h := party.Holder{Name: "x", From: civil.Date{Year: 2024, Month: 5, Day: 22}, Until: civil.Date{Year: 2025, Month: 2, Day: 19}}
	for day, want := range map[string]bool{"2024-05-21": false, "2024-05-22": true, "2025-02-19": true, "2025-02-20": false} {
		d, _ := civil.ParseDate(day)
		if got := h.Holds(d); got != want {
			t.Errorf("Holds(%s) = %v", day, got)
		}
	}
}

func TestGovernmentCode(t *testing.T) {
	t.Parallel()
	ok := party.Government{Code: "14.01", Name: "Kabupaten Kampar", Kind: party.Regency}
	if err := ok.Validate(); err != nil {
		t.Error(err)
	}
	for _, code := range []string{"", "1401", "14.1", "14.01.02", "aa.bb"} {
		g := ok
		g.Code = code
		if g.Validate() == nil {
			t.Errorf("code %q was accepted", code)
		}
	}
	if !ok.Within("14") || ok.Within("1") || ok.Within("") {
		t.Error("province membership is wrong")
	}
}
