package ops

import (
	"context"
	"slices"
	"time"

	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// LinkUntil gives the instant until which an invitation or reset link is good.
func (d *Desk) LinkUntil(ctx context.Context, secret string) (until time.Time, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := d.linked(ctx, tx, secret); err != nil {
			return err
		}
		l, err := tx.Link(ctx, hashSecret(secret))
		until = time.UnixMicro(l.ExpiresUS)
		return err
	})
	return until, err
}

// OpenLinks gives, for the accounts of the actor's government that have an
// unused link, the instant until which the last of them is good. It may have
// passed.
func (d *Desk) OpenLinks(ctx context.Context, who policy.Actor) (until map[string]time.Time, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		links, err := tx.UnusedLinks(ctx, who.Government)
		until = make(map[string]time.Time, len(links))
		for _, l := range links {
			if at := time.UnixMicro(l.ExpiresUS); at.After(until[l.Account]) {
				until[l.Account] = at
			}
		}
		return err
	})
	return until, err
}

// Invitations lists the first administrators whom another government invited:
// those of the actor's government, and those whom it invited itself. Both sides
// see when and from where the link was used.
func (d *Desk) Invitations(ctx context.Context, who policy.Actor) (all []store.Invitation, err error) {
	if who.Public() {
		return nil, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		found, err := tx.ForeignInvitations(ctx, who.Government)
		all = slices.DeleteFunc(found, func(i store.Invitation) bool { return i.Account != who.Account && !who.Has(policy.Admin) })
		return err
	})
	return all, err
}

// InvitedBy gives the invitation that a link of another government is, and
// false for every other link.
func (d *Desk) InvitedBy(ctx context.Context, secret string) (l store.Link, foreign bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := d.linked(ctx, tx, secret)
		if err != nil {
			return err
		}
		l, err = tx.Link(ctx, hashSecret(secret))
		foreign = l.By != "" && l.By != a.Government
		return err
	})
	return l, foreign, err
}
