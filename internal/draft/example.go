package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/quantity"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
)

// Worked is a worked example computed.
type Worked struct {
	Example   Example
	Statement settlement.Statement // what the settlement engine made of it
	Sentence  string               // one Indonesian sentence for the annex
}

// Work computes an example with the settlement engine and the tariffs of the
// text, as if they were in force in the example's month. Only the tariffs that
// price the example's measures take part.
func (t Text) Work(e Example, f Facts) (Worked, error) {
	month, err := civil.ParseMonth(e.Month)
	if err != nil {
		return Worked{}, err
	}
	tariffs := t.tariffsFor(e, month)
	if len(tariffs) == 0 {
		return Worked{}, fault.New(fault.Invalid, "draft.example.no_tariff", "Example", e.ID)
	}
	if err := e.check(tariffs, month); err != nil {
		return Worked{}, err
	}
	in := settlement.Input{
		Agreement: t.settled(f), Month: month, Border: settlement.Border{Version: "contoh", SHA256: e.hash()},
		Tariffs: tariffs, Measurements: e.measurements(month),
	}
	for _, p := range e.Prices {
		in.Parameters = append(in.Parameters, tariff.Parameter{Name: p.Name, From: month.First(), Value: p.Value, Unit: p.Unit, Source: "contoh"})
	}
	s, err := settlement.Compute(in)
	if err != nil {
		return Worked{}, fmt.Errorf("work example %s: %w", e.ID, err)
	}
	return Worked{e, s, t.sentence(e, month, s)}, nil
}

// tariffsFor gives the newest version of each tariff that prices a measure of
// the example, put in force for the month.
func (t Text) tariffsFor(e Example, month civil.Month) []tariff.Tariff {
	newest := map[string]tariff.Tariff{}
	for _, each := range t.Tariffs {
		if had, ok := newest[each.ID]; !ok || each.Version > had.Version {
			newest[each.ID] = each
		}
	}
	var out []tariff.Tariff
	for _, each := range t.Tariffs {
		if each.Version != newest[each.ID].Version || !prices(each, e) {
			continue
		}
		each.From, each.Until, each.AgreementID = month.First(), month.Last(), exampleAgreement
		out = append(out, each)
	}
	return out
}

const exampleAgreement = "contoh"

// prices reports whether a tariff prices something of an example; one without
// quantities is about whatever is owed without any.
func prices(t tariff.Tariff, e Example) bool {
	if len(e.Given) == 0 {
		return true
	}
	for _, c := range t.Components {
		q, ok := quantityOf(c.Formula)
		for _, g := range e.Given {
			if ok && q.Measure == g.Measure && q.Government == g.Government {
				return true
			}
		}
	}
	return false
}

func quantityOf(f tariff.Formula) (tariff.Quantity, bool) {
	switch f := f.(type) {
	case tariff.UnitPrice:
		return f.Quantity, true
	case tariff.Distance:
		return f.Quantity, true
	case tariff.MeasuredCost:
		return f.Quantity, true
	case tariff.Cap:
		return f.Quantity, true
	case tariff.Deduction:
		return f.Count, true
	case tariff.NetOfIncome:
		return f.Income, true
	case tariff.TrueUp:
		return f.Advance, true
	}
	return tariff.Quantity{}, false
}

// MaxTimes bounds how often a worked example counts a quantity in its month.
const MaxTimes = 1_000_000

// The years of which a worked example can speak; another is a slip of the pen.
const (
	firstExampleYear = 2000
	lastExampleYear  = 2100
)

// check refuses an example whose result would depend on days that it does not
// say: a daily limit needs a quantity for every day.
func (e Example) check(tariffs []tariff.Tariff, month civil.Month) error {
	if month.Year < firstExampleYear || month.Year > lastExampleYear {
		return fault.InvalidFields([]fault.Field{fault.NewField("month", "draft.example.bad_month", "First", itoa(firstExampleYear), "Last", itoa(lastExampleYear))})
	}
	for _, g := range e.Given {
		if slices.ContainsFunc(g.Closed, func(w tariff.Weekday) bool { return !w.Valid() }) {
			return fault.New(fault.Invalid, "draft.example.bad_day", "Example", e.ID)
		}
		if g.Each.Sign() < 0 || g.Times < 0 || g.Times > MaxTimes {
			return fault.New(fault.Invalid, "draft.example.bad_quantity", "Example", e.ID)
		}
		for _, t := range tariffs {
			for _, c := range t.Components {
				limit, ok := c.Formula.(tariff.Cap)
				if ok && limit.Per == tariff.PerDay && limit.Quantity.Measure == g.Measure && limit.Quantity.Government == g.Government && g.Times > 0 {
					return fault.New(fault.Invalid, "draft.example.needs_days", "Example", e.ID, "Component", c.Label.ID)
				}
			}
		}
		if _, ok := times(g.Each, g.count(month)); !ok || g.count(month) == 0 {
			return fault.New(fault.Invalid, "draft.example.bad_quantity", "Example", e.ID)
		}
	}
	return nil
}

// settled names the agreement as the engine needs it.
func (t Text) settled(f Facts) settlement.Agreement {
	a := settlement.Agreement{ID: exampleAgreement, Title: t.Title}
	for _, p := range t.Parties {
		name := f.Parties[p.ID].Government
		if name == "" {
			name = p.Label
		}
		a.Parties = append(a.Parties, settlement.Party{Code: p.Government, Name: name, Role: p.Label})
	}
	ix := t.Index()
	for _, id := range t.IDs() {
		if cited := ix.Cite(id); cited != "" {
			a.Clauses = append(a.Clauses, settlement.Clause{ID: id, Citation: cited})
		}
	}
	return a
}

func (e Example) hash() string {
	b, err := json.Marshal(e)
	if err != nil { // numbers, texts and lists of them are always written
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// days are the days of the month on which a daily quantity is delivered.
func (g Given) days(month civil.Month) []civil.Date {
	var out []civil.Date
	for d := month.First(); !d.After(month.Last()); d = d.AddDays(1) {
		if !g.closedOn(d) {
			out = append(out, d)
		}
	}
	return out
}

// count is how often Each is counted in the month.
func (g Given) count(month civil.Month) int64 {
	if g.Times > 0 {
		return g.Times
	}
	return int64(len(g.days(month)))
}

func (g Given) closedOn(d civil.Date) bool {
	for _, w := range g.Closed {
		if weekdayWords(w) == civil.WeekdayName(d.Weekday()) {
			return true
		}
	}
	return false
}

func (e Example) measurements(month civil.Month) []settlement.Measurement {
	var out []settlement.Measurement
	for _, g := range e.Given {
		days := g.days(month)
		for i, d := range days {
			count := int64(1)
			if g.Times > 0 { // the first days take what does not divide
				count = g.Times / int64(len(days))
				if int64(i) < g.Times%int64(len(days)) {
					count++
				}
			}
			if count == 0 {
				continue
			}
			amount, _ := times(g.Each, count) // no larger than the whole, which check has seen
			out = append(out, settlement.Measurement{
				Measurement: tariff.Measurement{Measure: g.Measure, Government: g.Government, Date: d, Amount: amount, Unit: g.Unit},
				Count:       count, Evidence: e.hash(),
			})
		}
	}
	return out
}

func times(n tariff.Number, count int64) (tariff.Number, bool) {
	c, err := quantity.Parse(itoa(int(count)))
	if err != nil {
		return tariff.Number{}, false
	}
	product, err := n.Decimal().Mul(c)
	return tariff.NumberOf(product), err == nil
}
