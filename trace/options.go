package trace

import (
	"cmp"
	"time"
)

// Options say how positions are judged. The zero value means the defaults.
type Options struct {
	Corridor  float64       // metres off the line that still are on it; default 60
	GapLimit  time.Duration // a longer silence proves nothing; default 2 min
	MaxSpeed  float64       // metres per second; default 28 (100 km/h)
	Terminal  float64       // metres from an end that count as the end; default 60
	Backslide float64       // metres of driving back that end a pass; default 250
	Pause     time.Duration // a longer silence, absence or halt ends a pass; default 45 min
	Minimum   float64       // metres: a shorter drive is no pass; default 200
	// Raw switches the handling of noise off: every position counts as the
	// nearest place of the path, jumps are believed, and every step forwards is
	// progress. It is for showing what the handling is worth.
	Raw bool
}

// settings are options with the defaults filled in, in the units of the
// arithmetic.
type settings struct {
	corridor, maxSpeed, terminal, backslide, minimum float64
	gap, pause                                       int64 // microseconds
	raw                                              bool
}

// settle fills the defaults. Values below zero count as zero; ends and the
// shortest pass are kept in proportion on a short path.
func (o Options) settle(length float64) settings {
	s := settings{
		corridor:  max(1, min(cmp.Or(o.Corridor, 60), 5000)),
		maxSpeed:  max(1, cmp.Or(o.MaxSpeed, 28)),
		terminal:  max(0, min(cmp.Or(o.Terminal, 60), length/10)),
		backslide: max(0, cmp.Or(o.Backslide, 250)),
		minimum:   max(0, min(cmp.Or(o.Minimum, 200), length/2)),
		gap:       max(0, cmp.Or(o.GapLimit, 2*time.Minute).Microseconds()),
		pause:     max(0, cmp.Or(o.Pause, 45*time.Minute).Microseconds()),
		raw:       o.Raw,
	}
	s.pause = max(s.pause, s.gap)
	return s
}
