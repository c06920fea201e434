// SPDX-License-Identifier: Apache-2.0

package tariff

import "time"

// UnitPrice (F1) is quantity × price: tonnes at a tipping fee, for example.
type UnitPrice struct {
	Quantity Quantity `json:"quantity"`
	Rate     Rate     `json:"rate"`
}

// Distance (F5) is kilometres × the rate of the day on which they were driven.
// The quantity's unit is km.
type Distance struct {
	Quantity Quantity `json:"quantity"`
	Rate     Rate     `json:"rate"`
}

// MeasuredCost is a cost that was measured in rupiah, such as what an
// operator was paid. It is the usual basis of a CostShare or a TrueUp.
type MeasuredCost struct {
	Quantity Quantity `json:"quantity"` // unit Rp
}

// PriceShare (F2) is a share of a price, as a rate: 20 % of Rp103.000 per ton.
type PriceShare struct {
	Price Rate   `json:"price"`
	Share Number `json:"share"` // 0 to 1
	Unit  Unit   `json:"unit"`  // of the rate, e.g. "Rp/ton"
}

// Waterfall (F3) is a price from which subsidies are taken one after the
// other, each from what the one before left: (P − s1) × (1 − s2). Order matters.
type Waterfall struct {
	Price     Rate      `json:"price"`
	Subsidies []Subsidy `json:"subsidies"`
	Unit      Unit      `json:"unit"`
}

// Subsidy is either a share of what remains of the price or a fixed amount.
type Subsidy struct {
	By     string  `json:"by"`               // who gives it, in the agreement's words
	Share  *Number `json:"share,omitempty"`  // 0 to 1
	Amount *Number `json:"amount,omitempty"` // in the waterfall's unit
}

// Index (F6) is a rate that follows a published price:
// base + coefficient × (price now − price then). Trans Jogja moves its rate by
// a quarter of the change of the price of diesel.
type Index struct {
	Base        Rate   `json:"base"`
	Coefficient Number `json:"coefficient"`
	Parameter   string `json:"parameter"` // name of the price, e.g. "fuel.diesel"
	Then        Number `json:"then"`      // the price on which the base rests
	Unit        Unit   `json:"unit"`
}

// Cap (F9) divides a quantity at a limit that holds per day or per month.
// What is not used on one day is not carried over to another. A monthly limit
// is used up in the order of the days.
type Cap struct {
	Quantity Quantity `json:"quantity"`
	Limit    Number   `json:"limit"` // in the quantity's unit
	Per      Per      `json:"per"`   // day or month
	Beyond   Beyond   `json:"beyond"`
	// Closed are weekdays without service ("sunday"); a daily limit is zero
	// on them.
	Closed []Weekday `json:"closed,omitempty"`
}

// Per is the period of a limit or a lump sum.
type Per string

// The periods.
const (
	PerDay   Per = "day"
	PerMonth Per = "month"
	PerYear  Per = "year"
)

// Beyond says what happens to the quantity beyond a limit.
type Beyond string

// What an agreement can say of the excess.
const (
	BeyondUnpaid  Beyond = "unpaid"  // taken, at no price
	BeyondPriced  Beyond = "priced"  // taken, at the price of another component
	BeyondRefused Beyond = "refused" // not taken; if it was delivered, it is not paid
)

// Weekday is a day of the week in JSON: "monday" to "sunday".
type Weekday string

// Valid reports whether w names a day.
func (w Weekday) Valid() bool { _, ok := w.weekday(); return ok }

func (w Weekday) weekday() (time.Weekday, bool) {
	switch w {
	case "sunday":
		return time.Sunday, true
	case "monday":
		return time.Monday, true
	case "tuesday":
		return time.Tuesday, true
	case "wednesday":
		return time.Wednesday, true
	case "thursday":
		return time.Thursday, true
	case "friday":
		return time.Friday, true
	case "saturday":
		return time.Saturday, true
	}
	return 0, false
}

// LumpSum (F8) is a fixed sum per month or year. A part of a month counts by
// its days (14 of 31), a month is 1/12 of a year. The line of a period is the
// rounded running total at its end less the one before its start, running
// from the first day of the month or year, so that the parts add up to the
// sum whatever the period is cut into.
type LumpSum struct {
	Amount Number `json:"amount"` // rupiah
	Per    Per    `json:"per"`    // month or year
}

// NetOfIncome (F7) lowers the amounts it names by an income, such as fares,
// but never below zero: max(0, gross − income). Its line is the (negative)
// difference.
type NetOfIncome struct {
	Of     []string `json:"of"`
	Income Quantity `json:"income"` // unit Rp
}

// Deduction (F10) takes a sum for each breach of the service standard beyond
// an allowance, at most a share of the amounts it names. Its line is negative.
// The allowance counts for the whole span priced; where two versions share a
// month, each has its own.
type Deduction struct {
	Count     Quantity `json:"count"` // breaches, e.g. "bus.trips_missed"
	Each      Number   `json:"each"`  // rupiah per breach
	Allowance Number   `json:"allowance"`
	Of        []string `json:"of,omitempty"`
	MaxShare  *Number  `json:"max_share,omitempty"` // 0 to 1 of the amounts in Of
}

// TrueUp (F11) sets the realised amounts it names against an advance:
// realised − advance + carried in. What is left may be negative; it is then
// either carried forward or paid back. Its line is what changes the realised
// amounts into what is payable. Where two versions share a month, each sets
// the advances paid on its own days against its own amounts.
type TrueUp struct {
	Of       []string  `json:"of"`
	Advance  Quantity  `json:"advance"`           // unit Rp, paid in the period
	Carried  *Quantity `json:"carried,omitempty"` // unit Rp; positive: the payer still owes
	Negative Negative  `json:"negative"`
}

// Negative says what happens to an advance that was too high.
type Negative string

// What an agreement can say of an overpaid period.
const (
	CarryForward Negative = "carry"  // nothing is payable; the rest counts next period
	Refund       Negative = "refund" // the payee pays it back
)

// CostShare (F4) divides the amounts it names among governments, each of which
// owes its share to the component's Payee (who paid the whole). First takes
// shares of the whole, such as the province's 30 %; Rest divides what is left.
type CostShare struct {
	Of    []string `json:"of"`
	First []Share  `json:"first,omitempty"`
	Rest  Weights  `json:"rest"`
}

// Share is a government's part of a whole, 0 to 1.
type Share struct {
	Government string `json:"government"`
	Share      Number `json:"share"`
}

// Weights divides a whole: by fixed shares that sum to 1, or by criteria. The
// elucidation of art. 364(5) of Law 23/2014 names population, area and
// coverage of the service as criteria.
type Weights struct {
	Shares   []Share     `json:"shares,omitempty"`
	Criteria []Criterion `json:"criteria,omitempty"`
}

// Criterion is one consideration: a government's part is its value over the
// sum of all governments' values. Weights of the criteria sum to 1. Values are
// either stated (with their source) or measured in the period.
type Criterion struct {
	Name     string   `json:"name"` // "population", "area", "coverage", "route_length", …
	Weight   Number   `json:"weight"`
	Unit     Unit     `json:"unit"`
	Source   string   `json:"source,omitempty"`
	Measure  string   `json:"measure,omitempty"`
	Stated   []Value  `json:"stated,omitempty"`
	Measured []string `json:"measured,omitempty"` // government codes
}

// Value is a government's value of a criterion.
type Value struct {
	Government string `json:"government"`
	Value      Number `json:"value"`
}

// Kind implements Formula.
func (UnitPrice) Kind() Kind    { return KindUnitPrice }
func (Distance) Kind() Kind     { return KindDistance }
func (MeasuredCost) Kind() Kind { return KindMeasuredCost }
func (PriceShare) Kind() Kind   { return KindPriceShare }
func (Waterfall) Kind() Kind    { return KindWaterfall }
func (Index) Kind() Kind        { return KindIndex }
func (Cap) Kind() Kind          { return KindCap }
func (LumpSum) Kind() Kind      { return KindLumpSum }
func (NetOfIncome) Kind() Kind  { return KindNetOfIncome }
func (Deduction) Kind() Kind    { return KindDeduction }
func (TrueUp) Kind() Kind       { return KindTrueUp }
func (CostShare) Kind() Kind    { return KindCostShare }

func (f UnitPrice) needs() []need    { return append(f.Quantity.needs(), f.Rate.needs()...) }
func (f Distance) needs() []need     { return append(f.Quantity.needs(), f.Rate.needs()...) }
func (f MeasuredCost) needs() []need { return f.Quantity.needs() }
func (f PriceShare) needs() []need   { return f.Price.needs() }
func (f Waterfall) needs() []need    { return f.Price.needs() }
func (f Index) needs() []need        { return f.Base.needs() }
func (f Cap) needs() []need          { return f.Quantity.needs() }
func (LumpSum) needs() []need        { return nil }
func (f CostShare) needs() []need    { return amounts(f.Of) }
func (f NetOfIncome) needs() []need  { return append(amounts(f.Of), f.Income.needs()...) }
func (f Deduction) needs() []need    { return append(amounts(f.Of), f.Count.needs()...) }
func (f TrueUp) needs() []need       { return append(amounts(f.Of), f.Advance.needs()...) }
