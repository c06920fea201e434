// Package powerloss is a disk for SQLite that loses what was not synced. Only
// tests use it.
//
// It knows what SQLite's own Unix file layer promises: which bytes and which
// names in a folder are on disk, which are merely written, and what a power cut
// may do to the difference. It knows nothing of tables. The disk is in memory,
// so that hundreds of cuts take seconds.
//
//	disk := powerloss.New(t)
//	db, err := sqldb.Open(ctx, sqldb.Config{Path: "/disk/a.db", VFS: disk.VFS()})
//	...
//	disk.CutAfter(57)       // the 57th write, sync, creation or removal from now fails, and all after it
//	...                     // work until errors come; note what was acknowledged
//	db.Close()
//	err = disk.Recover(dir, rand.New(rand.NewPCG(seed, 0)))
//	db, err = sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(dir, "a.db")})
//	...                     // what was acknowledged must be there
//
// # The model
//
// A write, or a change of a file's length, is in the file at once and durable
// once the file is synced. Until then a cut keeps any part of it: each 512-byte
// sector of each write survives or not by itself, older and newer writes of the
// same sector alike, and bytes beside a write are never harmed (SQLite counts
// on that: "powersafe overwrite"). A name that was made or removed is durable
// once its folder is synced, which SQLite's Unix layer does at the first sync
// of a new journal or log, and when it removes a file for good. A file whose
// name did not survive is gone, synced or not.
//
// What the model leaves out: disks that lie about a sync, bits that rot, errors
// without a power cut, a full disk, and files that are not SQLite's.
package powerloss

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"modernc.org/libc"
)

// Disk is one simulated disk. It is safe for use by many goroutines.
type Disk struct {
	name string    // of the VFS
	vfs  uintptr   // SQLite's sqlite3_vfs and sqlite3_io_methods, in C memory
	io   uintptr   //
	keep []any     // Go functions that C memory points to
	tls  *libc.TLS // for C memory, guarded by mu

	mu      sync.Mutex
	cut     chan struct{}    // closed when the power goes
	fuse    int              // operations left until the cut, or 0
	ops     int              // operations so far
	names   map[string]*file // the folders' entries as programs see them
	durable map[string]*file // the folders' entries on disk
	renames []entry          // what changed from durable to names, in order
	handles map[uintptr]*handle
	last    uintptr // the newest handle's number
}

// entry is the making of a name, or its removal if file is nil.
type entry struct {
	name string
	file *file
}

// New returns an empty disk that lasts as long as the test. Databases on it
// must be closed before, which they are by t.Cleanup if they are opened later.
func New(t testing.TB) *Disk {
	t.Helper()
	d := &Disk{
		names:   make(map[string]*file),
		durable: make(map[string]*file),
		handles: make(map[uintptr]*handle),
		cut:     make(chan struct{}),
		tls:     libc.NewTLS(),
	}
	if err := d.register(); err != nil {
		t.Fatalf("power-loss disk: %v", err)
	}
	t.Cleanup(func() {
		if err := d.unregister(); err != nil {
			t.Errorf("power-loss disk: %v", err)
		}
	})
	return d
}

// VFS returns the name under which SQLite knows the disk, for sqldb.Config.VFS.
func (d *Disk) VFS() string { return d.name }

// Cut takes the power away: from now on every operation fails.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.powerOff()
}

// CutAfter cuts the power at the n-th change from now, n > 0: a write, sync,
// truncation, creation or removal. That change fails, and may have half
// happened.
func (d *Disk) CutAfter(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fuse = n
}

// Changes returns how many changes were asked for so far.
func (d *Disk) Changes() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ops
}

// Dark returns a channel that is closed when the power goes, for those who wait.
func (d *Disk) Dark() <-chan struct{} { return d.cut }

// IsCut reports whether the power is gone.
func (d *Disk) IsCut() bool {
	select {
	case <-d.cut:
		return true
	default:
		return false
	}
}

// powerOff cuts the power, once. The caller holds d.mu.
func (d *Disk) powerOff() {
	if !d.IsCut() {
		close(d.cut)
	}
}

// step counts a change and reports whether it still takes full effect. The
// caller holds d.mu.
func (d *Disk) step() bool {
	if d.IsCut() {
		return false
	}
	d.ops++
	if d.fuse > 0 {
		if d.fuse--; d.fuse == 0 {
			d.powerOff()
			return false
		}
	}
	return true
}

// setName makes or, with nil, removes a name. The caller holds d.mu.
func (d *Disk) setName(name string, f *file) {
	if f == nil {
		delete(d.names, name)
	} else {
		d.names[name] = f
	}
	d.renames = append(d.renames, entry{name, f})
}

// syncNames makes all names durable. The caller holds d.mu.
func (d *Disk) syncNames() {
	d.durable = maps.Clone(d.names)
	d.renames = nil
}

// Recover writes what is left on the disk into the folder dir, which should be
// empty. Of what was not durable, luck decides what survives; without luck
// nothing does. The power must be cut.
func (d *Disk) Recover(dir string, luck Luck) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.IsCut() {
		return fmt.Errorf("recover a power-loss disk: its power is on")
	}
	survival := choose(luck)
	names := maps.Clone(d.durable)
	for i, change := range d.renames {
		if !survival.keeps(i, len(d.renames)) {
			continue
		}
		if change.file == nil {
			delete(names, change.name)
		} else {
			names[change.name] = change.file
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		path := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(path, names[name].after(survival), 0o600); err != nil {
			return fmt.Errorf("recover a power-loss disk: %w", err)
		}
	}
	return nil
}

// Load puts the files in the folder dir on the disk, durably, with names in
// the folder as. It lets a recovered database be cut again.
func (d *Disk) Load(dir, as string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("load a power-loss disk: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return fmt.Errorf("load a power-loss disk: %w", err)
		}
		d.names[filepath.Join(as, e.Name())] = &file{data: data, durable: slices.Clone(data)}
	}
	d.syncNames()
	return nil
}
