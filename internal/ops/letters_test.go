package ops_test

import (
	"slices"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
)

// A title that turns the direction of writing reads as it is kept; a letter
// that cannot be printed keeps a text from being sent, and is named.
func TestATitleThatCannotBePrinted(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		officer := b.who("pekanbaru-kerjasama")
		c, err := b.desk.NewCooperation(t.Context(), officer, agreement.Cooperation{
			Title: "Bus \u202eiraD\u202c lintas\u200b  batas", Category: agreement.Undecided, Parties: []string{demo.Pekanbaru, demo.Kampar},
		})
		b.must(err)
		if c.Title != "Bus iraD lintas batas" {
			t.Errorf("the title is kept as %q", c.Title)
		}
		b.must(b.desk.SetDraftTitle(t.Context(), officer, b.kb, "Angkutan 🚌"))
		err = b.desk.SendDraft(t.Context(), officer, b.kb, "")
		f := fault.Of(err)
		if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool {
			return x.Key == "draft.letters" && x.Args["Letters"] == "“🚌” (U+1F68C)"
		}) {
			t.Errorf("sent with %v", err)
		}
	})
}
