package store

import (
	"context"

	"sinergi/internal/party"
	"sinergi/internal/sqldb"
)

// SaveGovernment adds a government or changes its name.
func (tx *Tx) SaveGovernment(ctx context.Context, g party.Government) error {
	_, err := tx.Exec(ctx, `
		insert into government (code, name, short, kind) values ($1, $2, $3, $4)
		on conflict (code) do update set name = excluded.name, short = excluded.short, kind = excluded.kind`,
		g.Code, g.Name, g.Short, string(g.Kind))
	return err
}

// Governments lists the governments that Sinergi knows, by code.
func (tx *Tx) Governments(ctx context.Context) ([]party.Government, error) {
	return sqldb.Select(ctx, tx.Tx, scanGovernment, `select code, name, short, kind from government order by code`)
}

// Government gives one government.
func (tx *Tx) Government(ctx context.Context, code string) (party.Government, error) {
	g, err := sqldb.Get(ctx, tx.Tx, scanGovernment, `select code, name, short, kind from government where code = $1`, code)
	return g, found(err)
}

func scanGovernment(row sqldb.Scanner) (g party.Government, err error) {
	err = row.Scan(&g.Code, &g.Name, &g.Short, &g.Kind)
	return g, err
}

// SaveAgency adds or changes an agency.
func (tx *Tx) SaveAgency(ctx context.Context, a party.Agency) error {
	_, err := tx.Exec(ctx, `
		insert into agency (id, government, name, short, affair) values ($1, $2, $3, $4, $5)
		on conflict (id) do update set name = excluded.name, short = excluded.short, affair = excluded.affair`,
		a.ID, a.Government, a.Name, a.Short, string(a.Affair))
	return err
}

// Agencies lists a government's agencies by name.
func (tx *Tx) Agencies(ctx context.Context, government string) ([]party.Agency, error) {
	return sqldb.Select(ctx, tx.Tx, scanAgency, `
		select id, government, name, short, affair from agency where government = $1 order by name, id`, government)
}

// Agency gives one agency.
func (tx *Tx) Agency(ctx context.Context, id string) (party.Agency, error) {
	a, err := sqldb.Get(ctx, tx.Tx, scanAgency, `select id, government, name, short, affair from agency where id = $1`, id)
	return a, found(err)
}

func scanAgency(row sqldb.Scanner) (a party.Agency, err error) {
	err = row.Scan(&a.ID, &a.Government, &a.Name, &a.Short, &a.Affair)
	return a, err
}

// SaveOffice adds or changes an office.
func (tx *Tx) SaveOffice(ctx context.Context, o party.Office) error {
	_, err := tx.Exec(ctx, `
		insert into office (id, government, agency, title, head) values ($1, $2, $3, $4, $5)
		on conflict (id) do update set agency = excluded.agency, title = excluded.title, head = excluded.head`,
		o.ID, o.Government, o.Agency, o.Title, o.Head)
	return err
}

// Offices lists a government's offices, its head first.
func (tx *Tx) Offices(ctx context.Context, government string) ([]party.Office, error) {
	return sqldb.Select(ctx, tx.Tx, scanOffice, `
		select id, government, agency, title, head from office where government = $1 order by head desc, title, id`, government)
}

// Office gives one office.
func (tx *Tx) Office(ctx context.Context, id string) (party.Office, error) {
	o, err := sqldb.Get(ctx, tx.Tx, scanOffice, `select id, government, agency, title, head from office where id = $1`, id)
	return o, found(err)
}

func scanOffice(row sqldb.Scanner) (o party.Office, err error) {
	err = row.Scan(&o.ID, &o.Government, &o.Agency, &o.Title, &o.Head)
	return o, err
}

// SaveHolder adds or changes who holds an office and until when.
func (tx *Tx) SaveHolder(ctx context.Context, h party.Holder) error {
	_, err := tx.Exec(ctx, `
		insert into holder (id, office, name, prefix, suffix, acting, nip, rank, decision, from_date, until_date)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		on conflict (id) do update set name = excluded.name, prefix = excluded.prefix, suffix = excluded.suffix, acting = excluded.acting,
			nip = excluded.nip, rank = excluded.rank, decision = excluded.decision, from_date = excluded.from_date, until_date = excluded.until_date`,
		h.ID, h.Office, h.Name, h.Prefix, h.Suffix, string(h.Acting), h.NIP, h.Rank, h.Decision, h.From.String(), h.Until.String())
	return err
}

// Holders lists who has held the offices of a government, newest first.
func (tx *Tx) Holders(ctx context.Context, government string) ([]party.Holder, error) {
	return sqldb.Select(ctx, tx.Tx, scanHolder, `
		select h.id, h.office, h.name, h.prefix, h.suffix, h.acting, h.nip, h.rank, h.decision, h.from_date, h.until_date
		from holder h join office o on o.id = h.office
		where o.government = $1 order by h.office, h.from_date desc, h.id`, government)
}

// Holder gives one holder.
func (tx *Tx) Holder(ctx context.Context, id string) (party.Holder, error) {
	h, err := sqldb.Get(ctx, tx.Tx, scanHolder, `
		select id, office, name, prefix, suffix, acting, nip, rank, decision, from_date, until_date from holder where id = $1`, id)
	return h, found(err)
}

func scanHolder(row sqldb.Scanner) (h party.Holder, err error) {
	err = row.Scan(&h.ID, &h.Office, &h.Name, &h.Prefix, &h.Suffix, &h.Acting, &h.NIP, &h.Rank, &h.Decision, date{&h.From}, date{&h.Until})
	return h, err
}
