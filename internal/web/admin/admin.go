// SPDX-License-Identifier: Apache-2.0

// Package admin is the pages with which a government administers itself: its
// people and what they may do, its agencies and offices, where they are found, who holds them and who
// acts for them, the neighbours it brings in, and the trail of who did what.
package admin

import (
	"embed"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	people, person, link, organisation, particulars, office, governments, holidays, trail *ui.View
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		people:       f.View(files, "people.html"),
		person:       f.View(files, "person.html"),
		link:         f.View(files, "link.html"),
		organisation: f.View(files, "organisation.html"),
		particulars:  f.View(files, "particulars.html"),
		office:       f.View(files, "office.html"),
		governments:  f.View(files, "governments.html"),
		holidays:     f.View(files, "holidays.html"),
		trail:        f.View(files, "trail.html"),
	}
	f.Handle("GET /admin", p.showPeople)
	f.Handle("GET /admin/people/new", p.invite)
	f.Handle("POST /admin/people/new", p.invite)
	f.Handle("GET /admin/people/{person}", p.changePerson)
	f.Handle("POST /admin/people/{person}", p.changePerson)
	f.Handle("POST /admin/people/{person}/reset", p.resetPassword)
	f.Handle("POST /admin/people/{person}/deactivate", p.deactivate)
	f.Handle("GET /admin/organisation", p.showOrganisation)
	f.Handle("POST /admin/agencies", p.saveAgency)
	f.Handle("POST /admin/offices", p.saveOffice)
	f.Handle("GET /admin/particulars", p.showParticulars)
	f.Handle("POST /admin/particulars", p.saveParticulars)
	f.Handle("GET /admin/emblems/{emblem}", showEmblem)
	f.Handle("POST /admin/emblems/{emblem}", p.giveEmblem)
	f.Handle("GET /admin/offices/{office}", p.showOffice)
	f.Handle("POST /admin/offices/{office}", p.saveHolder)
	f.Handle("POST /admin/offices/{office}/change", p.changeOffice)
	f.Handle("POST /admin/offices/{office}/delegations", p.delegate)
	f.Handle("POST /admin/offices/{office}/delegations/end", p.endDelegation)
	f.Handle("GET /admin/governments", p.showGovernments)
	f.Handle("POST /admin/governments", p.addGovernment)
	f.Handle("GET /holidays", p.showHolidays)
	f.Handle("POST /holidays", p.previewHolidays)
	f.Handle("POST /holidays/save", p.enterHolidays)
	f.Handle("GET /trail", p.showTrail)
}

// administers turns away one who does not administer their government.
func administers(v *front.Visit) error {
	return policy.Can(v.Actor, policy.Administer, policy.Of(v.Actor.Government))
}

// tabs are the pages of the administration; current is the last part of an
// address.
func tabs(v *front.Visit, current string) []ui.Tab {
	tab := func(part, key string) ui.Tab {
		t := ui.Tab{Href: "/admin", Label: v.T(key), Current: part == current}
		if part != "" {
			t.Href += "/" + part
		}
		return t
	}
	return []ui.Tab{tab("", "admin.people"), tab("organisation", "admin.organisation"), tab("particulars", "admin.particulars"), tab("governments", "admin.governments")}
}

func home(v *front.Visit) ui.Link { return ui.Link{Href: "/admin", Label: v.T("nav.admin")} }

// typed gives what was typed into a field.
func typed(v *front.Visit, name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

// linkBody is a link that is shown this once.
type linkBody struct {
	Text, Address, Until string
	Back                 ui.Link
}

// showLink shows the link with which somebody sets a password. It is in no
// address and no cookie, so that it cannot be found later.
func (p *pages) showLink(v *front.Visit, title, text, secret string, back ui.Link) error {
	until, err := v.Desk.LinkUntil(v.R.Context(), secret)
	if err != nil {
		return err
	}
	page := v.Page(title, home(v))
	page.Body = linkBody{
		Text: text, Address: strings.TrimSuffix(v.BaseURL, "/") + "/link/" + secret,
		Until: v.T("admin.link_until", "At", i18n.DateTime(v.Lang, until)), Back: back,
	}
	return v.Render(p.link, page)
}

// notFoundUnless turns what was not found into the page that says so.
func notFoundUnless(found bool) error {
	if !found {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	return nil
}

// agencyOptions offers a government's own agencies.
func agencyOptions(v *front.Visit, own []party.Agency) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("admin.none")}}
	for _, a := range own {
		out = append(out, ui.Option{Value: a.ID, Label: a.Name})
	}
	return out
}
