package trace

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Options say how positions are judged. The zero value means the defaults.
type Options struct {
	Corridor  float64       // metres off the line that still are on it; default 60
	GapLimit  time.Duration // a longer silence proves nothing; default 2 min
	MaxSpeed  float64       // metres per second; default 28 (100 km/h)
	Terminal  float64       // metres from an end that count as the end; default 60
	Backslide float64       // metres of falling back that end a pass; default 150
	Pause     time.Duration // a longer silence or absence ends a pass; default 45 min
	Minimum   float64       // metres: a shorter rise is no pass; default 150
	// Raw switches the handling of noise off: every backward step ends a pass,
	// jumps are believed and nothing reaches an end that was not heard there.
	// It is for showing what the handling is worth.
	Raw bool
}

func (o Options) withDefaults() Options {
	o.Corridor = cmp.Or(o.Corridor, 60)
	o.GapLimit = cmp.Or(o.GapLimit, 2*time.Minute)
	o.MaxSpeed = cmp.Or(o.MaxSpeed, 28)
	o.Terminal = cmp.Or(o.Terminal, 60)
	o.Backslide = cmp.Or(o.Backslide, 150)
	o.Pause = cmp.Or(o.Pause, 45*time.Minute)
	o.Minimum = cmp.Or(o.Minimum, 150)
	if o.Raw {
		o.Backslide, o.Minimum, o.Terminal = 1, 1, 0
	}
	return o
}

// Kind says what is known of a stretch.
type Kind uint8

// The kinds of stretch.
const (
	Travelled Kind = iota
	Unproven       // covered during a silence
	Detour         // left out: the vehicle was off the path meanwhile
)

// Stretch is a part of the path within a pass.
type Stretch struct {
	From, To        float64 // metres along
	FromAt, UntilAt int64   // microseconds
	Kind            Kind
}

// Pass is one drive along the path, from where it began towards its end.
type Pass struct {
	Began, Ended int64     // microseconds: leaving the first place, reaching the last
	Stretches    []Stretch // in order, joined end to end
}

// Length gives the metres of one kind.
func (p Pass) Length(k Kind) (m float64) {
	for _, s := range p.Stretches {
		if s.Kind == k {
			m += s.To - s.From
		}
	}
	return m
}

// Travelled gives the metres that were really driven.
func (p Pass) Travelled() float64 { return p.Length(Travelled) }

// Result is what a vehicle's points say.
type Result struct {
	Passes []Pass // in order of time
	Marks  []Mark // one for each usable point, in order of time
}

// Follow finds the passes in a vehicle's points, of a day or of any time.
// Points that are no places on earth are ignored.
func (p *Path) Follow(points []Point, opt Options) Result {
	opt = opt.withDefaults()
	marks := p.match(clean(points), opt)
	if !opt.Raw {
		rejectJumps(marks)
	}
	f := follower{path: p, marks: marks, opt: opt}
	f.run()
	return Result{Passes: f.passes, Marks: marks}
}

// follower cuts the distance over time into rises.
type follower struct {
	path   *Path
	marks  []Mark
	opt    Options
	passes []Pass
}

// run finds the rises: from a low to a high that is not followed by a higher
// one before the distance has fallen by the backslide.
func (f *follower) run() {
	low, high := -1, -1 // indexes of marks
	finish := func() {
		if low >= 0 && high > low && f.marks[high].Along-f.marks[low].Along >= f.opt.Minimum {
			f.emit(low, high)
		}
		low, high = -1, -1
	}
	last := -1
	for i, m := range f.marks {
		if m.Role != OnPath {
			continue
		}
		if last >= 0 && m.At-f.marks[last].At > f.opt.Pause.Microseconds() {
			finish()
		}
		last = i
		switch {
		case low < 0:
			low, high = i, i
		case m.Along > f.marks[high].Along:
			high = i
		case f.marks[high].Along-m.Along > f.opt.Backslide:
			finish()
			low, high = i, i
		case m.Along <= f.marks[low].Along+0.001 && f.marks[high].Along-f.marks[low].Along < f.opt.Backslide:
			// Still wandering about the low: the rise begins at the last of them.
			low, high = i, i
		}
	}
	finish()
}

// reaches reports whether a place along the path counts as one of its ends.
func (f *follower) reaches(along, end float64) bool { return f.apart(along, end) <= f.opt.Terminal }

// apart is how far two places on the path are from each other: along it, or on
// the ground where the path turns round and soon passes the same place again.
func (f *follower) apart(a, b float64) float64 {
	along := math.Abs(a - b)
	if along > turnround {
		return along
	}
	x1, y1 := f.path.at(a)
	x2, y2 := f.path.at(b)
	return math.Min(along, math.Hypot(x1-x2, y1-y2))
}

// turnround is the longest loop at a terminal, in metres.
const turnround = 400.0

// settle is how near to its low or high a vehicle counts as standing there.
const settle = 30.0

// emit makes a rise into a pass.
func (f *follower) emit(low, high int) {
	from, begin := f.settled(low, high, +1)
	to, end := f.settled(high, low, -1)
	length := f.path.Length()
	if !f.opt.Raw {
		if f.reaches(from, 0) {
			from = 0
		}
		if f.reaches(to, length) {
			to = length
		}
	}
	if end <= begin || to <= from {
		return
	}
	stretches := trim(f.stretches(from, to, begin, end))
	if len(stretches) == 0 {
		return
	}
	f.passes = append(f.passes, Pass{Began: stretches[0].FromAt, Ended: stretches[len(stretches)-1].UntilAt, Stretches: stretches})
}

// settled gives where a vehicle stood at the end of a rise: the median of the
// positions near it, and the last (or first) mark that is there. A vehicle
// that is only passing has few such positions, and the extreme is taken.
func (f *follower) settled(at, other, step int) (along float64, mark int) {
	extreme := f.marks[at].Along
	if f.opt.Raw {
		return extreme, at
	}
	mark = at
	var near []float64
	for i := at; i != other; i += step {
		m := f.marks[i]
		if m.Role == OnPath {
			if f.apart(m.Along, extreme) > settle {
				break
			}
			mark = i
			if math.Abs(m.Along-extreme) <= settle {
				near = append(near, m.Along)
			}
		}
	}
	for i := at - step; i >= 0 && i < len(f.marks); i -= step {
		m := f.marks[i]
		if m.Role == OnPath {
			if math.Abs(m.Along-extreme) > settle || abs64(m.At-f.marks[at].At) > f.opt.Pause.Microseconds() {
				break
			}
			near = append(near, m.Along)
		}
	}
	if len(near) < 4 {
		return extreme, mark
	}
	slices.Sort(near)
	return near[len(near)/2], mark
}

func abs64(n int64) int64 { return max(n, -n) }

// stretches divides a pass by what is known of each part.
func (f *follower) stretches(from, to float64, begin, end int) []Stretch {
	var out []Stretch
	add := func(s Stretch) {
		if n := len(out); n > 0 && out[n-1].Kind == s.Kind {
			out[n-1].To, out[n-1].UntilAt = s.To, s.UntilAt
			return
		}
		out = append(out, s)
	}
	at, last, off := from, begin, 0
	for i := begin + 1; i <= end; i++ {
		m := f.marks[i]
		switch m.Role {
		case OffPath:
			off++
			continue
		case Outlier:
			continue
		}
		place := math.Min(m.Along, to)
		if i == end {
			place = to
		}
		if place > at {
			add(Stretch{at, place, f.marks[last].At, m.At, f.kind(place-at, m.At-f.marks[last].At, off)})
			at = place
		}
		last, off = i, 0
	}
	return out
}

// kind judges a step of some metres in some microseconds, with so many
// positions off the path on the way.
func (f *follower) kind(metres float64, micros int64, off int) Kind {
	switch {
	case f.opt.Raw || metres < settle:
		return Travelled
	case off >= 2 && metres > f.opt.Corridor:
		return Detour
	case micros > f.opt.GapLimit.Microseconds(), metres > f.opt.MaxSpeed*float64(micros)/1e6+100:
		return Unproven
	}
	return Travelled
}

// trim takes away what is not travelled at the ends of a pass.
func trim(s []Stretch) []Stretch {
	for len(s) > 0 && s[0].Kind != Travelled {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1].Kind != Travelled {
		s = s[:len(s)-1]
	}
	return s
}
