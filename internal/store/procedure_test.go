package store_test

import (
	"context"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// begun is a run of a voluntary cooperation that Kampar has begun.
func begun(t *testing.T) procedure.Run {
	t.Helper()
	catalogue, err := procedure.Load()
	if err != nil {
		t.Fatal(err)
	}
	run, err := catalogue.Start(procedure.Act{
		Kind: procedure.StartRun, At: time.Date(2026, 11, 2, 3, 0, 0, 0, time.UTC),
		By: procedure.Actor{Account: "a", Name: "Petugas", Government: "14.01", Kind: procedure.Cooperation, Roles: []policy.Role{policy.Cooperation}},
		Start: &procedure.Start{Run: "perbatasan-1", Definition: "ksdd-sukarela", Version: 1, Title: "Perbatasan", Initiator: "14.01", Parties: []procedure.Party{
			{Code: "14.01", Name: "Kabupaten Kampar", Kind: procedure.RegionalGovernment}, {Code: "14.71", Name: "Kota Pekanbaru", Kind: procedure.RegionalGovernment},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// A run is kept as its acts, comes back the same, and two officers who press
// the same button at once do not both move it.
func TestProceedingsAreKept(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		run := begun(t)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.SaveCooperation(ctx, agreement.Cooperation{ID: "perbatasan", Title: "Perbatasan", Category: agreement.Voluntary, CategoryReason: "x", Parties: []string{"14.01", "14.71"}, Owner: "14.01", Draft: true}); err != nil {
				return err
			}
			if err := tx.AddProceeding(ctx, "perbatasan", run); err != nil {
				return err
			}
			return tx.SetWaiting(ctx, run.ID(), []store.Waiting{
				{Slot: procedure.Slot{Gate: "kak", Government: "14.01"}, Government: "14.01", Office: procedure.Agency, SinceUS: 5},
				{Slot: procedure.Slot{Gate: "rencana", Government: "14.01"}, Government: "14.01", Office: procedure.Cooperation, SinceUS: 4, Due: civil.Date{Year: 2026, Month: 12, Day: 1}},
				{Slot: procedure.Slot{Gate: "rencana", Government: "14.71"}, Government: "14.71", Office: procedure.Cooperation, SinceUS: 4},
			})
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Proceeding(ctx, run.ID())
			same(t, "proceeding", got, store.Proceeding{ID: "perbatasan-1", Cooperation: "perbatasan", Definition: "ksdd-sukarela", Version: 1, Title: "Perbatasan", Status: procedure.Running, Seq: 1}, err)
			acts, err := tx.Acts(ctx, run.ID())
			same(t, "acts", acts, run.Acts(), err)
			waiting := func(government string) ([]store.Waiting, error) {
				kinds, err := tx.WaitingKinds(ctx, government)
				if err != nil {
					return nil, err
				}
				return tx.WaitingOf(ctx, government, kinds, 0, 10)
			}
			own, err := waiting("14.01")
			if err != nil || len(own) != 2 || own[0].Slot.Gate != "rencana" || own[0].Title != "Perbatasan" || own[0].Definition != "ksdd-sukarela" {
				t.Errorf("the queue of Kampar: %+v, %v", own, err)
			}
			other, err := waiting("14.71")
			if err != nil || len(other) != 0 {
				t.Errorf("Pekanbaru is told of a draft of Kampar: %+v, %v", other, err)
			}
			return err
		})
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AppendActs(t.Context(), run, 0) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("the same step twice: %v", err)
		}
	})
}
