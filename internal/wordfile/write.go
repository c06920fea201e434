package wordfile

import (
	"cmp"
	"io"
	"strconv"
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
)

// The properties that a written file bears.
const (
	factVersion = "SinergiVersi" // hash of the text that was written
	factID      = "SinergiKlausul."
)

// Face is the typeface of naskah dinas; where it is not installed Word and
// LibreOffice take a cut of the same design.
const Face = "Bookman Old Style"

// Options say how a document becomes a Word file.
type Options struct {
	// Version is the hash of the text (draft.Text.SHA256). It comes back with
	// the file, so that changes are told from what was sent.
	Version string
	// Emblems are the lambang daerah by Kemendagri code, PNG or JPEG; "negara"
	// is the state emblem of letters that a head of region signs. A drawn
	// shield keeps the place of one that is missing.
	Emblems map[string][]byte
	// Track makes Word record whatever is edited.
	Track bool
	// Page is the footer, with the places of the two numbers: "Halaman %d
	// dari %d". Empty: none.
	Page string
}

// Write writes a document as DOCX. The same document always gives the same
// bytes.
func Write(w io.Writer, d draft.Document, o Options) error {
	b := newBook(d, o)
	b.compose()
	out := docx.Output{
		Title: cmp.Or(b.subject(), d.Kind.Name()), Author: "Sinergi", Language: "id-ID", Face: Face, Size: 24,
		Margins: docx.Margins{Top: marginTop, Right: marginRight, Bottom: marginBottom, Left: marginLeft},
		Styles:  styles(), Lists: b.lists, Footer: o.footer(), Track: o.Track,
		Facts: append([]docx.Property{{Name: factVersion, Value: o.Version}}, b.ids...), Blocks: b.out,
	}
	return docx.Write(w, out)
}

func newBook(d draft.Document, o Options) *book {
	b := &book{d: d, o: o, count: docx.NewCounter(), known: map[string]bool{}, headed: map[string]bool{}}
	b.learn()
	return b
}

func (b *book) compose() {
	b.front()
	for _, s := range [][]draft.Item{b.d.Opening, b.d.Recitals, b.d.Basis, b.d.Body, b.d.Closing} {
		b.section(s)
	}
	b.signatures()
	b.copies()
	for _, a := range b.d.Annexes {
		b.annex(a)
	}
}

func (o Options) footer() []docx.Para {
	p := docx.Para{Style: styleSign}
	before, rest, ok := strings.Cut(o.Page, "%d")
	between, after, second := strings.Cut(rest, "%d")
	if ok && second {
		p.Text = []docx.Run{{Text: before, Size: 18}, {Field: "PAGE", Size: 18}, {Text: between, Size: 18}, {Field: "NUMPAGES", Size: 18}, {Text: after, Size: 18}}
	}
	return []docx.Para{p}
}

// book is a Word file while it is put together.
type book struct {
	d      draft.Document
	o      Options
	out    []docx.Piece
	lists  []docx.List
	count  *docx.Counter
	ids    []docx.Property
	known  map[string]bool // ids of clauses, which references may lead to
	headed map[string]bool // those of them that have a line for their heading
	said   []string        // lines printed from facts so far
}

// learn notes every clause, and tells the ids whose bookmark is a hash.
func (b *book) learn() {
	var visit func([]draft.Item)
	visit = func(items []draft.Item) {
		for _, it := range items {
			b.known[it.ID] = true
			b.headed[it.ID] = len(it.Heading) > 0 || it.Level == draft.Bab || it.Level == draft.Pasal || it.Level == draft.Annex
			if _, hashed := markName(it.ID, 0); hashed {
				b.ids = append(b.ids, docx.Property{Name: factID + hashOf(it.ID), Value: it.ID})
			}
			visit(it.Children)
		}
	}
	for _, s := range [][]draft.Item{b.d.Opening, b.d.Recitals, b.d.Basis, b.d.Body, b.d.Closing, b.d.Annexes, b.d.Copies} {
		visit(s)
	}
}

func (b *book) subject() string {
	if b.d.Letter != nil {
		return b.d.Letter.Subject
	}
	return strings.Join(b.d.Title, " ")
}

func (b *book) add(p docx.Para) { b.out = append(b.out, docx.Piece{Para: &p}) }

// section writes clauses with a list of their own.
func (b *book) section(items []draft.Item) {
	if len(items) == 0 {
		return
	}
	s := &scribe{b: b, base: b.list(sectionList())}
	s.items(items, "", s.base, 0)
}

func (b *book) list(l docx.List) int {
	b.lists = append(b.lists, l)
	return b.count.Add(l)
}

// copies writes the tembusan of a letter.
func (b *book) copies() {
	if len(b.d.Copies) == 0 {
		return
	}
	b.print(docx.Para{Style: styleLetter, KeepNext: true}, "")
	b.print(docx.Para{Style: styleLetter, KeepNext: true}, "Tembusan:")
	b.section(b.d.Copies)
}

// print writes a line that comes from facts or form, not from a clause.
func (b *book) print(p docx.Para, text string, look ...docx.Run) {
	var r docx.Run
	if len(look) > 0 {
		r = look[0]
	}
	b.add(b.printed(p, text, r))
}

// printed makes such a line.
func (b *book) printed(p docx.Para, text string, look docx.Run) docx.Para {
	look.Text = text
	p.Text = []docx.Run{look}
	if strings.TrimSpace(text) != "" {
		b.said = append(b.said, text)
		p.Marks = []string{markPrinted + strconv.Itoa(len(b.said))}
	}
	return p
}
