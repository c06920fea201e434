package procedure

import (
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/party"
)

// Consequences gives what the gates of this run have done to its subject, in
// the order in which they passed.
func (r Run) Consequences() []Link {
	var out []Link
	for i := range r.st.gates {
		g := &r.st.lay.def.Gates[r.st.lay.gate[i]]
		if g.Effect == "" || r.st.gates[i].status != Passed {
			continue
		}
		l := Link{Run: r.ID(), Definition: r.st.lay.def.Key(), Slot: r.st.lay.slots[i], Seq: r.st.gates[i].passed, Effect: g.Effect}
		l.On = civil.In(r.at(l.Seq))
		for _, n := range g.Needs {
			if v, _ := last(r.acts, r.st, i, n.ID); v != nil && v.Term != nil {
				l.On = v.Term.From
			}
		}
		out = append(out, l)
	}
	return out
}

// Link records in a run what a related run has done to it, as far as it is not
// recorded yet. The new acts are those after the old Seq; there may be none.
// An error means that the related run is about something else.
func (r Run) Link(related Run, by Actor, at time.Time) (Run, error) {
	s := related.Subject()
	if s == nil || s.Run != r.ID() || (s.Branch != "" && r.st.branch(s.Branch) == nil) {
		return Run{}, fault.New(fault.Invalid, "procedure.not_about_this", "Title", related.Title())
	}
	for _, l := range related.Consequences() {
		if r.linked(l) {
			continue
		}
		act := Act{Kind: LinkRun, At: at, By: by, Base: r.Seq(), Branch: s.Branch, Link: &l}
		next, err := r.apply(act, without{"proven_link": true})
		if err != nil {
			return Run{}, err
		}
		r = next
	}
	return r, nil
}

func (r Run) linked(l Link) bool {
	for _, seq := range r.st.links {
		if have := r.act(seq).Link; have.Run == l.Run && have.Slot == l.Slot && have.Seq == l.Seq {
			return true
		}
	}
	return false
}

// LeadershipNote says that someone who signed no longer holds the office, and
// that this changes nothing: a change of leadership, or of the official who was
// empowered to sign, does not end a cooperation (PP 28/2018 art. 9(2) with its
// elucidation).
type LeadershipNote struct {
	Branch string // of the document; "" for the run's own
	Signer Signer
	Signed civil.Date
	Now    *party.Holder // who holds the office today; nil when nobody does
	// Between says that the change came after one party had signed and before
	// all had.
	Between bool
	Key     string // of the sentence; its arguments are Name, Office, On and Now
}

// LeadershipNotes compares the signers of every document with who holds their
// offices on a day. holders are the known holders of any offices.
func (r Run) LeadershipNotes(holders []party.Holder, today civil.Date) []LeadershipNote {
	var notes []LeadershipNote
	for _, b := range append([]string{""}, r.st.lay.branches...) {
		d := r.st.docs[b]
		for _, seq := range d.signatures {
			sig := r.act(seq).Value.Signature
			if sig.Signer.Office == "" {
				continue
			}
			now := holding(holders, sig.Signer.Office, today)
			if now != nil && (now.ID == sig.Signer.Holder || sig.Signer.Holder == "" && now.Name == sig.Signer.Name) {
				continue
			}
			note := LeadershipNote{Branch: b, Signer: sig.Signer, Signed: sig.On, Now: now, Between: d.complete == 0, Key: "procedure.note_leadership"}
			if now == nil {
				note.Key = "procedure.note_leadership_vacant"
			}
			notes = append(notes, note)
		}
	}
	return notes
}

func holding(holders []party.Holder, office string, d civil.Date) *party.Holder {
	for i := range holders {
		if holders[i].Office == office && holders[i].Holds(d) {
			return &holders[i]
		}
	}
	return nil
}
