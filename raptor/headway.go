package raptor

// promise gives the departure at the first stop that whoever is ready for it
// at second t is promised, or never, and the window that promises it.
//
// It is a non-decreasing function of t, and latest is its residual: ready by
// latest(b) means promised by b, and nothing later does.
func promise(windows []window, t int32) (departure int32, by int) {
	departure, by = never, -1
	for i := range windows {
		w := &windows[i]
		if w.from >= departure {
			break
		}
		if d := w.promise(t); d < departure {
			departure, by = d, i
		}
	}
	return departure, by
}

func (w *window) promise(t int32) int32 {
	switch {
	case w.exact:
		d := w.from
		if t > d {
			d += (t - d + w.every - 1) / w.every * w.every
		}
		if d < w.until {
			return d
		}
	case t <= w.from:
		return min(w.from+w.every, w.until)
	case t+w.every <= w.until:
		return t + w.every
	}
	return never
}

// latest gives the last second at which whoever is ready is promised a
// departure at the first stop by second b; -never if there is none.
func latest(windows []window, b int32) (ready int32, by int) {
	ready, by = -never, -1
	for i := len(windows) - 1; i >= 0; i-- {
		w := &windows[i]
		if ready >= w.ends {
			break
		}
		if r := w.latest(b); r > ready {
			ready, by = r, i
		}
	}
	return ready, by
}

func (w *window) latest(b int32) int32 {
	switch {
	case b < w.from:
	case w.exact && w.until > w.from:
		return w.from + (min(b, w.until-1)-w.from)/w.every*w.every
	case !w.exact && b >= min(w.from+w.every, w.until):
		return max(w.from, min(b, w.until)-w.every)
	}
	return -never
}
