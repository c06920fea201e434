// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type personRow struct {
	Href, Name, Login, Roles, Agency, Office string
	State                                    ui.Badge
}

type peopleBody struct {
	Summary ui.Summary
	Notices []ui.Notice // of mail that does not arrive
	Tabs    []ui.Tab
	Filters ui.Filters
	Rows    []personRow
	Empty   ui.Empty
	Alone   ui.Empty // when there is nobody but the reader
}

func (p *pages) showPeople(v *front.Visit) error {
	all, err := v.Desk.People(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	org, err := v.Desk.Organisation(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	links, err := v.Desk.OpenLinks(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	search := strings.TrimSpace(v.R.URL.Query().Get("q"))
	body := peopleBody{
		Tabs: tabs(v, ""), Empty: ui.Empty{Title: v.T("admin.nobody"), Text: v.T("admin.nobody_text")},
		Filters: ui.Filters{Action: "/admin", Active: search != "", Fields: []ui.Field{{Name: "q", Label: v.T("admin.search"), Value: search, Type: "search"}}},
	}
	if len(all) == 1 && search == "" {
		body.Alone = ui.Empty{Title: v.T("admin.alone"), Text: v.T("admin.alone_text"), Action: &ui.Link{Href: "/admin/people/new", Label: v.T("admin.invite")}}
	}
	slices.SortFunc(all, func(a, b store.Account) int {
		if a.Active != b.Active {
			return map[bool]int{true: -1, false: 1}[a.Active]
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	active, invited := 0, 0
	for _, a := range all {
		row := personRow{Href: "/admin/people/" + url.PathEscape(a.ID), Name: a.Name, Login: a.Login, Roles: roles(v, a.Roles), State: standing(v, a, links)}
		row.Agency, row.Office = place(org, a)
		if a.Active && a.PasswordHash != "" {
			active++
		} else if a.Active {
			invited++
		}
		if found(search, row) {
			body.Rows = append(body.Rows, row)
		}
	}
	body.Summary = ui.Summary{Text: v.T("admin.people_answer", "Name", ops.GovernmentName(v.Actor.Government), "Active", i18n.Int(v.Lang, int64(active)), "Invited", i18n.Int(v.Lang, int64(invited)))}
	if body.Notices, err = failingMail(v); err != nil {
		return err
	}
	page := v.Page(v.T("nav.admin"))
	page.Body = body
	return v.Render(p.people, page)
}

// maxFailing is how many people the page names to whom mail does not arrive.
const maxFailing = 5

// failingMail says to whom digests could not be sent, and why.
func failingMail(v *front.Visit) (out []ui.Notice, err error) {
	all, err := v.Desk.FailingMail(v.R.Context(), v.Actor)
	for i, f := range all {
		if i == maxFailing {
			out = append(out, ui.Notice{Text: v.T("mail.failing_more", "Count", len(all)-maxFailing)})
			break
		}
		out = append(out, ui.Notice{Text: v.T("mail.failing", "Name", f.Name, "At", f.Since), Note: v.T("mail.failing_answer", "Cause", f.Cause)})
	}
	return out, err
}

// found reports whether a search finds a person by name, sign-in name or
// place.
func found(search string, r personRow) bool {
	in := strings.ToLower(r.Name + " " + r.Login + " " + r.Agency + " " + r.Office + " " + r.Roles)
	for _, word := range strings.Fields(strings.ToLower(search)) {
		if !strings.Contains(in, word) {
			return false
		}
	}
	return true
}

// standing says whether a person can sign in.
func standing(v *front.Visit, a store.Account, links map[string]time.Time) ui.Badge {
	switch {
	case !a.Active:
		return ui.Badge{Text: v.T("admin.deactivated"), Kind: ui.Neutral}
	case a.PasswordHash == "" && links[a.ID].Before(time.Now()):
		return ui.Badge{Text: v.T("admin.invitation_expired"), Kind: ui.Warn}
	case a.PasswordHash == "":
		return ui.Badge{Text: v.T("admin.invited"), Kind: ui.Waiting}
	}
	return ui.Badge{Text: v.T("admin.active"), Kind: ui.Good}
}

func roles(v *front.Visit, all []policy.Role) string {
	words := make([]string, len(all))
	for i, r := range all {
		words[i] = v.T("role." + string(r))
	}
	return strings.Join(words, ", ")
}

// place says where somebody works: the agency, and the office there.
func place(org ops.Organisation, a store.Account) (agency, office string) {
	for _, x := range org.Agencies {
		if x.ID == a.Agency && a.Agency != "" {
			agency = x.Name
		}
	}
	for _, o := range org.Offices {
		if o.ID == a.Office && a.Office != "" {
			office = o.Title
		}
	}
	return agency, office
}
