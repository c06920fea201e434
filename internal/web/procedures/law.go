package procedures

import (
	"sinergi/internal/fault"
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
	var b lawBody
	for _, d := range v.Desk.AllProcedures() {
		b.Kinds = append(b.Kinds, kindRow{"/procedures/" + d.Key(), d.Name.In(v.Lang), kindText(v, d), d.Article, verified(v, d.Basis)})
		for _, g := range d.Gates {
			b.All++
			if !g.Verified() {
				b.Unverified++
			}
		}
	}
	page := v.Page(v.T("run.law"))
	page.Body = b
	return v.Render(p.law, page)
}

type definitionBody struct {
	Text  string
	Facts []ui.Fact
	Gates []lawGate
}

type lawGate struct {
	Name, Stage, Office string
	Facts               []ui.Fact
	Needs               []string
	After               []string
}

func (p *pages) showDefinition(v *front.Visit) error {
	if err := reader(v); err != nil {
		return err
	}
	for _, d := range v.Desk.AllProcedures() {
		if d.Key() == v.R.PathValue("definition") {
			page := v.Page(d.Name.In(v.Lang), ui.Link{Href: "/procedures", Label: v.T("run.law")})
			page.Body = definitionOf(v, d)
			return v.Render(p.definition, page)
		}
	}
	return fault.New(fault.NotFound, "policy.not_found")
}

func definitionOf(v *front.Visit, d *procedure.Definition) definitionBody {
	b := definitionBody{Text: kindText(v, d), Facts: []ui.Fact{
		{Label: v.T("run.basis"), Value: d.Article, Note: verified(v, d.Basis)}, {Label: v.T("run.version_label"), Value: d.Key()},
	}}
	for i := range d.Gates {
		b.Gates = append(b.Gates, lawOf(v, d, &d.Gates[i]))
	}
	return b
}

func lawOf(v *front.Visit, d *procedure.Definition, g *procedure.Gate) lawGate {
	out := lawGate{Name: g.Name.In(v.Lang), Stage: v.T("cooperation.stage." + string(g.Stage)), Office: v.T("run.side."+string(g.Side)) + " · " + g.Office.Name().In(v.Lang)}
	out.Facts = append([]ui.Fact{{Label: v.T("run.basis"), Value: g.Article, Note: verified(v, g.Basis)}}, ruleWords(v, g.Deadline)...)
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
