package procedure

import "sinergi/internal/civil"

// ApprovalReason says why a government must ask its DPRD.
type ApprovalReason struct {
	Burden   bool // the plan burdens the public and the region
	Unfunded bool // its funding is not in the budget of the current year
}

// Needed reports whether the DPRD must be asked: one of the two is enough
// ("dan/atau", PP 28/2018 art. 6(2)).
func (a ApprovalReason) Needed() bool { return a.Burden || a.Unfunded }

// Approval decides PP 28/2018 art. 6(2) for one government from its answers as
// of a day; an answer that is nil has not been given and calls for nothing yet.
//
// The burden must fall on the public and the region: the article joins the two
// with "dan". Funding counts as being in the current year's budget only when
// all of it is in the budget of the year of that day, with its account named;
// a line of last year or of a budget still to come does not. A government that
// bears no cost has nothing to fund.
func Approval(b *Burden, m *Budget, on civil.Date) ApprovalReason {
	var a ApprovalReason
	if b != nil {
		a.Burden = b.Public && b.Region
	}
	if m != nil && m.Pays {
		a.Unfunded = !m.InAPBD || m.Line == "" || m.Year != on.Year
	}
	return a
}
