package territory

import (
	"cmp"
	"math"
	"slices"
)

// Part is how much of a line is in one area; Code is "" outside all areas.
type Part struct {
	Code   string
	Name   string
	Metres int64
}

// Parts is a line divided among areas. The parts, by code, sum to Total.
type Parts struct {
	Total int64
	Parts []Part
}

// Of gives the metres in the area with a code.
func (p Parts) Of(code string) int64 {
	for _, part := range p.Parts {
		if part.Code == code {
			return part.Metres
		}
	}
	return 0
}

// round gives whole metres by largest remainder. Remainders are compared to a
// tenth of a millimetre, so that the last bit of a sum decides nothing; of
// equal ones the lower code comes first, and outside last.
func (r *Route) round(exact []float64, length float64) Parts {
	out := Parts{Total: int64(math.Round(length)), Parts: make([]Part, 0, len(exact))}
	left := out.Total
	var few [16]int64
	remainders := few[:0]
	for k, m := range exact {
		tenths := int64(math.Round(m * 1e4)) // of a millimetre
		if tenths <= 0 {
			continue
		}
		part := r.part(k, tenths/1e4)
		out.Parts = append(out.Parts, part)
		remainders = append(remainders, tenths%1e4)
		left -= part.Metres
	}
	for ; left > 0 && len(remainders) > 0; left-- {
		most := 0
		for k, m := range remainders {
			if m > remainders[most] {
				most = k
			}
		}
		out.Parts[most].Metres++
		remainders[most] -= 1e4
	}
	out.Parts = slices.DeleteFunc(out.Parts, func(p Part) bool { return p.Metres == 0 })
	slices.SortFunc(out.Parts, func(a, b Part) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

// part gives so many metres in the area with a number among the line's.
func (r *Route) part(k int, metres int64) Part {
	p := Part{Metres: metres}
	if a := r.areas[k]; a != Outside {
		p.Code, p.Name = r.p.areas[a].Code, r.p.areas[a].Name
	}
	return p
}
