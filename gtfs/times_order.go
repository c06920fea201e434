package gtfs

import (
	"cmp"
	"slices"
	"strconv"
)

// end puts the rows in order of trip and sequence, unless they are.
func (l *timesLoader) end() {
	st := l.st
	st.trips = make([]run, len(l.f.Trips))
	scattered := false
	for _, r := range l.runs {
		if r.trip == None || r.from == r.to {
			continue
		}
		if st.trips[r.trip].to > 0 {
			scattered = true
		}
		st.trips[r.trip] = r.run
	}
	if scattered || !l.ordered {
		l.arrange()
	}
	l.repeated()
	for _, t := range []*Texts{&st.Headsign, &st.LocationGroup, &st.Location, &st.PickupBooking, &st.DropOffBooking} {
		t.seen = nil
	}
}

func (l *timesLoader) arrange() {
	st := l.st
	slices.SortStableFunc(l.runs, func(a, b tripRun) int { return cmp.Compare(a.trip, b.trip) })
	order := make([]uint32, 0, len(st.Stop))
	clear(st.trips)
	for i := 0; i < len(l.runs); {
		trip, from := l.runs[i].trip, len(order)
		for ; i < len(l.runs) && l.runs[i].trip == trip; i++ {
			for row := l.runs[i].from; row < l.runs[i].to; row++ {
				order = append(order, row)
			}
		}
		if trip == None {
			order = order[:from]
			continue
		}
		slices.SortStableFunc(order[from:], func(a, b uint32) int { return cmp.Compare(st.Sequence[a], st.Sequence[b]) })
		st.trips[trip] = run{uint32(from), uint32(len(order))}
	}
	if st.lines == nil {
		l.listLines(0)
		st.lines = st.lines[:len(st.Stop)]
	}
	reorder(&st.Stop, order)
	reorder(&st.Arrival, order)
	reorder(&st.Departure, order)
	reorder(&st.Sequence, order)
	reorder(&st.Dist, order)
	reorder(&st.lines, order)
	for _, c := range l.small {
		reorder(c.out, order)
	}
	for _, c := range l.numbers {
		reorder(c.out, order)
	}
	for _, c := range l.texts {
		reorder(&c.out.At, order)
	}
}

func reorder[T any](column *[]T, order []uint32) {
	if *column == nil {
		return
	}
	out := make([]T, len(order))
	for i, row := range order {
		out[i] = (*column)[row]
	}
	*column = out
}

// repeated reports sequences that a trip has twice.
func (l *timesLoader) repeated() {
	st := l.st
	if l.ordered {
		return
	}
	for trip, r := range st.trips {
		for i := r.from + 1; i < r.to; i++ {
			if st.Sequence[i] == st.Sequence[i-1] {
				l.ck.found(Problem{
					Code: "duplicate_key", Row: st.Line(int(i)), N: st.Line(int(i) - 1), Column: "trip_id", Value: l.f.Trips[trip].ID,
					Column2: "stop_sequence", Value2: strconv.Itoa(int(st.Sequence[i])),
				})
			}
		}
	}
}
