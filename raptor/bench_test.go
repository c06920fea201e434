package raptor_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sinergi/raptor"
)

// The query generator of the benchmarks; bench/raptor/README.md tells more.
var (
	benchSeed   = flag.Uint64("seed", 42, "of the benchmark's requests")
	benchRadius = flag.Int("radius", 300, "metres of walking links in benchmarks")
	benchSpeed  = flag.Int("speed", 1200, "of walking in benchmarks, mm/s")
	benchCount  = flag.Int("queries", 1000, "requests of a benchmark")
)

// requestsOf draws requests: from a stop to a stop that have service, by day.
func requestsOf(o *oracle, n int, points bool) []asking {
	rng := rand.New(rand.NewPCG(*benchSeed, 0))
	var all []asking
	for len(all) < n {
		r := asking{from: servedPlace(rng, o), to: servedPlace(rng, o), at: o.midnight(o.opt.First, 0) + 5*3600 + rng.IntN(17*3600), walk: 1000}
		if (r.from.stop < 0) == points && (r.to.stop < 0) == points {
			all = append(all, r)
		}
	}
	return all
}

// BenchmarkPlan times requests one by one, and the plain search on some of
// the same as the baseline.
func BenchmarkPlan(b *testing.B) {
	for _, f := range feeds {
		if _, ok := feedPath(f.file); !ok {
			continue
		}
		feed := readFeed(b, f.file)
		next := f.day
		next.Day++
		opt := raptor.Options{First: f.day, Last: next, LinkMetres: *benchRadius, Speed: *benchSpeed}
		began := time.Now()
		tt, err := raptor.Build(feed, opt)
		if err != nil {
			b.Fatal(err)
		}
		fmt.Printf("# %s: built in %v: %v\n", f.file, time.Since(began).Round(time.Millisecond), tt)
		o := newOracle(feed, opt)
		base := int(tt.Time(0).Unix())
		for _, kind := range []string{"stops", "points", "stops-arrive-by", "hour", "walking", "within-45-minutes"} {
			asked := requestsOf(o, *benchCount, kind == "points")
			b.Run(f.file+"/"+kind, func(b *testing.B) {
				q, walking := tt.NewQuery(), 0
				if kind == "walking" {
					walking = 100
				}
				plan := func(r asking) int {
					if kind == "within-45-minutes" {
						return len(q.Reach(raptor.Request{From: r.from.raptor(), Time: int32(r.at - base), WalkMetres: r.walk}, 2700))
					}
					if kind == "hour" {
						return len(q.Range(raptor.Request{From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - base), WalkMetres: r.walk}, 3600))
					}
					return len(q.Plan(raptor.Request{From: r.from.raptor(), To: r.to.raptor(), Time: int32(r.at - base), WalkMetres: r.walk, ArriveBy: kind == "stops-arrive-by", Walking: walking}))
				}
				for _, r := range asked {
					plan(r)
				}
				took := slices.Repeat([]time.Duration{time.Hour}, len(asked)) // of each, its fastest
				found := 0
				b.ReportAllocs()
				runtime.LockOSThread()
				defer runtime.UnlockOSThread()
				for b.Loop() {
					found = 0
					for i, r := range asked {
						t := spent()
						found += plan(r)
						took[i] = min(took[i], spent()-t)
					}
				}
				tell(b, "", took)
				b.ReportMetric(float64(found)/float64(len(asked)), "journeys/query")
			})
		}
		changes := someChanges(rand.New(rand.NewPCG(*benchSeed, 0)), feed, f.day)
		for _, n := range []int{1, 100, 1000} {
			some := changes[:min(n, len(changes))]
			b.Run(fmt.Sprintf("%s/news-of-%d-trips", f.file, len(some)), func(b *testing.B) {
				tt.With(some)
				for b.Loop() {
					tt.With(some)
				}
			})
		}
		b.Run(f.file+"/plain-search", func(b *testing.B) {
			asked := requestsOf(o, *benchCount, false)[:min(*benchCount, 20)]
			var took []time.Duration
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for b.Loop() {
				took = took[:0]
				for _, r := range asked {
					t := spent()
					o.arrivals(r.from, r.to, r.at, r.walk, false)
					took = append(took, spent()-t)
				}
			}
			tell(b, "", took)
		})
	}
}

// spent is the processor time of this thread: what else runs on the machine
// does not count.
func spent() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err)
	}
	return time.Duration(t.Nano())
}

func tell(b *testing.B, what string, took []time.Duration) {
	var sum time.Duration
	for _, d := range took {
		sum += d
	}
	took = slices.Sorted(slices.Values(took))
	ms := func(d time.Duration) float64 { return float64(d) / 1e6 }
	b.ReportMetric(ms(sum)/float64(len(took)), what+"ms/mean")
	b.ReportMetric(ms(took[len(took)*99/100]), what+"ms/p99")
	b.ReportMetric(0, "ns/op")
}
