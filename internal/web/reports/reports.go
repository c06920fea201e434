// SPDX-License-Identifier: Apache-2.0

// Package reports is the pages of what governments say of a half year: to the
// governor of all their cooperations, and of each PKS in an evaluation; what
// would be sent now, what was sent, and what is overdue.
package reports

import (
	"bytes"
	"embed"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/render"
	"sinergi/internal/report"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const here = "/reports"

type pages struct{ list, sheet, evaluations, evaluation *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list: f.View(files, "list.html"), sheet: f.View(files, "sheet.html"),
		evaluations: f.View(files, "evaluations.html"), evaluation: f.View(files, "evaluation.html"),
	}
	const one = here + "/{government}/{period}"
	f.Handle("GET "+here, p.showList)
	f.Handle("GET "+one, p.showNow)
	f.HandleText("POST "+one, p.save)
	f.Handle("POST "+one+"/send", p.send)
	f.Handle("GET "+one+"/{version}", p.showKept)
	f.Handle("GET "+one+"/{version}/file/{kind}", file)
	p.registerEvaluations(f)
}

func path(government string, p report.Period) string {
	return here + "/" + url.PathEscape(government) + "/" + p.String()
}

func versionPath(r store.Report) string {
	return here + "/" + url.PathEscape(r.Government) + "/" + r.Period + "/" + strconv.Itoa(r.Version)
}

type listBody struct {
	Summary ui.Summary
	Tabs    []ui.Tab
	Rows    []row
	Empty   ui.Empty
	Law     ui.Summary
}

type row struct {
	Period, Due string
	Government  string
	Href        string // empty: nothing to see yet
	State       ui.Badge
	Sent        []ui.Link
}

func (p *pages) showList(v *front.Visit) error {
	all, err := v.Desk.Reports(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	rule, err := report.Rule()
	if err != nil {
		return err
	}
	b := listBody{Empty: ui.Empty{Title: v.T("report.none_title"), Text: v.T("report.none_text")}, Law: law(v, rule), Tabs: tabs(v, here)}
	overdue := 0
	for _, s := range all {
		one := row{Period: periodName(v, s.Period), Due: i18n.Date(v.Lang, s.Due), Government: region.FullName(s.Government), State: state(v, s)}
		if policy.Can(v.Actor, policy.EditAgreement, policy.Of(s.Government)) == nil {
			one.Href = path(s.Government, s.Period)
		}
		for _, r := range s.Sent {
			one.Sent = append(one.Sent, ui.Link{Href: versionPath(r), Label: v.T("report.version", "Version", r.Version, "On", i18n.Date(v.Lang, civil.In(time.UnixMicro(r.SentUS))))})
		}
		if s.Overdue {
			overdue++
		}
		b.Rows = append(b.Rows, one)
	}
	switch {
	case len(all) == 0:
	case overdue == 0:
		b.Summary = ui.Summary{Text: v.T("report.all_sent"), Badge: ui.Badge{Text: v.T("report.in_time"), Kind: ui.Good}}
	default:
		b.Summary = ui.Summary{Text: v.T("report.overdue_count", "Count", overdue), Badge: ui.Badge{Text: v.T("report.overdue"), Kind: ui.Warn}}
	}
	page := v.Page(v.T("report.title"))
	page.Body = b
	return v.Render(p.list, page)
}

// tabs are the two lists of this area.
func tabs(v *front.Visit, current string) []ui.Tab {
	return []ui.Tab{{Href: here, Label: v.T("report.title"), Current: current == here}, {Href: evaluations, Label: v.T("evaluation.title"), Current: current == evaluations}}
}

// law says what the interval rests on, and that nobody has verified it.
func law(v *front.Visit, i report.Interval) ui.Summary {
	s := ui.Summary{Text: v.T("report.rule", "Days", i.DaysAfter), Note: i.Article}
	if !i.Verified() {
		s.Badge = ui.Badge{Text: v.T("run.unverified"), Kind: ui.Warn}
	}
	return s
}

func state(v *front.Visit, s ops.ReportState) ui.Badge {
	switch {
	case len(s.Sent) > 0:
		return ui.Badge{Text: v.T("report.sent"), Kind: ui.Good}
	case s.Overdue:
		return ui.Badge{Text: v.T("report.overdue"), Kind: ui.Bad}
	case s.Ended:
		return ui.Badge{Text: v.T("report.due"), Kind: ui.Waiting}
	}
	return ui.Badge{Text: v.T("report.running"), Kind: ui.Neutral}
}

func periodName(v *front.Visit, p report.Period) string {
	return v.T("report.period", "Half", []string{"", "I", "II"}[p.Half], "Year", strconv.Itoa(p.Year))
}

type sheetBody struct {
	Summary      ui.Summary
	Facts        []ui.Fact
	Cooperations []part
	Note         ui.Field
	Live         bool // it can still be written
	MaySend      bool
	Corrects     bool // one was sent before
	Base, Hash   string
	Reason       string
	Files        []ui.Link
	Sent         []ui.Link
	NotYet       string    // why it cannot be sent now
	Gates        []ui.Link // steps of procedures that wait for this report
	Law          ui.Summary
}

type part struct {
	Title, Href string
	Facts       []ui.Fact
	Papers      []paper
	Said        []string // what was measured, settled and late
	Problems    ui.Field
}

type paper struct{ Title, Kind, Numbers, Term, Status, Duties string }

// showNow shows the government's own officer what would be sent now, and
// everybody else what was sent last.
func (p *pages) showNow(v *front.Visit) error {
	s, err := load(v, 0)
	if fault.KindOf(err) == fault.NotFound {
		at, known := report.ParsePeriod(v.R.PathValue("period"))
		states, serr := v.Desk.Reports(v.R.Context(), v.Actor)
		if serr != nil {
			return serr
		}
		for _, one := range states {
			if known && one.Government == v.R.PathValue("government") && one.Period == at && len(one.Sent) > 0 {
				return v.Redirect(versionPath(one.Sent[0]), "")
			}
		}
	}
	if err != nil {
		return err
	}
	page, err := sheetPage(v, s)
	if err != nil {
		return err
	}
	return v.Render(p.sheet, page)
}

func (p *pages) showKept(v *front.Visit) error {
	version, err := strconv.Atoi(v.R.PathValue("version"))
	if err != nil || version < 1 {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := load(v, version)
	if err != nil {
		return err
	}
	page, err := sheetPage(v, s)
	if err != nil {
		return err
	}
	return v.Render(p.sheet, page)
}

func load(v *front.Visit, version int) (ops.ReportSheet, error) {
	p, ok := report.ParsePeriod(v.R.PathValue("period"))
	if !ok {
		return ops.ReportSheet{}, fault.New(fault.NotFound, "policy.not_found")
	}
	return v.Desk.ReportSheet(v.R.Context(), v.Actor, v.R.PathValue("government"), p, version)
}

func sheetPage(v *front.Visit, s ops.ReportSheet) (*ui.Page, error) {
	base := path(s.ReportState.Government, s.ReportState.Period)
	b := sheetBody{Live: s.Live, MaySend: s.MaySend && s.Live && s.Ended, Corrects: len(s.Sent) > 0, Base: base, Law: law(v, s.Rule), Reason: v.R.PostFormValue("reason")}
	var err error
	if _, b.Hash, err = s.Report.Canonical(); err != nil {
		return nil, err
	}
	switch {
	case !s.Live:
		b.Summary = ui.Summary{Text: v.T("report.sent_on", "On", i18n.DateTime(v.Lang, time.UnixMicro(s.Kept.SentUS)), "Who", s.Kept.Name), Badge: ui.Badge{Text: v.T("report.sent"), Kind: ui.Good}}
	case !s.Ended:
		b.Summary = ui.Summary{Text: v.T("report.still_running"), Badge: state(v, s.ReportState)}
		b.NotYet = v.T("report.not_ended", "Until", i18n.Date(v.Lang, s.ReportState.Period.Until()))
	default:
		b.Summary = ui.Summary{Text: v.T("report.would_be"), Badge: state(v, s.ReportState)}
	}
	version := 0
	if !s.Live {
		version = s.Version
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("report.hash"), Value: s.Kept.SHA256})
	}
	b.Facts = append([]ui.Fact{
		{Label: v.T("report.to"), Value: s.Addressee},
		{Label: v.T("report.due_on"), Value: i18n.LongDate(v.Lang, s.ReportState.Due)},
	}, b.Facts...)
	if s.Reason != "" {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("report.reason"), Value: s.Reason})
	}
	for _, kind := range []string{"pdf", "xlsx", "json"} {
		b.Files = append(b.Files, ui.Link{Href: base + "/" + strconv.Itoa(version) + "/file/" + kind, Label: v.T("report.file." + kind)})
	}
	for _, r := range s.Sent {
		if s.Live || r.Version != s.Version {
			b.Sent = append(b.Sent, ui.Link{Href: versionPath(r), Label: v.T("report.version", "Version", r.Version, "On", i18n.Date(v.Lang, civil.In(time.UnixMicro(r.SentUS))))})
		}
	}
	if !s.Live && s.MaySend {
		if b.Gates, err = gates(v); err != nil {
			return nil, err
		}
	}
	b.Note = note(v, "", s.Note)
	for _, c := range s.Cooperations {
		one, err := newPart(v, c)
		if err != nil {
			return nil, err
		}
		b.Cooperations = append(b.Cooperations, one)
	}
	page := v.Page(v.T("report.of", "Name", s.Name, "Period", periodName(v, s.ReportState.Period)), ui.Link{Href: here, Label: v.T("report.title")})
	page.Body = b
	return page, nil
}

// gates lists the steps in which the procedures of the reader's government wait
// for a report: its paper is handed in there.
func gates(v *front.Visit) (out []ui.Link, err error) {
	queue, err := v.Desk.Queue(v.R.Context(), v.Actor)
	for _, q := range queue {
		if q.Gate.Stage == agreement.Reporting {
			out = append(out, ui.Link{Href: procedures.GatePath(q.Run, q.Slot), Label: q.Title + ": " + q.Gate.Name.In(v.Lang)})
		}
	}
	return out, err
}

func note(v *front.Visit, cooperation, text string) ui.Field {
	name := "note:" + cooperation
	if v.R.PostForm.Has(name) {
		text = v.R.PostFormValue(name)
	}
	return ui.Field{Name: name, Value: text}
}

func newPart(v *front.Visit, c report.Cooperation) (part, error) {
	out := part{Title: c.Title, Href: "/cooperations/" + url.PathEscape(c.ID), Problems: note(v, c.ID, c.Problems)}
	var partners []string
	for _, code := range c.Partners {
		partners = append(partners, region.FullName(code))
	}
	out.Facts = append(out.Facts, ui.Fact{Label: v.T("report.partners"), Value: strings.Join(partners, ", ")}, ui.Fact{Label: v.T("cooperation.category"), Value: v.T("cooperation.category." + c.Category)})
	if c.Stage != "" {
		stage := ui.Fact{Label: v.T("cooperation.stage"), Value: v.T("cooperation.stage." + c.Stage)}
		if c.Turn != "" {
			stage.Note = v.T("report.turn", "Turn", c.Turn, "Since", c.Since)
		}
		out.Facts = append(out.Facts, stage)
	}
	for _, p := range c.Papers {
		one := paper{Title: p.Title, Kind: v.T("cooperation.kind." + p.Kind), Status: v.T("cooperation.status." + p.Status), Duties: v.T("report.met_late", "Met", p.Met, "Late", p.Late)}
		var numbers []string
		for _, n := range p.Numbers {
			if n.Number != "" {
				numbers = append(numbers, n.Number)
			}
		}
		one.Numbers, one.Term = strings.Join(numbers, "; "), i18n.Date(v.Lang, p.From)
		if !p.Until.IsZero() {
			one.Term += " – " + i18n.Date(v.Lang, p.Until)
		}
		out.Papers = append(out.Papers, one)
		said, err := delivered(v, p)
		if err != nil {
			return out, err
		}
		out.Said = append(out.Said, said...)
	}
	return out, nil
}

// delivered says what was measured, settled and late under a paper.
func delivered(v *front.Visit, p report.Paper) (out []string, err error) {
	figures, payments, err := p.Sum()
	if err != nil {
		return nil, err
	}
	var agreed, open []string
	for _, m := range p.Months {
		if m.Agreed {
			agreed = append(agreed, i18n.Month(v.Lang, m.Month))
		} else {
			open = append(open, i18n.Month(v.Lang, m.Month))
		}
	}
	if len(agreed) > 0 {
		l := statements.Language(v.Text, v.Lang)
		var said []string
		for _, f := range figures {
			amount := f.Amount
			if d, err := quantity.Parse(f.Amount); err == nil {
				amount = i18n.Number(v.Lang, d)
			}
			said = append(said, v.T("report.figure", "Measure", l.Measure(f.Measure), "Government", ops.ShortName(f.Government), "Amount", amount, "Unit", l.Unit(tariff.Unit(f.Unit))))
		}
		out = append(out, v.T("report.measured", "Paper", p.Title, "Months", strings.Join(agreed, ", "), "Figures", strings.Join(said, "; ")))
	}
	for _, pay := range payments {
		out = append(out, v.T("report.pays", "From", ops.ShortName(pay.From), "To", ops.ShortName(pay.To), "Amount", i18n.Rupiah(v.Lang, pay.Amount)))
	}
	if len(open) > 0 {
		out = append(out, v.T("report.open", "Paper", p.Title, "Months", strings.Join(open, ", ")))
	}
	if len(p.LateOnes) > 0 {
		var said []string
		for _, x := range p.LateOnes {
			said = append(said, v.T("report.late_one", "Bearer", ops.ShortName(x.Bearer), "Text", x.Text, "Times", x.Times))
		}
		out = append(out, v.T("report.late", "Paper", p.Title, "What", strings.Join(said, "; ")))
	}
	return out, nil
}

// save keeps what the officer says of each cooperation.
func (p *pages) save(v *front.Visit) error {
	s, err := load(v, 0)
	if err != nil {
		return err
	}
	notes := map[string]string{"": v.R.PostFormValue("note:")}
	for _, c := range s.Cooperations {
		if v.R.PostForm.Has("note:" + c.ID) {
			notes[c.ID] = v.R.PostFormValue("note:" + c.ID)
		}
	}
	if err := v.Desk.SaveReportNotes(v.R.Context(), v.Actor, s.ReportState.Government, s.ReportState.Period, notes); err != nil {
		return p.again(v, s, err)
	}
	return v.Redirect(path(s.ReportState.Government, s.ReportState.Period), "report.notes_saved")
}

func (p *pages) send(v *front.Visit) error {
	s, err := load(v, 0)
	if err != nil {
		return err
	}
	if v.R.PostFormValue("sure") == "" {
		return p.again(v, s, fault.InvalidFields([]fault.Field{fault.NewField("sure", "report.not_sure")}))
	}
	version, err := v.Desk.SendReport(v.R.Context(), v.Actor, s.ReportState.Government, s.ReportState.Period, v.R.PostFormValue("base"), v.R.PostFormValue("reason"))
	if err != nil {
		return p.again(v, s, err)
	}
	return v.Redirect(path(s.ReportState.Government, s.ReportState.Period)+"/"+strconv.Itoa(version), "report.is_sent")
}

// again shows the page with what was typed and what is wrong with it.
func (p *pages) again(v *front.Visit, s ops.ReportSheet, wrong error) error {
	page, err := sheetPage(v, s)
	if err != nil {
		return err
	}
	return v.Retry(p.sheet, page, wrong)
}

// file hands a report out: as the paper for the governor, as a table, or the
// bytes that are hashed.
func file(v *front.Visit) error {
	version, err := strconv.Atoi(v.R.PathValue("version"))
	if err != nil || version < 0 {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := load(v, version)
	if err != nil {
		return err
	}
	name := "laporan-" + s.ReportState.Government + "-" + s.ReportState.Period.String() + "-v" + strconv.Itoa(s.Version)
	if s.Live {
		name += "-rancangan"
	}
	out, media := []byte(nil), ""
	switch kind := v.R.PathValue("kind"); kind {
	case "pdf":
		media = "application/pdf"
		out, err = printed(v, s)
	case "json":
		media = "application/json"
		out, _, err = s.Report.Canonical()
	case "xlsx":
		t, err := table(v, s)
		if err != nil {
			return err
		}
		return v.Table(name, kind, t)
	default:
		return fault.New(fault.NotFound, "policy.not_found")
	}
	if err != nil {
		return err
	}
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+v.R.PathValue("kind")+`"`)
	_, err = v.W.Write(out)
	return err
}

func printed(v *front.Visit, s ops.ReportSheet) ([]byte, error) {
	var on civil.Date
	paper := render.Paper{Say: func(key string, args map[string]any) string { return v.Text.T(i18n.Indonesian, key, args) }}
	if s.Live {
		paper.Watermark = v.Text.T(i18n.Indonesian, "text.watermark", nil)
	} else {
		on = civil.In(time.UnixMicro(s.Kept.SentUS))
	}
	d, err := report.Document(s.Report, s.Place, on, s.Lines, statements.Language(v.Text, i18n.Indonesian))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = render.DocumentPDF(&out, d, paper)
	return out.Bytes(), err
}

// table lists a report paper by paper and figure by figure.
func table(v *front.Visit, s ops.ReportSheet) (render.Table, error) {
	t := render.Table{Sheet: v.T("report.sheet")}
	for _, key := range []string{"register.column.cooperation", "register.column.paper", "register.column.kind", "report.column.month", "report.column.what", "register.column.party", "report.column.amount", "report.column.unit", "report.column.statement"} {
		t.Head = append(t.Head, v.T(key))
	}
	l := statements.Language(v.Text, v.Lang)
	for _, c := range s.Cooperations {
		for _, p := range c.Papers {
			add := func(month, what, who string, amount any, unit, statement string) {
				t.Rows = append(t.Rows, []any{c.Title, p.Title, v.T("cooperation.kind." + p.Kind), month, what, who, amount, unit, statement})
			}
			add("", v.T("report.column.met"), "", int64(p.Met), "", "")
			add("", v.T("report.column.late"), "", int64(p.Late), "", "")
			for _, m := range p.Months {
				month := m.Month.String()
				if !m.Agreed {
					add(month, v.T("report.column.open"), "", "", "", m.Statement)
				}
				for _, f := range m.Figures {
					amount := f.Amount
					if d, err := quantity.Parse(f.Amount); err == nil {
						amount = i18n.Number(v.Lang, d)
					}
					add(month, l.Measure(f.Measure), region.FullName(f.Government), amount, l.Unit(tariff.Unit(f.Unit)), m.Statement)
				}
				for _, pay := range m.Payments {
					add(month, v.T("report.column.pays", "To", region.FullName(pay.To)), region.FullName(pay.From), int64(pay.Amount), "Rp", m.Statement)
				}
			}
		}
		if c.Problems != "" {
			t.Rows = append(t.Rows, []any{c.Title, "", "", "", v.T("report.problems"), "", c.Problems, "", ""})
		}
	}
	return t, nil
}
