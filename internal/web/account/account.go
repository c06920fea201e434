// SPDX-License-Identifier: Apache-2.0

// Package account is the pages for getting in: signing in and out, accepting
// an invitation, and setting up an empty system through its one-time link; and
// a person's own page, where they say where their messages go by mail.
package account

import (
	"embed"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/region"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Failed sign-ins are slowed down by address, and more so by address and name
// together. They are not counted by name alone: then anybody could keep
// somebody else out.
const (
	pairEvery, pairBurst = 30 * time.Second, 10
	hostEvery, hostBurst = 6 * time.Second, 50
)

type pages struct {
	login, link, setup, self, mail *ui.View
	pairs, hosts, letters          *front.Limiter
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		login: f.View(files, "login.html"),
		link:  f.View(files, "link.html"),
		setup: f.View(files, "setup.html"),
		self:  f.View(files, "self.html"),
		mail:  f.View(files, "mail.html"),
		pairs: front.NewLimiter(pairEvery, pairBurst), hosts: front.NewLimiter(hostEvery, hostBurst), letters: front.NewLimiter(letterEvery, letterBurst),
	}
	f.Handle("GET /login", p.showLogin)
	f.Handle("POST /login", p.doLogin)
	f.Handle("POST /logout", p.doLogout)
	f.Handle("GET /link/{secret}", p.showLink)
	f.Handle("POST /link/{secret}", p.doLink)
	f.Handle("GET /setup/{secret}", p.showSetup)
	f.Handle("POST /setup/{secret}", p.doSetup)
	f.Handle("GET /account", p.showSelf)
	f.Handle("POST /account/mail", p.changeMail)
	f.Handle("GET /account/mail/{secret}", p.showMail)
	f.Handle("POST /account/mail/{secret}", p.confirmMail)
}

type loginBody struct{ Login, Next string }

func (p *pages) showLogin(v *front.Visit) error {
	page := v.Page(v.T("account.login_title"))
	page.Quiet, page.Nav = true, nil
	page.Body = loginBody{Next: local(v.R.URL.Query().Get("next"))}
	return v.Render(p.login, page)
}

// local keeps an address on this server, so that nobody is sent elsewhere.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.HasPrefix(next, "/\\") {
		return "/"
	}
	return next
}

func (p *pages) doLogin(v *front.Visit) error {
	login, next := v.R.PostFormValue("login"), local(v.R.PostFormValue("next"))
	page := v.Page(v.T("account.login_title"))
	page.Quiet, page.Nav = true, nil
	page.Body = loginBody{login, next}
	host, now := front.HostOf(v.R), time.Now()
	pair := host + " " + strings.ToLower(login)
	if p.hosts.Spent(host, now) || p.pairs.Spent(pair, now) {
		return v.Retry(p.login, page, fault.New(fault.TooMany, "account.too_many", "Minutes", 5))
	}
	token, err := v.Desk.Login(v.R.Context(), login, v.R.PostFormValue("password"))
	if err != nil {
		p.hosts.Allow(host, now)
		p.pairs.Allow(pair, now)
		return v.Retry(p.login, page, err)
	}
	v.SignIn(token)
	return v.Redirect(next, "")
}

func (p *pages) doLogout(v *front.Visit) error {
	if err := v.SignOut(); err != nil {
		return err
	}
	return v.Redirect("/login", "account.signed_out")
}

type linkBody struct{ Name, Login, Secret, Invited string }

func (p *pages) showLink(v *front.Visit) error {
	page, err := p.linkPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.link, page)
}

func (p *pages) linkPage(v *front.Visit) (*ui.Page, error) {
	secret := v.R.PathValue("secret")
	a, err := v.Desk.LinkFor(v.R.Context(), secret)
	if err != nil {
		return nil, err
	}
	page := v.Page(v.T("account.link_title"))
	page.Quiet, page.Nav = true, nil
	body := linkBody{Name: a.Name, Login: a.Login, Secret: secret}
	if l, foreign, err := v.Desk.InvitedBy(v.R.Context(), secret); err != nil {
		return nil, err
	} else if foreign {
		body.Invited = v.T("account.invited_by", "Name", l.ByName, "Government", region.Name(l.By), "Own", region.Name(a.Government))
	}
	page.Body = body
	return page, nil
}

func (p *pages) doLink(v *front.Visit) error {
	page, err := p.linkPage(v)
	if err != nil {
		return err
	}
	password := v.R.PostFormValue("password")
	if password != v.R.PostFormValue("again") {
		return v.Retry(p.link, page, fault.InvalidFields([]fault.Field{fault.NewField("again", "account.passwords_differ")}))
	}
	if err := v.Desk.SetPassword(v.R.Context(), v.R.PathValue("secret"), password, front.HostOf(v.R)); err != nil {
		return v.Retry(p.link, page, err)
	}
	return v.Redirect("/login", "account.password_set")
}

type setupBody struct {
	Secret            string
	Code, Login, Name string
	P                 party.Particulars
	Codes             []ui.Option
}

func (p *pages) setupPage(v *front.Visit) (*ui.Page, error) {
	secret := v.R.PathValue("secret")
	if err := v.Desk.CheckSetup(v.R.Context(), secret); err != nil {
		return nil, err
	}
	page := v.Page(v.T("account.setup_title"))
	page.Quiet, page.Nav = true, nil
	body := setupBody{Secret: secret, Code: v.R.PostFormValue("code"), Login: v.R.PostFormValue("login"), Name: v.R.PostFormValue("name"), P: Particulars(v.R.PostFormValue)}
	for _, code := range region.Regencies() {
		body.Codes = append(body.Codes, ui.Option{Value: code, Label: Government(code).Name + " (" + code + ")"})
	}
	page.Body = body
	return page, nil
}

func (p *pages) showSetup(v *front.Visit) error {
	page, err := p.setupPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.setup, page)
}

func (p *pages) doSetup(v *front.Visit) error {
	page, err := p.setupPage(v)
	if err != nil {
		return err
	}
	form := v.R.PostForm
	if form.Get("password") != form.Get("again") {
		return v.Retry(p.setup, page, fault.InvalidFields([]fault.Field{fault.NewField("again", "account.passwords_differ")}))
	}
	g := Government(form.Get("code"))
	if err := v.Desk.Setup(v.R.Context(), v.R.PathValue("secret"), g, Particulars(v.R.PostFormValue), form.Get("login"), form.Get("name"), form.Get("password")); err != nil {
		return v.Retry(p.setup, page, err)
	}
	token, err := v.Desk.Login(v.R.Context(), form.Get("login"), form.Get("password"))
	if err != nil {
		return err
	}
	v.SignIn(token)
	next := "/"
	if v.Has("/admin") {
		next = "/admin"
	}
	return v.Redirect(next, "account.welcome")
}

// Government gives the government with a code of the official list, as it is
// entered.
func Government(code string) party.Government {
	g := party.Government{Code: code, Name: region.Name(code), Short: region.Short(code)}
	switch {
	case !region.Known(code):
		g.Name = ""
	case region.LevelOf(code) == region.ProvinceLevel:
		g.Kind = party.Province
		g.Name = "Provinsi " + region.Name(code)
	case strings.HasPrefix(g.Name, "Kota "):
		g.Kind = party.City
	default:
		g.Kind = party.Regency
	}
	return g
}
