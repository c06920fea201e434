// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// maxTariff bounds a tariff's file, in bytes.
const maxTariff = 1 << 20

type componentRow struct{ Label, Rule, Figure, Clause string }

type versionRow struct {
	Name, Term, File, Withdraw string // Withdraw: the version, when it is the newest
	Components                 []componentRow
}

type tariffsBody struct {
	standing
	Tabs                    []ui.Tab
	Base                    string
	Versions                []versionRow
	Empty                   ui.Empty
	From, Until             string
	Rows                    []rowForm
	Kinds, Clauses, Parties []ui.Option
}

func tariffsPage(v *front.Visit, e ops.Entry) *ui.Page {
	p := e.Paper
	body := tariffsBody{
		standing: standingOf(v, e),
		Tabs:     tabs(v, e, "tariffs"), Base: at(e), Empty: ui.Empty{Title: v.T("entry.no_tariffs"), Text: v.T("entry.no_tariffs_text")},
		Clauses: clauseOptions(v, p.Clauses), Parties: partyOptions(v, p.Codes()), Kinds: priceKinds(v), From: typed(v, "from"), Until: typed(v, "until"),
	}
	if body.From == "" && len(p.Tariffs) == 0 {
		body.From = ui.InputValue(v.Lang, p.From)
	}
	for i, t := range p.Tariffs {
		number := strconv.Itoa(t.Version)
		row := versionRow{Name: v.T("entry.version", "No", number), Term: period(v, t), File: body.Base + "/tariffs/" + number}
		if i == len(p.Tariffs)-1 {
			row.Withdraw = number
		}
		for _, c := range t.Components {
			row.Components = append(row.Components, componentRow{c.Label.In(v.Lang), rule(v, c), figure(v, c), agreement.Cite(p.Citable, c.Clause)})
		}
		body.Versions = append(body.Versions, row)
	}
	for i := range maxRows {
		body.Rows = append(body.Rows, newRow(v, i))
	}
	page := newPage(v, e, v.T("cooperation.tariff"), ui.Link{Href: at(e), Label: p.Title})
	page.Body = body
	return page
}

func period(v *front.Visit, t tariff.Tariff) string {
	if t.Until.IsZero() {
		return v.T("entry.since", "Day", i18n.Date(v.Lang, t.From))
	}
	return i18n.Date(v.Lang, t.From) + " – " + i18n.Date(v.Lang, t.Until)
}

// rule says what a component does, and who pays whom.
func rule(v *front.Visit, c tariff.Component) string {
	text := v.T("tariff.kind." + string(c.Formula.Kind()))
	if c.Payer != "" && c.Payee != "" {
		text += " · " + ops.ShortName(c.Payer) + " → " + ops.ShortName(c.Payee)
	}
	return text
}

// figure gives the price in a component, where it is one number.
func figure(v *front.Visit, c tariff.Component) string {
	rupiah := func(n tariff.Number, per string) string {
		return "Rp" + i18n.Number(v.Lang, n.Decimal()) + per
	}
	switch f := c.Formula.(type) {
	case tariff.UnitPrice:
		if f.Rate.Fixed != nil {
			return rupiah(*f.Rate.Fixed, "/"+string(f.Quantity.Unit))
		}
	case tariff.Distance:
		if f.Rate.Fixed != nil {
			return rupiah(*f.Rate.Fixed, "/km")
		}
	case tariff.Index:
		if f.Base.Fixed != nil {
			_, unit, _ := strings.Cut(string(f.Unit), "/")
			return rupiah(*f.Base.Fixed, "/"+unit)
		}
	case tariff.LumpSum:
		return rupiah(f.Amount, "/"+v.T("entry.per."+string(f.Per)))
	case tariff.Deduction:
		return rupiah(f.Each, "/"+string(f.Count.Unit))
	}
	return ""
}

func (p *pages) showTariffs(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	return v.Render(p.tariffs, tariffsPage(v, e))
}

// addTariff takes the form: a new version, or the newest taken back.
func (p *pages) addTariff(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(typed(v, "withdraw")); err == nil {
		if err := v.Desk.WithdrawTariff(v.R.Context(), v.Actor, e.Paper.ID, n); err != nil {
			return v.Retry(p.tariffs, tariffsPage(v, e), err)
		}
		return v.Redirect(at(e)+"/tariffs", saved(e, "entry.tariff_withdrawn"))
	}
	t, err := typedTariff(v, e)
	if err == nil {
		err = v.Desk.AddTariff(v.R.Context(), v.Actor, t)
	}
	if err != nil {
		return v.Retry(p.tariffs, tariffsPage(v, e), renamed(err, map[string]string{"clause": "clause_1", "components": "kind_1"}))
	}
	return v.Redirect(at(e)+"/tariffs", saved(e, "entry.tariff_saved"))
}

// next is a new version of the agreement's tariff, still without components.
func next(e ops.Entry) tariff.Tariff {
	t := tariff.Tariff{ID: e.Paper.ID, AgreementID: e.Paper.ID, Version: 1}
	if all := e.Paper.Tariffs; len(all) > 0 {
		last := all[len(all)-1]
		t.ID, t.Version = last.ID, last.Version+1
	}
	return t
}

// addTariffFile takes a version as a file, which can hold every formula.
func (p *pages) addTariffFile(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		if f := fault.Of(err); f != nil && len(f.Fields) == 0 {
			err = fault.InvalidFields([]fault.Field{{Name: "file", Key: f.Key, Args: f.Args}})
		}
		return v.Retry(p.tariffs, tariffsPage(v, e), err)
	}
	file, _, err := v.R.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart):
		return refuse(fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	case err != nil:
		return err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxTariff))
	if err != nil {
		return err
	}
	t, err := tariff.Parse(text)
	if err != nil {
		return refuse(err)
	}
	fresh := next(e)
	t.ID, t.AgreementID, t.Version = fresh.ID, fresh.AgreementID, fresh.Version
	if err := v.Desk.AddTariff(v.R.Context(), v.Actor, t); err != nil {
		return refuse(err)
	}
	return v.Redirect(at(e)+"/tariffs", saved(e, "entry.tariff_saved"))
}

// tariffFile hands out a version as a file, to be changed and entered again.
func tariffFile(v *front.Visit) error {
	e, err := load(v)
	if err == nil {
		err = mayEdit(e)
	}
	if err != nil {
		return err
	}
	for _, t := range e.Paper.Tariffs {
		if strconv.Itoa(t.Version) != v.R.PathValue("version") {
			continue
		}
		text, err := json.MarshalIndent(t, "", "  ")
		if err != nil {
			return err
		}
		v.W.Header().Set("Content-Type", "application/json")
		v.W.Header().Set("Content-Disposition", `attachment; filename="tarif-`+e.Paper.ID+"-"+strconv.Itoa(t.Version)+`.json"`)
		_, err = v.W.Write(append(text, '\n'))
		return err
	}
	return fault.New(fault.NotFound, "policy.not_found")
}
