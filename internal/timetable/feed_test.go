package timetable_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sinergi/gtfs"
	"sinergi/gtfs/validate"
	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/timetable"
)

// anyPlan draws a plan as a hurried planner might leave it.
func anyPlan(t *rapid.T) *timetable.Plan {
	word := rapid.StringMatching(`[A-Za-z0-9]([A-Za-z0-9"', éø-]{0,10}[A-Za-z0-9"é])?`)
	coordinate := func(label string, around float64) float64 {
		return math.Round((around+float64(rapid.IntRange(-300_000, 300_000).Draw(t, label))*1e-6)*1e6) / 1e6
	}
	somewhere := func() timetable.Place {
		return timetable.Place{Lat: coordinate("lat", 0.5), Lon: coordinate("lon", 101.4)}
	}
	p := &timetable.Plan{
		From:      on("2026-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, "from")),
		Operators: []timetable.Operator{{ID: "d", Name: "Dishub", URL: "https://dishub.contoh.go.id/a"}},
	}
	p.Until = p.From.AddDays(rapid.IntRange(0, 500).Draw(t, "days"))
	for i := range rapid.IntRange(1, 3).Draw(t, "day types") {
		d := timetable.DayType{
			ID: fmt.Sprint("h", i), Name: "h" + word.Draw(t, "name"), Instead: rapid.Bool().Draw(t, "instead"),
			Holidays: rapid.SampledFrom([]timetable.Holidays{timetable.AsWeekday, timetable.NotThen, timetable.AlsoThen}).Draw(t, "holidays"),
		}
		for w := range d.Days {
			d.Days[w] = rapid.Bool().Draw(t, "weekday")
		}
		if rapid.Bool().Draw(t, "dated") {
			d.From = p.From.AddDays(rapid.IntRange(-10, 60).Draw(t, "day from"))
			d.Until = d.From.AddDays(rapid.IntRange(0, 60).Draw(t, "day until"))
			d.Extra = []civil.Date{p.From.AddDays(rapid.IntRange(0, 90).Draw(t, "extra"))}
			d.Except = []civil.Date{p.From.AddDays(rapid.IntRange(0, 90).Draw(t, "except"))}
		}
		p.Days = append(p.Days, d)
	}
	halts := rapid.IntRange(2, 6).Draw(t, "halts")
	for i := range halts {
		p.Halts = append(p.Halts, timetable.Halt{ID: fmt.Sprint("s", i), Name: "s" + word.Draw(t, "halt"), At: somewhere()})
	}
	for i := range rapid.IntRange(1, 3).Draw(t, "lines") {
		l := timetable.Line{
			ID: fmt.Sprint(i), Code: fmt.Sprint(i + 1), Name: word.Draw(t, "line"), Colour: rapid.SampledFrom([]string{"", "1F5FA8", "ffee00"}).Draw(t, "colour"),
			Layover: rapid.IntRange(0, 1200).Draw(t, "layover"), Fleet: rapid.SampledFrom([]int{0, 5, 40, 400}).Draw(t, "fleet"), Blocks: rapid.Bool().Draw(t, "blocks"),
		}
		for k := range rapid.IntRange(1, 3).Draw(t, "patterns") {
			way := timetable.Pattern{ID: fmt.Sprint("p", k), Direction: k % 2, Headsign: word.Draw(t, "headsign")}
			for c := range rapid.IntRange(2, 8).Draw(t, "calls") {
				call := timetable.Call{Halt: fmt.Sprint("s", rapid.IntRange(0, halts-1).Draw(t, "call")), Run: rapid.IntRange(1, 4000).Draw(t, "run"), Dwell: rapid.IntRange(0, 90).Draw(t, "dwell")}
				if c == 0 {
					call.Run = 0
				} else if call.Halt == way.Calls[len(way.Calls)-1].Halt && rapid.IntRange(0, 20).Draw(t, "twice") > 0 {
					continue
				}
				way.Calls = append(way.Calls, call)
			}
			for range rapid.IntRange(0, 6).Draw(t, "way") {
				way.Way = append(way.Way, somewhere())
			}
			l.Patterns = append(l.Patterns, way)
		}
		pattern := func(all bool) string {
			k := rapid.IntRange(0, len(l.Patterns)-1).Draw(t, "which")
			if all && rapid.Bool().Draw(t, "all") {
				return ""
			}
			return fmt.Sprint("p", k)
		}
		day := func() string { return fmt.Sprint("h", rapid.IntRange(0, len(p.Days)-1).Draw(t, "day")) }
		at := 5 * 3600
		for range rapid.IntRange(0, 4).Draw(t, "windows") {
			at += rapid.IntRange(0, 7200).Draw(t, "gap")
			w := timetable.Window{Day: day(), Pattern: pattern(true), From: timetable.Clock(at), Every: rapid.IntRange(300, 5000).Draw(t, "every"), Loose: rapid.Bool().Draw(t, "loose")}
			at += rapid.IntRange(1, 14_000).Draw(t, "length")
			w.Until = timetable.Clock(at)
			l.Windows = append(l.Windows, w)
		}
		for range rapid.IntRange(0, 2).Draw(t, "singles") {
			d := timetable.Departures{Day: day(), Pattern: pattern(false)}
			for range rapid.IntRange(1, 4).Draw(t, "times") {
				d.At = append(d.At, timetable.Clock(rapid.IntRange(4*3600, 25*3600).Draw(t, "at")))
			}
			l.Departures = append(l.Departures, d)
		}
		p.Lines = append(p.Lines, l)
	}
	return p
}

func read(t interface{ Fatal(...any) }, zip []byte) *gtfs.Feed {
	f, err := gtfs.Read(bytes.NewReader(zip), int64(len(zip)), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A plan in which the check finds no error makes a feed in which the rules of
// the canonical validator find none; and every plan can be kept and read back.
func TestAPlanWithoutErrorsMakesAFeedWithoutErrors(t *testing.T) {
	t.Parallel()
	days := holidays(t)
	made := 0
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		b, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		back, err := timetable.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := back.Bytes(); !bytes.Equal(b, again) {
			t.Fatalf("the plan changed by being kept:\n%s\n%s", b, again)
		}
		if changes := timetable.Compare(p, back); len(changes) > 0 {
			t.Fatalf("kept and read back it differs: %v", changes)
		}
		zip, err := p.Feed(days, "contoh")
		if failed := timetable.Failed(p.Check(days, nil)); failed != (err != nil) {
			t.Fatalf("errors found: %v, but making the feed said %v", failed, err)
		}
		if err != nil {
			return
		}
		made++
		f := read(t, zip)
		for _, n := range validate.Feed(f, gtfs.Date{Year: p.From.Year, Month: p.From.Month, Day: p.From.Day}).Notices {
			if n.Severity == validate.Error {
				t.Fatalf("%s: %v", n.Code, n.Places("en"))
			}
		}
	})
	if made == 0 {
		t.Error("no plan was without errors")
	}
}

// journeys are all that a feed promises on a day: route, direction, halts with
// times, and the headway of what leaves at no fixed time.
func journeys(f *gtfs.Feed, day gtfs.Date) []string {
	var out []string
	say := func(trip string, start int, more string) {
		t, _ := f.Trip(trip)
		s := fmt.Sprint(t.RouteID, " ", t.Direction, " ", t.Headsign, " ", start, more)
		times := f.StopTimes(trip)
		for i, c := range times {
			if i == len(times)-1 {
				c.Departure = c.Arrival
			}
			s += fmt.Sprint(" ", c.StopID, " ", max(0, c.Arrival-times[0].Departure), " ", c.Departure-times[0].Departure)
		}
		out = append(out, s)
	}
	for _, r := range f.Runs(day) {
		say(r.TripID, r.Start, "")
	}
	for _, h := range f.Headways(day) {
		say(h.TripID, h.From, fmt.Sprint("–", h.Until, " every ", h.Every))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func sameJourneys(t interface{ Fatalf(string, ...any) }, a, b *gtfs.Feed, from, until civil.Date) {
	for d := from; !d.After(until); d = d.AddDays(1) {
		day := gtfs.Date{Year: d.Year, Month: d.Month, Day: d.Day}
		x, y := journeys(a, day), journeys(b, day)
		if !slices.Equal(x, y) {
			i := 0
			for i < min(len(x), len(y)) && x[i] == y[i] {
				i++
			}
			t.Fatalf("on %s: %d and %d journeys, the first that differ are\n%v\n%v", d, len(x), len(y), x[i:min(i+1, len(x))], y[i:min(i+1, len(y))])
		}
	}
}

// A feed made into a plan and back promises the same journeys on every day.
func TestAPlanMadeOfAFeedPromisesTheSameJourneys(t *testing.T) {
	t.Parallel()
	days := holidays(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPlan(t)
		zip, err := p.Feed(days, "contoh")
		if err != nil {
			return
		}
		f := read(t, zip)
		again, lost := timetable.FromFeed(f, days)
		if len(lost) > 0 {
			t.Fatalf("lost: %v", lost)
		}
		for i := range again.Lines { // who plans may have more buses than the feed tells
			again.Lines[i].Fleet = 0
		}
		zip, err = again.Feed(days, "contoh")
		if err != nil {
			t.Fatalf("%v", err)
		}
		sameJourneys(t, f, read(t, zip), p.From, p.From.AddDays(min(p.Until.Sub(p.From), 20)))
	})
}

// The timetable of the demo, real ways with an illustrative timetable, can be
// edited: nothing of it is lost.
func TestTheDemoTimetableCanBeEdited(t *testing.T) {
	t.Parallel()
	days := holidays(t)
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	p, lost := timetable.FromFeed(f, days)
	if len(lost) > 0 {
		t.Errorf("lost: %v", lost)
	}
	for _, found := range p.Check(days, nil) {
		if found.Severity == timetable.Error {
			t.Errorf("%s %v", found.Key, found.Args)
		}
	}
	zip, err := p.Feed(days, "contoh")
	if err != nil {
		t.Fatal(err)
	}
	again := read(t, zip)
	sameJourneys(t, f, again, on("2026-10-01"), on("2026-10-02"))
	for _, n := range validate.Feed(again, gtfs.Date{Year: 2026, Month: 10, Day: 1}).Notices {
		if n.Severity == validate.Error {
			t.Errorf("%s: %v", n.Code, n.Places("en"))
		}
	}
	line := p.Line("1")
	if line == nil || len(line.Windows) == 0 || !line.Blocks {
		t.Fatalf("line 1: %+v", line)
	}
	most := slices.MaxFunc(line.Needs(), func(a, b timetable.Need) int { return cmp.Compare(a.Buses, b.Buses) })
	if most.Buses < 2 || most.Buses > 12 {
		t.Errorf("line 1 takes %d buses", most.Buses)
	}
	t.Logf("line 1: %d windows, %d departures, layover %d s, %d buses: %s", len(line.Windows), len(line.Departures), line.Layover, most.Buses, timetable.Working{Need: most}.In("id"))
}

// The same plan gives the same bytes.
func TestAFeedIsTheSameBytes(t *testing.T) {
	t.Parallel()
	p := shuttle("1", "Contoh", 60, 600, 6)
	a, err := p.Feed(holidays(t), "x")
	if err != nil {
		t.Fatal(err)
	}
	b, _ := p.Feed(holidays(t), "x")
	if !bytes.Equal(a, b) {
		t.Error("two feeds of one plan differ")
	}
}
