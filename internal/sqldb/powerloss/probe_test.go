package powerloss_test

import (
	"path/filepath"
	"testing"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/powerloss"
)

// TestWriteProbeIsTruthful cuts the power at each step of a probe in turn. A
// probe that reports success has its beat on disk, even if nothing else is.
func TestWriteProbeIsTruthful(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	failed := 0
	for step := 1; ; step++ {
		disk := powerloss.New(t)
		db, err := sqldb.Open(ctx, sqldb.Config{Path: "/disk/a.db", VFS: disk.VFS()})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Migrate(ctx, entries()); err != nil {
			t.Fatal(err)
		}
		disk.CutAfter(step)
		probed := db.WriteProbe(ctx)
		cut := disk.IsCut()
		disk.Cut()
		_ = db.Close()
		if probed != nil {
			failed++
			if !cut {
				t.Fatalf("the probe failed with the power on: %v", probed)
			}
			continue
		}
		dir := t.TempDir()
		if err := disk.Recover(dir, nil); err != nil {
			t.Fatal(err)
		}
		if beats := beatsIn(t, dir); beats != 1 {
			t.Errorf("cut at step %d: the probe reported success, the disk holds %d beats", step, beats)
		}
		if !cut { // the probe takes fewer steps
			break
		}
	}
	if failed == 0 {
		t.Error("no cut made the probe fail")
	}
}

func beatsIn(t *testing.T, dir string) int {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: filepath.Join(dir, "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	beats := 0
	err = db.Read(t.Context(), func(tx *sqldb.Tx) (err error) {
		beats, err = sqldb.Get(t.Context(), tx, sqldb.One[int], `select coalesce(max(beats), 0) from sqldb_probe`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return beats
}
