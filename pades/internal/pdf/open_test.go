package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestObjects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want Object
	}{
		{"null", nil},
		{"true", true},
		{"% a comment\n false", false},
		{"-17", Integer(-17)},
		{"+4.50", Real("+4.50")},
		{"-.5", Real("-.5")},
		{"/Name#20with#2Fescapes", Name("Name with/escapes")},
		{"/", Name("")},
		{"12 0 R", Ref{12, 0}},
		{"[1 2 R 3 0 R]", Array{Ref{1, 2}, Ref{3, 0}}},
		{"[1 2 3 R]", Array{Integer(1), Ref{2, 3}}},
		{"(a (nested) \\(string\\) \\101\\n\\\nb\r\nc)", String("a (nested) (string) A\nb\nc")},
		{"<48 656C6c6F2>", String("Hello ")},
		{"<<>>", Dict{}},
		{"<</A/B/C[/D]/E null/F<</G 1>>>>", Dict{"A": Name("B"), "C": Array{Name("D")}, "F": Dict{"G": Integer(1)}}},
	} {
		p := &parser{data: []byte(test.text), most: 10}
		got, err := p.object()
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" || p.pos != len(test.text) {
			t.Errorf("%q: %v, %d of %d bytes (-want +got):\n%s", test.text, err, p.pos, len(test.text), diff)
		}
		var w writer
		if err := w.object(got); err != nil {
			t.Fatal(err)
		}
		again, err := (&parser{data: w.Bytes(), most: 10}).object()
		if diff := cmp.Diff(test.want, again); err != nil || diff != "" {
			t.Errorf("%q, written as %q: %v (-want +got):\n%s", test.text, w.Bytes(), err, diff)
		}
	}
}

func TestBrokenObjects(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "(open", "(open\\", "<48", "<4X>", "[1", "[1)", "<</A", "<</A 1", "<<1 2>>", "<</A 1/A 2>>", "<</A null/A 2>>", "<</A 1>",
		"/A#4", "/A#GG", "nul", "1e5", "--5", "1.2.3", ".", "+", "99999999999999999999", "[0 0 R]", ">>", ")", "]", "{",
		strings.Repeat("[", 20), strings.Repeat("<</A", 20),
	} {
		p := &parser{data: []byte(text), most: 10}
		if o, err := p.object(); err == nil {
			t.Errorf("%q: read as %v", text, o)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "Bupati Kampar", "Wali Kota — Pekanbaru", "漢字 🙂", "tab\tand\nline"} {
		if got := Text(s).Text(); got != s {
			t.Errorf("got %q, want %q", got, s)
		}
	}
	for in, want := range map[String]string{"\xEF\xBB\xBFé": "é", "caf\xE9": "café", "\x84": "—", "\xFE\xFF\x00A\x00": "A"} {
		if got := in.Text(); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// file puts objects and a trailer into a file with a correct table.
func file(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<<%s/Size %d>>\nstartxref\n%d\n%%%%EOF\n", trailer, len(at)+1, xref)
	return b.Bytes()
}

const (
	catalog = "<</Type/Catalog/Pages 2 0 R>>"
	tree    = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	leaf    = "<</Type/Page/Parent 2 0 R>>"
)

func simple() []byte { return file("/Root 1 0 R", catalog, tree, leaf) }

func stream(dict string, data []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}

// readAll reads every object of a file and its pages and fields.
func readAll(data []byte, l Limits) error {
	d, err := Open(data, l)
	if err != nil {
		return err
	}
	for i := range d.Sections {
		v, err := d.ViewAt(i)
		if err != nil {
			return err
		}
		for num := range v.Size() {
			o, err := v.Get(Ref{Num: num, Gen: v.Entry(num).Gen})
			if err != nil {
				return err
			}
			if s, ok := o.(*Stream); ok {
				if _, err := v.Raw(s); err != nil {
					return err
				}
			}
		}
		if _, err := v.Pages(0); err != nil {
			return err
		}
		if _, err := v.Fields(); err != nil {
			return err
		}
	}
	return nil
}

func TestDamagedFiles(t *testing.T) {
	t.Parallel()
	good := simple()
	if err := readAll(good, Limits{}); err != nil {
		t.Fatal(err)
	}
	change := func(old, fresh string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("%q is not in the file", old)
		}
		return bytes.Replace(bytes.Clone(good), []byte(old), []byte(fresh), 1)
	}
	for name, data := range map[string][]byte{
		"no startxref":              change("startxref", "startXref"),
		"no end":                    change("%%EOF", "%%EO"),
		"startxref beyond the file": change("startxref\n", "startxref\n99"),
		"startxref elsewhere":       change("startxref\n", "startxref\n1\n%%EOF\n"),
		"no trailer":                change("trailer", "tr"),
		"trailer is a list":         change("trailer\n<<", "trailer\n[<<"),
		"no root":                   file("", catalog, tree, leaf),
		"root is a number":          file("/Root 1", catalog, tree, leaf),
		"root is no catalog":        file("/Root 2 0 R", catalog, tree, leaf),
		"object elsewhere":          change("0000000009", "0000000010"),
		"object of another number":  change("1 0 obj", "9 0 obj"),
		"object without end":        change("endobj", "endbj "),
		"offset beyond the file":    change("0000000009", "0000999999"),
		"entry with letters":        change("0000000009", "00000000x9"),
		"table too short":           change("xref\n0 4", "xref\n0 9"),
		"object twice":              change("xref\n0 4", "xref\n0 1\n0000000000 65535 f \n0 4"),
		"circle of sections":        circle(),
		"previous beyond":           file("/Root 1 0 R/Prev 999999", catalog, tree, leaf),
		"previous is a name":        file("/Root 1 0 R/Prev/A", catalog, tree, leaf),
		"circle of pages":           file("/Root 1 0 R", catalog, tree, "<</Type/Pages/Kids[2 0 R]>>"),
		"page twice":                file("/Root 1 0 R", catalog, "<</Type/Pages/Kids[3 0 R 3 0 R]>>", leaf),
		"page within the tree":      file("/Root 1 0 R", catalog, "<</Type/Pages/Kids[<</Type/Page>>]>>", leaf),
		"kids are a number":         file("/Root 1 0 R", catalog, "<</Type/Pages/Kids 5>>", leaf),
		"node is no page":           file("/Root 1 0 R", catalog, tree, "<</Type/Font>>"),
		"field twice":               file("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 4 0 R]>>>>", tree, leaf, "<</T(A)/FT/Sig>>"),
		"circle of fields":          file("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>", tree, leaf, "<</T(A)/FT/Sig/Kids[5 0 R]>>", "<</T(B)/Kids[4 0 R]>>"),
		"form is a list":            file("/Root 1 0 R", "<</Type/Catalog/Pages 2 0 R/AcroForm[]>>", tree, leaf),
		"stream too long":           file("/Root 1 0 R", catalog, tree, leaf, "<</Length 99999>>\nstream\nx\nendstream"),
		"stream too short":          file("/Root 1 0 R", catalog, tree, leaf, "<</Length 1>>\nstream\nxyz\nendstream"),
		"stream of no length":       file("/Root 1 0 R", catalog, tree, leaf, "<<>>\nstream\nxyz\nendstream"),
		"stream of its own length":  file("/Root 1 0 R", catalog, tree, leaf, "<</Length 4 0 R>>\nstream\nxyz\nendstream"),
		"stream of negative length": file("/Root 1 0 R", catalog, tree, leaf, "<</Length -3>>\nstream\nxyz\nendstream"),
		"stream without a line":     file("/Root 1 0 R", catalog, tree, leaf, "<</Length 1>>stream x\nendstream"),
		"key twice":                 file("/Root 1 0 R", catalog, tree, "<</Type/Page/Type/Page>>"),
		"objects of no stream":      withObjectStream("/Metadata", "3 0 "+leaf),
	} {
		var problem *DamagedError
		if err := readAll(data, Limits{}); !errors.As(err, &problem) && !errors.Is(err, ErrNotPDF) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// circle is a file whose two sections each say that the other is before it.
func circle() []byte {
	first := file("/Root 1 0 R/Prev          ", catalog, tree, leaf)
	at := bytes.Index(first, []byte("xref\n"))
	second := len(first)
	first = bytes.Replace(first, []byte("/Prev          "), fmt.Appendf(nil, "/Prev %-9d", second), 1)
	return append(first, fmt.Sprintf("xref\n0 0\ntrailer\n<</Root 1 0 R/Size 4/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", at, second)...)
}

// withObjectStream is a file whose object 3 is in an object stream of some
// content.
func withObjectStream(kind, content string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var rows []byte
	row := func(kind, at, index int) { rows = append(rows, byte(kind), byte(at>>8), byte(at), byte(index)) }
	row(0, 0, 0)
	object := func(n int, text string) {
		row(1, b.Len(), 0)
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n, text)
	}
	object(1, catalog)
	object(2, tree)
	row(2, 4, 0)
	first := strings.Index(content, "<")
	object(4, stream(fmt.Sprintf("/Type%s/N 1/First %d/Filter/FlateDecode", kind, first), deflate([]byte(content))))
	row(1, b.Len(), 0)
	at := b.Len()
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", stream("/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Filter/FlateDecode", deflate(rows)), at)
	return b.Bytes()
}

func TestObjectStreams(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind, content string
		good          bool
	}{
		"good":                    {"/ObjStm", "3 0 " + leaf, true},
		"another number":          {"/ObjStm", "7 0 " + leaf, false},
		"offset beyond":           {"/ObjStm", "3 999 " + leaf, false},
		"head is cut":             {"/ObjStm", "3 " + leaf, false},
		"object is cut":           {"/ObjStm", "3 0 <</A", false},
		"not an object stream":    {"/Metadata", "3 0 " + leaf, false},
		"page is a stream inside": {"/ObjStm", "3 0 <</Type/Page>>stream", true}, // what follows is not read
	} {
		err := readAll(withObjectStream(test.kind, test.content), Limits{})
		if (err == nil) != test.good {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestLimits reads files that ask for more than a reader should give.
func TestLimits(t *testing.T) {
	t.Parallel()
	bomb := deflate(make([]byte, 1<<20))
	many := file("/Root 1 0 R", append([]string{catalog, tree, leaf}, strings.Split(strings.Repeat("null ", 500)+"null", " ")...)...)
	for _, test := range []struct {
		name   string
		data   []byte
		limits Limits
	}{
		{"size", simple(), Limits{Size: 100}},
		{"objects", many, Limits{Objects: 100}},
		{"work", many, Limits{Work: 100}},
		{"depth", file("/Root 1 0 R", catalog, tree, leaf, strings.Repeat("[", 100)), Limits{}},
		{"depth of pages", file("/Root 1 0 R", deepPages(100)...), Limits{}},
		{"sections", sections(50), Limits{Sections: 10}},
		{"inflated cross-references", withObjectStream("/ObjStm", "3 0 "+leaf), Limits{Inflated: 10}},
		{"inflated objects", append([]byte("%PDF-1.7\n"), xrefBomb(bomb)...), Limits{Inflated: 1 << 16}},
	} {
		var limit *LimitError
		if err := readAll(test.data, test.limits); !errors.As(err, &limit) {
			t.Errorf("%s: got %v", test.name, err)
		}
	}
}

func deepPages(depth int) []string {
	out := []string{catalog}
	for i := range depth {
		out = append(out, fmt.Sprintf("<</Type/Pages/Kids[%d 0 R]>>", i+3))
	}
	return append(out, "<</Type/Page>>")
}

func sections(n int) []byte {
	b := simple()
	for range n {
		prev, _ := lastXref(b)
		at := len(b)
		b = append(b, fmt.Sprintf("xref\n0 0\ntrailer\n<</Root 1 0 R/Size 4/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", prev, at)...)
	}
	return b
}

func xrefBomb(bomb []byte) []byte {
	return fmt.Appendf(nil, "1 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF\n", stream("/Type/XRef/Size 6/W[1 2 1]/Root 1 0 R/Filter/FlateDecode", bomb))
}

func TestPredictors(t *testing.T) {
	t.Parallel()
	rows := []byte{
		0, 10, 20, 30,
		1, 1, 1, 1,
		2, 1, 2, 3,
		3, 4, 4, 4,
		4, 1, 0, 255,
	}
	want := []byte{10, 20, 30, 1, 2, 3, 2, 4, 6, 5, 8, 11, 6, 8, 10}
	got, err := predict(Dict{"Predictor": Integer(15), "Columns": Integer(3)}, rows)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for name, parms := range map[string]Dict{
		"TIFF": {"Predictor": Integer(2)}, "colours": {"Predictor": Integer(15), "Colors": Integer(3)},
		"no columns": {"Predictor": Integer(15), "Columns": Integer(0)}, "half a row": {"Predictor": Integer(15), "Columns": Integer(7)},
	} {
		if _, err := predict(parms, rows); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
