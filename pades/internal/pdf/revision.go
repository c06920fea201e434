package pdf

import (
	"bytes"
	"slices"
)

// Revision checks that a view is the view before it and one incremental update
// that begins at a byte of the file, and gives the byte at which it ends, after
// its %%EOF and end of line. The update must consist of nothing but the objects
// that its cross-references lead to, in any order, the cross-references, and
// white space. Bytes that no cross-reference accounts for are what readers that
// repair files may find and show.
func (v *View) Revision(before *View, from int) (end int, err error) {
	s := v.Section()
	if s.Hybrid {
		return 0, damaged(s.At, "an update has two cross-references for two kinds of readers")
	}
	if s.Prev != before.Section().At {
		return 0, damaged(s.At, "an update is not on the revision before it")
	}
	places, err := v.placesOf(before, from)
	if err != nil {
		return 0, err
	}
	pos := from
	for _, at := range places {
		if pos, err = v.object(pos, at); err != nil {
			return 0, err
		}
	}
	p := v.doc.at(pos)
	p.space0()
	if s.Stream {
		pos = s.End
	} else if p.pos != s.At {
		return 0, damaged(pos, "an update has bytes that no cross-reference leads to")
	}
	return v.doc.ending(s, max(pos, s.End))
}

// placesOf gives the offsets of the objects of an update, in order.
func (v *View) placesOf(before *View, from int) ([]int, error) {
	s := v.Section()
	if err := v.doc.spend(len(s.Entries) * (1 + (len(v.doc.Sections)-v.section)/8)); err != nil {
		return nil, err
	}
	var places []int
	for _, e := range s.Entries {
		if e.Kind != InFile || e.Entry == before.entry(e.Num) {
			continue
		}
		if e.At < int64(from) || e.At > int64(s.At) {
			return nil, damaged(s.At, "an update leads to object %d outside of it", e.Num)
		}
		places = append(places, int(e.At))
	}
	if s.Stream && !slices.Contains(places, s.At) {
		places = append(places, s.At)
	}
	slices.Sort(places)
	return slices.Compact(places), nil
}

// object checks that an object begins at a place, after white space only, and
// gives where it ends.
func (v *View) object(pos, at int) (end int, err error) {
	p, q := v.doc.at(pos), v.doc.at(at)
	p.space0()
	q.space0() // some cross-references lead to the white space before an object
	if p.pos != q.pos {
		return 0, damaged(pos, "an update has bytes that no cross-reference leads to")
	}
	o, err := v.doc.indirectAt(int64(at))
	if err != nil {
		return 0, err
	}
	s, ok := o.value.(*Stream)
	if !ok {
		return o.end, nil
	}
	n, err := v.length(s)
	if err != nil {
		return 0, err
	}
	_, end, err = v.doc.streamBytes(s, n)
	return end, err
}

// ending reads what follows a section: startxref with its offset, and %%EOF.
func (d *Doc) ending(s *Section, pos int) (end int, err error) {
	p := d.at(pos)
	p.space0()
	if !p.keyword("startxref") {
		return 0, damaged(p.pos, "startxref is missing")
	}
	if at, ok := p.unsigned(int64(len(d.Data))); !ok || int(at) != s.At {
		return 0, damaged(p.pos, "startxref leads elsewhere")
	}
	p.space0()
	if !bytes.HasPrefix(d.Data[p.pos:], []byte("%%EOF")) {
		return 0, damaged(p.pos, "%%%%EOF is missing")
	}
	p.pos += len("%%EOF")
	if p.peek() == '\r' {
		p.pos++
	}
	if p.peek() == '\n' {
		p.pos++
	}
	return p.pos, nil
}

// SameEntry reports whether an object is at the same place in both views, so
// that it is the same object.
func (v *View) SameEntry(other *View, num uint32) bool {
	e := v.entry(num)
	if e != other.entry(num) {
		return false
	}
	return e.Kind != InStream || v.entry(uint32(e.At)) == other.entry(uint32(e.At))
}

// SectionAt gives the index of the section at an offset.
func (d *Doc) SectionAt(at int) (index int, ok bool) {
	for i, s := range d.Sections {
		if s.At == at {
			return i, true
		}
	}
	return 0, false
}
