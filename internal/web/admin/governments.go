// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/web/account"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type governmentRow struct{ Code, Name, Kind, Invited string }

type governmentsBody struct {
	Tabs              []ui.Tab
	Rows              []governmentRow
	Code, Login, Name string
	Codes             []ui.Option
}

func governmentsPage(v *front.Visit) (*ui.Page, error) {
	known, err := v.Desk.Governments(v.R.Context())
	if err != nil {
		return nil, err
	}
	body := governmentsBody{
		Tabs: tabs(v, "governments"), Code: typed(v, "code"), Login: typed(v, "login"), Name: typed(v, "name"),
		Codes: []ui.Option{{Value: "", Label: v.T("entry.choose_government")}},
	}
	invitations, err := v.Desk.Invitations(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, g := range known {
		body.Rows = append(body.Rows, governmentRow{g.Code, g.Name, v.T("party.kind." + string(g.Kind)), invited(v, invitations, g.Code)})
		taken[g.Code] = true
	}
	province := region.Parent(v.Actor.Government)
	if province == "" {
		province = v.Actor.Government
	}
	for _, code := range append([]string{province}, region.Regencies()...) {
		if !taken[code] {
			body.Codes = append(body.Codes, ui.Option{Value: code, Label: account.Government(code).Name + " (" + code + ")"})
		}
	}
	page := v.Page(v.T("admin.governments"), home(v))
	page.Body = body
	return page, nil
}

// invited says how a government's first administrator came in, to the two
// governments that it concerns.
func invited(v *front.Visit, all []store.Invitation, code string) string {
	for _, i := range all {
		switch {
		case i.Government != code:
		case i.UsedUS == 0:
			return v.T("admin.invited_open", "Name", i.Name, "By", i.ByName, "Government", region.Name(i.By))
		default:
			return v.T("admin.invited_used", "Name", i.Name, "By", i.ByName, "Government", region.Name(i.By), "Host", i.UsedHost, "At", i18n.DateTime(v.Lang, time.UnixMicro(i.UsedUS)))
		}
	}
	return ""
}

func (p *pages) showGovernments(v *front.Visit) error {
	if err := administers(v); err != nil {
		return err
	}
	page, err := governmentsPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.governments, page)
}

func (p *pages) addGovernment(v *front.Visit) error {
	if err := administers(v); err != nil {
		return err
	}
	page, err := governmentsPage(v)
	if err != nil {
		return err
	}
	g := account.Government(typed(v, "code"))
	secret, err := v.Desk.AddGovernment(v.R.Context(), v.Actor, g, typed(v, "login"), typed(v, "name"))
	if err != nil {
		return v.Retry(p.governments, page, err)
	}
	return p.showLink(v, g.Name, v.T("admin.government_added", "Government", g.Name, "Name", typed(v, "name")), secret, ui.Link{Href: "/admin/governments", Label: v.T("admin.governments")})
}
