package i18n_test

import (
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/i18n"
	"sinergi/internal/quantity"
)

func TestNumbersAreReadInTheLanguageOfTheForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, typed, want string }{
		{i18n.Indonesian, "13.500", "13500"},
		{i18n.Indonesian, " 1.234.567,5 ", "1234567.5"},
		{i18n.Indonesian, "0,25", "0.25"},
		{i18n.Indonesian, "0.125", "0.125"},
		{i18n.Indonesian, "1.5", "1.5"},
		{i18n.Indonesian, "12,6", "12.6"},
		{i18n.Indonesian, "-1.000", "-1000"},
		{i18n.Indonesian, "13500.250", ""},
		{i18n.Indonesian, "1.25,5", ""},
		{i18n.Indonesian, "13,500.25", ""},
		{i18n.English, "1.125", "1.125"},
		{i18n.English, "13,500", "13500"},
		{i18n.English, "1,234,567.5", "1234567.5"},
		{i18n.English, "12,6", ""},
		{i18n.English, "1.234.567,5", ""},
		{i18n.English, "", ""},
	} {
		d, err := i18n.ParseNumber(c.lang, c.typed)
		if got := d.String(); (err == nil) != (c.want != "") || err == nil && got != c.want {
			t.Errorf("%s %q is read as %s, %v; want %q", c.lang, c.typed, got, err, c.want)
		}
	}
}

// What a page shows in a language is read back as the same number.
func TestAShownNumberIsReadBackAsItIs(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, err := quantity.Parse(rapid.StringMatching(`-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?`).Draw(t, "number"))
		if err != nil {
			t.Skip(err)
		}
		for _, lang := range []string{i18n.Indonesian, i18n.English} {
			shown := i18n.Number(lang, d)
			if back, err := i18n.ParseNumber(lang, shown); err != nil || back.Cmp(d) != 0 {
				t.Fatalf("%s is shown in %s as %q and read back as %s, %v", d, lang, shown, back, err)
			}
		}
	})
}
