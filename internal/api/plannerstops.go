package api

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

type (
	stopTimesAnswer struct {
		Times    []stopTime   `json:"stopTimes"`
		Place    plannerPlace `json:"place"`
		Previous string       `json:"previousPageCursor"`
		Next     string       `json:"nextPageCursor"`
	}
	stopTime struct {
		Place    plannerPlace `json:"place"`
		Mode     string       `json:"mode"`
		RealTime bool         `json:"realTime"`
		plannerTrip
		Pickup        string `json:"pickupDropoffType"`
		Cancelled     bool   `json:"cancelled"`
		TripCancelled bool   `json:"tripCancelled"`
		Bikes         bool   `json:"bikesAllowed"`
		Reservation   string `json:"reservation"`
		Source        string `json:"source"`
		Headway       int32  `json:"headwaySeconds,omitempty"` // at no fixed times: Place.Departure is the latest for who is there at the time asked for

		at int64
	}
	match struct {
		Type   string   `json:"type"`
		Tokens [][2]int `json:"tokens"`
		Name   string   `json:"name"`
		ID     string   `json:"id"`
		Lat    float64  `json:"lat"`
		Lon    float64  `json:"lon"`
		Level  float64  `json:"level"`
		Zone   string   `json:"tz"`
		Areas  []string `json:"areas"`
		Score  float64  `json:"score"`
		Modes  []string `json:"modes"`
	}
)

// stopTimes answers /stoptimes: what leaves a halte, that is, all stops of one
// name that are near each other.
func (d *Doors) stopTimes(a *asked) (any, error) {
	now := d.Desk.Now()
	at, page := a.instant("time", now), a.cursor(now)
	if page.given {
		at = page.at
	}
	back := page.given && !page.later || !page.given && a.query.Get("direction") == "EARLIER"
	most := a.number("n", 10, 1, 200)
	window := time.Duration(a.number("window", 0, 0, 24*3600)) * time.Second
	a.refuseUnknown("arriveBy", "both")
	n, err := d.network(a, at)
	if err != nil {
		return nil, err
	}
	h, ok := haltOf(n.Halts, a.query.Get("stopId"))
	if !ok {
		a.refuse("stopId", "planner.bad_stop")
	}
	if err := fault.InvalidFields(a.wrong); err != nil {
		return nil, err
	}
	t := &teller{network: n}
	var from, to time.Time
	for span := max(window, 2*time.Hour); ; span *= 2 { // a day at most
		if from, to = at, at.Add(span); back {
			from, to = at.Add(-span), at.Add(time.Second)
		}
		answer := t.leaving(h, from, to)
		if len(answer.Times) < most && span < 24*time.Hour {
			continue
		}
		inside := func(s stopTime) bool { return window > 0 && s.at < at.Add(window).Unix() }
		for !back && len(answer.Times) > most && !inside(answer.Times[len(answer.Times)-1]) {
			answer.Times = answer.Times[:len(answer.Times)-1]
		}
		if back && len(answer.Times) > most {
			answer.Times = answer.Times[len(answer.Times)-most:]
		}
		if len(answer.Times) > 0 {
			from, to = time.Unix(answer.Times[0].at, 0), time.Unix(answer.Times[len(answer.Times)-1].at, 0)
		}
		answer.Previous, answer.Next = cursor{at: from.Add(-time.Second)}.String(), cursor{at: to.Add(time.Second), later: true}.String()
		return answer, nil
	}
}

func haltOf(all []travel.Halt, id string) (travel.Halt, bool) {
	i := slices.IndexFunc(all, func(h travel.Halt) bool { return slices.Contains(h.Stops, id) })
	if i < 0 {
		return travel.Halt{}, false
	}
	return all[i], true
}

// leaving gives what leaves a halte, with the buses by headway that are on their
// way to it.
func (t *teller) leaving(h travel.Halt, from, to time.Time) stopTimesAnswer {
	answer := stopTimesAnswer{Times: []stopTime{}, Place: plannerPlace{Name: h.Name, StopID: h.ID, Lat: h.Lat, Lon: h.Lon, Zone: t.Plan.Zone().String(), Vertex: "TRANSIT"}}
	var all []raptor.Departure
	for _, id := range h.Stops {
		if stop, ok := t.Plan.StopByID(id); ok {
			all = t.Plan.Departures(stop, t.Plan.Second(from), t.Plan.Second(to), all)
		}
	}
	for _, d := range all {
		at := d.Depart
		if d.Headway > 0 {
			at = min(at+d.Headway, d.Until)
		}
		s := t.stopTime(t.Plan.Trip(d.Trip).ID, d.Stop, t.Plan.Time(at))
		s.Headway = d.Headway
		run := t.follows(d.Trip, d.Day)
		if c, ok := callOf(run, s.Place.StopID, s.at); ok && d.Headway == 0 {
			s.RealTime = true
			s.Place.ScheduledDeparture = t.now.Plan.Day.Start().Add(time.Duration(run.Start+c.Stop.Depart) * time.Second).UTC().Format(time.RFC3339)
		} else if _, told, ok := t.Told.At(s.TripID, s.Place.StopID, s.at); ok && d.Headway == 0 {
			s.RealTime, s.Place.ScheduledDeparture = true, instant(told.PlanLeave)
		}
		answer.Times = append(answer.Times, s)
	}
	answer.Times = append(answer.Times, t.coming(h, from, to)...)
	slices.SortStableFunc(answer.Times, func(a, b stopTime) int { return cmp.Compare(a.at, b.at) })
	return answer
}

// coming gives the buses by headway that are on their way to a halte.
func (t *teller) coming(h travel.Halt, from, to time.Time) (all []stopTime) {
	if t.now == nil {
		return nil
	}
	for _, r := range t.now.View.Runs {
		for i, c := range r.Calls {
			at := time.Unix(c.Depart, 0)
			if ends := r.Next+i == len(r.Trip.Stops)-1; !r.Headway || ends || !slices.Contains(h.Stops, c.Stop.ID) || at.Before(from) || !at.Before(to) {
				continue
			}
			if stop, ok := t.Plan.StopByID(c.Stop.ID); ok {
				s := t.stopTime(r.Trip.ID, stop, at)
				s.RealTime = true
				all = append(all, s)
			}
		}
	}
	return all
}

func (t *teller) stopTime(trip string, stop int32, at time.Time) stopTime {
	s := stopTime{Place: t.stop(stop), plannerTrip: t.trip(trip), Pickup: "NORMAL", Reservation: "NONE", at: at.Unix()}
	s.Mode = modeOf(s.RouteType)
	s.Place.Departure = at.UTC().Format(time.RFC3339)
	s.Place.ScheduledDeparture = s.Place.Departure
	return s
}

// geocode finds halte by their names.
func (d *Doors) geocode(a *asked) (any, error) {
	text, most := strings.TrimSpace(a.query.Get("text")), a.number("numResults", 10, 1, 50)
	if text == "" {
		a.refuse("text", "ui.required")
	}
	return d.matches(a, most, func(all []travel.Halt) []travel.Halt { return travel.Find(all, text) })
}

// reverseGeocode finds the halte nearest to a place.
func (d *Doors) reverseGeocode(a *asked) (any, error) {
	lat, lon, ok := coordinates(a.query.Get("place"))
	if !ok {
		a.refuse("place", "planner.bad_place")
	}
	most := a.number("numResults", 5, 1, 50)
	return d.matches(a, most, func(all []travel.Halt) []travel.Halt {
		near := slices.Clone(all)
		slices.SortStableFunc(near, func(x, y travel.Halt) int {
			return cmp.Compare(travel.Metres(lat, lon, x.Lat, x.Lon), travel.Metres(lat, lon, y.Lat, y.Lon))
		})
		return near
	})
}

func (d *Doors) matches(a *asked, most int, find func([]travel.Halt) []travel.Halt) (any, error) {
	if err := fault.InvalidFields(a.wrong); err != nil {
		return nil, err
	}
	n, err := d.network(a, d.Desk.Now())
	if err != nil {
		return nil, err
	}
	all := []match{}
	if types := a.query.Get("type"); types != "" && !strings.Contains(types, "STOP") {
		return all, nil
	}
	var modes []string
	for _, r := range n.Feed.Routes {
		modes = append(modes, modeOf(r.Type))
	}
	slices.Sort(modes)
	modes = slices.Compact(modes)
	found := find(n.Halts)
	for i, h := range found[:min(most, len(found))] {
		all = append(all, match{"STOP", [][2]int{}, h.Name, h.ID, h.Lat, h.Lon, 0, n.Plan.Zone().String(), []string{}, float64(len(found) - i), modes})
	}
	return all, nil
}

func microdegrees(degrees float64) int { return int(math.Round(degrees * 1e6)) }
