package simulate

// silent is the longest time between usable positions that is no silence.
const silent = 30 // seconds

// ear is what was last heard of a bus by somebody who listens to its device.
type ear struct {
	at    int64   // second of the day of the last usable position; -1: none yet
	along float64 // where along the run being driven that was; 0 before it
	tails []tail  // ends of runs of which nothing was heard yet
}

// tail is the end of a run after the last usable position.
type tail struct {
	run      int
	from, to float64
}

// heard notes a usable position, and the silence that it ends.
func (d *driver) heard() {
	d.flush(d.now)
	if d.run != nil && d.now-d.ear.at > silent && d.along > d.ear.along {
		d.run.Silences = append(d.run.Silences, d.silence(d.ear.along, d.along, d.now))
	}
	d.ear.at, d.ear.along = d.now, d.along
}

// begin notes that a run begins.
func (d *driver) begin() {
	d.run = &d.truth[len(d.truth)-1]
	d.run.Began = d.micros(d.now)
	d.along, d.ear.along = 0, 0
	d.halte = d.sim.stops[d.run.Shape]
}

// atStop is how near a halte, in metres, a bus is at it.
const atStop = 0.5

// visit notes the halte that the bus has come to or left in this second.
func (d *driver) visit() {
	for len(d.halte) > 0 && d.along >= d.halte[0]-atStop {
		now := d.micros(d.now)
		if n := len(d.run.Visits); n == 0 || d.run.Visits[n-1].Along != d.halte[0] {
			d.run.Visits = append(d.run.Visits, Visit{Along: d.halte[0], Arrived: now, Left: now})
		}
		if d.along <= d.halte[0]+atStop {
			d.run.Visits[len(d.run.Visits)-1].Left = now
			return
		}
		d.halte = d.halte[1:]
	}
}

// pass leaves out the halte before a place along the route.
func (d *driver) pass(along float64) {
	for len(d.halte) > 0 && d.halte[0] < along {
		d.halte = d.halte[1:]
	}
}

// end notes that the run has ended, and what of it was not heard yet: a
// silence may last into the next run.
func (d *driver) end() {
	d.run.Ended = d.micros(d.now)
	if d.along > d.ear.along {
		d.ear.tails = append(d.ear.tails, tail{len(d.truth) - 1, d.ear.along, d.along})
	}
	d.run = nil
}

// flush ends the silences at the ends of runs.
func (d *driver) flush(now int64) {
	for _, t := range d.ear.tails {
		if now-d.ear.at > silent {
			run := &d.truth[t.run]
			run.Silences = append(run.Silences, d.silence(t.from, t.to, now))
		}
	}
	d.ear.tails = d.ear.tails[:0]
}

func (d *driver) silence(from, to float64, now int64) Span {
	return Span{From: from, To: to, FromAt: d.micros(d.ear.at), UntilAt: d.micros(now), Seconds: now - d.ear.at}
}

// micros gives the instant of a second of the day.
func (d *driver) micros(second int64) int64 { return d.midnight.UnixMicro() + second*1e6 }
