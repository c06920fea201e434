package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// linkShown finds the link that a page shows once.
func linkShown(t *testing.T, page string) string {
	t.Helper()
	m := regexp.MustCompile(`http://example\.test(/link/[\w-]+)`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page shows no link")
	}
	return m[1]
}

// somebody gives the account of a government with a role.
func somebody(t *testing.T, all []store.Account, r policy.Role) store.Account {
	t.Helper()
	i := slices.IndexFunc(all, func(a store.Account) bool { return slices.Contains(a.Roles, r) })
	if i < 0 {
		t.Fatalf("nobody has the role %s", r)
	}
	return all[i]
}

// An administrator invites somebody, who makes a password, works, gets a new
// password, and hands over to a successor when leaving.
func TestSomebodyComesAndGoes(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	admin := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	stranger := deskVisitor{t, visitor(t, base, ""), base}

	form := url.Values{"name": {"Contoh Empat"}, "login": {"Contoh Empat"}}
	_, text := admin.post("/admin/people/new", 422, form)
	for _, want := range []string{"Nama pengguna terdiri atas", "Pilih sedikitnya satu peran", `value="Contoh Empat"`} {
		if !strings.Contains(text, want) {
			t.Errorf("a wrong invitation: page without %q", want)
		}
	}
	form.Set("login", "kampar-empat")
	form.Set("role_keuangan", "1")
	_, text = admin.post("/admin/people/new", 200, form)
	astray := linkShown(t, text)
	everyone, err := n.Desk.People(t.Context(), loaded.Actors["kampar-admin"])
	if err != nil {
		t.Fatal(err)
	}
	invited := slices.IndexFunc(everyone, func(a store.Account) bool { return a.Login == "kampar-empat" })
	_, text = admin.post("/admin/people/"+everyone[invited].ID+"/reset", 200, nil)
	link := linkShown(t, text)
	stranger.get(astray, 404) // a new link makes the one before worthless
	if got := admin.get("/admin?q=empat", 200); !strings.Contains(got, "diundang") || strings.Contains(got, "kampar-dishub") {
		t.Error("the search does not find the invited person alone")
	}
	stranger.post(link, 303, url.Values{"password": {demo.Password}, "again": {demo.Password}})
	stranger.get(link, 404) // used up
	them := deskVisitor{t, visitor(t, base, "kampar-empat"), base}
	them.get("/statements", 200)
	them.get("/admin", 403)

	all, err := n.Desk.People(t.Context(), loaded.Actors["kampar-admin"])
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(a store.Account) bool { return a.Login == "kampar-empat" })
	at := "/admin/people/" + all[i].ID
	_, text = admin.post(at+"/reset", 200, nil)
	if again := linkShown(t, text); again == link {
		t.Error("the same link twice")
	}
	them.get("/statements", http.StatusSeeOther) // signed out
	admin.post(at, 303, url.Values{"name": {"Contoh Empat, S.E."}, "role_kerjasama": {"1"}})

	leader := somebody(t, all, policy.Signer)
	if _, text := admin.post("/admin/people/"+leader.ID+"/deactivate", 422, nil); !strings.Contains(text, "siapa yang meneruskan") {
		t.Errorf("a leader goes without a successor: %s", wrongs(text))
	}
	admin.post("/admin/people/"+leader.ID+"/deactivate", 303, url.Values{"successor": {all[i].ID}})
	if got := admin.get("/admin/people/"+leader.ID, 200); !strings.Contains(got, "Contoh Empat, S.E.") {
		t.Error("the page does not say who took over")
	}
	if got := admin.get(at, 200); !regexp.MustCompile(`name="role_penandatangan"[^>]* checked`).MatchString(got) {
		t.Error("the successor does not have the role")
	}

	me := somebody(t, all, policy.Admin)
	admin.post("/admin/people/"+me.ID+"/deactivate", 409, nil) // the last administrator
	foreign := deskVisitor{t, visitor(t, base, "pekanbaru-admin"), base}
	foreign.get(at, 404)
	foreign.post(at+"/reset", 404, nil)
	foreign.post(at+"/deactivate", 404, nil)

	trail := admin.get("/trail", 200)
	for _, want := range []string{"menonaktifkan akun", "membuat tautan kata sandi", "mengundang"} {
		if !strings.Contains(trail, want) {
			t.Errorf("the trail does not say %q", want)
		}
	}
	if got := foreign.get("/trail", 200); strings.Contains(got, "kampar-empat") {
		t.Error("another government's trail shows it")
	}
}

// A government keeps its agencies, its offices and who holds them; a new
// holder ends the term of the one before.
func TestOfficesAndTheirHolders(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	admin := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	admin.post("/admin/agencies", 422, url.Values{"name": {"Dinas Contoh"}})
	admin.post("/admin/agencies", 303, url.Values{"name": {"Dinas Contoh"}, "short": {"Contoh"}, "affair": {"lain"}})
	if got := admin.get("/admin/organisation?agency="+demo.Kampar+"-contoh", 200); !strings.Contains(got, `value="Dinas Contoh"`) {
		t.Error("the agency cannot be changed")
	}
	office, _ := admin.post("/admin/offices", 303, url.Values{"title": {"Kepala Dinas Contoh"}, "agency": {demo.Kampar + "-contoh"}})
	if got := admin.get(office, 200); !strings.Contains(got, "tidak ada yang memegang") {
		t.Error("a new office is not vacant")
	}
	admin.post(office, 422, url.Values{"name": {"Contoh Lima"}, "acting": {"definitif"}, "from": {"kemarin"}})
	admin.post(office, 303, url.Values{"name": {"Contoh Lima"}, "acting": {"definitif"}, "from": {"2024-01-01"}, "prefix": {"Drs."}, "nip": {"19700101 199001 1 001"}})
	admin.post(office, 303, url.Values{"name": {"Contoh Enam"}, "acting": {"Plt"}, "from": {"2026-03-01"}})
	if _, text := admin.post(office, 422, url.Values{"name": {"Contoh Tujuh"}, "acting": {"definitif"}, "from": {"2025-01-01"}}); !strings.Contains(text, "mulai menjabat pada 1 Maret 2026") {
		t.Errorf("two holders at once: %s", wrongs(text))
	}
	got := admin.get(office, 200)
	for _, want := range []string{"1 Januari 2024 – 28 Februari 2026", "Plt. Kepala Dinas Contoh"} {
		if !strings.Contains(got, want) {
			t.Errorf("the office's page is without %q", want)
		}
	}
	foreign := deskVisitor{t, visitor(t, base, "pekanbaru-admin"), base}
	foreign.get(office, 404)
	foreign.post(office, 404, url.Values{"name": {"Contoh"}, "acting": {"definitif"}, "from": {"2026-01-01"}})
}

// A neighbour is brought in once and administers itself from then on.
func TestBringingANeighbourIn(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	admin := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	form := url.Values{"code": {demo.Pekanbaru}, "login": {"siak-admin"}, "name": {"Pengelola Siak"}}
	admin.post("/admin/governments", 422, form) // known already
	form.Set("code", "14.08")
	_, text := admin.post("/admin/governments", 200, form)
	deskVisitor{t, visitor(t, base, ""), base}.post(linkShown(t, text), 303, url.Values{"password": {demo.Password}, "again": {demo.Password}})
	siak := deskVisitor{t, visitor(t, base, "siak-admin"), base}
	siak.get("/admin", 200)
	siak.get("/cooperations/"+demo.CooperationID, 404)
	if first := siak.get("/", 200); !strings.Contains(first, "Belum ada kerja sama") || !strings.Contains(first, `href="/admin/people/new"`) {
		t.Error("the first page of a new government names no next step")
	}
}
