package ops

import (
	"context"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// dayInputs is everything a day is measured from, read in one snapshot.
type dayInputs struct {
	kind      agreement.ServiceKind
	rules     transit.Rules
	border    *region.Border
	timetable store.Timetable
	feed      *gtfs.Feed
	planned   []transit.Planned
	roster    map[string]string             // vehicle by block
	words     []transit.Word                // of drivers, that were not taken back
	positions map[string][]transit.Position // by device
	heard     map[string][]transit.Position // by vehicle, device by device
	clocks    map[string][]transit.Position // by vehicle: set aside for the device's clock
	fitted    map[string]bool               // vehicles that have a device
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
	duties, err := tx.Roster(ctx, s.ID, day.Date)
	if err != nil {
		return in, err
	}
	in.roster = map[string]string{}
	for _, duty := range duties {
		in.roster[duty.Block] = duty.Vehicle
	}
	timetable, ok, err := timetableOn(ctx, tx, s.ID, day.Date)
	if err != nil {
		return in, err
	}
	if ok {
		in.timetable = timetable
		if in.feed, err = d.feed(ctx, timetable.SHA256); err != nil {
			return in, err
		}
		in.planned = owedRuns(in.feed, in.rules, day.Date)
		if err := d.addNight(ctx, tx, s.ID, day.Date, &in); err != nil {
			return in, err
		}
	}
	return in, in.divide(ctx, tx, s.ID, day.Date)
}

// divide gives what was heard to the vehicles: of a device that is fitted, to its
// own; of a driver's phone, to the one that the driver named.
func (in *dayInputs) divide(ctx context.Context, tx *store.Tx, service string, day civil.Date) error {
	aside, err := tx.SetAside(ctx, service, day, transit.ClockAhead)
	if err != nil {
		return err
	}
	words, err := tx.Words(ctx, service, day)
	if err != nil {
		return err
	}
	devices, err := tx.Devices(ctx, service)
	if err != nil {
		return err
	}
	in.words = transit.StandingWords(words)
	in.heard, in.clocks, in.fitted = map[string][]transit.Position{}, map[string][]transit.Position{}, map[string]bool{}
	carriers := transit.CarriersOf(in.words)
	for _, dev := range devices {
		in.fitted[dev.Vehicle] = true
		for vehicle, ps := range carriers.Split(dev.ID, dev.Vehicle, in.positions[dev.ID]) {
			in.heard[vehicle], in.fitted[vehicle] = append(in.heard[vehicle], ps...), true
		}
		for vehicle, ps := range carriers.Split(dev.ID, dev.Vehicle, aside[dev.ID]) {
			in.clocks[vehicle] = append(in.clocks[vehicle], ps...)
		}
	}
	for _, of := range []map[string][]transit.Position{in.heard, in.clocks} {
		delete(of, "") // a phone whose driver never said where it is
	}
	delete(in.fitted, "")
	return nil
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

// points gives what the devices in a vehicle reported.
func (in dayInputs) points(vehicle string) []trace.Point {
	points := make([]trace.Point, 0, len(in.heard[vehicle]))
	for _, p := range in.heard[vehicle] {
		points = append(points, trace.Point{At: p.At, Lat: p.Lat(), Lon: p.Lon()})
	}
	return points
}
