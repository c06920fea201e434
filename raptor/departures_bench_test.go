package raptor_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// BenchmarkDepartures times what leaves a stop within the next hour, with news of
// 300 trips laid over the timetable, and where the first ten of it go; and as the
// baseline going through all rows of stop_times.txt for those of the stop.
func BenchmarkDepartures(b *testing.B) {
	for _, f := range feeds {
		if _, ok := feedPath(f.file); !ok {
			continue
		}
		feed := readFeed(b, f.file)
		opt := raptor.Options{First: f.day, Last: f.day, LinkMetres: *benchRadius, Speed: *benchSpeed}
		tt, err := raptor.Build(feed, opt)
		if err != nil {
			b.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(*benchSeed, 0))
		changes := someChanges(rng, feed, f.day)
		live, _ := tt.With(changes[:min(300, len(changes))])
		o := newOracle(feed, opt)
		type asked struct{ stop, at int32 }
		var all []asked
		for len(all) < *benchCount {
			if p := servedPlace(rng, o); p.stop >= 0 {
				stop, ok := tt.StopByID(feed.Stops[p.stop].ID)
				if !ok {
					b.Fatalf("stop %s is not in the timetable", feed.Stops[p.stop].ID)
				}
				all = append(all, asked{stop, int32(o.midnight(f.day, 0) + 5*3600 + rng.IntN(17*3600) - int(tt.Time(0).Unix()))})
			}
		}
		b.Run(f.file+"/next-hour", func(b *testing.B) {
			took := slices.Repeat([]time.Duration{time.Hour}, len(all))
			found := 0
			var list []raptor.Departure
			var calls []raptor.Call
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for b.Loop() {
				found = 0
				for i, r := range all {
					t := spent()
					list = live.Departures(r.stop, r.at, r.at+3600, list[:0])
					for _, d := range list[:min(10, len(list))] {
						calls = live.Onward(d, calls[:0])
					}
					took[i] = min(took[i], spent()-t)
					found += len(list)
				}
			}
			tell(b, "", took)
			b.ReportMetric(float64(found)/float64(len(all)), "departures/query")
		})
		b.Run(f.file+"/all-rows", func(b *testing.B) {
			some := all[:min(len(all), 20)]
			var took []time.Duration
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for b.Loop() {
				took = took[:0]
				for _, r := range some {
					t := spent()
					rowsOf(feed, tt.Stop(r.stop).ID)
					took = append(took, spent()-t)
				}
			}
			tell(b, "", took)
		})
	}
}

// rowsOf counts the rows of a stop in stop_times.txt.
func rowsOf(feed *gtfs.Feed, id string) (n int) {
	stop, _ := feed.StopIndex(id)
	for _, s := range feed.Times.Stop {
		if int(s) == stop {
			n++
		}
	}
	return n
}
