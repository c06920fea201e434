package store

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// public is the condition under which anyone may know a cooperation c.
const public = `not c.draft and exists (select 1 from agreement a where a.cooperation = c.id and a.status <> 'draf')`

// PublicAfter lists the cooperations that anyone may know by title, from after
// one (empty: from the first), at most limit.
func (tx *Tx) PublicAfter(ctx context.Context, after string, limit int) ([]agreement.Cooperation, error) {
	title := ""
	if after != "" {
		c, err := tx.Cooperation(ctx, after)
		if err != nil {
			return nil, err
		}
		title = c.Title
	}
	all, err := sqldb.Select(ctx, tx.Tx, scanCooperation, `
		select `+cooperationColumns+` from cooperation c
		where (c.title > $1 or c.title = $1 and c.id > $2) and `+public+` order by c.title, c.id limit $3`, title, after, limit)
	if err != nil {
		return nil, err
	}
	return all, tx.fillCooperations(ctx, all)
}

// CountPublic counts the cooperations that anyone may know.
func (tx *Tx) CountPublic(ctx context.Context) (n int, err error) {
	err = tx.QueryRow(ctx, `select count(*) from cooperation c where `+public).Scan(&n)
	return n, err
}

// fillCooperations adds their parties to cooperations, in one question.
func (tx *Tx) fillCooperations(ctx context.Context, all []agreement.Cooperation) error {
	at, ids := map[string]int{}, make([]string, len(all))
	for i, c := range all {
		at[c.ID], ids[i] = i, c.ID
	}
	if len(ids) == 0 {
		return nil
	}
	in, args := list(ids)
	sides, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s [2]string, err error) {
		err = row.Scan(&s[0], &s[1])
		return s, err
	}, `select cooperation, government from cooperation_party where cooperation in `+in+` order by cooperation, position`, args...)
	for _, s := range sides {
		all[at[s[0]]].Parties = append(all[at[s[0]]].Parties, s[1])
	}
	return err
}

// PapersOf lists what was signed in some cooperations, without parties and
// signers.
func (tx *Tx) PapersOf(ctx context.Context, cooperations []string) ([]agreement.Agreement, error) {
	if len(cooperations) == 0 {
		return nil, nil
	}
	in, args := list(cooperations)
	return sqldb.Select(ctx, tx.Tx, scanAgreement, `
		select `+agreementColumns+` from agreement where cooperation in `+in+` and status <> 'draf' order by cooperation, kind, title, id`, args...)
}

// ServicesIn lists the services of the agreements of some cooperations as they
// stand on a day.
func (tx *Tx) ServicesIn(ctx context.Context, cooperations []string, on civil.Date) (out []agreement.Service, err error) {
	if len(cooperations) == 0 {
		return nil, nil
	}
	in, args := listAfter(2, cooperations)
	all, err := sqldb.Select(ctx, tx.Tx, scanService, servicesOn+`
		where s.agreement in (select id from agreement where status <> $1 and cooperation in `+in+`) order by s.agreement, s.id`,
		append([]any{string(agreement.Draft), on.String()}, args...)...)
	for _, s := range all {
		out = append(out, s.Service)
	}
	return out, err
}
