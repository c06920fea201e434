package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// Border is an official line that a government has put forward, and who of
// those it concerns has approved it.
type Border struct {
	ID         string
	SHA256     string // of the border with this line in it
	Source     string
	File       string // SHA-256 of the uploaded file
	ProposedBy string
	ProposedUS int64
	From       civil.Date // used from this day on, once approved
	Parties    []BorderParty
}

// BorderParty is a government whose line it is.
type BorderParty struct {
	Government string
	ApprovedBy string // name, empty while it has not approved
	ApprovedUS int64
}

// Approved reports whether every government that it concerns has approved it.
func (b Border) Approved() bool {
	for _, p := range b.Parties {
		if p.ApprovedUS == 0 {
			return false
		}
	}
	return len(b.Parties) > 0
}

// SaveBorder adds a proposed line and the governments it concerns.
func (tx *Tx) SaveBorder(ctx context.Context, b Border) error {
	_, err := tx.Exec(ctx, `
		insert into border (id, sha256, source, file, proposed_by, proposed_us, from_date) values ($1, $2, $3, $4, $5, $6, $7)`,
		b.ID, b.SHA256, b.Source, b.File, b.ProposedBy, b.ProposedUS, b.From.String())
	if err != nil {
		return err
	}
	for _, p := range b.Parties {
		if _, err := tx.Exec(ctx, `
			insert into border_party (border, government, approved_by, approved_us) values ($1, $2, $3, $4)`,
			b.ID, p.Government, p.ApprovedBy, p.ApprovedUS); err != nil {
			return err
		}
	}
	return nil
}

// ApproveBorder records a government's approval.
func (tx *Tx) ApproveBorder(ctx context.Context, id, government, name string, atUS int64) error {
	_, err := tx.Exec(ctx, `
		update border_party set approved_by = $3, approved_us = $4 where border = $1 and government = $2 and approved_us = 0`,
		id, government, name, atUS)
	return err
}

// Borders lists the proposed lines, newest first.
func (tx *Tx) Borders(ctx context.Context) ([]Border, error) {
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (b Border, err error) {
		err = row.Scan(&b.ID, &b.SHA256, &b.Source, &b.File, &b.ProposedBy, &b.ProposedUS, date{&b.From})
		return b, err
	}, `select id, sha256, source, file, proposed_by, proposed_us, from_date from border order by from_date desc, proposed_us desc, id`)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Parties, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p BorderParty, err error) {
			err = row.Scan(&p.Government, &p.ApprovedBy, &p.ApprovedUS)
			return p, err
		}, `select government, approved_by, approved_us from border_party where border = $1 order by government`, all[i].ID)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
