package reports

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/region"
	"sinergi/internal/report"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

type sheetBody struct {
	Summary      ui.Summary
	Facts        []ui.Fact
	Cooperations []part
	Note         ui.Field
	Was          string // what the note says
	Live         bool   // it can still be written
	MaySend      bool
	Corrects     bool // one was sent before
	Base, Hash   string
	Reason       string
	Files        []ui.Link
	Sent         []ui.Link
	NotYet       string    // why it cannot be sent now
	Gates        []ui.Link // steps of procedures that wait for this report
	Use          string    // where it is handed in at them
	Law          ui.Summary
}

type part struct {
	ID          string
	Title, Href string
	Facts       []ui.Fact
	Papers      []paper
	Said        []string // what was measured, settled and late
	Problems    ui.Field
	Was         string // what they are said to be
}

type paper struct{ Title, Kind, Numbers, Term, Status, Duties string }

// showNow shows the government's own officer what would be sent now, and
// everybody else what was sent last.
func (p *pages) showNow(v *front.Visit) error {
	s, err := load(v, 0)
	if fault.KindOf(err) == fault.NotFound {
		at, known := report.ParseHalfYear(v.R.PathValue("period"))
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
	p, ok := report.ParseHalfYear(v.R.PathValue("period"))
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
		if b.Gates, err = gates(v, s); err != nil {
			return nil, err
		}
		b.Use = versionPath(s.Kept) + "/use"
	}
	b.Note, b.Was = note(v, "", s.Note), s.Note
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

// gates lists the steps at which procedures wait for a report of the reader's
// government and that this one can be used at.
func gates(v *front.Visit, s ops.ReportSheet) (out []ui.Link, err error) {
	queue, err := v.Desk.ReportGates(v.R.Context(), v.Actor, s.Report)
	for _, q := range queue {
		label := q.Title + ": " + q.Gate.Name.In(v.Lang)
		if q.Slot.Branch != "" {
			label += " (" + q.Slot.Branch + ")"
		}
		out = append(out, ui.Link{Href: procedures.GatePath(q.Run, q.Slot), Label: label})
	}
	return out, err
}

// use hands the report in at those steps.
func (p *pages) use(v *front.Visit) error {
	version, err := strconv.Atoi(v.R.PathValue("version"))
	if err != nil || version < 1 {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	s, err := load(v, version)
	if err != nil {
		return err
	}
	pdf, err := printed(v, s)
	if err != nil {
		return err
	}
	title := v.Text.T(i18n.Indonesian, "report.as_paper", map[string]any{"Period": s.ReportState.Period.Name(statements.Language(v.Text, i18n.Indonesian)), "Version": version})
	if _, err = v.Desk.UseReport(v.R.Context(), v.Actor, s.ReportState.Government, s.ReportState.Period, version, pdf, title); err != nil {
		return p.again(v, s, err)
	}
	return v.Redirect(path(s.ReportState.Government, s.ReportState.Period)+"/"+strconv.Itoa(version), "report.is_used")
}

func note(v *front.Visit, cooperation, text string) ui.Field {
	name := "note:" + cooperation
	if v.R.PostForm.Has(name) {
		text = v.R.PostFormValue(name)
	}
	return ui.Field{Name: name, Value: text}
}

func newPart(v *front.Visit, c report.Cooperation) (part, error) {
	out := part{ID: c.ID, Title: c.Title, Href: "/cooperations/" + url.PathEscape(c.ID), Problems: note(v, c.ID, c.Problems), Was: c.Problems}
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
		one := paper{Title: p.Title, Kind: v.T("cooperation.kind." + p.Kind), Status: v.T("cooperation.status." + p.Status), Numbers: p.NumberList(), Term: i18n.Term(v.Lang, p.From, p.Until), Duties: v.T("report.met_late", "Met", p.Met, "Late", p.Late)}
		out.Papers = append(out.Papers, one)
		said, err := p.Delivered(statements.Language(v.Text, v.Lang))
		if err != nil {
			return out, err
		}
		out.Said = append(out.Said, said...)
	}
	return out, nil
}

// save keeps what the officer says of each cooperation.
func (p *pages) save(v *front.Visit) error {
	s, err := load(v, 0)
	if err != nil {
		return err
	}
	typed := func(id string) ops.NoteEdit {
		return ops.NoteEdit{Was: v.R.PostFormValue("was:" + id), Is: v.R.PostFormValue("note:" + id)}
	}
	notes := map[string]ops.NoteEdit{"": typed("")}
	for _, c := range s.Cooperations {
		if v.R.PostForm.Has("note:" + c.ID) {
			notes[c.ID] = typed(c.ID)
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
