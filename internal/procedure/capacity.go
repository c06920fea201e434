package procedure

import (
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/party"
)

// Delegated gives the capacity in which a person acts for an office that is
// not their own. agency is nil for an office without one.
func (a Actor) Delegated(d party.Delegation, o party.Office, agency *party.Agency) Actor {
	out := Actor{Account: a.Account, Name: a.Name, Government: o.Government, Office: o.ID, Title: o.Title, Kind: KindOf(o, agency), Roles: a.Roles, Letter: d.Letter}
	if agency != nil {
		out.Agency = agency.ID
	}
	return out
}

// ByDelegation reports whether this is somebody acting for an office that is
// delegated to them.
func (a Actor) ByDelegation() bool { return a.Letter != "" }

// Capacities are all in which an actor may act: first their own, then the
// offices that are delegated to them.
func (a Actor) Capacities() []Actor {
	own := a
	own.Others = nil
	return append([]Actor{own}, a.Others...)
}

// As gives the first capacity of an actor that something holds for.
func (a Actor) As(holds func(Actor) bool) (Actor, bool) {
	all := a.Capacities()
	i := slices.IndexFunc(all, holds)
	if i < 0 {
		return Actor{}, false
	}
	return all[i], true
}

// Moves reports whether a move of an office of a government is that of this
// one capacity. A head of region who supervises is the governor.
func (a Actor) Moves(government string, office OfficeKind) bool {
	own := a.Kind == office || office == Governor && a.Kind == HeadOfRegion
	return own && a.Government == government && !(a.ByDelegation() && personal(office))
}

// Enters reports whether an actor may enter, in any capacity, something that
// another office of their government has to do at a gate.
func (a Actor) Enters(office OfficeKind, g Gate) bool {
	_, ok := a.As(func(c Actor) bool {
		return slices.ContainsFunc(g.Needs, func(n Need) bool {
			switch {
			case c.ByDelegation() && n.Type == NeedSignature:
				return false
			case office == Leader:
				return c.Kind == Cooperation // other bodies have no offices here
			}
			return n.By == c.Kind || slices.Contains(n.RecordedBy, c.Kind) || slices.Contains(g.RecordedBy, c.Kind)
		})
	})
	return ok
}

// Writes reports whether an actor's office writes texts, in any capacity.
func (a Actor) Writes() bool {
	_, ok := a.As(func(c Actor) bool { return slices.Contains([]OfficeKind{Cooperation, Agency, Secretary}, c.Kind) })
	return ok
}

// personal reports whether what an office has to do is for its holder alone.
func personal(office OfficeKind) bool { return office == HeadOfRegion || office == Governor }

// inPerson: a delegation covers the moves of an office. A signature is not
// among them (it takes a surat kuasa, PP 28/2018 art. 2), nor is what belongs to
// the head of region or to the governor.
func inPerson(p *proposal) error {
	by := p.st.lay.seen(p.act.By)
	switch {
	case !by.ByDelegation():
	case personal(by.Kind):
		return fault.New(fault.Denied, "procedure.head_in_person", "Letter", by.Letter)
	case p.act.Kind == Supply && p.need.Type == NeedSignature:
		return fault.New(fault.Denied, "procedure.signature_in_person", "Letter", by.Letter, "Document", p.document())
	}
	return nil
}

// settle makes an act that of one capacity of its actor: the one whose move it
// is, or else the first in which the actor may do it. When there is none it is
// the one that is refused last, so that the refusal says most.
func (p *proposal) settle(off without) {
	all := p.act.By.Capacities()
	best, far := all[0], -1
	for _, by := range all {
		if len(all) == 1 {
			break
		}
		p.act.By = by
		n := 0
		for _, g := range guards {
			if !g.who || off[g.name] || !g.about(p) {
				continue
			}
			if g.check(p) != nil {
				break
			}
			n += 2
		}
		if p.act.Kind == Supply && p.st.lay.seen(by).Kind == p.office() {
			n++
		}
		if n > far {
			best, far = by, n
		}
	}
	p.act.By = best
}
