package validate

import "math"

const earthRadius = 6371010.0 // metres, as S2 has it

// metres is the distance between two places along the ground.
func metres(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	a, b := lat1*rad, lat2*rad
	h := sq(math.Sin((b-a)/2)) + math.Cos(a)*math.Cos(b)*sq(math.Sin((lon2-lon1)*rad/2))
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

func sq(x float64) float64 { return x * x }

// vector is a place as a point of the unit sphere; chords between such points
// are distances without an angle function.
type vector struct{ x, y, z float64 }

func vectorOf(lat, lon float64) vector {
	const rad = math.Pi / 180
	c := math.Cos(lat * rad)
	return vector{c * math.Cos(lon*rad), c * math.Sin(lon*rad), math.Sin(lat * rad)}
}

// chord is the straight distance in metres; below 100 km it is less than the
// way along the ground by a millimetre in a kilometre.
func chord(a, b vector) float64 {
	return earthRadius * math.Sqrt(sq(a.x-b.x)+sq(a.y-b.y)+sq(a.z-b.z))
}
