package draft

import (
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
)

// example writes a worked example where its mark stands.
func (w *writer) example(id string) written {
	for _, e := range w.text.Examples {
		if e.ID != id {
			continue
		}
		worked, err := w.text.Work(e, w.facts)
		if err != nil {
			return failed(id, err)
		}
		return written{text: worked.Sentence}
	}
	return wrongValue("draft.mark.no_example", "Example", id)
}

// failed says why an example could not be computed, in the words of the engine
// that refused it.
func failed(id string, err error) written {
	e := fault.Of(err)
	if e == nil {
		return wrongValue("draft.example.fails", "Example", id)
	}
	key, named := e.Key, e.Args
	if len(e.Fields) > 0 {
		key, named = e.Fields[0].Key, e.Fields[0].Args
	}
	var args []any
	for name, value := range named {
		args = append(args, name, value)
	}
	return written{key: key, args: args}
}

// sentence says an example and its result, for an annex: "Untuk 412 trip
// masing-masing 12,6 kilometer … PIHAK KEDUA membayar kepada PIHAK KESATU
// sebesar Rp…".
func (t Text) sentence(e Example, month civil.Month, s settlement.Statement) string {
	given := make([]string, len(e.Given))
	for i, g := range e.Given {
		given[i] = t.givenWords(g, month)
	}
	said := "Untuk bulan " + month.Indonesian()
	if len(given) > 0 {
		said = "Untuk " + list(given) + " pada bulan " + month.Indonesian()
	}
	if len(e.Prices) > 0 {
		prices := make([]string, len(e.Prices))
		for i, p := range e.Prices {
			prices[i] = priceWords(p)
		}
		said += ", dengan " + list(prices)
	}
	if parts := t.partsWords(s); len(parts) > 1 {
		said += ", dihitung " + list(parts) + ", sehingga "
	} else {
		said += ", "
	}
	if len(s.Payable) == 0 {
		return said + "tidak ada yang harus dibayar antar-PARA PIHAK."
	}
	pays := make([]string, len(s.Payable))
	for i, p := range s.Payable {
		pays[i] = t.partyWords(p.From) + " membayar kepada " + t.partyWords(p.To) + " sebesar " + rupiahs(p.Amount).in(Full)
	}
	return said + list(pays) + "."
}

// partsWords names the lines that are paid, so that a reader can repeat a sum.
func (t Text) partsWords(s settlement.Statement) []string {
	var parts []string
	for _, l := range s.Lines {
		if l.Payer != l.Payee && l.Amount != 0 {
			parts = append(parts, l.Label.ID+" "+rupiahs(l.Amount).digits)
		}
	}
	return parts
}

// measured says what a quantity is of, and how it belongs to a government.
var measured = map[string]struct{ what, whose string }{
	"bus.km":           {"tempuh bus", "di wilayah"},
	"bus.trips_missed": {"yang tidak dijalankan", ""},
	"bus.fare_income":  {"pendapatan tiket", "di wilayah"},
	"bus.passengers":   {"yang naik", "di wilayah"},
	"bus.advance":      {"uang muka", ""},
	"waste.tonnes":     {"sampah", "dari wilayah"},
}

func (t Text) givenWords(g Given, month civil.Month) string {
	m := measured[g.Measure]
	what := strings.TrimSpace(m.what)
	if m.whose != "" {
		what += " " + m.whose + " " + t.partyWords(g.Government)
	}
	total, _ := times(g.Each, g.count(month))
	each, sum := amountWords(g.Each, g.Unit)+" "+what, amountWords(total, g.Unit)
	switch count := figureOf(g.count(month)); {
	case g.Times == 1:
		return strings.TrimSpace(each)
	case g.Times > 1 && g.Of != "":
		return count + " " + g.Of + " masing-masing " + strings.TrimSpace(each) + " (seluruhnya " + sum + ")"
	case g.Times > 1:
		return count + " kali " + strings.TrimSpace(each) + " (seluruhnya " + sum + ")"
	default:
		return strings.TrimSpace(each) + " setiap hari layanan selama " + count + " hari (seluruhnya " + sum + ")"
	}
}

func amountWords(n tariff.Number, u tariff.Unit) string {
	if u == tariff.Rupiah {
		if f, ok := rupiah(n.Decimal()); ok {
			return f.digits
		}
	}
	f, _ := number(n.Decimal())
	return f.digits + " " + unitWords(string(u))
}

func figureOf(n int64) string {
	f, _ := number(mustDecimal(itoa(int(n))))
	return f.digits
}

func (t Text) partyWords(code string) string {
	if p, ok := t.PartyOf(code); ok {
		return p.Label
	}
	return code
}

func priceWords(p Price) string {
	name := p.Name
	if name == "fuel.diesel" {
		name = "harga solar"
	}
	f, ok := rupiah(p.Value.Decimal())
	if !ok {
		return name + " " + p.Value.String()
	}
	if _, per, isPrice := strings.Cut(string(p.Unit), "/"); isPrice {
		return name + " " + f.digits + " per " + unitWords(per)
	}
	return name + " " + f.digits
}
