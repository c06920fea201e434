package timetable_test

import (
	"testing"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/timetable"
)

// pekansikawan is the city's plan of 2021 for five corridors to its
// neighbours, 5 large buses each: time of a round trip and headway in minutes,
// both in tenths and hundredths as they were published
// (https://www.cakaplah.com/berita/baca/77269/2021/11/03/pemko-pekanbaru-rancang-koridor-bus-tmp-untuk-wilayah-pekansikawan).
var pekansikawan = []struct {
	code, name   string
	journey      int // minutes
	everySeconds int
	possible     bool
	working      string
	buses        int
}{
	{"1", "Terminal BRPS - Simpang Sungai Pinang", 106, 1565, true, "", 0},
	{"2", "Terminal BRPS - Rimbo Panjang", 158, 954, false, "158 ÷ 15,9 = 9,94", 10},
	{"3", "Terminal BRPS - Marpoyan Damai via Kubang Raya", 98, 954, false, "98 ÷ 15,9 = 6,16", 7},
	{"4", "Rumbai - Minas", 86, 2363, true, "", 0},
	{"5", "Pasar Tangor - Simpang Beringin", 147, 2793, true, "", 0},
}

func holidays(t testing.TB) *calendar.Calendar {
	t.Helper()
	days, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return days
}

func on(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// shuttle is a plan of one line between two halts 10 km apart, a round trip in
// so many minutes.
func shuttle(code, name string, journey, every, fleet int) *timetable.Plan {
	half := journey * 60 / 2
	return &timetable.Plan{
		From: on("2026-01-01"), Until: on("2026-12-31"),
		Operators: []timetable.Operator{{ID: "dishub", Name: "Dinas Perhubungan (contoh)", URL: "https://dishub.contoh.go.id"}},
		Days:      []timetable.DayType{{ID: "harian", Name: "setiap hari", Days: [7]bool{true, true, true, true, true, true, true}}},
		Halts:     []timetable.Halt{{ID: "a", Name: "Ujung A", At: timetable.Place{Lat: 0.45, Lon: 101.35}}, {ID: "b", Name: "Ujung B", At: timetable.Place{Lat: 0.45, Lon: 101.44}}},
		Lines: []timetable.Line{{
			ID: code, Code: code, Name: name, Fleet: fleet,
			Patterns: []timetable.Pattern{
				{ID: "pergi", Headsign: "Ujung B", Calls: []timetable.Call{{Halt: "a"}, {Halt: "b", Run: half}}},
				{ID: "pulang", Direction: 1, Headsign: "Ujung A", Calls: []timetable.Call{{Halt: "b"}, {Halt: "a", Run: half}}},
			},
			Windows: []timetable.Window{{Day: "harian", From: 6 * 3600, Until: 18 * 3600, Every: every}},
		}},
	}
}

// The official plan of five corridors with five buses each cannot be driven on
// two of them: the check says so, with the arithmetic.
func TestThePlanOf2021FailsOnTwoOfFiveCorridors(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range pekansikawan {
		t.Run(c.code, func(t *testing.T) {
			t.Parallel()
			p := shuttle(c.code, c.name, c.journey, c.everySeconds, 5)
			found := p.Check(holidays(t), nil)
			if got := !timetable.Failed(found); got != c.possible {
				t.Fatalf("possible: got %v, want %v: %v", got, c.possible, found)
			}
			_, err := p.Feed(holidays(t), "")
			if (err == nil) != c.possible {
				t.Errorf("publishing: %v", err)
			}
			if c.possible {
				return
			}
			want := "Trayek " + c.code + ", setiap hari 06.00–18.00: perlu " + i18n.Int("id", int64(c.buses)) + " bus, tersedia 5. Putaran ÷ jarak waktu (menit): " +
				c.working + ", dibulatkan ke atas " + i18n.Int("id", int64(c.buses)) + "."
			if got := text.T("id", found[0].Key, found[0].Args); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// Ten buses, or a headway of half an hour, would make corridor 2 possible.
func TestWhatWouldMakeCorridor2Possible(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]*timetable.Plan{
		"ten buses":                  shuttle("2", "", 158, 954, 10),
		"a headway of 32 minutes":    shuttle("2", "", 158, 32*60, 5),
		"a headway of 158 ÷ 5 exact": shuttle("2", "", 158, 158*60/5, 5),
	} {
		if found := p.Check(holidays(t), nil); timetable.Failed(found) {
			t.Errorf("%s: %v", name, found[0])
		}
	}
	if p := shuttle("2", "", 158, 158*60/5-1, 5); !timetable.Failed(p.Check(holidays(t), nil)) {
		t.Error("a second less than the cycle divided by five is possible with five buses")
	}
}
