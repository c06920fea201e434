package procedure

import (
	"fmt"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
)

// EventKind is what a day of a run is about.
type EventKind string

// The kinds of event.
const (
	DeadlineEvent EventKind = "tenggat"         // the last day of an open gate
	SigningEvent  EventKind = "penandatanganan" // the day of signing
	TermEvent     EventKind = "berakhir"        // the last day of a PKS
	PowerEvent    EventKind = "kuasa"           // the last day of a surat kuasa not yet used
)

// Event is a day of a run that offices should be reminded of. The words are
// for whoever sends it; see [calendar.Due] for when.
type Event struct {
	Kind    EventKind
	Key     string // stable
	On      civil.Date
	Since   time.Time // from when the day is known; zero: from long before
	Slot    Slot      // of a deadline or power
	Branch  string
	Subject Text // gate, document or power by name
	Place   string
	For     []Recipient
	Basis   Basis
}

// Recipient is an office of a government.
type Recipient struct {
	Government string
	Office     OfficeKind
}

// String gives "14.01/kerja_sama".
func (r Recipient) String() string { return r.Government + "/" + string(r.Office) }

// Events lists the days of a run as of a day, in the order of the procedure.
func (r Run) Events(today civil.Date, days *calendar.Calendar) []Event {
	var out []Event
	for _, m := range r.Moves(today, days) {
		if m.Due == nil || m.Due.On.IsZero() {
			continue
		}
		e := Event{Kind: DeadlineEvent, On: m.Due.On, Since: m.Since, Slot: m.Slot, Branch: m.Slot.Branch, Subject: m.Gate, Basis: m.Due.Rule.Basis}
		e.Key = fmt.Sprintf("%s/%s/%s", r.ID(), e.Kind, m.Slot)
		for _, g := range m.Governments {
			e.For = append(e.For, Recipient{g, m.Office})
		}
		out = append(out, e)
	}
	if !r.st.status.live() {
		return out
	}
	for _, b := range append([]string{""}, r.st.lay.branches...) {
		if r.st.living(b).live() {
			out = append(out, r.documentEvents(b)...)
		}
	}
	return out
}

func (r Run) documentEvents(branch string) []Event {
	var out []Event
	d := r.st.docs[branch]
	add := func(kind EventKind, on civil.Date, subject Text, offices ...OfficeKind) *Event {
		out = append(out, Event{Kind: kind, On: on, Branch: branch, Subject: subject, Key: fmt.Sprintf("%s/%s/%s", r.ID(), kind, branch), For: r.everywhere(offices...)})
		return &out[len(out)-1]
	}
	if n := len(d.schedule); n > 0 && d.complete == 0 {
		act := r.act(d.schedule[n-1])
		e := add(SigningEvent, act.Schedule.On, r.st.document(branch).Name(), HeadOfRegion, Cooperation)
		e.Place, e.Since = act.Schedule.Place, act.At
	}
	if t := r.st.term(r.acts, branch); t != nil && !t.Until.IsZero() {
		add(TermEvent, t.Until, r.st.document(branch).Name(), Cooperation)
	}
	for i, s := range r.st.lay.slots {
		if s.Branch != branch || r.st.gates[i].status.done() {
			continue
		}
		for _, n := range r.st.lay.def.Gates[r.st.lay.gate[i]].Needs {
			if v, _ := last(r.acts, r.st, i, n.ID); n.Type == NeedPower && v != nil {
				e := add(PowerEvent, v.Power.Until, n.Name)
				e.Slot, e.Key, e.For = s, fmt.Sprintf("%s/%s/%s", r.ID(), PowerEvent, s), []Recipient{{s.Government, Cooperation}}
			}
		}
	}
	return out
}

// everywhere gives offices of every region of the run.
func (r Run) everywhere(offices ...OfficeKind) []Recipient {
	var out []Recipient
	for _, p := range r.start().Parties {
		if p.Kind != RegionalGovernment {
			continue
		}
		for _, k := range offices {
			out = append(out, Recipient{p.Code, k})
		}
	}
	return out
}
