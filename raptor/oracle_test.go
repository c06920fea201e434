package raptor_test

import (
	"container/heap"
	"math"
	"sort"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// oracle answers the same requests by plain search over seconds: a heap of
// stops at which one can board, every run that leaves them, every stop these
// call at. It shares the definitions of the package comment with raptor, and
// no code.
type oracle struct {
	feed    *gtfs.Feed
	changes map[runName]*raptor.Change
	opt     raptor.Options
	zone    *time.Location
	stops   map[string]int
	runs    []oracleRun
	calls   [][]call // of a stop, where runs call, by departure
	repeat  [][]call // of a stop, where templates call
	served  []bool   // of a stop, whether any trip calls there
	change  []int
	walks   [][]step // of a stop, links
	into    [][]step // the same, from their ends
	ready   [][17]int
	known   []int
	seen    [][17]boarding
	barred  []bool // of a stop, to wheelchairs
	stamp   []int
	query   int
}

type oracleRun struct {
	trip       int
	day        int
	stop       []int
	arr, dep   []int // seconds since the epoch; of a template, since its first departure
	on, off    []bool
	next       []int    // runs that the vehicle goes on as
	windows    [][3]int // of a template by headway
	accessible bool
	planned    [2]int // first departure and last arrival by the timetable
}

type call struct{ run, pos int }

type boarding struct{ pos, shift int }

type step struct{ to, sec int }

const far = 1 << 40

func newOracle(feed *gtfs.Feed, opt raptor.Options, changes ...raptor.Change) *oracle {
	if opt.LinkMetres == 0 {
		opt.LinkMetres = 300
	}
	if opt.Speed == 0 {
		opt.Speed = 1200
	}
	o := &oracle{feed: feed, opt: opt, changes: map[runName]*raptor.Change{}, stops: map[string]int{}}
	o.zone, _ = time.LoadLocation(feed.Agencies[0].Timezone)
	for i, s := range feed.Stops {
		o.stops[s.ID] = i
	}
	for _, s := range feed.Stops {
		if p, ok := o.stops[s.Parent]; ok && s.Wheelchair == 0 && s.Type == 0 {
			s = feed.Stops[p]
		}
		o.barred = append(o.barred, s.Wheelchair == 2)
	}
	for i := range changes {
		c := &changes[i]
		o.changes[runName{c.Trip, c.Day, c.Start}] = c
	}
	o.service()
	o.foot()
	o.seen, o.stamp = make([][17]boarding, len(o.runs)), make([]int, len(o.runs))
	o.ready, o.known = make([][17]int, len(o.calls)), make([]int, len(o.calls))
	return o
}

func (o *oracle) midnight(d gtfs.Date, plus int) int {
	return int(time.Date(d.Year, d.Month, d.Day+plus, 12, 0, 0, 0, o.zone).Unix()) - 43200
}

func (o *oracle) service() {
	byTrip := map[string][]gtfs.Frequency{}
	for _, f := range o.feed.Frequencies {
		byTrip[f.TripID] = append(byTrip[f.TripID], f)
	}
	rows := map[string]*oracleRun{}
	o.served = make([]bool, len(o.feed.Stops))
	for _, t := range o.feed.Trips {
		r := o.row(t)
		rows[t.ID] = r
		for i := 0; r != nil && i < len(r.stop); i++ {
			o.served[r.stop[i]] = true
		}
	}
	end := o.midnight(o.opt.Last, 0)
	for plus := -50; o.midnight(o.opt.First, plus) <= end; plus++ {
		zero := o.midnight(o.opt.First, plus)
		noon := time.Unix(int64(zero+43200), 0).In(o.zone)
		date := gtfs.Date{Year: noon.Year(), Month: noon.Month(), Day: noon.Day()}
		of := map[string]int{}
		for n, t := range o.feed.Trips {
			if !o.feed.ServiceOn(t.ServiceID, date) {
				continue
			}
			if rows[t.ID] == nil {
				continue
			}
			r := *rows[t.ID]
			r.trip, r.day = n, plus
			if byTrip[t.ID] == nil {
				if zero+r.dep[len(r.dep)-1] >= o.midnight(o.opt.First, 0) {
					run := r.shifted(zero)
					run.planned = [2]int{run.dep[0], run.arr[len(run.arr)-1]}
					if c := o.news(t.ID, date, -1); c == nil {
						of[t.ID] = len(o.runs)
						o.runs = append(o.runs, run)
					} else if !c.Cancelled {
						of[t.ID] = len(o.runs)
						o.runs = append(o.runs, run.delayed(c.Delays))
					}
				}
				continue
			}
			template := r.shifted(-r.dep[0])
			if c := o.news(t.ID, date, -1); c != nil && c.Cancelled {
				continue
			}
			gone := map[int]bool{}
			for _, f := range byTrip[t.ID] {
				if f.Exact {
					for s := f.From; s < f.Until; s += f.Every {
						run := r.shifted(zero + s - r.dep[0])
						c := o.news(t.ID, date, s)
						if c != nil && !gone[s] {
							gone[s] = true
							if c.Cancelled {
								continue
							}
							run = run.delayed(c.Delays)
						}
						o.runs = append(o.runs, run)
					}
				} else if f.Until > f.From && zero+f.Until+template.dep[len(template.dep)-1] >= o.midnight(o.opt.First, 0) {
					template.windows = append(template.windows, [3]int{zero + f.From, zero + f.Until, f.Every})
				}
			}
			if template.windows != nil {
				o.runs = append(o.runs, template)
			}
		}
		for _, x := range o.feed.Transfers {
			a, ok1 := of[x.FromTrip]
			b, ok2 := of[x.ToTrip]
			if x.Type == 4 && ok1 && ok2 && o.runs[a].arr[len(o.runs[a].arr)-1] <= o.runs[b].dep[0] && o.runs[a].planned[1] <= o.runs[b].planned[0] {
				o.runs[a].next = append(o.runs[a].next, b)
			}
		}
	}
	o.calls, o.repeat = make([][]call, len(o.feed.Stops)), make([][]call, len(o.feed.Stops))
	for r := range o.runs {
		for p, s := range o.runs[r].stop {
			if o.runs[r].windows != nil {
				o.repeat[s] = append(o.repeat[s], call{r, p})
			} else {
				o.calls[s] = append(o.calls[s], call{r, p})
			}
		}
	}
	for _, calls := range o.calls {
		sort.SliceStable(calls, func(i, j int) bool { return o.departs(calls[i]) < o.departs(calls[j]) })
	}
}

func (o *oracle) departs(c call) int { return o.runs[c.run].dep[c.pos] }

func (r oracleRun) shifted(by int) oracleRun {
	s := r
	s.arr, s.dep = append([]int(nil), r.arr...), append([]int(nil), r.dep...)
	for i := range s.arr {
		s.arr[i] += by
		s.dep[i] += by
	}
	return s
}

// news finds what became of a trip, or of the run of it that starts at a
// second.
func (o *oracle) news(trip string, day gtfs.Date, start int) *raptor.Change {
	return o.changes[runName{trip, day, start}]
}

type runName struct {
	trip  string
	day   gtfs.Date
	start int
}

// delayed gives the run with delays.
func (r oracleRun) delayed(delays []raptor.Delay) oracleRun {
	s := r.shifted(0)
	s.on, s.off = append([]bool(nil), r.on...), append([]bool(nil), r.off...)
	for i := range s.stop {
		arr, dep := 0, 0
		for before := 0; before <= i; before++ { // the last one at or before it
			for _, d := range delays {
				switch {
				case d.Position == before && before == i:
					arr, dep = d.Arrival, d.Departure
					if d.Skipped {
						s.on[i], s.off[i] = false, false
					}
				case d.Position == before:
					arr, dep = d.Departure, d.Departure
				}
			}
		}
		s.arr[i] += arr
		s.dep[i] += dep
		if i > 0 && s.arr[i] < s.dep[i-1] {
			s.arr[i] = s.dep[i-1]
		}
		if s.dep[i] < s.arr[i] {
			s.dep[i] = s.arr[i]
		}
	}
	return s
}

// row reads a trip's stop times, or gives nil where they cannot be used.
func (o *oracle) row(t gtfs.Trip) *oracleRun {
	sts := o.feed.StopTimes(t.ID)
	if len(sts) < 2 {
		return nil
	}
	r := &oracleRun{accessible: t.Wheelchair != 2}
	var timed []int
	for i, st := range sts {
		a, d := st.Arrival, st.Departure
		if a == -1 {
			a = d
		}
		if d == -1 {
			d = a
		}
		if a >= 0 {
			timed = append(timed, i)
		}
		r.stop = append(r.stop, o.stops[st.StopID])
		r.arr, r.dep = append(r.arr, a), append(r.dep, d)
		r.on, r.off = append(r.on, st.Pickup != 1), append(r.off, st.DropOff != 1)
	}
	if len(timed) < 2 || timed[0] != 0 || timed[len(timed)-1] != len(sts)-1 {
		return nil
	}
	for n, i := range timed {
		if r.dep[i] < r.arr[i] {
			return nil
		}
		if n == 0 {
			continue
		}
		from := timed[n-1]
		if r.arr[i] < r.dep[from] {
			return nil
		}
		length := func(to int) (sum int) {
			for k := from; k < to; k++ {
				sum += o.centi(r.stop[k], r.stop[k+1])
			}
			return sum
		}
		for k := from + 1; k < i; k++ {
			v := r.dep[from]
			if whole := length(i); whole > 0 {
				v += (r.arr[i] - r.dep[from]) * length(k) / whole
			}
			r.arr[k], r.dep[k] = v, v
		}
	}
	return r
}

func (o *oracle) centi(a, b int) int {
	p, q := o.feed.Stops[a], o.feed.Stops[b]
	return centi(p.Lat, p.Lon, q.Lat, q.Lon)
}

func centi(lat1, lon1, lat2, lon2 float64) int {
	rad := math.Pi / 180
	s, c := math.Sincos((lat1 + lat2) / 2 * rad)
	w := 1 - 0.00669437999014*s*s
	n := 6378137 / math.Sqrt(w)
	dy := n * (1 - 0.00669437999014) / w * (lat2 - lat1) * rad
	dx := n * c * (lon2 - lon1) * rad
	return int(math.Round(math.Hypot(dx, dy) * 100))
}

func (o *oracle) pace(cm int) int { return int(math.Ceil(float64(cm*10) / float64(o.opt.Speed))) }

// foot finds changes and links.
func (o *oracle) foot() {
	n := len(o.feed.Stops)
	o.change, o.walks, o.into = make([]int, n), make([][]step, n), make([][]step, n)
	for i := range o.change {
		o.change[i] = o.opt.Change
	}
	links := make([]map[int]int, n)
	for a := range n {
		links[a] = map[int]int{}
		for b := range n {
			if a == b || !o.served[a] || !o.served[b] || math.Abs(o.feed.Stops[a].Lat-o.feed.Stops[b].Lat)*110000 > float64(o.opt.LinkMetres) {
				continue
			}
			if cm := o.centi(a, b); cm <= o.opt.LinkMetres*100 {
				links[a][b] = o.pace(cm)
			}
		}
	}
	// The more stations a rule names the earlier it is applied; then by row.
	for stations := 2; stations >= 0; stations-- {
		for _, x := range o.feed.Transfers {
			if x.Type > 3 || x.FromStop == "" || x.ToStop == "" || x.FromRoute+x.ToRoute+x.FromTrip+x.ToTrip != "" {
				continue
			}
			from, n1 := o.platforms(o.stops[x.FromStop])
			to, n2 := o.platforms(o.stops[x.ToStop])
			if n1+n2 != stations {
				continue
			}
			for _, a := range from {
				for _, b := range to {
					sec := -1
					if x.Type == 2 {
						sec = x.Seconds
					}
					if a == b {
						switch {
						case x.Type == 3:
							o.change[a] = -1
						case x.Type == 1:
							o.change[a] = 0
						case sec >= 0:
							o.change[a] = sec
						default:
							o.change[a] = o.opt.Change
						}
						continue
					}
					if sec < 0 {
						sec = o.pace(o.centi(a, b))
					}
					links[a][b] = sec
					if x.Type == 3 {
						delete(links[a], b)
					}
				}
			}
		}
	}
	for a := range links {
		for b, sec := range links[a] {
			o.walks[a] = append(o.walks[a], step{b, sec})
			o.into[b] = append(o.into[b], step{a, sec})
		}
		sort.Slice(o.walks[a], func(i, j int) bool { return o.walks[a][i].to < o.walks[a][j].to })
	}
}

func (o *oracle) platforms(s int) (all []int, station int) {
	for i, st := range o.feed.Stops {
		if st.Type == 0 && st.Parent != "" && st.Parent == o.feed.Stops[s].ID {
			all = append(all, i)
		}
	}
	if all != nil {
		return all, 1
	}
	return []int{s}, 0
}

// place is a stop, or a point where stop is -1.
type place struct {
	stop     int
	lat, lon float64
}

func (p place) raptor() raptor.Place {
	if p.stop >= 0 {
		return raptor.AtStop(int32(p.stop))
	}
	return raptor.At(p.lat, p.lon)
}

type state struct{ at, rides, stop int }

type queue []state

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].at < q[j].at }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(state)) }
func (q *queue) Pop() any          { l := len(*q) - 1; x := (*q)[l]; *q = (*q)[:l]; return x }

// arrivals gives the earliest arrival (Unix seconds) with at most so many
// rides, by that number.
func (o *oracle) arrivals(from, to place, at, walk int, wheelchair bool) [17]int {
	var best [17]int
	for i := range best {
		best[i] = far
	}
	better := func(rides, t int) {
		for k := rides; k < 17; k++ {
			best[k] = min(best[k], t)
		}
	}
	usable := func(s int) bool { return !wheelchair || !o.barred[s] }
	out := map[int]int{}
	end := func(s, sec int) {
		if was, ok := out[s]; !ok || sec < was {
			out[s] = sec
		}
	}
	if to.stop >= 0 {
		ps, _ := o.platforms(to.stop)
		for _, p := range ps {
			end(p, 0)
			for _, w := range o.into[p] {
				end(w.to, w.sec)
			}
		}
	} else {
		for s := range o.calls {
			if cm := o.near(s, to.lat, to.lon, walk); cm <= walk*100 {
				end(s, o.pace(cm))
			}
		}
	}
	o.query++
	q := &queue{}
	push := func(s, rides, t int) {
		if !usable(s) || t >= best[rides] {
			return
		}
		r := &o.ready[s]
		if o.known[s] != o.query {
			o.known[s] = o.query
			for i := range r {
				r[i] = far
			}
		}
		for k := 0; k <= rides; k++ {
			if r[k] <= t {
				return
			}
		}
		r[rides] = t
		heap.Push(q, state{t, rides, s})
	}
	o.begin(from, to, at, walk, push, better)
	for q.Len() > 0 {
		x := heap.Pop(q).(state)
		if x.rides == 16 || x.at >= best[x.rides] {
			continue
		}
		ride := func(c call, shift int) {
			o.rideOn(c.run, c.pos, x.rides+1, shift, wheelchair, func(s, t int) {
				if !usable(s) || t >= best[x.rides+1] {
					return
				}
				if sec, ok := out[s]; ok {
					better(x.rides+1, t+sec)
				}
				if o.change[s] >= 0 {
					push(s, x.rides+1, t+o.change[s])
				}
				for _, w := range o.walks[s] {
					push(w.to, x.rides+1, t+w.sec)
				}
			})
		}
		boards := func(c call) bool {
			r := &o.runs[c.run]
			return r.on[c.pos] && c.pos < len(r.stop)-1 && (r.accessible || !wheelchair)
		}
		calls := o.calls[x.stop]
		for _, c := range calls[sort.Search(len(calls), func(i int) bool { return o.departs(calls[i]) >= x.at }):] {
			if o.departs(c) >= best[x.rides+1] {
				break
			}
			if boards(c) {
				ride(c, 0)
			}
		}
		for _, c := range o.repeat[x.stop] {
			if shift := promised(o.runs[c.run].windows, x.at-o.departs(c)); shift < far && boards(c) {
				ride(c, shift)
			}
		}
	}
	return best
}

// near is how far a place is from a served stop.
func (o *oracle) near(s int, lat, lon float64, walk int) int {
	p := o.feed.Stops[s]
	if !o.served[s] || math.Abs(p.Lat-lat)*110000 > float64(walk) {
		return far
	}
	return centi(p.Lat, p.Lon, lat, lon)
}

// begin walks from the origin.
func (o *oracle) begin(from, to place, at, walk int, push func(s, rides, t int), better func(rides, t int)) {
	var goals []int
	if to.stop >= 0 {
		goals, _ = o.platforms(to.stop)
	}
	if from.stop >= 0 {
		if from.stop == to.stop {
			better(0, at)
		}
		ps, _ := o.platforms(from.stop)
		for _, p := range ps {
			push(p, 0, at)
			for _, g := range goals {
				if g == p {
					better(0, at)
				}
			}
			for _, w := range o.walks[p] {
				push(w.to, 0, at+w.sec)
				for _, g := range goals {
					if g == w.to {
						better(0, at+w.sec)
					}
				}
			}
			if to.stop < 0 {
				if cm := o.near(p, to.lat, to.lon, walk); cm <= walk*100 {
					better(0, at+o.pace(cm))
				}
			}
		}
		return
	}
	for s := range o.calls {
		if cm := o.near(s, from.lat, from.lon, walk); cm <= walk*100 {
			push(s, 0, at+o.pace(cm))
			for _, g := range goals {
				if g == s {
					better(0, at+o.pace(cm))
				}
			}
		}
	}
	if to.stop < 0 {
		if cm := centi(from.lat, from.lon, to.lat, to.lon); cm <= walk*100 {
			better(0, at+o.pace(cm))
		}
	}
}

// rideOn calls at for every stop at which one can alight.
func (o *oracle) rideOn(run, pos, rides, shift int, wheelchair bool, at func(stop, t int)) {
	r := &o.runs[run]
	// Been on it, from here or before, with as few rides, no later?
	if o.stamp[run] != o.query {
		o.stamp[run] = o.query
		for i := range o.seen[run] {
			o.seen[run][i] = boarding{far, far}
		}
	}
	for _, b := range o.seen[run][:rides+1] {
		if b.pos <= pos && b.shift <= shift {
			return
		}
	}
	if b := &o.seen[run][rides]; pos <= b.pos && shift <= b.shift {
		*b = boarding{pos, shift}
	}
	for p := pos + 1; p < len(r.stop); p++ {
		if r.off[p] {
			at(r.stop[p], shift+r.arr[p])
		}
	}
	for _, next := range r.next {
		n := &o.runs[next]
		if wheelchair && !n.accessible {
			continue
		}
		o.rideOn(next, 0, rides, 0, wheelchair, at)
	}
}

// promised is when whoever is ready for a template's first departure at t is
// promised that it has left.
func promised(windows [][3]int, t int) int {
	best := far
	for _, w := range windows {
		opens, closes, every := w[0], w[1], w[2]
		if t <= opens {
			best = min(best, opens+every, closes)
		} else if t+every <= closes {
			best = min(best, t+every)
		}
	}
	return best
}
