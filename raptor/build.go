package raptor

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"sinergi/gtfs"
)

// Build makes a timetable of a feed. It is refused when the feed has no known
// time zone, or the days are none or too many.
func Build(feed *gtfs.Feed, o Options) (*Timetable, error) {
	zone, err := Zone(feed)
	if err != nil {
		return nil, err
	}
	b := &builder{feed: feed, tt: &Timetable{options: o.withDefaults(), zone: zone, byID: map[string]int32{}, members: map[int32][]int32{}, lazy: new(lazily), tripByID: map[string]int32{}}}
	b.stops()
	b.times()
	if err := b.calendar(); err != nil {
		return nil, err
	}
	b.chains()
	b.patterns()
	b.tt.index()
	b.walks()
	return b.tt, nil
}

// Zone gives the time zone of a feed, in which all its times are.
func Zone(feed *gtfs.Feed) (*time.Location, error) {
	if len(feed.Agencies) == 0 {
		return nil, fmt.Errorf("raptor: the feed has no agency, so no time zone")
	}
	name := feed.Agencies[0].Timezone
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" {
		return nil, fmt.Errorf("raptor: the feed's time zone %q is not known", name)
	}
	return zone, nil
}

type builder struct {
	feed    *gtfs.Feed
	tt      *Timetable
	trips   []timed
	longest int32 // the latest time of a trip
	repeats map[int32][]gtfs.Frequency
	active  [][]int32         // of a day, the trips that run
	follows map[int32][]int32 // of a trip, those that the vehicle goes on as
	groups  map[string]*group
	order   []*group
}

// timed is a trip with all its times, relative to its service day.
type timed struct {
	stops  []int32
	may    []uint8
	events []event
}

// group gathers the runs of one sequence of stops.
type group struct {
	pattern
}

func (b *builder) stops() {
	tt := b.tt
	for i, s := range b.feed.Stops {
		tt.byID[s.ID] = int32(i)
		tt.stops = append(tt.stops, Stop{ID: s.ID, Name: s.Name, Lat: s.Lat, Lon: s.Lon, Wheelchair: s.Wheelchair != 2})
	}
	for i, s := range b.feed.Stops {
		p, ok := tt.byID[s.Parent]
		if !ok || s.Type != 0 {
			continue
		}
		tt.members[p] = append(tt.members[p], int32(i))
		if s.Wheelchair == 0 {
			tt.stops[i].Wheelchair = tt.stops[p].Wheelchair
		}
	}
	tt.change = make([]int32, len(tt.stops))
	for i := range tt.change {
		tt.change[i] = int32(tt.options.Change)
	}
}

// times gives every trip its times, those left out interpolated.
func (b *builder) times() {
	b.trips = make([]timed, len(b.feed.Trips))
	b.tt.trips = make([]Trip, len(b.feed.Trips))
	number := b.tt.tripByID
	for i, t := range b.feed.Trips {
		number[t.ID] = int32(i)
		route, _ := b.feed.Route(t.RouteID)
		b.tt.trips[i] = Trip{ID: t.ID, Route: t.RouteID, RouteName: cmp.Or(route.ShortName, route.LongName, t.RouteID), Headsign: t.Headsign, Type: route.Type, Wheelchair: t.Wheelchair != 2}
		row := b.timesOf(t.ID)
		if row.events == nil {
			b.tt.unused.Trips++
			continue
		}
		b.trips[i] = row
		b.longest = max(b.longest, row.events[len(row.events)-1].depart)
	}
	b.repeats = map[int32][]gtfs.Frequency{}
	for _, f := range b.feed.Frequencies {
		i, ok := number[f.TripID]
		if !ok || f.Every <= 0 {
			continue
		}
		b.repeats[i] = append(b.repeats[i], f)
		if events := b.trips[i].events; events != nil {
			b.longest = max(b.longest, int32(f.Until)+events[len(events)-1].depart-events[0].depart)
		}
	}
	b.follows = map[int32][]int32{}
	for _, x := range b.feed.Transfers {
		from, ok1 := number[x.FromTrip]
		to, ok2 := number[x.ToTrip]
		switch {
		case x.Type == 4 && ok1 && ok2 && b.repeats[from] == nil && b.repeats[to] == nil && !slices.Contains(b.follows[from], to):
			b.follows[from] = append(b.follows[from], to)
		case x.Type < 4 && (x.FromRoute != "" || x.ToRoute != "" || x.FromTrip != "" || x.ToTrip != ""):
			b.tt.unused.Transfers++
		}
	}
}

// timesOf gives a trip's times, or none where they make no sense.
func (b *builder) timesOf(id string) timed {
	sts := b.feed.StopTimes(id)
	if len(sts) < 2 {
		return timed{}
	}
	t := timed{make([]int32, len(sts)), make([]uint8, len(sts)), make([]event, len(sts))}
	last := -1 // the last position with a time of its own
	for i, st := range sts {
		stop, ok := b.tt.byID[st.StopID]
		if !ok {
			return timed{}
		}
		t.stops[i] = stop
		if st.Pickup != 1 {
			t.may[i] |= board
		}
		if st.DropOff != 1 {
			t.may[i] |= alight
		}
		arrive, depart := int32(st.Arrival), int32(st.Departure)
		if arrive < 0 {
			arrive = depart
		}
		if depart < 0 {
			depart = arrive
		}
		switch {
		case arrive < 0 && (i == 0 || i == len(sts)-1):
			return timed{}
		case arrive < 0:
			continue
		case depart < arrive || last >= 0 && arrive < t.events[last].depart:
			return timed{}
		}
		t.events[i] = event{arrive, depart}
		if last >= 0 {
			b.interpolate(t, last, i)
		}
		last = i
	}
	return t
}

// interpolate gives times to the positions between two that have some.
func (b *builder) interpolate(t timed, from, to int) {
	if to == from+1 {
		return
	}
	gone, whole := make([]int64, to-from), int64(0)
	for i := from; i < to; i++ {
		gone[i-from] = whole
		a, c := &b.tt.stops[t.stops[i]], &b.tt.stops[t.stops[i+1]]
		whole += int64(centimetres(a.Lat, a.Lon, c.Lat, c.Lon))
	}
	start, takes := t.events[from].depart, int64(t.events[to].arrive-t.events[from].depart)
	for i := from + 1; i < to; i++ {
		at := start
		if whole > 0 {
			at += int32(takes * gone[i-from] / whole)
		}
		t.events[i] = event{at, at}
	}
}

// calendar finds the service days, and what runs on each.
func (b *builder) calendar() error {
	noon := func(d gtfs.Date, days int) time.Time {
		return time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, b.tt.zone)
	}
	o := b.tt.options
	before := int(b.longest / 86400)
	last := noon(o.Last, 0)
	for i := -before; ; i++ {
		t := noon(o.First, i)
		if t.After(last) {
			break
		}
		if len(b.tt.days) == maxDays+before {
			return fmt.Errorf("raptor: a timetable has at most %d days", maxDays)
		}
		date := gtfs.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
		midnight := t.Unix() - 12*3600
		if i == -before {
			b.tt.epoch = midnight
		}
		b.tt.days = append(b.tt.days, serviceDay{date, int32(midnight - b.tt.epoch)})
		runs := map[string]bool{}
		var active []int32
		for n, trip := range b.feed.Trips {
			on, known := runs[trip.ServiceID]
			if !known {
				on = b.feed.ServiceOn(trip.ServiceID, date)
				runs[trip.ServiceID] = on
			}
			if on && b.trips[n].events != nil {
				active = append(active, int32(n))
			}
		}
		b.active = append(b.active, active)
	}
	if last.Before(noon(o.First, 0)) {
		return fmt.Errorf("raptor: the last day is before the first")
	}
	return nil
}

// chains makes the runs and templates of every day, in groups by their stops.
func (b *builder) chains() {
	b.groups = map[string]*group{}
	made := map[string]int32{} // chains by their trips
	templates := map[int32]*group{}
	for day, active := range b.active {
		on, led, done := map[int32]bool{}, map[int32]bool{}, map[int32]bool{}
		if len(b.follows) > 0 {
			for _, t := range active {
				on[t] = true
			}
			for _, t := range active {
				for _, next := range b.follows[t] {
					led[next] = led[next] || on[next] && b.goesOn(t, next)
				}
			}
		}
		one := func(path []int32) {
			key := binaryKey(path)
			chain, ok := made[key]
			if !ok {
				chain = b.chain(path)
				made[key] = chain
			}
			g := b.group(chain)
			g.runs = append(g.runs, run{chain, int32(day)})
			for _, t := range path {
				done[t] = true
			}
		}
		add := func(path []int32) {
			one(path)
			for _, part := range b.accessible(path) {
				one(part)
			}
		}
		for _, t := range active {
			if windows := b.repeats[t]; windows != nil {
				b.template(templates, t, windows, int32(day))
			} else if !led[t] {
				b.paths([]int32{t}, on, add)
			}
		}
		for _, t := range active { // trips that go round in a circle
			if led[t] && !done[t] {
				add([]int32{t})
			}
		}
	}
}

// goesOn reports whether a vehicle can go on from one trip as another.
func (b *builder) goesOn(from, to int32) bool {
	a, c := b.trips[from].events, b.trips[to].events
	return a != nil && c != nil && a[len(a)-1].arrive <= c[0].depart
}

// maxChain bounds how many trips a vehicle goes on as with its passengers.
const maxChain = 8

// paths adds every longest way that a vehicle goes on from a path.
func (b *builder) paths(path []int32, on map[int32]bool, add func([]int32)) {
	further := false
	for _, next := range b.follows[path[len(path)-1]] {
		if len(path) < maxChain && on[next] && b.goesOn(path[len(path)-1], next) && !slices.Contains(path, next) {
			further = true
			b.paths(append(slices.Clone(path), next), on, add)
		}
	}
	if !further {
		add(path)
	}
}

// accessible gives the parts of a path that wheelchairs can use, where there
// are others.
func (b *builder) accessible(path []int32) [][]int32 {
	var parts [][]int32
	from := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || !b.tt.trips[path[i]].Wheelchair {
			if i > from {
				parts = append(parts, path[from:i])
			}
			from = i + 1
		}
	}
	if len(parts) == 1 && len(parts[0]) == len(path) {
		return nil
	}
	return parts
}

func binaryKey(numbers []int32) string {
	var key []byte
	for _, n := range numbers {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	return string(key)
}

func (b *builder) chain(path []int32) int32 {
	var parts []part
	at := int32(0)
	for _, t := range path {
		parts = append(parts, part{t, at})
		at += int32(len(b.trips[t].stops))
	}
	b.tt.chains = append(b.tt.chains, parts)
	return int32(len(b.tt.chains) - 1)
}

// row gives what a chain's trips call at, one after the other. No trip is
// boarded at its last stop, or left at its first.
func (b *builder) row(chain int32) (row timed, barred bool) {
	for i, p := range b.tt.chains[chain] {
		t := b.trips[p.trip]
		if i > 0 {
			row.may[len(row.may)-1] &^= board
		}
		row.stops = append(row.stops, t.stops...)
		row.may = append(row.may, t.may...)
		row.events = append(row.events, t.events...)
		if i > 0 {
			row.may[p.first] &^= alight
		}
		barred = barred || !b.tt.trips[p.trip].Wheelchair
	}
	return row, barred
}

// group gives the group of a chain.
func (b *builder) group(chain int32) *group {
	row, barred := b.row(chain)
	key := binaryKey(row.stops) + string(row.may)
	if barred {
		key += "!"
	}
	g := b.groups[key]
	if g == nil {
		g = &group{pattern: pattern{stops: row.stops, may: row.may, barred: barred}}
		b.groups[key] = g
		b.order = append(b.order, g)
	}
	return g
}

// template adds the windows of a day to a trip that repeats.
func (b *builder) template(made map[int32]*group, trip int32, windows []gtfs.Frequency, day int32) {
	g := made[trip]
	if g == nil {
		chain := b.chain([]int32{trip})
		row, barred := b.row(chain)
		start := row.events[0].depart
		for i := range row.events {
			row.events[i].arrive -= start
			row.events[i].depart -= start
		}
		g = &group{pattern: pattern{stops: row.stops, may: row.may, barred: barred, events: row.events, runs: []run{{chain, 0}}}}
		made[trip] = g
		b.order = append(b.order, g)
	}
	offset := b.tt.days[day].offset
	for _, w := range windows {
		if w.Until > w.From {
			g.windows = append(g.windows, window{from: offset + int32(w.From), until: offset + int32(w.Until), every: int32(w.Every), day: day, exact: w.Exact})
		}
	}
}

// patterns divides the groups so that no run overtakes another.
func (b *builder) patterns() {
	for _, g := range b.order {
		if g.events != nil {
			if g.windows != nil {
				sortWindows(g.windows)
				b.tt.patterns = append(b.tt.patterns, g.pattern)
			}
			continue
		}
		rows := make([]timedRun, 0, len(g.runs))
		of := map[int32][]event{}
		for _, r := range g.runs {
			if of[r.chain] == nil {
				row, _ := b.row(r.chain)
				of[r.chain] = row.events
			}
			rows = append(rows, timedRun{r, of[r.chain], b.tt.days[r.day].offset})
		}
		b.tt.patterns = append(b.tt.patterns, inOrder(g.pattern, rows)...)
	}
}

func sortWindows(windows []window) {
	slices.SortStableFunc(windows, func(a, c window) int { return cmp.Compare(a.from, c.from) })
	ends := -never
	for i := range windows {
		ends = max(ends, windows[i].until)
		windows[i].ends = ends
	}
}

// timedRun is a run with its events, which begin at offset.
type timedRun struct {
	run
	events []event
	offset int32
}

func (a timedRun) compare(c timedRun) int {
	for i := range a.events {
		if d := cmp.Or(cmp.Compare(a.offset+a.events[i].arrive, c.offset+c.events[i].arrive), cmp.Compare(a.offset+a.events[i].depart, c.offset+c.events[i].depart)); d != 0 {
			return d
		}
	}
	return 0
}

// overtakes reports whether a is earlier anywhere than c, which is before it.
func (a timedRun) overtakes(c timedRun) bool {
	for i := range a.events {
		if a.offset+a.events[i].arrive < c.offset+c.events[i].arrive || a.offset+a.events[i].depart < c.offset+c.events[i].depart {
			return true
		}
	}
	return false
}

// inOrder makes patterns of runs: each run joins the first pattern whose last
// run it does not overtake.
func inOrder(like pattern, rows []timedRun) []pattern {
	slices.SortStableFunc(rows, timedRun.compare)
	var lanes [][]timedRun
	for _, r := range rows {
		fits := slices.IndexFunc(lanes, func(lane []timedRun) bool { return !r.overtakes(lane[len(lane)-1]) })
		if fits < 0 {
			lanes = append(lanes, nil)
			fits = len(lanes) - 1
		}
		lanes[fits] = append(lanes[fits], r)
	}
	patterns := make([]pattern, 0, len(lanes))
	for _, lane := range lanes {
		p := pattern{stops: like.stops, may: like.may, barred: like.barred, events: make([]event, 0, len(lane)*len(like.stops)), runs: make([]run, 0, len(lane))}
		for _, r := range lane {
			for _, e := range r.events {
				p.events = append(p.events, event{r.offset + e.arrive, r.offset + e.depart})
			}
			p.runs = append(p.runs, r.run)
		}
		patterns = append(patterns, p)
	}
	return patterns
}

// index finds where patterns can be boarded at each stop.
func (tt *Timetable) index() {
	tt.visits = tt.calls(0, len(tt.patterns))
}

// calls gives where the patterns with numbers from one to before another can be
// boarded.
func (tt *Timetable) calls(from, to int) rows[visit] {
	var all []visit
	for i := from; i < to; i++ {
		p := &tt.patterns[i]
		for pos := range p.stops[:len(p.stops)-1] {
			if p.may[pos]&board != 0 {
				all = append(all, visit{int32(i), int32(pos)})
			}
		}
	}
	return gather(len(tt.stops), all, func(v visit) int32 { return tt.patterns[v.pattern].stops[v.position] })
}
