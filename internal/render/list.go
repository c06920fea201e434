package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
)

// Table is a list as people take it along: a head and rows of cells, each a
// string, an int64, a quantity.Decimal, a civil.Date (no day: empty) or nil.
type Table struct {
	Sheet string // name of the sheet, at most 31 characters
	Head  []string
	Rows  [][]any
}

// TableCSV writes a table as CSV that a spreadsheet in Indonesia opens as it
// is: UTF-8 with its mark, semicolons, days as 31/12/2026. What a spreadsheet
// would compute is disarmed.
func TableCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\xef\xbb\xbf"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	if err := out.Write(t.Head); err != nil {
		return err
	}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			switch cell := cell.(type) {
			case int64:
				cells[i] = strconv.FormatInt(cell, 10)
			case quantity.Decimal:
				cells[i] = strings.Replace(cell.String(), ".", ",", 1)
			case nil:
			case civil.Date:
				if !cell.IsZero() {
					cells[i] = cell.Start().Format("02/01/2006")
				}
			default:
				cells[i] = harmless(fmt.Sprint(cell))
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless disarms a text that a spreadsheet would compute.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// TableXLSX writes a table as XLSX: words as words, numbers as numbers, days
// as days, the head kept in sight.
func TableXLSX(w io.Writer, t Table) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", t.Sheet); err != nil {
		return err
	}
	days := "dd/mm/yyyy"
	day, err := f.NewStyle(&excelize.Style{CustomNumFmt: &days})
	if err != nil {
		return err
	}
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	s, err := f.NewStreamWriter(t.Sheet)
	if err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := s.SetColWidth(1, max(len(t.Head), 1), 24); err != nil {
		return err
	}
	titles := make([]any, len(t.Head))
	for i, title := range t.Head {
		titles[i] = excelize.Cell{StyleID: head, Value: title}
	}
	if err := s.SetRow("A1", titles); err != nil {
		return err
	}
	for n, row := range t.Rows {
		cells := make([]any, len(row))
		for i, cell := range row {
			cells[i] = cell
			switch d := cell.(type) {
			case civil.Date:
				cells[i] = nil
				if !d.IsZero() {
					cells[i] = excelize.Cell{StyleID: day, Value: time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)}
				}
			case quantity.Decimal:
				if cells[i], err = strconv.ParseFloat(d.String(), 64); err != nil { // as spreadsheets keep numbers
					return err
				}
			}
		}
		if err := s.SetRow("A"+strconv.Itoa(n+2), cells); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
