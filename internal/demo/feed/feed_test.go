package feed_test

import (
	"bytes"
	"math"
	"testing"

	"sinergi/gtfs"
	"sinergi/internal/demo/feed"
)

var monday = gtfs.Date{Year: 2026, Month: 10, Day: 5}

func read(t *testing.T) *gtfs.Feed {
	t.Helper()
	f, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRouteOneIsRealGeometry(t *testing.T) {
	t.Parallel()
	shape := read(t).Shape("1-0")
	if got := shape[len(shape)-1].Dist; math.Abs(got-14462) > 2 {
		t.Errorf("route 1 is %.1f m, want about 14,462", got)
	}
	back := read(t).Shape("1-1")
	if back[0].Lat != shape[len(shape)-1].Lat || len(back) != len(shape) {
		t.Error("the return trip is not the same road reversed")
	}
}

func TestADayOfRouteOne(t *testing.T) {
	t.Parallel()
	runs, free := 0, map[string]int{} // when each block is free again, and where
	where := map[string]int{}
	for _, r := range read(t).Runs(monday) {
		if r.RouteID != "1" {
			t.Errorf("route %s has runs at fixed times", r.RouteID)
		}
		runs++
		if end, ok := free[r.BlockID]; ok {
			if r.Start-end < 300 {
				t.Errorf("block %s leaves %d s after it arrived", r.BlockID, r.Start-end)
			}
			if where[r.BlockID] == r.Direction {
				t.Errorf("block %s leaves an end where it is not", r.BlockID)
			}
		}
		free[r.BlockID], where[r.BlockID] = r.Start+r.Duration, r.Direction
	}
	if runs != 122 || len(free) != 8 {
		t.Errorf("%d runs by %d blocks, want 122 by 8", runs, len(free))
	}
}

func TestStopTimesIncrease(t *testing.T) {
	t.Parallel()
	f := read(t)
	for _, trip := range f.Trips {
		last := gtfs.StopTime{Arrival: -1, Departure: -1, ShapeDist: -1}
		for _, st := range f.StopTimes(trip.ID) {
			if st.Arrival <= last.Departure || st.ShapeDist <= last.ShapeDist {
				t.Errorf("trip %s stop %d does not come after the one before", trip.ID, st.Sequence)
			}
			last = st
		}
	}
	if n := len(f.Routes); n != 10 {
		t.Errorf("%d routes, want the 10 of the network", n)
	}
	if len(f.Headways(monday)) == 0 {
		t.Error("the other routes have no headways")
	}
}

func TestTheZipIsTheSameFeed(t *testing.T) {
	t.Parallel()
	a, err := feed.Zip()
	if err != nil {
		t.Fatal(err)
	}
	back, err := gtfs.Read(bytes.NewReader(a), int64(len(a)), gtfs.Limits{Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := back.WriteZip(&b); err != nil || !bytes.Equal(a, b.Bytes()) {
		t.Errorf("reading and writing the feed changed it (%v)", err)
	}
}
