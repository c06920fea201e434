package app_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/demo/feed"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

// presses presses a button of the driver's page that starts with some words.
func presses(t *testing.T, b *browsertest.Browser, words string) {
	t.Helper()
	find := `[...document.querySelectorAll("#drive button")].find(e => e.checkVisibility() && (e.dataset.do !== undefined || !document.querySelector("[data-do]")) && e.innerText.trim().startsWith(` + strconv.Quote(words) + `))`
	b.Await(t, "a button "+words, find+` !== undefined`)
	b.Ask(t, find+`.click(), ""`)
}

// A driver's shift on a phone of 360 px: it enrols, chooses bus and trip and
// starts; the network goes; the page is opened anew without it, the driver has
// trouble, takes it back and ends the trip; the network is back, and everything
// arrives once and in order, although the phone's clock is weeks off. Then the
// phone's key is withdrawn, and it says so and keeps what it has.
func TestADriversShift(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 2)
	begun, seven := time.Now(), october.First().Start().Add(7*time.Hour)
	desk := ops.New(ops.Config{Store: r.node.Store, Files: r.node.Files, Now: func() time.Time { return seven.Add(time.Since(begun)) }})
	r.node.Desk = desk
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	var gone atomic.Bool
	var pages http.Handler
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if gone.Load() { // as without a network: nothing is answered
			panic(http.ErrAbortHandler)
		}
		pages.ServeHTTP(w, req)
	}))
	t.Cleanup(srv.Close)
	if pages, err = r.node.Handler(text, srv.URL); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Start(t)
	b.Cookie(t, srv.URL, "lang", i18n.Indonesian)

	// The officer makes a link.
	b.Cookie(t, srv.URL, front.SessionCookie, tokenOf(t, srv.URL, "pekanbaru-dishub"))
	b.Open(t, srv.URL+"/services/"+demo.BusService, browsertest.Phone())
	b.Ask(t, `document.querySelector("[name=phone]").value = "HP-01", document.querySelector("#phone button").click(), ""`)
	b.Await(t, "the link", `document.querySelector(".secret") !== null`)
	b.Check(t, "phone-link")
	link := b.Ask(t, `document.querySelector(".secret").innerText`)
	b.Open(t, srv.URL+"/services/"+demo.BusService+"/devices/HP-01", browsertest.Phone())
	b.Check(t, "phone-device")
	b.Cookie(t, srv.URL, front.SessionCookie, "")

	// The phone enrols.
	timetable, err := feed.Read()
	if err != nil {
		t.Fatal(err)
	}
	run := r.days[0].Truth[0]
	for _, x := range r.days[0].Truth {
		if x.Start >= 7*3600 {
			run = x
			break
		}
	}
	shape := timetable.Shape(run.Shape)
	b.Stand(t, shape[0].Lat, shape[0].Lon, 8)
	b.Look(t, "drive-enrol", link, browsertest.Phone())
	b.Ask(t, `document.querySelector("form button").click(), ""`)
	b.Await(t, "the choice of vehicles", `document.querySelector("[data-do=vehicle]") !== null`)
	b.Check(t, "drive-vehicles")
	presses(t, b, run.Vehicle)
	b.Await(t, "the trips", `document.querySelectorAll("[data-do=run]").length > 0`)
	b.Check(t, "drive-trips")
	if small := b.Ask(t, `String([...document.querySelectorAll(".drive-big, .drive-huge")].filter(e => e.getBoundingClientRect().height < 56).length)`); small != "0" {
		t.Errorf("%s buttons are lower than 56 px", small)
	}
	b.Ask(t, `document.querySelector('[data-with="`+fmt.Sprintf("%s %d", run.Trip, run.Start)+`"]').click(), ""`)
	presses(t, b, "Mulai")
	b.Await(t, "the trip", `document.querySelector("[data-do=selesai]") !== null && document.querySelector(".drive-next") !== null`)
	b.Await(t, "that it is sent", `document.querySelector(".drive-status").innerText.includes("terkirim")`)
	b.Await(t, "a position", `document.querySelector(".drive-status").innerText.includes("GPS baik")`)
	b.Check(t, "drive-trip")
	b.Await(t, "that the page is kept", `caches.open("sinergi-drive-1").then(c => c.match("/drive")).then(x => x !== undefined)`)
	weight, err := strconv.Atoi(b.Ask(t, `String(performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation")).filter(e => !e.name.includes("worker")).reduce((n, e) => n + e.transferSize, 0))`))
	if err != nil || weight == 0 || weight >= 60_000 {
		t.Errorf("the first view is %d bytes, %v: %s", weight, err, b.Ask(t, `performance.getEntriesByType("resource").map(e => e.name + " " + e.transferSize).join("\n")`))
	}

	// The network goes.
	gone.Store(true)
	middle := shape[len(shape)/2]
	b.Stand(t, middle.Lat, middle.Lon, 8)
	presses(t, b, "Kendala")
	presses(t, b, "Kendaraan rusak")
	b.Await(t, "that there is no network", `document.querySelector(".drive-status").innerText.includes("Tanpa jaringan")`)
	b.Check(t, "drive-offline")
	b.Open(t, srv.URL+"/drive", browsertest.Phone())
	b.Await(t, "the page without a network", `document.querySelector("[data-do=selesai]") !== null`)
	b.Ask(t, `document.querySelector('.drive-said [aria-label*="Kendaraan rusak"]').click(), ""`)
	b.Await(t, "that the trouble is taken back", `!document.querySelector(".drive-said").innerText.includes("Kendaraan rusak")`)
	presses(t, b, "Selesai")
	b.Await(t, "the end", `document.querySelector("[data-do=run]") !== null`)

	// It is back.
	time.Sleep(11 * time.Second) // until a position is due again
	b.Stand(t, shape[len(shape)-1].Lat, shape[len(shape)-1].Lon, 90)
	b.Await(t, "a weak position", `document.querySelector(".drive-status").innerText.includes("GPS lemah")`)
	gone.Store(false)
	b.Ask(t, `window.dispatchEvent(new Event("online")), ""`)
	b.Await(t, "that it caught up", `document.querySelector(".drive-status").innerText.includes("semua sudah terkirim")`)
	b.Check(t, "drive-caught-up")
	var words []transit.Word
	var heard []transit.Position
	if err := r.node.Store.Read(t.Context(), func(tx *store.Tx) error {
		if words, err = tx.Words(t.Context(), demo.BusService, october.First()); err != nil {
			return err
		}
		all, err := tx.Positions(t.Context(), demo.BusService, october.First())
		heard = all["HP-01"]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, w := range words {
		said = append(said, string(w.Kind))
		if late := time.UnixMicro(w.At).Sub(seven); late < 0 || late > 5*time.Minute {
			t.Errorf("%s was said %s after seven", w.Kind, late)
		}
	}
	if got := strings.Join(said, " "); got != "kendaraan mulai kendala batal selesai" {
		t.Errorf("said: %s", got)
	}
	// A place is told where the phone stood, and once a place is told it is not
	// told every second: of three places there are two or three.
	if len(heard) < 2 || len(heard) > 6 || heard[0].Lat() != shape[0].Lat && heard[0].LatE7/100 != int32(shape[0].Lat*1e5) {
		t.Errorf("heard at %+v, of %f", heard, shape[0].Lat)
	}

	// The key is withdrawn.
	if err := desk.RetireDevice(t.Context(), r.load.Actors["pekanbaru-dishub"], "HP-01"); err != nil {
		t.Fatal(err)
	}
	presses(t, b, "Kendala")
	presses(t, b, "Kecelakaan")
	b.Await(t, "that the phone is not enrolled any more", `document.querySelector(".drive-status").innerText.includes("tidak terdaftar lagi")`)
	b.Check(t, "drive-revoked")
	b.Open(t, srv.URL+"/drive", browsertest.Phone())
	b.Check(t, "drive-stranger")
	waiting := b.Ask(t, `new Promise(done => { const o = indexedDB.open("sinergi-drive:HP-01"); o.onsuccess = () => { const c = o.result.transaction("items").objectStore("items").count(); c.onsuccess = () => done(String(c.result)); }; })`)
	if waiting == "0" {
		t.Error("what was not sent is not kept")
	}
}
