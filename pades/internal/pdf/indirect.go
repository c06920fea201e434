package pdf

// indirect is an object as it stands in the file.
type indirect struct {
	ref   Ref
	value Object
	end   int // after endobj; of a stream, after the word stream and its line
}

// indirectAt reads the object at an offset. Where a stream ends is not looked
// at: its length may be another object.
func (d *Doc) indirectAt(at int64) (*indirect, error) {
	if o, ok := d.parsed[at]; ok {
		return o, d.spend(1)
	}
	o, err := d.readIndirect(d.at(int(at)))
	if err != nil {
		return nil, err
	}
	d.parsed[at] = o
	return o, nil
}

func (d *Doc) readIndirect(p *parser) (out *indirect, err error) {
	start := p.pos
	defer func() {
		if limit := d.read(p.pos - start); limit != nil {
			out, err = nil, limit
		}
	}()
	num, ok1 := p.unsigned(d.limits.Objects)
	gen, ok2 := p.unsigned(65535)
	if !ok1 || !ok2 || !p.keyword("obj") {
		return nil, damaged(start, "no object begins where a cross-reference says")
	}
	value, err := p.object()
	if err != nil {
		return nil, err
	}
	out = &indirect{ref: Ref{uint32(num), uint16(gen)}, value: value}
	if p.endsObject() {
		out.end = p.pos
		return out, nil
	}
	dict, ok := value.(Dict)
	if !ok || !p.keyword("stream") {
		return nil, damaged(p.pos, "endobj is missing")
	}
	if p.peek() == '\r' {
		p.pos++
	}
	if p.peek() != '\n' {
		return nil, damaged(p.pos, "no line feed after the word stream")
	}
	p.pos++
	out.value, out.end = &Stream{Dict: dict, At: int64(p.pos)}, p.pos
	return out, nil
}

// holder is an object stream that was read.
type holder struct {
	nums    []uint32
	objects []Object
}

// holderOf reads an object stream.
func (v *View) holderOf(num uint32) (*holder, error) {
	e := v.entry(num)
	if e.Kind != InFile {
		return nil, damaged(-1, "object stream %d is not in the file", num)
	}
	if h, ok := v.doc.holders[e.At]; ok {
		return h, nil
	}
	obj, err := v.doc.indirectAt(e.At)
	if err != nil {
		return nil, err
	}
	s, ok := obj.value.(*Stream)
	if !ok || obj.ref.Num != num || s.Dict["Type"] != Name("ObjStm") {
		return nil, damaged(int(e.At), "object %d is no object stream", num)
	}
	raw, err := v.Raw(s)
	if err != nil {
		return nil, err
	}
	data, err := v.doc.inflate(s.Dict, raw)
	if err != nil {
		return nil, err
	}
	h, err := v.doc.readHolder(s.Dict, data)
	if err != nil {
		return nil, err
	}
	v.doc.holders[e.At] = h
	return h, nil
}

// readHolder reads the objects of an object stream (ISO 32000-2, 7.5.7).
func (d *Doc) readHolder(dict Dict, data []byte) (*holder, error) {
	count, ok1 := dict["N"].(Integer)
	first, ok2 := dict["First"].(Integer)
	if !ok1 || !ok2 || count < 0 || first < 0 || int64(first) > int64(len(data)) || int64(count) > int64(first)/2+1 {
		return nil, damaged(-1, "/N or /First of an object stream is wrong")
	}
	if err := d.spend(int(count)); err != nil {
		return nil, err
	}
	h := &holder{}
	head := &parser{data: data[:first]}
	for range count {
		num, ok1 := head.unsigned(d.limits.Objects)
		at, ok2 := head.unsigned(int64(len(data)) - int64(first))
		if !ok1 || !ok2 {
			return nil, damaged(-1, "the head of an object stream is wrong")
		}
		p := &parser{data: data, pos: int(first) + int(at), most: d.limits.Depth}
		o, err := p.object()
		if err != nil {
			return nil, err
		}
		if err := d.read(p.pos - int(first) - int(at)); err != nil {
			return nil, err
		}
		h.nums = append(h.nums, uint32(num))
		h.objects = append(h.objects, o)
	}
	return h, nil
}
