package render

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/tariff"
)

// Sheets of the workbook.
const (
	sheetLines  = "Perhitungan"
	sheetInputs = "Masukan"
	sheetSteps  = "Langkah"
)

// book is a workbook in which every input and step has a cell, so that the
// amounts are formulas over them.
type book struct {
	f     *excelize.File
	s     Statement
	cells map[string]string // of each reference
	err   error
}

// StatementXLSX writes a statement as XLSX: lines with their values and
// formulas, the inputs, and every step between them.
func StatementXLSX(w io.Writer, s Statement) error {
	b := &book{f: excelize.NewFile(), s: s, cells: map[string]string{}}
	defer b.f.Close()
	b.err = b.f.SetSheetName("Sheet1", sheetLines)
	for _, name := range []string{sheetSteps, sheetInputs} {
		if _, err := b.f.NewSheet(name); err != nil {
			return err
		}
	}
	b.inputs()
	b.steps()
	b.lines()
	if b.err != nil {
		return b.err
	}
	return b.f.Write(w)
}

func (b *book) set(sheet, cell string, v any) {
	if b.err == nil {
		b.err = b.f.SetCellValue(sheet, cell, v)
	}
}

// text writes words as words: a spreadsheet computes nothing from a cell of
// this type, whatever sign it begins with.
func (b *book) text(sheet, cell, words string) {
	if b.err == nil {
		b.err = b.f.SetCellStr(sheet, cell, words)
	}
}

// number writes an exact value, as a formula where it does not end.
func (b *book) number(sheet, cell string, e tariff.Exact) {
	r, err := e.Rat()
	if err != nil {
		b.err = err
		return
	}
	v, exact := new(big.Float).SetPrec(60).SetRat(r).Float64()
	_ = exact // a spreadsheet holds fifteen digits; the exact value is in the statement
	b.set(sheet, cell, v)
}

func (b *book) header(sheet string, keys ...string) {
	for i, key := range keys {
		name, err := excelize.CoordinatesToCellName(i+1, 1)
		if err != nil {
			b.err = err
			return
		}
		b.text(sheet, name, b.s.say(key, nil))
	}
	if b.err == nil {
		b.err = b.f.SetColWidth(sheet, "A", "J", 22)
	}
}

func (b *book) inputs() {
	b.header(sheetInputs, "render.measure", "render.government", "render.day", "render.quantity", "render.unit", "render.records", "render.fingerprint")
	row := 2
	for _, m := range b.s.Content.Measurements {
		b.text(sheetInputs, fmt.Sprintf("A%d", row), b.s.Language.Measure(m.Measure))
		b.text(sheetInputs, fmt.Sprintf("B%d", row), b.s.Content.PartyName(m.Government))
		b.text(sheetInputs, fmt.Sprintf("C%d", row), m.Date.String())
		b.number(sheetInputs, fmt.Sprintf("D%d", row), m.Amount.Exact())
		b.text(sheetInputs, fmt.Sprintf("E%d", row), string(m.Unit))
		b.set(sheetInputs, fmt.Sprintf("F%d", row), m.Count)
		b.text(sheetInputs, fmt.Sprintf("G%d", row), m.Evidence)
		b.cells[m.Ref()] = fmt.Sprintf("%s!$D$%d", sheetInputs, row)
		row++
	}
	for _, p := range b.s.Content.Parameters {
		b.text(sheetInputs, fmt.Sprintf("A%d", row), b.s.Language.Measure(p.Name))
		b.text(sheetInputs, fmt.Sprintf("C%d", row), p.From.String())
		b.number(sheetInputs, fmt.Sprintf("D%d", row), p.Value.Exact())
		b.text(sheetInputs, fmt.Sprintf("E%d", row), string(p.Unit))
		b.text(sheetInputs, fmt.Sprintf("G%d", row), p.Source)
		b.cells[p.Ref()] = fmt.Sprintf("%s!$D$%d", sheetInputs, row)
		row++
	}
}

func (b *book) steps() {
	b.header(sheetSteps, "render.formula_words", "render.value", "render.formula", "render.step")
	for i, st := range b.s.Content.Steps {
		row := i + 2
		b.text(sheetSteps, fmt.Sprintf("A%d", row), b.s.Language.Say(st.Words))
		b.number(sheetSteps, fmt.Sprintf("B%d", row), st.Value)
		formula, err := st.Formula.Excel(func(ref string) (string, error) {
			cell, ok := b.cells[ref]
			if !ok {
				return "", fmt.Errorf("xlsx: step %s refers to %s, which has no cell", st.Name, ref)
			}
			return cell, nil
		})
		if err != nil {
			b.err = err
			return
		}
		if b.err == nil {
			b.err = b.f.SetCellFormula(sheetSteps, fmt.Sprintf("C%d", row), formula)
		}
		b.text(sheetSteps, fmt.Sprintf("D%d", row), st.Name)
		b.cells[st.Name] = fmt.Sprintf("%s!$C$%d", sheetSteps, row)
	}
	b.wide(sheetSteps, "A", 70)
}

// wide sets the width of a column in characters.
func (b *book) wide(sheet, column string, characters float64) {
	if b.err == nil {
		b.err = b.f.SetColWidth(sheet, column, column, characters)
	}
}

// The columns of the sheet of lines. Quantities and rates are numbers with
// their units beside them, so that they can be computed with.
func (b *book) lines() {
	c := b.s.Content
	b.header(sheetLines, "render.no", "render.what", "render.clause", "render.quantity", "render.unit", "render.rate", "render.unit", "render.formula_words", "render.amount", "render.recomputed")
	for i, l := range c.Lines {
		row := i + 2
		b.set(sheetLines, fmt.Sprintf("A%d", row), l.No)
		b.text(sheetLines, fmt.Sprintf("B%d", row), b.s.Language.Say(l.Description(c, b.s.Language.Code)))
		b.text(sheetLines, fmt.Sprintf("C%d", row), b.s.citation(l))
		b.valued(row, "D", "E", l.Quantity, l.Unit)
		b.valued(row, "F", "G", l.Rate, l.RateUnit)
		b.text(sheetLines, fmt.Sprintf("H%d", row), b.s.Language.Say(l.Words))
		b.set(sheetLines, fmt.Sprintf("I%d", row), int64(l.Amount))
		if cell, ok := b.cells[l.Step]; ok && b.err == nil {
			b.err = b.f.SetCellFormula(sheetLines, fmt.Sprintf("J%d", row), cell)
		}
	}
	last := len(c.Lines) + 2
	b.text(sheetLines, fmt.Sprintf("B%d", last), b.s.say("render.total", nil))
	b.set(sheetLines, fmt.Sprintf("I%d", last), int64(c.Total))
	if b.err == nil && len(c.Lines) > 0 {
		b.err = b.f.SetCellFormula(sheetLines, fmt.Sprintf("J%d", last), fmt.Sprintf("SUM(J2:J%d)", last-1))
	}
	row := last + 2
	for _, t := range c.Payable {
		b.text(sheetLines, fmt.Sprintf("B%d", row), b.s.say("render.payable", map[string]any{"From": c.PartyName(t.From), "To": c.PartyName(t.To), "Amount": t.Amount.String()}))
		b.set(sheetLines, fmt.Sprintf("I%d", row), int64(t.Amount))
		row++
	}
	for _, note := range b.s.Notes {
		b.text(sheetLines, fmt.Sprintf("B%d", row), note)
		row++
	}
	b.text(sheetLines, fmt.Sprintf("B%d", row+1), "SHA-256 "+b.s.SHA256)
	b.text(sheetLines, fmt.Sprintf("B%d", row+2), b.s.URL)
	b.wide(sheetLines, "A", 6)
	b.wide(sheetLines, "B", 52)
	b.wide(sheetLines, "H", 60)
	b.money(last)
}

// valued writes a number and its unit.
func (b *book) valued(row int, number, unit string, e tariff.Exact, u tariff.Unit) {
	b.number(sheetLines, fmt.Sprintf("%s%d", number, row), e)
	money, per, isPrice := strings.Cut(string(u), "/")
	words := b.s.Language.Unit(u)
	if isPrice {
		words = money + "/" + b.s.Language.Unit(tariff.Unit(per))
	}
	b.text(sheetLines, fmt.Sprintf("%s%d", unit, row), words)
}

// money shows amounts in groups of three digits, in whatever way the reader's
// spreadsheet groups them.
func (b *book) money(last int) {
	if b.err != nil {
		return
	}
	grouped, err := b.f.NewStyle(&excelize.Style{NumFmt: 3}) // #,##0
	if err != nil {
		b.err = err
		return
	}
	b.err = b.f.SetCellStyle(sheetLines, "I2", fmt.Sprintf("J%d", last+2+len(b.s.Content.Payable)), grouped)
}
