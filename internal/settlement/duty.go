package settlement

import "slices"

// DutyKind is what a government has to do next with a statement.
type DutyKind string

// The duties. Each can be met by one of several moves, so that a duty says
// more than a move: who has to check a line may accept or dispute it.
const (
	DutyOffer  DutyKind = "offer"  // the provider: put the draft before the others
	DutyCheck  DutyKind = "check"  // a reviewer: accept or dispute lines
	DutyAnswer DutyKind = "answer" // the provider: answer disputes, or offer a corrected version
	DutyReply  DutyKind = "reply"  // a reviewer: take the answer to its dispute, dispute again or withdraw
	DutyAgree  DutyKind = "agree"  // anyone: agree to the whole
)

// Duty is what one government has to do next, and on which lines; a duty on
// the whole statement names none.
type Duty struct {
	Government string
	Kind       DutyKind
	Lines      []int
}

// Duties lists what every party has to do before the statement is agreed, in
// the order of the parties. Several can have something to do at once: while
// the provider answers one line, a reviewer checks another. A statement that
// is final has none.
func (r Review) Duties() []Duty {
	var all []Duty
	for _, p := range r.Parties {
		all = append(all, r.DutiesOf(p)...)
	}
	return all
}

// DutiesOf lists what one government has to do next.
func (r Review) DutiesOf(government string) []Duty {
	if !slices.Contains(r.Parties, government) {
		return nil
	}
	switch r.Status {
	case Draft:
		if government == r.Provider {
			return []Duty{{government, DutyOffer, nil}}
		}
	case Offered, Disputed:
		if government == r.Provider {
			return r.onLines(government, DutyAnswer, func(l LineReview) bool { return l.Status() == LineDisputed })
		}
		holds := func(s LineStatus) func(LineReview) bool {
			return func(l LineReview) bool {
				d, ok := l.Decision(government)
				return ok && d.Status == s
			}
		}
		return append(r.onLines(government, DutyCheck, holds(LinePending)), r.onLines(government, DutyReply, holds(LineAnswered))...)
	case Accepted:
		if !slices.Contains(r.AgreedBy, government) {
			return []Duty{{government, DutyAgree, nil}}
		}
	}
	return nil
}

// onLines is a duty on the lines that need it, or none.
func (r Review) onLines(government string, kind DutyKind, needs func(LineReview) bool) []Duty {
	var lines []int
	for _, l := range r.Lines {
		if needs(l) {
			lines = append(lines, l.No)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return []Duty{{government, kind, lines}}
}

// Waiting lists the parties that have something to do, in the order of the
// parties.
func (r Review) Waiting() []string {
	waiting := []string{}
	for _, d := range r.Duties() {
		if !slices.Contains(waiting, d.Government) {
			waiting = append(waiting, d.Government)
		}
	}
	return waiting
}
