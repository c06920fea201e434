package app_test

import (
	"regexp"
	"strings"
	"testing"
)

// Somebody's calendar program reads the days of their office from a secret
// address, without signing in. A new address makes the old one worthless.
func TestTheDiaryInACalendar(t *testing.T) {
	t.Parallel()
	_, _, base := serveDemo(t)
	officer := deskVisitor{t, visitor(t, base, "kampar-kerjasama"), base}
	stranger := deskVisitor{t, visitor(t, base, ""), base}
	if got := officer.get("/diary", 200); !strings.Contains(got, "Angkutan Bus Aglomerasi") {
		t.Error("the end of the bus agreement is not in the diary")
	}
	address := regexp.MustCompile(`/calendar/[A-Za-z0-9_-]+\.ics`)
	secret := func() string {
		_, text := officer.post("/diary/link", 200, nil)
		return address.FindString(text)
	}
	first := secret()
	feed := stranger.get(first, 200)
	for _, want := range []string{"BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20290903", "Angkutan Bus"} {
		if !strings.Contains(feed, want) {
			t.Errorf("the calendar lacks %q:\n%s", want, feed)
		}
	}
	second := secret()
	stranger.get(first, 404)
	stranger.get(second, 200)
	officer.post("/diary/link/drop", 303, nil)
	stranger.get(second, 404)
	stranger.post("/diary/link", 401, nil)
}
