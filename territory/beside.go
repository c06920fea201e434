package territory

import "math"

// beside gives the shares of the segment a–b between which it is within some
// metres of an edge. The places that near to an edge are a disc around either
// end and a rectangle between: a convex shape, so there is one such stretch,
// from the first entry into one of the three to the last exit.
func (e *edge) beside(a, b Point, metres, north, east float64) (from, to float64, ok bool) {
	flat := func(q Point) (x, y float64) { return (q.Lon - a.Lon) * east, (q.Lat - a.Lat) * north }
	vx, vy := flat(b)
	px, py := flat(e.a)
	qx, qy := flat(e.b)
	if outOfReach(vx, px, qx, metres) || outOfReach(vy, py, qy, metres) {
		return 0, 0, false
	}
	from, to = math.Inf(1), math.Inf(-1)
	widen := func(f, t float64) {
		if f <= t {
			from, to = math.Min(from, f), math.Max(to, t)
		}
	}
	widen(throughDisc(vx, vy, px, py, metres))
	widen(throughDisc(vx, vy, qx, qy, metres))
	widen(throughBand(vx, vy, px, py, qx-px, qy-py, metres))
	from, to = math.Max(from, 0), math.Min(to, 1)
	return from, to, from < to
}

// outOfReach reports whether, on one axis, the stretch from 0 to v stays
// farther than some metres from the stretch p to q.
func outOfReach(v, p, q, metres float64) bool {
	return math.Min(p, q)-metres > math.Max(0, v) || math.Max(p, q)+metres < math.Min(0, v)
}

// throughDisc gives the shares of a vector from the origin between which it is
// in a disc; from is greater than to when it never is.
func throughDisc(vx, vy, cx, cy, radius float64) (from, to float64) {
	length := math.Hypot(vx, vy)
	off := (vx*cy - vy*cx) / length
	half := radius*radius - off*off
	if !(half >= 0) {
		return 1, 0
	}
	middle := (vx*cx + vy*cy) / length
	return (middle - math.Sqrt(half)) / length, (middle + math.Sqrt(half)) / length
}

// throughBand is the same for the rectangle along the vector w from c.
func throughBand(vx, vy, cx, cy, wx, wy, metres float64) (from, to float64) {
	length := math.Hypot(wx, wy)
	ux, uy := wx/length, wy/length
	from, to = math.Inf(-1), math.Inf(1)
	keep := func(start, rate, least, most float64) { // least ≤ start + t·rate ≤ most
		if rate == 0 {
			if !(start >= least && start <= most) {
				from, to = 1, 0
			}
			return
		}
		x, y := (least-start)/rate, (most-start)/rate
		from, to = math.Max(from, math.Min(x, y)), math.Min(to, math.Max(x, y))
	}
	keep(-(cx*ux + cy*uy), vx*ux+vy*uy, 0, length)
	if from <= to {
		keep(-(cy*ux - cx*uy), vy*ux-vx*uy, -metres, metres)
	}
	return from, to
}
