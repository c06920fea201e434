package borders

import (
	"errors"
	"net/http"
	"strings"

	"sinergi/internal/blob"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// proposeBody is what was typed.
type proposeBody struct{ Source, From string }

func (p *pages) showPropose(v *front.Visit) error {
	page, err := proposePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.propose, page)
}

func proposePage(v *front.Visit) (*ui.Page, error) {
	if v.Actor.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	if !v.Desk.MayProposeBorder(v.Actor) {
		return nil, fault.New(fault.Denied, "policy.denied")
	}
	page := v.Page(v.T("border.propose"), ui.Link{Href: "/borders", Label: v.T("border.title")})
	page.Body = proposeBody{strings.TrimSpace(v.R.PostFormValue("source")), v.R.PostFormValue("from")}
	return page, nil
}

func (p *pages) doPropose(v *front.Visit) error {
	page, err := proposePage(v)
	if err != nil {
		return err
	}
	typed := page.Body.(proposeBody)
	var wrong []fault.Field
	if typed.Source == "" {
		wrong = append(wrong, fault.NewField("source", "ui.required"))
	}
	day, err := civil.ParseDate(typed.From)
	switch {
	case typed.From == "":
		wrong = append(wrong, fault.NewField("from", "ui.required"))
	case err != nil:
		wrong = append(wrong, fault.NewField("from", "border.no_date", "Value", typed.From))
	}
	file, _, err := v.R.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		wrong = append(wrong, fault.NewField("file", "ui.file_missing"))
	} else if err != nil {
		return err
	} else {
		defer file.Close()
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return v.Retry(p.propose, page, err)
	}
	b, err := v.Desk.ProposeBorder(v.R.Context(), v.Actor, typed.Source, day, file)
	if err != nil {
		return v.Retry(p.propose, page, atFile(err))
	}
	return v.Redirect("/borders/"+b.ID, "border.proposed")
}

// atFile puts what is wrong with the uploaded line at the field it came from.
func atFile(err error) error {
	e := fault.Of(err)
	if e == nil || e.Kind != fault.Invalid || len(e.Fields) > 0 {
		return err
	}
	if errors.Is(err, blob.ErrTooLarge) {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "region.too_large")})
	}
	return fault.InvalidFields([]fault.Field{{Name: "file", Key: e.Key, Args: e.Args}})
}
