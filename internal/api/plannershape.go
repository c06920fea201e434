package api

import (
	"strconv"
	"strings"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/live"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// What /plan answers. Instants are RFC 3339 in UTC. A time by headway is the
// latest that is promised; how long one waits stands beside it, in fields that
// MOTIS does not have.
type (
	planAnswer struct {
		Parameters  map[string]string `json:"requestParameters"`
		Debug       map[string]int    `json:"debugOutput"`
		From        plannerPlace      `json:"from"`
		To          plannerPlace      `json:"to"`
		Direct      []itinerary       `json:"direct"`
		Itineraries []itinerary       `json:"itineraries"`
		Previous    string            `json:"previousPageCursor"`
		Next        string            `json:"nextPageCursor"`
	}
	itinerary struct {
		Duration  int32        `json:"duration"` // seconds
		Start     string       `json:"startTime"`
		End       string       `json:"endTime"`
		Transfers int          `json:"transfers"`
		ID        string       `json:"id"`
		Legs      []plannerLeg `json:"legs"`
		Last      string       `json:"lastStartTime,omitempty"` // by headway: who leaves later, until then, arrives as much later
	}
	plannerLeg struct {
		Mode           string       `json:"mode"`
		From           plannerPlace `json:"from"`
		To             plannerPlace `json:"to"`
		Duration       int32        `json:"duration"`
		Start          string       `json:"startTime"`
		End            string       `json:"endTime"`
		ScheduledStart string       `json:"scheduledStartTime"`
		ScheduledEnd   string       `json:"scheduledEndTime"`
		RealTime       bool         `json:"realTime"`
		Scheduled      bool         `json:"scheduled"`
		Distance       float64      `json:"distance,omitempty"` // metres of a walk, as the crow flies
		Geometry       polyline     `json:"legGeometry"`
		*plannerRide
	}
	plannerRide struct {
		Interlined bool           `json:"interlineWithPreviousLeg"`
		Stops      []plannerPlace `json:"intermediateStops"`
		Cancelled  bool           `json:"cancelled"`
		Alerts     []plannerAlert `json:"alerts,omitempty"`
		plannerTrip
		plannerHeadway
	}
	plannerAlert struct {
		Periods     []plannerPeriod `json:"impactPeriod,omitempty"`
		Cause       string          `json:"cause"`
		Effect      string          `json:"effect"`
		URL         string          `json:"url,omitempty"`
		Header      string          `json:"headerText"`
		Description string          `json:"descriptionText"`
	}
	plannerPeriod struct {
		Start string `json:"start,omitempty"`
		End   string `json:"end,omitempty"`
	}
	plannerTrip struct {
		Headsign    string       `json:"headsign"`
		From        plannerPlace `json:"tripFrom"`
		To          plannerPlace `json:"tripTo"`
		RouteID     string       `json:"routeId"`
		Direction   string       `json:"directionId"`
		Color       string       `json:"routeColor,omitempty"`
		RouteType   int          `json:"routeType"`
		AgencyID    string       `json:"agencyId"`
		AgencyName  string       `json:"agencyName"`
		AgencyURL   string       `json:"agencyUrl"`
		TripID      string       `json:"tripId"`
		ShortName   string       `json:"routeShortName"`
		LongName    string       `json:"routeLongName"`
		TripName    string       `json:"tripShortName"`
		DisplayName string       `json:"displayName"`
	}
	plannerHeadway struct {
		Headway  int32 `json:"headwaySeconds,omitempty"`
		Expected int32 `json:"expectedWaitSeconds,omitempty"`
		Worst    int32 `json:"worstWaitSeconds,omitempty"`
	}
	plannerPlace struct {
		Name               string  `json:"name"`
		StopID             string  `json:"stopId,omitempty"`
		Lat                float64 `json:"lat"`
		Lon                float64 `json:"lon"`
		Level              float64 `json:"level"`
		Zone               string  `json:"tz"`
		Arrival            string  `json:"arrival,omitempty"`
		Departure          string  `json:"departure,omitempty"`
		ScheduledArrival   string  `json:"scheduledArrival,omitempty"`
		ScheduledDeparture string  `json:"scheduledDeparture,omitempty"`
		Vertex             string  `json:"vertexType"`
	}
	polyline struct {
		Points    string `json:"points"`
		Precision int    `json:"precision"`
		Length    int    `json:"length"`
	}
)

// teller tells journeys of a network.
type teller struct {
	network
	joined bool // trips of one vehicle are one leg

	running map[string]*live.Running // at fixed times, by trip
}

func (t *teller) at(second int32) string {
	return t.Plan.Time(second).UTC().Format(time.RFC3339)
}

// end tells one of the two places that were asked for.
func (t *teller) end(p raptor.Place, outside string) plannerPlace {
	if stop, ok := p.Stop(); ok {
		return t.stop(stop)
	}
	lat, lon := p.Coordinates()
	return plannerPlace{Name: outside, Lat: lat, Lon: lon, Zone: t.Plan.Zone().String(), Vertex: "NORMAL"}
}

func (t *teller) stop(number int32) plannerPlace {
	s := t.Plan.Stop(number)
	return plannerPlace{Name: s.Label(), StopID: s.ID, Lat: s.Lat, Lon: s.Lon, Zone: t.Plan.Zone().String(), Vertex: "TRANSIT"}
}

func (t *teller) itinerary(j raptor.Journey, from, to plannerPlace) itinerary {
	i := itinerary{Duration: j.Arrival - j.Departure, Start: t.at(j.Departure), End: t.at(j.Arrival), Transfers: j.Transfers, Legs: []plannerLeg{}}
	if j.Last > j.Departure {
		i.Last = t.at(j.Last)
	}
	id, boarded := []string{i.Start, i.End}, int32(0)
	for _, l := range j.Legs {
		if l.Ride {
			id = append(id, t.Plan.Trip(l.Trip).ID)
		}
		leg := t.leg(l, from, to)
		if l.Stay && t.joined {
			i.Legs[len(i.Legs)-1].join(leg, l.Arrive-boarded)
			continue
		}
		boarded = l.Depart
		i.Legs = append(i.Legs, leg)
	}
	i.ID = strings.Join(id, "|")
	return i
}

func (t *teller) leg(l raptor.Leg, from, to plannerPlace) plannerLeg {
	if l.From != raptor.Outside {
		from = t.stop(l.From)
	}
	if l.To != raptor.Outside {
		to = t.stop(l.To)
	}
	leg := plannerLeg{Mode: "WALK", From: from, To: to, Duration: l.Arrive - l.Depart, Start: t.at(l.Depart), End: t.at(l.Arrive), Scheduled: true, Distance: float64(l.Metres)}
	leg.From.Departure, leg.To.Arrival = leg.Start, leg.End
	places := []plannerPlace{leg.From, leg.To}
	leg.ScheduledStart, leg.ScheduledEnd = leg.Start, leg.End
	if l.Ride {
		places = t.calls(l)
		last := len(places) - 1
		trip := t.Plan.Trip(l.Trip)
		leg.Mode, leg.From, leg.To = modeOf(trip.Type), places[0], places[last]
		leg.ScheduledStart, leg.ScheduledEnd = leg.From.ScheduledDeparture, leg.To.ScheduledArrival
		_, _, told := t.Told.At(trip.ID, leg.From.StopID, t.Plan.Time(l.Depart).Unix())
		leg.RealTime = (t.follows(l.Trip, l.Day) != nil || told) && l.Headway == 0
		leg.plannerRide = &plannerRide{Interlined: l.Stay, Stops: places[1:last:last], Alerts: t.alerts(l), plannerTrip: t.trip(trip.ID)}
		if l.Headway > 0 {
			leg.plannerHeadway = plannerHeadway{l.Headway, l.Expected, l.WorstWait()}
		}
	}
	leg.From.ScheduledDeparture, leg.To.ScheduledArrival = leg.ScheduledStart, leg.ScheduledEnd
	leg.Geometry = line(places)
	return leg
}

// alerts tells what passengers of a ride should know, in Indonesian.
func (t *teller) alerts(l raptor.Leg) (all []plannerAlert) {
	for _, a := range t.AlertsOf(t.UseOf(l), t.Plan.Time(l.Depart), t.Plan.Time(l.Arrive)) {
		told := plannerAlert{Cause: a.Cause.String(), Effect: a.Effect.String(), URL: a.URL, Header: a.Header.ID, Description: a.Description.ID}
		for _, p := range a.Periods {
			told.Periods = append(told.Periods, plannerPeriod{instant(p.From), instant(p.Until)})
		}
		all = append(all, told)
	}
	return all
}

// instant writes Unix seconds; nothing of an open end.
func instant(seconds int64) string {
	if seconds == 0 {
		return ""
	}
	return time.Unix(seconds, 0).UTC().Format(time.RFC3339)
}

// join goes on in the same vehicle, in which one is so long.
func (l *plannerLeg) join(next plannerLeg, seconds int32) {
	between := next.From
	between.Arrival, between.ScheduledArrival = l.To.Arrival, l.To.ScheduledArrival
	ride := *l.plannerRide
	ride.Stops = append(append(ride.Stops, between), next.Stops...)
	places := append(append([]plannerPlace{l.From}, ride.Stops...), next.To)
	l.plannerRide, l.To, l.End, l.ScheduledEnd = &ride, next.To, next.End, next.ScheduledEnd
	l.Duration = seconds
	l.RealTime = l.RealTime || next.RealTime
	l.Geometry = line(places)
}

// calls tells the stops of a ride, as they are now and as they were planned.
func (t *teller) calls(l raptor.Leg) []plannerPlace {
	var all []plannerPlace
	run := t.follows(l.Trip, l.Day)
	calls := t.Plan.Calls(l, nil)
	for i, c := range calls {
		p := t.stop(c.Stop)
		if i > 0 {
			p.Arrival = t.at(c.Arrive)
			p.ScheduledArrival = p.Arrival
		}
		if i < len(calls)-1 {
			p.Departure = t.at(c.Depart)
			p.ScheduledDeparture = p.Departure
		}
		if x, ok := callOf(run, p.StopID, t.Plan.Time(c.Depart).Unix()); ok && l.Headway == 0 {
			planned := func(offset int) string {
				return t.now.Plan.Day.Start().Add(time.Duration(run.Start+offset) * time.Second).UTC().Format(time.RFC3339)
			}
			if p.Arrival != "" {
				p.ScheduledArrival = planned(x.Stop.Arrive)
			}
			if p.Departure != "" {
				p.ScheduledDeparture = planned(x.Stop.Depart)
			}
		} else if _, told, ok := t.Told.At(t.Plan.Trip(l.Trip).ID, p.StopID, t.Plan.Time(c.Depart).Unix()); ok && l.Headway == 0 {
			if p.Arrival != "" {
				p.ScheduledArrival = instant(told.PlanArrive)
			}
			if p.Departure != "" {
				p.ScheduledDeparture = instant(told.PlanLeave)
			}
		}
		all = append(all, p)
	}
	return all
}

// follows gives the run of a trip at fixed times that a bus is on its way on, or
// nil.
func (t *teller) follows(trip, day int32) *live.Running {
	if t.now == nil {
		return nil
	}
	if t.running == nil {
		t.running = map[string]*live.Running{}
		for _, r := range t.now.View.Runs {
			if !r.Headway {
				t.running[r.Trip.ID] = r
			}
		}
	}
	d := t.now.Plan.Day
	if t.Plan.Day(day) != (gtfs.Date{Year: d.Year, Month: d.Month, Day: d.Day}) {
		return nil
	}
	return t.running[t.Plan.Trip(trip).ID]
}

// callOf finds what is foretold of a run at a stop, where it leaves at about that
// second.
func callOf(r *live.Running, stop string, depart int64) (live.Call, bool) {
	if r == nil {
		return live.Call{}, false
	}
	for _, c := range r.Calls {
		if c.Stop.ID == stop && max(c.Depart-depart, depart-c.Depart) <= 60 {
			return c, true
		}
	}
	return live.Call{}, false
}

// trip tells what a vehicle runs as.
func (t *teller) trip(id string) plannerTrip {
	trip, _ := t.Feed.Trip(id)
	route, _ := t.Feed.Route(trip.RouteID)
	told := plannerTrip{
		Headsign: trip.Headsign, RouteID: route.ID, Direction: strconv.Itoa(trip.Direction), Color: route.Color, RouteType: route.Type,
		TripID: id, ShortName: route.ShortName, LongName: route.LongName, DisplayName: travel.Name(route),
	}
	for i, a := range t.Feed.Agencies {
		if i == 0 || a.ID == route.AgencyID {
			told.AgencyID, told.AgencyName, told.AgencyURL = a.ID, a.Name, a.URL
		}
	}
	if calls := t.Feed.StopTimes(id); len(calls) > 0 {
		first, _ := t.Plan.StopByID(calls[0].StopID)
		last, _ := t.Plan.StopByID(calls[len(calls)-1].StopID)
		told.From, told.To = t.stop(first), t.stop(last)
	}
	return told
}

// line joins places by straight lines, in Google's encoding with six digits.
func line(places []plannerPlace) polyline {
	var points []byte
	lat, lon := 0, 0
	number := func(v int) {
		u := uint(v<<1) ^ uint(v>>63)
		for ; u >= 0x20; u >>= 5 {
			points = append(points, byte(u&0x1f|0x20)+63)
		}
		points = append(points, byte(u)+63)
	}
	for _, p := range places {
		y, x := microdegrees(p.Lat), microdegrees(p.Lon)
		number(y - lat)
		number(x - lon)
		lat, lon = y, x
	}
	return polyline{string(points), 6, len(places)}
}
