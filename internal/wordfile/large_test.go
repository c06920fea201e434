package wordfile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
)

// large is a text of some two hundred pages.
func large() draft.Text {
	text := drafttest.Bus()
	text.Body = nil
	for i := range 150 {
		pasal := draft.Clause{ID: fmt.Sprintf("pasal-%d", i), Level: draft.Pasal, Heading: fmt.Sprintf("Pokok %d", i)}
		for j := range 6 {
			ayat := draft.Clause{ID: fmt.Sprintf("pasal-%d.%d", i, j), Level: draft.Ayat, Text: draft.Clean(strings.Repeat(fmt.Sprintf("kata-%d-%d kewajiban layanan ", i, j), 14))}
			for k := range 3 {
				ayat.Children = append(ayat.Children, draft.Clause{ID: fmt.Sprintf("pasal-%d.%d.%d", i, j, k), Level: draft.Huruf, Text: strings.Repeat(fmt.Sprintf("rincian %d ", k), 8) + "{{ref:pasal-0}};"})
			}
			pasal.Children = append(pasal.Children, ayat)
		}
		text.Body = append(text.Body, pasal)
	}
	return text
}

// Two hundred pages with 3,750 clauses, with bookmarks and without.
func TestTwoHundredPages(t *testing.T) {
	t.Parallel()
	text, facts := large(), drafttest.Facts()
	data := written(t, text, facts)
	start := time.Now()
	got := read(t, data, text, facts)
	t.Logf("%d kB read in %v", len(data)>>10, time.Since(start))
	if canonical(t, got.Text) != canonical(t, text) {
		t.Error("the text is not the same")
	}
	start = time.Now()
	got = read(t, edited(t, data, bare), text, facts)
	t.Logf("without bookmarks in %v", time.Since(start))
	if n := len(got.Match.Gone); n > 0 {
		t.Errorf("%d clauses were not found again", n)
	}
}
