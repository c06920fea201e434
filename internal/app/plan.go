package app

import (
	"fmt"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// planner tells journeys of a timetable between two places.
type planner struct {
	tt       *raptor.Timetable
	fares    travel.Fares
	from, to string // LAT,LON
}

// What `sinergi plan --json` answers. Instants are RFC 3339 with the offset of
// the feed's zone.
type (
	plannedJourneys struct {
		Journeys []plannedJourney `json:"journeys"`
	}
	plannedJourney struct {
		Departure string       `json:"departure"`
		Arrival   string       `json:"arrival"`
		Last      string       `json:"lastDeparture,omitempty"` // of a stretch by headway: who leaves later, until then, arrives as much later
		Transfers int          `json:"transfers"`
		Fare      *plannedFare `json:"fare,omitempty"` // the cheapest that the feed has, in rupiah
		Legs      []plannedLeg `json:"legs"`
	}
	plannedFare struct {
		Amount   int64  `json:"amount"`
		Currency string `json:"currency"`
	}
	plannedLeg struct {
		Mode      string       `json:"mode"` // walk, bus, rail, ...
		From      plannedPlace `json:"from"`
		To        plannedPlace `json:"to"`
		Departure string       `json:"departure"`
		Arrival   string       `json:"arrival"`
		Distance  int32        `json:"distance,omitempty"` // metres of a walk, as the crow flies
		*plannedRide
	}
	plannedRide struct {
		Route    string        `json:"route"`
		Headsign string        `json:"headsign,omitempty"`
		Trip     string        `json:"trip"`
		Day      string        `json:"serviceDay"`
		Stay     bool          `json:"sameVehicle,omitempty"` // as the leg before
		Stops    []plannedStop `json:"intermediateStops"`
		*plannedWait
	}
	// plannedWait is of service by headway: the departure of the leg is the
	// latest that is promised.
	plannedWait struct {
		Headway  int32 `json:"headwaySeconds"`
		Expected int32 `json:"expectedWaitSeconds"`
		Worst    int32 `json:"worstWaitSeconds"`
	}
	plannedPlace struct {
		Stop string  `json:"stop,omitempty"` // stop_id
		Name string  `json:"name"`
		Lat  float64 `json:"lat"`
		Lon  float64 `json:"lon"`
	}
	plannedStop struct {
		plannedPlace
		Arrival   string `json:"arrival"`
		Departure string `json:"departure"`
	}
)

func (p planner) answer(found []raptor.Journey) plannedJourneys {
	all := plannedJourneys{[]plannedJourney{}}
	for _, j := range found {
		legs := []plannedLeg{}
		for i, l := range j.Legs {
			legs = append(legs, p.leg(l, i == 0))
		}
		told := plannedJourney{Departure: p.at(j.Departure), Arrival: p.at(j.Arrival), Transfers: j.Transfers, Legs: legs}
		if j.Last > j.Departure {
			told.Last = p.at(j.Last)
		}
		if fare, ok := p.fares.Cheapest(travel.Rides(p.tt, j)); ok {
			told.Fare = &plannedFare{int64(fare), "IDR"}
		}
		all.Journeys = append(all.Journeys, told)
	}
	return all
}

func (p planner) at(second int32) string { return p.tt.Time(second).Format(time.RFC3339) }

func (p planner) leg(l raptor.Leg, first bool) plannedLeg {
	leg := plannedLeg{Mode: "walk", From: p.place(l.From, true), To: p.place(l.To, false), Departure: p.at(l.Depart), Arrival: p.at(l.Arrive), Distance: l.Metres}
	if !l.Ride {
		return leg
	}
	trip := p.tt.Trip(l.Trip)
	day := p.tt.Day(l.Day)
	ride := &plannedRide{Route: trip.RouteName, Headsign: trip.Headsign, Trip: trip.ID, Day: fmt.Sprintf("%04d-%02d-%02d", day.Year, day.Month, day.Day), Stay: l.Stay, Stops: []plannedStop{}}
	calls := p.tt.Calls(l, nil)
	for _, c := range calls[1 : len(calls)-1] {
		ride.Stops = append(ride.Stops, plannedStop{p.place(c.Stop, false), p.at(c.Arrive), p.at(c.Depart)})
	}
	if l.Headway > 0 {
		ride.plannedWait = &plannedWait{l.Headway, l.Expected, l.WorstWait()}
	}
	leg.Mode, leg.plannedRide = travel.Mode(trip.Type), ride
	return leg
}

// place tells a stop, or one of the two places that were asked.
func (p planner) place(stop int32, begins bool) plannedPlace {
	if stop != raptor.Outside {
		s := p.tt.Stop(stop)
		return plannedPlace{s.ID, s.Name, s.Lat, s.Lon}
	}
	asked := p.to
	if begins {
		asked = p.from
	}
	lat, lon, _ := travel.ParsePlace(asked) // was read before
	return plannedPlace{Name: asked, Lat: lat, Lon: lon}
}

// print tells the journeys in the language of the user.
func (p planner) print(e *env, found []raptor.Journey) {
	say := func(key string, args ...any) {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i].(string)] = args[i+1]
		}
		fmt.Fprintln(e.stdout, e.text.T(e.lang, key, m))
	}
	asked := p.tt.Time(found[0].Departure)
	fmt.Fprintln(e.stdout, e.day(asked))
	for _, j := range found {
		fmt.Fprintln(e.stdout)
		key := "plan.journey"
		if j.Transfers == 0 {
			key = "plan.direct"
		}
		say(key, "Leave", p.clock(j.Departure, asked), "Arrive", p.clock(j.Arrival, asked), "Minutes", travel.Minutes(j.Arrival-j.Departure), "Transfers", j.Transfers)
		if j.Last > j.Departure {
			say("plan.stretch", "Last", p.clock(j.Last, asked))
		}
		if fare, ok := p.fares.Cheapest(travel.Rides(p.tt, j)); ok {
			say("plan.fare", "Fare", fare)
		}
		for _, l := range j.Legs {
			to := p.name(e, l.To)
			if !l.Ride {
				say("plan.walk", "At", p.clock(l.Depart, asked), "Metres", i18n.Int(e.lang, int64(l.Metres)), "Minutes", travel.Minutes(l.Arrive-l.Depart), "To", to)
				continue
			}
			trip := p.tt.Trip(l.Trip)
			if l.Headway > 0 {
				say("plan.wait", "At", p.clock(l.Ready, asked), "Stop", p.name(e, l.From), "Headway", travel.Minutes(l.Headway), "Expected", travel.Minutes(l.Expected), "Worst", travel.Minutes(l.WorstWait()))
			}
			key := "plan.ride"
			if l.Stay {
				key = "plan.stay"
			}
			say(key, "At", p.clock(l.Depart, asked), "Latest", l.Headway > 0, "Route", trip.RouteName, "Headsign", strings.TrimSpace(trip.Headsign), "From", p.name(e, l.From), "To", to,
				"Arrive", p.clock(l.Arrive, asked), "Stops", len(p.tt.Calls(l, nil))-1)
		}
	}
}

// name tells a stop, or that it is the destination.
func (p planner) name(e *env, stop int32) string {
	if stop == raptor.Outside {
		return e.text.T(e.lang, "plan.destination", nil)
	}
	return p.tt.Stop(stop).Label()
}

// clock writes a time of day; of another day than the journey's first with how
// many days later.
func (p planner) clock(second int32, first time.Time) string {
	t := p.tt.Time(second)
	s := t.Format("15:04")
	if days := dateOf(t).Sub(dateOf(first)); days > 0 {
		s += fmt.Sprintf(" (+%d)", days)
	}
	return s
}

// day writes the day of an instant in its own zone.
func (e *env) day(t time.Time) string { return i18n.LongDate(e.lang, dateOf(t)) }

func dateOf(t time.Time) civil.Date {
	return civil.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}
