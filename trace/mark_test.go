package trace_test

import (
	"testing"

	"sinergi/trace"
)

// A page can say of every position why it was used or not.
func TestEveryPositionIsExplained(t *testing.T) {
	t.Parallel()
	r := streets(0, 0, 0, 8000)
	path := r.path(t)
	around := streets(0, 3000, -500, 3000, -500, 4000, 0, 4000)
	b := newBus(1, good(10))
	b.here = r.at(0)
	b.stand(300)
	waited := len(b.out)
	b.drive(r, 0, 3000)
	left := len(b.out)
	b.drive(around, 0, around.length())
	back := len(b.out)
	b.drive(r, 4000, 8000)
	arrived := len(b.out)
	b.stand(300)
	b.drive(r, 8000, 4000)
	jump := waited + 5
	b.out[jump].Lat += 0.02
	result := path.Follow(b.out, trace.Options{})
	if len(result.Passes) != 1 || len(result.Marks) != len(b.out) {
		t.Fatalf("%d passes, %d marks", len(result.Passes), len(result.Marks))
	}
	count := map[trace.Role]int{}
	for i, m := range result.Marks {
		count[m.Role]++
		want, pass := trace.OnPath, 0
		switch {
		case i < waited-2, i > arrived+2:
			want, pass = trace.Idle, -1
		case i == jump:
			want = trace.Outlier
		case i >= left+12 && i < back-12:
			want = trace.OffPath
		case i < waited+2, i >= arrived-2, i >= left-2 && i < back+2:
			continue // at the very edge
		}
		if m.Role != want || m.Pass != pass {
			t.Errorf("position %d (waited %d, left %d, back %d, arrived %d): %+v, want role %d of pass %d", i, waited, left, back, arrived, m, want, pass)
		}
	}
	if got := result.Passes[0]; got.Outliers != 1 || got.Points != count[trace.OnPath] {
		t.Errorf("%d outliers, %d points of %d: %+v", got.Outliers, got.Points, count[trace.OnPath], got)
	}
}

func TestProgressDrawsThePass(t *testing.T) {
	t.Parallel()
	r := routeOne(t)
	path := r.path(t)
	b := newBus(2, good(10))
	b.here = r.at(0)
	b.stand(300)
	b.drive(r, 0, r.length())
	b.stand(300)
	result := path.Follow(b.out, trace.Options{})
	line := result.Progress(0)
	if n := len(line); n < 10 || n > result.Passes[0].Points/2 {
		t.Errorf("%d samples of %d points", n, result.Passes[0].Points)
	}
	if first, last := line[0], line[len(line)-1]; first.At != result.Passes[0].Began || first.Along != 0 || last.At != result.Passes[0].Ended || last.Along < path.Length()-0.001 {
		t.Errorf("from %+v to %+v", first, last)
	}
	for i, m := range result.Marks {
		if m.Role != trace.OnPath || m.At == result.Passes[0].Began {
			continue
		}
		for k := 1; k < len(line); k++ {
			if m.At > line[k].At {
				continue
			}
			share := float64(m.At-line[k-1].At) / float64(line[k].At-line[k-1].At)
			if at := line[k-1].Along + share*(line[k].Along-line[k-1].Along); at > m.Along+80 || at < m.Along-80 {
				t.Errorf("position %d is at %.0f m, drawn at %.0f", i, m.Along, at)
			}
			break
		}
	}
	if result.Progress(1) != nil || result.Progress(-1) != nil {
		t.Error("a pass that is none has progress")
	}
}
