package main

import (
	"math"
	"math/rand/v2"

	"sinergi/internal/demo/feed"
	"sinergi/territory"
)

// every is the seconds between two positions of a bus.
const every = 5

// lines are the routes of the shipped feed: real geometry from OpenStreetMap,
// one of which crosses from Kampar into Pekanbaru.
func lines() ([][]territory.Point, error) {
	f, err := feed.Read()
	if err != nil {
		return nil, err
	}
	var out [][]territory.Point
	seen := map[string]bool{}
	for _, t := range f.Trips {
		if seen[t.ShapeID] {
			continue
		}
		seen[t.ShapeID] = true
		var line []territory.Point
		for _, p := range f.Shape(t.ShapeID) {
			if q := (territory.Point{Lat: p.Lat, Lon: p.Lon}); len(line) == 0 || line[len(line)-1] != q {
				line = append(line, q)
			}
		}
		out = append(out, line)
	}
	return out, nil
}

// bus drives along lines and reports where it is, a few metres off.
type bus struct {
	rng   *rand.Rand
	lines [][]territory.Point
	line  []territory.Point
	at    int     // segment
	into  float64 // metres into it
	speed float64 // metres per second
}

func newBus(seed uint64, lines [][]territory.Point) *bus {
	b := &bus{rng: rand.New(rand.NewPCG(seed, 20)), lines: lines}
	b.start()
	return b
}

func (b *bus) start() {
	b.line = b.lines[b.rng.IntN(len(b.lines))]
	b.at, b.into, b.speed = 0, 0, 4+6*b.rng.Float64()
}

// next gives the position after some seconds, with noise of 8 m.
func (b *bus) next() (lat, lon float64) {
	b.into += b.speed * every
	for {
		if b.at+1 >= len(b.line) {
			b.start()
		}
		p, q := b.line[b.at], b.line[b.at+1]
		length := territory.Distance(p, q)
		if b.into <= length {
			f := b.into / length
			const metre = 1 / 111000.0
			return p.Lat + f*(q.Lat-p.Lat) + 8*metre*b.rng.NormFloat64(), p.Lon + f*(q.Lon-p.Lon) + 8*metre*b.rng.NormFloat64()
		}
		b.into -= length
		b.at++
	}
}

// fill takes a bus's next positions.
func fill(lats, lons []float64, b *bus) {
	for i := range lats {
		lats[i], lons[i] = b.next()
	}
}

// beside fills places within a few hundred metres of the outline of an area:
// the hard ones, each in a cell that edges touch or next to one.
func beside(lats, lons []float64, ring territory.Ring) {
	rng := rand.New(rand.NewPCG(3, 3))
	const metre = 1 / 111000.0
	for i := range lats {
		k := 1 + rng.IntN(len(ring)-1)
		f := rng.Float64()
		p, q := ring[k-1], ring[k]
		lats[i] = p.Lat + f*(q.Lat-p.Lat) + 100*metre*rng.NormFloat64()
		lons[i] = p.Lon + f*(q.Lon-p.Lon) + 100*metre*rng.NormFloat64()
	}
}

// trip is a stretch of a line, in shares of its length.
type trip struct {
	line     int
	from, to float64
}

// trips are mostly whole lines; every fifth is a part, as a breakdown or a gap
// in the positions leaves.
func trips(n, lines int) []trip {
	rng := rand.New(rand.NewPCG(4, 4))
	out := make([]trip, n)
	for i := range out {
		out[i] = trip{line: rng.IntN(lines), to: 1}
		if i%5 == 0 {
			a, b := rng.Float64(), rng.Float64()
			out[i].from, out[i].to = math.Min(a, b), math.Max(a, b)
		}
	}
	return out
}
