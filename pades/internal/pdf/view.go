package pdf

import "bytes"

// View is a file as it was when one of its sections was the newest. It holds
// nothing of its own: there may be many of one file.
type View struct {
	doc     *Doc
	section int // index in doc.Sections
	size    uint32
	Trailer Dict
}

// Newest is the file as it is.
func (d *Doc) Newest() (*View, error) { return d.ViewAt(0) }

// ViewAt is the file as it was when the section with an index of Sections was
// its newest.
func (d *Doc) ViewAt(section int) (*View, error) {
	v := &View{doc: d, section: section, Trailer: d.Sections[section].Trailer}
	for _, s := range d.Sections[section:] {
		v.size = max(v.size, s.size)
	}
	return v, d.spend(len(d.Sections) - section)
}

// Doc is the file that this is a view of.
func (v *View) Doc() *Doc { return v.doc }

// Section is the newest section of the view.
func (v *View) Section() *Section { return v.doc.Sections[v.section] }

// Size is one more than the highest object number.
func (v *View) Size() uint32 { return v.size }

// entry looks an object up in the newest section that knows it.
func (v *View) entry(num uint32) Entry {
	for _, s := range v.doc.Sections[v.section:] {
		if e, ok := s.byNum[num]; ok {
			return e
		}
	}
	return Entry{}
}

// Entry says where an object is.
func (v *View) Entry(num uint32) Entry { return v.entry(num) }

// Get reads an indirect object: null if there is none.
func (v *View) Get(ref Ref) (Object, error) {
	if err := v.doc.spend(1 + (len(v.doc.Sections)-v.section)/8); err != nil {
		return nil, err
	}
	e := v.entry(ref.Num)
	switch e.Kind {
	case InFile:
		if e.Gen != ref.Gen {
			return nil, nil
		}
		o, err := v.doc.indirectAt(e.At)
		if err != nil {
			return nil, err
		}
		if o.ref != ref {
			return nil, damaged(int(e.At), "object %d is where the cross-reference of object %d leads", o.ref.Num, ref.Num)
		}
		return o.value, nil
	case InStream:
		if ref.Gen != 0 {
			return nil, nil
		}
		h, err := v.holderOf(uint32(e.At))
		if err != nil {
			return nil, err
		}
		if int64(e.Index) >= int64(len(h.nums)) || h.nums[e.Index] != ref.Num {
			return nil, damaged(-1, "object %d is not in object stream %d", ref.Num, e.At)
		}
		return h.objects[e.Index], nil
	}
	return nil, nil
}

// Resolve follows a reference to what it leads to. Anything else is itself.
func (v *View) Resolve(o Object) (Object, error) {
	for range 8 {
		ref, ok := o.(Ref)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = v.Get(ref); err != nil {
			return nil, err
		}
	}
	return nil, damaged(-1, "references lead to references")
}

// Dict resolves an object that must be a dictionary. Null gives nil.
func (v *View) Dict(o Object) (Dict, error) {
	r, err := v.Resolve(o)
	if err != nil || r == nil {
		return nil, err
	}
	if d, ok := r.(Dict); ok {
		return d, nil
	}
	return nil, damaged(-1, "a dictionary was expected at %s", place(o))
}

// Array resolves an object that must be an array. Null gives nil.
func (v *View) Array(o Object) (Array, error) {
	r, err := v.Resolve(o)
	if err != nil || r == nil {
		return nil, err
	}
	if a, ok := r.(Array); ok {
		return a, nil
	}
	return nil, damaged(-1, "an array was expected at %s", place(o))
}

func place(o Object) string {
	if r, ok := o.(Ref); ok {
		return r.String()
	}
	return "a direct object"
}

// length is the length of a stream, which may be an object of its own.
func (v *View) length(s *Stream) (int64, error) {
	o, err := v.Resolve(s.Dict["Length"])
	if err != nil {
		return 0, err
	}
	n, ok := o.(Integer)
	if !ok {
		return 0, damaged(int(s.At), "a stream has no /Length")
	}
	return int64(n), nil
}

// Raw gives the stored bytes of a stream that was read.
func (v *View) Raw(s *Stream) ([]byte, error) {
	n, err := v.length(s)
	if err != nil {
		return nil, err
	}
	raw, _, err := v.doc.streamBytes(s, n)
	return raw, err
}

// Inflated gives the bytes of a stream without its filter, which must be
// FlateDecode or none.
func (v *View) Inflated(s *Stream) ([]byte, error) {
	raw, err := v.Raw(s)
	if err != nil {
		return nil, err
	}
	return v.doc.inflate(s.Dict, raw)
}

// Same reports whether an object of this view and one of another view of the
// same file are the same, bytes of streams included.
func (v *View) Same(o Object, other *View, b Object) (bool, error) {
	s, ok1 := o.(*Stream)
	t, ok2 := b.(*Stream)
	if !ok1 || !ok2 {
		return Equal(o, b), nil
	}
	if !Equal(s.Dict, t.Dict) {
		return false, nil
	}
	x, err := v.Raw(s)
	if err != nil {
		return false, err
	}
	y, err := other.Raw(t)
	if err != nil {
		return false, err
	}
	return bytes.Equal(x, y), v.doc.spend(len(x) / 256)
}

// ValueSpan says where, in the file, the value of a key of an object's
// dictionary stands. The object must be in the file itself.
func (v *View) ValueSpan(ref Ref, key Name) (Span, bool) {
	e := v.entry(ref.Num)
	if e.Kind != InFile || e.Gen != ref.Gen {
		return Span{}, false
	}
	p := v.doc.at(int(e.At))
	p.spans = map[Name]Span{}
	o, err := v.doc.readIndirect(p)
	if err != nil || o.ref != ref {
		return Span{}, false
	}
	span, ok := p.spans[key]
	return span, ok
}

// Catalog is the document's root dictionary and where it is.
func (v *View) Catalog() (Ref, Dict, error) {
	ref, ok := v.Trailer["Root"].(Ref)
	if !ok {
		return Ref{}, nil, damaged(v.Section().At, "the trailer has no /Root")
	}
	d, err := v.Dict(ref)
	if err != nil {
		return Ref{}, nil, err
	}
	if d == nil || d["Type"] != Name("Catalog") {
		return Ref{}, nil, damaged(-1, "the root %s is no catalog", ref)
	}
	return ref, d, nil
}

// DictAt reads the object at an offset that a cross-reference leads to, without
// keeping it. It gives nil if that is no dictionary.
func (d *Doc) DictAt(at int64) (Dict, error) {
	o, ok := d.parsed[at]
	if !ok {
		var err error
		if o, err = d.readIndirect(d.at(int(at))); err != nil {
			return nil, err
		}
	}
	dict, _ := o.value.(Dict)
	return dict, d.spend(1)
}
