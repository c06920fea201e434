package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The operator looks at a map of roads before it is used.
func TestTheOperatorBringsAMapOfRoads(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n, err := Data{Dir: dir}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	write := func(text string) string {
		file := filepath.Join(t.TempDir(), "riau.osm")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	file := "testdata/roads.osm"
	if code, out, said := run("roads", "--data", dir); code != exitOK || !strings.Contains(out, "Belum ada peta jalan") {
		t.Errorf("none yet: %d %s %s", code, out, said)
	}
	if code, out, said := run("roads", "--data", dir, file); code != exitOK || !strings.Contains(out, "1 ruas, 7 km") || !strings.Contains(out, "--save") {
		t.Errorf("a look: %d %s %s", code, out, said)
	}
	if _, out, _ := run("roads", "--data", dir); !strings.Contains(out, "Belum ada") {
		t.Errorf("a look was kept: %s", out)
	}
	if code, _, said := run("roads", "--data", dir, file, "--save"); code != exitInvalid || !strings.Contains(said, "--by") {
		t.Errorf("without a name: %d %s", code, said)
	}
	if code, _, said := run("roads", "--data", dir, write("halte,lat,lon\n"), "--save", "--by", "Budi"); code != exitInvalid || !strings.Contains(said, "bukan peta OpenStreetMap") {
		t.Errorf("no map: %d %s", code, said)
	}
	if code, _, said := run("roads", "--data", dir, write(`<osm version="0.6"></osm>`), "--save", "--by", "Budi"); code != exitInvalid || !strings.Contains(said, "tidak punya jalan") {
		t.Errorf("an empty map: %d %s", code, said)
	}
	if code, out, said := run("roads", "--data", dir, file, "--save", "--by", "Budi"); code != exitOK || !strings.Contains(out, "kini dipakai") {
		t.Errorf("saved: %d %s %s", code, out, said)
	}
	if _, out, _ := run("roads", "--data", dir); !strings.Contains(out, "roads.osm, Budi") || !strings.Contains(out, "OpenStreetMap") {
		t.Errorf("the list: %s", out)
	}
}
