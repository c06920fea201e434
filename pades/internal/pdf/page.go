package pdf

// Page is a page and what it inherits.
type Page struct {
	Ref    Ref
	Dict   Dict
	Box    [4]float64 // /MediaBox: left, bottom, right, top
	Rotate int        // 0, 90, 180 or 270 degrees, clockwise
}

// a4 is what a page without a /MediaBox is taken to be, in points.
var a4 = [4]float64{0, 0, 595, 842}

// Pages gives the pages in order, at most as many as asked for; zero is all.
func (v *View) Pages(most int) ([]Page, error) {
	_, catalog, err := v.Catalog()
	if err != nil {
		return nil, err
	}
	w := &pageWalk{v: v, most: most, seen: map[Ref]bool{}}
	if err := w.walk(catalog["Pages"], Page{Box: a4}, 0); err != nil {
		return nil, err
	}
	return w.pages, nil
}

type pageWalk struct {
	v     *View
	most  int
	seen  map[Ref]bool
	pages []Page
}

func (w *pageWalk) walk(o Object, above Page, depth int) error {
	if w.most > 0 && len(w.pages) >= w.most {
		return nil
	}
	ref, ok := o.(Ref)
	if !ok {
		return damaged(-1, "a node of the page tree is no indirect object")
	}
	if w.seen[ref] {
		return damaged(-1, "the page tree goes in a circle at %s", ref)
	}
	w.seen[ref] = true
	if depth > w.v.doc.limits.Depth {
		return &LimitError{"levels of the page tree", int64(w.v.doc.limits.Depth)}
	}
	dict, err := w.v.Dict(ref)
	if err != nil {
		return err
	}
	page := above
	page.Ref, page.Dict = ref, dict
	if err := w.v.inherit(&page); err != nil {
		return err
	}
	switch dict["Type"] {
	case Name("Page"):
		w.pages = append(w.pages, page)
		return nil
	case Name("Pages"):
	default:
		return damaged(-1, "the node %s of the page tree is no page", ref)
	}
	kids, err := w.v.Array(dict["Kids"])
	if err != nil {
		return err
	}
	for _, kid := range kids {
		if err := w.walk(kid, page, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// inherit takes what a node of the page tree says for the pages below it.
func (v *View) inherit(page *Page) error {
	box, err := v.Array(page.Dict["MediaBox"])
	if err != nil {
		return err
	}
	if box != nil {
		if page.Box, err = v.Rect(box); err != nil {
			return err
		}
	}
	turn, err := v.Resolve(page.Dict["Rotate"])
	if err != nil {
		return err
	}
	if n, ok := turn.(Integer); ok {
		page.Rotate = int((n%360 + 360) % 360)
	}
	return nil
}

// Rect reads a rectangle, with its lower left corner first.
func (v *View) Rect(o Object) (r [4]float64, err error) {
	a, err := v.Array(o)
	if err != nil {
		return r, err
	}
	if len(a) != 4 {
		return r, damaged(-1, "a rectangle has not four numbers")
	}
	for i, e := range a {
		if e, err = v.Resolve(e); err != nil {
			return r, err
		}
		n, ok := Number(e)
		if !ok {
			return r, damaged(-1, "a rectangle has not four numbers")
		}
		r[i] = n
	}
	return [4]float64{min(r[0], r[2]), min(r[1], r[3]), max(r[0], r[2]), max(r[1], r[3])}, nil
}
