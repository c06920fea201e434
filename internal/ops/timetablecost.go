package ops

import (
	"context"
	"fmt"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/timetable"
	"sinergi/internal/transit"
	"sinergi/territory"
)

// PlanMonth is what a timetable comes to in a month if all of it is driven:
// kilometres by territory, and the statement that the tariffs in force make of
// them.
type PlanMonth struct {
	Trips     int
	Total     quantity.Metres
	Parts     map[string]quantity.Metres // by government; "" outside all
	Statement settlement.Statement
}

// PlanCost is a plan beside the timetable in force, in the same month.
type PlanCost struct {
	Month civil.Month
	Plan  PlanMonth
	Now   *PlanMonth // nil when no timetable is in force
	// Unpriced is why there are kilometres but no rupiah: the agreement has no
	// tariff, or is not in force in the month.
	Unpriced error
}

// PlanCost tells what a plan would cost each government in a month, by the
// border, the tariffs and the way of settling that hold then: the very ones by
// which the month will be settled. It expects every journey to be driven, and
// nothing of the agreement's other services.
func (d *Desk) PlanCost(ctx context.Context, who policy.Actor, s PlanSheet, m civil.Month) (PlanCost, error) {
	out := PlanCost{Month: m}
	now, _, err := d.InForce(ctx, who, s.Service.ID)
	if err != nil {
		return out, err
	}
	var g gathered
	border := s.Border
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		if border, err = d.borderFor(ctx, tx, s.Paper.Codes(), m.First()); err != nil {
			return err
		}
		g, _, err = d.terms(ctx, tx, s.Paper.ID, m)
		if k := fault.KindOf(err); k == fault.Conflict || k == fault.Invalid {
			out.Unpriced, err = err, nil
		}
		return err
	}); err != nil {
		return out, err
	}
	price := func(p *timetable.Plan) (PlanMonth, error) {
		month, measured, err := d.expect(s, p, border, m)
		if err != nil || out.Unpriced != nil {
			return month, err
		}
		g := g
		g.Measurements = measured
		if month.Statement, err = g.compute(1, ""); err != nil {
			out.Unpriced = err
			if k := fault.KindOf(err); k == fault.Conflict || k == fault.Invalid {
				err = nil
			}
		}
		return month, err
	}
	if out.Plan, err = price(s.Plan); err != nil || now == nil {
		return out, err
	}
	was, err := price(now)
	out.Now = &was
	return out, err
}

// expect measures a month in which everything planned is driven.
func (d *Desk) expect(s PlanSheet, p *timetable.Plan, border *region.Border, m civil.Month) (PlanMonth, []settlement.Measurement, error) {
	out := PlanMonth{Parts: map[string]quantity.Metres{}}
	areas, err := border.Partition(region.RegencyLevel)
	if err != nil {
		return out, nil, err
	}
	parts, days := map[*timetable.Pattern]territory.Parts{}, d.working()
	var measured []settlement.Measurement
	add := func(measure, government string, day civil.Date, unit tariff.Unit, amount quantity.Decimal, count int) {
		list := fmt.Sprintf("expected|%s|%s|%s|%s\n", measure, government, day, amount)
		measured = append(measured, settlement.Measurement{
			Measurement: tariff.Measurement{Measure: measure, Government: government, Date: day, Amount: tariff.NumberOf(amount), Unit: unit}, Count: int64(count), Evidence: hashText(list),
		})
	}
	for day := m.First(); !day.After(m.Last()); day = day.AddDays(1) {
		sum, trips := map[string]quantity.Metres{}, map[string]int{}
		any := false
		for _, run := range p.On(days, day) {
			if !counts(s.Rules, run.Line) {
				continue
			}
			split, ok := parts[run.Pattern]
			if !ok {
				way := p.Way(run.Pattern)
				line := make([]territory.Point, len(way))
				for i, q := range way {
					line[i] = territory.Point{Lat: q.Lat, Lon: q.Lon}
				}
				if split, err = areas.Split(line); err != nil {
					return out, nil, fault.Wrap(fault.Invalid, "bus.bad_shape", err, "Shape", run.Line.Code)
				}
				parts[run.Pattern] = split
			}
			any = true
			out.Trips += run.Trips
			out.Total += quantity.Metres(split.Total * int64(run.Trips))
			for _, part := range split.Parts {
				sum[part.Code] += quantity.Metres(part.Metres * int64(run.Trips))
				trips[part.Code] += run.Trips
			}
		}
		if !any {
			continue
		}
		for code, metres := range sum {
			out.Parts[code] += metres
		}
		for _, code := range s.Paper.Codes() {
			add(MeasureBusKm, code, day, tariff.Km, sum[code].Km(), trips[code])
		}
		add(MeasureBusMissed, s.Service.Provider, day, tariff.Trip, quantity.Decimal{}, 0)
	}
	return out, measured, nil
}

// counts reports whether a line belongs to the service's agreement.
func counts(rules transit.Rules, l *timetable.Line) bool {
	return len(rules.Routes) == 0 || slices.Contains(rules.Routes, l.ID)
}
