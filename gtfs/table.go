package gtfs

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits bounds what a feed may take. The zero value means the defaults.
type Limits struct {
	Files int   // number of files; default 200
	Bytes int64 // of all files together, decompressed; default 2 GiB
	Rows  int   // of all files together; default 20 million
	Wrong int   // rows reported before giving up; default 100
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	set(&l.Files, 200)
	set(&l.Rows, 20_000_000)
	set(&l.Wrong, 100)
	if l.Bytes == 0 {
		l.Bytes = 2 << 30
	}
	return l
}

// RowError is what is wrong in one place of a feed.
type RowError struct {
	File   string
	Row    int // as a text editor counts lines, the header being 1; 0 for the file
	Column string
	Value  string
	Reason string
}

// Error gives the place and the reason.
func (e RowError) Error() string {
	s := e.File
	if e.Row > 0 {
		s += fmt.Sprintf(" row %d", e.Row)
	}
	if e.Column != "" {
		s += " " + e.Column
	}
	if e.Value != "" {
		s += fmt.Sprintf(" %q", e.Value)
	}
	return s + ": " + e.Reason
}

// ReadError is why a feed was refused.
type ReadError struct {
	Rows []RowError // at most Limits.Wrong
}

// Error lists the first few reasons.
func (e *ReadError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "gtfs: %d wrong", len(e.Rows))
	for i, r := range e.Rows {
		if i == 3 {
			b.WriteString("; …")
			break
		}
		b.WriteString("; " + r.Error())
	}
	return b.String()
}

// table is a file as it was read.
type table struct {
	name   string
	header []string
	rows   [][]string
	raw    []byte // of a file that is no table
}

// ReadFS reads a feed from a folder.
func ReadFS(fsys fs.FS, limits Limits) (*Feed, error) {
	limits = limits.withDefaults()
	names, err := fs.Glob(fsys, "*")
	if err != nil {
		return nil, err
	}
	rd := &reader{limits: limits}
	for _, name := range names {
		if info, err := fs.Stat(fsys, name); err != nil || info.IsDir() {
			continue
		}
		f, err := fsys.Open(name)
		if err != nil {
			return nil, err
		}
		err = rd.file(name, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	return rd.feed()
}

// Read reads a feed from a zip file. A single folder around the files is
// looked through.
func Read(r io.ReaderAt, size int64, limits Limits) (*Feed, error) {
	limits = limits.withDefaults()
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, &ReadError{[]RowError{{File: "zip", Reason: "is not a zip file: " + err.Error()}}}
	}
	rd := &reader{limits: limits}
	folder := onlyFolder(z.File)
	for _, zf := range z.File {
		name := strings.TrimPrefix(zf.Name, folder)
		if zf.FileInfo().IsDir() || strings.Contains(name, "/") || strings.HasPrefix(zf.Name, "__MACOSX") {
			continue
		}
		f, err := zf.Open()
		if err != nil {
			return nil, &ReadError{[]RowError{{File: name, Reason: "cannot be unpacked: " + err.Error()}}}
		}
		err = rd.file(name, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	return rd.feed()
}

// onlyFolder gives the folder that all files are in, with its slash, or "".
func onlyFolder(files []*zip.File) string {
	folder := ""
	for _, f := range files {
		if strings.HasPrefix(f.Name, "__MACOSX") || f.FileInfo().IsDir() {
			continue
		}
		dir, _ := path.Split(f.Name)
		if dir == "" || (folder != "" && folder != dir) {
			return ""
		}
		folder = dir
	}
	return folder
}

// reader gathers tables within limits.
type reader struct {
	limits Limits
	tables []table
	bytes  int64
	rows   int
	wrong  []RowError
}

func (rd *reader) add(e RowError) bool {
	rd.wrong = append(rd.wrong, e)
	return len(rd.wrong) < rd.limits.Wrong
}

func (rd *reader) refuse(file, reason string) error {
	return &ReadError{append(rd.wrong, RowError{File: file, Reason: reason})}
}

// file reads one file; what is no .txt is kept as it is.
func (rd *reader) file(name string, r io.Reader) error {
	if len(rd.tables) >= rd.limits.Files {
		return rd.refuse(name, fmt.Sprintf("the feed has more than %d files", rd.limits.Files))
	}
	counted := &countingReader{r: r, left: rd.limits.Bytes - rd.bytes}
	defer func() { rd.bytes += counted.read }()
	if !strings.HasSuffix(name, ".txt") {
		raw, err := io.ReadAll(counted)
		if err != nil {
			return rd.refuse(name, err.Error())
		}
		rd.tables = append(rd.tables, table{name: name, raw: raw})
		return nil
	}
	in := bufio.NewReaderSize(counted, 1<<16)
	if bom, _ := in.Peek(3); string(bom) == "\xef\xbb\xbf" {
		_, _ = in.Discard(3) // just peeked
	}
	c := csv.NewReader(in)
	c.FieldsPerRecord, c.LazyQuotes = -1, false
	t := table{name: name}
	for {
		record, err := c.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return rd.refuse(name, err.Error())
		}
		if t.header == nil {
			for i := range record {
				record[i] = strings.TrimSpace(record[i])
			}
			t.header = record
			continue
		}
		line, _ := c.FieldPos(0)
		if rd.rows++; rd.rows > rd.limits.Rows {
			return rd.refuse(name, fmt.Sprintf("the feed has more than %d rows", rd.limits.Rows))
		}
		switch {
		case len(record) > len(t.header):
			if !rd.add(RowError{File: name, Row: line, Reason: fmt.Sprintf("has %d values, the header %d", len(record), len(t.header))}) {
				return &ReadError{rd.wrong}
			}
			continue
		case !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" }):
			continue
		}
		for i := range record {
			if !utf8.ValidString(record[i]) {
				if !rd.add(RowError{File: name, Row: line, Column: t.header[i], Reason: "is not UTF-8"}) {
					return &ReadError{rd.wrong}
				}
			}
		}
		t.rows = append(t.rows, record)
	}
	rd.tables = append(rd.tables, t)
	return nil
}

type countingReader struct {
	r          io.Reader
	left, read int64
}

var errTooLarge = errors.New("the feed is larger than allowed")

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.read += int64(n)
	if c.read > c.left {
		return 0, errTooLarge
	}
	return n, err
}
