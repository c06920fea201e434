package store_test

import (
	"fmt"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/pull"
	"sinergi/internal/store"
)

// A door is asked by one node at a time; its history is one row for each change
// and bounded; a source that is removed leaves its key and its addresses nowhere,
// and what it said of who drove stays.
func TestRealtimeSources(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		ctx := t.Context()
		write := func(fn func(tx *store.Tx) error) {
			t.Helper()
			if err := s.Write(ctx, fn); err != nil {
				t.Fatal(err)
			}
		}
		source := store.RealtimeSource{Service: "bus", Secret: []byte{1, 0, 255}, Source: pull.Source{
			Number: 1, Name: "Pusat", Address: map[pull.Kind]string{pull.Positions: "https://example.org/vp", pull.Alerts: "https://example.org/a"},
			Header: "X-Api-Key", Interval: 30, MaxAge: 90, Active: true, Created: 5,
		}}
		claim := func(at, until int64) (d store.RealtimeDoor, ok bool) {
			t.Helper()
			write(func(tx *store.Tx) (err error) {
				d, ok, err = tx.ClaimRealtimeDoor(ctx, "bus", 1, pull.Positions, at, until)
				return err
			})
			return d, ok
		}
		write(func(tx *store.Tx) error {
			if n, err := tx.NextRealtimeSource(ctx, "bus"); n != 1 || err != nil {
				t.Errorf("the first is number %d: %v", n, err)
			}
			if err := tx.SaveRealtimeSource(ctx, source); err != nil {
				return err
			}
			source.Name = "Pusat Kendali"
			return tx.SaveRealtimeSource(ctx, source)
		})
		if err := s.Read(ctx, func(tx *store.Tx) error {
			got, err := tx.RealtimeSource(ctx, "bus", 1)
			if err != nil || fmt.Sprint(got) != fmt.Sprint(source) {
				t.Errorf("kept %+v: %v", got, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if d, ok := claim(100, 130); !ok || d.Asked != 0 || d.NextUS != 130 {
			t.Errorf("a door that was never asked: %+v, %v", d, ok)
		}
		if _, ok := claim(120, 150); ok {
			t.Error("two nodes ask at once")
		}
		d, ok := claim(130, 160)
		if !ok {
			t.Error("a door that is due is not asked")
		}
		d.Header, d.NextUS, d.MessageUS = 77, 200, 131
		write(func(tx *store.Tx) error {
			kept, err := tx.SaveRealtimeDoor(ctx, d, []byte("message"))
			if !kept {
				t.Error("the door is not kept")
			}
			return err
		})
		const minute = 60_000_000
		write(func(tx *store.Tx) error {
			for i := range int64(4) {
				state := pull.Live
				if i == 2 {
					state = pull.Unreachable
				}
				if err := tx.NoteRealtime(ctx, "bus", 1, pull.Positions, state, "", i*minute); err != nil {
					return err
				}
			}
			for _, at := range []int64{1, 9} {
				if err := tx.NoteDriven(ctx, "bus", 1, store.Driven{Date: civil.Date{Year: 2026, Month: 10, Day: 5}, Trip: "t", Start: 25200, Vehicle: "b1", FirstUS: at, LastUS: at}); err != nil {
					return err
				}
			}
			return nil
		})
		if err := s.Read(ctx, func(tx *store.Tx) error {
			doors, err := tx.RealtimeDoors(ctx, "bus")
			if err != nil || len(doors) != 1 || doors[0].Header != 77 || doors[0].NextUS != 200 || doors[0].MessageUS != 131 {
				t.Errorf("doors %+v: %v", doors, err)
			}
			if m, err := tx.RealtimeMessage(ctx, "bus", 1, pull.Positions); string(m) != "message" || err != nil {
				t.Errorf("message %q: %v", m, err)
			}
			all, err := tx.RealtimeHistory(ctx, "bus", 1, 4*minute, 10)
			if err != nil || len(all) != 3 || all[0].State != pull.Live || all[1].State != pull.Unreachable || all[2].Answers != 2 || all[2].UntilUS != minute {
				t.Errorf("history %+v: %v", all, err)
			}
			driven, err := tx.DrivenOn(ctx, "bus", 1, civil.Date{Year: 2026, Month: 10, Day: 5})
			if err != nil || len(driven) != 1 || driven[0].FirstUS != 1 || driven[0].LastUS != 9 {
				t.Errorf("driven %+v: %v", driven, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		write(func(tx *store.Tx) error { // a source that changes with every question for a long time
			for i := range int64(450) {
				if err := tx.NoteRealtime(ctx, "bus", 1, pull.Positions, pull.States()[i%3], "", (10+i)*minute); err != nil {
					return err
				}
			}
			return tx.NoteRealtime(ctx, "bus", 1, pull.Updates, pull.Live, "", 3000*minute)
		})
		count := func() (n int) {
			t.Helper()
			if err := s.Read(ctx, func(tx *store.Tx) error {
				return tx.QueryRow(ctx, `select count(*) from realtime_history where kind = 'positions'`).Scan(&n)
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(); n != 200 {
			t.Errorf("%d changes are kept", n)
		}
		write(func(tx *store.Tx) error {
			return tx.NoteRealtime(ctx, "bus", 1, pull.Positions, pull.Foreign, "", 3000*minute)
		})
		if n := count(); n != 1 {
			t.Errorf("%d changes are kept after two days", n)
		}
		write(func(tx *store.Tx) error { return tx.RemoveRealtimeSource(ctx, "bus", 1) })
		write(func(tx *store.Tx) error {
			if kept, err := tx.SaveRealtimeDoor(ctx, d, []byte("message")); kept || err != nil {
				t.Errorf("a door of a removed source is kept: %v", err)
			}
			all, err := tx.RealtimeSources(ctx, "")
			if err != nil || len(all) != 0 {
				t.Errorf("after removal: %+v, %v", all, err)
			}
			var secrets int
			if err := tx.QueryRow(ctx, `select count(*) from realtime_source where secret is not null or positions <> ''`).Scan(&secrets); err != nil || secrets != 0 {
				t.Errorf("%d keys or addresses are left: %v", secrets, err)
			}
			if n, err := tx.NextRealtimeSource(ctx, "bus"); n != 2 || err != nil {
				t.Errorf("the next is number %d: %v", n, err)
			}
			driven, err := tx.DrivenOn(ctx, "bus", 1, civil.Date{Year: 2026, Month: 10, Day: 5})
			if err != nil || len(driven) != 1 {
				t.Errorf("what it said: %+v, %v", driven, err)
			}
			return nil
		})
	})
}
