package procedure

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sinergi/internal/agreement"
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// Check finds what is wrong with a definition: every mistake, one a line, with
// the gate it is in. A definition must be complete in both languages, lead
// somewhere from everywhere, and must not let a text be signed that was not
// reviewed, agreed and sent.
func (d *Definition) Check() error {
	c := &defCheck{def: d}
	c.id("definition", d.ID)
	c.text("name", d.Name)
	c.must(d.Version > 0, "version must be 1 or more")
	c.must(len(d.Gates) > 0, "there is no gate")
	for i := range d.Gates {
		c.gate(&d.Gates[i])
	}
	if len(c.errs) == 0 {
		c.reach()
		c.signatures()
	}
	return errors.Join(c.errs...)
}

type defCheck struct {
	def  *Definition
	in   string // the gate being checked
	errs []error
}

func (c *defCheck) fail(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if c.in != "" {
		s = fmt.Sprintf("gate %q: %s", c.in, s)
	}
	c.errs = append(c.errs, errors.New(s))
}

func (c *defCheck) must(ok bool, format string, args ...any) {
	if !ok {
		c.fail(format, args...)
	}
}

func (c *defCheck) id(what, id string) {
	c.must(idForm.MatchString(id), "%s has no valid id: %q", what, id)
}

func (c *defCheck) text(what string, t Text) {
	c.must(t.complete(), "%s is missing in Indonesian or English: %q / %q", what, t.ID, t.EN)
}

func (c *defCheck) gate(g *Gate) {
	c.in = g.ID
	defer func() { c.in = "" }()
	c.id("gate", g.ID)
	c.text("name", g.Name)
	c.must(slices.Contains(agreement.Stages(), g.Stage), "unknown stage %q", g.Stage)
	c.must(g.Scope == WholeRun || g.Scope == EachBranch, "unknown scope %q", g.Scope)
	c.must(g.Scope != EachBranch || c.def.Branch != "", "stands in each branch, but the procedure has none")
	c.must(slices.Contains([]Side{Initiator, Partner, Each, Region, Joint, Above}, g.Side), "unknown side %q", g.Side)
	c.must(slices.Contains(OfficeKinds(), g.Office), "unknown office %q", g.Office)
	c.must(g.Article != "", "names no article or other source")
	c.offices(g.RecordedBy)
	for _, r := range g.after {
		c.reference(g, r, "after")
	}
	c.conditions(g, g.onlyIf)
	c.deadline(g)
	c.must(len(g.Needs) > 0, "needs nothing, so it would pass by itself")
	c.must(slices.ContainsFunc(g.Needs, func(n Need) bool { return !n.Optional }), "everything it needs is optional")
	seen := map[string]bool{}
	for i := range g.Needs {
		c.must(!seen[g.Needs[i].ID], "need %q is there twice", g.Needs[i].ID)
		seen[g.Needs[i].ID] = true
		c.need(g, &g.Needs[i])
	}
}

func (c *defCheck) offices(kinds []OfficeKind) {
	for _, k := range kinds {
		c.must(slices.Contains(OfficeKinds(), k), "unknown office %q", k)
	}
}

// reference checks a gate named by another: it exists, stands in the run or in
// the same branch, and has slots of governments when "@own" asks for them.
func (c *defCheck) reference(g *Gate, r reference, what string) {
	to, ok := c.def.Gate(r.gate)
	if !ok {
		c.fail("%s unknown gate %q", what, r.gate)
		return
	}
	c.must(g.Scope == EachBranch || to.Scope == WholeRun, "%s %q, which stands in branches", what, r.gate)
	if r.own {
		c.must(g.perGovernment() && to.perGovernment(), "%s %q@own, but one of the two has no slot for each government", what, r.gate)
	}
}

func (g *Gate) perGovernment() bool { return g.Side != Joint && g.Side != Above }

func (c *defCheck) conditions(g *Gate, list []condition) {
	for _, cond := range list {
		if cond.name == "outcome" {
			c.reference(g, reference{cond.gate, cond.own}, "asks for the outcome of")
			to, _ := c.def.Gate(cond.gate)
			c.must(to.offers(cond.option), "asks whether %q ended with %q, which it cannot", cond.gate, cond.option)
			continue
		}
		if cond.name == "dprd_needed" || cond.name == "pays" {
			sources := cond.sources(c.def)
			c.must(len(sources) > 0, "condition %q is answered by no gate", cond.name)
			for _, r := range sources {
				c.reference(g, r, "rests on the answers at")
			}
		}
	}
}

// offers reports whether the gate can pass with an option.
func (g *Gate) offers(option string) bool {
	for _, n := range g.Needs {
		for _, o := range n.Options {
			if o.ID == option && o.Effect == Pass {
				return true
			}
		}
	}
	return false
}

func (c *defCheck) deadline(g *Gate) {
	dl := g.Deadline
	if dl.Source == "" {
		c.must(dl.Days == 0 && dl.From == "", "its deadline names no source: law, recalled or house")
		return
	}
	c.must(slices.Contains([]Source{Law, Recalled, House}, dl.Source), "deadline has unknown source %q", dl.Source)
	c.must(dl.Unit == CalendarDays || dl.Unit == WorkingDays, "deadline has unknown unit %q", dl.Unit)
	c.must(dl.Days >= 0, "deadline has %d days", dl.Days)
	c.must(dl.Article != "", "deadline names no article")
	c.text("what silence means", dl.Silence)
	if dl.From == "opened" {
		return
	}
	gate, need, ok := cutDot(dl.From)
	to, known := c.def.Gate(gate)
	_, has := to.Need(need)
	c.must(ok && known && has, "deadline counts from %q, which is not there", dl.From)
	c.must(g.Scope == EachBranch || to.Scope == WholeRun, "deadline counts from %q, which stands in branches", dl.From)
}

func cutDot(s string) (before, after string, found bool) { return strings.Cut(s, ".") }

func (c *defCheck) need(g *Gate, n *Need) {
	c.id("need", n.ID)
	c.text("need "+n.ID, n.Name)
	c.must(slices.Contains(needTypes, n.Type), "need %q has unknown type %q", n.ID, n.Type)
	c.must(n.By == "" || slices.Contains(OfficeKinds(), n.By), "need %q: unknown office %q", n.ID, n.By)
	c.offices(n.RecordedBy)
	if n.Until != "" {
		c.reference(g, reference{gate: n.Until}, "need "+n.ID+" until")
	}
	form := n.Type == NeedForm || n.Type == NeedChecklist
	c.must(form == (len(n.Fields) > 0), "need %q: fields belong to a form or checklist", n.ID)
	for _, f := range n.Fields {
		c.id("field", f.ID)
		c.text("field "+f.ID, f.Name)
	}
	c.must((n.Type == NeedChoice) == (len(n.Options) > 0), "need %q: options belong to a choice", n.ID)
	doc := c.def.Document
	if g.Scope == EachBranch {
		doc = c.def.Branch
	}
	c.must(!n.aboutText() || doc != "", "need %q: nothing is signed here", n.ID)
	c.options(g, n)
}

func (n *Need) aboutText() bool {
	return slices.Contains([]NeedType{NeedText, NeedAccept, NeedSend, NeedSignature, NeedNumber}, n.Type)
}

func (c *defCheck) options(g *Gate, n *Need) {
	for i := range n.Options {
		o := &n.Options[i]
		c.id("option", o.ID)
		c.text("option "+o.ID, o.Name)
		c.must(slices.Contains([]Consequence{Pass, Hold, Return, Stop}, o.Effect), "option %q has unknown effect %q", o.ID, o.Effect)
		c.must((o.Effect == Return) == (len(o.to) > 0), "option %q: to names the gates of a return", o.ID)
		c.conditions(g, o.onlyIf)
		for _, r := range o.to {
			c.reference(g, r, "option "+o.ID+" returns to")
			c.must(c.rests(g.ID, r.gate), "option %q returns to %q, which does not come before it", o.ID, r.gate)
			c.returns(g, o, r.gate)
		}
	}
	if n.Type == NeedChoice {
		c.must(slices.ContainsFunc(n.Options, func(o Option) bool { return o.Effect == Pass || o.Effect == Stop }),
			"need %q: a cycle without exit, no option passes or stops", n.ID)
	}
}

// returns makes sure that no return reopens a gate at which a text is agreed,
// sent or signed while it is not itself below the gate that returns: a
// signature is only undone by calling the signing off.
func (c *defCheck) returns(g *Gate, o *Option, to string) {
	target, ok := c.def.Gate(to)
	if !ok {
		return
	}
	for _, i := range target.below {
		other := &c.def.Gates[i]
		if other.ID == g.ID || c.rests(other.ID, g.ID) {
			continue
		}
		c.must(!slices.ContainsFunc(other.Needs, func(n Need) bool { return n.aboutText() && n.Type != NeedNumber }),
			"option %q would undo %q, where a text is at stake", o.ID, other.ID)
	}
}

// rests reports whether a gate rests on another.
func (c *defCheck) rests(id, on string) bool {
	g, ok := c.def.Gate(on)
	return ok && slices.ContainsFunc(g.below, func(i int) bool { return c.def.Gates[i].ID == id })
}

var needTypes = []NeedType{
	NeedForm, NeedChecklist, NeedDocument, NeedLetter, NeedPlan, NeedReview, NeedChoice, NeedBurden, NeedBudget, NeedBudgetLine, NeedTariff,
	NeedUnit, NeedText, NeedAccept, NeedSend, NeedSignature, NeedPower, NeedNumber, NeedOriginals, NeedTerm, NeedSecretariat, NeedEvaluation,
}
