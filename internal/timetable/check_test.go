package timetable_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/i18n"
	"sinergi/internal/timetable"
)

// town is a plan in which nothing is wrong: a line along an L-shaped road with
// five halts, every 15 minutes, four buses.
func town() *timetable.Plan {
	at := func(lat, lon float64) timetable.Place { return timetable.Place{Lat: lat, Lon: lon} }
	p := shuttle("1", "Contoh", 60, 900, 5)
	p.Halts = []timetable.Halt{
		{ID: "a", Name: "Pasar", At: at(0.45, 101.40)},
		{ID: "b", Name: "Kantor", At: at(0.45, 101.42)},
		{ID: "c", Name: "Simpang", At: at(0.45, 101.44)},
		{ID: "d", Name: "Sekolah", At: at(0.47, 101.44)},
		{ID: "e", Name: "Terminal", At: at(0.49, 101.44)},
	}
	way := []timetable.Place{at(0.45, 101.40), at(0.45, 101.44), at(0.49, 101.44)}
	call := func(halts ...string) (calls []timetable.Call) {
		for i, h := range halts {
			calls = append(calls, timetable.Call{Halt: h, Run: 300 * min(i, 1), Dwell: 30})
		}
		return calls
	}
	back := slices.Clone(way)
	slices.Reverse(back)
	p.Lines[0].Layover = 300
	p.Lines[0].Patterns = []timetable.Pattern{
		{ID: "pergi", Headsign: "Terminal", Calls: call("a", "b", "c", "d", "e"), Way: way},
		{ID: "pulang", Direction: 1, Headsign: "Pasar", Calls: call("e", "d", "c", "b", "a"), Way: back},
	}
	return p
}

func TestWhatTheCheckSees(t *testing.T) {
	t.Parallel()
	riau := func(q timetable.Place) string {
		if q.Lon > 101.5 {
			return ""
		}
		return "14.71"
	}
	tests := map[string]struct {
		spoil func(p *timetable.Plan, l *timetable.Line)
		want  string
	}{
		"nothing":                         {func(*timetable.Plan, *timetable.Line) {}, ""},
		"a halt with swapped coordinates": {func(p *timetable.Plan, _ *timetable.Line) { p.Halts[1].At = timetable.Place{Lat: 101.42, Lon: 0.45} }, "check.halt_abroad"},
		"a halt that was not placed":      {func(p *timetable.Plan, _ *timetable.Line) { p.Halts[1].At = timetable.Place{} }, "check.halt_nowhere"},
		"a halt outside all governments":  {func(p *timetable.Plan, _ *timetable.Line) { p.Halts[4].At.Lon = 101.6 }, "check.halt_outside"},
		"halts in another order than the road": {func(_ *timetable.Plan, l *timetable.Line) {
			c := l.Patterns[0].Calls
			c[1].Halt, c[3].Halt = c[3].Halt, c[1].Halt
		}, "check.out_of_order"},
		"a halt beside the way": {func(p *timetable.Plan, _ *timetable.Line) { p.Halts[1].At.Lat = 0.455 }, "check.off_way"},
		"an impossible speed":   {func(_ *timetable.Plan, l *timetable.Line) { l.Patterns[0].Calls[2].Run = 60 }, "check.fast"},
		"walking speed":         {func(_ *timetable.Plan, l *timetable.Line) { l.Patterns[0].Calls[2].Run = 3000 }, "check.slow"},
		"no way back":           {func(_ *timetable.Plan, l *timetable.Line) { l.Patterns = l.Patterns[:1] }, "check.no_return"},
		"windows that overlap": {func(_ *timetable.Plan, l *timetable.Line) {
			l.Windows = append(l.Windows, timetable.Window{Day: "harian", From: 17 * 3600, Until: 20 * 3600, Every: 1800})
		}, "check.overlap"},
		"a hole in the day": {func(_ *timetable.Plan, l *timetable.Line) {
			l.Windows = append(l.Windows, timetable.Window{Day: "harian", From: 19 * 3600, Until: 20 * 3600, Every: 1800})
		}, "check.hole"},
		"a headway as long as the gap is no hole": {func(_ *timetable.Plan, l *timetable.Line) {
			l.Windows = append(l.Windows, timetable.Window{Day: "harian", From: 18*3600 + 1800, Until: 20 * 3600, Every: 1800})
		}, ""},
		"too few buses":      {func(_ *timetable.Plan, l *timetable.Line) { l.Fleet = 3 }, "check.fleet"},
		"a halt twice":       {func(_ *timetable.Plan, l *timetable.Line) { l.Patterns[0].Calls[1].Halt = "a" }, "check.halt_twice"},
		"an unknown halt":    {func(_ *timetable.Plan, l *timetable.Line) { l.Patterns[0].Calls[1].Halt = "z" }, "check.unknown_halt"},
		"a weekday unserved": {func(p *timetable.Plan, _ *timetable.Line) { p.Days[0].Days[5] = false }, "check.weekday_without"},
		"two day types on one day": {func(p *timetable.Plan, l *timetable.Line) {
			d := p.Days[0]
			d.ID, d.Name = "lagi", "lagi"
			p.Days = append(p.Days, d)
			l.Windows = append(l.Windows, timetable.Window{Day: "lagi", From: 6 * 3600, Until: 7 * 3600, Every: 1800})
		}, "check.two_days"},
		"holidays nobody has decided yet": {func(p *timetable.Plan, _ *timetable.Line) {
			p.Days[0].Holidays, p.Until = timetable.NotThen, on("2028-01-31")
		}, "check.holidays_unknown"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := town()
			tc.spoil(p, &p.Lines[0])
			var seen []string
			for _, f := range p.Check(holidays(t), riau) {
				if key := strings.TrimPrefix(f.Key, "timetable."); key != "check.crew" {
					seen = append(seen, key)
				}
			}
			if tc.want == "" && len(seen) > 0 || tc.want != "" && !slices.Contains(seen, tc.want) {
				t.Errorf("got %v, want %s", seen, tc.want)
			}
		})
	}
}

// The working beside a need is what the need was computed from, in both
// languages, and every bus more than the need is one too many.
func TestTheNeedIsTheCycleDividedByTheHeadwayRoundedUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := town()
		l := &p.Lines[0]
		l.Layover = rapid.IntRange(0, 3600).Draw(t, "layover")
		every := rapid.IntRange(60, 7200).Draw(t, "every")
		l.Windows[0].Every = every
		needs := l.Needs()
		if len(needs) != 1 {
			t.Fatalf("needs: %v", needs)
		}
		n := needs[0]
		cycle := l.Patterns[0].Duration() + l.Patterns[1].Duration() + 2*l.Layover
		if n.Cycle != cycle || n.Headway != every || n.Exact.Cmp(big.NewRat(int64(cycle), int64(every))) != 0 {
			t.Errorf("got %+v", n)
		}
		if n.Buses*every < cycle || (n.Buses-1)*every >= cycle {
			t.Errorf("%d buses for a cycle of %d s every %d s", n.Buses, cycle, every)
		}
	})
}

// Two ways with different headways take the sum of what each takes.
func TestWaysWithDifferentHeadways(t *testing.T) {
	t.Parallel()
	p := town()
	l := &p.Lines[0]
	l.Layover = 0
	l.Windows = []timetable.Window{
		{Day: "harian", Pattern: "pergi", From: 0, Until: 7200, Every: 600},
		{Day: "harian", Pattern: "pulang", From: 0, Until: 7200, Every: 1200},
	}
	n := l.Needs()[0]
	if got := (timetable.Working{Need: n}).In("id"); n.Buses != 4 || got != "21,5 ÷ 10 + 21,5 ÷ 20 = 3,23" {
		t.Errorf("%d buses: %s", n.Buses, got)
	}
}

func TestDriversWorkNoLongerThanEightHours(t *testing.T) {
	t.Parallel()
	p := town()
	c := p.Lines[0].Crews()[0]
	// 48 departures each way of 21.5 minutes and 5 of rest: 42.4 hours.
	if c.Buses != 4 || c.Seconds != 96*(1290+300) || c.Drivers != 6 {
		t.Errorf("got %+v", c)
	}
}

// What is compared is told in the words of the trade.
func TestTwoPlansComparedInWords(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	was := town()
	was.Lines[0].Windows = []timetable.Window{{Day: "harian", From: 6 * 3600, Until: 9 * 3600, Every: 1200}, {Day: "harian", From: 9 * 3600, Until: 18 * 3600, Every: 1800}}
	now := town()
	now.Lines[0].Windows = []timetable.Window{{Day: "harian", From: 6 * 3600, Until: 9 * 3600, Every: 900}, {Day: "harian", From: 9 * 3600, Until: 19 * 3600, Every: 1800}}
	now.Lines[0].Patterns[1].Calls = slices.Delete(slices.Clone(now.Lines[0].Patterns[1].Calls), 1, 2)
	now.Halts[0].Name = "Pasar Bawah"
	now.Lines[0].Departures = []timetable.Departures{{Day: "harian", Pattern: "pergi", At: []timetable.Clock{19*3600 + 900, 4*3600 + 1800}}}
	var got []string
	for _, c := range timetable.Compare(was, now) {
		got = append(got, text.T("id", c.Key, c.Args))
	}
	want := []string{
		"Halte Pasar kini bernama Pasar Bawah.",
		"Trayek 1 ke Pasar: halte Sekolah dihapus.",
		"Trayek 1 ke Pasar: waktu tempuh dari 21,5 ke 16 menit.",
		"Trayek 1, setiap hari 06.00–09.00: jarak waktu dari 20 ke 15 menit.",
		"Trayek 1, setiap hari 18.00–19.00: kini ada bus tiap 30 menit.",
		"Trayek 1, setiap hari: berangkat juga pukul 04.30, 19.15.",
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("not told: %s", w)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
	if same := timetable.Compare(town(), town()); len(same) > 0 {
		t.Errorf("a plan differs from itself: %v", same)
	}
}

// A plan that somebody made with another program, or by hand, is refused
// rather than understood in part.
func TestWhatIsNoPlanIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", `{"lines":[],"colour":"red"}`, `{"from":"2026-13-01"}`, `{}{}`, `{"halts":[{"at":[1]}]}x`} {
		if _, err := timetable.Parse([]byte(text)); err == nil {
			t.Errorf("%q was read as a plan", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	b, err := town().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"days":[{"id":"a","extra":["2026-01-01"]}],"lines":[{"patterns":[{"calls":[{"run":-1}]}]}]}`))
	days := holidays(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := timetable.Parse(b); err == nil {
			_, err = p.Feed(days, "x")
			if failed := timetable.Failed(p.Check(days, nil)); failed != (err != nil) {
				t.Errorf("errors: %v, feed: %v", failed, err)
			}
		}
	})
}

// Every sentence that a check or a comparison says is there in both languages.
func TestFindingsHaveSentences(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	days := holidays(t)
	rapid.Check(t, func(t *rapid.T) {
		p, q := anyPlan(t), anyPlan(t)
		say := func(key string, args map[string]any) {
			for _, lang := range i18n.Languages() {
				if s := text.T(lang, key, args); s == key || strings.ContainsAny(s, "{}") {
					t.Fatalf("%s %v: %s", key, args, s)
				}
			}
		}
		for _, f := range p.Check(days, nil) {
			say(f.Key, f.Args)
		}
		for _, c := range timetable.Compare(p, q) {
			say(c.Key, c.Args)
		}
	})
}
