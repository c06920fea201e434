// SPDX-License-Identifier: Apache-2.0

// Package signing is the pages of a signing: the day with its order, place and
// people, the form on which a signer signs, what to do when nobody knows
// whether a service has signed, and the log of the exchanges with it. Whose
// move it is and what is taken is decided in package ops.
package signing

import (
	"bytes"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	core "sinergi/internal/signing"
	"sinergi/internal/web/account"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// maxSigned bounds a form with a signed PDF in it, in bytes.
const maxSigned = 66 << 20

type pages struct{ open, day, sign, attempt, schedule, void, attendees, calls *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		open:      f.View(files, "open.html"),
		day:       f.View(files, "day.html"),
		sign:      f.View(files, "sign.html", "parts.html"),
		attempt:   f.View(files, "attempt.html"),
		schedule:  f.View(files, "schedule.html"),
		void:      f.View(files, "void.html"),
		attendees: f.View(files, "attendees.html"),
		calls:     f.View(files, "calls.html"),
	}
	f.Handle("GET /signing/new", p.showOpen)
	f.Handle("POST /signing/new", p.doOpen)
	f.Handle("GET /signing/calls", p.showCalls)
	f.Handle("GET /signing/{round}", p.showDay)
	f.Handle("GET /signing/{round}/files/{paper}", paper)
	f.Handle("GET /signing/{round}/sign", p.showSign)
	f.Handle("POST /signing/{round}/ask", p.ask)
	f.HandleParts("POST /signing/{round}/sign", maxSigned, p.doSign)
	f.Handle("POST /signing/{round}/withdraw", p.withdraw)
	f.Handle("GET /signing/{round}/attempts/{attempt}", p.showAttempt)
	f.HandleParts("POST /signing/{round}/attempts/{attempt}", maxSigned, p.resolve)
	f.Handle("GET /signing/{round}/schedule", p.showSchedule)
	f.Handle("POST /signing/{round}/schedule", p.doSchedule)
	f.Handle("GET /signing/{round}/void", p.showVoid)
	f.Handle("POST /signing/{round}/void", p.doVoid)
	f.Handle("GET /signing/{round}/attendees", p.showAttendees)
	f.Handle("POST /signing/{round}/attendees", p.doAttendees)
	f.Handle("POST /signing/{round}/seal", p.seal)
}

// signedIn sends the public to the login page.
func signedIn(v *front.Visit) error {
	if v.Actor.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return nil
}

func at(v *front.Visit) string { return "/signing/" + v.R.PathValue("round") }

// crumbs lead back over the run and the day of signing.
func crumbs(v *front.Visit, d ops.SigningDay, deep bool) []ui.Link {
	links := []ui.Link{{Href: "/cooperations/" + d.Coop, Label: v.T("nav.cooperations")}, {Href: "/runs/" + url.PathEscape(d.Round.Run), Label: d.RunTitle}}
	if deep {
		links = append(links, ui.Link{Href: "/signing/" + d.Round.ID, Label: v.T("signing.page")})
	}
	return links
}

// retry shows a form again with what is wrong, also when it is that something
// elsewhere does not work.
func retry(v *front.Visit, view *ui.View, p *ui.Page, err error) error {
	if fault.KindOf(err) == fault.Unavailable {
		p.Error = ui.ProblemOf(v.Text, v.Lang, err)
		return v.RenderStatus(view, p, http.StatusServiceUnavailable)
	}
	return v.Retry(view, p, err)
}

type openBody struct {
	Run, Branch, Title string
	Parties            []openParty
	On, Time, Place    string
	ByHand             bool
	First              string
	Reason             string
	Rescheduled        bool
	Unfilled           []ui.Notice // governments whose seat or contact is not entered
	Back               string
}

type openParty struct {
	Code, Name, Means string
	Outside           bool
	Proxy             bool // an official may sign in the place of the head of region
	InPerson          bool
	SignerName        string
	SignerTitle       string
}

// openPage asks for the day, the place and how each party signs.
func (p *pages) openPage(v *front.Visit) (*ui.Page, openBody, error) {
	if err := signedIn(v); err != nil {
		return nil, openBody{}, err
	}
	value := func(name string) string {
		if v.R.Method == http.MethodPost {
			return strings.TrimSpace(v.R.PostFormValue(name))
		}
		return strings.TrimSpace(v.R.URL.Query().Get(name))
	}
	b := openBody{Run: value("run"), Branch: value("branch"), On: value("on"), Time: value("time"), Place: value("place"), ByHand: value("by_hand") != "", First: value("first"), Reason: value("reason")}
	run, err := v.Desk.Proceeding(v.R.Context(), v.Actor, b.Run)
	if err != nil {
		return nil, b, err
	}
	doc := run.Document(b.Branch)
	if n := len(doc.Schedule); n > 0 {
		s := doc.Schedule[n-1].Schedule
		b.Rescheduled = true
		if v.R.Method == http.MethodGet {
			b.On, b.Time, b.Place = s.On.String(), s.Time, s.Place
		}
	} else if b.On == "" && v.R.Method == http.MethodGet {
		b.On = civil.In(time.Now()).String()
	}
	b.Title, b.Back = run.Title(), "/runs/"+url.PathEscape(b.Run)
	for _, party := range run.Parties() {
		b.Parties = append(b.Parties, openParty{
			Code: party.Code, Name: party.Name, Means: value("means_" + party.Code), Outside: string(party.Kind) != "daerah",
			Proxy: doc.SignedAs == procedure.PKS && party.Kind == procedure.RegionalGovernment, InPerson: value("in_person_"+party.Code) != "",
			SignerName: value("outside_" + party.Code), SignerTitle: value("title_" + party.Code),
		})
	}
	unfilled, err := v.Desk.UnfilledToSign(v.R.Context(), v.Actor, b.Run, b.Branch)
	if err != nil {
		return nil, b, err
	}
	b.Unfilled = account.Unfilled(v, unfilled)
	page := v.Page(v.T("signing.open"), ui.Link{Href: b.Back, Label: b.Title})
	page.Body = b
	return page, b, nil
}

// showOpen shows the form, or the signing of the document that there is.
func (p *pages) showOpen(v *front.Visit) error {
	page, b, err := p.openPage(v)
	if err != nil {
		return err
	}
	all, err := v.Desk.SigningRounds(v.R.Context(), v.Actor, b.Run)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Branch == b.Branch && r.State != core.RoundVoid {
			return v.Redirect("/signing/"+r.ID, "")
		}
	}
	return v.Render(p.open, page)
}

func (p *pages) doOpen(v *front.Visit) error {
	page, b, err := p.openPage(v)
	if err != nil {
		return err
	}
	n := ops.NewSigning{
		Run: b.Run, Branch: b.Branch, ByHand: b.ByHand, Time: b.Time, Place: b.Place, Reason: b.Reason, Site: v.BaseURL,
		Means: map[string]core.Means{}, Outside: map[string]ops.Outsider{}, InPerson: map[string]bool{},
	}
	if n.On, err = civil.ParseDate(b.On); err != nil {
		return v.Retry(p.open, page, fault.InvalidFields([]fault.Field{fault.NewField("on", "civil.not_a_date", "Value", b.On)}))
	}
	for _, party := range b.Parties {
		n.Means[party.Code], n.InPerson[party.Code] = core.Means(party.Means), party.InPerson
		n.Outside[party.Code] = ops.Outsider{Name: party.SignerName, Title: party.SignerTitle}
		if party.Code == b.First {
			n.Order = append([]string{party.Code}, n.Order...)
		} else {
			n.Order = append(n.Order, party.Code)
		}
	}
	id, err := v.Desk.OpenSigning(v.R.Context(), v.Actor, n)
	if err != nil {
		return retry(v, p.open, page, err)
	}
	return v.Redirect("/signing/"+id, "signing.done.opened")
}

// paper gives a file of the round, or its minutes.
func paper(v *front.Visit) error {
	id, what := v.R.PathValue("round"), v.R.PathValue("paper")
	var file []byte
	var err error
	if what == "berita-acara" {
		file, err = v.Desk.MinutesPDF(v.R.Context(), v.Actor, id)
	} else {
		file, _, err = v.Desk.SigningFile(v.R.Context(), v.Actor, id, ops.SigningPaper(what))
	}
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="`+what+"-"+id[:min(8, len(id))]+`.pdf"`)
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(v.W, v.R, "", time.Time{}, bytes.NewReader(file))
	return nil
}
