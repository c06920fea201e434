// SPDX-License-Identifier: Apache-2.0

package i18n

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/money"
	"sinergi/internal/quantity"
)

func loaded(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBothLanguagesSayEveryKeyWithTheSameArguments(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for _, key := range c.Keys() {
		if !c.Has(key) {
			t.Errorf("%s is missing in one language", key)
			continue
		}
		id, en := c.messages[Indonesian][key].names(), c.messages[English][key].names()
		if d := cmp.Diff(id, en); d != "" {
			t.Errorf("%s takes other arguments in English (-id +en):\n%s", key, d)
		}
	}
}

func TestMessageIsFilled(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		args map[string]any
		id   string
		en   string
	}{
		"plain":                {"Setuju", nil, "Setuju", "Setuju"},
		"a name":               {"Rute {{.Route}}.", map[string]any{"Route": "1A"}, "Rute 1A.", "Rute 1A."},
		"an amount":            {"{{.A}}", map[string]any{"A": money.Rupiah(-214380000)}, "−Rp214.380.000", "−Rp214,380,000"},
		"a day":                {"sejak {{.D}}", map[string]any{"D": civil.Date{Year: 2024, Month: 9, Day: 4}}, "sejak 4 September 2024", "sejak 4 September 2024"},
		"a year is a name":     {"{{.Y}}", map[string]any{"Y": "2026"}, "2026", "2026"},
		"thousands":            {"{{.N}} kg", map[string]any{"N": 5150}, "5.150 kg", "5,150 kg"},
		"one":                  {"{{.N}} {{if one .N}}day{{else}}days{{end}}", map[string]any{"N": 1}, "1 day", "1 day"},
		"one, written already": {"{{if one .N}}day{{else}}days{{end}}", map[string]any{"N": "1"}, "day", "day"},
		"many":                 {"{{.N}} {{if one .N}}day{{else}}days{{end}}", map[string]any{"N": 21}, "21 days", "21 days"},
		"none":                 {"{{if one .N}}day{{else}}{{.N}} days{{end}}", map[string]any{"N": 0}, "0 days", "0 days"},
		"a count":              {"{{.N}}", map[string]any{"N": int64(1400000)}, "1.400.000", "1,400,000"},
		"a length in km":       {"{{.K}}", map[string]any{"K": quantity.Metres(8412360).Km()}, "8.412,360", "8,412.360"},
		"missing argument":     {"ke {{.Where}}", nil, "ke {Where}", "ke {Where}"},
		"condition holds":      {"x{{if .Y}} dan {{.Y}}{{end}}", map[string]any{"Y": "y"}, "x dan y", "x dan y"},
		"condition is empty":   {"x{{if .Y}} dan {{.Y}}{{end}}", map[string]any{"Y": ""}, "x", "x"},
		"condition not given":  {"x{{if .Y}} dan {{.Y}}{{end}}", nil, "x", "x"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := parse(tc.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := m.fill(Indonesian, tc.args); got != tc.id {
				t.Errorf("id: got %q, want %q", got, tc.id)
			}
			if got := m.fill(English, tc.args); got != tc.en {
				t.Errorf("en: got %q, want %q", got, tc.en)
			}
		})
	}
}

func TestMessageFileIsRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown language":  {map[string]string{"a.fr.toml": `"a.b" = "c"`}, "language one of"},
		"nested table":      {map[string]string{"a.id.toml": "[a]\nb = \"c\""}, "flat quoted keys"},
		"key given twice":   {map[string]string{"a.id.toml": `"a.b" = "c"`, "b.id.toml": `"a.b" = "d"`}, "already given"},
		"a function":        {map[string]string{"a.id.toml": `"a.b" = "{{len .X}}"`}, "placeholders"},
		"a path":            {map[string]string{"a.id.toml": `"a.b" = "{{.X.Y}}"`}, "a placeholder is"},
		"open placeholder":  {map[string]string{"a.id.toml": `"a.b" = "{{.X"`}, "placeholders"},
		"else":              {map[string]string{"a.id.toml": `"a.b" = "{{if .X}}a{{else}}b{{end}}"`}, "two messages"},
		"one without else":  {map[string]string{"a.id.toml": `"a.b" = "{{if one .X}}a{{end}}"`}, "needs an else"},
		"another function":  {map[string]string{"a.id.toml": `"a.b" = "{{if two .X}}a{{else}}b{{end}}"`}, "placeholders"},
		"one of nothing":    {map[string]string{"a.id.toml": `"a.b" = "{{if one 3}}a{{else}}b{{end}}"`}, "a condition is"},
		"loop":              {map[string]string{"a.id.toml": `"a.b" = "{{range .X}}a{{end}}"`}, "not allowed"},
		"nothing said":      {map[string]string{"a.id.toml": `"a.b" = "  "`}, "empty"},
		"not TOML":          {map[string]string{"a.id.toml": `a b`}, "flat quoted keys"},
		"only a comment":    {map[string]string{"a.id.toml": `"a.b" = "{{/* x */}}"`}, "empty"},
		"condition a value": {map[string]string{"a.id.toml": `"a.b" = "{{if .X.Y}}a{{end}}"`}, "a placeholder is"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := fstest.MapFS{}
			for file, body := range tc.files {
				dir[file] = &fstest.MapFile{Data: []byte(body)}
			}
			_, err := read(dir)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func TestMissingKeyIsShownAsItIs(t *testing.T) {
	t.Parallel()
	c := loaded(t)
	for range 2 {
		if got := c.T(English, "ui.there_is_no_such_key", nil); got != "ui.there_is_no_such_key" {
			t.Errorf("got %q", got)
		}
	}
	if got, want := c.T("xx", "ui.required", nil), c.T(Indonesian, "ui.required", nil); got != want {
		t.Errorf("an unknown language says %q, want Indonesian %q", got, want)
	}
}

func TestReaderChoosesTheLanguage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ cookie, want string }{
		"never chose":     {"", Indonesian},
		"chose English":   {"en", English},
		"chose Indonesia": {"id", Indonesian},
		"nonsense":        {"../../x", Indonesian},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("Accept-Language", "en-US")
			if tc.cookie != "" {
				r.AddCookie(&http.Cookie{Name: Cookie, Value: tc.cookie})
			}
			if got := Negotiate(r); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestFiguresAndDates(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2024, Month: 9, Day: 4}
	oct := civil.Month{Year: 2026, Month: time.October}
	at := time.Date(2026, 10, 14, 0, 15, 0, 0, time.UTC)
	tests := map[string]struct{ got, want string }{
		"km id":         {Km("id", 8412360), "8.412,360 km"},
		"km en":         {Km("en", 8412360), "8,412.360 km"},
		"tonnes id":     {Tonnes("id", 1204500), "1.204,500 ton"},
		"tonnes en":     {Tonnes("en", 1204500), "1,204.500 tonnes"},
		"deduction":     {Rupiah("id", -500), "−Rp500"},
		"count":         {Int("id", 2286), "2.286"},
		"negative":      {Int("en", -12000), "−12,000"},
		"date id":       {Date("id", civil.Date{Year: 2026, Month: 5, Day: 1}), "1 Mei 2026"},
		"date en":       {Date("en", civil.Date{Year: 2026, Month: 5, Day: 1}), "1 May 2026"},
		"no date":       {LongDate("id", civil.Date{}), ""},
		"long date id":  {LongDate("id", day), "Rabu, 4 September 2024"},
		"long date en":  {LongDate("en", day), "Wednesday, 4 September 2024"},
		"month id":      {Month("id", oct), "Oktober 2026"},
		"month en":      {Month("en", oct), "October 2026"},
		"instant id":    {DateTime("id", at), "14 Oktober 2026 07.15 WIB"},
		"instant en":    {DateTime("en", at), "14 October 2026 07:15 WIB"},
		"no instant":    {DateTime("id", time.Time{}), ""},
		"clock":         {Clock("id", at), "07.15"},
		"short day id":  {ShortDay("id", civil.Date{Year: 2026, Month: 10, Day: 1}), "Kam 1 Okt"},
		"short day en":  {ShortDay("en", civil.Date{Year: 2026, Month: 10, Day: 1}), "Thu 1 Oct"},
		"no short day":  {ShortDay("id", civil.Date{}), ""},
		"day time id":   {DayTime("id", 5*3600+30*60), "05.30"},
		"day time en":   {DayTime("en", 25*3600+59), "25:00"},
		"metres inside": {Write("id", quantity.Metres(10782)), "10.782"},
		"kg inside":     {Write("en", quantity.Kilograms(10782)), "10,782"},
		"month inside":  {Write("id", oct), "Oktober 2026"},
		"time inside":   {Write("id", at), "14 Oktober 2026 07.15 WIB"},
		"other inside":  {Write("id", true), "true"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.got != tc.want {
				t.Errorf("got %q, want %q", tc.got, tc.want)
			}
		})
	}
}
