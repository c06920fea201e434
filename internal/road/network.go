package road

import (
	"math"

	"sinergi/territory"
)

// Network is the roads of an area that a bus may take. It does not change and
// may be used by many at a time.
type Network struct {
	at    []place         // crossings and bends
	first []int32         // of each place its arcs: arcs[first[i]:first[i+1]]
	arcs  []arc           // directed pieces of road, straight from place to place
	bans  map[int32][]ban // by the place where one turns
	cells cells
	Facts Facts
}

// Facts are what is told of a network to who loads it.
type Facts struct {
	AsOf   string // of the data, RFC 3339, "" when the file does not say
	Roads  int    // ways of OpenStreetMap that a bus may take
	Places int
	Metres float64 // of road, each direction of a two-way road counted once
	Bans   int     // of turning
}

// place is whole 1e-7 degrees.
type place struct{ lat, lon int32 }

func (p place) point() territory.Point {
	return territory.Point{Lat: float64(p.lat) / 1e7, Lon: float64(p.lon) / 1e7}
}

type arc struct {
	from, to int32
	way      int32   // ordinal, for bans of turning
	metres   float32 // at least a centimetre
	weight   float32 // cost of a metre, at least 1
}

// ban forbids to turn at a place from one way into another, or with only into
// every other.
type ban struct {
	from, to int32
	only     bool
}

// mayTurn reports whether one may go on from an arc to one that begins at its end.
func (n *Network) mayTurn(a, b *arc) bool {
	if b.to == a.from { // round on the road
		return n.first[a.to+1]-n.first[a.to] == 1
	}
	for _, x := range n.bans[a.to] {
		if x.from == a.way && (x.to == b.way) != x.only {
			return false
		}
	}
	return true
}

// cells find the arcs near a place: a grid over the area.
type cells struct {
	south, west   int32
	size          int32 // in 1e-7 degrees
	rows, columns int32
	first         []int32
	arcs          []int32
}

// cellSize is about 220 m.
const cellSize = 20_000

func (n *Network) index() {
	c := &n.cells
	if len(n.arcs) == 0 {
		return
	}
	low := n.at[n.arcs[0].from]
	high := low
	for i := range n.arcs { // places without roads may lie anywhere
		p, q := n.at[n.arcs[i].to], n.at[n.arcs[i].from]
		low = place{min(low.lat, p.lat, q.lat), min(low.lon, p.lon, q.lon)}
		high = place{max(high.lat, p.lat, q.lat), max(high.lon, p.lon, q.lon)}
	}
	c.south, c.west, c.size = low.lat, low.lon, cellSize
	for (int64(high.lat-low.lat)/int64(c.size)+1)*(int64(high.lon-low.lon)/int64(c.size)+1) > 1<<24 {
		c.size *= 2
	}
	c.rows, c.columns = (high.lat-low.lat)/c.size+1, (high.lon-low.lon)/c.size+1
	c.first = make([]int32, c.rows*c.columns+1)
	each := func(do func(cell, arc int32)) {
		for i := range n.arcs {
			a, b := n.at[n.arcs[i].from], n.at[n.arcs[i].to]
			for r := (min(a.lat, b.lat) - c.south) / c.size; r <= (max(a.lat, b.lat)-c.south)/c.size; r++ {
				for k := (min(a.lon, b.lon) - c.west) / c.size; k <= (max(a.lon, b.lon)-c.west)/c.size; k++ {
					do(r*c.columns+k, int32(i))
				}
			}
		}
	}
	each(func(cell, _ int32) { c.first[cell+1]++ })
	for i := range c.rows * c.columns {
		c.first[i+1] += c.first[i]
	}
	c.arcs = make([]int32, c.first[c.rows*c.columns])
	next := append([]int32(nil), c.first...)
	each(func(cell, arc int32) {
		c.arcs[next[cell]] = arc
		next[cell]++
	})
}

// within calls do for arcs near a place: at least for all within the metres.
// An arc may come more than once.
func (c *cells) within(q territory.Point, metres float64, do func(arc int32)) {
	if len(c.first) == 0 {
		return
	}
	lat, lon := metres/metresPerDegree*1e7, metres/metresPerDegree/max(math.Cos(q.Lat*math.Pi/180), 0.01)*1e7
	row := func(v float64) int32 {
		return int32(min(max(math.Floor((v-float64(c.south))/float64(c.size)), -1), float64(c.rows)))
	}
	column := func(v float64) int32 {
		return int32(min(max(math.Floor((v-float64(c.west))/float64(c.size)), -1), float64(c.columns)))
	}
	for r := max(row(q.Lat*1e7-lat), 0); r <= min(row(q.Lat*1e7+lat), c.rows-1); r++ {
		for k := max(column(q.Lon*1e7-lon), 0); k <= min(column(q.Lon*1e7+lon), c.columns-1); k++ {
			for _, a := range c.arcs[c.first[r*c.columns+k]:c.first[r*c.columns+k+1]] {
				do(a)
			}
		}
	}
}

const metresPerDegree = 111_195
