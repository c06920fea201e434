package draft_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/draft/drafttest"
	"sinergi/internal/tariff"
)

func addendum() draft.Text {
	return draft.Text{
		Kind: draft.Addendum, Title: "Perubahan Tarif", Parties: drafttest.Bus().Parties,
		Body: []draft.Clause{
			{ID: "perubahan", Level: draft.Pasal, Topic: "isi-perubahan", Text: "{{nilai:klausul}}", Children: []draft.Clause{{ID: "perubahan.1", Level: draft.Ayat, Text: "{{nilai:bunyi}} {{nilai:sejak}}"}}},
			{ID: "lain", Level: draft.Pasal, Topic: "isi-perubahan", Heading: "Ketentuan yang Diubah", Text: "Trayek bertambah satu."},
			{ID: "berlaku", Level: draft.Pasal, Heading: "Mulai Berlaku", Text: "Adendum ini berlaku sejak {{nilai:sejak}}."},
		},
		Parameters: []draft.Parameter{{ID: "klausul", Type: draft.Words}, {ID: "bunyi", Type: draft.Words}, {ID: "sejak", Type: draft.Day}},
	}
}

func parentClauses(t *testing.T) []agreement.Clause {
	t.Helper()
	d, _ := drafttest.Bus().Write(drafttest.Facts())
	return d.Register()
}

// An addendum that changes a tariff says it in a pasal of its own, with the
// clauses of the agreement that it changes; the pasal of the template that was
// left empty goes, with its values.
func TestAnAddendumTakesATariffOver(t *testing.T) {
	t.Parallel()
	f := drafttest.Facts()
	f.Parent = &draft.Parent{Kind: draft.PKS, Clauses: parentClauses(t)}
	is, err := addendum().Amend(drafttest.BusTariff(), f.Parent.Clauses)
	if err != nil {
		t.Fatal(err)
	}
	d, findings := is.Write(f)
	if worst := draft.Worst(findings); len(worst) > 0 {
		t.Fatalf("%+v", worst)
	}
	words := said(t, d)
	for id, want := range map[string]string{
		"perubahan-tarif-bus":   "Pasal 2 Ketentuan mengenai tarif dalam Pasal 3 Perjanjian Induk diubah sehingga berbunyi sebagai berikut:",
		"perubahan-tarif-bus.1": "a. Tarif per kilometer sebagaimana dimaksud dalam Pasal 3 ayat (1) Perjanjian Induk: Rp13.500,00 (tiga belas ribu lima ratus rupiah), ditambah atau dikurangi 0,25 (nol koma dua lima) kali selisih harga yang berlaku terhadap Rp6.800,00 (enam ribu delapan ratus rupiah); dan",
		"perubahan-tarif-bus.2": "b. Kilometer di Kampar sebagaimana dimaksud dalam Pasal 3 ayat (2) Perjanjian Induk: tarif sebagaimana dimaksud pada huruf a untuk setiap kilometer, dibayar oleh PIHAK KEDUA kepada PIHAK KESATU.",
	} {
		if words[id] != want {
			t.Errorf("%s\n says %s\nwant %s", id, words[id], want)
		}
	}
	if got := is.Body[1].ID; got != "perubahan-tarif-bus" {
		t.Errorf("the pasal stands where %s does", got)
	}
	if again, err := is.Amend(drafttest.BusTariff(), nil); err != nil || len(again.Tariffs) != 1 || len(again.Body) != 3 || len(again.Parameters) != 1 {
		t.Errorf("taken over twice: %d tariffs, %d pasal, %v", len(again.Tariffs), len(again.Body), err)
	}
	if back, err := is.Unamend("tarif-bus"); err != nil || len(back.Tariffs) != 0 || len(back.Body) != 2 {
		t.Errorf("taken out again: %d tariffs, %d pasal, %v", len(back.Tariffs), len(back.Body), err)
	}
}

// Every number that settlement reads is one that the text says: change it, and
// the words change.
func TestEveryNumberOfATariffIsInTheAddendum(t *testing.T) {
	t.Parallel()
	const all = `{"id":"tarif","agreement":"pks","version":3,"clause":"biaya","from":"2027-01-01","until":"","components":[
	{"id":"harga","kind":"index","rounding":"none","clause":"biaya","label":{"id":"Harga","en":"x"},"params":{"base":{"schedule":[{"from":"2027-01-01","rate":"13250"},{"from":"2027-07-01","rate":"13300"}]},"coefficient":"0.25","parameter":"fuel.diesel","then":"6800","unit":"Rp/km"}},
	{"id":"km","kind":"distance","rounding":"line_half_away","clause":"biaya","payer":"14.01","payee":"14.71","label":{"id":"Kilometer","en":"x"},"params":{"quantity":{"measure":"bus.km","government":"14.01","unit":"km"},"rate":{"component":"harga"}}},
	{"id":"potong","kind":"deduction","rounding":"line_half_away","clause":"biaya","payer":"14.01","payee":"14.71","label":{"id":"Potongan","en":"x"},"params":{"count":{"measure":"bus.trips_missed","government":"14.01","unit":"trip"},"each":"75000","allowance":"2","of":["km"],"max_share":"0.05"}},
	{"id":"bagian","kind":"price_share","rounding":"none","clause":"biaya","label":{"id":"Bagian","en":"x"},"params":{"price":{"fixed":"483000"},"share":"0.9","unit":"Rp/t"}},
	{"id":"subsidi","kind":"waterfall","rounding":"none","clause":"biaya","label":{"id":"Subsidi","en":"x"},"params":{"price":{"component":"bagian"},"subsidies":[{"by":"Pusat","share":"0.49"},{"by":"Provinsi","amount":"1000.5"}],"unit":"Rp/t"}},
	{"id":"batas","kind":"cap","rounding":"none","clause":"biaya","label":{"id":"Batas","en":"x"},"params":{"quantity":{"measure":"waste.tonnes","government":"14.01","unit":"t"},"limit":"50","per":"day","beyond":"priced","closed":["sunday"]}},
	{"id":"tonase","kind":"unit_price","rounding":"line_half_away","clause":"biaya","payer":"14.01","payee":"14.71","label":{"id":"Tonase {{x","en":"x"},"params":{"quantity":{"component":"batas","part":"within","unit":"t"},"rate":{"component":"subsidi"}}},
	{"id":"lebih","kind":"unit_price","rounding":"line_half_away","clause":"biaya","payer":"14.01","payee":"14.71","label":{"id":"Kelebihan","en":"x"},"params":{"quantity":{"component":"batas","part":"excess","unit":"t"},"rate":{"fixed":"99000"}}},
	{"id":"kdn","kind":"lump_sum","rounding":"running_total","clause":"biaya","payer":"14.71","payee":"14.71","label":{"id":"Tetap","en":"x"},"params":{"amount":"1000000","per":"year"}},
	{"id":"biaya","kind":"measured_cost","rounding":"line_half_away","clause":"biaya","memo":true,"label":{"id":"Biaya","en":"x"},"params":{"quantity":{"measure":"bus.advance","government":"14.01","unit":"Rp"}}},
	{"id":"dibagi","kind":"cost_share","rounding":"largest_remainder","clause":"biaya","payee":"14.71","label":{"id":"Pembagian","en":"x"},"params":{"of":["biaya"],"first":[{"government":"14","share":"0.3"}],"rest":{"criteria":[
	 {"name":"population","weight":"0.6","unit":"person","source":"BPS","stated":[{"government":"14.01","value":"3"},{"government":"14.71","value":"4"}]},
	 {"name":"coverage","weight":"0.4","unit":"km","measure":"bus.km","measured":["14.01","14.71"]}]}}},
	{"id":"tetap","kind":"cost_share","rounding":"largest_remainder","clause":"biaya","payee":"14.71","label":{"id":"Pembagian tetap","en":"x"},"params":{"of":["biaya"],"rest":{"shares":[{"government":"14.01","share":"0.4"},{"government":"14.71","share":"0.6"}]}}}
	]}`
	words := func(source string) string {
		var was tariff.Tariff
		if err := json.Unmarshal([]byte(source), &was); err != nil {
			t.Fatal(err)
		}
		is, err := addendum().Amend(was, parentClauses(t))
		if err != nil {
			t.Fatal(err)
		}
		f := drafttest.Facts()
		f.Parent = &draft.Parent{Clauses: parentClauses(t)}
		d, findings := is.Write(f)
		if worst := draft.Worst(findings); len(worst) > 0 && source == all {
			t.Fatalf("%+v", worst)
		}
		var b strings.Builder
		for _, c := range d.Register() {
			for _, child := range c.Children {
				b.WriteString(child.Text + "\n")
			}
		}
		return b.String()
	}
	before := words(all)
	for was, is := range map[string]string{
		`"13250"`: `"13251"`, `"13300"`: `"13301"`, `"from":"2027-07-01"`: `"from":"2027-08-01"`, `"0.25"`: `"0.26"`, `"6800"`: `"6801"`, `"75000"`: `"75001"`, `"allowance":"2"`: `"allowance":"5"`,
		`"0.05"`: `"0.06"`, `"483000"`: `"483001"`, `"0.9"`: `"0.8"`, `"0.49"`: `"0.48"`, `"1000.5"`: `"1001"`, `"limit":"50"`: `"limit":"51"`, `"sunday"`: `"monday"`, `"99000"`: `"99001"`,
		`"1000000"`: `"1000001"`, `"share":"0.3"`: `"share":"0.31"`, `"weight":"0.6"`: `"weight":"0.7"`, `"value":"3"`: `"value":"5"`, `"value":"4"`: `"value":"6"`, `"weight":"0.4"`: `"weight":"0.3"`,
		`"14.01","share":"0.4"`: `"14.01","share":"0.5"`, `"share":"0.6"`: `"share":"0.5"`, `"payer":"14.71"`: `"payer":"14.01"`,
	} {
		if strings.Count(all, was) != 1 {
			t.Fatalf("%s is in the tariff %d times", was, strings.Count(all, was))
		}
		if after := words(strings.Replace(all, was, is, 1)); after == before {
			t.Errorf("%s instead of %s reads the same:\n%s", is, was, after)
		}
	}
}
