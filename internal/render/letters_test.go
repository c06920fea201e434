package render_test

import (
	"testing"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/render"
)

// What Indonesian documents hold can be printed; what would come out as an
// empty box is known before anyone signs.
func TestWhichLettersCanBePrinted(t *testing.T) {
	t.Parallel()
	for _, r := range "Aé ź0–—“”…▶◀²³½×−→•§%\u00a0Ωж" {
		if !render.Prints(r) {
			t.Errorf("%c (%U) cannot be printed", r, r)
		}
	}
	for _, r := range "🚌漢あ\ue000\uffff" {
		if render.Prints(r) {
			t.Errorf("%c (%U) can be printed", r, r)
		}
	}
}

func TestAnEmojiInATextIsFound(t *testing.T) {
	t.Parallel()
	x := drafttest.Bus()
	x.Title += " 🚌"
	x.Body[1].Children[0].Text = "Objeknya 漢字 dan 漢."
	d, _ := x.Write(drafttest.Facts())
	found := d.Unprintable(render.Prints)
	if len(found) != 2 {
		t.Fatalf("got %+v", found)
	}
	for i, want := range []struct{ clause, letters string }{{"", "“🚌” (U+1F68C)"}, {x.Body[1].Children[0].ID, "“漢” (U+6F22), “字” (U+5B57)"}} {
		if f := found[i]; f.Clause != want.clause || f.Args["Letters"] != want.letters || f.Weight != draft.Wrong {
			t.Errorf("got %+v, want %+v", f, want)
		}
	}
	if d, _ := drafttest.Bus().Write(drafttest.Facts()); len(d.Unprintable(render.Prints)) > 0 {
		t.Errorf("the example itself: %+v", d.Unprintable(render.Prints))
	}
}
