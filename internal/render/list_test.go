package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"sinergi/internal/civil"
	"sinergi/internal/render"
)

func list() render.Table {
	return render.Table{Sheet: "Daftar", Head: []string{"Naskah", "Rangkap", "Tanggal"}, Rows: [][]any{
		{"=1+1", int64(2), civil.Date{Year: 2024, Month: time.September, Day: 4}},
		{"a;b \"c\"", int64(-3), civil.Date{}},
	}}
}

func TestAListAsCSV(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := render.TableCSV(&out, list()); err != nil {
		t.Fatal(err)
	}
	want := "\xef\xbb\xbfNaskah;Rangkap;Tanggal\n'=1+1;2;04/09/2024\n\"a;b \"\"c\"\"\";-3;\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestAListAsXLSX(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := render.TableXLSX(&out, list()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Daftar")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, strings.Join(row, "|"))
	}
	if want := "Naskah|Rangkap|Tanggal\n=1+1|2|04/09/2024\na;b \"c\"|-3"; strings.Join(got, "\n") != want {
		t.Errorf("%q, want %q", got, want)
	}
	if formula, err := f.GetCellFormula("Daftar", "A2"); err != nil || formula != "" {
		t.Errorf("the text is computed: %q, %v", formula, err)
	}
}
