package ridership

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

// Definitions lists the measures in the order in which pages explain them. What
// each means and where its definition comes from are messages
// riders.definition.* and riders.source.*.
func Definitions() []string {
	return []string{"covered", "boarded", "territory", "passengerkm", "load", "seats", "peak", "income", "perrider", "loose"}
}

// Takings is what a class of passengers paid.
type Takings struct {
	Tickets int64
	Amount  money.Rupiah
}

// Figures is what is counted. Add adds two.
type Figures struct {
	Runs    int // that delivered something in the scope
	Counted int // of those, with a count of people
	Loads   int // of those, of which the load is known and balanced
	Broken  int // of those, whose count is too far out of balance for a load
	Sold    int // of Runs, with what was paid

	Boarded int64
	Income  money.Rupiah
	Classes map[string]Takings // of tickets

	// People times metres between halte, of runs whose load is known; Filled of
	// those whose vehicle's capacity is known too, and Places the capacity times
	// the same metres.
	PassengerM, FilledM, PlaceM int64

	// Of runs as a whole, not of a territory: who boarded and how many places
	// there were, of runs with a count and a capacity.
	Seated, Seats int64

	Peak int64 // the most people in a bus at once

	// Of runs with both a count and money.
	BothBoarded int64
	BothIncome  money.Rupiah
}

// Add gives the figures of both.
func (f Figures) Add(o Figures) Figures {
	sum := f
	sum.Classes = map[string]Takings{}
	for _, from := range []map[string]Takings{f.Classes, o.Classes} {
		for class, t := range from {
			was := sum.Classes[class]
			sum.Classes[class] = Takings{was.Tickets + t.Tickets, was.Amount + t.Amount}
		}
	}
	sum.Runs += o.Runs
	sum.Counted += o.Counted
	sum.Loads += o.Loads
	sum.Broken += o.Broken
	sum.Sold += o.Sold
	sum.Boarded += o.Boarded
	sum.Income += o.Income
	sum.PassengerM += o.PassengerM
	sum.FilledM += o.FilledM
	sum.PlaceM += o.PlaceM
	sum.Seated += o.Seated
	sum.Seats += o.Seats
	sum.Peak = max(f.Peak, o.Peak)
	sum.BothBoarded += o.BothBoarded
	sum.BothIncome += o.BothIncome
	return sum
}

// Measure gives the figures of runs; government "" is everywhere, else what
// lies in its territory. A run that crosses a border is in Runs, Counted, Loads
// and Sold of each territory that it served; everything else adds up to the
// whole.
func Measure(trips []Trip, government string) Figures {
	f := Figures{Classes: map[string]Takings{}}
	for _, t := range trips {
		f.add(t, government)
	}
	return f
}

func (f *Figures) add(t Trip, government string) {
	ran := t.Delivered > 0 && (government == "" || slices.ContainsFunc(t.Parts, func(p transit.Part) bool { return p.Code == government && p.Delivered > 0 }))
	one := func(n *int, is bool) {
		if ran && is {
			*n++
		}
	}
	one(&f.Runs, true)
	one(&f.Counted, t.From != "")
	one(&f.Sold, t.Money != "")
	boarded, income := t.Boarded(), money.Rupiah(0)
	if government != "" {
		boarded = t.BoardedIn(government)
	}
	for _, x := range t.Fares {
		amount := x.Income
		if government != "" {
			amount = t.IncomeIn(x, government)
		}
		income += amount
		if t.Money == Fare {
			was := f.Classes[x.Class]
			if government == "" || amount != 0 || x.Halt >= 0 && t.Halts[x.Halt].Government == government {
				was.Tickets++
			}
			was.Amount += amount
			if was != (Takings{}) {
				f.Classes[x.Class] = was
			}
		}
	}
	f.Boarded += boarded
	f.Income += income
	if t.From != "" && t.Money != "" {
		f.BothBoarded += boarded
		f.BothIncome += income
	}
	if government == "" && t.From != "" && t.Capacity > 0 && ran {
		f.Seated += boarded
		f.Seats += int64(t.Capacity)
	}
	if ran {
		f.load(t, government)
	}
}

// load adds how full a run was. The way from a halte to the next belongs to the
// territory of the halte that the bus left.
func (f *Figures) load(t Trip, government string) {
	l, known := t.Load()
	if !known {
		return
	}
	if !l.Balanced() {
		f.Broken++
		return
	}
	f.Loads++
	for i := range len(t.Halts) - 1 {
		if government != "" && t.Halts[i].Government != government {
			continue
		}
		metres := int64(t.Halts[i+1].Along - t.Halts[i].Along)
		f.PassengerM += l.OnBoard[i] * metres
		if t.Capacity > 0 {
			f.FilledM += l.OnBoard[i] * metres
			f.PlaceM += int64(t.Capacity) * metres
		}
		f.Peak = max(f.Peak, l.OnBoard[i])
	}
}

// Covered is the share of runs that have a count of people, per hundred.
func (f Figures) Covered() (quantity.Decimal, bool) {
	return ratio(int64(f.Counted), int64(f.Runs), 100, 1)
}

// Complete reports whether every run has a count, so that Boarded is everybody.
func (f Figures) Complete() bool { return f.Runs > 0 && f.Counted == f.Runs }

// CoveredSales is the share of runs of which it is known what was paid, per
// hundred.
func (f Figures) CoveredSales() (quantity.Decimal, bool) {
	return ratio(int64(f.Sold), int64(f.Runs), 100, 1)
}

// PassengerKm is passenger-kilometres, of runs whose load is known.
func (f Figures) PassengerKm() (quantity.Decimal, bool) {
	return ratio(f.PassengerM, 1000, 1, 1)
}

// LoadFactor is passenger-kilometres of place-kilometres, per hundred.
func (f Figures) LoadFactor() (quantity.Decimal, bool) { return ratio(f.FilledM, f.PlaceM, 100, 1) }

// SeatUse is how many people boarded for each hundred places of a run.
func (f Figures) SeatUse() (quantity.Decimal, bool) { return ratio(f.Seated, f.Seats, 100, 1) }

// IncomePerRider is rupiah for each person who boarded, of runs of which both
// are known.
func (f Figures) IncomePerRider() (quantity.Decimal, bool) {
	return ratio(int64(f.BothIncome), f.BothBoarded, 1, 0)
}

// ClassNames lists the classes that paid, by name.
func (f Figures) ClassNames() []string { return slices.Sorted(maps.Keys(f.Classes)) }

// Recovery is income for each hundred rupiah of a cost; false without a cost.
func Recovery(income, cost money.Rupiah) (quantity.Decimal, bool) {
	if cost <= 0 {
		return quantity.Decimal{}, false
	}
	return ratio(int64(income), int64(cost), 100, 1)
}

// ratio gives part of whole times factor with so many decimals, rounded half up;
// false when there is no whole.
func ratio(part, whole, factor int64, decimals int) (quantity.Decimal, bool) {
	if whole <= 0 {
		return quantity.Decimal{}, false
	}
	n := new(big.Int).Mul(big.NewInt(part), big.NewInt(factor))
	for range decimals {
		n.Mul(n, big.NewInt(10))
	}
	w := big.NewInt(whole)
	n.Add(n.Lsh(n, 1), w)
	n.Div(n, w.Lsh(w, 1))
	if !n.IsInt64() {
		return quantity.Decimal{}, false
	}
	d, err := decimal.New(n.Int64(), decimals)
	return d, err == nil
}

// Proof is a line of the list behind a day's figure: a ticket or a typed income
// with the rupiah of it that belong to a territory, or a run with the people
// who boarded in it.
type Proof struct {
	Trip   string
	Start  int // seconds after the start of the day of service
	Kind   Kind
	ID     string // of a ticket its fingerprint, of a typed count its content; "" of a run
	Amount int64  // rupiah or people
}

// List is the canonical text of what is behind a figure, one line each. Its
// SHA-256 is the evidence that a statement names, so that its form never
// changes.
type List struct {
	Text  string
	Count int
	Sum   int64
}

func (l *List) add(text *strings.Builder, p Proof) {
	l.Count++
	l.Sum += p.Amount
	fmt.Fprintf(text, "%s|%d|%s|%s|%d\n", p.Trip, p.Start, p.Kind, p.ID, p.Amount)
}

// IncomeList lists what was paid on runs of a day in a territory.
func IncomeList(trips []Trip, code string) (l List) {
	var text strings.Builder
	for _, t := range trips {
		for _, x := range t.Fares {
			amount := t.IncomeIn(x, code)
			if amount == 0 {
				continue
			}
			id := x.ID
			if x.Kind != Fare {
				id = x.Content()
			}
			l.add(&text, Proof{t.Trip.Trip, t.Trip.Start, x.Kind, id, int64(amount)})
		}
	}
	l.Text = text.String()
	return l
}

// BoardedList lists the runs of a day on which people boarded in a territory.
func BoardedList(trips []Trip, code string) (l List) {
	var text strings.Builder
	for _, t := range trips {
		if n := t.BoardedIn(code); n > 0 {
			l.add(&text, Proof{t.Trip.Trip, t.Trip.Start, t.From, "", n})
		}
	}
	l.Text = text.String()
	return l
}

// ParseProofs reads a list back. A trip's id may hold a bar: it is what is left
// of the other fields.
func ParseProofs(text string) ([]Proof, error) {
	var out []Proof
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		n := len(fields)
		if n < 5 {
			return nil, fault.New(fault.Invalid, "settlement.fault.evidence")
		}
		start, err := strconv.Atoi(fields[n-4])
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "settlement.fault.evidence", err)
		}
		amount, err := strconv.ParseInt(fields[n-1], 10, 64)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "settlement.fault.evidence", err)
		}
		out = append(out, Proof{strings.Join(fields[:n-4], "|"), start, Kind(fields[n-3]), fields[n-2], amount})
	}
	return out, nil
}
