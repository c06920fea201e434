// SPDX-License-Identifier: Apache-2.0

// Package front is the front door of the pages: it knows who is visiting (by
// session cookie), in which language, and turns what a page's handler returns
// into an answer: a page, a redirect, or a designed page that says what could
// not be done. It knows no page itself. Areas (packages beside this one)
// register their routes with it.
package front

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/web/ui"
)

// SessionCookie is the name of the cookie that holds the session's token.
const SessionCookie = "sinergi_session"

// MaxForm bounds a form without files; MaxUpload one with files.
const (
	MaxForm   = 1 << 20
	MaxUpload = 80 << 20
)

// Config is what the front door works with.
type Config struct {
	Desk      *ops.Desk
	Text      *i18n.Catalog
	Templates *ui.Templates
	Log       *slog.Logger
	BaseURL   string // under which people reach the server; https makes cookies secure
}

// Front gathers the routes of all areas.
type Front struct {
	Config
	mux      *http.ServeMux
	failures *ui.View
	routes   []string
	err      error // of templates that cannot be read
}

// New makes a front door on a mux.
func New(mux *http.ServeMux, cfg Config) *Front {
	f := &Front{Config: cfg, mux: mux}
	f.failures, f.err = cfg.Templates.Failures()
	return f
}

// View reads the templates of a page, as ui.Templates.Parse does. That one
// cannot be read is told by Err, once all areas have registered.
func (f *Front) View(fsys fs.FS, files ...string) *ui.View {
	view, err := f.Templates.Parse(fsys, files...)
	f.err = errors.Join(f.err, err)
	return view
}

// Err says which templates cannot be read; such a front door must not be
// opened.
func (f *Front) Err() error { return f.err }

// Handler answers a visit. An error becomes a page that says so.
type Handler func(*Visit) error

// Handle registers a route, such as "GET /statements/{id}".
func (f *Front) Handle(pattern string, h Handler) { f.handle(pattern, reading{longest: MaxText}, h) }

// HandleText is Handle for a form with whole texts in it.
func (f *Front) HandleText(pattern string, h Handler) {
	f.handle(pattern, reading{longest: MaxLongText}, h)
}

// HandleParts registers a route whose form is read by the handler itself, with
// Visit.Parts: what is sent, at most limit bytes, stays in memory, where
// secrets in it can be wiped.
func (f *Front) HandleParts(pattern string, limit int64, h Handler) {
	f.handle(pattern, reading{parts: limit}, h)
}

// reading is how the form of a route is read.
type reading struct {
	longest int   // bytes of a value
	parts   int64 // bytes of all, when the handler reads it; 0: it does not
}

func (f *Front) handle(pattern string, how reading, h Handler) {
	f.routes = append(f.routes, pattern)
	f.mux.Handle(pattern, f.visit(how, h))
}

// Routes lists the registered patterns.
func (f *Front) Routes() []string { return f.routes }

// visit finds out who comes, and answers for the handler.
func (f *Front) visit(how reading, h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &Visit{Front: f, W: w, R: r, Lang: i18n.Negotiate(r)}
		defer func() {
			if p := recover(); p != nil {
				f.Log.Error("page panicked", "path", v.logged(), "panic", p, "stack", string(debug.Stack()))
				v.fail(errors.New("panic"))
			}
		}()
		if v.switchLanguage() {
			return
		}
		if c, err := r.Cookie(SessionCookie); err == nil {
			v.token = c.Value
			actor, err := f.Desk.Who(r.Context(), c.Value)
			if err != nil {
				v.fail(err)
				return
			}
			v.Actor = actor
		}
		if !v.Actor.Public() { // pages and files alike; a handler may say otherwise
			w.Header().Set("Cache-Control", "no-store")
		}
		limit := int64(MaxForm)
		if v.multipart() && !v.Actor.Public() {
			limit = MaxUpload
		}
		if how.parts > 0 {
			limit = how.parts
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		if err := v.readAddress(); err != nil {
			v.fail(err)
			return
		}
		if how.parts == 0 {
			if err := v.readForm(how.longest); err != nil {
				v.fail(err)
				return
			}
		}
		if err := h(v); err != nil {
			v.fail(err)
		}
	})
}

// Visit is one request of one person.
type Visit struct {
	*Front
	W     http.ResponseWriter
	R     *http.Request
	Actor policy.Actor
	Lang  string
	token string
}

// T translates a message. args alternate name and value.
func (v *Visit) T(key string, args ...any) string {
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			m[name] = args[i+1]
		}
	}
	return v.Text.T(v.Lang, key, m)
}

// switchLanguage answers ?lang=en by remembering it and going back.
func (v *Visit) switchLanguage() bool {
	q := v.R.URL.Query()
	lang := q.Get("lang")
	if v.R.Method != http.MethodGet || (lang != i18n.Indonesian && lang != i18n.English) {
		return false
	}
	q.Del("lang")
	http.SetCookie(v.W, &http.Cookie{Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 86400, SameSite: http.SameSiteLaxMode, HttpOnly: true, Secure: v.Secure()})
	to := *v.R.URL
	to.RawQuery = q.Encode()
	http.Redirect(v.W, v.R, to.RequestURI(), http.StatusSeeOther)
	return true
}

// Secure reports whether people reach the server by https.
func (v *Visit) Secure() bool { return strings.HasPrefix(v.BaseURL, "https://") }

// SignIn remembers a session in the browser.
func (v *Visit) SignIn(token string) {
	http.SetCookie(v.W, &http.Cookie{Name: SessionCookie, Value: token, Path: "/", HttpOnly: true, Secure: v.Secure(), SameSite: http.SameSiteLaxMode})
}

// SignOut ends the session and forgets it in the browser.
func (v *Visit) SignOut() error {
	http.SetCookie(v.W, &http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: v.Secure(), SameSite: http.SameSiteLaxMode})
	if v.token == "" {
		return nil
	}
	return v.Desk.Logout(v.R.Context(), v.token)
}

// Redirect goes to another page after an action; flash is the key of the
// message that is shown there once, or "".
func (v *Visit) Redirect(to, flash string) error {
	if flash != "" {
		http.SetCookie(v.W, &http.Cookie{Name: "flash", Value: flash, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.Secure()})
	}
	http.Redirect(v.W, v.R, to, http.StatusSeeOther)
	return nil
}

// takeFlash gives the message of the last action, once.
func (v *Visit) takeFlash() string {
	c, err := v.R.Cookie("flash")
	if err != nil || !v.Text.Has(c.Value) {
		return ""
	}
	http.SetCookie(v.W, &http.Cookie{Name: "flash", Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: v.Secure()})
	return v.T(c.Value)
}

// Page starts a page with its frame.
func (v *Visit) Page(title string, crumbs ...ui.Link) *ui.Page {
	p := &ui.Page{Lang: v.Lang, Title: title, Path: v.here(), Crumbs: crumbs, Nav: v.nav()}
	if !v.Actor.Public() {
		p.User = &ui.User{Name: v.Actor.Name, Office: v.office(), Government: ops.GovernmentName(v.Actor.Government)}
	}
	return p
}

// here is the address under which the page can be asked for again. What
// answers a form has none of its own; it is asked for where the form was.
func (v *Visit) here() string {
	if v.R.Method == http.MethodGet || v.knows(http.MethodGet, v.R.URL.Path) {
		return v.R.URL.RequestURI()
	}
	from, err := url.Parse(v.R.Referer())
	if err == nil && from.Host == v.R.Host && v.knows(http.MethodGet, from.Path) {
		return from.RequestURI()
	}
	return "/"
}

// knows reports whether there is a page or action at a path.
func (f *Front) knows(method, path string) bool {
	r := &http.Request{Method: method, URL: &url.URL{Path: path}}
	_, pattern := f.mux.Handler(r)
	return slices.Contains(f.routes, pattern)
}

// office says in words what the actor's office is.
func (v *Visit) office() string {
	for _, r := range v.Actor.Roles {
		return v.T("role." + string(r))
	}
	return ""
}

func (v *Visit) nav() []ui.NavItem {
	path := v.R.URL.Path
	item := func(href, key string) ui.NavItem {
		return ui.NavItem{Href: href, Label: v.T(key), Current: path == href || (href != "/" && strings.HasPrefix(path, href))}
	}
	if v.Actor.Public() {
		return []ui.NavItem{item("/travel", "nav.travel"), item("/public", "nav.public"), item("/verify", "nav.verify")}
	}
	items := []ui.NavItem{item("/", "nav.home")}
	if v.Has("/messages") {
		items = append(items, v.unread(item("/messages", "nav.messages")))
	}
	items = append(items, item("/cooperations", "nav.cooperations"), item("/statements", "nav.statements"))
	if (v.Actor.Has(policy.Signer) || v.Actor.Has(policy.Observer)) && v.Has("/overview") {
		overview := item("/overview", "nav.overview")
		overview.Current = overview.Current || strings.HasPrefix(path, "/province")
		items = append(items, overview)
	}
	if v.Has("/obligations") {
		items = append(items, item("/obligations", "nav.obligations"))
	}
	if v.Has("/papers") {
		items = append(items, item("/papers", "nav.papers"))
	}
	if v.Actor.Has(policy.Cooperation) || v.Actor.Has(policy.Observer) {
		if v.Has("/reports") {
			reports := item("/reports", "nav.reports")
			reports.Current = reports.Current || strings.HasPrefix(path, "/evaluations")
			items = append(items, reports)
		}
	}
	if v.Has("/search") {
		items = append(items, item("/search", "nav.search"))
	}
	if v.Has("/borders") {
		items = append(items, item("/borders", "nav.borders"))
	}
	if v.Actor.Has(policy.Admin) && v.Has("/admin") {
		items = append(items, item("/admin", "nav.admin"))
	}
	if (v.Actor.Has(policy.Admin) || v.Actor.Has(policy.Auditor)) && v.Has("/trail") {
		items = append(items, item("/trail", "nav.trail"))
	}
	return append(items, item("/travel", "nav.travel"), item("/public", "nav.public"))
}

// unread counts what the visitor has not read beside the way there. A page does
// not fail for want of the number.
func (v *Visit) unread(item ui.NavItem) ui.NavItem {
	n, err := v.Desk.Unread(v.R.Context(), v.Actor)
	if err != nil {
		v.Trouble("count unread messages", err)
	}
	item.Count = n
	return item
}

// Has reports whether there is a page at a path.
func (f *Front) Has(path string) bool { return slices.Contains(f.routes, "GET "+path) }

// Render writes a page.
func (v *Visit) Render(view *ui.View, p *ui.Page) error {
	return v.RenderStatus(view, p, http.StatusOK)
}

// RenderStatus writes a page with a status of its own, such as 422 for a form
// that needs correcting.
func (v *Visit) RenderStatus(view *ui.View, p *ui.Page, status int) error {
	if p.Flash == "" {
		p.Flash = v.takeFlash()
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", ui.CSP(p.Map))
	h.Set("Cache-Control", "no-store")
	return view.Render(&statusWriter{v.W, status}, p)
}

// Retry shows a form again with what is wrong. Errors that no correction of
// the form mends are passed on.
func (v *Visit) Retry(view *ui.View, p *ui.Page, err error) error {
	kind := fault.KindOf(err)
	if kind != fault.Invalid && kind != fault.Conflict && kind != fault.Unauthenticated && kind != fault.TooMany {
		return err
	}
	p.Error = ui.ProblemOf(v.Text, v.Lang, err)
	return v.RenderStatus(view, p, ui.StatusOf(kind))
}

// statusWriter writes its status before the first byte.
type statusWriter struct {
	w      http.ResponseWriter
	status int
}

func (s *statusWriter) Write(b []byte) (int, error) {
	if s.status != 0 {
		s.w.WriteHeader(s.status)
		s.status = 0
	}
	n, err := s.w.Write(b)
	if err != nil {
		err = fmt.Errorf("%w: %w", errLeft, err)
	}
	return n, err
}

// Trouble logs what went wrong, unless it did because the visitor has gone: a
// closed page is no mistake of ours. It reports whether the visitor is there.
func (v *Visit) Trouble(what string, err error, args ...any) (here bool) {
	args = append(args, "path", v.logged(), "err", err)
	if v.R.Context().Err() != nil || errors.Is(err, errLeft) {
		v.Log.Debug(what+", the visitor has left", args...)
		return false
	}
	v.Log.Error(what, args...)
	return true
}

// errLeft: an answer could not be written to the end.
var errLeft = errors.New("the visitor has left")

// fail answers with a page that says what could not be done.
func (v *Visit) fail(err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = fault.Wrap(fault.Invalid, "ui.file_too_large", err, "MiB", max(1, tooLarge.Limit>>20))
	}
	kind := fault.KindOf(err)
	if kind == fault.Unauthenticated && v.R.Method == http.MethodGet {
		http.Redirect(v.W, v.R, "/login?next="+url.QueryEscape(v.R.URL.RequestURI()), http.StatusSeeOther)
		return
	}
	status := ui.StatusOf(kind)
	failure := ui.Failure{Status: status}
	if kind == fault.Unauthenticated {
		failure.Action = &ui.Link{Href: "/login?next=" + url.QueryEscape(v.here()), Label: v.T("ui.login")}
	}
	if kind == fault.Internal {
		failure.Incident = incident()
		if !v.Trouble("page failed", err, "incident", failure.Incident) {
			return
		}
	} else {
		p := ui.ProblemOf(v.Text, v.Lang, err)
		failure.Message = p.Message
		for _, f := range p.Fields {
			failure.Message += " " + f.Text
		}
	}
	p := v.Page(ui.FailureTitle(v.Text, v.Lang, status))
	p.Body = failure
	if err := v.RenderStatus(v.failures, p, status); err != nil {
		if v.Trouble("error page failed", err) {
			http.Error(v.W, http.StatusText(status), status)
		}
	}
}

// logged is the address as the log may hold it: a secret in it stays out.
func (v *Visit) logged() string {
	if strings.Contains(v.R.Pattern, "{secret}") {
		return v.R.Pattern
	}
	return v.R.URL.Path
}

// NotFound answers for addresses that no area knows, and for what cannot be
// done at one that it does.
func (f *Front) NotFound() http.Handler {
	return f.visit(reading{longest: MaxText}, func(v *Visit) error {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			if v.R.Method != method && f.knows(method, v.R.URL.Path) {
				v.W.Header().Set("Allow", method)
				http.Error(v.W, v.T("ui.method"), http.StatusMethodNotAllowed)
				return nil
			}
		}
		return fault.New(fault.NotFound, "policy.not_found")
	})
}

// CrossSite answers a form that was sent from another site.
func (f *Front) CrossSite() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &Visit{Front: f, W: w, R: r, Lang: i18n.Negotiate(r)}
		v.fail(fault.New(fault.Denied, "ui.cross_site"))
	})
}

func incident() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToUpper(hex.EncodeToString(b[:]))
}
