package redline

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWordsAreNeverSplit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after string
		want          []Span
	}{
		"another party": {
			"PIHAK KESATU wajib membayar", "PIHAK KEDUA wajib membayar",
			[]Span{{Same, "PIHAK "}, {Removed, "KESATU"}, {Added, "KEDUA"}, {Same, " wajib membayar"}},
		},
		"an amount": {
			"sebesar Rp13.500,00 per kilometer", "sebesar Rp14.000,00 per kilometer",
			[]Span{{Same, "sebesar "}, {Removed, "Rp13.500,00"}, {Added, "Rp14.000,00"}, {Same, " per kilometer"}},
		},
		"a share": {"20% dari harga", "25% dari harga", []Span{{Removed, "20%"}, {Added, "25%"}, {Same, " dari harga"}}},
		"two words in a row": {
			"paling lama tiga puluh hari", "paling lama empat belas hari",
			[]Span{{Same, "paling lama "}, {Removed, "tiga puluh"}, {Added, "empat belas"}, {Same, " hari"}},
		},
		"a full stop": {"dibayar bulanan", "dibayar bulanan.", []Span{{Same, "dibayar bulanan"}, {Added, "."}}},
		"a mark is one word": {
			"menurut {{ref:biaya.tarif}};", "menurut {{ref:biaya.bayar}};",
			[]Span{{Same, "menurut "}, {Removed, "{{ref:biaya.tarif}}"}, {Added, "{{ref:biaya.bayar}}"}, {Same, ";"}},
		},
		"a word with a hyphen": {
			"kelurahan-kelurahan dan/atau desa", "kelurahan-desa dan/atau desa",
			[]Span{{Removed, "kelurahan-kelurahan"}, {Added, "kelurahan-desa"}, {Same, " dan/atau desa"}},
		},
		"nothing":    {"a b", "a b", []Span{{Same, "a b"}}},
		"from blank": {"", "a b", []Span{{Added, "a b"}}},
		"to blank":   {"a b", "", []Span{{Removed, "a b"}}},
	} {
		if diff := cmp.Diff(c.want, Words(c.before, c.after)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func wording(t *rapid.T, name string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "PIHAK", "KESATU", "20%", " ", " ", " ", "\n", ",", ".", "{{ref:x}}", "{{x", "é", "́"}), 0, 40).Draw(t, name), "")
}

// The spans make up both wordings; they begin and end between words; and the
// script is as short as a table of all sub-sequences says it can be.
func TestSpansMakeUpBothWordings(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, after := wording(t, "before"), wording(t, "after")
		var was, is string
		for _, s := range Words(before, after) {
			if s.Mode != Added {
				was += s.Text
			}
			if s.Mode != Removed {
				is += s.Text
			}
		}
		if was != before || is != after {
			t.Fatalf("%q, %q from %q, %q", was, is, before, after)
		}
		a, b := tokens(before), tokens(after)
		kept := len(a)
		for _, h := range hunks(a, b) {
			kept -= h.until - h.from
		}
		if want := longestCommon(a, b); kept != want {
			t.Fatalf("%d of %q kept in %q, %d could be", kept, a, b, want)
		}
	})
}

// longestCommon is the length of the longest common subsequence by the
// textbook table: the referee of the search.
func longestCommon(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		above := 0
		for j, y := range b {
			was := row[j+1]
			if x == y {
				row[j+1] = above + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			above = was
		}
	}
	return row[len(b)]
}

func TestTextsThatHaveNothingInCommonAreBounded(t *testing.T) {
	t.Parallel()
	a, b := make([]string, 40_000), make([]string, 40_000)
	for i := range a {
		a[i], b[i] = "a"+string(rune('a'+i%26)), "b"+string(rune('a'+i%26))
	}
	if got, want := hunks(a, b), []hunk{{0, len(a), 0, len(b)}}; !slices.Equal(got, want) {
		t.Errorf("got %d hunks", len(got))
	}
}

func FuzzWords(f *testing.F) {
	f.Add("PIHAK KESATU {{ref:a}}", "PIHAK KEDUA {{ref:a")
	f.Add("\xff a", "a \xff")
	f.Fuzz(func(t *testing.T, before, after string) {
		var was, is string
		for _, s := range Words(before, after) {
			if s.Mode != Added {
				was += s.Text
			}
			if s.Mode != Removed {
				is += s.Text
			}
		}
		if was != before || is != after {
			t.Fatalf("%q, %q from %q, %q", was, is, before, after)
		}
	})
}
