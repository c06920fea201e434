package territory

import (
	"cmp"
	"errors"
	"slices"
)

// Outside is the index that Locate and LocateAll give for a place in no area.
const Outside = -1

// maxVertices bounds the corners of all areas of a partition together.
const maxVertices = 4_000_000

// Options are the rules of a partition. The zero value means the defaults.
type Options struct {
	Gap    float64 // metres within which a place in no area belongs to the nearest; default 250, at most 10,000, negative for never
	OnLine float64 // metres within which a line runs on a boundary; default 1, at most 100, negative for never
}

// Errors of New.
var (
	ErrNoAreas = errors.New("territory: no areas")
	ErrOptions = errors.New("territory: Gap is at most 10,000 m and OnLine at most 100 m")
)

func (o Options) withDefaults() (Options, error) {
	if o.Gap == 0 {
		o.Gap = 250
	}
	if o.OnLine == 0 {
		o.OnLine = 1
	}
	if !(o.Gap <= 10_000 && o.OnLine <= 100) { // also NaN
		return o, ErrOptions
	}
	return o, nil
}

// Partition is a set of areas prepared for questions. It is not changed after
// New and is safe for use by many goroutines.
type Partition struct {
	areas  []Area  // by code
	rank   []int32 // of each area when several claim a place: the lower has it
	bodies []int32 // the area of each polygon
	gap    float64
	onLine float64
	grid
}

// New prepares areas, in any order. It gives a *ShapeError when a shape is
// wrong or a code is used twice. The areas are kept, not copied: do not change
// their rings.
func New(areas []Area, opt Options) (*Partition, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if len(areas) == 0 {
		return nil, ErrNoAreas
	}
	p := &Partition{areas: slices.Clone(areas), gap: opt.Gap, onLine: opt.OnLine}
	slices.SortStableFunc(p.areas, func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	vertices := 0
	for i, a := range p.areas {
		if i > 0 && a.Code == p.areas[i-1].Code {
			return nil, &ShapeError{Area: a.Code, Problem: CodeTwice}
		}
		for _, poly := range a.Polygons {
			for _, r := range poly {
				vertices += len(r)
			}
		}
		if vertices > maxVertices {
			return nil, &ShapeError{Area: a.Code, Problem: TooManyPoints}
		}
		if err := a.Validate(); err != nil {
			return nil, err
		}
	}
	p.rankAreas()
	p.build(p.edges(vertices))
	return p, nil
}

func (p *Partition) rankAreas() {
	surface := make([]float64, len(p.areas))
	order := make([]int, len(p.areas))
	for i, a := range p.areas {
		surface[i], order[i] = a.surface(), i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(surface[a], surface[b]) }) // stable: then by code
	p.rank = make([]int32, len(p.areas))
	for r, i := range order {
		p.rank[i] = int32(r)
	}
}

// edges numbers the polygons and gives their sides, by polygon.
func (p *Partition) edges(vertices int) []edge {
	all := make([]edge, 0, vertices)
	for i, a := range p.areas {
		for _, poly := range a.Polygons {
			body := int32(len(p.bodies))
			p.bodies = append(p.bodies, int32(i))
			for _, r := range poly {
				for k := 1; k < len(r); k++ {
					if r[k-1] != r[k] {
						all = append(all, newEdge(r[k-1], r[k], body))
					}
				}
			}
		}
	}
	return all
}

// Areas gives the areas by code. The index of an area is its place here.
func (p *Partition) Areas() []Area { return p.areas }

// Area gives the area with an index that Locate gave.
func (p *Partition) Area(i int) Area { return p.areas[i] }

// better gives the one of two areas that has a place which both claim.
func (p *Partition) better(a, b int32) int32 {
	if a == Outside || (b != Outside && p.rank[b] < p.rank[a]) {
		return b
	}
	return a
}
