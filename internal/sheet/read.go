package sheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
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
	var at map[string]int
	t := &Table{}
	for n := 0; ; n++ {
		record, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
		}
		if len(record) > limits.Columns {
			return nil, fault.New(fault.Invalid, "sheet.too_wide", "Columns", limits.Columns)
		}
		if at == nil {
			if at, err = s.header(record); err != nil {
				return nil, err
			}
			continue
		}
		if n > limits.Rows {
			return nil, fault.New(fault.Invalid, "sheet.too_long", "Rows", limits.Rows)
		}
		line, _ := in.FieldPos(0)
		s.read(t, line, record, at)
	}
	if at == nil {
		return nil, fault.New(fault.Invalid, "ui.file_empty")
	}
	return t, nil
}

// separator is the sign that divides the header line most often.
func separator(data []byte) rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
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
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: limits.Unzipped, UnzipXMLSizeLimit: min(limits.Unzipped, 16<<20), RawCellValue: true})
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
	var at map[string]int
	t = &Table{}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "sheet.not_a_table", err)
		}
		if len(cells) > limits.Columns {
			return nil, fault.New(fault.Invalid, "sheet.too_wide", "Columns", limits.Columns)
		}
		if at == nil {
			if len(cells) == 0 {
				continue
			}
			if at, err = s.header(cells); err != nil {
				return nil, err
			}
			continue
		}
		if n > limits.Rows {
			return nil, fault.New(fault.Invalid, "sheet.too_long", "Rows", limits.Rows)
		}
		s.read(t, n, cells, at)
	}
	if at == nil {
		return nil, fault.New(fault.Invalid, "ui.file_empty")
	}
	return t, rows.Error()
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
