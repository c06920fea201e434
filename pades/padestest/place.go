package padestest

import (
	"fmt"
	"strconv"

	"sinergi/pades/internal/pdf"
)

// PageBox is the media box of a page, counted from 1: left, bottom, right, top
// in points.
func PageBox(file []byte, page int) (box [4]float64, err error) {
	_, p, err := pageOf(file, page)
	return p.Box, err
}

// Place puts a signature field on a page, as services do that make a field of
// their own for each signer: after earlier signatures too, which pades.Prepare
// refuses. rect is left, bottom, right, top.
func Place(file []byte, name string, page int, rect [4]float64) ([]byte, error) {
	view, p, err := pageOf(file, page)
	if err != nil {
		return nil, err
	}
	if rect[0] < p.Box[0] || rect[1] < p.Box[1] || rect[2] > p.Box[2] || rect[3] > p.Box[3] || rect[0] >= rect[2] || rect[1] >= rect[3] {
		return nil, fmt.Errorf("the rectangle %v is not within the page %v", rect, p.Box)
	}
	u := pdf.NewUpdate(view)
	sides := make(pdf.Array, len(rect))
	for i, v := range rect {
		sides[i] = pdf.Real(strconv.FormatFloat(v, 'f', 2, 64))
	}
	field := u.Add(pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"),
		"T": pdf.Text(name), "TU": pdf.Text(name), "F": pdf.Integer(4 | 128), "P": p.Ref, "Rect": sides,
	})
	old, err := view.Array(p.Dict["Annots"])
	if err != nil {
		return nil, err
	}
	dict := p.Dict.Clone()
	dict["Annots"] = append(append(pdf.Array{}, old...), field)
	u.Set(p.Ref, dict)
	if err := enter(view, u, field); err != nil {
		return nil, err
	}
	return u.Write()
}

// enter appends a field to the form, which it makes if there is none.
func enter(view *pdf.View, u *pdf.Update, field pdf.Ref) error {
	form, ref, err := view.Form()
	if err != nil {
		return err
	}
	fields, err := view.Array(form["Fields"])
	if err != nil {
		return err
	}
	form = form.Clone()
	form["Fields"] = append(append(pdf.Array{}, fields...), field)
	form["SigFlags"] = pdf.Integer(1 | 2) // has signatures; only append
	if ref != (pdf.Ref{}) {
		u.Set(ref, form)
		return nil
	}
	root, catalog, err := view.Catalog()
	if err != nil {
		return err
	}
	catalog = catalog.Clone()
	catalog["AcroForm"] = u.Add(form)
	u.Set(root, catalog)
	return nil
}

func pageOf(file []byte, page int) (*pdf.View, pdf.Page, error) {
	doc, err := pdf.Open(file, pdf.Limits{})
	if err != nil {
		return nil, pdf.Page{}, err
	}
	view, err := doc.Newest()
	if err != nil {
		return nil, pdf.Page{}, err
	}
	pages, err := view.Pages(max(page, 0))
	if err != nil {
		return nil, pdf.Page{}, err
	}
	if page < 1 || page > len(pages) {
		return nil, pdf.Page{}, fmt.Errorf("there is no page %d", page)
	}
	return view, pages[page-1], nil
}
