package raptor

import "testing"

// What whoever waits for a bus every 20 minutes is promised, from 06:00 to
// 07:00 and, every 10 minutes, to 08:00; the table is in minutes.
func TestTheWorstWaitIsPromised(t *testing.T) {
	t.Parallel()
	windows := []window{{from: 360, until: 420, every: 20}, {from: 420, until: 480, every: 10}}
	sortWindows(windows)
	for _, c := range []struct {
		name          string
		ready, leaves int32
	}{
		{"an hour early: the first bus comes within a headway of its time", 300, 380},
		{"when it opens", 360, 380},
		{"in the window", 395, 415},
		{"the last second that the first window serves", 400, 420},
		{"too late for the first window: the second opens soon", 401, 430},
		{"in the second", 461, 471},
		{"the last second", 470, 480},
		{"after it", 471, never},
	} {
		if got, _ := promise(windows, c.ready); got != c.leaves {
			t.Errorf("%s: ready at %d is promised %d, want %d", c.name, c.ready, got, c.leaves)
		}
	}
	short := []window{{from: 360, until: 370, every: 30, ends: 370}}
	if got, _ := promise(short, 350); got != 370 {
		t.Errorf("a window shorter than its headway has one bus: promised %d, want 370", got)
	}
	if got, _ := promise(short, 361); got != never {
		t.Errorf("and it may be gone: promised %d", got)
	}
	exact := []window{{from: 360, until: 420, every: 20, ends: 420, exact: true}}
	for ready, want := range map[int32]int32{300: 360, 360: 360, 361: 380, 400: 400, 401: never} {
		if got, _ := promise(exact, ready); got != want {
			t.Errorf("exact times, ready at %d: %d, want %d", ready, got, want)
		}
	}
}

// Ready by latest(b) is promised by b, and a second later is not.
func TestLatestIsTheLastSecond(t *testing.T) {
	t.Parallel()
	for _, windows := range [][]window{
		{{from: 100, until: 160, every: 20}, {from: 160, until: 200, every: 7}},
		{{from: 100, until: 200, every: 30, exact: true}, {from: 130, until: 170, every: 9}},
		{{from: 100, until: 105, every: 30}, {from: 90, until: 190, every: 40}, {from: 90, until: 91, every: 1, exact: true}},
	} {
		sortWindows(windows)
		for b := int32(80); b < 220; b++ {
			want := -never
			for r := int32(0); r < 220; r++ {
				if d, _ := promise(windows, r); d <= b {
					want = r
				}
			}
			if got, _ := latest(windows, b); got != want && (got > 0 || want > 0) {
				t.Errorf("%v: promised by %d is ready by %d, want %d", windows, b, got, want)
			}
		}
	}
}
