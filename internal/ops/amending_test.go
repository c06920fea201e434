package ops_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/tariff"
)

// inForce is a cooperation whose PKS was written and signed here, from a day
// on: Kampar pays Pekanbaru Rp600.000.000 a year.
func (h *hall) inForce(title string, from civil.Date) (cooperation string) {
	h.t.Helper()
	coop := h.cooperation(title)
	h.offers(coop)
	h.answers()
	h.opens("bus", "dishub")
	h.agreesAndSigns("kb", "")
	h.questions("bus", false)
	text := h.drafts("pekanbaru-kerjasama", "bus", "pks-umum", nil)
	h.gives("kampar-keuangan", "tarif/bus!", "tarif", &procedure.Value{Tariff: &procedure.Tariff{ID: text.Tariffs[0].ID, Version: 1}})
	h.gives("pekanbaru-kerjasama", "unit_layanan/bus!", "unit", &procedure.Value{Unit: &procedure.ServiceUnit{Government: demo.Pekanbaru, Agency: demo.Pekanbaru + "-dishub"}})
	h.gives("kampar-keuangan", "anggaran/bus", "mata_anggaran", &procedure.Value{BudgetLine: &procedure.BudgetLine{Year: from.Year, Account: "5.1.02", Amount: 600_000_000}})
	h.signsText("pks", "bus", h.see("kampar-kerjasama").Document("bus").Text)
	h.gives("pekanbaru-kerjasama", "berlaku/bus!", "masa", &procedure.Value{Term: &procedure.Term{From: from}})
	return coop
}

// drafts begins a text of a template for a branch, lets change do what it
// wants with it, and sends it.
func (h *hall) drafts(login, branch, template string, change func(id string)) draft.Text {
	h.t.Helper()
	lib, err := formulary.Embedded()
	h.must(err)
	setup := formulary.Setup{Title: "Layanan", Parties: []draft.Party{{Government: demo.Kampar}, {Government: demo.Pekanbaru}}}
	text, err := lib.Make(template, setup)
	h.must(err)
	if _, err := h.desk.BeginDraft(h.t.Context(), h.who(login), h.run, branch, text); fault.Of(err) == nil || fault.Of(err).Key != "draft.fault.other_parties" {
		h.t.Errorf("a text whose parties are in another order than those who sign: %v", err)
	}
	slices.Reverse(setup.Parties)
	text, err = lib.Make(template, setup)
	h.must(err)
	id, err := h.desk.BeginDraft(h.t.Context(), h.who(login), h.run, branch, text)
	h.must(err)
	if change != nil {
		change(id)
	}
	h.must(h.desk.SendDraft(h.t.Context(), h.who(login), id, "versi pertama"))
	n, err := h.desk.Negotiation(h.t.Context(), h.who(login), id)
	h.must(err)
	return n.Text()
}

// amends has an addendum drafted, agreed to, signed and in force, in which the
// yearly sum is another.
func (h *hall) amends(coop, yearly string, term procedure.Term) {
	h.t.Helper()
	h.proposesAddendum(coop)
	h.drafts("kampar-kerjasama", "", "adendum", func(id string) {
		ctx, who := h.t.Context(), h.who("kampar-kerjasama")
		open, err := h.desk.AmendableTariffs(ctx, who, id)
		h.must(err)
		if len(open) != 1 || open[0].ID != "tarif-umum" {
			h.t.Fatalf("the tariffs that an addendum can change: %+v", open)
		}
		h.must(h.desk.AmendTariff(ctx, who, id, "tarif-umum"))
		n, err := h.desk.Negotiation(ctx, who, id)
		h.must(err)
		was := n.Text().Tariffs[0]
		is := was
		is.Components = slices.Clone(was.Components)
		is.Components[0].Formula = tariff.LumpSum{Amount: number(h.t, yearly), Per: tariff.PerYear}
		h.must(h.desk.SetDraftTariff(ctx, who, id, ops.StateOf(was), is))
		if open, err = h.desk.AmendableTariffs(ctx, who, id); err != nil || len(open) != 0 {
			h.t.Errorf("it can be taken over once more: %+v, %v", open, err)
		}
		h.must(h.desk.SetDraftValues(ctx, who, id, ops.ValueEdit{ID: "alasan", Is: "harga berubah"}, ops.ValueEdit{ID: "mulai-berlaku", Is: term.From.String()}))
	})
	sum := h.see("kampar-kerjasama").Document("").Text
	for _, g := range []string{"pekanbaru", "kampar"} {
		h.gives(g+"-kerjasama", "sepakat", "pembahasan", h.paper(g+"-kerjasama", "BA adendum"+g+yearly))
		h.gives(g+"-sekda", "sepakat", "setuju", &procedure.Value{Hash: sum})
	}
	h.gives("kampar-kerjasama", "kirim!", "kirim", &procedure.Value{Hash: sum})
	for _, g := range []string{"pekanbaru", "kampar"} {
		h.gives(g+"-kerjasama", "ttd", "tanda_tangan", h.signature(g+"-kerjasama", sum, h.head(g+"-kerjasama")))
	}
	other := term
	other.From = term.From.AddDays(1)
	h.refused("kampar-kerjasama", h.supply("kampar-kerjasama", "berlaku!", "masa", &procedure.Value{Term: &other}), fault.Invalid, "procedure.other_day_in_text")
	h.gives("kampar-kerjasama", "berlaku!", "masa", &procedure.Value{Term: &term})
}

func number(t *testing.T, s string) tariff.Number {
	t.Helper()
	n, err := tariff.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A tariff that an addendum changes is settled by the words of the agreement
// until the day before, and by the addendum's from that day on: of April, at
// Rp50.000.000 a month and then Rp60.000.000, 15 days of 30 each.
func TestAnAddendumChangesWhatIsSettled(t *testing.T) {
	t.Parallel()
	eachHall(t, func(t *testing.T, h hall) {
		day := func(text string) civil.Date {
			d, err := civil.ParseDate(text)
			h.must(err)
			return d
		}
		coop := h.inForce("Layanan bersama", day("2027-01-01"))
		pks := h.papers(coop)["bus"].ID
		h.amends(coop, "720000000", procedure.Term{From: day("2027-04-16")})
		h.amends(coop, "900000000", procedure.Term{From: day("2027-07-01"), Until: day("2027-07-31")})

		for month, want := range map[string][]string{
			"2027-03": {"50000000 Pasal 9 ayat (1)"},
			"2027-04": {"25000000 Pasal 9 ayat (1)", "30000000 Adendum tanggal 3 November 2026 Pasal 1 huruf a"},
			"2027-05": {"60000000 Adendum tanggal 3 November 2026 Pasal 1 huruf a"},
			"2027-07": {"75000000 Adendum tanggal 3 November 2026 Pasal 1 huruf a"},
			"2027-08": {"60000000 Adendum tanggal 3 November 2026 Pasal 1 huruf a"},
		} {
			m, err := civil.ParseMonth(month)
			h.must(err)
			s, err := h.desk.Compute(t.Context(), pks, m)
			h.must(err)
			cited := map[string]string{}
			for _, c := range s.Agreement.Clauses {
				cited[c.ID] = c.Citation
			}
			var got []string
			for _, l := range s.Lines {
				got = append(got, strconv.FormatInt(int64(l.Amount), 10)+" "+cited[l.Clause])
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s is settled as %q, want %q", month, got, want)
			}
		}

		// The second addendum cites the first, which it changes.
		d, err := h.desk.Dossier(t.Context(), h.who("kampar-kerjasama"), coop)
		h.must(err)
		var said []string
		for _, p := range d.Papers {
			if p.Kind != agreement.Addendum {
				continue
			}
			i := slices.IndexFunc(p.Clauses, func(c agreement.Clause) bool { return c.ID == "perubahan-tarif-umum" })
			said = append(said, p.Clauses[i].Text+" "+p.Clauses[i].Children[0].Text)
		}
		slices.Sort(said)
		if len(said) != 2 || !strings.Contains(said[1], "dalam Pasal 9 ") || !strings.Contains(said[1], "Rp720.000.000,00 (tujuh ratus dua puluh juta rupiah) setiap tahun") ||
			!strings.Contains(said[0], "dalam Adendum tanggal 3 November 2026 Pasal 1 diubah ") || !strings.Contains(said[0], "Rp900.000.000,00") {
			t.Errorf("the addenda say %q", said)
		}
	})
}
