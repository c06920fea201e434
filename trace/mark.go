package trace

import "math"

// jumped is the owner of a point that was seen to jump.
const jumped = -2

// mark says what became of each point.
func (w *worker) mark(passes []Pass) []Mark {
	marks := make([]Mark, len(w.points))
	now := 0 // the pass that has not ended yet
	for i, q := range w.points {
		m := &marks[i]
		*m = Mark{At: q.At, Off: math.Inf(1), Role: OffPath, Pass: -1}
		w.near = w.path.candidates(w.index, q.Lat, w.path.unroll(q.Lon), w.near)
		own := w.owner[i]
		for _, c := range w.near {
			// Of several places the one that the pass went by, else the nearest.
			if own >= 0 && math.Abs(c.along-w.progress[i]) > math.Abs(m.Along-w.progress[i]) && m.Role == Idle {
				continue
			}
			if own >= 0 || c.off < m.Off {
				m.Along, m.Off, m.Role = c.along, c.off, Idle
			}
		}
		for now < len(passes) && passes[now].Ended < q.At {
			now++
		}
		switch {
		case own >= 0:
			m.Role, m.Pass = OnPath, int(own)
		case now < len(passes) && q.At >= passes[now].Began:
			m.Pass = now
			if own == jumped || m.Role == Idle {
				m.Role = Outlier
			}
		}
	}
	return marks
}

// thin leaves out samples that a straight line passes within a few metres
// (Douglas and Peucker's way, measured along the path).
func thin(all []Sample) []Sample {
	const within = 15.0 // metres
	if len(all) < 3 {
		return all
	}
	keep := make([]bool, len(all))
	keep[0], keep[len(all)-1] = true, true
	todo := [][2]int{{0, len(all) - 1}}
	for len(todo) > 0 {
		from, to := todo[len(todo)-1][0], todo[len(todo)-1][1]
		todo = todo[:len(todo)-1]
		a, b := all[from], all[to]
		worst, at := within, -1
		for i := from + 1; i < to; i++ {
			line := a.Along
			if b.At > a.At {
				line += (b.Along - a.Along) * (float64(all[i].At-a.At) / float64(b.At-a.At))
			}
			if d := math.Abs(all[i].Along - line); d > worst {
				worst, at = d, i
			}
		}
		if at > 0 {
			keep[at] = true
			todo = append(todo, [2]int{from, at}, [2]int{at, to})
		}
	}
	out := all[:0]
	for i, s := range all {
		if keep[i] {
			out = append(out, s)
		}
	}
	return out
}
