package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// longestWindow is how long a window of departures may become that is searched
// for as many journeys as were asked for.
const longestWindow = 6 * time.Hour

// beforeDay is how long after midnight the runs of the day before are what one
// travels by.
const beforeDay = 3 * time.Hour

// plan answers /plan: journeys from a place to a place.
func (d *Doors) plan(a *asked) (any, error) {
	s := planning{
		window: time.Duration(a.number("searchWindow", 900, 0, int(longestWindow/time.Second))) * time.Second,
		least:  a.number("numItineraries", 5, 0, 100), most: a.number("maxItineraries", 100, 1, 100),
		table: a.yes("timetableView", true), joined: a.yes("joinInterlinedLegs", true),
		request: raptor.Request{ArriveBy: a.yes("arriveBy", false), Wheelchair: a.query.Get("pedestrianProfile") == "WHEELCHAIR"},
	}
	now := d.Desk.Now()
	at, page := a.instant("time", now), a.cursor(now)
	if page.given {
		at = page.at
	}
	s.from, s.to, s.later = at, at.Add(s.window), page.later || !page.given && !s.request.ArriveBy
	if !s.later {
		s.from, s.to = at.Add(-s.window), at
	}
	day := s.from
	if !s.later {
		day = at.Add(-beforeDay)
	}
	n, err := d.network(a, day)
	if err != nil {
		return nil, err
	}
	s.first = n.Day.Start()
	s.from = later(s.from, s.first)
	s.request.From, s.request.To = a.place("fromPlace", n.Plan), a.place("toPlace", n.Plan)
	s.request.MaxRides = a.number("maxTransfers", 15, 0, 100) + 1
	before, after := a.number("maxPreTransitTime", 0, 0, 3*3600), a.number("maxPostTransitTime", 0, 0, 3*3600)
	s.request.WalkMetres = max(before, after) * 12 / 10
	a.refuseUnknown("via", "requireBikeTransport", "requireCarTransport")
	rides := a.rides(n)
	if err := fault.InvalidFields(a.wrong); err != nil {
		return nil, err
	}
	return s.answer(a.Request, &teller{network: n, joined: s.joined}, rides), nil
}

// rides reports whether the modes that were asked for are those of the network;
// those of one that are not all wanted cannot be told apart.
func (a *asked) rides(n network) bool {
	if !a.query.Has("transitModes") {
		return true
	}
	asked := strings.Split(strings.Join(a.query["transitModes"], ","), ",")
	has, lacks := false, false
	for _, r := range n.Feed.Routes {
		if slices.Contains(asked, "TRANSIT") || slices.Contains(asked, modeOf(r.Type)) {
			has = true
		} else {
			lacks = true
		}
	}
	if has && lacks {
		a.refuse("transitModes", "planner.some_modes")
	}
	return has
}

// planning is a search over a window that becomes longer, to its later or its
// earlier side, until there are as many journeys as were asked for.
type planning struct {
	request     raptor.Request
	from, to    time.Time
	first       time.Time // the timetable begins here
	later       bool
	window      time.Duration
	table       bool // all of the window; else what a request at one second gives
	joined      bool
	least, most int
}

func (s *planning) answer(r *http.Request, t *teller, rides bool) planAnswer {
	q := t.Plan.NewQuery()
	var found []raptor.Journey
	if s.table {
		found = s.search(t.Plan, q)
	} else {
		at := s.from
		if !s.later {
			at = s.to
		}
		s.request.Time = t.Plan.Second(at)
		found = slices.Clone(q.Plan(s.request))
		slices.Reverse(found)
	}
	answer := planAnswer{
		Parameters: map[string]string{}, Debug: map[string]int{},
		From: t.end(s.request.From, "START"), To: t.end(s.request.To, "END"),
		Direct: []itinerary{}, Itineraries: []itinerary{},
	}
	for name, values := range r.URL.Query() {
		answer.Parameters[name] = strings.Join(values, ",")
	}
	for _, j := range found {
		switch i := t.itinerary(j, answer.From, answer.To); {
		case !slices.ContainsFunc(j.Legs, func(l raptor.Leg) bool { return l.Ride }):
			if len(j.Legs) > 0 {
				answer.Direct = append(answer.Direct, i)
			}
		case rides:
			answer.Itineraries = append(answer.Itineraries, i)
		}
	}
	if len(answer.Direct) > 1 {
		answer.Direct = answer.Direct[:1]
	}
	answer.Previous = cursor{at: s.from.Add(-time.Second)}.String()
	answer.Next = cursor{at: s.to.Add(time.Second), later: true}.String()
	return answer
}

// search gives the journeys that leave in the window, or with ArriveBy arrive in
// it, and makes it what was searched.
func (s *planning) search(plan *raptor.Timetable, q *raptor.Query) []raptor.Journey {
	for {
		s.request.Time = plan.Second(s.from)
		if s.request.ArriveBy {
			s.request.Time = plan.Second(s.to)
		}
		all := q.Range(s.request, int32(s.to.Sub(s.from)/time.Second))
		inside := slices.Clone(all)
		inside = slices.DeleteFunc(inside, func(j raptor.Journey) bool {
			if s.request.ArriveBy {
				return plan.Time(j.Arrival).Before(s.from)
			}
			return plan.Time(j.Departure).After(s.to)
		})
		if len(inside) < s.least && s.to.Sub(s.from) < longestWindow && s.widen() {
			continue
		}
		if len(inside) == 0 { // what is outside is better than nothing
			inside = slices.Clone(all)
		}
		return s.cut(plan, inside)
	}
}

// widen makes the window longer, and reports whether it could.
func (s *planning) widen() bool {
	by := min(max(s.to.Sub(s.from), 15*time.Minute), longestWindow-s.to.Sub(s.from))
	if s.later {
		s.to = s.to.Add(by)
		return true
	}
	was := s.from
	s.from = later(s.from.Add(-by), s.first)
	return s.from.Before(was)
}

// cut leaves as many journeys as may be told, those nearest to what was asked,
// and makes the window theirs.
func (s *planning) cut(plan *raptor.Timetable, all []raptor.Journey) []raptor.Journey {
	few := all
	if len(all) > s.most && s.later {
		few = all[:s.most]
	} else if len(all) > s.most {
		few = all[len(all)-s.most:]
	}
	for i, j := range few {
		at := plan.Time(j.Departure)
		if s.request.ArriveBy {
			at = plan.Time(j.Arrival)
		}
		cut := i == 0 && len(few) < len(all)
		if s.later && (cut || at.After(s.to)) {
			s.to = at
		}
		if !s.later && (cut || at.Before(s.from)) {
			s.from = at
		}
	}
	return few
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// modeOf names a route_type as MOTIS does.
func modeOf(kind int) string {
	switch {
	case kind == 7 || kind/100 == 14:
		return "FUNICULAR"
	case travel.Mode(kind) == "cable":
		return "AERIAL_LIFT"
	}
	return strings.ToUpper(travel.Mode(kind))
}
