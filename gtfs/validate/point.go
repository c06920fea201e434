package validate

import "math"

var (
	nearOrigin = Notice{"point_near_origin", Error, "", "filename csvRowNumber entityId latFieldName latFieldValue lonFieldName lonFieldValue", "Koordinat dekat (0, 0), biasanya karena kosong atau tertukar.", "The coordinates are near (0, 0), most often because they were empty."}
	nearPole   = Notice{"point_near_pole", Error, "", "filename csvRowNumber entityId latFieldName latFieldValue lonFieldName lonFieldValue", "Koordinat dekat kutub. Periksa lintang dan bujur.", "The coordinates are near a pole. Check latitude and longitude."}
)

// pointsNearPlaces finds coordinates where no bus goes.
var pointsNearPlaces = rule{notices: []*Notice{&nearOrigin, &nearPole}, feed: func(r *run) {
	t := r.feed.Table("stops.txt")
	lat, lon := t.Column("stop_lat"), t.Column("stop_lon")
	for i, s := range r.feed.Stops {
		if row := r.feed.StopRow(i); lat.Of(row) != "" && lon.Of(row) != "" {
			if n := strange(s.Lat, s.Lon); n != nil {
				r.add(n, t.Name, t.Line(row), s.ID, "stop_lat", s.Lat, "stop_lon", s.Lon)
			}
		}
	}
	sh := &r.feed.Shapes
	for i, id := range sh.IDs {
		from, to := sh.Of(i)
		for at := from; at < to; at++ {
			if p := sh.Points[at]; p.Lat < 1 && p.Lat > -1 || p.Lat >= 89 || p.Lat <= -89 {
				if n := strange(p.Lat, p.Lon); n != nil {
					r.add(n, "shapes.txt", sh.Line(at), id, "shape_pt_lat", p.Lat, "shape_pt_lon", p.Lon)
				}
			}
		}
	}
}}

func strange(lat, lon float64) *Notice {
	switch {
	case math.Abs(lat) < 1 && math.Abs(lon) < 1:
		return &nearOrigin
	case math.Abs(lat) >= 89:
		return &nearPole
	}
	return nil
}
