package api

import (
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

// longestReach is how many minutes away one-to-all looks at most.
const longestReach = 90

type (
	reachAnswer struct {
		One plannerPlace  `json:"one"`
		All []reachedStop `json:"all"`
	}
	reachedStop struct {
		Place    plannerPlace `json:"place"`
		Duration int          `json:"duration"` // minutes, rounded up
		Rides    int          `json:"k"`
	}
)

// oneToAll answers /one-to-all: the stops that can be reached from a place
// within some minutes, or from which the place can be; the soonest first.
func (d *Doors) oneToAll(a *asked) (any, error) {
	at := a.instant("time", d.Desk.Now())
	within := int32(a.number("maxTravelTime", longestReach, 0, longestReach)) * 60
	back := a.yes("arriveBy", false)
	day := at
	if back {
		day = at.Add(-beforeDay)
	}
	n, err := d.network(a, day)
	if err != nil {
		return nil, err
	}
	one := a.place("one", n.Plan)
	r := raptor.Request{
		From: one, To: one, Time: n.Plan.Second(at), ArriveBy: back, Wheelchair: a.query.Get("pedestrianProfile") == "WHEELCHAIR",
		MaxRides: a.number("maxTransfers", 15, 0, 100) + 1,
	}
	before, after := a.number("maxPreTransitTime", 0, 0, 3*3600), a.number("maxPostTransitTime", 0, 0, 3*3600)
	r.WalkMetres = max(before, after) * 12 / 10
	a.refuseUnknown("requireBikeTransport", "requireCarTransport", "additionalTransferTime", "minTransferTime")
	if f := a.query.Get("transferTimeFactor"); f != "" && f != "1" && f != "1.0" {
		a.refuse("transferTimeFactor", "planner.unknown")
	}
	rides := a.rides(n)
	if err := fault.InvalidFields(a.wrong); err != nil {
		return nil, err
	}
	t := &teller{network: n}
	answer := reachAnswer{t.end(one, "START"), []reachedStop{}}
	for _, s := range n.Plan.NewQuery().Reach(r, within) {
		if s.Rides > 0 && !rides {
			continue
		}
		p := t.stop(s.Stop)
		told := n.Plan.Time(s.Second).UTC().Format(time.RFC3339)
		if p.Arrival = told; back {
			p.Arrival, p.Departure = "", told
		}
		answer.All = append(answer.All, reachedStop{p, travel.Minutes(max(s.Second-r.Time, r.Time-s.Second)), s.Rides})
	}
	return answer, nil
}
