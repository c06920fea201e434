package procedures

import (
	"slices"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// actBody is a page with a small form: an override, a day of signing, what is
// voided.
type actBody struct {
	Action, Back, Base, Text, Button string
	Danger                           bool
	Inputs                           []input
}

func simple(v *front.Visit, as, name string, required bool) input {
	a := asked{v: v, get: func(name string) string { return typed(v, nothing+name) }}
	return a.say(as, name, required)
}

func actPage(v *front.Visit, run ops.Proceeding, title string, b actBody) *ui.Page {
	b.Action, b.Base = v.R.URL.Path, strconv.Itoa(run.Seq())
	page := newPage(v, run, title, crumb(v, run))
	page.Body, page.Move = b, LineOf(v, []ops.Course{{Run: run.Run, Turns: turns(v, run)}})
	return page
}

// done sends an act, and shows its form again when it is refused.
func (p *pages) done(v *front.Visit, run ops.Proceeding, page *ui.Page, to string, act procedure.Act, fields []fault.Field) error {
	err := fault.InvalidFields(fields)
	if err == nil {
		act.Base = baseOf(v)
		err = v.Desk.Proceed(v.R.Context(), v.Actor, run.ID(), act)
	}
	if err != nil {
		return again(v, p.act, page, prefixed(err, ""))
	}
	return v.Redirect(to, "run.saved")
}

func overridePage(v *front.Visit) (ops.Proceeding, procedure.GateView, *ui.Page, error) {
	run, g, err := gate(v)
	if err != nil {
		return run, g, nil, err
	}
	return run, g, actPage(v, run, v.T("run.override")+": "+slotName(v, run, g), actBody{
		Back: GatePath(run.ID(), g.Slot), Text: v.T("run.override_text"), Button: v.T("run.override"), Danger: true, Inputs: []input{simple(v, "textarea", "reason", true)},
	}), nil
}

func (p *pages) showOverride(v *front.Visit) error {
	_, _, page, err := overridePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.act, page)
}

func (p *pages) override(v *front.Visit) error {
	run, g, page, err := overridePage(v)
	if err != nil {
		return err
	}
	return p.done(v, run, page, GatePath(run.ID(), g.Slot), procedure.Act{Kind: procedure.Override, Slot: g.Slot, Reason: typed(v, nothing+"reason")}, nil)
}

func schedulePage(v *front.Visit) (ops.Proceeding, *ui.Page, error) {
	run, err := load(v)
	if err != nil {
		return run, nil, err
	}
	branch := unpart(v.R.PathValue("branch"))
	doc := run.Document(branch)
	if doc.Kind == "" {
		return run, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	inputs := []input{simple(v, "date", "on", true), simple(v, "", "time", false).hint(v.T("run.hint.time")), simple(v, "", "place", true)}
	if len(doc.Schedule) > 0 {
		inputs = append(inputs, simple(v, "textarea", "reason", true).hint(v.T("run.hint.reschedule")))
	}
	return run, actPage(v, run, v.T("run.schedule")+": "+doc.Kind.Name().In(v.Lang), actBody{Back: RunPath(run.ID()), Text: v.T("run.schedule_text"), Button: v.T("run.save"), Inputs: inputs}), nil
}

func (p *pages) showSchedule(v *front.Visit) error {
	_, page, err := schedulePage(v)
	if err != nil {
		return err
	}
	return v.Render(p.act, page)
}

func (p *pages) schedule(v *front.Visit) error {
	run, page, err := schedulePage(v)
	if err != nil {
		return err
	}
	var fields []fault.Field
	on, err := civil.ParseDate(typed(v, nothing+"on"))
	if err != nil {
		fields = append(fields, fault.NewField(nothing+"on", "civil.not_a_date", "Value", typed(v, nothing+"on")))
	}
	act := procedure.Act{Kind: procedure.SetSchedule, Branch: unpart(v.R.PathValue("branch")), Reason: typed(v, nothing+"reason")}
	act.Schedule = &procedure.Schedule{On: on, Time: typed(v, nothing+"time"), Place: typed(v, nothing+"place")}
	return p.done(v, run, page, RunPath(run.ID()), act, fields)
}

// voids are the kinds of things that can be voided, as addresses name them.
func voids() map[string]procedure.ActKind {
	return map[string]procedure.ActKind{"run": procedure.VoidRun, "branch": procedure.VoidBranch, "signing": procedure.VoidSigning}
}

func voidPage(v *front.Visit) (ops.Proceeding, procedure.ActKind, *ui.Page, error) {
	run, err := load(v)
	if err != nil {
		return run, "", nil, err
	}
	what := v.R.PathValue("what")
	kind, ok := voids()[what]
	branch := unpart(v.R.PathValue("branch"))
	known := branch == "" || slices.ContainsFunc(run.Branches(), func(b procedure.BranchView) bool { return b.ID == branch })
	if !ok || !known || kind == procedure.VoidBranch && branch == "" {
		return run, kind, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	return run, kind, actPage(v, run, v.T("run.void_"+what), actBody{
		Back: RunPath(run.ID()), Text: v.T("run.void_" + what + "_text"), Button: v.T("run.void_" + what), Danger: true, Inputs: []input{simple(v, "textarea", "reason", true)},
	}), nil
}

func (p *pages) showVoid(v *front.Visit) error {
	_, _, page, err := voidPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.act, page)
}

func (p *pages) void(v *front.Visit) error {
	run, kind, page, err := voidPage(v)
	if err != nil {
		return err
	}
	return p.done(v, run, page, RunPath(run.ID()), procedure.Act{Kind: kind, Branch: unpart(v.R.PathValue("branch")), Reason: typed(v, nothing+"reason")}, nil)
}

type branchBody struct {
	Action, Back, Base, Title string
	Agencies                  []ui.Field
}

func branchPage(v *front.Visit) (ops.Proceeding, *ui.Page, error) {
	run, err := load(v)
	if err != nil {
		return run, nil, err
	}
	if run.Definition().Branch == "" {
		return run, nil, fault.New(fault.NotFound, "policy.not_found")
	}
	b := branchBody{Action: v.R.URL.Path, Back: RunPath(run.ID()), Base: strconv.Itoa(run.Seq()), Title: typed(v, "title")}
	for _, code := range run.Cooperation.Parties {
		f := ui.Field{Name: "agency_" + code, Label: v.T("run.agency_of", "Government", ops.GovernmentName(code)), Value: typed(v, "agency_"+code), Options: []ui.Option{{Value: "", Label: v.T("run.choose_agency")}}}
		for _, a := range sortedAgencies(run) {
			if a.Government == code {
				f.Options = append(f.Options, ui.Option{Value: a.ID, Label: a.Name})
			}
		}
		b.Agencies = append(b.Agencies, f)
	}
	page := newPage(v, run, v.T("run.open_branch"), crumb(v, run))
	page.Body = b
	return run, page, nil
}

func (p *pages) showBranch(v *front.Visit) error {
	_, page, err := branchPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.branch, page)
}

func (p *pages) openBranch(v *front.Visit) error {
	run, page, err := branchPage(v)
	if err != nil {
		return err
	}
	title := typed(v, "title")
	open := procedure.NewBranch{ID: agreement.Slug(title), Title: title}
	for _, code := range run.Cooperation.Parties {
		open.Agencies = append(open.Agencies, procedure.AgencyRef{Government: code, Agency: typed(v, "agency_"+code)})
	}
	if !agreement.ValidID(open.ID) {
		return again(v, p.branch, page, fault.InvalidFields([]fault.Field{fault.NewField("title", "agreement.bad_title")}))
	}
	if err := v.Desk.Proceed(v.R.Context(), v.Actor, run.ID(), procedure.Act{Kind: procedure.OpenBranch, Base: baseOf(v), Open: &open}); err != nil {
		return again(v, p.branch, page, err)
	}
	return v.Redirect(RunPath(run.ID()), "run.saved")
}
