package ops

import (
	"context"
	"fmt"
	"slices"

	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
)

// actor is a signed-in person in the office and capacity of today, with the
// offices that are delegated to them today.
func (d *Desk) actor(ctx context.Context, tx *store.Tx, who policy.Actor) (procedure.Actor, error) {
	var office *party.Office
	var holder *party.Holder
	agency, err := agencyOf(ctx, tx, who.Agency)
	if err != nil {
		return procedure.Actor{}, err
	}
	if who.Office != "" {
		o, err := tx.Office(ctx, who.Office)
		if err != nil {
			return procedure.Actor{}, err
		}
		office = &o
		holders, err := tx.Holders(ctx, who.Government)
		if err != nil {
			return procedure.Actor{}, err
		}
		for i := range holders {
			if holders[i].Office == o.ID && holders[i].Holds(d.today()) {
				holder = &holders[i]
			}
		}
	}
	by := procedure.ActorOf(who, office, agency, holder)
	by.Others, err = d.delegated(ctx, tx, who, by)
	return by, err
}

// Capacities gives in which offices the actor acts today.
func (d *Desk) Capacities(ctx context.Context, who policy.Actor) (by procedure.Actor, err error) {
	if who.Public() {
		return by, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		by, err = d.actor(ctx, tx, who)
		return err
	})
	return by, err
}

// delegated gives the capacities in which somebody acts for offices that are
// delegated to them today.
func (d *Desk) delegated(ctx context.Context, tx *store.Tx, who policy.Actor, by procedure.Actor) ([]procedure.Actor, error) {
	all, err := tx.DelegationsTo(ctx, who.Account)
	if err != nil {
		return nil, err
	}
	var out []procedure.Actor
	for _, x := range all {
		if !x.Holds(d.today()) {
			continue
		}
		o, err := tx.Office(ctx, x.Office)
		if err != nil {
			return nil, err
		}
		agency, err := agencyOf(ctx, tx, o.Agency)
		if err != nil {
			return nil, err
		}
		out = append(out, by.Delegated(x, o, agency))
	}
	return out, nil
}

func agencyOf(ctx context.Context, tx *store.Tx, id string) (*party.Agency, error) {
	if id == "" {
		return nil, nil
	}
	a, err := tx.Agency(ctx, id)
	return &a, err
}

// Queued is an open gate in the queue of the actor's government.
type Queued struct {
	store.Waiting
	Gate      procedure.Gate
	Mine      bool   // it is the move of an office that the actor acts for
	For       string // title of that office when it is delegated to them
	MayRecord bool   // the actor may enter what the other office did on paper
}

// Queue lists what waits for the offices of the actor's government: the
// actor's own office first, with those that are delegated to them.
func (d *Desk) Queue(ctx context.Context, who policy.Actor) (all []Queued, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		by, err := d.actor(ctx, tx, who)
		if err != nil {
			return err
		}
		open, err := tx.WaitingFor(ctx, who.Government)
		if err != nil {
			return err
		}
		all = nil
		for _, w := range open {
			def, ok := d.procedures.Definition(w.Definition, w.Version)
			if !ok {
				return fmt.Errorf("run %s: no definition %s.%d", w.Run, w.Definition, w.Version)
			}
			gate, ok := def.Gate(w.Slot.Gate)
			if !ok {
				return fmt.Errorf("run %s: no gate %s", w.Run, w.Slot.Gate)
			}
			all = append(all, queued(w, gate, by))
		}
		slices.SortStableFunc(all, func(a, b Queued) int { return rank(a) - rank(b) })
		return nil
	})
	return all, err
}

func queued(w store.Waiting, g procedure.Gate, by procedure.Actor) Queued {
	q := Queued{Waiting: w, Gate: g}
	c, mine := ownMove(w, by)
	if q.Mine = mine; mine && c.ByDelegation() {
		q.For = c.Title
	}
	q.MayRecord = !mine && by.Enters(w.Office, g)
	return q
}

// ownMove gives the capacity in which an open gate waits for somebody.
func ownMove(w store.Waiting, by procedure.Actor) (procedure.Actor, bool) {
	return by.As(func(c procedure.Actor) bool {
		return c.Moves(w.Government, w.Office) && (w.Office != procedure.Agency || w.Agency == "" || w.Agency == c.Agency)
	})
}

func rank(q Queued) int {
	switch {
	case q.Mine:
		return 0
	case q.MayRecord:
		return 1
	}
	return 2
}
