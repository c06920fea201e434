package simulate

import "math"

// terminals are the ways between a shape's ends and the depots near them. They
// keep away from the route as well as they can.
type terminals struct {
	out  *line // from a depot to the start
	home *line // from the end to a depot
}

const depotAway = 1300.0 // metres from a terminal to its depot

func (s *Simulation) findDepots(l *line) terminals {
	last := len(l.lat) - 1
	return terminals{
		out:  s.away(l.lat[0], l.lon[0]).reversed(),
		home: s.away(l.lat[last], l.lon[last]),
	}
}

// away gives the straight way out of a terminal that stays farthest from every
// shape.
func (s *Simulation) away(lat, lon float64) *line {
	const directions = 24
	best, clear := (*line)(nil), -1.0
	for i := range directions {
		angle := 2 * math.Pi * float64(i) / directions
		north, east := math.Cos(angle), math.Sin(angle)
		nearest := math.Inf(1)
		for d := 250.0; d <= depotAway; d += 150 {
			p := moved(lat, lon, north*d, east*d)
			nearest = math.Min(nearest, s.offRoute(p[0], p[1])/d) // the farther out, the farther off
		}
		if nearest > clear {
			clear, best = nearest, through([2]float64{lat, lon}, moved(lat, lon, north*depotAway, east*depotAway))
		}
	}
	return best
}

// offRoute gives the metres from a point to the nearest shape.
func (s *Simulation) offRoute(lat, lon float64) float64 {
	off := math.Inf(1)
	for _, l := range s.lines {
		d, _ := l.project(lat, lon)
		off = math.Min(off, d)
	}
	return off
}

// detour is a stretch of a shape that is not driven, and the way around it.
type detour struct {
	from, to float64 // metres along the shape
	around   *line
}

// clearOf is how far a way around must stay from the stretch that it avoids.
const clearOf = 110.0

// around finds a way around the stretch of a shape that begins near from: the
// same streets a block or more to the side. It reports whether there is one.
func (l *line) around(from, length float64) (detour, bool) {
	from = math.Max(0, math.Min(from, l.length()-length))
	to := from + length
	a1, o1, _ := l.at(from, 1)
	a2, o2, _ := l.at(to, 1)
	my, mx := scale(a1)
	north, east := (a2-a1)*my, (o2-o1)*mx
	chord := math.Hypot(north, east)
	if chord < length/2 {
		return detour{}, false // it winds too much
	}
	for _, aside := range []float64{180, -180, 240, -240, 320, -320} {
		dn, de := -east/chord*aside, north/chord*aside
		way := through([2]float64{a1, o1}, moved(a1, o1, dn, de))
		clear := math.Inf(1)
		for s := from + 40; s < to; s += 40 {
			lat, lon, _ := l.at(s, 1)
			p := moved(lat, lon, dn, de)
			off, _ := l.project(p[0], p[1])
			clear = math.Min(clear, off)
			way.add(p[0], p[1])
		}
		if clear < clearOf {
			continue
		}
		p := moved(a2, o2, dn, de)
		way.add(p[0], p[1])
		way.add(a2, o2)
		return detour{from, to, way}, true
	}
	return detour{}, false
}
