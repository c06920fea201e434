package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sinergi/internal/demo"
	"sinergi/internal/simulate"
)

// Every command says what it does, and what it takes.
func TestHelpTeaches(t *testing.T) {
	t.Parallel()
	parser, err := kong.New(&commands{})
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	var walk func(n *kong.Node, path []string)
	walk = func(n *kong.Node, path []string) {
		for _, child := range n.Children {
			args := append(append([]string(nil), path...), child.Name)
			seen++
			code, out, said := run(append(args, "--help")...)
			words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
			if code != exitOK || !strings.Contains(words(out), words(child.Help)) || child.Help == "" {
				t.Errorf("%v --help: %d %q %s", args, code, out, said)
			}
			for _, f := range child.Flags {
				if f.Help == "" {
					t.Errorf("%v --%s has no help", args, f.Name)
				}
			}
			walk(child, args)
		}
	}
	walk(parser.Model.Node, nil)
	if seen < 15 {
		t.Errorf("only %d commands", seen)
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if code, out, _ := run("completion", shell); code != exitOK || !strings.Contains(out, "settle") {
			t.Errorf("completion %s: %d, %d bytes", shell, code, len(out))
		}
	}
}

// The exit code tells the truth, and the message what to do.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	dir, empty := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "nothing")
	loaded(t, Data{Dir: dir}, 1)
	bad := filepath.Join(t.TempDir(), "bad.json")
	if err := os.WriteFile(bad, []byte(`{"form":"sinergi"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"no command":            {nil, exitUsage, "--help"},
		"a command of no name":  {[]string{"hitung"}, exitUsage, "hitung"},
		"a flag left out":       {[]string{"settle", "--data", dir, "--month", "2026-10"}, exitUsage, "--pks"},
		"a folder without data": {[]string{"settle", "--data", empty, "--pks", demo.BusPKS, "--month", "2026-10"}, exitFailed, "sinergi serve"},
		"a month of no year":    {[]string{"settle", "--data", dir, "--pks", demo.BusPKS, "--month", "Oktober"}, exitInvalid, "Oktober"},
		"an unknown PKS":        {[]string{"settle", "--data", dir, "--pks", "lain", "--month", "2026-10"}, exitFailed, demo.BusPKS},
		"a KB has no tariff":    {[]string{"settle", "--data", dir, "--pks", demo.KB, "--month", "2026-10"}, exitFailed, "bukan PKS"},
		"before its term":       {[]string{"settle", "--data", dir, "--pks", demo.BusPKS, "--month", "2024-08"}, exitFailed, "Agustus 2024"},
		"no statement":          {[]string{"verify", bad}, exitInvalid, ""},
		"no place":              {[]string{"territory", "locate", "Bangkinang"}, exitInvalid, ""},
		"beyond the world":      {[]string{"territory", "locate", "91,101"}, exitInvalid, ""},
		"NaN":                   {[]string{"territory", "locate", "NaN,101"}, exitInvalid, ""},
		"no lines":              {[]string{"territory", "split", bad}, exitInvalid, ""},
		"a file that is not":    {[]string{"territory", "split", empty}, exitUsage, ""},
	} {
		code, out, said := run(c.args...)
		if code != c.want || !strings.Contains(said, c.says) || out != "" || strings.TrimSpace(said) == "" {
			t.Errorf("%s: %d, want %d that says %q: %s%s", name, code, c.want, c.says, out, said)
		}
	}
	if _, err := os.Stat(empty); err == nil {
		t.Error("a question made a data folder")
	}
}

// Which territory a place or a line is in: the shipped route 1 is about
// 14,462 m long, 3,680 m of it in Kampar.
func TestTerritoryAnswers(t *testing.T) {
	t.Parallel()
	code, out, said := run("territory", "locate", "0.5071,101.4478", "--json")
	var place struct {
		Regency string `json:"regency"`
	}
	if err := json.Unmarshal([]byte(out), &place); code != exitOK || err != nil || !strings.Contains(out, "14.71") {
		t.Errorf("the centre of Pekanbaru: %d %s%s %v", code, out, said, err)
	}
	code, out, said = run("territory", "split", filepath.Join("..", "..", "territory", "testdata", "osm_relation_19442437.geojson"), "--json")
	var split struct {
		Total int64 `json:"total_m"`
		Parts []struct {
			Code, Name string
			Metres     int64
		}
	}
	if err := json.Unmarshal([]byte(out), &split); code != exitOK || err != nil {
		t.Fatalf("split: %d %s%s %v", code, out, said, err)
	}
	sum := int64(0)
	for _, p := range split.Parts {
		sum += p.Metres
		if p.Code == "14.01" && (p.Name != "Kampar" || p.Metres < 3678 || p.Metres > 3680) {
			t.Errorf("in Kampar: %+v", p)
		}
	}
	if split.Total < 14461 || split.Total > 14463 || sum != split.Total || len(split.Parts) != 2 {
		t.Errorf("split: %s", out)
	}
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
	type answer struct {
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
	imported := func(want int, file string, more ...string) (a answer) {
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
