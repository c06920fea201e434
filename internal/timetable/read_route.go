package timetable

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sinergi/gtfs"
)

// kept is a pattern while journeys of it are gathered.
type kept struct {
	Pattern
	singles map[string][]Clock // by day type
}

// route makes a line of a route and its trips.
func (r *reader) route(route *gtfs.Route) {
	l := Line{ID: route.ID, Code: route.ShortName, Name: route.LongName, Colour: strings.ToUpper(route.Color), Operator: route.AgencyID}
	if l.Code == "" {
		l.Code, l.Name = route.LongName, ""
	}
	if len(r.p.Operators) > 0 && l.Operator == r.p.Operators[0].ID {
		l.Operator = ""
	}
	if route.Type != 3 {
		r.tell("timetable.lost.kind", "Line", l.Code)
	}
	windows := map[string][]gtfs.Frequency{}
	for _, q := range r.f.Frequencies {
		windows[q.TripID] = append(windows[q.TripID], q)
	}
	var patterns []*kept
	seen := map[string]*kept{}
	lastOf := map[string]Clock{} // by service and block: when its bus came to the end
	l.Layover = -1
	for _, i := range r.tripsOf(route.ID) {
		t := &r.f.Trips[i]
		calls, start, ok := r.calls(i)
		if !ok {
			r.tell("timetable.lost.trip", "Line", l.Code, "Trip", t.ID)
			continue
		}
		key := fmt.Sprint(t.Direction, t.Headsign, "\x00", t.ShapeID, "\x00", calls)
		k := seen[key]
		if k == nil {
			k = &kept{Pattern{Direction: t.Direction, Headsign: t.Headsign, Calls: calls}, map[string][]Clock{}}
			for _, q := range r.f.Shape(t.ShapeID) {
				k.Way = append(k.Way, Place{q.Lat, q.Lon})
			}
			k.ID = []string{"pergi", "pulang"}[t.Direction&1]
			if n := countOf(patterns, t.Direction); n > 0 {
				k.ID += strconv.Itoa(n + 1)
			}
			seen[key] = k
			patterns = append(patterns, k)
			for _, c := range calls {
				r.halts[c.Halt] = true
			}
		}
		if own, repeated := windows[t.ID]; repeated {
			for _, q := range own {
				l.Windows = append(l.Windows, Window{t.ServiceID, k.ID, Clock(q.From), Clock(q.Until), q.Every, !q.Exact})
			}
		} else {
			k.singles[t.ServiceID] = append(k.singles[t.ServiceID], start)
			if t.BlockID != "" {
				l.Blocks = true
				bus := t.ServiceID + "\x00" + t.BlockID
				if came, driven := lastOf[bus]; driven && start >= came && (l.Layover < 0 || int(start-came) < l.Layover) {
					l.Layover = int(start - came)
				}
				lastOf[bus] = start + Clock(k.Duration())
			}
		}
	}
	if len(patterns) == 0 {
		r.tell("timetable.lost.line", "Line", l.Code)
		return
	}
	l.Layover = min(max(l.Layover, 0), 30*60) // the shortest that a bus of the feed had
	for _, k := range patterns {
		l.Patterns = append(l.Patterns, k.Pattern)
		for _, day := range r.p.Days {
			l.take(day.ID, k)
		}
	}
	l.merge()
	r.p.Lines = append(r.p.Lines, l)
}

func countOf(patterns []*kept, direction int) (n int) {
	for _, k := range patterns {
		if k.Direction == direction {
			n++
		}
	}
	return n
}

// tripsOf gives a route's trips, by direction and first departure.
func (r *reader) tripsOf(route string) []int {
	var out []int
	for i := range r.f.Trips {
		if r.f.Trips[i].RouteID == route {
			out = append(out, i)
		}
	}
	start := func(i int) int32 {
		if from, to := r.f.Times.Of(i); to > from {
			return max(r.f.Times.Departure[from], r.f.Times.Arrival[from])
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b int) int { return int(start(a) - start(b)) })
	return out
}

// calls gives the halts of a trip with its times. A halt without a time gets
// its share of the time between those that have one.
func (r *reader) calls(trip int) (calls []Call, start Clock, ok bool) {
	st := &r.f.Times
	from, to := st.Of(trip)
	if to-from < 2 {
		return nil, 0, false
	}
	arrival, departure := slices.Clone(st.Arrival[from:to]), slices.Clone(st.Departure[from:to])
	known := -1
	for i := range arrival {
		if st.Stop[from+i] == gtfs.None {
			return nil, 0, false
		}
		if arrival[i] < 0 {
			arrival[i] = departure[i]
		}
		if departure[i] < 0 {
			departure[i] = arrival[i]
		}
		if arrival[i] < 0 {
			continue
		}
		for k := known + 1; known >= 0 && k < i; k++ {
			at := departure[known] + (arrival[i]-departure[known])*int32(k-known)/int32(i-known)
			arrival[k], departure[k] = at, at
		}
		known = i
	}
	if arrival[0] < 0 || known != len(arrival)-1 {
		return nil, 0, false
	}
	for i := range arrival {
		c := Call{Halt: r.f.Stops[st.Stop[from+i]].ID}
		if i > 0 {
			c.Run = int(arrival[i] - departure[i-1])
			c.Dwell = int(departure[i] - arrival[i])
		}
		if i == len(arrival)-1 {
			c.Dwell = 0
		}
		calls = append(calls, c)
	}
	return calls, Clock(departure[0]), true
}

// take gives a line the single departures of a pattern on a day type: those
// that follow each other evenly as windows, the others as they are.
func (l *Line) take(day string, k *kept) {
	at := slices.Clone(k.singles[day])
	slices.Sort(at)
	var rest []Clock
	for i := 0; i < len(at); {
		n := 1
		for i+n < len(at) && at[i+n]-at[i+n-1] == at[i+1]-at[i] {
			n++
		}
		if n >= 3 && at[i+1]-at[i] >= 60 {
			w := Window{day, k.ID, at[i], at[i+n-1] + at[i+1] - at[i], int(at[i+1] - at[i]), false}
			if i+n < len(at) {
				w.Until = min(w.Until, at[i+n])
			}
			if l.fits(&w, at[i+n-1]) {
				l.Windows = append(l.Windows, w)
				i += n
				continue
			}
		}
		rest = append(rest, at[i])
		i++
	}
	if len(rest) > 0 {
		l.Departures = append(l.Departures, Departures{day, k.ID, rest})
	}
}

// fits shortens a window, whose last bus leaves at a time, so that it overlaps
// no other of its way and day type, and reports whether it can be.
func (l *Line) fits(w *Window, last Clock) bool {
	for _, o := range l.Windows {
		if o.Day != w.Day || o.Pattern != w.Pattern || o.Until <= w.From || w.Until <= o.From {
			continue
		}
		if o.From <= last {
			return false
		}
		w.Until = o.From
	}
	return true
}

// merge joins windows that are the same for the first way of every direction
// to one for the line.
func (l *Line) merge() {
	first := map[int]string{}
	for _, t := range l.Patterns {
		if _, ok := first[t.Direction]; !ok {
			first[t.Direction] = t.ID
		}
	}
	var out []Window
	done := map[Window]bool{}
	for _, w := range l.Windows {
		whole := w
		whole.Pattern = ""
		if done[whole] && (first[0] == w.Pattern || first[1] == w.Pattern) {
			continue
		}
		all := first[0] == w.Pattern || first[1] == w.Pattern
		for _, id := range first {
			o := w
			o.Pattern = id
			all = all && slices.Contains(l.Windows, o)
		}
		if all {
			done[whole] = true
			w = whole
		}
		out = append(out, w)
	}
	slices.SortStableFunc(out, func(a, b Window) int {
		if a.Day != b.Day {
			return strings.Compare(a.Day, b.Day)
		}
		return int(a.From - b.From)
	})
	l.Windows = out
}
