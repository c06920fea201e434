package raptor

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// WGS 84.
const (
	equator      = 6378137.0
	eccentricity = 0.00669437999014 // squared
)

// centimetres is the distance of two places on the ellipsoid, taking it as a
// plane at their mean latitude: within some km as exact as the coordinates.
func centimetres(lat1, lon1, lat2, lon2 float64) int32 {
	const degree = math.Pi / 180
	sin, cos := math.Sincos((lat1 + lat2) / 2 * degree)
	w := 1 - eccentricity*sin*sin
	prime := equator / math.Sqrt(w)
	north := prime * (1 - eccentricity) / w * (lat2 - lat1) * degree
	east := prime * cos * (lon2 - lon1) * degree
	return int32(min(math.Round(100*math.Hypot(north, east)), math.MaxInt32))
}

// walking is how many seconds a distance takes, rounded up.
func walking(centimetres int32, speed int) int32 {
	return int32((int64(centimetres)*10 + int64(speed) - 1) / int64(speed))
}

// byLatitude orders stops for around.
func byLatitude(stops []Stop, served func(int32) bool) []int32 {
	var near []int32
	for i := range stops {
		if served(int32(i)) {
			near = append(near, int32(i))
		}
	}
	slices.SortFunc(near, func(a, b int32) int {
		return cmp.Or(cmp.Compare(stops[a].Lat, stops[b].Lat), cmp.Compare(a, b))
	})
	return near
}

// around appends the served stops within some metres of a place to found.
func (tt *Timetable) around(lat, lon float64, metres int, found []link) []link {
	const perDegree = 110_500 // metres of latitude, at least
	span := float64(metres) / perDegree
	first := sort.Search(len(tt.near), func(i int) bool { return tt.stops[tt.near[i]].Lat >= lat-span })
	wide := 360.0
	if c := math.Cos((math.Abs(lat) + span) * math.Pi / 180); c > 0.01 {
		wide = span / c
	}
	for _, s := range tt.near[first:] {
		stop := &tt.stops[s]
		if stop.Lat > lat+span {
			break
		}
		if math.Abs(stop.Lon-lon) > wide {
			continue
		}
		if d := centimetres(lat, lon, stop.Lat, stop.Lon); int64(d) <= int64(metres)*100 {
			found = append(found, link{s, walking(d, tt.options.Speed), d})
		}
	}
	return found
}
