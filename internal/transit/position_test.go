package transit_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/transit"
)

var noon = time.Date(2026, 10, 5, 5, 0, 0, 0, time.UTC) // 12.00 WIB

func TestJudgingReports(t *testing.T) {
	t.Parallel()
	since := noon.Add(-48 * time.Hour)
	good := transit.Report{At: noon, Received: noon, Lat: 0.5, Lon: 101.4, Speed: 5, Heading: 359.9, Accuracy: -1}
	for name, c := range map[string]struct {
		change func(*transit.Report)
		want   transit.Aside
		at     time.Time
	}{
		"usable":                        {func(*transit.Report) {}, transit.Usable, noon},
		"a clock two minutes fast":      {func(r *transit.Report) { r.Received = noon.Add(-2 * time.Minute) }, transit.Usable, noon},
		"a clock in local time as UTC":  {func(r *transit.Report) { r.Received = noon.Add(-7 * time.Hour) }, transit.ClockAhead, noon.Add(-7 * time.Hour)},
		"a GPS week rollover":           {func(r *transit.Report) { r.At = noon.AddDate(0, 0, -1024*7) }, transit.ClockBehind, noon},
		"buffered for a day":            {func(r *transit.Report) { r.Received = noon.Add(24 * time.Hour) }, transit.Usable, noon},
		"null island":                   {func(r *transit.Report) { r.Lat, r.Lon = 0, 0 }, transit.ImpossiblePlace, noon},
		"north of the pole":             {func(r *transit.Report) { r.Lat = 90.1 }, transit.ImpossiblePlace, noon},
		"not a number":                  {func(r *transit.Report) { r.Lon = math.NaN() }, transit.ImpossiblePlace, noon},
		"on the equator it is possible": {func(r *transit.Report) { r.Lat = 0 }, transit.Usable, noon},
	} {
		r := good
		c.change(&r)
		p, aside := transit.Judge(r, since)
		if aside != c.want || p.At != c.at.UnixMicro() {
			t.Errorf("%s: %q at %v, want %q at %v", name, aside, p.Time(), c.want, c.at)
		}
	}
	p, _ := transit.Judge(good, since)
	want := transit.Position{At: noon.UnixMicro(), LatE7: 5_000_000, LonE7: 1_014_000_000, Speed: 500, Heading: 0, Accuracy: transit.Unknown}
	if diff := cmp.Diff(p, want); diff != "" {
		t.Error(diff)
	}
}

func position(t *rapid.T) transit.Position {
	i32 := func(lo, hi int32) int32 { return rapid.Int32Range(lo, hi).Draw(t, "v") }
	return transit.Position{
		At: rapid.Int64Range(0, 4e15).Draw(t, "at"), LatE7: i32(-900_000_000, 900_000_000), LonE7: i32(-1_800_000_000, 1_800_000_000),
		Speed: i32(-1, 20000), Heading: i32(-1, 359), Accuracy: i32(-1, 1000),
	}
}

func TestPackingLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOf(rapid.Custom(position)).Draw(t, "positions")
		back, err := transit.Unpack(nil, transit.Pack(ps))
		if err != nil || len(back) != len(ps) {
			t.Fatalf("%d positions came back as %d, %v", len(ps), len(back), err)
		}
		for i := range ps {
			if ps[i] != back[i] {
				t.Fatalf("position %d: %v came back as %v", i, ps[i], back[i])
			}
		}
	})
}

// The order of arrival and repeated delivery change nothing.
func TestMergeForgetsTheOrderOfArrival(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ps := rapid.SliceOfN(rapid.Custom(position), 1, 50).Draw(t, "positions")
		for i := range ps {
			ps[i].At %= 20 // many at the same instant
		}
		shuffled := append(append([]transit.Position{}, ps...), ps[:len(ps)/2]...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if diff := cmp.Diff(transit.Merge(append([]transit.Position{}, ps...)), transit.Merge(shuffled)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add(transit.Pack([]transit.Position{{At: 1}, {At: 2, LatE7: 5}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, data []byte) {
		ps, err := transit.Unpack(nil, data)
		if err != nil {
			return
		}
		if back, err := transit.Unpack(nil, transit.Pack(ps)); err != nil || len(back) != len(ps) {
			t.Fatal("what was read cannot be written")
		}
	})
}
