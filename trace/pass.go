package trace

// Kind says what is known of a stretch.
type Kind uint8

// The kinds of stretch.
const (
	Travelled Kind = iota
	Unproven       // covered during a silence longer than Options.GapLimit
	Detour         // left out: the vehicle was off the path meanwhile
)

// Stretch is a part of the path within a pass.
type Stretch struct {
	From, To        float64 // metres along, in whole millimetres
	FromAt, UntilAt int64   // microseconds since 1970, UTC
	Kind            Kind
}

// Pass is one drive along the path, from where it began towards its end.
type Pass struct {
	Began, Ended int64     // microseconds: leaving the first place, reaching the last
	Stretches    []Stretch // in order, joined end to end, neighbours of different kinds
	Points       int       // positions that were used, from Began to Ended
	Outliers     int       // positions meanwhile that jumped and were left out
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

// Travelled gives the metres that were really driven: at most the path's
// length, and none of them twice.
func (p Pass) Travelled() float64 { return p.Length(Travelled) }

// Role says what a point was used for.
type Role uint8

// The roles of a point.
const (
	OnPath  Role = iota // in a pass: it tells how far along the path the vehicle was
	OffPath             // it is beyond the corridor
	Outlier             // it jumped: left out
	Idle                // on the path, but not driving along it: waiting, or on the way back
)

// Mark is what became of a point.
type Mark struct {
	At    int64   // microseconds, the point's own
	Along float64 // metres along the path, of the nearest place unless it is OnPath
	Off   float64 // metres from the path; +Inf where that is far more than the corridor
	Role  Role
	Pass  int // index of the pass in which it was, or −1
}

// Sample is how far along the path a vehicle was.
type Sample struct {
	At    int64   // microseconds since 1970, UTC
	Along float64 // metres
}

// Result is what a vehicle's points say.
type Result struct {
	Passes []Pass // in order of time
	Marks  []Mark // one for each usable point, in order of time

	progress []float64 // of each mark in a pass: metres along, never falling
}

// Progress gives a pass as a line in a diagram of distance over time: never
// falling, and without samples that a straight line passes within 15 m.
func (r Result) Progress(pass int) []Sample {
	if pass < 0 || pass >= len(r.Passes) {
		return nil
	}
	return thin(r.line(pass))
}
