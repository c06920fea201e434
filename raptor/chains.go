package raptor

import (
	"encoding/binary"
	"slices"

	"sinergi/gtfs"
)

// chain gives the trips that one stays aboard between. The first numbers are
// those of trips by themselves.
func (tt *Timetable) chain(number int32) []part {
	if alone := int32(len(tt.alone)); number >= alone {
		return tt.joined[number-alone]
	}
	return tt.alone[number : number+1]
}

// join adds a chain of several trips, or of one that calls elsewhere than its
// plan has it.
func (tt *Timetable) join(parts []part) (number int32) {
	tt.joined = append(tt.joined, parts)
	return int32(len(tt.alone) + len(tt.joined) - 1)
}

// chains makes the runs and templates of every day, in groups by their stops.
func (b *builder) chains() {
	b.groups, b.of = map[string]*group{}, make([]*group, len(b.feed.Trips))
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
			chain := path[0]
			if len(path) > 1 {
				key := string(appendKey(nil, path))
				known := false
				if chain, known = made[key]; !known {
					chain = b.chain(path)
					made[key] = chain
				}
			}
			g := b.group(chain)
			g.runs = append(g.runs, run{chain, int32(day)})
			for _, t := range path {
				if led[t] {
					done[t] = true
				}
			}
		}
		add := func(path []int32) {
			one(path)
			for _, part := range b.accessible(path) {
				one(part)
			}
		}
		path := make([]int32, 1)
		for _, t := range active {
			if windows := b.repeats[t]; windows != nil {
				b.template(templates, t, windows, int32(day))
			} else if !led[t] {
				path[0] = t
				b.paths(path, on, add)
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
	if !b.good[from] || !b.good[to] {
		return false
	}
	_, arrives := b.ends(from)
	departs, _ := b.ends(to)
	return arrives <= departs
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
	if len(path) == 1 {
		return nil
	}
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

func appendKey(key []byte, numbers []int32) []byte {
	for _, n := range numbers {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	return key
}

// chain joins trips, and their times.
func (b *builder) chain(path []int32) int32 {
	var parts []part
	var events []event
	for _, t := range path {
		parts = append(parts, part{t, int32(len(events))})
		events = append(events, b.eventsOf(t)...)
	}
	b.joined = append(b.joined, events)
	return b.tt.join(parts)
}

// timesOf gives the times of a chain.
func (b *builder) timesOf(chain int32) []event {
	if alone := int32(len(b.tt.alone)); chain >= alone {
		return b.joined[chain-alone]
	}
	return b.eventsOf(chain)
}

// group gives the group of a chain: where its trips call, one after the
// other. No trip is boarded at its last stop, or left at its first.
func (b *builder) group(chain int32) *group {
	if int(chain) < len(b.of) && b.of[chain] != nil {
		return b.of[chain]
	}
	times := &b.feed.Times
	key, may, barred := b.key[:0], []byte(nil), false
	for _, p := range b.tt.chain(chain) {
		from, to := times.Of(int(p.trip))
		for _, s := range times.Stop[from:to] {
			key = binary.LittleEndian.AppendUint32(key, s)
		}
		barred = barred || !b.tt.trips[p.trip].Wheelchair
	}
	n := len(key) / 4
	for i, p := range b.tt.chain(chain) {
		from, to := times.Of(int(p.trip))
		if i > 0 {
			key[len(key)-1] &^= board
		}
		for row := from; row < to; row++ {
			key = append(key, b.may(row))
		}
		if i > 0 {
			key[4*n+int(p.first)] &^= alight
		}
	}
	may = key[4*n:]
	if barred {
		key = append(key, 1)
	}
	g := b.groups[string(key)]
	if g == nil {
		g = &group{pattern{stops: make([]int32, n), may: slices.Clone(may[:n]), barred: barred}}
		for i := range g.stops {
			g.stops[i] = int32(binary.LittleEndian.Uint32(key[4*i:]))
		}
		b.groups[string(key)] = g
		b.order = append(b.order, g)
	}
	if b.key = key; int(chain) < len(b.of) {
		b.of[chain] = g
	}
	return g
}

// may tells what one may do at a row of stop_times.txt.
func (b *builder) may(row int) uint8 {
	may := board | alight
	if p := b.feed.Times.Pickup; p != nil && p[row] == 1 {
		may &^= board
	}
	if d := b.feed.Times.DropOff; d != nil && d[row] == 1 {
		may &^= alight
	}
	return may
}

// template adds the windows of a day to a trip that repeats.
func (b *builder) template(made map[int32]*group, trip int32, windows []gtfs.Frequency, day int32) {
	g := made[trip]
	if g == nil {
		like := b.group(trip)
		events := slices.Clone(b.eventsOf(trip))
		start := events[0].depart
		for i := range events {
			events[i].arrive -= start
			events[i].depart -= start
		}
		g = &group{pattern{stops: like.stops, may: like.may, barred: like.barred, events: events, runs: []run{{trip, 0}}}}
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
