package territory

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// Bounds of a line.
const (
	maxLine   = 2_000_000     // points
	maxLength = 100_000_000.0 // metres, twice and a half round the earth
	maxPieces = 1_000_000     // stretches in one territory each
	maxSums   = 8_000_000     // stretches times territories
)

// Route is a line that was divided once, for many questions about parts of it.
// It is safe for use by many goroutines.
type Route struct {
	p      *Partition
	pieces []piece
	length float64
	areas  []int32   // that the line is in, by index, Outside last
	before []float64 // for each piece, metres in each of areas up to its start
	marks  []int64   // the same in whole metres
}

// piece is a stretch of a line, in metres from its start, and the areas that
// share it equally.
type piece struct {
	from, to float64
	owners   []int32
}

// Split divides a line among the areas. A line of no length gives no parts.
func (p *Partition) Split(line []Point) (Parts, error) {
	return p.SplitLines(line)
}

// SplitLines divides several lines together, rounding once. The ways between
// them are not counted.
func (p *Partition) SplitLines(lines ...[]Point) (Parts, error) {
	r, err := p.Prepare(lines...)
	if err != nil {
		return Parts{}, err
	}
	return r.Between(0, r.length), nil
}

// Prepare divides a line, so that parts of it can be asked for quickly.
// Several lines count as one after the other, without the ways between them.
// It gives a *ShapeError for a point that is not on earth and for lines beyond
// two million points or 100,000 km.
func (p *Partition) Prepare(lines ...[]Point) (*Route, error) {
	r := &Route{p: p}
	points := 0
	for _, line := range lines {
		if points += len(line); points > maxLine {
			return nil, &ShapeError{Problem: TooManyPoints}
		}
		for i, q := range line {
			if !onEarth(q) {
				return nil, &ShapeError{Vertex: i + 1, Problem: NotOnEarth}
			}
		}
	}
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			r.add(line[i-1], line[i])
			switch {
			case r.length > maxLength:
				return nil, &ShapeError{Vertex: i + 1, Problem: TooLong}
			case len(r.pieces) > maxPieces:
				return nil, &ShapeError{Vertex: i + 1, Problem: TooDivided}
			}
		}
	}
	if !r.sum() {
		return nil, &ShapeError{Problem: TooDivided}
	}
	return r, nil
}

// Length is the line's length in metres.
func (r *Route) Length() float64 { return r.length }

// add divides one segment, in pieces short enough that metres run evenly with
// degrees, and appends what it gets.
func (r *Route) add(a, b Point) {
	n := pieces(a, b)
	last := a
	for i := 1; i <= n; i++ {
		next := between(a, b, float64(i)/float64(n))
		if length := segment(last, next); length > 0 {
			start := r.length
			for _, s := range r.p.divide(last, next) {
				r.append(piece{start + s.from*length, start + s.to*length, s.owners})
			}
			r.length = start + length
			r.pieces[len(r.pieces)-1].to = r.length
		}
		last = next
	}
}

func (r *Route) append(s piece) {
	if n := len(r.pieces); n > 0 && slices.Equal(r.pieces[n-1].owners, s.owners) {
		r.pieces[n-1].to = s.to
		return
	}
	r.pieces = append(r.pieces, s)
}

// sum finds the areas of a line and what lies in each before every piece. It
// gives false when that would be too much to keep.
func (r *Route) sum() bool {
	for _, s := range r.pieces {
		for _, o := range s.owners {
			if !slices.Contains(r.areas, o) {
				r.areas = append(r.areas, o)
			}
		}
	}
	slices.SortFunc(r.areas, func(a, b int32) int { return cmp.Compare(uint32(a), uint32(b)) }) // Outside, −1, is last
	n := len(r.areas)
	if n*len(r.pieces) > maxSums {
		return false
	}
	r.before, r.marks = make([]float64, n*len(r.pieces)), make([]int64, n*len(r.pieces))
	for i := 1; i < len(r.pieces); i++ {
		copy(r.before[i*n:], r.before[(i-1)*n:i*n])
		s := r.pieces[i-1]
		for _, o := range s.owners {
			r.before[i*n+r.at(o)] += (s.to - s.from) / float64(len(s.owners))
		}
		copy(r.marks[i*n:], r.marks[(i-1)*n:i*n])
		r.addMarks(r.marks[i*n:(i+1)*n], &s, mark(s.to), 1)
	}
	return true
}

func (r *Route) at(area int32) int { return slices.Index(r.areas, area) }

// Between divides the stretch between two distances from the line's start, in
// metres; what lies beyond the line's ends is left out. The exact metres of
// stretches that follow each other add up; each answer is rounded by itself,
// so a part of the sum can be a metre more or less.
func (r *Route) Between(from, to float64) Parts {
	from, to = math.Max(from, 0), math.Min(to, r.length)
	if !(from < to) {
		return Parts{}
	}
	var few [16]float64
	exact := few[:]
	if len(r.areas) > len(few) {
		exact = make([]float64, len(r.areas))
	}
	exact = exact[:len(r.areas)]
	r.addUpTo(exact, to, 1)
	r.addUpTo(exact, from, -1)
	return r.round(exact, to-from)
}

// addUpTo adds to each area sign times its metres before a distance.
func (r *Route) addUpTo(exact []float64, at, sign float64) {
	i := sort.Search(len(r.pieces)-1, func(i int) bool { return r.pieces[i].to > at })
	for k, m := range r.before[i*len(r.areas) : (i+1)*len(r.areas)] {
		exact[k] += sign * m
	}
	s := &r.pieces[i]
	for _, o := range s.owners {
		exact[r.at(o)] += sign * (at - s.from) / float64(len(s.owners))
	}
}

// Marks divides the stretch between two distances from the line's start, in
// metres, as Between does, but along whole metres: both distances are rounded,
// and each metre between two marks lies in one area, or by turns in those that
// share it. So the metres of stretches that follow each other add up to those
// of the whole, and no part of a line is longer than the line. Where it crosses
// a border that moves by half a metre at most.
func (r *Route) Marks(from, to float64) Parts {
	from, to = math.Max(from, 0), math.Min(to, r.length)
	if !(from < to) {
		return Parts{}
	}
	metres := make([]int64, len(r.areas))
	r.addMarksUpTo(metres, mark(to), 1)
	r.addMarksUpTo(metres, mark(from), -1)
	out := Parts{Total: mark(to) - mark(from)}
	for k, m := range metres {
		if m > 0 {
			out.Parts = append(out.Parts, r.part(k, m))
		}
	}
	slices.SortFunc(out.Parts, func(a, b Part) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// mark is the whole metre nearest to a distance.
func mark(at float64) int64 { return int64(math.Round(at)) }

func (r *Route) addMarksUpTo(metres []int64, at, sign int64) {
	i := sort.Search(len(r.pieces)-1, func(i int) bool { return mark(r.pieces[i].to) > at })
	for k, m := range r.marks[i*len(r.areas) : (i+1)*len(r.areas)] {
		metres[k] += sign * m
	}
	r.addMarks(metres, &r.pieces[i], at, sign)
}

// addMarks adds the metres of a piece up to a mark.
func (r *Route) addMarks(metres []int64, s *piece, at, sign int64) {
	n := int64(len(s.owners))
	for k, o := range s.owners {
		metres[r.at(o)] += sign * ((at - mark(s.from) + n - 1 - int64(k)) / n)
	}
}
