package procedures

import (
	"slices"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
	"sinergi/internal/web/drafts"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type runBody struct {
	State     ui.Badge
	Answer    string
	Notes     []string
	Hidden    bool // the other parties do not see it yet
	Share     string
	Facts     []ui.Fact
	Parts     []runPart
	Actions   []ui.Link
	Overrides []past
	Voids     []past
	Links     []past
	About     []aboutRow
	History   []ui.Event
}

// runPart is the gates of the run itself, or of one PKS.
type runPart struct {
	Title   string
	State   ui.Badge
	Facts   []ui.Fact
	Rows    []gateRow
	Actions []ui.Link
}

type gateRow struct {
	Stage, Name, Href, Whose, Since, Due, Waits string
	State                                       ui.Badge
}

type aboutRow struct {
	Href, Title, Kind string
	State             ui.Badge
}

func (p *pages) showRun(v *front.Visit) error {
	run, err := load(v)
	if err != nil {
		return err
	}
	page := newPage(v, run, run.Definition().Name.In(v.Lang))
	page.Body, page.Move = p.runBody(v, run), LineOf(v, []ops.Course{{Run: run.Run, Turns: turns(v, run)}})
	return v.Render(p.run, page)
}

func (p *pages) runBody(v *front.Visit, run ops.Proceeding) runBody {
	status, suspended := run.Status()
	b := runBody{State: StatusBadge(v, status, suspended), Answer: run.Title(), Hidden: run.Cooperation.Draft}
	if b.Hidden {
		b.Share = cooperationPath(run.Cooperation.ID)
	}
	for _, n := range run.Notes {
		args := map[string]any{"Name": n.Signer.Name, "Office": n.Signer.Title, "On": i18n.Date(v.Lang, n.Signed)}
		if n.Now != nil {
			args["Now"] = n.Now.Name
		}
		b.Notes = append(b.Notes, v.Text.T(v.Lang, n.Key, args))
	}
	b.Facts = runFacts(v, run)
	b.Parts = append(b.Parts, part1(v, run, procedure.BranchView{}, v.T("run.whole")))
	for _, br := range run.Branches() {
		b.Parts = append(b.Parts, part1(v, run, br, br.Title))
	}
	for _, permit := range run.Permits {
		switch {
		case permit.Kind == procedure.OpenBranch:
			b.Actions = append(b.Actions, ui.Link{Href: RunPath(run.ID()) + "/branches/new", Label: v.T("run.open_branch")})
		case permit.Kind == procedure.VoidRun:
			b.Actions = append(b.Actions, ui.Link{Href: RunPath(run.ID()) + "/void/run/" + nothing, Label: v.T("run.void_run")})
		}
	}
	b.Actions = append(b.Actions, ui.Link{Href: cooperationPath(run.Cooperation.ID) + "/drafts", Label: v.T("text.texts")})
	for _, a := range run.Overrides() {
		b.Overrides = append(b.Overrides, pastOf(v, run, a))
	}
	for _, a := range run.Links() {
		b.Links = append(b.Links, pastOf(v, run, a))
	}
	for _, a := range slices.Backward(run.Acts()) {
		if slices.Contains([]procedure.ActKind{procedure.VoidRun, procedure.VoidBranch, procedure.VoidSigning}, a.Kind) {
			b.Voids = append(b.Voids, pastOf(v, run, a))
		}
		b.History = append(b.History, ui.Event{At: a.At, Who: byWhom(v, a.By), Text: actWords(v, run, a)})
	}
	for _, r := range run.About {
		b.About = append(b.About, aboutOf(v, r))
	}
	return b
}

func aboutOf(v *front.Visit, r store.Proceeding) aboutRow {
	row := aboutRow{Href: RunPath(r.ID), Title: r.Title, State: StatusBadge(v, r.Status, r.Suspended)}
	for _, d := range v.Desk.AllProcedures() {
		if d.ID == r.Definition && d.Version == r.Version {
			row.Kind = d.Name.In(v.Lang)
		}
	}
	return row
}

// turns gives the open gates of a run as the reader sees them.
func turns(v *front.Visit, p ops.Proceeding) []ops.Turn {
	var out []ops.Turn
	for _, m := range p.Moves {
		t := ops.Turn{Move: m, Run: p.ID(), Title: p.Title(), Mine: m.Queued(p.Reader) && permitted(p, m.Slot)}
		t.MayRecord = !t.Mine && permitted(p, m.Slot)
		for _, b := range p.Branches() {
			if b.ID == m.Slot.Branch {
				t.Branch = b.Title
			}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, ops.FirstTurn)
	return out
}

// permitted reports whether the reader may give something that is missing at a
// gate.
func permitted(p ops.Proceeding, s procedure.Slot) bool {
	g, _ := p.Gate(s)
	return slices.ContainsFunc(p.Permits, func(x procedure.Permit) bool {
		return x.Kind == procedure.Supply && x.Slot == s && slices.ContainsFunc(g.Missing, func(n procedure.Need) bool { return n.ID == x.Need.ID })
	})
}

func runFacts(v *front.Visit, run ops.Proceeding) []ui.Fact {
	d := run.Definition()
	start := run.Acts()[0]
	out := []ui.Fact{
		{Label: v.T("run.procedure"), Value: d.Name.In(v.Lang), Href: "/procedures/" + d.Key(), Note: v.T("run.version", "Version", d.Version)},
		{Label: v.T("run.basis"), Value: d.Article, Note: howFar(v, run.Checks, d)},
		{Label: v.T("run.initiator"), Value: sideName(run, run.Initiator())},
		{Label: v.T("run.started"), Value: i18n.Date(v.Lang, civil.In(start.At)), Note: start.By.Name},
		{Label: v.T("run.supervisor"), Value: v.T("run.minister")},
	}
	if run.Province() != "" {
		out[4].Value = v.T("run.governor", "Province", ops.GovernmentName(run.Province()))
	}
	if s := run.Subject(); s != nil {
		out = append(out, ui.Fact{Label: v.T("run.subject"), Value: s.Document.Name().In(v.Lang), Href: RunPath(s.Run)})
	}
	return out
}

// part1 is the gates of the run, or of a branch, in the order of the procedure.
func part1(v *front.Visit, run ops.Proceeding, b procedure.BranchView, title string) runPart {
	out := runPart{Title: title}
	doc := run.Document(b.ID)
	if b.ID != "" {
		status, suspended := b.Status, b.Suspended
		out.State = StatusBadge(v, status, suspended)
		for _, a := range b.Agencies {
			out.Facts = append(out.Facts, ui.Fact{Label: ops.ShortName(a.Government), Value: a.Name})
		}
	}
	if n := len(doc.Schedule); n > 0 {
		s := doc.Schedule[n-1].Schedule
		f := ui.Fact{Label: v.T("run.signing_day"), Value: i18n.LongDate(v.Lang, s.On) + " " + s.Time, Note: s.Place}
		out.Facts = append(out.Facts, f)
	}
	for _, g := range run.Gates() {
		if g.Slot.Branch == b.ID {
			out.Rows = append(out.Rows, rowOf(v, run, g))
		}
	}
	link := func(href, key string) {
		out.Actions = append(out.Actions, ui.Link{Href: RunPath(run.ID()) + href + part(b.ID), Label: v.T(key)})
	}
	for _, permit := range run.Permits {
		if permit.Branch != b.ID {
			continue
		}
		switch permit.Kind {
		case procedure.SetSchedule:
			link("/schedule/", "run.schedule")
		case procedure.VoidSigning:
			link("/void/signing/", "run.void_signing")
		case procedure.VoidBranch:
			link("/void/branch/", "run.void_branch")
		}
	}
	if run.Reader.Writes() && doc.Kind != "" && doc.Sent == nil && len(run.Permits) > 0 {
		out.Actions = append(out.Actions, ui.Link{Href: drafts.StartPath(run.ID(), b.ID), Label: v.T("text.begin")})
	}
	return out
}

func rowOf(v *front.Visit, run ops.Proceeding, g procedure.GateView) gateRow {
	row := gateRow{
		Stage: v.T("cooperation.stage." + string(g.Gate.Stage)), Name: slotName(v, run, g), Href: GatePath(run.ID(), g.Slot), State: gateBadge(v, g.Status),
		Whose: officeOf(v, g.Office, one(g.Slot.Government), run.Names),
	}
	day := func(t time.Time) string { return i18n.Date(v.Lang, civil.In(t)) }
	switch {
	case g.Status == procedure.Open:
		row.Since = v.T("run.since", "On", day(g.Opened))
	case !g.Passed.IsZero():
		row.Since = v.T("run.passed_on", "On", day(g.Passed))
	}
	for _, m := range run.Moves {
		if m.Slot == g.Slot {
			row.Whose, row.Due = officeOf(v, m.Office, m.Governments, run.Names), dueWords(v, m.Due)
			row.Waits = v.T("run.missing_count", "Count", strconv.Itoa(len(m.Needs)))
		}
	}
	return row
}
