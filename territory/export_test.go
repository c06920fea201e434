package territory

// Corners gives some corners of the grid's cells, where a place is as hard to
// assign to a cell as can be.
func (p *Partition) Corners(every int) (out []Point) {
	for r := -1; r < p.rows; r += every {
		for c := -1; c < p.cols; c += every {
			out = append(out, Point{p.top(r), p.right(c)})
		}
	}
	return out
}
