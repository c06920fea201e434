package docx

import (
	"strings"
)

// graphic reads the text boxes of a drawing and notes what else is in it.
func (w *walker) graphic(raw *rawParagraph, g *node, base piece) error {
	for i := range g.children {
		c := &g.children[i]
		switch c.name {
		case "w:txbxContent":
			saved := w.fields
			w.fields = nil
			blocks, err := w.blocks(c, base.change)
			w.fields = saved
			if err != nil {
				return err
			}
			box(blocks)
			raw.pieces = append(raw.pieces, piece{kind: pieceBoxes, boxes: blocks, change: base.change})
			continue
		case "a:blip", "v:imagedata":
			w.picture(c)
		case "o:OLEObject":
			w.f.note(Embedded, w.rels[c.get("r:id")].target)
		case "mc:AlternateContent":
			if chosen := choose(c); chosen != nil {
				if err := w.graphic(raw, chosen, base); err != nil {
					return err
				}
			}
			continue
		}
		if strings.HasPrefix(c.name, "x:") && len(c.attrs) > 0 && c.get("r:id") != "" {
			w.f.note(Embedded, w.rels[c.get("r:id")].target) // a chart or diagram
		}
		if err := w.graphic(raw, c, base); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) picture(c *node) {
	for _, name := range []string{"r:embed", "r:link", "r:id", "r:pict"} {
		if id := c.get(name); id != "" {
			if r, ok := w.rels[id]; ok && r.external {
				w.f.note(Linked, r.target)
			} else {
				w.f.note(Pictures, r.target)
			}
			return
		}
	}
}

// box marks paragraphs as standing in a text box.
func box(blocks []rawBlock) {
	for _, b := range blocks {
		if b.p != nil {
			b.p.boxed = true
		}
		if b.t != nil {
			for _, r := range b.t.rows {
				for _, c := range r.cells {
					box(c.blocks)
				}
			}
		}
	}
}

// textOf gives the characters in an element, whatever surrounds them.
func textOf(n *node) string {
	if s := characters(n); s != "" {
		return s
	}
	var b strings.Builder
	for i := range n.children {
		if n.children[i].name == "w:txbxContent" || n.children[i].name == "mc:Fallback" {
			continue
		}
		b.WriteString(textOf(&n.children[i]))
	}
	return b.String()
}
