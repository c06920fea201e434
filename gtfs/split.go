package gtfs

import "strings"

// maxValue is the longest value in bytes, as the canonical validator has it.
const maxValue = 4096

// maxRow bounds what is held while the end of a row is looked for.
const maxRow = 1 << 20

// mark tells what is unusual about a value.
type mark uint16

const (
	escaped     mark = 1 << iota // holds doubled quotes
	beyondASCII                  // may be no UTF-8
	unprintable                  // holds a control character
	lined                        // holds a line break
	edged                        // had white space at an edge, inside quotes
)

// cell is where a value lies in a text, without its quotes and white space.
type cell struct {
	at    uint32
	n     uint16
	marks mark
}

func (c cell) in(text []byte) []byte { return text[c.at:][:c.n] }

func (c cell) of(text string) string {
	s := text[c.at:][:c.n]
	if c.marks&escaped != 0 {
		s = strings.ReplaceAll(s, `""`, `"`)
	}
	return s
}

// The classes of bytes: what ends a plain value, and what is noted.
const (
	ends   = uint8(1)
	nonASC = uint8(beyondASCII)
	ctrl   = uint8(unprintable)
)

var class = func() (c [256]uint8) {
	for b := range c {
		switch {
		case b >= 0x80:
			c[b] = nonASC
		case b < 0x20 || b == 0x7f:
			c[b] = ctrl
		}
	}
	c[','], c['\n'], c['\r'], c['\t'] = ends, ends, ends, 0
	return c
}()

// splitter divides a text into rows and values. It changes nothing in the
// text and allocates nothing per row.
type splitter struct {
	data  []byte
	at    int  // of the next row
	whole bool // nothing follows data
	line  int  // of the next row, from 1

	row   int // line at which the row read last begins
	cells []cell
	marks mark   // of all its cells together
	why   string // after broken
}

// found is what next came upon.
type found uint8

const (
	aRow    found = iota
	more          // the row does not end within data
	nothing       // data ends
	broken        // no rows can be told from here on
)

// next reads a row into cells.
func (s *splitter) next() found {
	d, i, line := s.data, s.at, s.line
	if i >= len(d) {
		if s.whole {
			return nothing
		}
		return more
	}
	s.cells, s.marks = s.cells[:0], 0
	for {
		start, acc := i, uint8(0)
		for i < len(d) {
			k := class[d[i]]
			if k == ends {
				break
			}
			acc |= k
			i++
		}
		end, m := i, mark(0)
		if start < end && (d[start] == '"' || d[start] <= ' ' || d[end-1] <= ' ') {
			for start < end && white(d[start]) {
				start++
			}
			if start < end && d[start] == '"' {
				q := s.quoted(start, &line)
				if q.state != aRow {
					return q.state
				}
				start, end, acc, m, i = q.start, q.end, q.acc, q.marks, q.after
			} else {
				for start < end && white(d[end-1]) {
					end--
				}
			}
		}
		if i == len(d) && !s.whole {
			return s.unfinished()
		}
		if end-start > maxValue {
			s.why = "a value has more than 4096 characters"
			return broken
		}
		m |= mark(acc)
		s.marks |= m
		s.cells = append(s.cells, cell{uint32(start), uint16(end - start), m})
		if i == len(d) {
			break
		}
		c := d[i]
		i++
		if c == ',' {
			continue
		}
		if c == '\r' {
			if i == len(d) && !s.whole {
				return s.unfinished()
			}
			if i < len(d) && d[i] == '\n' {
				i++
			}
		}
		line++
		break
	}
	s.row, s.at, s.line = s.line, i, line
	return aRow
}

func (s *splitter) unfinished() found {
	if len(s.data)-s.at > maxRow {
		s.why = "a row is longer than 1 MiB"
		return broken
	}
	return more
}

// span is a value in quotes.
type span struct {
	state      found
	start, end int // of the value
	after      int // the comma or line end behind it
	acc        uint8
	marks      mark
}

// quoted reads the value whose opening quote is at i.
func (s *splitter) quoted(i int, line *int) span {
	d := s.data
	i++
	q := span{start: i}
	for ; ; i++ {
		if i >= len(d) {
			if s.whole {
				s.why = "a quotation mark is never closed"
				return span{state: broken}
			}
			return span{state: s.unfinished()}
		}
		switch c := d[i]; c {
		case '"':
			if i+1 == len(d) && !s.whole {
				return span{state: s.unfinished()}
			}
			if i+1 == len(d) || d[i+1] != '"' {
				q.end = i
				return s.closed(q, i+1)
			}
			q.marks |= escaped
			i++
		case '\n':
			*line++
			q.marks |= lined
		case '\r':
			if i+1 < len(d) && d[i+1] != '\n' {
				*line++
			}
			q.marks |= lined
		default:
			q.acc |= class[c] &^ ends
		}
	}
}

// closed finishes a quoted value: nothing but white space may follow.
func (s *splitter) closed(q span, i int) span {
	d := s.data
	for i < len(d) && white(d[i]) {
		i++
	}
	if i < len(d) && class[d[i]] != ends {
		s.why = "something follows a closing quotation mark"
		return span{state: broken}
	}
	q.after = i
	for q.start < q.end && (white(d[q.start]) || d[q.start] == '\n' || d[q.start] == '\r') {
		q.start++
		q.marks |= edged
	}
	for q.start < q.end && (white(d[q.end-1]) || d[q.end-1] == '\n' || d[q.end-1] == '\r') {
		q.end--
		q.marks |= edged
	}
	return q
}

func white(c byte) bool { return c == ' ' || c == '\t' }
