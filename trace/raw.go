package trace

// believe finds passes without any handling of noise: every point stands for
// the nearest place of the path, every step forwards is progress, and a fall
// by more than the backslide ends a pass.
func (w *worker) believe() {
	var pass Pass
	low, peak := 0.0, 0.0 // of the pass
	last, before := 0.0, int64(0)
	finish := func() {
		if len(pass.Stretches) > 0 && peak-low >= w.opt.minimum {
			w.passes = append(w.passes, pass)
		} else {
			for i := range w.owner {
				if w.owner[i] == int32(len(w.passes)) {
					w.owner[i] = -1
				}
			}
		}
		pass = Pass{}
	}
	for i, q := range w.points {
		w.near = w.path.candidates(w.index, q.Lat, w.path.unroll(q.Lon), w.near)
		if len(w.near) == 0 {
			continue
		}
		best := w.near[0]
		for _, c := range w.near {
			if c.off < best.off {
				best = c
			}
		}
		here := best.along
		if pass.Points > 0 && (peak-here > w.opt.backslide || q.At-before > w.opt.pause) {
			finish()
		}
		if pass.Points == 0 {
			pass.Began, low, peak = q.At, here, here
		} else if here > last {
			pass.believe(last, here, before, q.At)
		}
		pass.Points++
		pass.Ended = q.At
		peak, low = max(peak, here), min(low, here)
		last, before = here, q.At
		w.owner[i], w.progress[i] = int32(len(w.passes)), here
	}
	finish()
}

// believe appends a step forwards, whether or not it was driven before.
func (p *Pass) believe(from, to float64, fromAt, untilAt int64) {
	if n := len(p.Stretches); n > 0 && p.Stretches[n-1].To == from {
		p.Stretches[n-1].To, p.Stretches[n-1].UntilAt = to, untilAt
		return
	}
	p.Stretches = append(p.Stretches, Stretch{from, to, fromAt, untilAt, Travelled})
}
