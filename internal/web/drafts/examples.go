package drafts

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

// newExample stands in an address for a worked example that is not there yet.
const newExample = "new"

type exampleBody struct {
	Action, Back, Drop string // Drop is empty where there is nothing to take out
	Seen               string // the state that the form was made from
	Clause             ui.Field
	Month              string
	Given              []givenPart
	Prices             []ui.Field
	Says               sample // what the example says now
	MayEdit            bool
}

type givenPart struct {
	Legend, Clause  string
	Each, Times, Of ui.Field
	Closed          ui.Field
}

func examplePath(id, example string) string { return Path(id) + "/examples/" + url.PathEscape(example) }

// exampleOf finds the worked example in the address; a new one is empty.
func exampleOf(v *front.Visit, n ops.Negotiation) (draft.Example, error) {
	id := v.R.PathValue("example")
	if n.Working == nil {
		return draft.Example{}, fault.New(fault.NotFound, "policy.not_found")
	}
	text := n.Text()
	if id == newExample && len(text.PricedQuantities()) > 0 {
		return draft.Example{Clause: text.PricedQuantities()[0].Clause}, nil
	}
	if i := slices.IndexFunc(text.Examples, func(e draft.Example) bool { return e.ID == id }); i >= 0 {
		return text.Examples[i], nil
	}
	return draft.Example{}, fault.New(fault.NotFound, "policy.not_found")
}

// slot is a quantity of the form: one that the example states, or one that the
// tariffs price and it does not.
type slot struct {
	draft.Given
	key    string // part of the names of its inputs
	priced draft.Priced
}

// slots gives what an example states, in its order, and then what it could.
// What is stated twice, or is no longer priced, keeps its place.
func slots(text draft.Text, e draft.Example) []slot {
	seen := map[string]int{}
	priced := text.PricedQuantities()
	of := func(g draft.Given) slot {
		s := slot{Given: g, key: g.Measure + ":" + g.Government}
		if seen[s.key]++; seen[s.key] > 1 {
			s.key += ":" + itoa(seen[s.key])
		}
		if i := slices.IndexFunc(priced, func(q draft.Priced) bool { return q.Measure == g.Measure && q.Government == g.Government }); i >= 0 {
			s.priced = priced[i]
		}
		return s
	}
	var out []slot
	for _, g := range e.Given {
		out = append(out, of(g))
	}
	for _, q := range priced {
		if seen[q.Measure+":"+q.Government] == 0 {
			out = append(out, of(draft.Given{Measure: q.Measure, Government: q.Government, Unit: q.Unit}))
		}
	}
	return out
}

// assumed gives the prices that an example states, and then those that the
// tariffs follow and it does not.
func assumed(text draft.Text, e draft.Example) (out []draft.Price, stated int) {
	out = slices.Clone(e.Prices)
	for _, name := range text.AskedPrices() {
		if !slices.ContainsFunc(e.Prices, func(p draft.Price) bool { return p.Name == name }) {
			out = append(out, draft.Price{Name: name, Unit: tariff.PriceUnit(name)})
		}
	}
	return out, len(e.Prices)
}

func examplePage(v *front.Visit, n ops.Negotiation) (*ui.Page, error) {
	e, err := exampleOf(v, n)
	if err != nil {
		return nil, err
	}
	text, off := n.Text(), !n.MayEdit
	is := func(name, kept string) string {
		if v.R.PostForm.Has(name) {
			return typed(v, name)
		}
		return kept
	}
	b := exampleBody{Seen: ops.StateOf(e), Action: v.R.URL.Path, Back: Path(n.ID) + "/values", MayEdit: n.MayEdit, Month: is("month", e.Month)}
	if e.ID != "" {
		b.Drop = examplePath(n.ID, e.ID) + "/drop"
		b.Says = sampleOf(v, n, e)
		b.Says.Href = ""
	}
	b.Clause = ui.Field{Value: is("clause", e.Clause), Disabled: off}
	clause := func(id string) {
		if o := (ui.Option{Value: id, Label: cited(text, id)}); !slices.Contains(b.Clause.Options, o) {
			b.Clause.Options = append(b.Clause.Options, o)
		}
	}
	for _, q := range text.PricedQuantities() {
		clause(q.Clause)
	}
	clause(e.Clause)
	say := statements.Language(v.Text, v.Lang)
	for i, s := range slots(text, e) {
		part := givenPart{Legend: s.priced.Component.In(v.Lang), Clause: cited(text, s.priced.Clause)}
		if part.Legend == "" {
			part.Legend = say.Measure(s.Measure) + " · " + ops.ShortName(s.Government)
		}
		each, times := "", ""
		if i < len(e.Given) {
			each = ui.InputValue(v.Lang, s.Each.Decimal())
		}
		if s.Times > 0 {
			times = strconv.FormatInt(s.Times, 10)
		}
		field := func(name, kept string) ui.Field {
			return ui.Field{Name: name + s.key, Value: is(name+s.key, kept), Disabled: off, Hint: standsNow(v, name+s.key, kept)}
		}
		part.Each, part.Times, part.Of, part.Closed = field("each:", each), field("times:", times), field("of:", s.Of), field("closed:", closedDays(s.Closed))
		part.Each.Unit, part.Closed.Options = string(s.Unit), closings(v, s.Closed)
		b.Given = append(b.Given, part)
	}
	prices, stated := assumed(text, e)
	for i, p := range prices {
		name, value := "price:"+p.Name, ""
		if i < stated {
			value = ui.InputValue(v.Lang, p.Value.Decimal())
		}
		b.Prices = append(b.Prices, ui.Field{Name: name, Label: v.T("text.example_price", "Name", say.Measure(p.Name)), Value: is(name, value), Unit: string(p.Unit), Disabled: off})
	}
	title := v.T("text.example_new")
	if e.ID != "" {
		title = v.T("text.example") + " " + cited(text, e.Clause)
	}
	page := newPage(v, n, title, true)
	page.Body = b
	return page, nil
}

// sampleOf is a worked example computed, or what is wrong with it.
func sampleOf(v *front.Visit, n ops.Negotiation, e draft.Example) sample {
	text := n.Text()
	one := sample{Clause: cited(text, e.Clause)}
	if n.MayEdit {
		one.Href = examplePath(n.ID, e.ID)
	}
	worked, err := text.Work(e, n.Facts)
	if err != nil {
		one.Wrong = ui.ProblemOf(v.Text, v.Lang, err).Message
	}
	one.Sentence = worked.Sentence
	return one
}

func closedDays(days []tariff.Weekday) string {
	said := make([]string, len(days))
	for i, d := range days {
		said[i] = string(d)
	}
	return strings.Join(said, ",")
}

// closings are the days of the week on which a service may stand still; what a
// text has already stays to be chosen.
func closings(v *front.Visit, kept []tariff.Weekday) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("text.example_daily")}, {Value: "sunday", Label: v.T("text.example_not_sunday")}, {Value: "saturday,sunday", Label: v.T("text.example_not_weekend")}}
	if is := closedDays(kept); !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == is }) {
		out = append(out, ui.Option{Value: is, Label: v.T("text.example_as_is")})
	}
	return out
}

// setExample takes the worked example of the form.
func (p *pages) setExample(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	e, err := exampleOf(v, n)
	if err != nil {
		return err
	}
	seen := ops.StateOf(e)
	if err = stale(v, e); err == nil {
		e, err = typedExample(v, n.Text(), e)
	}
	if err == nil {
		err = v.Desk.SetDraftExample(v.R.Context(), v.Actor, n.ID, seen, e)
	}
	if err != nil {
		return retry(v, p.example, n, examplePage, err)
	}
	return v.Redirect(Path(n.ID)+"/values", "text.example_saved")
}

func typedExample(v *front.Visit, text draft.Text, was draft.Example) (draft.Example, error) {
	var wrong []fault.Field
	e := draft.Example{ID: was.ID, Clause: typed(v, "clause"), Month: typed(v, "month")}
	if _, err := civil.ParseMonth(e.Month); err != nil {
		wrong = append(wrong, fault.NewField("month", "text.example_month_wrong"))
	}
	all := slots(text, was)
	for _, s := range all {
		if typed(v, "each:"+s.key) == "" {
			continue
		}
		g := draft.Given{Measure: s.Measure, Government: s.Government, Unit: s.Unit, Each: numberIn(v, "each:"+s.key, &wrong), Of: draft.Clean(typed(v, "of:"+s.key))}
		if g.Each.Sign() < 0 {
			wrong = append(wrong, fault.NewField("each:"+s.key, "text.example_each_wrong"))
		}
		closed := typed(v, "closed:"+s.key)
		if times := typed(v, "times:"+s.key); times != "" {
			d, err := i18n.ParseNumber(v.Lang, times)
			n, _, whole := d.Int64(0)
			if err != nil || !whole || !d.IsInt() || n < 1 || n > draft.MaxTimes {
				wrong = append(wrong, fault.NewField("times:"+s.key, "text.example_times_wrong", "Most", i18n.Int(v.Lang, draft.MaxTimes)))
			}
			g.Times = n
		} else if closed != "" {
			for _, d := range strings.Split(closed, ",") {
				g.Closed = append(g.Closed, tariff.Weekday(d))
			}
		}
		e.Given = append(e.Given, g)
	}
	if len(e.Given) == 0 && len(all) > 0 {
		wrong = append(wrong, fault.NewField("each:"+all[0].key, "text.example_nothing"))
	}
	prices, _ := assumed(text, was)
	for _, p := range prices {
		if name := "price:" + p.Name; typed(v, name) != "" {
			e.Prices = append(e.Prices, draft.Price{Name: p.Name, Value: numberIn(v, name, &wrong), Unit: p.Unit})
		}
	}
	return e, fault.InvalidFields(wrong)
}

func dropExample(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	if err := v.Desk.DropDraftExample(v.R.Context(), v.Actor, n.ID, v.R.PathValue("example")); err != nil {
		return err
	}
	return v.Redirect(Path(n.ID)+"/values", "text.example_dropped")
}
