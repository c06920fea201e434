package draft

import (
	"strconv"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/quantity"
	"sinergi/internal/tariff"
)

// tariffValue writes a value of a tariff component of the text. It reads the
// very fields that settlement reads; the field names are those of the
// component's parameters in JSON ("rate", "base", "max_share", "first.14").
func (v values) tariffValue(m Mark, tariffID, component, field string) written {
	c, ok := v.component(tariffID, component)
	if !ok {
		return wrongValue("draft.mark.unknown_component", "Path", m.Path)
	}
	if field == "payer" || field == "payee" {
		return v.payment(m, c, field)
	}
	val, ok := fieldOf(c.Formula, field)
	if !ok {
		return wrongValue("draft.mark.unknown_field", "Field", field, "Component", c.Label.ID)
	}
	f, ok := val.figure()
	switch {
	case !ok:
		return wrongValue("draft.parameter.too_large", "Parameter", c.Label.ID, "Value", val.number.String())
	case f.words == "" && (m.Format == Digits || m.Format == InWords):
		return wrongValue("draft.mark.no_figure", "Path", m.Path)
	}
	return written{text: f.in(m.Format)}
}

// component gives a component of the newest version of a tariff of the text.
func (v values) component(tariffID, component string) (found tariff.Component, ok bool) {
	newest := -1
	for _, t := range v.text.Tariffs {
		if t.ID != tariffID || t.Version < newest {
			continue
		}
		for _, c := range t.Components {
			if c.ID == component && c.Formula != nil {
				found, ok, newest = c, true, t.Version
			}
		}
	}
	return found, ok
}

func (v values) payment(m Mark, c tariff.Component, field string) written {
	code := c.Payer
	if field == "payee" {
		code = c.Payee
	}
	p, ok := v.text.PartyOf(code)
	if !ok {
		return wrongValue("draft.mark.no_such_payer", "Code", code, "Component", c.Label.ID)
	}
	return v.words(m, named(p.Label))
}

// typed is a value of a formula with what it is.
type typed struct {
	kind   ParameterType
	number tariff.Number
	unit   string // of a Count
	text   string // of Words
}

func (t typed) figure() (figure, bool) {
	d := t.number.Decimal()
	switch t.kind {
	case Money:
		return rupiah(d)
	case Percent:
		return percent(d)
	case Count:
		f, ok := number(d)
		f.after = unitWords(t.unit)
		return f, ok
	}
	return figure{digits: t.text}, true
}

func moneyValue(n tariff.Number) (typed, bool) { return typed{kind: Money, number: n}, true }
func shareValue(n tariff.Number) (typed, bool) { return typed{kind: Percent, number: n}, true }
func countValue(n tariff.Number, u tariff.Unit) (typed, bool) {
	return typed{kind: Count, number: n, unit: string(u)}, true
}
func wordValue(s string) (typed, bool) { return typed{kind: Words, text: s}, true }

// fieldOf finds a value of a formula by its name.
func fieldOf(f tariff.Formula, field string) (typed, bool) {
	switch f := f.(type) {
	case tariff.UnitPrice:
		if field == "unit" {
			return wordValue(unitWords(string(f.Quantity.Unit)))
		}
		return rateField(f.Rate, "rate", field)
	case tariff.Distance:
		return rateField(f.Rate, "rate", field)
	case tariff.PriceShare:
		if field == "share" {
			return shareValue(f.Share)
		}
		return rateField(f.Price, "price", field)
	case tariff.Waterfall:
		return waterfallField(f, field)
	case tariff.Index:
		switch field {
		case "coefficient":
			return countValue(f.Coefficient, "")
		case "then":
			return moneyValue(f.Then)
		}
		return rateField(f.Base, "base", field)
	case tariff.Cap:
		return capField(f, field)
	case tariff.LumpSum:
		switch field {
		case "amount":
			return moneyValue(f.Amount)
		case "per":
			return wordValue(unitWords(string(f.Per)))
		}
	case tariff.Deduction:
		return deductionField(f, field)
	case tariff.CostShare:
		return costShareField(f, field)
	}
	return typed{}, false
}

// rateField gives a fixed rate as its name, and a rate by dates as "rate.1",
// "rate.1.from", and so on.
func rateField(r tariff.Rate, name, field string) (typed, bool) {
	if field == name && r.Fixed != nil {
		return moneyValue(*r.Fixed)
	}
	rest, ok := strings.CutPrefix(field, name+".")
	if !ok {
		return typed{}, false
	}
	at, from := strings.CutSuffix(rest, ".from")
	i, err := strconv.Atoi(at)
	if err != nil || i < 1 || i > len(r.Schedule) {
		return typed{}, false
	}
	if from {
		return wordValue(r.Schedule[i-1].From.Long())
	}
	return moneyValue(r.Schedule[i-1].Rate)
}

func waterfallField(f tariff.Waterfall, field string) (typed, bool) {
	at, ok := strings.CutPrefix(field, "subsidies.")
	if !ok {
		return rateField(f.Price, "price", field)
	}
	at, by := strings.CutSuffix(at, ".by")
	i, err := strconv.Atoi(at)
	if err != nil || i < 1 || i > len(f.Subsidies) {
		return typed{}, false
	}
	switch s := f.Subsidies[i-1]; {
	case by:
		return wordValue(s.By)
	case s.Share != nil:
		return shareValue(*s.Share)
	case s.Amount != nil:
		return moneyValue(*s.Amount)
	}
	return typed{}, false
}

func capField(f tariff.Cap, field string) (typed, bool) {
	switch field {
	case "limit":
		return countValue(f.Limit, f.Quantity.Unit)
	case "per":
		return wordValue(unitWords(string(f.Per)))
	case "closed":
		days := make([]string, len(f.Closed))
		for i, w := range f.Closed {
			days[i] = weekdayWords(w)
		}
		return wordValue(list(days))
	}
	return typed{}, false
}

func deductionField(f tariff.Deduction, field string) (typed, bool) {
	switch field {
	case "each":
		return moneyValue(f.Each)
	case "allowance":
		return countValue(f.Allowance, f.Count.Unit)
	case "max_share":
		if f.MaxShare != nil {
			return shareValue(*f.MaxShare)
		}
	}
	return typed{}, false
}

func costShareField(f tariff.CostShare, field string) (typed, bool) {
	group, name, _ := strings.Cut(field, ".")
	switch group {
	case "first":
		return shareOf(f.First, name)
	case "rest":
		return shareOf(f.Rest.Shares, name)
	case "criteria":
		return criterionField(f.Rest.Criteria, name)
	}
	return typed{}, false
}

// criterionField gives the weight of a criterion as its name, and what it is
// stated to be for a government as "population.14.01".
func criterionField(all []tariff.Criterion, field string) (typed, bool) {
	name, government, stated := strings.Cut(field, ".")
	for _, c := range all {
		switch {
		case c.Name != name:
		case !stated:
			return shareValue(c.Weight)
		default:
			for _, v := range c.Stated {
				if v.Government == government {
					return countValue(v.Value, c.Unit)
				}
			}
		}
	}
	return typed{}, false
}

func shareOf(shares []tariff.Share, government string) (typed, bool) {
	for _, s := range shares {
		if s.Government == government {
			return shareValue(s.Share)
		}
	}
	return typed{}, false
}

func weekdayWords(w tariff.Weekday) string {
	for i, name := range []tariff.Weekday{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if w == name {
			return civil.WeekdayName(time.Weekday(i))
		}
	}
	return string(w)
}

var (
	anyDay    = civil.Date{Year: 2000, Month: 1, Day: 1}
	hundredOf = mustDecimal("100")
)

func mustDecimal(s string) quantity.Decimal {
	d, err := quantity.Parse(s)
	if err != nil {
		panic("draft: " + err.Error()) // a number written in this file
	}
	return d
}
