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
	"strconv"
	"strings"
	"time"

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
)

// Column is a column that a table may have.
type Column struct {
	Name     string
	Aliases  []string // other names it goes by
	Kind     Kind
	Required bool // the column must be there, and no cell of it empty
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

// fold makes names comparable: case, spaces and underscores do not matter.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '_' || r == '-' || r == '.' || r == '\ufeff' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// header finds the schema's columns in a header line.
func (s Schema) header(cells []string) (map[string]int, error) {
	at := map[string]int{}
	for i, cell := range cells {
		for _, c := range s.Columns {
			names := append([]string{c.Name}, c.Aliases...)
			if _, seen := at[c.Name]; !seen && slices.ContainsFunc(names, func(n string) bool { return fold(n) == fold(cell) }) {
				at[c.Name] = i
			}
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

// read checks one row.
func (s Schema) read(t *Table, number int, cells []string, at map[string]int) {
	if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
		return // an empty line
	}
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
				t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Key: "sheet.empty", Expect: c.Kind.expect()})
			}
			continue
		}
		v, err := c.Kind.parse(text)
		if err != nil {
			t.Wrong = append(t.Wrong, fault.Field{Name: c.Name, Row: number, Value: short(text, 40), Key: c.Kind.expect(), Args: map[string]any{"Value": short(text, 40), "Example": c.Example}, Expect: c.Kind.expect()})
			continue
		}
		row.values[c.Name] = v
	}
	if len(t.Wrong) == wrong {
		t.Rows = append(t.Rows, row)
	}
}

func (k Kind) expect() string {
	return [...]string{"sheet.expect_text", "sheet.expect_integer", "sheet.expect_decimal", "sheet.expect_date", "sheet.expect_datetime"}[k]
}

func (k Kind) parse(s string) (any, error) {
	switch k {
	case Integer:
		return parseInteger(s)
	case Decimal:
		return quantity.Parse(s)
	case Date:
		return parseDate(s)
	case DateTime:
		return parseDateTime(s)
	}
	return s, nil
}

// parseInteger reads a whole number, with thousands points or commas, or with
// a decimal part that is zero, as spreadsheets write.
func parseInteger(s string) (int64, error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	for _, sep := range []string{".", ","} {
		parts := strings.Split(s, sep)
		if len(parts) == 2 && strings.Trim(parts[1], "0") == "" && len(parts[1]) != 3 {
			return strconv.ParseInt(parts[0], 10, 64)
		}
		good := len(parts) > 1
		for i, p := range parts {
			good = good && (i == 0 && len(p) >= 1 && len(p) <= 3 || i > 0 && len(p) == 3)
		}
		if good {
			return strconv.ParseInt(strings.Join(parts, ""), 10, 64)
		}
	}
	return 0, fmt.Errorf("%q is not a whole number", s)
}

// serialEpoch is day 0 of the spreadsheet calendar.
var serialEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func parseDate(s string) (civil.Date, error) {
	if w, err := civil.ParseWritten(s); err == nil {
		if w.Contradiction() {
			return civil.Date{}, fmt.Errorf("%q contradicts itself", s)
		}
		return w.Date, nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 20000 && f < 80000 && f == float64(int(f)) {
		t := serialEpoch.AddDate(0, 0, int(f))
		return civil.NewDate(t.Year(), t.Month(), t.Day())
	}
	return civil.Date{}, fmt.Errorf("%q is not a date", s)
}

func parseDateTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, nil
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 20000 && f < 80000 {
		day := serialEpoch.AddDate(0, 0, int(f))
		seconds := int((f-float64(int(f)))*86400 + 0.5)
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, seconds, 0, civil.WIB()), nil
	}
	i := strings.LastIndexAny(s, " T")
	if i < 0 {
		return time.Time{}, fmt.Errorf("%q is not a date and time", s)
	}
	d, err := parseDate(strings.TrimSpace(s[:i]))
	if err != nil {
		return time.Time{}, err
	}
	clock := strings.FieldsFunc(s[i+1:], func(r rune) bool { return r == ':' || r == '.' })
	var v [3]int
	if len(clock) < 2 || len(clock) > 3 {
		return time.Time{}, fmt.Errorf("%q has no time of day", s)
	}
	for k, c := range clock {
		n, err := strconv.Atoi(c)
		if err != nil || n < 0 || n > [...]int{23, 59, 59}[k] {
			return time.Time{}, fmt.Errorf("%q has no time of day", s)
		}
		v[k] = n
	}
	return time.Date(d.Year, d.Month, d.Day, v[0], v[1], v[2], 0, civil.WIB()), nil
}

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
