package redline

import (
	"slices"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
)

// Proposal is a text that one government sends to the others, to be set
// against the text they last had in common. It names texts by their hash; the
// store keeps their bytes. The changes are not part of it: Compare gives the
// same ones whenever it is asked.
type Proposal struct {
	From      string     `json:"from"`   // government code
	Base      string     `json:"base"`   // SHA-256 of the common text
	Theirs    string     `json:"theirs"` // SHA-256 of what is proposed
	By        string     `json:"by"`     // account
	At        int64      `json:"at_us"`
	Note      string     `json:"note,omitempty"`
	Decisions []Decision `json:"decisions,omitempty"` // all that were ever made, oldest first; the last of a change counts
}

// Decision is what somebody decided about a change.
type Decision struct {
	Change     string `json:"change"`
	Accepted   bool   `json:"accepted"`
	Comment    string `json:"comment,omitempty"`
	Government string `json:"government"`
	By         string `json:"by"`
	At         int64  `json:"at_us"`
	// With is the change whose decision brought this one along.
	With string `json:"with,omitempty"`
}

// Propose starts a proposal. Two texts that are equal are nothing to decide.
func Propose(from, by string, at int64, note string, base, theirs draft.Text) (Proposal, []Change, error) {
	p := Proposal{From: from, By: by, At: at, Note: draft.Clean(note)}
	var err error
	if p.Base, err = base.SHA256(); err != nil {
		return Proposal{}, nil, err
	}
	if p.Theirs, err = theirs.SHA256(); err != nil {
		return Proposal{}, nil, err
	}
	if p.Base == p.Theirs {
		return Proposal{}, nil, fault.New(fault.Conflict, "redline.fault.nothing_new")
	}
	changes, err := Compare(base, theirs)
	return p, changes, err
}

// Decided gives the decision that counts for each change.
func (p Proposal) Decided() map[string]Decision {
	out := map[string]Decision{}
	for _, d := range p.Decisions {
		out[d.Change] = d
	}
	return out
}

// Open gives the changes that nobody has decided yet.
func (p Proposal) Open(changes []Change) []Change {
	decided := p.Decided()
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { _, ok := decided[c.ID]; return ok })
}

// Decide records a decision. What an accepted change needs is accepted with
// it, what needs a rejected one is rejected with it, each as a decision of its
// own that says so. A decision against an earlier one on which it depends is
// refused: that one must be changed first. A rejection needs a comment.
//
// The government that proposes does not decide about its own proposal.
func (p Proposal) Decide(changes []Change, d Decision) (Proposal, error) {
	byID := map[string]Change{}
	for _, c := range changes {
		byID[c.ID] = c
	}
	if _, ok := byID[d.Change]; !ok {
		return p, fault.New(fault.NotFound, "redline.fault.no_change", "Change", d.Change)
	}
	if d.Government == p.From {
		return p, fault.New(fault.Denied, "redline.fault.own_proposal")
	}
	if d.Comment = draft.Clean(d.Comment); d.Comment == "" && !d.Accepted {
		return p, fault.InvalidFields([]fault.Field{fault.NewField("comment", "redline.fault.reason")})
	}
	decided := p.Decided()
	along := needsOf(byID, d.Change)
	if !d.Accepted {
		along = neededBy(changes, d.Change)
	}
	p.Decisions = append(slices.Clone(p.Decisions), d)
	for _, id := range along {
		before, was := decided[id]
		switch {
		case was && before.Accepted != d.Accepted:
			return Proposal{}, fault.New(fault.Conflict, "redline.fault.needs", "Change", d.Change, "Needs", id)
		case !was:
			also := d
			also.Change, also.With = id, d.Change
			p.Decisions = append(p.Decisions, also)
		}
	}
	return p, nil
}

// Unseen refuses a decision that would overturn what somebody else decided of
// the change after the first so many decisions, all that were seen when it was
// made.
func (p Proposal) Unseen(d Decision, seen int) error {
	for _, was := range slices.Backward(p.Decisions[min(max(seen, 0), len(p.Decisions)):]) {
		if was.Change != d.Change {
			continue
		}
		if was.Accepted == d.Accepted || was.By == d.By && was.Government == d.Government {
			return nil
		}
		key := "redline.fault.rejected_meanwhile"
		if was.Accepted {
			key = "redline.fault.accepted_meanwhile"
		}
		return fault.New(fault.Conflict, key, "Name", was.By, "Comment", was.Comment)
	}
	return nil
}

// needsOf gives all that a change needs, through others too.
func needsOf(byID map[string]Change, id string) []string {
	var out []string
	var follow func(string)
	follow = func(id string) {
		for _, n := range byID[id].Needs {
			if !slices.Contains(out, n) {
				out = append(out, n)
				follow(n)
			}
		}
	}
	follow(id)
	return out
}

func neededBy(changes []Change, id string) []string {
	var out []string
	for again := true; again; {
		again = false
		for _, c := range changes {
			needs := slices.ContainsFunc(c.Needs, func(n string) bool { return n == id || slices.Contains(out, n) })
			if needs && c.ID != id && !slices.Contains(out, c.ID) {
				out, again = append(out, c.ID), true
			}
		}
	}
	return out
}

// Result gives the text that the decisions make of the two: what is undecided
// stays as it was. Once nothing is open, both governments take it over as
// their next version, and it has one hash.
func (p Proposal) Result(base, theirs draft.Text) (result draft.Text, open int, err error) {
	for _, is := range []struct {
		hash string
		text draft.Text
	}{{p.Base, base}, {p.Theirs, theirs}} {
		if got, err := is.text.SHA256(); err != nil || got != is.hash {
			return draft.Text{}, 0, fault.New(fault.Conflict, "redline.fault.other_text", "Hash", is.hash[:min(12, len(is.hash))])
		}
	}
	changes, err := Compare(base, theirs)
	if err != nil {
		return draft.Text{}, 0, err
	}
	accepted := map[string]bool{}
	for id, d := range p.Decided() {
		accepted[id] = d.Accepted
	}
	result, err = Resolve(base, theirs, accepted)
	return result, len(p.Open(changes)), err
}

// Summary counts the changes of a proposal by what was decided.
func (p Proposal) Summary(changes []Change) (accepted, rejected, open int) {
	decided := p.Decided()
	for _, c := range changes {
		switch d, ok := decided[c.ID]; {
		case !ok:
			open++
		case d.Accepted:
			accepted++
		default:
			rejected++
		}
	}
	return accepted, rejected, open
}
