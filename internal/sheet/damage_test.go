package sheet_test

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/sheet"
)

const head = "nomor;masuk;bruto_kg\n"

func TestWholeNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"9800": 9800, "9.800": 9800, "9,800": 9800, "9.800,00": 9800, "9,800.00": 9800, "9800,0": 9800, "1.234.567": 1234567, "1.234.567,0": 1234567, "-12.500": -12500, "-125.000": -125000, "0": 0, "007": 7,
	} {
		got, err := sheet.Read(strings.NewReader(head+"A;31/10/2026 07:15;"+text+"\n"), schema(), sheet.Limits{})
		if err != nil || len(got.Rows) != 1 || got.Rows[0].Int("bruto_kg") != want {
			t.Errorf("%q: %+v, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"0.500", "9.8", "9,80", "9.8.0", "9.800,50", "1.2345", "12.50.000", "9.800,", ".", ",", "-", "+5", "1e4", "0x10", "1_000", "99999999999999999999", "9,800,00", "NaN"} {
		got, err := sheet.Read(strings.NewReader(head+"A;31/10/2026 07:15;"+text+"\n"), schema(), sheet.Limits{})
		if err != nil || len(got.Rows) != 0 || len(got.Wrong) != 1 {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

func TestTimesAsProgramsAndPeopleWriteThem(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 10, 31, 7, 15, 0, 0, civil.WIB())
	for _, text := range []string{"31/10/2026 07:15", "31-10-2026 7.15", "2026-10-31 07:15:00.000", "2026-10-31T07:15", "2026-10-31T00:15:00Z", "Sabtu, 31 Oktober 2026 07.15.00"} {
		got, err := sheet.Read(strings.NewReader(head+"A;"+text+";1\n"), schema(), sheet.Limits{})
		if err != nil || len(got.Rows) != 1 || !got.Rows[0].Time("masuk").Equal(want) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"31/10/2026", "31/10/2026 24:00", "31/10/2026 07::15", "31/10/2026 +7:15", "31/10/2026 07:15.5", "Minggu, 31/10/2026 07:15", "31/10/26 07:15", "31/10/2026 7:15 PM"} {
		if got, err := sheet.Read(strings.NewReader(head+"A;"+text+";1\n"), schema(), sheet.Limits{}); err != nil || len(got.Wrong) != 1 {
			t.Errorf("%q is read as %+v, %v", text, got, err)
		}
	}
}

func TestHeadersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for name, top := range map[string]string{
		"units in brackets":       "Nomor;Masuk;Bruto (kg)\n",
		"an alias":                "NUMBER;masuk;bruto-kg\n",
		"Excel's own first line":  "sep=;\nnomor;masuk;bruto_kg\n",
		"empty lines above":       "\r\n\r\nnomor;masuk;bruto_kg\r\n",
		"an empty row above":      ";;\nnomor;masuk;bruto_kg\n",
		"many empty columns more": "nomor;masuk;bruto_kg" + strings.Repeat(";", 400) + "\n",
	} {
		got, err := sheet.Read(strings.NewReader(top+"A;31/10/2026 07:15;9800\n"), schema(), sheet.Limits{})
		if err != nil || len(got.Rows) != 1 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestFilesThatWouldLoseOrMistakeRows(t *testing.T) {
	t.Parallel()
	schema := schema()
	schema.Columns[2].Min, schema.Columns[2].Max = 1, 20_000
	for name, c := range map[string]struct{ text, key string }{
		"a quote that is never closed":      {"nomor;masuk;bruto_kg;harga;catatan\nA;31/10/2026 07:15;1;;\"basah\nB;31/10/2026 07:15;1;;\nC;31/10/2026 07:15;1;;\n", "sheet.unclosed_quote"},
		"a quote that closes rows later":    {head + "\"A;31/10/2026 07:15;1\nB;31/10/2026 07:15;1\nC\";31/10/2026 07:15;1\n", "sheet.unclosed_quote"},
		"the same column twice":             {"nomor;number;masuk;bruto_kg\nA;B;31/10/2026 07:15;1\n", "sheet.column_twice"},
		"more wrong cells than one reads":   {head + strings.Repeat(";x;x\n", 50), "sheet.too_many_wrong"},
		"more rows than agreed":             {head + strings.Repeat("A;31/10/2026 07:15;1\n", 201), "sheet.too_long"},
		"nothing but separators":            {";;;\n;;;\n", "ui.file_empty"},
		"other columns in a binary wrapper": {"\x01\x02;\x03\n", "sheet.columns_missing"},
	} {
		_, err := sheet.Read(strings.NewReader(c.text), schema, sheet.Limits{Rows: 200, Wrong: 100})
		if f := fault.Of(err); f == nil || f.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	for name, c := range map[string]struct{ text, key string }{
		"a control character deep in the file": {head + strings.Repeat("A;31/10/2026 07:15;1\n", 199) + "A\x00B;31/10/2026 07:15;1\n", "sheet.expect_text"},
		"a negative mass":                      {head + "A;31/10/2026 07:15;-5\n", "sheet.out_of_range"},
		"a mass of nothing":                    {head + "A;31/10/2026 07:15;0\n", "sheet.out_of_range"},
		"a mass beyond any lorry":              {head + "A;31/10/2026 07:15;9000000000000000000\n", "sheet.out_of_range"},
	} {
		got, err := sheet.Read(strings.NewReader(c.text), schema, sheet.Limits{})
		if err != nil || len(got.Wrong) != 1 || got.Wrong[0].Key != c.key {
			t.Errorf("%s: %+v, %v, want %s", name, got, err, c.key)
		}
	}
	got, err := sheet.Read(strings.NewReader(head+"\"A\nlanjutan; satu\";31/10/2026 07:15;1\n"), schema, sheet.Limits{})
	if err != nil || len(got.Rows) != 1 {
		t.Errorf("a cell of two lines: %+v, %v", got, err)
	}
}

func workbook(t *testing.T, fill func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"nomor", "masuk", "bruto_kg"})
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbooksOfAllSorts(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 31, 7, 15, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		fill func(*excelize.File)
		row  int
	}{
		"text":               {func(f *excelize.File) { _ = f.SetSheetRow("Sheet1", "A2", &[]any{"A", "31/10/2026 07.15", "9.800"}) }, 2},
		"empty rows between": {func(f *excelize.File) { _ = f.SetSheetRow("Sheet1", "A7", &[]any{"A", at, 9800}) }, 7},
		"rows formatted far below": {func(f *excelize.File) {
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"A", at, 9800})
			_ = f.SetRowHeight("Sheet1", 300_000, 20)
		}, 2},
		"the calendar that begins in 1904": {func(f *excelize.File) {
			yes := true
			_ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			_ = f.SetSheetRow("Sheet1", "A2", &[]any{"A", at, 9800})
		}, 2},
	} {
		got, err := sheet.Read(bytes.NewReader(workbook(t, c.fill)), schema(), sheet.Limits{})
		if err != nil || len(got.Rows) != 1 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		if r := got.Rows[0]; r.Number != c.row || r.Int("bruto_kg") != 9800 || !r.Time("masuk").Equal(time.Date(2026, 10, 31, 7, 15, 0, 0, civil.WIB())) {
			t.Errorf("%s: row %d, %v, %d kg", name, r.Number, r.Time("masuk"), r.Int("bruto_kg"))
		}
	}
}

// The library unpacks large sheets into files and forgets them when a later
// part of the workbook is refused.
func TestARefusedWorkbookLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	for range 20 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	raw, _ := z.CreateRaw(&zip.FileHeader{Name: "xl/workbook.xml", Method: zip.Deflate, UncompressedSize64: 10, CompressedSize64: 4})
	_, _ = raw.Write([]byte("\xff\xff\xff\xff"))
	_ = z.Close()
	if _, err := sheet.Read(bytes.NewReader(b.Bytes()), schema(), sheet.Limits{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a damaged workbook: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%d files are left behind", len(left))
	}
}
