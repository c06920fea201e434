package app_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/simulate"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/powerloss"
	"sinergi/internal/store"
)

// The power is cut at a random write under four devices that send at the same
// time, and again on what the cut left. After every cut each acknowledged
// position is there exactly once, and nothing that no device sent
// (SINERGI_SOAK=1: 240 cuts).
func TestPowerLossDuringIngest(t *testing.T) {
	t.Parallel()
	cuts := 30
	if os.Getenv("SINERGI_SOAK") != "" {
		cuts = 240
	}
	data := app.Data{Dir: t.TempDir()}
	n, err := data.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 1, Month: october, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	left := t.TempDir()
	copyDatabase(t, data.Dir, left)
	var senders []*sender
	for i, vehicle := range loaded.Plan.Vehicles()[:4] {
		senders = append(senders, &sender{device: simulate.DeviceID(vehicle), luck: rand.New(rand.NewPCG(uint64(i), 3))})
	}
	luck := rand.New(rand.NewPCG(4, 5))
	sum := struct{ early, checkpointed int }{}
	for i := range cuts {
		before, size := acknowledgedBy(senders), sizeOf(t, left)
		t.Run(fmt.Sprintf("cut %d", i+1), func(t *testing.T) { left = sendUntilCut(t, left, senders, luck) })
		if acknowledgedBy(senders) == before {
			sum.early++
		}
		if sizeOf(t, left) > size {
			sum.checkpointed++
		}
	}
	total := acknowledgedBy(senders)
	t.Logf("%d positions acknowledged; %d cuts, %d of them before anything was acknowledged, %d after rows had moved into the file", total, cuts, sum.early, sum.checkpointed)
	if total < 50*cuts || sum.early == 0 || sum.checkpointed < cuts/5 {
		t.Error("too little was tried: the cuts prove nothing")
	}
}

// sendUntilCut lets the senders work on what is left in a folder until the
// power goes, looks whether all is there, and gives the folder with what is
// left now.
func sendUntilCut(t *testing.T, left string, senders []*sender, luck *rand.Rand) string {
	disk := powerloss.New(t)
	if err := disk.Load(left, "/disk"); err != nil {
		t.Fatal(err)
	}
	disk.CutAfter(1 + luck.IntN([]int{20, 300, 1500}[luck.IntN(3)]))
	pages := []string{"8", "64", "1000"}[luck.IntN(3)]
	for !disk.IsCut() {
		if err := session(t, disk, senders, pages); err != nil && !disk.IsCut() {
			t.Fatalf("with the power on: %v", err)
		}
	}
	// What is left is not of the test that is cut: the next one needs it.
	next, err := os.MkdirTemp(filepath.Dir(left), "left-*")
	if err != nil {
		t.Fatal(err)
	}
	if err := disk.Recover(next, luck); err != nil {
		t.Fatal(err)
	}
	look := t.TempDir() // opening a database changes it
	copyDatabase(t, next, look)
	audit(t, look, senders)
	return next
}

// session opens the database on a disk as a node does, and lets the senders
// work for a while.
func session(t *testing.T, disk *powerloss.Disk, senders []*sender, pages string) (err error) {
	ctx := t.Context()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: "/disk/sinergi.db", VFS: disk.VFS()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	opening, opened := context.WithCancel(ctx) // a migration waits for its table for seconds
	defer opened()
	go func() {
		select {
		case <-disk.Dark():
			opened()
		case <-opening.Done():
		}
	}()
	s, err := store.New(opening, db)
	if err != nil {
		return err
	}
	// A short log makes for many checkpoints.
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := sqldb.Get(ctx, tx, sqldb.One[int], "pragma wal_autocheckpoint="+pages)
		return err
	})
	if err != nil {
		return err
	}
	desk := ops.New(ops.Config{
		Store: s, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return killDay.AddDays(1).Start() },
	})
	var wait sync.WaitGroup
	failed := make([]error, len(senders))
	for i, from := range senders {
		wait.Go(func() {
			for range 60 {
				if failed[i] = from.send(ctx, desk); failed[i] != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}

// sender is a device that numbers its positions by the millisecond, and sends
// what was not acknowledged again.
type sender struct {
	device string
	luck   *rand.Rand
	acked  int // positions, the first of the day
	asked  int // positions sent at the last try, acknowledged or not
}

func (s *sender) send(ctx context.Context, desk *ops.Desk) error {
	if s.asked == s.acked {
		s.asked += 1 + s.luck.IntN(40)
	}
	var all []ops.DeviceReport
	for i := s.acked; i < s.asked; i++ {
		r := ops.DeviceReport{Device: s.device}
		r.At, r.Lat, r.Lon = killDay.Start().Add(time.Duration(i)*time.Millisecond), float64(latitude(i))/1e7, 101.4
		all = append(all, r)
	}
	got, err := desk.Receive(ctx, ops.Source{Service: demo.BusService}, all)
	if err != nil {
		return err
	}
	if got.Accepted+got.Duplicate != len(all) {
		return fmt.Errorf("of %d positions %+v", len(all), got)
	}
	s.acked = s.asked
	return nil
}

// latitude differs from one position to the next, in 1e-7 degrees.
func latitude(i int) int32 { return 5_000_000 + int32(i%1000)*1000 }

func acknowledgedBy(senders []*sender) (n int) {
	for _, s := range senders {
		n += s.acked
	}
	return n
}

func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	for _, name := range []string{"sinergi.db", "sinergi.db-wal"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sizeOf(t *testing.T, dir string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "sinergi.db"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
