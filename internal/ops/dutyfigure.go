package ops

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/obligation"
	"sinergi/internal/quantity"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
)

// figureOf reads what was measured in a period of a duty from the services of
// its agreement; nil when nothing measures it, or nothing was measured.
func (d *Desk) figureOf(ctx context.Context, tx *store.Tx, a agreement.Agreement, o agreement.Obligation, p obligation.Period) (*obligation.Figure, error) {
	today := d.today()
	if o.Measure == "" || p.From.After(today) {
		return nil, nil
	}
	if p.Until.IsZero() || p.Until.After(today) {
		p.Until = today
	}
	services, err := tx.Services(ctx, a.ID, p.Until)
	if err != nil {
		return nil, err
	}
	sum := measured{whole: p.Until.Before(today)}
	for _, s := range services {
		switch {
		case o.Measure == MeasureTonnes && s.Kind == agreement.Waste:
			err = sum.addTonnes(ctx, tx, a, s, p)
		case o.Measure != MeasureTonnes && s.Kind == agreement.Bus:
			err = sum.addRuns(ctx, tx, s, p)
		}
		if err != nil {
			return nil, err
		}
	}
	return sum.figure(o.Measure)
}

// measured adds up a period.
type measured struct {
	runs, complete int64
	metres         quantity.Metres
	mass           quantity.Kilograms
	any, whole     bool
}

func (m *measured) addRuns(ctx context.Context, tx *store.Tx, s agreement.Service, p obligation.Period) error {
	days, err := tx.RunDays(ctx, s.ID, p.From, p.Until)
	if err != nil {
		return err
	}
	for _, day := range days {
		m.any = true
		for status, n := range day.Runs {
			m.runs += int64(n)
			if status == transit.Complete {
				m.complete += int64(n)
			}
		}
		m.metres += day.Delivered
	}
	stands, err := tx.ServiceDays(ctx, s.ID, p.From, p.Until)
	for _, day := range stands {
		m.whole = m.whole && !day.Stale()
	}
	return err
}

func (m *measured) addTonnes(ctx context.Context, tx *store.Tx, a agreement.Agreement, s agreement.Service, p obligation.Period) error {
	for month := p.From.MonthOf(); month.Compare(p.Until.MonthOf()) <= 0; month = month.Next() {
		_, text, err := tx.Service(ctx, s.ID, month.First())
		if err != nil {
			return err
		}
		rules, err := waste.ParseRules(text)
		if err != nil {
			return err
		}
		all, err := outcomes(ctx, tx, s.ID, rules, a, month)
		if err != nil {
			return err
		}
		for _, o := range all {
			m.whole = m.whole && o.State != waste.Waiting
		}
		for _, t := range waste.Tonnes(all) {
			if !t.Date.Before(p.From) && !t.Date.After(p.Until) {
				m.any = true
				m.mass += t.Counted
			}
		}
	}
	return nil
}

func (m *measured) figure(measure string) (*obligation.Figure, error) {
	if !m.any {
		return nil, nil
	}
	f := &obligation.Figure{Complete: m.whole}
	switch measure {
	case MeasureTonnes:
		f.Value = m.mass.Tonnes()
	case "bus.trips_delivered_share":
		if m.runs == 0 {
			return nil, nil
		}
		share, err := quantity.Share(m.complete, m.runs)
		if err != nil {
			return nil, err
		}
		f.Value = share
	default:
		f.Value = m.metres.Km()
	}
	return f, nil
}
