// SPDX-License-Identifier: Apache-2.0

// Package drive is the page of a bus driver's phone: it enrols with a link, its
// driver chooses a vehicle and a trip, and says when the trip starts, ends or has
// trouble. Plain forms do that much. With JavaScript the page also works without
// a connection, and sends positions: package api takes those in. The phone is
// known by a cookie of its own, never by a person's session.
package drive

import (
	"embed"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/transit"
	"sinergi/internal/web/assets"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// cookie holds the key of the phone.
const cookie = "sinergi_drive"

// kept is how long a phone stays enrolled without being opened, in seconds.
const kept = 400 * 86400 // the most that browsers allow

type pages struct{ drive, enrol, stranger *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{drive: f.View(files, "drive.html"), enrol: f.View(files, "enrol.html"), stranger: f.View(files, "stranger.html")}
	f.Handle("GET /drive", p.show)
	f.Handle("POST /drive", p.say)
	f.Handle("GET /drive/state", state)
	f.Handle("GET /drive/worker.js", worker)
	f.Handle("GET /drive/enrol/{secret}", p.showEnrol)
	f.Handle("POST /drive/enrol/{secret}", p.doEnrol)
}

// quiet starts a page without navigation.
func quiet(v *front.Visit, title string) *ui.Page {
	p := v.Page(title)
	p.Quiet, p.Nav, p.User, p.Crumbs, p.Styles = true, nil, nil, nil, "drive.css"
	return p
}

// key is that of the phone, "" when it has none.
func key(v *front.Visit) string {
	c, err := v.R.Cookie(cookie)
	if err != nil {
		return ""
	}
	return c.Value
}

// driving gives what the phone may see. A phone that is not enrolled, or not any
// more, is Unauthenticated.
func driving(v *front.Visit) (ops.Driving, ops.Source, error) {
	v.W.Header().Set("Cache-Control", "no-store")
	src, err := v.Desk.Driver(v.R.Context(), key(v))
	if err != nil {
		return ops.Driving{}, src, err
	}
	d, err := v.Desk.Driving(v.R.Context(), src)
	return d, src, err
}

// strange tells a phone that it is not enrolled; any other error is passed on.
func (p *pages) strange(v *front.Visit, err error) error {
	if k := fault.KindOf(err); k != fault.Unauthenticated && k != fault.Denied {
		return err
	}
	return v.RenderStatus(p.stranger, quiet(v, v.T("drive.stranger_title")), http.StatusUnauthorized)
}

func (p *pages) show(v *front.Visit) error {
	d, _, err := driving(v)
	if err != nil {
		return p.strange(v, err)
	}
	return v.Render(p.drive, page(v, d))
}

// say takes in what a form says, and shows the page as it is then.
func (p *pages) say(v *front.Visit) error {
	d, src, err := driving(v)
	if err != nil {
		return p.strange(v, err)
	}
	f := v.R.PostFormValue
	start, _ := strconv.Atoi(f("start")) // 0 is of no run
	day, err := civil.ParseDate(f("date"))
	if err != nil {
		day = d.Days[0].Date
	}
	w := transit.Word{
		ID: f("id"), Kind: transit.WordKind(f("say")), Vehicle: f("vehicle"), Date: day, Trip: f("trip"), Start: start,
		Hitch: transit.Hitch(f("trouble")), Text: f("text"), Of: f("of"),
	}
	if err := v.Desk.SayDriver(v.R.Context(), src, w); err != nil {
		return v.Retry(p.drive, page(v, d), err)
	}
	return v.Redirect("/drive", "drive.said")
}

func (p *pages) showEnrol(v *front.Visit) error {
	phone, err := v.Desk.InvitedPhone(v.R.Context(), v.R.PathValue("secret"))
	if err != nil {
		return err
	}
	page := quiet(v, v.T("drive.enrol_title"))
	page.Body = enrolBody{Phone: phone.ID, Service: phone.Name, Secret: v.R.PathValue("secret"), Plain: !v.Secure()}
	return v.Render(p.enrol, page)
}

type enrolBody struct {
	Phone, Service, Secret string
	Plain                  bool // it is reached without https
}

func (p *pages) doEnrol(v *front.Visit) error {
	k, err := v.Desk.EnrolPhone(v.R.Context(), v.R.PathValue("secret"))
	if err != nil {
		return err
	}
	http.SetCookie(v.W, &http.Cookie{Name: cookie, Value: k, Path: "/drive", MaxAge: kept, HttpOnly: true, Secure: v.Secure(), SameSite: http.SameSiteLaxMode})
	return v.Redirect("/drive", "drive.enrolled")
}

// worker is the script that opens the page without a connection. It may only do
// so below /drive.
func worker(v *front.Visit) error {
	body := assets.Body("drive-worker.js")
	if body == nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	h := v.W.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Service-Worker-Allowed", "/drive")
	h.Set("Cache-Control", "no-cache")
	_, err := v.W.Write(body)
	return err
}

// newID names a word of a form, so that sending it twice says it once.
func newID() string { return uuid.NewString() }

// clock writes a time of the service day.
func clock(v *front.Visit, second int) string { return i18n.DayTime(v.Lang, second) }
