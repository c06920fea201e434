package pades

import (
	"slices"

	"sinergi/pades/internal/pdf"
)

// fields finds the signature fields without a value before the update, and the
// fields that the form has only after it.
func (s *step) fields() error {
	before, err := s.a.Fields()
	if err != nil {
		return err
	}
	for _, f := range before {
		value, err := signed(s.a, f.Value)
		if err != nil {
			return err
		}
		if f.Type != "Sig" || value != nil {
			continue
		}
		s.open[f.Ref] = f
		s.special[f.Ref] = func(pdf.Ref) error { return s.field(f) }
		for _, w := range f.Widgets {
			if w != f.Ref {
				s.special[w] = func(ref pdf.Ref) error { return s.widget(ref, f) }
			}
		}
	}
	was, _, err := s.list(s.a)
	if err != nil {
		return err
	}
	is, _, err := s.list(s.b)
	if err != nil {
		return unreadable{err}
	}
	for _, o := range is {
		if ref, ok := o.(pdf.Ref); ok && !slices.ContainsFunc(was, func(w pdf.Object) bool { return pdf.Equal(w, ref) }) {
			s.added = append(s.added, ref)
		}
	}
	return nil
}

// list gives the fields at the root of a form's tree, and where the list is.
func (s *step) list(v *pdf.View) (pdf.Array, pdf.Object, error) {
	form, _, err := v.Form()
	if err != nil {
		return nil, nil, err
	}
	list, err := v.Array(form["Fields"])
	return list, form["Fields"], err
}

// form is the rule for the form: the list of its fields may grow.
func (s *step) form(catalogBefore, catalogAfter pdf.Dict) error {
	before, err := s.a.Dict(catalogBefore["AcroForm"])
	if err != nil {
		return err
	}
	after, err := s.b.Dict(catalogAfter["AcroForm"])
	if err != nil {
		return unreadable{err}
	}
	s.keys("the form", before, after, "Fields", "SigFlags")
	was, place, err := s.list(s.a)
	if err != nil {
		return err
	}
	is, placeAfter, err := s.list(s.b)
	if err != nil {
		return unreadable{err}
	}
	s.grown("the form", was, is)
	if ref, ok := place.(pdf.Ref); ok {
		s.special[ref] = s.nothing // compared just now
		s.push(ref)
		if place != placeAfter {
			s.note(ContentChanged, "another list of fields")
		}
	}
	for _, ref := range s.added {
		if err := s.newField(ref); err != nil {
			return err
		}
	}
	return nil
}

func (s *step) nothing(pdf.Ref) error { return nil }

// grown checks that a list begins with what was in it, in the same order, and
// that all else are new fields.
func (s *step) grown(what string, was, is pdf.Array) {
	s.push(was)
	if len(is) < len(was) || !pdf.Equal(was, is[:len(was)]) {
		s.note(ContentChanged, "%s has lost an entry, or has them in another order", what)
		return
	}
	for _, o := range is[len(was):] {
		ref, ok := o.(pdf.Ref)
		if !ok || !slices.Contains(s.added, ref) {
			s.note(ContentChanged, "%s has a new entry", what)
		}
	}
}

// field is the rule for a signature field that was open: it may be signed, and
// be shown as signed.
func (s *step) field(f pdf.Field) error {
	before, after, err := s.dicts(f.Ref)
	if err != nil {
		return err
	}
	if !s.isSigned(f, after) {
		s.keys("the field "+f.Name, before, after)
		return nil
	}
	s.note(SignatureAdded, "%s", f.Name)
	if !slices.Contains(f.Widgets, f.Ref) {
		s.keys("the field "+f.Name, before, after, "V")
		return nil
	}
	s.keys("the field "+f.Name, before, after, "V", "AP")
	return s.appearance(after["AP"])
}

// isSigned reports whether an open field has a signature after the update.
func (s *step) isSigned(f pdf.Field, after pdf.Dict) bool {
	ref, ok := after["V"].(pdf.Ref)
	if !ok || f.Dict["V"] != nil {
		return false
	}
	value, err := s.b.Dict(ref)
	return err == nil && value["ByteRange"] != nil && value["Contents"] != nil
}

// widget is the rule for the annotation that shows an open field.
func (s *step) widget(ref pdf.Ref, f pdf.Field) error {
	before, after, err := s.dicts(ref)
	if err != nil {
		return err
	}
	field, err := s.b.Dict(f.Ref)
	if err != nil {
		return unreadable{err}
	}
	if !s.isSigned(f, field) {
		s.keys("the field "+f.Name, before, after)
		return nil
	}
	s.keys("the field "+f.Name, before, after, "AP")
	return s.appearance(after["AP"])
}

// appearance checks that the appearance of a signature is a form, which a viewer
// clips to the field's rectangle, and nothing that acts.
func (s *step) appearance(ap pdf.Object) error {
	d, err := s.b.Dict(ap)
	if err != nil {
		return unreadable{err}
	}
	for _, key := range d.Keys() {
		o, err := s.b.Resolve(d[key])
		if err != nil {
			return unreadable{err}
		}
		if form, ok := o.(*pdf.Stream); key != "N" || !ok || form.Dict["Subtype"] != pdf.Name("Form") {
			s.note(ContentChanged, "a signature has another kind of appearance")
		}
	}
	return nil
}

// newField tells a document timestamp, which shows nothing, from other new
// fields.
func (s *step) newField(ref pdf.Ref) error {
	dict, err := s.b.Dict(ref)
	if err != nil {
		return unreadable{err}
	}
	name := ""
	if t, ok := dict["T"].(pdf.String); ok {
		name = t.Text()
	}
	value, err := s.b.Dict(dict["V"])
	if err != nil {
		return unreadable{err}
	}
	switch {
	case dict["FT"] != pdf.Name("Sig") || dict["Kids"] != nil || dict["A"] != nil || dict["AA"] != nil:
		s.note(ContentChanged, "a new field %s", name)
	case value["SubFilter"] == pdf.Name(formatTimestamp) && s.invisible(dict):
		s.note(TimestampAdded, "%s", name)
	default:
		s.note(FieldPlaced, "%s", name)
	}
	return nil
}

// invisible reports whether a widget takes no place on its page.
func (s *step) invisible(dict pdf.Dict) bool {
	if dict["Rect"] == nil {
		return dict["AP"] == nil
	}
	r, err := s.b.Rect(dict["Rect"])
	return err == nil && (r[0] == r[2] || r[1] == r[3])
}

// pages gives each page its rule: the list of its annotations may grow by new
// fields.
func (s *step) pages() error {
	pages, err := s.a.Pages(0)
	if err != nil {
		return err
	}
	for _, p := range pages {
		s.special[p.Ref] = s.page
	}
	return nil
}

func (s *step) page(ref pdf.Ref) error {
	if s.a.SameEntry(s.b, ref.Num) && len(s.added) == 0 {
		return s.same(ref)
	}
	before, after, err := s.dicts(ref)
	if err != nil {
		return err
	}
	what := "the page " + ref.String()
	s.keys(what, before, after, "Annots")
	was, err := s.a.Array(before["Annots"])
	if err != nil {
		return err
	}
	is, err := s.b.Array(after["Annots"])
	if err != nil {
		return unreadable{err}
	}
	s.grown("the annotations of "+what, was, is)
	if list, ok := before["Annots"].(pdf.Ref); ok {
		s.special[list] = s.nothing
		s.push(list)
	}
	return nil
}
