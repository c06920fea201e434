package wordfile_test

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/wordfile"
)

// openings are how paragraphs of such files begin: labels of every form, words
// that look like labels, headings, closing words.
var anyOpenings = []string{
	"", "", "", "Pasal 1", "Pasal 7 – ", "BAB II", "BAB III KETENTUAN", "(1) ", "(12) ", "a. ", "b.\t", "aa. ", "1. ", "2) ", "1) ", "a) ", "A. ", "LAMPIRAN", "LAMPIRAN II", "• ", "- ",
	"Demikian ", "bahwa ", "a. bahwa ", "1. Undang-Undang ", "PIHAK KESATU,", "PIHAK KEDUA", "NOMOR : 25 TAHUN 2024", "Tembusan:", "TENTANG", "Pada hari ini ", "dr. ", "Pasal ini ",
}

// anyMarks are bookmarks of the sample, of other texts, and of nobody.
var anyMarks = []string{
	"_S00objek", "_Shhobjek", "_Shhbiaya", "_S00biaya_2tarif", "_S00biaya_2bayar", "_S00biaya_2bayar_2a", "_S01umum", "_S00umum_2bus", "_Shhbab_1isi", "_S00timbang_21", "_S00dasar_21",
	"_S00buka", "_S00tutup", "_Shhlampiran_1contoh", "_S00lampiran_1contoh_21", "_Shhlampiran_1contoh_2tabel", "_S00halte_21", "_S00halte_22", "_F1", "_F99", "_S00lain", "_Xhhdeadbeef", "_GoBack", "bebas",
}

func anyParagraph(r *rapid.T) docx.Para {
	words := rapid.StringOfN(rapid.RuneFrom([]rune("abc defg. ;:,")), 0, 30, -1).Draw(r, "words")
	p := docx.Para{Text: []docx.Run{{Text: rapid.SampledFrom(anyOpenings).Draw(r, "opening") + words, Bold: rapid.Bool().Draw(r, "bold")}}}
	if rapid.IntRange(0, 4).Draw(r, "second line?") == 0 {
		p.Text = append(p.Text, docx.Run{Text: "\n" + rapid.SampledFrom(anyOpenings).Draw(r, "second line") + "dua"})
	}
	if rapid.Bool().Draw(r, "marked") {
		p.Marks = rapid.SliceOfN(rapid.SampledFrom(anyMarks), 1, 2).Draw(r, "marks")
	}
	if rapid.IntRange(0, 3).Draw(r, "listed?") == 0 {
		p.List, p.Level = rapid.IntRange(1, 3).Draw(r, "list"), rapid.IntRange(0, 5).Draw(r, "level")
	}
	p.Align = rapid.SampledFrom([]string{"", "center", "right"}).Draw(r, "align")
	p.Left = rapid.SampledFrom([]int{0, 567, 1134}).Draw(r, "left")
	return p
}

func anyBlocks(r *rapid.T, depth int) []docx.Piece {
	var out []docx.Piece
	for range rapid.IntRange(0, 8).Draw(r, "blocks") {
		if depth < 2 && rapid.IntRange(0, 5).Draw(r, "table?") == 0 {
			g := &docx.Grid{Widths: []int{1000, 1000, 1000}}
			for range rapid.IntRange(1, 3).Draw(r, "rows") {
				var row []docx.GridCell
				for range rapid.IntRange(1, 3).Draw(r, "cells") {
					row = append(row, docx.GridCell{Blocks: anyBlocks(r, depth+1), Span: rapid.IntRange(0, 2).Draw(r, "span")})
				}
				g.Rows = append(g.Rows, row)
			}
			out = append(out, docx.Piece{Grid: g})
			continue
		}
		p := anyParagraph(r)
		out = append(out, docx.Piece{Para: &p})
	}
	return out
}

// Whatever stands in a file, in whatever order and under whatever bookmarks:
// no word goes missing, every id is used once, every clause stands where one
// may stand.
func TestAnyFileAtAll(t *testing.T) {
	t.Parallel()
	facts := drafttest.Facts()
	level := func(format, text string) docx.ListLevel {
		return docx.ListLevel{Format: format, Text: text, Restart: -1}
	}
	lists := []docx.List{
		{Levels: []docx.ListLevel{level("decimal", "Pasal %1"), level("decimal", "(%2)"), level("lowerLetter", "%3."), level("decimal", "%4)"), level("lowerLetter", "%5)"), level("lowerRoman", "%6.")}},
		{Levels: []docx.ListLevel{level("upperRoman", "BAB %1"), level("decimal", "%2."), level("bullet", "•"), level("upperLetter", "%4."), level("decimal", "%4.%5"), level("none", "")}},
		{Like: 1, Anew: 1},
	}
	rapid.Check(t, func(r *rapid.T) {
		o := docx.Output{Face: "x", Size: 24, Language: "id-ID", Lists: lists, Blocks: anyBlocks(r, 0)}
		var buf bytes.Buffer
		if err := docx.Write(&buf, o); err != nil {
			r.Fatal(err)
		}
		known := rapid.SampledFrom([]draft.Text{drafttest.Bus(), {Kind: draft.PKS}, {Kind: draft.Offer}, {Kind: draft.TermsOfRef}}).Draw(r, "known")
		got, err := wordfile.Read(buf.Bytes(), known, facts, docx.Accepted)
		if err != nil {
			r.Fatal(err)
		}
		kept := map[draft.Section]bool{}
		for _, s := range got.Match.Kept {
			kept[s] = true
		}
		if lost := missing(t, buf.Bytes(), got, facts); len(lost) > 0 {
			r.Fatalf("lost %v\nunplaced %+v\nprinted %q\nbody\n%sopening\n%sannexes\n%s", lost, got.Unplaced, got.Printed, outline(got.Text.Body), outline(got.Text.Opening), outline(got.Text.Annexes))
		}
		seen := map[string]bool{}
		for v := range got.Text.All() {
			c := v.Clause
			if !draft.ValidID(c.ID) || seen[c.ID] {
				r.Fatalf("id %q is used twice or is none", c.ID)
			}
			seen[c.ID] = true
			if c.Text != draft.Clean(c.Text) || strings.Contains(c.Heading, "\n") {
				r.Fatalf("%s is not clean: %q", c.ID, c.Text)
			}
		}
		for _, f := range got.Text.Check(facts) {
			if f.Key == "draft.clause.misplaced" {
				r.Fatalf("%+v\n%s", f, outline(got.Text.Body))
			}
		}
	})
}
