package statements

import (
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// comparison is a table of lines, and of daily figures, as they were and as
// they are.
type comparison struct {
	Title, Caption, Was, Now string
	Lines                    []change
	Days                     []change
}

type change struct{ Label, Href, Was, Now, Difference string }

// notices says what there is to know about a statement besides its lines.
func notices(v *front.Visit, s ops.SheetNow) (out []ui.Notice) {
	say := func(text string) { out = append(out, ui.Notice{Text: text}) }
	if s.Running {
		say(v.T("statement.preview_note"))
	}
	if s.Later != nil {
		key := "statement.later_replaces"
		if s.Status == settlement.Agreed {
			key = "statement.later_corrects"
		}
		text := v.T(key, "Version", s.Later.Version, "Status", v.T("statement.status."+string(s.Later.Status)))
		out = append(out, ui.Notice{Text: text, Link: &ui.Link{Href: "/statements/" + s.Later.ID, Label: v.T("statement.bound_open_it")}})
	}
	if s.Corrects != nil {
		out = append(out, ui.Notice{Text: CorrectionNote(v, s, "statement.correction_note"), Link: &ui.Link{Href: "/statements/" + s.Corrects.ID, Label: v.T("statement.bound_open_it")}})
	}
	if s.Outdated {
		say(v.T("statement.outdated"))
	}
	if s.Broken != nil {
		say(v.T("statement.broken", "Why", ui.ProblemOf(v.Text, v.Lang, s.Broken).Message))
	}
	if text := changed(v, s); text != "" {
		say(text)
	}
	if s.Unmeasured > 0 {
		say(v.T("statement.unmeasured", "Days", s.Unmeasured))
	}
	return out
}

// changed says that the records are not those that a statement was computed
// from, and what that makes of its figures.
func changed(v *front.Visit, s ops.SheetNow) string {
	if !s.Stale() {
		return ""
	}
	d := s.Changed
	if !d.Figures() && len(d.Terms) == 0 {
		return v.T("statement.evidence_changed", "What", evidenceWords(v, d))
	}
	key := map[settlement.Status]string{settlement.Draft: "statement.changed_draft", settlement.Agreed: "statement.changed_agreed"}[s.Status]
	if key == "" {
		key = "statement.changed_offered"
	}
	var said []string
	if n := len(d.Lines); n > 0 {
		said = append(said, v.T("statement.change.lines", "Lines", n, "Amount", more(v, s, d)))
	}
	days := 0
	for _, c := range d.Days {
		if !c.SameFigure() {
			days++
		}
	}
	if days > 0 {
		said = append(said, v.T("statement.change.days", "Days", days))
	}
	for _, t := range d.Terms {
		said = append(said, v.T("statement.change."+string(t)))
	}
	return v.T(key, "What", strings.Join(said, " "))
}

func evidenceWords(v *front.Visit, d settlement.Difference) string {
	var said []string
	if n := len(d.Days); n > 0 {
		said = append(said, v.T("statement.change.days_same", "Days", n))
	}
	if n := len(d.Sources); n > 0 {
		said = append(said, v.T("statement.change.sources", "Files", n))
	}
	return strings.Join(said, " ")
}

// more says who pays whom how much more.
func more(v *front.Visit, s ops.SheetNow, d settlement.Difference) string {
	if len(d.Payable) == 0 {
		return v.T("statement.change.nothing")
	}
	var said []string
	for _, t := range d.Payable {
		said = append(said, v.T("statement.change.more", "From", s.Content.PartyName(t.From), "To", s.Content.PartyName(t.To), "Amount", i18n.Rupiah(v.Lang, t.Amount)))
	}
	return strings.Join(said, "; ")
}

// CorrectionNote says what a correction leaves to settle, in the words of a
// message with Version and What.
func CorrectionNote(v *front.Visit, s ops.SheetNow, key string) string {
	what := v.T("statement.correction_none")
	if len(s.Settle.Payable) > 0 {
		what = more(v, s, s.Settle)
	}
	return v.T(key, "Version", s.Corrects.Version, "What", what)
}

// comparisons lists the figures that differ: from those of now, and from the
// agreed statement that this one corrects.
func comparisons(v *front.Visit, s ops.SheetNow, services ops.ServiceIDs) (out []comparison) {
	if s.Corrects != nil && s.Settle.Figures() {
		c := comparison{
			Title: v.T("statement.correction"), Caption: v.T("statement.correction_caption", "Version", s.Corrects.Version),
			Was: v.T("statement.agreed_figure"), Now: v.T("statement.corrected_figure"),
		}
		c.fill(v, s, s.Settle, func(m settlement.DayChange) string {
			if m.Now.Measure == "" {
				return ops.EvidenceLink(s.Corrects.ID, m.Was)
			}
			return ops.EvidenceLink(s.ID, m.Now)
		})
		out = append(out, c)
	}
	if s.Changed.Figures() {
		c := comparison{Title: v.T("statement.difference"), Caption: v.T("statement.changed_caption"), Was: v.T("statement.was"), Now: v.T("statement.now")}
		c.fill(v, s, s.Changed, func(m settlement.DayChange) string {
			if m.Was.Measure == "" {
				return services.Records(m.Now)
			}
			return ops.EvidenceLink(s.ID, m.Was)
		})
		out = append(out, c)
	}
	return out
}

func (c *comparison) fill(v *front.Visit, s ops.SheetNow, d settlement.Difference, link func(settlement.DayChange) string) {
	say := Language(v.Text, v.Lang)
	figure := func(l *settlement.Line) string {
		if l == nil {
			return "–"
		}
		return say.Number(l.Quantity, l.Unit) + " · " + i18n.Rupiah(v.Lang, l.Amount)
	}
	for _, x := range d.Lines {
		c.Lines = append(c.Lines, change{Label: say.Say(x.Line().Description(s.Content, v.Lang)), Was: figure(x.Was), Now: figure(x.Now), Difference: rupiahMore(v, x.Amount())})
	}
	for _, x := range d.Days {
		if x.SameFigure() {
			continue
		}
		c.Days = append(c.Days, change{
			Label: i18n.Date(v.Lang, x.Date) + " · " + say.Measure(x.Measure) + ", " + ops.ShortName(x.Government), Href: link(x),
			Was: say.Number(x.Was.Amount.Exact(), x.Unit), Now: say.Number(x.Now.Amount.Exact(), x.Unit), Difference: records(v, x.Measure, x.Was.Count) + " → " + records(v, x.Measure, x.Now.Count),
		})
	}
}

func rupiahMore(v *front.Visit, a money.Rupiah) string {
	if a > 0 {
		return "+" + i18n.Rupiah(v.Lang, a)
	}
	return i18n.Rupiah(v.Lang, a)
}

// records counts what a figure sums, in words that say which records count.
func records(v *front.Visit, measure string, n int64) string {
	key := map[string]string{ops.MeasureBusMissed: "statement.records.trips_missed", ops.MeasureTonnes: "statement.records.tickets", ops.MeasureBusIncome: "statement.records.fares", ops.MeasureBusRiders: "statement.records.riders"}[measure]
	if key == "" {
		key = "statement.records.trips"
	}
	return v.T(key, "Count", i18n.Int(v.Lang, n))
}

// waitingNote says how many tickets are in no figure, then and now.
func waitingNote(v *front.Visit, s ops.SheetNow) string {
	say := func(key string, w store.Uncounted) string {
		return v.T(key, "Tickets", i18n.Int(v.Lang, int64(w.Tickets)), "Tonnes", i18n.Tonnes(v.Lang, w.Mass))
	}
	if s.Status == settlement.Draft {
		if s.Waiting.Tickets == 0 {
			return ""
		}
		return say("statement.waiting_draft", s.Waiting)
	}
	then := ""
	if s.Statement.Waiting.Tickets > 0 {
		then = say("statement.waiting_offered", s.Statement.Waiting)
	}
	switch {
	case s.Waiting == s.Statement.Waiting || s.Broken != nil || s.Status == settlement.Superseded:
		return then
	case s.Waiting.Tickets > 0:
		return strings.TrimSpace(then + " " + say("statement.waiting_now", s.Waiting))
	}
	return then + " " + v.T("statement.waiting_none_now")
}

// Bound says that a month of a service is already in a statement, which what
// comes now does not change; on a day's page also which of its figures are
// others now. It says nothing of a month that is in none.
func Bound(v *front.Visit, pks string, m civil.Month, day civil.Date) ([]ui.Notice, error) {
	bound, err := v.Desk.Bound(v.R.Context(), v.Actor, pks, m)
	if err != nil || bound == nil {
		return nil, err
	}
	key := "statement.bound_open"
	if bound.Status == settlement.Agreed {
		key = "statement.bound_agreed"
	}
	out := []ui.Notice{{
		Text: v.T(key, "Month", i18n.Month(v.Lang, bound.Month), "Version", bound.Version),
		Link: &ui.Link{Href: "/statements/" + bound.ID, Label: v.T("statement.bound_open_it")},
	}}
	if day.IsZero() {
		return out, nil
	}
	s, err := v.Desk.SheetNow(v.R.Context(), v.Actor, bound.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range s.Changed.On(day) {
		if !c.SameFigure() {
			out = append(out, ui.Notice{Text: dayChanged(v, bound.Status, c)})
		}
	}
	return out, nil
}

// dayChanged says how a day's figure has changed since it was computed.
func dayChanged(v *front.Visit, status settlement.Status, c settlement.DayChange) string {
	key := "statement.evidence_changed_open"
	if status == settlement.Agreed {
		key = "statement.evidence_changed_agreed"
	}
	say := Language(v.Text, v.Lang)
	figure := func(m settlement.Measurement) string {
		return say.Number(m.Amount.Exact(), c.Unit) + " (" + records(v, c.Measure, m.Count) + ")"
	}
	return say.Measure(c.Measure) + ", " + ops.ShortName(c.Government) + ". " + v.T(key, "Was", figure(c.Was), "Now", figure(c.Now))
}

func notFound() error { return fault.New(fault.NotFound, "policy.not_found") }
