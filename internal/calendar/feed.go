package calendar

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Feed is a calendar that others subscribe to.
type Feed struct {
	Name   string
	Host   string // makes the keys of events unique in the world
	Events []Event
	// Stamp is when the events were last looked at; without a clock of its own
	// the feed is the same bytes for the same input.
	Stamp time.Time
}

// WriteTo writes the feed as iCalendar (RFC 5545): events of whole days, an
// alarm a day before.
func (f Feed) WriteTo(w io.Writer) (int64, error) {
	l := &lines{}
	l.add("BEGIN", "VCALENDAR")
	l.add("VERSION", "2.0")
	l.add("PRODID", "-//Sinergi//Sinergi//ID")
	l.add("CALSCALE", "GREGORIAN")
	l.add("METHOD", "PUBLISH")
	l.text("NAME", f.Name)
	l.text("X-WR-CALNAME", f.Name)
	l.add("X-WR-TIMEZONE", "Asia/Jakarta")
	for _, e := range f.Events {
		if !e.On.IsZero() {
			f.event(l, e)
		}
	}
	l.add("END", "VCALENDAR")
	n, err := io.WriteString(w, l.b.String())
	return int64(n), err
}

func (f Feed) event(l *lines, e Event) {
	l.add("BEGIN", "VEVENT")
	l.text("UID", e.Key+"@"+f.Host)
	l.add("DTSTAMP", f.Stamp.UTC().Format("20060102T150405Z"))
	l.add("DTSTART;VALUE=DATE", strings.ReplaceAll(e.On.String(), "-", ""))
	l.add("DTEND;VALUE=DATE", strings.ReplaceAll(e.On.AddDays(1).String(), "-", "")) // the end is not part of it
	l.text("SUMMARY", e.Summary)
	if e.Description != "" {
		l.text("DESCRIPTION", e.Description)
	}
	if e.Place != "" {
		l.text("LOCATION", e.Place)
	}
	if e.URL != "" {
		l.add("URL", oneLine(e.URL))
	}
	l.add("TRANSP", "TRANSPARENT")
	l.add("BEGIN", "VALARM")
	l.add("ACTION", "DISPLAY")
	l.text("DESCRIPTION", e.Summary)
	l.add("TRIGGER", "-P1D")
	l.add("END", "VALARM")
	l.add("END", "VEVENT")
}

type lines struct{ b strings.Builder }

var escape = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func (l *lines) text(name, value string) { l.add(name, escape.Replace(value)) }

func oneLine(s string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(s) }

// add writes a content line, folded so that no line is longer than 75 octets
// and no character is cut in two (RFC 5545 §3.1).
func (l *lines) add(name, value string) {
	rest := fmt.Sprintf("%s:%s", name, value)
	room := 75
	for len(rest) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		l.b.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], 74 // the space counts
	}
	l.b.WriteString(rest + "\r\n")
}
