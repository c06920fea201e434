package app_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/settlement"
	"sinergi/pades/padestest/referee"
)

// fetched keeps an answer as a file.
func fetched(t *testing.T, c *http.Client, address, name string) string {
	t.Helper()
	resp, err := c.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, resp.Status, err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// recomputed gives the first sheet of a workbook as LibreOffice computes it.
func recomputed(t *testing.T, workbook string) [][]string {
	t.Helper()
	dir := referee.Office(t, "", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false", workbook)
	f, err := os.Open(filepath.Join(dir, strings.TrimSuffix(filepath.Base(workbook), ".xlsx")+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// shows reports whether a text shows exactly this amount: not one digit more
// or less, and with its sign.
func shows(text string, amount money.Rupiah) bool {
	text = strings.NewReplacer("\u2212", "-", "&minus;", "-", "Rp", "", "\u00a0", "").Replace(text)
	return regexp.MustCompile(`(^|[^\d.,-])` + regexp.QuoteMeta(amount.Digits()) + `($|[^\d.,]|[.,](\D|$))`).MatchString(text)
}

// An amount is found as it is written, and no other is taken for it.
func TestShows(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Rp5.000": true, "sebesar Rp5.000.": true, "5.000": true, "<td>5.000</td>": true, "Rp15.000": false, "Rp5.0001": false, "Rp1.005.000": false,
		"Rp5.000.000": false, "-Rp5.000": false, "\u22125.000": false, "5,5.000": false, "": false,
	} {
		if got := shows(text, 5000); got != want {
			t.Errorf("%q shows 5.000: %v", text, got)
		}
	}
	if !shows("dikurangi \u2212Rp500 sehari", -500) || shows("Rp500", -500) {
		t.Error("the sign is not minded")
	}
}

// A statement's page, PDF, workbook and canonical form agree to the rupiah,
// and other people's programs open the files without complaint.
func TestPaperAgreesWithThePage(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 2, 4)
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := o.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	finance := visitor(t, srv.URL, "pekanbaru-keuangan")
	for _, pks := range []string{demo.BusPKS, demo.WastePKS} {
		t.Run(pks, func(t *testing.T) {
			id, err := o.node.Desk.DraftStatement(t.Context(), o.load.Actors["pekanbaru-keuangan"], pks, october)
			if err != nil {
				t.Fatal(err)
			}
			at := srv.URL + "/statements/" + id
			form, err := os.ReadFile(fetched(t, finance, at+"/statement.json", "statement.json"))
			if err != nil {
				t.Fatal(err)
			}
			s, err := settlement.Parse(form)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Lines) < 3 || len(s.Payable) == 0 {
				t.Fatalf("the statement has %d lines and a total of %s", len(s.Lines), s.Total)
			}
			_, shown := page(t, finance, at)
			paper := fetched(t, finance, at+"/statement.pdf", "statement.pdf")
			referee.Says(t, "qpdf", "--check", paper)
			printed := strings.Join(strings.Fields(referee.Says(t, "pdftotext", "-layout", paper, "-")), " ")
			for _, owed := range s.Payable {
				words := civil.Terbilang(int64(owed.Amount)) + " rupiah"
				if !strings.Contains(printed, words) {
					t.Errorf("the PDF does not write %s in words, %q", owed.Amount, words)
				}
				if !shows(printed, owed.Amount) || !shows(shown, owed.Amount) {
					t.Errorf("%s is to be paid; the PDF shows it: %v, the page: %v", owed.Amount, shows(printed, owed.Amount), shows(shown, owed.Amount))
				}
			}
			rows := recomputed(t, fetched(t, finance, at+"/statement.xlsx", "statement.xlsx"))
			for i, l := range s.Lines {
				for place, in := range map[string]string{"page": shown, "PDF": printed} {
					if !shows(in, l.Amount) {
						t.Errorf("line %d is %s; the %s does not show it", l.No, l.Amount, place)
					}
				}
				sameAmounts(t, fmt.Sprintf("line %d", l.No), l.Amount, rows[i+1][8:10])
			}
			for place, in := range map[string]string{"page": shown, "PDF": printed} {
				if !shows(in, s.Total) {
					t.Errorf("the total is %s; the %s does not show it", s.Total, place)
				}
				if shows(in, s.Total+1) {
					t.Errorf("the %s shows another total as well, so that the test proves nothing", place)
				}
			}
			sameAmounts(t, "the total", s.Total, rows[len(s.Lines)+1][8:10])
		})
	}
}

// sameAmounts compares an amount with what the workbook says and what it
// computes.
func sameAmounts(t *testing.T, what string, want money.Rupiah, cells []string) {
	t.Helper()
	for i, cell := range cells {
		got, err := strconv.ParseInt(cell, 10, 64)
		if err != nil || got != int64(want) {
			t.Errorf("%s is %s; the workbook's %s is %q", what, want, []string{"value", "formula"}[i], cell)
		}
	}
}
