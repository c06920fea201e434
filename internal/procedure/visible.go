package procedure

import "slices"

// Shown reports whether what was given at a gate is shown to a government: at
// an internal gate only to the one whose slot it is.
func (v GateView) Shown(government string) bool {
	return !v.Gate.Internal || v.Slot.Government == "" || v.Slot.Government == government
}

// Papers gives the hashes of the files that acts shown to a government name.
func (r Run) Papers(government string) []string {
	var out []string
	for _, g := range r.Gates() {
		if !g.Shown(government) {
			continue
		}
		for _, given := range g.Given {
			out = append(out, given.Act.Value.Papers()...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Papers gives the hashes of the files that a value names.
func (v *Value) Papers() []string {
	if v == nil {
		return nil
	}
	var out []string
	if v.Document != nil {
		out = append(append(out, v.Document.Hash), v.Document.Attachments...)
	}
	if v.Signature != nil && v.Signature.File != "" {
		out = append(out, v.Signature.File)
	}
	if v.Power != nil {
		out = append(out, v.Power.Hash)
	}
	return out
}

// Term gives from when until when the run's own document holds, once that was
// given. dated is false for a document that binds from its signing, such as a
// KB, whose procedure asks for no term of it.
func (r Run) Term() (term *Term, dated bool) {
	for _, g := range r.st.lay.def.Gates {
		if g.Scope == WholeRun && slices.ContainsFunc(g.Needs, func(n Need) bool { return n.Type == NeedTerm }) {
			return r.st.term(r.acts, ""), true
		}
	}
	return nil, false
}
