package simulate_test

import (
	"go/build"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/simulate"
)

var october = civil.Month{Year: 2026, Month: 10}

func month(t testing.TB, seed uint64, days int) *simulate.Simulation {
	t.Helper()
	return with(t, simulate.Config{Seed: seed, Days: days})
}

func demoFeed(t testing.TB) *gtfs.Feed {
	t.Helper()
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// with plans a month of route 1.
func with(t testing.TB, cfg simulate.Config) *simulate.Simulation {
	t.Helper()
	cfg.Feed, cfg.Month, cfg.Routes = demoFeed(t), october, []string{"1"}
	s, err := simulate.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheSameSeedIsTheSameDay(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(month(t, 1, 31).Day(4), month(t, 1, 31).Day(4)); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(month(t, 1, 31).Day(4).Tracks[0].Fixes[:9], month(t, 2, 31).Day(4).Tracks[0].Fixes[:9]) {
		t.Error("two seeds give the same day")
	}
	if diff := cmp.Diff(month(t, 1, 31).Tickets(4).CSV(), month(t, 1, 31).Tickets(4).CSV()); diff != "" {
		t.Error("two files of the same seed differ")
	}
}

func TestAMonthIsLargeAndFullOfFaults(t *testing.T) {
	t.Parallel()
	for seed := uint64(1); seed <= 5; seed++ {
		s := month(t, seed, 31)
		positions, runs, missed, partial, wrong, silences, detours := 0, 0, 0, 0, 0, 0, 0
		for n := range s.Days() {
			day := s.Day(n)
			for _, tr := range day.Tracks {
				positions += len(tr.Fixes)
				if tr.Wrong {
					wrong++
				}
			}
			for _, r := range day.Truth {
				runs++
				switch r.Status {
				case "missed":
					missed++
				case "partial":
					partial++
				}
				silences += len(r.Silences)
				detours += len(r.Detours)
				sum := 0.0
				for _, d := range r.Driven {
					sum += d.To - d.From
				}
				if math.Abs(sum-r.Odometer) > 1e-6 || r.Odometer > 14463 {
					t.Errorf("seed %d: trip %s drove %.1f m in stretches of %.1f m", seed, r.Trip, r.Odometer, sum)
				}
				if r.Status == "complete" && math.Abs(r.Odometer-14462) > 2 {
					t.Errorf("seed %d: a complete run of %.1f m", seed, r.Odometer)
				}
			}
		}
		if positions < 1_300_000 || runs != 122*31 {
			t.Errorf("seed %d: %d positions, %d runs", seed, positions, runs)
		}
		if missed == 0 || partial == 0 || wrong == 0 || silences == 0 || detours == 0 {
			t.Errorf("seed %d lacks a fault: missed %d, partial %d, wrong clocks %d, silences %d, detours %d", seed, missed, partial, wrong, silences, detours)
		}
		t.Logf("seed %d: %d positions, %d missed, %d partial, %d wrong, %d silences", seed, positions, missed, partial, wrong, silences)
	}
}

func TestAMonthOfTickets(t *testing.T) {
	t.Parallel()
	s := month(t, 1, 31)
	n, kampar := 0, 0
	tricks := map[string]int{}
	for i := range s.Days() {
		day := s.Tickets(i)
		n += len(day.Tickets)
		for _, x := range day.Truth {
			tricks[x.Trick]++
			if strings.HasPrefix(x.Origin, "14.01") {
				kampar++
			}
		}
	}
	if n < 3000 || kampar < n/4 {
		t.Errorf("%d tickets, %d from Kampar", n, kampar)
	}
	for _, trick := range []string{simulate.TrickDuplicate, simulate.TrickRepeat, simulate.TrickTare, simulate.TrickOrigin, simulate.TrickNet, simulate.TrickTurnaround, simulate.TrickClosed} {
		if tricks[trick] == 0 {
			t.Errorf("nobody plays %s", trick)
		}
	}
	t.Log(n, kampar, tricks)
}

// The truth must not come from the code that it is compared with.
func TestItsTruthIsItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	var walk func(path string)
	walk = func(path string) {
		if seen[path] || !strings.HasPrefix(path, "sinergi/") {
			return
		}
		seen[path] = true
		for _, bad := range []string{"sinergi/trace", "sinergi/territory", "sinergi/internal/waste", "sinergi/internal/transit", "sinergi/internal/ops"} {
			if path == bad {
				t.Errorf("it imports %s", path)
			}
		}
		p, err := build.ImportDir(filepath.Join("..", "..", strings.TrimPrefix(path, "sinergi/")), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range p.Imports {
			walk(i)
		}
	}
	walk("sinergi/internal/simulate")
}

func BenchmarkDay(b *testing.B) {
	s := month(b, 1, 31)
	n := 0
	for b.Loop() {
		for _, t := range s.Day(3).Tracks {
			n += len(t.Fixes)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "positions/s")
}

// A silence is known by the last usable position before it and the first after
// it, also where it covers the end of one run and the beginning of the next.
func TestSilencesAreWhatTheFixesLeaveOut(t *testing.T) {
	t.Parallel()
	day := month(t, 2, 31).Day(6)
	for _, track := range day.Tracks {
		var at []int64
		for _, f := range track.Fixes {
			at = append(at, f.At)
		}
		slices.Sort(at)
		for _, r := range day.Truth {
			if r.Vehicle != track.Vehicle || r.Status == "missed" || r.WrongTime {
				continue
			}
			for i := 1; i < len(at); i++ {
				from, until := at[i-1]*1e6, at[i]*1e6
				if until-from <= 60e6 || from >= r.Ended || until <= r.Began {
					continue
				}
				if !slices.ContainsFunc(r.Silences, func(q simulate.Span) bool { return q.FromAt <= from && q.UntilAt >= until }) {
					t.Errorf("%s %s sent nothing from %d to %d, and it is not among %+v", r.Trip, r.Vehicle, from, until, r.Silences)
				}
			}
			for _, q := range r.Silences {
				if q.Seconds*1e6 != q.UntilAt-q.FromAt || q.Seconds <= 30 || q.From < 0 || q.To <= q.From || q.To > r.Driven[len(r.Driven)-1].To {
					t.Errorf("%s: no silence: %+v", r.Trip, q)
				}
			}
		}
	}
}

func TestSilencesLongerThanTheLimitAreNotProven(t *testing.T) {
	t.Parallel()
	r := simulate.Truth{
		Driven:   []simulate.Span{{From: 0, To: 4000}, {From: 5000, To: 9000}},
		Silences: []simulate.Span{{From: 100, To: 600, Seconds: 121}, {From: 3500, To: 5500, Seconds: 300}, {From: 8000, To: 8400, Seconds: 60}},
	}
	for _, c := range []struct {
		name  string
		limit time.Duration
		wrong bool
		want  float64
	}{
		{"two silences are longer", 2 * time.Minute, false, 8000 - 500 - 1000},
		{"one is", 4 * time.Minute, false, 8000 - 1000},
		{"none is", time.Hour, false, 8000},
		{"the clock was wrong", time.Hour, true, 0},
	} {
		r.WrongTime = c.wrong
		if got := r.Proven(c.limit); got != c.want {
			t.Errorf("%s: %g m, want %g m", c.name, got, c.want)
		}
	}
}
