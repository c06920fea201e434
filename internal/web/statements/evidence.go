package statements

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// evidenceBody is the page of what a day's figure was computed from.
type evidenceBody struct {
	Summary ui.Summary
	Notices []ui.Notice
	Lines   []ui.Link // of the statement that rest on it
	Waste   bool
	Lists   []proofList
}

// proofList is trips or tickets with their sum.
type proofList struct {
	Caption string
	Rows    []proofRow
	Total   proofRow
}

type proofRow struct{ Name, Href, Vehicle, Amount string }

func (p *pages) showEvidence(v *front.Visit) error {
	day, err := civil.ParseDate(v.R.PathValue("date"))
	if err != nil {
		return notFound()
	}
	e, err := v.Desk.EvidenceDay(v.R.Context(), v.Actor, v.R.PathValue("id"), v.R.PathValue("measure"), v.R.PathValue("government"), day)
	if err != nil {
		return err
	}
	say, m := Language(v.Text, v.Lang), e.Measurement
	body := evidenceBody{Waste: e.Service.Kind == agreement.Waste}
	body.Summary.Text = v.T("statement.evidence_answer", "Amount", say.Number(m.Amount.Exact(), m.Unit), "Records", records(v, m.Measure, m.Count))
	body.Summary.Note = say.Measure(m.Measure) + ", " + region.Name(m.Government)
	body.Notices = evidenceNotices(v, e)
	for _, l := range e.Content.Lines {
		if slices.ContainsFunc(l.Evidence, func(x tariff.Evidence) bool {
			return x.Measure == m.Measure && x.Government == m.Government && !day.Before(x.From) && !day.After(x.Until)
		}) {
			body.Lines = append(body.Lines, ui.Link{Href: fmt.Sprintf("/statements/%s/lines/%d", e.ID, l.No), Label: v.T("statement.evidence_line", "No", l.No) + ": " + say.Say(l.Description(e.Content, v.Lang))})
		}
	}
	body.Lists = proofLists(v, e)
	page := v.Page(v.T("statement.evidence_title", "Measure", say.Measure(m.Measure), "Day", i18n.LongDate(v.Lang, day)),
		ui.Link{Href: "/statements", Label: v.T("nav.statements")}, ui.Link{Href: "/statements/" + e.ID, Label: e.Paper.Title + " · " + i18n.Month(v.Lang, e.Month)})
	page.Body = body
	return v.Render(p.evidence, page)
}

// evidenceNotices says where the list comes from, and whether it still holds.
func evidenceNotices(v *front.Visit, e ops.EvidenceDay) (out []ui.Notice) {
	m := e.Measurement
	switch {
	case !e.SeesRecords:
		out = append(out, ui.Notice{Text: v.T("statement.evidence_closed")})
	case !e.Kept:
		out = append(out, ui.Notice{Text: v.T("statement.evidence_unkept")})
	default:
		out = append(out, ui.Notice{Text: v.T("statement.evidence_kept", "Hash", m.Evidence[:12])})
	}
	var now *ui.Link
	if e.SeesRecords && e.Service.ID != "" {
		now = &ui.Link{Href: ops.RecordsLink(e.Service.ID, m), Label: v.T("statement.evidence_now")}
	}
	if !e.Changed() {
		return append(out, ui.Notice{Text: v.T("statement.evidence_same"), Link: now})
	}
	return append(out, ui.Notice{Link: now, Text: dayChanged(v, e.Status, settlement.DayChange{Measure: m.Measure, Government: m.Government, Date: m.Date, Unit: m.Unit, Was: m, Now: e.Now})})
}

// proofLists lists what is counted, and what would be counted now instead.
func proofLists(v *front.Visit, e ops.EvidenceDay) (out []proofList) {
	if !e.SeesRecords || !e.Kept {
		return nil
	}
	for _, one := range []struct {
		caption string
		proofs  ops.Proofs
	}{
		{v.T("statement.evidence_list"), ops.Proofs{Trips: e.Trips, Tickets: e.Tickets, Riders: e.Riders}},
		{v.T("statement.evidence_added"), e.Added},
		{v.T("statement.evidence_gone"), e.Gone},
	} {
		if l := newProofList(v, e, one.proofs); len(l.Rows) > 0 {
			l.Caption = one.caption
			out = append(out, l)
		}
	}
	return out
}

func newProofList(v *front.Visit, e ops.EvidenceDay, p ops.Proofs) (l proofList) {
	day := e.Measurement.Date
	l.Total.Name = records(v, e.Measurement.Measure, int64(len(p.Trips)+len(p.Tickets)+len(p.Riders)))
	var metres quantity.Metres
	for _, t := range p.Trips {
		row := proofRow{Name: t.Clock() + " · " + t.Trip, Href: fmt.Sprintf("/bus/%s/days/%s/%s/%d", e.Service.ID, day, url.PathEscape(t.Trip), t.Start), Vehicle: t.Vehicle, Amount: i18n.Km(v.Lang, t.Metres)}
		if t.Status != "" {
			row.Amount = v.T("bus.status." + string(t.Status))
		}
		metres += t.Metres
		l.Rows = append(l.Rows, row)
	}
	if e.Measurement.Measure == ops.MeasureBusKm {
		l.Total.Amount = i18n.Km(v.Lang, metres)
	}
	var counted int64
	for _, x := range p.Riders {
		amount := i18n.Int(v.Lang, x.Amount)
		if e.Measurement.Measure == ops.MeasureBusIncome {
			amount = i18n.Rupiah(v.Lang, money.Rupiah(x.Amount))
		}
		l.Rows = append(l.Rows, proofRow{
			Name: transit.Run{Start: x.Start}.Clock() + " · " + x.Trip, Href: fmt.Sprintf("/bus/%s/days/%s/%s/%d", e.Service.ID, day, url.PathEscape(x.Trip), x.Start),
			Vehicle: strings.TrimSpace(v.T("riders.kind."+string(x.Kind)) + " " + shortID(x.ID)), Amount: amount,
		})
		counted += x.Amount
		l.Total.Amount = i18n.Int(v.Lang, counted)
		if e.Measurement.Measure == ops.MeasureBusIncome {
			l.Total.Amount = i18n.Rupiah(v.Lang, money.Rupiah(counted))
		}
	}
	var mass quantity.Kilograms
	for _, t := range p.Tickets {
		l.Rows = append(l.Rows, proofRow{
			Name: t.Number, Href: "/waste/" + e.Service.ID + "/tickets/" + url.PathEscape(t.Number) + "/" + t.Content + "?month=" + e.Month.String(), Vehicle: region.Name(t.From), Amount: i18n.Tonnes(v.Lang, t.Weight),
		})
		mass += t.Weight
	}
	if len(p.Tickets) > 0 {
		l.Total.Amount = i18n.Tonnes(v.Lang, mass)
	}
	return l
}

// shortID is enough of a fingerprint to tell tickets of a day apart.
func shortID(id string) string { return id[:min(len(id), 8)] }
