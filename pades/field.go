package pades

import (
	"errors"
	"fmt"

	"sinergi/pades/internal/pdf"
)

// Field is a place for a signature.
type Field struct {
	Name    string // unique in the file, without points
	Page    int    // from 1
	Rect    Rect   // the zero Rect is invisible
	Tooltip string // what a screen reader says; empty: the name
}

// Rect is a rectangle on a page in points (1/72 inch) from its lower left
// corner, before any rotation of the page.
type Rect struct{ Left, Bottom, Right, Top float64 }

func (r Rect) empty() bool { return r.Right <= r.Left || r.Top <= r.Bottom }

// FieldState is a signature field as it is in a file.
type FieldState struct {
	Name    string
	Page    int // 0 if it is on no page
	Rect    Rect
	Signed  bool
	Archive bool // holds a document timestamp
}

var (
	// ErrNoField is a field that the file does not have.
	ErrNoField = errors.New("the PDF has no such signature field")
	// ErrSigned is a field that is signed already.
	ErrSigned = errors.New("the signature field is signed already")
	// ErrAfterSignature is an attempt to place fields in a file with signatures:
	// it would show them as changed afterwards.
	ErrAfterSignature = errors.New("fields are placed before the first signature, and this PDF has one")
	// ErrCertified is a file whose author forbade all changes (DocMDP, P 1).
	ErrCertified = errors.New("the author's signature forbids all changes to this PDF")
	// ErrForm is a file whose form cannot be signed by this package.
	ErrForm = errors.New("the PDF has a form that cannot be signed")
)

// Fields lists the signature fields of a file in the form's order.
func Fields(file []byte) ([]FieldState, error) {
	view, err := open(file, Limits{})
	if err != nil {
		return nil, err
	}
	fields, err := signatureFields(view)
	if err != nil {
		return nil, err
	}
	pages, err := pageOfWidget(view)
	if err != nil {
		return nil, err
	}
	out := make([]FieldState, len(fields))
	for i, f := range fields {
		out[i] = FieldState{Name: f.Name, Signed: f.Value != nil}
		if out[i].Page, out[i].Rect, err = place(view, f, pages); err != nil {
			return nil, err
		}
		value, err := view.Resolve(f.Value)
		if err != nil {
			return nil, err
		}
		if d, ok := value.(pdf.Dict); ok && d["SubFilter"] == pdf.Name(formatTimestamp) {
			out[i].Archive = true
		}
	}
	return out, nil
}

// What may be wrong with a file as a whole.
var (
	ErrNotPDF    = pdf.ErrNotPDF
	ErrEncrypted = pdf.ErrEncrypted
)

// DamagedError is a file that is not a well-formed PDF, and where. Such files are
// not repaired: what one reader makes of them and what another shows may differ.
type DamagedError = pdf.DamagedError

// LimitError is a file beyond one of the Limits.
type LimitError = pdf.LimitError

// Limits bound what reading a file may take. The zero value of a field is its
// default.
type Limits = pdf.Limits

func open(file []byte, limits Limits) (*pdf.View, error) {
	doc, err := pdf.Open(file, limits)
	if err != nil {
		return nil, err
	}
	return doc.Newest()
}

// signatureFields gives the signature fields of a file.
func signatureFields(view *pdf.View) ([]pdf.Field, error) {
	all, err := view.Fields()
	if err != nil {
		return nil, err
	}
	var out []pdf.Field
	for _, f := range all {
		if f.Type != "Sig" {
			continue
		}
		if f.Value, err = signed(view, f.Value); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// signed gives a field's value, or nil where it leads to nothing.
func signed(view *pdf.View, value pdf.Object) (pdf.Object, error) {
	if v, err := view.Resolve(value); v == nil || err != nil {
		return nil, err
	}
	return value, nil
}

// place says where a field is shown.
func place(view *pdf.View, f pdf.Field, pages map[pdf.Ref]int) (page int, r Rect, err error) {
	if len(f.Widgets) == 0 {
		return 0, r, nil
	}
	w := f.Widgets[0]
	dict, err := view.Dict(w)
	if err != nil {
		return 0, r, err
	}
	if box, err := view.Rect(dict["Rect"]); err == nil {
		r = Rect{box[0], box[1], box[2], box[3]}
	}
	return pages[w], r, nil
}

// pageOfWidget says on which page each annotation is.
func pageOfWidget(view *pdf.View) (map[pdf.Ref]int, error) {
	pages, err := view.Pages(0)
	if err != nil {
		return nil, err
	}
	out := map[pdf.Ref]int{}
	for i, p := range pages {
		annots, err := view.Array(p.Dict["Annots"])
		if err != nil {
			return nil, err
		}
		for _, a := range annots {
			if ref, ok := a.(pdf.Ref); ok && out[ref] == 0 {
				out[ref] = i + 1
			}
		}
	}
	return out, nil
}

// findField gives an unsigned field by its name.
func findField(view *pdf.View, name string) (pdf.Field, error) {
	fields, err := signatureFields(view)
	if err != nil {
		return pdf.Field{}, err
	}
	for _, f := range fields {
		switch {
		case f.Name != name:
		case f.Value != nil:
			return f, fmt.Errorf("%w: %q", ErrSigned, name)
		case f.Dict["SV"] != nil || f.Dict["Lock"] != nil:
			return f, fmt.Errorf("%w: the field %q sets conditions (/SV, /Lock)", ErrForm, name)
		default:
			return f, nil
		}
	}
	return pdf.Field{}, fmt.Errorf("%w: %q", ErrNoField, name)
}
