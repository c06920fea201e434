package statements

import (
	"math/big"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type lineBody struct {
	Line     line
	Summary  ui.Summary
	Chain    []ui.Step
	Steps    []step
	Evidence []evidence
	Totals   []evidence // of each measure and government
	Notices  []ui.Notice
	Base     string
}

type step struct{ Name, Words, Value string }

// evidence is a day's figure, or the sum of one measure's.
type evidence struct {
	Day    string
	Href   string
	Amount string
	Count  string
	Hash   string
}

func (p *pages) showLine(v *front.Visit) error {
	no, err := strconv.Atoi(v.R.PathValue("no"))
	if err != nil {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	page, err := p.linePage(v, no)
	if err != nil {
		return err
	}
	return v.Render(p.line, page)
}

func (p *pages) linePage(v *front.Visit, no int) (*ui.Page, error) {
	s, err := v.Desk.Sheet(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if no < 1 || no > len(s.Content.Lines) {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	say := Language(v.Text, v.Lang)
	l := s.Content.Lines[no-1]
	body := lineBody{Line: sheetLine(v, s, say, l), Base: "/statements/" + s.ID}
	body.Summary = ui.Summary{Text: body.Line.Words, Badge: body.Line.State}
	for _, st := range s.Content.Steps {
		if st.Component == l.Component || st.Name == l.Step {
			body.Steps = append(body.Steps, step{st.Name, say.Say(st.Words), say.Number(st.Value, st.Unit)})
		}
	}
	counted := body.list(s, l, say, v)
	if !s.SeesRecords {
		body.Notices = append(body.Notices, ui.Notice{Text: v.T("statement.evidence_closed")})
	}
	body.Chain = []ui.Step{
		{Label: v.T("statement.chain_clause"), Value: body.Line.Clause, Href: "/cooperations/" + s.Paper.Cooperation + "#" + s.Agreement + "." + l.Clause},
		{Label: v.T("statement.chain_amount"), Value: body.Line.Amount, Href: body.Base},
		{Label: v.T("statement.chain_quantity"), Value: body.Line.Quantity},
		{Label: v.T("statement.chain_records"), Value: counted},
	}
	page := v.Page(v.T("statement.line_title", "No", no, "Label", body.Line.Label), ui.Link{Href: "/statements", Label: v.T("nav.statements")}, ui.Link{Href: body.Base, Label: s.Paper.Title + " · " + i18n.Month(v.Lang, s.Month)})
	page.Body = body
	return page, nil
}

// list gathers the days behind a line with the sum of each measure, and gives
// what they count in words.
func (b *lineBody) list(s ops.Sheet, l settlement.Line, say tariff.Language, v *front.Visit) string {
	var said []string
	for _, e := range l.Evidence {
		count, sum, unit := int64(0), new(big.Rat), tariff.Unit("")
		for _, m := range s.Content.Measurements {
			if m.Measure != e.Measure || m.Government != e.Government || m.Date.Before(e.From) || m.Date.After(e.Until) {
				continue
			}
			count, unit = count+m.Count, m.Unit
			sum.Add(sum, m.Amount.Rat())
			b.Evidence = append(b.Evidence, evidence{
				Day: i18n.ShortDay(v.Lang, m.Date), Href: ops.EvidenceLink(s.ID, m), Amount: say.Number(m.Amount.Exact(), m.Unit), Count: records(v, m.Measure, m.Count), Hash: m.Evidence[:12],
			})
		}
		total := evidence{Day: v.T("statement.evidence_total") + " " + say.Measure(e.Measure) + ", " + ops.ShortName(e.Government), Count: records(v, e.Measure, count)}
		if digits, ends := sum.FloatPrec(); ends {
			total.Amount = say.Number(tariff.Exact(sum.FloatString(digits)), unit)
		}
		b.Totals, said = append(b.Totals, total), append(said, total.Count)
	}
	return strings.Join(said, ", ")
}
