package raptor

import (
	"fmt"
	"runtime"
	"sync"
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
	b := &builder{feed: feed, tt: &Timetable{options: o.withDefaults(), zone: zone, byID: map[string]int32{}, members: map[int32][]int32{}, lazy: new(lazily)}}
	b.stops()
	b.judge()
	b.repeated()
	b.followed()
	if err := b.calendar(); err != nil {
		return nil, err
	}
	var walking sync.WaitGroup
	walking.Go(b.walks)
	b.trips()
	b.timesOfActive()
	b.chains()
	b.patterns()
	b.tt.index()
	walking.Wait()
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
	good    []bool // of a trip, whether its times make sense
	served  []bool // of a stop, whether a good trip calls there on any day
	longest int32  // the latest time of a trip
	repeats map[int32][]gtfs.Frequency
	active  [][]int32         // of a day, the good trips that run
	follows map[int32][]int32 // of a trip, those that the vehicle goes on as

	events []event // of all trips that are active
	first  []int32 // of a trip, the first of its events, or -1
	joined [][]event
	groups map[string]*group
	of     []*group // of a trip by itself
	order  []*group
	key    []byte
}

// group gathers the runs of one sequence of stops.
type group struct {
	pattern
}

// inParts does something for all numbers up to n, a part on each core.
func inParts(n int, do func(from, to int)) {
	parts := min(runtime.GOMAXPROCS(0), 8)
	var all sync.WaitGroup
	for i := range parts {
		all.Go(func() { do(i*n/parts, (i+1)*n/parts) })
	}
	all.Wait()
}

func (b *builder) stops() {
	tt := b.tt
	tt.stops = make([]Stop, 0, len(b.feed.Stops))
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

// calendar finds the service days, and what runs on each.
func (b *builder) calendar() error {
	noon := func(d gtfs.Date, days int) time.Time {
		return time.Date(d.Year, d.Month, d.Day+days, 12, 0, 0, 0, b.tt.zone)
	}
	o := b.tt.options
	before := int(b.longest / 86400)
	last := noon(o.Last, 0)
	services, of := b.services()
	runs := make([]bool, len(services))
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
		for n, id := range services {
			runs[n] = b.feed.ServiceOn(id, date)
		}
		var active []int32
		for n, service := range of {
			if runs[service] && b.good[n] {
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

// services lists the services of the trips, and which of them each trip has.
func (b *builder) services() (ids []string, of []int32) {
	known := map[string]int32{}
	of = make([]int32, len(b.feed.Trips))
	for i, t := range b.feed.Trips {
		if i > 0 && t.ServiceID == b.feed.Trips[i-1].ServiceID {
			of[i] = of[i-1]
			continue
		}
		n, ok := known[t.ServiceID]
		if !ok {
			n = int32(len(ids))
			known[t.ServiceID] = n
			ids = append(ids, t.ServiceID)
		}
		of[i] = n
	}
	return ids, of
}
