package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sinergi/gtfs/realtime"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
)

// An officer of the Dishub that runs the buses writes an alert, is told what is
// wrong with it, publishes it and ends it; passengers read it where it concerns
// them, a journey that uses what does not run says so, and other programs get it.
func TestADishubTellsPassengers(t *testing.T) {
	t.Parallel()
	n, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	other := deskVisitor{t, visitor(t, base, "kampar-dishub"), base}
	citizen := deskVisitor{t, visitor(t, base, ""), base}
	at, travel := "/bus/"+demo.BusService+"/alerts", "/travel/"+demo.BusService
	const monday = "date=2026-10-05&time=07:00"

	holds(t, "the empty list", officer.get(at, 200), "Belum ada pengumuman", "Tulis pengumuman")
	if page := other.get(at, 200); strings.Contains(page, "Tulis pengumuman") {
		t.Error("the other Dishub may write")
	}
	other.get(at+"/new", 403)
	citizen.get(at, 303)
	holds(t, "passengers without alerts", citizen.get(travel+"/alerts", 200), "Tidak ada pengumuman")

	form := url.Values{"base": {"0"}, "effect": {"NO_SERVICE"}, "cause": {"CONSTRUCTION"}, "header": {"Rute 1 tidak berjalan"}, "description": {"Jembatan diperbaiki.\nPakai rute 2."}, "routes": {"1, 99"}, "url": {"pekanbaru"}, "p0_until_date": {"2000-01-01"}, "p0_from_date": {"2026-10-01"}, "description_en": {"Bridge works."}}
	_, wrong := officer.post(at+"/new", 422, form)
	holds(t, "what is wrong", wrongs(wrong), "Jadwal tidak mempunyai satu rute bernama “99”", "Tulis alamat lengkap", "Akhirnya harus sesudah mulainya", "Tulis juga judulnya dalam bahasa Inggris")
	holds(t, "what was typed", wrong, `value="1, 99"`, "Jembatan diperbaiki.", `value="2000-01-01"`, `value="CONSTRUCTION" selected`)
	form["routes"], form["url"], form["p0_until_date"], form["header_en"] = []string{"1"}, []string{"https://dishub.example.id/jembatan"}, []string{""}, []string{"Route 1 does not run"}
	other.post(at+"/new", 403, form)
	alert, _ := officer.post(at+"/new", 303, form)
	holds(t, "the draft", officer.get(alert, 200), "Konsep, belum terbaca siapa pun", "Jembatan diperbaiki.", "Rute 1", "Terbitkan")
	other.get(alert, 404)
	citizen.get(travel+"/alerts/1", 404)
	if page := citizen.get(travel+"/lines/1?date=2026-10-05", 200); strings.Contains(page, "Rute 1 tidak berjalan") {
		t.Error("a draft is told")
	}
	other.post(alert, 404, url.Values{"do": {"terbitkan"}, "base": {"1"}})
	officer.post(alert, 303, url.Values{"do": {"terbitkan"}, "base": {"1"}})
	_, old := officer.post(alert, 409, url.Values{"do": {"akhiri"}, "base": {"1"}})
	holds(t, "an old page", wrongs(old), "Rekan Anda mengubah pengumuman ini")
	officer.post(alert, 422, url.Values{"do": {"hapus"}, "base": {"2"}})

	const said = "Rute 1 tidak berjalan"
	for name, address := range map[string]string{
		"the planner": travel, "the list of networks": "/travel", "the lines": travel + "/lines?date=2026-10-05", "the line": travel + "/lines/1?date=2026-10-05", "the halte": travel + "/stops/t-1-0a?" + monday,
		"the alerts": travel + "/alerts", "the public page": "/public/bus/" + demo.BusService, "the front": "/public",
	} {
		holds(t, name, citizen.get(address, 200), said, "Tidak beroperasi")
	}
	holds(t, "the alert itself", citizen.get(travel+"/alerts/1", 200), "Tidak beroperasi, sejak 1 Oktober 2026 00.00.", "Pakai rute 2.", "Sebab: Pekerjaan jalan", "https://dishub.example.id/jembatan")
	foreigner := deskVisitor{t, visitor(t, base, ""), base}
	foreigner.get(travel+"/alerts/1?lang=en", 303)
	holds(t, "the alert for who reads English", foreigner.get(travel+"/alerts/1", 200), "Route 1 does not run", "No service, since 1 October 2026 00:00.", "Bridge works.")
	holds(t, "a journey on it", citizen.get("/travel?from=pandau&to=ramayana+stc&"+monday, 200), "Sebagian diumumkan tidak beroperasi", said)
	holds(t, "the journeys of an hour", citizen.get("/travel?from=pandau&to=ramayana+stc&for=60&"+monday, 200), said, "1 Tidak beroperasi")
	holds(t, "a journey by the API", citizen.get("/journeys/"+demo.BusService+"/api/v5/plan?fromPlace=0.4187669,101.4631891&toPlace=0.5298498,101.4474500&time=2026-10-05T00:00:00Z", 200), `"headerText":"Rute 1 tidak berjalan"`, `"effect":"NO_SERVICE"`, `"impactPeriod":[{"start":"2026-09-30T17:00:00Z"}]`)
	for name, address := range map[string]string{"the line": travel + "/lines/2?date=2026-10-05", "a journey": travel + "?from=Babussalam+2&to=Travel+Bintang+Tasya&" + monday, "before it holds": travel + "/lines/1?date=2026-09-29"} {
		if page := citizen.get(address, 200); strings.Contains(page, said) {
			t.Errorf("%s of something else tells it", name)
		}
	}
	for name, address := range map[string]string{"the month": "/bus/" + demo.BusService + "?month=2026-10", "the other Dishub's page": alert} {
		holds(t, name, other.get(address, 200), said)
	}
	holds(t, "the filtered list", other.get(at+"?phase=berlaku&effect=NO_SERVICE&q=rute", 200), said)
	holds(t, "a filter that nothing fits", other.get(at+"?q=banjir", 200), "Tidak ada yang cocok")
	if _, err := n.Desk.AlertFeed(t.Context(), demo.WasteService); err == nil {
		t.Error("a waste service has a feed of alerts")
	}

	m, tag := alertsOf(t, base+"/gtfs-rt/"+demo.BusService+"/alerts", "")
	timetable, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range (realtime.Checker{Feed: timetable}).Check(m, n.Desk.Now()) {
		t.Errorf("%s: %s %s (%s)", f.Entity, f.Code, f.Text(), f.Value)
	}
	if len(m.Entities) != 1 || m.Entities[0].Alert.Effect != realtime.NoService || m.Entities[0].Alert.Header.Of("en") != "Route 1 does not run" || m.Entities[0].Alert.Informed[0].RouteID != "1" {
		t.Errorf("%+v", m.Entities)
	}
	if tag == "" {
		t.Error("the feed has no ETag")
	}
	holds(t, "for people", citizen.get("/gtfs-rt/alerts?format=json", 200), `"effect": "NO_SERVICE"`, "dishub.example.id")
	citizen.get("/gtfs-rt/"+demo.WasteService+"/alerts", 404)

	officer.post(alert, 303, url.Values{"do": {"akhiri"}, "base": {"2"}})
	if page := citizen.get(travel+"/lines/1?date=2026-10-05", 200); strings.Contains(page, said) {
		t.Error("what has ended is told")
	}
	holds(t, "the page of what has ended", citizen.get(travel+"/alerts/1", 200), "Sudah selesai.")
	officer.get(alert+"/edit", 303)
	officer.post(alert, 303, url.Values{"do": {"batalkan"}, "base": {"3"}})
	holds(t, "the end undone", officer.get(alert, 200), "membatalkan tindakan sebelumnya", "mengakhiri", "menerbitkan", "Kembali ke keadaan sebelum dibatalkan terakhir.")
	holds(t, "the form", officer.get(alert+"/edit", 200), "sudah terbit: perubahan langsung terbaca", `value="2026-10-01"`, `name="p1_from_date"`, `value="Rute 1 tidak berjalan"`)
	auditor := deskVisitor{t, visitor(t, base, "kampar-auditor"), base}
	trail := auditor.get("/trail", 200)
	holds(t, "the trail", trail, "menerbitkan pengumuman", "mengakhiri pengumuman", "membatalkan tindakan terakhir atas pengumuman")
	if strings.Contains(trail, "menyimpan pengumuman") {
		t.Error("the draft stands in the other government's trail")
	}
}

// alertsOf fetches a feed, for who has a version of it.
func alertsOf(t *testing.T, address, tag string) (*realtime.Message, string) {
	t.Helper()
	body, etag := fetch(t, address, tag)
	if tag != "" {
		return nil, etag
	}
	m, err := realtime.Read(body, realtime.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return m, etag
}

// A halte where only one route does not call, and a run that does not go.
func TestADepartureThatDoesNotRun(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	citizen := deskVisitor{t, &http.Client{}, base}
	at := "/bus/" + demo.BusService + "/alerts"
	alert, _ := officer.post(at+"/new", 303, url.Values{"base": {"0"}, "effect": {"NO_SERVICE"}, "cause": {"ACCIDENT"}, "header": {"Bus pukul 07.15 tidak jalan"}, "trips": {"1 07:15 Ramayana STC"}})
	holds(t, "the run in words", officer.get(alert, 200), "Rute 1 arah Ramayana STC pukul 07.15")
	officer.post(alert, 303, url.Values{"do": {"terbitkan"}, "base": {"1"}})
	page := citizen.get("/travel/"+demo.BusService+"/stops/t-1-0a?date=2026-10-05&time=07:00", 200)
	row := func(clock string) string {
		_, after, _ := strings.Cut(page, `<th scope="row">`+clock+`</th>`)
		text, _, _ := strings.Cut(after, "</tr>")
		return text
	}
	if !strings.Contains(row("07.15"), "Tidak beroperasi") || strings.Contains(row("07.00"), "Tidak beroperasi") || row("07.00") == "" {
		t.Errorf("07.00 says %q, 07.15 %q", row("07.00"), row("07.15"))
	}
	if early := citizen.get("/travel?from=pandau&to=ramayana+stc&date=2026-10-05&time=07:00", 200); strings.Contains(early, "Sebagian diumumkan") {
		t.Error("the bus of 07.00 is told not to run")
	}
	holds(t, "the bus that does not run", citizen.get("/travel?from=pandau&to=ramayana+stc&date=2026-10-05&time=07:10", 200), "berangkat 07.15", "Sebagian diumumkan tidak beroperasi")
}
