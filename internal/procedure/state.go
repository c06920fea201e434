package procedure

import (
	"maps"
	"slices"
)

// GateStatus is where a slot stands.
type GateStatus string

// The statuses of a slot.
const (
	Closed     GateStatus = "tertutup"     // something before it is missing
	Open       GateStatus = "terbuka"      // someone must move
	Passed     GateStatus = "lewat"        // all that it needs is there
	NotNeeded  GateStatus = "tidak_perlu"  // its condition is false here
	Overridden GateStatus = "dikecualikan" // passed without, with a recorded reason
)

// done reports whether what rests on the slot need not wait for it.
func (s GateStatus) done() bool { return s == Passed || s == NotNeeded || s == Overridden }

// Status is where a run or a branch stands.
type Status string

// The statuses.
const (
	Running  Status = "berjalan"
	Complete Status = "selesai"    // every gate has passed; a new branch sets it running again
	Stopped  Status = "dihentikan" // somebody with the right said no
	Voided   Status = "dibatalkan"
	Ended    Status = "berakhir" // by a termination, another run
)

// live reports whether something can still happen.
func (s Status) live() bool { return s == Running || s == Complete }

// state is what the acts of a run fold to. A state is never changed once it
// belongs to a Run.
type state struct {
	lay       *layout
	status    Status
	suspended bool
	gates     []gateState
	branches  []branchState
	docs      map[string]docState // by branch; "" is the run's own
	links     []int               // Seq of acts
}

type gateState struct {
	status    GateStatus
	opened    int   // Seq of the act that opened it
	passed    int   // Seq of the act with which it passed
	reset     int   // entries up to this Seq no longer count
	overrides []int // Seq of the overrides
	entries   []int // Seq of the acts that supplied something
}

type branchState struct {
	id        string
	opened    int
	status    Status
	suspended bool
	ended     int // Seq
}

type docState struct {
	texts      []int // Seq of the versions
	sent       int   // Seq of the act that sent it for signature; 0 when it is not out
	signatures []int // of the present sending
	schedule   []int
	complete   int // Seq of the last signature
}

func (s *state) clone() *state {
	c := *s
	c.gates = slices.Clone(s.gates)
	c.branches = slices.Clone(s.branches)
	c.docs = maps.Clone(s.docs)
	return &c
}

// append1 appends without writing into an array that another state may share.
func append1(list []int, n int) []int { return append(slices.Clip(list), n) }

func (s *state) branch(id string) *branchState {
	i := slices.IndexFunc(s.branches, func(b branchState) bool { return b.id == id })
	if i < 0 {
		return nil
	}
	return &s.branches[i]
}

// living reports whether the run and, for a branch, the branch can still move.
func (s *state) living(branch string) Status {
	if !s.status.live() || branch == "" {
		return s.status
	}
	if b := s.branch(branch); b != nil {
		return b.status
	}
	return Stopped
}

// document is what is signed in a branch, or in the run for "".
func (s *state) document(branch string) DocumentKind {
	if branch != "" {
		return s.lay.def.Branch
	}
	return s.lay.def.Document
}

// signedAs is the kind by whose rules a document is signed: an addendum by
// those of what it amends.
func (s *state) signedAs(branch string) DocumentKind {
	kind := s.document(branch)
	if kind == Addendum && s.lay.start.Subject != nil {
		return s.lay.start.Subject.Document
	}
	return kind
}
