package demo

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"sinergi/internal/demo/feed"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
)

// busRules and wasteRules are what the two PKS say about measuring.
const (
	busRules   = `{"routes":["1"],"gap_limit_s":120,"terminal_m":60}`
	wasteRules = `{"closed":{"14.01":["sunday"]},"cap_kg":{"14.01":200000},"excess_priced":true}`
)

// Loaded is the example, ready for operation.
type Loaded struct {
	Actors   map[string]policy.Actor // by login
	BusKey   string                  // with which the tracking server speaks
	WasteKey string                  // with which the weighbridge speaks
	Plan     *simulate.Simulation
}

// Load enters the whole cooperation into an empty system. It writes no
// measurement.
func Load(ctx context.Context, d *ops.Desk, cfg simulate.Config) (Loaded, error) {
	var l Loaded
	f, err := feed.Read()
	if err != nil {
		return l, err
	}
	cfg.Feed, cfg.Routes = f, []string{"1"}
	if l.Plan, err = simulate.New(cfg); err != nil {
		return l, err
	}
	if l.Actors, err = settle(ctx, d); err != nil {
		return l, err
	}
	if err := enter(ctx, d, l.Actors); err != nil {
		return l, err
	}
	if err := begin(ctx, d, l.Actors); err != nil {
		return l, err
	}
	if err := l.equip(ctx, d); err != nil {
		return l, fmt.Errorf("equip the services: %w", err)
	}
	return l, nil
}

// equip registers the timetable, vehicles, devices, lorries and keys.
func (l *Loaded) equip(ctx context.Context, d *ops.Desk) error {
	dishub, dlhk := l.Actors["pekanbaru-dishub"], l.Actors["pekanbaru-dlhk"]
	zip, err := feed.Zip()
	if err != nil {
		return err
	}
	if err := d.AddTimetable(ctx, dishub, BusService, "Trans Metro Pekanbaru (jadwal ilustratif).zip", signedOn, bytes.NewReader(zip)); err != nil {
		return err
	}
	since := signedOn.Start().Add(-30 * 24 * time.Hour)
	for _, v := range l.Plan.Vehicles() {
		if err := d.SaveVehicle(ctx, dishub, store.Vehicle{Service: BusService, ID: v, Plate: "BM 7" + v[len(v)-3:] + " TU", Capacity: simulate.Capacity}); err != nil {
			return err
		}
		if _, err := d.SaveDevice(ctx, dishub, store.Device{ID: simulate.DeviceID(v), Service: BusService, Vehicle: v, SinceUS: since.UnixMicro()}); err != nil {
			return err
		}
	}
	for _, t := range simulate.Trucks() {
		if err := d.SaveTruck(ctx, dlhk, store.Truck{Service: WasteService, Plate: t.Plate, Government: t.Government, Tare: quantity.Kilograms(t.Tare), MaxGross: 16_000}); err != nil {
			return err
		}
	}
	if l.BusKey, err = d.NewSourceKey(ctx, dishub, BusService, "Server pelacak (contoh)"); err != nil {
		return err
	}
	l.WasteKey, err = d.NewSourceKey(ctx, dlhk, WasteService, "Jembatan timbang (contoh)")
	return err
}
