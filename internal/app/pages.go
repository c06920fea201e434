package app

import (
	"net/http"

	"sinergi/internal/i18n"
	"sinergi/internal/web/account"
	"sinergi/internal/web/admin"
	"sinergi/internal/web/agreements"
	"sinergi/internal/web/alerts"
	"sinergi/internal/web/assets"
	"sinergi/internal/web/borders"
	"sinergi/internal/web/bus"
	"sinergi/internal/web/cooperations"
	"sinergi/internal/web/diary"
	"sinergi/internal/web/drafts"
	"sinergi/internal/web/drive"
	"sinergi/internal/web/front"
	"sinergi/internal/web/home"
	"sinergi/internal/web/messages"
	"sinergi/internal/web/obligations"
	"sinergi/internal/web/overview"
	"sinergi/internal/web/papers"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/public"
	"sinergi/internal/web/registry"
	"sinergi/internal/web/reports"
	"sinergi/internal/web/search"
	"sinergi/internal/web/signing"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/timetables"
	"sinergi/internal/web/travel"
	"sinergi/internal/web/ui"
	"sinergi/internal/web/verify"
	"sinergi/internal/web/waste"
)

// pages puts every area's pages behind the front door.
func (n *Node) pages(mux *http.ServeMux, text *i18n.Catalog, baseURL string) (http.Handler, error) {
	f := front.New(mux, front.Config{Desk: n.Desk, Text: text, Templates: ui.New(text, assets.URL), Log: n.log, BaseURL: baseURL})
	for _, register := range []func(*front.Front){
		account.Register, admin.Register, agreements.Register, alerts.Register, borders.Register, bus.Register, statements.Register, cooperations.Register,
		diary.Register, drafts.Register, drive.Register, home.Register, messages.Register, obligations.Register, overview.Register, papers.Register, procedures.Register, public.Register, registry.Register, reports.Register, search.Register, signing.Register, timetables.Register, travel.Register, verify.Register, waste.Register,
	} {
		register(f)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	n.routes = f.Routes()
	mux.Handle("GET "+assets.Prefix, assets.Handler())
	mux.Handle("/", f.NotFound())
	return n.guard(mux, f.CrossSite()), nil
}

// guard keeps strangers' pages from acting in a visitor's name, and sets the
// headers that every answer has. Machines have keys instead of cookies.
func (n *Node) guard(next, crossSite http.Handler) http.Handler {
	csrf := http.NewCrossOriginProtection()
	csrf.SetDenyHandler(crossSite)
	csrf.AddInsecureBypassPattern("POST /ingest/")
	return csrf.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Content-Security-Policy", ui.CSP(false))
		n.metrics.watch(next).ServeHTTP(w, r)
	}))
}
