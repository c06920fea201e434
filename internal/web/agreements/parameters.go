// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type parameterRow struct{ Name, From, Value, Source, By string }

type parametersBody struct {
	standing
	Tabs                      []ui.Tab
	Base                      string
	Rows                      []parameterRow
	Empty                     ui.Empty
	MaySet                    bool
	Name, From, Value, Source string
	Names                     []ui.Option
}

// parameterNames lists what the agreement's tariffs refer to by name.
func parameterNames(e ops.Entry) (names []string) {
	add := func(name string) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, t := range e.Paper.Tariffs {
		for _, c := range t.Components {
			if f, ok := c.Formula.(tariff.Index); ok {
				add(f.Parameter)
			}
		}
	}
	for _, p := range e.Paper.Parameters {
		add(p.Name)
	}
	return names
}

func parametersPage(v *front.Visit, e ops.Entry) *ui.Page {
	body := parametersBody{
		standing: standingOf(v, e),
		Tabs:     tabs(v, e, "parameters"), Base: at(e), MaySet: e.Paper.MayPrice, Names: []ui.Option{{Value: "", Label: v.T("entry.choose_parameter")}},
		Empty: ui.Empty{Title: v.T("entry.no_parameters"), Text: v.T("entry.no_parameters_text")},
		Name:  typed(v, "name"), From: typed(v, "from"), Value: typed(v, "value"), Source: typed(v, "source"),
	}
	for _, name := range parameterNames(e) {
		body.Names = append(body.Names, ui.Option{Value: name, Label: named(v, name)})
	}
	for _, p := range e.Paper.Parameters {
		row := parameterRow{named(v, p.Name), i18n.Date(v.Lang, p.From), p.Value, p.Source, ops.GovernmentName(p.SetBy)}
		if d, err := quantity.Parse(p.Value); err == nil {
			row.Value = i18n.Number(v.Lang, d)
		}
		body.Rows = append(body.Rows, row)
	}
	page := newPage(v, e, v.T("entry.parameters"), ui.Link{Href: at(e), Label: e.Paper.Title})
	page.Body = body
	return page
}

// named says in words what a value is.
func named(v *front.Visit, name string) string {
	if key := "tariff.measure." + name; v.Text.Has(key) {
		return v.T(key)
	}
	return name
}

func (p *pages) showParameters(v *front.Visit) error {
	e, err := load(v)
	if err != nil {
		return err
	}
	return v.Render(p.parameters, parametersPage(v, e))
}

func (p *pages) setParameter(v *front.Visit) error {
	e, err := load(v)
	if err != nil {
		return err
	}
	var fields []fault.Field
	set := store.Parameter{Agreement: e.Paper.ID, Name: typed(v, "name"), Source: typed(v, "source"), From: dateOf(&fields, "from", typed(v, "from"))}
	if !slices.Contains(parameterNames(e), set.Name) {
		fields = append(fields, fault.NewField("name", "ui.required"))
	}
	if n, err := priceOf(typed(v, "value")); err == nil {
		set.Value = n.Decimal().String()
	} else {
		fields = append(fields, fault.NewField("value", "entry.bad_price", "Value", typed(v, "value")))
	}
	if err := fault.InvalidFields(fields); err != nil {
		return v.Retry(p.parameters, parametersPage(v, e), err)
	}
	if err := v.Desk.SetParameter(v.R.Context(), v.Actor, set); err != nil {
		return v.Retry(p.parameters, parametersPage(v, e), err)
	}
	return v.Redirect(at(e)+"/parameters", saved(e, "entry.parameter_saved"))
}
