package ops_test

import (
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
)

// A government words a clause itself: its own texts are made with it from then
// on, nobody else's are, and running ones keep what they copied.
func TestAGovernmentWordsAClauseItself(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		kampar, pku := b.who("kampar-kerjasama"), b.who("pekanbaru-kerjasama")
		setup := formulary.Setup{Title: "Angkutan", Parties: []draft.Party{{Government: demo.Kampar}, {Government: demo.Pekanbaru}}}
		made := func(who string) draft.Text {
			t.Helper()
			lib, err := b.desk.Library(ctx, b.who(who))
			if err != nil {
				t.Fatal(err)
			}
			text, err := lib.Make("kb", setup)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		says := func(text draft.Text, words string) bool {
			for x := range text.All() {
				if strings.Contains(x.Clause.Text, words) {
					return true
				}
			}
			return false
		}
		before := made("kampar-kerjasama")
		w := formulary.Wording{Text: "@pasal perubahan = Perubahan\nPerubahan disepakati tertulis oleh PARA PIHAK.", Reason: "Diminta Bagian Hukum.", Fallbacks: []formulary.Fallback{}}
		if err := b.desk.WordClause(ctx, kampar, "perubahan", 0, w); err != nil {
			t.Fatal(err)
		}
		if err := b.desk.WordClause(ctx, kampar, "perubahan", 0, w); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a colleague who saw none: %v", err)
		}
		if err := b.desk.WordClause(ctx, kampar, "perubahan", 1, w); fault.KindOf(err) != fault.Conflict {
			t.Errorf("nothing new: %v", err)
		}
		if after := made("kampar-kerjasama"); says(before, "disepakati tertulis oleh") || !says(after, "disepakati tertulis oleh") {
			t.Error("Kampar's texts are not made with its wording")
		}
		if says(made("pekanbaru-kerjasama"), "disepakati tertulis oleh") {
			t.Error("Pekanbaru's texts are made with Kampar's wording")
		}
		w.Text, w.Reason = strings.Replace(w.Text, "tertulis", "secara tertulis", 1), "Diminta lagi."
		if err := b.desk.WordClause(ctx, kampar, "perubahan", 1, w); err != nil {
			t.Fatal(err)
		}
		lib, err := b.desk.Library(ctx, kampar)
		if err != nil {
			t.Fatal(err)
		}
		e, err := lib.Entry(formulary.OwnID("perubahan", demo.Kampar))
		if err != nil || len(e.Versions) != 2 || e.Newest().Version != 2 || e.Newest().By != kampar.Name || e.Versions[0].Reason != "Diminta Bagian Hukum." {
			t.Errorf("kept: %+v, %v", e.Versions, err)
		}
		for name, err := range map[string]error{
			"no reason":         b.desk.WordClause(ctx, pku, "perubahan", 0, formulary.Wording{Text: w.Text}),
			"no clause":         b.desk.WordClause(ctx, pku, "perubahan", 0, formulary.Wording{Text: "Tanpa pembuka.", Reason: "x"}),
			"a nameless other":  b.desk.WordClause(ctx, pku, "perubahan", 0, formulary.Wording{Text: w.Text, Reason: "x", Fallbacks: []formulary.Fallback{{Text: w.Text}}}),
			"another's wording": b.desk.WordClause(ctx, kampar, e.ID, 2, w),
			"no such clause":    b.desk.WordClause(ctx, kampar, "tidak-ada", 0, w),
			"a legislator":      b.desk.WordClause(ctx, b.who("kampar-dprd"), "perubahan", 2, w),
		} {
			if fault.Of(err) == nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
