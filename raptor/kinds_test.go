package raptor_test

import "fmt"

// kinds are what the runs are but for their times: where they call, and as what
// they go on. They tell how often one has to ride at least, at whatever time, so
// that a search ends that would look for fewer rides until the timetable does.
type kinds struct {
	stops [][]int // of a kind, where it calls
	next  []map[int]bool
	at    [][]int // of a stop, the kinds that call there
	of    []int   // of a run
}

func (o *oracle) sortKinds() {
	k := &o.kinds
	k.at, k.of = make([][]int, len(o.feed.Stops)), make([]int, len(o.runs))
	known := map[string]int{}
	for i := range o.runs {
		name := fmt.Sprint(o.runs[i].stop)
		n, ok := known[name]
		if !ok {
			n = len(k.stops)
			known[name] = n
			k.stops, k.next = append(k.stops, o.runs[i].stop), append(k.next, map[int]bool{})
			for _, s := range o.runs[i].stop {
				k.at[s] = append(k.at[s], n)
			}
		}
		k.of[i] = n
	}
	for i := range o.runs {
		for _, next := range o.runs[i].next {
			k.next[k.of[i]][k.of[next]] = true
		}
	}
}

// fewest gives how many rides the destination takes at least, or 17: one that
// can be boarded somewhere takes to all its stops.
func (o *oracle) fewest() int {
	k := &o.kinds
	been, taken := map[int]bool{}, map[int]bool{}
	var here []int
	for s := range o.known {
		if o.known[s] == o.query {
			here = append(here, s)
		}
	}
	for rides := 1; rides < 17; rides++ {
		var kinds, stops []int
		take := func(n int) {
			if !taken[n] {
				taken[n] = true
				kinds = append(kinds, n)
			}
		}
		for _, s := range here {
			for _, n := range k.at[s] {
				take(n)
			}
		}
		for i := 0; i < len(kinds); i++ {
			for next := range k.next[kinds[i]] {
				take(next)
			}
			stops = append(stops, k.stops[kinds[i]]...)
		}
		here = here[:0]
		come := func(s int) {
			if !been[s] {
				been[s] = true
				here = append(here, s)
			}
		}
		for _, s := range stops {
			if _, ok := o.out[s]; ok {
				return rides
			}
			come(s)
			for _, w := range o.walks[s] {
				come(w.to)
			}
		}
	}
	return 17
}
