package ops_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/sqldb/sqldbtest"
)

// facts gives how the text of a document writes its parties.
func (h hall) facts(text string) map[string]draft.PartyFacts {
	h.t.Helper()
	n, err := h.desk.Negotiation(h.t.Context(), h.who("pekanbaru-kerjasama"), text)
	h.must(err)
	return n.Facts.Parties
}

// Seat, address and contact of the governments stand in a text. Once its paper
// is printed to be signed they stay as they are there, whatever is entered
// later; the next text has the new ones.
func TestWhereAPartyHasItsSeatStandsInItsTexts(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		ctx, admin := t.Context(), h.who("pekanbaru-admin")
		h.sent("KB kedudukan")
		kb := h.run + ".kb"
		round := h.opensSigning(nil)
		said := h.read(round, ops.PaperPrinted)
		for _, want := range []string{"berkedudukan di Pekanbaru, Jalan Contoh Nomor 2, berdasarkan", "berkedudukan di Bangkinang Kota, Jalan Contoh Nomor 1, berdasarkan"} {
			if !strings.Contains(said, want) {
				t.Errorf("the paper does not say %q:\n%s", want, said)
			}
		}
		before := h.facts(kb)

		moved := party.Particulars{
			Seat: "Tenayan Raya", Address: "Jalan Contoh Nomor 9",
			Contact: party.Contact{Office: "Kepala  Bagian\u202e Kerja Sama", Phone: "(0761) 1", Email: "baru@pekanbaru.example"},
		}
		h.wants(h.desk.SaveParticulars(ctx, h.who("pekanbaru-kerjasama"), "", moved), "policy.denied")
		h.wants(h.desk.SaveParticulars(ctx, admin, "", party.Particulars{Seat: "Pekanbaru"}), "ui.required")
		h.wants(h.desk.SaveParticulars(ctx, admin, "14.01-dishub", moved), "policy.not_found")
		h.must(h.desk.SaveParticulars(ctx, admin, "", moved))
		h.must(h.desk.SaveParticulars(ctx, admin, "", moved)) // a second click
		kept, err := h.desk.Particulars(ctx, admin, "")
		h.must(err)
		if len(kept) != 2 || kept[0].Seat != "Tenayan Raya" || kept[0].Contact.Office != "Kepala Bagian Kerja Sama" || kept[0].ByName != "Pengelola Pekanbaru" || kept[0].AtUS <= kept[1].AtUS {
			t.Errorf("kept are %+v", kept)
		}

		same := func(when string) {
			t.Helper()
			for id, was := range before {
				if now := h.facts(kb)[id]; now.Seat != was.Seat || now.Address != was.Address || now.Contact != was.Contact {
					t.Errorf("%s, %s is written with %+v, was %+v", when, id, now, was)
				}
			}
		}
		same("while it is being signed")
		h.must(h.byService(round, demo.Pekanbaru))
		h.must(h.byService(round, demo.Kampar))
		same("when it is signed")
		if again := h.read(round, ops.PaperPrinted); again != said {
			t.Error("the signed paper reads otherwise")
		}

		h.sent("KB berikutnya")
		next := h.facts(h.run + ".kb")["pihak-1"]
		if next.Seat != "Tenayan Raya" || next.Contact.Email != "baru@pekanbaru.example" {
			t.Errorf("the next text is written with %+v", next)
		}
	})
}

// A paper that is printed anew for another day before anyone signed has what
// holds by then; what nobody entered is a dotted line, and named.
func TestAPaperPrintedAnewHasTheNewSeat(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	ctx, admin := t.Context(), h.who("pekanbaru-admin")
	h.sent("KB dicetak ulang")
	round := h.opensSigning(nil)
	h.must(h.desk.SaveParticulars(ctx, admin, "", party.Particulars{Seat: "Tenayan Raya", Address: "Jalan Contoh Nomor 9"}))
	h.must(h.desk.Reschedule(ctx, h.who("pekanbaru-kerjasama"), round, ops.NewSigning{On: h.today().AddDays(1), Place: "Bangkinang", Reason: "hujan", Site: "https://sinergi.test"}))
	if said := h.read(round, ops.PaperPrinted); !strings.Contains(said, "berkedudukan di Tenayan Raya, Jalan Contoh Nomor 9,") {
		t.Errorf("the paper does not name the new seat:\n%s", said)
	}
}

// Whoever reads a text is told whose seat or contact is still to be entered.
func TestWhoseSeatIsNotEnteredIsNamed(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	h.sent("KB belum lengkap")
	reader, kampar := h.who("pekanbaru-kerjasama"), h.who("kampar-admin")
	for _, c := range []struct {
		kampar party.Particulars
		want   []string
	}{
		{party.Particulars{Seat: "Bangkinang Kota", Address: "Jalan Contoh Nomor 1"}, []string{demo.Kampar}},
		{party.Particulars{Seat: "Bangkinang Kota", Address: "Jalan Contoh Nomor 1", Contact: party.Contact{Office: "Kepala Bagian Kerja Sama", Phone: "0762 1", Email: "a@kampar.example"}}, nil},
	} {
		h.must(h.desk.SaveParticulars(t.Context(), kampar, "", c.kampar))
		n, err := h.desk.Negotiation(t.Context(), reader, h.run+".kb")
		h.must(err)
		_, found := ops.Findings(n.Text(), n.Facts)
		toSign, err := h.desk.UnfilledToSign(t.Context(), reader, h.run, "")
		h.must(err)
		if got := ops.Unfilled(n.Text(), found); !slices.Equal(got, c.want) || !slices.Equal(toSign, c.want) {
			t.Errorf("named are %v and %v, want %v", got, toSign, c.want)
		}
	}
	if _, err := h.desk.UnfilledToSign(t.Context(), policy.Actor{}, h.run, ""); err == nil {
		t.Error("a stranger is told")
	}
}

// In a PKS between agencies an agency is written to at its own office when it
// has one.
func TestAnAgencyIsNamedWithItsOwnOffice(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	h.must(h.desk.SaveParticulars(t.Context(), h.who("kampar-admin"), "14.01-dishub", party.Particulars{
		Address: "Jalan Terminal Nomor 5", Contact: party.Contact{Office: "Kepala Bidang Angkutan", Phone: "(0762) 2"},
	}))
	h.pksSent("PKS kontak")
	facts := h.facts(h.run + ".pks." + busPKS)
	if f := facts["pihak-2"]; f.Seat != "Bangkinang Kota" || f.Address != "Jalan Terminal Nomor 5" || f.Contact.Office != "Kepala Bidang Angkutan" || f.Contact.Address != "" {
		t.Errorf("Kampar's is written with %+v", f)
	}
	if f := facts["pihak-1"]; f.Address != "Jalan Contoh Nomor 2" || f.Contact.Office != "Kepala Bagian Kerja Sama" || f.Contact.Address != "Jalan Contoh Nomor 2, Pekanbaru" {
		t.Errorf("Pekanbaru's is written with %+v", f)
	}
}
