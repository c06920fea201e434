package app_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"sinergi/gtfs/realtime"
	"sinergi/internal/agreement"
	"sinergi/internal/alert"
	"sinergi/internal/app"
	"sinergi/internal/demo"
	"sinergi/internal/i18n"
	"sinergi/internal/mail"
	"sinergi/internal/mail/mailtest"
	"sinergi/internal/notice"
	"sinergi/internal/ops"
	"sinergi/internal/pull"
	"sinergi/internal/region"
	"sinergi/internal/timetable"
	"sinergi/internal/web/browsertest"
	"sinergi/internal/web/front"
)

// tokenOf signs somebody in and gives the session's token.
func tokenOf(t *testing.T, base, login string) string {
	t.Helper()
	c := visitor(t, base, login)
	resp, err := c.Get(base + "/account")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for _, cookie := range c.Jar.Cookies(resp.Request.URL) {
		if cookie.Name == front.SessionCookie {
			return cookie.Value
		}
	}
	t.Fatal("no session")
	return ""
}

// Every page, in a real browser, by the person whose page it is: nothing
// scrolls sideways on a phone, nothing is too small for a thumb, a screen
// reader can make sense of it, no script fails and nothing is fetched from
// elsewhere.
func TestEveryPageInABrowser(t *testing.T) {
	t.Parallel()
	o := operate(t, app.Data{Dir: t.TempDir()}, 1, 3)
	ctx := t.Context()
	ids := map[string]string{}
	for key, pks := range map[string]string{"{bus}": demo.BusPKS, "{waste}": demo.WastePKS} {
		id, err := o.node.Desk.DraftStatement(ctx, o.load.Actors["pekanbaru-keuangan"], pks, october)
		if err != nil {
			t.Fatal(err)
		}
		ids[key] = id
		if err := o.node.Desk.Offer(ctx, o.load.Actors["pekanbaru-keuangan"], id, waitingFor(t, o, id)); err != nil {
			t.Fatal(err)
		}
	}
	org, err := o.node.Desk.Organisation(ctx, o.load.Actors["kampar-admin"])
	if err != nil {
		t.Fatal(err)
	}
	ids["{office}"] = org.Offices[0].ID
	ids["{section}"] = delegatedSection(t, o.node, o.load.Actors["kampar-admin"])
	ids["{person}"] = o.load.Actors["kampar-dishub"].Account
	wm, err := o.node.Desk.WasteMonth(ctx, o.load.Actors["pekanbaru-dlhk"], demo.WasteService, october)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range wm.Tickets {
		if len(x.Blocked()) > 0 {
			ids["{ticket}"] = x.Number + "/" + x.Content()
		}
	}
	bm, err := o.node.Desk.BusMonth(ctx, o.load.Actors["pekanbaru-dishub"], demo.BusService, october)
	if err != nil {
		t.Fatal(err)
	}
	ids["{day}"] = bm.Days[0].Date.String()
	dossier, err := o.node.Desk.Dossier(ctx, o.load.Actors["pekanbaru-kerjasama"], demo.CooperationID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range dossier.Papers {
		if p.ID == demo.BusPKS {
			ids["{whole}"] = p.Proposals[0].ID
		}
	}
	if ids["{plan}"], _, err = o.node.Desk.StartPlan(ctx, o.load.Actors["pekanbaru-dishub"], demo.BusService, "Jadwal 2027", true); err != nil {
		t.Fatal(err)
	}
	tellsPassengers(t, o)
	asksAnother(t, o)
	if err := o.node.Desk.EditPlan(ctx, o.load.Actors["pekanbaru-dishub"], demo.BusService, ids["{plan}"], ops.PlanEdit{Base: 1, What: "Satu trayek", Do: oneShortLine}); err != nil {
		t.Fatal(err)
	}
	faster := agreement.Service{ID: demo.BusService, Agreement: demo.BusPKS, Clause: "objek.trayek", Kind: agreement.Bus, Name: "Bus rute 1 Pandau–Ramayana", Provider: demo.Pekanbaru}
	if err := o.node.Desk.SaveService(ctx, o.load.Actors["kampar-kerjasama"], faster, `{"routes":["1"],"gap_limit_s":60}`, october.Next().First()); err != nil {
		t.Fatal(err)
	}
	asked, err := o.node.Desk.ProposalsAsking(ctx, o.load.Actors["pekanbaru-kerjasama"])
	if err != nil || len(asked) != 1 {
		t.Fatalf("waiting for Pekanbaru: %v, %v", asked, err)
	}
	ids["{asked}"] = asked[0].ID
	evaluates(t, o)
	ids["{kb}"], ids["{busdraft}"], ids["{run}"] = negotiated(t, o)
	if err := o.node.Desk.Notify(ctx); err != nil {
		t.Fatal(err)
	}
	post := mailtest.Start(t, mail.None, "", "")
	if err := o.node.Desk.UseMail(post.Settings, "http://example.test"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.node.Desk.ChangeMailbox(ctx, o.load.Actors["kampar-keuangan"], "keuangan@kamparkab.go.id", notice.Daily, i18n.Indonesian); err != nil {
		t.Fatal(err)
	}
	ids["{mail}"] = confirmation.FindStringSubmatch(post.Letters()[0].Text)[1]
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := o.node.Handler(text, "http://example.test")
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	var fill []string
	for key, id := range ids {
		fill = append(fill, key, id)
	}
	filled := strings.NewReplacer(fill...)
	at, plans := "/travel/"+demo.BusService, "/services/"+demo.BusService+"/plans"
	b := browsertest.Start(t)
	for _, who := range []struct {
		login string
		pages []string
	}{
		{"", []string{
			"/login", "/public", "/public/cooperations/" + demo.CooperationID, "/public/bus/" + demo.BusService + "?month=2026-10", "/public/waste/" + demo.WasteService + "?month=2026-10", "/verify", "/verify/0000-0000-0000-0000", "/nothing",
			"/travel", "/travel?from=pandau&to=ramayana+stc&date=2026-10-05&time=07:00", "/travel?from=pandau&to=ramayana+stc&date=2026-10-05&time=07:00&for=120", "/travel?from=Babussalam+2&to=Travel+Bintang+Tasya&date=2026-10-05&time=07:00&for=60", "/travel?from=pandau", at + "/reach", at + "/reach?from=pandau&date=2026-10-05&time=07:00&within=45", at + "/reach?from=pandau&by=arrive&date=2026-10-05&time=07:00&within=30", at + "/lines?date=2026-10-05", at + "/lines/1?date=2026-10-05", at + "/stops", at + "/stops?q=xyz", at + "/stops/t-1-0a?date=2026-10-05&time=07:00", at + "/stops/t-1-0a?date=2026-10-05&whole=1", at + "/alerts", at + "/alerts/1",
		}},
		{"kampar-keuangan", []string{"/", "/search", "/search?q=sampah", "/obligations", "/obligations?view=calendar", "/obligations/" + demo.BusPKS + "/bus-bayar/2026-10", "/statements", "/statements/{bus}", "/statements/{bus}/lines/1", "/statements/{bus}/evidence/bus.km/14.01/2026-10-01", "/statements/{waste}", "/agreements/" + demo.BusPKS + "/parameters", "/account", "/account/mail/{mail}"}},
		{"pekanbaru-kerjasama", []string{
			"/cooperations", "/cooperations/" + demo.CooperationID, "/cooperations/new", "/cooperations/" + demo.CooperationID + "/edit", "/cooperations/" + demo.CooperationID + "/events",
			"/cooperations/" + demo.CooperationID + "/agreements/new", "/agreements/" + demo.BusPKS, "/agreements/" + demo.BusPKS + "/obligations", "/agreements/" + demo.BusPKS + "/services",
			"/agreements/" + demo.BusPKS + "/tariffs", "/papers", "/papers/" + demo.BusPKS, "/reports", "/reports/14.71/2026-s2", "/evaluations", "/evaluations/" + demo.BusPKS + "/2026-s2", "/evaluations/" + demo.BusPKS + "/2026-s1/14.71/1", "/", "/proposals/{asked}", "/proposals/{whole}",
			"/agreements/" + demo.BusPKS + "/tariffs", "/cooperations/" + demo.RunningID, "/cooperations/" + demo.RunningID + "/start", "/cooperations/" + demo.RunningID + "/start?kind=ksdpk",
			"/runs/" + demo.RunID, "/runs/" + demo.RunID + "/gates/penawaran/-/14.71", "/runs/" + demo.RunID + "/gates/kak/-/14.71", "/runs/" + demo.RunID + "/branches/new", "/runs/" + demo.RunID + "/schedule/-",
			"/procedures", "/procedures/ksdd-wajib.1", "/diary", "/borders", "/borders/propose", "/borders/" + region.DefaultVersion,
			"/cooperations/" + demo.CooperationID + "/drafts", "/drafts/new?run={run}&branch=", "/drafts/new?run={run}&branch=&template=kb", "/drafts/new?run={run}&branch=bus&template=pks-bus",
			"/drafts/{kb}", "/drafts/{kb}?marks=1", "/drafts/{kb}/units/pelaksanaan", "/drafts/{kb}/units/penutup", "/drafts/{kb}/values", "/drafts/{kb}/versions", "/drafts/{kb}/compare", "/drafts/{kb}/proposals/1", "/drafts/{kb}/import",
			"/drafts/{busdraft}", "/drafts/{busdraft}/values", "/drafts/{busdraft}/tariffs/tarif-bus", "/drafts/{busdraft}/examples/contoh-1", "/drafts/{busdraft}/examples/new", "/library", "/library/clauses/kahar", "/library/templates/pks-bus",
		}},
		{"pekanbaru-dishub", []string{
			"/bus/" + demo.BusService + "?month=2026-10", "/bus/" + demo.BusService + "/now", "/bus/" + demo.BusService + "/measures?month=2026-10", "/bus/" + demo.BusService + "/measures/1?month=2026-10", "/bus/" + demo.BusService + "/riders?month=2026-10", "/bus/" + demo.BusService + "/measures/1/terlambat?month=2026-10", "/bus/" + demo.BusService + "/explanations?month=2026-10", "/bus/" + demo.BusService + "/spm?month=2026-10", "/bus/" + demo.BusService + "/vehicles?month=2026-10", "/bus/" + demo.BusService + "/days/{day}", "/services/" + demo.BusService, "/services/" + demo.BusService + "/timetables", "/services/" + demo.BusService + "/files", "/services/" + demo.BusService + "/keys", "/services/" + demo.BusService + "/realtime", "/services/" + demo.BusService + "/realtime/1",
			"/bus/" + demo.BusService + "/alerts", "/bus/" + demo.BusService + "/alerts/1", "/bus/" + demo.BusService + "/alerts/1/edit", "/bus/" + demo.BusService + "/alerts/new",
			plans, plans + "/{plan}", plans + "/{plan}/halts", plans + "/{plan}/lines/OA1", plans + "/{plan}/cost?month=2026-10", plans + "/{plan}/history",
		}},
		{"pekanbaru-dlhk", []string{"/waste/" + demo.WasteService + "?month=2026-10", "/waste/" + demo.WasteService + "/tickets/{ticket}?month=2026-10", "/waste/" + demo.WasteService + "/tickets", "/services/" + demo.WasteService}},
		{"kampar-sekda", []string{"/", "/overview", "/runs/" + demo.RunID + "/gates/tkksd_mitra/-/14.01", "/runs/" + demo.RunID + "/void/run/-", "/runs/" + demo.RunID + "/gates/jawaban/-/14.01/override"}},
		{"kampar-kerjasama", []string{"/", "/messages", "/runs/" + demo.RunID + "/gates/rencana/-/14.01", "/runs/" + demo.RunID + "/gates/tkksd/-/14.71", "/admin/offices/{section}", "/account"}},
		{"riau-gubernur", []string{"/province", "/overview", "/runs/" + demo.RunID}},
		{"kampar-admin", []string{"/admin", "/admin/people/new", "/admin/people/{person}", "/admin/organisation", "/admin/particulars", "/admin/offices/{office}", "/admin/offices/{section}", "/admin/governments", "/holidays", "/trail"}},
	} {
		token := ""
		if who.login != "" {
			token = tokenOf(t, srv.URL, who.login)
		}
		b.Cookie(t, srv.URL, front.SessionCookie, token)
		for _, path := range who.pages {
			path = filled.Replace(path)
			name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", "=", "-").Replace(path), "_")
			for lang, view := range map[string]browsertest.View{i18n.Indonesian: browsertest.Phone(), i18n.English: browsertest.Desk()} {
				t.Run(who.login+path+" "+lang, func(t *testing.T) {
					b.Cookie(t, srv.URL, "lang", lang)
					b.Look(t, name+"-"+lang, srv.URL+path, view)
				})
			}
		}
	}
}

// tellsPassengers publishes an alert of a halte and a route.
func tellsPassengers(t *testing.T, o operated) {
	t.Helper()
	dishub := o.load.Actors["pekanbaru-dishub"]
	no, err := o.node.Desk.SaveAlert(t.Context(), dishub, demo.BusService, ops.AlertEdit{
		Alert: alert.Alert{
			Cause: 10, Effect: realtime.NoService, Periods: []alert.Period{{From: october.First().Start().Unix()}}, URL: "https://example.test/jembatan",
			Header:      alert.Text{ID: "Jembatan Siak diperbaiki: rute 1 tidak berjalan", EN: "Works on the Siak bridge: route 1 does not run"},
			Description: alert.Text{ID: "Naik rute 2 dari Halte Pandau.\nKarcis tetap berlaku.", EN: "Take route 2 from Pandau.\nTickets stay valid."},
		},
		Typed: alert.Typed{Routes: "1", Stops: "Ramayana STC; 2"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.MoveAlert(t.Context(), dishub, demo.BusService, no, 1, alert.Publish); err != nil {
		t.Fatal(err)
	}
}

// asksAnother adds a source of GTFS Realtime that nobody is at.
func asksAnother(t *testing.T, o operated) {
	t.Helper()
	if _, err := o.node.Desk.SaveRealtime(t.Context(), o.load.Actors["pekanbaru-dishub"], demo.BusService, pull.Source{
		Name: "Pusat Kendali", Address: map[pull.Kind]string{pull.Positions: "http://127.0.0.1:1/posisi.pb", pull.Alerts: "http://127.0.0.1:1/pengumuman.pb"}, Interval: 30, MaxAge: 90,
	}, ""); err != nil {
		t.Fatal(err)
	}
	if err := o.node.Desk.PullDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// oneShortLine leaves a plan with a line of few halts, which is soon looked at,
// and too few buses for it.
func oneShortLine(p *timetable.Plan) error {
	l := *p.Line("OA1")
	l.Fleet, l.Layover = 1, 600
	p.Lines = []timetable.Line{l}
	p.Halts = slices.DeleteFunc(p.Halts, func(h timetable.Halt) bool {
		return !slices.ContainsFunc(l.Patterns, func(t timetable.Pattern) bool {
			return slices.ContainsFunc(t.Calls, func(c timetable.Call) bool { return c.Halt == h.ID })
		})
	})
	return nil
}
