// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/money"
)

// Status is where a statement stands.
type Status string

// The statuses. Draft, Agreed and Superseded are set by moves; between them
// the status follows from the lines.
const (
	Draft      Status = "draft"      // only the provider sees it
	Offered    Status = "offered"    // the others are checking it
	Disputed   Status = "disputed"   // at least one line is disputed
	Accepted   Status = "accepted"   // every line is accepted by everybody
	Agreed     Status = "agreed"     // every party has agreed; final
	Superseded Status = "superseded" // a corrected version took its place; final
)

// LineStatus is where a line stands with one reviewing government.
type LineStatus string

// The line statuses. LineAccepted is final within a version: who sees an error
// later asks for a corrected version.
const (
	LinePending  LineStatus = "pending"
	LineAccepted LineStatus = "accepted"
	LineDisputed LineStatus = "disputed"
	LineAnswered LineStatus = "answered" // the provider has answered the dispute
)

// Review is the checking of one statement. It is a value: Apply returns the
// next state and leaves the old one alone.
type Review struct {
	Statement string   `json:"statement"` // SHA-256 of the canonical statement
	Version   int      `json:"version"`
	Parties   []string `json:"parties"`
	// Provider is the government that measured and offers; all other parties
	// are reviewers of every line, because a line that one government bears
	// alone can still rest on a division between both.
	Provider  string       `json:"provider"`
	Status    Status       `json:"status"`
	Lines     []LineReview `json:"lines"`
	AgreedBy  []string     `json:"agreed_by"`
	Successor string       `json:"successor"` // SHA-256 of the version that took its place
}

// LineReview is a line with every reviewer's decision.
type LineReview struct {
	No        int          `json:"no"`
	Payer     string       `json:"payer"`
	Payee     string       `json:"payee"`
	Amount    money.Rupiah `json:"amount"`
	Decisions []Decision   `json:"decisions"`
}

// Decision is what one government holds of a line.
type Decision struct {
	Government string     `json:"government"`
	Status     LineStatus `json:"status"`
	Reason     string     `json:"reason"` // of the dispute
	Answer     string     `json:"answer"` // of the provider
}

// NewReview starts the checking of a statement as a draft of the provider.
func NewReview(s Statement, provider string) (Review, error) {
	hash, err := s.SHA256()
	if err != nil {
		return Review{}, err
	}
	if !s.Agreement.hasParty(provider) {
		return Review{}, fault.New(fault.Invalid, "settlement.fault.not_a_party", "Code", provider, "Component", "")
	}
	if len(s.Lines) == 0 || len(s.Agreement.Parties) < 2 {
		return Review{}, fault.New(fault.Invalid, "settlement.fault.nothing_to_review")
	}
	r := Review{Statement: hash, Version: s.Version, Provider: provider, Status: Draft, AgreedBy: []string{}}
	for _, p := range s.Agreement.Parties {
		r.Parties = append(r.Parties, p.Code)
	}
	for _, l := range s.Lines {
		line := LineReview{No: l.No, Payer: l.Payer, Payee: l.Payee, Amount: l.Amount}
		for _, code := range r.Reviewers() {
			line.Decisions = append(line.Decisions, Decision{Government: code, Status: LinePending})
		}
		r.Lines = append(r.Lines, line)
	}
	return r, nil
}

// Reviewers are the parties other than the provider.
func (r Review) Reviewers() []string {
	var codes []string
	for _, p := range r.Parties {
		if p != r.Provider {
			codes = append(codes, p)
		}
	}
	return codes
}

// Status is the line's state over all reviewers: the furthest from agreement.
func (l LineReview) Status() LineStatus {
	for _, s := range []LineStatus{LineDisputed, LineAnswered, LinePending} {
		if slices.ContainsFunc(l.Decisions, func(d Decision) bool { return d.Status == s }) {
			return s
		}
	}
	return LineAccepted
}

// Decision gives what a government holds of the line.
func (l LineReview) Decision(government string) (Decision, bool) {
	i := slices.IndexFunc(l.Decisions, func(d Decision) bool { return d.Government == government })
	if i < 0 {
		return Decision{}, false
	}
	return l.Decisions[i], true
}

// Line gives a line by its number.
func (r Review) Line(no int) (LineReview, bool) {
	i := slices.IndexFunc(r.Lines, func(l LineReview) bool { return l.No == no })
	if i < 0 {
		return LineReview{}, false
	}
	return r.Lines[i], true
}

// Amounts is what a statement comes to, by how far its lines are agreed. What
// is accepted can be paid while the rest waits.
type Amounts struct {
	Accepted, Pending, Disputed Portion
}

// Portion is a group of lines: their sum, and what they net to between
// governments.
type Portion struct {
	Lines   int
	Total   money.Rupiah
	Payable []Transfer
}

// Amounts sums the lines by their state. A line whose dispute was answered
// still counts as disputed.
func (r Review) Amounts() Amounts {
	groups := map[LineStatus]LineStatus{LineAccepted: LineAccepted, LinePending: LinePending, LineDisputed: LineDisputed, LineAnswered: LineDisputed}
	portion := func(want LineStatus) Portion {
		var p Portion
		sums := newLedger()
		for _, l := range r.Lines {
			if groups[l.Status()] == want {
				p.Lines++
				p.Total += l.Amount
				sums.add(l.Payer, l.Payee, l.Amount)
			}
		}
		p.Payable = sums.transfers()
		return p
	}
	return Amounts{Accepted: portion(LineAccepted), Pending: portion(LinePending), Disputed: portion(LineDisputed)}
}
