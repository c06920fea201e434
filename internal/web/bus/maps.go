package bus

import (
	"encoding/json"
	"slices"
	"strconv"

	"sinergi/internal/civil"
	"sinergi/internal/demo/feed"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/trace"
)

// RouteMap draws a service's route over the territories.
func RouteMap(v *front.Visit, bm ops.BusMonth) (draw.Map, error) {
	m := draw.Map{ID: "route", Title: v.T("bus.map_label", "Name", bm.Service.Name), Desc: v.T("bus.map_desc"), Attribution: feed.Attribution + " · " + v.T("bus.map_border")}
	if err := territories(v, bm, &m); err != nil {
		return m, err
	}
	if len(bm.Lines) > 0 {
		lines(bm, bm.Lines[0], &m)
	}
	return m, nil
}

func territories(v *front.Visit, bm ops.BusMonth, m *draw.Map) error {
	outlines, err := v.Desk.Outlines(bm.Border)
	if err != nil {
		return err
	}
	codes := make([]string, 0, len(outlines))
	for code := range outlines {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		a := draw.Area{Party: ops.PartyColour(bm.Paper, code), Label: region.Short(code)}
		for _, ring := range outlines[code] {
			a.Rings = append(a.Rings, points(ring))
		}
		m.Areas = append(m.Areas, a)
	}
	return nil
}

func points(places []ops.Place) []draw.Point {
	out := make([]draw.Point, len(places))
	for i, p := range places {
		out[i] = draw.Point{Lon: p.Lon, Lat: p.Lat}
	}
	return out
}

func lines(bm ops.BusMonth, l ops.RouteLine, m *draw.Map) {
	for _, piece := range l.Pieces {
		m.Lines = append(m.Lines, draw.Line{Points: points(piece.Points), Kind: draw.Run, Party: ops.PartyColour(bm.Paper, piece.Code), Label: l.Name})
	}
	for i, s := range l.Stops {
		label := ""
		if i == 0 || i == len(l.Stops)-1 {
			label = s.Name
		}
		m.Marks = append(m.Marks, draw.Mark{At: draw.Point{Lon: s.Lon, Lat: s.Lat}, Kind: draw.Stop, Party: draw.NoParty, Label: label})
	}
}

// RunMap draws a run: the plan, where the bus went, and what is not proved.
func RunMap(v *front.Visit, br ops.BusRun) (draw.Map, error) {
	m := draw.Map{ID: "run-map", Title: v.T("bus.run_map"), Desc: v.T("bus.run_map_desc"), Attribution: feed.Attribution + " · " + v.T("bus.map_border")}
	if err := territories(v, br.BusMonth, &m); err != nil {
		return m, err
	}
	lines(br.BusMonth, br.Line, &m)
	for i, q := range br.Points {
		if i%6 == 0 || q.Role != trace.OnPath {
			m.Marks = append(m.Marks, draw.Mark{At: draw.Point{Lon: q.Lon(), Lat: q.Lat()}, Kind: draw.Fix, Party: draw.NoParty})
		}
	}
	for _, p := range br.Line.Pieces {
		m.Focus = append(m.Focus, points(p.Points)...)
	}
	return m, nil
}

// feature is a GeoJSON feature for the live map.
type feature struct {
	Type       string         `json:"type"`
	Properties map[string]any `json:"properties"`
	Geometry   geometry       `json:"geometry"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

func coordinates(places []ops.Place) [][2]float64 {
	out := make([][2]float64, len(places))
	for i, p := range places {
		out[i] = [2]float64{p.Lon, p.Lat}
	}
	return out
}

// routeGeoJSON is the live map's data: territories and route, and the
// positions of a run when one is named.
func (p *pages) routeGeoJSON(v *front.Visit) error {
	q := v.R.URL.Query()
	var bm ops.BusMonth
	var track []ops.TrackPoint
	var line []ops.RouteLine
	if q.Get("trip") != "" {
		day, err := civil.ParseDate(q.Get("date"))
		if err != nil {
			return err
		}
		start, err := strconv.Atoi(q.Get("start"))
		if err != nil {
			start = -1
		}
		br, err := v.Desk.BusRun(v.R.Context(), v.Actor, v.R.PathValue("service"), day, q.Get("trip"), start)
		if err != nil {
			return err
		}
		bm, track, line = br.BusMonth, br.Points, []ops.RouteLine{br.Line}
	} else {
		month, err := busMonth(v)
		if err != nil {
			return err
		}
		bm = month
		line = bm.Lines[:min(1, len(bm.Lines))]
	}
	body, err := liveMap(v, bm, line, track)
	if err != nil {
		return err
	}
	return sendJSON(v, body)
}

func liveMap(v *front.Visit, bm ops.BusMonth, lines []ops.RouteLine, track []ops.TrackPoint) ([]byte, error) {
	outlines, err := v.Desk.Outlines(bm.Border)
	if err != nil {
		return nil, err
	}
	var all []feature
	for i, code := range bm.Paper.Codes() {
		for _, ring := range outlines[code] {
			all = append(all, feature{"Feature", map[string]any{"kind": "territory", "party": i, "name": region.Short(code)}, geometry{"Polygon", [][][2]float64{coordinates(ring)}}})
		}
	}
	for _, l := range lines {
		for _, piece := range l.Pieces {
			props := map[string]any{"kind": "route", "name": l.Name, "text": placeName(v, piece.Code)}
			if i := ops.PartyColour(bm.Paper, piece.Code); i >= 0 {
				props["party"] = i
			}
			all = append(all, feature{"Feature", props, geometry{"LineString", coordinates(piece.Points)}})
		}
		for _, s := range l.Stops {
			all = append(all, feature{"Feature", map[string]any{"kind": "stop", "name": s.Name}, geometry{"Point", [2]float64{s.Lon, s.Lat}}})
		}
	}
	for _, t := range track {
		all = append(all, feature{"Feature", map[string]any{"kind": "point", "name": t.Time().Format("15.04.05"), "text": v.T("bus.role." + roleName(t))}, geometry{"Point", [2]float64{t.Lon(), t.Lat()}}})
	}
	return json.Marshal(map[string]any{"type": "FeatureCollection", "features": all})
}

func roleName(t ops.TrackPoint) string {
	switch t.Role {
	case trace.OffPath:
		return "off"
	case trace.Outlier:
		return "outlier"
	}
	return "used"
}
