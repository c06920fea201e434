// SPDX-License-Identifier: Apache-2.0

// Package notice knows of what people are told: what an event is and by which
// key it is known for ever, whom it concerns, and when there is nothing left to
// tell of it. One message is sent for an event and person. The package knows
// neither how events are found nor how a message is delivered.
package notice

import (
	"slices"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/civil"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
)

// Kind is what a message is about.
type Kind string

// The kinds.
const (
	Queue      Kind = "queue"       // a step of a procedure came to the person's office
	Day        Kind = "day"         // a day that concerns the office comes near
	DutyDue    Kind = "duty_due"    // a period of a duty is over; proof is owed
	DutyLate   Kind = "duty_late"   // proof is owed since the last day
	DutyMissed Kind = "duty_missed" // the figures say that a duty was not met
	DutyAnswer Kind = "duty_answer" // another party handed in proof and waits for the answer
	Proposal   Kind = "proposal"    // another party proposes a change and waits for the answer
	Check      Kind = "check"       // a statement was offered; its lines are to be checked
	Answer     Kind = "answer"      // lines of the government's own statement are disputed
	Reply      Kind = "reply"       // a dispute was answered
	Agree      Kind = "agree"       // every line is accepted; the whole is to be agreed to
	Confirm    Kind = "confirm"     // an evaluation was finished and waits to be confirmed
)

// Kinds lists the kinds.
func Kinds() []Kind {
	return []Kind{Queue, Day, DutyDue, DutyLate, DutyMissed, DutyAnswer, Proposal, Check, Answer, Reply, Agree, Confirm}
}

// Content is what a message says, in no language yet. It is kept as JSON.
type Content struct {
	Title  string         `json:"title"` // of the cooperation, run or agreement
	What   procedure.Text `json:"what"`  // gate, document, duty
	Detail string         `json:"detail,omitempty"`
	Who    string         `json:"who,omitempty"` // code of the government whose doing it was
	On     civil.Date     `json:"on"`            // the day it is about, a month's first, or the last to act; zero: none
	// Place is where the matter is dealt with: ids, from the whole to the part.
	Place []string `json:"place"`
}

// Event is something that people are told of once.
type Event struct {
	Key  string // stable: whenever the same event is found it has the same key
	Kind Kind
	At   time.Time // when it came about
	Content
	For Audience
}

// Audience is whom an event concerns: the people of one government who have
// the right to act on it and, where it is the matter of an office, sit there.
type Audience struct {
	Government string
	Right      policy.Action
	Of         policy.Resource
	Seat       func(procedure.Actor) bool // nil: whoever has the right
}

// Person is somebody who can be told, with the office they are in today.
type Person struct {
	policy.Actor
	Seat procedure.Actor
}

// Has reports whether a person is one of those.
func (a Audience) Has(p Person) bool {
	return p.Government == a.Government && policy.Can(p.Actor, a.Right, a.Of) == nil && (a.Seat == nil || a.Seat(p.Seat))
}

// Told is a message: an event and a person.
type Told struct {
	Account string
	Event   Event
}

// Tell gives the messages that events are worth, for those whom they concern.
func Tell(events []Event, people []Person) (all []Told) {
	for _, e := range events {
		for _, p := range people {
			if e.For.Has(p) {
				all = append(all, Told{p.Account, e})
			}
		}
	}
	return all
}

// Fresh is how long an event is news. Whoever comes later finds it on the pages
// of its matter, and not among the messages.
const Fresh = 31 * 24 * time.Hour

// Open is a message that was sent and whose matter was not over.
type Open struct {
	ID           int64
	Account, Key string
}

// Settle compares what is to be told now with what was told and still open: it
// gives the messages that are missing, each once, and those whose matter is over
// or no longer the person's. What is over before it was told is in neither.
func Settle(live []Told, open []Open, now time.Time) (missing []Told, over []int64) {
	type one struct{ account, key string }
	was, is := map[one]bool{}, map[one]bool{}
	for _, o := range open {
		was[one{o.Account, o.Key}] = true
	}
	for _, t := range live {
		id := one{t.Account, t.Event.Key}
		if !is[id] && !was[id] && now.Sub(t.Event.At) <= Fresh {
			missing = append(missing, t)
		}
		is[id] = true
	}
	for _, o := range open {
		if !is[one{o.Account, o.Key}] {
			over = append(over, o.ID)
		}
	}
	return missing, over
}

// Mark gives the reminder of a day that counts at an instant: of those days
// ahead on which people are reminded, the last that has come since the matter
// was known. Reminders that a later one has overtaken are not made up for.
func Mark(on civil.Date, ahead []int, since, now time.Time) (days int, at time.Time, ok bool) {
	all := calendar.Due([]calendar.Event{{On: on, For: []string{""}}}, slices.Compact(slices.Sorted(slices.Values(ahead))), since, now)
	if len(all) == 0 {
		return 0, time.Time{}, false
	}
	last := all[len(all)-1]
	return last.Ahead, last.At, true
}
