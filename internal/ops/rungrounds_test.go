package ops_test

import (
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/sqldb/sqldbtest"
)

// What a PKS needs before it takes effect is really there: a tariff that its
// text holds, an agency that is registered, and a term no longer than its text
// agrees on.
func TestWhatAPKSNeedsIsReallyThere(t *testing.T) {
	t.Parallel()
	h := newHall(t, sqldbtest.OpenSQLite(t, nil))
	coop := h.cooperation("Bus lintas batas")
	h.offers(coop)
	h.answers()
	h.opens("bus", "dishub")
	h.agreesAndSigns("kb", "")
	h.questions("bus", false)
	tariff := func(id string) procedure.Act {
		return h.supply("kampar-keuangan", "tarif/bus!", "tarif", &procedure.Value{Tariff: &procedure.Tariff{ID: id, Version: 1}})
	}
	h.refused("kampar-keuangan", tariff("karangan"), fault.Invalid, "procedure.no_such_tariff")

	lib, err := formulary.Embedded()
	h.must(err)
	text, err := lib.Make("pks-bus", formulary.Setup{Title: "Bus", Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
	h.must(err)
	id, err := h.desk.BeginDraft(t.Context(), h.who("pekanbaru-kerjasama"), h.run, "bus", text)
	h.must(err)
	h.must(h.desk.SendDraft(t.Context(), h.who("pekanbaru-kerjasama"), id, "versi pertama"))
	h.refused("kampar-keuangan", tariff(ops.PaperTariff), fault.Invalid, "procedure.no_such_tariff")
	h.does("kampar-keuangan", tariff(text.Tariffs[0].ID))

	unit := func(agency string) procedure.Act {
		return h.supply("pekanbaru-kerjasama", "unit_layanan/bus!", "unit", &procedure.Value{Unit: &procedure.ServiceUnit{Government: demo.Pekanbaru, Agency: agency, Name: "Unit karangan"}})
	}
	h.refused("pekanbaru-kerjasama", unit("karangan"), fault.Invalid, "procedure.unknown_agency")
	h.refused("pekanbaru-kerjasama", unit(demo.Kampar+"-dishub"), fault.Invalid, "procedure.unknown_agency")
	h.does("pekanbaru-kerjasama", unit(demo.Pekanbaru+"-dishub"))

	h.gives("kampar-keuangan", "anggaran/bus", "mata_anggaran", &procedure.Value{BudgetLine: &procedure.BudgetLine{Year: h.today().Year, Account: "5.1.02", Amount: 250_000_000}})
	h.signsText("pks", "bus", h.see("kampar-kerjasama").Document("bus").Text)
	from := h.today()
	takes := func(years, days int) procedure.Act {
		term := procedure.Term{From: from}
		if years > 0 {
			term.Until = from.AddDays(days)
			term.Until.Year = from.Year + years
		}
		return h.supply("pekanbaru-kerjasama", "berlaku/bus!", "masa", &procedure.Value{Term: &term})
	}
	h.refused("pekanbaru-kerjasama", takes(6, 0), fault.Invalid, "procedure.beyond_text")
	h.does("pekanbaru-kerjasama", takes(0, 0))
	want := from.AddDays(-1)
	want.Year = from.Year + 5
	if got := h.papers(coop)["bus"].Until; got != want {
		t.Errorf("the PKS of five years from %s ends on %s, want %s", from, got, want)
	}
}
