package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sinergi/internal/civil"
)

// Event is a day that somebody should be reminded of. Its Key names it for
// ever; when the event moves to another day, that is another reminder.
type Event struct {
	Key string // "jalan-12/jawaban//14.71"
	On  civil.Date
	// Summary and Description are in the language of the one who receives
	// them; what they say plays no part in when.
	Summary, Description string
	URL                  string
	Place                string
	// For names who is to be reminded: accounts or offices.
	For []string
}

// Reminder is one message that is due: one event, one recipient, one number of
// days ahead.
type Reminder struct {
	Key       string // stable: whoever sends keeps it and never sends it twice
	Event     Event
	Recipient string
	Ahead     int // days from the day of the reminder to the event
	At        time.Time
}

// DefaultAhead are the days ahead at which reminders go out unless configured.
func DefaultAhead() []int { return []int{90, 60, 30, 7, 0} }

// ReminderHour is the hour in western Indonesia at which a day's reminders
// become due: before offices open, not in the middle of the night.
const ReminderHour = 7

// Due gives the reminders that become due after one instant and up to another,
// earliest first. Reminders of a time before the first instant are not made up
// for: an event that is entered ten days ahead is not announced 90 days ahead.
// An event without a day has none.
func Due(events []Event, ahead []int, after, until time.Time) []Reminder {
	var out []Reminder
	for _, e := range events {
		if e.On.IsZero() {
			continue
		}
		for _, n := range ahead {
			at := e.On.AddDays(-n).Start().Add(ReminderHour * time.Hour)
			if !at.After(after) || at.After(until) {
				continue
			}
			for _, who := range e.For {
				out = append(out, Reminder{Key: fmt.Sprintf("%s|%s|%d|%s", e.Key, e.On, n, who), Event: e, Recipient: who, Ahead: n, At: at})
			}
		}
	}
	slices.SortFunc(out, func(a, b Reminder) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Key, b.Key)
	})
	return slices.CompactFunc(out, func(a, b Reminder) bool { return a.Key == b.Key })
}
