package procedure

import (
	"slices"
	"time"
)

// Run is one going through a procedure. It is a value; see Apply.
type Run struct {
	acts []*Act
	st   *state
}

// ID gives the id of the run.
func (r Run) ID() string { return r.start().Run }

// Definition gives the version of the procedure that the run follows.
func (r Run) Definition() *Definition { return r.st.lay.def }

func (r Run) start() *Start { return r.st.lay.start }

// Title gives what the run is about.
func (r Run) Title() string { return r.start().Title }

// Parties gives the sides in the order of the text.
func (r Run) Parties() []Party { return slices.Clone(r.start().Parties) }

// Initiator gives the code of the side that began.
func (r Run) Initiator() string { return r.start().Initiator }

// Subject gives the run that this one is about, or nil.
func (r Run) Subject() *Subject { return r.start().Subject }

// Province gives the code of the province whose governor supervises the run,
// or "" when the Minister does.
func (r Run) Province() string { return r.st.lay.province }

// Seq is the number of acts: what an actor names as the Base of an act.
func (r Run) Seq() int { return len(r.acts) }

// Status gives where the run stands, and whether it is suspended.
func (r Run) Status() (status Status, suspended bool) { return r.st.status, r.st.suspended }

// Acts gives every act in order. The values that acts point to are shared and
// must not be changed.
func (r Run) Acts() []Act {
	out := make([]Act, len(r.acts))
	for i, a := range r.acts {
		out[i] = *a
	}
	return out
}

// Last gives the newest act: after Apply, the act to store.
func (r Run) Last() Act { return *r.acts[len(r.acts)-1] }

func (r Run) act(seq int) *Act {
	if seq < 1 || seq > len(r.acts) {
		return nil
	}
	return r.acts[seq-1]
}

func (r Run) at(seq int) time.Time {
	if a := r.act(seq); a != nil {
		return a.At
	}
	return time.Time{}
}

// After gives the acts after a Seq: what is to be stored when a run has moved
// on from there.
func (r Run) After(seq int) []Act {
	var out []Act
	for _, a := range r.acts[min(seq, len(r.acts)):] {
		out = append(out, *a)
	}
	return out
}

// current gives the acts that count for a need at a slot, oldest first: those
// since the gate was last opened anew.
func current(acts []*Act, st *state, slot int, need string) []*Act {
	g := &st.gates[slot]
	var out []*Act
	for _, seq := range g.entries {
		if a := acts[seq-1]; seq > g.reset && a.Need == need {
			out = append(out, a)
		}
	}
	return out
}

// last gives the value that counts for a need at a slot, and its Seq.
func last(acts []*Act, st *state, slot int, need string) (*Value, int) {
	g := &st.gates[slot]
	for _, seq := range slices.Backward(g.entries) {
		if seq <= g.reset {
			break
		}
		if a := acts[seq-1]; a.Need == need && a.Value != nil {
			return a.Value, seq
		}
	}
	return nil, 0
}
