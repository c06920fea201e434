package raptor

// Left gives what is left from every stop to every cell of the finest grain, as
// searches have it, and as it is if all of the timetable is measured anew.
func (tt *Timetable) Left() (known, anew [][4]int) {
	alone := *tt
	alone.plain, alone.lazy = nil, new(lazily)
	add := func(all *[][4]int, from []remaining) {
		for _, l := range from {
			*all = append(*all, [4]int{int(l.alight.seconds), int(l.alight.rides), int(l.board.seconds), int(l.board.rides)})
		}
	}
	for cell := range tt.cells(0).stops {
		add(&known, tt.left(0, int32(cell), true))
		add(&anew, alone.left(0, int32(cell), true))
	}
	return known, anew
}
