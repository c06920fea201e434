// SPDX-License-Identifier: Apache-2.0

package draw

import "fmt"

// box is a rectangle on the paper.
type box struct{ x, y, w, h float64 }

// placed remembers where something is written, so that words do not cover
// each other.
type placed struct {
	width, height float64
	boxes         []box
}

func (p *placed) add(b box) { p.boxes = append(p.boxes, b) }

func (p *placed) free(b box) bool {
	if b.x < 2 || b.y < 2 || b.x+b.w > p.width-2 || b.y+b.h > p.height-2 {
		return false
	}
	for _, o := range p.boxes {
		if b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h {
			return false
		}
	}
	return true
}

// marks draws the marks, fixes below stops, and writes as many names as find
// room; the ends of a row of stops come first.
func (m Map) marks(c *canvas, v view, boxes *placed) {
	for _, mark := range m.Marks {
		if mark.Kind == Fix && mark.At.valid() {
			at := v.at(mark.At)
			class, colour := "ink", ink
			if mark.Party >= 0 {
				class, colour = "p-fill "+partyClass(mark.Party), partyColour(mark.Party)
			}
			dot(c, at, 2.2, class, colour, "none", mark)
		}
	}
	var named []Mark
	for _, mark := range m.Marks {
		if mark.Kind == Fix || !mark.At.valid() {
			continue
		}
		at := v.at(mark.At)
		boxes.add(box{at.x - 5, at.y - 5, 10, 10})
		if mark.Kind == Stop {
			dot(c, at, 4.2, "paper", paper, ink, mark)
		} else {
			dot(c, at, 2.5, "ink", ink, "none", mark)
		}
		named = append(named, mark)
	}
	for _, i := range endsFirst(len(named)) {
		m.mark(c, v.at(named[i].At), named[i].Label, boxes)
	}
}

// mark writes the name of a mark beside it, where there is room.
func (m Map) mark(c *canvas, at xy, label string, boxes *placed) {
	const size = 11.5
	w := textWidth(label, size)
	tries := []struct {
		b      box
		x      float64
		anchor string
	}{
		{box{at.x + 7, at.y - 8, w, 15}, at.x + 8, "start"},
		{box{at.x - 7 - w, at.y - 8, w, 15}, at.x - 8, "end"},
		{box{at.x - w/2, at.y - 22, w, 15}, at.x, "middle"},
		{box{at.x - w/2, at.y + 7, w, 15}, at.x, "middle"},
	}
	for _, try := range tries {
		if label != "" && boxes.free(try.b) {
			boxes.add(try.b)
			c.text(try.x, try.b.y+12, "halo", try.anchor, label, size)
			return
		}
	}
}

func dot(c *canvas, at xy, radius float64, class, fill, edge string, mark Mark) {
	end := c.link(mark.Href, mark.Label)
	fmt.Fprintf(c, `<circle class="%s" cx="%s" cy="%s" r="%s" fill="%s" stroke="%s" stroke-width="1.5"`, class, num(at.x), num(at.y), num(radius), fill, edge)
	if mark.Label == "" {
		c.WriteString("/>")
	} else {
		fmt.Fprintf(c, `><title>%s</title></circle>`, esc(mark.Label))
	}
	end()
}

// endsFirst gives 0, n-1, and then the others in order.
func endsFirst(n int) []int {
	order := make([]int, 0, n)
	if n > 0 {
		order = append(order, 0)
	}
	if n > 1 {
		order = append(order, n-1)
	}
	for i := 1; i < n-1; i++ {
		order = append(order, i)
	}
	return order
}
