package powerloss

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// program drives a disk as SQLite does, by its C interface.
type program struct {
	t    *testing.T
	disk *Disk
}

const (
	database = sqlite3.SQLITE_OPEN_MAIN_DB | sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE
	journal  = sqlite3.SQLITE_OPEN_MAIN_JOURNAL | sqlite3.SQLITE_OPEN_READWRITE | sqlite3.SQLITE_OPEN_CREATE
)

// open opens a file, and closes it when the test ends.
func (p program) open(name string, flags int32) uintptr {
	p.t.Helper()
	zName, err := libc.CString(name)
	if err != nil {
		p.t.Fatal(err)
	}
	p.disk.mu.Lock()
	f := p.disk.alloc(64)
	p.disk.mu.Unlock()
	if rc := p.disk.xOpen(nil, 0, zName, f, flags, 0); rc != sqlite3.SQLITE_OK {
		p.t.Fatalf("open %s: %d", name, rc)
	}
	p.t.Cleanup(func() { p.disk.xClose(nil, f) })
	return f
}

func (p program) write(f uintptr, at int64, text string) int32 {
	p.t.Helper()
	z, err := libc.CString(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.disk.xWrite(nil, f, z, int32(len(text)), at)
}

func (p program) remove(name string, syncFolder int32) {
	p.t.Helper()
	zName, err := libc.CString(name)
	if err != nil {
		p.t.Fatal(err)
	}
	if rc := p.disk.xDelete(nil, 0, zName, syncFolder); rc != sqlite3.SQLITE_OK {
		p.t.Errorf("remove %s: %d", name, rc)
	}
}

func (p program) sync(f uintptr) {
	p.t.Helper()
	if rc := p.disk.xSync(nil, f, sqlite3.SQLITE_SYNC_NORMAL); rc != sqlite3.SQLITE_OK {
		p.t.Errorf("sync: %d", rc)
	}
}

// left cuts the power and returns what is on the disk, by name.
func (p program) left(luck Luck) map[string]string {
	p.t.Helper()
	p.disk.Cut()
	dir := p.t.TempDir()
	if err := p.disk.Recover(dir, luck); err != nil {
		p.t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.t.Fatal(err)
	}
	files := make(map[string]string)
	for _, e := range entries {
		data, err := os.ReadFile(dir + "/" + e.Name())
		if err != nil {
			p.t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

func TestWhatSurvivesWithoutLuck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		do   func(p program)
		want map[string]string
	}{
		{"a file whose name is not synced", func(p program) {
			f := p.open("/a.db", database)
			p.write(f, 0, "text")
			p.sync(f)
		}, map[string]string{}},
		{"a new journal, with all names of its folder", func(p program) {
			f := p.open("/a.db", database)
			p.write(f, 0, "text")
			j := p.open("/a.db-journal", journal)
			p.write(j, 0, "old")
			p.sync(j)
		}, map[string]string{"a.db": "", "a.db-journal": "old"}},
		{"what was synced, not what came after", func(p program) {
			j := p.open("/a", journal)
			p.write(j, 0, "abcdef")
			p.sync(j)
			p.write(j, 2, "XY")
			p.write(j, 9, "Z")
		}, map[string]string{"a": "abcdef"}},
		{"a hole is zeros", func(p program) {
			j := p.open("/a", journal)
			p.write(j, 3, "abc")
			p.sync(j)
		}, map[string]string{"a": "\x00\x00\x00abc"}},
		{"a length that was synced", func(p program) {
			j := p.open("/a", journal)
			p.write(j, 0, "abcdef")
			p.disk.xTruncate(nil, j, 2)
			p.sync(j)
			p.disk.xTruncate(nil, j, 0)
		}, map[string]string{"a": "ab"}},
		{"a name whose removal is not synced", func(p program) {
			j := p.open("/a", journal)
			p.write(j, 0, "abc")
			p.sync(j)
			p.remove("/a", 0)
		}, map[string]string{"a": "abc"}},
		{"nothing of a name that was removed for good", func(p program) {
			j := p.open("/a", journal)
			p.write(j, 0, "abc")
			p.sync(j)
			p.remove("/a", 1)
		}, map[string]string{}},
		{"the old file under a name made anew", func(p program) {
			p.sync(p.open("/a", journal))
			p.remove("/a", 0)
			f := p.open("/a", database)
			p.write(f, 0, "new")
			p.sync(f)
		}, map[string]string{"a": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := program{t, New(t)}
			tt.do(p)
			if diff := cmp.Diff(tt.want, p.left(nil)); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
		})
	}
}

// TestLuckTearsWrites writes zeros durably and then three sectors of text, and
// expects every part of them to survive alone, sooner or later, in whole sectors.
func TestLuckTearsWrites(t *testing.T) {
	t.Parallel()
	p := program{t, New(t)}
	j := p.open("/a", journal)
	p.write(j, 3*sector, "end")
	p.sync(j)
	p.write(j, 0, strings.Repeat("x", 3*sector))
	seen := make(map[string]bool)
	for seed := range uint64(300) {
		data := p.left(rand.New(rand.NewPCG(seed, 0)))["a"]
		pattern := ""
		for i := range 3 {
			part := data[i*sector : (i+1)*sector]
			switch strings.Count(part, "x") {
			case 0:
				pattern += "-"
			case sector:
				pattern += "x"
			default:
				t.Fatalf("seed %d tore a sector", seed)
			}
		}
		if data[3*sector:] != "end" {
			t.Fatalf("seed %d harmed what was durable", seed)
		}
		seen[pattern] = true
	}
	if len(seen) != 8 {
		t.Errorf("saw %v, want all 8 patterns", seen)
	}
}

func TestLuckIsRepeatable(t *testing.T) {
	t.Parallel()
	p := program{t, New(t)}
	for _, name := range []string{"/a", "/b", "/c"} {
		p.write(p.open(name, journal), 0, strings.Repeat(name, 2000))
	}
	for seed := range uint64(20) {
		first := p.left(rand.New(rand.NewPCG(seed, 0)))
		if diff := cmp.Diff(first, p.left(rand.New(rand.NewPCG(seed, 0)))); diff != "" {
			t.Errorf("seed %d (-first +second):\n%s", seed, diff)
		}
	}
}

func TestCutAfter(t *testing.T) {
	t.Parallel()
	p := program{t, New(t)}
	j := p.open("/a", journal)
	p.disk.CutAfter(3)
	var got []int32
	for range 4 {
		got = append(got, p.write(j, 0, "x"))
	}
	const ok, failed = sqlite3.SQLITE_OK, sqlite3.SQLITE_IOERR_WRITE
	if want := []int32{ok, ok, failed, failed}; !slices.Equal(got, want) {
		t.Errorf("results %v, want %v", got, want)
	}
	if rc := p.disk.xSync(nil, j, 0); rc == ok {
		t.Error("synced without power")
	}
	if rc := p.disk.xRead(nil, j, j, 0, 0); rc == ok {
		t.Error("read without power")
	}
}

func TestRecoverNeedsACut(t *testing.T) {
	t.Parallel()
	if err := New(t).Recover(t.TempDir(), nil); err == nil {
		t.Error("recovered a disk in use")
	}
}
