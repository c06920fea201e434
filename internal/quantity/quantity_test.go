package quantity_test

import (
	"testing"

	"sinergi/internal/quantity"
)

func TestPaperUnits(t *testing.T) {
	t.Parallel()
	if got, want := quantity.FormatID(quantity.Metres(8_412_360).Km()), "8.412,360"; got != want {
		t.Errorf("km = %q, want %q", got, want)
	}
	if got, want := quantity.FormatEN(quantity.Kilograms(1_204_050).Tonnes()), "1,204.050"; got != want {
		t.Errorf("tonnes = %q, want %q", got, want)
	}
	if got, want := quantity.FormatID(quantity.Metres(-5).Km()), "-0,005"; got != want {
		t.Errorf("km = %q, want %q", got, want)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"37389.60": "37389.60", "37.389,60": "37389.60", "0,25": "0.25", "-1,5": "-1.5", " 12 ": "12", "1.234.567,8": "1234567.8",
	} {
		if got, err := quantity.Parse(in); err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %v, %v, want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "abc", "1,2,3", "1.23,4", "1e5", "NaN", "12345678901234567890123", ","} {
		if got, err := quantity.Parse(in); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", in, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("37.389,60")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := quantity.Parse(s)
		if err != nil {
			return
		}
		if quantity.Rat(d) == nil {
			t.Errorf("%q has no fraction", s)
		}
		quantity.FormatID(d)
	})
}
