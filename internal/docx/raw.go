package docx

// How a tracked change touches a piece of a text. A piece may be both: one
// author put it in, another took it out.
const (
	put  uint8 = 1 << iota // inserted or moved here
	took                   // deleted or moved away
)

// stays reports whether a piece is part of a reading.
func (v View) stays(change uint8) bool {
	if v == Original {
		return change&put == 0
	}
	return change&took == 0
}

// rawBlock is a block with its changes still in it.
type rawBlock struct {
	p *rawParagraph
	t *rawTable
}

type rawParagraph struct {
	pieces []piece
	now    properties
	before *properties // when a tracked change altered them
	end    uint8       // changes of the mark that ends the paragraph
	boxed  bool
}

type pieceKind uint8

const (
	pieceText pieceKind = iota
	pieceMark           // id is the name of a bookmark or tag that begins
	pieceEnd            // id is the name of one that ends
	pieceComment
	pieceNote
	pieceBoxes
)

type piece struct {
	kind         pieceKind
	text, id     string
	change       uint8
	bold, hidden bool
	anchor, tag  string
	boxes        []rawBlock
	endnote      bool
}

type rawTable struct{ rows []rawRow }

type rawRow struct {
	cells  []rawCell
	change uint8
}

type rawCell struct {
	blocks []rawBlock
	span   int
	merged bool
	change uint8
}

// properties are the properties of a paragraph that its reading needs.
type properties struct {
	style       string // id
	numID       string // of the list; "" when the paragraph itself says nothing
	level       int    // of the list
	hasLevel    bool
	align       string
	indent      int
	hasIndent   bool
	numberAdded bool // the number itself is a tracked insertion
}

func readProperties(pPr *node) properties {
	var out properties
	if pPr == nil {
		return out
	}
	out.style, _ = pPr.val("w:pStyle")
	if num := pPr.child("w:numPr"); num != nil {
		out.numID, _ = num.val("w:numId")
		if l, ok := num.val("w:ilvl"); ok {
			out.level, out.hasLevel = number(l, 0), true
		}
		out.numberAdded = num.child("w:ins") != nil
	}
	out.align, _ = pPr.val("w:jc")
	if ind := pPr.child("w:ind"); ind != nil {
		for _, name := range []string{"w:start", "w:left"} {
			if ind.has(name) {
				out.indent, out.hasIndent = number(ind.get(name), 0), true
			}
		}
	}
	return out
}
