package wordfile_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/wordfile"
)

func hash(t testing.TB, text draft.Text) string {
	t.Helper()
	h, err := text.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func written(t testing.TB, text draft.Text, facts draft.Facts) []byte {
	t.Helper()
	d, _ := text.Write(facts)
	var buf bytes.Buffer
	if err := wordfile.Write(&buf, d, wordfile.Options{Version: hash(t, text), Track: true, Page: "Halaman %d dari %d"}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func read(t testing.TB, data []byte, known draft.Text, facts draft.Facts) wordfile.Import {
	t.Helper()
	got, err := wordfile.Read(data, known, facts, docx.Accepted)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAnAgreementToWordAndBack(t *testing.T) {
	t.Parallel()
	text, facts := drafttest.Bus(), drafttest.Facts()
	data := written(t, text, facts)
	if !bytes.Equal(data, written(t, text, facts)) {
		t.Error("the same text is not the same file")
	}
	got := read(t, data, text, facts)
	if diff := cmp.Diff(canonical(t, text), canonical(t, got.Text)); diff != "" {
		t.Error(diff)
	}
	if got.Version != hash(t, text) {
		t.Errorf("version %q", got.Version)
	}
	for name, n := range map[string]int{"gone": len(got.Match.Gone), "unplaced": len(got.Unplaced), "figures": len(got.Match.Typed), "renumbered": len(got.Renumbered), "changes": len(got.Changes), "sentences": len(got.Said), "notices": len(got.Notices) - 1} {
		if n != 0 {
			t.Errorf("%d %s: %+v", n, name, got)
		}
	}
	if diff := cmp.Diff(text.IDs(), got.Marked); diff != "" {
		t.Errorf("not all were recognised by their bookmarks: %s", diff)
	}
}

func canonical(t testing.TB, text draft.Text) string {
	t.Helper()
	b, err := text.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Text → DOCX → Text is the same text, whatever the text.
func TestAnyTextComesBackAsItWas(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := full(drafttest.Text(r))
		got := read(t, written(t, text, drafttest.Facts()), text, drafttest.Facts())
		if diff := cmp.Diff(canonical(t, text), canonical(t, got.Text)); diff != "" {
			r.Fatalf("%s\nunplaced %+v", diff, got.Unplaced)
		}
		if len(got.Unplaced)+len(got.Match.Typed)+len(got.Match.Gone) > 0 {
			r.Fatalf("%+v", got)
		}
	})
}

// full leaves out clauses without a word, which no paper shows.
func full(text draft.Text) draft.Text {
	for _, s := range draft.Sections() {
		text = text.With(s, fullOnly(text.In(s)))
	}
	return text
}

func fullOnly(level []draft.Clause) []draft.Clause {
	var out []draft.Clause
	for _, c := range level {
		c.Children = fullOnly(c.Children)
		if c.Heading != "" || c.Text != "" || len(c.Children) > 0 {
			out = append(out, c)
		}
	}
	return out
}
