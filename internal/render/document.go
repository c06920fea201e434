package render

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"sinergi/internal/draft"
	"sinergi/internal/emblem"
)

// Paper says how a document is printed.
type Paper struct {
	// Emblems are pictures by Kemendagri code, PNG or JPEG; emblem.State for
	// letters of a head of region. A drawn shield keeps the place of one that
	// is missing.
	Emblems map[string][]byte
	// Verify is the address at which the document can be checked; it is
	// printed with its QR code on every page. Empty: neither is printed.
	Verify string
	// Watermark stands across every page ("RANCANGAN"); Warning in a frame at
	// the top of every page ("Tanda tangan elektronik tidak tersertifikasi").
	Watermark, Warning string
	// Initials are the parties that put their paraf on every page (wet ink).
	Initials []string
	// Say gives a message in the language of the document.
	Say func(key string, args map[string]any) string
}

// Place is where a signature will be seen, in points from the lower left
// corner of the page: the room between office and name.
type Place struct {
	Party                    string // draft.Party.ID
	Page                     int    // from 1
	Left, Bottom, Right, Top float64
}

// Printed tells how a document came out.
type Printed struct {
	Pages  int
	Places []Place // in the order of the signatures
}

// DocumentPDF prints a document: an agreement, a letter, minutes, a KAK. The
// same document on the same paper always gives the same bytes.
func DocumentPDF(w io.Writer, d draft.Document, paper Paper) (Printed, error) {
	var at time.Time
	if !d.Date.IsZero() {
		at = d.Date.Start()
	}
	title := strings.Join(d.Title, " ")
	if d.Letter != nil {
		title = d.Letter.Subject
	}
	t := &typesetter{press: newPress(cmp.Or(title, d.Kind.Name()), "id-ID", at), d: d, paper: paper, places: map[string]Place{}}
	t.front()
	for _, s := range [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing} {
		if len(s) > 0 {
			t.items(s, 0)
			t.space(2)
		}
	}
	t.signatures()
	t.copies()
	for _, a := range d.Annexes {
		t.annex(a)
	}
	t.print(t.watermark, t.margins)
	out := Printed{Pages: t.pages}
	for _, s := range d.Signatures {
		out.Places = append(out.Places, t.places[s.Party])
	}
	if err := t.Output(w); err != nil {
		return Printed{}, fmt.Errorf("print %s: %w", d.Kind, err)
	}
	return out, nil
}

// typesetter turns a document into boxes.
type typesetter struct {
	*press
	d      draft.Document
	paper  Paper
	places map[string]Place
}

// hanging is how far a number stands before its words, in millimetres.
const hanging = 10.0

// items sets clauses; x is where their parent's words begin.
func (t *typesetter) items(items []draft.Item, x float64) {
	for _, it := range items {
		t.item(it, x)
	}
}

func (t *typesetter) item(it draft.Item, x float64) {
	below := x
	switch it.Level {
	case draft.Bab, draft.Pasal:
		t.space(2)
		t.paragraph(paragraph{words: it.Label, face: boldFace, align: centred, keep: true})
		if len(it.Heading) > 0 {
			t.paragraph(paragraph{words: draft.Plain(it.Heading), face: boldFace, align: centred, keep: true})
		}
		t.add(box{height: 1.2, glue: true, keep: true})
		t.words(it, x, 0, it.Paragraphs)
	case draft.Table:
		t.table(it, x)
		return
	case draft.Paragraph:
		if len(it.Heading) > 0 {
			t.paragraph(paragraph{words: draft.Plain(it.Heading), face: boldFace, x: x, align: left, keep: true})
		}
		t.words(it, x, 0, it.Paragraphs)
	default:
		below = x + hanging
		t.labelled(it, x)
	}
	t.items(it.Children, below)
}

// words sets paragraphs without a number. One that leads to a list stays with
// its beginning.
func (t *typesetter) words(it draft.Item, x, indent float64, paragraphs [][]draft.Run) {
	for i, p := range paragraphs {
		t.paragraph(paragraph{words: draft.Plain(p), face: textFace, x: x, indent: indent, align: justify, after: 1.6})
		if i == len(paragraphs)-1 && len(it.Children) > 0 {
			t.keepLast(2)
		}
	}
}

func (t *typesetter) labelled(it draft.Item, x float64) {
	rest := it.Paragraphs
	first := paragraph{label: it.Label, face: textFace, x: x, indent: hanging, align: justify, after: 1.6}
	switch {
	case len(it.Heading) > 0:
		first.words, first.face, first.align, first.keep = draft.Plain(it.Heading), boldFace, left, true
	case len(rest) > 0:
		first.words = draft.Plain(rest[0])
		rest = rest[1:]
	}
	if it.Level == draft.Part {
		t.space(1.5)
	}
	t.paragraph(first)
	if len(rest) == 0 && len(it.Children) > 0 {
		t.keepLast(2)
	}
	t.words(it, x, hanging, rest)
}

// annex sets an annex on a page of its own.
func (t *typesetter) annex(a draft.Item) {
	lines := []string{a.Label}
	if t.d.Kind.Contract() || t.d.Kind == draft.Minutes {
		lines = append(lines, strings.ToUpper(t.d.Kind.Name()))
	}
	for _, n := range t.d.Numbers {
		lines = append(lines, "NOMOR : "+n)
	}
	if !t.d.Date.IsZero() {
		lines = append(lines, "TANGGAL : "+t.d.Date.Long())
	}
	for i, text := range lines {
		t.paragraph(paragraph{words: text, face: smallFace, x: column * 0.5, align: left, fresh: i == 0, keep: true})
	}
	t.add(box{height: 5, glue: true, keep: true})
	if len(a.Heading) > 0 {
		t.paragraph(paragraph{words: draft.Plain(a.Heading), face: titleFace, align: centred, after: 3, keep: true})
	}
	t.words(a, 0, 0, a.Paragraphs)
	t.items(a.Children, 0)
}

// copies sets the tembusan of a letter.
func (t *typesetter) copies() {
	if len(t.d.Copies) == 0 {
		return
	}
	t.space(4)
	from := len(t.boxes)
	t.paragraph(paragraph{words: "Tembusan:", face: smallFace, align: left, keep: true})
	for _, c := range t.d.Copies {
		for i, p := range c.Paragraphs {
			line := paragraph{words: draft.Plain(p), face: smallFace, indent: 6, align: left}
			if i == 0 {
				line.label = c.Label
			}
			t.paragraph(line)
		}
	}
	t.tie(from)
}

// say gives a message, or its Indonesian default where no catalogue is given.
func (p Paper) say(key string, args map[string]any) string {
	if p.Say == nil {
		return key
	}
	return p.Say(key, args)
}

func (t *typesetter) emblem(code string, height float64) func(x, y float64) {
	img := emblem.Of(t.paper.Emblems[code])
	name := t.image(img)
	width := height * float64(img.Width) / float64(img.Height)
	return func(x, y float64) { t.place(name, x-width/2, y, width, height) }
}
