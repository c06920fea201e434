package trace

import "math"

// The hidden state of a vehicle is: idle; or driving forwards or backwards at
// some place of the path. The sequence of states that explains all points at
// the least cost is found point by point (Viterbi). A hypothesis that leaves a
// point unexplained lives on at a price, so jumps and detours are bridged. Only
// drives forwards are wanted, but drives backwards must be among the
// explanations: else a vehicle on its way back through a loop that the path
// drives out and back would seem to drive that loop forwards.
//
// Costs are negative log-likelihoods, roughly: a point unused costs as much as
// one that is 1.2 corridors off the path, and a drive must explain two points
// to be worth its beginning and end.
const (
	costMiss      = 4.0  // a point that is not used
	costLeave     = 1.0  // the first such after one that is
	costEdge      = 2.9  // a point at the edge of the corridor; nearer ones by the square
	costStart     = 3.0  // of a drive forwards
	costStartBack = 7.0  // of a drive backwards: of equal explanations the forward one
	costEnd       = 3.0  // of a drive
	costSkip      = 8.0  // a part of the path that was cut short
	perBack       = 0.1  // a metre of falling back, where waiting looks like that
	perMismatch   = 0.02 // a metre by which progress and movement over ground differ …
	bend          = 0.5  // … beyond what bends explain, as a share of the movement
	mostMismatch  = 4.0

	loop      = 100.0 // metres: progress exceeding movement by more went round a loop …
	loopSpeed = 15.0  // … and is believed up to this speed, in m/s
	noise     = 20.0  // metres that it may add to a short one
	slack     = 60.0  // metres that noise may add to a movement
	// GPS errors last. What a vehicle reports from one place is hardly more than
	// one observation, and must not outweigh what it does when it moves.
	lingering = 0.1
	same      = 30.0 // metres: hypotheses this near are the same place

	beamWidth = 16.0 // a hypothesis that costs so much more than the best is given up
	beamSize  = 32
)

// A token is a hypothesis: the vehicle was last seen driving at this place.
type token struct {
	cost              float64
	along             float64
	lat, lon          float64 // of the point there
	at                int64
	since             int64 // when the same coordinates were first reported: a device may be stuck
	node, prev, point int32 // its node in the drive; or, while fresh, of what it is to be made
	how               how
	forward           bool
	waiting           bool // points since then are unexplained
	fresh             bool
}

// near reports whether a vehicle has hardly moved between two points.
func near(a, b Point) bool {
	const quick = 120_000.0 // metres in a degree, or more; finer is not needed
	y := (b.Lat - a.Lat) * quick
	x := (b.Lon - a.Lon) * quick
	return float64(x*x)+float64(y*y) < noise*noise
}

// how a drive came to a node.
type how uint8

const (
	begun   how = iota // the drive begins here
	ridden             // along the path
	skipped            // cutting a part of the path short
)

// A node is a point in a drive, linked to the one before.
type node struct {
	along   float64
	prev    int32
	point   int32
	how     how
	forward bool
}

// visit is a point of a drive.
type visit struct {
	along float64
	point int32
	how   how
}

// decoder runs over points.
type decoder struct {
	path   *Path
	index  *index
	opt    settings
	tokens []token
	next   []token
	near   []candidate
	nodes  []node
	idle   float64 // cost of being in no drive
	weight float64 // of the point that is being taken into account
	after  int32   // the node where the drive before ended, or −1
}

// decode finds the drives in points and gives each to emit, with whether it is
// a drive forwards, in order of time. The visits are valid during the call.
func (d *decoder) decode(points []Point, emit func(forward bool, visits []visit), buf []visit) []visit {
	d.tokens, d.nodes = d.tokens[:0], d.nodes[:0]
	d.idle, d.after = 0, -1
	moved := 0 // the point that the vehicle was last seen to move to
	for i := range points {
		d.weight = 1
		if i > 0 && near(points[moved], points[i]) {
			d.weight = lingering
		} else {
			moved = i
		}
		d.step(&points[i], int32(i))
		if len(d.tokens) == 0 && d.after >= 0 {
			buf = d.trace(d.after, emit, buf)
			d.nodes, d.after = d.nodes[:0], -1
		}
	}
	last, cost := d.after, d.idle
	for i := range d.tokens {
		if c := d.tokens[i].cost + costEnd; c < cost {
			last, cost = d.tokens[i].node, c
		}
	}
	return d.trace(last, emit, buf)
}

// trace walks back from a node and gives the drives that led to it.
func (d *decoder) trace(last int32, emit func(bool, []visit), buf []visit) []visit {
	buf = buf[:0]
	for n := last; n >= 0; n = d.nodes[n].prev {
		buf = append(buf, visit{d.nodes[n].along, n, d.nodes[n].how})
	}
	for i, j := 0, len(buf)-1; i < j; i, j = i+1, j-1 {
		buf[i], buf[j] = buf[j], buf[i]
	}
	for from := 0; from < len(buf); {
		to := from + 1
		for to < len(buf) && buf[to].how != begun {
			to++
		}
		forward := d.nodes[buf[from].point].forward
		for i := from; i < to; i++ {
			buf[i].point = d.nodes[buf[i].point].point
		}
		emit(forward, buf[from:to])
		from = to
	}
	return buf
}

// step takes one more point into account.
func (d *decoder) step(q *Point, point int32) {
	lon := d.path.unroll(q.Lon)
	d.near = d.path.candidates(d.index, q.Lat, lon, d.near)

	// Drives may have ended before this point.
	idle, after := d.idle, d.after
	for i := range d.tokens {
		if c := d.tokens[i].cost + costEnd; c < idle {
			idle, after = c, d.tokens[i].node
		}
	}
	d.idle, d.after = idle+float64(costMiss*d.weight), after

	d.next = d.next[:0]
	for _, c := range d.near {
		off := c.off / d.opt.corridor
		seen := float64(off*off) * costEdge * d.weight
		ahead := token{cost: idle + costStart, prev: after, since: q.At}
		back := token{cost: idle + costStartBack, prev: after, since: q.At}
		s := &d.path.segments[c.segment]
		for i := range d.tokens {
			t := &d.tokens[i]
			cost, how := d.move(t, c.along, q, lon, s)
			if best := pick(t.forward, &ahead, &back); cost < best.cost {
				best.cost, best.prev, best.how, best.since = cost, t.node, how, q.At
				if t.lat == q.Lat && t.lon == lon {
					best.since = t.since
				}
			}
		}
		for _, best := range [2]*token{&ahead, &back} {
			best.forward, best.fresh, best.point = best == &ahead, true, point
			best.along, best.lat, best.lon, best.at = c.along, q.Lat, lon, q.At
			best.cost += seen
			d.next = append(d.next, *best)
		}
	}
	d.wait(q.At)
	d.prune()
}

func pick(forward bool, ahead, back *token) *token {
	if forward {
		return ahead
	}
	return back
}

// move is the cost of going on to a place; infinite where that is impossible.
func (d *decoder) move(t *token, along float64, q *Point, lon float64, s *segment) (float64, how) {
	if q.At-t.at > d.opt.pause {
		return math.Inf(1), ridden
	}
	seconds := float64(q.At-t.since) / 1e6
	reach := float64(d.opt.maxSpeed*seconds) + slack
	x, y := (lon-t.lon)*s.east, (q.Lat-t.lat)*s.north
	moved2 := float64(x*x) + float64(y*y)
	if moved2 > float64(reach*reach) {
		return math.Inf(1), ridden
	}
	moved := math.Sqrt(moved2)
	progress := along - t.along
	if !t.forward {
		progress = -progress
	}
	switch {
	case progress < -d.opt.backslide:
		return math.Inf(1), ridden
	case progress < 0:
		return t.cost - float64(progress*perBack*d.weight), ridden
	case progress > reach, tooShort(progress, moved, seconds):
		return t.cost + costSkip, skipped
	}
	mismatch := moved - progress
	if progress > moved {
		mismatch = max(0, progress-moved-float64(bend*moved)-noise)
	}
	return t.cost + min(float64(mismatch*perMismatch), mostMismatch), ridden
}

// tooShort reports whether a vehicle moved too little over ground, and too soon,
// for the progress that it made: it did not go round the loop in between.
func tooShort(progress, moved, seconds float64) bool {
	return progress > moved+loop && progress > float64(loopSpeed*seconds)+slack
}

// wait lets hypotheses live on without the point at this time. Those that
// found it, and younger ones, replace older ones at the same place.
func (d *decoder) wait(now int64) {
	limit := d.idle
	for i := range d.next {
		limit = min(limit, d.next[i].cost)
	}
	limit += beamWidth
old:
	for i := range d.tokens {
		t := &d.tokens[i]
		cost := t.cost + float64(costMiss*d.weight)
		if !t.waiting {
			cost += costLeave * d.weight
		}
		if cost > limit || now-t.at > d.opt.pause {
			continue
		}
		for k := range d.next {
			if m := &d.next[k]; m.forward == t.forward && m.cost <= cost && math.Abs(m.along-t.along) <= same {
				continue old
			}
		}
		d.next = append(d.next, *t)
		last := &d.next[len(d.next)-1]
		last.cost, last.waiting = cost, true
	}
}

// prune gives up what is too costly, makes nodes of what is new and counts
// costs from the best, so that they stay small however long the day.
func (d *decoder) prune() {
	best := d.idle
	for i := range d.next {
		best = min(best, d.next[i].cost)
	}
	kept := d.next[:0]
	for i := range d.next {
		t := &d.next[i]
		if t.cost > best+beamWidth {
			continue
		}
		if len(kept) == beamSize {
			worst := 0
			for k := range kept {
				if kept[k].cost >= kept[worst].cost {
					worst = k
				}
			}
			if t.cost >= kept[worst].cost {
				continue
			}
			kept = append(kept[:worst], kept[worst+1:]...)
		}
		if len(kept) == i {
			kept = kept[:i+1] // it is there already
			continue
		}
		kept = append(kept, *t)
	}
	for i := range kept {
		t := &kept[i]
		t.cost -= best
		if t.fresh {
			t.fresh = false
			d.nodes = append(d.nodes, node{t.along, t.prev, t.point, t.how, t.forward})
			t.node = int32(len(d.nodes) - 1)
		}
	}
	d.idle -= best
	d.tokens, d.next = kept, d.tokens[:0]
}
