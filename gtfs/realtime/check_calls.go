package realtime

import (
	"slices"

	"sinergi/gtfs"
)

// calls judges the predictions of a trip.
func (k *checking) calls(u *TripUpdate, known bool) {
	var times []gtfs.StopTime
	if known && u.Trip.Relationship != New && u.Trip.Relationship != Added {
		times = k.Feed.StopTimes(u.Trip.ID)
	}
	twice := visitsTwice(times)
	last := int64(0)
	for i := range u.Calls {
		c := &u.Calls[i]
		if c.Sequence == nil && c.StopID == "" {
			k.add("E040", "%d", i)
		}
		if i > 0 {
			k.order(&u.Calls[i-1], c)
		}
		k.stop(c.StopID)
		if times != nil {
			k.place(c, times, twice)
		}
		last = k.events(c, last, times)
	}
}

// visitsTwice gives the stops that a trip visits more than once.
func visitsTwice(times []gtfs.StopTime) map[string]bool {
	seen, twice := map[string]bool{}, map[string]bool{}
	for _, t := range times {
		if seen[t.StopID] {
			twice[t.StopID] = true
		}
		seen[t.StopID] = true
	}
	return twice
}

func (k *checking) order(before, c *Call) {
	if before.Sequence != nil && c.Sequence != nil {
		switch {
		case *c.Sequence == *before.Sequence:
			k.add("E036", "%d", *c.Sequence)
		case *c.Sequence < *before.Sequence:
			k.add("E002", "%d", *c.Sequence)
		}
	}
	if c.StopID != "" && c.StopID == before.StopID {
		k.add("E037", "%s", c.StopID)
	}
}

// stop judges a stop by itself.
func (k *checking) stop(id string) {
	if k.Feed == nil || id == "" {
		return
	}
	s, ok := k.Feed.Stop(id)
	switch {
	case !ok:
		k.add("E011", "%s", id)
	case s.Type != 0:
		k.add("E015", "%s", id)
	}
}

// place judges a call against the stops of the trip.
func (k *checking) place(c *Call, times []gtfs.StopTime, twice map[string]bool) {
	if c.Sequence == nil {
		if twice[c.StopID] {
			k.add("E009", "%s", c.StopID)
		}
		return
	}
	i := slices.IndexFunc(times, func(t gtfs.StopTime) bool { return t.Sequence == int(*c.Sequence) })
	switch {
	case i < 0:
		k.add("E051", "%d", *c.Sequence)
	case c.StopID != "" && times[i].StopID != c.StopID:
		k.add("E045", "%d %s", *c.Sequence, c.StopID)
	}
}

// events judges the times of a call; last is the latest instant before it, 0 if
// none was given.
func (k *checking) events(c *Call, last int64, times []gtfs.StopTime) int64 {
	switch {
	case c.Relationship == CallNoData && (c.Arrival != nil || c.Departure != nil):
		k.add("E042", "%s", c.StopID)
	case (c.Relationship == CallScheduled || c.Relationship == CallUnscheduled) && c.Arrival == nil && c.Departure == nil:
		k.add("E043", "%s", c.StopID)
	}
	first := last
	for _, e := range []*Event{c.Arrival, c.Departure} {
		switch {
		case e == nil:
		case e.Time == 0 && e.Delay == nil:
			k.add("E044", "%s", c.StopID)
		case e.Time == 0:
			k.timed(c, times)
		case e.Time < 1_000_000_000 || e.Time > 4_000_000_000:
			k.add("E001", "%d", e.Time)
		default:
			last = max(last, e.Time)
		}
	}
	arrive, depart := c.Arrival, c.Departure
	if arrive != nil && depart != nil && arrive.Time != 0 && depart.Time != 0 && depart.Time < arrive.Time {
		k.add("E025", "%s", c.StopID)
	}
	if at := earliest(arrive, depart); first > 0 && at > 0 && at < first {
		k.add("E022", "%s", c.StopID)
	}
	return last
}

func earliest(arrive, depart *Event) int64 {
	if arrive != nil && arrive.Time != 0 {
		return arrive.Time
	}
	if depart != nil {
		return depart.Time
	}
	return 0
}

// timed judges a delay of a call, which is one of a time in the timetable.
func (k *checking) timed(c *Call, times []gtfs.StopTime) {
	for _, t := range times {
		if c.Sequence != nil && t.Sequence == int(*c.Sequence) && t.Arrival < 0 && t.Departure < 0 {
			k.add("E046", "%d", t.Sequence)
		}
	}
}
