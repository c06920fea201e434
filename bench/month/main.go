// SPDX-License-Identifier: Apache-2.0

// Command month measures how long it takes to measure a month of buses, and how
// much memory: positions of simulated buses on copies of the demo's route, as
// they lie in the embedded database, are followed, given to runs, cut by
// territory and archived. Beside it, in the same run, stands what reading and
// unpacking the same positions takes. Then every day is measured again, and the
// result must be the same to the last byte.
//
//	go run ./bench/month -buses 36
//	go run ./bench/month -buses 10,100,1000 -days 3
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing/fstest"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/gtfs"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

var october = civil.Month{Year: 2026, Month: 10}

func main() {
	buses := flag.String("buses", "36", "how many buses, or several numbers with commas")
	days := flag.Int("days", 31, "days of the month")
	every := flag.Int("every", 10, "seconds between positions")
	open := flag.Bool("open", false, "nobody is rostered: who drove is inferred")
	profile := flag.String("profile", "", "file for a profile of the processor")
	dir := flag.String("dir", "", "folder for the data; a temporary one when empty")
	flag.Parse()
	if *profile != "" {
		f, err := os.Create(*profile)
		check(err)
		check(pprof.StartCPUProfile(f))
		defer pprof.StopCPUProfile()
	}
	fmt.Printf("%8s %6s %12s %10s %10s %14s %10s %8s %s\n", "buses", "days", "positions", "read s", "measure s", "s per million", "ratio", "MB", "again")
	for _, text := range strings.Split(*buses, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		check(err)
		run(n, *days, *every, *open, *dir)
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func run(buses, days, every int, open bool, dir string) {
	dir, err := os.MkdirTemp(dir, "sinergi-month-")
	check(err)
	defer os.RemoveAll(dir)
	ctx := context.Background()
	n, err := app.Data{Dir: dir}.Open(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(err)
	defer n.Close()
	points := fill(ctx, n, buses, days, every, open)
	debug.FreeOSMemory()

	began := processor()
	check(n.Store.Read(ctx, func(tx *store.Tx) error {
		for d := range days {
			if _, err := tx.Positions(ctx, demo.BusService, october.First().AddDays(d)); err != nil {
				return err
			}
		}
		return nil
	}))
	read := processor() - began
	debug.FreeOSMemory()

	peak := watch()
	clock, began := time.Now(), processor()
	check(n.Desk.MeasureStale(ctx, nil))
	took, wall := processor()-began, time.Since(clock)
	memory := peak()
	first := digest(ctx, n)
	check(n.Store.Write(ctx, func(tx *store.Tx) error { return tx.TouchFrom(ctx, october.First()) }))
	check(n.Desk.MeasureStale(ctx, nil))
	again := "the same bytes"
	if digest(ctx, n) != first {
		again = "OTHER BYTES"
	}
	fmt.Printf("%8d %6d %12d %10.2f %10.2f %14.2f %10.1f %8d %s\n", buses, days, points, read.Seconds(), wall.Seconds(), took.Seconds()/(float64(points)/1e6), took.Seconds()/read.Seconds(), memory>>20, again)
	if again != "the same bytes" {
		os.Exit(1)
	}
}

// processor is the time that this process was computing.
func processor() time.Duration {
	var u syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// watch looks at the memory in use until it is asked for the most it saw.
func watch() func() uint64 {
	var most atomic.Uint64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse+m.StackInuse))
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-done
		return most.Load()
	}
}

// digest is over all that was measured.
func digest(ctx context.Context, n *app.Node) (sum [32]byte) {
	h := sha256.New()
	check(n.Store.Read(ctx, func(tx *store.Tx) error {
		days, err := tx.ServiceDays(ctx, demo.BusService, october.First(), october.Last())
		for _, d := range days {
			fmt.Fprintln(h, d.Date, d.Archive, d.Timetable, d.Border, d.Method)
		}
		if err != nil {
			return err
		}
		runs, err := tx.Runs(ctx, demo.BusService, store.RunFilter{First: october.First(), Last: october.Last(), Start: -1})
		for _, r := range runs {
			fmt.Fprintf(h, "%+v\n", r)
		}
		if err != nil {
			return err
		}
		vehicles, err := tx.VehicleDays(ctx, demo.BusService, october.First(), october.Last())
		for _, v := range vehicles {
			fmt.Fprintf(h, "%+v\n", v)
		}
		return err
	}))
	return [32]byte(h.Sum(nil))
}

// fill makes a service of so many buses with positions that wait to be measured,
// and says how many. Every copy of the demo's route is driven by a simulation of
// its own.
func fill(ctx context.Context, n *app.Node, buses, days, every int, open bool) int {
	_, err := demo.Load(ctx, n.Desk, simulate.Config{Seed: 1, Month: october, Days: 1})
	check(err)
	original, err := feed.Read()
	check(err)
	var plans []*simulate.Simulation
	blocks := 0
	for blocks < buses {
		p, err := simulate.New(simulate.Config{Seed: uint64(len(plans)) + 1, Month: october, Days: days, Every: every, Feed: original, Routes: []string{"1"}, Buses: buses - blocks})
		check(err)
		plans = append(plans, p)
		blocks += len(p.Day(0).Roster)
	}
	zip := copied(len(plans))
	routes := make([]string, len(plans))
	for k := range plans {
		routes[k] = `"` + name("1", k) + `"`
	}
	rules := `{"routes":[` + strings.Join(routes, ",") + `],"gap_limit_s":120,"terminal_m":60}`
	if open {
		rules = strings.Replace(rules, "{", `{"inferred":true,`, 1)
	}
	sum, size, err := n.Files.Put(ctx, bytes.NewReader(zip), 1<<30)
	check(err)
	check(n.Store.Write(ctx, func(tx *store.Tx) error {
		s, _, err := tx.Service(ctx, demo.BusService, october.First())
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from timetable`); err != nil {
			return err
		}
		if err := tx.AddFile(ctx, sum, "application/zip", size, 1); err != nil {
			return err
		}
		if err := tx.SaveTimetable(ctx, store.Timetable{Service: s.ID, SHA256: sum, From: october.First(), Name: "bench", AddedUS: 1}); err != nil {
			return err
		}
		return tx.SaveService(ctx, s, rules)
	}))
	var points atomic.Int64
	group := errgroup.Group{}
	group.SetLimit(2)
	for k, p := range plans {
		group.Go(func() error {
			for d := range days {
				day := p.Day(d)
				if err := n.Store.Write(ctx, func(tx *store.Tx) error { return keep(ctx, tx, k, day, open, &points) }); err != nil {
					return err
				}
			}
			return nil
		})
	}
	check(group.Wait())
	return int(points.Load())
}

// keep keeps a day of one copy.
func keep(ctx context.Context, tx *store.Tx, k int, day simulate.Day, open bool, points *atomic.Int64) error {
	for _, duty := range day.Roster {
		if open || duty.From > 0 {
			continue
		}
		if _, err := tx.SaveDuty(ctx, demo.BusService, store.Duty{Date: day.Date, Block: name(duty.Block, k), Vehicle: name(duty.Vehicle, k)}); err != nil {
			return err
		}
	}
	for _, t := range day.Tracks {
		vehicle, device := name(t.Vehicle, k), name(t.Device, k)
		if err := tx.SaveVehicle(ctx, store.Vehicle{Service: demo.BusService, ID: vehicle}); err != nil {
			return err
		}
		if err := tx.SaveDevice(ctx, store.Device{ID: device, Service: demo.BusService, Vehicle: vehicle, SinceUS: 1, Active: true}); err != nil {
			return err
		}
		var kept []transit.Position
		for _, f := range t.Fixes {
			r := transit.Report{At: time.Unix(f.At, 0), Received: time.Unix(f.Received, 0), Lat: f.Lat, Lon: f.Lon, Speed: f.Speed, Heading: float64(f.Heading), Accuracy: float64(f.Accuracy)}
			if q, aside := transit.Judge(r, time.Unix(0, 0)); aside == "" && q.Day() == day.Date {
				kept = append(kept, q)
			}
		}
		if len(kept) == 0 {
			continue
		}
		points.Add(int64(len(kept)))
		if _, err := tx.AddBatch(ctx, store.Batch{Service: demo.BusService, Day: day.Date, Device: device, Positions: kept, ReceivedUS: 1}); err != nil {
			return err
		}
	}
	return tx.Touch(ctx, demo.BusService, day.Date)
}

// name is what the k-th copy of something is called.
func name(id string, k int) string {
	if k == 0 || id == "" {
		return id
	}
	return id + "+" + strconv.Itoa(k)
}

// copied is the demo's feed with so many copies of everything that drives.
func copied(copies int) []byte {
	own := map[string]map[string]bool{
		"routes.txt": {"route_id": true}, "trips.txt": {"route_id": true, "trip_id": true, "block_id": true, "shape_id": true},
		"stop_times.txt": {"trip_id": true}, "shapes.txt": {"shape_id": true}, "frequencies.txt": {"trip_id": true},
	}
	out := fstest.MapFS{}
	check(fs.WalkDir(feed.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".txt" {
			return err
		}
		b, err := fs.ReadFile(feed.FS(), path)
		check(err)
		if own[path] != nil {
			rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
			check(err)
			var text bytes.Buffer
			w := csv.NewWriter(&text)
			check(w.Write(rows[0]))
			for k := range copies {
				for _, row := range rows[1:] {
					next := append([]string(nil), row...)
					for c, column := range rows[0] {
						if own[path][column] {
							next[c] = name(row[c], k)
						}
					}
					check(w.Write(next))
				}
			}
			w.Flush()
			b = text.Bytes()
		}
		out[path] = &fstest.MapFile{Data: b}
		return nil
	}))
	f, err := gtfs.ReadFS(out, gtfs.Limits{Keep: true})
	check(err)
	var buf bytes.Buffer
	check(f.WriteZip(&buf))
	return buf.Bytes()
}
