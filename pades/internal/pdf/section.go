package pdf

import "bytes"

// Kind is how an object is stored.
type Kind uint8

// An object number is free, or its object is in the file itself or in an
// object stream.
const (
	Free Kind = iota
	InFile
	InStream
)

// Entry says where an object is.
type Entry struct {
	Kind  Kind
	Gen   uint16
	Index uint32 // in its object stream
	At    int64  // byte of the file; InStream: the number of the object stream
}

// Numbered is the entry of an object number.
type Numbered struct {
	Num uint32
	Entry
}

// Section is one cross-reference table or stream with its trailer.
type Section struct {
	At, End int        // from "xref" to the end of the trailer, or the whole stream object
	Stream  bool       // a cross-reference stream
	Hybrid  bool       // a table with a cross-reference stream beside it (/XRefStm)
	Num     uint32     // the object number of the stream
	Entries []Numbered // in file order; in a hybrid one, the stream's last
	Trailer Dict
	Prev    int // the section before it, or -1

	byNum map[uint32]Entry
	size  uint32 // one more than the highest number
}

// section reads the section at an offset.
func (d *Doc) section(at int) (*Section, error) {
	if at <= 0 || at >= len(d.Data) {
		return nil, damaged(at, "a cross-reference section is outside the file")
	}
	p := d.at(at)
	if p.keyword("xref") {
		return d.table(p, at)
	}
	return d.xrefStream(at)
}

func (d *Doc) at(pos int) *parser {
	return &parser{data: d.Data, pos: pos, most: d.limits.Depth}
}

// table reads a classic cross-reference table.
func (d *Doc) table(p *parser, at int) (*Section, error) {
	s := &Section{At: at, Prev: -1, byNum: map[uint32]Entry{}}
	for !p.keyword("trailer") {
		first, ok1 := p.unsigned(1 << 40)
		count, ok2 := p.unsigned(1 << 40)
		if !ok1 || !ok2 {
			return nil, damaged(p.pos, "a cross-reference table has a wrong subsection")
		}
		for i := range count {
			e, err := d.tableEntry(p)
			if err != nil {
				return nil, err
			}
			if err := s.add(d, first+i, e); err != nil {
				return nil, err
			}
		}
	}
	p.space()
	o, err := p.object()
	if err != nil {
		return nil, err
	}
	trailer, ok := o.(Dict)
	if !ok {
		return nil, damaged(p.pos, "a trailer is no dictionary")
	}
	s.Trailer, s.End = trailer, p.pos
	if err := s.prev(trailer); err != nil {
		return nil, err
	}
	if o, ok := trailer["XRefStm"]; ok {
		return s, d.hybrid(s, o)
	}
	return s, nil
}

// tableEntry reads one line of a table: offset, generation, n or f.
func (d *Doc) tableEntry(p *parser) (Entry, error) {
	at, ok1 := p.unsigned(1 << 40)
	gen, ok2 := p.unsigned(65535)
	p.space()
	kind := p.peek()
	p.pos++
	if !ok1 || !ok2 || (kind != 'n' && kind != 'f') {
		return Entry{}, damaged(p.pos, "a cross-reference table has a wrong entry")
	}
	if kind == 'f' || at == 0 {
		return Entry{Kind: Free, Gen: uint16(gen)}, nil
	}
	if at >= int64(len(d.Data)) {
		return Entry{}, damaged(p.pos, "a cross-reference leads outside the file")
	}
	return Entry{Kind: InFile, Gen: uint16(gen), At: at}, nil
}

// add appends an entry. No object number may have two in a section: which of
// them counts, readers do not agree about.
func (s *Section) add(d *Doc, num int64, e Entry) error {
	if num > d.limits.Objects {
		return &LimitError{"objects", d.limits.Objects}
	}
	if d.entries++; d.entries > 2*d.limits.Objects {
		return &LimitError{"cross-references", 2 * d.limits.Objects}
	}
	if _, twice := s.byNum[uint32(num)]; twice {
		return damaged(s.At, "a cross-reference section has object %d twice", num)
	}
	s.byNum[uint32(num)] = e
	s.size = max(s.size, uint32(num)+1)
	s.Entries = append(s.Entries, Numbered{uint32(num), e})
	return d.spend(1)
}

// prev reads /Prev.
func (s *Section) prev(trailer Dict) error {
	switch v := trailer["Prev"].(type) {
	case nil:
		return nil
	case Integer:
		if v > 0 && v < 1<<40 {
			s.Prev = int(v)
			return nil
		}
	}
	return damaged(s.At, "/Prev of a cross-reference section is no offset")
}

// hybrid adds the entries of the stream beside a table, which say where the
// objects are that the table calls free or leaves out (ISO 32000-2, 7.5.8.4).
func (d *Doc) hybrid(s *Section, o Object) error {
	at, ok := o.(Integer)
	if !ok || at <= 0 || int64(at) >= int64(len(d.Data)) {
		return damaged(s.At, "/XRefStm is no offset")
	}
	stream, err := d.xrefStream(int(at))
	if err != nil {
		return err
	}
	s.Hybrid = true
	for _, e := range stream.Entries {
		known, ok := s.byNum[e.Num]
		if ok && known.Kind != Free {
			continue
		}
		s.byNum[e.Num] = e.Entry
		s.size = max(s.size, e.Num+1)
		s.Entries = append(s.Entries, e)
	}
	return nil
}

// xrefStream reads a cross-reference stream.
func (d *Doc) xrefStream(at int) (*Section, error) {
	obj, err := d.indirectAt(int64(at))
	if err != nil {
		return nil, err
	}
	stream, ok := obj.value.(*Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return nil, damaged(at, "no cross-reference table or stream")
	}
	length, ok := stream.Dict["Length"].(Integer)
	if !ok {
		return nil, damaged(at, "a cross-reference stream has no direct /Length")
	}
	raw, end, err := d.streamBytes(stream, int64(length))
	if err != nil {
		return nil, err
	}
	rows, err := d.inflate(stream.Dict, raw)
	if err != nil {
		return nil, err
	}
	s := &Section{At: at, End: end, Stream: true, Num: obj.ref.Num, Trailer: stream.Dict, Prev: -1, byNum: map[uint32]Entry{}}
	if err := s.prev(stream.Dict); err != nil {
		return nil, err
	}
	if err := d.xrefRows(s, rows); err != nil {
		return nil, err
	}
	return s, nil
}

// xrefRows reads the entries of a cross-reference stream.
func (d *Doc) xrefRows(s *Section, rows []byte) error {
	widths, index, err := xrefShape(s.Trailer)
	if err != nil {
		return damaged(s.At, "%s", err)
	}
	width := widths[0] + widths[1] + widths[2]
	for i := 0; i+1 < len(index); i += 2 {
		first, count := index[i], index[i+1]
		if first < 0 || count < 0 || count > int64(len(rows)/width) {
			return damaged(s.At, "a cross-reference stream is shorter than its /Index")
		}
		for k := range count {
			e, err := d.xrefRow(rows[:width], widths)
			if err != nil {
				return damaged(s.At, "%s", err)
			}
			rows = rows[width:]
			if err := s.add(d, first+k, e); err != nil {
				return err
			}
		}
	}
	return nil
}

type shapeError string

func (e shapeError) Error() string { return string(e) }

// xrefShape reads /W and /Index, or the /Size that stands for it.
func xrefShape(dict Dict) (widths [3]int, index []int64, err error) {
	w, _ := dict["W"].(Array)
	if len(w) != 3 {
		return widths, nil, shapeError("/W of a cross-reference stream is wrong")
	}
	for i, o := range w {
		n, ok := o.(Integer)
		if !ok || n < 0 || n > 8 {
			return widths, nil, shapeError("/W of a cross-reference stream is wrong")
		}
		widths[i] = int(n)
	}
	if widths[1] == 0 {
		return widths, nil, shapeError("/W of a cross-reference stream is wrong")
	}
	size, ok := dict["Size"].(Integer)
	if !ok || size < 0 {
		return widths, nil, shapeError("/Size of a cross-reference stream is wrong")
	}
	pairs, ok := dict["Index"].(Array)
	if !ok {
		return widths, []int64{0, int64(size)}, nil
	}
	for _, o := range pairs {
		n, ok := o.(Integer)
		if !ok || n < 0 {
			return widths, nil, shapeError("/Index of a cross-reference stream is wrong")
		}
		index = append(index, int64(n))
	}
	if len(index)%2 != 0 {
		return widths, nil, shapeError("/Index of a cross-reference stream is wrong")
	}
	return widths, index, nil
}

// xrefRow reads one entry. Types beyond those known stand for null.
func (d *Doc) xrefRow(row []byte, widths [3]int) (Entry, error) {
	var f [3]uint64
	for i, w := range widths {
		for _, b := range row[:w] {
			f[i] = f[i]<<8 | uint64(b)
		}
		row = row[w:]
	}
	if widths[0] == 0 {
		f[0] = 1
	}
	switch f[0] {
	case 1:
		if f[1] == 0 {
			return Entry{Kind: Free}, nil
		}
		if f[1] >= uint64(len(d.Data)) || f[2] > 65535 {
			return Entry{}, shapeError("a cross-reference leads outside the file")
		}
		return Entry{Kind: InFile, At: int64(f[1]), Gen: uint16(f[2])}, nil
	case 2:
		if f[1] > uint64(d.limits.Objects) || f[2] > uint64(d.limits.Objects) {
			return Entry{}, shapeError("a cross-reference leads to no object stream")
		}
		return Entry{Kind: InStream, At: int64(f[1]), Index: uint32(f[2])}, nil
	}
	return Entry{Kind: Free, Gen: uint16(min(f[2], 65535))}, nil
}

// endsObject goes past endobj.
func (p *parser) endsObject() bool { return p.keyword("endobj") }

// streamBytes gives the stored bytes of a stream whose length is known, checks
// that it ends there, and says where its object ends.
func (d *Doc) streamBytes(s *Stream, length int64) (raw []byte, end int, err error) {
	if length < 0 || s.At+length > int64(len(d.Data)) {
		return nil, 0, damaged(int(s.At), "a stream is longer than the file")
	}
	p := d.at(int(s.At + length))
	raw = d.Data[s.At : s.At+length]
	p.space0()
	if !bytes.HasPrefix(d.Data[p.pos:], []byte("endstream")) {
		return nil, 0, damaged(int(s.At), "a stream does not end where its /Length says")
	}
	p.pos += len("endstream")
	if !p.endsObject() {
		return nil, 0, damaged(p.pos, "endobj is missing after a stream")
	}
	return raw, p.pos, nil
}
