// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// maxRows is how many prices the form takes at once.
const maxRows = 6

// The prices that the form knows; other formulas come as a file.
const (
	perKm     = "km"     // of a government's territory, delivered
	perTonne  = "tonne"  // from a government's territory
	perMonth  = "month"  // a fixed sum
	perMissed = "missed" // taken off for each trip that did not run
)

func priceKinds(v *front.Visit) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("entry.no_price")}}
	for _, k := range []string{perKm, perTonne, perMonth, perMissed} {
		out = append(out, ui.Option{Value: k, Label: v.T("entry.price." + k)})
	}
	return out
}

// rowForm is one price as it is typed, with the names of its inputs.
type rowForm struct {
	Legend                                             string
	Kind, Label, Clause, Of, Price, Payer, Payee       string
	KindName, LabelName, ClauseName, OfName, PriceName string
	PayerName, PayeeName                               string
	Open                                               bool // something is typed, or it is the first
}

func newRow(v *front.Visit, i int) rowForm {
	r := rowForm{
		Legend: v.T("entry.price_no", "No", i18n.Int(v.Lang, int64(i+1))), KindName: numbered("kind", i), LabelName: numbered("label", i), ClauseName: numbered("clause", i),
		OfName: numbered("of", i), PriceName: numbered("price", i), PayerName: numbered("payer", i), PayeeName: numbered("payee", i),
	}
	r.Kind, r.Label, r.Clause, r.Of = typed(v, r.KindName), typed(v, r.LabelName), typed(v, r.ClauseName), typed(v, r.OfName)
	r.Price, r.Payer, r.Payee = typed(v, r.PriceName), typed(v, r.PayerName), typed(v, r.PayeeName)
	r.Open = i == 0 || r.Kind+r.Label+r.Price != ""
	return r
}

// typedTariff gives the version that the form describes.
func typedTariff(v *front.Visit, e ops.Entry) (tariff.Tariff, error) {
	var fields []fault.Field
	t := next(e)
	if typed(v, "from") == "" {
		fields = append(fields, fault.NewField("from", "ui.required"))
	}
	t.From, t.Until = dateOf(&fields, "from", typed(v, "from")), dateOf(&fields, "until", typed(v, "until"))
	if !t.Until.IsZero() && t.Until.Before(t.From) {
		fields = append(fields, fault.NewField("until", "party.until_before_from"))
	}
	taken := map[string]bool{}
	for i := range maxRows {
		r := newRow(v, i)
		if r.Kind+r.Label+r.Price == "" {
			continue
		}
		c, wrong := r.component()
		for n, id := 2, c.ID; taken[c.ID]; n++ {
			c.ID = id + "-" + i18n.Int(i18n.English, int64(n))
		}
		taken[c.ID] = true
		fields = append(fields, wrong...)
		if t.Components = append(t.Components, c); t.Clause == "" {
			t.Clause = c.Clause
		}
	}
	if len(t.Components) == 0 && len(fields) == 0 {
		fields = append(fields, fault.NewField("kind_1", "ui.required"))
	}
	return t, fault.InvalidFields(fields)
}

// component makes the tariff's component of one row, and says what is missing
// for it.
func (r rowForm) component() (tariff.Component, []fault.Field) {
	var fields []fault.Field
	needed := map[string]string{r.KindName: r.Kind, r.LabelName: r.Label, r.ClauseName: r.Clause, r.PriceName: r.Price, r.PayerName: r.Payer, r.PayeeName: r.Payee}
	if r.Kind != perMonth {
		needed[r.OfName] = r.Of
	}
	for name, value := range needed {
		if value == "" {
			fields = append(fields, fault.NewField(name, "ui.required"))
		}
	}
	price, err := priceOf(r.Price)
	if err != nil && r.Price != "" {
		fields = append(fields, fault.NewField(r.PriceName, "entry.bad_price", "Value", r.Price))
	}
	c := tariff.Component{ID: agreement.Slug(r.Label), Clause: r.Clause, Payer: r.Payer, Payee: r.Payee, Label: tariff.Label{ID: r.Label, EN: r.Label}}
	if c.ID == "" {
		c.ID = "harga"
	}
	switch r.Kind {
	case perKm:
		c.Formula = tariff.Distance{Quantity: tariff.Quantity{Measure: ops.MeasureBusKm, Government: r.Of, Unit: tariff.Km}, Rate: tariff.FixedRate(price)}
	case perTonne:
		c.Formula = tariff.UnitPrice{Quantity: tariff.Quantity{Measure: ops.MeasureTonnes, Government: r.Of, Unit: tariff.Tonne}, Rate: tariff.FixedRate(price)}
	case perMonth:
		c.Formula = tariff.LumpSum{Amount: price, Per: tariff.PerMonth}
	case perMissed:
		c.Formula = tariff.Deduction{Count: tariff.Quantity{Measure: ops.MeasureBusMissed, Government: r.Of, Unit: tariff.Trip}, Each: price}
	}
	return c, fields
}

// priceOf reads a price in rupiah: "13.500" is thirteen thousand five hundred,
// "37.389,60" has a fraction. "13,500" is refused, since the two languages
// read it differently.
func priceOf(text string) (tariff.Number, error) {
	if r, err := money.Parse(text); err == nil {
		return positive(quantity.Parse(strconv.FormatInt(int64(r), 10)))
	}
	whole, fraction, ok := strings.Cut(text, ",")
	if !ok || len(fraction) == 3 {
		return tariff.Number{}, fault.New(fault.Invalid, "quantity.not_a_number", "Value", text)
	}
	if _, err := money.Parse(whole); err != nil {
		return tariff.Number{}, err
	}
	return positive(quantity.Parse(text))
}

func positive(d quantity.Decimal, err error) (tariff.Number, error) {
	if err != nil || d.Sign() < 0 {
		return tariff.Number{}, fault.New(fault.Invalid, "quantity.not_a_number", "Value", d.String())
	}
	return tariff.NumberOf(d), nil
}
