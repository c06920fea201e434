package territory_test

import (
	"math"
	"math/big"
	"math/rand/v2"

	"sinergi/territory"
)

// What follows answers the same questions as the package in the plainest way
// there is, and shares no code with it.

// inRings counts, in rationals, the sides east of a place. A place on a side
// counts as north of it, as the package says.
func inRings(q territory.Point, poly territory.Polygon) bool {
	odd := false
	for _, r := range poly {
		for i := 1; i < len(r); i++ {
			lo, hi := r[i-1], r[i]
			if lo.Lat > hi.Lat {
				lo, hi = hi, lo
			}
			if lo.Lat <= q.Lat && q.Lat < hi.Lat && westOf(q, lo, hi) {
				odd = !odd
			}
		}
	}
	return odd
}

// westOf reports whether q is west of the side from lo up to hi, or on it
// where the side leans east.
func westOf(q, lo, hi territory.Point) bool {
	rat := func(x float64) *big.Rat { return new(big.Rat).SetFloat64(x) }
	rise := new(big.Rat).Sub(rat(hi.Lat), rat(lo.Lat))
	at := new(big.Rat).Sub(rat(q.Lat), rat(lo.Lat))
	at.Mul(at, new(big.Rat).Sub(rat(hi.Lon), rat(lo.Lon)))
	at.Quo(at, rise).Add(at, rat(lo.Lon))
	c := rat(q.Lon).Cmp(at)
	return c < 0 || c == 0 && hi.Lon > lo.Lon
}

// reference is areas with the rank of each: lower has what several claim.
type reference struct {
	areas []territory.Area
	rank  map[string]int
}

func (r reference) claims(q territory.Point) string {
	best := ""
	for _, a := range r.areas {
		for _, poly := range a.Polygons {
			if inRings(q, poly) && (best == "" || r.rank[a.Code] < r.rank[best]) {
				best = a.Code
			}
		}
	}
	return best
}

// fastClaims is claims in floating point, for places that are on no side.
func (r reference) fastClaims(q territory.Point) string {
	best := ""
	for _, a := range r.areas {
		for _, poly := range a.Polygons {
			odd := false
			for _, ring := range poly {
				for i := 1; i < len(ring); i++ {
					u, v := ring[i-1], ring[i]
					if (u.Lat > q.Lat) != (v.Lat > q.Lat) && q.Lon < (v.Lon-u.Lon)*(q.Lat-u.Lat)/(v.Lat-u.Lat)+u.Lon {
						odd = !odd
					}
				}
			}
			if odd && (best == "" || r.rank[a.Code] < r.rank[best]) {
				best = a.Code
			}
		}
	}
	return best
}

// reach gives, for each area, the metres from a place to its nearest side.
func (r reference) reach(q territory.Point) map[string]float64 {
	out := map[string]float64{}
	for _, a := range r.areas {
		least := math.Inf(1)
		for _, poly := range a.Polygons {
			for _, ring := range poly {
				for i := 1; i < len(ring); i++ {
					least = min(least, toSide(q, ring[i-1], ring[i]))
				}
			}
		}
		out[a.Code] = least
	}
	return out
}

// toSide measures on a sphere that fits at the equator in both directions.
func toSide(q, u, v territory.Point) float64 {
	const north = 110574.4
	east := 111319.5 * math.Cos(q.Lat*math.Pi/180)
	x := func(p territory.Point) (float64, float64) { return (p.Lon - q.Lon) * east, (p.Lat - q.Lat) * north }
	ux, uy := x(u)
	vx, vy := x(v)
	dx, dy := vx-ux, vy-uy
	if dx == 0 && dy == 0 {
		return math.Hypot(ux, uy)
	}
	t := -(ux*dx + uy*dy) / (dx*dx + dy*dy)
	t = min(1, max(0, t))
	return math.Hypot(ux+t*dx, uy+t*dy)
}

// owners gives the areas that share a place on a line, by the stated rules.
func (r reference) owners(q territory.Point, gap, onLine float64) []string {
	reach := r.reach(q)
	var on []string
	for _, a := range r.areas {
		if reach[a.Code] <= onLine {
			on = append(on, a.Code)
		}
	}
	in := r.fastClaims(q)
	if len(on) > 1 {
		first := true
		for _, code := range on {
			first = first && in != "" && r.rank[in] < r.rank[code]
		}
		if !first {
			return on
		}
	}
	if in != "" {
		return []string{in}
	}
	least, near := gap, ""
	for _, a := range r.areas {
		if reach[a.Code] < least {
			least, near = reach[a.Code], a.Code
		}
	}
	return []string{near}
}

// split samples a line every step metres.
func (r reference) split(line []territory.Point, gap, onLine, step float64) map[string]float64 {
	out := map[string]float64{}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := vincenty(a, b)
		n := 1 + int(length/step)
		for k := range n {
			t := (float64(k) + 0.5) / float64(n)
			q := territory.Point{Lat: a.Lat + t*(b.Lat-a.Lat), Lon: a.Lon + t*(b.Lon-a.Lon)}
			all := r.owners(q, gap, onLine)
			for _, code := range all {
				out[code] += length / float64(n) / float64(len(all))
			}
		}
	}
	return out
}

// vincenty is the length of the geodesic on WGS 84 (T. Vincenty, Direct and
// inverse solutions of geodesics on the ellipsoid, Survey Review 23, 1975).
func vincenty(p, q territory.Point) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	const b = a * (1 - f)
	rad := math.Pi / 180
	l := (q.Lon - p.Lon) * rad
	u1, u2 := math.Atan((1-f)*math.Tan(p.Lat*rad)), math.Atan((1-f)*math.Tan(q.Lat*rad))
	s1, c1 := math.Sincos(u1)
	s2, c2 := math.Sincos(u2)
	lambda := l
	for range 200 {
		sl, cl := math.Sincos(lambda)
		sinS := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		if sinS == 0 {
			return 0
		}
		cosS := s1*s2 + c1*c2*cl
		sigma := math.Atan2(sinS, cosS)
		sinA := c1 * c2 * sl / sinS
		cos2A := 1 - sinA*sinA
		cos2M := 0.0
		if cos2A > 1e-15 {
			cos2M = cosS - 2*s1*s2/cos2A
		}
		c := f / 16 * cos2A * (4 + f*(4-3*cos2A))
		last := lambda
		lambda = l + (1-c)*f*sinA*(sigma+c*sinS*(cos2M+c*cosS*(2*cos2M*cos2M-1)))
		if math.Abs(lambda-last) < 1e-13 {
			u := cos2A * (a*a - b*b) / (b * b)
			ca := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
			cb := u / 1024 * (256 + u*(-128+u*(74-47*u)))
			d := cb * sinS * (cos2M + cb/4*(cosS*(2*cos2M*cos2M-1)-cb/6*cos2M*(4*sinS*sinS-3)*(4*cos2M*cos2M-3)))
			return b * ca * (sigma - d)
		}
	}
	return math.NaN()
}

// neighbours gives three territories that meet in a point, and a city that one
// of them encloses. Each outline is drawn by itself, metres off the others, so
// that there are slivers of gap and overlap everywhere along the lines.
func neighbours(seed uint64, slip float64) reference {
	rng := rand.New(rand.NewPCG(seed, 1))
	const metre = 1 / 111000.0
	centre := territory.Point{Lat: 0.5, Lon: 101.4}
	at := func(bearing, radius float64) territory.Point {
		s, c := math.Sincos(bearing)
		return territory.Point{Lat: centre.Lat + radius*c, Lon: centre.Lon + radius*s}
	}
	// The common lines, as surveyed: from the centre outwards, winding.
	var lines [3][]territory.Point
	var bearings [3]float64
	for i := range lines {
		bearing := float64(i)*2*math.Pi/3 + 0.5*rng.Float64()
		bearings[i] = bearing
		for k := range 25 {
			lines[i] = append(lines[i], at(bearing+0.03*rng.NormFloat64(), float64(k)*0.004))
		}
	}
	off := func(p territory.Point) territory.Point {
		return territory.Point{Lat: p.Lat + slip*metre*rng.NormFloat64(), Lon: p.Lon + slip*metre*rng.NormFloat64()}
	}
	ref := reference{rank: map[string]int{}}
	for i := range lines {
		var ring territory.Ring
		for _, p := range lines[i] {
			ring = append(ring, off(p))
		}
		next := lines[(i+1)%3]
		turn := bearings[(i+1)%3] - bearings[i]
		if turn < 0 {
			turn += 2 * math.Pi
		}
		ring = append(ring, at(bearings[i]+turn/3, 0.15), at(bearings[i]+2*turn/3, 0.15))
		for k := len(next) - 1; k > 0; k-- {
			ring = append(ring, off(next[k]))
		}
		ring = append(ring, ring[0])
		ref.areas = append(ref.areas, territory.Area{Code: string(rune('1' + i)), Name: "area", Polygons: []territory.Polygon{{ring}}})
	}
	ref.areas = append(ref.areas, city(rng, territory.Point{
		Lat: (lines[0][12].Lat + lines[1][12].Lat) / 2,
		Lon: (lines[0][12].Lon + lines[1][12].Lon) / 2,
	}))
	ref.rankAreas()
	return ref
}

// city is a small territory, laid over the one around it.
func city(rng *rand.Rand, middle territory.Point) territory.Area {
	var ring territory.Ring
	for k := range 12 {
		s, c := math.Sincos(float64(k) * math.Pi / 6)
		r := 0.006 * (0.8 + 0.4*rng.Float64())
		ring = append(ring, territory.Point{Lat: middle.Lat + r*c, Lon: middle.Lon + r*s})
	}
	ring = append(ring, ring[0])
	return territory.Area{Code: "4", Name: "city", Polygons: []territory.Polygon{{ring}}}
}

// rankAreas puts smaller areas first. Near the equator a degree squared is
// always the same.
func (r reference) rankAreas() {
	size := map[string]float64{}
	for _, a := range r.areas {
		for _, poly := range a.Polygons {
			for i, ring := range poly {
				s := 0.0
				for k := 1; k < len(ring); k++ {
					u, v := ring[k-1], ring[k]
					s += (u.Lon-ring[0].Lon)*(v.Lat-ring[0].Lat) - (v.Lon-ring[0].Lon)*(u.Lat-ring[0].Lat)
				}
				if i == 0 {
					size[a.Code] += math.Abs(s)
				} else {
					size[a.Code] -= math.Abs(s)
				}
			}
		}
	}
	for a, s := range size {
		for b, o := range size {
			if o < s || (o == s && b < a) {
				r.rank[a]++
			}
		}
	}
}
