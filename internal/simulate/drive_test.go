package simulate_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"sinergi/internal/simulate"
)

// ground gives the metres between two fixes, for short distances.
func ground(a, b simulate.Fix) float64 {
	return math.Hypot((b.Lat-a.Lat)*110_575, (b.Lon-a.Lon)*111_315)
}

// faultless is a month in which nothing goes wrong and positions are exact.
func faultless() *simulate.Faults { return &simulate.Faults{} }

// The odometer is compared with what can be measured from outside: without
// noise the positions during a run lie on the line that was driven.
func TestTheOdometerIsWhatTheWheelsTurned(t *testing.T) {
	t.Parallel()
	s := with(t, simulate.Config{Seed: 7, Days: 2, Buses: 3, Every: 1, Faults: faultless()})
	for n := range s.Days() {
		day := s.Day(n)
		for _, r := range day.Truth {
			if r.Status != simulate.Complete || math.Abs(r.Odometer-s.Length(r.Shape)) > 1e-6 || len(r.Silences) != 0 {
				t.Fatalf("something went wrong: %+v", r)
			}
			i := slices.IndexFunc(day.Tracks, func(tr simulate.Track) bool { return tr.Vehicle == r.Vehicle })
			m, late := 0.0, 0.0
			var last *simulate.Fix
			for k, f := range day.Tracks[i].Fixes {
				if at := f.At * 1e6; at < r.Began || at > r.Ended {
					continue
				}
				if last != nil {
					m += ground(*last, f)
				}
				last = &day.Tracks[i].Fixes[k]
			}
			late = float64(r.Began-day.Date.Start().UnixMicro())/1e6 - float64(r.Start)
			if math.Abs(m-r.Odometer) > 0.003*r.Odometer {
				t.Errorf("%s: the odometer says %.0f m, the positions %.0f m", r.Trip, r.Odometer, m)
			}
			if late < 0 || late > 2400 {
				t.Errorf("%s leaves %.0f s late", r.Trip, late)
			}
		}
	}
}

// A bus moves like a bus: no jumps, no flights, within the speeds and
// accelerations of a city, and it takes about its planned time.
func TestBusesMoveLikeBuses(t *testing.T) {
	t.Parallel()
	s := with(t, simulate.Config{Seed: 3, Days: 3, Every: 1, Faults: &simulate.Faults{Detours: 6, ClosedStreets: 1, Missed: 3, Breakdowns: 1, NeverRan: 1, Jams: 0.05}})
	top, took, runs := 0.0, 0.0, 0
	for n := range s.Days() {
		day := s.Day(n)
		for _, track := range day.Tracks {
			for i := 1; i < len(track.Fixes); i++ {
				a, b := track.Fixes[i-1], track.Fixes[i]
				if b.At != a.At+1 || ground(a, b) > b.Speed*1.01+0.3 || b.Speed-a.Speed > 1 || a.Speed-b.Speed > 2.5 {
					t.Fatalf("%s goes %.1f m from %+v to %+v", track.Vehicle, ground(a, b), a, b)
				}
				top = max(top, b.Speed)
			}
		}
		for _, r := range day.Truth {
			if r.Status == simulate.Complete {
				took, runs = took+float64(r.Ended-r.Began)/60e6, runs+1
			}
		}
	}
	if top < 9 || top > 18 {
		t.Errorf("the fastest goes %.1f m/s", top)
	}
	if mean := took / float64(runs); mean < 38 || mean > 48 {
		t.Errorf("a run takes %.1f min of 43", mean)
	}
}

// Whatever the seed, everything goes wrong in a month that can.
func TestEveryFaultOccursInAMonth(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 5; seed++ {
		s := month(t, seed, 31)
		seen := map[string]int{}
		spare := s.Vehicles()[8]
		for n := range s.Days() {
			day := s.Day(n)
			for _, r := range day.Truth {
				seen[r.Status+" "+r.Cause]++
				if len(r.Silences) > 0 {
					seen["silence"]++
				}
				if r.Vehicle == spare {
					seen["spare"]++
				}
			}
			for _, tr := range day.Tracks {
				seen["door "+string(tr.Door)]++
				if tr.Wrong {
					seen["wrong clock"]++
				}
				count(seen, tr)
			}
		}
		for _, want := range []string{
			"complete ", "partial breakdown", "partial detour", "missed breakdown", "missed never_ran", "missed left_out", "silence", "spare",
			"wrong clock", "no fix", "twice", "late", "outlier", "door positions.csv", "door traccar", "door osmand",
		} {
			if seen[want] == 0 {
				t.Errorf("seed %d: no %s", seed, want)
			}
		}
		if seen["wrong clock"] != 2 || seen["missed never_ran"] < 30 || seen["partial breakdown"] != 2 {
			t.Errorf("seed %d: %v", seed, seen)
		}
	}
}

// count counts what is wrong with the fixes of a track.
func count(seen map[string]int, tr simulate.Track) {
	times := map[int64]bool{}
	for i, f := range tr.Fixes {
		if f.NoFix {
			seen["no fix"]++
			continue
		}
		if times[f.At] {
			seen["twice"]++
		}
		times[f.At] = true
		if i == 0 || tr.Fixes[i-1].NoFix {
			continue
		}
		b := tr.Fixes[i-1]
		switch {
		case f.At < b.At:
			seen["late"]++
		case f.At-b.At <= 10 && ground(f, b) > 250:
			seen["outlier"]++
		}
	}
}

func TestAWrongClockIsSeenByTheTrackingServer(t *testing.T) {
	t.Parallel()
	s := month(t, 1, 31)
	for n := range s.Days() {
		for _, tr := range s.Day(n).Tracks {
			for _, f := range tr.Fixes {
				ahead := time.Duration(f.At-f.Received) * time.Second
				if tr.Wrong != (ahead > 6*time.Hour) || (!tr.Wrong && (ahead > 0 || ahead < -time.Minute)) {
					t.Fatalf("%s (wrong: %t) is %s ahead", tr.Device, tr.Wrong, ahead)
				}
			}
			if tr.Wrong && tr.Door != simulate.Traccar {
				t.Errorf("the wrong clock is sent as %s, which does not say when it came", tr.Door)
			}
		}
	}
}

// A way around stays off the route, so that nobody can take it for the route.
func TestDetoursLeaveTheRoute(t *testing.T) {
	t.Parallel()
	s := with(t, simulate.Config{Seed: 2, Days: 4, Every: 1, Faults: &simulate.Faults{Detours: 12}})
	found := 0
	for n := range s.Days() {
		for _, r := range s.Day(n).Truth {
			for _, d := range r.Detours {
				found++
				if d.To-d.From < 500 || r.Status != simulate.Partial || len(r.Driven) != 2 {
					t.Errorf("%+v", r)
				}
				if math.Abs(r.Odometer-(s.Length(r.Shape)-(d.To-d.From))) > 1e-6 {
					t.Errorf("%s drove %.0f m beside a detour of %.0f m", r.Trip, r.Odometer, d.To-d.From)
				}
			}
		}
	}
	if found < 8 {
		t.Errorf("%d detours", found)
	}
}

// With relief a spare drives the rest of the day, and the roster says from
// when.
func TestReliefOnTheSameDay(t *testing.T) {
	t.Parallel()
	s := with(t, simulate.Config{Seed: 5, Faults: &simulate.Faults{Breakdowns: 2, Relief: true}})
	relieved := 0
	for n := range s.Days() {
		day := s.Day(n)
		for _, duty := range day.Roster {
			if duty.From == 0 {
				continue
			}
			relieved++
			missed, driven := 0, 0
			for _, r := range day.Truth {
				if r.Block == duty.Block && r.Cause == simulate.CauseBreakdown && r.Status == simulate.Missed {
					missed++
				}
				if r.Block == duty.Block && r.Vehicle == duty.Vehicle {
					driven++
					if r.Start < duty.From || r.Status != simulate.Complete {
						t.Errorf("%+v, relieved from %d", r, duty.From)
					}
				}
			}
			if missed != 1 || driven == 0 {
				t.Errorf("%s: %d runs missed, %d driven by %s", duty.Block, missed, driven, duty.Vehicle)
			}
		}
		if len(day.Truth) != 122 {
			t.Errorf("%s: %d runs", day.Date, len(day.Truth))
		}
	}
	if relieved == 0 {
		t.Error("nobody is relieved")
	}
}

func TestWhatCannotBeSimulated(t *testing.T) {
	t.Parallel()
	ok := simulate.Config{Seed: 1, Month: october, Feed: demoFeed(t), Routes: []string{"1"}}
	for _, c := range []struct {
		name   string
		change func(c *simulate.Config)
	}{
		{"no timetable", func(c *simulate.Config) { c.Feed = nil }},
		{"no month", func(c *simulate.Config) { c.Month.Year, c.Month.Month = 0, 0 }},
		{"a route with no runs at fixed times", func(c *simulate.Config) { c.Routes = []string{"2"} }},
		{"a month before the timetable", func(c *simulate.Config) { c.Month.Year = 1999 }},
		{"a position every ten minutes", func(c *simulate.Config) { c.Every = 600 }},
		{"a silence from long to short", func(c *simulate.Config) { c.Faults = &simulate.Faults{LongSilence: simulate.Between{Min: 9, Max: 1}} }},
	} {
		cfg := ok
		c.change(&cfg)
		if _, err := simulate.New(cfg); err == nil {
			t.Errorf("%s: no error", c.name)
		}
	}
}
