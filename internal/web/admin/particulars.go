package admin

import (
	"net/url"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/party"
	"sinergi/internal/store"
	"sinergi/internal/web/account"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// particularsBody is where the government, or one of its agencies, has its seat
// and is written to: what holds, as a form, and what held before.
type particularsBody struct {
	Tabs     []ui.Tab
	Answer   string
	Agency   string // id; empty: the government
	P        party.Particulars
	Agencies []agencyLink
	History  []particularsRow
}

type agencyLink struct{ Href, Name, Own string }

type particularsRow struct{ At, By, Address, Contact string }

func particularsPage(v *front.Visit, agency string) (*ui.Page, error) {
	ctx := v.R.Context()
	org, err := v.Desk.Organisation(ctx, v.Actor)
	if err != nil {
		return nil, err
	}
	kept, err := v.Desk.Particulars(ctx, v.Actor, agency)
	if err != nil {
		return nil, err
	}
	b := particularsBody{Tabs: tabs(v, "particulars"), Agency: agency}
	name := org.Government.Name
	for _, a := range org.Agencies {
		if a.ID == agency {
			name = a.Name
		}
		link := agencyLink{Href: "/admin/particulars?agency=" + url.QueryEscape(a.ID), Name: a.Name}
		own, err := v.Desk.Particulars(ctx, v.Actor, a.ID)
		if err != nil {
			return nil, err
		}
		if link.Own = v.T("admin.particulars_as_government"); len(own) > 0 && own[0].Particulars != (party.Particulars{}) {
			link.Own = v.T("admin.particulars_own")
		}
		b.Agencies = append(b.Agencies, link)
	}
	switch {
	case agency != "":
		b.Answer = v.T("admin.particulars_agency_answer", "Name", name)
	case len(kept) == 0 || kept[0].Seat == "":
		b.Answer = v.T("admin.particulars_missing", "Name", name)
	default:
		b.Answer = v.T("admin.particulars_answer", "Name", name)
	}
	if len(kept) > 0 {
		b.P = kept[0].Particulars
	}
	for _, k := range kept {
		b.History = append(b.History, historyRow(v, k))
	}
	if v.R.Method == "POST" {
		b.P = account.Particulars(v.R.PostFormValue)
	}
	page := v.Page(v.T("admin.particulars"), home(v))
	if agency != "" {
		page = v.Page(name, home(v), ui.Link{Href: "/admin/particulars", Label: v.T("admin.particulars")})
	}
	page.Body = b
	return page, nil
}

// historyRow says what was entered once, and by whom. What was taken over from
// an older version of the program has no day.
func historyRow(v *front.Visit, k store.Particulars) particularsRow {
	row := particularsRow{At: v.T("admin.particulars_before"), By: k.ByName, Address: listed(k.Seat, k.Address), Contact: listed(k.Contact.Office, k.Contact.Address, k.Contact.Phone, k.Contact.Email)}
	if k.AtUS > 0 {
		row.At = i18n.DateTime(v.Lang, time.UnixMicro(k.AtUS))
	}
	return row
}

// listed writes what is there of some words, "–" when nothing is.
func listed(words ...string) string {
	out := ""
	for _, w := range words {
		switch {
		case w == "":
		case out == "":
			out = w
		default:
			out += ", " + w
		}
	}
	if out == "" {
		return "–"
	}
	return out
}

func (p *pages) showParticulars(v *front.Visit) error {
	page, err := particularsPage(v, v.R.URL.Query().Get("agency"))
	if err != nil {
		return err
	}
	return v.Render(p.particulars, page)
}

func (p *pages) saveParticulars(v *front.Visit) error {
	agency := typed(v, "agency")
	page, err := particularsPage(v, agency)
	if err != nil {
		return err
	}
	if err := v.Desk.SaveParticulars(v.R.Context(), v.Actor, agency, account.Particulars(v.R.PostFormValue)); err != nil {
		return v.Retry(p.particulars, page, err)
	}
	return v.Redirect("/admin/particulars", "admin.particulars_saved")
}
