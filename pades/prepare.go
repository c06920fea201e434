package pades

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"sinergi/pades/internal/pdf"
)

// Flags of annotations and forms (ISO 32000-2, tables 167 and 225).
const (
	annotationFlags = 4 | 128 // printed; not to be moved
	formFlags       = 1 | 2   // has signatures; only append to the file
)

// Prepare places signature fields, as one incremental update. It must come
// before the first signature, and gives ErrAfterSignature if it does not.
func Prepare(file []byte, fields []Field) ([]byte, error) {
	view, err := open(file, Limits{})
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("prepare: no fields")
	}
	p := &preparation{view: view, update: pdf.NewUpdate(view), annots: map[int][]pdf.Ref{}}
	if err := p.begin(fields); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	var refs pdf.Array
	for _, f := range fields {
		ref, err := p.place(f)
		if err != nil {
			return nil, fmt.Errorf("prepare field %q: %w", f.Name, err)
		}
		refs = append(refs, ref)
	}
	if err := p.enter(refs); err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	return p.update.Write()
}

type preparation struct {
	view   *pdf.View
	update *pdf.Update
	pages  []pdf.Page
	names  map[string]bool
	annots map[int][]pdf.Ref // new ones, by page
}

// begin checks that the file can take fields.
func (p *preparation) begin(fields []Field) (err error) {
	form, _, err := p.view.Form()
	if err != nil {
		return err
	}
	if form["XFA"] != nil {
		return fmt.Errorf("%w: it is an XFA form", ErrForm)
	}
	all, err := p.view.Fields()
	if err != nil {
		return err
	}
	p.names = map[string]bool{}
	for _, f := range all {
		p.names[f.Name] = true
		value, err := signed(p.view, f.Value)
		if err != nil {
			return err
		}
		if f.Type == "Sig" && value != nil {
			return ErrAfterSignature
		}
	}
	most := 0
	for _, f := range fields {
		most = max(most, f.Page)
	}
	p.pages, err = p.view.Pages(most)
	return err
}

// place adds one field, which is its own widget.
func (p *preparation) place(f Field) (pdf.Ref, error) {
	switch {
	case f.Name == "" || strings.ContainsAny(f.Name, "."):
		return pdf.Ref{}, fmt.Errorf("%w: a name without points is needed", ErrForm)
	case p.names[f.Name]:
		return pdf.Ref{}, fmt.Errorf("%w: there is a field of this name", ErrForm)
	case f.Page < 1 || f.Page > len(p.pages):
		return pdf.Ref{}, fmt.Errorf("there is no page %d", f.Page)
	}
	p.names[f.Name] = true
	page := p.pages[f.Page-1]
	rect := pdf.Array{pdf.Integer(0), pdf.Integer(0), pdf.Integer(0), pdf.Integer(0)}
	if f.Rect != (Rect{}) {
		if err := onPage(f.Rect, page.Box); err != nil {
			return pdf.Ref{}, err
		}
		rect = pdf.Array{real2(f.Rect.Left), real2(f.Rect.Bottom), real2(f.Rect.Right), real2(f.Rect.Top)}
	}
	tip := f.Tooltip
	if tip == "" {
		tip = f.Name
	}
	dict := pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"),
		"T": pdf.Text(f.Name), "TU": pdf.Text(tip), "F": pdf.Integer(annotationFlags), "P": page.Ref, "Rect": rect,
	}
	if f.Rect != (Rect{}) {
		empty := &pdf.Stream{Dict: form(f.Rect.Right-f.Rect.Left, f.Rect.Top-f.Rect.Bottom)}
		dict["AP"] = pdf.Dict{"N": p.update.Add(empty)}
	}
	ref := p.update.Add(dict)
	p.annots[f.Page-1] = append(p.annots[f.Page-1], ref)
	return ref, nil
}

// onPage checks that a rectangle is one, and within the page.
func onPage(r Rect, box [4]float64) error {
	for _, v := range []float64{r.Left, r.Bottom, r.Right, r.Top} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("the rectangle has a side that is no number")
		}
	}
	if r.empty() || r.Left < box[0] || r.Bottom < box[1] || r.Right > box[2] || r.Top > box[3] {
		return fmt.Errorf("the rectangle %v is not within the page %v", r, box)
	}
	return nil
}

// real2 is a number with at most two digits after the point.
func real2(v float64) pdf.Object {
	if v == math.Trunc(v) {
		return pdf.Integer(v)
	}
	return pdf.Real(strconv.FormatFloat(v, 'f', 2, 64))
}

// enter puts the new fields into the form, and onto their pages.
func (p *preparation) enter(fields pdf.Array) error {
	for i, added := range p.annots {
		page := p.pages[i]
		old, err := p.view.Array(page.Dict["Annots"])
		if err != nil {
			return err
		}
		annots := append(pdf.Array{}, old...)
		for _, ref := range added {
			annots = append(annots, ref)
		}
		dict := page.Dict.Clone()
		dict["Annots"] = annots
		p.update.Set(page.Ref, dict)
	}
	root, catalog, err := p.view.Catalog()
	if err != nil {
		return err
	}
	catalog = catalog.Clone()
	if err := p.extend(catalog); err != nil {
		return err
	}
	if err := addFields(p.view, p.update, catalog, fields); err != nil {
		return err
	}
	p.update.Set(root, catalog)
	return nil
}

// extend names the extension of PDF 1.7 by which ETSI adds validation data
// (EN 319 142-1, 5.7). In PDF 2.0 it is part of the standard.
func (p *preparation) extend(catalog pdf.Dict) error {
	if len(p.view.Doc().Data) > 8 && p.view.Doc().Data[5] >= '2' {
		return nil
	}
	old, err := p.view.Dict(catalog["Extensions"])
	if err != nil {
		return err
	}
	all := old.Clone()
	if all["ESIC"] == nil {
		all["ESIC"] = pdf.Dict{"BaseVersion": pdf.Name("1.7"), "ExtensionLevel": pdf.Integer(1)}
	}
	catalog["Extensions"] = all
	return nil
}

// addFields appends fields to the form, which it makes if there is none. What
// was in the form stays.
func addFields(view *pdf.View, update *pdf.Update, catalog pdf.Dict, fields pdf.Array) error {
	form, ref, err := view.Form()
	if err != nil {
		return err
	}
	old, err := view.Array(form["Fields"])
	if err != nil {
		return err
	}
	form = form.Clone()
	all := append(append(pdf.Array{}, old...), fields...)
	if list, ok := form["Fields"].(pdf.Ref); ok {
		update.Set(list, all)
	} else {
		form["Fields"] = all
	}
	flags, _ := form["SigFlags"].(pdf.Integer)
	form["SigFlags"] = flags | formFlags
	if ref == (pdf.Ref{}) {
		ref = update.Add(form)
		catalog["AcroForm"] = ref
	}
	update.Set(ref, form)
	return nil
}
