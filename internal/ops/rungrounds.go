package ops

import (
	"context"
	"slices"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// PaperTariff names the tariff of a text that was agreed outside Sinergi: only
// the paper holds the formula.
const PaperTariff = "naskah"

// knownTariff refuses a tariff that no text of the branch holds. What was
// negotiated here and holds none has none; a formula on paper counts only when
// the text itself is on paper.
func (d *Desk) knownTariff(ctx context.Context, tx *store.Tx, c agreement.Cooperation, run procedure.Run, branch, id string) error {
	drafts, err := tx.Drafts(ctx, c.ID)
	if err != nil {
		return err
	}
	written := false
	for _, x := range drafts {
		if x.Run != run.ID() || x.Branch != branch || x.Common == "" || x.Kind != mainKind(run, branch) {
			continue
		}
		text, err := draftText(ctx, tx, x.Common)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(text.Tariffs, func(t tariff.Tariff) bool { return t.ID == id }) {
			return nil
		}
		written = true
	}
	if !written && id == PaperTariff {
		return nil
	}
	return fault.InvalidFields([]fault.Field{fault.NewField("id", "procedure.no_such_tariff")})
}

// termOfText holds the days on which a document takes effect and ends against
// what its text agrees on (an addendum names its first day), and fills in the last day when none is
// given. A text on paper is not read.
func (d *Desk) termOfText(ctx context.Context, tx *store.Tx, run procedure.Run, branch string, term *procedure.Term) error {
	doc := run.Document(branch)
	if doc.Sent == nil || term.From.IsZero() {
		return nil
	}
	text, known, err := d.signedText(ctx, tx, run, sentText(doc))
	if err != nil || !known {
		return err
	}
	if p, says := text.Parameter("mulai-berlaku"); says {
		if on, err := civil.ParseDate(p.Value); err == nil && on != term.From {
			return fault.InvalidFields([]fault.Field{fault.NewField("from", "procedure.other_day_in_text", "On", on)})
		}
	}
	p, ok := text.Parameter("jangka-waktu")
	last, counted := lastDay(term.From, p)
	switch {
	case !ok || !counted:
		return nil
	case term.Until.IsZero():
		term.Until = last
	case term.Until.After(last.AddDays(1)): // "sampai dengan" the same date is said as well
		return fault.InvalidFields([]fault.Field{fault.NewField("until", "procedure.beyond_text", "Value", p.Value+" "+p.Unit, "On", last)})
	}
	return nil
}

// lastDay is the last day of a period that begins on a day; false when the
// period is not counted in whole days, months or years.
func lastDay(from civil.Date, p draft.Parameter) (civil.Date, bool) {
	n, err := strconv.Atoi(p.Value)
	if err != nil || n < 1 || n > 100_000 {
		return civil.Date{}, false
	}
	var years, months, days int
	switch p.Unit {
	case "tahun":
		years = n
	case "bulan":
		months = n
	case "hari":
		days = n
	default:
		return civil.Date{}, false
	}
	return civil.In(from.Start().AddDate(years, months, days)).AddDays(-1), true
}

// knownUnit refuses a service unit that is no agency of a party.
func knownUnit(ctx context.Context, tx *store.Tx, run procedure.Run, u *procedure.ServiceUnit) error {
	a, err := tx.Agency(ctx, u.Agency)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err != nil || a.Government != u.Government || !slices.ContainsFunc(run.Parties(), func(p procedure.Party) bool { return p.Code == a.Government }) {
		return fault.InvalidFields([]fault.Field{fault.NewField("agency", "procedure.unknown_agency")})
	}
	u.Name = a.Name
	return nil
}
