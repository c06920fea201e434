package ops

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// How long things last.
const (
	sessionLife = 12 * time.Hour      // since the last request
	inviteLife  = 7 * 24 * time.Hour  // an invitation
	resetLife   = 24 * time.Hour      // a password reset
	setupLife   = 30 * 24 * time.Hour // the link to an empty system
	seenEvery   = 5 * time.Minute     // a session's last use is written at most this often
)

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

func newSecret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// NewPerson is somebody to be invited.
type NewPerson struct {
	Login  string
	Name   string
	Agency string
	Office string
	Roles  []policy.Role
}

func (p NewPerson) validate() error {
	var fields []fault.Field
	if !loginForm.MatchString(p.Login) {
		fields = append(fields, fault.NewField("login", "account.bad_login"))
	}
	if strings.TrimSpace(p.Name) == "" {
		fields = append(fields, fault.NewField("name", "ui.required"))
	}
	if len(p.Roles) == 0 {
		fields = append(fields, fault.NewField("roles", "account.role_needed"))
	}
	for _, r := range p.Roles {
		if !slices.Contains(policy.Roles(), r) {
			fields = append(fields, fault.NewField("roles", "account.unknown_role", "Role", string(r)))
		}
	}
	return fault.InvalidFields(fields)
}

// Invite adds an account to the actor's government and gives the secret of
// the link with which the person sets a password.
func (d *Desk) Invite(ctx context.Context, who policy.Actor, p NewPerson) (secret string, err error) {
	p.Login = strings.ToLower(strings.TrimSpace(p.Login))
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return "", err
	}
	if err := p.validate(); err != nil {
		return "", err
	}
	secret = newSecret()
	err = d.act(ctx, who, "invite", "account "+p.Login, rolesText(p.Roles), func(tx *store.Tx) error {
		if err := homeOf(ctx, tx, who.Government, p.Agency, p.Office); err != nil {
			return err
		}
		a := store.Account{
			ID: uuid.NewString(), Login: p.Login, Name: strings.TrimSpace(p.Name), Government: who.Government, Agency: p.Agency, Office: p.Office,
			Active: true, CreatedUS: d.nowUS(), Roles: p.Roles,
		}
		if err := tx.SaveAccount(ctx, a); err != nil {
			if errors.Is(err, sqldb.ErrUnique) {
				return fault.InvalidFields([]fault.Field{fault.NewField("login", "account.login_taken", "Login", p.Login)})
			}
			return err
		}
		return tx.SaveLink(ctx, store.Link{SecretHash: hashSecret(secret), Purpose: "invite", Account: a.ID, ExpiresUS: d.nowUS() + inviteLife.Microseconds(), By: who.Government, ByName: who.Name})
	})
	return secret, err
}

// homeOf checks that an agency and an office, where given, are a government's
// own.
func homeOf(ctx context.Context, tx *store.Tx, government, agency, office string) error {
	if agency != "" {
		if a, err := tx.Agency(ctx, agency); err != nil || a.Government != government {
			return fault.InvalidFields([]fault.Field{fault.NewField("agency", "account.foreign_agency")})
		}
	}
	if office != "" {
		if o, err := tx.Office(ctx, office); err != nil || o.Government != government {
			return fault.InvalidFields([]fault.Field{fault.NewField("office", "account.foreign_office")})
		}
	}
	return nil
}

func rolesText(roles []policy.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " ")
}

// ownAccount loads an account that the actor administers.
func ownAccount(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (store.Account, error) {
	a, err := tx.Account(ctx, id)
	if err != nil {
		return a, err
	}
	return a, policy.Can(who, policy.Administer, policy.Of(a.Government))
}

// ResetPassword gives the secret of a link with which the person sets a new
// password, and ends their sessions.
func (d *Desk) ResetPassword(ctx context.Context, who policy.Actor, id string) (secret string, err error) {
	secret = newSecret()
	err = d.act(ctx, who, "reset_password", "account "+id, "", func(tx *store.Tx) error {
		a, err := ownAccount(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !a.Active {
			return fault.New(fault.Conflict, "account.inactive")
		}
		if err := errors.Join(dropLinks(ctx, tx, id), tx.DropSessions(ctx, id)); err != nil {
			return err
		}
		return tx.SaveLink(ctx, store.Link{SecretHash: hashSecret(secret), Purpose: "reset", Account: id, ExpiresUS: d.nowUS() + resetLife.Microseconds(), By: who.Government, ByName: who.Name})
	})
	return secret, err
}

// ChangePerson changes a person's name, place and roles. The last active
// administrator of a government cannot lose that role.
func (d *Desk) ChangePerson(ctx context.Context, who policy.Actor, id string, p NewPerson) error {
	return d.act(ctx, who, "change_person", "account "+id, rolesText(p.Roles), func(tx *store.Tx) error {
		a, err := ownAccount(ctx, tx, who, id)
		if err != nil {
			return err
		}
		p.Login = a.Login
		if err := p.validate(); err != nil {
			return err
		}
		if err := homeOf(ctx, tx, a.Government, p.Agency, p.Office); err != nil {
			return err
		}
		if !slices.Contains(p.Roles, policy.Admin) {
			if err := anotherAdmin(ctx, tx, a); err != nil {
				return err
			}
		}
		a.Name, a.Agency, a.Office, a.Roles = strings.TrimSpace(p.Name), p.Agency, p.Office, p.Roles
		return tx.SaveAccount(ctx, a)
	})
}

func anotherAdmin(ctx context.Context, tx *store.Tx, a store.Account) error {
	if !slices.Contains(a.Roles, policy.Admin) {
		return nil
	}
	all, err := tx.Accounts(ctx, a.Government)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != a.ID && other.Active && slices.Contains(other.Roles, policy.Admin) {
			return nil
		}
	}
	return fault.New(fault.Conflict, "account.last_admin")
}

// Deactivate closes an account and hands its office over to a successor of
// the same government, who may be nobody when the account has no office. What
// was delegated to it ends.
func (d *Desk) Deactivate(ctx context.Context, who policy.Actor, id, successor string) error {
	return d.act(ctx, who, "deactivate", "account "+id, successor, func(tx *store.Tx) error {
		a, err := ownAccount(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if err := anotherAdmin(ctx, tx, a); err != nil {
			return err
		}
		if a.Office != "" && successor == "" {
			return fault.InvalidFields([]fault.Field{fault.NewField("successor", "account.successor_needed")})
		}
		if successor != "" {
			s, err := tx.Account(ctx, successor)
			if err != nil || s.Government != a.Government || !s.Active || s.ID == a.ID {
				return fault.InvalidFields([]fault.Field{fault.NewField("successor", "account.bad_successor")})
			}
			for _, r := range a.Roles {
				if r != policy.Admin && !slices.Contains(s.Roles, r) {
					s.Roles = append(s.Roles, r)
				}
			}
			if s.Office == "" {
				s.Office, s.Agency = a.Office, a.Agency
			}
			if err := tx.SaveAccount(ctx, s); err != nil {
				return err
			}
		}
		a.Active, a.Successor = false, successor
		if err := errors.Join(tx.DropSessions(ctx, id), dropLinks(ctx, tx, id), d.endDelegations(ctx, tx, who, id)); err != nil {
			return err
		}
		return tx.SaveAccount(ctx, a)
	})
}

// LinkFor gives the account that an invitation or reset link is for.
func (d *Desk) LinkFor(ctx context.Context, secret string) (a store.Account, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		a, err = d.linked(ctx, tx, secret)
		return err
	})
	return a, err
}

func (d *Desk) linked(ctx context.Context, tx *store.Tx, secret string) (store.Account, error) {
	l, err := tx.Link(ctx, hashSecret(secret))
	if err != nil || l.Purpose == "setup" || l.UsedUS != 0 || l.ExpiresUS < d.nowUS() {
		return store.Account{}, fault.Wrap(fault.NotFound, "account.link_dead", err)
	}
	a, err := tx.Account(ctx, l.Account)
	if err == nil && !a.Active {
		err = fault.New(fault.NotFound, "account.link_dead")
	}
	return a, err
}

// SetPassword uses up an invitation or reset link, from a host. When another
// government made it, that stands in both trails: the inviting side holds the
// link for a while, and cannot use it without leaving word.
func (d *Desk) SetPassword(ctx context.Context, secret, password, host string) error {
	a, err := d.LinkFor(ctx, secret)
	if err != nil {
		return err
	}
	if err := checkPassword(password, a.Login); err != nil {
		return err
	}
	hash, err := d.hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return d.act(ctx, a.Actor(), "set_password", "account "+a.Login, "", func(tx *store.Tx) error {
		a, err := d.linked(ctx, tx, secret)
		if err != nil {
			return err
		}
		a.PasswordHash = hash
		if err := errors.Join(tx.SaveAccount(ctx, a), tx.DropSessions(ctx, a.ID)); err != nil {
			return err
		}
		// This link is used up, and every other one is worthless.
		l, err := tx.Link(ctx, hashSecret(secret))
		if err != nil {
			return err
		}
		l.UsedUS, l.UsedHost = d.nowUS(), host
		if err := errors.Join(tx.SaveLink(ctx, l), dropLinks(ctx, tx, a.ID)); err != nil || l.By == "" || l.By == a.Government {
			return err
		}
		return tx.Record(ctx, store.Entry{
			AtUS: d.nowUS(), Account: a.ID, Name: a.Name, Government: a.Government,
			Action: "accept_invitation", Object: "government " + a.Government, Detail: host,
		}, l.By)
	})
}

// dropLinks makes the unused links to an account worthless, so that at most
// one works at a time.
func dropLinks(ctx context.Context, tx *store.Tx, id string) error {
	return errors.Join(tx.DropLinks(ctx, "invite", id), tx.DropLinks(ctx, "reset", id))
}

// People lists the accounts of the actor's government.
func (d *Desk) People(ctx context.Context, who policy.Actor) (all []store.Account, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return nil, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.Accounts(ctx, who.Government)
		return err
	})
	return all, err
}

// joinFields gathers the wrong fields of several checks into one error.
func joinFields(errs ...error) error {
	var fields []fault.Field
	for _, err := range errs {
		if err == nil {
			continue
		}
		f := fault.Of(err)
		if f == nil || len(f.Fields) == 0 {
			return err
		}
		fields = append(fields, f.Fields...)
	}
	return fault.InvalidFields(fields)
}
