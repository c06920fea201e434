package ops

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// AddGovernment makes a neighbour known and gives the secret of the link with
// which its first administrator comes in. From then on that government
// administers itself; a government that is already known is refused. Who invited
// whom stands in both trails, and so does from where the link was used.
func (d *Desk) AddGovernment(ctx context.Context, who policy.Actor, g party.Government, login, name string) (secret string, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return "", err
	}
	p := NewPerson{Login: strings.ToLower(strings.TrimSpace(login)), Name: name, Roles: []policy.Role{policy.Admin}}
	if g.Kind == party.Province {
		p.Roles = append(p.Roles, policy.Observer)
	}
	if err := joinFields(g.Validate(), p.validate()); err != nil {
		return "", err
	}
	secret = newSecret()
	err = d.act(ctx, who, "add_government", "government "+g.Code, g.Name, func(tx *store.Tx) error {
		if _, err := tx.Government(ctx, g.Code); err == nil {
			return fault.InvalidFields([]fault.Field{fault.NewField("code", "account.government_known", "Code", g.Code)})
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
		if _, err := tx.AccountByLogin(ctx, p.Login); err == nil {
			return fault.InvalidFields([]fault.Field{fault.NewField("login", "account.login_taken", "Login", p.Login)})
		}
		a := store.Account{ID: uuid.NewString(), Login: p.Login, Name: strings.TrimSpace(p.Name), Government: g.Code, Active: true, CreatedUS: d.nowUS(), Roles: p.Roles}
		if err := tx.SaveGovernment(ctx, g); err != nil {
			return err
		}
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		return tx.SaveLink(ctx, store.Link{SecretHash: hashSecret(secret), Purpose: "invite", Account: a.ID, ExpiresUS: d.nowUS() + inviteLife.Microseconds(), By: who.Government, ByName: who.Name})
	})
	return secret, err
}

// Governments lists the governments that take part, by code. It is no secret.
func (d *Desk) Governments(ctx context.Context) (all []party.Government, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err = tx.Governments(ctx)
		return err
	})
	return all, err
}

// SaveAgency adds an agency to the actor's government, or changes one. An
// agency without an id is new.
func (d *Desk) SaveAgency(ctx context.Context, who policy.Actor, a party.Agency) (party.Agency, error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return a, err
	}
	a.Government = who.Government
	if err := a.Validate(); err != nil {
		return a, err
	}
	fresh := a.ID == ""
	if fresh {
		name := a.Short
		if name == "" {
			name = a.Name
		}
		a.ID = a.Government + "-" + agreement.Slug(name)
	}
	err := d.act(ctx, who, "save_agency", "agency "+a.ID, a.Name, func(tx *store.Tx) error {
		old, err := tx.Agency(ctx, a.ID)
		switch {
		case err == nil && fresh:
			return fault.InvalidFields([]fault.Field{fault.NewField("short", "account.agency_known", "Name", old.Name)})
		case err == nil && old.Government != who.Government:
			return fault.New(fault.NotFound, "policy.not_found")
		case err != nil && (fault.KindOf(err) != fault.NotFound || !fresh):
			return err
		}
		return tx.SaveAgency(ctx, a)
	})
	return a, err
}

// SaveOffice adds an office to the actor's government, or changes one. An
// office without an id is new, unless its form was sent twice: then it is the
// one that was just saved.
func (d *Desk) SaveOffice(ctx context.Context, who policy.Actor, o party.Office) (party.Office, error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return o, err
	}
	if strings.TrimSpace(o.Title) == "" {
		return o, fault.InvalidFields([]fault.Field{fault.NewField("title", "ui.required")})
	}
	fresh := o.ID == ""
	o.Government = who.Government
	if fresh {
		o.ID = uuid.NewString()
	}
	err := d.act(ctx, who, "save_office", "office "+o.ID, o.Title, func(tx *store.Tx) error {
		if err := homeOf(ctx, tx, who.Government, o.Agency, ""); err != nil {
			return err
		}
		if !fresh {
			if err := homeOf(ctx, tx, who.Government, "", o.ID); err != nil {
				return fault.New(fault.NotFound, "policy.not_found")
			}
		} else if saved, ok, err := d.justSaved(ctx, tx, who, o); err != nil {
			return err
		} else if ok {
			o = saved
			return errSaved
		}
		return tx.SaveOffice(ctx, o)
	})
	if errors.Is(err, errSaved) {
		err = nil
	}
	return o, err
}

// twiceWithin is how soon the same form counts as sent by a second click.
const twiceWithin = time.Minute

// justSaved finds an office that the same person saved a moment ago and that
// says the same. A government may well have two offices of the same title, so
// an older one does not count.
func (d *Desk) justSaved(ctx context.Context, tx *store.Tx, who policy.Actor, o party.Office) (party.Office, bool, error) {
	entries, err := tx.Trail(ctx, who.Government, 0, 5)
	if err != nil {
		return o, false, err
	}
	for _, e := range entries {
		id, isOffice := strings.CutPrefix(e.Object, "office ")
		if !isOffice || e.Action != "save_office" || e.Account != who.Account || d.nowUS()-e.AtUS > twiceWithin.Microseconds() {
			continue
		}
		saved, err := tx.Office(ctx, id)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return o, false, err
		}
		if o.ID = saved.ID; o == saved {
			return saved, true, nil
		}
	}
	return o, false, nil
}

// SaveHolder records who holds an office from when. A holder without an id is
// new; the holder before then ends the day before, for duties stay with the
// office.
func (d *Desk) SaveHolder(ctx context.Context, who policy.Actor, h party.Holder) (party.Holder, error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return h, err
	}
	if err := h.Validate(); err != nil {
		return h, err
	}
	fresh := h.ID == ""
	if fresh {
		h.ID = uuid.NewString()
	}
	err := d.act(ctx, who, "save_holder", "office "+h.Office, h.Name, func(tx *store.Tx) error {
		if err := homeOf(ctx, tx, who.Government, "", h.Office); err != nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		if !fresh {
			old, err := tx.Holder(ctx, h.ID)
			if err != nil || old.Office != h.Office {
				return fault.Wrap(fault.NotFound, "policy.not_found", err)
			}
		}
		if err := closeHolders(ctx, tx, who.Government, h, fresh); err != nil {
			return err
		}
		return tx.SaveHolder(ctx, h)
	})
	return h, err
}

// closeHolders sees to it that an office has one holder at a time: a new
// holder ends the term of the one before; any other overlap is refused.
func closeHolders(ctx context.Context, tx *store.Tx, government string, h party.Holder, fresh bool) error {
	all, err := tx.Holders(ctx, government)
	if err != nil {
		return err
	}
	for _, old := range all {
		switch {
		case old.Office != h.Office || old.ID == h.ID || !overlap(old, h):
		case old.From == h.From:
			return fault.InvalidFields([]fault.Field{fault.NewField("from", "account.holder_same_day", "Name", old.Name)})
		case old.From.After(h.From):
			return fault.InvalidFields([]fault.Field{fault.NewField("until", "account.holder_next", "Name", old.Name, "Day", old.From.Long())})
		case !fresh:
			return fault.InvalidFields([]fault.Field{fault.NewField("from", "account.holder_before", "Name", old.Name)})
		default:
			old.Until = h.From.AddDays(-1)
			if err := tx.SaveHolder(ctx, old); err != nil {
				return err
			}
		}
	}
	return nil
}

// overlap reports whether two terms share a day.
func overlap(a, b party.Holder) bool {
	return (a.Until.IsZero() || !a.Until.Before(b.From)) && (b.Until.IsZero() || !b.Until.Before(a.From))
}

// Organisation is a government's agencies and offices, and who holds them.
type Organisation struct {
	Government party.Government
	Agencies   []party.Agency
	Offices    []OfficeHeld
	Emblems    []store.Emblem
}

// OfficeHeld is an office with its holders, newest first, and who holds it
// now.
type OfficeHeld struct {
	party.Office
	Holders []party.Holder
	Now     *party.Holder
}

// Organisation gives the agencies, offices and holders of the actor's own
// government.
func (d *Desk) Organisation(ctx context.Context, who policy.Actor) (org Organisation, err error) {
	if err := policy.Can(who, policy.Administer, policy.Of(who.Government)); err != nil {
		return org, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		org, err = d.organisation(ctx, tx, who.Government)
		return err
	})
	return org, err
}

func (d *Desk) organisation(ctx context.Context, tx *store.Tx, government string) (org Organisation, err error) {
	if org.Government, err = tx.Government(ctx, government); err != nil {
		return org, err
	}
	if org.Agencies, err = tx.Agencies(ctx, government); err != nil {
		return org, err
	}
	if org.Emblems, err = tx.Emblems(ctx, government); err != nil {
		return org, err
	}
	offices, err := tx.Offices(ctx, government)
	if err != nil {
		return org, err
	}
	holders, err := tx.Holders(ctx, government)
	if err != nil {
		return org, err
	}
	today := civil.In(d.now())
	for _, o := range offices {
		held := OfficeHeld{Office: o}
		for _, h := range holders {
			if h.Office != o.ID {
				continue
			}
			held.Holders = append(held.Holders, h)
			if h.Holds(today) && held.Now == nil {
				held.Now = &held.Holders[len(held.Holders)-1]
			}
		}
		org.Offices = append(org.Offices, held)
	}
	return org, nil
}
