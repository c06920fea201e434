package region

import (
	"math"

	"sinergi/territory"
)

// The WGS 84 ellipsoid.
const (
	semiMajor    = 6_378_137.0
	eccentricity = 0.081819190842621494
)

// Surface gives the size of a government's territory in square metres, or 0
// when the border does not hold it. It is for people who compare lines; no
// settlement is computed from it.
func (b *Border) Surface(code string) (int64, error) {
	areas, err := b.Partition(RegencyLevel)
	if err != nil {
		return 0, err
	}
	for _, a := range areas.Areas() {
		if a.Code == code {
			return int64(math.Round(surface(a))), nil
		}
	}
	return 0, nil
}

// surface sums the polygons' rings, each laid out on the equal-area cylinder
// of the ellipsoid, where a ring of short sides has the size that it has on
// the ground (Snyder, Map Projections: A Working Manual, 1987, equation 3-12).
func surface(a territory.Area) (m2 float64) {
	for _, poly := range a.Polygons {
		for i, ring := range poly {
			size := 0.0
			for k := 1; k < len(ring); k++ {
				east := (ring[k].Lon - ring[k-1].Lon) * math.Pi / 180
				size += east * (authalic(ring[k].Lat) + authalic(ring[k-1].Lat)) / 2
			}
			size = math.Abs(size) * semiMajor * semiMajor / 2
			if i == 0 {
				m2 += size
			} else {
				m2 -= size // a hole
			}
		}
	}
	return m2
}

// authalic is q of a latitude in degrees: the height of its parallel on the
// equal-area cylinder, in half axes.
func authalic(lat float64) float64 {
	const e = eccentricity
	s := math.Sin(lat * math.Pi / 180)
	return (1 - e*e) * (s/(1-e*e*s*s) + math.Atanh(e*s)/e)
}
