package ops

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/ridership"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
)

// EvidenceDay is what a statement's figure of a day was computed from: the
// trips or tickets of then, and how the records stand now.
type EvidenceDay struct {
	Sheet
	Measurement settlement.Measurement
	Service     agreement.Service // the one that yielded the measure
	// Kept reports that the list is there; of statements of before lists were
	// kept only the hash is.
	Kept    bool
	Trips   []transit.Proof
	Tickets []waste.Proof
	Riders  []ridership.Proof // what passengers paid, or runs with who boarded
	// Now is the day's measurement as the records stand. What it counts that
	// the statement did not is Added; what it does not count any more is Gone.
	Now         settlement.Measurement
	Added, Gone Proofs
}

// Proofs are trips, weighbridge tickets, or what was counted of passengers.
type Proofs struct {
	Trips   []transit.Proof
	Tickets []waste.Proof
	Riders  []ridership.Proof
}

// Changed reports that the day rests on other records now.
func (e EvidenceDay) Changed() bool { return e.Now.Evidence != e.Measurement.Evidence }

// EvidenceDay gives the evidence of one of a statement's figures to one who
// may see the statement. Whoever may not see the service gets its sums and no
// trip or ticket.
func (d *Desk) EvidenceDay(ctx context.Context, who policy.Actor, id, measure, government string, day civil.Date) (out EvidenceDay, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = EvidenceDay{}
		if out.Sheet, err = d.sheet(ctx, tx, who, id); err != nil {
			return err
		}
		i := slices.IndexFunc(out.Content.Measurements, func(m settlement.Measurement) bool {
			return m.Measure == measure && m.Government == government && m.Date == day
		})
		if i < 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		out.Measurement = out.Content.Measurements[i]
		services, err := tx.Services(ctx, out.Agreement, out.Month.First())
		if err != nil {
			return err
		}
		for _, s := range services {
			if s.Kind == kindOf(measure) {
				out.Service = s
			}
		}
		return d.compareDay(ctx, tx, &out)
	})
	return out, err
}

// kindOf gives the kind of service that yields a measure.
func kindOf(measure string) agreement.ServiceKind {
	if measure == MeasureTonnes {
		return agreement.Waste
	}
	return agreement.Bus
}

// compareDay reads the kept list and the one of now.
func (d *Desk) compareDay(ctx context.Context, tx *store.Tx, e *EvidenceDay) error {
	was, err := tx.Evidence(ctx, e.Measurement.Evidence)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	e.Kept = err == nil
	g, err := d.gather(ctx, tx, e.Agreement, e.Month)
	if err != nil && fault.Of(err) == nil {
		return err
	}
	e.Now = settlement.Measurement{Measurement: e.Measurement.Measurement, Evidence: hashText("")}
	e.Now.Amount = tariff.Number{}
	for _, m := range g.Measurements {
		if m.Ref() == e.Measurement.Ref() {
			e.Now = m
		}
	}
	if !e.SeesRecords || !e.Kept {
		return nil
	}
	measure := e.Measurement.Measure
	all, err := proofs(measure, was)
	if err != nil {
		return err
	}
	e.Trips, e.Tickets, e.Riders = all.Trips, all.Tickets, all.Riders
	now := g.lists[e.Now.Evidence]
	if e.Added, err = proofs(measure, without(now, was)); err != nil {
		return err
	}
	e.Gone, err = proofs(measure, without(was, now))
	return err
}

func proofs(measure, list string) (p Proofs, err error) {
	switch measure {
	case MeasureTonnes:
		p.Tickets, err = waste.ParseProofs(list)
	case MeasureBusIncome, MeasureBusRiders:
		p.Riders, err = ridership.ParseProofs(list)
	default:
		p.Trips, err = transit.ParseProofs(list)
	}
	return p, err
}

// without gives the lines of a list that are not in another.
func without(list, other string) string {
	there := map[string]bool{}
	for line := range strings.Lines(other) {
		there[line] = true
	}
	var left strings.Builder
	for line := range strings.Lines(list) {
		if !there[line] {
			left.WriteString(line)
		}
	}
	return left.String()
}

// EvidenceLink gives the address of what a statement's figure of a day was
// computed from.
func EvidenceLink(statement string, m settlement.Measurement) string {
	return "/statements/" + statement + "/evidence/" + url.PathEscape(m.Measure) + "/" + m.Government + "/" + m.Date.String()
}

// ServiceIDs are the services of an agreement by what they measure.
type ServiceIDs map[agreement.ServiceKind]string

// ServiceIDs gives the services of an agreement in a month.
func (d *Desk) ServiceIDs(ctx context.Context, pks string, m civil.Month) (ServiceIDs, error) {
	services, err := d.servicesOf(ctx, pks, m)
	ids := ServiceIDs{}
	for _, s := range services {
		ids[s.Kind] = s.ID
	}
	return ids, err
}

// Records gives the address of the records of now behind a figure of a day.
func (s ServiceIDs) Records(m settlement.Measurement) string {
	return RecordsLink(s[kindOf(m.Measure)], m)
}

// RecordsLink gives the address of the records of now that a figure of a day
// would be computed from.
func RecordsLink(service string, m settlement.Measurement) string {
	day := m.Date.String()
	switch m.Measure {
	case MeasureBusMissed:
		var names []string
		for _, s := range transit.Undelivered() {
			names = append(names, string(s))
		}
		return "/bus/" + service + "/days/" + day + "?status=" + strings.Join(names, ",")
	case MeasureBusKm:
		return "/bus/" + service + "/days/" + day + "?government=" + m.Government
	case MeasureBusIncome, MeasureBusRiders:
		return "/bus/" + service + "/riders?month=" + m.Date.MonthOf().String()
	case MeasureTonnes:
		return "/waste/" + service + "?day=" + day + "&government=" + m.Government + "&state=" + string(waste.Counted) + "," + string(waste.Corrected)
	}
	return ""
}
