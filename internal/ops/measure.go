package ops

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sinergi/internal/agreement"
	"sinergi/internal/archive"
	"sinergi/internal/civil"
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

func (d *Desk) measureDay(ctx context.Context, day store.ServiceDay) error {
	var in dayInputs
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		in, err = d.readDay(ctx, tx, day)
		return err
	}); err != nil {
		return err
	}
	day.Measured, day.MeasuredUS, day.Method = day.Touched, d.nowUS(), transit.Method
	if in.kind == agreement.Bus {
		sum, err := d.archiveDay(ctx, in.positions)
		if err != nil {
			return err
		}
		day.Archive, day.Timetable, day.Border = sum.hash, in.timetable.SHA256, in.border.Version
		runs, said, err := d.measureBus(in, day.Date)
		if err != nil {
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
			if err := tx.SaveVerdicts(ctx, day.Service, day.Date, said); err != nil {
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
