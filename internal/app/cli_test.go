package app

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sinergi/internal/demo"
	"sinergi/internal/money"
	"sinergi/internal/settlement"
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
			code, out, said := run(append(args, "--lang", "en", "--help")...)
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
	for where, want := range map[string]string{"0.5071,101.4478": "14.71", "0.3330, 101.0250": "14.01", "0,0": ""} {
		code, out, said := run("territory", "locate", where, "--json")
		var place struct{ Regency, District, Village, Border string }
		if err := json.Unmarshal([]byte(out), &place); (code == exitOK) != (want != "") || err != nil {
			t.Fatalf("%s: %d %s%s %v", where, code, out, said, err)
		}
		if place.Regency != want || place.Border == "" || want != "" && (!strings.HasPrefix(place.District, want) || !strings.HasPrefix(place.Village, place.District)) {
			t.Errorf("%s is in %+v, want %q", where, place, want)
		}
	}
	if code, out, said := run("territory", "locate", "0.3330,101.0250"); code != exitOK || !strings.Contains(out, "Bangkinang") {
		t.Errorf("a place in words: %d %s%s", code, out, said)
	}
	if code, _, said := run("territory", "locate", "0,0"); code != exitFailed || !strings.Contains(said, "Di luar") {
		t.Errorf("a place outside: %d %s", code, said)
	}
	route := filepath.Join("..", "..", "territory", "testdata", "osm_relation_19442437.geojson")
	code, out, said := run("territory", "split", route, "--json")
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
	sum, kampar := int64(0), false
	for _, p := range split.Parts {
		sum += p.Metres
		kampar = kampar || p.Code == "14.01"
		if p.Code == "14.01" && (p.Name != "Kampar" || p.Metres < 3678 || p.Metres > 3680) {
			t.Errorf("in Kampar: %+v", p)
		}
	}
	if split.Total < 14461 || split.Total > 14463 || sum != split.Total || len(split.Parts) != 2 || !kampar {
		t.Errorf("split: %s", out)
	}
	if code, words, said := run("territory", "split", route); code != exitOK || !strings.Contains(words, strconv.FormatInt(split.Total, 10)+" m") {
		t.Errorf("split in words: %d %s%s", code, words, said)
	}
}

// A statement is recomputed from what it says itself; one that was tampered
// with is found out.
func TestVerifyFindsTampering(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	code, text, said := run("settle", "--data", dir, "--pks", demo.WastePKS, "--month", "2026-10", "--json")
	if code != exitOK {
		t.Fatalf("settle: %d %s", code, said)
	}
	s, err := settlement.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	verify := func(text string) (code int, out, said string) {
		t.Helper()
		file := filepath.Join(t.TempDir(), "statement.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return run("verify", file, "--json")
	}
	var answer struct {
		OK     bool
		SHA256 string
		Total  money.Rupiah `json:"total_rupiah"`
	}
	code, out, said := verify(text + "\n")
	if err := json.Unmarshal([]byte(out), &answer); code != exitOK || err != nil {
		t.Fatalf("as it was printed: %d %s%s %v", code, out, said, err)
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256([]byte(text))); !answer.OK || answer.SHA256 != sum || answer.Total != s.Total {
		t.Errorf("verified: %+v, want %s and %d", answer, sum, s.Total)
	}
	total := strconv.FormatInt(int64(s.Total), 10)
	richer := strings.ReplaceAll(text, total, strconv.FormatInt(int64(s.Total)+1, 10))
	for name, bad := range map[string]string{"one rupiah more": richer, "cut short": text[:len(text)/2], "nothing": "", "another form": strings.Replace(text, `"schema":"`, `"schema":"x`, 1)} {
		if bad == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		want := exitInvalid
		if name == "one rupiah more" {
			want = exitFailed
		}
		if code, out, said := verify(bad); code != want || out != "" || said == "" {
			t.Errorf("%s: %d, want %d: %s%s", name, code, want, out, said)
		}
	}
}
