package draft_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/draft"
)

func TestPieces(t *testing.T) {
	t.Parallel()
	got := draft.Pieces("menurut {{ref:biaya.tarif}} dan {{nilai:a/b#c|angka}}, {{x}} {{ref:a {{contoh:mei}}")
	ref, val, ex := draft.Mark{Kind: draft.RefMark, Path: "biaya.tarif"}, draft.Mark{Kind: draft.ValueMark, Path: "a/b#c", Format: draft.Digits}, draft.Mark{Kind: draft.ExampleMark, Path: "mei"}
	want := []draft.Piece{
		{Source: "menurut "},
		{Source: "{{ref:biaya.tarif}}", Mark: &ref},
		{Source: " dan "},
		{Source: "{{nilai:a/b#c|angka}}", Mark: &val},
		{Source: ", "},
		{Source: "{{x}}", Broken: true},
		{Source: " "},
		{Source: "{{ref:a ", Broken: true},
		{Source: "{{contoh:mei}}", Mark: &ex},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzPieces(f *testing.F) {
	for _, s := range []string{"{{ref:a}}", "{{{nilai:b|huruf}}}}", "{{", "{{\n}}", "{{ref:induk/a|penuh}}x{{contoh:c", "{{nilai:a/b#c.1}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		whole := ""
		for _, p := range draft.Pieces(s) {
			whole += p.Source
			switch {
			case p.Source == "":
				t.Fatalf("an empty piece in %q", s)
			case p.Mark != nil && (p.Broken || p.Mark.String() != p.Source):
				t.Fatalf("%q was read as %s", p.Source, p.Mark)
			case p.Mark == nil && !p.Broken && strings.Contains(p.Source, "{{"):
				t.Fatalf("a mark was overlooked in %q", p.Source)
			}
		}
		if whole != s {
			t.Fatalf("%q became %q", s, whole)
		}
		if once := draft.Clean(s); draft.Clean(once) != once {
			t.Fatalf("Clean(%q) = %q is not clean", s, once)
		}
	})
}
