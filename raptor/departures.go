package raptor

import (
	"cmp"
	"slices"
)

// Departure is a vehicle that leaves a stop at second Depart, or, where Headway
// is not 0, vehicles that leave from Depart until before Until, one within every
// Headway seconds, at no fixed times.
type Departure struct {
	Trip, Day    int32 // see Timetable.Trip and Timetable.Day
	Stop         int32 // the platform, where a station was asked for
	Depart       int32
	Headway      int32
	Until        int32
	pattern, run int32
	position     int32
}

// Departures appends what leaves a stop, or a platform of a station, from one
// second until before another, by time. Where nobody may board, nothing leaves.
func (tt *Timetable) Departures(stop, from, until int32, all []Departure) []Departure {
	if stop < 0 || int(stop) >= len(tt.stops) {
		return all
	}
	first := len(all)
	for _, s := range append([]int32{stop}, tt.members[stop]...) {
		for _, visits := range [][]visit{tt.visits.of(s), tt.extraOf(s)} {
			for _, v := range visits {
				all = tt.patterns[v.pattern].departures(tt, v, s, from, until, all)
			}
		}
	}
	slices.SortFunc(all[first:], func(a, b Departure) int {
		return cmp.Or(cmp.Compare(a.Depart, b.Depart), cmp.Compare(a.Trip, b.Trip), cmp.Compare(a.Stop, b.Stop))
	})
	return all
}

func (tt *Timetable) extraOf(stop int32) []visit {
	if tt.extra.start == nil {
		return nil
	}
	return tt.extra.of(stop)
}

func (p *pattern) departures(tt *Timetable, v visit, stop, from, until int32, all []Departure) []Departure {
	d := Departure{Stop: stop, pattern: v.pattern, position: v.position}
	n := int32(len(p.stops))
	if p.windows == nil {
		for i := p.firstRun(v.position, from, int32(len(p.runs))); i < int32(len(p.runs)); i++ {
			at := p.events[i*n+v.position].depart
			if at >= until {
				break
			}
			if p.removed != nil && p.removed[i/64]>>(i%64)&1 != 0 {
				continue
			}
			d.Depart, d.run, d.Day = at, i, p.runs[i].day
			d.Trip = tt.tripAt(p.runs[i].chain, v.position)
			all = append(all, d)
		}
		return all
	}
	later := p.events[v.position].depart
	d.Trip = tt.tripAt(p.runs[0].chain, v.position)
	for _, w := range p.windows {
		d.Day = w.day
		if !w.exact {
			if opens, closes := max(from, w.from+later), w.until+later; opens < min(until, closes) {
				d.Depart, d.Headway, d.Until, d.run = opens, w.every, closes, w.from
				all = append(all, d)
			}
			continue
		}
		d.Headway, d.Until = 0, 0
		skip := max(0, (from-later-w.from+w.every-1)/w.every)
		for at := w.from + skip*w.every; at < w.until && at+later < until; at += w.every {
			d.Depart, d.run = at+later, at
			all = append(all, d)
		}
	}
	return all
}

// tripAt gives the trip of a chain that calls at a position.
func (tt *Timetable) tripAt(chain, position int32) int32 {
	parts := tt.chain(chain)
	i := len(parts) - 1
	for i > 0 && parts[i].first > position {
		i--
	}
	return parts[i].trip
}

// Onward appends the stops at which a vehicle calls after a departure; by
// headway, of the first one.
func (tt *Timetable) Onward(d Departure, calls []Call) []Call {
	p := &tt.patterns[d.pattern]
	for pos := d.position + 1; pos < int32(len(p.stops)); pos++ {
		e := p.at(d.run, pos)
		calls = append(calls, Call{p.stops[pos], e.arrive, e.depart})
	}
	return calls
}
