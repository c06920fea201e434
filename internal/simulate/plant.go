package simulate

import "math/rand/v2"

// cell is a block on a day of the month (0 is the first).
type cell struct{ day, block int }

// plan is what goes wrong in a month, and when.
type plan struct {
	idle      map[cell]bool         // the bus never leaves
	wrong     map[cell]bool         // the device's clock is wrong
	breakdown map[cell]int          // the run of the block on which the bus breaks down
	skipped   map[cell]map[int]bool // runs of the block that are left out
	detours   map[cell]map[int]detour
	closed    map[int]closure // streets, by day
	fleet     fleet
}

// closure is a stretch of a shape that nobody can drive on a day.
type closure struct {
	shape string
	detour
}

// plant spreads faults over the month. Kinds that would hide each other never
// meet on a block and day.
func (s *Simulation) plant() plan {
	r := s.stream(streamPlan, 0, 0)
	f := s.cfg.Faults
	p := plan{
		idle: map[cell]bool{}, wrong: map[cell]bool{}, breakdown: map[cell]int{}, skipped: map[cell]map[int]bool{},
		detours: map[cell]map[int]detour{}, closed: map[int]closure{},
	}
	clock := r.IntN(len(s.blocks))
	from := r.IntN(max(s.cfg.Days-f.WrongClockDays, 0) + 1)
	for d := from; d < min(from+f.WrongClockDays, s.cfg.Days); d++ {
		p.wrong[cell{d, clock}] = true
	}
	free := s.shuffled(r, p.wrong)
	take := func(fits func(cell) bool) (c cell, ok bool) {
		for i, c := range free {
			if fits(c) {
				free = append(free[:i], free[i+1:]...)
				return c, true
			}
		}
		return cell{}, false
	}
	anywhere := func(cell) bool { return true }
	for range f.Breakdowns {
		// Not on the block of the wrong clock: a spare there would be a second one.
		if c, ok := take(func(c cell) bool { return c.block != clock && s.count(c) > 2 }); ok {
			n := s.count(c)
			p.breakdown[c] = 1 + r.IntN(n-2)
		}
	}
	for range f.NeverRan {
		if c, ok := take(anywhere); ok {
			p.idle[c] = true
		}
	}
	for i := range f.Missed {
		if c, ok := take(func(c cell) bool { return s.count(c) > 4 }); ok {
			p.skipped[c] = skip(r, i, s.count(c))
		}
	}
	for range f.Detours {
		if c, ok := take(func(c cell) bool { return s.count(c) > 0 }); ok {
			n := r.IntN(s.count(c))
			if d, ok := s.chooseDetour(r, s.ofBlock(c)[n].ShapeID); ok {
				p.detours[c] = map[int]detour{n: d}
			}
		}
	}
	for range f.ClosedStreets {
		day := r.IntN(s.cfg.Days)
		for p.closed[day].around != nil && len(p.closed) < s.cfg.Days {
			day = (day + 1) % s.cfg.Days
		}
		if shape, ok := s.shapeOf(day); ok {
			if d, ok := s.chooseDetour(r, shape); ok {
				p.closed[day] = closure{shape, d}
			}
		}
	}
	p.fleet = s.assign(p.breakdown)
	return p
}

// skip chooses the runs that a bus leaves out: its first, its last, or one out
// and the next back, so that the bus is always where its next run starts.
func skip(r *rand.Rand, kind, runs int) map[int]bool {
	switch kind % 4 {
	case 0:
		return map[int]bool{0: true}
	case 1:
		return map[int]bool{runs - 1: true}
	}
	k := 1 + r.IntN(runs-3)
	return map[int]bool{k: true, k + 1: true}
}

// shuffled lists the blocks of all days, but some, in random order.
func (s *Simulation) shuffled(r *rand.Rand, but map[cell]bool) []cell {
	var all []cell
	for d := range s.cfg.Days {
		for b := range s.blocks {
			if !but[cell{d, b}] {
				all = append(all, cell{d, b})
			}
		}
	}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// chooseDetour finds a stretch with a way around it.
func (s *Simulation) chooseDetour(r *rand.Rand, shape string) (detour, bool) {
	l := s.lines[shape]
	for range 60 {
		length := (0.04 + 0.08*r.Float64()) * l.length()
		from := (0.1 + 0.7*r.Float64()) * l.length()
		if d, ok := l.around(from, length); ok && d.to < 0.92*l.length() {
			return d, true
		}
	}
	return detour{}, false
}
