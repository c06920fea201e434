package sheet_test

import (
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/sheet"
)

func TestInstantsOfPeopleAndMachines(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 10, 31, 7, 15, 0, 0, civil.WIB())
	for text, want := range map[string]time.Time{
		"1793405700":                    at,
		"1793405700000":                 at,
		"1793405700.25":                 at.Add(250 * time.Millisecond),
		"2026-10-31T07:15:00+07:00":     at,
		"2026-10-31T00:15:00.25Z":       at.Add(250 * time.Millisecond),
		"31/10/2026 07.15":              at,
		"31/10/2026 07:15:00":           at,
		"2026-10-31 07:15:00":           at,
		"46326.302083333336":            at,
		"0":                             {},
		"-1":                            {},
		"99999999999999999999":          {},
		"":                              {},
		"kemarin":                       {},
		"10/31/2026 07:15":              {},
		"0001-01-01T00:00:00Z":          {},
		"9999-01-01T00:00:00Z":          {},
		"NaN":                           {},
		"1793405700 detik":              {},
		"31/10/2026":                    {},
		"2026-10-31T07:15:00+07:00 WIB": {},
	} {
		got, err := sheet.ParseInstant(text)
		if (err != nil) != want.IsZero() || !got.Equal(want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}
