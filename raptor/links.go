package raptor

import (
	"cmp"
	"slices"

	"sinergi/gtfs"
)

type pair struct{ from, to int32 }

// none is the end of a link that a rule forbids.
const none = int32(-1)

// longestChange bounds a min_transfer_time, so that seconds stay far from never.
const longestChange = 1 << 24

// walks finds the links between stops and the seconds of a change, from
// distances and from transfers.txt. A rule of a station is one of its
// platforms, unless these have their own.
func (b *builder) walks() {
	tt := b.tt
	tt.near = byLatitude(tt.stops, func(s int32) bool { return b.served[s] })
	near := make([][]link, len(tt.near)) // of a stop that is served, those around it
	inParts(len(near), func(from, to int) {
		for i := from; i < to; i++ {
			s := &tt.stops[tt.near[i]]
			near[i] = tt.around(s.Lat, s.Lon, tt.options.LinkMetres, nil)
		}
	})
	between := map[pair]link{} // by a rule
	rules := slices.DeleteFunc(slices.Clone(b.feed.Transfers), func(x gtfs.Transfer) bool {
		_, from := tt.byID[x.FromStop]
		_, to := tt.byID[x.ToStop]
		return x.Type > 3 || !from || !to || x.FromRoute != "" || x.ToRoute != "" || x.FromTrip != "" || x.ToTrip != ""
	})
	station := func(id string) int { return min(1, len(tt.members[tt.byID[id]])) }
	slices.SortStableFunc(rules, func(x, y gtfs.Transfer) int {
		return cmp.Compare(station(y.FromStop)+station(y.ToStop), station(x.FromStop)+station(x.ToStop))
	})
	for _, x := range rules {
		for _, from := range tt.platforms(tt.byID[x.FromStop]) {
			for _, to := range tt.platforms(tt.byID[x.ToStop]) {
				b.rule(between, from, to, x)
			}
		}
	}
	var all []betweenStops
	for i, from := range tt.near {
		for _, l := range near[i] {
			if _, ruled := between[pair{from, l.to}]; !ruled && l.to != from {
				all = append(all, betweenStops{from, l})
			}
		}
	}
	for p, l := range between {
		if l.to == p.to {
			all = append(all, betweenStops{p.from, l})
		}
	}
	tt.links = linkRows(len(tt.stops), all)
	for i, l := range all {
		all[i] = betweenStops{l.to, link{l.from, l.seconds, l.centimetres}}
	}
	tt.into = linkRows(len(tt.stops), all)
}

type betweenStops struct {
	from int32
	link
}

// linkRows gives the links of each stop, the shortest first.
func linkRows(stops int, all []betweenStops) rows[link] {
	slices.SortFunc(all, func(a, c betweenStops) int {
		return cmp.Or(cmp.Compare(a.from, c.from), cmp.Compare(a.seconds, c.seconds), cmp.Compare(a.to, c.to))
	})
	r := gather(stops, all, func(l betweenStops) int32 { return l.from })
	bare := make([]link, len(r.all))
	for i, l := range r.all {
		bare[i] = l.link
	}
	return rows[link]{r.start, bare}
}

// platforms gives the platforms of a station, or the stop itself.
func (tt *Timetable) platforms(stop int32) []int32 {
	if m := tt.members[stop]; m != nil {
		return m
	}
	return []int32{stop}
}

// rule applies a row of transfers.txt to two stops.
func (b *builder) rule(between map[pair]link, from, to int32, x gtfs.Transfer) {
	tt := b.tt
	if from == to {
		switch {
		case x.Type == 3:
			tt.change[from] = -1
		case x.Type == 2 && x.Seconds >= 0:
			tt.change[from] = int32(min(x.Seconds, longestChange))
		case x.Type == 1:
			tt.change[from] = 0
		default:
			tt.change[from] = int32(tt.options.Change)
		}
		return
	}
	a, c := &tt.stops[from], &tt.stops[to]
	d := centimetres(a.Lat, a.Lon, c.Lat, c.Lon)
	l := link{to, walking(d, tt.options.Speed), d}
	switch {
	case x.Type == 3:
		l.to = none
	case x.Type == 2 && x.Seconds >= 0:
		l.seconds = int32(min(x.Seconds, longestChange))
	}
	between[pair{from, to}] = l
}
