package trace_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"sinergi/trace"
)

// The simulator here is the truth that package trace is measured against. It
// shares no code with it: the odometer runs on Vincenty's geodesics, a bus
// moves second by second, and what its device reports is spoilt on purpose.

// vincenty is the length of the geodesic between two places on WGS 84
// (T. Vincenty, Survey Review 23, 1975, inverse formula).
func vincenty(p, q trace.LatLon) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	const b = a * (1 - f)
	rad := math.Pi / 180
	u1, u2 := math.Atan((1-f)*math.Tan(p.Lat*rad)), math.Atan((1-f)*math.Tan(q.Lat*rad))
	l := (q.Lon - p.Lon) * rad
	s1, c1 := math.Sincos(u1)
	s2, c2 := math.Sincos(u2)
	lambda := l
	for range 100 {
		sl, cl := math.Sincos(lambda)
		ss := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		if ss == 0 {
			return 0
		}
		cs := s1*s2 + c1*c2*cl
		sigma := math.Atan2(ss, cs)
		sa := c1 * c2 * sl / ss
		ca2 := 1 - sa*sa
		c2m := 0.0
		if ca2 > 0 {
			c2m = cs - 2*s1*s2/ca2
		}
		c := f / 16 * ca2 * (4 + f*(4-3*ca2))
		before := lambda
		lambda = l + (1-c)*f*sa*(sigma+c*ss*(c2m+c*cs*(2*c2m*c2m-1)))
		if math.Abs(lambda-before) < 1e-13 {
			u := ca2 * (a*a - b*b) / (b * b)
			ka := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
			kb := u / 1024 * (256 + u*(-128+u*(74-47*u)))
			ds := kb * ss * (c2m + kb/4*(cs*(2*c2m*c2m-1)-kb/6*c2m*(4*ss*ss-3)*(4*c2m*c2m-3)))
			return b * ka * (sigma - ds)
		}
	}
	return math.NaN()
}

// road is a line with an odometer.
type road struct {
	line []trace.LatLon
	cum  []float64
}

func newRoad(line []trace.LatLon) *road {
	r := &road{line: line, cum: make([]float64, len(line))}
	for i := 1; i < len(line); i++ {
		r.cum[i] = r.cum[i-1] + vincenty(line[i-1], line[i])
	}
	return r
}

func (r *road) length() float64 { return r.cum[len(r.cum)-1] }

func (r *road) at(s float64) trace.LatLon {
	i := 1
	for i < len(r.cum)-1 && r.cum[i] < s {
		i++
	}
	t := math.Max(0, math.Min(1, (s-r.cum[i-1])/(r.cum[i]-r.cum[i-1])))
	a, b := r.line[i-1], r.line[i]
	return trace.LatLon{Lat: a.Lat + t*(b.Lat-a.Lat), Lon: a.Lon + t*(b.Lon-a.Lon)}
}

// path prepares the road's line for matching.
func (r *road) path(t testing.TB) *trace.Path {
	t.Helper()
	p, err := trace.NewPath(r.line)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Local metres around a place in Pekanbaru.
const (
	baseLat, baseLon = 0.5, 101.45
	north, east      = 110_576.0, 111_317.0
)

func place(n, e float64) trace.LatLon {
	return trace.LatLon{Lat: baseLat + n/north, Lon: baseLon + e/east}
}

// streets makes a road through corners given as north, east in metres.
func streets(ne ...float64) *road {
	var line []trace.LatLon
	for i := 0; i < len(ne); i += 2 {
		line = append(line, place(ne[i], ne[i+1]))
	}
	return newRoad(line)
}

// routeOne is OSM relation 19442437, © OpenStreetMap contributors, ODbL; see
// testdata/LICENSE.md.
func routeOne(t testing.TB) *road {
	t.Helper()
	data, err := os.ReadFile("testdata/osm_relation_19442437.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var fc struct {
		Features []struct {
			Geometry struct{ Coordinates [][2]float64 }
		}
	}
	if err := json.Unmarshal(data, &fc); err != nil {
		t.Fatal(err)
	}
	var line []trace.LatLon
	for _, c := range fc.Features[0].Geometry.Coordinates {
		line = append(line, trace.LatLon{Lat: c[1], Lon: c[0]})
	}
	return newRoad(line)
}

// device is how badly a bus reports.
type device struct {
	every int64   // seconds
	white float64 // metres of error that is new each time
	drift float64 // metres of error that changes slowly
	slow  float64 // seconds in which that changes
	burst float64 // metres by which signals bent round houses are off, for up to a minute
	jump  float64 // chance of a wild position
	loss  float64 // chance that a report is lost
}

// good is a device as the makers describe it; bad is one as they are.
func good(every int64) device {
	return device{every: every, white: 4, drift: 5, slow: 60}
}

func bad(every int64) device {
	d := device{every: every, white: 5, drift: 7, slow: 120, burst: 40, jump: 0.004}
	if every <= 30 {
		d.loss = 0.03 // at a minute's interval a lost report is a silence to be judged
	}
	return d
}

// bus drives and reports.
type bus struct {
	device
	rng    *rand.Rand
	now    int64 // seconds
	here   trace.LatLon
	silent bool
	beside float64 // metres south-west of where it should be
	out    []trace.Point

	n, e     float64 // slow error
	bn, be   float64 // burst error
	burstEnd int64
}

func newBus(seed uint64, d device) *bus {
	return &bus{device: d, rng: rand.New(rand.NewPCG(seed, 7)), now: 1_790_000_000}
}

// tick lets a second pass at a place.
func (b *bus) tick(at trace.LatLon) {
	b.now++
	b.here = at
	keep := math.Exp(-1 / b.slow)
	fresh := b.drift * math.Sqrt(1-keep*keep)
	b.n = keep*b.n + fresh*b.rng.NormFloat64()
	b.e = keep*b.e + fresh*b.rng.NormFloat64()
	if b.burst > 0 && b.now > b.burstEnd+30 && b.rng.Float64() < 1.0/900 {
		b.burstEnd = b.now + 20 + b.rng.Int64N(40)
		s, c := math.Sincos(b.rng.Float64() * 2 * math.Pi)
		b.bn, b.be = b.burst*s, b.burst*c
	}
	if b.now%b.every != 0 || b.silent || b.rng.Float64() < b.loss {
		return
	}
	n, e := b.n+b.white*b.rng.NormFloat64()-b.beside, b.e+b.white*b.rng.NormFloat64()-b.beside
	if b.now < b.burstEnd {
		n, e = n+b.bn, e+b.be
	}
	if b.rng.Float64() < b.jump {
		far := 100 + 3000*b.rng.Float64()
		s, c := math.Sincos(b.rng.Float64() * 2 * math.Pi)
		n, e = n+far*s, e+far*c
	}
	b.out = append(b.out, trace.Point{At: b.now * 1e6, Lat: at.Lat + n/north, Lon: at.Lon + e/east})
}

// stand lets time pass.
func (b *bus) stand(seconds int64) {
	for range seconds {
		b.tick(b.here)
	}
}

// drive goes along a road from one distance to another, with stops about every
// 400 m, and is at rest again at its end. It gives the seconds when it left and
// arrived.
func (b *bus) drive(r *road, from, to float64) (left, arrived int64) {
	way := math.Copysign(1, to-from)
	left = b.now
	b.here = r.at(from)
	s, v := from, 0.0
	top := 7 + 7*b.rng.Float64()
	halt := b.nextHalt(s, to, way)
	for (to-s)*way > 0 {
		rest := math.Abs(halt - s)
		v = math.Min(v+1.1, math.Min(top, math.Max(1, math.Sqrt(2*rest))))
		s += way * v
		if (s-halt)*way >= 0 {
			s = halt
			b.tick(r.at(s))
			if halt == to {
				break
			}
			b.stand(b.rng.Int64N(35))
			v, top = 0, 7+7*b.rng.Float64()
			halt = b.nextHalt(s, to, way)
			continue
		}
		b.tick(r.at(s))
	}
	b.here = r.at(to)
	return left, b.now
}

func (b *bus) nextHalt(s, to, way float64) float64 {
	h := s + way*(150+500*b.rng.Float64())
	if (to-h)*way < 80 {
		return to
	}
	return h
}
