// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestSpreadsheetComesToTheSame puts every formula of a result into a workbook
// and lets a spreadsheet engine, which knows only floats, compute it: amounts
// must agree to the rupiah, everything else to fifteen digits or so.
func TestSpreadsheetComesToTheSame(t *testing.T) {
	t.Parallel()
	in := Input{Period: month(t, "2026-10"), Measurements: everyMeasurement(t), Parameters: everyParameter(t)}
	r := evaluate(t, in.Period, in.Measurements, in.Parameters, everyFormula(t))
	book := excelize.NewFile()
	defer func() {
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}()
	cells, row := map[string]string{}, 0
	place := func(ref string) string {
		row++
		cells[ref] = "A" + strconv.Itoa(row)
		return cells[ref]
	}
	for _, m := range in.Measurements {
		set(t, book, place(m.Ref()), m.Amount.Rat())
	}
	for _, p := range in.Parameters {
		set(t, book, place(p.Ref()), p.Value.Rat())
	}
	for _, s := range r.Steps {
		formula, err := s.Formula.Excel(func(ref string) (string, error) {
			if c, ok := cells[ref]; ok {
				return c, nil
			}
			return "", fmt.Errorf("%s is used before it is computed", ref)
		})
		if err != nil {
			t.Fatal(err)
		}
		cell := place(s.Name)
		if err := book.SetCellFormula("Sheet1", cell, "="+formula); err != nil {
			t.Fatal(err)
		}
		compare(t, book, cell, s)
	}
}

func set(t *testing.T, book *excelize.File, cell string, value *big.Rat) {
	t.Helper()
	f, _ := value.Float64()
	if err := book.SetCellValue("Sheet1", cell, f); err != nil {
		t.Fatal(err)
	}
}

func compare(t *testing.T, book *excelize.File, cell string, s Step) {
	t.Helper()
	text, err := book.CalcCellValue("Sheet1", cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	got, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	exactly, err := s.Value.Rat()
	if err != nil {
		t.Fatal(err)
	}
	want, _ := exactly.Float64()
	tolerance := 1e-12 * math.Max(1, math.Abs(want))
	if s.Formula.Op == OpRound {
		tolerance = 0
	}
	if math.Abs(got-want) > tolerance {
		f, _ := book.GetCellFormula("Sheet1", cell)
		t.Errorf("%s: the spreadsheet says %s, the step %s (%s)", s.Name, text, s.Value, f)
	}
}
