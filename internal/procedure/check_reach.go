package procedure

import "slices"

// reach finds gates that nobody can reach: one whose conditions contradict
// each other, whose "after" can never pass, or that no party of the procedure
// has to move at.
func (c *defCheck) reach() {
	passable := map[string]bool{}
	for i := range c.def.Gates {
		g := &c.def.Gates[i]
		c.in = g.ID
		for _, r := range g.after {
			c.must(passable[r.gate], "nobody can reach it: %q never passes", r.gate)
		}
		for _, a := range g.onlyIf {
			c.must(!slices.ContainsFunc(g.onlyIf, func(b condition) bool { return contradict(a, b) }), "nobody can reach it: its conditions contradict each other")
		}
		passable[g.ID] = true
		for j := range g.Needs {
			if n := &g.Needs[j]; !n.Optional && n.Type == NeedChoice && !slices.ContainsFunc(n.Options, func(o Option) bool { return o.Effect == Pass }) {
				passable[g.ID] = false
			}
		}
	}
	c.in = ""
}

func contradict(a, b condition) bool {
	opposite := a
	opposite.not = !a.not
	if opposite == b {
		return true
	}
	return a.name == "subject" && b.name == "subject" && !a.not && !b.not && a.kind != b.kind
}

// signatures makes sure of every gate with a signature that the text was sent
// before, agreed before it was sent, and that what is signed as a new
// agreement rests on a review by the TKKSD.
func (c *defCheck) signatures() {
	for i := range c.def.Gates {
		g := &c.def.Gates[i]
		if !g.takes(NeedSignature) {
			continue
		}
		c.in = g.ID
		for _, t := range []NeedType{NeedText, NeedAccept, NeedSend} {
			c.must(c.restsOn(g, t, g.Scope), "is signed without a gate of type %q in the same place before it", t)
		}
		if doc := c.def.Document; doc == KB || doc == NK || doc == PKS {
			c.must(c.restsOn(g, NeedReview, WholeRun), "is signed without a review by the TKKSD before it")
		}
	}
	c.in = ""
}

func (g *Gate) takes(t NeedType) bool {
	return slices.ContainsFunc(g.Needs, func(n Need) bool { return n.Type == t })
}

func (c *defCheck) restsOn(g *Gate, t NeedType, scope Scope) bool {
	return slices.ContainsFunc(c.def.Gates, func(o Gate) bool {
		return o.takes(t) && o.Scope == scope && c.rests(g.ID, o.ID)
	})
}
