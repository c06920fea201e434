package ops

import (
	"context"
	"fmt"
	"math"

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
	page, err := d.QueuePage(ctx, who, "", 0, math.MaxInt32)
	return page.Steps, err
}

// QueuePage is a page of a queue.
type QueuePage struct {
	Steps       []Queued
	Count, Mine int // of the whole queue
}

// QueuePage gives at most so many steps of a queue, after so many others, of all
// offices or of one kind.
func (d *Desk) QueuePage(ctx context.Context, who policy.Actor, office procedure.OfficeKind, from, limit int) (page QueuePage, err error) {
	if who.Public() {
		return page, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		page = QueuePage{}
		by, err := d.actor(ctx, tx, who)
		if err != nil {
			return err
		}
		kinds, err := tx.WaitingKinds(ctx, who.Government)
		if err != nil {
			return err
		}
		var ranked [3][]store.WaitingKind
		for _, k := range kinds {
			if office != "" && k.Office != office {
				continue
			}
			q, err := d.queued(store.Waiting{Definition: k.Definition, Version: k.Version, Slot: procedure.Slot{Gate: k.Gate}, Government: who.Government, Office: k.Office, Agency: k.Agency}, by)
			if err != nil {
				return err
			}
			ranked[rank(q)] = append(ranked[rank(q)], k)
			if page.Count += k.Count; q.Mine {
				page.Mine += k.Count
			}
		}
		skip := from
		for _, of := range ranked {
			n := 0
			for _, k := range of {
				n += k.Count
			}
			if skip >= n || len(page.Steps) == limit {
				skip = max(0, skip-n)
				continue
			}
			open, err := tx.WaitingOf(ctx, who.Government, of, skip, limit-len(page.Steps))
			if err != nil {
				return err
			}
			for _, w := range open {
				q, err := d.queued(w, by)
				if err != nil {
					return err
				}
				page.Steps = append(page.Steps, q)
			}
			skip = 0
		}
		return nil
	})
	return page, err
}

func (d *Desk) queued(w store.Waiting, by procedure.Actor) (Queued, error) {
	def, ok := d.procedures.Definition(w.Definition, w.Version)
	if !ok {
		return Queued{}, fmt.Errorf("run %s: no definition %s.%d", w.Run, w.Definition, w.Version)
	}
	gate, ok := def.Gate(w.Slot.Gate)
	if !ok {
		return Queued{}, fmt.Errorf("run %s: no gate %s", w.Run, w.Slot.Gate)
	}
	return queued(w, gate, by), nil
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
