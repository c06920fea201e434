package draft

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/tariff"
)

// Amend takes a tariff of the parent document into an addendum: as it stands
// there, with a pasal of its own that says each component with every number as
// a mark, so that what is changed in the tariff is changed in the words. The
// pasal comes after the others that say what is changed, and in place of one
// that is still empty; parent is what the
// tariff's clauses are cited from. A tariff that the text has already is left
// alone.
func (t Text) Amend(was tariff.Tariff, parent []agreement.Clause) (Text, error) {
	for _, has := range t.Tariffs {
		if has.ID == was.ID {
			return t, nil
		}
	}
	pasal := t.free("perubahan-" + was.ID)
	is := was
	is.AgreementID, is.Version, is.Clause, is.From, is.Until = "", 1, pasal, civil.Date{}, civil.Date{}
	is.Components = append([]tariff.Component(nil), was.Components...)
	c := Clause{
		ID: pasal, Level: Pasal, Topic: amendingTopic, Heading: "Perubahan Tarif",
		Text: "Ketentuan mengenai tarif" + citedParent(parent, was.Clause, " dalam ") + " diubah sehingga berbunyi sebagai berikut:",
	}
	for i := range is.Components {
		is.Components[i].Clause = pasal + "." + strconv.Itoa(i+1)
	}
	w := amending{t, is}
	for i, one := range is.Components {
		words := plainLabel(one.Label.ID) + citedParent(parent, was.Components[i].Clause, " sebagaimana dimaksud dalam ") + ": " + w.figures(one) + w.payment(one)
		c.Children = append(c.Children, Clause{ID: one.Clause, Level: Huruf, Text: words + ending(i, len(is.Components))})
	}
	ops := []Op{{Do: Insert, Place: Place{Section: InBody, After: t.lastAmending()}, Clause: &c}}
	open, unused := t.unfilled()
	for _, id := range open {
		ops = append(ops, Op{Do: Remove, ID: id})
	}
	out, _, err := Apply(t, ops...)
	if err != nil {
		return t, err
	}
	out.Parameters = slices.DeleteFunc(out.Parameters, func(p Parameter) bool { return unused[p.ID] })
	out.Tariffs = append(out.Tariffs, is)
	return out, nil
}

// Unamend takes a tariff out of an addendum again, with the pasal that says it.
func (t Text) Unamend(tariffID string) (Text, error) {
	for i, has := range t.Tariffs {
		if has.ID != tariffID {
			continue
		}
		out := t.Clone()
		if t.Index().Has(has.Clause) {
			var err error
			if out, _, err = Apply(t, Op{Do: Remove, ID: has.Clause}); err != nil {
				return t, err
			}
		}
		out.Tariffs = append(out.Tariffs[:i:i], out.Tariffs[i+1:]...)
		return out, nil
	}
	return t, nil
}

// amendingTopic is the topic of what an addendum changes.
const amendingTopic = "isi-perubahan"

// lastAmending is the last pasal of the body that says what is changed; empty
// when there is none.
func (t Text) lastAmending() (id string) {
	for _, c := range t.Body {
		if c.Topic == amendingTopic {
			id = c.ID
		}
	}
	return id
}

// unfilled lists the pasal on what is changed that still say nothing of their
// own, as a template has them, and the values that only they ask for.
func (t Text) unfilled() (pasal []string, unused map[string]bool) {
	unused = map[string]bool{}
	for _, c := range t.Body {
		asked, filled := 0, 0
		values := map[string]bool{}
		for _, m := range marksIn(c) {
			if p, ok := t.Parameter(m.Path); ok {
				asked, values[p.ID] = asked+1, true
				if strings.TrimSpace(p.Value) != "" {
					filled++
				}
			}
		}
		if c.Topic == amendingTopic && asked > 0 && filled == 0 {
			pasal = append(pasal, c.ID)
			maps.Copy(unused, values)
		}
	}
	for v := range t.All() {
		if slices.Contains(pasal, v.Clause.ID) || slices.Contains(pasal, v.Parent) {
			continue
		}
		for _, m := range Marks(v.Clause.Heading + "\n" + v.Clause.Text) {
			delete(unused, m.Path)
		}
	}
	return pasal, unused
}

// marksIn gives the marks of a clause and of all below it.
func marksIn(c Clause) []Mark {
	out := Marks(c.Heading + "\n" + c.Text)
	for _, below := range c.Children {
		out = append(out, marksIn(below)...)
	}
	return out
}

// free gives an id that no clause of the text has.
func (t Text) free(wanted string) string {
	taken := map[string]bool{}
	for _, id := range t.IDs() {
		taken[id] = true
	}
	id := short80(wanted)
	for n := 2; taken[id]; n++ {
		id = short80(wanted) + "-" + strconv.Itoa(n)
	}
	return id
}

// citedParent is the mark that cites a clause of the parent; nothing when the
// parent has no such clause.
func citedParent(parent []agreement.Clause, id, before string) string {
	cited := agreement.Cite(parent, id)
	switch {
	case !ValidID(id) || cited == "":
		return ""
	case strings.HasPrefix(cited, "Adendum"):
		return before + "{{ref:" + parentPath + id + "}}"
	}
	return before + "{{ref:" + parentPath + id + "}} Perjanjian Induk"
}

// plainLabel keeps a label from being read as a mark.
func plainLabel(s string) string { return strings.ReplaceAll(Clean(s), "{{", "(") }

func ending(i, of int) string {
	switch i {
	case of - 1:
		return "."
	case of - 2:
		return "; dan"
	}
	return ";"
}

// amending writes the components of a tariff with marks for their numbers.
type amending struct {
	text   Text
	tariff tariff.Tariff
}

func (w amending) mark(c tariff.Component, field string) string {
	return "{{nilai:" + w.tariff.ID + "/" + c.ID + "#" + field + "}}"
}

func (w amending) payment(c tariff.Component) string {
	payer, payee := w.mark(c, "payer"), w.mark(c, "payee")
	switch {
	case c.Payer != "" && c.Payer == c.Payee:
		return ", ditanggung oleh " + payer + " sendiri"
	case c.Payer != "" && c.Payee != "":
		return ", dibayar oleh " + payer + " kepada " + payee
	case c.Payee != "":
		return ", dibayar kepada " + payee
	}
	return ""
}

func (w amending) figures(c tariff.Component) string {
	switch f := c.Formula.(type) {
	case tariff.UnitPrice:
		return w.rate(c, f.Rate, "rate") + " untuk setiap " + w.mark(c, "unit")
	case tariff.Distance:
		return w.rate(c, f.Rate, "rate") + " untuk setiap kilometer"
	case tariff.MeasuredCost:
		return "sebesar biaya yang tercatat"
	case tariff.PriceShare:
		return w.mark(c, "share") + " dari " + w.rate(c, f.Price, "price")
	case tariff.Waterfall:
		return w.waterfall(c, f)
	case tariff.Index:
		return w.rate(c, f.Base, "base") + ", ditambah atau dikurangi " + w.mark(c, "coefficient") + " kali selisih harga yang berlaku terhadap " + w.mark(c, "then")
	case tariff.Cap:
		said := "paling banyak " + w.mark(c, "limit") + " setiap " + w.mark(c, "per")
		if len(f.Closed) > 0 {
			said += ", dan tidak ada pada hari " + w.mark(c, "closed")
		}
		return said
	case tariff.LumpSum:
		return w.mark(c, "amount") + " setiap " + w.mark(c, "per")
	case tariff.NetOfIncome:
		return "dikurangi pendapatan yang tercatat, paling kecil nol"
	case tariff.Deduction:
		said := w.mark(c, "each") + " untuk setiap " + unitWords(string(f.Count.Unit)) + " di atas " + w.mark(c, "allowance")
		if f.MaxShare != nil {
			said += ", paling banyak " + w.mark(c, "max_share") + " dari pembayaran bulan tersebut"
		}
		return said
	case tariff.TrueUp:
		return "menurut realisasi, dikurangi uang muka yang telah dibayar"
	case tariff.CostShare:
		return w.costShare(c, f)
	}
	return ""
}

func (w amending) rate(c tariff.Component, r tariff.Rate, name string) string {
	if r.Component != "" {
		for _, other := range w.tariff.Components {
			if other.ID == r.Component {
				return "tarif sebagaimana dimaksud pada {{ref:" + other.Clause + "}}"
			}
		}
	}
	if len(r.Schedule) == 0 {
		return w.mark(c, name)
	}
	said := make([]string, len(r.Schedule))
	for i := range r.Schedule {
		at := name + "." + strconv.Itoa(i+1)
		said[i] = w.mark(c, at) + " sejak " + w.mark(c, at+".from")
	}
	return list(said)
}

func (w amending) waterfall(c tariff.Component, f tariff.Waterfall) string {
	said := w.rate(c, f.Price, "price")
	for i := range f.Subsidies {
		at := "subsidies." + strconv.Itoa(i+1)
		said += ", dikurangi " + w.mark(c, at) + " dari " + w.mark(c, at+".by")
	}
	return said
}

func (w amending) costShare(c tariff.Component, f tariff.CostShare) string {
	var said []string
	for _, s := range f.First {
		said = append(said, w.mark(c, "first."+s.Government)+" lebih dahulu oleh "+w.who(s.Government))
	}
	for _, s := range f.Rest.Shares {
		said = append(said, w.mark(c, "rest."+s.Government)+" oleh "+w.who(s.Government))
	}
	for _, k := range f.Rest.Criteria {
		one := w.mark(c, "criteria."+k.Name) + " menurut " + criterionWords(k.Name)
		for i, v := range k.Stated {
			if i == 0 {
				one += " ("
			}
			one += w.who(v.Government) + " " + w.mark(c, "criteria."+k.Name+"."+v.Government)
			if i == len(k.Stated)-1 {
				one += ")"
			} else {
				one += ", "
			}
		}
		said = append(said, one)
	}
	return "dibagi " + list(said)
}

// who is the defined term of a government that is a party; another, such as
// the province, by what its code is.
func (w amending) who(government string) string {
	if p, ok := w.text.PartyOf(government); ok {
		return "{{nilai:" + p.ID + ".sebutan}}"
	}
	return "pemerintah daerah " + government
}

func criterionWords(name string) string {
	switch name {
	case "population":
		return "jumlah penduduk"
	case "area":
		return "luas wilayah"
	case "coverage":
		return "cakupan pelayanan"
	case "route_length":
		return "panjang rute"
	}
	return name
}
