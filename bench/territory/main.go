// SPDX-License-Identifier: Apache-2.0

// Command territory measures how fast places are located and trips divided
// among territories, against PostGIS in the same run on the same machine:
//
//	go run ./bench/territory
//
// README.md beside it tells what is compared and how fairly.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"sinergi/internal/region"
	"sinergi/territory"
)

// What is measured.
const (
	monthRow  = "positions located per second, a month of buses"
	besideRow = "positions located per second, beside the line"
	tripsRow  = "trips divided per second"
)

type bench struct {
	points, baseline, buses, trips, sample int
	explain                                bool

	areas *territory.Partition
	lines [][]territory.Point
	all   []trip
}

func main() {
	log.SetFlags(0)
	var b bench
	flag.IntVar(&b.points, "points", 30_000_000, "positions of the month")
	flag.IntVar(&b.baseline, "baseline", 1_000_000, "positions that PostGIS locates; 0 for no baseline")
	flag.IntVar(&b.buses, "buses", 100, "buses")
	flag.IntVar(&b.trips, "trips", 30_000, "trips of the month")
	flag.IntVar(&b.sample, "sample", 2_000, "trips that PostGIS divides")
	flag.BoolVar(&b.explain, "explain", false, "print PostGIS's plans")
	flag.Parse()
	runtime.GOMAXPROCS(2)
	if err := b.run(); err != nil {
		log.Fatal(err)
	}
}

func (b *bench) run() error {
	start := time.Now()
	border, err := region.Default()
	if err != nil {
		return err
	}
	if b.areas, err = border.Partition(region.RegencyLevel); err != nil {
		return err
	}
	if b.lines, err = lines(); err != nil {
		return err
	}
	b.all = trips(b.trips, len(b.lines))
	fmt.Printf("border %s, %d territories, ready in %d ms; %d lines; 2 cores\n\n", border.Version, len(b.areas.Areas()), time.Since(start).Milliseconds(), len(b.lines))

	month := b.month()
	near := b.nearBorder()
	divided, each := b.divide()
	fmt.Printf("%-48s %14s %14s %8s\n", "", "sinergi", "PostGIS", "ratio")
	if b.baseline == 0 {
		row(monthRow, month, 0, "")
		row(besideRow, near, 0, "")
		row(tripsRow, each, 0, "")
		return b.memory()
	}
	return b.against(month, near, divided, each)
}

// locate gives the seconds that two goroutines need for some places.
func (b *bench) locate(lats, lons []float64, out []int32) time.Duration {
	start := time.Now()
	var wg sync.WaitGroup
	for half := range 2 {
		from, to := half*len(lats)/2, (half+1)*len(lats)/2
		wg.Go(func() { b.areas.LocateAll(lats[from:to], lons[from:to], out[from:to]) })
	}
	wg.Wait()
	return time.Since(start)
}

// month locates all positions of the month, made and located bus by bus and
// day by day, as they are archived. Making them is not counted.
func (b *bench) month() (perSecond float64) {
	const days = 30
	n := b.points / b.buses / days
	lats, lons, out := make([]float64, n*b.buses), make([]float64, n*b.buses), make([]int32, n*b.buses)
	var buses []*bus
	for i := range b.buses {
		buses = append(buses, newBus(uint64(i), b.lines))
	}
	var spent time.Duration
	for range days {
		for i, one := range buses {
			fill(lats[i*n:(i+1)*n], lons[i*n:(i+1)*n], one)
		}
		spent += b.locate(lats, lons, out)
	}
	fmt.Printf("located %d positions of %d buses in %.2f s\n", n*b.buses*days, b.buses, spent.Seconds())
	return float64(n*b.buses*days) / spent.Seconds()
}

func (b *bench) nearBorder() (perSecond float64) {
	lats, lons := b.besidePlaces()
	out := make([]int32, len(lats))
	best := math.Inf(1)
	for range 3 {
		best = math.Min(best, b.locate(lats, lons, out).Seconds())
	}
	return float64(len(lats)) / best
}

// besidePlaces are a million places along the outline of Pekanbaru.
func (b *bench) besidePlaces() (lats, lons []float64) {
	lats, lons = make([]float64, 1_000_000), make([]float64, 1_000_000)
	for _, a := range b.areas.Areas() {
		if a.Code == "14.71" {
			beside(lats, lons, a.Polygons[0][0])
		}
	}
	return lats, lons
}

// divide prepares every line and divides all trips. It gives the answers of
// the sample, and trips per second with the preparing counted.
func (b *bench) divide() (sample []territory.Parts, perSecond float64) {
	start := time.Now()
	routes := make([]*territory.Route, len(b.lines))
	for i, l := range b.lines {
		r, err := b.areas.Prepare(l)
		if err != nil {
			log.Fatal(err)
		}
		routes[i] = r
	}
	prepared := time.Since(start)
	for i, t := range b.all {
		r := routes[t.line]
		parts := r.Between(t.from*r.Length(), t.to*r.Length())
		if i < b.sample {
			sample = append(sample, parts)
		}
	}
	spent := time.Since(start)
	fmt.Printf("prepared %d lines in %.1f ms, divided %d trips in %.1f ms, %.0f ns each\n\n", len(routes), prepared.Seconds()*1e3,
		len(b.all), (spent-prepared).Seconds()*1e3, float64((spent-prepared).Nanoseconds())/float64(len(b.all)))
	return sample, float64(len(b.all)) / spent.Seconds()
}

func (b *bench) against(month, near float64, divided []territory.Parts, each float64) error {
	c, err := startCluster()
	if errors.Is(err, errNotInstalled) {
		fmt.Println("baseline skipped:", err)
		return b.memory()
	}
	if err != nil {
		return err
	}
	return errors.Join(b.measurePostGIS(c, month, near, divided, each), c.stop(), b.memory())
}

func (b *bench) measurePostGIS(c *cluster, month, near float64, divided []territory.Parts, each float64) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.address())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	p := &postgis{ctx, conn, b.explain}
	lats, lons := make([]float64, b.baseline), make([]float64, b.baseline)
	n := b.baseline / b.buses
	for i := range b.buses {
		fill(lats[i*n:(i+1)*n], lons[i*n:(i+1)*n], newBus(uint64(i), b.lines)) // the first of the same month
	}
	if err := p.load(b.areas.Areas(), lats, lons, b.lines, b.all); err != nil {
		return err
	}
	took, cut, err := p.best("locate")
	if err != nil {
		return err
	}
	row(monthRow, month, float64(b.baseline)/took.Seconds(), cut)
	if err := b.compareSplits(p, divided, each); err != nil {
		return err
	}
	if err := b.comparePlaces(p, lats, lons); err != nil {
		return err
	}
	lats, lons = b.besidePlaces()
	if _, err := conn.Exec(ctx, "truncate points; drop table places, pieces_whole, pieces_32, pieces_64, pieces_128"); err != nil {
		return err
	}
	if err := p.copy("points", []string{"id", "lon", "lat"}, len(lats), func(i int) []any { return []any{int32(i), lons[i], lats[i]} }); err != nil {
		return err
	}
	if err := p.run("prepare"); err != nil {
		return err
	}
	if took, cut, err = p.best("locate"); err != nil {
		return err
	}
	row(besideRow, near, float64(len(lats))/took.Seconds(), cut)
	return b.comparePlaces(p, lats, lons)
}

func (b *bench) compareSplits(p *postgis, divided []territory.Parts, each float64) error {
	limit := []string{"LIMIT_ID", fmt.Sprint(b.sample)}
	took, cut, err := p.best("split", limit...)
	if err != nil {
		return err
	}
	row(tripsRow, each, float64(b.sample)/took.Seconds(), cut)
	text, err := query("split", append(limit, "PIECES", cut)...)
	if err != nil {
		return err
	}
	// PostGIS takes shares of a line in degrees, which are not shares of its
	// metres, so only whole lines can be compared here.
	if err := b.farthest(p, text, divided, true); err != nil {
		return err
	}
	var twice float64
	if err := p.conn.QueryRow(p.ctx, "select max(st_length(geom::geography) - st_length(st_unaryunion(geom)::geography)) from lines").Scan(&twice); err != nil {
		return err
	}
	fmt.Printf("  (st_intersection counts ground that a line covers twice only once: here up to %.2f m of a line)\n", twice)
	if err := p.run("stretches"); err != nil {
		return err
	}
	took, _, err = p.best("split_stretches", "LIMIT_ID", fmt.Sprint(len(b.all)))
	if err != nil {
		return err
	}
	row(tripsRow+", both prepared", each, float64(len(b.all))/took.Seconds(), "arithmetic only")
	text, err = query("split_stretches", limit...)
	if err != nil {
		return err
	}
	return b.farthest(p, text, divided, false)
}

// farthest prints by how much the two answers differ at most.
func (b *bench) farthest(p *postgis, text string, divided []territory.Parts, wholeOnly bool) error {
	theirs, err := p.metres(text)
	if err != nil {
		return err
	}
	worst, compared := 0.0, 0
	for i, parts := range divided {
		if t := b.all[i]; wholeOnly && (t.from != 0 || t.to != 1) {
			continue
		}
		compared++
		for _, part := range parts.Parts {
			worst = math.Max(worst, math.Abs(float64(part.Metres)-theirs[i][part.Code]))
		}
	}
	fmt.Printf("  the answers of %d trips differ by at most %.2f m\n", compared, worst)
	return nil
}

func (b *bench) comparePlaces(p *postgis, lats, lons []float64) error {
	theirs, err := p.answers()
	if err != nil {
		return err
	}
	if len(theirs) != len(lats) {
		return fmt.Errorf("PostGIS answered for %d of %d positions", len(theirs), len(lats))
	}
	out := make([]int32, len(lats))
	b.areas.LocateAll(lats, lons, out)
	other, gaps := 0, 0
	for i, in := range out {
		code := ""
		if in != territory.Outside {
			code = b.areas.Area(int(in)).Code
		}
		switch {
		case theirs[i] == "" && code != "":
			gaps++
		case theirs[i] != code:
			other++
		}
	}
	fmt.Printf("  of %d answers %d are in a gap, which PostGIS leaves in none; %d others differ (in an overlap)\n", len(out), gaps, other)
	return nil
}

func row(what string, ours, theirs float64, with string) {
	if theirs == 0 {
		fmt.Printf("%-48s %14.0f\n", what, ours)
		return
	}
	fmt.Printf("%-48s %14.0f %14.0f %7.0f×  %s\n", what, ours, theirs, ours/theirs, with)
}

// memory prints the most that this process ever held.
func (b *bench) memory() error {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return nil // not Linux
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Printf("\nmost memory of this process: %s\n", strings.TrimSpace(rest))
		}
	}
	return nil
}
