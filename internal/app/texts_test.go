package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/draft"
	"sinergi/internal/formulary"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/redline"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

// textFrom begins a text from a template, Pekanbaru being the first party.
func textFrom(t *testing.T, o operated, who policy.Actor, run, branch, template, title string) string {
	t.Helper()
	lib, err := o.node.Desk.Library(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	text, err := lib.Make(template, formulary.Setup{Title: title, Parties: []draft.Party{{Government: demo.Pekanbaru}, {Government: demo.Kampar}}})
	if err != nil {
		t.Fatal(err)
	}
	id, err := o.node.Desk.BeginDraft(t.Context(), who, run, branch, text)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func runOf(t *testing.T, o operated, who policy.Actor) string {
	t.Helper()
	run, err := o.node.Desk.StartRun(t.Context(), who, ops.NewRun{Cooperation: demo.CooperationID, Definition: "ksdd-sukarela"})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// textOf begins the text of a KB that is not sent, whoever presses the button:
// its title cites what is not there.
func textOf(t *testing.T, o operated, who policy.Actor) string {
	t.Helper()
	return textFrom(t, o, who, runOf(t, o, who), "", "kb", "{{ref:tidak-ada}}")
}

// negotiated gives a KB of which Kampar has proposed changes, a PKS with a
// tariff, and their run. There is something on every page: a conversation, two
// wordings, an open proposal.
func negotiated(t *testing.T, o operated) (kb, pks, run string) {
	t.Helper()
	ctx, d := t.Context(), o.node.Desk
	pku, kampar := o.load.Actors["pekanbaru-kerjasama"], o.load.Actors["kampar-kerjasama"]
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	run = runOf(t, o, pku)
	seen, err := d.Proceeding(ctx, pku, run)
	must(err)
	refs := []procedure.AgencyRef{{Government: demo.Pekanbaru, Agency: demo.Pekanbaru + "-dishub"}, {Government: demo.Kampar, Agency: demo.Kampar + "-dishub"}}
	must(d.Proceed(ctx, pku, run, procedure.Act{Kind: procedure.OpenBranch, Base: seen.Seq(), Open: &procedure.NewBranch{ID: "bus", Title: "Angkutan bus", Agencies: refs}}))
	kb, pks = textFrom(t, o, pku, run, "", "kb", "Angkutan Perbatasan"), textFrom(t, o, pku, run, "bus", "pks-bus", "Angkutan Bus")
	must(d.SendDraft(ctx, pku, kb, "Usul pertama"))
	say := func(who policy.Actor, revision int, clause, words string) {
		t.Helper()
		_, err := d.SaveUnit(ctx, who, kb, ops.UnitEdit{Unit: "pelaksanaan", Revision: revision, Words: map[string]ops.Said{clause: {Text: words}}})
		must(err)
	}
	say(kampar, 0, "pelaksanaan.1", "Kesepakatan Bersama ini ditindaklanjuti dengan Perjanjian Kerja Sama paling lambat enam bulan.")
	say(kampar, 1, "pelaksanaan.2", "Kuasa diberikan secara tertulis, lihat {{ref:pelaksanaan.1}}.")
	must(d.SendDraft(ctx, kampar, kb, "Mohon tenggat"))
	say(pku, 0, "pelaksanaan.3", "Rumusan satu.")
	say(o.load.Actors["pekanbaru-dishub"], 0, "pelaksanaan.3", "Rumusan dua.")
	must(d.Remark(ctx, pku, kb, "", redline.Thread{Clause: "pelaksanaan", Shared: true}, "Mengapa enam bulan?", false))
	must(d.Open(ctx, o.load.Actors["pekanbaru-dishub"], kb, "pelaksanaan"))
	return kb, pks, run
}

// The editor in a browser saves by itself, keeps what was typed while the
// connection is down, and sends it afterwards; a colleague's words that came
// meanwhile stay.
func TestTheEditorLosesNothing(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 1)
	pku := o.load.Actors["pekanbaru-kerjasama"]
	kb := textFrom(t, o, pku, runOf(t, o, pku), "", "kb", "Angkutan Perbatasan")
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := o.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	var down atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() && r.Method == http.MethodPost {
			panic(http.ErrAbortHandler) // the connection breaks
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	b := browsertest.Start(t)
	b.Cookie(t, srv.URL, front.SessionCookie, tokenOf(t, srv.URL, "pekanbaru-kerjasama"))
	page := srv.URL + "/drafts/" + kb + "/units/pelaksanaan"
	b.Open(t, page, browsertest.Desk())
	types := func(clause, words string) {
		b.Ask(t, `(() => { const f = document.querySelector("[name='t:`+clause+`']"); f.focus(); f.value += "`+words+`"; f.dispatchEvent(new Event("input", {bubbles: true})); return ""; })()`)
	}
	// becomes waits until the state of the editor says something.
	becomes := func(words string) {
		t.Helper()
		said := b.Ask(t, `new Promise(done => { const until = Date.now() + 60000; const look = () => {
			const s = document.querySelector("[data-state]").textContent; if (s.includes("`+words+`")) done("");
			else if (Date.now() > until) done(s); else setTimeout(look, 50); }; look(); })`)
		if said != "" {
			t.Fatalf("waiting for %q, the editor says %q", words, said)
		}
	}
	words := func(clause string) string {
		t.Helper()
		n, err := o.node.Desk.Negotiation(t.Context(), pku, kb)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := n.Text().Find(clause)
		return v.Clause.Text
	}
	types("pelaksanaan.1", " Satu.")
	becomes("Tersimpan pukul")
	if got := words("pelaksanaan.1"); !strings.HasSuffix(got, " Satu.") {
		t.Errorf("after the first pause: %q", got)
	}
	down.Store(true)
	types("pelaksanaan.1", " Dua.")
	becomes("sambungan terputus")
	if _, err := o.node.Desk.SaveUnit(t.Context(), o.load.Actors["pekanbaru-dishub"], kb, ops.UnitEdit{Unit: "pelaksanaan", Revision: 1, Words: map[string]ops.Said{"pelaksanaan.2": {Text: "Dari Dishub."}}}); err != nil {
		t.Fatal(err)
	}
	b.Open(t, srv.URL+"/library", browsertest.Desk()) // the page is left with words that nobody has
	b.Open(t, page, browsertest.Desk())
	types("pelaksanaan.3", " Tiga.")
	becomes("sambungan terputus")
	down.Store(false)
	becomes("Tersimpan pukul")
	for clause, want := range map[string]string{"pelaksanaan.1": " Satu. Dua.", "pelaksanaan.2": "Dari Dishub.", "pelaksanaan.3": " Tiga."} {
		if got := words(clause); !strings.HasSuffix(got, want) {
			t.Errorf("%s: %q, want it to end with %q", clause, got, want)
		}
	}
	if left := b.Ask(t, `localStorage.getItem("sinergi:" + location.pathname) ?? ""`); left != "" {
		t.Errorf("still kept in the browser: %s", left)
	}
}
