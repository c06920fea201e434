package wordfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/formulary"
)

// templates makes a text of every template.
func templates(t testing.TB) map[string]draft.Text {
	t.Helper()
	lib, err := formulary.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]draft.Text{}
	for _, form := range lib.Templates {
		text, err := lib.Make(form.ID, formulary.Setup{Title: "Angkutan Bus Lintas Batas", Parties: drafttest.Bus().Parties})
		if err != nil {
			t.Fatal(err)
		}
		out[form.ID] = text
	}
	return out
}

// Every template goes to Word and back as it is, and no word is lost when its
// bookmarks are.
func TestEveryTemplateToWordAndBack(t *testing.T) {
	t.Parallel()
	facts := drafttest.Facts()
	all := templates(t)
	if len(all) < 10 {
		t.Errorf("only %d templates", len(all))
	}
	for id, text := range all {
		data := written(t, text, facts)
		got := read(t, data, text, facts)
		if diff := cmp.Diff(canonical(t, text), canonical(t, got.Text)); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
		if len(got.Unplaced)+len(got.Match.Gone)+len(got.Match.Typed)+len(got.Renumbered) > 0 {
			t.Errorf("%s: unplaced %+v, %+v, renumbered %+v", id, got.Unplaced, got.Match, got.Renumbered)
		}
		stripped := edited(t, data, bare)
		got = read(t, stripped, text, facts)
		if lost := missing(t, stripped, got, facts); len(lost) > 0 {
			t.Errorf("%s without bookmarks: lost %v", id, lost)
		}
		if n := len(text.IDs()); text.Kind.Contract() && len(got.Match.Gone) > max(1, n/20) {
			t.Errorf("%s without bookmarks: %d of %d clauses were not found again: %v\nunplaced %+v", id, len(got.Match.Gone), n, got.Match.Gone, got.Unplaced)
		}
	}
}
