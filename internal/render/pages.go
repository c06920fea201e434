package render

// chunk is the boxes from one on that stay together.
func (p *press) chunk(from int) (to int, height float64) {
	to = from
	for {
		height += p.boxes[to].height
		to++
		if to == len(p.boxes) || !p.boxes[to-1].keep || p.boxes[to].fresh || height > pageRoom*0.9 {
			return to, height
		}
	}
}

// placed is a box with its place on a page.
type placed struct {
	box *box
	y   float64
}

// paginate puts the boxes on pages.
func (p *press) paginate() [][]placed {
	pages := [][]placed{nil}
	y := edgeTop
	turn := func() {
		pages = append(pages, nil)
		y = edgeTop
	}
	for i := 0; i < len(p.boxes); {
		to, height := p.chunk(i)
		first := &p.boxes[i]
		page := &pages[len(pages)-1]
		if len(*page) > 0 && (first.fresh || y+height > pageHeight-edgeBottom+0.01) {
			turn()
			page = &pages[len(pages)-1]
		}
		for ; i < to; i++ {
			b := &p.boxes[i]
			if len(*page) > 0 && y+b.height > pageHeight-edgeBottom+0.01 { // a chunk higher than a page
				turn()
				page = &pages[len(pages)-1]
			}
			if len(*page) == 0 {
				if b.glue {
					continue
				}
				if b.head != nil {
					*page = append(*page, placed{b.head, y})
					y += b.head.height
				}
			}
			*page = append(*page, placed{b, y})
			y += b.height
		}
	}
	return pages
}

// print draws all pages; under is called for each before its boxes, around
// after them, for what stands in its margins.
func (p *press) print(under, around func()) {
	pages := p.paginate()
	p.pages = len(pages)
	for i, page := range pages {
		p.page = i + 1
		p.AddPage()
		under()
		for _, b := range page {
			if b.box.draw != nil {
				b.box.draw(p, b.y)
			}
		}
		around()
	}
}
