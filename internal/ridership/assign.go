package ridership

import (
	"cmp"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/performance"
	"sinergi/internal/transit"
)

// Why says why a record, or half of one, belongs to no run, or does not count.
type Why string

// The reasons.
const (
	NoReason   Why = ""
	Voided     Why = "batal"          // the ticket was called off
	NoRun      Why = "tanpa_trip"     // the timetable has no such run, or the bus was on none then
	NotRun     Why = "tidak_jalan"    // the run is measured as not run
	Ambiguous  Why = "tidak_tentu"    // several runs can be meant
	Unmeasured Why = "belum_terukur"  // the day has no runs yet
	SameAgain  Why = "terhitung_lain" // a better count of the same people is there, see Trip.From
)

// Whys lists the reasons in the order in which pages show them. The last is not
// of people who are missing from the figures: they are in them by another record.
func Whys() []Why { return []Why{NoRun, NotRun, Ambiguous, Unmeasured, Voided, SameAgain} }

// The bounds within which a moment belongs to a run of the vehicle.
const (
	before   = 15 * 60 * 1_000_000 // people board a waiting bus this long before it leaves, in microseconds
	after    = 10 * 60 * 1_000_000 // and are counted out, or charged, this long after it arrived
	onTheWay = 60                  // seconds by which clocks of counter and tracker may differ
	atHalt   = 10 * 60             // seconds after a bus left within which a ticket of its halte is of it
)

// At is a record given to a run: how many it says boarded and alighted, and
// where. A door event at a terminal may be given to two runs, its people in to
// the next and its people out to the one before.
type At struct {
	Record
	Halt int // index of the halte boarded or alighted at; -1: the run as a whole
}

// Loose is a record, or half of one, that belongs to no run or does not count.
// It is in no figure: figures are of runs.
type Loose struct {
	Record
	Why Why
}

// Trip is a run with what was counted on it. Exactly one kind of record counts
// for people (From) and one for money (Money); "" when there is none.
type Trip struct {
	performance.Trip
	Capacity int // people the vehicle may carry; 0: not known
	From     Kind
	Money    Kind
	Riders   []At // of kind From
	Fares    []At // of kind Money
}

// Net is what lines and halte are called. The zero value knows no name, only
// ids. A name may be of several halte (the two sides of a road): along a run it
// is still clear which is meant.
type Net struct {
	lines map[string][]string // route ids by folded name
	stops map[string][]string // stop ids by folded name
}

// AddLine adds what a route is called.
func (n *Net) AddLine(id string, names ...string) { n.lines = named(n.lines, id, names) }

// AddStop adds what a halte is called.
func (n *Net) AddStop(id string, names ...string) { n.stops = named(n.stops, id, names) }

func named(to map[string][]string, id string, names []string) map[string][]string {
	if to == nil {
		to = map[string][]string{}
	}
	for _, name := range names {
		if name != "" && !slices.Contains(to[fold(name)], id) {
			to[fold(name)] = append(to[fold(name)], id)
		}
	}
	return to
}

// along gives the places along a run of the halte that a record names; a loop
// may pass one twice.
func (n Net) along(t performance.Trip, name string) (at []int) {
	if name == "" {
		return nil
	}
	for i, h := range t.Halts {
		if h.Stop == name || slices.Contains(n.stops[fold(name)], h.Stop) {
			at = append(at, i)
		}
	}
	return at
}

// Result is what became of records.
type Result struct {
	Trips []Trip // all that were given, by day, start and trip
	Loose []Loose
}

// Assign gives records to runs. trips are measured runs with their halte, of
// whole days; records of one kind and key must be there once ([Newest]).
// capacity says how many people a vehicle may carry.
//
// A typed count names its run. A door counter and a ticket with a vehicle
// belong to the run that the vehicle was on: people in to the run that leaves
// next when the bus stands at a terminal, people out to the one that arrived.
// A ticket of a line alone belongs to the run that was at its halte, and
// without a halte to the only run of the line then. What fits nothing or
// several is in Loose; nothing is left out.
func Assign(trips []performance.Trip, records []Record, net Net, capacity map[string]int) Result {
	a := assigner{net: net, byVehicle: map[duty][]int{}, byDay: map[civil.Date][]int{}}
	for _, t := range trips {
		a.out.Trips = append(a.out.Trips, Trip{Trip: t, Capacity: capacity[t.Vehicle]})
	}
	slices.SortStableFunc(a.out.Trips, func(x, y Trip) int { return x.Compare(y.Run) })
	for i, t := range a.out.Trips {
		a.byDay[t.Date] = append(a.byDay[t.Date], i)
		if t.Vehicle != "" && t.Began > 0 {
			d := duty{t.Vehicle, t.Date}
			a.byVehicle[d] = append(a.byVehicle[d], i)
		}
	}
	for _, of := range a.byVehicle {
		slices.SortFunc(of, func(x, y int) int { return cmp.Compare(a.out.Trips[x].Began, a.out.Trips[y].Began) })
	}
	a.given = make([]map[Kind][]At, len(a.out.Trips))
	for _, r := range records {
		a.give(r)
	}
	for i := range a.out.Trips {
		a.choose(i)
	}
	return a.out
}

type assigner struct {
	net       Net
	out       Result
	given     []map[Kind][]At
	byVehicle map[duty][]int // by when they began
	byDay     map[civil.Date][]int
}

// duty is a vehicle's day of service.
type duty struct {
	vehicle string
	day     civil.Date
}

// of gives the runs of a record's vehicle that may have been under way at its
// moment, by when they began: those of its day, and of the night before.
func (a *assigner) of(r Record) []int {
	before := a.byVehicle[duty{r.Vehicle, r.Day.AddDays(-1)}]
	return append(before[:len(before):len(before)], a.byVehicle[duty{r.Vehicle, r.Day}]...)
}

func (a *assigner) loose(r Record, why Why) { a.out.Loose = append(a.out.Loose, Loose{r, why}) }

func (a *assigner) put(trip int, r Record, halt int) {
	if a.given[trip] == nil {
		a.given[trip] = map[Kind][]At{}
	}
	a.given[trip][r.Kind] = append(a.given[trip][r.Kind], At{r, halt})
}

func (a *assigner) give(r Record) {
	switch {
	case r.Void:
		a.loose(r, Voided)
	case r.Kind == Typed:
		a.typed(r)
	case r.Vehicle == "":
		a.ofLine(r)
	case r.Kind == Counter:
		a.door(r)
	default:
		if i := a.boarding(r); i >= 0 {
			a.put(i, r, a.halt(i, r, true))
		} else {
			a.loose(r, a.nowhere(r))
		}
	}
}

// nowhere says why a record of a moment fits no run.
func (a *assigner) nowhere(r Record) Why {
	if len(a.byDay[r.Day]) == 0 {
		return Unmeasured
	}
	return NoRun
}

func (a *assigner) typed(r Record) {
	var fit []int
	for _, i := range a.byDay[r.Day] {
		t := a.out.Trips[i]
		if r.Trip != "" && t.Trip.Trip != r.Trip || r.Start >= 0 && t.Start/60 != r.Start/60 || r.Direction >= 0 && t.Direction != r.Direction || r.Line != "" && !a.ofRoute(t, r.Line) {
			continue
		}
		fit = append(fit, i)
	}
	switch {
	case len(fit) == 0:
		a.loose(r, a.nowhere(r))
	case len(fit) > 1:
		a.loose(r, Ambiguous)
	case a.out.Trips[fit[0]].Status == transit.Missed:
		a.loose(r, NotRun)
	default:
		halt := -1
		if at := a.net.along(a.out.Trips[fit[0]].Trip, r.Stop); len(at) > 0 {
			halt = at[0]
		}
		a.put(fit[0], r, halt)
	}
}

func (a *assigner) ofRoute(t Trip, line string) bool {
	return t.Route == line || slices.Contains(a.net.lines[fold(line)], t.Route)
}

// door gives the people of a door event: at a terminal, where one run ends and
// the next has not begun, those in belong to the next and those out to the last.
func (a *assigner) door(r Record) {
	in, out := a.boarding(r), a.alighting(r)
	if r.Boarded == 0 {
		in = -1
	}
	if r.Alighted == 0 {
		out = -1
	}
	if in >= 0 && in == out {
		a.put(in, r, a.halt(in, r, true))
		return
	}
	for _, half := range []struct {
		run, halt int
		boards    bool
		r         Record
	}{{in, -1, true, half(r, r.Boarded, 0)}, {out, -1, false, half(r, 0, r.Alighted)}} {
		switch {
		case half.r.Boarded+half.r.Alighted == 0:
		case half.run < 0:
			a.loose(half.r, a.nowhere(r))
		default:
			a.put(half.run, half.r, a.halt(half.run, half.r, half.boards))
		}
	}
	if r.Boarded+r.Alighted == 0 { // a door that opened for nobody is still a count of the run
		if i := a.boarding(r); i >= 0 {
			a.put(i, r, a.halt(i, r, true))
		}
	}
}

func half(r Record, boarded, alighted int64) Record {
	r.Boarded, r.Alighted = boarded, alighted
	return r
}

// arrived is when a run came to its last halte, or ended, in microseconds UTC.
func arrived(t Trip) int64 {
	if n := len(t.Calls); n > 0 && t.Calls[n-1].Seen() {
		return t.Date.Start().UnixMicro() + int64(t.Calls[n-1].Arrived)*1e6
	}
	return t.Ended
}

// left is when a run left its first halte, or began.
func left(t Trip) int64 {
	if len(t.Calls) > 0 && t.Calls[0].Seen() {
		return t.Date.Start().UnixMicro() + int64(t.Calls[0].Left)*1e6
	}
	return t.Began
}

// boarding gives the run that who boards a vehicle at a moment rides: the one
// that is under way, or that leaves next; a ticket may be charged a little after
// its run arrived, when no other leaves soon.
func (a *assigner) boarding(r Record) int {
	best := -1
	for _, i := range a.of(r) {
		t := a.out.Trips[i]
		if r.At >= left(t)-before && r.At < max(arrived(t), left(t)+1) {
			return i
		}
		if r.Kind == Fare && r.At >= arrived(t) && r.At <= max(t.Ended, arrived(t))+after {
			best = i
		}
	}
	return best
}

// alighting gives the run that who leaves a vehicle at a moment has ridden.
func (a *assigner) alighting(r Record) int {
	best := -1
	for _, i := range a.of(r) {
		t := a.out.Trips[i]
		if r.At > left(t) && r.At <= max(t.Ended, arrived(t))+after {
			best = i // the latest that had left
		}
	}
	return best
}

// ofLine gives a ticket that names a line and no vehicle.
func (a *assigner) ofLine(r Record) {
	var fit []int
	halts := map[int]int{}
	bestArrived := -1
	for _, day := range []civil.Date{r.Day.AddDays(-1), r.Day} {
		second := int((r.At - day.Start().UnixMicro()) / 1_000_000)
		for _, i := range a.byDay[day] {
			t := a.out.Trips[i]
			if t.Began == 0 || !a.ofRoute(t, r.Line) {
				continue
			}
			at := a.net.along(t.Trip, r.Stop)
			if r.Stop == "" {
				if r.At >= left(t)-before && r.At <= arrived(t) {
					fit = append(fit, i)
				}
				continue
			}
			for _, h := range at {
				if h >= len(t.Calls) || !t.Calls[h].Seen() || second < t.Calls[h].Arrived-onTheWay || second > t.Calls[h].Left+atHalt {
					continue
				}
				switch { // of the buses that were there, the one that came last
				case t.Calls[h].Arrived > bestArrived:
					fit, bestArrived = []int{i}, t.Calls[h].Arrived
					halts[i] = h
				case t.Calls[h].Arrived == bestArrived:
					fit = append(fit, i)
				}
			}
		}
	}
	switch {
	case len(fit) == 1 && r.Stop != "":
		a.put(fit[0], r, halts[fit[0]])
	case len(fit) == 1:
		a.put(fit[0], r, a.halt(fit[0], r, true))
	case len(fit) > 1:
		a.loose(r, Ambiguous)
	default:
		a.loose(r, a.nowhere(r))
	}
}
