package travel

import (
	"cmp"
	"slices"
	"strconv"

	"sinergi/gtfs"
)

// Line is a route as passengers read it on a day.
type Line struct {
	Route      gtfs.Route
	Directions []Direction // those that run on the day
}

// Direction is a line one way.
type Direction struct {
	Number   int // 0 or 1
	Headsign string
	Trip     string // the one that calls at most stops
	Shape    string
	Stops    []string // ids, of that trip
	First    int      // departure of the first vehicle, seconds of the service day
	Last     int      // of the last; by headway, the end of the last window
	Every    int      // seconds between two departures, the usual ones; 0 where only one runs
	Timed    bool     // at fixed times, as opposed to every so often
}

// Lines lists the lines of a feed that run on a day, by the names of the
// routes as people order them: 2 before 10.
func Lines(f *gtfs.Feed, day gtfs.Date) []Line {
	type key struct {
		route     string
		direction int
	}
	starts := map[key][]int{}
	windows := map[key][]gtfs.Headway{}
	trips := map[key][]gtfs.Trip{}
	add := func(id string) key {
		t, _ := f.Trip(id)
		k := key{t.RouteID, t.Direction}
		trips[k] = append(trips[k], t)
		return k
	}
	for _, r := range f.Runs(day) {
		k := add(r.TripID)
		starts[k] = append(starts[k], r.Start)
	}
	for _, h := range f.Headways(day) {
		k := add(h.TripID)
		windows[k] = append(windows[k], h)
	}
	var lines []Line
	for _, r := range f.Routes {
		l := Line{Route: r}
		for _, number := range []int{0, 1} {
			k := key{r.ID, number}
			if len(trips[k]) > 0 {
				l.Directions = append(l.Directions, direction(f, number, trips[k], starts[k], windows[k]))
			}
		}
		if l.Directions != nil {
			lines = append(lines, l)
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return compareNames(Name(a.Route), Name(b.Route)) })
	return lines
}

func direction(f *gtfs.Feed, number int, trips []gtfs.Trip, starts []int, windows []gtfs.Headway) Direction {
	d := Direction{Number: number, First: -1, Timed: len(starts) > 0}
	for _, t := range trips {
		if calls := f.StopTimes(t.ID); len(calls) > len(d.Stops) {
			d.Trip, d.Shape, d.Headsign, d.Stops = t.ID, t.ShapeID, t.Headsign, d.Stops[:0]
			for _, c := range calls {
				d.Stops = append(d.Stops, c.StopID)
			}
		}
	}
	var gaps []int
	slices.Sort(starts)
	for i, s := range starts {
		d.span(s, s)
		if i > 0 {
			gaps = append(gaps, s-starts[i-1])
		}
	}
	for _, w := range windows {
		d.span(w.From, w.Until)
		for s := w.From; s < w.Until; s += w.Every {
			gaps = append(gaps, w.Every) // windows count as much as they last
		}
	}
	if len(gaps) > 0 {
		slices.Sort(gaps)
		d.Every = gaps[len(gaps)/2]
	}
	return d
}

func (d *Direction) span(from, until int) {
	if d.First < 0 || from < d.First {
		d.First = from
	}
	d.Last = max(d.Last, until)
}

// Name is what people call a route.
func Name(r gtfs.Route) string { return cmp.Or(r.ShortName, r.LongName, r.ID) }

// compareNames puts 2 before 10 and 4A behind 4.
func compareNames(a, b string) int {
	x, restOfA := leading(a)
	y, restOfB := leading(b)
	return cmp.Or(cmp.Compare(x, y), cmp.Compare(restOfA, restOfB))
}

// leading gives the number with which a name begins; without one it comes
// behind all numbers.
func leading(name string) (int, string) {
	i := 0
	for i < len(name) && i < 9 && name[i] >= '0' && name[i] <= '9' {
		i++
	}
	n, err := strconv.Atoi(name[:i])
	if err != nil {
		return 1 << 30, name
	}
	return n, name[i:]
}
