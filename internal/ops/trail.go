package ops

import (
	"context"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

// witnesses gives the governments in whose trail an act on a thing stands,
// besides the actor's own: the parties of what is shared. Acts on a draft and
// acts of administration stay with their government; the one exception is that
// a government is told who made it known.
func witnesses(ctx context.Context, tx *store.Tx, object string) (codes []string, err error) {
	kind, id, _ := strings.Cut(object, " ")
	switch kind {
	case "government":
		return []string{id}, nil
	case "holidays":
		all, gerr := tx.Governments(ctx)
		err = gerr
		for _, g := range all {
			codes = append(codes, g.Code)
		}
	case "cooperation":
		c, cerr := tx.Cooperation(ctx, id)
		if err = cerr; err == nil && !c.Draft {
			codes = c.Parties
		}
	case "agreement":
		codes, err = partiesKnowing(ctx, tx, id)
	case "service":
		s, _, serr := tx.Service(ctx, id, civil.Date{})
		if err = serr; err == nil {
			codes, err = partiesKnowing(ctx, tx, s.Agreement)
		}
	case "device":
		dev, derr := tx.Device(ctx, id)
		if err = derr; err == nil {
			return witnesses(ctx, tx, "service "+dev.Service)
		}
	case "statement":
		s, serr := tx.Statement(ctx, id)
		if err = serr; err == nil && s.Status != settlement.Draft {
			codes, err = partiesKnowing(ctx, tx, s.Agreement)
		}
	case "border":
		codes, err = borderParties(ctx, tx, id)
	}
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil // not there yet, or no more
	}
	return codes, err
}

// partiesKnowing gives the parties of an agreement that is no draft, or is put
// before them.
func partiesKnowing(ctx context.Context, tx *store.Tx, id string) ([]string, error) {
	a, err := tx.Agreement(ctx, id)
	if err != nil || a.Status == agreement.Draft && !a.Proposed {
		return nil, err
	}
	return a.Codes(), nil
}

func borderParties(ctx context.Context, tx *store.Tx, id string) ([]string, error) {
	all, err := tx.Borders(ctx)
	for _, b := range all {
		if b.ID == id {
			return borderResource(b).Parties, err
		}
	}
	return nil, err
}

// Trail gives what stands in the trail of the actor's government, newest
// first: what its people did, and what the other parties did with what they
// share.
func (d *Desk) Trail(ctx context.Context, who policy.Actor, before int64, limit int) (entries []store.Entry, err error) {
	if err := policy.Can(who, policy.SeeTrail, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		entries, err = tx.Trail(ctx, who.Government, before, limit)
		return err
	})
	return entries, err
}

// TrailName is what a thing of the trail is called. A statement is called by its
// PKS, month and version; only it has the last two.
type TrailName struct {
	Name    string
	Month   civil.Month
	Version int
}

// TrailNames gives what things are called of which entries of the actor's
// government speak by id, by the thing as the entries name it ("run x"). Its
// accounts are there by id and by login. What is gone, or has only its id, is
// missing.
func (d *Desk) TrailNames(ctx context.Context, who policy.Actor, entries []store.Entry) (names map[string]TrailName, err error) {
	if err := policy.Can(who, policy.SeeTrail, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		names = map[string]TrailName{}
		people, err := tx.Accounts(ctx, who.Government)
		if err != nil {
			return err
		}
		for _, a := range people {
			names["account "+a.ID], names["account "+a.Login] = TrailName{Name: a.Name}, TrailName{Name: a.Name}
		}
		offices, err := tx.Offices(ctx, who.Government)
		if err != nil {
			return err
		}
		for _, o := range offices {
			names["office "+o.ID] = TrailName{Name: o.Title}
		}
		for _, e := range entries {
			if _, known := names[e.Object]; known {
				continue
			}
			name, err := d.trailName(ctx, tx, e.Object)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
			names[e.Object] = name
		}
		return nil
	})
	return names, err
}

// trailName looks up a thing; the zero name when it has none.
func (d *Desk) trailName(ctx context.Context, tx *store.Tx, object string) (TrailName, error) {
	kind, id, _ := strings.Cut(object, " ")
	switch kind {
	case "cooperation":
		c, err := tx.Cooperation(ctx, id)
		return TrailName{Name: c.Title}, err
	case "agreement":
		a, err := tx.Agreement(ctx, id)
		return TrailName{Name: a.Title}, err
	case "run":
		p, err := tx.Proceeding(ctx, id)
		return TrailName{Name: p.Title}, err
	case "draft":
		x, err := tx.Draft(ctx, id)
		return TrailName{Name: x.Title}, err
	case "signing":
		r, err := tx.Round(ctx, id)
		return TrailName{Name: r.Title}, err
	case "service":
		s, _, err := tx.Service(ctx, id, civil.Date{})
		return TrailName{Name: s.Name}, err
	case "alert":
		return d.alertName(ctx, tx, id)
	case "device":
		dev, err := tx.Device(ctx, id)
		return TrailName{Name: dev.Vehicle}, err
	case "statement":
		s, err := tx.Statement(ctx, id)
		if err != nil {
			return TrailName{}, err
		}
		a, err := tx.Agreement(ctx, s.Agreement)
		return TrailName{Name: a.Title, Month: s.Month, Version: s.Version}, err
	}
	return TrailName{}, nil
}
