package ops

import (
	"context"
	"io"
	"maps"
	"slices"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// firstHour is when the day of a vehicle begins where the timetable drives past
// midnight: what it drives before belongs to the day before.
const firstHour = 3

// vehicleDays says what each vehicle drove on a day that was measured.
func (in dayInputs) vehicleDays(day civil.Date, runs []transit.Run) (out []transit.VehicleDay) {
	from, until := day.Start(), day.AddDays(1).Start()
	for _, p := range in.planned {
		if p.Start+p.Duration > 24*3600 {
			from, until = day.Start().Add(firstHour*time.Hour), day.AddDays(1).Start().Add(firstHour*time.Hour)
			break
		}
	}
	for _, vehicle := range slices.Sorted(maps.Keys(in.fitted)) {
		points := in.points(vehicle)
		kept := points[:0]
		for _, q := range points {
			if q.At >= from.UnixMicro() && q.At < until.UnixMicro() {
				kept = append(kept, q)
			}
		}
		if v := transit.VehicleDayOf(vehicle, runs, kept, traceOptions(in.rules)); v.Trips > 0 || v.Driven() > 0 {
			out = append(out, v)
		}
	}
	return out
}

// VehicleMonth is what the vehicles of a bus service drove in a month, and how
// their odometers agree with it.
type VehicleMonth struct {
	BusMonth
	Vehicles []VehicleWork
	Whole    VehicleWork
	Readings []store.Odometer // of all times, by vehicle and day
	Choices  []store.Vehicle
}

// VehicleWork is what a vehicle did in a month.
type VehicleWork struct {
	transit.VehicleDay
	Plate  string
	Days   int // on which it drove
	Checks []transit.OdometerCheck
}

// VehicleMonth gives a month of a bus service by vehicle. Checks are those of
// which a reading is of the month.
func (d *Desk) VehicleMonth(ctx context.Context, who policy.Actor, service string, m civil.Month) (out VehicleMonth, err error) {
	if out.BusMonth, err = d.BusMonth(ctx, who, service, m); err != nil {
		return out, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if out.Choices, err = tx.Vehicles(ctx, service); err != nil {
			return err
		}
		if out.Readings, err = tx.Odometers(ctx, service); err != nil {
			return err
		}
		first, last := m.First(), m.Last() // of the days that readings span
		byVehicle := map[string][]transit.OdometerReading{}
		for _, o := range out.Readings {
			byVehicle[o.Vehicle] = append(byVehicle[o.Vehicle], o.OdometerReading)
		}
		for _, readings := range byVehicle {
			for i := 1; i < len(readings); i++ {
				if before, now := readings[i-1].Date, readings[i].Date; m.Contains(before) || m.Contains(now) {
					first = slices.MinFunc([]civil.Date{first, before}, civil.Date.Compare)
					last = slices.MaxFunc([]civil.Date{last, now}, civil.Date.Compare)
				}
			}
		}
		days, err := tx.VehicleDays(ctx, service, first, last)
		if err != nil {
			return err
		}
		out.add(m, days, byVehicle)
		return nil
	})
	return out, err
}

// add makes the rows: one for each vehicle that drove in the month or has a
// reading of it.
func (out *VehicleMonth) add(m civil.Month, days []store.VehicleDay, readings map[string][]transit.OdometerReading) {
	work := map[string]*VehicleWork{}
	get := func(id string) *VehicleWork {
		if work[id] == nil {
			work[id] = &VehicleWork{VehicleDay: transit.VehicleDay{Vehicle: id}}
			if i := slices.IndexFunc(out.Choices, func(v store.Vehicle) bool { return v.ID == id }); i >= 0 {
				work[id].Plate = out.Choices[i].Plate
			}
		}
		return work[id]
	}
	driven := map[string]map[civil.Date]quantity.Metres{}
	for _, day := range days {
		if driven[day.Vehicle] == nil {
			driven[day.Vehicle] = map[civil.Date]quantity.Metres{}
		}
		driven[day.Vehicle][day.Date] = day.Driven()
		if m.Contains(day.Date) {
			w := get(day.Vehicle)
			w.VehicleDay, w.Days = w.Add(day.VehicleDay), w.Days+1
			out.Whole.VehicleDay, out.Whole.Days = out.Whole.Add(day.VehicleDay), out.Whole.Days+1
		}
	}
	for id, all := range readings {
		checks := transit.CheckOdometer(all, func(from, until civil.Date) (sum quantity.Metres) {
			for date, metres := range driven[id] {
				if !date.Before(from) && !date.After(until) {
					sum += metres
				}
			}
			return sum
		})
		for _, c := range checks {
			if m.Contains(c.Before.Date) || m.Contains(c.Now.Date) {
				get(id).Checks = append(get(id).Checks, c)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(work)) {
		out.Vehicles = append(out.Vehicles, *work[id])
	}
}

// OdometerSchema is the table of what odometers showed at the end of a day.
func OdometerSchema() sheet.Schema {
	return sheet.Schema{Name: "odometer", Columns: []sheet.Column{
		{Name: "date", Aliases: []string{"tanggal", "hari"}, Kind: sheet.Date, Required: true, Example: "31/10/2026"},
		{Name: "vehicle", Aliases: []string{"kendaraan", "bus", "nomor lambung"}, Required: true, Example: "TMP-10"},
		{Name: "km", Aliases: []string{"odometer", "kilometer"}, Kind: sheet.Integer, Required: true, Example: "184250"},
	}}
}

// mostKm is more than any odometer shows.
const mostKm = 10_000_000

// EnterOdometer keeps what an odometer showed. wrong is what the reader of the
// form found already; it is told together with what is found here.
func (d *Desk) EnterOdometer(ctx context.Context, who policy.Actor, service string, o transit.OdometerReading, wrong ...fault.Field) error {
	names := func(field string) bool {
		return slices.ContainsFunc(wrong, func(f fault.Field) bool { return f.Name == field })
	}
	if !names("date") && (o.Date.IsZero() || o.Date.After(d.today())) {
		wrong = append(wrong, fault.NewField("date", "vehicle.not_yet"))
	}
	if !names("km") && (o.Km < 0 || o.Km > mostKm) {
		wrong = append(wrong, fault.NewField("km", "vehicle.km_range", "Most", mostKm))
	}
	return d.act(ctx, who, "enter_odometer", "service "+service, o.Vehicle+" "+o.Date.String(), func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		vehicles, err := tx.Vehicles(ctx, service)
		if err != nil {
			return err
		}
		fields := slices.Clone(wrong)
		if o.Vehicle == "" {
			fields = slices.Insert(fields, 0, fault.NewField("vehicle", "ui.required"))
		} else if !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == o.Vehicle }) {
			fields = slices.Insert(fields, 0, fault.NewField("vehicle", "bus.unknown_vehicle", "Vehicle", shorten(o.Vehicle)))
		}
		if err := fault.InvalidFields(fields); err != nil {
			return err
		}
		_, err = tx.AddOdometer(ctx, service, store.Odometer{OdometerReading: o, AtUS: d.nowUS(), Account: who.Account, Name: who.Name})
		return err
	})
}

// ImportOdometers keeps a file of readings: all of it, or nothing, with every row
// that is wrong.
func (d *Desk) ImportOdometers(ctx context.Context, who policy.Actor, service, file string, r io.Reader) (kept int, err error) {
	table, err := sheet.Read(r, OdometerSchema(), sheet.Limits{})
	if err != nil {
		return 0, err
	}
	err = d.act(ctx, who, "enter_odometer", "service "+service, oneLine(file), func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		vehicles, err := tx.Vehicles(ctx, service)
		if err != nil {
			return err
		}
		wrong := slices.Clone(table.Wrong)
		for _, row := range table.Rows {
			o := store.Odometer{OdometerReading: transit.OdometerReading{Vehicle: row.Text("vehicle"), Date: row.Date("date"), Km: row.Int("km")}, AtUS: d.nowUS(), Account: who.Account, Name: who.Name}
			switch {
			case !slices.ContainsFunc(vehicles, func(v store.Vehicle) bool { return v.ID == o.Vehicle }):
				wrong = append(wrong, fault.Field{Name: "vehicle", Row: row.Number, Value: shorten(o.Vehicle), Key: "bus.unknown_vehicle", Args: map[string]any{"Vehicle": shorten(o.Vehicle)}})
			case o.Date.After(d.today()):
				wrong = append(wrong, fault.Field{Name: "date", Row: row.Number, Value: o.Date.String(), Key: "vehicle.not_yet"})
			case o.Km < 0 || o.Km > mostKm:
				wrong = append(wrong, fault.Field{Name: "km", Row: row.Number, Key: "vehicle.km_range", Args: map[string]any{"Most": mostKm}})
			default:
				changed, err := tx.AddOdometer(ctx, service, o)
				if err != nil {
					return err
				}
				if changed {
					kept++
				}
			}
		}
		return fault.InvalidFields(wrong)
	})
	if err != nil {
		return 0, err
	}
	return kept, nil
}
