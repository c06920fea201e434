package admin

import (
	"net/url"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// delegationPart is the part of an office's page about who acts for it.
type delegationPart struct {
	Head                       bool // the head of region's office is not delegated
	Delegations                []delegationRow
	People, Open               []ui.Option
	Delegate, First, Last      string // being typed
	Letter, Note, Ended, Cause string
	Delegating, Ending         bool // the form was refused
}

type delegationRow struct {
	Name, Days, Letter, Note, By string
	State                        ui.Badge
	How                          string // it ended before its time
}

func delegations(v *front.Visit, o ops.OfficeDesk) delegationPart {
	p := delegationPart{
		Head: o.Head, People: []ui.Option{{Value: "", Label: v.T("admin.choose_person")}},
		Delegate: typed(v, "delegate"), First: typed(v, "delegate_from"), Last: typed(v, "delegate_until"), Letter: typed(v, "letter"), Note: typed(v, "note"),
		Ended: typed(v, "ended"), Cause: typed(v, "reason"), Delegating: v.R.PostForm.Has("letter"), Ending: v.R.PostForm.Has("reason"),
	}
	for _, a := range o.People {
		p.People = append(p.People, ui.Option{Value: a.ID, Label: a.Name})
	}
	open := map[string]bool{}
	for _, x := range o.Open {
		open[x.ID] = true
		p.Open = append(p.Open, ui.Option{Value: x.ID, Label: x.Name + ", " + days(v, x)})
	}
	for _, x := range o.Delegations {
		row := delegationRow{Name: x.Name, Days: days(v, x), Letter: x.Letter, Note: x.Note, By: x.By, State: ui.Badge{Text: v.T("admin.delegation_over")}}
		switch {
		case o.Running != nil && o.Running.ID == x.ID:
			row.State = ui.Badge{Text: v.T("admin.delegation_runs"), Kind: ui.Good}
		case open[x.ID]:
			row.State = ui.Badge{Text: v.T("admin.delegation_comes"), Kind: ui.Waiting}
		case x.End != nil:
			row.State = ui.Badge{Text: v.T("admin.delegation_ended"), Kind: ui.Warn}
			row.How = v.T("admin.delegation_how", "On", x.End.On, "By", x.End.By, "Reason", x.End.Reason)
			if x.End.Reason == "" {
				row.How = v.T("admin.delegation_closed", "On", x.End.On, "By", x.End.By)
			}
		}
		p.Delegations = append(p.Delegations, row)
	}
	return p
}

func days(v *front.Visit, x party.Delegation) string {
	return i18n.Date(v.Lang, x.From) + " – " + i18n.Date(v.Lang, x.Until)
}

func officePath(o ops.OfficeDesk) string { return "/admin/offices/" + url.PathEscape(o.ID) }

func (p *pages) delegate(v *front.Visit) error {
	o, err := loadOffice(v)
	if err != nil {
		return err
	}
	x := party.Delegation{Office: o.ID, Account: typed(v, "delegate"), Letter: typed(v, "letter"), Note: typed(v, "note")}
	var fields []fault.Field
	x.From, x.Until = dayIn(v, "delegate_from", &fields), dayIn(v, "delegate_until", &fields)
	err = fault.InvalidFields(fields)
	if err == nil {
		err = v.Desk.Delegate(v.R.Context(), v.Actor, x)
	}
	if err != nil {
		return v.Retry(p.office, officePage(v, o), err)
	}
	return v.Redirect(officePath(o), "admin.delegated")
}

// dayIn reads a day of a form; none is no day.
func dayIn(v *front.Visit, name string, wrong *[]fault.Field) civil.Date {
	text := typed(v, name)
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		*wrong = append(*wrong, fault.NewField(name, "civil.not_a_date", "Value", text))
	}
	return d
}

func (p *pages) endDelegation(v *front.Visit) error {
	o, err := loadOffice(v)
	if err != nil {
		return err
	}
	if err := v.Desk.EndDelegation(v.R.Context(), v.Actor, o.ID, typed(v, "ended"), typed(v, "reason")); err != nil {
		return v.Retry(p.office, officePage(v, o), err)
	}
	return v.Redirect(officePath(o), "admin.delegation_is_over")
}
