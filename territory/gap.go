package territory

import "math"

const (
	gapFine = 0.001 // metres to which a change of the nearest area is located
	gapStep = 0.1   // metres that are gone on at least; a shorter change of owner may be missed
)

// acrossGap appends the stretches of a part of a segment that is in no area:
// each belongs to the nearest one. Going some metres changes no distance by
// more, so it can go half the difference between the nearest and the next
// without looking.
func (p *Partition) acrossGap(out []stretch, a, b Point, from, to float64) []stretch {
	length := segment(a, b)
	start, at := from, from
	owner, room := p.filler(between(a, b, at))
	for at < to {
		next := math.Min(to, at+math.Max(room, gapStep)/length)
		then, more := p.filler(between(a, b, next))
		if then != owner {
			lo, hi := at, next
			for (hi-lo)*length > gapFine {
				m := (lo + hi) / 2
				if in, _ := p.filler(between(a, b, m)); in == owner {
					lo = m
				} else {
					hi = m
				}
			}
			out = append(out, stretch{start, hi, []int32{owner}})
			start, next = hi, hi
			then, more = p.filler(between(a, b, hi))
		}
		at, owner, room = next, then, more
	}
	if start < to {
		out = append(out, stretch{start, to, []int32{owner}})
	}
	return out
}

// filler gives the area that a place in a gap belongs to, and a number of
// metres in any direction over which it stays so.
func (p *Partition) filler(q Point) (area int32, room float64) {
	if p.gap <= 0 {
		return Outside, maxPiece
	}
	const close = 30.0
	if n := p.look(q, close); n.area != Outside && p.gap > close {
		return n.area, math.Min((n.another-n.metres)/2, p.gap-n.metres)
	}
	n := p.look(q, 2*p.gap)
	if n.metres >= p.gap {
		return Outside, n.metres - p.gap
	}
	return n.area, math.Min((n.another-n.metres)/2, p.gap-n.metres)
}
