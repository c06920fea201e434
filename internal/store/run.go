package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// SaveRuns replaces the measured runs of a service's day.
func (tx *Tx) SaveRuns(ctx context.Context, service string, day civil.Date, runs []transit.Run) error {
	for _, table := range []string{"run_part", "run"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where service = $1 and date = $2`, service, day.String()); err != nil {
			return err
		}
	}
	stretches := make([]string, len(runs))
	for i, r := range runs {
		text, err := json.Marshal(r.Stretches)
		if err != nil {
			return err
		}
		stretches[i] = string(text)
	}
	_, err := tx.Insert(ctx, sqldb.Bulk{Table: "run", Columns: []string{
		"service", "date", "trip", "start_s", "route", "direction", "block", "vehicle", "status", "reason", "grade",
		"planned_m", "delivered_m", "unproven_m", "offroute_m", "began_us", "ended_us", "intervals", "calls", "every_s", "who",
	}},
		func(yield func([]any) bool) {
			for i, r := range runs {
				if !yield([]any{
					service, day.String(), r.Trip, r.Start, r.Route, r.Direction, r.Block, r.Vehicle, string(r.Status), string(r.Reason), string(r.Grade),
					int64(r.Planned), int64(r.Delivered), int64(r.Unproven), int64(r.OffRoute), r.Began, r.Ended, stretches[i], transit.PackCalls(r.Calls), r.Every, string(r.Who),
				}) {
					return
				}
			}
		})
	if err != nil {
		return err
	}
	_, err = tx.Insert(ctx, sqldb.Bulk{Table: "run_part", Columns: []string{"service", "date", "trip", "start_s", "code", "planned_m", "delivered_m", "unproven_m", "offroute_m"}},
		func(yield func([]any) bool) {
			for _, r := range runs {
				for _, p := range r.Parts {
					if !yield([]any{service, day.String(), r.Trip, r.Start, p.Code, int64(p.Planned), int64(p.Delivered), int64(p.Unproven), int64(p.OffRoute)}) {
						return
					}
				}
			}
		})
	return err
}

// RunFilter chooses runs. Empty fields choose all.
type RunFilter struct {
	First, Last civil.Date
	Status      transit.Status
	Vehicle     string
	Trip        string
	Start       int // with Trip: the planned start; -1 for any
}

// Runs lists the measured runs of a service with their parts, by day, start
// and trip.
func (tx *Tx) Runs(ctx context.Context, service string, f RunFilter) ([]transit.Run, error) {
	where := `where service = $1 and date between $2 and $3 and ($4 = '' or status = $4) and ($5 = '' or vehicle = $5)
		and ($6 = '' or (trip = $6 and ($7 < 0 or start_s = $7)))`
	args := []any{service, f.First.String(), f.Last.String(), string(f.Status), f.Vehicle, f.Trip, f.Start}
	runs, err := sqldb.Select(ctx, tx.Tx, scanRun, `
		select date, trip, start_s, route, direction, block, vehicle, status, reason, grade,
			planned_m, delivered_m, unproven_m, offroute_m, began_us, ended_us, intervals, calls, every_s, who
		from run `+where+` order by date, start_s, trip`, args...)
	if err != nil {
		return nil, err
	}
	type key struct {
		day   civil.Date
		trip  string
		start int
	}
	at := make(map[key]int, len(runs))
	for i, r := range runs {
		at[key{r.Date, r.Trip, r.Start}] = i
	}
	rows, err := tx.Query(ctx, `
		select date, trip, start_s, code, planned_m, delivered_m, unproven_m, offroute_m from run_part
		where service = $1 and date between $2 and $3 order by date, start_s, trip, code`, service, f.First.String(), f.Last.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var p transit.Part
		if err := rows.Scan(date{&k.day}, &k.trip, &k.start, &p.Code, &p.Planned, &p.Delivered, &p.Unproven, &p.OffRoute); err != nil {
			return nil, err
		}
		if i, ok := at[k]; ok {
			runs[i].Parts = append(runs[i].Parts, p)
		}
	}
	return runs, rows.Err()
}

func scanRun(row sqldb.Scanner) (r transit.Run, err error) {
	var stretches string
	var calls []byte
	if err := row.Scan(date{&r.Date}, &r.Trip, &r.Start, &r.Route, &r.Direction, &r.Block, &r.Vehicle, &r.Status, &r.Reason, &r.Grade,
		&r.Planned, &r.Delivered, &r.Unproven, &r.OffRoute, &r.Began, &r.Ended, &stretches, &calls, &r.Every, &r.Who); err != nil {
		return r, err
	}
	if r.Calls, err = transit.UnpackCalls(calls); err != nil {
		return r, fmt.Errorf("halte of run %s on %s: %w", r.Trip, r.Date, err)
	}
	return r, json.Unmarshal([]byte(stretches), &r.Stretches)
}

// RunDays sums up a service's days from first to last.
func (tx *Tx) RunDays(ctx context.Context, service string, first, last civil.Date) ([]transit.Day, error) {
	days := []transit.Day{}
	rows, err := tx.Query(ctx, `
		select date, status, count(*), sum(planned_m), sum(delivered_m) from run
		where service = $1 and date between $2 and $3 group by date, status order by date, status`, service, first.String(), last.String())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var d civil.Date
		var s transit.Status
		var n int
		var planned, delivered quantity.Metres
		if err := rows.Scan(date{&d}, &s, &n, &planned, &delivered); err != nil {
			return nil, err
		}
		if len(days) == 0 || days[len(days)-1].Date != d {
			days = append(days, transit.Day{Date: d, Runs: map[transit.Status]int{}})
		}
		day := &days[len(days)-1]
		day.Runs[s] += n
		day.Planned += planned
		day.Delivered += delivered
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return days, tx.addParts(ctx, service, first, last, days)
}

func (tx *Tx) addParts(ctx context.Context, service string, first, last civil.Date, days []transit.Day) error {
	at := make(map[civil.Date]*transit.Day, len(days))
	for i := range days {
		at[days[i].Date] = &days[i]
	}
	rows, err := tx.Query(ctx, `
		select date, code, sum(planned_m), sum(delivered_m), sum(unproven_m), sum(offroute_m) from run_part
		where service = $1 and date between $2 and $3 group by date, code order by date, code`, service, first.String(), last.String())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d civil.Date
		var p transit.Part
		if err := rows.Scan(date{&d}, &p.Code, &p.Planned, &p.Delivered, &p.Unproven, &p.OffRoute); err != nil {
			return err
		}
		if day := at[d]; day != nil {
			day.Parts = append(day.Parts, p)
		}
	}
	return rows.Err()
}
