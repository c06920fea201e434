package travel

import "sinergi/raptor"

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
