package performance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/civil"
	"sinergi/internal/performance"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

const (
	kampar    = "14.01"
	pekanbaru = "14.71"
)

func rules(t interface{ Fatal(...any) }) transit.Rules {
	r, err := transit.ParseRules("{}")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var day = civil.Date{Year: 2026, Month: 10, Day: 1}

// trip is a run from one halte to another, half an hour away, that left at a
// moment; transit.Absent and transit.Unsure say that it was not seen.
func trip(planned, left int) performance.Trip {
	status, call := transit.Complete, transit.Call{Arrived: left, Left: left}
	switch left {
	case transit.Absent:
		status = transit.Missed
	case transit.Unsure:
		status = transit.Unproven
	}
	end := call
	if call.Seen() {
		end = transit.Call{Arrived: left + 1800, Left: left + 1860}
	}
	return performance.Trip{
		Run: transit.Run{Date: day, Trip: fmt.Sprint(planned), Start: planned, Route: "1", Status: status, Calls: []transit.Call{call, end}},
		Halts: []performance.Halt{
			{Stop: "pandau", Government: kampar, Planned: planned, Timed: true},
			{Stop: "stc", Government: pekanbaru, Planned: planned + 1800, Timed: true},
		},
	}
}

func at(h, m int) int { return h*3600 + m*60 }

func minutes(t *testing.T, d quantity.Decimal, ok bool) string {
	t.Helper()
	if !ok {
		return "–"
	}
	return d.String()
}

// The plan has a bus every ten minutes from 06.00 to 07.00. The buses left at
// 06.00, 06.15, 06.20, 06.30, 06.58 and 06.59; that of 06.50 did not run. The
// headways are 15, 5, 10, 28 and 1 minutes, so that passengers until 06.59 wait
// (225 + 25 + 100 + 784 + 1) / (2 · 59) = 1135/118 = 9.619 minutes; during the
// last minute nobody is carried. By the plan they would have waited
// (5 · 100 + (100 − 1)) / 118 = 599/118 = 5.076: of the last ten minutes the
// passengers of the last one are left out. The excess is 536/118 = 4.542.
func TestTheWaitOfAnIrregularHour(t *testing.T) {
	t.Parallel()
	trips := []performance.Trip{
		trip(at(6, 0), at(6, 0)), trip(at(6, 10), at(6, 15)), trip(at(6, 20), at(6, 20)), trip(at(6, 30), at(6, 30)),
		trip(at(6, 40), at(6, 58)), trip(at(6, 50), transit.Absent), trip(at(7, 0), at(6, 59)),
	}
	f := performance.Measure(trips, rules(t), performance.Scope{})
	if f.Actual != 1135*3600 || f.Scheduled != 599*3600 || f.Covered != 59*60 || f.Without != 60 || f.Unknown != 0 {
		t.Errorf("twice the wait %d, by the plan %d, over %d s, %d s without a bus, %d unknown", f.Actual/3600, f.Scheduled/3600, f.Covered, f.Without, f.Unknown)
	}
	d, ok := f.Wait()
	if got := minutes(t, d, ok); got != "9.6" {
		t.Errorf("wait %s", got)
	}
	d, ok = f.PlannedWait()
	if got := minutes(t, d, ok); got != "5.1" {
		t.Errorf("planned wait %s", got)
	}
	d, ok = f.Excess()
	if got := minutes(t, d, ok); got != "4.5" {
		t.Errorf("excess wait %s", got)
	}
	// Headways against their plan of 10 minutes: 15 and 10 are kept (within half),
	// 5 is at the limit and kept, 28 is a gap, 1 is bunched.
	if f.Kept != 3 || f.Gaps != 1 || f.Bunched != 1 {
		t.Errorf("headways: %d kept, %d gaps, %d bunched", f.Kept, f.Gaps, f.Bunched)
	}
	// Of 14 calls 2 were not seen. 06.58 for 06.40 is 18 minutes late, at both
	// ends; 06.15 is five minutes late, which is still on time; 06.59 for 07.00 is
	// one minute early, which is too.
	if f.OnTime != 10 || f.Late != 2 || f.Early != 0 || f.UnseenCalls != 2 {
		t.Errorf("%d on time, %d late, %d early, %d not seen", f.OnTime, f.Late, f.Early, f.UnseenCalls)
	}
}

func TestDifficultWaits(t *testing.T) {
	t.Parallel()
	type sums struct{ Actual, Scheduled, Covered, Unknown, Without int64 }
	const m = 60
	for _, c := range []struct {
		name  string
		trips []performance.Trip
		of    performance.Scope
		want  sums
	}{
		{"one bus a day is no headway", []performance.Trip{trip(0, 0)}, performance.Scope{}, sums{}},
		{"the first bus is late: it is waited for from its time on", []performance.Trip{trip(0, 4*m), trip(10*m, 10*m)}, performance.Scope{}, sums{Actual: (16 + 36) * m * m, Scheduled: 100 * m * m, Covered: 10 * m}},
		{"the first bus left before its time: the next is waited for", []performance.Trip{trip(10*m, 8*m), trip(20*m, 22*m)}, performance.Scope{}, sums{Actual: (144 - 4) * m * m, Scheduled: 100 * m * m, Covered: 10 * m}},
		{"the last bus did not run: nobody is carried any more", []performance.Trip{trip(0, 0), trip(10*m, 10*m), trip(20*m, transit.Absent)}, performance.Scope{}, sums{Actual: 100 * m * m, Scheduled: 100 * m * m, Covered: 10 * m, Without: 10 * m}},
		{"a bus in a silence makes the gap unknown on both sides", []performance.Trip{trip(0, 0), trip(10*m, transit.Unsure), trip(20*m, 20*m), trip(30*m, 30*m)}, performance.Scope{}, sums{Actual: 100 * m * m, Scheduled: 100 * m * m, Covered: 10 * m, Unknown: 20 * m}},
		{"a last bus in a silence", []performance.Trip{trip(0, 0), trip(10*m, 10*m), trip(20*m, transit.Unsure)}, performance.Scope{}, sums{Actual: 100 * m * m, Scheduled: 100 * m * m, Covered: 10 * m, Unknown: 10 * m}},
		{"a gap across the end of an hour: who came before it waits in it", []performance.Trip{trip(50*m, 50*m), trip(60*m, 70*m), trip(70*m, 71*m)}, performance.Scope{Until: 60 * m}, sums{Actual: (400 - 100) * m * m, Scheduled: 100 * m * m, Covered: 10 * m}},
		{"nothing ran", []performance.Trip{trip(0, transit.Absent), trip(10*m, transit.Absent)}, performance.Scope{}, sums{Without: 10 * m}},
		{"another government's halte", []performance.Trip{trip(0, 0), trip(10*m, 10*m)}, performance.Scope{Government: pekanbaru}, sums{}},
	} {
		f := performance.Measure(c.trips, rules(t), c.of)
		if diff := cmp.Diff(c.want, sums{f.Actual, f.Scheduled, f.Covered, f.Unknown, f.Without}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestKilometresTripsAndSpeed(t *testing.T) {
	t.Parallel()
	whole := trip(0, 0)
	whole.Planned, whole.Delivered, whole.Began, whole.Ended = 14_000, 14_000, 0, 2_400e6
	whole.Parts = []transit.Part{{Code: kampar, Planned: 4_000, Delivered: 4_000}, {Code: pekanbaru, Planned: 10_000, Delivered: 10_000}}
	part := trip(600, 600)
	part.Status, part.Planned, part.Delivered = transit.Partial, 14_000, 9_000
	part.Parts = []transit.Part{{Code: kampar, Planned: 4_000, Delivered: 1_000, Unproven: 3_000}, {Code: pekanbaru, Planned: 10_000, Delivered: 8_000, OffRoute: 500}}
	none := trip(1200, transit.Absent)
	none.Planned = 14_000
	none.Parts = []transit.Part{{Code: kampar, Planned: 4_000}, {Code: pekanbaru, Planned: 10_000}}
	trips := []performance.Trip{whole, part, none}

	f := performance.Measure(trips, rules(t), performance.Scope{})
	if f.Planned != 42_000 || f.Delivered != 23_000 || f.Partial != 9_000 || f.Unproven != 3_000 || f.OffRoute != 500 || f.NotRun != 15_500 {
		t.Errorf("of %d m %d were delivered (%d by partial runs), %d unproven, %d off the route, %d not run", f.Planned, f.Delivered, f.Partial, f.Unproven, f.OffRoute, f.NotRun)
	}
	if f.Trips() != 3 || f.Runs[transit.Complete] != 1 || f.Runs[transit.Partial] != 1 || f.Runs[transit.Missed] != 1 {
		t.Errorf("runs: %v", f.Runs)
	}
	if d, ok := f.Speed(); !ok || d.String() != "21.0" { // 14 km in 40 minutes
		t.Errorf("speed %v, %v", d, ok)
	}
	if d, ok := f.Service(); !ok || d.String() != "54.8" { // 23/42 = 54.76 %
		t.Errorf("delivered %v, %v", d, ok)
	}
	in := performance.Measure(trips, rules(t), performance.Scope{Government: kampar})
	if in.Planned != 12_000 || in.Delivered != 5_000 || in.Unproven != 3_000 || in.NotRun != 4_000 || in.SpeedS != 0 {
		t.Errorf("in Kampar: %+v", in)
	}
}

// drawn is a day's line: headways of minutes to an hour, buses late, early,
// missing and unproved.
func drawn(t *rapid.T) []performance.Trip {
	n := rapid.IntRange(1, 9).Draw(t, "runs")
	planned := rapid.IntRange(0, 7200).Draw(t, "first")
	var trips []performance.Trip
	for range n {
		left := planned + rapid.IntRange(-400, 1500).Draw(t, "late")
		switch rapid.IntRange(0, 6).Draw(t, "fate") {
		case 0:
			left = transit.Absent
		case 1:
			left = transit.Unsure
		}
		if left < transit.Unsure {
			left = 0
		}
		trips = append(trips, trip(planned, left))
		planned += rapid.IntRange(30, 1500).Draw(t, "headway")
	}
	return trips
}

// The same waits, second by second: a passenger who comes in the middle of each.
func slowWait(trips []performance.Trip) (actual, scheduled, covered, unknown, without int64) {
	first, last := trips[0].Start, trips[len(trips)-1].Start
	for t := first; t < last; t++ {
		next, before := -1, first-1
		for _, x := range trips {
			if c := x.Calls[0]; c.Seen() && c.Left > t && (next < 0 || c.Left < next) {
				next = c.Left
			} else if c.Seen() && c.Left <= t {
				before = max(before, c.Left)
			}
		}
		until := next
		if next < 0 {
			until = last
		}
		doubt := slices.ContainsFunc(trips, func(x performance.Trip) bool { return x.Calls[0].Unsure() && x.Start > before && x.Start <= until })
		switch {
		case doubt:
			unknown++
		case next < 0:
			without++
		default:
			covered++
			actual += int64(2*(next-t) - 1)
			for _, x := range trips {
				if x.Start > t {
					scheduled += int64(2*(x.Start-t) - 1)
					break
				}
			}
		}
	}
	return actual, scheduled, covered, unknown, without
}

func TestWaitsAgreeWithCountingEverySecond(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trips := drawn(t)
		f := performance.Measure(trips, rules(t), performance.Scope{})
		a, s, c, u, w := slowWait(trips)
		if f.Actual != a || f.Scheduled != s || f.Covered != c || f.Unknown != u || f.Without != w {
			t.Fatalf("measured %d %d %d %d %d, counted %d %d %d %d %d", f.Actual, f.Scheduled, f.Covered, f.Unknown, f.Without, a, s, c, u, w)
		}
	})
}

func TestHoursAndGovernmentsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trips := drawn(t)
		for i := range trips {
			trips[i].Parts = []transit.Part{{Code: kampar, Planned: 4_000, Delivered: quantity.Metres(rapid.IntRange(0, 4_000).Draw(t, "m"))}, {Code: pekanbaru, Planned: 9_000}}
		}
		whole := performance.Measure(trips, rules(t), performance.Scope{})
		hours := performance.Figures{}
		for h := range 12 {
			hours = hours.Add(performance.Measure(trips, rules(t), performance.Scope{From: h * 1800, Until: (h + 1) * 1800}))
		}
		hours = hours.Add(performance.Measure(trips, rules(t), performance.Scope{From: 12 * 1800}))
		if diff := cmp.Diff(whole, hours); diff != "" {
			t.Fatalf("hours do not add up (-whole +hours):\n%s", diff)
		}
		sides := performance.Measure(trips, rules(t), performance.Scope{Government: kampar}).Add(performance.Measure(trips, rules(t), performance.Scope{Government: pekanbaru}))
		sides.Runs = whole.Runs // a run is in both
		if diff := cmp.Diff(whole, sides); diff != "" {
			t.Fatalf("governments do not add up (-whole +governments):\n%s", diff)
		}
		slices.Reverse(trips)
		if diff := cmp.Diff(whole, performance.Measure(trips, rules(t), performance.Scope{})); diff != "" {
			t.Fatalf("the order matters:\n%s", diff)
		}
	})
}

func TestWhatIsCountedIsListed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trips := drawn(t)
		f := performance.Measure(trips, rules(t), performance.Scope{})
		for kind, want := range map[performance.Kind]int{
			performance.OnTime: f.OnTime, performance.Early: f.Early, performance.Late: f.Late, performance.Unseen: f.UnseenCalls,
			performance.Kept: f.Kept, performance.Bunched: f.Bunched, performance.Gap: f.Gaps,
		} {
			if got := len(performance.Findings(trips, rules(t), performance.Scope{}, kind)); got != want {
				t.Fatalf("%s: %d are listed of %d", kind, got, want)
			}
		}
	})
}

// A service that runs to plan has no excess, and evenly spread buses are the
// least wait that so many buses can give.
func TestAServiceToPlanHasNoExcess(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.IntRange(60, 1800).Draw(t, "headway")
		n := rapid.IntRange(2, 12).Draw(t, "buses")
		moved := rapid.IntRange(0, n-1).Draw(t, "moved")
		by := rapid.IntRange(-every+1, every-1).Draw(t, "by")
		var plain, one []performance.Trip
		for i := range n {
			left := 7200 + i*every
			plain = append(plain, trip(left, left))
			if i == moved && i > 0 && i < n-1 {
				left += by
			}
			one = append(one, trip(7200+i*every, left))
		}
		if f := performance.Measure(plain, rules(t), performance.Scope{}); f.Actual != f.Scheduled || f.Covered != int64((n-1)*every) {
			t.Fatalf("to plan: %d, planned %d", f.Actual, f.Scheduled)
		}
		if f := performance.Measure(one, rules(t), performance.Scope{}); f.Actual < f.Scheduled {
			t.Fatalf("an uneven service waits less: %d, planned %d", f.Actual, f.Scheduled)
		}
	})
}
