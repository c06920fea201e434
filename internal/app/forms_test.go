package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/party"
)

// A form that is sent twice, by a second click or by a reload, is saved once.
func TestAFormSentTwiceIsSavedOnce(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	admin, officer := loaded.Actors["kampar-admin"], deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	o := party.Office{Title: "Kepala Seksi Angkutan"}
	first, err := n.Desk.SaveOffice(t.Context(), admin, o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := n.Desk.SaveOffice(t.Context(), admin, o)
	if err != nil || again != first {
		t.Errorf("sent again: %+v, %v; want %+v", again, err, first)
	}
	other, err := n.Desk.SaveOffice(t.Context(), admin, party.Office{Title: "Kepala Seksi Lalu Lintas"})
	if err != nil || other.ID == first.ID {
		t.Errorf("another office: %+v, %v", other, err)
	}
	step := url.Values{"stage": {"pelaporan"}, "date": {"2026-12-01"}, "note": {"Laporan semester kedua"}, "by": {"semua"}}
	at := "/cooperations/" + demo.CooperationID
	for range 2 {
		officer.post(at+"/events", http.StatusSeeOther, step)
	}
	if got := strings.Count(officer.get(at+"/events", http.StatusOK), "Laporan semester kedua"); got != 1 {
		t.Errorf("the step is on the timeline %d times", got)
	}
}

// A target is read as the form shows it: a thousand stays a thousand when the
// form is sent again. The page of a PKS leads to the data of its services only
// those who bring them in.
func TestWhatAnOfficerOfThePKSEnters(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	at := "/agreements/" + demo.BusPKS
	officer.post(at+"/obligations", http.StatusSeeOther, url.Values{
		"clause": {"kewajiban-kesatu.layanan"}, "bearer": {demo.Pekanbaru}, "text": {"Menjalankan seribu kilometer."}, "measure": {"bus.km"}, "target": {"1.000"}, "rule": {"bulanan"},
	})
	asked, err := n.Desk.ProposalsAsking(t.Context(), loaded.Actors["pekanbaru-kerjasama"])
	if err != nil || len(asked) != 1 {
		t.Fatalf("proposed: %+v, %v", asked, err)
	}
	holds(t, "the proposal", officer.get("/proposals/"+asked[0].ID, http.StatusOK), "1.000")
	if page := officer.get(at+"/services", http.StatusOK); strings.Contains(page, `href="/services/`) {
		t.Error("Kampar's officer is led to where only Pekanbaru's Dishub may go")
	}
}

// What a file of tickets or a form holds that cannot be is said, row by row.
func TestTicketsThatCannotBe(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dlhk"), base}
	at := "/waste/" + demo.WasteService
	officer.get(at+"?day=2026-02-31", http.StatusUnprocessableEntity)
	const header = "nomor;lokasi;plat;masuk;keluar;bruto_kg;tara_kg;neto_kg;asal;jenis\n"
	if got := officer.sends(at+"/import", "file", "kosong.csv", []byte(header), http.StatusOK); !strings.Contains(got, "hanya memuat baris judul") {
		t.Error("a file with a header only is told to be one with tickets")
	}
	row := "{N};TPA;BM 8101 FA;05/10/2026 09:00;05/10/2026 09:12;-1;x;5.000;14.01.05;campuran\n"
	got := officer.sends(at+"/import", "file", "salah.csv", []byte(header+strings.Replace(row, "{N}", strings.Repeat("9", 5000), 1)), http.StatusOK)
	if !strings.Contains(got, "paling banyak 60 huruf") || !strings.Contains(got, "1 baris salah") {
		t.Errorf("a number of 5,000 digits in a row that is wrong thrice: %s", got)
	}
	form := url.Values{"nomor": {strings.Repeat("K", 61)}, "lokasi": {"TPA"}, "plat": {"BM 8101 FA"}, "masuk": {"2026-10-05T09:00"}, "keluar": {"2026-10-05T09:12"}, "bruto_kg": {"9,000"}, "tara_kg": {"4.000"}, "neto_kg": {"5000"}, "asal": {"14.08.01"}}
	if _, text := officer.post(at+"/tickets", http.StatusUnprocessableEntity, form); !strings.Contains(text, "paling banyak 60 huruf") {
		t.Errorf("a typed number of 61 letters: %s", wrongs(text))
	}
}
