package app_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

var baseField = regexp.MustCompile(`name="base" value="(\d+)"`)

// A planner at a Dishub without a map and without GTFS: an empty plan, two
// halts pasted, a line, its way back, a headway that the buses cannot keep, one
// that they can, and the feed at its address.
func TestAPlannerMakesATimetableWithoutAMap(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	planner := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	plans := "/services/" + demo.BusService + "/plans"
	holds(t, "the list", planner.get(plans, 200), "0 rencana jadwal", "/gtfs/"+demo.BusService+".zip")
	at, _ := planner.post(plans, 303, url.Values{"name": {"Danau Bingkuang"}, "begin": {"empty"}})
	post := func(part string, form url.Values) {
		t.Helper()
		page := planner.get(at, 200)
		form.Set("base", baseField.FindStringSubmatch(page)[1])
		planner.post(at+part, 303, form)
	}
	post("/halts", url.Values{"do": {"paste"}, "paste": {"UIN Suska; 0.4667, 101.3561\nRimbo Panjang\t0.4471 101.3166\nDanau Bingkuang; 0.4193, 101.2146"}})
	holds(t, "the halts", planner.get(at+"/halts", 200), "UIN Suska", "Kota Pekanbaru", "Kampar", "Danau Bingkuang")
	post("", url.Values{"do": {"line"}, "code": {"9"}, "line_name": {"UIN Suska – Danau Bingkuang"}})
	for _, halt := range []string{"uin-suska", "danau-bingkuang"} {
		post("/lines/9", url.Values{"do": {"add:pergi"}, "halt": {halt}, "headsign": {"Danau Bingkuang"}})
	}
	post("/lines/9", url.Values{"do": {"add:pergi"}, "halt": {"rimbo-panjang"}, "after": {"1"}, "c1_run": {"30"}, "headsign": {"Danau Bingkuang"}})
	post("/lines/9", url.Values{"do": {"calls:pergi"}, "c1_run": {"12"}, "c2_run": {"24:30"}, "c1_dwell": {"0,5"}, "headsign": {"Danau Bingkuang"}})
	post("/lines/9", url.Values{"do": {"back:pergi"}})
	post("/lines/9", url.Values{"do": {"facts"}, "code": {"9"}, "name": {"UIN Suska – Danau Bingkuang"}, "layover": {"5"}, "fleet": {"2"}, "blocks": {"1"}})
	every := func(minutes string) url.Values {
		return url.Values{"do": {"times"}, "w0_day": {"kerja"}, "w0_from": {"06.00"}, "w0_until": {"18.00"}, "w0_every": {minutes}, "w0_way": {""}}
	}
	post("/lines/9", every("30"))
	page := planner.get(at+"/lines/9", 200)
	holds(t, "too few buses", page, "Bus kurang", "perlu 3 bus, tersedia 2", "84 ÷ 30 = 2,8", "Rimbo Panjang", "24:30", "Pulang → UIN Suska")
	holds(t, "the plan", planner.get(at, 200), "harus diperbaiki")
	post("/lines/9", every("45"))
	holds(t, "enough buses", planner.get(at, 200), "bisa diterbitkan", "perlu 2, tersedia 2")
	holds(t, "the cost", planner.get(at+"/cost?month=2026-12", 200), "Kabupaten Kampar", "Jumlah")
	holds(t, "the history", planner.get(at+"/history", 200), "Trayek 9 (UIN Suska – Danau Bingkuang) ditambahkan.", "Trayek 1")

	// Who saves a line as it was some states ago is told.
	_, r := planner.post(at+"/lines/9", 409, url.Values{"do": {"facts"}, "base": {"3"}, "code": {"9X"}, "layover": {"5"}})
	holds(t, "an old page", r, "mengubah bagian ini setelah Anda membukanya", `value="9X"`)

	for _, paper := range []string{at + "/sheet?line=9", at + "/sheet?halt=uin-suska"} {
		if pdf := planner.get(paper, 200); !strings.HasPrefix(pdf, "%PDF") {
			t.Errorf("%s is no PDF", paper)
		}
	}
	holds(t, "GeoJSON", planner.get(at+"/geojson", 200), `"LineString"`, "Danau Bingkuang")

	feed := base + "/gtfs/" + demo.BusService + ".zip"
	old, tag := fetch(t, feed, "")
	if len(old) == 0 || tag == "" {
		t.Fatalf("the public feed: %d bytes, ETag %q", len(old), tag)
	}
	if again, _ := fetch(t, feed, tag); len(again) != 0 {
		t.Error("a feed that one has is sent again")
	}
}

// A planner changes a headway in a browser: the empty row for one more, and the
// closed part for single departures, do not keep the form from being sent.
func TestAPlannerChangesAHeadwayInABrowser(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	planner := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	at, _ := planner.post("/services/"+demo.BusService+"/plans", 303, url.Values{"name": {"Jadwal 2027"}, "begin": {"now"}})
	b := browsertest.Start(t)
	b.Cookie(t, base, "lang", i18n.Indonesian)
	b.Cookie(t, base, front.SessionCookie, tokenOf(t, base, "pekanbaru-dishub"))
	b.Open(t, base+at+"/lines/1A", browsertest.Phone())
	b.Type(t, "#f-w0_every", "20")
	b.Tab(t, `button[value="times"]`)
	b.Ask(t, `document.activeElement.click(), ""`)
	b.Await(t, "that it is saved", `document.querySelector(".flash") !== null`)
	holds(t, "what was saved", planner.get(at+"/lines/1A", 200), `id="f-w0_every" name="w0_every" type="text" value="20"`)
	holds(t, "the history", planner.get(at+"/history", 200), "1A")
}

// fetch gets a file for who has a version of it.
func fetch(t *testing.T, address, tag string) (body []byte, etag string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if want := map[bool]int{true: http.StatusNotModified, false: http.StatusOK}[tag != ""]; r.StatusCode != want {
		t.Fatalf("%s: %s, want %d", address, r.Status, want)
	}
	if body, err = io.ReadAll(r.Body); err != nil {
		t.Fatal(err)
	}
	return body, r.Header.Get("ETag")
}
