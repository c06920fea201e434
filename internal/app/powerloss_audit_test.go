package app_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// audit reads the database in a folder as a node would once the power is back.
func audit(t *testing.T, dir string, senders []*sender) {
	t.Helper()
	ctx := t.Context()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(dir, "sinergi.db")})
	if err != nil {
		t.Errorf("after the cut: %v", err)
		return
	}
	defer db.Close()
	s, err := store.New(ctx, db)
	if err == nil {
		err = s.Read(ctx, func(tx *store.Tx) error { return compare(ctx, t, tx, senders) })
	}
	if err != nil {
		t.Errorf("after the cut: %v", err)
	}
}

// compare holds what is kept against what was acknowledged and what was sent.
func compare(ctx context.Context, t *testing.T, tx *store.Tx, senders []*sender) error {
	t.Helper()
	verdict, err := sqldb.Get(ctx, tx.Tx, sqldb.One[string], "pragma integrity_check")
	if err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("integrity check: %s", verdict)
	}
	there, err := tx.Positions(ctx, demo.BusService, killDay)
	if err != nil {
		return err
	}
	heard, err := tx.HeardOn(ctx, demo.BusService, killDay)
	if err != nil {
		return err
	}
	rows := map[string]int{} // with those that Positions joins into one
	for _, h := range heard {
		rows[h.Device] += h.Points
	}
	for _, s := range senders {
		got := there[s.device]
		if len(got) != s.acked && len(got) != s.asked {
			t.Errorf("%s: %d positions are there; %d were acknowledged and %d sent", s.device, len(got), s.acked, s.asked)
		}
		if rows[s.device] != len(got) {
			t.Errorf("%s: %d positions are kept in %d places", s.device, len(got), rows[s.device])
		}
		for i, p := range got {
			if p.At != killDay.Start().UnixMicro()+int64(i)*1000 || p.LatE7 != latitude(i) {
				t.Errorf("%s: position %d is %+v, and was never sent so", s.device, i, p)
				break
			}
		}
		delete(rows, s.device)
	}
	if len(rows) > 0 {
		t.Errorf("there are positions of devices that sent nothing: %v", rows)
	}
	days, err := tx.ServiceDays(ctx, demo.BusService, killDay, killDay)
	if err == nil && acknowledgedBy(senders) > 0 && (len(days) != 1 || !days[0].Stale()) {
		t.Errorf("the day does not wait to be measured: %+v", days)
	}
	return err
}
