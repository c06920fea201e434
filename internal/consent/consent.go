// SPDX-License-Identifier: Apache-2.0

// Package consent knows how something that is not one party's alone comes to
// count: one party proposes it (usulan), and it counts when every other party
// has confirmed it (persetujuan). Until then the proposer may withdraw it; one
// refusal ends it. The package does not know what is proposed, nor who may
// speak for a government.
package consent

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
)

// Kind is what is proposed. Its words are also those of the audit trail.
type Kind string

// The kinds.
const (
	EnterPaper        Kind = "enter_paper" // an agreement signed outside, with all that its record holds
	SaveObligation    Kind = "save_obligation"
	DropObligation    Kind = "drop_obligation"
	SaveService       Kind = "save_service" // its provider and the rules by which it is measured
	AddTariff         Kind = "add_tariff"
	WithdrawTariff    Kind = "withdraw_tariff"
	SetParameter      Kind = "set_parameter"
	ChangeCooperation Kind = "change_cooperation"
)

// State is where a proposal stands. Only Waiting can still change.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Confirmed State = "confirmed" // it counts
	Refused   State = "refused"
	Withdrawn State = "withdrawn"
)

// Verdict is what a party says. Empty: nothing yet.
type Verdict string

// The verdicts.
const (
	Confirm Verdict = "confirm"
	Refuse  Verdict = "refuse"
)

// Hand is who acted for a government, and when (Unix microseconds).
type Hand struct {
	Government, Account, Name string
	AtUS                      int64
}

// Answer is what a party has said, or that it is still asked.
type Answer struct {
	Hand
	Verdict Verdict
	Reason  string
}

// Proposal is a change that waits, or waited, for the other parties.
type Proposal struct {
	ID          string
	Cooperation string
	Agreement   string // empty when it is about the cooperation itself
	Object      string // what it changes; one proposal of an object waits at a time
	Kind        Kind
	Body, Was   string // JSON of what would be, and of what it replaces
	By          Hand
	Answers     []Answer // one for each party that is asked
	WithdrawnUS int64
}

// New puts something before the parties, of which the proposer is one. What
// nobody else is asked about needs no proposal.
func New(p Proposal, parties []string) Proposal {
	p.Answers = nil
	for _, code := range parties {
		if code != p.By.Government {
			p.Answers = append(p.Answers, Answer{Hand: Hand{Government: code}})
		}
	}
	return p
}

// State gives where it stands.
func (p Proposal) State() State {
	switch {
	case slices.ContainsFunc(p.Answers, func(a Answer) bool { return a.Verdict == Refuse }):
		return Refused
	case p.WithdrawnUS != 0:
		return Withdrawn
	case len(p.Missing()) == 0:
		return Confirmed
	}
	return Waiting
}

// Missing lists the governments that have said nothing yet.
func (p Proposal) Missing() (codes []string) {
	for _, a := range p.Answers {
		if a.Verdict == "" {
			codes = append(codes, a.Government)
		}
	}
	return codes
}

// Asks reports whether it waits for a government's answer.
func (p Proposal) Asks(government string) bool {
	return p.State() == Waiting && slices.Contains(p.Missing(), government)
}

// Parties lists the proposer and those who are asked.
func (p Proposal) Parties() []string {
	codes := []string{p.By.Government}
	for _, a := range p.Answers {
		codes = append(codes, a.Government)
	}
	return codes
}

// Answer gives the proposal with a party's verdict. A refusal says why.
func (p Proposal) Answer(by Hand, v Verdict, reason string) (Proposal, error) {
	if p.State() != Waiting {
		return p, fault.New(fault.Conflict, "consent.over")
	}
	i := slices.IndexFunc(p.Answers, func(a Answer) bool { return a.Government == by.Government })
	if i < 0 || p.Answers[i].Verdict != "" {
		return p, fault.New(fault.Conflict, "consent.not_asked")
	}
	if v != Confirm && v != Refuse {
		return p, fault.InvalidFields([]fault.Field{fault.NewField("verdict", "ui.required")})
	}
	if reason = strings.TrimSpace(reason); v == Refuse && reason == "" {
		return p, fault.InvalidFields([]fault.Field{fault.NewField("reason", "consent.why")})
	}
	p.Answers = slices.Clone(p.Answers)
	p.Answers[i] = Answer{Hand: by, Verdict: v, Reason: reason}
	return p, nil
}

// Withdraw gives the proposal taken back by the party that made it.
func (p Proposal) Withdraw(by Hand) (Proposal, error) {
	if p.State() != Waiting {
		return p, fault.New(fault.Conflict, "consent.over")
	}
	if by.Government != p.By.Government {
		return p, fault.New(fault.Denied, "policy.denied")
	}
	p.WithdrawnUS = by.AtUS
	return p, nil
}
