// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"net/url"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type agencyRow struct{ Edit, Name, Short, Affair string }

type officeRow struct{ Href, Title, Agency, Holder string }

type organisationBody struct {
	Summary                 ui.Summary
	Tabs                    []ui.Tab
	Agencies                []agencyRow
	Offices                 []officeRow
	NoAgencies, NoOffices   ui.Empty
	ID, Name, Short, Affair string // the agency being typed
	Title, Agency           string // the office being typed
	Head, HasHead           bool
	Edit                    bool
	Affairs, Own            []ui.Option
	Emblems                 []emblemCard
}

func organisationPage(v *front.Visit, org ops.Organisation) *ui.Page {
	body := organisationBody{
		Tabs: tabs(v, "organisation"), NoAgencies: ui.Empty{Title: v.T("admin.no_agencies"), Text: v.T("admin.no_agencies_text")}, NoOffices: ui.Empty{Title: v.T("admin.no_offices"), Text: v.T("admin.no_offices_text")},
		ID: typed(v, "id"), Name: typed(v, "name"), Short: typed(v, "short"), Affair: typed(v, "affair"), Title: typed(v, "title"), Agency: typed(v, "agency"), Head: typed(v, "head") != "",
		Own: agencyOptions(v, org.Agencies), Affairs: []ui.Option{{Value: "", Label: v.T("admin.choose_affair")}},
	}
	body.Edit = body.ID != ""
	for _, a := range party.Affairs() {
		body.Affairs = append(body.Affairs, ui.Option{Value: string(a), Label: v.T("party.affair." + string(a))})
	}
	for _, a := range org.Agencies {
		body.Agencies = append(body.Agencies, agencyRow{"/admin/organisation?agency=" + url.QueryEscape(a.ID) + "#agency", a.Name, a.Short, v.T("party.affair." + string(a.Affair))})
		if v.R.URL.Query().Get("agency") == a.ID {
			body.ID, body.Name, body.Short, body.Affair, body.Edit = a.ID, a.Name, a.Short, string(a.Affair), true
		}
	}
	vacant := 0
	for _, o := range org.Offices {
		row := officeRow{Href: "/admin/offices/" + url.PathEscape(o.ID), Title: o.Title, Holder: v.T("admin.vacant")}
		if i := slices.IndexFunc(org.Agencies, func(a party.Agency) bool { return a.ID == o.Agency }); i >= 0 {
			row.Agency = org.Agencies[i].Name
		}
		if o.Now != nil {
			row.Holder = named(v, *o.Now)
		} else {
			vacant++
		}
		body.HasHead = body.HasHead || o.Head
		body.Offices = append(body.Offices, row)
	}
	body.Summary = ui.Summary{Text: v.T("admin.organisation_answer", "Agencies", i18n.Int(v.Lang, int64(len(org.Agencies))), "Offices", i18n.Int(v.Lang, int64(len(org.Offices))))}
	if vacant > 0 {
		body.Summary.Badge = ui.Badge{Text: v.T("admin.vacancies", "Count", i18n.Int(v.Lang, int64(vacant))), Kind: ui.Warn}
	}
	body.Emblems = emblemCards(v, org)
	page := v.Page(v.T("admin.organisation"), home(v))
	page.Body = body
	return page
}

// named writes a holder's name with titles and the capacity.
func named(v *front.Visit, h party.Holder) string {
	name := h.Name
	if h.Prefix != "" {
		name = h.Prefix + " " + name
	}
	if h.Suffix != "" {
		name += ", " + h.Suffix
	}
	if h.Acting != party.Definitive {
		name += " (" + string(h.Acting) + ".)"
	}
	return name
}

func (p *pages) showOrganisation(v *front.Visit) error {
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	return v.Render(p.organisation, organisationPage(v, org))
}

func (p *pages) saveAgency(v *front.Visit) error {
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	a := party.Agency{ID: typed(v, "id"), Name: typed(v, "name"), Short: typed(v, "short"), Affair: party.Affair(typed(v, "affair"))}
	if _, err := v.Desk.SaveAgency(v.R.Context(), v.Actor, a); err != nil {
		return v.Retry(p.organisation, organisationPage(v, org), err)
	}
	return v.Redirect("/admin/organisation", "admin.agency_saved")
}

func (p *pages) saveOffice(v *front.Visit) error {
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	o := party.Office{Title: typed(v, "title"), Agency: typed(v, "agency"), Head: typed(v, "head") != ""}
	if o.Head && slices.ContainsFunc(org.Offices, func(x ops.OfficeHeld) bool { return x.Head }) {
		return v.Retry(p.organisation, organisationPage(v, org), fault.InvalidFields([]fault.Field{fault.NewField("head", "admin.head_known")}))
	}
	made, err := v.Desk.SaveOffice(v.R.Context(), v.Actor, o)
	if err != nil {
		return v.Retry(p.organisation, organisationPage(v, org), err)
	}
	return v.Redirect("/admin/offices/"+url.PathEscape(made.ID), "admin.office_saved")
}
