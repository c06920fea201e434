package store

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// theirs is the condition under which a government, the argument $1, takes part
// in an agreement a and sees it.
const theirs = `exists (select 1 from agreement_party p where p.agreement = a.id and p.government = $1) and (a.status <> 'draf' or a.owner = $1)`

// noEnd stands for the last day of what has none.
const noEnd = "9999-12-31"

// EndingFirst lists the agreements in force of a reader, those that end
// first first and those without an end last, at most limit: without parties and
// signers.
func (tx *Tx) EndingFirst(ctx context.Context, r Reader, limit int) ([]agreement.Agreement, error) {
	if r.Watches {
		var args []any
		is := numbered(&args)
		return sqldb.Select(ctx, tx.Tx, scanAgreement, `
			select `+agreementColumns+` from agreement a where a.status = `+is(string(agreement.Active))+` and `+seen(r, is)+`
			order by case when a.until_date = '' then 1 else 0 end, a.until_date, a.id limit `+is(limit), args...)
	}
	return sqldb.Select(ctx, tx.Tx, scanAgreement, `
		select `+agreementColumns+` from agreement a join (
			select p.stands, p.agreement from agreement_party p where p.government = $1 and p.stands <> '' order by p.stands, p.agreement limit $2) p on p.agreement = a.id
		order by p.stands, p.agreement`, r.Government, limit)
}

// ServicesFor lists the services of the agreements of a reader as they stand on a
// day, at most limit. With provided, only those that its government provides.
func (tx *Tx) ServicesFor(ctx context.Context, r Reader, provided bool, on civil.Date, limit int) (out []agreement.Service, err error) {
	args := []any{r.Government, on.String(), provided}
	is := numbered(&args)
	all, err := sqldb.Select(ctx, tx.Tx, scanService, servicesOn+` join agreement a on a.id = s.agreement
		where (a.status <> 'draf' or a.owner = $1) and (not $3 or coalesce(v.provider, s.provider) = $1) and `+seen(r, is)+` order by s.agreement, s.id limit `+is(limit), args...)
	for _, s := range all {
		out = append(out, s.Service)
	}
	return out, err
}

// Unprepared lists, at most limit of each, what a government can still prepare:
// cooperations without papers, those that it has not shared, PKS without
// services and PKS without a tariff.
type Unprepared struct {
	Papers, Unshared   []agreement.Cooperation // id and title alone
	Services, Unpriced []agreement.Agreement   // id and title alone
}

// Unprepared gives what a government can still prepare.
func (tx *Tx) Unprepared(ctx context.Context, government string, limit int) (u Unprepared, err error) {
	cooperations := func(where string) ([]agreement.Cooperation, error) {
		return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (c agreement.Cooperation, err error) {
			err = row.Scan(&c.ID, &c.Title)
			return c, err
		}, `select c.id, c.title from cooperation c where `+where+` order by c.title, c.id limit $2`, government, limit)
	}
	papers := func(where string) ([]agreement.Agreement, error) {
		return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a agreement.Agreement, err error) {
			err = row.Scan(&a.ID, &a.Title)
			return a, err
		}, `select a.id, a.title from agreement a where a.kind = 'pks' and a.status <> 'berakhir' and not a.proposed and `+theirs+` and `+where+` order by a.title, a.id limit $2`, government, limit)
	}
	if u.Papers, err = cooperations(`(not c.draft or c.owner = $1) and exists (select 1 from cooperation_party p where p.cooperation = c.id and p.government = $1)
		and not exists (select 1 from agreement a where a.cooperation = c.id and (a.status <> 'draf' or a.owner = $1))`); err != nil {
		return u, err
	}
	if u.Unshared, err = cooperations(`c.draft and c.owner = $1`); err != nil {
		return u, err
	}
	if u.Services, err = papers(`not exists (select 1 from service s where s.agreement = a.id)`); err != nil {
		return u, err
	}
	u.Unpriced, err = papers(`not exists (select 1 from tariff t where t.agreement = a.id)`)
	return u, err
}

// Unsettled lists those of some agreements that have a tariff and no statement.
func (tx *Tx) Unsettled(ctx context.Context, ids []string) ([]agreement.Agreement, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := list(ids)
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a agreement.Agreement, err error) {
		err = row.Scan(&a.ID, &a.Title)
		return a, err
	}, `
		select a.id, a.title from agreement a
		where a.id in `+in+` and exists (select 1 from tariff t where t.agreement = a.id) and not exists (select 1 from statement s where s.agreement = a.id)
		order by a.title, a.id`, args...)
}
