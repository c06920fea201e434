package trace

import "sort"

// Visit gives when a vehicle on a pass came to a place along the path, in metres,
// and when it left it, in microseconds since 1970; where it did not stop, the
// two are alike. It is false for a place that nothing proves the pass to have
// travelled.
//
// From the last position before the place the vehicle is taken to drive on at
// the pace at which it came, and to the first position after it at the pace at
// which it went on. So a halt shows also where it is shorter than the time
// between two positions.
func (r Result) Visit(pass int, along float64) (arrived, left int64, ok bool) {
	if pass < 0 || pass >= len(r.Passes) {
		return 0, 0, false
	}
	p := r.Passes[pass]
	i := sort.Search(len(p.Stretches), func(i int) bool { return p.Stretches[i].To >= along })
	if i == len(p.Stretches) || p.Stretches[i].From > along || p.Stretches[i].Kind != Travelled {
		return 0, 0, false
	}
	line := r.line(pass)
	// The positions at the place, if any: from first to before next.
	first := sort.Search(len(line), func(i int) bool { return line[i].Along >= along-nearby })
	next := sort.Search(len(line), func(i int) bool { return line[i].Along > along+nearby })
	last := next - 1
	if first > last { // it was passed between two positions
		first, last = next, next-1
	}
	first, last = min(first, len(line)-1), max(last, 0)
	arrived, left = line[first].At, line[last].At
	if first > last {
		arrived = between(line[last], line[first], along)
		left = arrived
	}
	if v := pace(line, first-2); v > 0 && first > 0 {
		arrived = min(arrived, line[first-1].At+int64((along-line[first-1].Along)/v))
	}
	if v := pace(line, last+1); v > 0 && last+1 < len(line) {
		left = max(left, line[last+1].At-int64((line[last+1].Along-along)/v))
	}
	return arrived, left, true
}

// nearby is how far from a place, in metres along the path, a vehicle that
// stands there may seem to be.
const nearby = 20.0

// pace is how fast a vehicle drove from one sample to the next, in metres per
// microsecond; 0 where there is no next or it hardly moved.
func pace(line []Sample, i int) float64 {
	if i < 0 || i+1 >= len(line) || line[i+1].At <= line[i].At {
		return 0
	}
	v := (line[i+1].Along - line[i].Along) / float64(line[i+1].At-line[i].At)
	if v < slowest {
		return 0
	}
	return v
}

// slowest is the pace below which a vehicle is held up: 3 m/s, in metres per
// microsecond.
const slowest = 3e-6

// line is how far along a vehicle was on a pass, position by position.
func (r Result) line(pass int) []Sample {
	p := r.Passes[pass]
	first, last := p.Stretches[0], p.Stretches[len(p.Stretches)-1]
	all := []Sample{{p.Began, first.From}}
	from := sort.Search(len(r.Marks), func(i int) bool { return r.Marks[i].At > p.Began })
	for i := from; i < len(r.Marks) && r.Marks[i].At < p.Ended; i++ {
		if m := r.Marks[i]; m.Pass == pass && m.Role == OnPath {
			all = append(all, Sample{m.At, max(all[len(all)-1].Along, min(r.progress[i], last.To))})
		}
	}
	return append(all, Sample{p.Ended, max(all[len(all)-1].Along, last.To)})
}

// between is when a place between two samples was passed, at an even pace.
func between(a, b Sample, along float64) int64 {
	if b.Along <= a.Along {
		return b.At
	}
	share := max(0, min(1, (along-a.Along)/(b.Along-a.Along)))
	return a.At + int64(share*float64(b.At-a.At))
}
