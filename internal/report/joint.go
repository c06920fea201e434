package report

import (
	"slices"

	"sinergi/internal/procedure"
)

// Frequency is the rule on how often a PKS is evaluated whose text does not
// say. It is data: see data/.
type Frequency struct {
	Version int `toml:"version"`
	Times   int `toml:"times"` // a year
	procedure.Basis
}

// EvaluationRule gives the rule that holds.
func EvaluationRule() (Frequency, error) {
	var f Frequency
	return f, rule("data/evaluation.1.toml", &f)
}

// Of gives in how many parts a year an agreement is evaluated whose text asks
// for at least so many evaluations; 0: it says nothing.
func (f Frequency) Of(asked int) int {
	if asked > 0 {
		return IntervalFor(asked)
	}
	return f.Times
}

// Parameter is the figure in the clause on monitoring that says how often.
const Parameter = "evaluasi-kali"

// Answer is what a party says of an evaluation that was finished.
type Answer struct {
	Party    string // Kemendagri code
	Confirms bool   // the bytes of SHA256; otherwise Note is what it holds against them
	Note     string
	SHA256   string
	AtUS     int64
	Name     string // of the person
}

// Awaited lists the parties that have not confirmed the bytes of a hash. An
// evaluation is joint when there is none: the clause asks for a report that is
// signed by the parties.
func Awaited(parties []string, sum string, all []Answer) (out []string) {
	for _, code := range parties {
		if !slices.ContainsFunc(all, func(a Answer) bool { return a.Party == code && a.Confirms && a.SHA256 == sum }) {
			out = append(out, code)
		}
	}
	return out
}

// Joint is what the parties say of the bytes of an evaluation, for its paper.
type Joint struct {
	SHA256  string
	Parties []string
	Answers []Answer
}
