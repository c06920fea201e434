package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/sheet"
)

func schema() sheet.Schema {
	return sheet.Schema{Name: "tiket", Columns: []sheet.Column{
		{Name: "nomor", Aliases: []string{"number"}, Required: true, Example: "B-7"},
		{Name: "masuk", Kind: sheet.DateTime, Required: true, Example: "31/10/2026 07:15"},
		{Name: "bruto_kg", Kind: sheet.Integer, Required: true, Example: "12500"},
		{Name: "harga", Kind: sheet.Decimal, Example: "37.389,60"},
		{Name: "tanggal", Kind: sheet.Date, Example: "31/10/2026"},
	}}
}

// The same row as Excel in Indonesia, as programs, and as old Windows writes it.
func TestOneTableInManyDialects(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"Excel Indonesia":  "\xef\xbb\xbfnomor;masuk;bruto_kg;harga;tanggal\r\nA-1;31/10/2026 07.15;12.500;37.389,60;31/10/2026\r\n",
		"program":          "number,masuk,bruto_kg,harga,tanggal\nA-1,2026-10-31T07:15:00+07:00,12500,37389.60,2026-10-31\n",
		"tab and spaces":   "Nomor\tMasuk\tBruto KG\tHarga\tTanggal\nA-1\t31-10-2026 07:15\t12500\t37389,60\t31 Oktober 2026\n\n\n",
		"Windows-1252":     "nomor;masuk;bruto_kg;harga;tanggal;catatan\nA-1;31/10/2026 7:15:00;12500,00;37389,6;31/10/2026;caf\xe9\n",
		"quoted new lines": "nomor;masuk;bruto_kg;harga;tanggal;catatan\nA-1;31/10/2026 07:15;12500;37389,60;31/10/2026;\"dua\nbaris\"\n",
		"serial numbers":   "nomor;masuk;bruto_kg;harga;tanggal\nA-1;46326.302083333336;12500;37389.60;46326\n",
	} {
		got, err := sheet.Read(strings.NewReader(text), schema(), sheet.Limits{})
		if err != nil || len(got.Wrong) > 0 || len(got.Rows) != 1 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		r := got.Rows[0]
		if r.Text("nomor") != "A-1" || r.Int("bruto_kg") != 12500 || !r.Time("masuk").Equal(time.Date(2026, 10, 31, 7, 15, 0, 0, civil.WIB())) ||
			strings.TrimRight(r.Decimal("harga").String(), "0") != "37389.6" || r.Date("tanggal").String() != "2026-10-31" {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

func TestWrongCellsAreNamed(t *testing.T) {
	t.Parallel()
	text := "nomor;masuk;bruto_kg;harga;tanggal\nA-1;31/10/2026 07:15;dua ton;1;\n;31/10/2026 07:15;1;1;\nA-3;10/31/2026 07:15;1;1;\nA-4;31/10/2026 07:15;1;;31/10/2026\n"
	got, err := sheet.Read(strings.NewReader(text), schema(), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var where []string
	for _, w := range got.Wrong {
		where = append(where, w.Name+" "+w.Value)
	}
	if diff := cmp.Diff(where, []string{"bruto_kg dua ton", "nomor ", "masuk 10/31/2026 07:15"}); diff != "" {
		t.Error(diff)
	}
	if got.Wrong[0].Row != 2 || got.Wrong[2].Row != 4 || len(got.Rows) != 1 || got.Rows[0].Number != 5 {
		t.Errorf("rows are counted wrongly: %+v", got)
	}
}

func TestFilesThatAreNotWhatTheyClaim(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	w, _ := z.Create("xl/worksheets/sheet1.xml")
	for range 300 {
		_, _ = w.Write(make([]byte, 1<<20))
	}
	_ = z.Close()
	for name, c := range map[string]struct {
		r   io.Reader
		key string
	}{
		"empty":              {strings.NewReader(""), "ui.file_empty"},
		"two GB of zeros":    {io.LimitReader(zeros{}, 2<<30), "sheet.not_a_table"},
		"html":               {strings.NewReader("<html><table>"), "sheet.is_html"},
		"old Excel":          {strings.NewReader("\xd0\xcf\x11\xe0xxxx"), "sheet.old_excel"},
		"a zip bomb":         {bytes.NewReader(bomb.Bytes()), "sheet.not_a_table"},
		"a broken zip":       {strings.NewReader("PK\x03\x04 nothing"), "sheet.not_a_table"},
		"endless text":       {io.LimitReader(letters{}, 1<<40), "ui.file_too_large"},
		"no such columns":    {strings.NewReader("a;b\n1;2\n"), "sheet.columns_missing"},
		"too many columns":   {strings.NewReader(strings.Repeat("x;", 300)), "sheet.too_wide"},
		"a PDF called a csv": {strings.NewReader("%PDF-1.7"), "sheet.not_a_table"},
	} {
		_, err := sheet.Read(c.r, schema(), sheet.Limits{Bytes: 1 << 20, Unzipped: 8 << 20})
		if f := fault.Of(err); f == nil || f.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

func TestWorkbooksAndTheTemplate(t *testing.T) {
	t.Parallel()
	data, err := sheet.Template(schema())
	if err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(bytes.NewReader(data), schema(), sheet.Limits{})
	if err != nil || len(got.Rows) > 0 || len(got.Wrong) != 1 || got.Wrong[0].Key != "sheet.example_row" || got.Wrong[0].Row != 2 {
		t.Errorf("the template's own example is taken for data, or for something else that is wrong: %+v, %v", got, err)
	}
	f := excelize.NewFile()
	_ = f.SetSheetRow("Sheet1", "A1", &[]any{"nomor", "masuk", "bruto_kg"})
	_ = f.SetSheetRow("Sheet1", "A2", &[]any{"A-1", time.Date(2026, 10, 31, 7, 15, 0, 0, time.UTC), 12500})
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	got, err = sheet.Read(&buf, schema(), sheet.Limits{})
	if err != nil || len(got.Rows) != 1 || !got.Rows[0].Time("masuk").Equal(time.Date(2026, 10, 31, 7, 15, 0, 0, civil.WIB())) {
		t.Errorf("a date cell of Excel: %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("nomor;masuk;bruto_kg\nA;31/10/2026 07:15;1\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = sheet.Read(bytes.NewReader(data), schema(), sheet.Limits{Bytes: 1 << 16, Unzipped: 1 << 20, Rows: 100})
	})
}
