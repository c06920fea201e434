package ops_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/fetch"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/pull"
	"sinergi/internal/seal"
	"sinergi/internal/store"
)

// fleet answers as a source of positions of a bus of the demo does.
type fleet struct {
	*httptest.Server
	asked atomic.Int64
	wait  chan struct{} // /slow answers when it is closed
}

func newFleet(t *testing.T, now func() time.Time) *fleet {
	t.Helper()
	f := &fleet{wait: make(chan struct{})}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked.Add(1)
		if r.URL.Path == "/slow" {
			select {
			case <-f.wait:
			case <-r.Context().Done():
			}
		}
		at := uint64(now().Unix())
		m := realtime.Message{Header: realtime.Header{Version: "2.0", Timestamp: at}, Entities: []realtime.Entity{{ID: "1", Vehicle: &realtime.Vehicle{
			Vehicle: &realtime.VehicleID{ID: "TMP-101"}, Position: &realtime.Position{Lat: 0.5, Lon: 101.4}, Timestamp: at,
		}}}}
		_, _ = w.Write(m.Append(nil))
	}))
	t.Cleanup(f.Close)
	return f
}

// Several nodes ask each source once in its interval; one that does not answer
// keeps no other from being asked; a node without the key leaves a source to one
// that has it, and says so when there is none.
func TestSourcesAreAskedByOneNodeAtATime(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		var clock atomic.Int64
		clock.Store(time.Date(2026, 11, 4, 1, 0, 0, 0, time.UTC).Unix())
		now := func() time.Time { return time.Unix(clock.Load(), 0) }
		f := newFleet(t, now)
		dir := t.TempDir()
		node := func(key string) *ops.Desk {
			d := ops.New(ops.Config{Store: b.store, Files: b.files, Now: now, Log: slog.New(slog.DiscardHandler), Box: seal.Open(filepath.Join(dir, key))})
			d.PullWith(fetch.New(fetch.Options{Inside: true, Timeout: 20 * time.Second}))
			return d
		}
		one, two, keyless := node("a"), node("a"), node("b")
		pku, kampar := b.who("pekanbaru-dishub"), b.who("kampar-dishub")
		source := func(path string) pull.Source {
			return pull.Source{Name: "Pusat " + path, Address: map[pull.Kind]string{pull.Positions: f.URL + path}, Header: "X-Key", Interval: 30, MaxAge: 90}
		}
		if _, err := one.SaveRealtime(ctx, kampar, demo.BusService, source("/vp"), "kunci"); fault.KindOf(err) != fault.Denied {
			t.Errorf("another government adds a source: %v", err)
		}
		if _, err := one.SaveRealtime(ctx, policy.Actor{}, demo.BusService, source("/vp"), "kunci"); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("anybody adds a source: %v", err)
		}
		if _, err := one.SaveRealtime(ctx, b.who("pekanbaru-dlhk"), demo.WasteService, source("/vp"), "kunci"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a waste service gets a source: %v", err)
		}
		number, err := one.SaveRealtime(ctx, pku, demo.BusService, source("/vp"), "kunci")
		if err != nil || number != 1 {
			t.Fatalf("number %d: %v", number, err)
		}
		state := func(number int) pull.State {
			t.Helper()
			s, err := one.RealtimeOf(ctx, pku, demo.BusService, number)
			if err != nil {
				t.Fatal(err)
			}
			return s.Doors[0].State
		}
		due := func(desks ...*ops.Desk) {
			t.Helper()
			var all sync.WaitGroup
			for _, d := range desks {
				all.Go(func() {
					if err := d.PullDue(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		due(one, two)
		due(one, two)
		if n := f.asked.Load(); n != 1 || state(1) != pull.Live {
			t.Errorf("asked %d times, %s", n, state(1))
		}
		clock.Add(30)
		due(keyless)
		if n := f.asked.Load(); n != 1 || state(1) != pull.Live {
			t.Errorf("without the key it is asked %d times, %s", n, state(1))
		}
		clock.Add(61)
		due(keyless)
		if n := f.asked.Load(); n != 1 || state(1) != pull.Locked {
			t.Errorf("when nobody has the key: asked %d times, %s", n, state(1))
		}
		clock.Add(90)
		due(one)
		if n := f.asked.Load(); n != 2 || state(1) != pull.Live {
			t.Errorf("with the key again: asked %d times, %s", n, state(1))
		}

		slow, err := one.SaveRealtime(ctx, pku, demo.BusService, source("/slow"), "kunci")
		if err != nil {
			t.Fatal(err)
		}
		clock.Add(30)
		running, stop := context.WithCancel(ctx)
		ended := make(chan error)
		go func() { ended <- one.KeepPulling(running) }()
		for deadline := time.Now().Add(20 * time.Second); f.asked.Load() < 4; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("asked %d times beside a slow source", f.asked.Load())
			}
		}
		for deadline := time.Now().Add(20 * time.Second); state(1) != pull.Live || asked(t, one, pku, 1) != clock.Load(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("a slow source holds up another")
			}
		}
		if got := state(slow); got != pull.Unasked {
			t.Errorf("the slow one is %s", got)
		}
		began := time.Now()
		stop()
		if err := <-ended; err != nil || time.Since(began) > 5*time.Second {
			t.Errorf("it ended after %v: %v", time.Since(began), err)
		}
		if got := state(slow); got != pull.Unasked {
			t.Errorf("a source that was being asked when we stopped is %s", got)
		}
		if err := b.store.Read(ctx, func(tx *store.Tx) error {
			devices, err := tx.Devices(ctx, demo.BusService)
			known := 0
			for _, d := range devices {
				if n, ok := ops.PulledBy(d); ok && n == 1 && d.Vehicle == "TMP-101" && d.KeyHash == "" {
					known++
				}
			}
			if known != 1 {
				t.Errorf("%d devices of the source", known)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for range 8 {
			if _, err := one.SaveRealtime(ctx, pku, demo.BusService, source("/vp"), "kunci"); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := one.SaveRealtime(ctx, pku, demo.BusService, source("/vp"), "kunci"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an eleventh source: %v", err)
		}
		for name, err := range map[string]error{
			"switch": one.SwitchRealtime(ctx, kampar, demo.BusService, 1, false), "remove": one.RemoveRealtime(ctx, kampar, demo.BusService, 1),
		} {
			if fault.KindOf(err) != fault.Denied {
				t.Errorf("another government may %s: %v", name, err)
			}
		}
		if _, err := one.RealtimeOf(ctx, kampar, demo.BusService, 1); fault.KindOf(err) != fault.Denied {
			t.Errorf("another government reads addresses: %v", err)
		}
		if all, may, err := one.SourcesNow(ctx, kampar, demo.BusService); err != nil || may || len(all) != 10 {
			t.Errorf("another government is told of %d sources, may change them %v: %v", len(all), may, err)
		}
	})
}

// asked is when a source was asked last.
func asked(t *testing.T, d *ops.Desk, who policy.Actor, number int) int64 {
	t.Helper()
	s, err := d.RealtimeOf(t.Context(), who, demo.BusService, number)
	if err != nil {
		t.Fatal(err)
	}
	return s.Doors[0].Asked
}
