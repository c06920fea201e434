package ops

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/archive"
	"sinergi/internal/civil"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// maxArchive bounds an archive file; a day of a thousand buses is far below.
const maxArchive = 1 << 30

// Waiting counts the days that wait to be measured.
func (d *Desk) Waiting(ctx context.Context) (n int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		days, err := tx.StaleDays(ctx, 100_000)
		n = len(days)
		return err
	})
	return n, err
}

// Run measures days that have changed, as long as ctx lasts.
func (d *Desk) Run(ctx context.Context) error {
	ticker, seals := time.NewTicker(15*time.Second), time.NewTicker(sealAgain)
	defer ticker.Stop()
	defer seals.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-seals.C:
			if err := d.SealPending(ctx); err != nil && ctx.Err() == nil {
				d.log.Error("seal signed documents", "err", err)
			}
			continue
		case <-ticker.C:
		}
		if err := d.MeasureStale(ctx, nil); err != nil && ctx.Err() == nil {
			d.log.Error("measure changed days", "err", err)
		}
		if _, err := d.Learn(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("learn travel times", "err", err)
		}
	}
}

// MeasureStale measures every day that has changed since it was measured, two
// at a time. progress, where given, is told how many are done.
func (d *Desk) MeasureStale(ctx context.Context, progress func(done, total int)) error {
	var days []store.ServiceDay
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		days, err = tx.StaleDays(ctx, 100_000)
		return err
	}); err != nil {
		return err
	}
	return d.measureDays(ctx, days, progress)
}

// MeasureMonth measures the changed days of a service's month.
func (d *Desk) MeasureMonth(ctx context.Context, service string, m civil.Month, progress func(done, total int)) error {
	var stale []store.ServiceDay
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		days, err := tx.ServiceDays(ctx, service, m.First(), m.Last())
		stale = slices.DeleteFunc(days, func(s store.ServiceDay) bool { return !s.Stale() })
		return err
	}); err != nil {
		return err
	}
	return d.measureDays(ctx, stale, progress)
}

func (d *Desk) measureDays(ctx context.Context, days []store.ServiceDay, progress func(done, total int)) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	var mu sync.Mutex
	done := 0
	for _, day := range days {
		group.Go(func() error {
			if err := d.measureDay(ctx, day); err != nil {
				return fmt.Errorf("measure %s on %s: %w", day.Service, day.Date, err)
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			if progress != nil {
				progress(done, len(days))
			}
			return nil
		})
	}
	return group.Wait()
}

// dayInputs is everything a day is measured from, read in one snapshot.
type dayInputs struct {
	kind      agreement.ServiceKind
	rules     transit.Rules
	border    *region.Border
	timetable store.Timetable
	feed      *gtfs.Feed
	planned   []transit.Planned
	roster    map[string]string   // vehicle by block
	devices   map[string][]string // by vehicle
	positions map[string][]transit.Position
	clocks    map[string][]transit.Position // set aside for the device's clock
}

func (d *Desk) measureDay(ctx context.Context, day store.ServiceDay) error {
	var in dayInputs
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		in, err = d.readDay(ctx, tx, day)
		return err
	}); err != nil {
		return err
	}
	day.Measured, day.MeasuredUS, day.Method = day.Touched, d.nowUS(), transit.Method
	var runs []transit.Run
	if in.kind == agreement.Bus {
		sum, err := d.archiveDay(ctx, in.positions)
		if err != nil {
			return err
		}
		day.Archive, day.Timetable, day.Border = sum.hash, in.timetable.SHA256, in.border.Version
		if runs, err = d.measureBus(in, day.Date); err != nil {
			return err
		}
		return d.store.Write(ctx, func(tx *store.Tx) error {
			if err := tx.AddFile(ctx, sum.hash, "application/vnd.apache.parquet", sum.size, d.nowUS()); err != nil {
				return err
			}
			newest, err := tx.SaveServiceDay(ctx, day)
			if err != nil || !newest {
				return err
			}
			if err := tx.SaveVehicleDays(ctx, day.Service, day.Date, in.vehicleDays(day.Date, runs)); err != nil {
				return err
			}
			return tx.SaveRuns(ctx, day.Service, day.Date, runs)
		})
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.SaveServiceDay(ctx, day) // tickets are assessed when they are read
		return err
	})
}

func (d *Desk) readDay(ctx context.Context, tx *store.Tx, day store.ServiceDay) (in dayInputs, err error) {
	s, text, err := tx.Service(ctx, day.Service, day.Date)
	if err != nil {
		return in, err
	}
	if in.kind = s.Kind; s.Kind != agreement.Bus {
		return in, nil
	}
	if in.rules, err = transit.ParseRules(text); err != nil {
		return in, err
	}
	a, err := tx.Agreement(ctx, s.Agreement)
	if err != nil {
		return in, err
	}
	if in.border, err = d.borderFor(ctx, tx, a.Codes(), day.Date); err != nil {
		return in, err
	}
	if in.positions, err = tx.Positions(ctx, s.ID, day.Date); err != nil {
		return in, err
	}
	if in.clocks, err = tx.SetAside(ctx, s.ID, day.Date, transit.ClockAhead); err != nil {
		return in, err
	}
	duties, err := tx.Roster(ctx, s.ID, day.Date)
	if err != nil {
		return in, err
	}
	in.roster = map[string]string{}
	for _, duty := range duties {
		in.roster[duty.Block] = duty.Vehicle
	}
	devices, err := tx.Devices(ctx, s.ID)
	if err != nil {
		return in, err
	}
	in.devices = map[string][]string{}
	for _, dev := range devices {
		in.devices[dev.Vehicle] = append(in.devices[dev.Vehicle], dev.ID)
	}
	timetable, ok, err := timetableOn(ctx, tx, s.ID, day.Date)
	if err != nil || !ok {
		return in, err
	}
	in.timetable = timetable
	if in.feed, err = d.feed(ctx, timetable.SHA256); err != nil {
		return in, err
	}
	in.planned = owedRuns(in.feed, in.rules, day.Date)
	return in, d.addNight(ctx, tx, s.ID, day.Date, &in)
}

// addNight adds the next day's positions when runs go past midnight.
func (d *Desk) addNight(ctx context.Context, tx *store.Tx, service string, day civil.Date, in *dayInputs) error {
	last := 0
	for _, r := range in.planned {
		last = max(last, r.Start+r.Duration)
	}
	if last <= 23*3600 {
		return nil
	}
	night, err := tx.Positions(ctx, service, day.AddDays(1))
	if err != nil {
		return err
	}
	end := day.Start().Add(time.Duration(last+2*3600) * time.Second).UnixMicro()
	for device, ps := range night {
		for _, p := range ps {
			if p.At <= end {
				in.positions[device] = append(in.positions[device], p)
			}
		}
	}
	return nil
}

type archived struct {
	hash string
	size int64
}

func (d *Desk) archiveDay(ctx context.Context, positions map[string][]transit.Position) (archived, error) {
	var buf bytes.Buffer
	if err := archive.Write(&buf, positions); err != nil {
		return archived{}, err
	}
	hash, size, err := d.files.Put(ctx, &buf, maxArchive)
	return archived{hash, size}, err
}

// measureBus says what became of each planned run of a day.
func (d *Desk) measureBus(in dayInputs, day civil.Date) ([]transit.Run, error) {
	for i, p := range in.planned {
		w, err := d.way(in.feed, in.timetable.SHA256, p.Shape, in.border)
		if err != nil {
			return nil, err
		}
		in.planned[i].Length = w.Length()
		if in.planned[i].Halts, err = d.halts(in.feed, in.timetable.SHA256, p.Trip, p.Shape); err != nil {
			return nil, err
		}
	}
	byVehicle := map[string][]transit.Planned{}
	var open []transit.Planned // of blocks that nobody is rostered for, and those by headway
	for _, p := range in.planned {
		if p.Every > 0 {
			open = append(open, p)
		} else if v, rostered := in.roster[p.Block]; rostered || !in.rules.Inferred {
			byVehicle[v] = append(byVehicle[v], p)
		} else {
			open = append(open, p)
		}
	}
	runs, err := d.measureOpen(in, day, open, byVehicle)
	if err != nil {
		return nil, err
	}
	for vehicle, planned := range byVehicle {
		done, err := d.measureVehicle(in, day, vehicle, planned)
		if err != nil {
			return nil, err
		}
		runs = append(runs, done...)
	}
	slices.SortFunc(runs, transit.Run.Compare)
	return runs, nil
}

func (d *Desk) measureVehicle(in dayInputs, day civil.Date, vehicle string, planned []transit.Planned) ([]transit.Run, error) {
	points := in.points(vehicle)
	var clocks []int64
	for _, dev := range in.devices[vehicle] {
		for _, p := range in.clocks[dev] {
			clocks = append(clocks, p.At)
		}
	}
	passes, err := d.passes(in, planned, points)
	if err != nil {
		return nil, err
	}
	assigned := transit.Assign(day, planned, passes, in.rules)
	runs := make([]transit.Run, len(planned))
	for i, p := range planned {
		var pass *transit.Pass
		if assigned[i] >= 0 {
			pass = &passes[assigned[i]]
		}
		began := day.Start().UnixMicro() + int64(p.Start)*1e6
		ended := began + int64(p.Duration)*1e6
		way, err := d.way(in.feed, in.timetable.SHA256, p.Shape, in.border)
		if err != nil {
			return nil, err
		}
		runs[i] = transit.Conclude(day, p, vehicle, way, pass, transit.Witness{
			Rostered: vehicle != "", Device: len(in.devices[vehicle]) > 0,
			Heard: slices.ContainsFunc(points, func(q trace.Point) bool { return q.At >= began && q.At <= ended }),
			Clock: slices.ContainsFunc(clocks, func(at int64) bool { return at >= began && at <= ended }),
		}, in.rules)
	}
	return runs, nil
}

// measureOpen measures the runs of blocks that nobody is rostered for, and those
// by headway: of the vehicles that are not rostered for a run at its time
// either, it infers which drove them.
func (d *Desk) measureOpen(in dayInputs, day civil.Date, open []transit.Planned, busy map[string][]transit.Planned) ([]transit.Run, error) {
	var drives []transit.Drive
	for _, vehicle := range slices.Sorted(maps.Keys(in.devices)) {
		if len(busy[vehicle]) > 0 || len(open) == 0 {
			continue
		}
		passes, err := d.passes(in, open, in.points(vehicle))
		if err != nil {
			return nil, err
		}
		for _, p := range passes {
			drives = append(drives, transit.Drive{Vehicle: vehicle, Pass: p})
		}
	}
	runs := make([]transit.Run, len(open))
	for i, found := range transit.Infer(day, open, drives, in.rules) {
		way, err := d.way(in.feed, in.timetable.SHA256, open[i].Shape, in.border)
		if err != nil {
			return nil, err
		}
		vehicle, pass := "", (*transit.Pass)(nil)
		if found >= 0 {
			vehicle, pass = drives[found].Vehicle, &drives[found].Pass
		}
		runs[i] = transit.Conclude(day, open[i], vehicle, way, pass, transit.Witness{Inferred: true}, in.rules)
	}
	return runs, nil
}

// points gives what a vehicle's devices reported.
func (in dayInputs) points(vehicle string) []trace.Point {
	var points []trace.Point
	for _, dev := range in.devices[vehicle] {
		for _, p := range in.positions[dev] {
			points = append(points, trace.Point{At: p.At, Lat: p.Lat(), Lon: p.Lon()})
		}
	}
	return points
}

// passes follows a vehicle's points along each shape of its runs.
func (d *Desk) passes(in dayInputs, planned []transit.Planned, points []trace.Point) ([]transit.Pass, error) {
	var out []transit.Pass
	seen := map[string]bool{}
	for _, p := range planned {
		if seen[p.Shape] || len(points) == 0 {
			continue
		}
		seen[p.Shape] = true
		path, err := d.path(in.feed, in.timetable.SHA256, p.Shape)
		if err != nil {
			return nil, err
		}
		result := path.Follow(points, traceOptions(in.rules))
		halts := haltsOf(planned, p.Shape)
		for i, pass := range result.Passes {
			driven := transitPass(p.Shape, pass)
			driven.Visits = visits(result, i, halts, in.rules.TerminalM)
			out = append(out, driven)
		}
	}
	return out, nil
}

func traceOptions(r transit.Rules) trace.Options {
	return trace.Options{Corridor: r.CorridorM, GapLimit: r.GapLimit(), MaxSpeed: r.MaxSpeed(), Terminal: r.TerminalM, Raw: r.Raw}
}

func transitPass(shape string, p trace.Pass) transit.Pass {
	out := transit.Pass{Shape: shape, Began: p.Began, Ended: p.Ended}
	kinds := map[trace.Kind]string{trace.Travelled: transit.StretchDelivered, trace.Unproven: transit.StretchUnproven, trace.Detour: transit.StretchOffRoute}
	for _, s := range p.Stretches {
		out.Stretches = append(out.Stretches, transit.Stretch{From: s.From, To: s.To, FromAt: s.FromAt, UntilAt: s.UntilAt, Kind: kinds[s.Kind]})
	}
	return out
}
