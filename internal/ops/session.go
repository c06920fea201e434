package ops

import (
	"context"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// Login checks a name and password and gives the token of a new session. A
// wrong name and a wrong password are the same error.
func (d *Desk) Login(ctx context.Context, login, password string) (token string, err error) {
	var a store.Account
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err = tx.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
		return err
	})
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	ok, err := d.matches(ctx, password, a.PasswordHash)
	if err != nil {
		return "", err
	}
	if !ok || !a.Active {
		return "", fault.New(fault.Unauthenticated, "account.wrong_login")
	}
	token = newSecret()
	now := d.nowUS()
	err = d.act(ctx, a.Actor(), "login", "account "+a.Login, "", func(tx *store.Tx) error {
		if err := tx.DropExpired(ctx, now); err != nil {
			return err
		}
		return tx.SaveSession(ctx, store.Session{TokenHash: hashSecret(token), Account: a.ID, CreatedUS: now, SeenUS: now, ExpiresUS: now + sessionLife.Microseconds()})
	})
	return token, err
}

// Logout ends a session.
func (d *Desk) Logout(ctx context.Context, token string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.DropSession(ctx, hashSecret(token)) })
}

// Who gives the actor of a session. An unknown, expired or deactivated one is
// the public.
func (d *Desk) Who(ctx context.Context, token string) (policy.Actor, error) {
	if token == "" {
		return policy.Actor{}, nil
	}
	var s store.Session
	var a store.Account
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if s, err = tx.Session(ctx, hashSecret(token)); err != nil {
			return err
		}
		a, err = tx.Account(ctx, s.Account)
		return err
	})
	now := d.nowUS()
	if fault.KindOf(err) == fault.NotFound || (err == nil && (!a.Active || s.ExpiresUS < now)) {
		return policy.Actor{}, nil
	}
	if err != nil {
		return policy.Actor{}, err
	}
	if now-s.SeenUS > seenEvery.Microseconds() {
		s.SeenUS, s.ExpiresUS = now, now+sessionLife.Microseconds()
		if err := d.store.Write(ctx, func(tx *store.Tx) error { return tx.SaveSession(ctx, s) }); err != nil {
			return policy.Actor{}, err
		}
	}
	return a.Actor(), nil
}
