package registry

import (
	"html/template"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/store"
	"sinergi/internal/web/draw"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// phoneBody is the page that shows the link of a driver's phone, this once.
type phoneBody struct {
	Summary ui.Summary
	Link    string
	QR      template.HTML
	Plain   bool // it is reached without https: positions will not work
	Back    ui.Link
}

// invitePhone makes the link with which a driver's phone enrols.
func (p *pages) invitePhone(v *front.Visit) error {
	r, err := load(v)
	if err != nil {
		return err
	}
	id := strings.Join(strings.Fields(v.R.PostFormValue("phone")), " ")
	secret, err := v.Desk.InvitePhone(v.R.Context(), v.Actor, r.Service.ID, id, v.R.PostFormValue("phone_vehicle"))
	if err != nil {
		return v.Retry(p.vehicles, vehiclesPage(v, r), err)
	}
	link := strings.TrimSuffix(v.BaseURL, "/") + "/drive/enrol/" + secret
	body := phoneBody{
		Summary: ui.Summary{Text: v.T("registry.phone_answer", "Phone", id), Note: v.T("registry.phone_once", "Phone", id)}, Link: link,
		Plain: !strings.HasPrefix(link, "https://"), Back: ui.Link{Href: base(r) + "/devices/" + url.PathEscape(id), Label: v.T("registry.phone_done")},
	}
	if body.QR, err = draw.QR(link, v.T("registry.phone_qr", "Phone", id)); err != nil {
		return err
	}
	page := newPage(v, r, v.T("registry.phone_title"), ui.Link{Href: base(r), Label: v.T("registry.title_vehicles")})
	page.Body = body
	return v.Render(p.phone, page)
}

func (p *pages) withdrawLink(v *front.Visit) error {
	r, _, err := devicePage(v)
	if err != nil {
		return err
	}
	id := v.R.PathValue("device")
	if err := v.Desk.WithdrawPhoneLink(v.R.Context(), v.Actor, id); err != nil {
		return err
	}
	return v.Redirect(base(r)+"/devices/"+url.PathEscape(id), "registry.phone_withdrawn")
}

// linkState says how the newest link of a phone stands; open reports whether it
// can still be used.
func linkState(v *front.Visit, r ops.Registry, d store.Device) (text string, open bool) {
	inv, ok := r.Invited[d.ID]
	at := func(us int64) string { return i18n.DateTime(v.Lang, time.UnixMicro(us).In(civil.WIB())) }
	switch {
	case !ok:
		return v.T("registry.link_none"), false
	case inv.UsedUS > 0:
		return v.T("registry.link_used", "At", at(inv.UsedUS)), false
	case inv.WithdrawnUS > 0:
		return v.T("registry.link_withdrawn", "At", at(inv.WithdrawnUS)), false
	case !inv.Open(v.Desk.Now().UnixMicro()):
		return v.T("registry.link_over", "At", at(inv.ExpiresUS)), false
	}
	return v.T("registry.link_open", "At", at(inv.ExpiresUS)), true
}
