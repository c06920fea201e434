package bus

import (
	"bytes"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/performance"
	"sinergi/internal/render"
	"sinergi/internal/spm"
	"sinergi/internal/web/front"
)

// monthPaper prints a month of a service as the paper that its parties send to
// each other and to the province. It is Indonesian, whoever prints it.
func monthPaper(v *front.Visit) error {
	w := *v
	w.Lang = i18n.Indonesian
	m, err := Month(v)
	if err != nil {
		return err
	}
	s, err := v.Desk.Standard(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
	if err != nil {
		return err
	}
	codes := s.Paper.Codes()
	emblems, err := v.Desk.Emblems(v.R.Context(), codes...)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	say := func(key string, args map[string]any) string { return v.Text.T(i18n.Indonesian, key, args) }
	riders, err := v.Desk.Riders(v.R.Context(), v.Actor, s.Service.ID, m)
	if err != nil {
		return err
	}
	if _, err := render.DocumentPDF(&out, monthDocument(&w, s, riders), render.Paper{Emblems: emblems, Say: say}); err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", "application/pdf")
	v.W.Header().Set("Content-Disposition", `attachment; filename="kinerja-`+s.Service.ID+"-"+m.String()+`.pdf"`)
	_, err = v.W.Write(out.Bytes())
	return err
}

// monthDocument writes a month out: what was delivered where, how punctually
// and regularly, day by day, held against the service standard, and how each
// figure is made.
func monthDocument(v *front.Visit, s ops.Standard, riders ops.BusRiders) draft.Document {
	bp := s.BusPerformance
	month := i18n.Month(v.Lang, bp.Month)
	d := draft.Document{
		Kind:    draft.Report,
		Parties: []draft.Heading{{ID: "pihak-1", Government: s.Service.Provider, Name: "PEMERINTAH " + strings.ToUpper(ops.GovernmentName(s.Service.Provider))}},
		Title:   []string{v.T("performance.doc.title"), strings.ToUpper(s.Service.Name), strings.ToUpper(month)},
		Opening: []draft.Item{draft.Sentence(v.T("performance.doc.under", "Title", s.Paper.Title, "Parties", partyNames(s.Paper.Codes())))},
	}
	whole := performance.Measure(bp.Trips, bp.Rules, performance.Scope{})
	summary := measuresSummary(v, bp, whole)
	d.Body = append(d.Body, draft.Sentence(summary.Text))
	for _, more := range []string{summary.Note, summary.Badge.Text} {
		if more != "" {
			d.Body = append(d.Body, draft.Sentence(more))
		}
	}
	if len(bp.Trips) == 0 {
		return d
	}
	for _, part := range monthParts() {
		d.Body = append(d.Body, printedFigures(routeTable(v, bp, v.T("performance.table."+part.caption), part.columns)))
	}
	explained := definitions(v)
	if riders.Any() {
		said := ridersSummary(v, riders)
		for _, text := range append([]string{said.Text, said.Note, said.Badge.Text}, costText(v, riders)) {
			if text != "" {
				d.Body = append(d.Body, draft.Sentence(text))
			}
		}
		d.Body = append(d.Body, printedFigures(riderTable(v, riders)))
		if len(riders.Loose) > 0 {
			d.Body = append(d.Body, printedFigures(riderMissing(v, riders)))
		}
		explained = append(explained, riderDefinitions(v)...)
	}
	d.Body = append(d.Body, printedFigures(dayTable(v, bp, bp.Trips, whole)), printedStandard(v, s), printedDefinitions(v, bp, explained))
	d.Closing = []draft.Item{draft.Sentence(v.T("performance.doc.basis", "Border", bp.Border.Version, "Date", i18n.LongDate(v.Lang, v.Desk.Today())))}
	return d
}

func partyNames(codes []string) string {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = "Pemerintah " + ops.GovernmentName(code)
	}
	return strings.Join(names, ", ")
}

func printedFigures(t figures) draft.Item {
	out := draft.Lined(draft.Table, append([]string{t.Name}, t.Heads...)...)
	out.Heading = draft.Said(t.Caption)
	rows := t.Rows
	if t.Total != nil {
		rows = append(rows[:len(rows):len(rows)], *t.Total)
	}
	for _, r := range rows {
		name := r.Name
		if r.Party != nil {
			name = "– " + r.Party.Name
		}
		cells := []string{name}
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		out.Children = append(out.Children, draft.Lined(draft.Row, cells...))
	}
	return out
}

func printedStandard(v *front.Visit, s ops.Standard) draft.Item {
	out := draft.Lined(draft.Table, v.T("spm.indicator"), v.T("spm.value"), v.T("spm.found"), v.T("bus.state"))
	out.Heading = draft.Said(v.T("performance.doc.standard"))
	for _, name := range spm.Groups() {
		for _, i := range s.Indicators {
			if i.Group == name {
				r := newStandardRow(v, s, i)
				out.Children = append(out.Children, draft.Lined(draft.Row, r.Text+" ("+r.Article+"; "+r.Law.Text+")", r.Value, r.Found, r.State.Text))
			}
		}
	}
	return out
}

func printedDefinitions(v *front.Visit, bp ops.BusPerformance, explained []definition) draft.Item {
	out := draft.Lined(draft.Table, v.T("performance.measure"), v.T("performance.meaning_head"), v.T("performance.source_head"))
	out.Heading = draft.Said(v.T("performance.how"))
	for _, f := range bounds(v, bp) {
		out.Children = append(out.Children, draft.Lined(draft.Row, f.Label, f.Value, bp.Paper.Title))
	}
	for _, d := range explained {
		out.Children = append(out.Children, draft.Lined(draft.Row, d.Name, d.Text, d.Source))
	}
	return out
}
