package calendar_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

func day(t testing.TB, s string) civil.Date {
	t.Helper()
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func load(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The numbers of days are those announced with each decision; in 2024 two
// polling days were added by other decisions, in 2025 one day of joint leave.
func TestYearsHoldAsManyDaysAsWereDecided(t *testing.T) {
	t.Parallel()
	c := load(t)
	for year, want := range map[int][2]int{2024: {17 + 2, 10}, 2025: {17, 10 + 1}, 2026: {17, 8}, 2027: {18, 8}} {
		y, ok := c.Year(year)
		if got := [2]int{len(y.Holidays), len(y.JointLeave)}; !ok || !y.Complete || got != want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
		for _, d := range y.JointLeave {
			if w := d.Date.Weekday(); w == time.Saturday || w == time.Sunday {
				t.Errorf("joint leave on a weekend: %s", d.Date.Indonesian())
			}
		}
	}
}

// Weekdays as the announcements print them.
func TestHolidaysFallOnTheirWeekdays(t *testing.T) {
	t.Parallel()
	c := load(t)
	for date, want := range map[string]time.Weekday{
		"2024-04-10": time.Wednesday, "2024-12-26": time.Thursday, "2025-08-18": time.Monday, "2026-03-21": time.Saturday,
		"2026-12-24": time.Thursday, "2027-01-01": time.Friday, "2027-02-06": time.Saturday, "2027-05-17": time.Monday,
	} {
		d := day(t, date)
		if kind, _ := c.Kind(d); d.Weekday() != want || (kind != calendar.Holiday && kind != calendar.JointLeave) {
			t.Errorf("%s is %s, kind %d", date, d.Weekday(), kind)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	t.Parallel()
	c := load(t)
	tests := map[string]struct {
		from string
		n    int
		want string
	}{
		"over a weekend":                {"2026-11-26", 2, "2026-11-30"},
		"over Idulfitri and its leave":  {"2026-03-17", 1, "2026-03-25"},
		"over the turn of the year":     {"2026-12-23", 3, "2026-12-30"},
		"over New Year":                 {"2026-12-31", 1, "2027-01-04"},
		"from a holiday":                {"2026-08-17", 1, "2026-08-18"},
		"none":                          {"2026-08-17", 0, "2026-08-17"},
		"over Iduladha and Waisak 2027": {"2027-05-14", 1, "2027-05-21"},
		"the 45 days of art. 30(4)":     {"2025-11-28", 45, "2026-02-05"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, gap := c.AddWorkingDays(day(t, tc.from), tc.n)
			if gap != nil || got.String() != tc.want {
				t.Errorf("got %s %v, want %s", got, gap, tc.want)
			}
			back, gap := c.WorkingDaysBetween(day(t, tc.from), got)
			if gap != nil || back != tc.n {
				t.Errorf("counting back gives %d %v", back, gap)
			}
		})
	}
}

func TestYearWithoutDecisionIsNotGuessed(t *testing.T) {
	t.Parallel()
	c := load(t)
	got, gap := c.AddWorkingDays(day(t, "2027-12-28"), 5)
	if diff := cmp.Diff(&calendar.Gap{Year: 2028}, gap); diff != "" || !got.IsZero() {
		t.Errorf("got %s, %s", got, diff)
	}
	if _, gap := c.WorkingDaysBetween(day(t, "2027-12-28"), day(t, "2028-01-10")); gap == nil || gap.Year != 2028 {
		t.Errorf("gap %v", gap)
	}
	if kind, _ := c.Kind(day(t, "2028-01-03")); kind != calendar.Unknown {
		t.Errorf("a Monday of an unknown year is of kind %d", kind)
	}
	if kind, _ := c.Kind(day(t, "2028-01-02")); kind != calendar.Weekend {
		t.Errorf("a Sunday of an unknown year is of kind %d", kind)
	}
}

func TestIncompleteYearIsAGap(t *testing.T) {
	t.Parallel()
	c, err := calendar.Read(fstest.MapFS{"2028.toml": {Data: []byte("year = 2028\nholiday = [{ date = \"2028-01-01\", name = \"Tahun Baru\", name_en = \"New Year\" }]\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, gap := c.AddWorkingDays(day(t, "2028-01-03"), 1); gap == nil || !gap.Provisional {
		t.Errorf("gap %v", gap)
	}
}

func TestBadYearFilesAreRefused(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a day of another year":    "year = 2028\nholiday = [{ date = \"2029-01-01\", name = \"A\", name_en = \"B\" }]",
		"no name in English":       "year = 2028\nholiday = [{ date = \"2028-01-01\", name = \"A\" }]",
		"complete without source":  "year = 2028\ncomplete = true",
		"a file of another year":   "year = 2030",
		"both holiday and leave":   "year = 2028\nholiday = [{ date = \"2028-01-03\", name = \"A\", name_en = \"B\" }]\njoint_leave = [{ date = \"2028-01-03\", name = \"A\", name_en = \"B\" }]",
		"no day of the calendar":   "year = 2028\nholiday = [{ date = \"2028-02-30\", name = \"A\", name_en = \"B\" }]",
		"an entry nobody knows of": "year = 2028\ncomplet = true",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := calendar.Read(fstest.MapFS{"2028.toml": {Data: []byte(body)}}); err == nil {
				t.Error("was accepted")
			}
		})
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		tm, err := time.ParseInLocation("2006-01-02 15:04", s, civil.WIB())
		if err != nil {
			t.Fatal(err)
		}
		return tm
	}
	ends := calendar.Event{Key: "jalan-1/berakhir", On: day(t, "2027-03-01"), For: []string{"14.01/kerja_sama", "14.71/kerja_sama"}}
	tests := map[string]struct {
		after, until string
		want         []string
	}{
		"on the day of 30 ahead":      {"2027-01-29 09:00", "2027-01-30 09:00", []string{"jalan-1/berakhir|2027-03-01|30|14.01/kerja_sama", "jalan-1/berakhir|2027-03-01|30|14.71/kerja_sama"}},
		"before the hour":             {"2027-01-29 09:00", "2027-01-30 06:59", nil},
		"at the hour":                 {"2027-01-30 06:59", "2027-01-30 07:00", []string{"jalan-1/berakhir|2027-03-01|30|14.01/kerja_sama", "jalan-1/berakhir|2027-03-01|30|14.71/kerja_sama"}},
		"after the hour, once":        {"2027-01-30 07:00", "2027-01-31 07:00", nil},
		"machine off for a long time": {"2027-02-20 00:00", "2027-03-02 00:00", []string{"jalan-1/berakhir|2027-03-01|7|14.01/kerja_sama", "jalan-1/berakhir|2027-03-01|7|14.71/kerja_sama", "jalan-1/berakhir|2027-03-01|0|14.01/kerja_sama", "jalan-1/berakhir|2027-03-01|0|14.71/kerja_sama"}},
		"when all is past":            {"2027-03-01 08:00", "2028-01-01 00:00", nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, r := range calendar.Due([]calendar.Event{ends, {Key: "tanpa hari", For: []string{"x"}}}, calendar.DefaultAhead(), at(tc.after), at(tc.until)) {
				got = append(got, r.Key)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Two neighbouring spans give each reminder exactly once, however they are cut.
func TestRemindersAreNeitherLostNorDoubled(t *testing.T) {
	t.Parallel()
	events := []calendar.Event{{Key: "a", On: day(t, "2027-03-01"), For: []string{"x"}}, {Key: "b", On: day(t, "2027-02-01"), For: []string{"x", "y"}}}
	begin, end := day(t, "2026-01-01").Start(), day(t, "2028-01-01").Start()
	whole := calendar.Due(events, calendar.DefaultAhead(), begin, end)
	for step := 7 * time.Hour; step < 40*24*time.Hour; step = step*3 + time.Minute {
		seen := map[string]int{}
		for at := begin; at.Before(end); at = at.Add(step) {
			for _, r := range calendar.Due(events, calendar.DefaultAhead(), at, at.Add(step)) {
				seen[r.Key]++
			}
		}
		for _, r := range whole {
			if seen[r.Key] != 1 {
				t.Errorf("in steps of %s: %s came %d times", step, r.Key, seen[r.Key])
			}
		}
	}
}

func TestFeed(t *testing.T) {
	t.Parallel()
	f := calendar.Feed{Name: "Kerja sama, Kampar", Host: "sinergi.example", Stamp: time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC), Events: []calendar.Event{
		{Key: "jalan-1/jawaban", On: day(t, "2026-12-31"), Summary: "Tenggat: jawaban; Kota Pekanbaru", Description: "Baris satu\nbaris dua, dengan é " + strings.Repeat("panjang ü ", 20), URL: "https://sinergi.example/a"},
		{Key: "tanpa hari", Summary: "tidak muncul"},
	}}
	var b strings.Builder
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	for _, line := range strings.Split(strings.TrimSuffix(got, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("line of %d octets: %q", len(line), line)
		}
		if strings.ToValidUTF8(line, "?") != line {
			t.Errorf("a character was cut: %q", line)
		}
	}
	unfolded := strings.ReplaceAll(got, "\r\n ", "")
	for _, want := range []string{
		"DTSTART;VALUE=DATE:20261231\r\n", "DTEND;VALUE=DATE:20270101\r\n", "UID:jalan-1/jawaban@sinergi.example\r\n",
		`SUMMARY:Tenggat: jawaban\; Kota Pekanbaru` + "\r\n", `DESCRIPTION:Baris satu\nbaris dua\, dengan é panjang ü`, "DTSTAMP:20261125T030000Z\r\n",
	} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("%q is not in\n%s", want, unfolded)
		}
	}
	if strings.Contains(got, "tidak muncul") {
		t.Error("an event without a day is in the feed")
	}
}
