package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

func june() draft.Example {
	return draft.Example{
		Clause: "biaya.tarif", Month: "2027-06",
		Given:  []draft.Given{{Measure: "bus.km", Government: drafttest.Kampar, Unit: "km", Each: drafttest.Number("100")}},
		Prices: []draft.Price{{Name: "fuel.diesel", Value: drafttest.Number("7200"), Unit: "Rp/l"}},
	}
}

func TestWhatAWorkedExampleCanState(t *testing.T) {
	t.Parallel()
	text := drafttest.Bus()
	asked := text.PricedQuantities()
	if len(asked) != 1 || asked[0].Measure != "bus.km" || asked[0].Government != drafttest.Kampar || asked[0].Clause != "biaya.bayar" {
		t.Errorf("quantities: %+v", asked)
	}
	if got := text.AskedPrices(); !cmp.Equal(got, []string{"fuel.diesel"}) {
		t.Errorf("prices: %v", got)
	}
}

// 100 km on each of the 30 days of June at 13.500 + 0,25 × (7.200 − 6.800) =
// 13.600 rupiah are 40.800.000.
func TestANewWorkedExampleIsPrintedBehindTheLast(t *testing.T) {
	t.Parallel()
	e := june()
	e.ID = drafttest.Bus().NewExampleID()
	text, err := drafttest.Bus().WithExample(e)
	if err != nil {
		t.Fatal(err)
	}
	at, ok := text.Find("contoh-1")
	if !ok || at.Parent != "lampiran-contoh" || at.At != 1 {
		t.Fatalf("printed at %+v", at)
	}
	doc, found := text.Write(drafttest.Facts())
	for _, f := range draft.Worst(found) {
		t.Errorf("found %s", f.Key)
	}
	if said := draft.Plain(doc.Annexes[0].Children[1].Paragraphs[0]); !strings.Contains(said, "Rp40.800.000") {
		t.Errorf("it says %q", said)
	}

	e.Month = "2027-07"
	changed, err := text.WithExample(e)
	if err != nil {
		t.Fatal(err)
	}
	if len(changed.Examples) != 2 || changed.Examples[1].Month != "2027-07" || !cmp.Equal(changed.IDs(), text.IDs()) {
		t.Errorf("after the change: %+v", changed.Examples)
	}
}

func TestAnExampleWithoutOthersIsPrintedInItsClause(t *testing.T) {
	t.Parallel()
	text, err := drafttest.Bus().WithoutExample("mei")
	if err != nil {
		t.Fatal(err)
	}
	e := june()
	e.ID, e.Clause = text.NewExampleID(), "waktu"
	if text, err = text.WithExample(e); err != nil {
		t.Fatal(err)
	}
	if at, _ := text.Find(e.ID); at.Parent != "waktu" {
		t.Errorf("printed at %+v", at)
	}
	if _, err := text.WithExample(draft.Example{ID: "x", Clause: "tidak-ada"}); err == nil {
		t.Error("an example of a clause that is not there was taken")
	}
}

func TestAWorkedExampleLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	before := drafttest.Bus()
	before.Body[1].Children[0].Text = "Objek adalah layanan bus. {{contoh:mei}}"
	text, err := before.WithoutExample("mei")
	if err != nil {
		t.Fatal(err)
	}
	if _, there := text.Find("lampiran-contoh.1"); there || len(text.Examples) != 0 {
		t.Error("a paragraph that printed the example alone is still there")
	}
	if v, _ := text.Find("objek"); v.Clause.Text != "Objek adalah layanan bus." {
		t.Errorf("the clause that also printed it says %q", v.Clause.Text)
	}
}

// Wherever the clause stands, its example is printed where a clause may stand:
// nothing about the form of the text becomes wrong.
func TestAnExampleOfAnyClauseFindsAPlace(t *testing.T) {
	t.Parallel()
	alone, err := drafttest.Bus().WithoutExample("mei")
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []draft.Text{drafttest.Bus(), alone} {
		known := map[string]bool{}
		for _, f := range before.Check(drafttest.Facts()) {
			known[f.Key] = true
		}
		for v := range before.All() {
			if v.Section != draft.InBody && v.Section != draft.InAnnexes {
				continue
			}
			e := june()
			e.ID, e.Clause = before.NewExampleID(), v.Clause.ID
			text, err := before.WithExample(e)
			if err != nil {
				t.Errorf("an example of %s: %v", v.Clause.ID, err)
				continue
			}
			for _, f := range draft.Worst(text.Check(drafttest.Facts())) {
				if !known[f.Key] {
					t.Errorf("an example of %s (%s): %s at %s", v.Clause.ID, v.Clause.Level, f.Key, f.Clause)
				}
			}
		}
	}
}

func TestAnExampleThatClosesOnNoDayOfTheWeek(t *testing.T) {
	t.Parallel()
	e := june()
	e.Given[0].Closed = []tariff.Weekday{"minggu"}
	if _, err := drafttest.Bus().Work(e, drafttest.Facts()); fault.Of(err) == nil || fault.Of(err).Key != "draft.example.bad_day" {
		t.Errorf("closed on a day that does not exist: %v", err)
	}
}
