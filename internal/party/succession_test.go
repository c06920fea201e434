package party_test

import (
	"testing"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/party"
)

func TestWhoHoldsTheOfficeOfWhoSigned(t *testing.T) {
	t.Parallel()
	day := func(y int) civil.Date { return civil.Date{Year: y, Month: time.June, Day: 1} }
	offices := []party.Office{{ID: "bupati", Title: "Bupati Kampar", Head: true}, {ID: "dishub", Title: "Kepala Dinas Perhubungan"}, {ID: "sekda", Title: "Sekretaris Daerah"}}
	holders := []party.Holder{
		{Office: "bupati", Name: "Hambali", From: day(2023), Until: day(2024)},
		{Office: "bupati", Name: "Ahmad Yuzar", From: day(2025)},
		{Office: "dishub", Name: "Aidil", From: day(2020), Until: day(2024)},
	}
	for _, c := range []struct {
		name, title, now string
		on               civil.Date
		changed          bool
	}{
		{"HAMBALI", "Bupati", "Ahmad Yuzar", day(2026), true},           // by name
		{"Orang lain", "bupati kampar", "Ahmad Yuzar", day(2026), true}, // by title
		{"Ahmad Yuzar", "Bupati Kampar", "Ahmad Yuzar", day(2026), false},
		{"Hambali", "Bupati Kampar", "Hambali", day(2024), false},
		{"Aidil", "Kepala Dinas", "", day(2026), true},       // nobody holds it now
		{"Siapa", "Sekretaris Daerah", "", day(2026), false}, // nobody was ever recorded
		{"Siapa", "Direktur", "", day(2026), false},          // no such office
	} {
		s, changed := party.Successor(offices, holders, c.name, c.title, c.on)
		now := ""
		if s.Now != nil {
			now = s.Now.Name
		}
		if changed != c.changed || now != c.now {
			t.Errorf("%s, %s: %q, %t", c.name, c.title, now, changed)
		}
	}
}
