package drafts

import (
	"testing"

	"sinergi/internal/i18n"
)

// What a form shows in a language is read back as the same number.
func TestNumbersAreReadInTheLanguageOfTheForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, typed, want string }{
		{i18n.Indonesian, "13.500", "13500"},
		{i18n.Indonesian, "1.234.567,5", "1234567.5"},
		{i18n.Indonesian, "0,25", "0.25"},
		{i18n.Indonesian, "0.125", "0.125"},
		{i18n.Indonesian, "12,6", "12.6"},
		{i18n.English, "1.125", "1.125"},
		{i18n.English, "13,500", "13500"},
		{i18n.English, "1,234,567.5", "1234567.5"},
	} {
		if got, err := decimal(c.lang, c.typed); err != nil || got != c.want {
			t.Errorf("%s %q is read as %q, %v; want %q", c.lang, c.typed, got, err, c.want)
		}
	}
}
