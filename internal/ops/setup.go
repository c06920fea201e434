package ops

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// SetupSecret gives the secret of the link that sets up an empty system, or
// "" when it has been set up. Every call makes the links before it worthless.
func (d *Desk) SetupSecret(ctx context.Context) (secret string, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		secret = ""
		n, err := tx.CountAccounts(ctx)
		if err != nil || n > 0 {
			return err
		}
		if err := tx.DropLinks(ctx, "setup", ""); err != nil {
			return err
		}
		secret = newSecret()
		return tx.SaveLink(ctx, store.Link{SecretHash: hashSecret(secret), Purpose: "setup", ExpiresUS: d.nowUS() + setupLife.Microseconds()})
	})
	return secret, err
}

// CheckSetup reports whether a setup link is still good.
func (d *Desk) CheckSetup(ctx context.Context, secret string) error {
	return d.store.Read(ctx, func(tx *store.Tx) error { return d.setupLink(ctx, tx, secret) })
}

func (d *Desk) setupLink(ctx context.Context, tx *store.Tx, secret string) error {
	l, err := tx.Link(ctx, hashSecret(secret))
	if err != nil || l.Purpose != "setup" || l.UsedUS != 0 || l.ExpiresUS < d.nowUS() {
		return fault.Wrap(fault.NotFound, "account.link_dead", err)
	}
	return nil
}

// Setup creates the first government and its administrator on an empty
// system.
func (d *Desk) Setup(ctx context.Context, secret string, g party.Government, at party.Particulars, login, name, password string) error {
	if err := d.CheckSetup(ctx, secret); err != nil {
		return err
	}
	login, at = strings.ToLower(strings.TrimSpace(login)), cleanParticulars(at)
	p := NewPerson{Login: login, Name: name, Roles: []policy.Role{policy.Admin, policy.Cooperation}}
	if err := joinFields(g.Validate(), at.Validate(false), p.validate(), checkPassword(password, login)); err != nil {
		return err
	}
	hash, err := d.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	a := store.Account{ID: uuid.NewString(), Login: login, Name: strings.TrimSpace(name), Government: g.Code, PasswordHash: hash, Active: true, CreatedUS: d.nowUS(), Roles: p.Roles}
	return d.act(ctx, a.Actor(), "setup", "government "+g.Code, "", func(tx *store.Tx) error {
		if err := d.setupLink(ctx, tx, secret); err != nil {
			return err
		}
		if n, err := tx.CountAccounts(ctx); err != nil || n > 0 {
			return errors.Join(err, fault.New(fault.Conflict, "account.already_set_up"))
		}
		if err := errors.Join(tx.SaveGovernment(ctx, g), tx.SaveAccount(ctx, a), tx.AddParticulars(ctx, store.Particulars{Government: g.Code, AtUS: d.nowUS(), ByName: a.Name, Particulars: at})); err != nil {
			return err
		}
		return tx.SaveLink(ctx, store.Link{SecretHash: hashSecret(secret), Purpose: "setup", UsedUS: d.nowUS()})
	})
}
