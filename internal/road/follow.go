package road

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	"sinergi/territory"
)

const (
	// Reach is how far beside a road, in metres, a place may lie to be on it.
	Reach = 80
	// beside is the cost of a metre that a place lies beside the road.
	beside = 4
	// around is how much longer than the straight line, and how many metres
	// more, a way between two places may be before it is none.
	around, detour = 3, 5000
	// nearby is how many roads near a place are tried.
	nearby = 8
)

// Way is a way along roads.
type Way struct {
	Places []territory.Point
	Metres float64
	Gaps   []Gap // where it does not follow a road, in order
}

// Gap is a straight piece between two of the places given, by index: no road
// near one of them, or none from one to the other.
type Gap struct {
	From, To int
	Off      bool // the place To, or the first place, lies beside no road
}

// Follow lays a way along the roads through places in their order. Where there
// is no road it goes straight and says so. The only error is of the context.
func (n *Network) Follow(ctx context.Context, places []territory.Point) (Way, error) {
	var w Way
	var run []layer
	flush := func() {
		w.add(n.line(run))
		run = nil
	}
	for i, q := range places {
		near := n.near(q)
		switch {
		case len(near) == 0:
			flush()
			w.add([]territory.Point{q})
			w.Gaps = append(w.Gaps, Gap{max(i-1, 0), i, true})
			continue
		case len(run) > 0:
			next, err := n.reach(ctx, run[len(run)-1], layer{i, q, near})
			if err != nil {
				return w, err
			}
			if next.spots != nil {
				run = append(run, next)
				continue
			}
			flush()
			w.Gaps = append(w.Gaps, Gap{i - 1, i, false})
		case i > 0: // the place before lies beside no road
			w.Gaps = append(w.Gaps, Gap{i - 1, i, false})
		}
		run = []layer{{i, q, near}}
	}
	flush()
	for i := 1; i < len(w.Places); i++ {
		w.Metres += territory.Distance(w.Places[i-1], w.Places[i])
	}
	return w, nil
}

// add goes on with a piece of the way.
func (w *Way) add(line []territory.Point) {
	for _, q := range line {
		if k := len(w.Places); k == 0 || w.Places[k-1] != q {
			w.Places = append(w.Places, q)
		}
	}
}

// layer is a place given and the spots on roads near it.
type layer struct {
	index int
	at    territory.Point
	spots []spot
}

// spot is a place on an arc.
type spot struct {
	arc    int32
	part   float64 // 0 to 1 along it
	cost   float64 // of being there, from the first place
	came   []int32 // arcs from the spot before to this one, both with their own
	before int     // spot of the layer before
}

// near gives the spots within reach of a place, one on each arc, the nearest
// first.
func (n *Network) near(q territory.Point) []spot {
	scale := math.Cos(q.Lat * math.Pi / 180)
	xy := func(p place) (float64, float64) {
		return (float64(p.lon)/1e7 - q.Lon) * metresPerDegree * scale, (float64(p.lat)/1e7 - q.Lat) * metresPerDegree
	}
	seen := map[int32]bool{}
	var spots []spot
	n.cells.within(q, Reach, func(i int32) {
		if seen[i] {
			return
		}
		seen[i] = true
		ax, ay := xy(n.at[n.arcs[i].from])
		bx, by := xy(n.at[n.arcs[i].to])
		dx, dy := bx-ax, by-ay
		part := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			part = min(max(-(ax*dx+ay*dy)/l, 0), 1)
		}
		if off := math.Hypot(ax+part*dx, ay+part*dy); off <= Reach {
			spots = append(spots, spot{arc: i, part: part, cost: beside * off})
		}
	})
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.arc, b.arc)) })
	// Of a way only the nearest piece of each direction is worth a try: from it
	// the others are reached.
	ways := map[[2]int32]bool{}
	return slices.DeleteFunc(spots, func(s spot) bool {
		a := n.arcs[s.arc]
		key := [2]int32{a.way, 0}
		if b := n.at[a.to]; b.lat-n.at[a.from].lat > 0 || b.lat == n.at[a.from].lat && b.lon > n.at[a.from].lon {
			key[1] = 1
		}
		if ways[key] || len(ways) >= nearby {
			return true
		}
		ways[key] = true
		return false
	})
}

// label is the best that is known of driving an arc to its end.
type label struct {
	cost   float64
	before int32 // arc; −1: begun on it
	spot   int   // at which the search began
	done   bool
}

type queued struct {
	arc  int32
	cost float64 // with what is left at least
}

type queue []queued

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].cost < q[j].cost }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(queued)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// reach goes on from the spots of a layer to those of the next, which come back
// with their cost; without spots when none is reached.
func (n *Network) reach(ctx context.Context, from, to layer) (layer, error) {
	straight := territory.Distance(from.at, to.at)
	least, goals := math.Inf(1), map[int32][]int{}
	for _, s := range from.spots {
		least = min(least, s.cost)
	}
	limit := least + around*straight + detour
	found := make([]spot, len(to.spots))
	for i, s := range to.spots {
		found[i] = spot{arc: s.arc, part: s.part, cost: math.Inf(1)}
		goals[s.arc] = append(goals[s.arc], i)
	}
	labels, q := map[int32]label{}, &queue{}
	left := func(p int32) float64 { return max(territory.Distance(n.at[p].point(), to.at)-Reach, 0) }
	arrive := func(arc int32, cost float64, before int32, origin int) {
		for _, g := range goals[arc] {
			a := n.arcs[arc]
			if c := cost + found[g].part*float64(a.metres*a.weight) + to.spots[g].cost; c < found[g].cost {
				found[g].cost, found[g].before = c, origin
				found[g].came = []int32{before, arc}
			}
		}
	}
	relax := func(arc int32, cost float64, before int32, origin int) {
		if old, ok := labels[arc]; ok && (old.done || old.cost <= cost) || cost > limit {
			return
		}
		labels[arc] = label{cost: cost, before: before, spot: origin}
		heap.Push(q, queued{arc, cost + left(n.arcs[arc].to)})
	}
	for i, s := range from.spots {
		a := n.arcs[s.arc]
		for _, g := range goals[s.arc] { // on the same piece, ahead
			if found[g].part >= s.part {
				if c := s.cost + (found[g].part-s.part)*float64(a.metres*a.weight) + to.spots[g].cost; c < found[g].cost {
					found[g].cost, found[g].before, found[g].came = c, i, []int32{s.arc}
				}
			}
		}
		relax(s.arc, s.cost+(1-s.part)*float64(a.metres*a.weight), -1, i)
	}
	for steps := 0; q.Len() > 0; steps++ {
		if steps%4096 == 0 && ctx.Err() != nil {
			return layer{}, ctx.Err()
		}
		x := heap.Pop(q).(queued)
		l := labels[x.arc]
		if l.done {
			continue
		}
		if worst := worstOf(found); x.cost > worst {
			break
		}
		l.done = true
		labels[x.arc] = l
		a := &n.arcs[x.arc]
		for next := n.first[a.to]; next < n.first[a.to+1]; next++ {
			b := &n.arcs[next]
			if !n.mayTurn(a, b) {
				continue
			}
			arrive(next, l.cost, x.arc, l.spot)
			relax(next, l.cost+float64(b.metres*b.weight), x.arc, l.spot)
		}
	}
	for i := range found {
		if len(found[i].came) == 2 {
			found[i].came = trail(labels, found[i].came)
		}
	}
	found = slices.DeleteFunc(found, func(s spot) bool { return math.IsInf(s.cost, 1) })
	if len(found) == 0 {
		return layer{}, nil
	}
	return layer{to.index, to.at, found}, nil
}

// worstOf is the cost of the dearest spot found; infinite until all are.
func worstOf(found []spot) (worst float64) {
	for _, s := range found {
		worst = max(worst, s.cost)
	}
	return worst
}

// trail gives the arcs to a goal in order: came is the last one and its goal.
func trail(labels map[int32]label, came []int32) []int32 {
	out := []int32{came[1]}
	for arc := came[0]; arc >= 0; arc = labels[arc].before {
		out = append(out, arc)
	}
	slices.Reverse(out)
	return out
}

// line draws the least costly way through layers: the bends of the roads, and
// where it begins and ends. Places between lie on it.
func (n *Network) line(run []layer) (line []territory.Point) {
	if len(run) == 0 {
		return nil
	}
	last := run[len(run)-1].spots
	best := 0
	for i, s := range last {
		if s.cost < last[best].cost {
			best = i
		}
	}
	taken := make([]spot, len(run))
	for k := len(run) - 1; k >= 0; k-- {
		taken[k] = run[k].spots[best]
		best = taken[k].before
	}
	line = append(line, n.on(taken[0]))
	for _, s := range taken[1:] {
		for _, arc := range s.came[:len(s.came)-1] {
			line = append(line, n.at[n.arcs[arc].to].point())
		}
	}
	return append(line, n.on(taken[len(taken)-1]))
}

// on gives where a spot is.
func (n *Network) on(s spot) territory.Point {
	a, b := n.at[n.arcs[s.arc].from], n.at[n.arcs[s.arc].to]
	between := func(x, y int32) float64 { return math.Round(float64(x)+s.part*float64(y-x)) / 1e7 }
	return territory.Point{Lat: between(a.lat, b.lat), Lon: between(a.lon, b.lon)}
}
