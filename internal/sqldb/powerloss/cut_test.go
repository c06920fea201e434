package powerloss_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/powerloss"
)

// TestPowerLoss cuts the power at a random point under several writers whose rows are
// committed in groups, and again on what the cut left, many times over. With
// full synchronization no acknowledged row may be lost and no group torn;
// without it some must be, or this test would be worth nothing. SINERGI_SOAK=1
// makes it twenty times as long.
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	lives, cuts := 28, 8 // 224 cuts
	if os.Getenv("SINERGI_SOAK") != "" {
		lives *= 20
	}
	for name, noSync := range map[string]bool{"full": false, "off": true} {
		t.Run("synchronous="+name, func(t *testing.T) {
			t.Parallel()
			var sum tally
			for seed := range lives {
				t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
					sum.add(liveThrough(t, uint64(seed), cuts, noSync))
				})
			}
			t.Logf("%+v", sum)
			if sum.cuts < 200 || sum.acknowledged < 1000 || sum.early == 0 || sum.checkpointed < 20 {
				t.Errorf("too little was tried: %+v", sum)
			}
			if !noSync && sum.harmed > 0 {
				t.Errorf("%d of %d cuts did harm", sum.harmed, sum.cuts)
			}
			if noSync && sum.harmed == 0 {
				t.Error("no cut did harm: this disk does not lose what it should")
			}
		})
	}
}

// tally sums up what was tried.
type tally struct {
	cuts         int
	acknowledged int // rows
	early        int // cuts before the first row, while the database was opened
	checkpointed int // cuts after rows had moved from the log to the file
	harmed       int // cuts that lost an acknowledged row, tore a group or broke the file
}

func (a *tally) add(b tally) {
	a.cuts += b.cuts
	a.acknowledged += b.acknowledged
	a.early += b.early
	a.checkpointed += b.checkpointed
	a.harmed += b.harmed
}

// liveThrough works on one database through a number of cuts. After one that
// did harm it begins again with an empty disk.
func liveThrough(t *testing.T, seed uint64, cuts int, noSync bool) tally {
	luck := rand.New(rand.NewPCG(seed, 1))
	sum := tally{cuts: cuts}
	book := newLedger()
	left := "" // the folder with what the last cut left
	for range cuts {
		disk := powerloss.New(t)
		if left != "" {
			if err := disk.Load(left, "/disk"); err != nil {
				t.Fatal(err)
			}
		}
		before := book.count()
		disk.CutAfter(1 + luck.IntN([]int{30, 300, 1500}[luck.IntN(3)]))
		w := work{disk: disk, book: book, luck: luck, cfg: sqldb.Config{Path: "/disk/a.db", VFS: disk.VFS(), NoSync: noSync}}
		for !disk.IsCut() {
			w.session(t)
		}
		left = t.TempDir()
		if err := disk.Recover(left, luck); err != nil {
			t.Fatal(err)
		}
		sum.acknowledged += book.count() - before
		if book.count() == before {
			sum.early++
		}
		if info, err := os.Stat(filepath.Join(left, "a.db")); err == nil && info.Size() > 20*4096 {
			sum.checkpointed++
		}
		if err := book.audit(t.Context(), copyOf(t, left)); err != nil {
			sum.harmed++
			if !noSync {
				t.Errorf("after a cut: %v", err)
			}
			left, book = "", newLedger()
		}
	}
	return sum
}

// copyOf copies a folder, so that looking at the database there changes nothing
// for the next life.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return to
}
