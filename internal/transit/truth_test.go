package transit_test

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/simulate"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// A road network with what makes inference hard, on the real lines of
// Pekanbaru: a route out and back on one road, its short turn, and routes that
// share roads with it.
func network(t testing.TB) *gtfs.Feed {
	t.Helper()
	base, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, name := range []string{"agency.txt", "calendar.txt", "routes.txt", "stops.txt", "shapes.txt"} {
		text, err := fs.ReadFile(feed.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = &fstest.MapFile{Data: text}
	}
	var trips, times strings.Builder
	shapes := string(files["shapes.txt"].Data)
	trips.WriteString("route_id,service_id,trip_id,direction_id,block_id,shape_id\n")
	times.WriteString("trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n")
	// add runs a route out along so many metres of a line and back on the same
	// road.
	add := func(route, along string, metres float64, headway, until int) {
		points := base.Shape(along)
		if n := slices.IndexFunc(points, func(p gtfs.ShapePoint) bool { return p.Dist >= metres }); n > 0 {
			points = points[:n]
		}
		length := points[len(points)-1].Dist
		var stops []gtfs.StopTime
		for _, x := range base.Trips {
			if x.ShapeID == along && stops == nil {
				stops = slices.DeleteFunc(slices.Clone(base.StopTimes(x.ID)), func(st gtfs.StopTime) bool { return st.ShapeDist > length })
			}
		}
		for n, p := range points {
			shapes += fmt.Sprintf("%s-out,%f,%f,%d,%.1f\n", route, p.Lat, p.Lon, n, p.Dist)
		}
		for n, p := range slices.Backward(points) {
			shapes += fmt.Sprintf("%s-back,%f,%f,%d,%.1f\n", route, p.Lat, p.Lon, len(points)-n, length-p.Dist)
		}
		ride := int(length / 5.5)
		blocks := (2*ride + 2*8*60 + headway - 1) / headway
		for b := range blocks {
			for n, at := 0, 5*3600+b*headway; at < until*3600; n, at = n+1, at+blocks*headway/2 {
				way, seconds := "out", func(d float64) int { return int(float64(ride) * d / length) }
				if n%2 == 1 {
					way = "back"
				}
				id := fmt.Sprintf("%s-%s-%d", route, way, at)
				fmt.Fprintf(&trips, "%s,harian,%s,%d,%s-%d,%s-%s\n", route, id, n%2, route, b, route, way)
				stop := func(k int, id2 string, d float64) {
					fmt.Fprintf(&times, "%s,%s,%s,%s,%d,%.1f\n", id, hms(at+seconds(d)), hms(at+seconds(d)), id2, k, d)
				}
				stop(0, stops[0].StopID, 0)
				for k, st := range stops {
					d := st.ShapeDist
					if way == "back" {
						st = stops[len(stops)-1-k]
						d = length - st.ShapeDist
					}
					if d > 0 && d < length {
						stop(k+1, st.StopID, d)
					}
				}
				stop(len(stops)+1, stops[len(stops)-1].StopID, length)
			}
		}
	}
	add("1", "1-0", 1e9, 900, 20)
	add("1A", "1-0", 9000, 1800, 20) // a short turn
	add("2", "2-0", 1e9, 1800, 20)
	add("4A", "4A-0", 1e9, 1200, 20)
	add("8A", "8A-0", 1e9, 1800, 20)
	files["shapes.txt"] = &fstest.MapFile{Data: []byte(shapes)}
	files["trips.txt"], files["stop_times.txt"] = &fstest.MapFile{Data: []byte(trips.String())}, &fstest.MapFile{Data: []byte(times.String())}
	f, err := gtfs.ReadFS(files, gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func hms(s int) string { return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60) }

// judged is how a month's inference compares with what really happened.
type judged struct {
	trips, right int
	wrong        []string
	metres       map[string][2]float64 // by route: true, measured
	off          []float64             // seconds by which arrivals and departures at halte are off
}

func judge(t *testing.T, f *gtfs.Feed, seed uint64, days, every int, faults simulate.Faults) judged {
	t.Helper()
	month := civil.Month{Year: 2026, Month: 10}
	s, err := simulate.New(simulate.Config{Seed: seed, Month: month, Feed: f, Every: every, Days: days, Faults: &faults})
	if err != nil {
		t.Fatal(err)
	}
	paths := map[string]*trace.Path{}
	for _, x := range f.Trips {
		if paths[x.ShapeID] != nil {
			continue
		}
		var line []trace.LatLon
		for _, p := range f.Shape(x.ShapeID) {
			line = append(line, trace.LatLon{Lat: p.Lat, Lon: p.Lon})
		}
		if paths[x.ShapeID], err = trace.NewPath(line); err != nil {
			t.Fatal(err)
		}
	}
	r := rules(t)
	j := judged{metres: map[string][2]float64{}}
	for n, date := range s.Days() {
		day := s.Day(n)
		var runs []transit.Planned
		for _, x := range f.Runs(gtfs.Date{Year: date.Year, Month: date.Month, Day: date.Day}) {
			runs = append(runs, transit.Planned{Trip: x.TripID, Start: x.Start, Duration: x.Duration, Route: x.RouteID, Block: x.BlockID, Shape: x.ShapeID, Length: paths[x.ShapeID].Length()})
		}
		var drives []transit.Drive
		type source struct {
			result trace.Result
			pass   int
		}
		var sources []source
		for _, track := range day.Tracks {
			var points []trace.Point
			for _, x := range track.Fixes {
				if !x.NoFix && x.At <= x.Received+300 { // the door sets aside what a wrong clock says
					points = append(points, trace.Point{At: x.At * 1e6, Lat: x.Lat, Lon: x.Lon})
				}
			}
			for shape, path := range paths {
				result := path.Follow(points, trace.Options{})
				for k, p := range result.Passes {
					drives = append(drives, transit.Drive{Vehicle: track.Vehicle, Pass: passOf(shape, p)})
					sources = append(sources, source{result, k})
				}
			}
		}
		found := transit.Infer(date, runs, drives, r)
		truth := map[string]simulate.Truth{}
		for _, x := range day.Truth {
			truth[fmt.Sprint(x.Trip, x.Start)] = x
		}
		for i, run := range runs {
			x := truth[fmt.Sprint(run.Trip, run.Start)]
			m := j.metres[run.Route]
			m[0] += x.Proven(2 * time.Minute)
			really := ""
			if x.Proven(2*time.Minute) > 300 {
				really = x.Vehicle
			}
			said := ""
			if d := found[i]; d >= 0 {
				said = drives[d].Vehicle
				for _, st := range drives[d].Stretches {
					if st.Kind == transit.StretchDelivered {
						m[1] += st.To - st.From
					}
				}
			}
			j.metres[run.Route] = m
			j.trips++
			if said == really {
				j.right++
			} else {
				j.wrong = append(j.wrong, fmt.Sprintf("%s %s of block %s: really %q (%s %s, %.0f m), said %q", date, run.Trip, run.Block, really, x.Status, x.Cause, x.Odometer, said))
			}
			if said == "" || said != really {
				continue
			}
			for _, v := range x.Visits {
				src := sources[found[i]]
				if arrived, left, ok := src.result.Visit(src.pass, v.Along); ok {
					j.off = append(j.off, math.Abs(float64(arrived-v.Arrived))/1e6, math.Abs(float64(left-v.Left))/1e6)
				}
			}
		}
	}
	slices.Sort(j.off)
	return j
}

func passOf(shape string, p trace.Pass) transit.Pass {
	out := transit.Pass{Shape: shape, Began: p.Began, Ended: p.Ended}
	kinds := map[trace.Kind]string{trace.Travelled: transit.StretchDelivered, trace.Unproven: transit.StretchUnproven, trace.Detour: transit.StretchOffRoute}
	for _, s := range p.Stretches {
		out.Stretches = append(out.Stretches, transit.Stretch{From: s.From, To: s.To, FromAt: s.FromAt, UntilAt: s.UntilAt, Kind: kinds[s.Kind]})
	}
	return out
}

// Nobody says which vehicle works which block; five months are inferred from
// positions alone and compared with what a simulator of its own says that
// really happened: which vehicle drove each trip, the kilometres of each route
// and month, and when each halte was reached and left. In the usual run the
// months are of three days, on two of which streets are closed; then only the
// kilometres of all routes together are near enough.
func TestWhoDroveWhatIsInferred(t *testing.T) {
	t.Parallel()
	f, days := network(t), 3
	if os.Getenv("SINERGI_SOAK") != "" {
		days = 31
	}
	usual := simulate.DefaultFaults()
	usual.Relief = true
	poor := usual
	poor.NoiseM, poor.Lost = 20, 0.1
	for _, c := range []struct {
		name   string
		every  int
		faults simulate.Faults
		right  float64 // share of the trips
		metres float64 // share of the metres by which they may be off
	}{
		{"every 15 s", 15, usual, 0.995, 0.001},
		{"every 60 s, a tenth lost, 20 m of noise", 60, poor, 0.97, 0.01},
	} {
		for seed := uint64(1); seed <= 5; seed++ {
			t.Run(fmt.Sprintf("%s, seed %d", c.name, seed), func(t *testing.T) {
				t.Parallel()
				j := judge(t, f, seed, days, c.every, c.faults)
				right, median := float64(j.right)/float64(j.trips), j.off[len(j.off)/2]
				t.Logf("%d of %d trips right, halte off by %.1f s in the median, %.1f s at the ninth decile", j.right, j.trips, median, j.off[len(j.off)*9/10])
				if right < c.right || median > 10 {
					t.Errorf("%.2f %% of trips right, halte off by %.1f s: %s", 100*right, median, strings.Join(j.wrong, "; "))
				}
				var all [2]float64
				for route, m := range j.metres {
					all[0], all[1] = all[0]+m[0], all[1]+m[1]
					if off := (m[1] - m[0]) / m[0]; days == 31 {
						t.Logf("route %s: true %.0f m, measured %.0f m, %+.3f %%", route, m[0], m[1], 100*off)
						if math.Abs(off) > c.metres {
							t.Errorf("route %s is off by %.3f %%", route, 100*off)
						}
					}
				}
				if math.Abs(all[1]-all[0]) > c.metres*all[0] {
					t.Errorf("true %.0f m, measured %.0f m", all[0], all[1])
				}
			})
		}
	}
}
