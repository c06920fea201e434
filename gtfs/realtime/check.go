package realtime

import (
	"fmt"
	"time"

	"sinergi/gtfs"
)

// Finding is something in a feed that a consumer may not rely on.
type Finding struct {
	Code   string // of [Rules]
	Entity string // id; empty for the header
	Value  string // what is wrong, as it was sent
}

// Text says what is wrong in English.
func (f Finding) Text() string {
	for _, r := range Rules() {
		if r.Code == f.Code {
			return r.Title
		}
	}
	return f.Code
}

// maxFindings bounds what is told of a feed; whoever errs so often errs
// everywhere.
const maxFindings = 1000

// Checker holds messages against a timetable and against the message before.
type Checker struct {
	Feed     *gtfs.Feed // nil: only what needs no timetable
	Previous *Message   // of the same source, or nil
	// MaxAge is how old a header may be; default 65 s, the canonical bound.
	MaxAge time.Duration
}

// checking is the check of one message.
type checking struct {
	Checker
	m      *Message
	now    int64 // Unix seconds
	entity string
	found  []Finding

	windows map[string][]gtfs.Frequency
	zone    *time.Location
}

// Check gives what is wrong with a message, the header first, then by entity,
// a thousand findings at most.
func (c Checker) Check(m *Message, now time.Time) []Finding {
	if c.MaxAge == 0 {
		c.MaxAge = 65 * time.Second
	}
	k := &checking{Checker: c, m: m, now: now.Unix(), windows: map[string][]gtfs.Frequency{}, zone: time.UTC}
	if c.Feed != nil {
		for _, f := range c.Feed.Frequencies {
			k.windows[f.TripID] = append(k.windows[f.TripID], f)
		}
		if len(c.Feed.Agencies) > 0 {
			if zone, err := time.LoadLocation(c.Feed.Agencies[0].Timezone); err == nil {
				k.zone = zone
			}
		}
	}
	k.header()
	k.sequence()
	vehicles := map[string]bool{}
	for i := range m.Entities {
		e := &m.Entities[i]
		k.entity = e.ID
		if e.Deleted && (m.Header.Incrementality == nil || *m.Header.Incrementality == Full) {
			k.add("E039", "")
		}
		if e.TripUpdate != nil {
			k.tripUpdate(e.TripUpdate)
		}
		if v := e.Vehicle; v != nil {
			k.vehicle(v)
			if v.Vehicle != nil && v.Vehicle.ID != "" {
				if vehicles[v.Vehicle.ID] {
					k.add("E052", "%s", v.Vehicle.ID)
				}
				vehicles[v.Vehicle.ID] = true
			}
		}
		if e.Alert != nil {
			k.alert(e.Alert)
		}
	}
	return k.found
}

func (k *checking) add(code, format string, args ...any) {
	if len(k.found) < maxFindings {
		k.found = append(k.found, Finding{code, k.entity, fmt.Sprintf(format, args...)})
	}
}
