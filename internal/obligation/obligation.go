// SPDX-License-Identifier: Apache-2.0

// Package obligation knows how a duty of an agreement is fulfilled over time:
// in which periods it falls due, what its bearer hands in, what the other
// party says, what the figures say, and where each period therefore stands. It
// knows nothing of storage, nor how a figure is measured.
package obligation

import (
	"fmt"
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/quantity"
)

// Rule says when a duty falls due.
type Rule string

// The rules. A duty without one lasts as long as its agreement.
const (
	Always     Rule = ""
	Once       Rule = "sekali"
	Monthly    Rule = "bulanan"
	Semesterly Rule = "semester"
	Yearly     Rule = "tahunan"
)

// Rules lists the rules in the order in which pages offer them.
func Rules() []Rule { return []Rule{Always, Once, Monthly, Semesterly, Yearly} }

// Period is a time for which a duty is to be fulfilled, and by when.
type Period struct {
	Key         string // stable: "2026-10", "2026-s1", "2026", "sekali", "selama"
	From, Until civil.Date
	Due         civil.Date // the last day on which it is in time; zero: never late
}

// Terms is what is known of a duty in time.
type Terms struct {
	Rule        Rule
	Day         civil.Date // of Once
	Grace       int        // days after a period ends before it is late
	From, Until civil.Date // of the agreement; Until zero when it has no end
}

// MaxGrace bounds the days of grace.
const MaxGrace = 180

// Periods lists the periods that have begun by a day, and the next one, oldest
// first. Those of an agreement that begins or ends within a period are cut.
func (t Terms) Periods(today civil.Date) []Period {
	if t.From.IsZero() {
		return nil
	}
	switch t.Rule {
	case Always:
		return []Period{{Key: "selama", From: t.From, Until: t.Until}}
	case Once:
		if t.Day.IsZero() {
			return nil
		}
		return []Period{{Key: "sekali", From: t.From, Until: t.Day, Due: t.Day.AddDays(t.Grace)}}
	}
	var out []Period
	for at := t.From; ; {
		p := t.around(at)
		out = append(out, p)
		if p.From.After(today) || !t.Until.IsZero() && !p.Until.Before(t.Until) {
			return out
		}
		at = p.Until.AddDays(1)
	}
}

// around gives the period that a day is in.
func (t Terms) around(day civil.Date) Period {
	var p Period
	switch t.Rule {
	case Monthly:
		m := day.MonthOf()
		p = Period{Key: m.String(), From: m.First(), Until: m.Last()}
	case Semesterly:
		half, first, last := 1, civil.Date{Year: day.Year, Month: 1, Day: 1}, civil.Date{Year: day.Year, Month: 6, Day: 30}
		if day.Month > 6 {
			half, first, last = 2, civil.Date{Year: day.Year, Month: 7, Day: 1}, civil.Date{Year: day.Year, Month: 12, Day: 31}
		}
		p = Period{Key: fmt.Sprintf("%d-s%d", day.Year, half), From: first, Until: last}
	default:
		p = Period{Key: fmt.Sprint(day.Year), From: civil.Date{Year: day.Year, Month: 1, Day: 1}, Until: civil.Date{Year: day.Year, Month: 12, Day: 31}}
	}
	if p.From.Before(t.From) {
		p.From = t.From
	}
	if !t.Until.IsZero() && p.Until.After(t.Until) {
		p.Until = t.Until
	}
	p.Due = p.Until.AddDays(t.Grace)
	return p
}

// State is where a period of a duty stands.
type State string

// The states.
const (
	NotYet       State = "belum_jatuh_tempo"
	Running      State = "berjalan"
	NeedsProof   State = "menunggu_bukti"      // the period is over; nothing was handed in
	NeedsConsent State = "menunggu_konfirmasi" // handed in; the other party has not answered
	Met          State = "terpenuhi"
	NotMet       State = "tidak_terpenuhi" // the figures of the period say so
	Late         State = "terlambat"
	Excused      State = "dikecualikan"
)

// States lists the states, the most urgent first.
func States() []State {
	return []State{Late, NotMet, NeedsConsent, NeedsProof, Running, NotYet, Met, Excused}
}

// Move is what somebody does about a period.
type Move string

// The moves.
const (
	HandIn  Move = "serahkan"   // the bearer hands in proof
	Confirm Move = "konfirmasi" // another party confirms it
	Refuse  Move = "tolak"      // another party does not, and says why
	Excuse  Move = "kecualikan" // another party asks nothing for this period, and says why
	Reopen  Move = "buka_lagi"  // another party takes its confirmation or excuse back, and says why
)

// Event is a move that was made.
type Event struct {
	Move       Move
	Government string
	Reason     string // of Refuse, Excuse, Reopen; a note of the others
	File       string // hash of the proof; empty when a note is the proof
}

// Figure is what was measured in a period.
type Figure struct {
	Value    quantity.Decimal
	Complete bool // the period is over and everything in it was measured
}

// Stands says where a period stands on a day. target is the least that the
// figure must be; nil figure or target: nothing measures it.
func Stands(p Period, events []Event, figure *Figure, target *quantity.Decimal, today civil.Date) State {
	switch last := decisive(events); last {
	case Excuse:
		return Excused
	case Confirm:
		return Met
	case HandIn:
		return NeedsConsent
	}
	if figure != nil && target != nil && figure.Complete {
		if figure.Value.Cmp(*target) >= 0 {
			return Met
		}
		return NotMet
	}
	switch {
	case !p.Due.IsZero() && today.After(p.Due):
		return Late
	case p.From.After(today):
		return NotYet
	case !p.Until.IsZero() && today.After(p.Until):
		return NeedsProof
	}
	return Running
}

// decisive gives the move that counts; empty when nothing holds.
func decisive(events []Event) Move {
	if len(events) == 0 {
		return ""
	}
	switch m := events[len(events)-1].Move; m {
	case Refuse, Reopen:
		return ""
	default:
		return m
	}
}

// May lists the moves that a government may make on a period.
func May(events []Event, bearer, government string, parties []string) []Move {
	if !slices.Contains(parties, government) {
		return nil
	}
	last := decisive(events)
	if government == bearer {
		if last == "" || last == HandIn {
			return []Move{HandIn}
		}
		return nil
	}
	switch last {
	case HandIn:
		return []Move{Confirm, Refuse, Excuse}
	case Confirm, Excuse:
		return []Move{Reopen}
	}
	return []Move{Excuse}
}

// Check holds a move against what was done before.
func Check(events []Event, e Event, bearer string, parties []string) error {
	if !slices.Contains(May(events, bearer, e.Government, parties), e.Move) {
		return fault.New(fault.Conflict, "obligation.not_now")
	}
	e.Reason = strings.TrimSpace(e.Reason)
	if e.Reason == "" && (e.Move == Refuse || e.Move == Excuse || e.Move == Reopen) {
		return fault.InvalidFields([]fault.Field{fault.NewField("reason", "obligation.reason_needed")})
	}
	if e.Move == HandIn && e.Reason == "" && e.File == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("file", "obligation.proof_needed")})
	}
	return nil
}
