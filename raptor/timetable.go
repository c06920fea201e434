package raptor

import (
	"cmp"
	"fmt"
	"sync"
	"time"

	"sinergi/gtfs"
)

// lazily is what is made of a timetable when it is first needed.
type lazily struct {
	haste   lazyHaste
	cells   [grains]cells
	callers lazyCallers
	mirror  struct {
		sync.Once
		tt *Timetable
	}
	runs struct {
		sync.Once
		of   map[tripDay][]visit // pattern and run; of a template with day -1
		trip map[string]int32
	}
}

// Options tells what a timetable is built for. The zero values of the numbers
// mean the defaults.
type Options struct {
	First, Last gtfs.Date // days in which one travels; runs of the days before that are still on the road are included
	LinkMetres  int       // how far apart stops may be that one walks between; default 300
	Speed       int       // of walking, millimetres a second; default 1200
	Change      int       // seconds between two vehicles at one stop where transfers.txt says nothing; default 0
}

func (o Options) withDefaults() Options {
	if o.LinkMetres == 0 {
		o.LinkMetres = 300
	}
	if o.Speed == 0 {
		o.Speed = 1200
	}
	return o
}

// maxDays bounds the days of a timetable, and so the seconds in it.
const maxDays = 400

// never is later than every time in a timetable.
const never = int32(1) << 30

// Timetable is the service of some days, ready for questions. It never
// changes.
type Timetable struct {
	options  Options
	zone     *time.Location
	epoch    int64 // Unix time of second 0
	days     []serviceDay
	stops    []Stop
	byID     map[string]int32
	members  map[int32][]int32 // of a station, its platforms
	trips    []Trip
	alone    []part   // every trip by itself
	joined   [][]part // trips that one stays aboard between; see chain
	patterns []pattern
	visits   rows[visit] // of a stop, where patterns call
	extra    rows[visit] // the same of patterns that changes add
	links    rows[link]  // of a stop, where one walks to
	into     rows[link]  // of a stop, where one walks from
	change   []int32     // of a stop, seconds between two vehicles; -1 where one cannot change
	near     []int32     // served stops by latitude
	unused   Unused

	mirrored bool // time runs backwards: see mirror.go
	lazy     *lazily

	plain   *Timetable // of a timetable with changes, the one without
	touched []int32    // and the patterns that differ
}

// Stop is where vehicles call.
type Stop struct {
	ID, Name   string
	Lat, Lon   float64 // WGS 84 degrees
	Wheelchair bool    // false only if the feed says that it cannot be used
}

// Label is what people call a stop: its name or, without one, its id.
func (s Stop) Label() string { return cmp.Or(s.Name, s.ID) }

// Trip is what a leg rides on.
type Trip struct {
	ID, Route, RouteName, Headsign string
	Type                           int  // route_type: 3 is bus
	Wheelchair                     bool // false only if the feed says that it cannot be used
}

// Unused counts what a feed has and the timetable does not.
type Unused struct {
	Trips     int // that have fewer than two stops, no first or last time, or go back in time
	Transfers int // between named routes or trips, but for those in the same vehicle
}

type serviceDay struct {
	date   gtfs.Date
	offset int32 // second at which it begins
}

// part is a trip in a chain, and the position of its first stop.
type part struct{ trip, first int32 }

// event is when a run calls.
type event struct{ arrive, depart int32 }

// run is a drive of a chain on a service day.
type run struct{ chain, day int32 }

// window is when a template repeats, in seconds at its first departure.
type window struct {
	from, until, every int32
	ends               int32 // the latest end of this and all windows before it
	day                int32
	exact              bool
}

// What one may do at a position of a pattern.
const (
	board uint8 = 1 << iota
	alight
)

// pattern is a sequence of stops. It has runs, ordered so that none is
// overtaken, with events run by run; or it has a template, whose one row of
// events counts from its first departure, with windows by their start.
type pattern struct {
	stops   []int32
	may     []uint8
	events  []event
	runs    []run
	windows []window
	removed []uint64 // bits of runs that changed or do not run
	barred  bool     // to wheelchairs
}

type visit struct{ pattern, position int32 }

type link struct{ to, seconds, centimetres int32 }

// rows is a list of T for each of many, in one array.
type rows[T any] struct {
	start []int32
	all   []T
}

func (r rows[T]) of(i int32) []T { return r.all[r.start[i]:r.start[i+1]] }

// gather makes rows of what each gives for the rows' number.
func gather[T any](n int, all []T, row func(T) int32) rows[T] {
	r := rows[T]{start: make([]int32, n+1), all: make([]T, len(all))}
	for _, v := range all {
		r.start[row(v)+1]++
	}
	for i := range n {
		r.start[i+1] += r.start[i]
	}
	next := append([]int32(nil), r.start[:n]...)
	for _, v := range all {
		i := row(v)
		r.all[next[i]] = v
		next[i]++
	}
	return r
}

// Second gives an instant in seconds of the timetable.
func (tt *Timetable) Second(t time.Time) int32 {
	s := t.Unix() - tt.epoch
	return int32(min(max(s, -int64(never)), int64(never)))
}

// Time gives the instant of a second of the timetable, in the zone of the feed.
func (tt *Timetable) Time(second int32) time.Time {
	return time.Unix(tt.epoch+int64(second), 0).In(tt.zone)
}

// Zone is the time zone of the feed.
func (tt *Timetable) Zone() *time.Location { return tt.zone }

// Stop gives a stop by its number, which is its row in stops.txt less one.
func (tt *Timetable) Stop(stop int32) Stop { return tt.stops[stop] }

// Stops is how many stops there are.
func (tt *Timetable) Stops() int { return len(tt.stops) }

// StopByID gives a stop's number.
func (tt *Timetable) StopByID(id string) (int32, bool) {
	i, ok := tt.byID[id]
	return i, ok
}

// Trip gives a trip by its number, which is its row in trips.txt less one.
func (tt *Timetable) Trip(trip int32) Trip { return tt.trips[trip] }

// Day gives a service day by its number.
func (tt *Timetable) Day(day int32) gtfs.Date { return tt.days[day].date }

// Unused tells what of the feed is not in the timetable.
func (tt *Timetable) Unused() Unused { return tt.unused }

// Idle reports whether nothing runs on any of its days.
func (tt *Timetable) Idle() bool { return len(tt.patterns) == 0 }

// String says how large the timetable is.
func (tt *Timetable) String() string {
	runs, templates := 0, 0
	for i := range tt.patterns {
		if p := &tt.patterns[i]; p.windows != nil {
			templates++
		} else {
			runs += len(p.runs)
		}
	}
	return fmt.Sprintf("%d stops, %d patterns, %d runs, %d templates, %d links", len(tt.stops), len(tt.patterns), runs, templates, len(tt.links.all))
}
