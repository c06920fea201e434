package signing

import (
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	core "sinergi/internal/signing"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type formBody struct {
	At              string
	On, Time, Place string
	Reason          string
	Signed          bool
	Text            string
	What            string
}

func (p *pages) formPage(v *front.Visit, key string) (*ui.Page, ops.SigningDay, error) {
	d, err := v.Desk.SigningDay(v.R.Context(), v.Actor, v.R.PathValue("round"))
	if err != nil {
		return nil, d, err
	}
	page := v.Page(v.T(key), crumbs(v, d, true)...)
	page.Body = formBody{
		At: "/signing/" + d.Round.ID, On: d.Round.On.String(), Time: d.Round.Time, Place: d.Round.Place, Signed: d.Round.Signed() > 0,
		What: d.Round.Kind + ": " + d.Round.Title,
	}
	return page, d, nil
}

func (p *pages) showSchedule(v *front.Visit) error {
	page, err := p.callPage(v, "signing.reschedule")
	if err != nil {
		return err
	}
	return v.Render(p.schedule, page)
}

func (p *pages) doSchedule(v *front.Visit) error {
	page, err := p.callPage(v, "signing.reschedule")
	if err != nil {
		return err
	}
	b := page.Body.(formBody)
	b.On, b.Time, b.Place, b.Reason = v.R.PostFormValue("on"), v.R.PostFormValue("time"), v.R.PostFormValue("place"), v.R.PostFormValue("reason")
	page.Body = b
	on, err := civil.ParseDate(b.On)
	if err != nil {
		return v.Retry(p.schedule, page, fault.InvalidFields([]fault.Field{fault.NewField("on", "civil.not_a_date", "Value", b.On)}))
	}
	err = v.Desk.Reschedule(v.R.Context(), v.Actor, v.R.PathValue("round"), ops.NewSigning{On: on, Time: strings.TrimSpace(b.Time), Place: b.Place, Reason: strings.TrimSpace(b.Reason), Site: v.BaseURL})
	if err != nil {
		return retry(v, p.schedule, page, err)
	}
	return v.Redirect(at(v), "signing.done.rescheduled")
}

func (p *pages) showVoid(v *front.Visit) error {
	page, err := p.callPage(v, "signing.void")
	if err != nil {
		return err
	}
	return v.Render(p.void, page)
}

func (p *pages) doVoid(v *front.Visit) error {
	page, err := p.callPage(v, "signing.void")
	if err != nil {
		return err
	}
	b := page.Body.(formBody)
	b.Reason = strings.TrimSpace(v.R.PostFormValue("reason"))
	page.Body = b
	if err := v.Desk.VoidSigning(v.R.Context(), v.Actor, v.R.PathValue("round"), b.Reason); err != nil {
		return retry(v, p.void, page, err)
	}
	return v.Redirect(at(v), "signing.done.void")
}

// callPage is a page on which the day is moved or the signing called off: there
// is none where that is over, or not for the reader.
func (p *pages) callPage(v *front.Visit, key string) (*ui.Page, error) {
	page, d, err := p.formPage(v, key)
	switch {
	case err != nil:
		return nil, err
	case d.Round.State != core.RoundOpen:
		return nil, fault.New(fault.Conflict, "signing.closed")
	case !d.MayCall:
		return nil, fault.New(fault.Denied, "policy.denied")
	}
	return page, nil
}

// An attendance list is written as people write one: a line a person, name,
// office and government between semicolons.
func (p *pages) showAttendees(v *front.Visit) error {
	page, d, err := p.formPage(v, "signing.attendees")
	if err != nil {
		return err
	}
	b := page.Body.(formBody)
	for _, a := range d.Attendees {
		b.Text += strings.TrimRight(a.Name+"; "+a.Office+"; "+a.Government, "; ") + "\n"
	}
	page.Body = b
	return v.Render(p.attendees, page)
}

func (p *pages) doAttendees(v *front.Visit) error {
	page, _, err := p.formPage(v, "signing.attendees")
	if err != nil {
		return err
	}
	b := page.Body.(formBody)
	b.Text = v.R.PostFormValue("attendees")
	page.Body = b
	var all []core.Attendee
	for line := range strings.Lines(b.Text) {
		parts := strings.SplitN(strings.TrimSpace(line), ";", 3)
		if parts[0] == "" {
			continue
		}
		parts = append(parts, "", "")
		all = append(all, core.Attendee{Name: strings.TrimSpace(parts[0]), Office: strings.TrimSpace(parts[1]), Government: strings.TrimSpace(parts[2])})
	}
	if err := v.Desk.SetAttendees(v.R.Context(), v.Actor, v.R.PathValue("round"), all); err != nil {
		return retry(v, p.attendees, page, err)
	}
	return v.Redirect(at(v), "signing.done.attendees")
}
