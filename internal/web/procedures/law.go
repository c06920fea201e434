package procedures

import (
	"net/url"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type lawBody struct {
	Kinds      []kindRow
	Unverified int
	All        int
}

// reader turns away the public: the pages are for those who work with them.
func reader(v *front.Visit) error {
	if v.Actor.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return nil
}

func (p *pages) showLaw(v *front.Visit) error {
	if err := reader(v); err != nil {
		return err
	}
	checks, err := v.Desk.RuleChecks(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	var b lawBody
	for _, d := range v.Desk.AllProcedures() {
		b.Kinds = append(b.Kinds, kindRow{"/procedures/" + d.Key(), d.Name.In(v.Lang), kindText(v, d), d.Article, howFar(v, checks, d)})
		b.All += len(d.Gates)
		b.Unverified += len(d.Gates) - agreed(checks, d)
	}
	page := v.Page(v.T("run.law"))
	page.Body = b
	return v.Render(p.law, page)
}

type definitionBody struct {
	Text     string
	Facts    []ui.Fact
	Gates    []lawGate
	Action   string // where checks are recorded; empty when the reader records none
	Read     string
	Note     string
	Verdict  string
	Verdicts []ui.Option
}

type lawGate struct {
	Name, Stage, Office string
	Facts               []ui.Fact
	Needs               []string
	After               []string
	Rules               []lawRule
}

// lawRule is a rule that can be ticked as held against the law.
type lawRule struct {
	ID, Value, Label string
	Ticked           bool
}

func (p *pages) showDefinition(v *front.Visit) error {
	page, err := definitionPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.definition, page)
}

// checkRules records that steps were held against the law.
func (p *pages) checkRules(v *front.Visit) error {
	page, err := definitionPage(v)
	if err != nil {
		return err
	}
	key := v.R.PathValue("definition")
	var wrong []fault.Field
	if typed(v, "verdict") == "" {
		wrong = append(wrong, fault.NewField("verdict", "ui.required"))
	}
	if err = fault.InvalidFields(wrong); err == nil {
		err = v.Desk.CheckRules(v.R.Context(), v.Actor, key, v.R.PostForm["rule"], typed(v, "read"), typed(v, "verdict") == "sesuai", typed(v, "note"))
	}
	if err != nil {
		return v.Retry(p.definition, page, err)
	}
	return v.Redirect("/procedures/"+url.PathEscape(key), "run.checked")
}

func definitionPage(v *front.Visit) (*ui.Page, error) {
	if err := reader(v); err != nil {
		return nil, err
	}
	checks, err := v.Desk.RuleChecks(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, d := range v.Desk.AllProcedures() {
		if d.Key() == v.R.PathValue("definition") {
			page := v.Page(d.Name.In(v.Lang), ui.Link{Href: "/procedures", Label: v.T("run.law")})
			page.Body = definitionOf(v, checks, d)
			return page, nil
		}
	}
	return nil, fault.New(fault.NotFound, "policy.not_found")
}

func definitionOf(v *front.Visit, checks ops.RuleChecks, d *procedure.Definition) definitionBody {
	b := definitionBody{Text: kindText(v, d), Facts: []ui.Fact{
		{Label: v.T("run.basis"), Value: d.Article, Note: howFar(v, checks, d)}, {Label: v.T("run.version_label"), Value: d.Key()},
	}}
	if policy.Can(v.Actor, policy.CheckLaw, policy.Of(v.Actor.Government)) == nil {
		b.Action, b.Read, b.Note, b.Verdict = "/procedures/"+d.Key(), typed(v, "read"), typed(v, "note"), typed(v, "verdict")
		b.Verdicts = []ui.Option{{Value: "sesuai", Label: v.T("run.check.agrees")}, {Value: "berbeda", Label: v.T("run.check.differs")}}
	}
	for i := range d.Gates {
		g := lawOf(v, checks, d, &d.Gates[i])
		if b.Action != "" {
			g.Rules = rulesOf(v, &d.Gates[i])
		}
		b.Gates = append(b.Gates, g)
	}
	return b
}

// rulesOf offers the rules of a gate to be ticked.
func rulesOf(v *front.Visit, g *procedure.Gate) []lawRule {
	name := g.Name.In(v.Lang)
	out := []lawRule{{ID: "r-" + g.ID, Value: g.Rule(), Label: v.T("run.check.step", "Step", name)}}
	if rule := g.Deadline.Rule(); rule != "" {
		out = append(out, lawRule{ID: "t-" + g.ID, Value: rule, Label: v.T("run.check.deadline", "Step", name)})
	}
	for i := range out {
		out[i].Ticked = slices.Contains(v.R.PostForm["rule"], out[i].Value)
	}
	return out
}

func lawOf(v *front.Visit, checks ops.RuleChecks, d *procedure.Definition, g *procedure.Gate) lawGate {
	out := lawGate{Name: g.Name.In(v.Lang), Stage: v.T("cooperation.stage." + string(g.Stage)), Office: v.T("run.side."+string(g.Side)) + " · " + g.Office.Name().In(v.Lang)}
	out.Facts = append([]ui.Fact{{Label: v.T("run.basis"), Value: g.Article, Note: checked(v, checks, g.Rule())}}, ruleWords(v, checks, g.Deadline)...)
	for _, c := range d.Conditions(g.ID) {
		out.Facts = append(out.Facts, ui.Fact{Label: v.T("run.only_if"), Value: c.In(v.Lang)})
	}
	if g.Overridable {
		out.Facts = append(out.Facts, ui.Fact{Label: v.T("run.overridable"), Value: v.T("run.overridable_by")})
	}
	for _, n := range g.Needs {
		name := n.Name.In(v.Lang)
		if n.Optional {
			name += " (" + v.T("run.optional") + ")"
		}
		out.Needs = append(out.Needs, name)
	}
	for _, before := range d.Before(g.ID) {
		out.After = append(out.After, before.In(v.Lang))
	}
	return out
}
