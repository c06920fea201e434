package app_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// section gives Kampar's office of the cooperation section, and the account of
// its finance officer.
func section(t *testing.T, n *app.Node, admin policy.Actor) (office, account string) {
	t.Helper()
	org, err := n.Desk.Organisation(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	people, err := n.Desk.People(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	office = org.Offices[slices.IndexFunc(org.Offices, func(o ops.OfficeHeld) bool { return strings.HasPrefix(o.Title, "Kepala Bagian Kerja Sama") })].ID
	return office, people[slices.IndexFunc(people, func(a store.Account) bool { return a.Login == "kampar-keuangan" })].ID
}

// delegatedSection has the cooperation section of Kampar delegated, once past
// and once now, and gives its office.
func delegatedSection(t *testing.T, n *app.Node, admin policy.Actor) string {
	t.Helper()
	office, account := section(t, n, admin)
	today := civil.In(time.Now())
	x := party.Delegation{Office: office, Account: account, From: today, Until: today.AddDays(9), Letter: "800.1.11.1/12/2026", Note: "Pejabat mengikuti pelatihan"}
	if err := n.Desk.Delegate(t.Context(), admin, x); err != nil {
		t.Fatal(err)
	}
	o, err := n.Desk.Office(t.Context(), admin, office)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Desk.EndDelegation(t.Context(), admin, office, o.Running.ID, "Pelatihan ditunda"); err != nil {
		t.Fatal(err)
	}
	x.Letter, x.Note = "800.1.11.1/15/2026", ""
	if err := n.Desk.Delegate(t.Context(), admin, x); err != nil {
		t.Fatal(err)
	}
	return office
}

// The holder of an office delegates it on its page; the delegate finds its
// steps on the first page and takes them; both governments read for which
// office and by which letter; and the holder ends it.
func TestAnOfficeIsDelegatedOnItsPage(t *testing.T) {
	t.Parallel()
	n, loaded, base := serveDemo(t)
	as := func(login string) deskVisitor { return deskVisitor{t, visitor(t, base, login), base} }
	office, account := section(t, n, loaded.Actors["kampar-admin"])
	page := "/admin/offices/" + office
	holder, delegate := as("kampar-kerjasama"), as("kampar-keuangan")

	if got := holder.get("/account", 200); !strings.Contains(got, `href="`+page+`"`) {
		t.Error("the holder is not led to the page of the office")
	}
	got := holder.get(page, 200)
	if !strings.Contains(got, `name="letter"`) || strings.Contains(got, `name="nip"`) || strings.Contains(got, `action="`+page+`/change"`) || strings.Contains(got, `href="/admin"`) {
		t.Error("the holder sees what is the administrator's, or does not see what is theirs")
	}
	holder.post(page, 403, url.Values{"name": {"Contoh"}, "acting": {"definitif"}, "from": {"2026-01-01"}})
	delegate.get(page, 403)
	as("pekanbaru-admin").get(page, 404)
	as("riau-pengamat").get(page, 404)
	form := url.Values{"delegate": {account}, "delegate_from": {civil.In(time.Now()).String()}, "delegate_until": {civil.In(time.Now()).AddDays(3).String()}, "letter": {"800/12/2026"}}
	delegate.post(page+"/delegations", 403, form)
	as("pekanbaru-admin").post(page+"/delegations", 404, form)

	gate := "/runs/" + demo.RunID + "/gates/rencana/-/14.01"
	plan := url.Values{"need": {"acuan"}, "base": {"1"}, "acuan-plan": {"rencana"}, "acuan-reference": {"RPJMD Kampar"}}
	delegate.post(gate, 403, plan)

	wrong := url.Values{"delegate": {account}, "delegate_from": {"besok"}, "letter": {""}, "note": {"dinas luar"}}
	if _, text := holder.post(page+"/delegations", 422, wrong); !strings.Contains(text, `value="dinas luar"`) || !strings.Contains(text, "besok") {
		t.Errorf("what was typed is lost: %s", wrongs(text))
	}
	if _, text := holder.post(page+"/delegations", 422, url.Values{"letter": {""}}); strings.Count(wrongs(text), "<li>") != 4 {
		t.Errorf("an empty form: %s", wrongs(text))
	}
	holder.post(page+"/delegations", 303, form)
	later := url.Values{"delegate": {account}, "delegate_from": form["delegate_until"], "delegate_until": form["delegate_until"], "letter": {"800/13/2026"}}
	if _, text := as("kampar-admin").post(page+"/delegations", 422, later); !strings.Contains(text, "sudah dilimpahkan kepada Petugas Keuangan Kampar") {
		t.Errorf("two at once: %s", wrongs(text))
	}
	if got := delegate.get("/", 200); !strings.Contains(got, "giliran Anda a.n. Kepala Bagian Kerja Sama") {
		t.Error("the first page does not say for which office it is the delegate's move")
	}
	if got := delegate.get("/account", 200); !strings.Contains(got, "Pelimpahan nomor 800/12/2026") {
		t.Error("the delegate's own page does not name the letter")
	}
	if got := delegate.get(gate, 200); !strings.Contains(got, `name="acuan-reference"`) {
		t.Error("the gate has no form for the delegate")
	}
	now, err := n.Desk.Proceeding(t.Context(), loaded.Actors["kampar-keuangan"], demo.RunID)
	if err != nil {
		t.Fatal(err)
	}
	plan.Set("base", strconv.Itoa(now.Seq()))
	delegate.post(gate, 303, plan)
	for _, login := range []string{"kampar-kerjasama", "pekanbaru-kerjasama", "pekanbaru-keuangan"} {
		if got := as(login).get("/runs/"+demo.RunID, 200); !strings.Contains(got, "Petugas Keuangan Kampar, a.n. Kepala Bagian Kerja Sama") || !strings.Contains(got, "(pelimpahan nomor 800/12/2026), Kampar") {
			t.Errorf("%s does not read for which office it was done", login)
		}
	}

	o, err := n.Desk.Office(t.Context(), loaded.Actors["kampar-admin"], office)
	if err != nil {
		t.Fatal(err)
	}
	end := url.Values{"ended": {o.Running.ID}, "reason": {""}}
	if _, text := holder.post(page+"/delegations/end", 422, end); !strings.Contains(wrongs(text), "reason") {
		t.Errorf("ended without a reason: %s", wrongs(text))
	}
	end.Set("reason", "pejabat sudah kembali")
	delegate.post(page+"/delegations/end", 403, end)
	holder.post(page+"/delegations/end", 303, end)
	holder.post(page+"/delegations/end", 409, end)
	if got := holder.get(page, 200); !strings.Contains(got, "pejabat sudah kembali") || !strings.Contains(got, "diakhiri") {
		t.Error("what is past is not on the page")
	}
	if got := delegate.get("/", 200); strings.Contains(got, "a.n. Kepala Bagian Kerja Sama") {
		t.Error("the first page still has the office's steps")
	}
	if got := as("kampar-admin").get("/trail", 200); !strings.Contains(got, "melimpahkan jabatan") || !strings.Contains(got, "mengakhiri pelimpahan") {
		t.Error("the trail does not say it")
	}
	head := loaded.Actors["kampar-pimpinan"].Office
	if got := as("kampar-pimpinan").get("/admin/offices/"+head, 200); strings.Contains(got, `name="letter"`) || !strings.Contains(got, "tidak dilimpahkan") {
		t.Error("the head of region's page offers to delegate")
	}
	as("kampar-admin").post("/admin/offices/"+head+"/delegations", 403, form)
}
