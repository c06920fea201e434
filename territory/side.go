package territory

import (
	"math"
	"math/big"
)

// edge is a side of a polygon, from its western end to its eastern one, a
// vertical one from south to north. Two areas that share an edge so have the
// same one, whichever way their rings run.
type edge struct {
	a, b Point
	body int32 // index of its polygon
}

func newEdge(a, b Point, body int32) edge {
	if b.Lon < a.Lon || (b.Lon == a.Lon && b.Lat < a.Lat) {
		a, b = b, a
	}
	return edge{a, b, body}
}

// turn is positive when c is left of the line from a to b. The conversions
// keep processors with fused operations from rounding differently.
func turn(a, b, c Point) float64 {
	return float64((b.Lon-a.Lon)*(c.Lat-a.Lat)) - float64((b.Lat-a.Lat)*(c.Lon-a.Lon))
}

// above reports whether p is left of (for an edge from west to east: above)
// the line through an edge. A place on the line counts as if it were shifted
// by next to nothing to the north, and by still less to the east; meets and
// passes shift it alike, so that counting crossings is never off by one.
//
// The answer is exact. The filter is Shewchuk's (Adaptive Precision
// Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997, §3):
// below the bound, the sign is computed in rationals.
func (e *edge) above(p Point) bool {
	switch {
	case e.a.Lat == e.b.Lat:
		return p.Lat >= e.a.Lat
	case e.a.Lon == e.b.Lon:
		return p.Lon < e.a.Lon
	case p == e.a || p == e.b:
		return true
	}
	l := float64((e.b.Lon - e.a.Lon) * (p.Lat - e.a.Lat))
	r := float64((e.b.Lat - e.a.Lat) * (p.Lon - e.a.Lon))
	if d := l - r; math.Abs(d) > 4e-16*(math.Abs(l)+math.Abs(r)) {
		return d > 0
	}
	return exactTurn(e.a, e.b, p) >= 0
}

func exactTurn(a, b, c Point) int {
	minus := func(x, y float64) *big.Rat {
		return new(big.Rat).Sub(new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(y))
	}
	l := minus(b.Lon, a.Lon)
	r := minus(b.Lat, a.Lat)
	return l.Mul(l, minus(c.Lat, a.Lat)).Cmp(r.Mul(r, minus(c.Lon, a.Lon)))
}

// passesLat reports whether an edge reaches from one side of a latitude to the
// other, a place on it counting as south of it.
func (e *edge) passesLat(lat float64) bool { return (e.a.Lat <= lat) != (e.b.Lat <= lat) }

// passesLon is the same for a longitude, a place on it counting as west.
func (e *edge) passesLon(lon float64) bool { return (e.a.Lon <= lon) != (e.b.Lon <= lon) }
