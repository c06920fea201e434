package wordfile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/pades/padestest/referee"
)

// samples are the sample agreement and random texts, always the same.
func samples(random int) []draft.Text {
	out := []draft.Text{drafttest.Bus()}
	for seed := range random {
		out = append(out, full(rapid.Custom(drafttest.Text).Example(seed)))
	}
	return out
}

func save(t *testing.T, dir string, texts []draft.Text) []string {
	t.Helper()
	var files []string
	for i, text := range texts {
		name := filepath.Join(dir, fmt.Sprintf("naskah%02d.docx", i))
		if err := os.WriteFile(name, written(t, text, drafttest.Facts()), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	return files
}

// Whoever opens and saves the file in LibreOffice, as DOCX or by way of ODT,
// sends back the same text.
func TestThroughLibreOffice(t *testing.T) {
	t.Parallel()
	texts := samples(12)
	dir := t.TempDir()
	files := save(t, dir, texts)
	direct := referee.Office(t, "", "docx", files...)
	odt := referee.Office(t, "", "odt", files...)
	var between []string
	for i := range texts {
		between = append(between, filepath.Join(odt, fmt.Sprintf("naskah%02d.odt", i)))
	}
	byODT := referee.Office(t, "", "docx", between...)
	for i, text := range texts {
		for name, dir := range map[string]string{"DOCX": direct, "ODT": byODT} {
			data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("naskah%02d.docx", i)))
			if err != nil {
				t.Fatal(err)
			}
			got := read(t, data, text, drafttest.Facts())
			if diff := cmp.Diff(outline(text.Body)+outline(text.Annexes)+outline(text.Recitals)+outline(text.Opening), outline(got.Text.Body)+outline(got.Text.Annexes)+outline(got.Text.Recitals)+outline(got.Text.Opening)); diff != "" {
				t.Errorf("text %d by way of %s:\n%s\nunplaced %+v", i, name, diff, got.Unplaced)
			}
			if len(got.Unplaced)+len(got.Match.Gone)+len(got.Match.Typed) > 0 {
				t.Errorf("text %d by way of %s: unplaced %+v, gone %v, figures %+v", i, name, got.Unplaced, got.Match.Gone, got.Match.Typed)
			}
		}
	}
}

// outline writes a tree so that a difference is seen at a glance.
func outline(level []draft.Clause) string {
	var b strings.Builder
	var walk func([]draft.Clause, string)
	walk = func(level []draft.Clause, inset string) {
		for _, c := range level {
			fmt.Fprintf(&b, "%s%s %s «%s» %s\n", inset, c.Level, c.ID, c.Heading, strings.ReplaceAll(c.Text, "\n", "⏎"))
			walk(c.Children, inset+"  ")
		}
	}
	walk(level, "")
	return b.String()
}

// What Word and LibreOffice print holds every word and number of the text, in
// its order.
func TestThePrintedFile(t *testing.T) {
	t.Parallel()
	texts := samples(6)
	pdfs := referee.Office(t, "", "pdf", save(t, t.TempDir(), texts)...)
	for i, text := range texts {
		said := referee.Says(t, "pdftotext", "-layout", filepath.Join(pdfs, fmt.Sprintf("naskah%02d.pdf", i)), "-")
		d, _ := text.Write(drafttest.Facts())
		rest := squeeze(said)
		for _, piece := range printedOrder(d.Body) {
			at := strings.Index(rest, squeeze(piece))
			if at < 0 {
				t.Errorf("text %d: %q is not on paper, or not in its place", i, piece)
				break
			}
			rest = rest[at:]
		}
	}
}

// squeeze takes out spaces, which lines break at, and page numbers.
func squeeze(s string) string {
	var kept []string
	for _, line := range strings.Split(s, "\n") {
		if f := strings.TrimSpace(strings.Trim(line, "\f")); !strings.HasPrefix(f, "Halaman ") {
			kept = append(kept, f)
		}
	}
	return strings.Join(strings.Fields(strings.Join(kept, " ")), "")
}

// printedOrder gives labels, headings and paragraphs as they follow each
// other.
func printedOrder(items []draft.Item) []string {
	var out []string
	for _, it := range items {
		first := it.Label + draft.Plain(it.Heading)
		for i, p := range it.Paragraphs {
			if i == 0 {
				out = append(out, first+draft.Plain(p))
				first = ""
			} else {
				out = append(out, draft.Plain(p))
			}
		}
		if first != "" {
			out = append(out, first)
		}
		for _, c := range it.Cells {
			out = append(out, draft.Plain(c))
		}
		out = append(out, printedOrder(it.Children)...)
	}
	return out
}
