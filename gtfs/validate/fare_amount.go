package validate

import "strings"

var currencyAmount = Notice{"invalid_currency_amount", Error, "", "filename csvRowNumber fieldName amount", "Jumlah angka di belakang koma tidak sesuai mata uangnya (IDR: dua angka, misalnya 4000.00).", "The number of decimals does not fit the currency (IDR: two, such as 4000.00)."}

// decimals are those of currencies that do not have two, by ISO 4217.
var decimals = func() map[string]int {
	m := map[string]int{"CLF": 4, "UYW": 4}
	for _, c := range strings.Fields("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF") {
		m[c] = 0
	}
	for _, c := range strings.Fields("BHD IQD JOD KWD LYD OMR TND") {
		m[c] = 3
	}
	return m
}()

// fareAmount wants as many decimals as the currency has.
var fareAmount = rule{notices: []*Notice{&currencyAmount}, feed: func(r *run) {
	t := r.feed.Table("fare_products.txt")
	amount, currency := t.Column("amount"), t.Column("currency")
	for row := range t.Len() {
		v, unit := amount.Of(row), currency.Of(row)
		if v == "" || len(unit) != 3 {
			continue
		}
		want, special := decimals[unit]
		if !special {
			want = 2
		}
		if _, behind, _ := strings.Cut(v, "."); len(behind) != want {
			r.add(&currencyAmount, t.Name, t.Line(row), "amount", v)
		}
	}
}}
