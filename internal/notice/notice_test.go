package notice_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/notice"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
)

var begin = time.Date(2026, 11, 3, 2, 0, 0, 0, time.UTC)

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// mailbox keeps messages as a table does: one for a person and key.
type mailbox struct {
	rows []notice.Open
	over map[int64]bool
	sent map[string]int // how often a message went out
}

func (m *mailbox) open() (all []notice.Open) {
	for _, r := range m.rows {
		if !m.over[r.ID] {
			all = append(all, r)
		}
	}
	return all
}

func (m *mailbox) put(t notice.Told) {
	for _, r := range m.rows {
		if r.Account == t.Account && r.Key == t.Event.Key {
			m.over[r.ID] = false
			return
		}
	}
	m.rows = append(m.rows, notice.Open{ID: int64(len(m.rows) + 1), Account: t.Account, Key: t.Event.Key})
	m.sent[t.Account+" "+t.Event.Key]++
}

// Whatever happens between passes, and whichever way the clock goes: a message
// goes out once, only to those whom the event concerns, only while it is open
// and news; and what is open stands as open, what is over as over.
func TestOneMessageForAnEventAndPerson(t *testing.T) {
	t.Parallel()
	people := []notice.Person{
		{Actor: policy.Actor{Account: "a", Government: "14.01", Roles: []policy.Role{policy.Cooperation}}, Seat: procedure.Actor{Government: "14.01", Kind: procedure.Cooperation}},
		{Actor: policy.Actor{Account: "b", Government: "14.01", Roles: []policy.Role{policy.Legislator}}, Seat: procedure.Actor{Government: "14.01", Kind: procedure.Council}},
		{Actor: policy.Actor{Account: "c", Government: "14.71", Roles: []policy.Role{policy.Cooperation}}, Seat: procedure.Actor{Government: "14.71", Kind: procedure.Cooperation}},
	}
	of := policy.Resource{Parties: []string{"14.01", "14.71"}}
	seats := map[string]func(procedure.Actor) bool{"all": nil, "cooperation": func(by procedure.Actor) bool { return by.Kind == procedure.Cooperation }}
	rapid.Check(t, func(t *rapid.T) {
		box := mailbox{over: map[int64]bool{}, sent: map[string]int{}}
		now := begin
		var live []notice.Event
		made := 0
		pass := func() {
			told := notice.Tell(live, people)
			missing, over := notice.Settle(told, box.open(), now)
			for _, m := range missing {
				if now.Sub(m.Event.At) > notice.Fresh {
					t.Fatalf("%s is no news", m.Event.Key)
				}
				i := slices.IndexFunc(people, func(p notice.Person) bool { return p.Account == m.Account })
				if !m.Event.For.Has(people[i]) || !slices.ContainsFunc(live, func(e notice.Event) bool { return e.Key == m.Event.Key }) {
					t.Fatalf("%s is told of %s, which is over or not theirs", m.Account, m.Event.Key)
				}
				box.put(m)
			}
			for _, id := range over {
				box.over[id] = true
			}
			for _, r := range box.open() {
				if !slices.ContainsFunc(told, func(x notice.Told) bool { return x.Account == r.Account && x.Event.Key == r.Key }) {
					t.Fatalf("%s is over and stands as open", r.Key)
				}
			}
			if missing, over := notice.Settle(told, box.open(), now); len(missing)+len(over) > 0 {
				t.Fatalf("a second pass finds %d messages and %d that are over", len(missing), len(over))
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"something happens": func(t *rapid.T) {
				made++
				live = append(live, notice.Event{Key: fmt.Sprint("e", made), Kind: notice.Proposal, At: now, For: notice.Audience{
					Government: rapid.SampledFrom(of.Parties).Draw(t, "government"), Right: rapid.SampledFrom([]policy.Action{policy.SeeProcedure, policy.EditAgreement, policy.MoveDuty}).Draw(t, "right"),
					Of: of, Seat: seats[rapid.SampledFrom([]string{"all", "cooperation"}).Draw(t, "seat")],
				}})
			},
			"something is over": func(t *rapid.T) {
				if len(live) == 0 {
					t.Skip()
				}
				i := rapid.IntRange(0, len(live)-1).Draw(t, "which")
				live = slices.Delete(live, i, i+1)
			},
			"the clock jumps": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(-400, 400).Draw(t, "hours")) * time.Hour)
			},
			"somebody changes roles": func(t *rapid.T) {
				i := rapid.IntRange(0, len(people)-1).Draw(t, "who")
				people[i].Roles = []policy.Role{rapid.SampledFrom(policy.Roles()).Draw(t, "role")}
			},
			"a pass": func(*rapid.T) { pass() },
			"": func(t *rapid.T) {
				for id, n := range box.sent {
					if n > 1 {
						t.Fatalf("%s went out %d times", id, n)
					}
				}
			},
		})
	})
}

func TestTheReminderThatCounts(t *testing.T) {
	t.Parallel()
	known := func(s string) time.Time { return day(s).Start() }
	for name, c := range map[string]struct {
		on, now string
		since   time.Time
		want    int // -1: none
	}{
		"long before":                              {"2027-03-01", "2026-11-03", time.Time{}, -1},
		"after 90 days ahead":                      {"2027-01-30", "2026-11-03", time.Time{}, 90},
		"60 has overtaken 90":                      {"2026-12-20", "2026-11-03", time.Time{}, 60},
		"on the day":                               {"2026-11-02", "2026-11-03", time.Time{}, 0},
		"passed":                                   {"2026-10-20", "2026-11-03", time.Time{}, 0},
		"known for ten days, two weeks ahead":      {"2026-11-17", "2026-11-03", known("2026-10-24"), -1},
		"known for ten days, a week ahead":         {"2026-11-09", "2026-11-03", known("2026-10-24"), 7},
		"a matter without a day":                   {"", "2026-11-03", time.Time{}, -1},
		"of a day that was moved after a reminder": {"2026-12-01", "2026-11-03", known("2026-11-02"), -1},
	} {
		on := civil.Date{}
		if c.on != "" {
			on = day(c.on)
		}
		got, at, ok := notice.Mark(on, calendar.DefaultAhead(), c.since, day(c.now).Start().Add(12*time.Hour))
		if !ok {
			got = -1
		}
		if got != c.want {
			t.Errorf("%s: %d days ahead, want %d", name, got, c.want)
		}
		if want := on.AddDays(-got).Start().Add(calendar.ReminderHour * time.Hour); ok && !at.Equal(want) {
			t.Errorf("%s: at %s, want %s", name, at, want)
		}
	}
}

// Every kind of message is a sentence in both languages, with nothing left to
// fill in.
func TestEveryMessageHasWords(t *testing.T) {
	t.Parallel()
	text, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range notice.Kinds() {
		c := notice.Content{Title: "Bus", What: procedure.Text{ID: "Surat penawaran", EN: "Letter of offer"}, Who: "14.01", On: day("2026-12-01")}
		switch k {
		case notice.Day:
			c.Detail = string(procedure.DeadlineEvent)
		case notice.Proposal:
			c.Detail = "add_tariff"
		}
		for _, lang := range i18n.Languages() {
			said := notice.Say(text, lang, k, c)
			if strings.ContainsAny(said, "{}") || strings.Contains(said, "notice.") || !strings.Contains(said, "Bus") {
				t.Errorf("%s in %s: %q", k, lang, said)
			}
		}
	}
}
