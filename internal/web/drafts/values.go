package drafts

import (
	"net/url"
	"slices"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type valuesBody struct {
	Path, Action, Title string
	Tabs                []ui.Tab
	MayEdit             bool
	Values              []value
	Tariffs             []priced
	Examples            []sample
	NewExample          string // where one is added, or empty
	Amend               string // where a tariff of the agreement is taken over
	Amendable           []amendable
}

// amendable is a tariff of the agreement that an addendum can change.
type amendable struct {
	ID         string
	Components []component
}

type value struct {
	Field          ui.Field
	Was, WasName   string
	Written, Where string
}

type priced struct {
	ID, Href, Clause string
	Components       []component
}

type component struct{ Label, Payer, Payee, Clause, Figures string }

// sample is a worked example as pages show it; Href is where it is changed, or
// empty.
type sample struct{ Clause, Sentence, Wrong, Href string }

func valuesPage(v *front.Visit, n ops.Negotiation) (*ui.Page, error) {
	if n.Working == nil {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	t := n.Text()
	b := valuesBody{Path: Path(n.ID), Action: Path(n.ID) + "/values", Title: t.Title, Tabs: tabs(v, n, "values"), MayEdit: n.MayEdit}
	marks := make([]string, len(t.Parameters))
	for i, x := range t.Parameters {
		marks[i] = "{{nilai:" + x.ID + "}}"
	}
	said := spell(t, n.Facts, marks)
	for i, x := range t.Parameters {
		f := ui.Field{Name: "v:" + x.ID, Label: x.Label.In(v.Lang), Value: shownValue(v.Lang, x.Type, x.Value), Unit: x.Unit, Hint: v.T("text.type." + string(x.Type)), Disabled: !n.MayEdit}
		if x.Type == draft.Day {
			f.Type, f.Size = "date", "short"
		} else if x.Type != draft.Words {
			f.InputMode, f.Size = "decimal", "short"
		} else {
			f.Size = "long"
		}
		if x.Type == draft.Percent {
			f.Unit = "%"
		}
		one := value{Field: f, Was: x.Value, WasName: "w:" + x.ID, Written: said[i], Where: usedIn(t, x.ID)}
		// What the author left alone follows a colleague's change; of the rest
		// setValues has told them.
		if is := typed(v, "v:"+x.ID); v.R.Method == "POST" && is != shownValue(v.Lang, x.Type, v.R.PostFormValue("w:"+x.ID)) {
			one.Field.Value = is
		}
		b.Values = append(b.Values, one)
	}
	for _, x := range t.Tariffs {
		one := priced{ID: x.ID, Href: b.Path + "/tariffs/" + url.PathEscape(x.ID), Clause: cited(t, x.Clause)}
		one.Components = components(v, t, x)
		b.Tariffs = append(b.Tariffs, one)
	}
	open, err := v.Desk.AmendableTariffs(v.R.Context(), v.Actor, n.ID)
	if err != nil {
		return nil, err
	}
	b.Amend = Path(n.ID) + "/tariffs"
	for _, x := range open {
		b.Amendable = append(b.Amendable, amendable{x.ID, components(v, t, x)})
	}
	for _, e := range t.Examples {
		b.Examples = append(b.Examples, sampleOf(v, n, e))
	}
	if n.MayEdit && len(t.PricedQuantities()) > 0 {
		b.NewExample = examplePath(n.ID, newExample)
	}
	page := newPage(v, n, v.T("text.values"), true)
	page.Body = b
	return page, nil
}

func components(v *front.Visit, t draft.Text, x tariff.Tariff) []component {
	out := make([]component, len(x.Components))
	for i, c := range x.Components {
		out[i] = component{Label: c.Label.In(v.Lang), Payer: partyName(t, c.Payer), Payee: partyName(t, c.Payee), Clause: cited(t, c.Clause), Figures: figuresOf(v, c.Formula)}
	}
	return out
}

func partyName(t draft.Text, code string) string {
	if p, ok := t.PartyOf(code); ok {
		return p.Label
	}
	return code
}

// usedIn names the first clauses that are written from a value.
func usedIn(t draft.Text, id string) string {
	where := ""
	for x := range t.All() {
		for _, m := range draft.Marks(x.Clause.Heading + x.Clause.Text) {
			if m.Kind == draft.ValueMark && m.Path == id && len(where) < 60 {
				if where != "" {
					where += ", "
				}
				where += cited(t, x.Clause.ID)
			}
		}
	}
	return where
}

// setValues takes the title and the values of the form.
func (p *pages) setValues(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	ctx := v.R.Context()
	var edits []ops.ValueEdit
	var wrong []fault.Field
	for _, x := range n.Text().Parameters {
		name := "v:" + x.ID
		if !v.R.PostForm.Has(name) {
			continue
		}
		was := v.R.PostFormValue("w:" + x.ID)
		is, err := typedValue(v.Lang, x.Type, was, typed(v, name))
		switch {
		case err != nil:
			wrong = append(wrong, fault.NewField(x.ID, "text.number_wrong", "Value", typed(v, name)))
		case is != was && x.Value != was && x.Value != is:
			wrong = append(wrong, fault.NewField(x.ID, "draft.fault.value_moved_on", "Value", shownValue(v.Lang, x.Type, x.Value)))
		}
		edits = append(edits, ops.ValueEdit{ID: x.ID, Was: was, Is: is})
	}
	if err = fault.InvalidFields(wrong); err == nil {
		err = v.Desk.SetDraftValues(ctx, v.Actor, n.ID, edits...)
	}
	if title := typed(v, "title"); err == nil && v.R.PostForm.Has("title") && title != n.Text().Title {
		err = v.Desk.SetDraftTitle(ctx, v.Actor, n.ID, title)
	}
	if err != nil {
		return retry(v, p.values, n, valuesPage, prefixed(err, "v:"))
	}
	return v.Redirect(Path(n.ID)+"/values", "text.values_saved")
}

// shownValue writes a value as people type it; a share is shown per hundred.
func shownValue(lang string, t draft.ParameterType, value string) string {
	if t == draft.Words || t == draft.Day {
		return value
	}
	d, err := quantity.Parse(value)
	if err == nil && t == draft.Percent {
		d, err = scaled(d, "100")
	}
	if err != nil {
		return value // one that is wrong is mended as it stands
	}
	return ui.InputValue(lang, d)
}

// typedValue reads what was typed where shownValue stood. What was left as it
// was shown is as it was.
func typedValue(lang string, t draft.ParameterType, was, is string) (string, error) {
	if t == draft.Words || t == draft.Day || is == "" {
		return is, nil
	}
	if t == draft.Percent {
		is = strings.TrimSpace(strings.TrimSuffix(is, "%"))
	}
	if is == shownValue(lang, t, was) {
		return was, nil
	}
	d, err := i18n.ParseNumber(lang, is)
	if err == nil && t == draft.Percent {
		d, err = scaled(d, "0.01")
	}
	return d.String(), err
}

func scaled(d quantity.Decimal, by string) (quantity.Decimal, error) {
	f, err := quantity.Parse(by)
	if err != nil {
		return d, err
	}
	d, err = d.Mul(f)
	return d.Trim(0), err
}

// prefixed puts what is wrong at the inputs of the form.
func prefixed(err error, prefix string) error {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return err
	}
	fields := slices.Clone(f.Fields)
	for i := range fields {
		if fields[i].Name != "" && fields[i].Name != "title" {
			fields[i].Name = prefix + fields[i].Name
		}
	}
	return fault.InvalidFields(fields)
}

// tariffOf finds a tariff of the text in the address.
func tariffOf(v *front.Visit, n ops.Negotiation) (tariff.Tariff, error) {
	if n.Working == nil {
		return tariff.Tariff{}, fault.New(fault.NotFound, "policy.not_found")
	}
	for _, t := range n.Text().Tariffs {
		if t.ID == v.R.PathValue("tariff") {
			return t, nil
		}
	}
	return tariff.Tariff{}, fault.New(fault.NotFound, "policy.not_found")
}
