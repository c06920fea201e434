package raptor_test

import (
	"math"
	"slices"
	"sort"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// oracle answers the same requests by plain search; it shares the definitions of
// the package comment with raptor, and no code. What runs and where one walks is
// found here, the search is in search_test.go.
type oracle struct {
	feed       *gtfs.Feed
	changes    map[runName]*raptor.Change
	opt        raptor.Options
	zone       *time.Location
	stops      map[string]int
	runs       []oracleRun
	ofTrip     map[string][]int // its runs and templates
	departures []departure      // of all runs that have times, in order
	repeat     [][]call         // of a stop, where templates call
	calledAt   []bool           // of a stop, whether any run or template calls there
	served     []bool           // of a stop, whether any trip calls there on any day
	change     []int
	walks      [][]step // of a stop, links
	into       [][]step // the same, from their ends
	barred     []bool   // of a stop, to wheelchairs
	kinds      kinds

	search
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

// departure is a run that leaves a stop.
type departure struct {
	at             int
	stop, run, pos int32
}

type call struct{ run, pos int }

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
	o.sortKinds()
	o.search = newSearch(len(o.feed.Stops), len(o.runs))
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
	o.sort()
}

// sort puts all departures in the order of time.
func (o *oracle) sort() {
	o.repeat, o.calledAt, o.ofTrip = make([][]call, len(o.feed.Stops)), make([]bool, len(o.feed.Stops)), map[string][]int{}
	for n := range o.runs {
		r := &o.runs[n]
		id := o.feed.Trips[r.trip].ID
		o.ofTrip[id] = append(o.ofTrip[id], n)
		for p, s := range r.stop {
			o.calledAt[s] = true
			switch {
			case p == len(r.stop)-1:
			case r.windows != nil:
				o.repeat[s] = append(o.repeat[s], call{n, p})
			default:
				o.departures = append(o.departures, departure{r.dep[p], int32(s), int32(n), int32(p)})
			}
		}
	}
	slices.SortStableFunc(o.departures, func(a, b departure) int { return a.at - b.at })
}

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
