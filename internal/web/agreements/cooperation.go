// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"cmp"
	"net/url"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// maxParties is how many governments a form has room for; agreements in the
// field have two, seldom more than four.
const maxParties = 6

type cooperationBody struct {
	Action, Back              string
	Title, Subject            string
	Category, Reason          string
	Parties                   []ui.Field
	Categories                []ui.Option
	Fresh, Neighbours, MayAdd bool
}

func (p *pages) newCooperation(v *front.Visit) error {
	if err := mayEnter(v); err != nil {
		return err
	}
	c := agreement.Cooperation{Category: agreement.Undecided, Parties: []string{v.Actor.Government}}
	page, err := cooperationPage(v, c, v.T("entry.new_cooperation"))
	if err != nil {
		return err
	}
	if v.R.Method != "POST" {
		return v.Render(p.cooperation, page)
	}
	c = typedCooperation(v, agreement.Cooperation{})
	made, err := v.Desk.NewCooperation(v.R.Context(), v.Actor, c)
	if err != nil {
		return v.Retry(p.cooperation, page, renamed(err, map[string]string{"parties": "party_2"}))
	}
	return v.Redirect("/cooperations/"+made.ID+"/start", "entry.cooperation_saved")
}

func (p *pages) editCooperation(v *front.Visit) error {
	d, err := editable(v)
	if err != nil {
		return err
	}
	page, err := cooperationPage(v, d.Cooperation, v.T("entry.edit_cooperation"), ui.Link{Href: "/cooperations/" + d.ID, Label: d.Title})
	if err != nil {
		return err
	}
	if v.R.Method != "POST" {
		return v.Render(p.cooperation, page)
	}
	c := typedCooperation(v, d.Cooperation)
	if left := stillNeeded(d, c.Parties); left != "" {
		return v.Retry(p.cooperation, page, fault.InvalidFields([]fault.Field{fault.NewField("party_2", "entry.party_has_agreement", "Name", ops.GovernmentName(left))}))
	}
	if err := v.Desk.ChangeCooperation(v.R.Context(), v.Actor, c); err != nil {
		return v.Retry(p.cooperation, page, renamed(err, map[string]string{"parties": "party_2"}))
	}
	flash := "entry.cooperation_saved"
	if !d.Draft {
		flash = "proposal.sent"
	}
	return v.Redirect("/cooperations/"+d.ID, flash)
}

// stillNeeded gives a government that an agreement names and the list lacks.
func stillNeeded(d ops.Dossier, parties []string) string {
	for _, p := range d.Papers {
		for _, code := range p.Codes() {
			if !slices.Contains(parties, code) {
				return code
			}
		}
	}
	return ""
}

// typedCooperation gives a cooperation as the form has it.
func typedCooperation(v *front.Visit, c agreement.Cooperation) agreement.Cooperation {
	c.Title, c.Subject = typed(v, "title"), typed(v, "subject")
	c.Category, c.CategoryReason = agreement.Category(typed(v, "category")), typed(v, "category_reason")
	c.Parties = nil
	for i := range maxParties {
		if code := typed(v, numbered("party", i)); code != "" {
			c.Parties = append(c.Parties, code)
		}
	}
	return c
}

func cooperationPage(v *front.Visit, c agreement.Cooperation, title string, crumbs ...ui.Link) (*ui.Page, error) {
	known, err := v.Desk.Governments(v.R.Context())
	if err != nil {
		return nil, err
	}
	back := "/cooperations"
	if c.ID != "" {
		back += "/" + url.PathEscape(c.ID)
	}
	if v.R.Method == "POST" {
		rows := make([]string, maxParties)
		for i := range rows {
			rows[i] = typed(v, numbered("party", i))
		}
		c = typedCooperation(v, c)
		c.Parties = rows
	}
	body := cooperationBody{
		Action: v.R.URL.Path, Back: back, Title: c.Title, Subject: c.Subject, Category: string(c.Category), Reason: c.CategoryReason,
		Fresh: c.ID == "", Neighbours: len(known) > 1, MayAdd: v.Has("/admin/governments"),
	}
	choices := []ui.Option{{Value: "", Label: v.T("entry.choose_government")}}
	for _, g := range known {
		choices = append(choices, ui.Option{Value: g.Code, Label: g.Name})
	}
	for i := range maxParties {
		f := ui.Field{Name: numbered("party", i), Label: v.T("entry.party_no", "No", i18n.Int(v.Lang, int64(i+1))), Options: choices, Required: i < 1}
		if i < len(c.Parties) {
			f.Value = c.Parties[i]
		}
		body.Parties = append(body.Parties, f)
	}
	for _, k := range []agreement.Category{agreement.Undecided, agreement.Mandatory, agreement.Voluntary} {
		body.Categories = append(body.Categories, ui.Option{Value: string(k), Label: v.T("cooperation.category." + string(k)), Hint: v.T("entry.category." + string(k))})
	}
	page := v.Page(title, append([]ui.Link{{Href: "/cooperations", Label: v.T("nav.cooperations")}}, crumbs...)...)
	page.Body = body
	return page, nil
}

// sortedAgencies lists the agencies of a cooperation by name.
func sortedAgencies(d ops.Dossier) []party.Agency {
	all := make([]party.Agency, 0, len(d.Agencies))
	for _, a := range d.Agencies {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b party.Agency) int { return cmp.Compare(a.Name+a.ID, b.Name+b.ID) })
	return all
}
