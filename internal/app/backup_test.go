package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/demo"
)

// damageFile changes the first file below a folder and gives its name.
func damageFile(t *testing.T, dir string) (name string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || name != "" {
			return err
		}
		name = filepath.Base(path)
		return os.WriteFile(path, []byte("other"), 0o600)
	})
	if err != nil || name == "" {
		t.Fatalf("there is no file to damage: %v", err)
	}
	return name
}

// A backup brings back the same statement, into an empty folder only.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	dir, copied, file := filepath.Join(tmp, "data"), filepath.Join(tmp, "copy"), filepath.Join(tmp, "sinergi.tar.gz")
	if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	if code, out, said := run("backup", "--data", dir, file, "--json"); code != exitOK || !strings.Contains(out, `"bytes":`) {
		t.Fatalf("backup: %d %s%s", code, out, said)
	}
	if code, _, said := run("backup", "--data", dir, file); code != exitFailed {
		t.Errorf("a backup over another: %d %s", code, said)
	}
	if code, _, said := run("restore", file, copied); code != exitOK {
		t.Fatalf("restore: %d %s", code, said)
	}
	if code, _, said := run("restore", file, dir); code != exitFailed || !strings.Contains(said, dir) {
		t.Errorf("restored over data: %d %s", code, said)
	}
	settle := func(dir, pks string) string {
		t.Helper()
		code, out, said := run("settle", "--data", dir, "--pks", pks, "--month", "2026-10", "--json")
		if code != exitOK {
			t.Fatalf("settle: %d %s", code, said)
		}
		return out
	}
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		if settle(dir, pks) != settle(copied, pks) {
			t.Errorf("%s: the restored data gives another statement", pks)
		}
	}
}

// A damaged backup is refused and leaves nothing behind.
func TestADamagedBackupIsRefused(t *testing.T) {
	t.Parallel()
	tmp := t.TempDir()
	dir, file := filepath.Join(tmp, "data"), filepath.Join(tmp, "sinergi.tar.gz")
	loaded(t, Data{Dir: dir}, 1)
	if code, _, said := run("backup", "--data", dir, file); code != exitOK {
		t.Fatalf("backup: %d %s", code, said)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) []byte {
		b := bytes.Clone(whole)
		b[at] ^= 0x40
		return b
	}
	bad := map[string][]byte{
		"cut in the middle": whole[:len(whole)/2], "cut at its end": whole[:len(whole)-200], "no backup": []byte("PK\x03\x04"), "empty": nil,
		"one bit other at its start": flipped(20), "one bit other in the middle": flipped(len(whole) / 2), "one bit other in the checksum": flipped(len(whole) - 5), "longer": append(bytes.Clone(whole), whole...),
	}
	for name, content := range bad {
		bad := filepath.Join(t.TempDir(), "bad.tar.gz")
		if err := os.WriteFile(bad, content, 0o600); err != nil {
			t.Fatal(err)
		}
		into := filepath.Join(filepath.Dir(bad), "into")
		if code, _, said := run("restore", bad, into); code != exitFailed || said == "" {
			t.Errorf("%s: restored with %d %s", name, code, said)
		}
		left, err := os.ReadDir(filepath.Dir(bad))
		if err != nil || len(left) != 1 {
			t.Errorf("%s: %v is left behind", name, left)
		}
	}
}

// The doctor calls a healthy system healthy, and names what is ill; the exit
// code says the same.
func TestDoctorNamesTheDamage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	if code, out, _ := run("doctor", "--data", dir, "--json"); code != exitOK || !strings.Contains(out, `"ok":true`) || strings.Contains(out, `"ok":false`) {
		t.Errorf("a healthy system: %d %s", code, out)
	}
	if code, out, _ := run("doctor", "--data", dir); code != exitOK || strings.Contains(out, "FAIL") || strings.Count(out, "ok ") < 4 {
		t.Errorf("a healthy system: %d %s", code, out)
	}
	damaged := damageFile(t, filepath.Join(dir, "files"))
	if code, out, _ := run("doctor", "--data", dir); code != exitFailed || !strings.Contains(out, "FAIL  files are whole") || !strings.Contains(out, damaged[:12]) || strings.Count(out, "FAIL") != 1 {
		t.Errorf("a damaged file %s: %d %s", damaged, code, out)
	}
	if code, out, _ := run("doctor", "--data", dir, "--json"); code != exitFailed || !strings.HasPrefix(out, "{") || !strings.Contains(out, `"ok":false`) {
		t.Errorf("a damaged file, as JSON: %d %s", code, out)
	}

	// A disk that gives back other pages than were written.
	path := filepath.Join(dir, databaseFile)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := len(content) / 2; at < len(content)/2+64<<10; at++ {
		content[at] = 0x55
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, said := run("doctor", "--data", dir); code != exitFailed || !strings.Contains(out, "FAIL  database is whole") {
		t.Errorf("a damaged database: %d %s%s", code, out, said)
	}
	if code, _, said := run("doctor", "--data", filepath.Join(dir, "nothing")); code != exitFailed || said == "" {
		t.Errorf("a folder without data: %d %s", code, said)
	}
}
