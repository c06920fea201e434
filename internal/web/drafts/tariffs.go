package drafts

import (
	"bytes"
	"encoding/json"
	"maps"
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

// figureNames are the members of a formula that are negotiated numbers. Others
// (units, measures, names) are the form of the tariff and come as a file.
var figureNames = []string{"fixed", "rate", "share", "amount", "each", "allowance", "max_share", "coefficient", "then", "limit", "weight", "value"}

// fig is a number of a tariff: where it stands in the JSON of the component,
// and what it is.
type fig struct {
	path, name, value string
}

// figName names the input of a number, so that it means the same number however
// the tariff has changed since.
func figName(c tariff.Component, x fig) string {
	return "figure:" + c.ID + strings.ReplaceAll(x.path, "/", ".")
}

// figs lists the numbers of a component in a fixed order.
func figs(c tariff.Component) []fig {
	b, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		return nil
	}
	var out []fig
	var walk func(path string, name string, v any)
	walk = func(path, name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(path+"/"+k, k, v[k])
			}
		case []any:
			for i, each := range v {
				walk(path+"/"+itoa(i), name, each)
			}
		case string:
			if slices.Contains(figureNames, name) {
				out = append(out, fig{path, name, v})
			}
		}
	}
	walk("", "", tree)
	return out
}

// figuresOf says the numbers of a formula.
func figuresOf(v *front.Visit, f tariff.Formula) string {
	var said []string
	for _, x := range figs(tariff.Component{ID: "x", Formula: f}) {
		d, err := quantity.Parse(x.value)
		if err != nil {
			continue
		}
		said = append(said, v.T("text.figure."+x.name)+" "+i18n.Number(v.Lang, d))
	}
	return strings.Join(said, "; ")
}

// with gives the component with other numbers, by path.
func with(c tariff.Component, values map[string]string) (tariff.Component, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return c, err
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		return c, err
	}
	var walk func(path string, v any) any
	walk = func(path string, v any) any {
		switch v := v.(type) {
		case map[string]any:
			for k := range v {
				v[k] = walk(path+"/"+k, v[k])
			}
		case []any:
			for i := range v {
				v[i] = walk(path+"/"+itoa(i), v[i])
			}
		case string:
			if is, ok := values[path]; ok {
				return is
			}
		}
		return v
	}
	if b, err = json.Marshal(walk("", tree)); err != nil {
		return c, err
	}
	var out tariff.Component
	return out, json.Unmarshal(b, &out)
}

type tariffBody struct {
	Action, Back, File string
	Leave              string // where it is taken out of an addendum again, or empty
	Seen               string // the state that the form was made from
	Components         []tariffPart
	Examples           []sample
}

type tariffPart struct {
	Label, Clause, ClauseHref string
	Figures                   []ui.Field
	Payer, Payee              ui.Field
}

func tariffPage(v *front.Visit, n ops.Negotiation) (*ui.Page, error) {
	t, err := tariffOf(v, n)
	if err != nil {
		return nil, err
	}
	text := n.Text()
	b := tariffBody{Action: v.R.URL.Path, Back: Path(n.ID) + "/values", File: Path(n.ID) + "/file/tarif-" + t.ID + ".json", Seen: ops.StateOf(t)}
	if n.MayEdit && n.Kind == draft.Addendum {
		b.Leave = b.Action + "/leave"
	}
	var parties []ui.Option
	parties = append(parties, ui.Option{Value: "", Label: v.T("text.nobody")})
	for _, x := range text.Parties {
		parties = append(parties, ui.Option{Value: x.Government, Label: x.Label + " · " + ops.GovernmentName(x.Government)})
	}
	value := func(name, is string) string {
		if v.R.PostForm.Has(name) {
			return typed(v, name)
		}
		return is
	}
	for _, c := range t.Components {
		part := tariffPart{Label: c.Label.In(v.Lang), Clause: cited(text, c.Clause), ClauseHref: Path(n.ID) + "#" + c.Clause}
		for _, x := range figs(c) {
			name := figName(c, x)
			d, err := quantity.Parse(x.value)
			if err != nil {
				continue
			}
			stands := ui.InputValue(v.Lang, d)
			part.Figures = append(part.Figures, ui.Field{Name: name, Label: v.T("text.figure." + x.name), Value: value(name, stands), Hint: standsNow(v, name, stands), InputMode: "decimal", Size: "short", Required: true, Disabled: !n.MayEdit})
		}
		payer, payee := "payer:"+c.ID, "payee:"+c.ID
		part.Payer = ui.Field{Name: payer, Label: v.T("entry.payer"), Value: value(payer, c.Payer), Options: parties, Disabled: !n.MayEdit}
		part.Payee = ui.Field{Name: payee, Label: v.T("entry.payee"), Value: value(payee, c.Payee), Options: parties, Disabled: !n.MayEdit}
		b.Components = append(b.Components, part)
	}
	for _, e := range text.Examples {
		b.Examples = append(b.Examples, sampleOf(v, n, e))
	}
	page := newPage(v, n, v.T("text.tariff")+" "+cited(text, t.Clause), true)
	page.Body = b
	return page, nil
}

// setTariff takes the numbers of the form, or the whole tariff as a file.
func (p *pages) setTariff(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	t, err := tariffOf(v, n)
	if err != nil {
		return err
	}
	seen := ops.StateOf(t)
	if err = stale(v, t); err == nil {
		if v.R.MultipartForm != nil {
			t, err = tariffFile(v, t)
		} else {
			t, err = typedTariff(v, t)
		}
	}
	if err == nil {
		err = v.Desk.SetDraftTariff(v.R.Context(), v.Actor, n.ID, seen, t)
	}
	if err != nil {
		return retry(v, p.tariff, n, tariffPage, err)
	}
	return v.Redirect(v.R.URL.Path, "text.tariff_saved")
}

func typedTariff(v *front.Visit, t tariff.Tariff) (tariff.Tariff, error) {
	var wrong []fault.Field
	t.Components = slices.Clone(t.Components)
	for i, c := range t.Components {
		values := map[string]string{}
		for _, x := range figs(c) {
			values[x.path] = numberIn(v, figName(c, x), &wrong).String()
		}
		c.Payer, c.Payee = typed(v, "payer:"+c.ID), typed(v, "payee:"+c.ID)
		changed, err := with(c, values)
		if err != nil {
			return t, err
		}
		t.Components[i] = changed
	}
	return t, fault.InvalidFields(wrong)
}

// numberIn reads a number of the form, and notes what is wrong with it.
func numberIn(v *front.Visit, name string, wrong *[]fault.Field) tariff.Number {
	d, err := i18n.ParseNumber(v.Lang, typed(v, name))
	if err != nil {
		*wrong = append(*wrong, fault.NewField(name, "text.number_wrong", "Value", typed(v, name)))
	}
	return tariff.NumberOf(d)
}

// tariffFile reads a tariff that was changed as a file. It keeps its id.
func tariffFile(v *front.Visit, was tariff.Tariff) (tariff.Tariff, error) {
	b, err := uploaded(v, "file")
	if err != nil {
		return was, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var t tariff.Tariff
	if err := d.Decode(&t); err != nil {
		if f := fault.Of(err); f != nil {
			return was, fileFault(err)
		}
		return was, fault.InvalidFields([]fault.Field{fault.NewField("file", "draft.fault.json")})
	}
	t.ID, t.Version, t.AgreementID, t.From, t.Until = was.ID, was.Version, was.AgreementID, was.From, was.Until
	return t, nil
}

// amendTariff takes a tariff of the agreement into the addendum to it.
func amendTariff(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	id := typed(v, "tariff")
	if err := v.Desk.AmendTariff(v.R.Context(), v.Actor, n.ID, id); err != nil {
		return err
	}
	return v.Redirect(Path(n.ID)+"/tariffs/"+url.PathEscape(id), "text.tariff_taken")
}

func leaveTariff(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	if err := v.Desk.LeaveTariff(v.R.Context(), v.Actor, n.ID, v.R.PathValue("tariff")); err != nil {
		return err
	}
	return v.Redirect(Path(n.ID)+"/values", "text.tariff_left")
}
