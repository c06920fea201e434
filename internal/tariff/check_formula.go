// SPDX-License-Identifier: Apache-2.0

package tariff

import "math/big"

// measured checks a quantity that must come straight from measurements.
func (c *checker) measured(field string, q Quantity, unit Unit) {
	if !validID(q.Measure) {
		c.param(field+".measure", "tariff.fault.measure", "Value", shorten(q.Measure))
	}
	if !validCode(q.Government) {
		c.param(field+".government", "tariff.fault.code", "Value", shorten(q.Government))
	}
	if q.Component != "" || q.Part != "" {
		c.param(field+".component", "tariff.fault.measured_only")
	}
	c.unit(field+".unit", q.Unit, unit)
}

// quantity checks a quantity that may also be one part of a cap.
func (c *checker) quantity(field string, q Quantity, unit Unit) {
	if q.Component == "" {
		c.measured(field, q, unit)
		return
	}
	if q.Measure != "" || q.Government != "" {
		c.param(field+".measure", "tariff.fault.one_source")
	}
	limit, ok := c.byID[q.Component].Formula.(Cap)
	if !ok {
		return // references reports it
	}
	if q.Part != Within && q.Part != Excess {
		c.param(field+".part", "tariff.fault.part")
	}
	if q.Part == Excess && limit.Beyond != BeyondPriced {
		c.param(field+".part", "tariff.fault.excess_not_priced")
	}
	c.unit(field+".unit", q.Unit, limit.Quantity.Unit)
}

func (c *checker) unit(field string, got, want Unit) {
	if !got.Valid() || (want != "" && got != want) {
		c.param(field, "tariff.fault.unit", "Unit", shorten(string(got)), "Want", string(want))
	}
}

func (c *checker) rate(field string, r Rate, unit Unit) {
	sources := 0
	if r.Fixed != nil {
		sources++
		c.notNegative(field+".fixed", *r.Fixed)
	}
	if len(r.Schedule) > 0 {
		sources++
		c.schedule(field+".schedule", r.Schedule)
	}
	if r.Component != "" {
		sources++
		if got, ok := rateUnit(c.byID[r.Component].Formula); ok {
			c.unit(field+".component", got, unit)
		}
	}
	if sources != 1 {
		c.param(field, "tariff.fault.one_source")
	}
}

func (c *checker) schedule(field string, entries []DatedRate) {
	if entries[0].From.After(c.tariff.From) {
		c.param(field, "tariff.fault.schedule_start", "From", c.tariff.From.String())
	}
	for i, e := range entries {
		c.notNegative(field, e.Rate)
		if e.From.IsZero() || (i > 0 && !entries[i-1].From.Before(e.From)) {
			c.param(field, "tariff.fault.schedule_order")
		}
	}
}

func (c *checker) notNegative(field string, n Number) {
	if n.Sign() < 0 {
		c.param(field, "tariff.fault.negative", "Value", n.String())
	}
}

func (c *checker) share(field string, n Number) {
	if !inUnit(n) {
		c.param(field, "tariff.fault.share", "Value", n.String())
	}
}

// adjusts checks a component that changes others: it must run between the same
// parties, and be a memo exactly when they are, or lines would be counted
// without what they adjust.
func (c *checker) adjusts(of []string) {
	seen := map[string]bool{}
	for _, id := range of {
		target, ok := c.byID[id]
		if seen[id] {
			c.param("of", "tariff.fault.twice", "Value", shorten(id))
		}
		seen[id] = true
		if !ok || target.Formula == nil {
			continue
		}
		if target.Formula.Kind() == KindCostShare || target.Payer != c.now.Payer ||
			target.Payee != c.now.Payee || target.Memo != c.now.Memo {
			c.param("of", "tariff.fault.other_parties", "Component", shorten(id))
		}
	}
}

func (c *checker) some(of []string) {
	if len(of) == 0 {
		c.param("of", "tariff.fault.missing")
	}
}

func rateUnit(f Formula) (Unit, bool) {
	switch f := f.(type) {
	case PriceShare:
		return f.Unit, true
	case Waterfall:
		return f.Unit, true
	case Index:
		return f.Unit, true
	}
	return "", false
}

func (f UnitPrice) check(c *checker) {
	c.quantity("quantity", f.Quantity, "")
	c.rate("rate", f.Rate, f.Quantity.Unit.Per())
}

func (f Distance) check(c *checker) {
	c.quantity("quantity", f.Quantity, Km)
	c.rate("rate", f.Rate, Km.Per())
}

func (f MeasuredCost) check(c *checker) { c.measured("quantity", f.Quantity, Rupiah) }

func (f PriceShare) check(c *checker) {
	c.rate("price", f.Price, f.Unit)
	c.share("share", f.Share)
	c.unit("unit", f.Unit, "")
}

func (f Waterfall) check(c *checker) {
	c.rate("price", f.Price, f.Unit)
	c.unit("unit", f.Unit, "")
	if len(f.Subsidies) == 0 {
		c.param("subsidies", "tariff.fault.missing")
	}
	for _, s := range f.Subsidies {
		switch {
		case (s.Share == nil) == (s.Amount == nil):
			c.param("subsidies", "tariff.fault.one_source")
		case s.Share != nil:
			c.share("subsidies", *s.Share)
		default:
			c.notNegative("subsidies", *s.Amount)
		}
	}
}

func (f Index) check(c *checker) {
	c.rate("base", f.Base, f.Unit)
	c.unit("unit", f.Unit, "")
	c.notNegative("coefficient", f.Coefficient)
	c.notNegative("then", f.Then)
	if !validID(f.Parameter) {
		c.param("parameter", "tariff.fault.measure", "Value", shorten(f.Parameter))
	}
}

func (f Cap) check(c *checker) {
	c.measured("quantity", f.Quantity, "")
	c.notNegative("limit", f.Limit)
	if f.Per != PerDay && f.Per != PerMonth {
		c.param("per", "tariff.fault.per")
	}
	for _, w := range f.Closed {
		if _, ok := w.weekday(); !ok || f.Per != PerDay {
			c.param("closed", "tariff.fault.weekday", "Value", shorten(string(w)))
		}
	}
	switch f.Beyond {
	case BeyondPriced:
		if !c.excessPriced(c.now.ID) {
			c.param("beyond", "tariff.fault.excess_without_price")
		}
	case BeyondUnpaid, BeyondRefused:
	default:
		c.param("beyond", "tariff.fault.beyond")
	}
}

// excessPriced reports whether some component prices what is beyond the cap.
func (c *checker) excessPriced(capID string) bool {
	for _, comp := range c.tariff.Components {
		var q Quantity
		switch f := comp.Formula.(type) {
		case UnitPrice:
			q = f.Quantity
		case Distance:
			q = f.Quantity
		}
		if q.Component == capID && q.Part == Excess {
			return true
		}
	}
	return false
}

func (f LumpSum) check(c *checker) {
	c.notNegative("amount", f.Amount)
	if f.Per != PerMonth && f.Per != PerYear {
		c.param("per", "tariff.fault.per")
	}
}

func (f NetOfIncome) check(c *checker) {
	c.some(f.Of)
	c.adjusts(f.Of)
	c.measured("income", f.Income, Rupiah)
}

func (f Deduction) check(c *checker) {
	c.adjusts(f.Of)
	c.measured("count", f.Count, "")
	c.notNegative("each", f.Each)
	c.notNegative("allowance", f.Allowance)
	if f.MaxShare != nil {
		c.some(f.Of)
		c.share("max_share", *f.MaxShare)
	}
}

func (f TrueUp) check(c *checker) {
	c.some(f.Of)
	c.adjusts(f.Of)
	c.measured("advance", f.Advance, Rupiah)
	if f.Carried != nil {
		c.measured("carried", *f.Carried, Rupiah)
	}
	if f.Negative != CarryForward && f.Negative != Refund {
		c.param("negative", "tariff.fault.overpaid")
	}
}

func (f CostShare) check(c *checker) {
	c.some(f.Of)
	for _, id := range f.Of {
		if comp, ok := c.byID[id]; ok && !comp.Memo {
			c.param("of", "tariff.fault.counted_twice", "Component", shorten(id))
		}
	}
	first := new(big.Rat)
	for _, s := range f.First {
		c.share("first", s.Share)
		first.Add(first, s.Share.Rat())
	}
	one := big.NewRat(1, 1)
	rest := len(f.Rest.Shares) + len(f.Rest.Criteria)
	if (rest == 0 && first.Cmp(one) != 0) || (rest > 0 && first.Cmp(one) >= 0) {
		c.param("first", "tariff.fault.share_sum", "Sum", string(exact(first)))
	}
	c.weights(f)
}

func (c *checker) weights(f CostShare) {
	w, one := f.Rest, big.NewRat(1, 1)
	if len(w.Shares) > 0 && len(w.Criteria) > 0 {
		c.param("rest", "tariff.fault.one_source")
	}
	sum := new(big.Rat)
	for _, s := range w.Shares {
		c.share("rest.shares", s.Share)
		sum.Add(sum, s.Share.Rat())
	}
	names := map[string]bool{}
	for _, k := range w.Criteria {
		if names[k.Name] {
			c.param("rest.criteria", "tariff.fault.twice", "Value", shorten(k.Name))
		}
		names[k.Name] = true
		c.share("rest.criteria", k.Weight)
		sum.Add(sum, k.Weight.Rat())
		c.criterion(k)
	}
	if len(w.Shares)+len(w.Criteria) > 0 && sum.Cmp(one) != 0 {
		c.param("rest", "tariff.fault.share_sum", "Sum", string(exact(sum)))
	}
	seen := map[string]bool{}
	for _, code := range f.governments() {
		if !validCode(code) {
			c.param("rest", "tariff.fault.code", "Value", shorten(code))
		}
		if seen[code] {
			c.param("rest", "tariff.fault.twice", "Value", shorten(code))
		}
		seen[code] = true
	}
}

func (c *checker) criterion(k Criterion) {
	if !validID(k.Name) {
		c.param("rest.criteria", "tariff.fault.measure", "Value", shorten(k.Name))
	}
	c.unit("rest.criteria", k.Unit, "")
	stated, measured := len(k.Stated) > 0, len(k.Measured) > 0
	if stated == measured || measured != (k.Measure != "") {
		c.param("rest.criteria", "tariff.fault.one_source")
	}
	if measured && !validID(k.Measure) {
		c.param("rest.criteria", "tariff.fault.measure", "Value", shorten(k.Measure))
	}
	sum := new(big.Rat)
	seen := map[string]bool{}
	for _, code := range k.governments() {
		if seen[code] {
			c.param("rest.criteria", "tariff.fault.twice", "Value", shorten(code))
		}
		seen[code] = true
	}
	for _, v := range k.Stated {
		c.notNegative("rest.criteria", v.Value)
		sum.Add(sum, v.Value.Rat())
	}
	if stated && sum.Sign() == 0 {
		c.param("rest.criteria", "tariff.fault.no_weight", "Criterion", shorten(k.Name))
	}
}
