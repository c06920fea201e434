package formulary

import (
	"maps"
	"slices"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// OwnID is the id of how a government words a clause itself: "kahar@14.01". It
// is an entry of its own, so that its versions are never taken for those of the
// program, or of another government, which number theirs from 1 too.
func OwnID(clause, government string) string { return clause + "@" + government }

// Base gives the clause of the program that an entry words anew, and the
// government that does; own is false for an entry of the program.
func (e Entry) Base() (clause, government string, own bool) { return strings.Cut(e.ID, "@") }

// With gives the library as a government uses it: with how it words clauses
// itself, by clause and oldest first. Templates use its wording in place of the
// program's.
func (lib Library) With(government string, own map[string][]Wording) Library {
	out := lib
	out.Clauses, out.own = slices.Clone(lib.Clauses), map[string]string{}
	for _, clause := range slices.Sorted(maps.Keys(own)) {
		at := slices.IndexFunc(out.Clauses, func(x Entry) bool { return x.ID == clause })
		e := Entry{Name: Name{ID: clause, EN: clause}} // the program has it no longer
		if at >= 0 {
			e = out.Clauses[at]
		} else {
			at = len(out.Clauses) - 1
		}
		e.ID, e.Versions = OwnID(clause, government), own[clause]
		out.Clauses = slices.Insert(out.Clauses, at+1, e)
		out.own[clause] = e.ID
	}
	return out
}

// Own checks how a government words a clause of the program itself, and gives
// the wording with the number of its version, from 1. It refuses what
// [Library.Revise] refuses.
func (lib Library) Own(clause, government string, w Wording) (Wording, error) {
	id, first := OwnID(clause, government), false
	if _, err := lib.Entry(id); err != nil {
		id, first = clause, true
	}
	revised, err := lib.Revise(id, w)
	if err != nil {
		return w, err
	}
	e, err := revised.Entry(id)
	if err != nil {
		return w, err
	}
	if w = e.Newest(); first {
		w.Version = 1
	}
	return w, nil
}

// preferred gives the id of the wording that templates use for a clause.
func (lib Library) preferred(clause, fallback string) string {
	id, has := lib.own[clause]
	if !has {
		return clause
	}
	if e, err := lib.Entry(id); err == nil {
		if _, err := e.Newest().text(fallback); err == nil {
			return id
		}
	}
	return clause // a template asks for a fallback that the own wording lacks
}

// soundFallbacks refuses fallbacks that say too little, that there are twice, or
// that cannot be read.
func soundFallbacks(all []Fallback) error {
	seen := map[string]bool{}
	for _, f := range all {
		if draft.Clean(f.Name.ID) == "" || draft.Clean(f.When.ID) == "" || f.ID == "" || seen[f.ID] {
			return fault.New(fault.Invalid, "formulary.fault.fallback")
		}
		seen[f.ID] = true
		list, err := outline(f.Text, nil, 2)
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return fault.New(fault.Invalid, "formulary.fault.one_clause")
		}
	}
	return nil
}
