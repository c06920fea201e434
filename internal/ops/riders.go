package ops

import (
	"context"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/ridership"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
)

// BusRiders is a month of a bus service with who rode and what was paid.
type BusRiders struct {
	BusPerformance
	Ridden []ridership.Trip  // the runs of the month
	Loose  []ridership.Loose // records of the month's days that are of no run, or do not count
	// Cost is what the service cost by the newest statement of the month that was
	// offered, before anything was deducted; 0 when there is none.
	Cost      money.Rupiah
	Statement string // its id
}

// RiddenOn gives the runs of a route; "" is all.
func (r BusRiders) RiddenOn(route string) []ridership.Trip {
	if route == "" {
		return r.Ridden
	}
	return slices.DeleteFunc(slices.Clone(r.Ridden), func(t ridership.Trip) bool { return t.Route != route })
}

// Any reports whether there is a record of the month at all.
func (r BusRiders) Any() bool {
	return len(r.Loose) > 0 || slices.ContainsFunc(r.Ridden, func(t ridership.Trip) bool { return t.From != "" || t.Money != "" })
}

// Missing sums up what is in no figure: records, people and money, by reason.
func (r BusRiders) Missing(why ridership.Why) (n int, people int64, paid money.Rupiah) {
	for _, l := range r.Loose {
		if l.Why == why {
			n++
			people += l.Boarded
			paid += l.Income
		}
	}
	return n, people, paid
}

// Riders gives a month of a bus service with who rode, to one who may see its
// runs.
func (d *Desk) Riders(ctx context.Context, who policy.Actor, service string, m civil.Month) (out BusRiders, err error) {
	if out.BusPerformance, err = d.BusPerformance(ctx, who, service, m); err != nil {
		return out, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if err := d.addRiders(ctx, tx, &out, m.First(), m.Last()); err != nil {
			return err
		}
		return d.addCost(ctx, tx, &out)
	})
	return out, err
}

// addRiders gives the records of days from first to last to their runs.
func (d *Desk) addRiders(ctx context.Context, tx *store.Tx, out *BusRiders, first, last civil.Date) error {
	records, err := tx.Riding(ctx, out.Service.ID, first, last.AddDays(1))
	if err != nil {
		return err
	}
	records = slices.DeleteFunc(ridership.Newest(records), func(r ridership.Record) bool { return r.Day.Before(first) || r.Day.After(last.AddDays(1)) })
	vehicles, err := tx.Vehicles(ctx, out.Service.ID)
	if err != nil {
		return err
	}
	capacity := map[string]int{}
	for _, v := range vehicles {
		capacity[v.ID] = v.Capacity
	}
	trips := out.Trips
	if len(records) > 0 {
		night, err := d.nightBefore(ctx, tx, *out, first)
		if err != nil {
			return err
		}
		trips = append(trips[:len(trips):len(trips)], night.Trips...)
	}
	net, err := d.named(ctx, out.BusPerformance)
	if err != nil {
		return err
	}
	got := ridership.Assign(trips, records, net, capacity)
	out.Ridden = slices.DeleteFunc(got.Trips, func(t ridership.Trip) bool { return t.Date.Before(first) })
	out.Loose = slices.DeleteFunc(got.Loose, func(l ridership.Loose) bool { return l.Day.Before(first) || l.Day.After(last) })
	return nil
}

// nightBefore gives the runs of the day before a first day that ended on it, so
// that their passengers are not looked for among those of the day.
func (d *Desk) nightBefore(ctx context.Context, tx *store.Tx, r BusRiders, first civil.Date) (BusPerformance, error) {
	before := first.AddDays(-1)
	night := BusPerformance{BusMonth: BusMonth{Border: r.Border, Rules: r.Rules}, feeds: map[civil.Date]string{}}
	days, err := tx.ServiceDays(ctx, r.Service.ID, before, before)
	if err != nil {
		return night, err
	}
	for _, day := range days {
		night.feeds[day.Date] = day.Timetable
	}
	runs, err := tx.Runs(ctx, r.Service.ID, store.RunFilter{First: before, Last: before, Start: -1})
	if err != nil {
		return night, err
	}
	midnight := first.Start().UnixMicro()
	return night, d.addTrips(ctx, &night, slices.DeleteFunc(runs, func(x transit.Run) bool { return x.Ended < midnight }))
}

// named knows what lines and halte are called in the timetables of a month.
func (d *Desk) named(ctx context.Context, p BusPerformance) (net ridership.Net, err error) {
	seen := map[string]bool{}
	for _, sum := range p.feeds {
		if sum == "" || seen[sum] {
			continue
		}
		seen[sum] = true
		f, err := d.feed(ctx, sum)
		if err != nil {
			return net, err
		}
		nameAll(&net, f)
	}
	return net, nil
}

func nameAll(net *ridership.Net, f *gtfs.Feed) {
	for _, r := range f.Routes {
		net.AddLine(r.ID, r.ID, r.ShortName, r.LongName)
	}
	for _, s := range f.Stops {
		net.AddStop(s.ID, s.ID, s.Name)
	}
}

// addCost looks for what the month cost.
func (d *Desk) addCost(ctx context.Context, tx *store.Tx, out *BusRiders) error {
	all, err := tx.Statements(ctx, out.Paper.ID)
	if err != nil {
		return err
	}
	version := 0
	for _, s := range all {
		if s.Month != out.Month || s.Status == settlement.Draft || s.Version <= version {
			continue
		}
		kept, err := tx.Statement(ctx, s.ID)
		if err != nil {
			return err
		}
		content, err := settlement.Parse(kept.Canonical)
		if err != nil {
			return err
		}
		version, out.Statement, out.Cost = s.Version, s.ID, 0
		for _, l := range content.Lines {
			out.Cost += max(0, l.Amount)
		}
	}
	return nil
}

// measureRiders adds what passengers paid, and how many there were, by day and
// territory, when a tariff of the month names it.
func (d *Desk) measureRiders(ctx context.Context, tx *store.Tx, g *gathered, s agreement.Service, a agreement.Agreement, m civil.Month) error {
	var named []string
	for _, t := range g.Tariffs {
		if _, ok := t.InForce(tariff.Period{From: m.First(), Until: m.Last()}); ok {
			named = append(named, t.Measures()...)
		}
	}
	income, people := slices.Contains(named, MeasureBusIncome), slices.Contains(named, MeasureBusRiders)
	if !income && !people {
		return nil
	}
	ridden, err := d.riddenDays(ctx, tx, s, a, m)
	if err != nil {
		return err
	}
	for len(ridden) > 0 {
		day, n := ridden[0].Date, 0
		for n < len(ridden) && ridden[n].Date == day {
			n++
		}
		for _, code := range a.Codes() {
			if income {
				g.addRiders(MeasureBusIncome, tariff.Rupiah, code, day, ridership.IncomeList(ridden[:n], code))
			}
			if people {
				g.addRiders(MeasureBusRiders, tariff.Passenger, code, day, ridership.BoardedList(ridden[:n], code))
			}
		}
		ridden = ridden[n:]
	}
	return nil
}

func (g *gathered) addRiders(measure string, unit tariff.Unit, code string, day civil.Date, l ridership.List) {
	g.add(tariff.Measurement{Measure: measure, Government: code, Date: day, Amount: tariff.NumberOf(quantity.Whole(l.Sum)), Unit: unit}, l.Count, l.Text)
}

// riddenDays gives the runs of a month with who rode, by the border that the
// month is settled by.
func (d *Desk) riddenDays(ctx context.Context, tx *store.Tx, s agreement.Service, a agreement.Agreement, m civil.Month) ([]ridership.Trip, error) {
	out := BusRiders{BusPerformance: BusPerformance{BusMonth: BusMonth{Service: s, Paper: a, Month: m}, feeds: map[civil.Date]string{}}}
	_, text, err := tx.Service(ctx, s.ID, m.First())
	if err != nil {
		return nil, err
	}
	if out.Rules, err = transit.ParseRules(text); err != nil {
		return nil, err
	}
	if out.Border, err = d.borderFor(ctx, tx, a.Codes(), m.First()); err != nil {
		return nil, err
	}
	days, err := tx.ServiceDays(ctx, s.ID, m.First(), m.Last())
	if err != nil {
		return nil, err
	}
	for _, day := range days {
		out.feeds[day.Date] = day.Timetable
	}
	runs, err := tx.Runs(ctx, s.ID, store.RunFilter{First: m.First(), Last: m.Last(), Start: -1})
	if err != nil {
		return nil, err
	}
	if err := d.addTrips(ctx, &out.BusPerformance, runs); err != nil {
		return nil, err
	}
	err = d.addRiders(ctx, tx, &out, m.First(), m.Last())
	return out.Ridden, err
}

// addRunRiders adds who rode a run.
func (d *Desk) addRunRiders(ctx context.Context, out *BusRun) error {
	of := BusRiders{BusPerformance: BusPerformance{BusMonth: out.BusMonth, feeds: map[civil.Date]string{out.Date: out.Record.Timetable}}}
	return d.store.Read(ctx, func(tx *store.Tx) error {
		runs, err := tx.Runs(ctx, out.Service.ID, store.RunFilter{First: out.Date, Last: out.Date, Start: -1})
		if err != nil {
			return err
		}
		of.Trips = nil
		if err := d.addTrips(ctx, &of.BusPerformance, runs); err != nil {
			return err
		}
		if err := d.addRiders(ctx, tx, &of, out.Date, out.Date); err != nil {
			return err
		}
		for _, t := range of.Ridden {
			if t.Trip.Trip == out.Run.Trip && t.Trip.Start == out.Run.Start {
				out.Ridden = t
			}
		}
		return nil
	})
}
