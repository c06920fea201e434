package docx

import (
	"strings"

	"sinergi/internal/fault"
)

// frame is what surrounds a run: the change, link and control it stands in.
type frame struct {
	change      uint8
	anchor, tag string
}

func (w *walker) paragraph(p *node, change uint8) ([]rawBlock, error) {
	if w.f.paragraphs++; w.f.paragraphs > w.f.lim.Paragraphs {
		return nil, fault.New(fault.Invalid, "docx.too_long", "Count", w.f.lim.Paragraphs)
	}
	raw := &rawParagraph{end: change, pieces: w.marks}
	w.marks = nil
	if pr := p.child("w:pPr"); pr != nil {
		w.paragraphProperties(raw, pr)
	}
	if err := w.inline(raw, p, frame{change: change}); err != nil {
		return nil, err
	}
	w.closeInstructions()
	return []rawBlock{{p: raw}}, nil
}

func (w *walker) paragraphProperties(raw *rawParagraph, pr *node) {
	raw.now = readProperties(pr)
	if c := pr.child("w:pPrChange"); c != nil {
		old := readProperties(c.child("w:pPr"))
		raw.before = &old
		w.f.changed(Formatted, c, "")
	}
	if mark := pr.child("w:rPr"); mark != nil {
		for i := range mark.children {
			c := &mark.children[i]
			if bits, kind := changeOf(c.name); bits != 0 {
				raw.end |= bits
				w.f.changed(kind, c, "¶")
			}
		}
	}
	if s := pr.child("w:sectPr"); s != nil {
		w.f.sections = append(w.f.sections, s)
	}
}

// inline reads the children of a paragraph, or of something in it that only
// wraps runs.
func (w *walker) inline(raw *rawParagraph, parent *node, fr frame) error {
	for i := range parent.children {
		c := &parent.children[i]
		inner, f := c, fr
		switch c.name {
		case "w:r":
			if err := w.run(raw, c, fr); err != nil {
				return err
			}
			continue
		case "w:ins", "w:del", "w:moveFrom", "w:moveTo":
			bits, kind := changeOf(c.name)
			f.change |= bits
			w.f.changed(kind, c, textOf(c))
		case "w:hyperlink":
			if a := c.get("w:anchor"); a != "" {
				f.anchor = a
			}
		case "w:fldSimple":
			if a := target(c.get("w:instr")); a != "" {
				f.anchor = a
			}
		case "w:sdt":
			f.tag, _ = c.child("w:sdtPr").val("w:tag")
			inner = c.child("w:sdtContent")
		case "w:smartTag", "w:customXml", "w:dir", "w:bdo":
		case "mc:AlternateContent":
			inner = choose(c)
		case "m:oMath", "m:oMathPara":
			w.f.note(Equations, "")
			w.add(raw, piece{text: textOf(c), change: fr.change})
			continue
		case "w:bookmarkStart", "w:bookmarkEnd":
			raw.pieces = append(raw.pieces, w.f.bookmark(c)...)
			continue
		case "w:commentRangeStart":
			w.open[c.get("w:id")] = 0
			w.f.placed[c.get("w:id")] = true
			raw.pieces = append(raw.pieces, piece{kind: pieceComment, id: c.get("w:id"), change: fr.change})
			continue
		case "w:commentRangeEnd":
			delete(w.open, c.get("w:id"))
			continue
		default:
			continue
		}
		if inner != nil {
			if err := w.inline(raw, inner, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *walker) run(raw *rawParagraph, r *node, fr frame) error {
	base := piece{change: fr.change, anchor: fr.anchor, tag: fr.tag}
	if pr := r.child("w:rPr"); pr != nil {
		base.bold, base.hidden = w.look(pr, raw.now.style)
		if c := pr.child("w:rPrChange"); c != nil {
			w.f.changed(Formatted, c, textOf(r))
		}
	} else {
		base.bold, base.hidden = w.st.bold(w.st.idOr(raw.now.style)), w.st.hidden(w.st.idOr(raw.now.style))
	}
	return w.runContent(raw, r, base)
}

// look gives how a run looks: by itself, its style, or the paragraph's style.
func (w *walker) look(pr *node, paragraphStyle string) (bold, hidden bool) {
	own, _ := pr.val("w:rStyle")
	bold, ok := pr.on("w:b")
	if !ok {
		bold = w.st.bold(w.st.idOr(paragraphStyle)) != w.st.bold(own) // a toggle, 17.7.3
	}
	hidden, ok = pr.on("w:vanish")
	if !ok {
		hidden = w.st.hidden(w.st.idOr(paragraphStyle)) || w.st.hidden(own)
	}
	return bold, hidden
}

func (w *walker) runContent(raw *rawParagraph, r *node, base piece) error {
	for i := range r.children {
		c := &r.children[i]
		switch c.name {
		case "w:fldChar":
			w.fieldChar(c.get("w:fldCharType"))
		case "w:instrText", "w:delInstrText":
			if n := len(w.fields); n > 0 && !w.fields[n-1].showing {
				w.fields[n-1].instruction.WriteString(c.text)
			}
		case "w:footnoteReference", "w:endnoteReference":
			raw.pieces = append(raw.pieces, piece{kind: pieceNote, id: c.get("w:id"), change: base.change, endnote: c.name == "w:endnoteReference"})
		case "w:commentReference":
			w.f.commentAt(c.get("w:id"), raw, base.change)
		case "w:drawing", "w:pict", "w:object":
			if err := w.graphic(raw, c, base); err != nil {
				return err
			}
		case "mc:AlternateContent":
			if chosen := choose(c); chosen != nil {
				if err := w.runContent(raw, chosen, base); err != nil {
					return err
				}
			}
		case "w:ruby":
			for j := range c.children {
				if b := &c.children[j]; b.name == "w:rubyBase" {
					if err := w.inline(raw, b, frame{change: base.change, anchor: base.anchor, tag: base.tag}); err != nil {
						return err
					}
				}
			}
		default:
			if s := characters(c); s != "" {
				p := base
				p.text = s
				w.add(raw, p)
			}
		}
	}
	return nil
}

// characters gives the text of an element of a run.
func characters(c *node) string {
	switch c.name {
	case "w:t", "w:delText", "m:t":
		if c.get("xml:space") != "preserve" {
			return strings.Map(plainSpace, strings.Trim(c.text, " \t\r\n"))
		}
		return strings.Map(plainSpace, c.text)
	case "w:tab", "w:ptab":
		return "\t"
	case "w:br":
		if t := c.get("w:type"); t == "page" || t == "column" {
			return ""
		}
		return "\n"
	case "w:cr":
		return "\n"
	case "w:noBreakHyphen":
		return "\u2011"
	case "w:sym":
		return symbol(c.get("w:char"))
	}
	return ""
}

// plainSpace makes a line break inside a text element a space, as Word shows
// it: only w:br breaks a line.
func plainSpace(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}

// symbol gives the character of a symbol font, as far as it is text; Word
// keeps those of Wingdings and Symbol in the private use area.
func symbol(hex string) string {
	var r rune
	for _, d := range strings.ToLower(hex) {
		i := strings.IndexRune("0123456789abcdef", d)
		if i < 0 || r > 0xFFFF {
			return ""
		}
		r = r*16 + rune(i)
	}
	if r >= 0xF000 && r <= 0xF0FF {
		r -= 0xF000
	}
	if r < 0x20 {
		return ""
	}
	return string(r)
}

// add appends text, unless it stands in the instruction of a field.
func (w *walker) add(raw *rawParagraph, p piece) {
	for i := range w.fields {
		if !w.fields[i].showing {
			if s := strings.TrimSpace(p.text); s != "" {
				w.f.note(HiddenText, s)
			}
			return
		}
		if w.fields[i].anchor != "" {
			p.anchor = w.fields[i].anchor
		}
	}
	if p.hidden && strings.TrimSpace(p.text) != "" {
		w.f.note(HiddenText, "")
	}
	for id, n := range w.open {
		if c := w.f.comment(id); c != nil && n < maxQuote && p.change&took == 0 {
			c.About += shorten(p.text, maxQuote-n)
			w.open[id] = len(c.About)
		}
	}
	raw.pieces = append(raw.pieces, p)
}
