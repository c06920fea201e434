package ops

import (
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
)

// A trip that the rules of the service excuse is not counted as not delivered,
// and the list behind the figure does not name it.
func TestAnExcusedTripIsNotCounted(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2026, Month: 10, Day: 1}
	runs := []transit.Run{
		{Date: day, Trip: "1", Start: 100, Status: transit.Missed}, {Date: day, Trip: "2", Start: 200, Status: transit.Unproven}, {Date: day, Trip: "3", Start: 300, Status: transit.Complete},
	}
	for _, c := range []struct {
		excused map[store.RunKey]bool
		want    string
		list    string
	}{
		{nil, "2", "1|100||tidak_jalan\n2|200||tidak_terbukti\n"},
		{map[store.RunKey]bool{{Date: day, Trip: "1", Start: 100}: true, {Date: day, Trip: "2", Start: 200}: false}, "1", "2|200||tidak_terbukti\n"},
	} {
		g := &gathered{lists: map[string]string{}}
		g.busDay("14.71", nil, runs, c.excused)
		want, err := tariff.ParseNumber(c.want)
		if err != nil {
			t.Fatal(err)
		}
		if m := g.Measurements[0]; len(g.Measurements) != 1 || m.Measure != MeasureBusMissed || m.Amount != want || g.lists[m.Evidence] != c.list {
			t.Errorf("measured %+v from %q, want %s from %q", g.Measurements, g.lists, c.want, c.list)
		}
	}
}
