package ridership

import "slices"

// halt gives the halte of a run at which a record's people boarded or alighted:
// the one that it names; else by its moment the last that the bus had come to,
// or for who alights before the first the next one. -1 where nothing tells.
func (a *assigner) halt(trip int, r Record, boards bool) int {
	t := a.out.Trips[trip]
	second := int((r.At - t.Date.Start().UnixMicro()) / 1_000_000)
	if at := a.net.along(t.Trip, r.Stop); len(at) > 0 {
		best := at[0]
		for _, h := range at { // of a loop, the call that is nearest in time
			if h < len(t.Calls) && t.Calls[h].Seen() && t.Calls[best].Seen() && abs(second-t.Calls[h].Arrived) < abs(second-t.Calls[best].Arrived) {
				best = h
			}
		}
		return best
	}
	last := -1
	for i, c := range t.Calls {
		if c.Seen() && c.Arrived <= second+onTheWay {
			last = i
		}
	}
	switch n := min(len(t.Halts), len(t.Calls)); {
	case n == 0:
		return -1
	case boards && last == n-1 && n > 1: // charged on arrival: boarded before
		return n - 2
	case last < 0 && boards:
		return 0
	}
	return last
}

func abs(n int) int { return max(n, -n) }

// choose decides which kind of record counts on a run. A counter sees everybody;
// a typed count may be of a part; a ticket is of who paid. Money is what was
// paid by ticket, else what the office typed.
func (a *assigner) choose(i int) {
	t, given := &a.out.Trips[i], a.given[i]
	for _, k := range []Kind{Counter, Typed, Fare} {
		if len(given[k]) > 0 && t.From == "" {
			t.From, t.Riders = k, given[k]
		}
	}
	if t.From == Typed {
		t.Riders = a.byHalt(t.Riders)
	}
	if t.Fares = given[Fare]; len(t.Fares) > 0 {
		t.Money = Fare
	} else if paid := slices.DeleteFunc(slices.Clone(given[Typed]), func(x At) bool { return !x.Paid }); len(paid) > 0 {
		t.Money, t.Fares = Typed, a.wholeIncome(paid)
	}
	if t.From == Counter {
		for _, x := range given[Typed] {
			a.loose(x.Record, SameAgain)
		}
	}
}

// byHalt takes a typed count of the whole run out when there are counts of its
// halte: it is of the same people.
func (a *assigner) byHalt(all []At) (out []At) {
	if !slices.ContainsFunc(all, func(x At) bool { return x.Stop != "" }) {
		return all
	}
	for _, x := range all {
		if x.Stop == "" {
			a.loose(x.Record, SameAgain)
			continue
		}
		out = append(out, x)
	}
	return out
}

// wholeIncome prefers the income of the halte of a run to that of the whole.
func (a *assigner) wholeIncome(paid []At) []At {
	if slices.ContainsFunc(paid, func(x At) bool { return x.Stop != "" }) {
		return slices.DeleteFunc(paid, func(x At) bool { return x.Stop == "" })
	}
	return paid
}
