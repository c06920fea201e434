package drafts

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// newExample stands in an address for a worked example that is not there yet.
const newExample = "new"

type exampleBody struct {
	Action, Back, Drop string // Drop is empty where there is nothing to take out
	Clause             ui.Field
	Month              string
	Given              []givenPart
	Prices             []ui.Field
	Sentence           string // what the example says now
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

func (p *pages) showExample(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	page, err := examplePage(v, n)
	if err != nil {
		return err
	}
	return v.Render(p.example, page)
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
	b := exampleBody{Action: v.R.URL.Path, Back: Path(n.ID) + "/values", MayEdit: n.MayEdit, Month: is("month", e.Month)}
	if e.ID != "" {
		b.Drop = examplePath(n.ID, e.ID) + "/drop"
		if worked, err := text.Work(e, n.Facts); err == nil {
			b.Sentence = worked.Sentence
		}
	}
	b.Clause = ui.Field{Value: is("clause", e.Clause), Disabled: off}
	for _, q := range text.PricedQuantities() {
		if o := (ui.Option{Value: q.Clause, Label: cited(text, q.Clause)}); !slices.Contains(b.Clause.Options, o) {
			b.Clause.Options = append(b.Clause.Options, o)
		}
	}
	if o := (ui.Option{Value: e.Clause, Label: cited(text, e.Clause)}); !slices.Contains(b.Clause.Options, o) {
		b.Clause.Options = append(b.Clause.Options, o)
	}
	for i, q := range text.PricedQuantities() {
		given := givenOf(e, q)
		part := givenPart{Legend: q.Component.In(v.Lang), Clause: cited(text, q.Clause)}
		each, times := "", ""
		if given.Measure != "" {
			each = ui.InputValue(v.Lang, given.Each.Decimal())
		}
		if given.Times > 0 {
			times = strconv.FormatInt(given.Times, 10)
		}
		part.Each = ui.Field{Name: "each" + itoa(i), Value: is("each"+itoa(i), each), Unit: string(q.Unit), Disabled: off}
		part.Times = ui.Field{Name: "times" + itoa(i), Value: is("times"+itoa(i), times), Disabled: off}
		part.Of = ui.Field{Name: "of" + itoa(i), Value: is("of"+itoa(i), given.Of), Disabled: off}
		part.Closed = ui.Field{Name: "closed" + itoa(i), Value: is("closed"+itoa(i), closedDays(given.Closed)), Options: closings(v, given.Closed), Disabled: off}
		b.Given = append(b.Given, part)
	}
	for i, name := range text.AskedPrices() {
		value := ""
		if j := slices.IndexFunc(e.Prices, func(p draft.Price) bool { return p.Name == name }); j >= 0 {
			value = ui.InputValue(v.Lang, e.Prices[j].Value.Decimal())
		}
		label := name
		if key := "tariff.measure." + name; v.Text.Has(key) {
			label = v.T(key)
		}
		b.Prices = append(b.Prices, ui.Field{Name: "price" + itoa(i), Label: label, Value: is("price"+itoa(i), value), Unit: string(tariff.PriceUnit(name)), Disabled: off})
	}
	title := v.T("text.example_new")
	if e.ID != "" {
		title = v.T("text.example") + " " + cited(text, e.Clause)
	}
	page := newPage(v, n, title, true)
	page.Body = b
	return page, nil
}

// givenOf finds what an example states of a quantity.
func givenOf(e draft.Example, q draft.Priced) draft.Given {
	for _, g := range e.Given {
		if g.Measure == q.Measure && g.Government == q.Government {
			return g
		}
	}
	return draft.Given{}
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
	n, err := load(v)
	if err != nil {
		return err
	}
	if !n.MayEdit {
		return denied(n)
	}
	e, err := exampleOf(v, n)
	if err != nil {
		return err
	}
	e, err = typedExample(v, n.Text(), e)
	if err == nil {
		err = v.Desk.SetDraftExample(v.R.Context(), v.Actor, n.ID, e)
	}
	if err != nil {
		page, perr := examplePage(v, n)
		if perr != nil {
			return perr
		}
		return v.Retry(p.example, page, err)
	}
	return v.Redirect(Path(n.ID)+"/values", "text.example_saved")
}

func typedExample(v *front.Visit, text draft.Text, e draft.Example) (draft.Example, error) {
	var wrong []fault.Field
	number := func(name string) tariff.Number {
		said, err := decimal(v.Lang, typed(v, name))
		if err != nil {
			wrong = append(wrong, fault.NewField(name, "entry.bad_price", "Value", typed(v, name)))
			return tariff.Number{}
		}
		n, err := tariff.ParseNumber(said)
		if err != nil {
			wrong = append(wrong, fault.NewField(name, "entry.bad_price", "Value", typed(v, name)))
		}
		return n
	}
	e.Clause, e.Month, e.Given, e.Prices = typed(v, "clause"), typed(v, "month"), nil, nil
	for i, q := range text.PricedQuantities() {
		if typed(v, "each"+itoa(i)) == "" {
			continue
		}
		g := draft.Given{Measure: q.Measure, Government: q.Government, Unit: q.Unit, Each: number("each" + itoa(i)), Of: draft.Clean(typed(v, "of"+itoa(i)))}
		if times := typed(v, "times"+itoa(i)); times != "" {
			n, err := strconv.ParseInt(times, 10, 64)
			if err != nil || n < 1 {
				wrong = append(wrong, fault.NewField("times"+itoa(i), "text.example_times_wrong"))
			}
			g.Times = n
		} else if closed := typed(v, "closed"+itoa(i)); closed != "" {
			for _, d := range strings.Split(closed, ",") {
				g.Closed = append(g.Closed, tariff.Weekday(d))
			}
		}
		e.Given = append(e.Given, g)
	}
	if len(e.Given) == 0 {
		wrong = append(wrong, fault.NewField("each0", "text.example_nothing"))
	}
	for i, name := range text.AskedPrices() {
		if typed(v, "price"+itoa(i)) != "" {
			e.Prices = append(e.Prices, draft.Price{Name: name, Value: number("price" + itoa(i)), Unit: tariff.PriceUnit(name)})
		}
	}
	return e, fault.InvalidFields(wrong)
}

func dropExample(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	if !n.MayEdit {
		return denied(n)
	}
	if err := v.Desk.DropDraftExample(v.R.Context(), v.Actor, n.ID, v.R.PathValue("example")); err != nil {
		return err
	}
	return v.Redirect(Path(n.ID)+"/values", "text.example_dropped")
}
