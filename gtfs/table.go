package gtfs

import (
	"slices"
	"strings"
)

// Table is a file of rows, in memory. Values are without quotes and without
// white space around them.
type Table struct {
	Name   string
	Header []string

	text  string
	cells []cell   // width a row
	lines []uint32 // the line of each row
	lossy bool     // rows were left out, so it is written as it was read
}

// Len gives the number of rows.
func (t *Table) Len() int {
	if t == nil {
		return 0
	}
	return len(t.lines)
}

// Line gives the line at which a row begins, the header being 1.
func (t *Table) Line(row int) int { return int(t.lines[row]) }

// Value gives the value of a row in the column at an index of the header.
func (t *Table) Value(row, column int) string {
	return t.cells[row*len(t.Header)+column].of(t.text)
}

// Column gives a column by its name. One that the file does not have is empty
// in every row.
func (t *Table) Column(name string) Column {
	if t == nil {
		return Column{}
	}
	if i := slices.Index(t.Header, name); i >= 0 {
		return Column{t, i, true}
	}
	return Column{}
}

// Column is a column of a Table, which may be missing.
type Column struct {
	table *Table
	at    int
	Given bool // the file has it
}

// Of gives the value of a row, "" when the column is missing.
func (c Column) Of(row int) string {
	if !c.Given {
		return ""
	}
	return c.table.Value(row, c.at)
}

func (c Column) bytes(row int) []byte { return []byte(c.Of(row)) }

// Integer gives the whole number of a row, or what stands for none.
func (c Column) Integer(row, none int) int {
	if n, ok := integer(c.bytes(row)); ok {
		return n
	}
	return none
}

// Float gives the number of a row, or what stands for none.
func (c Column) Float(row int, none float64) float64 {
	if v, ok := float(c.bytes(row)); ok {
		return v
	}
	return none
}

// Seconds gives the time of a row in seconds, -1 for none.
func (c Column) Seconds(row int) int {
	if v, ok := clock(c.bytes(row)); ok {
		return int(v)
	}
	return -1
}

// Date gives the day of a row.
func (c Column) Date(row int) (Date, bool) { return date(c.bytes(row)) }

// headerOf reads the first row of a file.
func headerOf(s *splitter) []string {
	header := make([]string, len(s.cells))
	for i, c := range s.cells {
		header[i] = strings.ToValidUTF8(string(c.in(s.data)), "\uFFFD")
	}
	return header
}
