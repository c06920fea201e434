package account

import (
	"net/http"
	"net/url"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/notice"
	"sinergi/internal/procedure"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// Letters to addresses that are not yet confirmed are few: nobody is to be
// pestered through this server.
const (
	letterEvery, letterBurst = 10 * time.Minute, 5
)

type selfBody struct {
	Facts   []ui.Fact
	Mails   bool // this server sends letters
	Notices []ui.Notice

	Address, Often, Language string
	Oftens, Languages        []ui.Option
}

func (p *pages) showSelf(v *front.Visit) error {
	m, err := v.Desk.MyMailbox(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	page, err := selfPage(v, m)
	if err != nil {
		return err
	}
	return v.Render(p.self, page)
}

// facts says who the visitor is, their office, and for which others they act.
func facts(v *front.Visit) ([]ui.Fact, error) {
	all := []ui.Fact{{Label: v.T("account.name"), Value: v.Actor.Name}, {Label: v.T("account.government"), Value: region.Name(v.Actor.Government)}}
	for _, r := range v.Actor.Roles {
		all = append(all, ui.Fact{Label: v.T("account.role"), Value: v.T("role." + string(r))})
	}
	by, err := v.Desk.Capacities(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	if by.Office != "" {
		fact := ui.Fact{Label: v.T("admin.office"), Value: by.Title, Href: "/admin/offices/" + url.PathEscape(by.Office)}
		if by.Kind != procedure.HeadOfRegion {
			fact.Note = v.T("account.may_delegate")
		}
		all = append(all, fact)
	}
	for _, c := range by.Others {
		all = append(all, ui.Fact{Label: v.T("account.acts_for"), Value: c.Title, Note: v.T("account.by_letter", "Letter", c.Letter)})
	}
	return all, nil
}

func selfPage(v *front.Visit, m store.Mailbox) (*ui.Page, error) {
	b := selfBody{Mails: v.Desk.SendsMail(), Address: m.Address, Often: string(m.Often), Language: m.Lang}
	var err error
	if b.Facts, err = facts(v); err != nil {
		return nil, err
	}
	if m.Pending != "" {
		b.Address = m.Pending
		b.Notices = append(b.Notices, ui.Notice{Text: v.T("mail.pending", "Address", m.Pending)})
	}
	if m.Failure != "" {
		b.Notices = append(b.Notices, ui.Notice{Text: v.T("mail.failing_self", "At", time.UnixMicro(m.FailedUS))})
	}
	if b.Language == "" {
		b.Language = v.Lang
	}
	for _, o := range notice.OftenChoices() {
		b.Oftens = append(b.Oftens, ui.Option{Value: string(o), Label: v.T("mail.often." + string(o))})
	}
	b.Languages = []ui.Option{{Value: i18n.Indonesian, Label: "Bahasa Indonesia"}, {Value: i18n.English, Label: "English"}}
	page := v.Page(v.T("ui.account"))
	page.Body = b
	return page, nil
}

func (p *pages) changeMail(v *front.Visit) error {
	form := v.R.PostForm
	m, err := v.Desk.MyMailbox(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	asked, now := false, time.Now()
	if form.Get("address") != m.Address && p.letters.Spent(v.Actor.Account, now) {
		err = fault.New(fault.TooMany, "mail.too_often")
	} else {
		asked, err = v.Desk.ChangeMailbox(v.R.Context(), v.Actor, form.Get("address"), notice.Often(form.Get("often")), form.Get("language"))
	}
	if asked {
		p.letters.Allow(v.Actor.Account, now)
	}
	if err != nil {
		m.Pending, m.Address, m.Often, m.Lang = "", form.Get("address"), notice.Often(form.Get("often")), form.Get("language")
		page, failed := selfPage(v, m)
		if failed != nil {
			return failed
		}
		return v.Retry(p.self, page, err)
	}
	if asked { // the page says where the link went
		return v.Redirect("/account", "")
	}
	return v.Redirect("/account", "mail.changed")
}

type mailBody struct {
	Text, Secret string
	Dead         bool // the link confirms nothing
}

func mailPage(v *front.Visit, b mailBody) *ui.Page {
	page := v.Page(v.T("mail.confirm_title"), ui.Link{Href: "/account", Label: v.T("ui.account")})
	page.Body = b
	return page
}

func (p *pages) showMail(v *front.Visit) error {
	secret := v.R.PathValue("secret")
	address, err := v.Desk.PendingAddress(v.R.Context(), v.Actor, secret)
	if err != nil {
		return p.deadLink(v, err)
	}
	return v.Render(p.mail, mailPage(v, mailBody{Text: v.T("mail.confirm_ask", "Name", v.Actor.Name, "Address", address), Secret: secret}))
}

func (p *pages) confirmMail(v *front.Visit) error {
	if err := v.Desk.ConfirmAddress(v.R.Context(), v.Actor, v.R.PathValue("secret")); err != nil {
		return p.deadLink(v, err)
	}
	return v.Redirect("/account", "mail.confirmed")
}

// deadLink says that a link confirms nothing, and where a new one is to be had.
func (p *pages) deadLink(v *front.Visit, err error) error {
	if fault.KindOf(err) != fault.NotFound {
		return err
	}
	return v.RenderStatus(p.mail, mailPage(v, mailBody{Text: ui.ProblemOf(v.Text, v.Lang, err).Message, Dead: true}), http.StatusNotFound)
}
