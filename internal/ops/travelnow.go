package ops

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/live"
	"sinergi/raptor"
)

// NetworkNow gives the timetable of a bus service as [Desk.Network] does, with
// the delays of the buses that are on the way; and what they do now. That is nil
// for another day than today, and where nothing can be known.
func (d *Desk) NetworkNow(ctx context.Context, service string, day civil.Date) (Network, *Live, error) {
	n, err := d.Network(ctx, service, day)
	if err != nil || day != d.today() {
		return n, nil, err
	}
	now, err := d.Live(ctx, service)
	if fault.KindOf(err) == fault.NotFound {
		return n, nil, nil
	}
	if err != nil || now.Timetable.SHA256 != n.Timetable.SHA256 {
		return n, nil, err
	}
	if now.Fresh() {
		n.Plan = d.lives.of(service).delayed(n.Plan, now)
	}
	return n, &now, nil
}

// delayed lays the delays over a timetable, once for every look.
func (l *liveService) delayed(plain *raptor.Timetable, now Live) *raptor.Timetable {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.plain != plain || !l.changedAt.Equal(now.View.At) {
		l.changed, _ = plain.With(delays(now)) // a run that the planner leaves out is delayed for nobody
		l.plain, l.changedAt = plain, now.View.At
	}
	return l.changed
}

// delays gives what is foretold of runs at fixed times as delays.
func delays(now Live) []raptor.Change {
	repeats := map[string]bool{}
	for _, f := range now.Feed.Frequencies {
		repeats[f.TripID] = true
	}
	midnight := now.Plan.Day.Start().Unix()
	var all []raptor.Change
	for _, r := range now.View.Runs {
		if r.Headway {
			continue
		}
		c := raptor.Change{Trip: r.Trip.ID, Day: feedDate(now.Plan.Day), Start: -1}
		if repeats[r.Trip.ID] {
			c.Start = r.Start
		}
		for i, call := range r.Calls {
			c.Delays = append(c.Delays, delayOf(r, r.Next+i, call, midnight))
		}
		all = append(all, c)
	}
	return all
}

func delayOf(r *live.Running, i int, c live.Call, midnight int64) raptor.Delay {
	planned := midnight + int64(r.Start)
	return raptor.Delay{Position: i, Arrival: int(c.Arrive - planned - int64(c.Stop.Arrive)), Departure: int(c.Depart - planned - int64(c.Stop.Depart))}
}
