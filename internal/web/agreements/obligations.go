// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"cmp"
	"net/url"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type obligationRow struct {
	Edit, Text, Clause, Target string
	Bearer                     ui.Party
}

type obligationsBody struct {
	standing
	Tabs                                                                []ui.Tab
	Base                                                                string
	Rows                                                                []obligationRow
	Empty                                                               ui.Empty
	Edit                                                                bool
	ID, Text, Clause, Bearer, Agency, Measure, Target, Due, Rule, Grace string
	Clauses, Parties, Agencies, Measures, Rules                         []ui.Option
}

// measures are the figures that can tell whether an obligation is met, with
// the unit of its target.
func measures() map[string]string {
	return map[string]string{"bus.trips_delivered_share": "ratio", "bus.km": "km", "waste.tonnes": "ton"}
}

func obligationsPage(v *front.Visit, e ops.Entry) *ui.Page {
	p := e.Paper
	body := obligationsBody{
		standing: standingOf(v, e),
		Tabs:     tabs(v, e, "obligations"), Base: at(e), Empty: ui.Empty{Title: v.T("entry.no_obligations"), Text: v.T("entry.no_obligations_text")},
		Clauses: clauseOptions(v, p.Clauses), Parties: partyOptions(v, p.Codes()), Agencies: agencyOptions(v, e.Dossier),
		Measures: []ui.Option{{Value: "", Label: v.T("entry.no_measure")}},
	}
	for _, m := range []string{"bus.trips_delivered_share", "bus.km", "waste.tonnes"} {
		body.Measures = append(body.Measures, ui.Option{Value: m, Label: v.T("entry.measure." + m)})
	}
	for _, r := range obligation.Rules() {
		body.Rules = append(body.Rules, ui.Option{Value: string(r), Label: v.T("obligation.rule." + cmp.Or(string(r), "always"))})
	}
	editing := v.R.URL.Query().Get("obligation")
	for _, o := range p.Obligations {
		row := obligationRow{Edit: body.Base + "/obligations?obligation=" + url.QueryEscape(o.ID) + "#obligation", Text: o.Text, Clause: agreement.Cite(p.Clauses, o.Clause), Target: target(v, o), Bearer: coloured(p, o.Bearer)}
		body.Rows = append(body.Rows, row)
		if o.ID == editing {
			body.Edit, body.ID, body.Text, body.Clause, body.Bearer, body.Agency, body.Measure = true, o.ID, o.Text, o.Clause, o.Bearer, o.Agency, o.Measure
			body.Due, body.Rule, body.Grace = ui.InputValue(v.Lang, o.Due), o.Rule, ui.InputValue(v.Lang, o.Grace)
			if d, err := quantity.Parse(o.Target); err == nil && o.Target != "" {
				body.Target = ui.InputValue(v.Lang, d)
			}
		}
	}
	if v.R.Method == "POST" {
		body.ID, body.Text, body.Clause, body.Bearer, body.Agency = typed(v, "id"), typed(v, "text"), typed(v, "clause"), typed(v, "bearer"), typed(v, "agency")
		body.Measure, body.Target, body.Due, body.Edit = typed(v, "measure"), typed(v, "target"), typed(v, "due"), typed(v, "id") != ""
		body.Rule, body.Grace = typed(v, "rule"), typed(v, "grace")
	}
	page := newPage(v, e, v.T("cooperation.obligations"), ui.Link{Href: at(e), Label: p.Title})
	page.Body = body
	return page
}

// coloured gives a government its colour in an agreement.
func coloured(p ops.Paper, code string) ui.Party {
	return ui.Party{Index: max(ops.PartyColour(p.Agreement, code), 0), Name: ops.ShortName(code)}
}

// target says what an obligation's figure must reach.
func target(v *front.Visit, o agreement.Obligation) string {
	if o.Measure == "" {
		return ""
	}
	text := v.T("entry.measure." + o.Measure)
	if d, err := quantity.Parse(o.Target); err == nil && o.Target != "" {
		text += ": ≥ " + i18n.Number(v.Lang, d)
	}
	return text
}

func (p *pages) showObligations(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	return v.Render(p.obligations, obligationsPage(v, e))
}

func (p *pages) saveObligation(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	if id := typed(v, "drop"); id != "" {
		if err := v.Desk.DropObligation(v.R.Context(), v.Actor, e.Paper.ID, id); err != nil {
			return err
		}
		return v.Redirect(at(e)+"/obligations", saved(e, "entry.obligation_dropped"))
	}
	var fields []fault.Field
	o := agreement.Obligation{
		ID: typed(v, "id"), Agreement: e.Paper.ID, Clause: typed(v, "clause"), Bearer: typed(v, "bearer"), Agency: typed(v, "agency"), Text: typed(v, "text"),
		Measure: typed(v, "measure"), Due: dateOf(&fields, "due", typed(v, "due")), Rule: typed(v, "rule"),
	}
	for _, f := range []struct{ name, value string }{{"clause", o.Clause}, {"bearer", o.Bearer}, {"text", o.Text}} {
		if f.value == "" {
			fields = append(fields, fault.NewField(f.name, "ui.required"))
		}
	}
	if text := typed(v, "grace"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			fields = append(fields, fault.NewField("grace", "obligation.bad_grace", "Max", obligation.MaxGrace))
		}
		o.Grace = n
	}
	if text := typed(v, "target"); text != "" {
		d, err := i18n.ParseNumber(v.Lang, text)
		if err != nil {
			fields = append(fields, fault.NewField("target", "quantity.not_a_number", "Value", text))
		} else {
			o.Target, o.Unit = d.String(), measures()[o.Measure]
		}
		if o.Measure == "" {
			fields = append(fields, fault.NewField("measure", "entry.target_needs_measure"))
		}
	}
	if err := fault.InvalidFields(fields); err != nil {
		return v.Retry(p.obligations, obligationsPage(v, e), err)
	}
	if err := v.Desk.SaveObligation(v.R.Context(), v.Actor, o); err != nil {
		return v.Retry(p.obligations, obligationsPage(v, e), err)
	}
	return v.Redirect(at(e)+"/obligations", saved(e, "entry.obligation_saved"))
}
