package performance

import (
	"cmp"
	"slices"

	"sinergi/internal/transit"
)

// Kind is what a call, or the headway before it, was judged to be.
type Kind string

// The kinds. A call has one of the first four, and one of the others where a
// bus came before it.
const (
	OnTime  Kind = "tepat"
	Early   Kind = "awal"
	Late    Kind = "terlambat"
	Unseen  Kind = "tidak_terlihat"
	Kept    Kind = "teratur"
	Bunched Kind = "beriringan"
	Gap     Kind = "renggang"
)

// Finding is one judged call: the evidence behind a count.
type Finding struct {
	Trip
	Halt    int
	Kind    Kind
	Seconds int // late by, or the headway; 0 where unseen
	Planned int // of a headway: the planned one
}

// Findings lists the calls behind the counts of some kinds, by day, planned
// start and halte. They are as many as [Measure] counts.
func Findings(trips []Trip, rules transit.Rules, of Scope, kinds ...Kind) []Finding {
	var out []Finding
	var f Figures
	for _, l := range lines(trips) {
		l.measure(rules, of, &f, func(x Finding) {
			if slices.Contains(kinds, x.Kind) {
				out = append(out, x)
			}
		})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return cmp.Or(a.Run.Compare(b.Run), cmp.Compare(a.Halt, b.Halt)) })
	return out
}

// measure adds what happened at the halte of a line, and tells note of each
// judged call.
func (l line) measure(rules transit.Rules, of Scope, f *Figures, note func(Finding)) {
	if note == nil {
		note = func(Finding) {}
	}
	l.punctuality(rules, of, f, note)
	for _, stop := range l.stops() {
		if of.government(stop.government) {
			stop.headways(rules, of, f, note)
			stop.waits(of, f)
		}
	}
}

// punctuality judges the calls at timed halte: when the bus left, at the last
// halte when it came, where being early is being on time.
func (l line) punctuality(rules transit.Rules, of Scope, f *Figures, note func(Finding)) {
	for _, t := range l.trips {
		for i, h := range t.Halts {
			if !h.Timed || !of.government(h.Government) || !of.contains(h.Planned) {
				continue
			}
			c, last := t.call(i), i == len(t.Halts)-1
			if !c.Seen() {
				f.UnseenCalls++
				note(Finding{Trip: t, Halt: i, Kind: Unseen})
				continue
			}
			at := c.Left
			if last {
				at = c.Arrived
			}
			late := at - h.Planned
			switch {
			case late > rules.OnTimeLateS:
				f.Late++
				note(Finding{Trip: t, Halt: i, Kind: Late, Seconds: late})
			case late < -rules.OnTimeEarlyS && !last:
				f.Early++
				note(Finding{Trip: t, Halt: i, Kind: Early, Seconds: late})
			default:
				f.OnTime++
				note(Finding{Trip: t, Halt: i, Kind: OnTime, Seconds: late})
			}
		}
	}
}

// passing is a run at a halte where passengers board.
type passing struct {
	trip    *Trip
	halt    int
	planned int
	call    transit.Call
}

// stop is a halte of a line with the runs that the plan has there, in the
// order of the plan.
type stop struct {
	government string
	passings   []passing
}

// stops gives the halte of a line at which passengers board: not the last of
// each run.
func (l line) stops() []stop {
	var out []stop
	at := map[string]int{}
	for k := range l.trips {
		t, seen := &l.trips[k], map[string]int{}
		for i, h := range t.Halts {
			if i == len(t.Halts)-1 {
				continue
			}
			// A route that comes by a halte twice has two places to wait there.
			key := h.Stop + "\x00" + string(rune('0'+seen[h.Stop]))
			seen[h.Stop]++
			n, known := at[key]
			if !known {
				n = len(out)
				at[key] = n
				out = append(out, stop{government: h.Government})
			}
			out[n].passings = append(out[n].passings, passing{t, i, h.Planned, t.call(i)})
		}
	}
	for i := range out {
		slices.SortStableFunc(out[i].passings, func(a, b passing) int { return cmp.Compare(a.planned, b.planned) })
	}
	return out
}

// seen gives the passings of which it is known when the bus left, in that order,
// and when those were planned of which nothing is proved.
func (s stop) seen() (buses []int, unsure []int) {
	for i, p := range s.passings {
		if p.call.Seen() {
			buses = append(buses, i)
		} else if p.call.Unsure() {
			unsure = append(unsure, p.planned)
		}
	}
	slices.SortStableFunc(buses, func(a, b int) int { return cmp.Compare(s.passings[a].call.Left, s.passings[b].call.Left) })
	return buses, unsure
}

// doubtful reports whether a bus of which nothing is proved may have come by
// between two moments.
func doubtful(unsure []int, after, until int) bool {
	return slices.ContainsFunc(unsure, func(at int) bool { return at > after && at <= until })
}

// headways compares the time between two buses that followed each other with
// the headway that the plan has before the second. The first bus of the day has
// none, and none is judged where another may have come in between.
func (s stop) headways(rules transit.Rules, of Scope, f *Figures, note func(Finding)) {
	buses, unsure := s.seen()
	for k := 1; k < len(buses); k++ {
		i := buses[k]
		p, before := s.passings[i], s.passings[buses[k-1]]
		if i == 0 || !of.contains(p.call.Left) || doubtful(unsure, before.call.Left, p.call.Left) {
			continue
		}
		planned, actual := p.planned-s.passings[i-1].planned, p.call.Left-before.call.Left
		if planned <= 0 {
			continue
		}
		x := Finding{Trip: *p.trip, Halt: p.halt, Seconds: actual, Planned: planned}
		switch {
		case actual*1000 < planned*(1000-rules.HeadwayPerm):
			x.Kind = Bunched
			f.Bunched++
		case actual*1000 > planned*(1000+rules.HeadwayPerm):
			x.Kind = Gap
			f.Gaps++
		default:
			x.Kind = Kept
			f.Kept++
		}
		note(x)
	}
}
