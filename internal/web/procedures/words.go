package procedures

import (
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/region"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// gateBadge says where a gate stands, in a word and a sign.
func gateBadge(v *front.Visit, s procedure.GateStatus) ui.Badge {
	kind := map[procedure.GateStatus]ui.Kind{procedure.Open: ui.Waiting, procedure.Passed: ui.Good, procedure.Overridden: ui.Warn}[s]
	return ui.Badge{Text: s.Name().In(v.Lang), Kind: kind}
}

// StatusBadge says where a run stands.
func StatusBadge(v *front.Visit, s procedure.Status, suspended bool) ui.Badge {
	if suspended {
		return ui.Badge{Text: v.T("run.suspended"), Kind: ui.Warn}
	}
	kind := map[procedure.Status]ui.Kind{procedure.Running: ui.Waiting, procedure.Complete: ui.Good, procedure.Stopped: ui.Bad, procedure.Voided: ui.Bad}[s]
	return ui.Badge{Text: s.Name().In(v.Lang), Kind: kind}
}

// officeOf names an office of the governments whose move it is, never a
// person: "kepala daerah Kampar".
// Whose says whose move a turn is.
func Whose(v *front.Visit, t ops.Turn, parties []string) string {
	names := map[string]string{}
	for _, code := range parties {
		names[code] = ops.ShortName(code)
	}
	return officeOf(v, t.Office, t.Governments, names)
}

func officeOf(v *front.Visit, office procedure.OfficeKind, governments []string, names map[string]string) string {
	words := office.Name().In(v.Lang)
	if office == procedure.Governor || office == procedure.Minister || len(governments) == 0 {
		return words
	}
	if len(governments) > 1 {
		return v.T("run.office_any", "Office", words)
	}
	name := names[governments[0]]
	if region.Known(governments[0]) {
		name = ops.ShortName(governments[0])
	}
	return v.T("run.office_of", "Office", words, "Government", name)
}

func byWhom(v *front.Visit, a procedure.Actor) string {
	title := a.Title
	if title == "" {
		title = a.Kind.Name().In(v.Lang)
	}
	if a.ByDelegation() {
		return v.T("run.by_delegation", "Name", a.Name, "Office", title, "Government", ops.ShortName(a.Government), "Letter", a.Letter)
	}
	return v.T("run.by", "Name", a.Name, "Office", title, "Government", ops.ShortName(a.Government))
}

// dueWords says by when, in words: the last day and how far it is, or why no
// day can be named; and whether anybody has verified the rule.
func dueWords(v *front.Visit, d *procedure.Due) string {
	if d == nil {
		return ""
	}
	words := ""
	switch {
	case d.Rule.Days == 0:
		words = v.T("run.due_none")
	case d.Gap != nil:
		words = v.T("run.due_gap", "Days", d.Rule.Days, "Unit", v.T("run.unit."+string(d.Rule.Unit)), "Year", d.Gap.Year)
	case d.On.IsZero():
		words = v.T("run.due_later", "Days", d.Rule.Days, "Unit", v.T("run.unit."+string(d.Rule.Unit)))
	case d.Overdue:
		words = v.T("run.due_late", "On", i18n.Date(v.Lang, d.On), "Days", -d.DaysLeft)
	case d.DaysLeft == 0:
		words = v.T("run.due_today", "On", i18n.Date(v.Lang, d.On))
	default:
		words = v.T("run.due", "On", i18n.Date(v.Lang, d.On), "Days", d.DaysLeft)
	}
	if !d.Rule.Verified() {
		words += " (" + v.T("run.unverified") + ")"
	}
	return words
}

// ruleWords says what a rule of time is, where it comes from and what silence
// means.
func ruleWords(v *front.Visit, checks ops.RuleChecks, d procedure.Deadline) []ui.Fact {
	if d.Source == "" {
		return nil
	}
	days := v.T("run.rule_none")
	if d.Days > 0 {
		days = v.T("run.rule_days", "Days", d.Days, "Unit", v.T("run.unit."+string(d.Unit)))
	}
	return []ui.Fact{
		{Label: v.T("run.deadline"), Value: days, Note: d.Source.Name().In(v.Lang)},
		{Label: v.T("run.deadline_basis"), Value: d.Article, Note: checked(v, checks, d.Rule())},
		{Label: v.T("run.silence"), Value: d.Silence.In(v.Lang)},
	}
}

// checked says who held a rule against the text of the law, and what they found.
func checked(v *front.Visit, checks ops.RuleChecks, rule string) string {
	var out []string
	for _, x := range checks[rule] {
		key := "run.verified"
		if !x.Agrees {
			key = "run.differs"
		}
		out = append(out, v.T(key, "By", x.Name, "Government", ops.ShortName(x.Government), "On", i18n.Date(v.Lang, x.On), "Read", x.Read, "Note", x.Note))
	}
	if len(out) == 0 {
		return v.T("run.unverified")
	}
	return strings.Join(out, "; ")
}

// howFar says how many steps of a procedure were held against the law.
func howFar(v *front.Visit, checks ops.RuleChecks, d *procedure.Definition) string {
	done := agreed(checks, d)
	if done == 0 {
		return v.T("run.unverified")
	}
	return v.T("run.verified_steps", "Done", done, "All", len(d.Gates))
}

func agreed(checks ops.RuleChecks, d *procedure.Definition) (n int) {
	for i := range d.Gates {
		if checks.Agreed(d.Gates[i].Rule()) {
			n++
		}
	}
	return n
}

func today() civil.Date { return civil.In(time.Now()) }

// actWords says what an act did.
func actWords(v *front.Visit, p ops.Proceeding, a procedure.Act) string {
	words := a.Kind.Name().In(v.Lang)
	if g, ok := p.Definition().Gate(a.Slot.Gate); ok {
		words += ": " + g.Name.In(v.Lang)
		if n, ok := g.Need(a.Need); ok {
			words += " · " + n.Name.In(v.Lang)
		}
	}
	branch := a.Branch + a.Slot.Branch
	for _, b := range p.Branches() {
		if b.ID == branch {
			words += " · " + b.Title
		}
	}
	switch {
	case a.Open != nil:
		words += ": " + a.Open.Title
	case a.Schedule != nil:
		words += ": " + i18n.LongDate(v.Lang, a.Schedule.On) + " " + a.Schedule.Time + ", " + a.Schedule.Place
	case a.Link != nil:
		words += ": " + v.T("run.did."+string(a.Link.Effect))
	}
	if a.Reason != "" {
		words += " — " + a.Reason
	}
	return words
}
