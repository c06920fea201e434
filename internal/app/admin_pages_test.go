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

// An invitation's link is shown once, in the answer alone; the account's
// sessions end with the account.
func TestAnAccountFromInvitationToDeactivation(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	client := visitor(t, base, "kampar-admin")
	resp, err := client.PostForm(base+"/admin/people/new", url.Values{"name": {"Contoh Tujuh"}, "login": {"kampar-tujuh"}, "role_keuangan": {"1"}})
	if err != nil {
		t.Fatal(err)
	}
	code, location, text := answered(t, resp)
	link := linkShown(t, text)
	if code != http.StatusOK || location != "" || len(resp.Cookies()) != 0 || resp.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the link's page: %d, %q, %v, %q", code, location, resp.Cookies(), resp.Header.Get("Cache-Control"))
	}
	if !regexp.MustCompile(`berlaku sampai \d+ \w+ \d{4} \d\d\.\d\d WIB`).MatchString(text) {
		t.Error("the page does not say until when the link is good")
	}
	admin := deskVisitor{t, client, base}
	if got := admin.get("/admin?q=tujuh", 200); !strings.Contains(got, "tautan belum dipakai") || strings.Contains(got, link) {
		t.Error("the list does not say that the invitation is open, or shows its link again")
	}
	stranger := deskVisitor{t, visitor(t, base, ""), base}
	stranger.get(link, 200)
	stranger.post(link, 422, url.Values{"password": {demo.Password}, "again": {"lain sama sekali"}})
	stranger.post(link, 303, url.Values{"password": {demo.Password}, "again": {demo.Password}})
	them := deskVisitor{t, visitor(t, base, "kampar-tujuh"), base}
	them.get("/statements", 200)

	all, err := n.Desk.People(t.Context(), loaded.Actors["kampar-admin"])
	if err != nil {
		t.Fatal(err)
	}
	at := "/admin/people/" + all[slices.IndexFunc(all, func(a store.Account) bool { return a.Login == "kampar-tujuh" })].ID
	admin.post(at+"/deactivate", 303, nil)
	them.get("/statements", http.StatusSeeOther)
	stranger.post("/login", http.StatusUnauthorized, url.Values{"login": {"kampar-tujuh"}, "password": {demo.Password}})
	admin.post(at+"/reset", 409, nil)
	admin.post(at, 409, url.Values{"name": {"Contoh"}, "role_admin": {"1"}})

	me := somebody(t, all, policy.Admin)
	if _, text := admin.post("/admin/people/"+me.ID, 409, url.Values{"name": {me.Name}, "role_keuangan": {"1"}}); !strings.Contains(text, me.Name) {
		t.Error("the last administrator's form is lost")
	}
	if _, text := admin.post("/admin/people/"+me.ID+"/deactivate", 409, nil); !strings.Contains(text, "<details open>") {
		t.Error("the refused hand-over is folded away")
	}
	foreign := deskVisitor{t, visitor(t, base, "pekanbaru-admin"), base}
	foreign.get("/admin/people/"+me.ID, 404)
	foreign.post("/admin/people/"+me.ID, 404, url.Values{"name": {"Contoh"}, "role_dprd": {"1"}})
	foreign.post("/admin/people/"+me.ID+"/deactivate", 404, nil)
}

// Administration is the administrator's; the trail is the auditor's as well,
// in words and in pages that join without a gap.
func TestWhoAdministersAndWhoReadsTheTrail(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	auditor := deskVisitor{t, visitor(t, base, "kampar-auditor"), base}
	for _, path := range []string{"/admin", "/admin/people/new", "/admin/organisation", "/admin/governments"} {
		auditor.get(path, 403)
	}
	auditor.post("/admin/governments", 403, url.Values{"code": {"14.08"}, "login": {"siak-admin"}, "name": {"Pengelola Siak"}})
	auditor.post("/admin/agencies", 403, url.Values{"name": {"Dinas Contoh"}, "affair": {"lain"}})
	officer := deskVisitor{t, visitor(t, base, "kampar-dishub"), base}
	officer.get("/trail", 403)

	admin := deskVisitor{t, visitor(t, base, "kampar-admin"), base}
	office, _ := admin.post("/admin/offices", 303, url.Values{"title": {"Kepala Bidang Contoh"}})
	admin.post(office+"/change", 422, url.Values{"title": {" "}})
	admin.post(office+"/change", 303, url.Values{"title": {"Kepala Bidang Angkutan"}})
	if got := admin.get(office, 200); !strings.Contains(got, "Kepala Bidang Angkutan") {
		t.Error("the office keeps its old title")
	}
	deskVisitor{t, visitor(t, base, "pekanbaru-admin"), base}.post(office+"/change", 404, url.Values{"title": {"Contoh"}})
	for range 120 {
		admin.post(office+"/change", 303, url.Values{"title": {"Kepala Bidang Angkutan"}})
	}

	first := auditor.get("/trail", 200)
	if !strings.Contains(first, "menyimpan jabatan") || !strings.Contains(first, "jabatan Kepala Bidang Angkutan") {
		t.Error("the trail does not name the office that was changed")
	}
	older := regexp.MustCompile(`href="(/trail\?before=\d+)"`).FindStringSubmatch(first)
	if older == nil || strings.Count(first, "<tr>") != 101 {
		t.Fatalf("%d rows and %v", strings.Count(first, "<tr>"), older)
	}
	second := auditor.get(older[1], 200)
	// The office was made once and changed 121 times.
	if got := strings.Count(first+second, "jabatan Kepala Bidang Angkutan"); got != 122 {
		t.Errorf("%d changes on two pages, want all 122", got)
	}
	if !strings.Contains(second, `href="/trail"`) {
		t.Error("no way back to the newest")
	}
}
