package waste

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
)

// Verdict is what a person decides about a flagged ticket.
type Verdict string

// The verdicts.
const (
	Accept  Verdict = "accept"  // it counts as it is
	Reject  Verdict = "reject"  // it does not count
	Correct Verdict = "correct" // it counts with another origin or net weight
)

// Decision is a named person's decision. Decisions are never changed; a later
// one takes the place of an earlier one.
type Decision struct {
	Site, Number, Content string
	Seq                   int
	Verdict               Verdict
	Origin                string             // of Correct: the right origin, or empty
	Net                   quantity.Kilograms // of Correct: the right weight, or 0
	Flags                 []Kind             // the blocking flags that it was made on
	Reason                string
	Account, Name         string
	Office, Government    string
	AtUS                  int64
}

// Validate checks a decision as entered.
func (d Decision) Validate() error {
	var fields []fault.Field
	if d.Verdict != Accept && d.Verdict != Reject && d.Verdict != Correct {
		fields = append(fields, fault.NewField("verdict", "waste.bad_verdict"))
	}
	if strings.TrimSpace(d.Reason) == "" {
		fields = append(fields, fault.NewField("reason", "ui.required"))
	}
	if d.Verdict == Correct && d.Origin == "" && d.Net == 0 {
		fields = append(fields, fault.NewField("net", "waste.nothing_corrected"))
	}
	if d.Origin != "" && (!region.Known(d.Origin) || region.Regency(d.Origin) == "") {
		fields = append(fields, fault.NewField("origin", "waste.flag.origin_foreign", "Origin", d.Origin, "Number", d.Number, "Plate", ""))
	}
	if d.Net < 0 || d.Net > Heaviest {
		fields = append(fields, fault.NewField("net", "waste.nothing_corrected"))
	}
	return fault.InvalidFields(fields)
}

// Fits checks a decision against the ticket that it is about: a load from no
// party's territory cannot simply be accepted, for nobody would answer for it.
// It is rejected, or corrected to where it came from.
func (d Decision) Fits(a Assessment, parties []string) error {
	foreign := slices.Contains(a.Blocked(), OriginForeign)
	switch {
	case foreign && d.Verdict == Accept:
		return fault.InvalidFields([]fault.Field{fault.NewField("verdict", "waste.origin_needed")})
	case foreign && d.Verdict == Correct && d.Origin == "":
		return fault.InvalidFields([]fault.Field{fault.NewField("origin", "waste.origin_needed")})
	case d.Origin != "" && !slices.Contains(parties, region.Regency(d.Origin)):
		return fault.InvalidFields([]fault.Field{fault.NewField("origin", "waste.flag.origin_foreign", "Origin", d.Origin, "Number", d.Number, "Plate", "")})
	}
	return nil
}

// State is what becomes of a ticket.
type State string

// The states. Only Counted and Corrected tickets are tonnes.
const (
	Counted   State = "counted"
	Waiting   State = "waiting"
	Rejected  State = "rejected"
	Corrected State = "corrected"
)

// Outcome is a ticket with what becomes of it.
type Outcome struct {
	Assessment
	State    State
	From     string             // origin that counts
	Weight   quantity.Kilograms // net that counts
	Decision *Decision
	Stale    bool // a decision was made, but the ticket has got other flags since
}

// Government is the government of the origin that counts.
func (o Outcome) Government() string { return region.Regency(o.From) }

// Settle applies decisions. The latest decision on a ticket holds as long as
// it was made on all the blocking flags that the ticket has now; otherwise the
// ticket waits again.
//
// Then the daily limits are used up, in order of the second weighing, by all
// that counts and by what still waits. What was rejected uses none: a
// rejection can only make room for others, never take it from them.
func Settle(assessments []Assessment, decisions []Decision, rules Rules) []Outcome {
	latest := map[[3]string]*Decision{}
	for i := range decisions {
		d := &decisions[i]
		k := [3]string{d.Site, d.Number, d.Content}
		if old := latest[k]; old == nil || d.Seq > old.Seq {
			latest[k] = d
		}
	}
	used := map[capKey]int64{}
	out := make([]Outcome, len(assessments))
	for i, a := range assessments {
		d := latest[[3]string{a.Site, a.Number, a.Content()}]
		o := decided(a, d)
		if limit := rules.CapKg[o.Government()]; limit > 0 && o.State != Rejected {
			k := capKey{o.Day(), o.Government()}
			used[k] += int64(o.Weight)
			if used[k] > limit {
				a.Flags = append(slices.Clip(a.Flags), Flag{OverCap, !rules.ExcessPriced, map[string]any{
					"Number": a.Number, "Plate": a.Plate, "Government": region.Short(o.Government()), "Cap": limit,
				}})
				o = decided(a, d)
			}
		}
		out[i] = o
	}
	return out
}

type capKey struct {
	day        civil.Date
	government string
}

// decided gives what a decision, or none, makes of a ticket.
func decided(a Assessment, d *Decision) Outcome {
	o := Outcome{Assessment: a, State: Counted, From: a.Origin, Weight: a.Net, Decision: d}
	blocked := a.Blocked()
	switch {
	case d == nil:
		if len(blocked) > 0 {
			o.State = Waiting
		}
	case slices.ContainsFunc(blocked, func(k Kind) bool { return !slices.Contains(d.Flags, k) }):
		o.State, o.Stale = Waiting, true
	case d.Verdict == Reject:
		o.State = Rejected
	case d.Verdict == Correct:
		o.State = Corrected
		if d.Origin != "" {
			o.From = d.Origin
		}
		if d.Net != 0 {
			o.Weight = d.Net
		}
	}
	return o
}

// DayTotal is what a day counts of one government's waste.
type DayTotal struct {
	Date       civil.Date
	Government string
	Counted    quantity.Kilograms
	Waiting    quantity.Kilograms
	Rejected   quantity.Kilograms
	Tickets    int    // that count
	Evidence   string // SHA-256 of List
	List       string // canonical text of the tickets that count, one a line; its form never changes
}

// Tonnes sums outcomes by day and government of origin, in that order.
func Tonnes(outcomes []Outcome) []DayTotal {
	type key struct {
		day        civil.Date
		government string
	}
	sums := map[key]*DayTotal{}
	lists := map[key][]string{}
	for _, o := range outcomes {
		k := key{o.Day(), o.Government()}
		if sums[k] == nil {
			sums[k] = &DayTotal{Date: k.day, Government: k.government}
		}
		switch s := sums[k]; o.State {
		case Counted, Corrected:
			s.Counted += o.Weight
			s.Tickets++
			lists[k] = append(lists[k], fmt.Sprintf("%q|%q|%s|%s|%q|%d\n", o.Site, o.Number, o.Content(), o.State, o.From, o.Weight))
		case Waiting:
			s.Waiting += o.Weight
		case Rejected:
			s.Rejected += o.Weight
		}
	}
	out := make([]DayTotal, 0, len(sums))
	for k, s := range sums {
		slices.Sort(lists[k])
		s.List = strings.Join(lists[k], "")
		sum := sha256.Sum256([]byte(s.List))
		s.Evidence = hex.EncodeToString(sum[:])
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b DayTotal) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Government, b.Government))
	})
	return out
}
