package raptor

import (
	"encoding/binary"
	"slices"

	"sinergi/gtfs"
)

// chains makes the runs and templates of every day, in groups by their stops.
func (b *builder) chains() {
	b.groups = map[string]*group{}
	made := map[string]int32{} // chains by their trips
	templates := map[int32]*group{}
	for day, active := range b.active {
		on, led, done := map[int32]bool{}, map[int32]bool{}, map[int32]bool{}
		if len(b.follows) > 0 {
			for _, t := range active {
				on[t] = true
			}
			for _, t := range active {
				for _, next := range b.follows[t] {
					led[next] = led[next] || on[next] && b.goesOn(t, next)
				}
			}
		}
		one := func(path []int32) {
			key := binaryKey(path)
			chain, ok := made[key]
			if !ok {
				chain = b.chain(path)
				made[key] = chain
			}
			g := b.group(chain)
			g.runs = append(g.runs, run{chain, int32(day)})
			for _, t := range path {
				done[t] = true
			}
		}
		add := func(path []int32) {
			one(path)
			for _, part := range b.accessible(path) {
				one(part)
			}
		}
		for _, t := range active {
			if windows := b.repeats[t]; windows != nil {
				b.template(templates, t, windows, int32(day))
			} else if !led[t] {
				b.paths([]int32{t}, on, add)
			}
		}
		for _, t := range active { // trips that go round in a circle
			if led[t] && !done[t] {
				add([]int32{t})
			}
		}
	}
}

// goesOn reports whether a vehicle can go on from one trip as another.
func (b *builder) goesOn(from, to int32) bool {
	a, c := b.trips[from].events, b.trips[to].events
	return a != nil && c != nil && a[len(a)-1].arrive <= c[0].depart
}

// maxChain bounds how many trips a vehicle goes on as with its passengers.
const maxChain = 8

// paths adds every longest way that a vehicle goes on from a path.
func (b *builder) paths(path []int32, on map[int32]bool, add func([]int32)) {
	further := false
	for _, next := range b.follows[path[len(path)-1]] {
		if len(path) < maxChain && on[next] && b.goesOn(path[len(path)-1], next) && !slices.Contains(path, next) {
			further = true
			b.paths(append(slices.Clone(path), next), on, add)
		}
	}
	if !further {
		add(path)
	}
}

// accessible gives the parts of a path that wheelchairs can use, where there
// are others.
func (b *builder) accessible(path []int32) [][]int32 {
	var parts [][]int32
	from := 0
	for i := 0; i <= len(path); i++ {
		if i == len(path) || !b.tt.trips[path[i]].Wheelchair {
			if i > from {
				parts = append(parts, path[from:i])
			}
			from = i + 1
		}
	}
	if len(parts) == 1 && len(parts[0]) == len(path) {
		return nil
	}
	return parts
}

func binaryKey(numbers []int32) string {
	var key []byte
	for _, n := range numbers {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	return string(key)
}

func (b *builder) chain(path []int32) int32 {
	var parts []part
	at := int32(0)
	for _, t := range path {
		parts = append(parts, part{t, at})
		at += int32(len(b.trips[t].stops))
	}
	b.tt.chains = append(b.tt.chains, parts)
	return int32(len(b.tt.chains) - 1)
}

// row gives what a chain's trips call at, one after the other. No trip is
// boarded at its last stop, or left at its first.
func (b *builder) row(chain int32) (row timed, barred bool) {
	for i, p := range b.tt.chains[chain] {
		t := b.trips[p.trip]
		if i > 0 {
			row.may[len(row.may)-1] &^= board
		}
		row.stops = append(row.stops, t.stops...)
		row.may = append(row.may, t.may...)
		row.events = append(row.events, t.events...)
		if i > 0 {
			row.may[p.first] &^= alight
		}
		barred = barred || !b.tt.trips[p.trip].Wheelchair
	}
	return row, barred
}

// group gives the group of a chain.
func (b *builder) group(chain int32) *group {
	row, barred := b.row(chain)
	key := binaryKey(row.stops) + string(row.may)
	if barred {
		key += "!"
	}
	g := b.groups[key]
	if g == nil {
		g = &group{pattern: pattern{stops: row.stops, may: row.may, barred: barred}}
		b.groups[key] = g
		b.order = append(b.order, g)
	}
	return g
}

// template adds the windows of a day to a trip that repeats.
func (b *builder) template(made map[int32]*group, trip int32, windows []gtfs.Frequency, day int32) {
	g := made[trip]
	if g == nil {
		chain := b.chain([]int32{trip})
		row, barred := b.row(chain)
		start := row.events[0].depart
		for i := range row.events {
			row.events[i].arrive -= start
			row.events[i].depart -= start
		}
		g = &group{pattern: pattern{stops: row.stops, may: row.may, barred: barred, events: row.events, runs: []run{{chain, 0}}}}
		made[trip] = g
		b.order = append(b.order, g)
	}
	offset := b.tt.days[day].offset
	for _, w := range windows {
		if w.Until > w.From {
			g.windows = append(g.windows, window{from: offset + int32(w.From), until: offset + int32(w.Until), every: int32(w.Every), day: day, exact: w.Exact})
		}
	}
}
