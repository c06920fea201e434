package gtfs

import (
	"cmp"
	"slices"
	"strconv"
)

// ShapePoint is a row of shapes.txt.
type ShapePoint struct {
	Lat, Lon float64 // WGS 84 degrees
	Dist     float64 // in the feed's own unit; negative when not given
}

// Shapes are the rows of shapes.txt. The points of a shape lie together in
// order of shape_pt_sequence.
type Shapes struct {
	IDs      []string
	Points   []ShapePoint
	Sequence []uint32

	lines  []uint32
	at     []run
	byID   map[string]int
	lastID []byte
	last   int
	sorted bool
	runs   []tripRun
}

// Len gives the number of shapes.
func (sh *Shapes) Len() int { return len(sh.IDs) }

// Of gives the points of the shape at an index of IDs: from up to, not with, to.
func (sh *Shapes) Of(shape int) (from, to int) { return int(sh.at[shape].from), int(sh.at[shape].to) }

// Index gives the index of a shape in IDs.
func (sh *Shapes) Index(id string) (int, bool) {
	i, ok := sh.byID[id]
	return i, ok
}

// Line gives the line of a point in the file, the header being 1.
func (sh *Shapes) Line(point int) int { return int(sh.lines[point]) }

// shapesLoader fills the columns while the file is read.
type shapesLoader struct {
	sh                              *Shapes
	ck                              *checker
	idAt, latAt, lonAt, seqAt, disA int
}

func (l *shapesLoader) begin(*splitter) {
	at := func(name string) int {
		return slices.IndexFunc(l.ck.columns, func(c *columnSchema) bool { return c != nil && c.name == name })
	}
	l.idAt, l.latAt, l.lonAt = at("shape_id"), at("shape_pt_lat"), at("shape_pt_lon")
	l.seqAt, l.disA = at("shape_pt_sequence"), at("shape_dist_traveled")
	l.sh.sorted = true
}

// number reads a coordinate or a distance within bounds, and reports what is none.
func (l *shapesLoader) number(s *splitter, i int, lowest, highest float64) (float64, bool) {
	b := cellAt(s, i)
	v, ok := float(b)
	if ok && v >= lowest && v <= highest {
		return v, true
	}
	if i >= 0 && i < len(s.cells) {
		l.ck.value(l.ck.columns[i], s.row, b)
	}
	return -1, false
}

func (l *shapesLoader) row(s *splitter) {
	sh := l.sh
	id := cellAt(s, l.idAt)
	if len(id) == 0 && l.idAt >= 0 {
		l.ck.value(l.ck.columns[l.idAt], s.row, id)
	}
	lat, fine := l.number(s, l.latAt, -90, 90)
	lon, good := l.number(s, l.lonAt, -180, 180)
	seq, ok := integer(cellAt(s, l.seqAt))
	if (!ok || seq < 0) && l.seqAt >= 0 && l.seqAt < len(s.cells) {
		l.ck.value(l.ck.columns[l.seqAt], s.row, cellAt(s, l.seqAt))
	}
	dist := -1.0
	if len(cellAt(s, l.disA)) > 0 {
		dist, _ = l.number(s, l.disA, 0, 1e12)
	}
	if len(id) == 0 || !fine || !good || !ok || seq < 0 {
		return
	}
	if len(sh.runs) == 0 || string(id) != string(sh.lastID) {
		sh.lastID = append(sh.lastID[:0], id...)
		i, known := sh.byID[string(id)]
		if !known {
			i = len(sh.IDs)
			sh.IDs = append(sh.IDs, string(id))
			sh.byID[sh.IDs[i]] = i
		} else {
			sh.sorted = false
		}
		sh.last = i
		n := uint32(len(sh.Points))
		sh.runs = append(sh.runs, tripRun{uint32(i), run{n, n}})
	}
	r := &sh.runs[len(sh.runs)-1]
	if n := len(sh.Points); uint32(n) > r.from && sh.Sequence[n-1] >= uint32(seq) {
		sh.sorted = false
	}
	r.to++
	sh.Points = append(sh.Points, ShapePoint{lat, lon, dist})
	sh.Sequence = append(sh.Sequence, uint32(seq))
	sh.lines = append(sh.lines, uint32(s.row))
}

// end puts the points in order of shape and sequence, unless they are.
func (l *shapesLoader) end() {
	sh := l.sh
	sh.at = make([]run, len(sh.IDs))
	if sh.sorted {
		for _, r := range sh.runs {
			sh.at[r.trip] = r.run
		}
		sh.runs = nil
		return
	}
	slices.SortStableFunc(sh.runs, func(a, b tripRun) int { return cmp.Compare(a.trip, b.trip) })
	order := make([]uint32, 0, len(sh.Points))
	for i := 0; i < len(sh.runs); {
		shape, from := sh.runs[i].trip, len(order)
		for ; i < len(sh.runs) && sh.runs[i].trip == shape; i++ {
			for row := sh.runs[i].from; row < sh.runs[i].to; row++ {
				order = append(order, row)
			}
		}
		slices.SortStableFunc(order[from:], func(a, b uint32) int { return cmp.Compare(sh.Sequence[a], sh.Sequence[b]) })
		sh.at[shape] = run{uint32(from), uint32(len(order))}
	}
	reorder(&sh.Points, order)
	reorder(&sh.Sequence, order)
	reorder(&sh.lines, order)
	sh.runs = nil
	for shape, r := range sh.at {
		for i := r.from + 1; i < r.to; i++ {
			if sh.Sequence[i] == sh.Sequence[i-1] {
				l.ck.found(Problem{
					Code: "duplicate_key", Row: sh.Line(int(i)), N: sh.Line(int(i) - 1), Column: "shape_id", Value: sh.IDs[shape],
					Column2: "shape_pt_sequence", Value2: strconv.Itoa(int(sh.Sequence[i])),
				})
			}
		}
	}
}
