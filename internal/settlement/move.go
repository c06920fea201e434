// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"slices"
	"strings"

	"sinergi/internal/fault"
)

// MoveKind is what a government can do with a statement.
type MoveKind string

// The moves.
const (
	MoveOffer     MoveKind = "offer"     // show the draft to the other parties
	MoveAccept    MoveKind = "accept"    // accept a line; also after a dispute
	MoveDispute   MoveKind = "dispute"   // dispute a line, with a reason
	MoveAnswer    MoveKind = "answer"    // answer the disputes of a line
	MoveWithdraw  MoveKind = "withdraw"  // take a dispute back; the line is to be checked again
	MoveAgree     MoveKind = "agree"     // agree to the whole, when every line is accepted
	MoveSupersede MoveKind = "supersede" // put a corrected version in its place
)

// Move is one act of a government. Who acted for it, and when, is recorded
// where the move is stored.
type Move struct {
	Kind MoveKind `json:"kind"`
	By   string   `json:"by"`             // Kemendagri code
	Line int      `json:"line,omitempty"` // number of the line, for moves on a line
	// Text is the reason of a dispute or the answer to one.
	Text string `json:"text,omitempty"`
	// Successor is the SHA-256 of the corrected version.
	Successor string `json:"successor,omitempty"`
}

// Side is who may make a move.
type Side string

// The sides.
const (
	SideProvider Side = "provider"
	SideReviewer Side = "reviewer"
	SideParty    Side = "party" // any of them
)

// Rule says who may make a move, and when.
type Rule struct {
	Move MoveKind
	Side Side
	From []Status // statuses of the statement
	// Lines are the statuses that the line must have, and To the one that it
	// gets; empty for a move on the whole statement.
	Lines     []LineStatus
	To        LineStatus
	NeedsText bool
}

// Rules is the whole table of moves; what is not in it is forbidden.
func Rules() []Rule {
	open := []Status{Offered, Disputed}
	return []Rule{
		{Move: MoveOffer, Side: SideProvider, From: []Status{Draft}},
		{Move: MoveAccept, Side: SideReviewer, From: open, Lines: []LineStatus{LinePending, LineDisputed, LineAnswered}, To: LineAccepted},
		{Move: MoveDispute, Side: SideReviewer, From: open, Lines: []LineStatus{LinePending, LineAnswered}, To: LineDisputed, NeedsText: true},
		{Move: MoveAnswer, Side: SideProvider, From: []Status{Disputed}, Lines: []LineStatus{LineDisputed}, To: LineAnswered, NeedsText: true},
		{Move: MoveWithdraw, Side: SideReviewer, From: []Status{Disputed}, Lines: []LineStatus{LineDisputed, LineAnswered}, To: LinePending},
		{Move: MoveAgree, Side: SideParty, From: []Status{Accepted}},
		{Move: MoveSupersede, Side: SideProvider, From: []Status{Offered, Disputed, Accepted}},
	}
}

// Apply makes a move, or says why it cannot be made: Denied when it is not
// this government's to make, Conflict when it is not the time for it, Invalid
// when something is missing.
func (r Review) Apply(m Move) (Review, error) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(rule Rule) bool { return rule.Move == m.Kind })
	if i < 0 {
		return r, fault.New(fault.Invalid, "settlement.fault.move", "Move", shorten(string(m.Kind)))
	}
	rule := rules[i]
	if !r.onSide(m.By, rule.Side) {
		return r, fault.New(fault.Denied, "settlement.fault.not_your_move")
	}
	if !slices.Contains(rule.From, r.Status) {
		return r, fault.New(fault.Conflict, "settlement.fault.not_now."+string(r.Status))
	}
	if rule.NeedsText && strings.TrimSpace(m.Text) == "" {
		return r, fault.New(fault.Invalid, "settlement.fault.reason")
	}
	next := r.clone()
	if err := next.perform(m, rule); err != nil {
		return r, err
	}
	return next, nil
}

// Replay applies moves in order.
func (r Review) Replay(moves []Move) (Review, error) {
	for _, m := range moves {
		var err error
		if r, err = r.Apply(m); err != nil {
			return r, err
		}
	}
	return r, nil
}

// May lists the moves that a government can make now, on the whole or on at
// least one line.
func (r Review) May(government string) []MoveKind {
	var kinds []MoveKind
	for _, rule := range Rules() {
		if !r.onSide(government, rule.Side) || !slices.Contains(rule.From, r.Status) {
			continue
		}
		if rule.Move == MoveAgree && slices.Contains(r.AgreedBy, government) {
			continue
		}
		if rule.To == "" || slices.ContainsFunc(r.Lines, func(l LineReview) bool { return len(l.touched(government, rule)) > 0 }) {
			kinds = append(kinds, rule.Move)
		}
	}
	return kinds
}

// MayOnLine reports whether a government can make a move on a line now.
func (r Review) MayOnLine(government string, kind MoveKind, no int) bool {
	line, ok := r.Line(no)
	return ok && slices.ContainsFunc(Rules(), func(rule Rule) bool {
		return rule.Move == kind && r.onSide(government, rule.Side) && slices.Contains(rule.From, r.Status) && len(line.touched(government, rule)) > 0
	})
}

func (r Review) onSide(government string, side Side) bool {
	if !slices.Contains(r.Parties, government) {
		return false
	}
	return side == SideParty || (side == SideProvider) == (government == r.Provider)
}

// perform changes r, which is a copy.
func (r *Review) perform(m Move, rule Rule) error {
	switch {
	case rule.To != "":
		if err := r.decide(m, rule); err != nil {
			return err
		}
	case m.Line != 0:
		return fault.New(fault.Invalid, "settlement.fault.no_line", "Line", m.Line)
	case m.Kind == MoveOffer:
		r.Status = Offered
	case m.Kind == MoveAgree:
		if slices.Contains(r.AgreedBy, m.By) {
			return fault.New(fault.Conflict, "settlement.fault.agreed_already")
		}
		r.AgreedBy = append(r.AgreedBy, m.By)
		slices.Sort(r.AgreedBy)
		if len(r.AgreedBy) == len(r.Parties) {
			r.Status = Agreed
		}
	case m.Kind == MoveSupersede:
		if !isHash(m.Successor) || m.Successor == r.Statement {
			return fault.New(fault.Invalid, "settlement.fault.corrects")
		}
		r.Status, r.Successor = Superseded, m.Successor
	}
	return nil
}

// decide changes the line's decisions that the move touches, and with them
// the status of the whole.
func (r *Review) decide(m Move, rule Rule) error {
	i := slices.IndexFunc(r.Lines, func(l LineReview) bool { return l.No == m.Line })
	if i < 0 {
		return fault.New(fault.NotFound, "settlement.fault.no_line", "Line", m.Line)
	}
	touched := r.Lines[i].touched(m.By, rule)
	if len(touched) == 0 {
		return fault.New(fault.Conflict, "settlement.fault.line_not_now."+string(r.Lines[i].Status()), "Line", m.Line)
	}
	for _, j := range touched {
		d := &r.Lines[i].Decisions[j]
		d.Status = rule.To
		switch m.Kind {
		case MoveDispute:
			d.Reason, d.Answer = m.Text, ""
		case MoveAnswer:
			d.Answer = m.Text
		}
	}
	r.Status = r.fromLines()
	return nil
}

// touched lists the decisions of a line that a government's move would change:
// a reviewer's own, or, for the provider, every one that waits for it.
func (l LineReview) touched(government string, rule Rule) []int {
	var list []int
	for i, d := range l.Decisions {
		mine := rule.Side == SideProvider || d.Government == government
		if mine && slices.Contains(rule.Lines, d.Status) {
			list = append(list, i)
		}
	}
	return list
}

func (r Review) fromLines() Status {
	status := Accepted
	for _, l := range r.Lines {
		switch l.Status() {
		case LineDisputed, LineAnswered:
			return Disputed
		case LinePending:
			status = Offered
		}
	}
	return status
}

func (r Review) clone() Review {
	r.AgreedBy = append([]string{}, r.AgreedBy...)
	lines := make([]LineReview, len(r.Lines))
	for i, l := range r.Lines {
		l.Decisions = append([]Decision{}, l.Decisions...)
		lines[i] = l
	}
	r.Lines = lines
	return r
}
