package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The operator looks at what a file of holidays would change, and nothing
// changes until it is saved.
func TestTheOperatorEntersAYearsHolidays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := Data{Dir: dir}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "libur.csv")
	if err := os.WriteFile(file, []byte("tanggal;nama;jenis\n17/08/2031;Proklamasi Kemerdekaan;libur nasional\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	enter := []string{"holidays", "--data", dir, file, "--decision", "SKB 2031", "--source", "Berita Negara"}
	if code, out, said := run(enter...); code != exitOK || !strings.Contains(out, "bukan hari libur → libur nasional") || !strings.Contains(out, "25 Desember 2031") || !strings.Contains(out, "--save") {
		t.Errorf("a look: %d %s %s", code, out, said)
	}
	if _, out, _ := run("holidays", "--data", dir); strings.Contains(out, "2031") || !strings.Contains(out, "2027") {
		t.Errorf("a look was kept: %s", out)
	}
	if code, _, said := run(append(enter, "--save")...); code != exitInvalid || !strings.Contains(said, "--by") {
		t.Errorf("without a name: %d %s", code, said)
	}
	if code, _, said := run(append(enter, "--save", "--by", "Budi")...); code != exitOK {
		t.Errorf("saved: %d %s", code, said)
	}
	if _, out, _ := run("holidays", "--data", dir); !strings.Contains(out, "2031  1 hari libur") || !strings.Contains(out, "belum diverifikasi") {
		t.Errorf("the known years: %s", out)
	}
}
