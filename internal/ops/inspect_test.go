package ops_test

import (
	"strings"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/spm"
)

// What a position cannot tell of the service standard is inspected: with a
// proof, by whoever runs or pays the service; the newest finding counts, and all
// are kept.
func TestTheServiceStandardIsInspected(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		pku, kampar := b.who("pekanbaru-dishub"), b.who("kampar-dishub")
		month := civil.Month{Year: 2026, Month: 10}
		day := month.First()
		standard := func() (inspected, measured string, found []string) {
			t.Helper()
			s, err := b.desk.Standard(ctx, kampar, demo.BusService, month)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range s.Indicators {
				if i.Inspected() {
					inspected = i.ID
				} else {
					measured = i.ID
				}
			}
			for _, x := range s.Inspections {
				found = append(found, x.Government+" "+map[bool]string{true: "met", false: "not met"}[x.Met])
			}
			return inspected, measured, found
		}
		indicator, measured, found := standard()
		if indicator == "" || measured == "" || len(found) > 0 {
			t.Fatalf("of %q and %q: %v", indicator, measured, found)
		}
		const photo = "%PDF-1.4\nfoto halte\nstartxref\n0\n%%EOF\n"
		met, broken := spm.Inspection{Indicator: indicator, Met: true}, spm.Inspection{Indicator: indicator, Note: "Lampu halte mati"}
		for name, err := range map[string]error{
			"no proof":            b.desk.Inspect(ctx, pku, demo.BusService, day, met, "", nil),
			"no photo":            b.desk.Inspect(ctx, pku, demo.BusService, day, met, "foto.pdf", strings.NewReader("foto")),
			"no words":            b.desk.Inspect(ctx, pku, demo.BusService, day, spm.Inspection{Indicator: indicator}, "foto.pdf", strings.NewReader(photo)),
			"a day to come":       b.desk.Inspect(ctx, pku, demo.BusService, civil.Date{Year: 2027, Month: 1, Day: 1}, met, "foto.pdf", strings.NewReader(photo)),
			"what is measured":    b.desk.Inspect(ctx, pku, demo.BusService, day, spm.Inspection{Indicator: measured, Met: true}, "foto.pdf", strings.NewReader(photo)),
			"a finance officer's": b.desk.Inspect(ctx, b.who("kampar-keuangan"), demo.BusService, day, met, "foto.pdf", strings.NewReader(photo)),
		} {
			if fault.Of(err) == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, found := standard(); len(found) > 0 {
			t.Errorf("what was refused stands: %v", found)
		}
		if err := b.desk.Inspect(ctx, pku, demo.BusService, day, met, "foto.pdf", strings.NewReader(photo)); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.Inspect(ctx, kampar, demo.BusService, day, broken, "foto.pdf", strings.NewReader(photo)); err != nil {
			t.Fatal(err)
		}
		s, err := b.desk.Standard(ctx, pku, demo.BusService, month)
		if err != nil {
			t.Fatal(err)
		}
		if newest, ok := s.Newest(indicator); !ok || newest.Met || newest.Note != "Lampu halte mati" || newest.Name != kampar.Name || newest.File == "" || len(s.Inspections) != 2 {
			t.Errorf("the newest: %+v of %d", newest, len(s.Inspections))
		}
	})
}
