package procedure

import (
	"encoding/hex"
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// has reports whether the value carries the part that a type of need asks for.
func (v *Value) has(t NeedType) bool {
	if v == nil {
		return false
	}
	switch t {
	case NeedForm, NeedChecklist:
		return v.Fields != nil
	case NeedDocument, NeedLetter:
		return v.Document != nil
	case NeedPlan:
		return v.Plan != nil
	case NeedReview:
		return v.Opinion != nil
	case NeedChoice:
		return v.Choice != nil
	case NeedBurden:
		return v.Burden != nil
	case NeedBudget:
		return v.Budget != nil
	case NeedBudgetLine:
		return v.BudgetLine != nil
	case NeedTariff:
		return v.Tariff != nil
	case NeedUnit:
		return v.Unit != nil
	case NeedText:
		return v.Text != nil
	case NeedAccept, NeedSend:
		return v.Hash != ""
	case NeedSignature:
		return v.Signature != nil
	case NeedPower:
		return v.Power != nil
	case NeedNumber:
		return v.Number != nil
	case NeedOriginals:
		return v.Originals != nil
	case NeedTerm:
		return v.Term != nil
	case NeedSecretariat:
		return v.Secretariat != nil
	case NeedEvaluation:
		return v.Evaluation != nil
	}
	return false
}

// wholeValue: what is given is whole. Half a terms of reference is a draft,
// and drafts are kept elsewhere.
func wholeValue(p *proposal) error {
	c := &fieldCheck{}
	v, n := p.act.Value, p.need
	switch n.Type {
	case NeedForm, NeedChecklist:
		for _, f := range n.Fields {
			switch {
			case n.Type == NeedChecklist:
				c.must(f.ID, v.Fields[f.ID] == "ya", "procedure.confirm")
			case !f.Optional:
				c.filled(f.ID, v.Fields[f.ID])
			}
		}
	case NeedDocument, NeedLetter:
		v.Document.check(c)
		if n.Type == NeedLetter {
			c.filled("number", v.Document.Number)
		}
	case NeedPlan:
		v.Plan.check(c)
	case NeedReview:
		v.Opinion.check(c)
	case NeedChoice:
		v.Choice.check(c, n.option(v.Choice))
	case NeedBurden:
		c.filled("reason", v.Burden.Reason)
	case NeedBudget:
		v.Budget.check(c)
	case NeedPower:
		v.Power.check(c)
	case NeedSignature:
		v.Signature.check(c)
	default:
		v.checkSmall(c, n.Type)
	}
	return fault.InvalidFields(c.fields)
}

func (v *Value) checkSmall(c *fieldCheck, t NeedType) {
	switch t {
	case NeedBudgetLine:
		c.filled("account", v.BudgetLine.Account)
		c.must("year", v.BudgetLine.Year > 2000 && v.BudgetLine.Year < 2200, "procedure.bad_year")
		c.must("amount", v.BudgetLine.Amount > 0, "procedure.bad_amount")
	case NeedTariff:
		c.filled("id", v.Tariff.ID)
	case NeedUnit:
		c.filled("government", v.Unit.Government)
		c.filled("name", v.Unit.Name)
	case NeedText:
		c.hash("hash", v.Text.Hash)
	case NeedNumber:
		c.filled("number", v.Number.Number)
	case NeedOriginals:
		c.filled("place", v.Originals.Place)
		c.filled("holder", v.Originals.Holder)
		c.must("copies", v.Originals.Copies > 0, "procedure.bad_copies")
	case NeedTerm:
		c.day("from", v.Term.From)
		c.must("until", v.Term.Until.IsZero() || v.Term.Until.After(v.Term.From), "procedure.term_reversed")
	case NeedSecretariat:
		c.filled("continuous", v.Secretariat.Continuous)
		c.filled("financing", v.Secretariat.Financing)
	case NeedEvaluation:
		c.filled("evaluation", v.Evaluation.Agreement)
		c.hash("evaluation", v.Evaluation.Hash)
	}
}

func (d *Document) check(c *fieldCheck) {
	c.filled("title", d.Title)
	c.day("date", d.Date)
	c.hash("hash", d.Hash)
	c.must("received", d.Received.IsZero() || !d.Received.Before(d.Date), "procedure.received_before_date")
}

// check: an object is in the development plan, or one of the three exceptions
// applies and is explained.
func (pl *Plan) check(c *fieldCheck) {
	if pl.Exception == "" {
		c.filled("reference", pl.Reference)
		return
	}
	c.must("exception", slices.Contains(PlanExceptions(), pl.Exception), "procedure.bad_exception")
	c.filled("grounds", pl.Grounds)
}

func (o *Opinion) check(c *fieldCheck) {
	c.filled("name", o.Name)
	c.filled("role", o.Role)
	c.must("decision", slices.Contains([]string{OpinionYes, OpinionRevise, OpinionNo}, o.Decision), "procedure.bad_opinion")
	if o.Decision != OpinionYes {
		c.filled("note", o.Note)
	}
}

func (ch *Choice) check(c *fieldCheck, o *Option) {
	if o == nil {
		return
	}
	if o.Reason {
		c.filled("reason", ch.Reason)
	}
	if o.Conditions {
		c.must("conditions", len(ch.Conditions) > 0 && !slices.ContainsFunc(ch.Conditions, blank), "procedure.conditions_needed")
	}
}

func (b *Budget) check(c *fieldCheck) {
	if b.Pays && b.InAPBD {
		c.filled("line", b.Line)
		c.must("year", b.Year > 2000 && b.Year < 2200, "procedure.bad_year")
		return
	}
	c.filled("reason", b.Reason)
}

func (p *Power) check(c *fieldCheck) {
	c.filled("number", p.Number)
	c.filled("grantor", p.Grantor.Name)
	c.filled("grantee", p.Grantee.Name)
	c.hash("hash", p.Hash)
	c.day("date", p.Date)
	c.day("from", p.From)
	c.day("until", p.Until)
	c.must("from", !p.From.Before(p.Date), "procedure.power_before_date")
	c.must("until", !p.Until.Before(p.From), "procedure.term_reversed")
}

func (s *Signature) check(c *fieldCheck) {
	c.day("on", s.On)
	c.filled("signer", s.Signer.Name)
	c.must("method", s.Method == Electronic || s.Method == WetInk, "procedure.bad_method")
	if s.File != "" {
		c.hash("file", s.File)
	}
	c.must("marks", !slices.ContainsFunc(s.Marks, func(m Mark) bool { return !slices.Contains(Marks(), m) }), "procedure.bad_mark")
}

// fieldCheck gathers what is wrong with a value.
type fieldCheck struct{ fields []fault.Field }

func (c *fieldCheck) wrong(name, key string) {
	c.fields = append(c.fields, fault.NewField(name, key))
}

func (c *fieldCheck) must(name string, ok bool, key string) {
	if !ok {
		c.wrong(name, key)
	}
}

func (c *fieldCheck) filled(name, value string) {
	c.must(name, !blank(value), "ui.required")
}

func (c *fieldCheck) day(name string, d civil.Date) {
	c.must(name, !d.IsZero(), "ui.required")
}

func (c *fieldCheck) hash(name, h string) {
	c.must(name, validHash(h), "procedure.bad_hash")
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// validHash reports whether h is a SHA-256 in lower-case hex.
func validHash(h string) bool {
	b, err := hex.DecodeString(h)
	return err == nil && len(b) == 32 && h == strings.ToLower(h)
}

// leadership are answers that people give when an office holder has changed.
// PP 28/2018 art. 9(2) says that this ends nothing.
var leadership = []string{"pergantian_pimpinan", "pergantian_kepala_daerah"}

// listedOption: the list of options is closed. The grounds on which a
// cooperation ends are those of PP 28/2018 art. 9(1) and no other.
func listedOption(p *proposal) error {
	if p.need.option(p.act.Value.Choice) != nil {
		return nil
	}
	if slices.Contains(leadership, p.act.Value.Choice.Option) {
		return fault.New(fault.Invalid, "procedure.leadership_is_no_ground")
	}
	return fault.New(fault.Invalid, "procedure.not_listed", "Need", p.need.Name, "Option", p.act.Value.Choice.Option)
}

// optionFits: some options may only be chosen when something holds, such as an
// acceptance that the government's own TKKSD recommends.
func optionFits(p *proposal) error {
	o := p.need.option(p.act.Value.Choice)
	if o == nil {
		return nil
	}
	for _, c := range p.st.lay.bind(o.onlyIf, p.act.Slot) {
		if p.st.truth(p.acts, c, p.act.Slot) != yes {
			return fault.New(fault.Conflict, "procedure.option_not_now", "Option", o.Name, "Why", c.Text(p.st.lay.def))
		}
	}
	return nil
}
