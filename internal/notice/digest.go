package notice

import (
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// Often is how often somebody gets a digest of their messages.
type Often string

// The choices.
const (
	Daily  Often = "daily"
	Weekly Often = "weekly" // on Mondays
	Never  Often = "never"
)

// OftenChoices lists the choices in the order in which pages offer them.
func OftenChoices() []Often { return []Often{Daily, Weekly, Never} }

// digestTime is when digests go out: after the day's reminders.
const digestTime = calendar.ReminderHour*time.Hour + 15*time.Minute

// Next gives when the first digest after an instant is due; no time for Never.
func Next(often Often, after time.Time) time.Time {
	if often != Daily && often != Weekly {
		return time.Time{}
	}
	for d := civil.In(after); ; d = d.AddDays(1) {
		at := d.Start().Add(digestTime)
		if at.After(after) && (often == Daily || d.Weekday() == time.Monday) {
			return at
		}
	}
}

// Again gives how long to wait after a number of failures in a row.
func Again(failures int) time.Duration {
	wait := 5 * time.Minute << min(max(failures-1, 0), 10)
	return min(wait, 24*time.Hour)
}
