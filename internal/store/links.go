package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// UnusedLinks lists the links of a government's accounts that nobody has used,
// those that have expired too.
func (tx *Tx) UnusedLinks(ctx context.Context, government string) ([]Link, error) {
	return sqldb.Select(ctx, tx.Tx, scanLink, `
		select `+linkColumns+` from one_time_link l join account a on a.id = l.account
		where a.government = $1 and l.used_us = 0 order by l.account, l.expires_us`, government)
}

// ForeignInvitations lists the invitations that another government made to an
// account of this one, or this one to another's, the newest first.
func (tx *Tx) ForeignInvitations(ctx context.Context, government string) ([]Invitation, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (i Invitation, err error) {
		err = row.Scan(&i.SecretHash, &i.Purpose, &i.Account, &i.ExpiresUS, &i.UsedUS, &i.ByName, &i.By, &i.UsedHost, &i.Name, &i.Government)
		return i, err
	}, `
		select `+linkColumns+`, a.name, a.government from one_time_link l join account a on a.id = l.account
		where l.purpose = 'invite' and l.by_government <> '' and l.by_government <> a.government and (l.by_government = $1 or a.government = $1)
		order by l.expires_us desc, l.secret_hash`, government)
}

// Invitation is a link with the person whom it invites.
type Invitation struct {
	Link
	Name, Government string // of the invited
}
