package live

import (
	"math"
	"time"
)

// Call is when a run will be at a stop, in Unix seconds.
type Call struct {
	Stop           Stop
	Arrive, Depart int64
	// Uncertainty is one standard deviation of Arrive, in seconds.
	Uncertainty int
}

// half is how long ago, in seconds, a bus may have driven a way for its time to
// tell of the traffic now.
const half = 30 * 60

// recently is how long ways took lately, against what was to be expected.
type recently map[stretch]struct{ took, expected float64 }

// recent gathers what the passes of today tell of the last half hour.
func (b *Board) recent(passes map[string][]drive, served map[string][]int, now time.Time) recently {
	out := recently{}
	for id, all := range passes {
		for k := range all {
			run := served[id][k]
			if run < 0 || now.UnixMicro()-all[k].Ended > half*1e6 {
				continue
			}
			b.compare(&all[k], b.plan.Trips[b.plan.Runs[run].Trip], now.UnixMicro()-half*1e6, func(of stretch, took, expected float64) {
				at := out[of]
				at.took, at.expected = at.took+took, at.expected+expected
				out[of] = at
			})
		}
	}
	return out
}

// compare goes through the ways that a pass has driven since an instant.
func (b *Board) compare(d *drive, t *Trip, since int64, each func(of stretch, took, expected float64)) {
	left, ok := int64(0), false
	for i, s := range t.Stops {
		arrived, leaves, seen := d.visit(s.Along, b.plan.Rules.TerminalM)
		if seen && ok && left >= since {
			expected, _ := b.expect(t, i, left/1e6)
			each(stretch{t.Stops[i-1].ID, s.ID}, float64(arrived-left)/1e6, expected)
		}
		left, ok = leaves, seen
	}
}

// expect is how long the way to a stop of a trip takes from the one before, when
// it begins at an instant, in seconds, and the variance of that.
func (b *Board) expect(t *Trip, i int, unix int64) (seconds, variance float64) {
	if known, ok := b.paces.way(stretch{t.Stops[i-1].ID, t.Stops[i].ID}, unix); ok {
		return max(1, known.mean()), known.variance() + 25
	}
	planned := float64(max(1, t.Stops[i].Arrive-t.Stops[i-1].Depart))
	return planned, 0.09*planned*planned + 100
}

// dwell is how long a bus stands at a stop of a trip, in seconds.
func (b *Board) dwell(t *Trip, i int) float64 {
	if b.paces != nil {
		if h := b.paces.halts[t.Stops[i].ID]; h.n >= enough {
			return h.mean()
		}
	}
	return float64(t.Stops[i].Depart - t.Stops[i].Arrive)
}

// own is how a run goes against what is to be expected: the ratio of the times
// of the last quarter of an hour, as far as they are believed.
func (b *Board) own(r *Running) float64 {
	const doubt = 600 // seconds of driving as expected that are assumed besides
	took, expected := float64(doubt), float64(doubt)
	b.compare(r.pass, r.Trip, r.At-15*60e6, func(_ stretch, t, e float64) {
		took, expected = took+t, expected+e
	})
	return max(0.5, min(took/expected, 2))
}

// fade is what is left of a run's own pace at each stop further ahead.
const fade = 0.7

// predict foretells the stops ahead of a run that is being driven.
func (b *Board) predict(r *Running, recent recently, now time.Time) {
	stops := r.Trip.Stops
	at, own := float64(r.At)/1e6, b.own(r)-1
	if r.Next == 0 { // it stands at its first stop
		own = 0
	}
	variance := 0.0
	for i := r.Next; i < len(stops); i++ {
		if i > 0 {
			took, v := b.expect(r.Trip, i, int64(at))
			took *= recent.ratio(stretch{stops[i-1].ID, stops[i].ID}) * (1 + own)
			if i == r.Next {
				left := (stops[i].Along - r.Along) / max(1, stops[i].Along-stops[i-1].Along)
				left = max(0, min(left, 1))
				took, v = took*left, v*left
			}
			at, variance, own = at+took, variance+v, own*fade
		}
		at = b.call(r, i, at, variance, now)
	}
}

// predictNext foretells a run that has not begun: it leaves at its time, or when
// its vehicle is back.
func (b *Board) predictNext(r, before *Running, recent recently, now time.Time) {
	midnight := float64(b.plan.Day.Start().Unix())
	at := midnight + float64(r.Start)
	variance := 0.0
	if before != nil && len(before.Calls) > 0 {
		last := before.Calls[len(before.Calls)-1]
		if back := float64(last.Arrive) + 30; back > at { // it turns round at once
			at, variance = back, float64(last.Uncertainty*last.Uncertainty)
		}
	}
	stops := r.Trip.Stops
	for i := range stops {
		if i > 0 {
			took, v := b.expect(r.Trip, i, int64(at))
			at, variance = at+took*recent.ratio(stretch{stops[i-1].ID, stops[i].ID}), variance+v
		}
		at = b.call(r, i, at, variance+900, now)
	}
}

// call notes when a run will be at a stop, and gives when it leaves.
func (b *Board) call(r *Running, i int, at, variance float64, now time.Time) float64 {
	at = max(at, float64(now.Unix()))
	leaves := at
	switch last := len(r.Trip.Stops) - 1; {
	case i == 0 && !r.Headway:
		leaves = max(at, float64(b.plan.Day.Start().Unix()+int64(r.Start)))
	case i > 0 && i < last:
		leaves += b.dwell(r.Trip, i)
	}
	r.Calls = append(r.Calls, Call{r.Trip.Stops[i], int64(math.Round(at)), int64(math.Round(leaves)), int(math.Ceil(math.Sqrt(variance)))})
	return leaves
}

// ratio corrects what is to be expected by what was driven lately, half as much
// as that differs.
func (r recently) ratio(of stretch) float64 {
	x, ok := r[of]
	if !ok || x.expected <= 0 {
		return 1
	}
	return max(0.5, min((x.took+2*x.expected)/(3*x.expected), 2))
}
