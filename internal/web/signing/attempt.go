package signing

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	core "sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type attemptBody struct {
	At       string // of the attempt
	Round    string
	What     string
	Text     string // why nobody knows
	State    ui.Badge
	Facts    []ui.Fact
	Open     bool
	Retrieve bool // the service keeps what it signed
	Number   bool // and it must be told which
	Choose   bool // what came may be taken by choice
}

func (p *pages) findAttempt(v *front.Visit) (ops.SigningDay, *store.Attempt, error) {
	d, err := v.Desk.SigningDay(v.R.Context(), v.Actor, v.R.PathValue("round"))
	if err != nil {
		return d, nil, err
	}
	i := slices.IndexFunc(d.Attempts, func(a store.Attempt) bool { return a.ID == v.R.PathValue("attempt") })
	if i < 0 {
		return d, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	return d, &d.Attempts[i], nil
}

func (p *pages) attemptPage(v *front.Visit, d ops.SigningDay, a *store.Attempt) *ui.Page {
	row := attemptRow(v, d.Round, a.Attempt)
	b := attemptBody{
		At: "/signing/" + d.Round.ID + "/attempts/" + a.ID, Round: "/signing/" + d.Round.ID, What: d.Round.Kind + ": " + d.Round.Title,
		Text: row.Text, State: row.State, Open: a.State == core.Unknown && d.MayAct,
		Retrieve: a.Reference != "" || d.Keeps, Number: a.Reference == "", Choose: a.Candidate != "" && (a.Reason == "lower_level" || a.Reason == "untrusted"),
	}
	b.Facts = []ui.Fact{{Label: v.T("validity.who"), Value: row.Name}, {Label: v.T("signing.asked_at"), Value: row.When}}
	if !a.SentAt.IsZero() {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("signing.sent_at"), Value: i18n.DateTime(v.Lang, a.SentAt)})
	}
	if a.Reference != "" {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("signing.reference"), Value: a.Reference})
	}
	b.Facts = append(b.Facts, ui.Fact{Label: v.T("signing.sent_hash"), Value: a.Base})
	title := "signing.attempt_any"
	if a.State == core.Unknown {
		title = "signing.attempt_page"
	}
	page := v.Page(v.T(title), crumbs(v, d, true)...)
	page.Body = b
	return page
}

func (p *pages) showAttempt(v *front.Visit) error {
	d, a, err := p.findAttempt(v)
	if err != nil {
		return err
	}
	return v.Render(p.attempt, p.attemptPage(v, d, a))
}

// resolve settles an attempt of which nobody knows what became.
func (p *pages) resolve(v *front.Visit) error {
	if err := signedIn(v); err != nil {
		return err
	}
	d, a, err := p.findAttempt(v)
	if err != nil {
		return err
	}
	form, err := v.Parts()
	defer form.Wipe()
	if err != nil {
		return retry(v, p.attempt, p.attemptPage(v, d, a), err)
	}
	ctx, round := v.R.Context(), d.Round.ID
	c := ops.SignChoice{Suspensive: strings.TrimSpace(form.Value("suspensive")), Why: strings.TrimSpace(form.Value("why"))}
	flash := "signing.done.signed"
	switch form.Value("do") {
	case "retrieve":
		err = v.Desk.RetrieveSigned(ctx, v.Actor, round, a.ID, form.Value("number"), ops.Signee{NIK: strings.ReplaceAll(form.Value("nik"), " ", ""), Email: form.Value("email")}, c)
	case "found":
		if len(form.Bytes("file")) == 0 {
			err = fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")})
			break
		}
		err = v.Desk.BringFound(ctx, v.Actor, round, a.ID, form.Bytes("file"), c)
	case "take":
		err = v.Desk.TakeCandidate(ctx, v.Actor, round, a.ID, c)
	case "void":
		flash = "signing.done.attempt_void"
		err = v.Desk.VoidAttempt(ctx, v.Actor, round, a.ID, form.Value("note"))
	default:
		err = fault.New(fault.Invalid, "ui.invalid")
	}
	if err != nil {
		if d, a, ferr := p.findAttempt(v); ferr == nil {
			return retry(v, p.attempt, p.attemptPage(v, d, a), err)
		}
		return err
	}
	return v.Redirect(at(v), flash)
}
