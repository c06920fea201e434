package borders

import (
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type approveBody struct {
	Summary ui.Summary
	Record  record
	Back    string
}

func (p *pages) approvePage(v *front.Visit) (*ui.Page, error) {
	l, err := p.load(v)
	if err != nil {
		return nil, err
	}
	if !l.MayApprove {
		return nil, fault.New(fault.Conflict, "border.nothing_to_approve")
	}
	back := "/borders/" + l.ID
	page := v.Page(v.T("border.approve"), ui.Link{Href: "/borders", Label: v.T("border.title")}, ui.Link{Href: back, Label: l.Source})
	page.Body = approveBody{
		Summary: ui.Summary{Text: v.T("border.approve_text", "Who", ops.GovernmentName(v.Actor.Government), "Day", from(v, l.BorderVersion)), Note: answer(v, l).Note},
		Record:  newRecord(v, l),
		Back:    back,
	}
	return page, nil
}

func (p *pages) showApprove(v *front.Visit) error {
	page, err := p.approvePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.approve, page)
}

func (p *pages) doApprove(v *front.Visit) error {
	page, err := p.approvePage(v)
	if err != nil {
		return err
	}
	if v.R.PostFormValue("sure") == "" {
		return v.Retry(p.approve, page, fault.InvalidFields([]fault.Field{fault.NewField("sure", "border.not_sure")}))
	}
	if err := v.Desk.ApproveBorder(v.R.Context(), v.Actor, v.R.PathValue("id")); err != nil {
		return v.Retry(p.approve, page, err)
	}
	return v.Redirect("/borders/"+v.R.PathValue("id"), "border.approved")
}
