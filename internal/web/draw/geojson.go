// SPDX-License-Identifier: Apache-2.0

package draw

import (
	"encoding/json"
	"math"
)

// The properties that internal/web/assets/ts/map.ts reads.
type properties struct {
	Kind  string `json:"kind"`
	Party *int   `json:"party,omitempty"`
	Name  string `json:"name,omitempty"`
	Text  string `json:"text,omitempty"`
	Href  string `json:"href,omitempty"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

type feature struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Geometry   geometry   `json:"geometry"`
}

// GeoJSON gives what the map shows as a FeatureCollection for the live map, so
// that one description makes both. Places are written to a ten-millionth of a
// degree, in the order of the map.
func (m Map) GeoJSON() ([]byte, error) {
	features := []feature{}
	add := func(kind string, party int, label, text, href, shape string, coordinates any) {
		p := properties{Kind: kind, Name: label, Text: text, Href: href}
		if party >= 0 {
			party %= 6
			p.Party = &party
		}
		features = append(features, feature{"Feature", p, geometry{shape, coordinates}})
	}
	v, lines := m.narrow()
	for _, area := range m.Areas {
		var seen [][]xy
		for _, ring := range area.Rings {
			seen = append(seen, v.clip(v.line(ring)))
		}
		polygons := nest(area.Rings)
		if len(polygons) == 0 {
			continue
		}
		add("territory", area.Party, area.Label, "", "", "MultiPolygon", polygons)
		if at, room := v.roomiest(seen, lines); area.Label != "" && room > 0 {
			p := v.place(at)
			add("label", NoParty, area.Label, "", "", "Point", [2]float64{round7(p.Lon), round7(p.Lat)})
		}
	}
	for _, line := range m.Lines {
		if pairs := lonLats(line.Points); len(pairs) > 1 {
			add([...]string{"border", "plan", "route", "gap"}[line.Kind], line.Party, line.Label, line.Text, line.Href, "LineString", pairs)
		}
	}
	for _, mark := range m.Marks {
		if mark.At.valid() {
			add([...]string{"point", "stop", "place"}[mark.Kind], mark.Party, mark.Label, mark.Text, mark.Href, "Point", [2]float64{round7(mark.At.Lon), round7(mark.At.Lat)})
		}
	}
	return json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
}

// narrow gives the view of the smaller drawing: a label that has room there
// has room in the live map too.
func (m Map) narrow() (view, [][]xy) {
	v := fit(m.focus(), Narrow, Narrow, Narrow/12)
	lines := make([][]xy, len(m.Lines))
	for i, line := range m.Lines {
		lines[i] = v.line(line.Points)
	}
	return v, lines
}

func (v view) place(p xy) Point {
	return Point{Lon: v.west + (p.x-v.offX)/(v.scale*v.shrink), Lat: v.north - (p.y-v.offY)/v.scale}
}

// nest sorts rings into polygons, each an outer ring followed by its holes: a
// ring inside an even number of others is an outer ring, any other is a hole
// of the innermost ring around it.
func nest(rings [][]Point) [][][][2]float64 {
	flat := make([][]xy, 0, len(rings))
	closed := make([][][2]float64, 0, len(rings))
	for _, ring := range rings {
		if pairs := lonLats(ring); len(pairs) > 3 {
			closed = append(closed, pairs)
			flat = append(flat, onPaper(pairs))
		}
	}
	polygons := [][][][2]float64{}
	place := map[int]int{} // outer ring to its polygon
	holes := map[int]int{} // hole to its outer ring
	for i := range closed {
		around := ringsAround(flat, i)
		if len(around)%2 == 0 {
			place[i] = len(polygons)
			polygons = append(polygons, [][][2]float64{closed[i]})
			continue
		}
		holes[i] = innermost(flat, around)
	}
	for i := range closed {
		if outer, isHole := holes[i]; isHole {
			if at, known := place[outer]; known {
				polygons[at] = append(polygons[at], closed[i])
			}
		}
	}
	return polygons
}

func onPaper(pairs [][2]float64) []xy {
	made := make([]xy, len(pairs))
	for i, p := range pairs {
		made[i] = xy{p[0], p[1]}
	}
	return made
}

// ringsAround gives the rings that the i-th lies in.
func ringsAround(rings [][]xy, i int) []int {
	var around []int
	a, b := rings[i][0], rings[i][1]
	middle := xy{(a.x + b.x) / 2, (a.y + b.y) / 2} // a corner may touch the other ring
	for j, other := range rings {
		if j != i && within(middle, [][]xy{other}) {
			around = append(around, j)
		}
	}
	return around
}

// innermost gives, of rings that lie in each other, the one around which are
// most others.
func innermost(rings [][]xy, among []int) int {
	best, deepest := among[0], -1
	for _, i := range among {
		if depth := len(ringsAround(rings, i)); depth > deepest {
			best, deepest = i, depth
		}
	}
	return best
}

func lonLats(points []Point) [][2]float64 {
	made := make([][2]float64, 0, len(points))
	for _, p := range points {
		if p.valid() {
			made = append(made, [2]float64{round7(p.Lon), round7(p.Lat)})
		}
	}
	return made
}

func round7(f float64) float64 { return math.Round(f*1e7) / 1e7 }
