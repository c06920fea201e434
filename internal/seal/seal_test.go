package seal_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"sinergi/internal/seal"
)

// What is sealed opens with the same file and for the same purpose only, is never
// the same bytes twice and holds nothing of the secret.
func TestASecretOpensOnlyWithItsFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pull.key")
	if _, err := seal.Open(path).Open([]byte("x"), "a"); !errors.Is(err, seal.ErrLocked) {
		t.Errorf("without a file: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("opening made a key")
	}
	box := seal.Open(path)
	one, err := box.Seal("rahasia", "a")
	if err != nil {
		t.Fatal(err)
	}
	two, err := box.Seal("rahasia", "a")
	if err != nil || bytes.Equal(one, two) || bytes.Contains(one, []byte("rahasia")) {
		t.Errorf("sealed %x and %x: %v", one, two, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	if got, err := seal.Open(path).Open(one, "a"); got != "rahasia" || err != nil {
		t.Errorf("opened %q: %v", got, err)
	}
	one[len(one)-1] ^= 1
	for name, open := range map[string]func() (string, error){
		"changed":           func() (string, error) { return box.Open(one, "a") },
		"another purpose":   func() (string, error) { return box.Open(two, "b") },
		"nothing":           func() (string, error) { return box.Open(nil, "a") },
		"another file":      func() (string, error) { return seal.Open(filepath.Join(t.TempDir(), "other")).Open(two, "a") },
		"another file used": func() (string, error) { return other(t).Open(two, "a") },
	} {
		if got, err := open(); got != "" || !errors.Is(err, seal.ErrLocked) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.Open(path).Seal("x", "a"); err == nil {
		t.Error("a file that is no key is used")
	}
}

func other(t *testing.T) *seal.Box {
	t.Helper()
	box := seal.Open(filepath.Join(t.TempDir(), "pull.key"))
	if _, err := box.Seal("x", "a"); err != nil {
		t.Fatal(err)
	}
	return box
}
