package app

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// Whatever the command line says of itself it says in Indonesian, and in
// English when asked.
func TestHelpIsInBothLanguages(t *testing.T) {
	book, err := phrasebook()
	if err != nil {
		t.Fatal(err)
	}
	var c commands
	k, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	var walk func(n *kong.Node)
	say := func(where, help string) {
		used[help] = true
		if help != "" && book[help] == "" {
			t.Errorf("%s: %q is not in help.id.toml", where, help)
		}
	}
	walk = func(n *kong.Node) {
		say(n.Name, n.Help)
		for _, f := range n.Flags {
			say(n.Name+" --"+f.Name, f.Help)
		}
		for _, p := range n.Positional {
			say(n.Name+" "+p.Name, p.Help)
		}
		for _, child := range n.Children {
			walk(child)
		}
	}
	walk(k.Model.Node)
	for _, english := range slices.Sorted(maps.Keys(book)) {
		kongs := strings.HasSuffix(english, ":") || strings.Contains(english, `"`) || strings.HasPrefix(english, "Cooperation between")
		if !used[english] && !kongs {
			t.Errorf("%q is in help.id.toml and nowhere said", english)
		}
	}
	for lang, want := range map[string]string{"id": "Cara pakai:", "en": "Usage:"} {
		code, out, _ := run("--lang", lang, "settle", "--help")
		if code != exitOK || !strings.Contains(out, want) {
			t.Errorf("--lang %s: %d %s", lang, code, out)
		}
	}
}

func TestAPlaceSouthOfTheEquator(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"territory", "locate", "-6.2,106.8"}, {"territory", "locate", "-6.2,106.8", "--json"}, {"territory", "locate", "--", "-6.2,106.8"}} {
		if code, _, said := run(args...); code != exitFailed || strings.Contains(said, "flag") {
			t.Errorf("%v: %d %s, want the answer that it is outside", args, code, said)
		}
	}
}
