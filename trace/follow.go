package trace

// Follow finds the passes in a vehicle's points, of a day or of any time, and
// says what became of each point. Points that are no places on earth are
// ignored. The order of points does not matter; time and memory are linear in
// their number.
func (p *Path) Follow(points []Point, opt Options) Result {
	w := p.worker(opt)
	defer p.workers.Put(w)
	w.points = w.clean(points)
	passes := w.run()
	marks := w.mark(passes)
	progress := make([]float64, len(w.points))
	copy(progress, w.progress)
	return Result{Passes: passes, Marks: marks, progress: progress}
}

// Passes finds the passes in a vehicle's points, as Follow does, for less.
func (p *Path) Passes(points []Point, opt Options) []Pass {
	w := p.worker(opt)
	defer p.workers.Put(w)
	w.points = w.clean(points)
	return w.run()
}

// worker is the scratch of one run, used again by the next.
type worker struct {
	decoder
	points   []Point
	own      []Point // backs points when the caller's are not tidy
	visits   []visit
	drive    []visit   // the drive forwards that is being collected
	turn     []visit   // where the last drive backwards ended
	level    []float64 // of each visit of a drive: metres along, never falling
	links    []Kind    // of each visit of a drive: how it was reached
	blocks   []block
	stand    []weighed
	progress []float64 // of each point: metres along in a pass
	owner    []int32   // of each point: index of its pass, or −1
	passes   []Pass
}

func (p *Path) worker(opt Options) *worker {
	w, ok := p.workers.Get().(*worker)
	if !ok {
		w = &worker{}
	}
	w.path, w.opt = p, opt.settle(p.length)
	w.index = p.indexFor(w.opt.corridor)
	w.passes = nil
	return w
}

func (w *worker) clean(points []Point) []Point {
	tidy := clean(points, w.own)
	if len(tidy) > 0 && (len(points) == 0 || &tidy[0] != &points[0]) {
		w.own = tidy
	}
	return tidy
}

// run finds the passes of the points.
func (w *worker) run() []Pass {
	w.progress, w.owner = w.progress[:0], w.owner[:0]
	for range w.points {
		w.progress, w.owner = append(w.progress, 0), append(w.owner, -1)
	}
	if w.opt.raw {
		w.believe()
		return w.passes
	}
	w.drive, w.turn = w.drive[:0], w.turn[:0]
	w.visits = w.decode(w.points, w.collect, w.visits)
	w.finish()
	return w.passes
}

// collect takes the next drive. Where a vehicle turned round, a point is of the
// drive there and of the drive back. A drive forwards that begins where the one
// before ended, soon and after no more than a little driving back, is the same
// drive: the bus went back for somebody.
func (w *worker) collect(forward bool, visits []visit) {
	if !forward {
		for _, v := range visits {
			if v.along < visits[0].along-standing || !w.joins(v) {
				break
			}
			w.drive = append(w.drive, v)
		}
		last := visits[len(visits)-1]
		from := len(visits) - 1
		for from > 0 && visits[from-1].along <= last.along+standing {
			from--
		}
		w.turn = append(w.turn[:0], visits[from:]...)
		return
	}
	w.trimEnd()
	visits = w.trimStart(visits)
	if n := len(w.drive); n > 0 {
		last, first := &w.drive[n-1], &visits[0]
		if !w.soon(last.point, first.point) || last.along >= w.path.length-w.opt.terminal || last.along-first.along > w.opt.backslide {
			w.finish()
		}
	}
	if len(w.drive) == 0 {
		w.drive = append(w.drive, w.turn...)
		if !w.joins(visits[0]) {
			w.drive = w.drive[:0]
		}
	}
	if len(w.drive) > 0 {
		visits[0].how = ridden
		if visits[0].along > w.drive[len(w.drive)-1].along && !w.joins(visits[0]) {
			visits[0].how = skipped
		}
	}
	w.drive = append(w.drive, visits...)
	w.turn = w.turn[:0]
}

// joins reports whether a visit goes on from where the collected drive is.
func (w *worker) joins(v visit) bool {
	if len(w.drive) == 0 {
		return false
	}
	last := w.drive[len(w.drive)-1]
	moved := ground(w.points[last.point].place(), w.points[v.point].place())
	progress := v.along - last.along
	seconds := float64(w.points[v.point].At-w.points[last.point].At) / 1e6
	return w.soon(last.point, v.point) && progress >= -standing && !tooShort(progress, moved, seconds)
}

// soon reports whether one point can follow another in a drive.
func (w *worker) soon(a, b int32) bool {
	return w.points[b].At-w.points[a].At <= w.opt.pause && !w.tooFast(a, b)
}

// finish measures the drive that was collected.
func (w *worker) finish() {
	if w.trimEnd(); len(w.drive) > 1 {
		w.measure()
	}
	w.drive = w.drive[:0]
}
