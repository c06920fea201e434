// SPDX-License-Identifier: Apache-2.0

package tariff

import "strings"

// Rule says what a component comes to before anything is measured, with the
// prices and shares of the tariff itself: "kilometer bus Kampar × Rp13.500/km",
// "Biaya operasi dibagi: Kampar 40 %, Pekanbaru 60 %". Another component that
// the formula needs is named by its label.
func (l Language) Rule(t Tariff, c Component) string {
	r := ruleWords{l, t}
	switch f := c.Formula.(type) {
	case UnitPrice:
		return r.say("product", "Quantity", r.quantity(f.Quantity), "Rate", r.rate(f.Rate, f.Quantity.Unit.Per()))
	case Distance:
		return r.say("product", "Quantity", r.quantity(f.Quantity), "Rate", r.rate(f.Rate, f.Quantity.Unit.Per()))
	case MeasuredCost:
		return r.say("measured_cost", "Quantity", r.quantity(f.Quantity))
	case PriceShare:
		return r.say("price_share", "Share", r.number(f.Share, Ratio), "Price", r.rate(f.Price, f.Unit))
	case Waterfall:
		return r.waterfall(f)
	case Index:
		return r.say("index", "Base", r.rate(f.Base, f.Unit), "Coefficient", r.number(f.Coefficient, ""), "Parameter", l.Measure(f.Parameter), "Then", r.number(f.Then, ""))
	case Cap:
		return r.say("cap", "Quantity", r.quantity(f.Quantity), "Limit", r.number(f.Limit, f.Quantity.Unit), "Per", l.per(Unit(f.Per)), "Beyond", r.say("beyond_"+string(f.Beyond)))
	case LumpSum:
		return l.Number(f.Amount.Exact(), Rupiah) + "/" + l.per(Unit(f.Per))
	case NetOfIncome:
		return r.say("net_of_income", "Of", r.labels(f.Of), "Income", r.quantity(f.Income))
	case Deduction:
		return r.deduction(f)
	case TrueUp:
		return r.say("true_up", "Of", r.labels(f.Of), "Advance", r.quantity(f.Advance), "Negative", r.say("negative_"+string(f.Negative)))
	case CostShare:
		return r.costShare(f)
	}
	return ""
}

// ruleWords writes the parts of a rule.
type ruleWords struct {
	l Language
	t Tariff
}

// say gives the message of a rule; names and values alternate.
func (r ruleWords) say(key string, pairs ...string) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return r.l.Message("tariff.rule."+key, args)
}

func (r ruleWords) number(n Number, u Unit) string { return r.l.Number(n.Exact(), u) }

func (r ruleWords) government(code string) string {
	if r.l.Government == nil {
		return code
	}
	return r.l.Government(code)
}

func (r ruleWords) label(id string) string {
	for _, c := range r.t.Components {
		if c.ID == id {
			return c.Label.In(r.l.Code)
		}
	}
	return id
}

func (r ruleWords) labels(ids []string) string {
	named := make([]string, len(ids))
	for i, id := range ids {
		named[i] = r.label(id)
	}
	return strings.Join(named, " + ")
}

func (r ruleWords) quantity(q Quantity) string {
	switch {
	case q.Component != "":
		return r.part(q)
	case q.Government == "":
		return r.l.Measure(q.Measure)
	}
	return r.say("quantity", "Measure", r.l.Measure(q.Measure), "Government", r.government(q.Government))
}

// part names what is within or beyond a limit, by the limit itself.
func (r ruleWords) part(q Quantity) string {
	for _, c := range r.t.Components {
		if limit, ok := c.Formula.(Cap); ok && c.ID == q.Component {
			return r.say("part_"+string(q.Part), "Quantity", r.quantity(limit.Quantity), "Limit", r.number(limit.Limit, limit.Quantity.Unit), "Per", r.l.per(Unit(limit.Per)))
		}
	}
	return q.Component
}

func (r ruleWords) rate(rate Rate, u Unit) string {
	switch {
	case rate.Component != "":
		return r.label(rate.Component)
	case rate.Fixed != nil:
		return r.number(*rate.Fixed, u)
	}
	prices := make([]string, len(rate.Schedule))
	for i, d := range rate.Schedule {
		prices[i] = r.say("rate_from", "Rate", r.number(d.Rate, u), "From", r.l.Date(d.From))
	}
	return "(" + strings.Join(prices, "; ") + ")"
}

func (r ruleWords) waterfall(f Waterfall) string {
	text := r.rate(f.Price, f.Unit)
	for _, s := range f.Subsidies {
		if s.Share != nil {
			text = r.say("less_share", "Before", text, "Share", r.number(*s.Share, Ratio), "By", s.By)
		} else if s.Amount != nil {
			text = r.say("less_amount", "Before", text, "Subsidy", r.number(*s.Amount, f.Unit), "By", s.By)
		}
	}
	return text
}

func (r ruleWords) deduction(f Deduction) string {
	text := r.say("deduction", "Each", r.number(f.Each, f.Count.Unit.Per()), "Count", r.quantity(f.Count))
	if f.Allowance.Sign() > 0 {
		text += r.say("allowance", "Allowance", r.number(f.Allowance, f.Count.Unit))
	}
	if f.MaxShare != nil {
		text += r.say("at_most", "Share", r.number(*f.MaxShare, Ratio), "Of", r.labels(f.Of))
	}
	return text
}

func (r ruleWords) costShare(f CostShare) string {
	var parts []string
	for _, s := range f.First {
		parts = append(parts, r.say("first", "Government", r.government(s.Government), "Share", r.number(s.Share, Ratio)))
	}
	for _, s := range f.Rest.Shares {
		parts = append(parts, r.government(s.Government)+" "+r.number(s.Share, Ratio))
	}
	for _, c := range f.Rest.Criteria {
		parts = append(parts, r.say("criterion", "Criterion", r.l.Measure(c.Name), "Weight", r.number(c.Weight, Ratio)))
	}
	return r.say("cost_share", "Of", r.labels(f.Of), "Parts", strings.Join(parts, ", "))
}
