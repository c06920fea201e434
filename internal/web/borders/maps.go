package borders

import (
	"slices"

	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
)

// drawn is the map of a version: its governments in their colours, what the
// line before had as a dashed line, and around what differs.
func drawn(v *front.Visit, l ops.BorderLine) draw.Map {
	m := draw.Map{ID: "border", Title: v.T("border.map"), Desc: v.T("border.map_desc"), Attribution: v.T("border.map_source"), Focus: focus(l)}
	codes := make([]string, 0, len(l.Outlines))
	for code := range l.Outlines {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		a := draw.Area{Party: draw.NoParty, Label: region.Short(code)}
		if i := slices.IndexFunc(l.Parties, func(p store.BorderParty) bool { return p.Government == code }); i >= 0 {
			a.Party = i
		}
		for _, ring := range l.Outlines[code] {
			a.Rings = append(a.Rings, points(ring))
		}
		m.Areas = append(m.Areas, a)
	}
	for _, line := range l.Gone {
		m.Lines = append(m.Lines, draw.Line{Points: points(line), Kind: draw.Plan, Party: draw.NoParty, Label: v.T("border.old_line")})
	}
	for _, line := range l.Fresh {
		m.Lines = append(m.Lines, draw.Line{Points: points(line), Kind: draw.Border, Party: draw.NoParty, Label: v.T("border.new_line")})
	}
	return m
}

// focus is what the picture shows: the change with its surroundings, else the
// governments whose line it is.
func focus(l ops.BorderLine) (all []draw.Point) {
	if len(l.Changed) == 2 {
		a, b := l.Changed[0], l.Changed[1]
		room := max(b.Lat-a.Lat, b.Lon-a.Lon, 0.002) / 3 // degrees
		return []draw.Point{{Lon: a.Lon - room, Lat: a.Lat - room}, {Lon: b.Lon + room, Lat: b.Lat + room}}
	}
	for _, p := range l.Parties {
		for _, ring := range l.Outlines[p.Government] {
			all = append(all, points(ring)...)
		}
	}
	return all
}

func points(places []ops.Place) []draw.Point {
	out := make([]draw.Point, len(places))
	for i, p := range places {
		out[i] = draw.Point{Lon: p.Lon, Lat: p.Lat}
	}
	return out
}

// mapGeoJSON is the same map for the live view.
func (p *pages) mapGeoJSON(v *front.Visit) error {
	l, err := p.load(v)
	if err != nil {
		return err
	}
	body, err := drawn(v, l).GeoJSON()
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/geo+json")
	_, err = v.W.Write(body)
	return err
}
