package party_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/party"
)

// Permendagri 1/2023 art. 44, paragraph by paragraph.
func TestSignatureBlock(t *testing.T) {
	t.Parallel()
	person := func(a party.Acting) party.Holder {
		return party.Holder{Name: "Contoh", Prefix: "Dr. H.", Suffix: "S.E., M.Si.", Acting: a, NIP: "19700101 199001 1 001", Rank: "Pembina Utama Muda (IV/c)"}
	}
	head, deputy := party.Office{Title: "Bupati Kampar", Head: true}, party.Office{Title: "Wakil Bupati Kampar"}
	sekda, kadis := party.Office{Title: "Sekretaris Daerah Kabupaten Kampar"}, party.Office{Title: "Kepala Dinas Perhubungan"}
	full, rank, nip := "Dr. H. Contoh, S.E., M.Si.", "Pembina Utama Muda (IV/c)", "NIP 19700101 199001 1 001"
	tests := map[string]struct {
		class  party.Class
		acting party.Acting
		office party.Office
		want   []string
	}{
		"(1) a decision carries no titles":        {party.Regulation, party.Definitive, head, []string{"Bupati Kampar", "Contoh"}},
		"(2) a letter carries them":               {party.Correspondence, party.Definitive, head, []string{"Bupati Kampar", full}},
		"(2) an agreement carries them":           {party.Special, party.Definitive, head, []string{"Bupati Kampar", full}},
		"(2) a charter does not":                  {party.Charter, party.Definitive, kadis, []string{"Kepala Dinas Perhubungan", "Contoh"}},
		"(3) a head of agency with rank and NIP":  {party.Special, party.Definitive, kadis, []string{"Kepala Dinas Perhubungan", full, rank, nip}},
		"(3) also when acting":                    {party.Special, party.Plt, kadis, []string{"Plt. Kepala Dinas Perhubungan", full, rank, nip}},
		"(3) not the deputy":                      {party.Special, party.Definitive, deputy, []string{"Wakil Bupati Kampar", full}},
		"(3) not the Sekda":                       {party.Special, party.Definitive, sekda, []string{"Sekretaris Daerah Kabupaten Kampar", full}},
		"(4) a Pj head of region: the name alone": {party.Special, party.Pj, head, []string{"Pj. Bupati Kampar", "Contoh"}},
		"(4) Pjs":                                {party.Special, party.Pjs, head, []string{"Pjs. Bupati Kampar", "Contoh"}},
		"(4) Plt":                                {party.Correspondence, party.Plt, head, []string{"Plt. Bupati Kampar", "Contoh"}},
		"(4) Plh":                                {party.Special, party.Plh, head, []string{"Plh. Bupati Kampar", "Contoh"}},
		"(5) a Pj Sekda":                         {party.Special, party.Pj, sekda, []string{"Pj. Sekretaris Daerah Kabupaten Kampar", "Contoh"}},
		"(5) a Plh Sekda":                        {party.Special, party.Plh, sekda, []string{"Plh. Sekretaris Daerah Kabupaten Kampar", "Contoh"}},
		"a Plt Sekda is in no paragraph but (2)": {party.Special, party.Plt, sekda, []string{"Plt. Sekretaris Daerah Kabupaten Kampar", full}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, person(tc.acting).SignatureBlock(tc.class, tc.office)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
