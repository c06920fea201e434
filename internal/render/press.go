package render

import (
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavuserifcondensed"
	"github.com/go-fonts/dejavu/dejavuserifcondensedbold"
)

// A4, and the margins of naskah dinas, in millimetres.
const (
	pageWidth, pageHeight = 210.0, 297.0
	edgeLeft, edgeRight   = 30.0, 25.0
	edgeTop, edgeBottom   = 20.0, 30.0
	column                = pageWidth - edgeLeft - edgeRight
	pageRoom              = pageHeight - edgeTop - edgeBottom
)

// face is a size of type: points, and the distance of lines in millimetres.
type face struct {
	size, lead float64
	bold       bool
}

// The faces of an official document.
var (
	textFace  = face{11, 5.6, false}
	boldFace  = face{11, 5.6, true}
	titleFace = face{12, 6, true}
	smallFace = face{9, 4.4, false}
	smallBold = face{9, 4.4, true}
	fineFace  = face{7, 3.2, false}
)

// box is something of a known height that is not parted: a line, an image, a
// place to sign.
type box struct {
	height float64
	draw   func(p *press, y float64)
	keep   bool // stays on the page of the box after it
	fresh  bool // begins a page
	head   *box // of a table: drawn above this box where it begins a page
	glue   bool // space that a page does not begin with
}

// press lays boxes out on pages. All boxes are made before the first page, so
// that every page knows how many there are.
type press struct {
	*fpdf.Fpdf
	boxes []box
	page  int
	pages int
}

func newPress(title, language string, at time.Time) *press {
	p := &press{Fpdf: fpdf.New("P", "mm", "A4", "")}
	if at.IsZero() {
		at = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // the same document is the same bytes
	}
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetCatalogSort(true)
	p.SetCompression(true)
	p.AddUTF8FontFromBytes("serif", "", dejavuserifcondensed.TTF)
	p.AddUTF8FontFromBytes("serif", "B", dejavuserifcondensedbold.TTF)
	p.SetTitle(title, true)
	p.SetCreator("Sinergi", true)
	p.SetProducer("Sinergi", true)
	p.SetLang(language)
	p.SetMargins(edgeLeft, edgeTop, edgeRight)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, 0)
	return p
}

func (p *press) use(f face) {
	style := ""
	if f.bold {
		style = "B"
	}
	p.SetFont("serif", style, f.size)
}

func (p *press) add(b box) { p.boxes = append(p.boxes, b) }

func (p *press) space(mm float64) { p.add(box{height: mm, glue: true}) }

// keepLast ties the last n boxes to what comes next.
func (p *press) keepLast(n int) {
	for i := max(0, len(p.boxes)-n); i < len(p.boxes); i++ {
		p.boxes[i].keep = true
	}
}

// tie ties the boxes from one on to each other, if they fit on part of a page.
func (p *press) tie(from int) {
	height := 0.0
	for _, b := range p.boxes[from:] {
		height += b.height
	}
	if height < pageRoom*0.6 {
		for i := from; i < len(p.boxes)-1; i++ {
			p.boxes[i].keep = true
		}
	}
}

// align is how lines stand.
type align string

const (
	left    align = "L"
	centred align = "C"
	right   align = "R"
	justify align = "J"
)

// printable replaces what the typeface cannot hold.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF || r < 0x20 {
			return '\uFFFD'
		}
		return r
	}, strings.ReplaceAll(s, "\t", " "))
}

// fold parts text into lines of a width. A word that is wider is parted.
func (p *press) fold(text string, f face, width float64) []string {
	p.use(f)
	var lines []string
	line := ""
	for _, word := range strings.Fields(printable(text)) {
		for p.GetStringWidth(word) > width {
			head := p.fitting(word, width)
			if line != "" {
				lines = append(lines, line)
				line = ""
			}
			lines = append(lines, head)
			word = word[len(head):]
		}
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && p.GetStringWidth(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// fitting gives as much of a word as fits a width, at least one character.
func (p *press) fitting(word string, width float64) string {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && p.GetStringWidth(word[:next]) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// paragraph is words with a number that stands before them.
type paragraph struct {
	label       string
	words       string
	face        face
	labelFace   face
	x, indent   float64 // from the left edge of the column
	width       float64 // 0: to the right edge
	align       align
	after       float64
	keep, fresh bool
}

// paragraph adds the lines of a paragraph: the label at x, the words from
// x+indent on.
func (p *press) paragraph(t paragraph) {
	if t.width == 0 {
		t.width = column - t.x - t.indent
	}
	if t.labelFace.size == 0 {
		t.labelFace = t.face
	}
	lines := p.fold(t.words, t.face, t.width)
	if t.align == centred && len(lines) > 1 {
		lines = p.balance(t.words, t.face, t.width, len(lines))
	}
	from := len(p.boxes)
	for i, line := range lines {
		last := i == len(lines)-1
		p.add(box{height: t.face.lead, keep: t.keep, fresh: t.fresh && i == 0, draw: func(p *press, y float64) {
			if i == 0 && t.label != "" {
				p.use(t.labelFace)
				p.SetXY(edgeLeft+t.x, y)
				p.CellFormat(t.indent, t.face.lead, printable(t.label), "", 0, "L", false, 0, "")
			}
			p.use(t.face)
			a := t.align
			if a == justify && (last || !strings.Contains(line, " ")) {
				a = left
			}
			p.SetXY(edgeLeft+t.x+t.indent, y)
			p.CellFormat(t.width, t.face.lead, line, "", 0, string(a), false, 0, "")
		}})
	}
	if len(lines) > 1 { // no line alone at the foot or head of a page
		p.boxes[from].keep = true
		p.boxes[len(p.boxes)-2].keep = true
	}
	if t.after > 0 {
		p.boxes = append(p.boxes, box{height: t.after, glue: true, keep: t.keep})
	}
}

// balance parts text into as many lines as it needs, of about the same length,
// so that no title ends with a word of its own.
func (p *press) balance(text string, f face, width float64, lines int) []string {
	best := p.fold(text, f, width)
	for narrow := width * 0.98; narrow > width/3; narrow *= 0.98 {
		try := p.fold(text, f, narrow)
		if len(try) > lines {
			break
		}
		best = try
	}
	return best
}
