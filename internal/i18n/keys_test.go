// SPDX-License-Identifier: Apache-2.0

package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryKeyThatIsUsedExists reads the sources of the whole module and looks
// for texts of the form "area.name" where a message key stands: in fault.New,
// fault.Wrap, fault.NewField, a struct field Key or Expect, a call of T, and
// the template function t.
func TestEveryKeyThatIsUsedExists(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	used := map[string]string{}
	eachSource(t, func(name, text string) {
		for _, key := range keysIn(filepath.Ext(name), text) {
			used[key] = name
		}
	})
	if len(used) < 50 {
		t.Fatalf("only %d keys found in the sources: the patterns below no longer fit", len(used))
	}
	for key, where := range used {
		if !c.Has(key) {
			t.Errorf("%s is used in %s and has no message", key, where)
		}
	}
}

// TestEveryMessageIsUsed looks for each key in the sources: as it is, or as a
// beginning to which something is added.
func TestEveryMessageIsUsed(t *testing.T) {
	t.Parallel()
	written := map[string]bool{}
	literal := regexp.MustCompile(`"([a-z]+\.[a-z0-9_.]*)"`)
	eachSource(t, func(_, text string) {
		for _, match := range literal.FindAllStringSubmatch(text, -1) {
			written[match[1]] = true
		}
	})
	for key := range loaded(t).messages[Indonesian] {
		used := written[key]
		for i, r := range key {
			used = used || (r == '.' || r == '_') && written[key[:i+1]]
		}
		if !used {
			t.Errorf("%s is said nowhere", key)
		}
	}
}

// eachSource reads the program's own sources, with their path in the module.
func eachSource(t *testing.T, visit func(name, text string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return nil // a file that another test just removed
		}
		if entry.IsDir() {
			if n := entry.Name(); n == "node_modules" || n == "testdata" || len(n) > 2 && strings.HasPrefix(n, ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(name); patterns(ext) == nil || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		if body, err := os.ReadFile(name); err == nil {
			rel, _ := filepath.Rel(root, name)
			visit(rel, string(body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

const keyPattern = `"([a-z]+(?:\.[a-z0-9_]+)+)"`

var comment = regexp.MustCompile(`(?m)^\s*//.*$`)

func patterns(ext string) []*regexp.Regexp {
	switch ext {
	case ".go":
		return []*regexp.Regexp{
			regexp.MustCompile(`fault\.(?:New|Wrap)\(\s*fault\.[A-Za-z]+,\s*` + keyPattern),
			regexp.MustCompile(`fault\.NewField\([^,\n]+,\s*` + keyPattern),
			regexp.MustCompile(`\b(?:Key|Expect):\s*` + keyPattern),
			regexp.MustCompile(`\.T\([^,\n()]+,\s*` + keyPattern),
		}
	case ".html", ".tmpl":
		return []*regexp.Regexp{regexp.MustCompile(`\bt\s+\$?\.?[A-Za-z.]*\s*` + keyPattern)}
	}
	return nil
}

func keysIn(ext, text string) []string {
	wanted := patterns(ext)
	text = comment.ReplaceAllString(text, "")
	var keys []string
	for _, p := range wanted {
		for _, match := range p.FindAllStringSubmatch(text, -1) {
			keys = append(keys, match[1])
		}
	}
	return keys
}

func TestKeysAreFoundInSources(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ ext, text string }{
		"a fault":          {".go", `return fault.New(fault.Invalid, "bus.one", "A", 1)`},
		"a wrapped fault":  {".go", `fault.Wrap(fault.NotFound, "bus.one", err)`},
		"a field":          {".go", `fault.NewField("route", "bus.one")`},
		"a struct":         {".go", `fault.Field{Name: "x", Key: "bus.one"}`},
		"a call":           {".go", `text.T(lang, "bus.one", nil)`},
		"a template":       {".html", `<p>{{t $ "bus.one" "N" .N}}</p>`},
		"in parentheses":   {".html", `{{template "empty" (dict "Text" (t $ "bus.one"))}}`},
		"the page's field": {".html", `{{t $.Page "bus.one"}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := keysIn(tc.ext, tc.text); len(got) != 1 || got[0] != "bus.one" {
				t.Errorf("got %v", got)
			}
		})
	}
}
