package store

import (
	"context"
	"fmt"

	"sinergi/internal/agreement"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb"
)

// NoticeScopes lists the scopes of which somebody may have to be told, or was:
// "cooperation x", "agreement x", "proposal x", "statement x".
func (tx *Tx) NoticeScopes(ctx context.Context) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select 'cooperation ' || id from cooperation
		union select 'agreement ' || a.id from agreement a where a.status <> $1 and exists (select 1 from obligation o where o.agreement = a.id)
		union select 'agreement ' || agreement from evaluation
		union select 'proposal ' || id from proposal where state = 'waiting'
		union select 'statement ' || id from statement where status in ($2, $3, $4)
		union select scope from notice where over_us = 0
		order by 1`, string(agreement.Draft), string(settlement.Offered), string(settlement.Disputed), string(settlement.Accepted))
}

// Acted is a thing that somebody did something to.
type Acted struct{ Government, Action, Object string }

// ActedSince lists what was acted on from an instant on.
func (tx *Tx) ActedSince(ctx context.Context, fromUS int64) ([]Acted, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a Acted, err error) {
		err = row.Scan(&a.Government, &a.Action, &a.Object)
		return a, err
	}, `select distinct government, action, object from audit where at_us >= $1 order by object, action, government`, fromUS)
}

// MeasuredSince lists the agreements with duties of which something was measured
// from an instant on.
func (tx *Tx) MeasuredSince(ctx context.Context, fromUS int64) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select distinct s.agreement from service_day d join service s on s.id = d.service
		where d.measured_us >= $1 order by 1`, fromUS)
}

// ScopesIn lists the scopes of some cooperations: each itself, and its
// agreements.
func (tx *Tx) ScopesIn(ctx context.Context, cooperations []string) ([]string, error) {
	if len(cooperations) == 0 {
		return nil, nil
	}
	in, args := list(cooperations)
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select 'cooperation ' || id from cooperation where id in `+in+`
		union select 'agreement ' || a.id from agreement a where a.cooperation in `+in+`
		order by 1`, args...)
}

// ScopesOf lists the scopes in which governments take part.
func (tx *Tx) ScopesOf(ctx context.Context, governments []string) ([]string, error) {
	if len(governments) == 0 {
		return nil, nil
	}
	in, args := list(governments)
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select 'cooperation ' || cooperation from cooperation_party where government in `+in+`
		union select 'agreement ' || p.agreement from agreement_party p where p.government in `+in+`
			and (exists (select 1 from obligation o where o.agreement = p.agreement) or exists (select 1 from evaluation e where e.agreement = p.agreement))
		union select 'statement ' || s.id from statement s join agreement_party p on p.agreement = s.agreement
			where p.government in `+in+fmt.Sprintf(` and s.status in ($%d, $%d, $%d)`, len(args)+1, len(args)+2, len(args)+3)+`
		order by 1`, append(args, string(settlement.Offered), string(settlement.Disputed), string(settlement.Accepted))...)
}

// ProposalScopes lists the proposals that wait, or of which somebody was told
// that they do.
func (tx *Tx) ProposalScopes(ctx context.Context) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, sqldb.One[string], `
		select 'proposal ' || id from proposal where state = 'waiting'
		union select scope from notice where over_us = 0 and kind = 'proposal'
		order by 1`)
}

// PruneNotices removes messages that were read and were sent before an instant,
// and gives how many.
func (tx *Tx) PruneNotices(ctx context.Context, beforeUS int64) (int64, error) {
	return tx.Exec(ctx, `delete from notice where told_us < $1 and read_us > 0`, beforeUS)
}
