// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"
	"text/template"

	"github.com/BurntSushi/toml"
)

// messages reads this area's message file of a language.
func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	var m map[string]string
	if _, err := toml.DecodeFile(filepath.Join("..", "i18n", "locale", "tariff."+lang+".toml"), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func language(t *testing.T, lang string) Language {
	t.Helper()
	m := messages(t, lang)
	return Language{
		Code: lang,
		Message: func(key string, args map[string]any) string {
			text, ok := m[key]
			if !ok {
				t.Errorf("no message %q in %s", key, lang)
				return key
			}
			tmpl, err := template.New(key).Option("missingkey=error").Parse(text)
			if err != nil {
				t.Errorf("message %q: %v", key, err)
				return key
			}
			var b strings.Builder
			if err := tmpl.Execute(&b, args); err != nil {
				t.Errorf("message %q: %v", key, err)
			}
			return b.String()
		},
		Government: func(code string) string {
			return map[string]string{kampar: "Kampar", pekanbaru: "Pekanbaru", "14": "Riau"}[code]
		},
	}
}

func TestFormulasInWords(t *testing.T) {
	t.Parallel()
	missed := Quantity{Measure: "bus.trips_missed", Government: kampar, Unit: Trip}
	tariff := version(t,
		Component{ID: "fuel", Formula: Index{FixedRate(n(t, "13250")), n(t, "0.25"), "fuel.diesel", n(t, "6800"), Km.Per()}},
		Component{ID: "km", Formula: Distance{kmOf(t), RateOf("fuel")}},
		Component{ID: "cut", Formula: Deduction{Count: missed, Each: n(t, "75000"), Allowance: n(t, "2"), Of: []string{"km"}, MaxShare: np(t, "0.1")}},
		Component{ID: "cap", Formula: Cap{wasteOf(t), n(t, "50"), PerDay, BeyondUnpaid, nil}},
		Component{ID: "fee", Formula: UnitPrice{Quantity{Component: "cap", Part: Within, Unit: Tonne}, FixedRate(n(t, "37389.60"))}},
		Component{ID: "kdn", Formula: LumpSum{n(t, "1100000000"), PerYear}},
	)
	r := evaluate(t, month(t, "2026-02"), []Measurement{
		km(t, "2026-02-03", "8412.360"), reading(t, "bus.trips_missed", kampar, "2026-02-03", "5", Trip), tonnes(t, "2026-02-01", "51.25"),
	}, []Parameter{{"fuel.diesel", day(t, "2026-01-01"), n(t, "7800"), "Rp/l", "Pertamina"}}, tariff)
	for lang, want := range map[string][]string{
		"id": {
			"Rp13.250/km + 0,25 × (harga solar Rp7.800/liter − Rp6.800/liter) = Rp13.500/km",
			"Jumlah kilometer tempuh bus Kampar, 1 Februari 2026 s.d. 28 Februari 2026 (1 hari tercatat) = 8.412,360 km",
			"8.412,360 km × Rp13.500/km = Rp113.566.860",
			"Jumlah trip yang tidak dijalankan atau tidak terbukti Kampar, 1 Februari 2026 s.d. 28 Februari 2026 (1 hari tercatat) = 5 trip",
			"5 trip dikurangi kelonggaran 2 trip, paling kecil nol = 3 trip",
			"Potongan paling banyak 10 % × Rp113.566.860 = Rp11.356.686",
			"3 trip × Rp75.000/trip, paling banyak Rp11.356.686, sebagai potongan = −Rp225.000",
			"sampah yang ditimbang Kampar, 1 Februari 2026 s.d. 28 Februari 2026 (1 hari tercatat), paling banyak 50,000 ton per hari = 50,000 ton",
			"50,000 ton × Rp37.389,60/ton = Rp1.869.480",
			"Jumlah berjalan Rp1.100.000.000/tahun × 1/6 tahun = Rp183.333.333",
			"Jumlah berjalan Rp1.100.000.000/tahun × 1/12 tahun = Rp91.666.667",
			"Rp1.100.000.000/tahun × 1/12 tahun: Rp183.333.333 sampai akhir masa − Rp91.666.667 sebelumnya = Rp91.666.666",
		},
		"en": {
			"Rp13,250/km + 0.25 × (price of diesel Rp7,800/litre − Rp6,800/litre) = Rp13,500/km",
			"Sum of bus kilometres of Kampar, 1 February 2026 to 28 February 2026 (days recorded: 1) = 8,412.360 km",
			"8,412.360 km × Rp13,500/km = Rp113,566,860",
		},
	} {
		l := language(t, lang)
		for i, sentence := range want {
			same(t, lang, l.Say(r.Steps[i].Words), sentence)
		}
	}
}

func TestNumbersInALanguage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		value  Exact
		unit   Unit
		id, en string
	}{
		{"8412.36", Km, "8.412,360 km", "8,412.360 km"},
		{"0.12345", Tonne, "0,12345 ton", "0.12345 tonnes"},
		{"-225000", Rupiah, "−Rp225.000", "−Rp225,000"},
		{"-3", Trip, "−3 trip", "−3 trips"},
		{"1", Trip, "1 trip", "1 trip"},
		{"1", Tonne, "1,000 ton", "1.000 tonnes"},
		{"1", "day", "1 hari", "1 day"},
		{"1", "box", "1 box", "1 box"},
		{"37389.6", Tonne.Per(), "Rp37.389,60/ton", "Rp37,389.60/tonne"},
		{"0.3", Ratio, "30 %", "30 %"},
		{"581/1965", Ratio, "581/1965 (≈ 29,5674 %)", "581/1965 (≈ 29.5674 %)"},
		{"14/31", Month, "14/31 bulan", "14/31 month"},
		{"6542060000000/393", Rupiah, "≈ Rp16.646.463.104,33", "≈ Rp16,646,463,104.33"},
		{"100000/30001", Tonne, "≈ 3,3332 ton", "≈ 3.3332 tonnes"},
		{"12", "box", "12 box", "12 box"},
		{"12", "", "12", "12"},
		{"no number", Km, "no number", "no number"},
	}
	id, en := language(t, "id"), language(t, "en")
	for _, tt := range tests {
		same(t, "Indonesian", id.Number(tt.value, tt.unit), tt.id)
		same(t, "English", en.Number(tt.value, tt.unit), tt.en)
	}
}

func TestLabelInALanguage(t *testing.T) {
	t.Parallel()
	l := Label{ID: "Batas harian", EN: "Daily cap"}
	same(t, "labels", []string{l.In("id"), l.In("en"), l.In("fr"), Label{ID: "Batas"}.In("en")}, []string{"Batas harian", "Daily cap", "Batas harian", "Batas"})
}

func TestRefsOfAFormula(t *testing.T) {
	t.Parallel()
	same(t, "refs", op(OpAdd, ref("a"), op(OpMul, whole(2), ref("b"))).Refs(), []string{"a", "b"})
}

// TestEveryMessageIsThere compares the keys that the code names with those of
// both message files, in both directions.
func TestEveryMessageIsThere(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, k := range []Kind{
		KindUnitPrice, KindPriceShare, KindWaterfall, KindCostShare, KindDistance, KindIndex,
		KindNetOfIncome, KindLumpSum, KindCap, KindDeduction, KindTrueUp, KindMeasuredCost,
	} {
		named["tariff.kind."+string(k)] = true
	}
	for _, per := range []Per{PerDay, PerMonth} {
		named["tariff.step.within_"+string(per)], named["tariff.step.excess_"+string(per)] = true, true
	}
	for _, end := range []string{"beyond_unpaid", "beyond_priced", "beyond_refused", "negative_carry", "negative_refund", "part_within", "part_excess"} {
		named["tariff.rule."+end] = true
	}
	rule := regexp.MustCompile(`say\("([a-z_]*[a-z])"`)
	literal := regexp.MustCompile(`"(tariff\.(?:step|fault)\.[a-z_]*[a-z])"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			named[m[1]] = true
		}
		for _, m := range rule.FindAllStringSubmatch(string(text), -1) {
			named["tariff.rule."+m[1]] = true
		}
	}
	for _, lang := range []string{"id", "en"} {
		m := messages(t, lang)
		var missing, unused []string
		for key := range named {
			if m[key] == "" {
				missing = append(missing, key)
			}
		}
		for key := range m {
			isWord := strings.HasPrefix(key, "tariff.unit.") || strings.HasPrefix(key, "tariff.per.") || strings.HasPrefix(key, "tariff.measure.")
			if !named[key] && !isWord {
				unused = append(unused, key)
			}
		}
		sort.Strings(missing)
		sort.Strings(unused)
		same(t, "missing in "+lang, missing, []string(nil))
		same(t, "unused in "+lang, unused, []string(nil))
	}
}

// TestEveryPhraseCanBeSaid renders every phrase of a result that uses every
// formula, and fails on a placeholder without a value.
func TestEveryPhraseCanBeSaid(t *testing.T) {
	t.Parallel()
	r := evaluate(t, month(t, "2026-10"), everyMeasurement(t), everyParameter(t), everyFormula(t))
	for _, lang := range []string{"id", "en"} {
		l := language(t, lang)
		for _, s := range r.Steps {
			if text := l.Say(s.Words); !strings.Contains(text, "=") {
				t.Errorf("%s: %q says no value", s.Name, text)
			}
		}
		for _, u := range []Unit{Tonne, Trip, Month, Year, "day", "person", "km2", "l"} {
			if l.Unit(u) == "" {
				t.Errorf("unit %s has no name in %s", u, lang)
			}
		}
		for key := range messages(t, lang) {
			if name, ok := strings.CutPrefix(key, "tariff.measure."); ok && l.Measure(name) == name && lang == "id" {
				t.Errorf("measure %s is never named", name)
			}
		}
	}
}
