// SPDX-License-Identifier: Apache-2.0

// Package sheet reads tables as people send them: CSV as Excel in Indonesia
// writes it (semicolons, decimal commas, DD/MM/YYYY, a byte order mark or
// Windows-1252), CSV as programs write it, and XLSX. It checks every cell
// against a schema and says of a wrong one where it is, what it holds and what
// was expected. It does not know what a table means.
package sheet

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/quantity"
)

// Kind is what a column holds.
type Kind int

// The kinds of columns.
const (
	Text     Kind = iota
	Integer       // 12500, 12.500
	Decimal       // 12,5
	Date          // 31/10/2026
	DateTime      // 31/10/2026 07.15, in western Indonesia
	Instant       // a DateTime, or seconds or milliseconds since 1970
)

// Column is a column that a table may have.
type Column struct {
	Name     string
	Aliases  []string // other names it goes by
	Kind     Kind
	Required bool  // the column must be there, and no cell of it empty
	Min, Max int64 // of an Integer, both included; both 0: any. Max of a Text: its letters at most; 0: any
	Example  string
}

// Schema is what a table should look like.
type Schema struct {
	Name    string
	Columns []Column
}

// Limits bounds what is read. The zero value means the defaults.
type Limits struct {
	Bytes    int64 // of the file; default 32 MiB
	Unzipped int64 // of an XLSX unpacked; default 256 MiB
	Rows     int   // default 200,000
	Columns  int   // default 200
	Wrong    int   // wrong cells until the whole file is refused; default 10,000
}

func (l Limits) withDefaults() Limits {
	if l.Bytes == 0 {
		l.Bytes = 32 << 20
	}
	if l.Unzipped == 0 {
		l.Unzipped = 256 << 20
	}
	if l.Rows == 0 {
		l.Rows = 200_000
	}
	if l.Columns == 0 {
		l.Columns = 200
	}
	if l.Wrong == 0 {
		l.Wrong = 10_000
	}
	return l
}

// Table is a table that was read. A row is either in Rows, or what is wrong
// with it is in Wrong.
type Table struct {
	Rows  []Row
	Wrong []fault.Field // with row, column, value and what was expected
}

// Row is a good row.
type Row struct {
	Number int // as a spreadsheet counts, the header being 1
	values map[string]any
}

// Text gives a text cell, or the cell as it was written.
func (r Row) Text(column string) string {
	s, _ := r.values[column].(string)
	return s
}

// Has reports whether a cell holds anything.
func (r Row) Has(column string) bool {
	_, ok := r.values[column]
	return ok
}

// Int gives a whole number.
func (r Row) Int(column string) int64 {
	n, _ := r.values[column].(int64)
	return n
}

// Decimal gives an exact decimal.
func (r Row) Decimal(column string) quantity.Decimal {
	d, _ := r.values[column].(quantity.Decimal)
	return d
}

// Date gives a day.
func (r Row) Date(column string) civil.Date {
	d, _ := r.values[column].(civil.Date)
	return d
}

// Time gives an instant.
func (r Row) Time(column string) time.Time {
	t, _ := r.values[column].(time.Time)
	return t
}

// fold makes names comparable: only letters, of either case, and digits matter.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// Header finds the schema's columns in a header line: names are compared by
// their letters and digits.
func (s Schema) Header(cells []string) (map[string]int, error) {
	at := map[string]int{}
	for i, cell := range cells {
		for _, c := range s.Columns {
			names := append([]string{c.Name}, c.Aliases...)
			if !slices.ContainsFunc(names, func(n string) bool { return fold(n) == fold(cell) }) {
				continue
			}
			if first, seen := at[c.Name]; seen { // which of the two is meant nobody can know
				return nil, fault.New(fault.Invalid, "sheet.column_twice", "Name", c.Name, "First", short(cells[first], 40), "Second", short(cell, 40))
			}
			at[c.Name] = i
		}
	}
	var missing, expected []string
	for _, c := range s.Columns {
		expected = append(expected, c.Name)
		if _, ok := at[c.Name]; !ok && c.Required {
			missing = append(missing, c.Name)
		}
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.Invalid, "sheet.columns_missing", "Missing", strings.Join(missing, ", "), "Found", short(strings.Join(cells, ", "), 200), "Expected", strings.Join(expected, ", "))
	}
	return at, nil
}

// read checks one row that is not blank. epoch is day 0 of serial dates.
func (s Schema) read(t *Table, number int, cells []string, at map[string]int, epoch time.Time) {
	row := Row{Number: number, values: map[string]any{}}
	wrong := len(t.Wrong)
	for _, c := range s.Columns {
		i, ok := at[c.Name]
		text := ""
		if ok && i < len(cells) {
			text = strings.TrimSpace(strings.ReplaceAll(cells[i], "\u00a0", " "))
		}
		if text == "" {
			if c.Required {
				t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Key: "sheet.empty"})
			}
			continue
		}
		v, err := c.Kind.parse(text, epoch)
		if err != nil {
			t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Value: short(text, 40), Key: c.Kind.expect(), Args: map[string]any{"Value": short(text, 40), "Example": c.Example}})
			continue
		}
		if n, ok := v.(int64); ok && (c.Min != 0 || c.Max != 0) && (n < c.Min || n > c.Max) {
			t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Value: short(text, 40), Key: "sheet.out_of_range", Args: map[string]any{"Value": short(text, 40), "Min": c.Min, "Max": c.Max}})
			continue
		}
		if c.Kind == Text && c.Max > 0 && int64(utf8.RuneCountInString(text)) > c.Max {
			t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Value: short(text, 40), Key: "sheet.too_many_letters", Args: map[string]any{"Max": c.Max, "Example": c.Example}})
			continue
		}
		row.values[c.Name] = v
	}
	switch {
	case len(t.Wrong) > wrong:
	case s.isExample(row, epoch):
		t.Wrong = append(t.Wrong, fault.Field{Name: s.Columns[0].Name, Row: number, Value: row.Text(s.Columns[0].Name), Key: "sheet.example_row"})
	default:
		t.Rows = append(t.Rows, row)
	}
}

// isExample reports whether a row is the one that Template writes, which nobody
// means.
func (s Schema) isExample(row Row, epoch time.Time) bool {
	some := false
	for _, c := range s.Columns {
		if c.Example == "" {
			continue
		}
		v, err := c.Kind.parse(c.Example, epoch)
		if err != nil || !row.Has(c.Name) || fmt.Sprint(row.values[c.Name]) != fmt.Sprint(v) {
			return false
		}
		some = true
	}
	return some && len(s.Columns) > 1
}

func (k Kind) expect() string {
	return [...]string{"sheet.expect_text", "sheet.expect_integer", "sheet.expect_decimal", "sheet.expect_date", "sheet.expect_datetime", "sheet.expect_datetime"}[k]
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
