// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"

	"github.com/BurntSushi/toml"

	"sinergi/internal/tariff"
)

// messages reads the message files of this package and of tariff.
func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, area := range []string{"settlement", "tariff"} {
		var m map[string]string
		if _, err := toml.DecodeFile(filepath.Join("..", "i18n", "locale", area+"."+lang+".toml"), &m); err != nil {
			t.Fatal(err)
		}
		maps.Copy(all, m)
	}
	return all
}

func language(t *testing.T, lang string, s Statement) tariff.Language {
	t.Helper()
	m := messages(t, lang)
	return tariff.Language{Code: lang, Government: s.PartyName, Message: func(key string, args map[string]any) string {
		tmpl, err := template.New(key).Option("missingkey=error").Parse(m[key])
		if err != nil || m[key] == "" {
			t.Errorf("message %q in %s: %v", key, lang, err)
			return key
		}
		var b strings.Builder
		if err := tmpl.Execute(&b, args); err != nil {
			t.Errorf("message %q: %v", key, err)
		}
		return b.String()
	}}
}

func TestStatementInWords(t *testing.T) {
	t.Parallel()
	s := compute(t, busInput(t))
	l := language(t, "id", s)
	same(t, "summary", l.Say(s.Summary()[0]), "Kabupaten Kampar membayar Rp111.663.770 kepada Kota Pekanbaru.")
	same(t, "line 1", l.Say(s.Lines[0].Description(s, "id")), "Km di Kampar, 1 Oktober 2026 s.d. 14 Oktober 2026")
	same(t, "formula 1", l.Say(s.Lines[0].Words), "4.012,360 km × Rp13.250/km = Rp53.163.770")
	same(t, "line 3", l.Say(s.Lines[2].Description(s, "id")), "Potongan trip tidak jalan")
	same(t, "formula 3", l.Say(s.Lines[2].Words), "12 trip × Rp75.000/trip, paling banyak Rp5.628.188,50, sebagai potongan = −Rp900.000")
	en := language(t, "en", s)
	same(t, "summary", en.Say(s.Summary()[0]), "Kabupaten Kampar pays Rp111,663,770 to Kota Pekanbaru.")
	same(t, "line 3", en.Say(s.Lines[2].Description(s, "en")), "Deduction for missed trips")

	r := newReview(t, offer, accept(1), accept(2), dispute3)
	var got []string
	for _, p := range r.Summary() {
		got = append(got, l.Say(p))
	}
	same(t, "review", got, []string{
		"2 dari 5 baris diterima, senilai Rp112.563.770.",
		"2 dari 5 baris belum diperiksa, senilai Rp331.183.406.",
		"1 dari 5 baris disengketakan, senilai −Rp900.000.",
	})
	nothing := Statement{}
	same(t, "nothing", l.Say(nothing.Summary()[0]), "Tidak ada yang harus dibayar.")
	for _, step := range s.Steps {
		if text := l.Say(step.Words); !strings.Contains(text, "=") {
			t.Errorf("%s says %q", step.Name, text)
		}
	}
}

func TestShareInWords(t *testing.T) {
	t.Parallel()
	s := compute(t, busInput(t))
	line := s.Lines[0]
	line.Kind = tariff.KindCostShare
	same(t, "part of the month", language(t, "id", s).Say(line.Description(s, "id")),
		"Km di Kampar, bagian Kabupaten Kampar, 1 Oktober 2026 s.d. 14 Oktober 2026")
	line.Until = date(t, "2026-10-31")
	same(t, "whole month", language(t, "en", s).Say(line.Description(s, "en")), "Km in Kampar, share of Kabupaten Kampar")
}

// TestEveryMessageIsThere compares the keys that the code names, and those of
// every status, with both message files.
func TestEveryMessageIsThere(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, s := range []Status{Draft, Offered, Disputed, Accepted, Agreed, Superseded} {
		named["settlement.fault.not_now."+string(s)] = true
	}
	for _, s := range []LineStatus{LinePending, LineAccepted, LineDisputed, LineAnswered} {
		named["settlement.fault.line_not_now."+string(s)] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile(`"(settlement\.(?:fault|summary|line)\.[a-z_]+)"`)
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") {
			for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
				named[m[1]] = true
			}
		}
	}
	for _, lang := range []string{"id", "en"} {
		m := messages(t, lang)
		for key := range named {
			if m[key] == "" {
				t.Errorf("%s is missing in %s", key, lang)
			}
		}
		for key := range m {
			if strings.HasPrefix(key, "settlement.") && !named[key] {
				t.Errorf("%s in %s is never said", key, lang)
			}
		}
	}
}
