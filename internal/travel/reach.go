package travel

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"

	"sinergi/raptor"
)

// Reach is where one can be within some time.
type Reach struct {
	Halts []Reached // the soonest first
	Area  raptor.Area
}

// Reached is a halte at which one can be in time.
type Reached struct {
	Halt
	At    time.Time // the earliest at which one is there; of arriving by a time, the latest at which one has to be
	After int32     // seconds between that and the time that was asked about
	Rides int       // 0 on foot
}

// ReachOf finds the halte that can be reached within some seconds of a
// request, or from which its end can be. A halte counts as soon as one of its
// stops is reached.
func ReachOf(plan *raptor.Timetable, halts []Halt, r raptor.Request, within int32) Reach {
	q := plan.NewQuery()
	soonest := map[string]raptor.Reached{} // by stop
	for _, s := range q.Reach(r, within) {
		soonest[plan.Stop(s.Stop).ID] = s
	}
	after := func(s raptor.Reached) int32 { return max(s.Second-r.Time, r.Time-s.Second) }
	var out Reach
	for _, h := range halts {
		best, found := raptor.Reached{}, false
		for _, id := range h.Stops {
			s, ok := soonest[id]
			if ok && (!found || cmp.Or(cmp.Compare(after(s), after(best)), cmp.Compare(s.Rides, best.Rides)) < 0) {
				best, found = s, true
			}
		}
		if found {
			out.Halts = append(out.Halts, Reached{h, plan.Time(best.Second), after(best), best.Rides})
		}
	}
	slices.SortStableFunc(out.Halts, func(a, b Reached) int { return cmp.Compare(a.After, b.After) })
	out.Area = q.Area(r, within)
	return out
}

// cell is how large, in metres, the squares are by which an area is drawn.
const cell = 50

// Outline draws the area: polygons, each an outer ring and its holes, of
// longitude and latitude.
func (r Reach) Outline() [][][][2]float64 { return r.Area.Outline(cell) }

// GeoJSON writes the area and the halte as a FeatureCollection (RFC 7946), to a
// millionth of a degree. Instants are in the zone of the halte's.
func (r Reach) GeoJSON() ([]byte, error) {
	type feature struct {
		Type       string         `json:"type"`
		Properties map[string]any `json:"properties"`
		Geometry   map[string]any `json:"geometry"`
	}
	round := func(p [2]float64) [2]float64 {
		return [2]float64{math.Round(p[0]*1e6) / 1e6, math.Round(p[1]*1e6) / 1e6}
	}
	outline := r.Outline()
	for _, polygon := range outline {
		for _, ring := range polygon {
			for i := range ring {
				ring[i] = round(ring[i])
			}
		}
	}
	features := []feature{}
	if len(outline) > 0 {
		features = append(features, feature{"Feature", map[string]any{"kind": "area"}, map[string]any{"type": "MultiPolygon", "coordinates": outline}})
	}
	for _, h := range r.Halts {
		features = append(features, feature{
			"Feature",
			map[string]any{"kind": "halte", "stop_id": h.ID, "name": h.Name, "time": h.At.Format(time.RFC3339), "minutes": Minutes(h.After), "rides": h.Rides, "lines": h.Lines},
			map[string]any{"type": "Point", "coordinates": round([2]float64{h.Lon, h.Lat})},
		})
	}
	return json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
}
