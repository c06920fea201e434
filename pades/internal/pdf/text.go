package pdf

import (
	"unicode/utf16"
	"unicode/utf8"
)

// name reads a name with its #xx escapes.
func (p *parser) name() (Name, error) {
	start := p.pos
	p.pos++
	var out []byte
	for p.pos < len(p.data) && isRegular(p.data[p.pos]) {
		c := p.data[p.pos]
		p.pos++
		if c == '#' {
			if p.pos+2 > len(p.data) {
				return "", damaged(start, "a name ends in the middle of an escape")
			}
			hi, ok1 := hexDigit(p.data[p.pos])
			lo, ok2 := hexDigit(p.data[p.pos+1])
			if !ok1 || !ok2 {
				return "", damaged(start, "a name has an escape that is not hexadecimal")
			}
			c = hi<<4 | lo
			p.pos += 2
		}
		out = append(out, c)
	}
	return Name(out), nil
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// hex reads a string in angle brackets.
func (p *parser) hex() (Object, error) {
	start := p.pos
	p.pos++
	var out []byte
	var half byte
	odd := false
	for ; p.pos < len(p.data); p.pos++ {
		c := p.data[p.pos]
		if c == '>' {
			p.pos++
			if odd {
				out = append(out, half<<4)
			}
			return String(out), nil
		}
		if isSpace(c) {
			continue
		}
		d, ok := hexDigit(c)
		if !ok {
			return nil, damaged(p.pos, "a hexadecimal string has another character")
		}
		if odd {
			out = append(out, half<<4|d)
		}
		half, odd = d, !odd
	}
	return nil, damaged(start, "a string has no end")
}

// literal reads a string in parentheses.
func (p *parser) literal() (Object, error) {
	start := p.pos
	p.pos++
	var out []byte
	for open := 1; p.pos < len(p.data); {
		c := p.data[p.pos]
		p.pos++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return String(out), nil
			}
		case '\r': // an end of line is a line feed, however it is written
			if p.peek() == '\n' {
				p.pos++
			}
			c = '\n'
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, damaged(start, "a string has no end")
}

// escape appends what follows a backslash.
func (p *parser) escape(out []byte) []byte {
	if p.pos >= len(p.data) {
		return out
	}
	c := p.data[p.pos]
	p.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if p.peek() == '\n' {
			p.pos++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for i := 0; i < 2 && p.peek() >= '0' && p.peek() <= '7' && p.pos < len(p.data); i++ {
		v = v*8 + int(p.data[p.pos]-'0')
		p.pos++
	}
	return append(out, byte(v))
}

// Text is a text for people as a PDF string: ASCII as it is, anything else in
// UTF-16 with its mark (ISO 32000-2, 7.9.2.2).
func Text(s string) String {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || s[i] < ' ' && s[i] != '\n' && s[i] != '\t' && s[i] != '\r' {
			out := []byte{0xFE, 0xFF}
			for _, u := range utf16.Encode([]rune(s)) {
				out = append(out, byte(u>>8), byte(u))
			}
			return String(out)
		}
	}
	return String(s)
}

// Text reads a string for people: UTF-16 or UTF-8 with a mark, or else
// PDFDocEncoding, of which the part that is Latin-1 is told.
func (s String) Text() string {
	switch {
	case len(s) >= 2 && s[0] == 0xFE && s[1] == 0xFF:
		var units []uint16
		for i := 2; i+1 < len(s); i += 2 {
			units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
		}
		return string(utf16.Decode(units))
	case len(s) >= 3 && s[:3] == "\xEF\xBB\xBF":
		return string([]rune(string(s[3:])))
	}
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := rune(s[i])
		if c >= 0x80 && c < 0xA1 {
			c = docEncoding[c-0x80]
		}
		out = append(out, c)
	}
	return string(out)
}

// docEncoding is PDFDocEncoding from 0x80 to 0xA0 (ISO 32000-2, D.3).
var docEncoding = [0xA1 - 0x80]rune{
	'•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘',
	'’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', utf8.RuneError,
	'€',
}
