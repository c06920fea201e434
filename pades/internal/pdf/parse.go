package pdf

import (
	"bytes"
	"maps"
	"strconv"
)

// parser reads objects from bytes.
type parser struct {
	data  []byte
	pos   int
	depth int
	most  int // depth allowed

	// spans, if not nil, is given where the value of each key of the outermost
	// dictionary is.
	spans map[Name]Span
}

// Span is a stretch of a file.
type Span struct{ From, To int }

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelimiter(c) }

// space goes past white space and comments.
func (p *parser) space() {
	for p.pos < len(p.data) {
		switch c := p.data[p.pos]; {
		case isSpace(c):
			p.pos++
		case c == '%':
			for p.pos < len(p.data) && p.data[p.pos] != '\n' && p.data[p.pos] != '\r' {
				p.pos++
			}
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

// token reads regular characters: a keyword or a number.
func (p *parser) token() string {
	start := p.pos
	for p.pos < len(p.data) && isRegular(p.data[p.pos]) {
		p.pos++
	}
	return string(p.data[start:p.pos])
}

// keyword goes past a keyword, and says whether it was there.
func (p *parser) keyword(word string) bool {
	p.space()
	if !bytes.HasPrefix(p.data[p.pos:], []byte(word)) {
		return false
	}
	if end := p.pos + len(word); end < len(p.data) && isRegular(p.data[end]) {
		return false
	}
	p.pos += len(word)
	return true
}

// unsigned reads digits, up to a greatest value.
func (p *parser) unsigned(most int64) (int64, bool) {
	p.space()
	start := p.pos
	for p.pos < len(p.data) && p.data[p.pos] >= '0' && p.data[p.pos] <= '9' {
		p.pos++
	}
	if p.pos == start || p.pos-start > 18 || (p.pos < len(p.data) && isRegular(p.data[p.pos])) {
		p.pos = start
		return 0, false
	}
	n, err := strconv.ParseInt(string(p.data[start:p.pos]), 10, 64)
	if err != nil || n > most {
		p.pos = start
		return 0, false
	}
	return n, true
}

// object reads any direct object or reference.
func (p *parser) object() (Object, error) {
	p.space()
	if p.pos >= len(p.data) {
		return nil, damaged(p.pos, "an object is missing")
	}
	switch c := p.data[p.pos]; {
	case c == '/':
		return p.name()
	case c == '(':
		return p.literal()
	case c == '<' && p.pos+1 < len(p.data) && p.data[p.pos+1] == '<':
		return p.dict()
	case c == '<':
		return p.hex()
	case c == '[':
		return p.array()
	case c == '+' || c == '-' || c == '.' || (c >= '0' && c <= '9'):
		return p.number()
	case isRegular(c):
		start := p.pos
		switch p.token() {
		case "true":
			return true, nil
		case "false":
			return false, nil
		case "null":
			return nil, nil
		}
		return nil, damaged(start, "unknown word")
	}
	return nil, damaged(p.pos, "an object was expected")
}

// number reads an integer, a real, or the two integers and R of a reference.
func (p *parser) number() (Object, error) {
	start := p.pos
	text := p.token()
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if ref, ok := p.reference(text, n); ok {
			return ref, nil
		}
		return Integer(n), nil
	}
	if !isReal(text) {
		return nil, damaged(start, "%q is no number", text)
	}
	return Real(text), nil
}

// reference looks whether a number that was read begins a reference.
func (p *parser) reference(text string, num int64) (Ref, bool) {
	if text[0] == '+' || num <= 0 || num > 1<<31 {
		return Ref{}, false
	}
	back := p.pos
	gen, ok := p.unsigned(65535)
	if !ok || !p.keyword("R") {
		p.pos = back
		return Ref{}, false
	}
	return Ref{uint32(num), uint16(gen)}, true
}

// isReal says whether a text is digits with a point in them, and perhaps a sign.
func isReal(s string) bool {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	digits, points := 0, 0
	for _, c := range []byte(s) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		default:
			return false
		}
	}
	return digits > 0 && points == 1 && digits < 64
}

func (p *parser) enter() error {
	p.depth++
	if p.depth > p.most {
		return &LimitError{"arrays and dictionaries within one another", int64(p.most)}
	}
	return nil
}

func (p *parser) array() (Object, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	start := p.pos
	p.pos++
	out := Array{}
	for {
		p.space()
		if p.pos >= len(p.data) {
			return nil, damaged(start, "an array has no end")
		}
		if p.data[p.pos] == ']' {
			p.pos++
			return out, nil
		}
		o, err := p.object()
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
}

func (p *parser) dict() (Object, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	start := p.pos
	p.pos += 2
	out := Dict{}
	nulls := 0
	for {
		p.space()
		if bytes.HasPrefix(p.data[p.pos:], []byte(">>")) {
			p.pos += 2
			if nulls > 0 {
				maps.DeleteFunc(out, func(_ Name, o Object) bool { return o == nil })
			}
			return out, nil
		}
		if p.peek() != '/' {
			return nil, damaged(start, "a dictionary has no end, or a key that is no name")
		}
		at := p.pos
		key, err := p.name()
		if err != nil {
			return nil, err
		}
		if _, twice := out[key]; twice {
			return nil, damaged(at, "a dictionary has the key %q twice", string(key))
		}
		p.space()
		from := p.pos
		value, err := p.object()
		if err != nil {
			return nil, err
		}
		if p.spans != nil && p.depth == 1 {
			p.spans[key] = Span{from, p.pos}
		}
		if value == nil {
			nulls++
		}
		out[key] = value
	}
}
