package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"sinergi/internal/docx"
)

func written(t testing.TB, o docx.Output) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := docx.Write(&buf, o); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func text(s ...docx.Run) *docx.Para { return &docx.Para{Text: s} }

var everything = docx.Output{
	Title: "PKS <Bus> & \"Halte\"", Author: "Sinergi", Language: "id-ID", Face: "Bookman Old Style", Size: 24, Track: true,
	Margins: docx.Margins{Top: 1417, Right: 1417, Bottom: 1417, Left: 1701},
	Styles: []docx.Style{
		{ID: "Pasal", Name: "Pasal", Align: "center", Bold: true, KeepNext: true, KeepLines: true, Outline: 1, List: 1, Level: 0, Next: "Ayat"},
		{ID: "Ayat", Name: "Ayat", Align: "both", Left: 567, Hanging: 567, List: 1, Level: 1, Italic: true, Size: 22, First: 0, NoSpaceBetweenTheSame: true},
		{ID: "Biasa", Name: "Biasa", First: 567},
	},
	Lists: []docx.List{{Levels: []docx.ListLevel{
		{Format: "decimal", Text: "Pasal %1", Restart: 0, Suffix: "nothing", Align: "center", Style: "Pasal"},
		{Format: "decimal", Text: "(%2)", Restart: -1, Left: 567, Hanging: 567, Style: "Ayat"},
	}}},
	Footer: []docx.Para{{Align: "right", Text: []docx.Run{{Text: "Halaman "}, {Field: "PAGE"}, {Text: " dari "}, {Field: "NUMPAGES"}}}},
	Facts:  []docx.Property{{Name: "Sinergi", Value: "pks-bus"}},
	Blocks: []docx.Piece{
		{Para: &docx.Para{Style: "Pasal", Marks: []string{"_Saobjek"}, Text: []docx.Run{{Text: "\nObjek"}}, KeepNext: true, PageBreakBefore: true}},
		{Para: &docx.Para{Style: "Ayat", Marks: []string{"_Sa1"}, Text: []docx.Run{{Text: "Tarif "}, {Text: "Rp13.500", Tag: "{{nilai:tarif}}", Name: "Nilai"}, {Text: " lihat "}, {Text: "Pasal 1", Anchor: "_Saobjek"}, {Text: ".", Bold: true, Underline: true}}}},
		{Para: &docx.Para{Style: "Biasa", List: -1, Left: 100, Hanging: 50, After: 20, Align: "right", Line: true, Text: []docx.Run{{Text: "a\tb"}}}},
		{Grid: &docx.Grid{Widths: []int{2000, 3000, 4000}, Header: 1, Borders: true, Rows: [][]docx.GridCell{
			{{Shade: true, Middle: true, Blocks: []docx.Piece{{Para: text(docx.Run{Text: "No"})}}}, {Span: 2, Blocks: []docx.Piece{{Para: text(docx.Run{Text: "Uraian"})}}}},
			{{}, {Blocks: []docx.Piece{{Grid: &docx.Grid{Widths: []int{1000}, Rows: [][]docx.GridCell{{{Blocks: []docx.Piece{{Para: text(docx.Run{Text: "dalam"})}}}}}}}}}, {Blocks: []docx.Piece{{Para: text(docx.Run{Picture: &docx.Picture{Data: []byte("\x89PNG\r\n"), Width: 100, Height: 100, Alt: "Lambang"}})}}}},
		}}},
	},
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	data := written(t, everything)
	if !bytes.Equal(data, written(t, everything)) {
		t.Error("the same output is not the same file")
	}
	f, err := docx.Read(data, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	got := f.Reading(docx.Accepted)
	want := "[Pasal 1]⏎Objek\n[(1)]Tarif Rp13.500 lihat Pasal 1.\na\tb\n<No|Uraian/|<dalam>\n|>\n"
	if diff := cmp.Diff(want, flat(got.Body)); diff != "" {
		t.Error(diff)
	}
	ayat := got.Body[1].Paragraph
	spans := []docx.Span{{From: 6, To: 14, Tag: "{{nilai:tarif}}"}, {From: 21, To: 28, Anchor: "_Saobjek"}}
	if diff := cmp.Diff(spans, ayat.Spans); diff != "" {
		t.Error(diff)
	}
	if !cmp.Equal(ayat.Marks, []string{"_Sa1"}) || ayat.Style != "Ayat" || ayat.Align != "both" || ayat.Indent != 567 {
		t.Errorf("ayat %+v", ayat)
	}
	if got := flat(got.Footers); got != "Halaman 1 dari 1\n" {
		t.Errorf("footer %q", got)
	}
	if f.Title != everything.Title || f.Fact("Sinergi") != "pks-bus" || f.Tracked() {
		t.Errorf("title %q, fact %q, tracked %v", f.Title, f.Fact("Sinergi"), f.Tracked())
	}
}

// sequences are the orders in which the standard wants the properties; Word
// refuses a file that breaks them (ECMA-376 part 1, annex A).
var sequences = map[string][]string{
	"pPr":    {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr"},
	"rPr":    {"rFonts", "b", "i", "sz", "szCs", "u", "lang"},
	"tblPr":  {"tblW", "jc", "tblBorders", "tblLayout"},
	"tcPr":   {"tcW", "gridSpan", "shd", "vAlign"},
	"sectPr": {"footerReference", "pgSz", "pgMar"},
	"lvl":    {"start", "numFmt", "lvlRestart", "pStyle", "suff", "lvlText", "lvlJc", "pPr"},
	"style":  {"name", "basedOn", "next", "qFormat", "pPr", "rPr"},
	"sdtPr":  {"alias", "tag", "id", "lock"},
	"tbl":    {"tblPr", "tblGrid", "tr"},
	"tc":     {"tcPr", "tbl", "p"},
	"inline": {"extent", "docPr", "cNvGraphicFramePr", "graphic"},
}

func TestPropertiesStandInTheOrderOfTheStandard(t *testing.T) {
	t.Parallel()
	data := written(t, everything)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		checkSequences(t, f.Name, r, met)
	}
	for name := range sequences {
		if !met[name] {
			t.Errorf("no %s was met", name)
		}
	}
}

func checkSequences(t *testing.T, part string, r io.Reader, met map[string]bool) {
	t.Helper()
	type open struct {
		name string
		at   int
	}
	var stack []open
	d := xml.NewDecoder(r)
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", part, err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if n := len(stack); n > 0 {
				parent := &stack[n-1]
				if order, ok := sequences[parent.name]; ok {
					at := slices.Index(order, e.Name.Local)
					if at < parent.at {
						t.Errorf("%s: %s stands at the wrong place in %s", part, e.Name.Local, parent.name)
					}
					parent.at = at
				}
			}
			met[e.Name.Local] = true
			stack = append(stack, open{e.Name.Local, 0})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

// Any words in any place come back.
func TestAnyWordsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOf(rapid.RuneFrom([]rune(" abc<>&\"'\n\té日😀\u00a0\u2011—")))
		o := docx.Output{Face: "x", Size: 24, Language: "id-ID"}
		var want []string
		for range rapid.IntRange(1, 6).Draw(t, "paragraphs") {
			p := &docx.Para{}
			whole := ""
			for range rapid.IntRange(0, 3).Draw(t, "runs") {
				r := docx.Run{Text: words.Draw(t, "words"), Bold: rapid.Bool().Draw(t, "bold"), Tag: rapid.SampledFrom([]string{"", "{{nilai:x}}"}).Draw(t, "tag")}
				whole += r.Text
				p.Text = append(p.Text, r)
			}
			want = append(want, whole)
			if rapid.Bool().Draw(t, "table") {
				o.Blocks = append(o.Blocks, docx.Piece{Grid: &docx.Grid{Widths: []int{100}, Rows: [][]docx.GridCell{{{Blocks: []docx.Piece{{Para: p}}}}}}})
			} else {
				o.Blocks = append(o.Blocks, docx.Piece{Para: p})
			}
		}
		var buf bytes.Buffer
		if err := docx.Write(&buf, o); err != nil {
			t.Fatal(err)
		}
		f, err := docx.Read(buf.Bytes(), docx.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range f.Reading(docx.Accepted).Body {
			if b.Table != nil {
				b = b.Table.Rows[0].Cells[0].Blocks[0]
			}
			got = append(got, b.Paragraph.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
