package app_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/quantity"
	"sinergi/internal/report"
	"sinergi/internal/settlement"
)

// reported checks that what a statement came to, once it is agreed, stands in
// the report of its half year: on the page, on the paper and in the workbook.
func reported(t *testing.T, o operated, base, id string) {
	t.Helper()
	s, err := settlement.Parse(canonicalOf(t, o, id))
	if err != nil {
		t.Fatal(err)
	}
	var measured []report.Figure
	for _, m := range s.Measurements {
		measured = append(measured, report.Figure{Measure: m.Measure, Government: m.Government, Unit: string(m.Unit), Amount: m.Amount.String()})
	}
	if measured, err = report.Total(measured); err != nil {
		t.Fatal(err)
	}
	if len(measured) == 0 || len(s.Payable) == 0 {
		t.Fatal("nothing was measured or is to be paid, so that the test proves nothing")
	}
	officer := visitor(t, base, "kampar-kerjasama")
	at := base + "/reports/14.01/2026-s2"
	_, shown := page(t, officer, at)
	paper := fetched(t, officer, at+"/0/file/pdf", "laporan.pdf")
	tool(t, "", "qpdf", "--check", paper)
	printed := strings.Join(strings.Fields(tool(t, "", "pdftotext", "-layout", paper, "-")), " ")
	f, err := excelize.OpenFile(fetched(t, officer, at+"/0/file/xlsx", "laporan.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	cells := ""
	for _, row := range rows {
		cells += strings.Join(row, "|") + "\n"
	}
	for _, m := range measured {
		d, err := quantity.Parse(m.Amount)
		if err != nil {
			t.Fatal(err)
		}
		for place, in := range map[string]string{"page": shown, "PDF": printed, "workbook": cells} {
			if !strings.Contains(in, quantity.FormatID(d)) {
				t.Errorf("%s of %s is %s; the %s of the report does not show it", m.Measure, m.Government, quantity.FormatID(d), place)
			}
		}
	}
	for _, owed := range s.Payable {
		for place, in := range map[string]string{"page": shown, "PDF": printed} {
			if !shows(in, owed.Amount) {
				t.Errorf("%s is to be paid; the %s of the report does not show it", owed.Amount, place)
			}
		}
	}
	if !strings.Contains(printed, "LAPORAN PELAKSANAAN KERJA SAMA DAERAH") || !strings.Contains(printed, "Gubernur Riau") {
		t.Errorf("the paper reads %.300s", printed)
	}
}
