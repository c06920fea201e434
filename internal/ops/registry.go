package ops

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// feedAction is the right to bring in a service's data.
func feedAction(k agreement.ServiceKind) policy.Action {
	if k == agreement.Waste {
		return policy.FeedWaste
	}
	return policy.FeedBus
}

// feedService loads a service that the actor may bring data in for.
func feedService(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (agreement.Service, error) {
	s, _, _, err := seeService(ctx, tx, who, policy.SeeService, id)
	if err != nil {
		return s, err
	}
	_, _, _, err = seeService(ctx, tx, who, feedAction(s.Kind), id)
	return s, err
}

// SourceFor lets a person bring data in for a service, as a machine does with
// its key.
func (d *Desk) SourceFor(ctx context.Context, who policy.Actor, service string) (Source, error) {
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := feedService(ctx, tx, who, service)
		return err
	})
	return Source{Service: service, Label: who.Name}, err
}

// SaveVehicle adds or changes a vehicle of a bus service.
func (d *Desk) SaveVehicle(ctx context.Context, who policy.Actor, v store.Vehicle) error {
	v.ID = strings.TrimSpace(v.ID)
	if v.ID == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("id", "ui.required")})
	}
	return d.act(ctx, who, "save_vehicle", "service "+v.Service, v.ID, func(tx *store.Tx) error {
		if _, err := feedService(ctx, tx, who, v.Service); err != nil {
			return err
		}
		return tx.SaveVehicle(ctx, v)
	})
}

// SaveDevice adds a position sender to a vehicle, or moves it to another, and
// gives its new key. The key is shown once: only its hash is kept.
func (d *Desk) SaveDevice(ctx context.Context, who policy.Actor, dev store.Device) (key string, err error) {
	dev.ID = strings.TrimSpace(dev.ID)
	if dev.ID == "" {
		return "", fault.InvalidFields([]fault.Field{fault.NewField("id", "ui.required")})
	}
	key = newSecret()
	err = d.act(ctx, who, "save_device", "service "+dev.Service, dev.ID+" "+dev.Vehicle, func(tx *store.Tx) error {
		if _, err := feedService(ctx, tx, who, dev.Service); err != nil {
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
			return fault.InvalidFields([]fault.Field{fault.NewField("id", "bus.device_elsewhere", "Device", dev.ID)})
		case err == nil:
			dev.SinceUS = old.SinceUS
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
		if _, err := feedService(ctx, tx, who, dev.Service); err != nil {
			return err
		}
		dev.Active = false
		return tx.SaveDevice(ctx, dev)
	})
	d.forgetRegistry()
	return err
}

// NewSourceKey gives a key with which a machine speaks for a whole service. It
// is shown once: only its hash is kept.
func (d *Desk) NewSourceKey(ctx context.Context, who policy.Actor, service, label string) (key string, err error) {
	if strings.TrimSpace(label) == "" {
		return "", fault.InvalidFields([]fault.Field{fault.NewField("label", "ui.required")})
	}
	key = newSecret()
	err = d.act(ctx, who, "new_source_key", "service "+service, label, func(tx *store.Tx) error {
		if _, err := feedService(ctx, tx, who, service); err != nil {
			return err
		}
		return tx.SaveSourceKey(ctx, store.SourceKey{KeyHash: hashSecret(key), Service: service, Label: label, CreatedUS: d.nowUS(), Active: true})
	})
	return key, err
}

// WithdrawSourceKey makes a key worthless.
func (d *Desk) WithdrawSourceKey(ctx context.Context, who policy.Actor, keyHash string) error {
	err := d.act(ctx, who, "withdraw_source_key", "key "+keyHash[:min(8, len(keyHash))], "", func(tx *store.Tx) error {
		k, err := tx.SourceKey(ctx, keyHash)
		if err != nil {
			return err
		}
		if _, err := feedService(ctx, tx, who, k.Service); err != nil {
			return err
		}
		k.Active = false
		return tx.SaveSourceKey(ctx, k)
	})
	d.forgetRegistry()
	return err
}

// Registry is what a bus service runs with.
type Registry struct {
	Vehicles   []store.Vehicle
	Devices    []store.Device
	Keys       []store.SourceKey
	Timetables []store.Timetable
	Imports    []store.Import
}

// Registry gives a service's vehicles, devices, keys, timetables and imports.
func (d *Desk) Registry(ctx context.Context, who policy.Actor, service string) (r Registry, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := feedService(ctx, tx, who, service); err != nil {
			return err
		}
		if r.Vehicles, err = tx.Vehicles(ctx, service); err != nil {
			return err
		}
		if r.Devices, err = tx.Devices(ctx, service); err != nil {
			return err
		}
		if r.Keys, err = tx.SourceKeys(ctx, service); err != nil {
			return err
		}
		if r.Timetables, err = tx.Timetables(ctx, service); err != nil {
			return err
		}
		r.Imports, err = tx.Imports(ctx, service, 50)
		return err
	})
	return r, err
}

// ImportRoster keeps which vehicle works which block on which day. Rows that
// cannot be used are refused; the others are kept.
func (d *Desk) ImportRoster(ctx context.Context, src Source, r io.Reader) (Receipt, error) {
	duties, refused, err := readRoster(r)
	if err != nil {
		return Receipt{}, err
	}
	receipt := Receipt{Refused: refused}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		receipt.Accepted, receipt.Duplicate, receipt.Refused = 0, 0, slices.Clone(refused)
		vehicles, err := tx.Vehicles(ctx, src.Service)
		if err != nil {
			return err
		}
		days := map[civil.Date]bool{}
		for row, duty := range duties {
			if !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == duty.Vehicle }) {
				receipt.Refused = append(receipt.Refused, Refusal{row, fault.Field{Name: "vehicle", Row: row, Value: duty.Vehicle, Key: "bus.unknown_vehicle", Args: map[string]any{"Vehicle": duty.Vehicle}}})
				continue
			}
			changed, err := tx.SaveDuty(ctx, src.Service, duty)
			if err != nil {
				return err
			}
			if !changed {
				receipt.Duplicate++
				continue
			}
			receipt.Accepted++
			days[duty.Date] = true
		}
		for day := range days {
			if err := tx.Touch(ctx, src.Service, day); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(receipt.Refused, func(a, b Refusal) int { return a.Row - b.Row })
	return receipt, err
}

// readRoster reads date, block and vehicle by row.
func readRoster(r io.Reader) (map[int]store.Duty, []Refusal, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil, fault.New(fault.Invalid, "ui.file_empty")
		}
		return nil, nil, fault.Wrap(fault.Invalid, "ingest.bad_csv", err)
	}
	at := map[string]int{}
	for i, name := range header {
		at[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(name, "\ufeff")))] = i
	}
	for _, need := range []string{"date", "block", "vehicle"} {
		if _, ok := at[need]; !ok {
			return nil, nil, fault.New(fault.Invalid, "ingest.column_missing", "Column", need, "Header", "date,block,vehicle")
		}
	}
	duties := map[int]store.Duty{}
	var refused []Refusal
	for row := 2; ; row++ {
		rec, err := in.Read()
		if err == io.EOF {
			return duties, refused, nil
		}
		if err != nil {
			return nil, nil, fault.Wrap(fault.Invalid, "ingest.bad_csv", err)
		}
		get := func(name string) string {
			if i := at[name]; i < len(rec) {
				return strings.TrimSpace(rec[i])
			}
			return ""
		}
		w, err := civil.ParseWritten(get("date"))
		duty := store.Duty{Date: w.Date, Block: get("block"), Vehicle: get("vehicle")}
		switch {
		case err != nil:
			refused = append(refused, Refusal{row, fault.Field{Name: "date", Row: row, Value: get("date"), Key: "civil.not_a_date", Args: map[string]any{"Value": get("date")}}})
		case duty.Block == "":
			refused = append(refused, Refusal{row, fault.Field{Name: "block", Row: row, Key: "ui.required"}})
		default:
			duties[row] = duty
		}
	}
}

// SaveTruck adds or changes a lorry of a waste service.
func (d *Desk) SaveTruck(ctx context.Context, who policy.Actor, t store.Truck) error {
	t.Plate = strings.ToUpper(strings.Join(strings.Fields(t.Plate), " "))
	if t.Plate == "" || t.Tare < 0 || t.MaxGross < 0 {
		return fault.InvalidFields([]fault.Field{fault.NewField("plate", "ui.required")})
	}
	return d.act(ctx, who, "save_truck", "service "+t.Service, t.Plate, func(tx *store.Tx) error {
		if _, err := feedService(ctx, tx, who, t.Service); err != nil {
			return err
		}
		return tx.SaveTruck(ctx, t)
	})
}
