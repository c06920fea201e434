package timetables

import (
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/settlement"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

type costBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Month   string
	Action  string
	Rows    []costRow
	Trips   costRow
	Pays    []costRow
	Lines   []costLine
	Why     string // there are no rupiah
	HasNow  bool
}

type costRow struct{ What, Now, Plan, More string }

type costLine struct{ Words, Amount string }

func (p *pages) showCost(v *front.Visit) error {
	s, err := load(v)
	if err != nil {
		return err
	}
	m, err := civil.ParseMonth(v.R.URL.Query().Get("month"))
	if err != nil {
		m = civil.In(v.Desk.Now()).MonthOf().Next()
		if from := s.Plan.From.MonthOf(); from.Compare(m) > 0 {
			m = from
		}
	}
	c, err := v.Desk.PlanCost(v.R.Context(), v.Actor, s, m)
	if err != nil {
		return err
	}
	b := costBody{Tabs: tabs(v, s, "cost"), Month: m.String(), Action: at(s) + "/cost", HasNow: c.Now != nil}
	none := ops.PlanMonth{}
	now := c.Now
	if now == nil {
		now = &none
	}
	codes := s.Paper.Codes()
	for code := range c.Plan.Parts {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for code := range now.Parts {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, code := range codes {
		name := ops.GovernmentName(code)
		if code == "" {
			name = v.T("timetable.outside_all")
		}
		b.Rows = append(b.Rows, kmRow(v, name, now.Parts[code], c.Plan.Parts[code]))
	}
	b.Rows = append(b.Rows, kmRow(v, v.T("timetable.total"), now.Total, c.Plan.Total))
	b.Trips = costRow{v.T("timetable.trips"), i18n.Int(v.Lang, int64(now.Trips)), i18n.Int(v.Lang, int64(c.Plan.Trips)), signed(i18n.Int(v.Lang, int64(c.Plan.Trips-now.Trips)), c.Plan.Trips > now.Trips)}
	if c.Unpriced != nil {
		b.Why = ui.ProblemOf(v.Text, v.Lang, c.Unpriced).Message
		if fault.KindOf(c.Unpriced) == fault.Internal {
			return c.Unpriced
		}
	} else {
		b.price(v, now.Statement, c.Plan.Statement)
	}
	b.Summary.Text = v.T("timetable.cost_answer", "Month", m, "Trips", c.Plan.Trips, "Km", quantity.Metres(c.Plan.Total).Km())
	page := newPage(v, s, v.T("timetable.title_cost", "Name", s.Name), ui.Link{Href: at(s), Label: s.Name})
	page.Body = b
	return v.Render(p.cost, page)
}

func kmRow(v *front.Visit, name string, now, plan quantity.Metres) costRow {
	return costRow{name, i18n.Km(v.Lang, now), i18n.Km(v.Lang, plan), signed(i18n.Km(v.Lang, plan-now), plan > now)}
}

func signed(s string, more bool) string {
	if more {
		return "+" + s
	}
	return s
}

// price tells what each government bears and pays by both statements, and the
// lines behind the plan's.
func (b *costBody) price(v *front.Visit, now, plan settlement.Statement) {
	row := func(what string, a, c money.Rupiah) {
		b.Pays = append(b.Pays, costRow{what, i18n.Rupiah(v.Lang, a), i18n.Rupiah(v.Lang, c), signed(i18n.Rupiah(v.Lang, c-a), c > a)})
	}
	of := func(s settlement.Statement, code string) (t settlement.Total) {
		for _, x := range s.Totals {
			if x.Government == code {
				t = x
			}
		}
		return t
	}
	for _, party := range plan.Agreement.Parties {
		a, c := of(now, party.Code), of(plan, party.Code)
		row(v.T("timetable.bears", "Name", party.Name), a.Borne, c.Borne)
		row(v.T("timetable.pays", "Name", party.Name), a.Pays, c.Pays)
	}
	say := statements.Language(v.Text, v.Lang)
	for _, l := range plan.Lines {
		b.Lines = append(b.Lines, costLine{say.Say(l.Words), i18n.Rupiah(v.Lang, l.Amount)})
	}
}
