package store

import (
	"context"
	"fmt"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb"
)

// ListedStatement is a statement as a list has it.
type ListedStatement struct {
	Statement
	Title string // of its agreement
}

// billed gives the condition under which a statement s of an agreement a is a
// reader's: of a party or of who watches; a draft is its provider's.
func billed(r Reader, is func(any) string) string {
	return seen(r, is) + ` and (s.status <> 'draft' or s.lifecycle = ` + is(r.Government) + `)`
}

// seen gives the condition under which an agreement a is a reader's: of a party,
// or of who watches all of its parties.
func seen(r Reader, is func(any) string) string {
	where := `(exists (select 1 from agreement_party p where p.agreement = a.id and p.government = ` + is(r.Government) + `)`
	if inside := r.Government + "."; r.Watches {
		where += ` or not exists (select 1 from agreement_party p where p.agreement = a.id and substr(p.government, 1, ` + is(len(inside)) + `) <> ` + is(inside) + `)`
	}
	return where + `)`
}

// numbered gives a function that gathers arguments and gives their places.
func numbered(args *[]any) func(any) string {
	return func(value any) string {
		*args = append(*args, value)
		return fmt.Sprintf("$%d", len(*args))
	}
}

const statementsOf = `
	select s.id, s.agreement, s.month, s.version, s.sha256, s.lifecycle, s.status, s.total, s.created_us, s.created_by, s.waiting, s.waiting_kg, a.title
	from statement s join agreement a on a.id = s.agreement
	where `

func scanListed(row sqldb.Scanner) (s ListedStatement, err error) {
	err = row.Scan(append(s.into(), &s.Title)...)
	return s, err
}

// StatementsAfter lists a reader's statements, newest month first, from after
// one (empty: from the newest), at most limit. The caller still asks policy
// about every row.
func (tx *Tx) StatementsAfter(ctx context.Context, r Reader, after Statement, limit int) ([]ListedStatement, error) {
	var args []any
	is := numbered(&args)
	where := billed(r, is)
	if after.ID != "" {
		month, paper := is(after.Month.String()), is(after.Agreement)
		where += ` and s.month <= ` + month + ` and (s.month < ` + month + ` or s.agreement > ` + paper + ` or s.agreement = ` + paper + ` and s.version < ` + is(after.Version) + `)`
	}
	return sqldb.Select(ctx, tx.Tx, scanListed, statementsOf+where+` order by s.month desc, s.agreement, s.version desc limit `+is(limit), args...)
}

// PendingStatements lists a reader's statements on which somebody may have
// something to do, newest month first, at most limit: those that are not final,
// and agreed ones of which something came or was measured again since. With ids,
// only those.
func (tx *Tx) PendingStatements(ctx context.Context, r Reader, ids []string, limit int) ([]ListedStatement, error) {
	var args []any
	is := numbered(&args)
	where := billed(r, is)
	if ids != nil {
		in := "''"
		for _, id := range ids {
			in += ", " + is(id)
		}
		where += ` and s.id in (` + in + `)`
	}
	const open = ` in ('` + string(settlement.Draft) + `', '` + string(settlement.Offered) + `', '` + string(settlement.Disputed) + `', '` + string(settlement.Accepted) + `')`
	if ids == nil { // found by their status, or by what can have changed
		where += ` and s.id in (select o.id from statement o where o.status` + open + ` union all select g.id from service v cross join statement g where g.agreement = v.agreement and g.status = '` + string(settlement.Agreed) + `')`
	}
	// Found by their ids: "||" keeps the engines from looking for a status here.
	where += ` and (s.status || ''` + open + `
		or s.status || '' = '` + string(settlement.Agreed) + `'
			and not exists (select 1 from statement l where l.agreement = s.agreement and l.month = s.month and l.version > s.version and (l.status <> 'draft' or l.lifecycle = ` + is(r.Government) + `))
			and exists (select 1 from service v join service_day d on d.service = v.id
				where v.agreement = s.agreement and d.date >= s.month || '-01' and d.date <= s.month || '-31' and (d.touched > d.measured or d.measured_us > s.created_us)))`
	return sqldb.Select(ctx, tx.Tx, scanListed, statementsOf+where+` order by s.month || '' desc, s.agreement, s.version desc limit `+is(limit), args...) // not in the order of an index: few are open
}

// Heads gives agreements with their parties, without signers and attendees, by
// id.
func (tx *Tx) Heads(ctx context.Context, ids []string) (map[string]agreement.Agreement, error) {
	out := map[string]agreement.Agreement{}
	if len(ids) == 0 {
		return out, nil
	}
	in, args := list(ids)
	all, err := sqldb.Select(ctx, tx.Tx, scanAgreement, `select `+agreementColumns+` from agreement where id in `+in, args...)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		out[a.ID] = a
	}
	return out, tx.eachSide(ctx, out, `where p.agreement in `+in, args)
}

// Provided lists the PKS of which a government provides a service on a day, by
// title: id and title alone.
func (tx *Tx) Provided(ctx context.Context, government string, on civil.Date) ([]agreement.Agreement, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a agreement.Agreement, err error) {
		err = row.Scan(&a.ID, &a.Title)
		return a, err
	}, `
		select a.id, a.title from agreement a
		where a.kind = $1 and (a.status <> 'draf' or a.owner = $3) and exists (
			select 1 from service s left join service_version v on v.service = s.id
				and v.from_date = (select max(w.from_date) from service_version w where w.service = s.id and w.from_date <= $2)
			where s.agreement = a.id and coalesce(v.provider, s.provider) = $3)
		order by a.title, a.id`, string(agreement.PKS), on.String(), government)
}
