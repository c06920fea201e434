package simulate

import (
	"math"
	"math/rand/v2"
	"time"

	"sinergi/gtfs"
)

// driver is one bus on one day. Everything is simulated second by second.
type driver struct {
	sim      *Simulation
	cell     cell
	number   int // of the vehicle
	vehicle  string
	rng      *rand.Rand
	midnight time.Time
	now      int64 // seconds since midnight

	line    *line // being driven, nil before the day's first drive
	segment int   // of the line
	s       float64
	speed   float64   // m/s
	still   int64     // seconds since it stopped
	along   float64   // metres along the route of the run being driven
	halte   []float64 // of that run, still to come

	scaleNorth, scaleEast float64 // metres in a degree here

	dev   device
	ear   ear
	truth []Truth
	run   *Truth // being driven, nil between runs
}

func (s *Simulation) newDriver(c cell, vehicle int) *driver {
	return &driver{
		sim: s, cell: c, number: vehicle, vehicle: vehicleID(vehicle), dev: newDevice(s, c, vehicle), ear: ear{at: -1},
		rng: s.stream(streamDrive, c.day, vehicle), midnight: s.cfg.Month.First().AddDays(c.day).Start(),
	}
}

// work drives a block's runs from one of them on.
func (d *driver) work(runs []gtfs.Run, from int) {
	p := &d.sim.plan
	broken, breaks := p.breakdown[d.cell]
	breaks = breaks && from == 0
	driven := "" // the shape of the last run that was
	d.truth = make([]Truth, 0, len(runs))
	for i, r := range runs[from:] {
		i += from
		t := Truth{
			Date: d.sim.cfg.Month.First().AddDays(d.cell.day).String(), Trip: r.TripID, Start: r.Start, Route: r.RouteID, Shape: r.ShapeID, Block: r.BlockID,
			Vehicle: d.vehicle, Status: Missed, Driven: []Span{}, Detours: []Span{}, Silences: []Span{}, WrongTime: d.dev.wrong,
		}
		switch {
		case p.idle[d.cell]:
			t.Cause = CauseNeverRan
		case breaks && i > broken:
			t.Cause = CauseBreakdown
		case p.skipped[d.cell][i]:
			t.Cause = CauseLeftOut
		}
		d.truth = append(d.truth, t)
		if t.Cause == "" {
			driven = r.ShapeID
			d.take(r, i, breaks && i == broken)
		}
	}
	if d.line != nil && !breaks {
		d.wait(int64(240 + d.rng.IntN(600)))
		d.ride(d.sim.ends[driven].home, ride{pace: deadheadPace})
		d.wait(60)
	}
	d.flush(24*3600 + d.now) // what was not heard by now never will be
}

// take drives one run of the block.
func (d *driver) take(r gtfs.Run, i int, breaks bool) {
	l := d.sim.lines[r.ShapeID]
	depart := int64(r.Start) + int64(math.Min(d.rng.ExpFloat64()*50, 600))
	d.present(r.ShapeID, l, depart)
	d.begin()
	goal := l.length()
	if breaks {
		goal *= 0.2 + 0.6*d.rng.Float64()
	}
	d.dev.maybeSilence(d, r.Duration)
	trip := ride{pace: pace(r.Duration, l.length(), len(d.sim.stops[r.ShapeID])), traffic: true, counted: true, halts: d.halts(r)}
	from := 0.0
	if a, ok := d.avoid(i, r.ShapeID); ok && a.from < goal {
		trip.from, trip.to = 0, a.from
		d.drive(l, trip)
		d.ride(a.around, ride{pace: 7, traffic: true})
		d.along, from = a.to, a.to
		d.run.Detours = append(d.run.Detours, Span{From: a.from, To: a.to})
		d.run.Status, d.run.Cause = Partial, CauseDetour
		goal = math.Max(goal, a.to) // it breaks down where it comes back at the earliest
	}
	trip.from, trip.to = from, goal
	d.drive(l, trip)
	if breaks {
		d.run.Status, d.run.Cause = Partial, CauseBreakdown
	} else if d.run.Status == Missed {
		d.run.Status = Complete
	}
	d.end()
	if breaks {
		d.wait(int64(1800 + d.rng.IntN(1800))) // then it is towed, its device off
		return
	}
	d.wait(int64(20 + d.rng.IntN(40)))
}

// avoid gives the stretch that a run drives around, if any.
func (d *driver) avoid(i int, shape string) (detour, bool) {
	if c, ok := d.sim.plan.closed[d.cell.day]; ok && c.shape == shape {
		return c.detour, true
	}
	a, ok := d.sim.plan.detours[d.cell][i]
	return a, ok
}

// drive drives a stretch of the route and writes it down.
func (d *driver) drive(l *line, r ride) {
	if r.to > r.from {
		d.pass(r.from)
		d.ride(l, r)
		d.run.Driven = append(d.run.Driven, Span{From: r.from, To: r.to})
	}
}

// present brings the bus to the start of a run: from the depot, or from where
// the last run ended by way of a bay, where it waits.
func (d *driver) present(shape string, l *line, depart int64) {
	if d.line == nil {
		out := d.sim.ends[shape].out
		d.now = depart - 600 - int64(d.rng.IntN(600)) - int64(out.length()/deadheadPace)
		d.line, d.segment, d.s = out, 1, 0
		d.scaleNorth, d.scaleEast = scale(l.lat[0])
		d.dev.fixes = make([]Fix, 0, 17*3600/d.sim.cfg.Every)
		d.wait(int64(60 + d.rng.IntN(60)))
		d.ride(out, ride{pace: deadheadPace})
	} else {
		lat, lon, _ := d.line.at(d.s, d.segment)
		angle := 2 * math.Pi * d.rng.Float64()
		aside := d.sim.cfg.Faults.BayM * d.rng.Float64()
		bay := moved(l.lat[0], l.lon[0], aside*math.Cos(angle), aside*math.Sin(angle))
		d.ride(through([2]float64{lat, lon}, bay), ride{pace: 4})
		d.wait(depart - d.now - 20)
		d.ride(through(bay, [2]float64{l.lat[0], l.lon[0]}), ride{pace: 4})
	}
	d.wait(depart - d.now)
}

func (d *driver) wait(seconds int64) {
	d.speed = 0
	for range seconds {
		d.tick()
	}
}

// tick lets a second pass.
func (d *driver) tick() {
	d.now++
	if d.speed > 0 {
		d.still = 0
	} else {
		d.still++
	}
	if d.run != nil {
		d.visit()
	}
	if (d.now+d.dev.phase)%int64(d.sim.cfg.Every) == 0 {
		d.dev.report(d)
	}
}
