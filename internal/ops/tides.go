package ops

import (
	"context"
	"io"
	"maps"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/tides"
	"sinergi/internal/transit"
)

// Tides is a month of a bus service, ready to be written as TIDES tables.
type Tides struct {
	desk     *Desk
	month    BusRiders
	trips    []tides.Trip
	vehicles []store.Vehicle
	devices  []store.Device
}

// Name is what the tables are called.
func (t Tides) Name() string { return t.month.Service.ID + "-" + t.month.Month.String() }

// Tides gathers a month of a bus service for one who may see its runs.
func (d *Desk) Tides(ctx context.Context, who policy.Actor, service string, m civil.Month) (out Tides, err error) {
	out.desk = d
	if out.month, err = d.Riders(ctx, who, service, m); err != nil {
		return out, err
	}
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		if out.vehicles, err = tx.Vehicles(ctx, service); err != nil {
			return err
		}
		out.devices, err = tx.Devices(ctx, service)
		return err
	}); err != nil {
		return out, err
	}
	for _, ridden := range out.month.Ridden {
		t := ridden.Trip
		f, err := d.feed(ctx, out.month.feeds[t.Date])
		if err != nil {
			return out, err
		}
		planned, _ := f.Trip(t.Trip)
		x := tides.Trip{Trip: t, Shape: planned.ShapeID, Ridden: ridden}
		for _, st := range f.StopTimes(t.Trip) {
			x.Sequences = append(x.Sequences, st.Sequence)
		}
		out.trips = append(out.trips, x)
	}
	return out, nil
}

// Write writes the tables as a zip, a day's positions at a time.
func (t Tides) Write(ctx context.Context, w io.Writer) error {
	m := t.month.Month
	out := tides.New(w, tides.About{Name: t.Name(), Title: t.month.Service.Name, From: m.First(), Until: m.Last()})
	out.Trips(t.trips)
	if t.month.Any() {
		out.Riders(t.trips, t.month.Loose)
	}
	out.BeginLocations()
	byDay := map[civil.Date][]tides.Trip{} // by the days on which they drove
	for _, x := range t.trips {
		byDay[x.Date] = append(byDay[x.Date], x)
		if next := x.Date.AddDays(1); x.Ended >= next.Start().UnixMicro() {
			byDay[next] = append(byDay[next], x)
		}
	}
	for day := m.First(); !day.After(m.Last().AddDays(1)); day = day.AddDays(1) {
		if len(byDay[day]) == 0 {
			continue
		}
		var positions map[string][]transit.Position
		var words []transit.Word
		if err := t.desk.store.Read(ctx, func(tx *store.Tx) (err error) {
			if positions, err = tx.Positions(ctx, t.month.Service.ID, day); err != nil {
				return err
			}
			words, err = tx.Words(ctx, t.month.Service.ID, day)
			return err
		}); err != nil {
			return err
		}
		carriers := transit.CarriersOf(transit.StandingWords(words))
		for _, dev := range t.devices {
			split := carriers.Split(dev.ID, dev.Vehicle, positions[dev.ID])
			for _, vehicle := range slices.Sorted(maps.Keys(split)) {
				out.Locations(byDay[day], dev.ID, vehicle, split[vehicle])
			}
		}
	}
	var vehicles []tides.Vehicle
	for _, v := range t.vehicles {
		vehicles = append(vehicles, tides.Vehicle{ID: v.ID, Plate: v.Plate})
	}
	var devices []tides.Device
	for _, d := range t.devices {
		devices = append(devices, tides.Device{ID: d.ID, Vehicle: d.Vehicle})
	}
	return out.Close(vehicles, devices)
}
