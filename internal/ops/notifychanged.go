package ops

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/store"
)

// lookedAgain is how far a pass looks back beyond the one before it: what was
// done just before it may not have been there to see, and the clocks of nodes
// differ.
const lookedAgain = 10 * time.Minute

// watch is what a desk remembers of its passes for messages. A pass looks at
// what the trail says was acted on since the one before it; the first pass, and
// the first of each day, looks at everything, since days have come nearer.
type watch struct {
	sync.Mutex
	fromUS int64 // of the pass before; 0: none yet
	day    civil.Date
	rules  string   // by which the days of runs were made then
	failed []string // scopes that could not be looked at
}

// scopesToLookAt lists the matters of which somebody may have to be told now.
func (d *Desk) scopesToLookAt(ctx context.Context, tx *store.Tx) ([]string, error) {
	w := &d.watch
	if w.fromUS == 0 || w.day != d.today() {
		return tx.NoticeScopes(ctx)
	}
	since := w.fromUS - lookedAgain.Microseconds()
	acted, err := tx.ActedSince(ctx, since)
	if err != nil {
		return nil, err
	}
	c := changes{tx: tx, in: map[string]bool{}, of: map[string]bool{}}
	for _, a := range acted {
		if err := c.add(ctx, a); err != nil && fault.KindOf(err) != fault.NotFound { // it is gone
			return nil, err
		}
	}
	if c.all {
		return tx.NoticeScopes(ctx)
	}
	measured, err := tx.MeasuredSince(ctx, since)
	if err != nil {
		return nil, err
	}
	for _, id := range measured {
		c.scopes = append(c.scopes, "agreement "+id)
	}
	for _, more := range []func() ([]string, error){
		func() ([]string, error) { return tx.ScopesIn(ctx, slices.Sorted(maps.Keys(c.in))) },
		func() ([]string, error) { return tx.ScopesOf(ctx, slices.Sorted(maps.Keys(c.of))) },
		func() ([]string, error) { return tx.ProposalScopes(ctx) },
	} {
		some, err := more()
		if err != nil {
			return nil, err
		}
		c.scopes = append(c.scopes, some...)
	}
	c.scopes = append(c.scopes, w.failed...)
	slices.Sort(c.scopes)
	return slices.Compact(c.scopes), nil
}

// changes gathers what was acted on.
type changes struct {
	tx     *store.Tx
	scopes []string
	in     map[string]bool // cooperations
	of     map[string]bool // governments whose people changed
	all    bool
}

// quiet are acts of administration that change neither who is told nor of what.
var quiet = []string{"new_diary_link", "drop_diary_link", "change_mailbox", "confirm_mailbox", "reset_password", "note_report", "send_report", "propose_border", "approve_border"}

// add finds the matters of a thing. What is not known here may be anything.
func (c *changes) add(ctx context.Context, a store.Acted) error {
	kind, id, _ := strings.Cut(a.Object, " ")
	id, _, _ = strings.Cut(id, " ")
	switch {
	case slices.Contains(quiet, a.Action):
		return nil
	case kind == "cooperation":
		c.in[id] = true
		return nil
	case kind == "agreement":
		return c.agreement(ctx, id)
	case kind == "run":
		return c.run(ctx, id)
	case kind == "signing":
		r, err := c.tx.Round(ctx, id)
		if err != nil {
			return err
		}
		return c.run(ctx, r.Run)
	case kind == "draft":
		x, err := c.tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		return c.run(ctx, x.Run)
	case kind == "statement":
		c.scopes = append(c.scopes, a.Object)
		return nil
	case kind == "service":
		s, _, err := c.tx.Service(ctx, id, civil.Date{})
		if err != nil {
			return err
		}
		return c.agreement(ctx, s.Agreement)
	case kind == "device", kind == "border":
		return nil
	case kind == "account", kind == "office", kind == "agency":
		c.people(a.Government)
		return nil
	case kind == "government" && a.Action != "use_report":
		c.people(a.Government)
		c.people(id)
		return nil
	}
	c.all = true
	return nil
}

// people of a government changed: whoever is told of what it takes part in. A
// province watches everything inside it.
func (c *changes) people(government string) {
	c.of[government] = true
	c.all = c.all || len(government) == 2
}

func (c *changes) agreement(ctx context.Context, id string) error {
	a, err := c.tx.Agreement(ctx, id)
	if err == nil {
		c.in[a.Cooperation] = true
	}
	return err
}

func (c *changes) run(ctx context.Context, id string) error {
	p, err := c.tx.Proceeding(ctx, id)
	if err == nil {
		c.in[p.Cooperation] = true
	}
	return err
}

// prune removes messages that were read and are older than the desk keeps them.
func (d *Desk) prune(ctx context.Context) error {
	if d.keepMessages <= 0 {
		return nil
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.PruneNotices(ctx, d.now().Add(-d.keepMessages).UnixMicro())
		if n > 0 {
			d.log.Info("old messages removed", "count", n)
		}
		return err
	})
}
