package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/live"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

const (
	// foretoldDays is how many days back it is foretoldDays how well they were foretold.
	foretoldDays = 7
	// foretoldEvery is how often within a day.
	foretoldEvery = 20 * time.Minute
	// learnedFirst is how many days must be known before one is foretoldDays.
	learnedFirst = 3
)

// Learn takes the travel times of one measured day in that is not known yet or
// changed since, the oldest first. It reports false when there is none.
func (d *Desk) Learn(ctx context.Context) (bool, error) {
	today := d.today()
	service, day, ok := "", store.ServiceDay{}, false
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		ok = false
		ids, err := tx.TimetabledServices(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			days, err := tx.ServiceDays(ctx, id, today.AddDays(-learned), today.AddDays(-1))
			if err != nil {
				return err
			}
			known, err := tx.Passages(ctx, id, today.AddDays(-learned), today.AddDays(-1))
			if err != nil {
				return err
			}
			for _, x := range days {
				if !x.Stale() && !slices.ContainsFunc(known, func(p store.PassageDay) bool { return p.Date == x.Date && p.Touched == x.Touched }) {
					service, day, ok = id, x, true
					return nil
				}
			}
		}
		return nil
	}); err != nil || !ok {
		return false, err
	}
	if err := d.learnDay(ctx, service, day); err != nil {
		return false, fmt.Errorf("learn the travel times of %s on %s: %w", service, day.Date, err)
	}
	return true, nil
}

func (d *Desk) learnDay(ctx context.Context, service string, day store.ServiceDay) error {
	var in dayInputs
	var before []store.PassageDay
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if in, err = d.readDay(ctx, tx, day); err != nil {
			return err
		}
		before, err = tx.Passages(ctx, service, day.Date.AddDays(-learned), day.Date.AddDays(-1))
		return err
	}); err != nil {
		return err
	}
	out := store.PassageDay{Date: day.Date, Touched: day.Touched, Body: "[]"}
	if in.kind == agreement.Bus && in.feed != nil {
		plan := d.livePlan(in.feed, in.timetable.SHA256, in.rules, day.Date)
		board := live.NewBoard(plan, in.roster, nil)
		board.Say(transit.ClaimsOf(in.words, day.Date))
		for vehicle, all := range in.byVehicle() {
			board.Hear(vehicle, all)
		}
		body, err := json.Marshal(board.Passages())
		if err != nil {
			return err
		}
		out.Body = string(body)
		if len(before) >= learnedFirst && !day.Date.Before(d.today().AddDays(-foretoldDays)) {
			if out.Accuracy, err = d.foretell(plan, in, before); err != nil {
				return err
			}
		}
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.SavePassages(ctx, service, out) })
}

// byVehicle gives a day's positions by vehicle, in order of time.
func (in dayInputs) byVehicle() map[string][]transit.Position {
	out := map[string][]transit.Position{}
	for vehicle, ps := range in.heard {
		out[vehicle] = transit.Merge(slices.Clone(ps))
	}
	return out
}

// foretell foretells a day with what was known before it.
func (d *Desk) foretell(plan *live.Plan, in dayInputs, before []store.PassageDay) (string, error) {
	paces, err := pacesOf(plan, before)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(live.Replay(plan, in.roster, transit.ClaimsOf(in.words, plan.Day), paces, in.byVehicle(), foretoldEvery))
	return string(text), err
}

// Foretelling is how well a service's last days were foretold.
type Foretelling struct {
	Service agreement.Service
	Paper   agreement.Agreement
	Days    []ForetoldDay // newest first
	Total   []live.Accuracy
	Known   int // days whose travel times are known
}

// ForetoldDay is how well a day was foretold.
type ForetoldDay struct {
	Date     civil.Date
	Accuracy []live.Accuracy
}

// Foretelling tells one who may see a service how well its last days were
// foretold.
func (d *Desk) Foretelling(ctx context.Context, who policy.Actor, service string) (out Foretelling, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = Foretelling{}
		if out.Service, _, out.Paper, err = busService(ctx, tx, who, policy.SeeService, service, d.today()); err != nil {
			return err
		}
		days, err := tx.Passages(ctx, service, d.today().AddDays(-learned), d.today().AddDays(-1))
		if err != nil {
			return err
		}
		out.Known = len(days)
		for _, day := range slices.Backward(days) {
			if day.Accuracy == "" {
				continue
			}
			one := ForetoldDay{Date: day.Date}
			if err := json.Unmarshal([]byte(day.Accuracy), &one.Accuracy); err != nil {
				return fmt.Errorf("read how %s was foretold: %w", day.Date, err)
			}
			out.Days = append(out.Days, one)
			if out.Total == nil {
				out.Total = one.Accuracy
			} else {
				out.Total = live.Add(out.Total, one.Accuracy)
			}
		}
		return nil
	})
	return out, err
}
