package timetables

import (
	"encoding/json"
	"math/big"
	"net/url"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/timetable"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
)

func queryEscape(s string) string { return url.QueryEscape(s) }

// kilometres writes metres as kilometres with a decimal.
func kilometres(metres float64) quantity.Decimal {
	d, _ := quantity.Parse(big.NewRat(int64(metres+0.5), 1000).FloatString(1)) // what FloatString writes is a number
	return d
}

// mapOf draws halts and ways: of a line, or of all. There is none while nothing
// is placed.
func mapOf(v *front.Visit, s ops.PlanSheet, only *timetable.Line) (draw.Map, bool) {
	m := draw.Map{ID: "plan", Title: v.T("timetable.map"), Desc: v.T("timetable.map_desc")}
	for i, c := range s.Plan.Credits {
		if i > 0 {
			m.Attribution += " · "
		}
		m.Attribution += c.Name
	}
	marked := map[string]bool{}
	for i := range s.Plan.Lines {
		l := &s.Plan.Lines[i]
		if only != nil && l.ID != only.ID {
			continue
		}
		for k := range l.Patterns {
			t := &l.Patterns[k]
			var points []draw.Point
			for _, q := range s.Plan.Way(t) {
				if !q.IsZero() {
					points = append(points, draw.Point{Lon: q.Lon, Lat: q.Lat})
				}
			}
			if len(points) > 1 {
				m.Lines = append(m.Lines, draw.Line{Points: points, Kind: draw.Run, Party: draw.NoParty, Label: v.T("timetable.line_named", "Line", l.Code), Href: lineAt(s, l.ID)})
			}
			for c, call := range t.Calls {
				h := s.Plan.Halt(call.Halt)
				if h == nil || h.At.IsZero() || marked[h.ID] {
					continue
				}
				marked[h.ID] = true
				mark := draw.Mark{At: draw.Point{Lon: h.At.Lon, Lat: h.At.Lat}, Kind: draw.Stop, Party: draw.NoParty, Text: v.T("timetable.map_halt")}
				if c == 0 || c == len(t.Calls)-1 || only != nil && len(t.Calls) < 12 {
					mark.Label = h.Name
				} else {
					mark.Text = h.Name
				}
				m.Marks = append(m.Marks, mark)
			}
		}
	}
	if only == nil {
		for _, h := range s.Plan.Halts {
			if !marked[h.ID] && !h.At.IsZero() {
				m.Marks = append(m.Marks, draw.Mark{At: draw.Point{Lon: h.At.Lon, Lat: h.At.Lat}, Kind: draw.Stop, Party: draw.NoParty, Text: h.Name})
			}
		}
	}
	return m, len(m.Marks)+len(m.Lines) > 0
}

// showMap gives the live map's data.
func (p *pages) showMap(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	m, ok := mapOf(v, s, s.Plan.Line(v.R.URL.Query().Get("line")))
	if !ok {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	body, err := m.GeoJSON()
	if err != nil {
		return err
	}
	return send(v, body, "")
}

// export hands the plan's halts and ways out as GeoJSON.
func (p *pages) export(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	body, err := json.Marshal(s.Plan.GeoJSON())
	if err != nil {
		return err
	}
	return send(v, body, s.ID+".geojson")
}

func send(v *front.Visit, body []byte, name string) error {
	h := v.W.Header()
	h.Set("Content-Type", "application/geo+json")
	h.Set("X-Content-Type-Options", "nosniff")
	if name != "" {
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	_, err := v.W.Write(body)
	return err
}
