package app_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/web/browsertest"
)

// On a phone, without signing in: a passenger plans a journey, follows it to the
// line and the halte, and is told what to do where a name is unknown or means
// several halte.
func TestAPassengerPlansAJourney(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	citizen := deskVisitor{t, visitor(t, base, ""), base}
	at := "/travel/" + demo.BusService
	on := "&date=2026-10-05&time=07:00"

	found := citizen.get("/travel?from=pandau&to=ramayana+stc"+on, 200)
	holds(t, "the journey", found, "Dari Pandau ke Ramayana STC: berangkat 07.00, tiba 07.43 (43 menit).", "Naik rute 1 arah Ramayana STC", "tanpa pindah", at+"/lines/1")
	holds(t, "arriving by a time", citizen.get(at+"?from=Pandau&to=Ramayana+STC&by=arrive"+on, 200), "berangkat 06.15, tiba 06.58")
	holds(t, "a line by headway", citizen.get(at+"?from=Babussalam+2&to=Travel+Bintang+Tasya"+on, 200), "Setiap 25 menit: menunggu 0–25 menit")
	holds(t, "a name that nobody knows", wrongs(citizen.get(at+"?from=atlantis&to=pandau"+on, 422)), "Tidak ada halte bernama “atlantis”")
	holds(t, "a name of several halte", citizen.get(at+"?from=halte&to=pandau"+on, 422), "Pilih satu", `name="from_halte"`)
	holds(t, "with less walking", citizen.get(at+"?from=pandau&to=ramayana+stc&for=walk"+on, 200), "berangkat 07.00, tiba 07.43", "Juga yang sedikit jalan kaki", "for=walk")
	hour := citizen.get(at+"?from=pandau&to=ramayana+stc&for=60"+on, 200)
	holds(t, "all of an hour", hour, "5 perjalanan antara 07.00 dan 08.00", ">07.15</a>", ">08.00</a>", "time=08%3A00")
	holds(t, "all that arrive in two", citizen.get(at+"?from=pandau&to=ramayana+stc&by=arrive&for=120"+on, 200), "antara 05.00 dan 07.00", ">05.30</a>", ">06.15</a>", "time=09%3A00")
	holds(t, "by headway all of an hour", citizen.get(at+"?from=Babussalam+2&to=Travel+Bintang+Tasya&for=60"+on, 200), "Berangkat kapan saja sampai")
	holds(t, "a window of no service", citizen.get(at+"?from=pandau&to=ramayana+stc&for=60&date=2026-10-05&time=01:00", 200), "0 perjalanan antara 01.00 dan 02.00", ">05.30</a>")
	holds(t, "a window that is not offered", wrongs(citizen.get(at+"?from=pandau&to=ramayana+stc&for=61"+on, 422)), "Pilih salah satu dari daftar")
	holds(t, "at night", citizen.get(at+"?from=pandau&to=ramayana+stc&date=2026-10-05&time=23:50", 200), "berangkat Sel 6 Okt 05.30, tiba Sel 6 Okt 06.13")
	holds(t, "a form that is filled in part", wrongs(citizen.get(at+"?from=pandau&to="+on, 422)), "Wajib diisi")
	citizen.get(at+"?from=pandau", 200)
	holds(t, "a wrong date", wrongs(citizen.get(at+"?from=pandau&to=ramayana+stc&date=2031-01-01&time=07:00", 422)), "dalam setahun")
	holds(t, "the line", citizen.get(at+"/lines/1?date=2026-10-05", 200), "arah Ramayana STC", "setiap 15 menit menurut jadwal", "05.30–20.30", "<svg")
	holds(t, "the halte", citizen.get(at+"/stops/t-1-0a?date=2026-10-05&time=07:00", 200), "Pandau: 8 keberangkatan antara 07.00 dan 09.00", "07.15")
	holds(t, "its whole day", citizen.get(at+"/stops/t-1-0a?whole=1&date=2026-10-05", 200), `<th scope="row">05</th><td><span>30</span> <span>45</span>`)
	citizen.get(at+"/stops/atlantis", 404)

	// How far one comes: what the planner says of the same place and time, by halte and by kecamatan.
	reach := citizen.get(at+"/reach?from=pandau&within=45"+on, 200)
	holds(t, "how far", reach, "Dari Pandau pukul 07.00: 44 halte tercapai dalam 45 menit.", "Siak Hulu", "Sukajadi", "<svg", "Ramayana STC")
	if short := citizen.get(at+"/reach?from=pandau&within=30"+on, 200); strings.Contains(short, ">Ramayana STC</a>") || !strings.Contains(short, ">Halte Simpang Pasir Putih</a>") {
		t.Error("within 30 minutes is a halte that is 43 away, or one that is 13 is not")
	}
	holds(t, "from how far", citizen.get(at+"/reach?from=ramayana+stc&by=arrive&within=45"+on, 200), "Sampai di Ramayana STC pukul 07.00", ">Pandau</a>", "by=arrive")
	holds(t, "the way there", citizen.get(at+"/reach?from=pandau&within=45"+on, 200), "to=Ramayana&#43;STC")
	holds(t, "its shape", citizen.get(at+"/reach.geojson?from=pandau&within=45"+on, 200), `"MultiPolygon"`, `"name":"Ramayana STC"`, `"minutes":43`, `"time":"2026-10-05T07:43:00+07:00"`)
	holds(t, "a time that is not offered", wrongs(citizen.get(at+"/reach?from=pandau&within=31"+on, 422)), "Pilih salah satu dari daftar")
	holds(t, "from a place that nobody knows", wrongs(citizen.get(at+"/reach?from=atlantis"+on, 422)), "Tidak ada halte bernama “atlantis”")
	citizen.get(at+"/reach.geojson?from=atlantis", 422)
	citizen.get(at+"/reach.geojson", 422)
	citizen.get("/travel/"+demo.WasteService, 404)

	// Without the style sheet, which is kept, the page is light.
	for _, span := range []string{"", "&for=180"} {
		r, err := http.Get(base + "/travel?from=pandau&to=ramayana+stc" + span + on)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil || len(body) > 40_000 {
			t.Errorf("the planner's answer is %d bytes: %v", len(body), err)
		}
	}

	b := browsertest.Start(t)
	b.Open(t, base+"/travel?date=2026-10-05&time=07:00", browsertest.Phone())
	b.Type(t, `[name="from"]`, "Pandau")
	b.Type(t, `[name="to"]`, "Ramayana STC")
	b.Tab(t, "main form .button")
	b.Enter(t)
	if said := b.Ask(t, `document.querySelector(".summary").innerText`); !strings.Contains(said, "berangkat 07.00, tiba 07.43") {
		t.Errorf("the phone says %q", said)
	}
	b.Check(t, "journey-phone")
}
