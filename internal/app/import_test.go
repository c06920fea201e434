package app

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/simulate"
	"sinergi/internal/store"
)

// importAnswer is what an import answers to scripts.
type importAnswer struct {
	Accepted  int  `json:"accepted"`
	Duplicate int  `json:"duplicate"`
	Unchanged bool `json:"unchanged"`
	Refused   int  `json:"refused"`
	Rejected  []struct {
		Row                     int
		Column, Value, Expected string
		Reason                  string
	} `json:"rejected"`
}

// A file goes in by the command line: good rows are kept or the whole refused,
// what is wrong is told by row and column, and the same file twice changes
// nothing.
func TestImportByHand(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	l := loaded(t, Data{Dir: dir}, 1)
	day := l.Plan.Tickets(0)
	lines := strings.Split(strings.TrimRight(string(day.In(simulate.ExcelUnicode)), "\r\n"), "\r\n")
	good, mixed, claims := filepath.Join(t.TempDir(), "tiket.csv"), filepath.Join(t.TempDir(), "salah.csv"), filepath.Join(t.TempDir(), "klaim.xlsx")
	cells := strings.Split(lines[1], ";")
	cells[5] = "dua belas"
	for path, content := range map[string]string{
		good:   strings.Join(lines, "\r\n"),
		mixed:  strings.Join([]string{lines[0], strings.Join(cells, ";"), lines[2]}, "\r\n"),
		claims: "PK\x03\x04 this is no workbook",
	} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	imported := func(want int, file string, more ...string) (a importAnswer) {
		t.Helper()
		code, out, said := run(append([]string{"import", "tickets", "--data", dir, "--service", demo.WasteService, "--json", file}, more...)...)
		if code != want {
			t.Fatalf("import %s: %d, want %d: %s%s", file, code, want, out, said)
		}
		if out != "" {
			if err := json.Unmarshal([]byte(out), &a); err != nil {
				t.Fatal(err)
			}
		}
		return a
	}
	if a := imported(exitInvalid, mixed, "--whole"); a.Accepted != 0 || a.Refused != 1 || a.Rejected[0].Row != 2 || a.Rejected[0].Column != "bruto_kg" || a.Rejected[0].Value != "dua belas" || a.Rejected[0].Reason == "" {
		t.Errorf("the whole file refused: %+v", a)
	}
	if a := imported(exitInvalid, mixed); a.Accepted != 1 || a.Refused != 1 {
		t.Errorf("the good row kept: %+v", a)
	}
	if a := imported(exitOK, good); a.Accepted != len(lines)-2 || a.Duplicate != 1 {
		t.Errorf("the rest: %+v of %d", a, len(lines)-1)
	}
	if a := imported(exitOK, good); !a.Unchanged || a.Accepted != 0 {
		t.Errorf("the same file again: %+v", a)
	}
	imported(exitInvalid, claims)
	code, _, said := run("import", "positions", "--data", dir, "--service", demo.WasteService, good)
	if code != exitInvalid {
		t.Errorf("positions of a waste service: %d %s", code, said)
	}
	if code, out, _ := run("import", "tickets", "--data", dir, "--service", demo.WasteService, mixed, "--lang", "en"); code != exitInvalid || !strings.Contains(out, ":2: bruto_kg") {
		t.Errorf("in words: %d %s", code, out)
	}
}

// Positions and rosters go in as tickets do: each wrong row is told by row,
// column and reason, and what was expected; the good ones are kept.
func TestImportPositionsAndRosters(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	l := loaded(t, Data{Dir: dir}, 1)
	for _, f := range monthFiles(t, l.Plan, false) {
		if f.kind == "tickets" {
			continue
		}
		content, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		rows := strings.Split(strings.TrimSpace(string(content)), "\n")
		rows = rows[:min(len(rows), 200)]
		spoil := func(row, column int, value string) string {
			cells := strings.Split(rows[row], ",")
			cells[column] = value
			return strings.Join(cells, ",")
		}
		good := strings.Join(rows, "\n")
		column, value := 1, "kapan-kapan" // of a position: its time
		if f.kind == "roster" {
			column, value = 2, "bus-lain" // of a roster: its vehicle
		}
		name := strings.Split(rows[0], ",")[column]
		bad := strings.Join([]string{rows[0], rows[1], spoil(2, column, value), rows[3]}, "\n")
		imported := func(want int, text string, more ...string) (a importAnswer) {
			t.Helper()
			file := filepath.Join(t.TempDir(), "f.csv")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			code, out, said := run(append([]string{"import", f.kind, "--data", dir, "--service", f.service, "--json", file}, more...)...)
			if code != want {
				t.Fatalf("import %s: %d, want %d: %s%s", f.kind, code, want, out, said)
			}
			if err := json.Unmarshal([]byte(out), &a); err != nil {
				t.Fatal(err)
			}
			return a
		}
		wrong := imported(exitInvalid, bad, "--whole")
		if wrong.Accepted != 0 || wrong.Refused != 1 || len(wrong.Rejected) != 1 {
			t.Fatalf("%s, whole: %+v", f.kind, wrong)
		}
		if r := wrong.Rejected[0]; r.Row != 3 || r.Column != name || r.Value != value || r.Reason == "" || r.Expected == "" {
			t.Errorf("%s: refused for %+v, want row 3, %s", f.kind, r, name)
		}
		if a := imported(exitInvalid, bad); a.Accepted != 2 || a.Refused != 1 {
			t.Errorf("%s, the good rows: %+v", f.kind, a)
		}
		// Positions are counted by what came together: a report that comes
		// again among new ones counts as new, and is there once all the same.
		if a := imported(exitOK, good); a.Accepted+a.Duplicate != len(rows)-1 || a.Duplicate != 2 && f.kind == "roster" || a.Unchanged {
			t.Errorf("%s, the rest: %+v of %d", f.kind, a, len(rows)-1)
		}
		if a := imported(exitOK, good); a.Accepted != 0 || a.Duplicate != len(rows)-1 || !a.Unchanged {
			t.Errorf("%s, again: %+v of %d", f.kind, a, len(rows)-1)
		}
		if f.kind == "positions" {
			said := map[string]bool{} // of a device at a time; the senders repeat themselves
			for _, row := range rows[1:] {
				said[strings.Join(strings.Split(row, ",")[:2], ",")] = true
			}
			if kept := positionsKept(t, dir, l.Plan.Days()[0]); kept != len(said) {
				t.Errorf("%d positions are kept of %d", kept, len(said))
			}
		}
	}
}

// positionsKept counts the usable positions of a day.
func positionsKept(t *testing.T, dir string, day civil.Date) (count int) {
	t.Helper()
	n, err := Data{Dir: dir}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	err = n.Store.Read(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Positions(t.Context(), demo.BusService, day)
		for _, of := range all {
			count += len(of)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return count
}
