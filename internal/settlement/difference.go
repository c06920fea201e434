package settlement

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/tariff"
)

// Difference is what makes one statement of a month another. It answers two
// questions: has the evidence changed since a statement was computed (then the
// second is computed from the records of now), and what is left to settle when
// a correction is agreed (then the first is the agreed one).
type Difference struct {
	Lines []LineChange
	Days  []DayChange
	// Sources are the raw files that are not the same any more. They can
	// differ although every figure is the same: a late position that proves
	// nothing new is still kept.
	Sources []string
	Terms   []Term
	Total   money.Rupiah // the second total less the first
	// Payable is who owes whom what beyond the first statement, netted.
	Payable []Transfer
}

// LineChange is a line whose quantity, rate or amount is another. Was or Now is
// nil when the line is only in one of the two.
type LineChange struct{ Was, Now *Line }

// Line gives the line as it is, or was.
func (c LineChange) Line() Line {
	if c.Now != nil {
		return *c.Now
	}
	return *c.Was
}

// Amount is by how much the line has grown.
func (c LineChange) Amount() (a money.Rupiah) {
	if c.Now != nil {
		a += c.Now.Amount
	}
	if c.Was != nil {
		a -= c.Was.Amount
	}
	return a
}

// DayChange is a day's measurement that is another, or rests on other
// records. A day that was not measured is zero.
type DayChange struct {
	Measure    string
	Government string
	Date       civil.Date
	Unit       tariff.Unit
	Was, Now   Measurement
}

// SameFigure reports that only the records behind the figure are others.
func (c DayChange) SameFigure() bool {
	return c.Was.Amount.Equal(c.Now.Amount) && c.Was.Count == c.Now.Count
}

// Term is something besides the measurements that a statement rests on.
type Term string

// The terms.
const (
	TermTariff    Term = "tariffs"
	TermParameter Term = "parameters"
	TermBorder    Term = "border"
	TermAgreement Term = "agreement"
)

// Compare gives what makes now another statement than was. Version numbers,
// and what a statement corrects, make no difference.
func Compare(was, now Statement) Difference {
	d := Difference{Lines: compareLines(was.Lines, now.Lines), Days: compareDays(was.Measurements, now.Measurements), Sources: compareSources(was.Sources, now.Sources), Total: now.Total - was.Total}
	for _, t := range []struct {
		term     Term
		was, now any
	}{{TermTariff, was.Tariffs, now.Tariffs}, {TermParameter, was.Parameters, now.Parameters}, {TermBorder, was.Border, now.Border}, {TermAgreement, was.Agreement, now.Agreement}} {
		if !sameJSON(t.was, t.now) {
			d.Terms = append(d.Terms, t.term)
		}
	}
	sums := newLedger()
	for _, l := range now.Lines {
		sums.add(l.Payer, l.Payee, l.Amount)
	}
	for _, l := range was.Lines {
		sums.add(l.Payer, l.Payee, -l.Amount)
	}
	d.Payable = sums.transfers()
	return d
}

// None reports that both are the same in everything.
func (d Difference) None() bool {
	return len(d.Lines) == 0 && len(d.Days) == 0 && len(d.Sources) == 0 && len(d.Terms) == 0
}

// Figures reports that a figure differs: the amount or quantity of a line, or
// what a day measures. Without it there is nothing to settle anew, though the
// same figures may rest on other evidence.
func (d Difference) Figures() bool {
	return len(d.Lines) > 0 || slices.ContainsFunc(d.Days, func(c DayChange) bool { return !c.SameFigure() })
}

// On gives the changes of one day.
func (d Difference) On(day civil.Date) (changes []DayChange) {
	for _, c := range d.Days {
		if c.Date == day {
			changes = append(changes, c)
		}
	}
	return changes
}

// lineKey is what makes two lines of two statements the same line: what it is
// for, from when, between whom, and which of several such lines it is.
type lineKey struct {
	tariff, component string
	from              civil.Date
	payer, payee      string
	nth               int
}

func keyed(lines []Line) (keys []lineKey, at map[lineKey]*Line) {
	at = map[lineKey]*Line{}
	for i := range lines {
		l := &lines[i]
		k := lineKey{l.Tariff, l.Component, l.From, l.Payer, l.Payee, 0}
		for at[k] != nil {
			k.nth++
		}
		keys, at[k] = append(keys, k), l
	}
	return keys, at
}

func compareLines(was, now []Line) (changes []LineChange) {
	before, old := keyed(was)
	after, fresh := keyed(now)
	for _, k := range after {
		x, y := old[k], fresh[k]
		if x == nil || x.Quantity != y.Quantity || x.Rate != y.Rate || x.Amount != y.Amount {
			changes = append(changes, LineChange{x, y})
		}
	}
	for _, k := range before {
		if fresh[k] == nil {
			changes = append(changes, LineChange{old[k], nil})
		}
	}
	return changes
}

func compareDays(was, now []Measurement) (changes []DayChange) {
	type pair struct{ was, now Measurement }
	at := map[string]pair{}
	for _, m := range was {
		at[m.Ref()] = pair{was: m}
	}
	for _, m := range now {
		p := at[m.Ref()]
		p.now = m
		at[m.Ref()] = p
	}
	for _, p := range at {
		if p.was.Amount.Equal(p.now.Amount) && p.was.Count == p.now.Count && p.was.Evidence == p.now.Evidence {
			continue
		}
		m := p.now
		if m.Measure == "" {
			m = p.was
		}
		changes = append(changes, DayChange{m.Measure, m.Government, m.Date, m.Unit, p.was, p.now})
	}
	slices.SortFunc(changes, func(a, b DayChange) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Government, b.Government))
	})
	return changes
}

func compareSources(was, now []Source) (names []string) {
	for _, pair := range [][2][]Source{{was, now}, {now, was}} {
		for _, s := range pair[0] {
			if !slices.Contains(pair[1], s) && !slices.Contains(names, s.Name) {
				names = append(names, s.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// sameJSON compares values as a statement would write them.
func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	if err != nil {
		return false
	}
	y, err := json.Marshal(b)
	return err == nil && bytes.Equal(x, y)
}
