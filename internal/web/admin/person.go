// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// roleBox is a role to tick.
type roleBox struct {
	Name, Label, Hint string
	Ticked            bool
}

type personBody struct {
	Fresh, Active, Invited   bool
	Leaving                  bool // the form that deactivates is being corrected
	Action, Base             string
	State                    ui.Badge
	Login, Name, Agency      string
	Office, Successor        string
	Boxes                    []roleBox
	Agencies, Offices, Heirs []ui.Option
	HandedTo                 string
	HasOffice                bool
}

func (p *pages) invite(v *front.Visit) error {
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	body := personBody{Fresh: true, Active: true, Action: "/admin/people/new"}
	page := personPage(v, org, v.T("admin.invite"), body)
	if v.R.Method != "POST" {
		return v.Render(p.person, page)
	}
	n := typedPerson(v)
	secret, err := v.Desk.Invite(v.R.Context(), v.Actor, n)
	if err != nil {
		return v.Retry(p.person, page, err)
	}
	return p.showLink(v, v.T("admin.invited_title"), v.T("admin.invited_text", "Name", n.Name), secret, home(v))
}

func typedPerson(v *front.Visit) ops.NewPerson {
	n := ops.NewPerson{Login: typed(v, "login"), Name: typed(v, "name"), Agency: typed(v, "agency"), Office: typed(v, "office")}
	for _, r := range policy.Roles() {
		if typed(v, "role_"+string(r)) != "" {
			n.Roles = append(n.Roles, r)
		}
	}
	return n
}

// load gives the person in the address with the others of the government.
func load(v *front.Visit) (a store.Account, all []store.Account, org ops.Organisation, err error) {
	if all, err = v.Desk.People(v.R.Context(), v.Actor); err != nil {
		return a, all, org, err
	}
	i := slices.IndexFunc(all, func(x store.Account) bool { return x.ID == v.R.PathValue("person") })
	if err := notFoundUnless(i >= 0); err != nil {
		return a, all, org, err
	}
	org, err = v.Desk.Organisation(v.R.Context(), v.Actor)
	return all[i], all, org, err
}

// accountPage is the page of somebody who has an account.
func accountPage(v *front.Visit, a store.Account, state ui.Badge, all []store.Account, org ops.Organisation) *ui.Page {
	base := "/admin/people/" + url.PathEscape(a.ID)
	body := personBody{
		Leaving: strings.HasSuffix(v.R.URL.Path, "/deactivate"), Active: a.Active, Invited: a.PasswordHash == "", Action: base, Base: base, State: state, Login: a.Login, Name: a.Name, Agency: a.Agency, Office: a.Office,
		Successor: typed(v, "successor"), Heirs: []ui.Option{{Value: "", Label: v.T("admin.choose_successor")}}, HasOffice: a.Office != "",
	}
	for _, r := range a.Roles {
		body.Boxes = append(body.Boxes, roleBox{Name: string(r)})
	}
	for _, x := range all {
		if x.Active && x.ID != a.ID {
			body.Heirs = append(body.Heirs, ui.Option{Value: x.ID, Label: x.Name + " (" + roles(v, x.Roles) + ")"})
		}
		if x.ID == a.Successor && a.Successor != "" {
			body.HandedTo = v.T("admin.handed_to", "Name", x.Name)
		}
	}
	return personPage(v, org, a.Name, body)
}

// personPage fills the form: with what was typed, or with what is known.
func personPage(v *front.Visit, org ops.Organisation, title string, body personBody) *ui.Page {
	ticked := map[string]bool{}
	for _, b := range body.Boxes {
		ticked[b.Name] = true
	}
	if v.R.Method == "POST" && v.R.PostForm.Has("name") || body.Fresh {
		n := typedPerson(v)
		body.Login, body.Name, body.Agency, body.Office = cmp.Or(n.Login, body.Login), n.Name, n.Agency, n.Office
		ticked = map[string]bool{}
		for _, r := range n.Roles {
			ticked[string(r)] = true
		}
	}
	body.Boxes = nil
	for _, r := range policy.Roles() {
		if r == policy.Observer && org.Government.Kind != party.Province {
			continue
		}
		body.Boxes = append(body.Boxes, roleBox{"role_" + string(r), v.T("role." + string(r)), v.T("admin.role_hint." + string(r)), ticked[string(r)]})
	}
	body.Agencies = agencyOptions(v, org.Agencies)
	body.Offices = []ui.Option{{Value: "", Label: v.T("admin.none")}}
	for _, o := range org.Offices {
		body.Offices = append(body.Offices, ui.Option{Value: o.ID, Label: o.Title})
	}
	page := v.Page(title, home(v))
	page.Body = body
	return page
}

func (p *pages) changePerson(v *front.Visit) error {
	a, all, org, err := load(v)
	if err != nil {
		return err
	}
	links, err := v.Desk.OpenLinks(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := accountPage(v, a, standing(v, a, links), all, org)
	if v.R.Method != "POST" {
		return v.Render(p.person, page)
	}
	if !a.Active {
		return fault.New(fault.Conflict, "account.inactive")
	}
	n := typedPerson(v)
	if err := v.Desk.ChangePerson(v.R.Context(), v.Actor, a.ID, n); err != nil {
		return v.Retry(p.person, page, err)
	}
	if a.ID == v.Actor.Account && !slices.Contains(n.Roles, policy.Admin) {
		return v.Redirect("/", "admin.person_saved") // these pages are no longer theirs
	}
	return v.Redirect("/admin/people/"+url.PathEscape(a.ID), "admin.person_saved")
}

func (p *pages) resetPassword(v *front.Visit) error {
	a, _, _, err := load(v)
	if err != nil {
		return err
	}
	secret, err := v.Desk.ResetPassword(v.R.Context(), v.Actor, a.ID)
	if err != nil {
		return err
	}
	return p.showLink(v, v.T("admin.reset_title"), v.T("admin.reset_text_done", "Name", a.Name), secret, ui.Link{Href: "/admin/people/" + url.PathEscape(a.ID), Label: a.Name})
}

func (p *pages) deactivate(v *front.Visit) error {
	a, all, org, err := load(v)
	if err != nil {
		return err
	}
	links, err := v.Desk.OpenLinks(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	if err := v.Desk.Deactivate(v.R.Context(), v.Actor, a.ID, typed(v, "successor")); err != nil {
		return v.Retry(p.person, accountPage(v, a, standing(v, a, links), all, org), err)
	}
	if a.ID == v.Actor.Account {
		return v.Redirect("/login", "account.signed_out")
	}
	return v.Redirect("/admin", "admin.person_deactivated")
}
