package gtfs

import (
	"bytes"
	"fmt"
	"io"
)

var bom = []byte("\xef\xbb\xbf")

// table reads a whole file of rows.
func (rd *reader) table(p part) (*Table, error) {
	data, err := rd.left.all(p)
	if err != nil {
		return nil, refuse(p.name, err)
	}
	ck := rd.checker(p.name)
	s := splitter{data: data, whole: true, line: 1}
	t := &Table{Name: p.name}
	if !ck.start(&s) {
		t.text, t.lossy = string(data), true
		return t, nil
	}
	t.Header = ck.header
	for {
		switch s.next() {
		case aRow:
			if !ck.row(&s) {
				t.lossy = t.lossy || len(s.cells) > len(ck.header)
				continue
			}
			if rd.left.rows.Add(-1) < 0 {
				ck.found(Problem{Code: "too_many_rows", Row: s.row})
				t.lossy = true
				break
			}
			for i, c := range s.cells {
				if col := ck.columns[i]; col != nil {
					ck.value(col, s.row, c.in(data))
				}
			}
			t.cells = append(t.cells, s.cells...)
			for range len(t.Header) - len(s.cells) {
				t.cells = append(t.cells, cell{})
			}
			t.lines = append(t.lines, uint32(s.row))
			continue
		case broken:
			t.lossy = true
			ck.found(Problem{Code: "csv_parsing_failed", Row: s.line, Text: s.why})
		}
		break
	}
	t.text = string(data)
	ck.end(len(t.lines))
	return t, nil
}

// start skips a byte order mark, refuses what is no UTF-8 text and reads the
// header. It reports whether rows follow.
func (ck *checker) start(s *splitter) bool {
	if bytes.HasPrefix(s.data, bom) {
		s.at = len(bom)
	}
	if utf16(s.data) {
		ck.found(Problem{Code: "csv_parsing_failed", Row: 1, Text: "it is UTF-16; save it as UTF-8"})
		return false
	}
	switch s.next() {
	case aRow:
		if blank(s.cells) {
			ck.found(Problem{Code: "empty_file"})
			return false
		}
		ck.begin(headerOf(s))
		return true
	case broken:
		ck.found(Problem{Code: "csv_parsing_failed", Row: 1, Text: s.why})
	default:
		ck.found(Problem{Code: "empty_file"})
	}
	return false
}

// end judges what can only be told when all rows are known.
func (ck *checker) end(rows int) {
	if ck.schema == nil {
		return
	}
	if rows == 0 && ck.schema.required {
		ck.found(Problem{Code: "empty_file"})
	}
	if rows > 1 && ck.schema.single {
		ck.found(Problem{Code: "more_than_one_entity", N: rows})
	}
}

// block is how much of a large file is read at a time.
const block = 1 << 20

// stream reads a large file block by block, unpacking ahead of the reading of
// rows. begin gets the header and tells whether to go on; row gets every row.
func (rd *reader) stream(p part, ck *checker, begin, row func(s *splitter)) (err error) {
	f, err := p.open()
	if err != nil {
		return refuse(p.name, fmt.Errorf("cannot be unpacked: %w", err))
	}
	blocks, empty := make(chan []byte, 2), make(chan []byte, 4)
	var failed error
	go func() {
		defer close(blocks)
		r := metered{f, &rd.left}
		for {
			var b []byte
			select {
			case b = <-empty:
			default:
				b = make([]byte, block)
			}
			n, err := io.ReadFull(r, b[:block])
			if n > 0 {
				blocks <- b[:n]
			}
			if err != nil {
				if err != io.EOF && err != io.ErrUnexpectedEOF {
					failed = err
				}
				return
			}
		}
	}()
	defer func() {
		for range blocks { // let the unpacking end
		}
		if cerr := f.Close(); err == nil && cerr != nil {
			err = refuse(p.name, cerr)
		}
		if err == nil && failed != nil {
			err = refuse(p.name, failed)
		}
	}()

	s := splitter{line: 1}
	started, rows := false, 0
	for {
		b, ok := <-blocks
		s.whole = !ok
		s.data = append(append(s.data[:0], s.data[s.at:]...), b...)
		s.at = 0
		if ok {
			select {
			case empty <- b[:block]:
			default:
			}
		}
		if !started {
			if !s.whole && bytes.IndexByte(s.data, '\n') < 0 && len(s.data) < maxRow {
				continue
			}
			if !ck.start(&s) {
				return nil
			}
			started = true
			begin(&s)
		}
	within:
		for {
			switch s.next() {
			case aRow:
				if !ck.row(&s) {
					continue
				}
				rows++
				if rd.left.rows.Add(-1) < 0 {
					ck.found(Problem{Code: "too_many_rows", Row: s.row})
					return nil
				}
				row(&s)
			case broken:
				ck.found(Problem{Code: "csv_parsing_failed", Row: s.line, Text: s.why})
				ck.end(rows)
				return nil
			case nothing:
				ck.end(rows)
				return nil
			case more:
				break within
			}
		}
	}
}
