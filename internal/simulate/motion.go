package simulate

import (
	"math"
	"slices"
	"time"

	"sinergi/gtfs"
)

const (
	pull         = 0.9 // m/s², speeding up
	brake        = 1.0 // m/s², slowing down
	deadheadPace = 9.0 // m/s
	topSpeed     = 17.0
	haltShare    = 0.7  // of halte at which somebody boards or alights
	haltSeconds  = 20.0 // on average
	lightShare   = 0.35 // of the legs between halte, a red light on the way
	lightSeconds = 35.0
)

// ride is how a line is driven.
type ride struct {
	pace     float64 // m/s when nothing hinders
	from, to float64 // metres along; to 0: to the end
	halts    []halt  // in order
	traffic  bool    // it is slower in the busy hours
	counted  bool    // it is on the route, and the odometer of the run counts
}

// halt is a standstill on the way.
type halt struct {
	at      float64
	seconds int64
}

// ride drives along a line second by second, comes to a standstill at every
// halt and at the end. On a line of no length there is nothing to drive.
func (d *driver) ride(l *line, r ride) {
	if len(l.cum) < 2 {
		return
	}
	if r.to == 0 {
		r.to = l.length()
	}
	d.line, d.segment, d.s, d.speed = l, 1, r.from, 0
	halts := r.halts
	for len(halts) > 0 && halts[0].at <= r.from {
		halts = halts[1:]
	}
	mood, until := 1.0, int64(0)
	for d.s < r.to {
		goal := r.to
		if len(halts) > 0 && halts[0].at < r.to {
			goal = halts[0].at
		}
		if d.now >= until { // the street ahead is as it is for a while
			mood, until = 1+0.12*d.rng.NormFloat64(), d.now+30+int64(d.rng.IntN(60))
		}
		v := r.pace * mood
		if r.traffic {
			v /= d.busy()
		}
		v = math.Max(math.Min(math.Max(v, 2), topSpeed), d.speed-brake)
		v = math.Min(v, math.Min(d.speed+pull, math.Sqrt(2*brake*(goal-d.s))))
		if v < 0.4 || d.s+v >= goal {
			v = goal - d.s
		}
		d.s += v
		d.speed = v
		if r.counted {
			d.run.Odometer += v
			d.along = d.s
		}
		if d.s >= goal-1e-9 {
			d.s = goal
		}
		d.tick()
		if d.s == goal && goal < r.to {
			d.wait(halts[0].seconds)
			halts = halts[1:]
		}
	}
	d.speed = 0
}

// busy is how many times longer than in the quiet hours a way takes.
func (d *driver) busy() float64 {
	f := [24]float64{5: 0.88, 6: 1, 7: 1.16, 8: 1.08, 12: 1.05, 16: 1.1, 17: 1.17, 18: 1.08, 20: 0.93, 21: 0.9}[d.now/3600%24]
	if f == 0 {
		f = 1
	}
	if w := d.midnight.Weekday(); f > 1 && (w == time.Saturday || w == time.Sunday) {
		f = 1 + (f-1)/3
	}
	return f
}

// pace gives the speed at which a run takes a little less than its planned
// time in quiet hours, with its usual halts.
func pace(planned int, metres float64, stops int) float64 {
	halts := haltShare*float64(stops) + lightShare*float64(stops+1)
	standing := haltShare*float64(stops)*haltSeconds + lightShare*float64(stops+1)*lightSeconds
	goal := 0.93 * float64(planned)
	lo, hi := 4.0, topSpeed
	for range 30 {
		v := (lo + hi) / 2
		if metres/v+halts*v/2*(1/pull+1/brake)+standing > goal {
			lo = v
		} else {
			hi = v
		}
	}
	return (lo + hi) / 2
}

// halts chooses where a run stands still: at most halte, at some red lights,
// and now and then in a jam.
func (d *driver) halts(r gtfs.Run) []halt {
	var all []halt
	last := 0.0
	length := d.sim.lines[r.ShapeID].length()
	for _, at := range append(slices.Clone(d.sim.stops[r.ShapeID]), length) {
		if d.rng.Float64() < lightShare {
			all = append(all, halt{last + (at-last)*(0.2+0.6*d.rng.Float64()), int64(10 + d.rng.IntN(2*lightSeconds-19))})
		}
		if at < length && d.rng.Float64() < haltShare {
			all = append(all, halt{at, int64(8 + d.rng.IntN(2*haltSeconds-15))})
		}
		last = at
	}
	if d.rng.Float64() < d.sim.cfg.Faults.Jams {
		all = append(all, halt{length * (0.1 + 0.8*d.rng.Float64()), int64(120 + d.rng.IntN(300))})
	}
	slices.SortFunc(all, func(a, b halt) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return 0
	})
	return all
}
