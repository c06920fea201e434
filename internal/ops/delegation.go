package ops

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// longestReason bounds why a delegation ends early, in characters.
const longestReason = 300

// OfficeDesk is an office as those see it who may delegate it: who holds it,
// who acts for it, and to whom it can be delegated.
type OfficeDesk struct {
	OfficeHeld
	Agencies    []party.Agency     // of the government
	Delegations []party.Delegation // all that ever were, newest first
	Open        []party.Delegation // those that run or will run
	Running     *party.Delegation  // the one of today
	People      []store.Account
	Administers bool // the actor may change the office too
}

// delegable loads an office that the actor may delegate.
func delegable(ctx context.Context, tx *store.Tx, who policy.Actor, office string) (party.Office, error) {
	o, err := tx.Office(ctx, office)
	if err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return o, err
	}
	r := policy.Of(o.Government)
	r.Office = o.ID
	return o, policy.Can(who, policy.Delegate, r)
}

// Office gives an office to its holder or to the administrator of its
// government.
func (d *Desk) Office(ctx context.Context, who policy.Actor, id string) (o OfficeDesk, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		office, err := delegable(ctx, tx, who, id)
		if err != nil {
			return err
		}
		org, err := d.organisation(ctx, tx, office.Government)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(org.Offices, func(x OfficeHeld) bool { return x.ID == id })
		o = OfficeDesk{OfficeHeld: org.Offices[i], Agencies: org.Agencies, Administers: policy.Can(who, policy.Administer, policy.Of(office.Government)) == nil}
		if o.Delegations, err = tx.Delegations(ctx, id); err != nil {
			return err
		}
		o.Open = slices.DeleteFunc(slices.Clone(o.Delegations), func(x party.Delegation) bool { return x.Past(d.today()) })
		if i := slices.IndexFunc(o.Open, func(x party.Delegation) bool { return x.Holds(d.today()) }); i >= 0 {
			o.Running = &o.Open[i]
		}
		people, err := tx.Accounts(ctx, office.Government)
		o.People = slices.DeleteFunc(people, func(a store.Account) bool { return mayTake(a, office) != nil })
		return err
	})
	return o, err
}

// mayTake says why an office cannot be delegated to an account.
func mayTake(a store.Account, o party.Office) error {
	key := ""
	switch {
	case a.Government != o.Government || !a.Active:
		key = "account.delegate_unknown"
	case a.Office == o.ID:
		key = "account.delegate_holds"
	case !a.Actor().TakesDelegation():
		key = "account.delegate_role"
	default:
		return nil
	}
	return fault.InvalidFields([]fault.Field{fault.NewField("delegate", key, "Name", a.Name)})
}

// Delegate lets a person of the same government act for an office from one day
// to another. Its holder and the government's administrator may do this. The
// same form sent twice is one delegation.
func (d *Desk) Delegate(ctx context.Context, who policy.Actor, x party.Delegation) error {
	x.Letter, x.Note = oneLine(x.Letter), oneLine(x.Note)
	err := d.act(ctx, who, "delegate", "office "+x.Office, x.Letter, func(tx *store.Tx) error {
		o, err := delegable(ctx, tx, who, x.Office)
		if err != nil {
			return err
		}
		others, err := tx.Delegations(ctx, o.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(y party.Delegation) bool {
			return y.End == nil && y.Account == x.Account && y.From == x.From && y.Until == x.Until && y.Letter == x.Letter && y.Note == x.Note
		}) {
			return errSaved
		}
		if err := x.Validate(o, others, d.today()); err != nil {
			return err
		}
		a, err := tx.Account(ctx, x.Account)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err := mayTake(a, o); err != nil {
			return err
		}
		x.ID, x.Name, x.By, x.AtUS, x.End = uuid.NewString(), a.Name, who.Name, d.nowUS(), nil
		return tx.AddDelegation(ctx, x)
	})
	if errors.Is(err, errSaved) {
		err = nil
	}
	return err
}

// EndDelegation ends a delegation of an office at once, before its time, and
// says why.
func (d *Desk) EndDelegation(ctx context.Context, who policy.Actor, office, id, reason string) error {
	reason = oneLine(reason)
	return d.act(ctx, who, "end_delegation", "office "+office, reason, func(tx *store.Tx) error {
		if _, err := delegable(ctx, tx, who, office); err != nil {
			return err
		}
		all, err := tx.Delegations(ctx, office)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x party.Delegation) bool { return x.ID == id })
		switch {
		case i < 0:
			return fault.InvalidFields([]fault.Field{fault.NewField("ended", "ui.required")})
		case all[i].Past(d.today()):
			return fault.New(fault.Conflict, "account.delegation_past", "Name", all[i].Name)
		case reason == "":
			return fault.InvalidFields([]fault.Field{fault.NewField("reason", "ui.required")})
		case utf8.RuneCountInString(reason) > longestReason:
			return fault.InvalidFields([]fault.Field{fault.NewField("reason", "register.too_long", "Limit", longestReason)})
		}
		return tx.EndDelegation(ctx, id, party.Ending{On: d.today(), By: who.Name, Reason: reason})
	})
}

// endDelegations ends what is delegated to an account that is closed.
func (d *Desk) endDelegations(ctx context.Context, tx *store.Tx, who policy.Actor, account string) error {
	all, err := tx.DelegationsTo(ctx, account)
	for _, x := range all {
		if !x.Past(d.today()) {
			err = errors.Join(err, tx.EndDelegation(ctx, x.ID, party.Ending{On: d.today(), By: who.Name}))
		}
	}
	return err
}
