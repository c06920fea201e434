package store

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// Reader is for whom a list is made: a government, and whether what lies
// within it is watched. The caller still asks policy about every row; this
// only keeps what cannot be theirs from being read.
type Reader struct {
	Government string
	Watches    bool // everything inside the government, as a province does
}

// CooperationsAfter lists cooperations by title, from after one (empty: from
// the first), at most limit.
func (tx *Tx) CooperationsAfter(ctx context.Context, r Reader, after string, limit int) ([]agreement.Cooperation, error) {
	title := ""
	if after != "" {
		c, err := tx.Cooperation(ctx, after)
		if err != nil {
			return nil, err
		}
		title = c.Title
	}
	inside := r.Government + "."
	all, err := sqldb.Select(ctx, tx.Tx, scanCooperation, `
		select `+cooperationColumns+` from cooperation c
		where (c.title > $1 or c.title = $1 and c.id > $2) and (
			c.owner = $3
			or exists (select 1 from cooperation_party p where p.cooperation = c.id and p.government = $3)
			or $4 and not exists (select 1 from cooperation_party p where p.cooperation = c.id and p.government <> $3 and substr(p.government, 1, $5) <> $6))
		order by c.title, c.id limit $7`, title, after, r.Government, r.Watches, len(inside), inside, limit)
	if err != nil {
		return nil, err
	}
	return all, tx.fillCooperations(ctx, all)
}

// PaperHeads lists the agreements of some cooperations with what tells who may
// see them: kind, status, owner and parties, and no more.
func (tx *Tx) PaperHeads(ctx context.Context, cooperations []string) ([]agreement.Agreement, error) {
	if len(cooperations) == 0 {
		return nil, nil
	}
	in, args := list(cooperations)
	var out []agreement.Agreement
	_, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (struct{}, error) {
		var a agreement.Agreement
		var p agreement.Party
		if err := row.Scan(&a.ID, &a.Cooperation, &a.Kind, &a.Status, &a.Owner, &a.Proposed, &p.Government); err != nil {
			return struct{}{}, err
		}
		if n := len(out); n == 0 || out[n-1].ID != a.ID {
			out = append(out, a)
		}
		last := &out[len(out)-1]
		last.Parties = append(last.Parties, p)
		return struct{}{}, nil
	}, `
		select a.id, a.cooperation, a.kind, a.status, a.owner, a.proposed, p.government
		from agreement a join agreement_party p on p.agreement = a.id
		where a.cooperation in `+in+` order by a.id, p.position`, args...)
	return out, err
}

// CountWatched counts the cooperations of a reader, and the runs in them in
// which a step is past its day.
func (tx *Tx) CountWatched(ctx context.Context, r Reader, today civil.Date) (cooperations, late int, err error) {
	inside := r.Government + "."
	theirs := `not c.draft and (
		exists (select 1 from cooperation_party p where p.cooperation = c.id and p.government = $1)
		or $2 and not exists (select 1 from cooperation_party p where p.cooperation = c.id and p.government <> $1 and substr(p.government, 1, $3) <> $4))`
	args := []any{r.Government, r.Watches, len(inside), inside}
	if err = tx.QueryRow(ctx, `select count(*) from cooperation c where `+theirs, args...).Scan(&cooperations); err != nil {
		return 0, 0, err
	}
	err = tx.QueryRow(ctx, `
		select count(distinct m.run) from procedure_move m join procedure_run r on r.id = m.run join cooperation c on c.id = r.cooperation
		where m.due <> '' and m.due < $5 and `+theirs, append(args, today.String())...).Scan(&late)
	return cooperations, late, err
}
