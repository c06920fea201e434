package ops

import (
	"context"
	"slices"
	"sync"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// Network is the timetable by which a bus service runs on a day, as passengers
// use it.
type Network struct {
	Service   agreement.Service
	Paper     agreement.Agreement
	Rules     transit.Rules
	Timetable store.Timetable
	Day       civil.Date
	Feed      *gtfs.Feed
	Alerts    []store.Alert // published and not over, the operator's own first
	Told      Told          // what sources of GTFS Realtime say now
	Halts     []travel.Halt
	Fares     travel.Fares
	Plan      *raptor.Timetable // of the day and the next
}

// Networks lists the bus services that anyone can travel by today, with their
// timetables but without what is computed of them.
func (d *Desk) Networks(ctx context.Context) (all []Network, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		ids, err := tx.TimetabledServices(ctx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			n, err := d.network(ctx, tx, id, d.today())
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, n)
		}
		return nil
	})
	return all, err
}

func (d *Desk) network(ctx context.Context, tx *store.Tx, service string, day civil.Date) (n Network, err error) {
	n.Day = day
	if n.Service, n.Rules, n.Paper, err = busService(ctx, tx, policy.Actor{}, policy.SeePublic, service, day); err != nil {
		return n, err
	}
	var ok bool
	if n.Timetable, ok, err = timetableOn(ctx, tx, service, day); err != nil {
		return n, err
	}
	if !ok {
		return n, fault.New(fault.NotFound, "travel.no_timetable")
	}
	if n.Alerts, err = tx.AlertsTold(ctx, service, d.now()); err != nil {
		return n, err
	}
	if n.Feed, err = d.feed(ctx, n.Timetable.SHA256); err != nil {
		return n, err
	}
	if n.Told, err = d.told(ctx, tx, n); err == nil {
		n.Alerts = append(n.Alerts, n.Told.Alerts...)
	}
	return n, err
}

// Network gives the timetable of a bus service, ready for journeys that begin
// or end on a day.
func (d *Desk) Network(ctx context.Context, service string, day civil.Date) (n Network, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = d.network(ctx, tx, service, day)
		return err
	}); err != nil {
		return n, err
	}
	p, err := d.feeds.plan(n)
	if err != nil {
		return n, err
	}
	n.Plan, n.Halts, n.Fares = p.timetable, p.halts, p.fares
	return n, nil
}

// planned is a timetable made ready for the journeys of a day.
type planned struct {
	key       string
	once      sync.Once
	timetable *raptor.Timetable
	halts     []travel.Halt
	fares     travel.Fares
	err       error
}

// plansKept is how many days' timetables are kept ready.
const plansKept = 6

// plan makes a network ready for journeys on its day, once for whoever asks.
func (s *feedShelf) plan(n Network) (*planned, error) {
	key := n.Timetable.SHA256 + " " + n.Day.String()
	s.mu.Lock()
	i := slices.IndexFunc(s.plans, func(p *planned) bool { return p.key == key })
	var p *planned
	if i >= 0 {
		p = s.plans[i]
		s.plans = append(slices.Delete(s.plans, i, i+1), p)
	} else {
		p = &planned{key: key}
		s.plans = append(s.plans, p)
		s.plans = s.plans[max(0, len(s.plans)-plansKept):]
	}
	s.mu.Unlock()
	p.once.Do(func() {
		first, last := n.Day, n.Day.AddDays(1)
		p.halts, p.fares = travel.Halts(n.Feed), travel.FaresOf(n.Feed)
		p.timetable, p.err = raptor.Build(n.Feed, raptor.Options{First: feedDate(first), Last: feedDate(last)})
		if p.err != nil {
			p.err = fault.Wrap(fault.Invalid, "travel.bad_timetable", p.err)
		}
	})
	return p, p.err
}

func feedDate(d civil.Date) gtfs.Date { return gtfs.Date{Year: d.Year, Month: d.Month, Day: d.Day} }
