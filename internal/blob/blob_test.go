package blob_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/blob"
	"sinergi/internal/fault"
)

func TestAFileIsKeptOnceUnderItsHash(t *testing.T) {
	t.Parallel()
	d, err := blob.Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	for range 2 {
		sum, size, err := d.Put(t.Context(), strings.NewReader("abc"), 10)
		if err != nil || sum != abc || size != 3 {
			t.Fatalf("Put = %s, %d, %v", sum, size, err)
		}
	}
	if got, err := d.Bytes(t.Context(), abc); err != nil || string(got) != "abc" {
		t.Errorf("Bytes = %q, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(d.Root(), "incoming-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestTooLargeAndUnknown(t *testing.T) {
	t.Parallel()
	d, _ := blob.Open(t.TempDir())
	if _, _, err := d.Put(t.Context(), strings.NewReader("12345678901"), 10); !errors.Is(err, blob.ErrTooLarge) {
		t.Errorf("got %v, want too large", err)
	}
	for _, sum := range []string{"", "../../etc/passwd", strings.Repeat("0", 64)} {
		if _, err := d.Get(t.Context(), sum); fault.KindOf(err) != fault.NotFound {
			t.Errorf("Get(%q) = %v, want not found", sum, err)
		}
	}
}

func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	d, _ := blob.Open(t.TempDir())
	sum, _, _ := d.Put(t.Context(), strings.NewReader("asli"), 10)
	if n, damaged, err := d.Check(t.Context()); n != 1 || len(damaged) != 0 || err != nil {
		t.Errorf("Check = %d, %v, %v", n, damaged, err)
	}
	if err := os.WriteFile(filepath.Join(d.Root(), sum[:2], sum), []byte("ubah"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, damaged, _ := d.Check(t.Context()); len(damaged) != 1 || damaged[0] != sum {
		t.Errorf("damaged = %v", damaged)
	}
}
