package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// UnusedLinks lists the links of a government's accounts that nobody has used,
// those that have expired too.
func (tx *Tx) UnusedLinks(ctx context.Context, government string) ([]Link, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (l Link, err error) {
		err = row.Scan(&l.SecretHash, &l.Purpose, &l.Account, &l.ExpiresUS, &l.UsedUS)
		return l, err
	}, `
		select l.secret_hash, l.purpose, l.account, l.expires_us, l.used_us
		from one_time_link l join account a on a.id = l.account
		where a.government = $1 and l.used_us = 0 order by l.account, l.expires_us`, government)
}
