package policy

import (
	"slices"
	"strings"

	"sinergi/internal/party"
)

// Mark is a set of readers: those of a government, those who see its drafts,
// or those who watch a province. An index that keeps the marks of what is open
// to whom can leave out, and not even count, what is not a reader's business.
type Mark string

// Government gives the code of the government whose readers they are.
func (m Mark) Government() string { return string(m[1:]) }

// Unfinished reports whether they are those who see its drafts.
func (m Mark) Unfinished() bool { return m[0] == 'd' }

// Open gives the marks of those to whom a resource is open: for a draft, who
// may SeeDraft it; for what is shared, who may SeeCooperation it. An actor who
// has one of them may, and nobody else (a test holds it against Can).
func Open(r Resource) []Mark {
	if r.Draft {
		var out []Mark
		for _, code := range r.Parties {
			if code != "" && (code == r.Owner || r.Proposed) {
				out = append(out, draftsOf(code))
			}
		}
		return out
	}
	var out []Mark
	for _, code := range r.Parties {
		if code != "" {
			out = append(out, of(code))
		}
	}
	if r.Owner != "" || len(r.Parties) == 0 {
		return out
	}
	for at := r.Parties[0]; at != ""; at = above(at) {
		if !slices.ContainsFunc(r.Parties, func(code string) bool { return !party.InProvince(code, at) }) {
			out = append(out, watched(at))
		}
	}
	return out
}

// Within gives those of marks to whom outer is open too: for a paper of a
// cooperation that is itself not open to all.
func Within(marks []Mark, outer Resource) []Mark {
	if outer.Draft { // those of its owner who know of unfinished papers
		if slices.Contains(marks, of(outer.Owner)) || slices.Contains(marks, draftsOf(outer.Owner)) {
			return []Mark{draftsOf(outer.Owner)}
		}
		return nil
	}
	open := Open(outer)
	for _, code := range outer.Parties {
		open = append(open, draftsOf(code))
	}
	return slices.DeleteFunc(slices.Clone(marks), func(m Mark) bool { return !slices.Contains(open, m) })
}

// Marks gives the sets of readers that the actor is in.
func (a Actor) Marks() []Mark {
	if a.Public() || a.Government == "" || len(a.Roles) == 0 {
		return nil
	}
	out := []Mark{of(a.Government)}
	if a.insider() {
		out = append(out, draftsOf(a.Government))
	}
	if a.Has(Observer) {
		out = append(out, watched(a.Government))
	}
	return out
}

// above gives the code of the government above: 14 of 14.01.
func above(code string) string {
	i := strings.LastIndexByte(code, '.')
	return code[:max(i, 0)]
}

func of(code string) Mark       { return Mark("g" + code) }
func draftsOf(code string) Mark { return Mark("d" + code) }
func watched(code string) Mark  { return Mark("o" + code) }
