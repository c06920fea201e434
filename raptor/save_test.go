package raptor_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"sinergi/gtfs"
	"sinergi/raptor"
)

// saved gives the snapshot of a timetable, and the timetable that is made of
// it.
func saved(t testing.TB, tt *raptor.Timetable) ([]byte, *raptor.Timetable) {
	t.Helper()
	var b bytes.Buffer
	if err := tt.Save(&b); err != nil {
		t.Fatal(err)
	}
	again, err := raptor.Load(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), again
}

// A timetable that was saved answers everything as the one that was built does.
func TestASavedTimetableAnswersTheSame(t *testing.T) {
	t.Parallel()
	found := 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 12))
		feed, opt := randomFeed(t, rng)
		tt, err := raptor.Build(feed, opt)
		if err != nil {
			t.Fatal(err)
		}
		changes := randomChanges(rng, feed, opt)
		first, again := saved(t, tt)
		live, unused := tt.With(changes)
		if b, _ := saved(t, again); !bytes.Equal(first, b) {
			t.Fatalf("network %d: saved again it is another", seed)
		}
		if b, _ := saved(t, live); !bytes.Equal(first, b) {
			t.Fatalf("network %d: with changes it is saved as another", seed)
		}
		if tt.String() != again.String() || tt.Unused() != again.Unused() || tt.Zone().String() != again.Zone().String() {
			t.Fatalf("network %d: %v, %v", seed, tt, again)
		}
		liveAgain, unusedAgain := again.With(changes)
		if fmt.Sprint(unused) != fmt.Sprint(unusedAgain) {
			t.Fatalf("network %d: changes are not used alike", seed)
		}
		for _, pair := range [][2]*raptor.Timetable{{tt, again}, {live, liveAgain}} {
			a, b := pair[0].NewQuery(), pair[1].NewQuery()
			for i := range 20 {
				r := raptor.Request{
					From: randomPlace(rng, feed, true).raptor(), To: randomPlace(rng, feed, true).raptor(), Time: 86400 + int32(rng.IntN(40000)),
					ArriveBy: i%3 == 0, WalkMetres: 100 + rng.IntN(900), Wheelchair: rng.IntN(4) == 0, Walking: (i % 2) * 50,
				}
				x, y := fmt.Sprint(a.Plan(r)), fmt.Sprint(b.Plan(r))
				found += len(x)
				if x != y {
					t.Fatalf("network %d: %+v:\n%s\n%s", seed, r, x, y)
				}
				if x, y = fmt.Sprint(a.Range(r, 1800)), fmt.Sprint(b.Range(r, 1800)); x != y {
					t.Fatalf("network %d: window of %+v:\n%s\n%s", seed, r, x, y)
				}
				stop := int32(rng.IntN(pair[0].Stops()))
				if x, y = fmt.Sprint(pair[0].Departures(stop, r.Time, r.Time+3600, nil)), fmt.Sprint(pair[1].Departures(stop, r.Time, r.Time+3600, nil)); x != y || pair[0].Stop(stop) != pair[1].Stop(stop) {
					t.Fatalf("network %d: what leaves stop %d:\n%s\n%s", seed, stop, x, y)
				}
			}
		}
	}
	if found < 10_000 {
		t.Error("hardly a journey was found")
	}
}

// The same of real feeds; what it costs to load is told beside what it costs to
// build.
func TestASavedTimetableOfRealFeeds(t *testing.T) {
	for _, f := range feeds {
		t.Run(f.file, func(t *testing.T) {
			feed := readFeed(t, f.file)
			next := f.day
			next.Day++
			began := time.Now()
			tt, err := raptor.Build(feed, raptor.Options{First: f.day, Last: next})
			if err != nil {
				t.Fatal(err)
			}
			built := time.Since(began)
			snapshot, _ := saved(t, tt)
			began = time.Now()
			again, err := raptor.Load(bytes.NewReader(snapshot))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("built in %v (of a feed that is read), loaded in %v from %d bytes: %v", built.Round(time.Millisecond), time.Since(began).Round(time.Millisecond), len(snapshot), again)
			rng := rand.New(rand.NewPCG(42, 12))
			a, b := tt.NewQuery(), again.NewQuery()
			for range 50 {
				r := raptor.Request{From: randomPlace(rng, feed, true).raptor(), To: randomPlace(rng, feed, true).raptor(), Time: tt.Second(time.Date(f.day.Year, f.day.Month, f.day.Day, 6+rng.IntN(12), 0, 0, 0, tt.Zone()))}
				if x, y := fmt.Sprint(a.Plan(r)), fmt.Sprint(b.Plan(r)); x != y {
					t.Fatalf("%+v:\n%s\n%s", r, x, y)
				}
			}
		})
	}
}

// smallSnapshot is of the corridor of the example.
func smallSnapshot(t testing.TB) []byte {
	t.Helper()
	feed, err := gtfs.ReadFS(twoLines(), gtfs.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	day := gtfs.Date{Year: 2026, Month: 10, Day: 5}
	tt, err := raptor.Build(feed, raptor.Options{First: day, Last: day})
	if err != nil {
		t.Fatal(err)
	}
	snapshot, _ := saved(t, tt)
	return snapshot
}

// One bit that flipped, an end that is missing, another version, another file:
// all are refused.
func TestADamagedSnapshotIsRefused(t *testing.T) {
	t.Parallel()
	good := smallSnapshot(t)
	refused := func(what string, b []byte) {
		t.Helper()
		if tt, err := raptor.Load(bytes.NewReader(b)); !errors.Is(err, raptor.ErrSnapshot) || tt != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range good {
		for bit := range 8 {
			bad := bytes.Clone(good)
			bad[i] ^= 1 << bit
			refused(fmt.Sprintf("byte %d bit %d", i, bit), bad)
		}
		refused(fmt.Sprintf("the first %d bytes", i), good[:i])
	}
	refused("a feed", []byte("PK\x03\x04 stops.txt"))
	if _, err := raptor.Load(bytes.NewReader(append(bytes.Clone(good), "more"...))); err != nil {
		t.Errorf("what follows in the stream is not its own: %v", err)
	}
}

// brokenWriter has room for so many bytes.
type brokenWriter int

func (w *brokenWriter) Write(b []byte) (int, error) {
	if int(*w) < len(b) {
		return 0, os.ErrClosed
	}
	*w -= brokenWriter(len(b))
	return len(b), nil
}

func TestAFullDiskIsToldOf(t *testing.T) {
	t.Parallel()
	good := smallSnapshot(t)
	tt, err := raptor.Load(bytes.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []int{0, 1, len(good) - 32, len(good) - 1} {
		w := brokenWriter(room)
		if err := tt.Save(&w); !errors.Is(err, os.ErrClosed) {
			t.Errorf("room for %d of %d bytes: %v", room, len(good), err)
		}
	}
}

func withSum(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(bytes.Clone(body), sum[:]...)
}

// Whatever bytes there are, and also where their checksum is right, loading
// does not panic, and what was loaded can be asked.
func FuzzLoad(f *testing.F) {
	good := smallSnapshot(f)
	f.Add(good[:len(good)-32])
	f.Add([]byte("sinergi/raptor\n\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if len(body) > 1<<16 {
			return
		}
		tt, err := raptor.Load(bytes.NewReader(withSum(body)))
		if err != nil {
			if !errors.Is(err, raptor.ErrSnapshot) {
				t.Errorf("refused otherwise: %v", err)
			}
			return
		}
		q := tt.NewQuery()
		for stop := range int32(min(tt.Stops(), 4)) {
			for _, back := range []bool{false, true} {
				r := raptor.Request{From: raptor.AtStop(stop), To: raptor.At(0.5, 101.44), Time: 20_000, ArriveBy: back}
				if back {
					r.From, r.To = r.To, r.From
				}
				q.Plan(r)
				q.Reach(r, 3600)
				r.Walking = 100
				q.Plan(r)
			}
			tt.Departures(stop, 0, 3600, nil)
		}
		var b bytes.Buffer
		if err := tt.Save(&b); err != nil {
			t.Error(err)
		}
	})
}
