package performance

import (
	"math/big"

	"github.com/govalues/decimal"

	"sinergi/internal/quantity"
)

// ratio gives part of whole with so many decimals, rounded half up, times
// factor; false when there is no whole.
func ratio(part, whole, factor int64, decimals int) (quantity.Decimal, bool) {
	if whole == 0 {
		return quantity.Decimal{}, false
	}
	num := new(big.Int).Mul(big.NewInt(part), big.NewInt(factor))
	for range decimals {
		num.Mul(num, big.NewInt(10))
	}
	den := big.NewInt(whole)
	// floor((2·num + den) / 2·den) rounds half up, also below zero.
	num.Add(num.Lsh(num, 1), den)
	num.Div(num, den.Lsh(den, 1)) // Euclidean: the same as floor, den is above zero
	if !num.IsInt64() {
		return quantity.Decimal{}, false
	}
	d, err := decimal.New(num.Int64(), decimals)
	return d, err == nil
}

// Service is the share of planned metres that were delivered, per hundred.
func (f Figures) Service() (quantity.Decimal, bool) {
	return ratio(int64(f.Delivered), int64(f.Planned), 100, 1)
}

// Punctual is the share of calls at timed halte that were on time, per hundred
// of those that were seen.
func (f Figures) Punctual() (quantity.Decimal, bool) {
	return ratio(int64(f.OnTime), int64(f.OnTime+f.Early+f.Late), 100, 1)
}

// Regular is the share of headways that were kept, per hundred.
func (f Figures) Regular() (quantity.Decimal, bool) {
	return ratio(int64(f.Kept), int64(f.Kept+f.Bunched+f.Gaps), 100, 1)
}

// Wait is the mean wait of passengers, in minutes.
func (f Figures) Wait() (quantity.Decimal, bool) { return ratio(f.Actual, 2*60*f.Covered, 1, 1) }

// PlannedWait is the mean wait by the plan, in minutes.
func (f Figures) PlannedWait() (quantity.Decimal, bool) {
	return ratio(f.Scheduled, 2*60*f.Covered, 1, 1)
}

// Excess is how much longer passengers waited than planned, in minutes.
func (f Figures) Excess() (quantity.Decimal, bool) {
	return ratio(f.Actual-f.Scheduled, 2*60*f.Covered, 1, 1)
}

// Observed is the share of the time in which it is known when the next bus came
// or that none came, per hundred.
func (f Figures) Observed() (quantity.Decimal, bool) {
	return ratio(f.Covered+f.Without, f.Covered+f.Without+f.Unknown, 100, 1)
}

// Speed is the mean speed of complete runs from terminal to terminal, halts at
// halte included, in km/h.
func (f Figures) Speed() (quantity.Decimal, bool) {
	return ratio(int64(f.SpeedM)*36, 10*f.SpeedS, 1, 1)
}
