package store

import (
	"context"

	"sinergi/internal/party"
	"sinergi/internal/sqldb"
)

// Particulars are those of a government, or of one of its agencies, since a
// moment.
type Particulars struct {
	Government string
	Agency     string // empty: the government itself
	AtUS       int64
	ByName     string
	party.Particulars
}

const particularsColumns = `government, agency, at_us, by_name, seat, address, contact_office, contact_address, phone, email`

// AddParticulars adds particulars; those before stay as they were.
func (tx *Tx) AddParticulars(ctx context.Context, p Particulars) error {
	_, err := tx.Exec(ctx, `insert into particulars (`+particularsColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		p.Government, p.Agency, p.AtUS, p.ByName, p.Seat, p.Address, p.Contact.Office, p.Contact.Address, p.Contact.Phone, p.Contact.Email)
	return err
}

// Particulars lists all that were entered of a government or an agency, newest
// first.
func (tx *Tx) Particulars(ctx context.Context, government, agency string) ([]Particulars, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p Particulars, err error) {
		err = row.Scan(&p.Government, &p.Agency, &p.AtUS, &p.ByName, &p.Seat, &p.Address, &p.Contact.Office, &p.Contact.Address, &p.Contact.Phone, &p.Contact.Email)
		return p, err
	}, `select `+particularsColumns+` from particulars where government = $1 and agency = $2 order by id desc`, government, agency)
}

// ParticularsAt gives those that counted at a moment; empty when none were
// entered before.
func (tx *Tx) ParticularsAt(ctx context.Context, government, agency string, us int64) (party.Particulars, error) {
	all, err := tx.Particulars(ctx, government, agency)
	for _, p := range all {
		if p.AtUS <= us {
			return p.Particulars, err
		}
	}
	return party.Particulars{}, err
}

// SeatOf gives the seat that a government has now; empty when it was not
// entered.
func (tx *Tx) SeatOf(ctx context.Context, government string) (string, error) {
	all, err := tx.Particulars(ctx, government, "")
	if len(all) == 0 {
		return "", err
	}
	return all[0].Seat, err
}
