package app_test

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/simulate"
)

// deskVisitor is a visitor of a server who fills forms.
type deskVisitor struct {
	t    *testing.T
	c    *http.Client
	base string
}

// post sends a form, checks the answer's status, and gives where it leads and
// what it says.
func (d deskVisitor) post(path string, want int, form url.Values) (location, text string) {
	d.t.Helper()
	resp, err := d.c.PostForm(d.base+path, form)
	if err != nil {
		d.t.Fatal(err)
	}
	status, location, text := answered(d.t, resp)
	if status != want {
		d.t.Fatalf("POST %s: %d, want %d: %s", path, status, want, wrongs(text))
	}
	return location, text
}

// wrongs cuts the list of errors out of a page.
func wrongs(page string) string {
	_, after, _ := strings.Cut(page, `class="errors"`)
	list, _, _ := strings.Cut(after, "</section>")
	return list
}

func (d deskVisitor) get(path string, want int) string {
	d.t.Helper()
	status, text := page(d.t, d.c, d.base+path)
	if status != want {
		d.t.Fatalf("GET %s: %d, want %d", path, status, want)
	}
	return text
}

func (d deskVisitor) sends(path, field, name string, content []byte, want int) string {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	w, err := form.CreateFormFile(field, name)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		d.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		d.t.Fatal(err)
	}
	resp, err := d.c.Post(d.base+path, form.FormDataContentType(), &body)
	if err != nil {
		d.t.Fatal(err)
	}
	status, _, text := answered(d.t, resp)
	if status != want {
		d.t.Fatalf("POST %s: %d, want %d: %s", path, status, want, wrongs(text))
	}
	return text
}

const enteredText = `Pasal 1
Objek
Trayek lintas batas.

Pasal 2
Pembiayaan
(1) Tarif per kilometer sebesar Rp13.500.
(2) Biaya di wilayah PIHAK KEDUA ditanggung PIHAK KEDUA.`

// serveDemo serves the example cooperation without any operation.
func serveDemo(t *testing.T, setups ...func(*ops.Desk)) (*app.Node, demo.Loaded, string) {
	t.Helper()
	n, err := app.Data{Dir: t.TempDir()}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	loaded, err := demo.Load(t.Context(), n.Desk, simulate.Config{Seed: 1, Month: october, Days: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, setup := range setups {
		setup(n.Desk)
	}
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := n.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return n, loaded, srv.URL
}

// A cooperation officer enters what was signed outside: the cooperation, its
// KB with the date that contradicts itself, a PKS with text, obligation,
// service and tariff. What is typed wrongly is told at its field and nothing
// typed is lost.
func TestEnteringWhatWasSignedOutside(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	other := deskVisitor{t, visitor(t, base, "pekanbaru-kerjasama"), base}
	finance := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}

	coop := url.Values{"title": {"Layanan air bersih"}, "category": {"wajib"}}
	_, text := officer.post("/cooperations/new", 422, coop)
	for _, want := range []string{"sedikitnya 1 pemerintah", "Tuliskan alasan", `value="Layanan air bersih"`} {
		if !strings.Contains(text, want) {
			t.Errorf("a cooperation of nobody: page without %q", want)
		}
	}
	coop.Set("party_1", demo.Kampar)
	coop.Set("party_2", demo.Pekanbaru)
	coop.Set("category_reason", "Jaringan pipa melintasi batas.")
	to, _ := officer.post("/cooperations/new", 303, coop)
	if to != "/cooperations/layanan-air-bersih-1401/start" {
		t.Fatalf("the new cooperation leads to %s", to)
	}
	officer.get(to, 200)
	to = strings.TrimSuffix(to, "/start")
	other.get(to, 404)
	other.get(to+"/edit", 404)
	finance.get("/cooperations/new", 403)

	kb := url.Values{
		"kind": {"kb"}, "title": {"Air bersih perbatasan"}, "state": {"berlaku"}, "signed_on": {"2024-09-05"}, "written_date": {"Rabu, 5 September 2024"}, "from": {"2024-09-05"},
		"government_1": {demo.Pekanbaru}, "signer_1": {"Contoh Satu"}, "acting_1": {"Pj"}, "signer_title_1": {"Wali Kota Pekanbaru"},
		"government_2": {demo.Kampar}, "signer_2": {"Contoh Dua"}, "acting_2": {"Pj"}, "clauses": {"Pasal 1\nMaksud\nBersama.\nPasal 3\nPenutup\nRangkap dua."}, "attendees": {"Contoh Tiga; Kepala Bagian"},
	}
	_, text = officer.post(to+"/agreements/new", 422, kb)
	for _, want := range []string{"padahal 5 September 2024 adalah hari Kamis", "tertulis “Pasal 3”, padahal seharusnya “Pasal 2”", "Contoh Satu", "Contoh Tiga"} {
		if !strings.Contains(text, want) {
			t.Errorf("a KB whose weekday is wrong: page without %q: %s", want, wrongs(text))
		}
	}
	kb.Set("clauses", "Pasal 1\nMaksud\nBersama.\nPasal 2\nPenutup\nRangkap dua.")
	kb.Set("date_note", "Foto penandatanganan dibuat hari Kamis.")
	at, _ := officer.post(to+"/agreements/new", 303, kb)
	if at != "/agreements/kb-air-bersih-perbatasan-1401" {
		t.Fatalf("the KB is at %s", at)
	}
	if got := officer.get(to, 200); !strings.Contains(got, "Rabu, 5 September 2024") || !strings.Contains(got, "Foto penandatanganan") {
		t.Error("the contradiction of the date is not shown")
	}
	signed := at

	pks := url.Values{
		"kind": {"pks"}, "parent": {"kb-air-bersih-perbatasan-1401"}, "title": {"Angkutan"}, "state": {"draf"},
		"government_1": {demo.Pekanbaru}, "acting_1": {"definitif"}, "government_2": {demo.Kampar}, "acting_2": {"definitif"}, "agency_2": {demo.Pekanbaru + "-dishub"}, "clauses": {enteredText},
	}
	if _, text := officer.post(to+"/agreements/new", 422, pks); !strings.Contains(text, "Pilih perangkat daerah milik Kabupaten Kampar") {
		t.Errorf("an agency of the other: %s", wrongs(text))
	}
	pks.Set("agency_2", demo.Kampar+"-dishub")
	at, _ = officer.post(to+"/agreements/new", 303, pks)
	other.get(at, 404)

	obligation := url.Values{"text": {"Membayar setiap bulan."}, "bearer": {demo.Kampar}, "clause": {"pembiayaan.2"}, "target": {"0,95"}}
	if _, text := officer.post(at+"/obligations", 422, obligation); !strings.Contains(text, "dengan angka apa") {
		t.Errorf("a target of nothing: %s", wrongs(text))
	}
	obligation.Set("measure", "bus.trips_delivered_share")
	officer.post(at+"/obligations", 303, obligation)
	if got := officer.get(at+"/obligations", 200); !strings.Contains(got, "Pasal 2 ayat (2)") || !strings.Contains(got, "≥ 0,95") {
		t.Error("the obligation is not listed with its clause and target")
	}

	service := url.Values{"name": {"Bus air"}, "kind": {"bus"}, "clause": {"objek"}, "provider": {demo.Pekanbaru}, "routes": {"1, 2"}, "gap_limit": {"lama"}, "early": {"0"}, "late": {"600"}, "headway": {"400"}, "excused": {"on"}}
	_, text = officer.post(at+"/services", 422, service)
	holds(t, "what is wrong with the rules", wrongs(text), "persen dari 1 sampai 100")
	service.Set("gap_limit", "90")
	service.Set("headway", "40")
	officer.post(at+"/services", 303, service)
	if got := officer.get(at+"/services?service=bus-bus-air-1401", 200); !strings.Contains(got, `value="1, 2"`) || !strings.Contains(got, `value="90"`) {
		t.Error("the service's rules are not as typed")
	} else {
		holds(t, "the rules", got, `value="0"`, `value="600"`, `value="40"`)
	}

	price := url.Values{"from": {"2026-01-01"}, "kind_1": {"km"}, "label_1": {"Kilometer di Kampar"}, "of_1": {demo.Kampar}, "price_1": {"13,500"}, "payer_1": {demo.Kampar}, "payee_1": {demo.Pekanbaru}, "clause_1": {"pembiayaan.1"}}
	if _, text := officer.post(at+"/tariffs", 422, price); !strings.Contains(text, "bukan harga yang jelas") || !strings.Contains(text, `value="Kilometer di Kampar"`) {
		t.Errorf("a price that two languages read differently: %s", wrongs(text))
	}
	price.Set("price_1", "13.500")
	officer.post(at+"/tariffs", 303, price)
	if got := officer.get(at+"/tariffs", 200); !strings.Contains(got, "Rp13.500/km") {
		t.Error("the price is not Rp13.500/km")
	}
	version := officer.get(at+"/tariffs/1", 200)
	officer.post(at+"/tariffs", 303, url.Values{"withdraw": {"1"}})
	officer.sends(at+"/tariffs/file", "file", "tarif.json", []byte(version), 303)
	if text := officer.sends(at+"/tariffs/file", "file", "tarif.json", []byte("PK\x03\x04"), 422); wrongs(text) == "" {
		t.Error("a file that is no tariff is refused without a word")
	}
	pks.Set("clauses", "Pasal 1\nObjek\nTrayek.")
	if _, text := officer.post(at+"/edit", 422, pks); !strings.Contains(text, "Kilometer di Kampar") {
		t.Errorf("a clause that the tariff needs is gone: %s", wrongs(text))
	}

	officer.post(to+"/share", 422, nil)
	officer.post(signed, 409, url.Values{"sure": {"1"}}) // before the others see the cooperation
	officer.post(to+"/share", 303, url.Values{"sure": {"1"}})
	other.get(to, 200)
	other.get(signed, 404) // both are still Kampar's drafts
	other.get(at, 404)

	// The KB is put before Pekanbaru, waits, and is in force once it confirms.
	for name, fake := range map[string]string{"evil.html": "<script>alert(1)</script>", "web.pdf": "<html>", "gambar.svg": "<svg/>", "potongan.pdf": "%PDF-1.4 fake"} {
		if text := officer.sends(signed+"/files", "file", name, []byte(fake), 422); wrongs(text) == "" {
			t.Errorf("%s is no scan and is refused without a word", name)
		}
	}
	officer.sends(signed+"/files", "file", "pindaian.pdf", []byte("%PDF-1.4\nxref\nstartxref\n9\n%%EOF\n"), 303)
	officer.post(signed, 422, nil)
	officer.post(signed, 303, url.Values{"sure": {"1"}})
	officer.post(signed+"/edit", 409, kb)
	paper := "/papers/" + strings.TrimPrefix(signed, "/agreements/")
	officer.post(paper+"/number", 404, url.Values{"number": {"1"}})
	officer.get(paper, 404)
	asked := other.asked()
	for _, want := range []string{"Contoh Satu", "Rabu, 5 September 2024", "Foto penandatanganan", "pindaian.pdf", "menunggu persetujuan Kota Pekanbaru"} {
		if got := other.get(asked, 200); !strings.Contains(got, want) {
			t.Errorf("the record as Pekanbaru is asked to confirm it lacks %q", want)
		}
	}
	if got := (deskVisitor{t, visitor(t, base, ""), base}).get("/public", 200); strings.Contains(got, "Air bersih perbatasan") {
		t.Error("the public reads what Pekanbaru has not confirmed")
	}
	other.post(asked, 303, url.Values{"do": {"refuse"}, "reason": {"Jabatan penandatangan keliru."}})
	other.get(signed, 404)
	if got := officer.get(signed, 200); !strings.Contains(got, "ditolak") {
		t.Error("the refusal is not shown with the record")
	}
	officer.post(signed+"/edit", 303, kb)
	officer.post(signed, 303, url.Values{"sure": {"1"}})
	other.post(other.asked(), 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if _, text := officer.post(signed+"/edit", 409, kb); !strings.Contains(text, "adendum") {
		t.Error("a KB in force can be edited")
	}
	if got := officer.get(to, 200); !strings.Contains(got, "Berlaku") {
		t.Error("the KB is not in force")
	}
	other.post(paper+"/number", 303, url.Values{"number": {"19/KB/2024"}})
	if got := officer.get(to, 200); !strings.Contains(got, "19/KB/2024") {
		t.Error("the other party's number is not shown")
	}
	if got := other.get(signed, 200); !strings.Contains(got, "pindaian.pdf") {
		t.Error("the scan is not listed for the other party")
	}

	// The PKS goes as one, with obligation, service and tariff.
	pks.Set("clauses", enteredText)
	pks.Set("state", "berlaku")
	for name, value := range map[string]string{"signed_on": "2024-09-05", "from": "2024-09-05", "signer_1": "Contoh Satu", "signer_2": "Contoh Dua"} {
		pks.Set(name, value)
	}
	officer.post(at+"/edit", 303, pks)
	officer.post(at, 303, url.Values{"sure": {"1"}})
	asked = other.asked()
	for _, want := range []string{"Membayar setiap bulan.", "Bus air", "90 detik", "Rp13.500/km", "Kilometer di Kampar"} {
		if got := other.get(asked, 200); !strings.Contains(got, want) {
			t.Errorf("the record as Pekanbaru is asked to confirm it lacks %q", want)
		}
	}
	other.post(asked, 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if got := (deskVisitor{t, visitor(t, base, ""), base}).get("/public/cooperations/layanan-air-bersih-1401", 200); !strings.Contains(got, "Membayar setiap bulan.") {
		t.Error("what both have confirmed is not public")
	}
}

// Finance officers set the values that a tariff refers to, and nothing else.
func TestFinanceSetsReferenceValues(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	finance := deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}
	at := "/agreements/" + demo.BusPKS
	finance.get(at+"/tariffs", 403)
	finance.post(at+"/parameters", 422, url.Values{"name": {"fuel.diesel"}, "from": {"2026-11-01"}, "value": {"mahal"}, "source": {"Pertamina"}})
	finance.post(at+"/parameters", 303, url.Values{"name": {"fuel.diesel"}, "from": {"2026-11-01"}, "value": {"7.250"}, "source": {"Pertamina, 1 November 2026"}})
	if got := finance.get(at+"/parameters", 200); strings.Contains(got, "7.250") || !strings.Contains(got, "menunggu persetujuan Kota Pekanbaru") {
		t.Error("the value counts although it only waits")
	}
	other := deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}
	other.post(other.asked(), 303, url.Values{"do": {"confirm"}, "sure": {"1"}})
	if got := finance.get(at+"/parameters", 200); !strings.Contains(got, "7.250") || !strings.Contains(got, "Pertamina, 1 November 2026") {
		t.Error("the value is not listed with its source")
	}
}
