package pdf

import (
	"bytes"
)

// Doc is a PDF file and the chain of its cross-reference sections, the newest
// first.
type Doc struct {
	Data     []byte
	Sections []*Section

	limits   Limits
	work     int64
	inflated int64
	bytes    int64               // of objects that were read
	entries  int64               // of all sections
	parsed   map[int64]*indirect // by where they are in the file
	holders  map[int64]*holder   // object streams, by where they are
}

// tailSize is how far from the end of a file startxref may be, as most readers
// have it.
const tailSize = 1024

// Open reads the cross-references of a file. The bytes must not change while
// the Doc is in use.
func Open(data []byte, limits Limits) (*Doc, error) {
	d := &Doc{
		Data: data, limits: limits.filled(),
		parsed: map[int64]*indirect{}, holders: map[int64]*holder{},
	}
	if int64(len(data)) > d.limits.Size {
		return nil, &LimitError{"bytes", d.limits.Size}
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	start, err := lastXref(data)
	if err != nil {
		return nil, err
	}
	if err := d.chain(start); err != nil {
		return nil, err
	}
	for _, s := range d.Sections {
		if s.Trailer["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
	}
	return d, nil
}

// lastXref finds the offset after the last startxref.
func lastXref(data []byte) (int, error) {
	from := max(0, len(data)-tailSize)
	i := bytes.LastIndex(data[from:], []byte("startxref"))
	if i < 0 {
		return 0, damaged(len(data), "startxref is missing: the end of the file is not there")
	}
	p := &parser{data: data, pos: from + i + len("startxref")}
	n, ok := p.unsigned(int64(len(data)))
	if !ok {
		return 0, damaged(p.pos, "startxref has no offset within the file")
	}
	p.space0()
	if !bytes.HasPrefix(data[p.pos:], []byte("%%EOF")) {
		return 0, damaged(p.pos, "%%%%EOF is missing after startxref")
	}
	return int(n), nil
}

// space0 goes past white space only.
func (p *parser) space0() {
	for p.pos < len(p.data) && isSpace(p.data[p.pos]) {
		p.pos++
	}
}

// Tail reads the end of a revision strictly: startxref, an offset, %%EOF, and
// after it at most an end of line. It gives the offset.
func Tail(data []byte) (start int, ok bool) {
	rest, _ := cutLine(data)
	rest, ok = bytes.CutSuffix(rest, []byte("%%EOF"))
	line, ended := cutLine(rest)
	if !ok || !ended {
		return 0, false
	}
	i := len(line)
	for i > 0 && line[i-1] >= '0' && line[i-1] <= '9' && len(line)-i < 12 {
		i--
	}
	for _, c := range line[i:] {
		start = start*10 + int(c-'0')
	}
	word, ended := cutLine(line[:i])
	if i == len(line) || !ended || !bytes.HasSuffix(word, []byte("startxref")) {
		return 0, false
	}
	return start, true
}

// cutLine takes one end of line off the end, with spaces around it, and says
// whether there was one.
func cutLine(b []byte) (rest []byte, ended bool) {
	rest = bytes.TrimRight(b, " ")
	switch {
	case bytes.HasSuffix(rest, []byte("\r\n")):
		rest = rest[:len(rest)-2]
	case bytes.HasSuffix(rest, []byte("\n")), bytes.HasSuffix(rest, []byte("\r")):
		rest = rest[:len(rest)-1]
	default:
		return rest, false
	}
	return bytes.TrimRight(rest, " "), true
}

// chain follows /Prev from a section to the oldest.
func (d *Doc) chain(at int) error {
	seen := map[int]bool{}
	for {
		if seen[at] {
			return damaged(at, "the cross-reference sections go in a circle")
		}
		seen[at] = true
		if len(d.Sections) >= d.limits.Sections {
			return &LimitError{"cross-reference sections", int64(d.limits.Sections)}
		}
		s, err := d.section(at)
		if err != nil {
			return err
		}
		if s.Trailer["Encrypt"] != nil {
			return ErrEncrypted
		}
		d.Sections = append(d.Sections, s)
		if s.Prev < 0 {
			return nil
		}
		at = s.Prev
	}
}
