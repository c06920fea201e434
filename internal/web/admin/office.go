// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"net/url"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type holderRow struct {
	Edit, Name, Term, Decision string
	Now                        bool
}

type officeBody struct {
	Summary                          ui.Summary
	Action, Base                     string
	Rows                             []holderRow
	Empty                            ui.Empty
	Signature                        []string
	Edit, Renaming                   bool
	Title, Agency                    string
	Own                              []ui.Option
	ID, Name, Prefix, Suffix, Acting string
	NIP, Rank, Decision, From, Until string
	Actings                          []ui.Option
	Administers                      bool
	delegationPart
}

// loadOffice gives the office in the address, to its holder and to the
// administrator.
func loadOffice(v *front.Visit) (ops.OfficeDesk, error) {
	return v.Desk.Office(v.R.Context(), v.Actor, v.R.PathValue("office"))
}

// changeable gives the office in the address to the administrator alone.
func changeable(v *front.Visit) (ops.OfficeDesk, error) {
	if err := administers(v); err != nil {
		return ops.OfficeDesk{}, err
	}
	return loadOffice(v)
}

func officePage(v *front.Visit, o ops.OfficeDesk) *ui.Page {
	base := "/admin/offices/" + url.PathEscape(o.ID)
	body := officeBody{Action: base, Base: base, Acting: string(party.Definitive), Empty: ui.Empty{Title: v.T("admin.no_holder"), Text: v.T("admin.no_holder_text")}}
	body.Title, body.Agency, body.Own = o.Title, o.Agency, agencyOptions(v, o.Agencies)
	body.Summary = ui.Summary{Text: v.T("admin.office_vacant"), Badge: ui.Badge{Text: v.T("admin.vacant"), Kind: ui.Warn}}
	if o.Now != nil {
		body.Summary = ui.Summary{Text: v.T("admin.office_held", "Name", named(v, *o.Now), "Day", i18n.Date(v.Lang, o.Now.From))}
		body.Signature = o.Now.SignatureLines(o.OfficeHeld.Office)
	}
	for _, a := range party.Actings() {
		body.Actings = append(body.Actings, ui.Option{Value: string(a), Label: v.T("party.acting." + string(a))})
	}
	for _, h := range o.Holders {
		row := holderRow{Edit: base + "?holder=" + url.QueryEscape(h.ID) + "#holder", Name: named(v, h), Term: v.T("admin.since", "Day", i18n.Date(v.Lang, h.From)), Decision: h.Decision, Now: o.Now != nil && o.Now.ID == h.ID}
		if !h.Until.IsZero() {
			row.Term = i18n.Date(v.Lang, h.From) + " – " + i18n.Date(v.Lang, h.Until)
		}
		body.Rows = append(body.Rows, row)
		if v.R.URL.Query().Get("holder") == h.ID {
			body.Edit, body.ID, body.Name, body.Prefix, body.Suffix, body.Acting = true, h.ID, h.Name, h.Prefix, h.Suffix, string(h.Acting)
			body.NIP, body.Rank, body.Decision, body.From, body.Until = h.NIP, h.Rank, h.Decision, ui.InputValue(v.Lang, h.From), ui.InputValue(v.Lang, h.Until)
		}
	}
	if v.R.PostForm.Has("title") {
		body.Renaming, body.Title, body.Agency = true, typed(v, "title"), typed(v, "agency")
	} else if v.R.PostForm.Has("acting") {
		body.ID, body.Name, body.Prefix, body.Suffix, body.Acting = typed(v, "id"), typed(v, "name"), typed(v, "prefix"), typed(v, "suffix"), typed(v, "acting")
		body.NIP, body.Rank, body.Decision, body.From, body.Until = typed(v, "nip"), typed(v, "rank"), typed(v, "decision"), typed(v, "from"), typed(v, "until")
		body.Edit = body.ID != ""
	}
	if x := o.Running; x != nil {
		body.Summary.Note = v.T("admin.delegated_now", "Name", x.Name, "Until", x.Until, "Letter", x.Letter)
	}
	body.Administers, body.delegationPart = o.Administers, delegations(v, o)
	page := v.Page(o.Title)
	if o.Administers {
		page = v.Page(o.Title, home(v), ui.Link{Href: "/admin/organisation", Label: v.T("admin.organisation")})
	}
	page.Body = body
	return page
}

func (p *pages) showOffice(v *front.Visit) error {
	o, err := loadOffice(v)
	if err != nil {
		return err
	}
	return v.Render(p.office, officePage(v, o))
}

func (p *pages) saveHolder(v *front.Visit) error {
	o, err := changeable(v)
	if err != nil {
		return err
	}
	h := party.Holder{
		ID: typed(v, "id"), Office: o.ID, Name: typed(v, "name"), Prefix: typed(v, "prefix"), Suffix: typed(v, "suffix"), Acting: party.Acting(typed(v, "acting")),
		NIP: typed(v, "nip"), Rank: typed(v, "rank"), Decision: typed(v, "decision"),
	}
	var fields []fault.Field
	h.From, h.Until = dayIn(v, "from", &fields), dayIn(v, "until", &fields)
	if err := fault.InvalidFields(fields); err != nil {
		return v.Retry(p.office, officePage(v, o), err)
	}
	if _, err := v.Desk.SaveHolder(v.R.Context(), v.Actor, h); err != nil {
		return v.Retry(p.office, officePage(v, o), err)
	}
	return v.Redirect("/admin/offices/"+url.PathEscape(o.ID), "admin.holder_saved")
}

// changeOffice changes an office's title and agency; its holders stay.
func (p *pages) changeOffice(v *front.Visit) error {
	o, err := changeable(v)
	if err != nil {
		return err
	}
	changed := o.OfficeHeld.Office
	changed.Title, changed.Agency = typed(v, "title"), typed(v, "agency")
	if _, err := v.Desk.SaveOffice(v.R.Context(), v.Actor, changed); err != nil {
		return v.Retry(p.office, officePage(v, o), err)
	}
	return v.Redirect("/admin/offices/"+url.PathEscape(o.ID), "admin.office_changed")
}
