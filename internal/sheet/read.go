package sheet

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sinergi/internal/fault"
)

// Read reads a CSV or XLSX file. What it is follows from its content, not
// from its name. A file that is neither, or that is beyond the limits, is a
// fault; wrong rows are listed in the table.
func Read(r io.Reader, s Schema, limits Limits) (*Table, error) {
	limits = limits.withDefaults()
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(4096)
	if len(head) == 0 {
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, fault.New(fault.Invalid, "ui.file_empty")
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return readXLSX(in, s, limits)
	}
	if err := plausible(head); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(in, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.Bytes {
		return nil, fault.New(fault.Invalid, "ui.file_too_large", "MiB", limits.Bytes>>20)
	}
	return readCSV(data, s, limits)
}

// plausible refuses at once what cannot be a table of text.
func plausible(head []byte) error {
	utf16 := bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})
	switch {
	case bytes.IndexByte(head, 0) >= 0 && !utf16:
		return fault.New(fault.Invalid, "sheet.not_a_table")
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return fault.New(fault.Invalid, "sheet.old_excel")
	case bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(head)), []byte("<")):
		return fault.New(fault.Invalid, "sheet.is_html")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return fault.New(fault.Invalid, "sheet.not_a_table")
	}
	return nil
}

// decode gives UTF-8 text: with a byte order mark as it says, else UTF-8 when
// it is that, else Windows-1252.
func decode(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	}
	if utf8.Valid(data) {
		return data, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(data)
}

func readCSV(data []byte, s Schema, limits Limits) (*Table, error) {
	data, err := decode(data)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.Comma, in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = separator(data), -1, true, true
	b := body{schema: s, limits: limits, epoch: epoch1900()}
	for {
		record, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
		}
		line, column := in.FieldPos(0)
		if line == 1 && column == 1 && len(record) > 0 && strings.HasPrefix(strings.ToLower(record[0]), "sep=") {
			continue // a line that only spreadsheets understand
		}
		if err := b.swallowed(line, record, string(in.Comma)); err != nil {
			return nil, err
		}
		if err := b.add(line, record); err != nil {
			return nil, err
		}
	}
	return b.end()
}

// body gathers the rows under a header.
type body struct {
	schema Schema
	limits Limits
	epoch  time.Time
	at     map[string]int // where the columns are; nil before the header
	rows   int            // that are not blank
	table  Table
}

// add takes the header, then row after row.
func (b *body) add(number int, cells []string) (err error) {
	switch {
	case len(cells) > b.limits.Columns && len(trimRight(cells)) > b.limits.Columns:
		return fault.New(fault.Invalid, "sheet.too_wide", "Columns", b.limits.Columns)
	case blank(cells):
		return nil
	case b.at == nil:
		b.at, err = b.schema.Header(cells)
		return err
	case b.rows == b.limits.Rows:
		return fault.New(fault.Invalid, "sheet.too_long", "Rows", b.limits.Rows)
	}
	b.rows++
	b.schema.read(&b.table, number, cells, b.at, b.epoch)
	if len(b.table.Wrong) > b.limits.Wrong {
		f := fault.New(fault.Invalid, "sheet.too_many_wrong", "Count", b.limits.Wrong)
		f.Fields = slices.Clone(b.table.Wrong[:min(20, b.limits.Wrong)])
		return f
	}
	return nil
}

func (b *body) end() (*Table, error) {
	if b.at == nil {
		return nil, fault.New(fault.Invalid, "ui.file_empty")
	}
	return &b.table, nil
}

// swallowed finds a quote that was never closed: the rows after it would
// vanish into one cell. A cell may have several lines, but none that could be
// a row.
func (b *body) swallowed(line int, cells []string, sep string) error {
	if b.at == nil {
		return nil
	}
	last := 1
	for _, c := range b.schema.Columns {
		if c.Required {
			last = max(last, b.at[c.Name])
		}
	}
	for i, c := range cells {
		_, more, _ := strings.Cut(c, "\n")
		for more != "" {
			var l string
			l, more, _ = strings.Cut(more, "\n")
			if strings.Count(l, sep) >= last {
				name := strconv.Itoa(i + 1)
				for n, at := range b.at {
					if at == i {
						name = n
					}
				}
				return fault.New(fault.Invalid, "sheet.unclosed_quote", "Row", line, "Column", name)
			}
		}
	}
	return nil
}

func trimRight(cells []string) []string {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// separator is the sign that divides the first line most often, or the one
// that it names ("sep=;").
func separator(data []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(data, "\r\n"), []byte("\n"))
	best, most := ',', -1
	for _, sep := range []rune{';', '\t', ','} {
		if n := strings.Count(string(line), string(sep)); n > most {
			best, most = sep, n
		}
	}
	return best
}

func readXLSX(r io.Reader, s Schema, limits Limits) (t *Table, err error) {
	defer func() { // the library may panic on a damaged file
		if p := recover(); p != nil {
			t, err = nil, fault.New(fault.Invalid, "sheet.not_a_table")
		}
	}()
	data, err := io.ReadAll(io.LimitReader(r, limits.Bytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limits.Bytes {
		return nil, fault.New(fault.Invalid, "ui.file_too_large", "MiB", limits.Bytes>>20)
	}
	if err := packed(data, limits); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "sinergi-sheet-") // the library leaves its files behind when it fails
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{TmpDir: dir, UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: min(limits.Unzipped, inMemory), RawCellValue: true})
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
	}
	defer f.Close()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, fault.New(fault.Invalid, "ui.file_empty")
	}
	rows, err := f.Rows(names[0])
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
	}
	defer rows.Close()
	b := body{schema: s, limits: limits, epoch: epoch1900()}
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil && *p.Date1904 {
		b.epoch = epoch1904()
	}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
		}
		if err := b.add(n, cells); err != nil {
			return nil, err
		}
	}
	if err := rows.Error(); err != nil {
		return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
	}
	return b.end()
}

// inMemory is how much of a workbook, beside its sheets, may be unpacked into
// memory.
const inMemory = 16 << 20

// packed refuses a workbook that would unpack to too much.
func packed(data []byte, limits Limits) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
	}
	var all, rest uint64
	for _, f := range z.File {
		size := min(f.UncompressedSize64, 1<<40) // so that the sums cannot wrap: a directory has less than 2^23 entries here
		all += size
		if name := strings.ToLower(f.Name); !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			rest += size
		}
	}
	if all > uint64(limits.Unzipped) || rest > inMemory*2 {
		return fault.New(fault.Invalid, "sheet.not_a_table")
	}
	return nil
}

// Template gives an XLSX to fill in: the header and an example row.
func Template(s Schema) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	for i, c := range s.Columns {
		for row, v := range []string{c.Name, c.Example} {
			cell, err := excelize.CoordinatesToCellName(i+1, row+1)
			if err != nil {
				return nil, err
			}
			if err := f.SetCellStr("Sheet1", cell, v); err != nil {
				return nil, err
			}
		}
	}
	if err := f.SetColWidth("Sheet1", "A", "Z", 18); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err := f.Write(&buf)
	return buf.Bytes(), err
}
