package raptor

import (
	"slices"

	"sinergi/gtfs"
)

// Change is what became of a trip on a service day: of all its runs there, or
// of one that repeats exactly (exact_times=1).
type Change struct {
	Trip      string
	Day       gtfs.Date
	Start     int // of a run that repeats: its first departure, seconds of the service day; -1 for all runs
	Cancelled bool
	Delays    []Delay // by position
}

// Delay holds from a position of the trip, its first stop being 0, until the
// next one; what comes after it is as late as the departure. No run goes back
// in time: where a delay would make it, the run is as early as it can be.
type Delay struct {
	Position           int
	Arrival, Departure int  // seconds; negative when early
	Skipped            bool // the vehicle does not stop at this position
}

// longestDelay bounds a delay, so that seconds stay far from never.
const longestDelay = 1 << 22

// With gives the timetable with changes, without those that it may have had
// before. It takes time for what changes, not for what there is. A change of a
// trip that the timetable does not know on that day, or of the times of one by
// headway, which has none, is given back.
func (tt *Timetable) With(changes []Change) (live *Timetable, unused []Change) {
	if tt.plain != nil {
		tt = tt.plain
	}
	tt.lazy.runs.Do(tt.indexRuns)
	copied := *tt
	l := liveBuilder{tt: &copied, runsOf: tt.lazy.runs.of, trips: tt.lazy.runs.trip, news: map[tripDay]Change{}, changed: map[visit]bool{}}
	copied.plain, copied.lazy = tt, new(lazily)
	copied.patterns = slices.Clone(tt.patterns)
	copied.joined = slices.Clip(tt.joined)
	for _, c := range changes {
		if !l.apply(c) {
			unused = append(unused, c)
		}
	}
	l.rerun()
	copied.extra = copied.calls(len(tt.patterns), len(copied.patterns))
	return &copied, unused
}

type tripDay struct{ trip, day int32 }

// indexRuns finds the runs of every trip, and the templates.
func (tt *Timetable) indexRuns() {
	of := map[tripDay][]visit{}
	trip := make(map[string]int32, len(tt.trips))
	tt.lazy.runs.of, tt.lazy.runs.trip = of, trip
	for i := range tt.trips {
		trip[tt.trips[i].ID] = int32(i)
	}
	for n := range tt.patterns {
		p := &tt.patterns[n]
		for i, r := range p.runs {
			if p.windows != nil {
				r.day = -1
			}
			for _, part := range tt.chain(r.chain) {
				key := tripDay{part.trip, r.day}
				of[key] = append(of[key], visit{int32(n), int32(i)})
			}
		}
	}
}

type liveBuilder struct {
	tt      *Timetable
	runsOf  map[tripDay][]visit
	trips   map[string]int32
	news    map[tripDay]Change
	changed map[visit]bool // runs that are no longer as they were
	order   []visit
	fresh   []changedRun
}

// changedRun is a run as it is now.
type changedRun struct {
	timedRun
	like pattern
}

// apply notes a change, and reports whether there is anything to change.
func (l *liveBuilder) apply(c Change) bool {
	day := slices.IndexFunc(l.tt.days, func(d serviceDay) bool { return d.date == c.Day })
	number, ok := l.trips[c.Trip]
	if !ok || day < 0 {
		return false
	}
	key := tripDay{number, int32(day)}
	if template := l.runsOf[tripDay{number, -1}]; template != nil {
		return l.repeat(template[0].pattern, key, c)
	}
	for _, v := range l.runsOf[key] {
		if !l.changed[v] {
			l.changed[v] = true
			l.order = append(l.order, v)
		}
	}
	l.news[key] = c
	return l.runsOf[key] != nil
}

// repeat changes a template: a run of it, or all windows of the day.
func (l *liveBuilder) repeat(number int32, key tripDay, c Change) bool {
	p := &l.tt.patterns[number]
	kept := make([]window, 0, len(p.windows)+1)
	found := false
	start := l.tt.days[key.day].offset + int32(max(0, min(c.Start, longestDelay)))
	for _, w := range p.windows {
		switch {
		case w.day != key.day, c.Start < 0 && !c.Cancelled:
			kept = append(kept, w)
		case c.Start < 0:
			found = true
		case w.exact && !found && start >= w.from && start < w.until && (start-w.from)%w.every == 0:
			found = true
			before, after := w, w
			before.until, after.from = start, start+w.every
			for _, part := range []window{before, after} {
				if part.from < part.until {
					kept = append(kept, part)
				}
			}
			if !c.Cancelled {
				l.fresh = append(l.fresh, l.rerunOf(p.runs[0].chain, key.day, l.shifted(p, start), map[int32]Change{key.trip: c})...)
			}
		default:
			kept = append(kept, w)
		}
	}
	if found {
		sortWindows(kept)
		p.windows = kept
		l.tt.touched = append(l.tt.touched, number)
	}
	return found
}

// shifted gives the events of a template's run.
func (l *liveBuilder) shifted(p *pattern, start int32) pattern {
	q := *p
	q.events = slices.Clone(p.events)
	for i := range q.events {
		q.events[i].arrive += start
		q.events[i].depart += start
	}
	return q
}

// rerun takes out the runs that changed, and adds them as they are now.
func (l *liveBuilder) rerun() {
	for _, v := range l.order {
		p := &l.tt.patterns[v.pattern]
		if p.removed == nil {
			p.removed = make([]uint64, (len(p.runs)+63)/64)
			l.tt.touched = append(l.tt.touched, v.pattern)
		}
		p.removed[v.position/64] |= 1 << (v.position % 64)
		r, n := p.runs[v.position], int32(len(p.stops))
		news := map[int32]Change{}
		for _, part := range l.tt.chain(r.chain) {
			if c, ok := l.news[tripDay{part.trip, r.day}]; ok {
				news[part.trip] = c
			}
		}
		like := *p
		like.events = p.events[v.position*n : (v.position+1)*n]
		l.fresh = append(l.fresh, l.rerunOf(r.chain, r.day, like, news)...)
	}
	groups := map[string]int{}
	var likes []pattern
	var runs [][]timedRun
	for _, r := range l.fresh {
		key := string(appendKey(nil, r.like.stops)) + string(r.like.may)
		if r.like.barred {
			key += "!"
		}
		g, ok := groups[key]
		if !ok {
			g = len(likes)
			groups[key] = g
			likes, runs = append(likes, r.like), append(runs, nil)
		}
		runs[g] = append(runs[g], r.timedRun)
	}
	for g := range likes {
		l.tt.patterns = append(l.tt.patterns, inOrder(likes[g], runs[g])...)
	}
}

// rerunOf gives what a run is after changes of its trips: nothing, one run,
// or several where its vehicle no longer goes on from one trip as the next.
func (l *liveBuilder) rerunOf(chain, day int32, p pattern, news map[int32]Change) []changedRun {
	parts := l.tt.chain(chain)
	var runs []changedRun
	open := false // whether the last of runs may go on
	for i, trip := range parts {
		end := int32(len(p.stops))
		if i+1 < len(parts) {
			end = parts[i+1].first
		}
		c, changed := news[trip.trip]
		if changed && c.Cancelled {
			open = false
			continue
		}
		events, may := slices.Clone(p.events[trip.first:end]), slices.Clone(p.may[trip.first:end])
		if changed {
			delay(events, may, c.Delays)
		}
		if open {
			last := &runs[len(runs)-1]
			if last.events[len(last.events)-1].arrive <= events[0].depart {
				at := int32(len(last.like.stops))
				last.like.stops = append(last.like.stops, p.stops[trip.first:end]...)
				last.like.may = append(last.like.may, may...)
				last.events = append(last.events, events...)
				chain := &l.tt.joined[last.chain-int32(len(l.tt.alone))]
				*chain = append(*chain, part{trip.trip, at})
				continue
			}
		}
		like := pattern{stops: slices.Clone(p.stops[trip.first:end]), may: may, barred: p.barred}
		runs = append(runs, changedRun{timedRun{run{l.tt.join([]part{{trip.trip, 0}}), day}, events, 0}, like})
		open = true
	}
	return runs
}

// delay applies delays to the events of a trip.
func delay(events []event, may []uint8, delays []Delay) {
	sorted := slices.SortedStableFunc(slices.Values(delays), func(a, b Delay) int { return a.Position - b.Position })
	late, next := int32(0), 0
	within := func(seconds int) int32 { return int32(max(-longestDelay, min(seconds, longestDelay))) }
	for i := range events {
		arrive, depart := late, late
		for next < len(sorted) && sorted[next].Position <= i {
			d := sorted[next]
			next++
			if d.Position != i {
				continue
			}
			arrive, depart = within(d.Arrival), within(d.Departure)
			late = depart
			if d.Skipped {
				may[i] = 0
			}
		}
		e := &events[i]
		e.arrive += arrive
		e.depart += depart
		if i > 0 {
			e.arrive = max(e.arrive, events[i-1].depart)
		}
		e.depart = max(e.depart, e.arrive)
	}
}
