package realtime

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var clockForm = regexp.MustCompile(`^\d{1,3}:[0-5]\d:[0-5]\d$`)

// Seconds gives a start_time as seconds of the service day.
func Seconds(startTime string) (int, bool) {
	if !clockForm.MatchString(startTime) {
		return 0, false
	}
	of := strings.Split(startTime, ":")
	h, _ := strconv.Atoi(of[0]) // the form has digits only
	m, _ := strconv.Atoi(of[1])
	s, _ := strconv.Atoi(of[2])
	return h*3600 + m*60 + s, true
}

// trip judges which run is meant, and reports whether the timetable has it.
func (k *checking) trip(t *Trip) (known bool) {
	if t.StartDate != "" {
		if _, err := time.Parse("20060102", t.StartDate); err != nil {
			k.add("E021", "%s", t.StartDate)
		}
	}
	start, starts := Seconds(t.StartTime)
	if t.StartTime != "" && !starts {
		k.add("E020", "%s", t.StartTime)
	}
	if k.Feed == nil {
		return false
	}
	if _, ok := k.Feed.Route(t.RouteID); t.RouteID != "" && !ok {
		k.add("E004", "%s", t.RouteID)
	}
	if t.ID == "" {
		return false
	}
	planned, known := k.Feed.Trip(t.ID)
	fresh := t.Relationship == Added || t.Relationship == New
	switch {
	case fresh && known:
		k.add("E016", "%s", t.ID)
	case !fresh && !known:
		k.add("E003", "%s", t.ID)
	}
	if !known {
		return false
	}
	if t.RouteID != "" && t.RouteID != planned.RouteID {
		k.add("E035", "%s", t.RouteID)
	}
	if t.Direction != nil && int(*t.Direction) != planned.Direction {
		k.add("E024", "%d", *t.Direction)
	}
	windows := k.windows[t.ID]
	switch {
	case len(windows) == 0:
		if times := k.Feed.StopTimes(t.ID); starts && len(times) > 0 && t.Relationship == Scheduled && start != times[0].Arrival && start != times[0].Departure {
			k.add("E023", "%s", t.StartTime)
		}
	case !windows[0].Exact:
		if t.StartTime == "" || t.StartDate == "" {
			k.add("E006", "%s", t.ID)
		}
		if t.Relationship != Unscheduled && t.Relationship != Scheduled && t.Relationship != Canceled {
			k.add("E013", "%s", t.Relationship)
		}
	case starts:
		repeats := false
		for _, w := range windows {
			repeats = repeats || w.Every > 0 && start >= w.From && start < w.Until && (start-w.From)%w.Every == 0
		}
		if !repeats {
			k.add("E019", "%s", t.StartTime)
		}
	}
	return true
}

// byHeadway reports whether a trip runs by headway (exact_times=0).
func (k *checking) byHeadway(trip string) bool {
	w := k.windows[trip]
	return len(w) > 0 && !w[0].Exact
}

func (k *checking) tripUpdate(u *TripUpdate) {
	k.stamp(u.Timestamp)
	if u.Trip.ID == "" {
		k.add("W006", "")
	}
	if u.Vehicle == nil || u.Vehicle.ID == "" {
		code := "W002"
		if k.byHeadway(u.Trip.ID) {
			code = "W005"
		}
		k.add(code, "%s", u.Trip.ID)
	}
	known := k.trip(&u.Trip)
	if len(u.Calls) == 0 && u.Trip.Relationship != Canceled && u.Trip.Relationship != Deleted {
		k.add("E041", "%s", u.Trip.ID)
	}
	k.calls(u, known)
}
