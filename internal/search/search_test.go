package search_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/search"
)

func TestTerms(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"a heading":                      {"PEMBIAYAAN dan Pembayaran", []string{"biaya", "bayar"}},
		"an amount in either form":       {"Rp13.500 atau 13,500", []string{"rp", "13500"}},
		"the number of a document":       {"400.2/PK-KSD/2024", []string{"4002", "pk", "ksd", "2024"}},
		"a word doubled":                 {"undang-undang", []string{"undang"}},
		"accents":                        {"Café ﬁnal", []string{"cafe", "final"}},
		"another script":                 {"الرحمن", []string{"u17bu18kudbu18ku17bu18l"}},
		"nothing that tells texts apart": {"yang di dan", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := search.Terms(tc.text)
			if name == "another script" { // only that it is one word of plain letters
				if len(got) != 1 || strings.Trim(got[0], "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
					t.Errorf("got %q", got)
				}
				return
			}
			if diff := cmp.Diff(got, tc.want); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMark(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ketentuan umum lain. ", 30) + "Biaya pengelolaan sampah dibayar setiap bulan. " + strings.Repeat("Penutup yang panjang. ", 30)
	for name, tc := range map[string]struct {
		text, query string
		hits        []string
	}{
		"another form of the word":    {"Sampah dikelola bersama.", "pengelolaan", []string{"dikelola"}},
		"where most of the words are": {long, "mengelola sampah", []string{"pengelolaan", "sampah"}},
		"nothing":                     {long, "bus", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hits []string
			for _, p := range search.Mark(tc.text, search.Terms(tc.query), 120) {
				if p.Hit {
					hits = append(hits, p.Text)
				}
			}
			if diff := cmp.Diff(hits, tc.hits); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Whatever is written: terms are plain words, marks are within the text and
// mark exactly the words that have a term of the question.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{"Mempertanggungjawabkan Rp13.500,-", "ké\xff ng nya", "الرحمن ١٢", "me pe di ke se", "mengeng nyi memper", "a\u0301b 1.,2 1,2.3"} {
		f.Add(s, "kelola sampah", 40)
	}
	f.Fuzz(func(t *testing.T, text, query string, width int) {
		terms := search.Terms(text)
		for _, term := range terms {
			if term == "" || len(term) > 40 || strings.Trim(term, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
				t.Errorf("%q has the term %q", text, term)
			}
		}
		width = 20 + (width&0x7fffffff)%300
		asked := search.Terms(query)
		shown := 0
		for _, p := range search.Mark(text, asked, width) {
			part := strings.TrimSuffix(strings.TrimPrefix(p.Text, "… "), " …")
			if !strings.Contains(text, part) {
				t.Errorf("%q is not in %q", part, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(p.Text) {
				t.Errorf("%q is cut through a letter: %q", text, p.Text)
			}
			if p.Hit {
				shown++
				if !slices.ContainsFunc(search.Terms(p.Text), func(s string) bool { return slices.Contains(asked, s) }) {
					t.Errorf("%q is marked for %q", p.Text, asked)
				}
			}
		}
		if found := slices.ContainsFunc(terms, func(s string) bool { return slices.Contains(asked, s) }); found && shown == 0 {
			t.Errorf("%q is found by %q and nothing is marked (width %d)", text, query, width)
		}
	})
}

func BenchmarkTerms(b *testing.B) {
	text := strings.Repeat("PIHAK KEDUA membayar biaya pengelolaan sampah yang dihasilkan di wilayah perbatasan sesuai dengan hasil penimbangan. ", 5)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		search.Terms(text)
	}
}
