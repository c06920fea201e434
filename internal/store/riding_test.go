package store_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/ridership"
	"sinergi/internal/store"
)

func TestWhoRodeIsKeptOnceAndNeverOverwritten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		first := ridership.Record{
			Kind: ridership.Fare, ID: "ab", Day: day("2026-10-05"), At: day("2026-10-05").Start().UnixMicro() + 9e9, Vehicle: "B1", Class: "umum", Payment: ridership.QRIS,
			Boarded: 1, Alighted: -1, Income: 4000, Paid: true, Direction: -1, Start: -1, Source: "f:2", Received: 10,
		}
		moved := first // the date was wrong
		moved.Day, moved.At, moved.Received = day("2026-09-30"), day("2026-09-30").Start().UnixMicro()+9e9, 20
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, x := range []struct {
				r    ridership.Record
				want bool
			}{{first, true}, {first, false}, {moved, true}} {
				if added, err := tx.AddRiding(ctx, "bus", x.r); err != nil || added != x.want {
					t.Errorf("record of %s: added %v, %v", x.r.Day, added, err)
				}
			}
			changed, err := tx.RidingChanged(ctx, "bus", 20, []civil.Date{moved.Day})
			if diff := cmp.Diff([]civil.Date{moved.Day, first.Day}, changed); diff != "" {
				t.Errorf("days that change (-want +got):\n%s", diff)
			}
			return err
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			october, err := tx.Riding(ctx, "bus", day("2026-10-01"), day("2026-10-31"))
			if diff := cmp.Diff([]ridership.Record{moved, first}, october); diff != "" {
				t.Errorf("what was said (-want +got):\n%s", diff)
			}
			if newest := ridership.Newest(october); len(newest) != 1 || newest[0].Day != moved.Day {
				t.Errorf("what counts: %+v", newest)
			}
			return err
		})
		var secrets [2]string
		write(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
			for i, fresh := range []string{"one", "two"} {
				if secrets[i], err = tx.TicketSecret(ctx, "bus", fresh); err != nil {
					return err
				}
			}
			return tx.SaveVehicle(ctx, store.Vehicle{Service: "bus", ID: "B1", Capacity: 40})
		})
		if secrets != [2]string{"one", "one"} {
			t.Errorf("the secret of a service changes: %v", secrets)
		}
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			vehicles, err := tx.Vehicles(ctx, "bus")
			if len(vehicles) != 1 || vehicles[0].Capacity != 40 {
				t.Errorf("vehicles: %+v", vehicles)
			}
			return err
		})
	})
}
