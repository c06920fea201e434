package app_test

import (
	"encoding/csv"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/waste"
)

// An officer types a ticket; one that does not look right waits, is decided on
// by a named person, and keeps what it said and every decision about it.
func TestATicketFromTheScaleToItsDecision(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	at := "/waste/" + demo.WasteService
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dlhk"), base}
	other := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	other.get(at+"/tickets", 403)

	form := url.Values{"nomor": {"K-1"}, "lokasi": {"TPA Muara Fajar II"}, "plat": {"bm 8101 fa"}, "masuk": {"2026-10-05T09:00"}, "keluar": {"2026-10-05T09:12"}, "bruto_kg": {"900.000"}, "tara_kg": {"4.000"}, "neto_kg": {"5.000"}, "asal": {"14.08.01"}}
	if _, text := officer.post(at+"/tickets", 422, form); !strings.Contains(text, "antara 1 dan 200.000") || !strings.Contains(text, `value="K-1"`) || !strings.Contains(text, "14.08.01") {
		t.Errorf("a lorry of 900 tonnes: %s", wrongs(text))
	}
	form.Set("bruto_kg", "9.000")
	officer.post(at+"/tickets", 303, form)
	wm, err := n.Desk.WasteMonth(t.Context(), loaded.Actors["pekanbaru-dlhk"], demo.WasteService, october)
	if err != nil || len(wm.Tickets) != 1 || wm.Tickets[0].State != waste.Waiting {
		t.Fatalf("a ticket from Siak: %+v, %v", wm.Tickets, err)
	}
	ticket := at + "/tickets/K-1/" + wm.Tickets[0].Content() + "?month=2026-10"
	if _, text := officer.post(ticket, 422, url.Values{"verdict": {"accept"}, "reason": {"Tetap diterima."}}); !strings.Contains(text, "tolak, atau koreksi asalnya") {
		t.Errorf("a load from nobody's territory is accepted: %s", wrongs(text))
	}
	officer.post(ticket, 422, url.Values{"verdict": {"correct"}, "net": {"4900"}, "reason": {"Salah timbang."}})
	officer.post(ticket, 303, url.Values{"verdict": {"correct"}, "origin": {"14.01.05"}, "reason": {"Sopir membawa surat jalan Kampar."}})
	officer.post(ticket, 303, url.Values{"verdict": {"reject"}, "reason": {"Surat jalan ternyata palsu."}})
	got := other.get(ticket, 200)
	for _, want := range []string{"Sopir membawa surat jalan Kampar.", "Surat jalan ternyata palsu.", "Kepala Dinas Lingkungan Hidup", "ditolak"} {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("the ticket's page is without %q", want)
		}
	}
	table := csv.NewReader(strings.NewReader(strings.TrimPrefix(other.get(at+"/tickets.csv?month=2026-10&q=k-1", 200), "\ufeff")))
	table.Comma = ';'
	rows, err := table.ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "K-1" || rows[1][8] != "14.08.01" || rows[1][7] != "5000" {
		t.Errorf("the exported list: %v, %v", rows, err)
	}
	if got := other.get(at+"/tickets.csv?month=2026-10&q=nothing", 200); strings.Contains(got, "K-1") {
		t.Error("the export does not keep to the filters")
	}
}

// A formula in a ticket's text does nothing in the spreadsheet that opens the
// exported list.
func TestAnExportedTicketComputesNothing(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 1)
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
	officer := deskVisitor{t, visitor(t, srv.URL, "pekanbaru-dlhk"), srv.URL}
	at := "/waste/" + demo.WasteService
	officer.post(at+"/tickets", 303, url.Values{"nomor": {`=HYPERLINK("x")`}, "lokasi": {"@TPA"}, "plat": {"BM 8101 FA"}, "masuk": {"2026-10-05T09:00"}, "keluar": {"05/10/2026 09:12"}, "bruto_kg": {"9000"}, "tara_kg": {"4000"}, "neto_kg": {"5000"}, "asal": {"14.01.05"}})
	list := officer.get(at+"/tickets.csv?month=2026-10", 200)
	if !strings.Contains(list, `'=HYPERLINK`) || !strings.Contains(list, "'@TPA") || strings.Contains(list, ";=") || strings.Count(list, "\n") < 50 {
		t.Errorf("the list of %d lines", strings.Count(list, "\n"))
	}
}
