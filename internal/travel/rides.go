package travel

import (
	"cmp"
	"slices"

	"sinergi/raptor"
)

// Rides gives the vehicles of a journey that one pays for: staying in one that
// goes on as another trip is the same.
func Rides(plan *raptor.Timetable, j raptor.Journey) (all []Ride) {
	for _, l := range j.Legs {
		switch {
		case l.Ride && l.Stay && len(all) > 0:
			all[len(all)-1].To = plan.Stop(l.To).ID
		case l.Ride:
			all = append(all, Ride{plan.Trip(l.Trip).Route, plan.Stop(l.From).ID, plan.Stop(l.To).ID, l.Depart})
		}
	}
	return all
}

// BestFirst puts the journeys of one request in order: those that arrive first,
// or with a time to arrive by leave last; then those with few transfers and
// little walking.
func BestFirst(all []raptor.Journey, arriveBy bool) {
	slices.SortStableFunc(all, func(a, b raptor.Journey) int {
		first := cmp.Compare(a.Arrival, b.Arrival)
		if arriveBy {
			first = cmp.Compare(b.Departure, a.Departure)
		}
		return cmp.Or(first, cmp.Compare(a.Transfers, b.Transfers), cmp.Compare(a.Walked, b.Walked))
	})
}
