package ops

import (
	"context"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// RuleChecks are the newest checks of rules, by rule: one of each government.
type RuleChecks map[string][]store.RuleCheck

// Agreed reports whether somebody held a rule against the law, and nobody
// found that the law says something else.
func (c RuleChecks) Agreed(rule string) bool {
	return len(c[rule]) > 0 && !slices.ContainsFunc(c[rule], func(x store.RuleCheck) bool { return !x.Agrees })
}

// RuleChecks gives the checks of all rules. They are about the law, not about
// a cooperation, and open to everyone who works here.
func (d *Desk) RuleChecks(ctx context.Context, who policy.Actor) (c RuleChecks, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err = ruleChecks(ctx, tx)
		return err
	})
	return c, err
}

func ruleChecks(ctx context.Context, tx *store.Tx) (RuleChecks, error) {
	all, err := tx.RuleChecks(ctx)
	c := RuleChecks{}
	for _, x := range all {
		c[x.Rule] = append(c[x.Rule], x)
	}
	return c, err
}

// CheckRules records that the actor's government held rules of a procedure
// against the law: read is the text in which it did, note in what they differ
// when they do not agree. A later check of the same government replaces it.
func (d *Desk) CheckRules(ctx context.Context, who policy.Actor, definition string, rules []string, read string, agrees bool, note string) error {
	if err := policy.Can(who, policy.CheckLaw, policy.Of(who.Government)); err != nil {
		return err
	}
	def, err := d.definition(definition)
	if err != nil {
		return err
	}
	read, note = oneLine(read), oneLine(note)
	var wrong []fault.Field
	if len(rules) == 0 {
		wrong = append(wrong, fault.NewField("rule", "procedure.check_which"))
	}
	if read == "" {
		wrong = append(wrong, fault.NewField("read", "procedure.check_read"))
	}
	if !agrees && note == "" {
		wrong = append(wrong, fault.NewField("note", "procedure.check_note"))
	}
	for _, rule := range rules {
		if !slices.Contains(rulesOf(def), rule) {
			return fault.New(fault.NotFound, "policy.not_found")
		}
	}
	if err := fault.InvalidFields(wrong); err != nil {
		return err
	}
	return d.act(ctx, who, "check_rules", "government "+who.Government, def.Key(), func(tx *store.Tx) error {
		for _, rule := range slices.Compact(slices.Sorted(slices.Values(rules))) {
			c := store.RuleCheck{Rule: rule, Government: who.Government, AtUS: d.nowUS(), On: d.today(), Account: who.Account, Name: who.Name, Read: read, Agrees: agrees, Note: note}
			if err := tx.AddRuleCheck(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// definition gives a version of a procedure by its key.
func (d *Desk) definition(key string) (*procedure.Definition, error) {
	for _, def := range d.procedures.All() {
		if def.Key() == key {
			return def, nil
		}
	}
	return nil, fault.New(fault.NotFound, "policy.not_found")
}

func rulesOf(def *procedure.Definition) []string {
	var out []string
	for i := range def.Gates {
		g := &def.Gates[i]
		out = append(out, g.Rule())
		if rule := g.Deadline.Rule(); rule != "" {
			out = append(out, rule)
		}
	}
	return out
}

// mark tells of the deadlines of moves who checked them.
func (c RuleChecks) mark(moves []procedure.Move) {
	for _, m := range moves {
		if m.Due == nil {
			continue
		}
		if rule := m.Due.Rule.Rule(); c.Agreed(rule) {
			x := c[rule][0]
			m.Due.Rule.VerifiedBy, m.Due.Rule.VerifiedOn = x.Name, x.On
		}
	}
}
