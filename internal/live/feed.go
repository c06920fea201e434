package live

import (
	"fmt"
	"math"

	"sinergi/gtfs/realtime"
)

// soon is how far ahead, in seconds, a run that has not left is foretold.
const soon = 60 * 60

func (p *Plan) header(v View) realtime.Header {
	full := realtime.Full
	return realtime.Header{Version: "2.0", Incrementality: &full, Timestamp: uint64(v.At.Unix())}
}

// descriptor names a run: by its day and start, too, for a trip may repeat.
func (p *Plan) descriptor(r *Running) realtime.Trip {
	direction := uint32(r.Trip.Direction)
	t := realtime.Trip{
		ID: r.Trip.ID, RouteID: r.Trip.Route, Direction: &direction,
		StartTime: fmt.Sprintf("%02d:%02d:%02d", r.Start/3600, r.Start/60%60, r.Start%60),
		StartDate: fmt.Sprintf("%04d%02d%02d", p.Day.Year, p.Day.Month, p.Day.Day),
	}
	if r.Headway {
		t.Relationship = realtime.Unscheduled
	}
	return t
}

// Positions gives the vehicles that drive a run, as GTFS Realtime has it. plates
// are their number plates.
func (p *Plan) Positions(v View, plates map[string]string) *realtime.Message {
	m := &realtime.Message{Header: p.header(v)}
	for _, x := range v.Vehicles {
		r := x.Run
		if r == nil {
			continue
		}
		trip, next := p.descriptor(r), r.Trip.Stops[r.Next]
		sequence, status := uint32(next.Sequence), realtime.InTransitTo
		if next.Along-r.Along < 60 {
			status = realtime.IncomingAt
		}
		e := &realtime.Vehicle{
			Trip: &trip, Vehicle: &realtime.VehicleID{ID: x.ID, Label: x.ID, Plate: plates[x.ID]},
			Position: &realtime.Position{Lat: float32(x.Position.Lat()), Lon: float32(x.Position.Lon())},
			Sequence: &sequence, StopID: next.ID, Status: &status,
			Timestamp: uint64(min(x.Position.At/1e6, v.At.Unix())),
		}
		if x.Position.Heading >= 0 {
			bearing := float32(x.Position.Heading)
			e.Position.Bearing = &bearing
		}
		if x.Position.Speed >= 0 {
			speed := float32(x.Position.Speed) / 100
			e.Position.Speed = &speed
		}
		m.Entities = append(m.Entities, realtime.Entity{ID: x.ID, Vehicle: e})
	}
	return m
}

// Updates gives when the runs that are driven, and those that their vehicles
// drive next, will be at the stops ahead: always as an instant, never as a delay.
func (p *Plan) Updates(v View, plates map[string]string) *realtime.Message {
	m := &realtime.Message{Header: p.header(v)}
	midnight := p.Day.Start().Unix()
	for _, r := range v.Runs {
		if !r.Driving && midnight+int64(r.Start) > v.At.Unix()+soon {
			continue
		}
		u := &realtime.TripUpdate{
			Trip: p.descriptor(r), Vehicle: &realtime.VehicleID{ID: r.Vehicle, Label: r.Vehicle, Plate: plates[r.Vehicle]},
			Timestamp: uint64(min(r.At/1e6, v.At.Unix())),
		}
		for i, c := range r.Calls {
			u.Calls = append(u.Calls, callOf(r, r.Next+i, c))
		}
		m.Entities = append(m.Entities, realtime.Entity{ID: u.Trip.ID + "@" + u.Trip.StartTime, TripUpdate: u})
	}
	return m
}

func callOf(r *Running, i int, c Call) realtime.Call {
	sequence, off := uint32(c.Stop.Sequence), int32(min(c.Uncertainty, math.MaxInt32))
	event := func(at int64) *realtime.Event { return &realtime.Event{Time: at, Uncertainty: &off} }
	out := realtime.Call{Sequence: &sequence, StopID: c.Stop.ID}
	if r.Headway {
		out.Relationship = realtime.CallUnscheduled
	}
	if i > 0 {
		out.Arrival = event(c.Arrive)
	}
	if i < len(r.Trip.Stops)-1 {
		out.Departure = event(c.Depart)
	}
	return out
}
