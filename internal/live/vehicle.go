package live

import (
	"cmp"
	"math"
	"slices"

	"sinergi/internal/transit"
	"sinergi/trace"
)

// kept is how long positions are followed again, in microseconds: passes that
// ended before are settled.
const kept = 25 * 60e6

// tracker follows a vehicle through a day.
type tracker struct {
	newest transit.Position
	points []trace.Point
	old    []drive // passes that ended long ago
	recent []drive // passes of points
	fresh  bool    // points came since recent was made
}

// drive is a pass along a shape, and where the vehicle was on it.
type drive struct {
	transit.Pass
	result trace.Result
	index  int  // of the pass in result
	on     bool // the newest position is on it
}

// delivered is how many metres of it are proved.
func (d *drive) delivered() (m float64) {
	for _, s := range d.Stretches {
		if s.Kind == transit.StretchDelivered {
			m += s.To - s.From
		}
	}
	return m
}

// along is how far the vehicle came.
func (d *drive) along() float64 { return d.Stretches[len(d.Stretches)-1].To }

// visit is when it was at a place, in microseconds.
func (d *drive) visit(along float64, terminal float64) (arrived, left int64, ok bool) {
	first, last := d.Stretches[0].From, d.along()
	if near := max(first, min(along, last)); math.Abs(near-along) <= terminal {
		along = near
	}
	return d.result.Visit(d.index, along)
}

func (t *tracker) add(all []transit.Position) {
	for _, p := range all {
		if p.At > t.newest.At {
			t.newest = p
		}
		t.points = append(t.points, trace.Point{At: p.At, Lat: p.Lat(), Lon: p.Lon()})
		t.fresh = true
	}
}

// follow finds the passes along the shapes that the vehicle may drive.
func (t *tracker) follow(p *Plan, shapes []string) {
	if !t.fresh {
		return
	}
	t.fresh = false
	slices.SortFunc(t.points, func(a, b trace.Point) int { return cmp.Compare(a.At, b.At) })
	t.points = slices.CompactFunc(t.points, func(a, b trace.Point) bool { return a.At == b.At })
	t.recent = t.recent[:0]
	options := trace.Options{Corridor: p.Rules.CorridorM, GapLimit: p.Rules.GapLimit(), MaxSpeed: p.Rules.MaxSpeed(), Terminal: p.Rules.TerminalM}
	for _, shape := range shapes {
		r := p.Paths[shape].Follow(t.points, options)
		for i, pass := range r.Passes {
			d := drive{Pass: transitPass(shape, pass), result: r, index: i}
			if i == len(r.Passes)-1 {
				d.on = current(r, d.along(), p.Paths[shape].Length())
			}
			t.recent = append(t.recent, d)
		}
	}
	t.settle()
}

// current reports whether the newest position is still on the last pass: near
// where it came to, and not at the end of the path.
func current(r trace.Result, along, length float64) bool {
	if along >= length-1 || len(r.Marks) == 0 {
		return false
	}
	m := r.Marks[len(r.Marks)-1]
	return m.Pass == len(r.Passes)-1 || m.Role != trace.OffPath && math.Abs(m.Along-along) < 150
}

// settle lets go of positions that nothing will be made of any more.
func (t *tracker) settle() {
	if len(t.points) == 0 || t.newest.At-t.points[0].At < 2*kept {
		return
	}
	cut := t.newest.At - kept
	for _, d := range t.recent {
		if d.Ended >= cut {
			cut = min(cut, d.Began)
		}
	}
	var open []drive
	for _, d := range t.recent {
		if d.Ended < cut {
			d.on = false
			t.old = append(t.old, d)
		} else {
			open = append(open, d)
		}
	}
	t.recent = open
	i, _ := slices.BinarySearchFunc(t.points, cut, func(p trace.Point, at int64) int { return cmp.Compare(p.At, at) })
	t.points = slices.Clone(t.points[i:])
}

// drives gives all passes of the day in order of time.
func (t *tracker) drives() []drive {
	all := append(slices.Clone(t.old), t.recent...)
	slices.SortStableFunc(all, func(a, b drive) int { return cmp.Compare(a.Began, b.Began) })
	return all
}

func transitPass(shape string, p trace.Pass) transit.Pass {
	out := transit.Pass{Shape: shape, Began: p.Began, Ended: p.Ended}
	for _, s := range p.Stretches {
		kind := transit.StretchDelivered
		switch s.Kind {
		case trace.Unproven:
			kind = transit.StretchUnproven
		case trace.Detour:
			kind = transit.StretchOffRoute
		}
		out.Stretches = append(out.Stretches, transit.Stretch{From: s.From, To: s.To, FromAt: s.FromAt, UntilAt: s.UntilAt, Kind: kind})
	}
	return out
}
