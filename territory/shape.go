package territory

import "fmt"

// Problem is what can be wrong with a shape.
type Problem string

// The problems of areas and lines.
const (
	NoCode        Problem = "has no code"
	CodeTwice     Problem = "the code is used twice"
	NoRing        Problem = "has no ring"
	NotOnEarth    Problem = "is not a place on earth"
	NotClosed     Problem = "the ring is not closed, or has fewer than three corners"
	CrossesItself Problem = "the ring crosses itself or another ring of its polygon"
	TooTangled    Problem = "is too tangled to be checked"
	TooManyPoints Problem = "has too many points"
	TooLong       Problem = "is longer than allowed"
	TooDivided    Problem = "changes territory too often"
)

// ShapeError is what is wrong with an area or a line, and where.
type ShapeError struct {
	Area    string // code, or "" for a line
	Ring    int    // counted from 1 over all polygons of the area; 0 when it is no ring
	Vertex  int    // counted from 1; 0 when it is no single point
	Problem Problem
}

// Error gives the place and the problem.
func (e *ShapeError) Error() string {
	s := "line"
	if e.Area != "" {
		s = "area " + e.Area
	}
	if e.Ring > 0 {
		s += fmt.Sprintf(" ring %d", e.Ring)
	}
	if e.Vertex > 0 {
		s += fmt.Sprintf(" vertex %d", e.Vertex)
	}
	return s + ": " + string(e.Problem)
}
