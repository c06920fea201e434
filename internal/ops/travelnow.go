package ops

import (
	"context"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/live"
	"sinergi/raptor"
)

// NetworkNow gives the timetable of a bus service as [Desk.Network] does, with
// the delays of the buses that are on the way, and of other runs those that
// sources tell; and what the buses do now. That is nil for another day than today,
// and where nothing can be known.
func (d *Desk) NetworkNow(ctx context.Context, service string, day civil.Date) (Network, *Live, error) {
	n, err := d.Network(ctx, service, day)
	if err != nil {
		return n, nil, err
	}
	if day != d.today() {
		n.Told.Runs = nil
		return n, nil, nil
	}
	now, err := d.Live(ctx, service)
	known := err == nil && now.Timetable.SHA256 == n.Timetable.SHA256
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return n, nil, err
	}
	own := known && now.Fresh()
	if own {
		n.Told.Runs = slices.DeleteFunc(slices.Clone(n.Told.Runs), func(r ToldRun) bool { return now.foretells(r) })
	}
	if own || len(n.Told.Runs) > 0 {
		n.Plan = d.lives.of(service).delayed(n.Plan, n.Told, now, own)
	}
	if !known {
		return n, nil, nil
	}
	return n, &now, nil
}

// foretells reports whether the positions of buses tell how a run goes of which a
// source says something, too.
func (l Live) foretells(r ToldRun) bool {
	return r.Day == l.Plan.Day && slices.ContainsFunc(l.View.Runs, func(x *live.Running) bool {
		return !x.Headway && x.Trip.ID == r.Trip && x.Start == r.Start
	})
}

// delayed lays the delays over a timetable, once for every look and everything
// that sources say.
func (l *liveService) delayed(plain *raptor.Timetable, told Told, now Live, own bool) *raptor.Timetable {
	l.mu.Lock()
	defer l.mu.Unlock()
	by := told.version
	if own {
		by += "\x00" + now.View.At.String()
	}
	if l.plain != plain || l.changedBy != by {
		changes := told.changes()
		if own {
			changes = append(changes, delays(now)...)
		}
		l.changed, _ = plain.With(changes) // a run that the planner leaves out is delayed for nobody
		l.plain, l.changedBy = plain, by
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
