package realtime

import "math"

// fastest is a speed, in m/s, that no bus has.
const fastest = 45

// near is how far off its shape, in metres, a vehicle on a trip may be.
const near = 500

func (k *checking) vehicle(v *Vehicle) {
	k.stamp(v.Timestamp)
	if v.Vehicle == nil || v.Vehicle.ID == "" {
		k.add("W002", "")
	}
	k.stop(v.StopID)
	known := v.Trip != nil && k.trip(v.Trip)
	p := v.Position
	if p == nil {
		return
	}
	lat, lon := float64(p.Lat), float64(p.Lon)
	if !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) || lat == 0 && lon == 0 { // not a number is wrong, too
		k.add("E026", "%g, %g", lat, lon)
		return
	}
	if p.Bearing != nil && !(*p.Bearing >= 0 && *p.Bearing <= 360) {
		k.add("E027", "%g", *p.Bearing)
	}
	if p.Speed != nil && !(*p.Speed >= 0 && *p.Speed <= fastest) {
		k.add("W004", "%g", *p.Speed)
	}
	if known && v.Trip.Relationship == Scheduled {
		if trip, _ := k.Feed.Trip(v.Trip.ID); trip.ShapeID != "" && k.off(trip.ShapeID, lat, lon) > near {
			k.add("E029", "%g, %g", lat, lon)
		}
	}
}

// off is how far a place is from a shape in metres, on a plane: exact enough
// for a bound of hundreds of metres.
func (k *checking) off(shape string, lat, lon float64) float64 {
	const metres = 111_195 // of a degree of latitude
	points := k.Feed.Shape(shape)
	best := math.Inf(1)
	east := metres * math.Cos(lat*math.Pi/180)
	for i := 0; i+1 < len(points); i++ {
		ax, ay := (points[i].Lon-lon)*east, (points[i].Lat-lat)*metres
		bx, by := (points[i+1].Lon-lon)*east, (points[i+1].Lat-lat)*metres
		dx, dy := bx-ax, by-ay
		along := 0.0
		if length := dx*dx + dy*dy; length > 0 {
			along = max(0, min(1, -(ax*dx+ay*dy)/length))
		}
		best = min(best, math.Hypot(ax+along*dx, ay+along*dy))
	}
	if len(points) < 2 {
		return 0
	}
	return best
}
