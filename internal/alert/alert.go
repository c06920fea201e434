package alert

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sinergi/gtfs/realtime"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
)

// Alert is what passengers are told.
type Alert struct {
	Number      int             `json:"-"` // of the service, from 1
	Cause       realtime.Cause  `json:"cause"`
	Effect      realtime.Effect `json:"effect"`
	Header      Text            `json:"header"`
	Description Text            `json:"description"`
	URL         string          `json:"url,omitempty"` // where more is told
	Informs     []Target        `json:"informs"`
	Periods     []Period        `json:"periods,omitempty"` // by their start; none: for as long as it is published

	// Of an alert that another system tells: its name, what the alert is called
	// in the address of its page, and the language that stands in for Indonesian.
	From     string `json:"-"`
	Ref      string `json:"-"`
	Language string `json:"-"`
}

// Text is a text in Indonesian, and in English where somebody wrote it.
type Text struct {
	ID string `json:"id"`
	EN string `json:"en,omitempty"`
}

// In gives the text for a reader of a language.
func (t Text) In(lang string) string {
	if lang == i18n.English && t.EN != "" {
		return t.EN
	}
	return t.ID
}

// Period is from an instant until before another, in Unix seconds; 0 is open.
type Period struct {
	From  int64 `json:"from,omitempty"`
	Until int64 `json:"until,omitempty"`
}

func (p Period) end() int64 {
	if p.Until == 0 {
		return math.MaxInt64
	}
	return p.Until
}

// Holds reports whether an alert is in effect at some moment from an instant
// until before another, or at the instant when they are the same.
func (a Alert) Holds(from, until time.Time) bool {
	if len(a.Periods) == 0 {
		return true
	}
	first, last := from.Unix(), max(until.Unix(), from.Unix()+1)
	return slices.ContainsFunc(a.Periods, func(p Period) bool { return p.From < last && first < p.end() })
}

// Span gives when the first period begins, 0 when that is open, and when the
// last one ends, math.MaxInt64 when that is.
func (a Alert) Span() (from, until int64) {
	if len(a.Periods) == 0 {
		return 0, math.MaxInt64
	}
	from = a.Periods[0].From
	for _, p := range a.Periods {
		from, until = min(from, p.From), max(until, p.end())
	}
	return from, until
}

// State is what was done with an alert.
type State string

// The states. Only what is published is told to anybody.
const (
	Draft     State = "konsep"
	Published State = "terbit"
	Ended     State = "berakhir"
)

// Act is something that an officer does with an alert. Every act makes a version
// of it, and none is overwritten.
type Act string

// The acts. Undo makes the version before the newest the newest again, whatever
// was done: also an undo.
const (
	Save    Act = "simpan"
	Publish Act = "terbitkan"
	End     Act = "akhiri"
	Undo    Act = "batalkan"
)

// After gives the state after an act on an alert as it is: a Conflict when that
// cannot be done. What Undo leads to stands in the history.
func (a Alert) After(s State, do Act, now time.Time) (State, error) {
	_, until := a.Span()
	switch {
	case do == Save && s != Ended:
		return s, nil
	case do == Publish && s == Draft && until <= now.Unix():
		return s, fault.New(fault.Conflict, "alert.over_already")
	case do == Publish && s == Draft:
		return Published, nil
	case do == End && s == Published:
		return Ended, nil
	}
	return s, fault.New(fault.Conflict, "alert.not_now")
}

// Phase is how an alert stands at an instant.
type Phase string

// The phases.
const (
	Unpublished Phase = "konsep"
	Coming      Phase = "akan_datang" // published, and its first period has not begun
	Current     Phase = "berlaku"     // between the start of its first period and the end of its last
	Over        Phase = "selesai"     // ended, or past its last period
)

// Phases lists the phases as an alert goes through them.
func Phases() []Phase { return []Phase{Unpublished, Coming, Current, Over} }

// Phase gives how an alert stands.
func (a Alert) Phase(s State, at time.Time) Phase {
	from, until := a.Span()
	switch {
	case s == Draft:
		return Unpublished
	case s == Ended, until <= at.Unix():
		return Over
	case from > at.Unix():
		return Coming
	}
	return Current
}

// Bounds of an alert, in characters and rows.
const (
	MaxHeader      = 120
	MaxDescription = 2000
	MaxURL         = 500
	MaxPeriods     = 10
	MaxTargets     = 500
)

// Tidy gives an alert without blanks at the ends of its texts, with its periods
// in order.
func (a Alert) Tidy() Alert {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	text := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	a.Header = Text{line(a.Header.ID), line(a.Header.EN)}
	a.Description = Text{text(a.Description.ID), text(a.Description.EN)}
	a.URL = strings.TrimSpace(a.URL)
	a.Periods = slices.SortedFunc(slices.Values(a.Periods), func(x, y Period) int {
		return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.end(), y.end()))
	})
	return a
}

// Check reports what is wrong with a tidy alert, by the fields of its form.
func (a Alert) Check() (wrong []fault.Field) {
	add := func(name, key string, args ...any) { wrong = append(wrong, fault.NewField(name, key, args...)) }
	if !slices.Contains(realtime.Causes(), a.Cause) {
		add("cause", "ui.required")
	}
	if !slices.Contains(realtime.Effects(), a.Effect) {
		add("effect", "ui.required")
	}
	for _, t := range []struct {
		name, text string
		most       int
	}{{"header", a.Header.ID, MaxHeader}, {"header_en", a.Header.EN, MaxHeader}, {"description", a.Description.ID, MaxDescription}, {"description_en", a.Description.EN, MaxDescription}, {"url", a.URL, MaxURL}} {
		if utf8.RuneCountInString(t.text) > t.most {
			add(t.name, "alert.too_long", "Max", t.most)
		}
		if strings.ContainsFunc(t.text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
			add(t.name, "ui.bad_text")
		}
	}
	if a.Header.ID == "" {
		add("header", "ui.required")
	}
	if a.Description.EN != "" && a.Header.EN == "" {
		add("header_en", "alert.header_too")
	}
	if u, err := url.Parse(a.URL); a.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil) {
		add("url", "alert.bad_url")
	}
	if len(a.Informs) > MaxTargets {
		add("stops", "alert.too_many", "Max", MaxTargets)
	}
	return wrong
}
