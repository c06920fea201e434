package bus

import (
	"io"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/spm"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type standardBody struct {
	Summary    ui.Summary
	Prev, Next string
	Groups     []standardGroup
	Events     []ui.Event
	MayInspect bool
	Here       string
	Indicators []ui.Option
	Answers    []ui.Option
	Typed      struct{ Indicator, Date, Met, Note string }
}

type standardGroup struct {
	Name string
	Rows []standardRow
}

type standardRow struct {
	Text, Value, Found, Article string
	State, Law                  ui.Badge
}

func standardPage(v *front.Visit) (*ui.Page, error) {
	m, err := Month(v)
	if err != nil {
		return nil, err
	}
	s, err := v.Desk.Standard(v.R.Context(), v.Actor, v.R.PathValue("service"), m)
	if err != nil {
		return nil, err
	}
	here := "/bus/" + s.Service.ID + "/spm"
	body := standardBody{Prev: here + "?month=" + m.Prev().String(), Next: here + "?month=" + m.Next().String(), Here: here + "?month=" + m.String(), MayInspect: s.MayInspect}
	met, not := 0, 0
	for _, name := range spm.Groups() {
		g := standardGroup{Name: v.T("spm.group." + name)}
		for _, i := range s.Indicators {
			if i.Group == name {
				row := newStandardRow(v, s, i)
				switch row.State.Kind {
				case ui.Good:
					met++
				case ui.Bad:
					not++
				}
				g.Rows = append(g.Rows, row)
			}
		}
		body.Groups = append(body.Groups, g)
	}
	body.Summary = ui.Summary{Text: v.T("spm.answer", "Month", i18n.Month(v.Lang, m), "Met", met, "Not", not, "Open", len(s.Indicators)-met-not), Note: v.T("spm.note")}
	for _, i := range s.Indicators {
		if i.Inspected() {
			body.Indicators = append(body.Indicators, ui.Option{Value: i.ID, Label: i.Text})
		}
	}
	body.Answers = []ui.Option{{Value: "ya", Label: v.T("spm.met")}, {Value: "tidak", Label: v.T("spm.not_met")}}
	for _, x := range s.Inspections {
		kind, text := ui.Bad, v.T("spm.not_met")
		if x.Met {
			kind, text = ui.Good, v.T("spm.met")
		}
		text = i18n.ShortDay(v.Lang, x.Date) + ", " + indicatorText(s, x.Indicator) + ": " + text
		if x.Note != "" {
			text += ". " + x.Note
		}
		body.Events = append(body.Events, ui.Event{At: time.UnixMicro(x.AtUS), Who: x.Name + ", " + ops.ShortName(x.Government), Text: text, Href: proofHref(s.Service.ID, x.Date, x.File), Kind: kind})
	}
	page := v.Page(v.T("spm.title", "Month", i18n.Month(v.Lang, m)), ui.Link{Href: "/bus/" + s.Service.ID + "?month=" + m.String(), Label: s.Service.Name})
	page.Body = body
	return page, nil
}

func indicatorText(s ops.Standard, id string) string {
	for _, i := range s.Indicators {
		if i.ID == id {
			return i.Text
		}
	}
	return id
}

// newStandardRow says how the month did by an indicator: as measured, or as the
// newest inspection found.
func newStandardRow(v *front.Visit, s ops.Standard, i spm.Indicator) standardRow {
	row := standardRow{Text: i.Text, Value: i.Value, Article: i.Article, State: ui.Badge{Text: v.T("spm.unknown"), Kind: ui.Neutral}, Law: ui.Badge{Text: v.T("spm.unverified"), Kind: ui.Warn}}
	if i.Verified() {
		row.Law = ui.Badge{Text: v.T("spm.verified", "By", i.VerifiedBy, "On", i18n.Date(v.Lang, i.VerifiedOn)), Kind: ui.Good}
	}
	known, met := false, false
	if i.Inspected() {
		x, ok := s.Newest(i.ID)
		known, met = ok, x.Met
		row.Found = v.T("spm.to_inspect")
		if ok {
			row.Found = v.T("spm.inspected", "Date", i18n.ShortDay(v.Lang, x.Date), "Party", ops.ShortName(x.Government))
		}
	} else {
		r := s.Results[i.ID]
		known, met = r.Known, r.Met
		row.Found = "–"
		if known {
			row.Found = v.T("spm.measured."+i.Measure, "Value", i18n.Number(v.Lang, r.Value))
		}
	}
	if known && met {
		row.State = ui.Badge{Text: v.T("spm.met"), Kind: ui.Good}
	} else if known {
		row.State = ui.Badge{Text: v.T("spm.not_met"), Kind: ui.Bad}
	}
	return row
}

func (p *pages) showStandard(v *front.Visit) error {
	page, err := standardPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.standard, page)
}

// inspect takes what somebody found of an indicator.
func (p *pages) inspect(v *front.Visit) error {
	x := spm.Inspection{Indicator: v.R.PostFormValue("indicator"), Met: v.R.PostFormValue("met") == "ya", Note: strings.TrimSpace(v.R.PostFormValue("note"))}
	day, err := civil.ParseDate(v.R.PostFormValue("date"))
	if err != nil {
		day = civil.Date{}
	}
	var proof io.Reader
	name := ""
	if file, header, err := v.R.FormFile("file"); err == nil {
		defer file.Close()
		proof, name = file, header.Filename
	}
	if err = v.Desk.Inspect(v.R.Context(), v.Actor, v.R.PathValue("service"), day, x, name, proof); err == nil {
		return v.Redirect(v.R.URL.Path+"?month="+day.MonthOf().String(), "explanation.sent")
	}
	page, failed := standardPage(v)
	if failed != nil {
		return failed
	}
	if b, ok := page.Body.(standardBody); ok {
		b.Typed.Indicator, b.Typed.Date, b.Typed.Met, b.Typed.Note = x.Indicator, v.R.PostFormValue("date"), v.R.PostFormValue("met"), x.Note
		page.Body = b
	}
	return v.Retry(p.standard, page, err)
}
