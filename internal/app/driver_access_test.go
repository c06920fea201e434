package app_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/fault"
	"sinergi/internal/store"
)

// With a phone's key nothing opens but its own page and door: every other route
// answers as to anybody, and the doors of whole services are closed.
func TestAPhoneOpensNothingElse(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := r.serve(t)
	p := enrolled(t, r, base, "HP-01")
	ask := func(method, path, body string, phone bool) int {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if phone {
			req.Header.Set("Authorization", "Bearer "+p.key)
			req.AddCookie(&http.Cookie{Name: "sinergi_drive", Value: p.key})
		}
		c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	fill := strings.NewReplacer("{service}", demo.BusService, "{date}", "2026-10-01", "{device}", "HP-01", "{$}", "", "{id}", demo.BusPKS)
	walked := 0
	for _, route := range r.node.Routes() {
		method, path, _ := strings.Cut(route, " ")
		if path = fill.Replace(path); strings.Contains(path, "{") || path == "/drive" || path == "/drive/state" {
			continue
		}
		walked++
		if got, want := ask(method, path, "", true), ask(method, path, "", false); got != want {
			t.Errorf("%s: %d with a phone's key, %d without", route, got, want)
		}
	}
	if walked < 100 {
		t.Errorf("only %d routes were walked", walked)
	}
	for path, want := range map[string]int{"/drive": 200, "/drive/state": 200} {
		if got := ask(http.MethodGet, path, "", true); got != want {
			t.Errorf("its own %s: %d", path, got)
		}
		if got := ask(http.MethodGet, path, "", false); got != http.StatusUnauthorized {
			t.Errorf("a stranger's %s: %d", path, got)
		}
	}
	for door, want := range map[string]int{"/ingest/roster.csv": 403, "/ingest/tickets.csv": 403} {
		if got := ask(http.MethodPost, door, "date,block,vehicle\n2026-10-01,B1,TMP-10\n", true); got != want {
			t.Errorf("%s with a phone's key: %d", door, got)
		}
	}
	if got := ask(http.MethodGet, fmt.Sprintf("/ingest/osmand?id=%s&lat=0.5&lon=101.4&timestamp=%d", r.days[0].Tracks[0].Device, r.now.Unix()), "", true); got != http.StatusUnprocessableEntity {
		t.Errorf("the phone speaks for another device: %d", got)
	}
	if _, err := r.desk.InvitePhone(t.Context(), r.load.Actors["kampar-keuangan"], demo.BusService, "HP-09", ""); fault.KindOf(err) != fault.Denied {
		t.Errorf("a finance officer enrols phones: %v", err)
	}
	if _, err := r.desk.InvitePhone(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService, r.days[0].Tracks[0].Device, ""); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a bus's own device becomes a phone: %v", err)
	}
}

// A link ends: by withdrawing it, by a newer one, by time.
func TestALinkOfAPhoneEnds(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 2)
	ctx, dishub := t.Context(), r.load.Actors["pekanbaru-dishub"]
	link := func() string {
		t.Helper()
		secret, err := r.desk.InvitePhone(ctx, dishub, demo.BusService, "HP-01", "")
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	over := func(what, secret string) {
		t.Helper()
		if _, err := r.desk.EnrolPhone(ctx, secret); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	first := link()
	second := link()
	over("after a newer one", first)
	if err := r.desk.WithdrawPhoneLink(ctx, r.load.Actors["kampar-keuangan"], "HP-01"); err == nil {
		t.Error("a finance officer withdraws it")
	}
	if err := r.desk.WithdrawPhoneLink(ctx, dishub, "HP-01"); err != nil {
		t.Fatal(err)
	}
	over("withdrawn", second)
	third := link()
	r.now = r.now.Add(49 * time.Hour)
	over("after two days", third)
	if _, err := r.desk.EnrolPhone(ctx, link()); err != nil {
		t.Errorf("a new link: %v", err)
	}
	over("made up", "z")
}

// A driver without JavaScript chooses and ends a trip with plain forms.
func TestADriverUsesPlainForms(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 2)
	base := r.serve(t)
	r.now = october.First().Start().Add(7 * time.Hour)
	secret, err := r.desk.InvitePhone(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService, "HP-01", "")
	if err != nil {
		t.Fatal(err)
	}
	d := deskVisitor{t, visitor(t, base, ""), base}
	holds(t, "who opens the link", d.get("/drive/enrol/"+secret, 200), "HP-01", "Daftarkan HP ini")
	d.post("/drive/enrol/"+secret, 303, nil)
	d.get("/drive/enrol/"+secret, 404)
	holds(t, "the page", d.get("/drive", 200), "Pilih kendaraan", "Tanpa JavaScript")
	run := r.days[0].Truth[len(r.days[0].Truth)/2]
	form := func(id, say string, more ...string) map[string][]string {
		f := map[string][]string{"id": {id}, "say": {say}, "vehicle": {run.Vehicle}, "date": {"2026-10-01"}, "trip": {run.Trip}, "start": {fmt.Sprint(run.Start)}}
		for i := 0; i+1 < len(more); i += 2 {
			f[more[i]] = []string{more[i+1]}
		}
		return f
	}
	d.post("/drive", 303, map[string][]string{"id": {"w1"}, "say": {"kendaraan"}, "vehicle": {run.Vehicle}})
	holds(t, "the trips", d.get("/drive", 200), "Pilih trip", run.Vehicle)
	holds(t, "a trip", d.get(fmt.Sprintf("/drive?date=2026-10-01&trip=%s&start=%d", run.Trip, run.Start), 200), ">Mulai<")
	d.post("/drive", 303, form("w2", "mulai"))
	d.post("/drive", 303, form("w2", "mulai")) // sent twice
	holds(t, "during the trip", d.get("/drive", 200), ">Selesai<", "Halte berikut", "Kendala")
	d.post("/drive", 422, form("w3", "kendala", "trouble", "lain"))
	d.post("/drive", 303, form("w3", "kendala", "trouble", "lain", "text", "Penumpang sakit"))
	d.post("/drive", 303, form("w4", "selesai"))
	page := d.get("/drive", 200)
	holds(t, "after the trip", page, "Pilih trip", "Penumpang sakit", "Batalkan")
	d.post("/drive", 303, form("w5", "batal", "of", "w4"))
	holds(t, "after it was taken back", d.get("/drive", 200), ">Selesai<")

	officer := deskVisitor{t, visitor(t, base, "pekanbaru-dishub"), base}
	holds(t, "the dispatcher's page", officer.get("/bus/"+demo.BusService+"/now", 200), "Kendala hari ini", "Penumpang sakit")
	r.ran(t, run)
	at := fmt.Sprintf("/bus/%s/days/2026-10-01/%s/%d", demo.BusService, run.Trip, run.Start)
	holds(t, "the page of the trip", officer.get(at, 200), "Kata pengemudi", "Penumpang sakit", "tidak ada posisi pada waktu itu", "Penjelasan di bawah diisi dari pernyataan pengemudi")
	holds(t, "the page of the day", officer.get("/bus/"+demo.BusService+"/days/2026-10-01", 200), "Pernyataan pengemudi yang tidak didukung posisi")
}

// The board of now follows the driver's word as measuring does.
func TestTheBoardFollowsTheDriver(t *testing.T) {
	t.Parallel()
	r := onTheRoad(t, app.Data{Dir: t.TempDir()}, 1, 0)
	base := r.serve(t)
	track, run := r.trackOf(t)
	if err := r.node.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `delete from roster`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	driving := func() (out []string) {
		t.Helper()
		now, err := r.desk.LiveFor(t.Context(), r.load.Actors["pekanbaru-dishub"], demo.BusService)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range now.View.Runs {
			if x.Driving {
				out = append(out, x.Vehicle+" "+x.Trip.ID)
			}
		}
		return out
	}
	half := time.UnixMicro((run.Began + run.Ended) / 2).In(civil.WIB())
	p := enrolled(t, r, base, "HP-01")
	r.now = half
	p.fixes(track, half)
	p.send()
	if got := driving(); len(got) != 0 {
		t.Fatalf("before the driver said anything: %q", got)
	}
	p.items = nil
	p.say(time.UnixMicro(run.Began), "s", "mulai", track.Vehicle, run)
	p.send()
	r.now = r.now.Add(40 * time.Second)
	if got := driving(); !slices.Equal(got, []string{track.Vehicle + " " + run.Trip}) {
		t.Errorf("after: %q", got)
	}
}
