// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"

	"sinergi/internal/fault"
)

// span is a rate with the days on which it holds.
type span struct {
	days  Period
	rate  Expr
	value *big.Rat
}

// rateOver gives the rates of the days in force, in order and without gaps.
func (r *run) rateOver(rate Rate) ([]span, error) {
	switch {
	case rate.Fixed != nil:
		return []span{{r.days, num(rate.Fixed.Rat()), rate.Fixed.Rat()}}, nil
	case len(rate.Schedule) > 0:
		return r.scheduled(rate.Schedule)
	}
	if spans, done := r.rates[rate.Component]; done {
		return spans, nil
	}
	c := r.byID[rate.Component]
	spans, err := r.rateComponent(c)
	if err == nil {
		r.rates[c.ID] = spans
	}
	return spans, err
}

func (r *run) scheduled(entries []DatedRate) ([]span, error) {
	var spans []span
	for i, e := range entries {
		days := Period{e.From, r.days.Until}
		if i+1 < len(entries) && !entries[i+1].From.After(days.Until) {
			days.Until = entries[i+1].From.AddDays(-1)
		}
		if days.From.Before(r.days.From) {
			days.From = r.days.From
		}
		if !days.Until.Before(days.From) {
			spans = append(spans, span{days, num(e.Rate.Rat()), e.Rate.Rat()})
		}
	}
	if len(spans) == 0 || spans[0].days.From != r.days.From {
		return nil, fault.New(fault.Invalid, "tariff.fault.no_rate", "Date", r.days.From.String())
	}
	return spans, nil
}

func (r *run) rateComponent(c Component) ([]span, error) {
	switch f := c.Formula.(type) {
	case PriceShare:
		return r.eachSpan(c, f.Price, func(s span) (span, error) { return r.priceShare(c, f, s) })
	case Waterfall:
		return r.eachSpan(c, f.Price, func(s span) (span, error) { return r.waterfall(c, f, s) })
	case Index:
		return r.indexed(c, f)
	}
	return nil, fault.New(fault.Invalid, "tariff.fault.unknown_component", "Component", c.ID)
}

func (r *run) eachSpan(c Component, price Rate, f func(span) (span, error)) ([]span, error) {
	prices, err := r.rateOver(price)
	if err != nil {
		return nil, err
	}
	spans := make([]span, len(prices))
	for i, p := range prices {
		if spans[i], err = f(p); err != nil {
			return nil, err
		}
		if isNegative(spans[i].value) {
			return nil, fault.New(fault.Invalid, "tariff.fault.negative_rate", "Component", c.ID, "Date", p.days.From.String())
		}
	}
	return spans, nil
}

func (r *run) priceShare(c Component, f PriceShare, s span) (span, error) {
	e, v, err := r.step(c, "rate/"+s.days.From.String(), f.Unit, op(OpMul, s.rate, num(f.Share.Rat())),
		"tariff.step.price_share", numberArg("Price", exact(s.value), f.Unit), numberArg("Share", f.Share.Exact(), Ratio))
	return span{s.days, e, v}, err
}

func (r *run) waterfall(c Component, f Waterfall, s span) (span, error) {
	last := len(f.Subsidies) - 1
	for i, subsidy := range f.Subsidies {
		what := "rate/" + s.days.From.String()
		if i < last {
			what = "rest" + string(whole(int64(i+1)).Num) + "/" + s.days.From.String()
		}
		by := Arg{Name: "By", Kind: ArgText, Value: subsidy.By}
		before := numberArg("Before", exact(s.value), f.Unit)
		var err error
		if subsidy.Share != nil {
			s.rate, s.value, err = r.step(c, what, f.Unit, op(OpMul, s.rate, op(OpSub, whole(1), num(subsidy.Share.Rat()))),
				"tariff.step.subsidy_share", by, before, numberArg("Share", subsidy.Share.Exact(), Ratio))
		} else {
			s.rate, s.value, err = r.step(c, what, f.Unit, op(OpSub, s.rate, num(subsidy.Amount.Rat())),
				"tariff.step.subsidy_amount", by, before, numberArg("Subsidy", subsidy.Amount.Exact(), f.Unit))
		}
		if err != nil {
			return span{}, err
		}
		if isNegative(s.value) {
			return s, nil // eachSpan reports it
		}
	}
	return s, nil
}

// indexed cuts each span of the base rate where the published price changes.
func (r *run) indexed(c Component, f Index) ([]span, error) {
	bases, err := r.rateOver(f.Base)
	if err != nil {
		return nil, err
	}
	var spans []span
	for _, base := range bases {
		prices, err := r.in.parameterOver(f.Parameter, base.days)
		if err != nil {
			return nil, err
		}
		for _, now := range prices {
			s, err := r.indexStep(c, f, base, now)
			if err != nil {
				return nil, err
			}
			spans = append(spans, s)
		}
	}
	return spans, nil
}

func (r *run) indexStep(c Component, f Index, base span, now held) (span, error) {
	p := now.parameter
	change := op(OpSub, ref(p.Ref()), num(f.Then.Rat()))
	e, v, err := r.step(c, "rate/"+now.days.From.String(), f.Unit,
		op(OpAdd, base.rate, op(OpMul, num(f.Coefficient.Rat()), change)), "tariff.step.index",
		numberArg("Base", exact(base.value), f.Unit), numberArg("Coefficient", f.Coefficient.Exact(), ""),
		measureArg(f.Parameter), numberArg("Now", p.Value.Exact(), p.Unit), numberArg("Then", f.Then.Exact(), p.Unit))
	if err == nil && isNegative(v) {
		err = fault.New(fault.Invalid, "tariff.fault.negative_rate", "Component", c.ID, "Date", now.days.From.String())
	}
	return span{now.days, e, v}, err
}
