// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"math"
	"strings"
)

// Point is a place in degrees of WGS 84.
type Point struct{ Lon, Lat float64 }

func (p Point) valid() bool {
	return math.Abs(p.Lat) < 85 && math.Abs(p.Lon) <= 180 // false for NaN too
}

// xy is a place on the paper.
type xy struct{ x, y float64 }

// view maps degrees to paper: straight in longitude and latitude, true in
// distance at the middle of the picture.
type view struct {
	west, north   float64
	scale, shrink float64 // pixels per degree of latitude; degrees of longitude are shorter by shrink
	offX, offY    float64
	width, height float64
}

const metresPerDegree = 111_195 // of latitude, on a sphere of 6,371 km: for the scale bar only

// fit makes the view that shows all the points with a margin.
func fit(points []Point, width, height, margin float64) view {
	west, east, south, north := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, p := range points {
		if p.valid() {
			west, east = min(west, p.Lon), max(east, p.Lon)
			south, north = min(south, p.Lat), max(north, p.Lat)
		}
	}
	if west > east { // nothing to show
		west, east, south, north = 101, 102, 0, 1
	}
	const least = 0.002 // some 200 m, so that a single point has surroundings
	west, east = widen(west, east, least)
	south, north = widen(south, north, least)
	shrink := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := min((width-2*margin)/((east-west)*shrink), (height-2*margin)/(north-south))
	return view{
		west: west, north: north, scale: scale, shrink: shrink, width: width, height: height,
		offX: (width - (east-west)*shrink*scale) / 2, offY: (height - (north-south)*scale) / 2,
	}
}

func widen(low, high, least float64) (float64, float64) {
	if missing := least - (high - low); missing > 0 {
		return low - missing/2, high + missing/2
	}
	return low, high
}

func (v view) at(p Point) xy {
	return xy{v.offX + (p.Lon-v.west)*v.shrink*v.scale, v.offY + (v.north-p.Lat)*v.scale}
}

// pixelsPerMetre is the scale at the middle of the picture.
func (v view) pixelsPerMetre() float64 { return v.scale / metresPerDegree }

func (v view) line(points []Point) []xy {
	made := make([]xy, 0, len(points))
	for _, p := range points {
		if p.valid() {
			made = append(made, v.at(p))
		}
	}
	return thin(made)
}

// thin leaves out points that lie within half a pixel of the last one kept;
// the ends always stay.
func thin(line []xy) []xy {
	if len(line) < 3 {
		return line
	}
	kept := line[:1:1]
	for i, p := range line[1:] {
		last := kept[len(kept)-1]
		if math.Hypot(p.x-last.x, p.y-last.y) >= 0.5 || i == len(line)-2 {
			kept = append(kept, p)
		}
	}
	return kept
}

// clip cuts a ring to the picture and a little around it (Sutherland–Hodgman:
// one edge of the box after the other).
func (v view) clip(ring []xy) []xy {
	const spare = 4
	edges := []struct {
		inside func(p xy) bool
		cut    func(a, b xy) xy
	}{
		{func(p xy) bool { return p.x >= -spare }, func(a, b xy) xy { return atX(a, b, -spare) }},
		{func(p xy) bool { return p.x <= v.width+spare }, func(a, b xy) xy { return atX(a, b, v.width+spare) }},
		{func(p xy) bool { return p.y >= -spare }, func(a, b xy) xy { return atY(a, b, -spare) }},
		{func(p xy) bool { return p.y <= v.height+spare }, func(a, b xy) xy { return atY(a, b, v.height+spare) }},
	}
	for _, edge := range edges {
		var out []xy
		for i, p := range ring {
			before := ring[(i+len(ring)-1)%len(ring)]
			if edge.inside(p) != edge.inside(before) {
				out = append(out, edge.cut(before, p))
			}
			if edge.inside(p) {
				out = append(out, p)
			}
		}
		ring = out
	}
	return ring
}

func atX(a, b xy, x float64) xy { return xy{x, a.y + (b.y-a.y)*(x-a.x)/(b.x-a.x)} }
func atY(a, b xy, y float64) xy { return xy{a.x + (b.x-a.x)*(y-a.y)/(b.y-a.y), y} }

// path writes a line, or a ring when closed.
func path(b *strings.Builder, points []xy, closed bool) {
	for i, p := range points {
		if i == 0 {
			b.WriteByte('M')
		} else {
			b.WriteByte('L')
		}
		b.WriteString(num(p.x))
		b.WriteByte(' ')
		b.WriteString(num(p.y))
	}
	if closed && len(points) > 0 {
		b.WriteByte('Z')
	}
}

// roomiest gives the place inside the rings that is farthest from their edges
// and from the obstacles, on a grid: where a label reads best.
func (v view) roomiest(rings [][]xy, obstacles [][]xy) (best xy, room float64) {
	const steps = 28
	for i := 1; i < steps; i++ {
		for j := 1; j < steps; j++ {
			p := xy{v.width * float64(i) / steps, v.height * float64(j) / steps}
			if !within(p, rings) {
				continue
			}
			r := min(p.x, p.y, v.width-p.x, v.height-p.y)
			for _, line := range append(rings, obstacles...) {
				r = min(r, away(p, line))
			}
			if r > room {
				best, room = p, r
			}
		}
	}
	return best, room
}

// within reports whether p is inside the rings, by the even-odd rule.
func within(p xy, rings [][]xy) bool {
	in := false
	for _, ring := range rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(b.x-a.x)*(p.y-a.y)/(b.y-a.y) {
				in = !in
			}
		}
	}
	return in
}

// away gives the distance from p to the nearest part of the line.
func away(p xy, line []xy) float64 {
	nearest := math.Inf(1)
	for i, a := range line {
		b := line[min(i+1, len(line)-1)]
		dx, dy := b.x-a.x, b.y-a.y
		t := 0.0
		if square := dx*dx + dy*dy; square > 0 {
			t = max(0, min(1, ((p.x-a.x)*dx+(p.y-a.y)*dy)/square))
		}
		nearest = min(nearest, math.Hypot(p.x-a.x-t*dx, p.y-a.y-t*dy))
	}
	return nearest
}
