package store

import (
	"context"

	"sinergi/internal/policy"
	"sinergi/internal/sqldb"
)

// Account is a person who can sign in. Duties belong to the office, which is
// why an account that is deactivated names its successor.
type Account struct {
	ID           string
	Login        string
	Name         string
	Government   string
	Agency       string
	Office       string
	PasswordHash string // argon2id; empty until the invitation is accepted
	Active       bool
	Successor    string // account that took over
	CreatedUS    int64
	Roles        []policy.Role
}

// Actor gives the account as the one who acts.
func (a Account) Actor() policy.Actor {
	return policy.Actor{Account: a.ID, Name: a.Name, Government: a.Government, Agency: a.Agency, Office: a.Office, Roles: a.Roles}
}

const accountColumns = `id, login, name, government, agency, office, password_hash, active, successor, created_us`

// FirstAccount gives when the first account of a government was made; 0 when
// there is none.
func (tx *Tx) FirstAccount(ctx context.Context, government string) (atUS int64, err error) {
	return sqldb.Get(ctx, tx.Tx, sqldb.One[int64], `select coalesce(min(created_us), 0) from account where government = $1`, government)
}

// SaveAccount adds or changes an account and its roles.
func (tx *Tx) SaveAccount(ctx context.Context, a Account) error {
	_, err := tx.Exec(ctx, `
		insert into account (`+accountColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		on conflict (id) do update set login = excluded.login, name = excluded.name, agency = excluded.agency, office = excluded.office,
			password_hash = excluded.password_hash, active = excluded.active, successor = excluded.successor`,
		a.ID, a.Login, a.Name, a.Government, a.Agency, a.Office, a.PasswordHash, a.Active, a.Successor, a.CreatedUS)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from account_role where account = $1`, a.ID); err != nil {
		return err
	}
	for _, r := range a.Roles {
		if _, err := tx.Exec(ctx, `insert into account_role (account, role) values ($1, $2)`, a.ID, string(r)); err != nil {
			return err
		}
	}
	return nil
}

// Account gives an account by id.
func (tx *Tx) Account(ctx context.Context, id string) (Account, error) {
	return tx.account(ctx, `select `+accountColumns+` from account where id = $1`, id)
}

// AccountByLogin gives an account by its login name.
func (tx *Tx) AccountByLogin(ctx context.Context, login string) (Account, error) {
	return tx.account(ctx, `select `+accountColumns+` from account where login = $1`, login)
}

func (tx *Tx) account(ctx context.Context, query string, arg string) (Account, error) {
	a, err := sqldb.Get(ctx, tx.Tx, scanAccount, query, arg)
	if err != nil {
		return a, found(err)
	}
	a.Roles, err = sqldb.Select(ctx, tx.Tx, sqldb.One[policy.Role], `select role from account_role where account = $1 order by role`, a.ID)
	return a, err
}

// Accounts lists a government's accounts by name.
func (tx *Tx) Accounts(ctx context.Context, government string) ([]Account, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanAccount, `
		select `+accountColumns+` from account where government = $1 order by active desc, name, id`, government)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Roles, err = sqldb.Select(ctx, tx.Tx, sqldb.One[policy.Role], `
			select role from account_role where account = $1 order by role`, all[i].ID)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// CountAccounts gives the number of accounts of all governments.
func (tx *Tx) CountAccounts(ctx context.Context) (int, error) {
	return sqldb.Get(ctx, tx.Tx, sqldb.One[int], `select count(*) from account`)
}

func scanAccount(row sqldb.Scanner) (a Account, err error) {
	err = row.Scan(&a.ID, &a.Login, &a.Name, &a.Government, &a.Agency, &a.Office, &a.PasswordHash, &a.Active, &a.Successor, &a.CreatedUS)
	return a, err
}

// Link is a one-time link. Only the hash of its secret is known here.
type Link struct {
	SecretHash string
	Purpose    string // setup, invite or reset
	Account    string
	ExpiresUS  int64
	UsedUS     int64
	ByName     string // who made it, and for which government
	By         string
	UsedHost   string // from where it was used
}

const linkColumns = `l.secret_hash, l.purpose, l.account, l.expires_us, l.used_us, l.by_name, l.by_government, l.used_host`

func scanLink(row sqldb.Scanner) (l Link, err error) {
	err = row.Scan(&l.SecretHash, &l.Purpose, &l.Account, &l.ExpiresUS, &l.UsedUS, &l.ByName, &l.By, &l.UsedHost)
	return l, err
}

// SaveLink adds a link, or marks one used.
func (tx *Tx) SaveLink(ctx context.Context, l Link) error {
	_, err := tx.Exec(ctx, `
		insert into one_time_link (secret_hash, purpose, account, expires_us, used_us, by_name, by_government, used_host)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (secret_hash) do update set used_us = excluded.used_us, used_host = excluded.used_host`,
		l.SecretHash, l.Purpose, l.Account, l.ExpiresUS, l.UsedUS, l.ByName, l.By, l.UsedHost)
	return err
}

// Link gives a link by the hash of its secret.
func (tx *Tx) Link(ctx context.Context, secretHash string) (Link, error) {
	l, err := sqldb.Get(ctx, tx.Tx, scanLink, `select `+linkColumns+` from one_time_link l where l.secret_hash = $1`, secretHash)
	return l, found(err)
}

// DropLinks makes the unused links of an account, or of a purpose without an
// account, worthless.
func (tx *Tx) DropLinks(ctx context.Context, purpose, account string) error {
	_, err := tx.Exec(ctx, `delete from one_time_link where purpose = $1 and account = $2 and used_us = 0`, purpose, account)
	return err
}

// Session is a signed-in browser. Only the hash of its token is known here.
type Session struct {
	TokenHash string
	Account   string
	CreatedUS int64
	SeenUS    int64
	ExpiresUS int64
}

// SaveSession adds a session or moves its expiry.
func (tx *Tx) SaveSession(ctx context.Context, s Session) error {
	_, err := tx.Exec(ctx, `
		insert into session (token_hash, account, created_us, seen_us, expires_us) values ($1, $2, $3, $4, $5)
		on conflict (token_hash) do update set seen_us = excluded.seen_us, expires_us = excluded.expires_us`,
		s.TokenHash, s.Account, s.CreatedUS, s.SeenUS, s.ExpiresUS)
	return err
}

// Session gives a session by the hash of its token.
func (tx *Tx) Session(ctx context.Context, tokenHash string) (s Session, err error) {
	err = tx.QueryRow(ctx, `
		select token_hash, account, created_us, seen_us, expires_us from session where token_hash = $1`, tokenHash).
		Scan(&s.TokenHash, &s.Account, &s.CreatedUS, &s.SeenUS, &s.ExpiresUS)
	return s, found(err)
}

// DropSession ends one session.
func (tx *Tx) DropSession(ctx context.Context, tokenHash string) error {
	_, err := tx.Exec(ctx, `delete from session where token_hash = $1`, tokenHash)
	return err
}

// DropSessions ends every session of an account.
func (tx *Tx) DropSessions(ctx context.Context, account string) error {
	_, err := tx.Exec(ctx, `delete from session where account = $1`, account)
	return err
}

// DropExpired ends the sessions that expired before an instant.
func (tx *Tx) DropExpired(ctx context.Context, nowUS int64) error {
	_, err := tx.Exec(ctx, `delete from session where expires_us < $1`, nowUS)
	return err
}
