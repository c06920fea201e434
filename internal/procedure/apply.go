package procedure

import (
	"fmt"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
)

// guard is a rule that an act must pass. Each has a name, so that a test can
// take one away and show that something forbidden happens without it.
type guard struct {
	name  string
	kinds []ActKind  // to which acts it applies
	types []NeedType // for Supply: to which types of need; empty for all
	early bool       // it can be asked before a value is there: Allowed asks it
	who   bool       // it asks whose act it is: in which capacity somebody acts, these decide
	check func(*proposal) error
}

// without is a set of guards that a test has taken away; empty otherwise.
type without map[string]bool

// proposal is an act before it is accepted, with what it is about.
type proposal struct {
	acts []*Act
	st   *state
	act  *Act
	slot int // index of act.Slot, or -1
	gate *Gate
	need *Need
}

// Start begins a run with its first act.
func (c *Catalogue) Start(act Act) (Run, error) { return c.start(act, nil) }

func (c *Catalogue) start(act Act, off without) (Run, error) {
	if act.Kind != StartRun || act.Start == nil {
		return Run{}, fault.New(fault.Invalid, "procedure.no_such_act")
	}
	d, ok := c.Definition(act.Start.Definition, act.Start.Version)
	if !ok {
		return Run{}, fault.New(fault.NotFound, "procedure.no_such_definition", "Definition", act.Start.Definition, "Version", fmt.Sprint(act.Start.Version))
	}
	if by, ok := act.By.As(func(c Actor) bool { a := act; a.By = c; return rightStarter(d, &a) == nil }); ok {
		act.By = by
	}
	act.By.Others = nil
	for _, g := range startGuards() {
		if off[g.name] {
			continue
		}
		if err := g.check(d, &act); err != nil {
			return Run{}, err
		}
	}
	act.Seq = 1
	acts := []*Act{&act}
	return Run{acts, begin(d, acts)}, nil
}

// Apply gives the run with one more act, or says why the act is refused: a
// fault with a sentence for the officer. The run itself stays as it was.
func (r Run) Apply(act Act) (Run, error) { return r.apply(act, nil) }

func (r Run) apply(act Act, off without) (Run, error) {
	p, err := r.propose(&act)
	if err != nil {
		return Run{}, err
	}
	p.settle(off)
	for i := range guards {
		g := &guards[i]
		if off[g.name] || !g.about(p) {
			continue
		}
		if err := g.check(p); err != nil {
			return Run{}, err
		}
	}
	return r.with(act), nil
}

func (r Run) with(act Act) Run {
	act.Seq = len(r.acts) + 1
	acts := append(slices.Clip(r.acts), &act)
	return Run{acts, r.st.after(acts)}
}

func (g *guard) about(p *proposal) bool {
	if !slices.Contains(g.kinds, p.act.Kind) {
		return false
	}
	return p.act.Kind != Supply || len(g.types) == 0 || slices.Contains(g.types, p.need.Type)
}

// propose finds what an act is about. What has no meaning at all is refused
// here, before any guard: an unknown gate, a value of another type.
func (r Run) propose(act *Act) (*proposal, error) {
	if len(r.acts) == 0 {
		return nil, fault.New(fault.NotFound, "procedure.not_started")
	}
	p := &proposal{acts: r.acts, st: r.st, act: act, slot: -1}
	bad := fault.New(fault.Invalid, "procedure.no_such_act")
	switch act.Kind {
	case Supply, Override:
		i, ok := r.st.lay.index[act.Slot]
		if !ok {
			return nil, fault.New(fault.NotFound, "procedure.no_such_gate", "Gate", act.Slot.Gate)
		}
		p.slot, p.gate = i, &r.st.lay.def.Gates[r.st.lay.gate[i]]
		if act.Kind == Override {
			return p, nil
		}
		if p.need, ok = p.gate.Need(act.Need); !ok {
			return nil, fault.New(fault.NotFound, "procedure.no_such_need", "Gate", p.gate.Name, "Need", act.Need)
		}
		if !act.Value.has(p.need.Type) {
			return nil, fault.New(fault.Invalid, "procedure.wrong_value", "Need", p.need.Name)
		}
		return p, nil
	case OpenBranch:
		if act.Open == nil || !agreement.ValidID(act.Open.ID) || blank(act.Open.Title) {
			return nil, bad
		}
		if r.st.branch(act.Open.ID) != nil {
			return nil, fault.New(fault.Conflict, "procedure.branch_exists")
		}
		return p, nil
	case SetSchedule:
		if act.Schedule == nil {
			return nil, bad
		}
	case VoidRun:
	case VoidSigning:
		if r.st.docs[act.Branch].sent == 0 {
			return nil, fault.New(fault.Conflict, "procedure.not_sent")
		}
	case VoidBranch:
		if act.Branch == "" {
			return nil, bad
		}
	case LinkRun:
		if act.Link == nil {
			return nil, bad
		}
	default:
		return nil, bad
	}
	if act.Branch != "" && r.st.branch(act.Branch) == nil {
		return nil, fault.New(fault.NotFound, "procedure.no_such_branch", "Branch", act.Branch)
	}
	return p, nil
}

// Replay folds stored acts. They were accepted once and are not judged again:
// a guard that is added later does not undo what was done. An error means that
// the record is damaged.
func (c *Catalogue) Replay(acts []Act) (Run, error) {
	if len(acts) == 0 || acts[0].Kind != StartRun || acts[0].Start == nil {
		return Run{}, fmt.Errorf("procedure: a run begins with its start")
	}
	d, ok := c.Definition(acts[0].Start.Definition, acts[0].Start.Version)
	if !ok {
		return Run{}, fmt.Errorf("procedure: no definition %s.%d", acts[0].Start.Definition, acts[0].Start.Version)
	}
	kept := make([]*Act, len(acts))
	for i := range acts {
		a := acts[i]
		kept[i] = &a
		if a.Seq != i+1 {
			return Run{}, fmt.Errorf("procedure: act %d of run %s has number %d", i+1, acts[0].Start.Run, a.Seq)
		}
	}
	r := Run{kept[:1:1], begin(d, kept[:1:1])} // nobody else sees it yet, so it can move on in place
	for i := 1; i < len(kept); i++ {
		if _, err := r.propose(kept[i]); err != nil {
			return Run{}, fmt.Errorf("procedure: act %d of run %s: %w", i+1, acts[0].Start.Run, err)
		}
		r.acts = kept[: i+1 : i+1]
		r.st.take(r.acts)
	}
	return r, nil
}
