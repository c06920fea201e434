package docx

import (
	"strings"

	"sinergi/internal/fault"
)

// walker turns the elements of a story (the body, a header, a note) into
// blocks, and collects on the way what the whole file is asked for.
type walker struct {
	f      *File
	st     styles
	rels   map[string]relation // of the part
	fields []field             // complex fields that are open, innermost last
	beyond int                 // fields open beyond the bound
	open   map[string]int      // comments that are open: bytes of their text so far
	marks  []piece             // marks between blocks, for the next paragraph
	depth  int                 // blocks in blocks
}

// maxNesting is how deep tables and text boxes may lie in one another.
const maxNesting = 40

// changeOf tells the bits of an element that holds changed content.
func changeOf(name string) (bits uint8, kind ChangeKind) {
	switch name {
	case "w:ins":
		return put, Inserted
	case "w:moveTo":
		return put, MovedHere
	case "w:del":
		return took, Deleted
	case "w:moveFrom":
		return took, MovedAway
	}
	return 0, ""
}

// blocks reads the block-level children of an element.
func (w *walker) blocks(parent *node, change uint8) ([]rawBlock, error) {
	if w.depth++; w.depth > maxNesting {
		return nil, fault.New(fault.Invalid, "docx.too_deep", "Part", "document.xml")
	}
	defer func() { w.depth-- }()
	var out []rawBlock
	for i := range parent.children {
		c := &parent.children[i]
		more, err := w.block(c, change)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

func (w *walker) block(c *node, change uint8) ([]rawBlock, error) {
	switch c.name {
	case "w:p":
		return w.paragraph(c, change)
	case "w:tbl":
		t, err := w.table(c, change)
		return []rawBlock{{t: t}}, err
	case "w:sdt":
		content := c.child("w:sdtContent")
		if content == nil {
			return nil, nil
		}
		tag, _ := c.child("w:sdtPr").val("w:tag")
		if tag != "" {
			w.marks = append(w.marks, piece{kind: pieceMark, id: tag})
		}
		out, err := w.blocks(content, change)
		if tag != "" {
			w.endMark(out, tag)
		}
		return out, err
	case "w:customXml", "w:smartTag", "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		bits, _ := changeOf(c.name)
		return w.blocks(c, change|bits)
	case "mc:AlternateContent":
		if chosen := choose(c); chosen != nil {
			return w.blocks(chosen, change)
		}
	case "w:altChunk":
		w.f.note(Embedded, w.rels[c.get("r:id")].target)
	case "w:bookmarkStart", "w:bookmarkEnd":
		w.marks = append(w.marks, w.f.bookmark(c)...)
	case "w:sectPr":
		w.f.sections = append(w.f.sections, c)
	}
	return nil, nil
}

// endMark closes a content control after the last paragraph in it.
func (w *walker) endMark(blocks []rawBlock, tag string) {
	for i := len(blocks) - 1; i >= 0; i-- {
		if p := blocks[i].p; p != nil {
			p.pieces = append(p.pieces, piece{kind: pieceEnd, id: tag})
			return
		}
	}
}

// choose takes the first alternative that this package understands (ECMA-376
// part 3, 10.2). Reading more than one would double the text.
func choose(alternate *node) *node {
	for i := range alternate.children {
		c := &alternate.children[i]
		if c.name != "mc:Choice" {
			continue
		}
		known := true
		for _, need := range strings.Fields(c.get("Requires")) {
			switch need {
			case "wps", "wpg", "wpc", "wp14", "w14", "w15", "w16se", "w16cid", "w16", "w16cex", "w16sdtdh", "a14", "v", "o", "w10":
			default:
				known = false
			}
		}
		if known {
			return c
		}
	}
	return alternate.child("mc:Fallback")
}

func (w *walker) table(tbl *node, change uint8) (*rawTable, error) {
	t := &rawTable{}
	return t, w.rows(tbl, t, change)
}

func (w *walker) rows(parent *node, t *rawTable, change uint8) error {
	for i := range parent.children {
		c := &parent.children[i]
		inner := c
		switch c.name {
		case "w:tr":
			row, err := w.row(c, change)
			if err != nil {
				return err
			}
			t.rows = append(t.rows, row)
			continue
		case "w:sdt":
			inner = c.child("w:sdtContent")
		case "w:bookmarkStart", "w:bookmarkEnd":
			w.marks = append(w.marks, w.f.bookmark(c)...)
			continue
		case "w:customXml", "w:ins", "w:del", "w:moveFrom", "w:moveTo":
		default:
			continue
		}
		bits, _ := changeOf(c.name)
		if inner != nil {
			if err := w.rows(inner, t, change|bits); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) row(tr *node, change uint8) (rawRow, error) {
	row := rawRow{change: change}
	if pr := tr.child("w:trPr"); pr != nil {
		for _, name := range []string{"w:ins", "w:del"} {
			if c := pr.child(name); c != nil {
				bits, kind := changeOf(name)
				row.change |= bits
				w.f.changed(kind, c, "▭")
			}
		}
	}
	return row, w.cells(tr, &row, row.change)
}

func (w *walker) cells(parent *node, row *rawRow, change uint8) error {
	for i := range parent.children {
		c := &parent.children[i]
		inner := c
		switch c.name {
		case "w:tc":
			cell, err := w.cell(c, change)
			if err != nil {
				return err
			}
			row.cells = append(row.cells, cell)
			continue
		case "w:sdt":
			inner = c.child("w:sdtContent")
		case "w:customXml":
		case "w:bookmarkStart", "w:bookmarkEnd":
			w.marks = append(w.marks, w.f.bookmark(c)...)
			continue
		default:
			continue
		}
		if inner != nil {
			if err := w.cells(inner, row, change); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) cell(tc *node, change uint8) (rawCell, error) {
	cell := rawCell{span: 1, change: change}
	if pr := tc.child("w:tcPr"); pr != nil {
		if v, ok := pr.val("w:gridSpan"); ok {
			cell.span = min(max(number(v, 1), 1), 200)
		}
		if v, ok := pr.val("w:vMerge"); ok {
			cell.merged = v != "restart"
		}
		if pr.child("w:cellIns") != nil {
			cell.change |= put
		}
		if pr.child("w:cellDel") != nil {
			cell.change |= took
		}
	}
	var err error
	cell.blocks, err = w.blocks(tc, cell.change)
	return cell, err
}
