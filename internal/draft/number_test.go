package draft_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/tariff"
)

func withBase(f tariff.Formula, base string) tariff.Formula {
	index := f.(tariff.Index)
	index.Base = tariff.FixedRate(drafttest.Number(base))
	return index
}

func TestHowAClauseIsCited(t *testing.T) {
	t.Parallel()
	ix := drafttest.Bus().Index()
	for _, c := range []struct{ from, id, want string }{
		{"", "biaya.bayar.a", "Pasal 3 ayat (2) huruf a"},
		{"objek", "biaya.bayar", "Pasal 3 ayat (2)"},
		{"biaya.tarif", "biaya.bayar", "ayat (2)"},
		{"biaya.tarif", "biaya.bayar.b", "ayat (2) huruf b"},
		{"biaya.bayar.a", "biaya.bayar.b", "huruf b"},
		{"biaya.bayar.a", "biaya.bayar", "ayat ini"},
		{"biaya.bayar.a", "biaya", "Pasal ini"},
		{"biaya", "biaya.tarif", "ayat (1)"},
		{"waktu", "umum.trip", "Pasal 1 angka 2"},
		{"waktu", "bab-umum", "Bab I"},
		{"waktu", "timbang.1", "pertimbangan huruf a"},
		{"timbang.2", "timbang.1", "huruf a"},
		{"waktu", "dasar.1", "dasar hukum angka 1"},
		{"waktu", "lampiran-contoh", "Lampiran"},
		{"waktu", "lampiran-contoh.1", "Lampiran"},
		{"waktu", "halte.2", "Lampiran baris 2"},
		{"waktu", "buka", "pembukaan"},
		{"waktu", "tidak-ada", ""},
	} {
		if got := ix.CiteFrom(c.from, c.id); got != c.want {
			t.Errorf("from %q: %s is %q, want %q", c.from, c.id, got, c.want)
		}
	}
}

// Whatever is edited, every clause has one number in its list, numbers run
// without a gap, and a reference names the number that its target has now.
func TestNumbersFollowEveryEdit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drafttest.Edited(t, drafttest.Text(t), "n", 12)
		ix := text.Index()
		pasal := 0
		for v := range text.All() {
			label := ix.Label(v.Clause.ID)
			if v.Clause.Level == draft.Pasal && v.Section == draft.InBody {
				pasal++
				if want := "Pasal " + digits(pasal); label != want {
					t.Fatalf("%s is %q, want %q", v.Clause.ID, label, want)
				}
			}
			if cited := ix.Cite(v.Clause.ID); label != "" && v.Section == draft.InBody && !strings.HasSuffix(cited, strings.Trim(label, ".")) && !strings.Contains(cited, strings.Trim(label, ".)")) && v.Clause.Level != draft.Bab {
				t.Fatalf("%s is labelled %q and cited %q", v.Clause.ID, label, cited)
			}
		}
		d, _ := text.Write(drafttest.Facts())
		check := func(runs []draft.Run, from string) {
			for _, r := range runs {
				if r.Target == "" {
					continue
				}
				if want := ix.CiteFrom(from, r.Target); ix.Has(r.Target) && r.Text != want {
					t.Fatalf("%s is written %q, want %q", r.Mark, r.Text, want)
				}
			}
		}
		var walk func([]draft.Item)
		walk = func(items []draft.Item) {
			for _, i := range items {
				for _, p := range i.Paragraphs {
					check(p, i.ID)
				}
				walk(i.Children)
			}
		}
		walk(d.Body)
	})
}

// Two different clauses that both have a number are never cited alike.
func TestCitationsAreUnambiguous(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := drafttest.Text(t)
		ix := text.Index()
		seen := map[string]string{}
		for v := range text.All() {
			l := v.Clause.Level
			if l == draft.Paragraph || l == draft.Table || l == draft.Row || v.Section != draft.InBody {
				continue
			}
			cited := ix.Cite(v.Clause.ID)
			if other, twice := seen[cited]; twice {
				t.Fatalf("%s and %s are both %q", other, v.Clause.ID, cited)
			}
			seen[cited] = v.Clause.ID
		}
	})
}

func digits(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return digits(n/10) + string(rune('0'+n%10))
}
