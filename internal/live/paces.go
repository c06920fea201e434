package live

import (
	"math"
	"time"

	"sinergi/internal/civil"
)

// Passage is when a run was at its stops, as measured.
type Passage struct {
	Trip    string  `json:"trip"`
	Start   int     `json:"start"`   // seconds of the service day
	Began   int64   `json:"began"`   // Unix seconds
	Arrived []int32 `json:"arrived"` // seconds after Began by stop of the trip; Unseen where nothing proves it
	Left    []int32 `json:"left"`
}

// Unseen stands for no time.
const Unseen = math.MinInt32

// stretch is the way from one stop to the next.
type stretch struct{ from, to string }

// bucket is half an hour of a kind of day.
type bucket struct {
	of   stretch
	free bool // a Saturday or Sunday
	half int8
}

// tally is the sum of some durations in seconds.
type tally struct{ n, sum, squares float64 }

func (t *tally) add(o tally) { t.n, t.sum, t.squares = t.n+o.n, t.sum+o.sum, t.squares+o.squares }

func (t tally) mean() float64 { return t.sum / t.n }

func (t tally) variance() float64 { return max(0, t.squares/t.n-t.mean()*t.mean()) }

// Paces is how long the ways between stops took on recent days, and the halts
// at stops. The zero value knows nothing.
type Paces struct {
	ways  map[bucket]tally
	halts map[string]tally // by stop
}

// Add takes the passages of a day in.
func (p *Paces) Add(trips map[string]*Trip, all []Passage) {
	if p.ways == nil {
		p.ways, p.halts = map[bucket]tally{}, map[string]tally{}
	}
	for _, x := range all {
		t := trips[x.Trip]
		if t == nil || len(x.Arrived) != len(t.Stops) || len(x.Left) != len(t.Stops) {
			continue // of another timetable
		}
		for i, s := range t.Stops {
			if x.Arrived[i] != Unseen && i > 0 && i < len(t.Stops)-1 {
				p.halt(s.ID, float64(x.Left[i]-x.Arrived[i]))
			}
			if i == 0 || x.Left[i-1] == Unseen || x.Arrived[i] == Unseen {
				continue
			}
			took := float64(x.Arrived[i] - x.Left[i-1])
			if took < 0 || took > 3600 {
				continue
			}
			b := bucketAt(stretch{t.Stops[i-1].ID, s.ID}, x.Began+int64(x.Left[i-1]))
			at := p.ways[b]
			at.add(tally{1, took, took * took})
			p.ways[b] = at
		}
	}
}

func (p *Paces) halt(stop string, took float64) {
	if took < 0 || took > 600 {
		return
	}
	at := p.halts[stop]
	at.add(tally{1, took, took * took})
	p.halts[stop] = at
}

func bucketAt(of stretch, unix int64) bucket {
	at := time.Unix(unix, 0).In(civil.WIB())
	day := at.Weekday()
	return bucket{of, day == time.Saturday || day == time.Sunday, int8(at.Hour()*2 + at.Minute()/30)}
}

// enough is how many times a way must have been driven for its mean to be
// believed.
const enough = 4

// way is how long a stretch takes that begins at an instant: the mean of the
// half hour, of the two hours around, of the whole of such days, or of all.
func (p *Paces) way(of stretch, unix int64) (tally, bool) {
	if p == nil || len(p.ways) == 0 {
		return tally{}, false
	}
	b := bucketAt(of, unix)
	for _, around := range []int8{0, 1, 2, 48} {
		var sum tally
		for half := b.half - around; half <= b.half+around; half++ {
			sum.add(p.ways[bucket{of, b.free, half}])
			if around == 48 {
				sum.add(p.ways[bucket{of, !b.free, half}])
			}
		}
		if sum.n >= enough {
			return sum, true
		}
	}
	return tally{}, false
}

// Known is how many ways, each in half an hour of a kind of day, have been
// driven.
func (p *Paces) Known() int { return len(p.ways) }
