package ops

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/ridership"
	"sinergi/internal/store"
	"sinergi/internal/waste"
)

// feedAction is the right to bring in a service's data.
func feedAction(k agreement.ServiceKind) policy.Action {
	if k == agreement.Waste {
		return policy.FeedWaste
	}
	return policy.FeedBus
}

// feedService loads a service that the actor may bring data in for.
// Who provides it today feeds it.
func (d *Desk) feedService(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (agreement.Service, error) {
	s, _, a, err := seeService(ctx, tx, who, policy.SeeService, id, d.today())
	if err != nil {
		return s, err
	}
	return s, policy.Can(who, feedAction(s.Kind), serviceResource(a, s))
}

// SourceFor lets a person bring data in for a service, as a machine does with
// its key.
func (d *Desk) SourceFor(ctx context.Context, who policy.Actor, service string) (Source, error) {
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := d.feedService(ctx, tx, who, service)
		return err
	})
	return Source{Service: service, Label: who.Name, Account: who.Account, Government: who.Government}, err
}

// SaveVehicle adds or changes a vehicle of a bus service.
func (d *Desk) SaveVehicle(ctx context.Context, who policy.Actor, v store.Vehicle) error {
	var fields []fault.Field
	v.ID = name(&fields, "id", v.ID, true)
	v.Plate = waste.Plate(name(&fields, "plate", v.Plate, false))
	if v.Capacity < 0 || v.Capacity > ridership.MostPlaces {
		fields = append(fields, fault.NewField("capacity", "registry.bad_capacity", "Max", ridership.MostPlaces))
	}
	if err := fault.InvalidFields(fields); err != nil {
		return err
	}
	return d.act(ctx, who, "save_vehicle", "service "+v.Service, v.ID, func(tx *store.Tx) error {
		if _, err := d.feedService(ctx, tx, who, v.Service); err != nil {
			return err
		}
		return tx.SaveVehicle(ctx, v)
	})
}

// SaveDevice adds a position sender to a vehicle, or moves it to another, and
// gives its new key. The key is shown once: only its hash is kept.
func (d *Desk) SaveDevice(ctx context.Context, who policy.Actor, dev store.Device) (key string, err error) {
	var fields []fault.Field
	dev.ID = name(&fields, "device", dev.ID, true)
	if dev.SinceUS > d.nowUS() {
		fields = append(fields, fault.NewField("since", "registry.not_yet"))
	}
	if strings.HasPrefix(dev.ID, pulledDevices) {
		fields = append(fields, fault.NewField("device", "pull.reserved", "Prefix", pulledDevices))
	}
	if err := fault.InvalidFields(fields); err != nil {
		return "", err
	}
	key = newSecret()
	err = d.act(ctx, who, "save_device", "service "+dev.Service, dev.ID+" "+dev.Vehicle, func(tx *store.Tx) error {
		if _, err := d.feedService(ctx, tx, who, dev.Service); err != nil {
			return err
		}
		vehicles, err := tx.Vehicles(ctx, dev.Service)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == dev.Vehicle }) {
			return fault.InvalidFields([]fault.Field{fault.NewField("vehicle", "bus.unknown_vehicle", "Vehicle", dev.Vehicle)})
		}
		old, err := tx.Device(ctx, dev.ID)
		switch {
		case err == nil && old.Service != dev.Service:
			return fault.InvalidFields([]fault.Field{fault.NewField("device", "bus.device_elsewhere", "Device", dev.ID)})
		case err == nil:
			dev.SinceUS, dev.Phone = old.SinceUS, old.Phone
		case fault.KindOf(err) != fault.NotFound:
			return err
		case dev.SinceUS == 0:
			dev.SinceUS = d.nowUS()
		}
		dev.Active, dev.KeyHash = true, hashSecret(key)
		return tx.SaveDevice(ctx, dev)
	})
	d.forgetRegistry()
	return key, err
}

// RetireDevice stops believing a device.
func (d *Desk) RetireDevice(ctx context.Context, who policy.Actor, id string) error {
	err := d.act(ctx, who, "retire_device", "device "+id, "", func(tx *store.Tx) error {
		dev, err := tx.Device(ctx, id)
		if err != nil {
			return err
		}
		if _, err := d.feedService(ctx, tx, who, dev.Service); err != nil {
			return err
		}
		dev.Active = false
		if err := tx.WithdrawPhoneInvitations(ctx, dev.ID, d.nowUS()); err != nil {
			return err
		}
		return tx.SaveDevice(ctx, dev)
	})
	d.forgetRegistry()
	return err
}

// NewSourceKey gives a key with which a machine speaks for a whole service. It
// is shown once: only its hash is kept.
func (d *Desk) NewSourceKey(ctx context.Context, who policy.Actor, service, label string) (key string, err error) {
	var fields []fault.Field
	label = name(&fields, "label", label, true)
	if err := fault.InvalidFields(fields); err != nil {
		return "", err
	}
	key = newSecret()
	err = d.act(ctx, who, "new_source_key", "service "+service, label, func(tx *store.Tx) error {
		if _, err := d.feedService(ctx, tx, who, service); err != nil {
			return err
		}
		return tx.SaveSourceKey(ctx, store.SourceKey{KeyHash: hashSecret(key), Service: service, Label: label, CreatedUS: d.nowUS(), Active: true})
	})
	return key, err
}

// WithdrawSourceKey makes a key worthless.
func (d *Desk) WithdrawSourceKey(ctx context.Context, who policy.Actor, keyHash string) error {
	var k store.SourceKey
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if k, err = tx.SourceKey(ctx, keyHash); err != nil {
			return err
		}
		_, err = d.feedService(ctx, tx, who, k.Service)
		return err
	})
	if err != nil {
		return err
	}
	err = d.act(ctx, who, "withdraw_source_key", "service "+k.Service, k.Label, func(tx *store.Tx) error {
		if _, err := d.feedService(ctx, tx, who, k.Service); err != nil {
			return err
		}
		k.Active = false
		return tx.SaveSourceKey(ctx, k)
	})
	d.forgetRegistry()
	return err
}

// heardDays is on how many of the last days with positions the registry looks
// for a device.
const heardDays = 7

// Registry is what a service runs with.
type Registry struct {
	Service    agreement.Service
	Paper      agreement.Agreement
	Vehicles   []store.Vehicle
	Devices    []store.Device
	Invited    map[string]store.PhoneInvitation // the newest, by phone
	Heard      map[string]int64                 // when a device was last heard, on the last days of which anything came
	Trucks     []store.Truck
	Keys       []store.SourceKey
	Timetables []store.Timetable
	Imports    []store.Import
	Realtime   int // sources of GTFS Realtime
}

// Registry gives a service's vehicles, devices, keys, timetables and imports
// to one who may bring data in for it.
func (d *Desk) Registry(ctx context.Context, who policy.Actor, service string) (r Registry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r = Registry{Heard: map[string]int64{}}
		if r.Service, err = d.feedService(ctx, tx, who, service); err != nil {
			return err
		}
		if r.Paper, err = tx.Agreement(ctx, r.Service.Agreement); err != nil {
			return err
		}
		if r.Vehicles, err = tx.Vehicles(ctx, service); err != nil {
			return err
		}
		if r.Devices, err = tx.Devices(ctx, service); err != nil {
			return err
		}
		if r.Trucks, err = tx.Trucks(ctx, service); err != nil {
			return err
		}
		if r.Keys, err = tx.SourceKeys(ctx, service); err != nil {
			return err
		}
		if r.Timetables, err = tx.Timetables(ctx, service); err != nil {
			return err
		}
		if r.Imports, err = tx.Imports(ctx, service, 50); err != nil {
			return err
		}
		sources, err := tx.RealtimeSources(ctx, service)
		if err != nil {
			return err
		}
		r.Realtime = len(sources)
		r.Invited = map[string]store.PhoneInvitation{}
		for _, dev := range r.Devices {
			if !dev.Phone {
				continue
			}
			all, err := tx.PhoneInvitations(ctx, dev.ID)
			if err != nil {
				return err
			}
			if len(all) > 0 {
				r.Invited[dev.ID] = all[0]
			}
		}
		return d.lastHeard(ctx, tx, &r)
	})
	return r, err
}

func (d *Desk) lastHeard(ctx context.Context, tx *store.Tx, r *Registry) error {
	if len(r.Devices) == 0 {
		return nil
	}
	day := civil.In(d.now()).AddDays(1)
	for range heardDays {
		var err error
		if day, err = tx.LastDayHeard(ctx, r.Service.ID, day); err != nil || day.IsZero() {
			return err
		}
		heard, err := tx.HeardOn(ctx, r.Service.ID, day)
		if err != nil {
			return err
		}
		for _, h := range heard {
			r.Heard[h.Device] = max(r.Heard[h.Device], h.LastUS)
		}
	}
	return nil
}

// SaveTruck adds or changes a lorry of a waste service.
func (d *Desk) SaveTruck(ctx context.Context, who policy.Actor, t store.Truck) error {
	var fields []fault.Field
	t.Plate = waste.Plate(name(&fields, "plate", t.Plate, true))
	for column, kg := range map[string]quantity.Kilograms{"tare": t.Tare, "max_gross": t.MaxGross} {
		if kg < 0 || kg > waste.Heaviest {
			fields = append(fields, fault.NewField(column, "sheet.out_of_range", "Value", int64(kg), "Min", 0, "Max", waste.Heaviest))
		}
	}
	if len(fields) == 0 && t.MaxGross > 0 && t.MaxGross <= t.Tare {
		fields = append(fields, fault.NewField("max_gross", "registry.gross_below_tare"))
	}
	if err := fault.InvalidFields(fields); err != nil {
		return err
	}
	return d.act(ctx, who, "save_truck", "service "+t.Service, t.Plate, func(tx *store.Tx) error {
		_, _, paper, err := seeService(ctx, tx, who, policy.FeedWaste, t.Service, d.today())
		if err != nil {
			return err
		}
		if !slices.Contains(paper.Codes(), t.Government) {
			return fault.InvalidFields([]fault.Field{fault.NewField("government", "registry.not_a_party")})
		}
		return tx.SaveTruck(ctx, t)
	})
}

// longestName bounds what people call a thing of the registry.
const longestName = 60

// name tidies what a person calls a thing, or says what is wrong with it.
func name(fields *[]fault.Field, field, text string, required bool) string {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "" && required:
		*fields = append(*fields, fault.NewField(field, "ui.required"))
	case utf8.RuneCountInString(text) > longestName, !utf8.ValidString(text), strings.ContainsFunc(text, unicode.IsControl):
		*fields = append(*fields, fault.NewField(field, "registry.bad_name", "Max", longestName))
	}
	return text
}
