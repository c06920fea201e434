package pdf

// Field is a field at the end of a branch of the form's tree.
type Field struct {
	Ref     Ref
	Dict    Dict
	Name    string // full name: partial names with points between
	Type    Name   // /FT, inherited
	Value   Object // /V, inherited
	Widgets []Ref  // the annotations that show it: itself, or its /Kids
}

// Form is the interactive form dictionary: nil if the file has none. The
// reference is zero where it is within the catalog.
func (v *View) Form() (Dict, Ref, error) {
	_, catalog, err := v.Catalog()
	if err != nil {
		return nil, Ref{}, err
	}
	ref, _ := catalog["AcroForm"].(Ref)
	form, err := v.Dict(catalog["AcroForm"])
	return form, ref, err
}

// Fields gives the fields of the form at the ends of its branches, in order.
func (v *View) Fields() ([]Field, error) {
	form, _, err := v.Form()
	if err != nil || form == nil {
		return nil, err
	}
	roots, err := v.Array(form["Fields"])
	if err != nil {
		return nil, err
	}
	w := &fieldWalk{v: v, seen: map[Ref]bool{}}
	for _, o := range roots {
		if err := w.walk(o, Field{}, 0); err != nil {
			return nil, err
		}
	}
	return w.fields, nil
}

type fieldWalk struct {
	v      *View
	seen   map[Ref]bool
	fields []Field
}

func (w *fieldWalk) walk(o Object, above Field, depth int) error {
	ref, ok := o.(Ref)
	if !ok {
		return damaged(-1, "a form field is no indirect object")
	}
	if w.seen[ref] {
		return damaged(-1, "a form field is twice in the form: %s", ref)
	}
	w.seen[ref] = true
	if depth > w.v.doc.limits.Depth {
		return &LimitError{"levels of form fields", int64(w.v.doc.limits.Depth)}
	}
	dict, err := w.v.Dict(ref)
	if err != nil {
		return err
	}
	if dict == nil {
		return nil // a reference to nothing is null, and no field
	}
	field, err := w.v.field(ref, dict, above)
	if err != nil {
		return err
	}
	kids, err := w.v.Array(dict["Kids"])
	if err != nil {
		return err
	}
	fields, widgets, err := w.v.sortKids(kids)
	if err != nil {
		return err
	}
	for _, kid := range fields {
		if err := w.walk(kid, field, depth+1); err != nil {
			return err
		}
	}
	if len(fields) > 0 {
		return nil
	}
	if dict["Subtype"] == Name("Widget") {
		widgets = append(widgets, ref)
	}
	field.Widgets = widgets
	w.fields = append(w.fields, field)
	return nil
}

// field reads what a field says of itself and inherits.
func (v *View) field(ref Ref, dict Dict, above Field) (Field, error) {
	f := Field{Ref: ref, Dict: dict, Name: above.Name, Type: above.Type, Value: above.Value}
	part, err := v.Resolve(dict["T"])
	if err != nil {
		return f, err
	}
	if s, ok := part.(String); ok {
		if f.Name != "" {
			f.Name += "."
		}
		f.Name += s.Text()
	}
	kind, err := v.Resolve(dict["FT"])
	if err != nil {
		return f, err
	}
	if n, ok := kind.(Name); ok {
		f.Type = n
	}
	if o := dict["V"]; o != nil {
		f.Value = o
	}
	return f, nil
}

// sortKids tells fields below a field from its widgets: a widget that is no
// field has no name of its own.
func (v *View) sortKids(kids Array) (fields Array, widgets []Ref, err error) {
	for _, kid := range kids {
		dict, err := v.Dict(kid)
		if err != nil {
			return nil, nil, err
		}
		ref, ok := kid.(Ref)
		switch {
		case dict == nil:
		case !ok:
			return nil, nil, damaged(-1, "a form field is no indirect object")
		case dict["T"] == nil && dict["Kids"] == nil && dict["Subtype"] == Name("Widget"):
			widgets = append(widgets, ref)
		default:
			fields = append(fields, kid)
		}
	}
	return fields, widgets, nil
}
