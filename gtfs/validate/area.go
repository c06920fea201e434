package validate

import (
	"errors"
	"fmt"
)

// wholeRings reports what is wrong with the rings of an area.
func wholeRings(rings []ring) error {
	if len(rings) == 0 {
		return errors.New("there is no outline")
	}
	for i, r := range rings {
		switch {
		case len(r) < 4:
			return fmt.Errorf("outline %d has fewer than four points", i)
		case r[0] != r[len(r)-1]:
			return fmt.Errorf("outline %d is not closed", i)
		case crossesItself(r):
			return fmt.Errorf("outline %d crosses itself", i)
		}
	}
	return nil
}

// mostEdges bounds how long outlines are looked through pair by pair.
const mostEdges = 5000

func crossesItself(r ring) bool {
	n := len(r) - 1
	if n > mostEdges {
		return false
	}
	for i := range n {
		for j := i + 2; j < n; j++ {
			if (i != 0 || j != n-1) && cross(r[i], r[i+1], r[j], r[j+1]) {
				return true
			}
		}
	}
	return false
}

// side is positive when c is left of the line from a to b.
func side(a, b, c [2]float64) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

// cross reports whether two edges cross in a point within both.
func cross(a, b, c, d [2]float64) bool {
	return side(a, b, c)*side(a, b, d) < 0 && side(c, d, a)*side(c, d, b) < 0
}

// within reports whether a point lies in an area with holes.
func within(p [2]float64, rings []ring) bool {
	in := false
	for _, r := range rings {
		for i := 1; i < len(r); i++ {
			a, b := r[i-1], r[i]
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < (b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1])+a[0] {
				in = !in
			}
		}
	}
	return in
}

// share reports whether two areas have ground in common.
func share(a, b []ring) bool {
	for _, r := range a {
		for _, q := range b {
			for i := 1; i < len(r); i++ {
				for j := 1; j < len(q); j++ {
					if cross(r[i-1], r[i], q[j-1], q[j]) {
						return true
					}
				}
			}
		}
	}
	return inside(a, b) || inside(b, a)
}

// inside reports whether the middle of an edge or a corner of a lies in b.
func inside(a, b []ring) bool {
	for _, r := range a {
		var mid [2]float64
		for _, p := range r[1:] {
			mid[0] += p[0] / float64(len(r)-1)
			mid[1] += p[1] / float64(len(r)-1)
		}
		if within(mid, a) && within(mid, b) {
			return true
		}
		for _, p := range r {
			// a little towards the middle, so that a shared border is none
			q := [2]float64{p[0] + (mid[0]-p[0])*1e-6, p[1] + (mid[1]-p[1])*1e-6}
			if within(q, a) && within(q, b) {
				return true
			}
		}
	}
	return false
}
