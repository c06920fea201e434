package ops_test

import (
	"slices"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/tariff"
)

// A worked example is changed, added and taken out like the words of a text:
// what cannot be computed is refused, and the author can undo it.
func TestWorkedExamplesOfAText(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx, officer := t.Context(), b.who("pekanbaru-kerjasama")
		seen, err := b.desk.Proceeding(ctx, officer, b.run)
		if err != nil {
			t.Fatal(err)
		}
		refs := []procedure.AgencyRef{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}
		if err := b.desk.Proceed(ctx, officer, b.run, procedure.Act{Kind: procedure.OpenBranch, Base: seen.Seq(), Open: &procedure.NewBranch{ID: "bus", Title: "Bus", Agencies: refs}}); err != nil {
			t.Fatal(err)
		}
		pks, err := b.desk.BeginDraft(ctx, officer, b.run, "bus", b.made("pks-bus", demo.Pekanbaru, demo.Kampar))
		if err != nil {
			t.Fatal(err)
		}
		text := func() draft.Text {
			t.Helper()
			n, err := b.desk.Negotiation(ctx, officer, pks)
			if err != nil {
				t.Fatal(err)
			}
			return n.Text()
		}
		e := text().Examples[0]
		began := ops.StateOf(e)
		e.Given = slices.Clone(e.Given)
		e.Given[0].Times = 380
		if err := b.desk.SetDraftExample(ctx, officer, pks, began, e); err != nil {
			t.Fatal(err)
		}
		if got := text().Examples[0].Given[0].Times; got != 380 {
			t.Errorf("the example counts %d trips", got)
		}
		b.wants(b.desk.SetDraftExample(ctx, officer, pks, began, e), fault.Conflict, "text.moved_on") // a colleague's form from before
		for _, month := range []string{"9999-12", "0001-01"} {
			mistyped := e
			mistyped.Month = month
			if err := b.desk.SetDraftExample(ctx, officer, pks, ops.StateOf(text().Examples[0]), mistyped); fault.KindOf(err) != fault.Invalid {
				t.Errorf("an example of %s: %v", month, err)
			}
		}
		unpriced := e
		unpriced.Prices = nil
		if err := b.desk.SetDraftExample(ctx, officer, pks, ops.StateOf(text().Examples[0]), unpriced); fault.Of(err) == nil {
			t.Errorf("without the price of diesel: %v", err)
		}
		two := e
		two.ID, two.Given = "", []draft.Given{{Measure: "bus.km", Government: demo.Kampar, Unit: tariff.Km, Each: e.Given[0].Each}}
		if err := b.desk.SetDraftExample(ctx, officer, pks, "", two); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.SetDraftExample(ctx, officer, pks, "", two); err != nil { // pressed twice
			t.Fatal(err)
		}
		if n := len(text().Examples); n != 3 {
			t.Fatalf("%d examples", n)
		}
		if _, printed := text().Find(text().Examples[2].ID); !printed {
			t.Error("the new example is not printed")
		}
		if err := b.desk.DropDraftExample(ctx, officer, pks, e.ID); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.UndoDraft(ctx, officer, pks); err != nil {
			t.Fatal(err)
		}
		if got := text().Examples; len(got) != 3 || got[0].ID != e.ID {
			t.Errorf("after undoing: %+v", got)
		}
		if err := b.desk.DropDraftExample(ctx, b.who("kampar-kerjasama"), pks, e.ID); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Kampar, which has not seen the text: %v", err)
		}
	})
}
