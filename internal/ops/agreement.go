package ops

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// maxScan is the largest file that may be attached to an agreement.
const maxScan = 64 << 20

func cooperationResource(c agreement.Cooperation) policy.Resource { return policy.OfCooperation(c) }

func agreementResource(a agreement.Agreement) policy.Resource { return policy.OfAgreement(a) }

// serviceResource is a service of an agreement: its provider feeds it.
func serviceResource(a agreement.Agreement, s agreement.Service) policy.Resource {
	r := agreementResource(a)
	r.Provider = s.Provider
	return r
}

// seeAgreement loads an agreement that the actor may do something with.
func seeAgreement(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (agreement.Agreement, error) {
	a, err := tx.Agreement(ctx, id)
	if err != nil {
		if who.Public() && do != policy.SeePublic {
			return a, fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return a, err
	}
	if do == policy.SeePublic && a.Status == agreement.Draft {
		return a, fault.New(fault.NotFound, "policy.not_found")
	}
	err = policy.Can(who, do, agreementResource(a))
	if a.Proposed && fault.KindOf(err) == fault.Denied && slices.Contains([]policy.Action{policy.EditAgreement, policy.SetParameter}, do) {
		err = fault.New(fault.Conflict, "consent.record_waits")
	}
	return a, err
}

// seeService loads a service, as it stands on a day, with its agreement, when
// the actor may do something with it.
func seeService(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string, on civil.Date) (agreement.Service, string, agreement.Agreement, error) {
	s, rules, err := tx.Service(ctx, id, on)
	if err != nil {
		if who.Public() && do != policy.SeePublic {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return s, rules, agreement.Agreement{}, err
	}
	a, err := tx.Agreement(ctx, s.Agreement)
	if err != nil {
		return s, rules, a, err
	}
	if do == policy.SeePublic && a.Status == agreement.Draft {
		return s, rules, a, fault.New(fault.NotFound, "policy.not_found")
	}
	return s, rules, a, policy.Can(who, do, serviceResource(a, s))
}

// ownID makes the id of a thing that a government enters. It ends in the
// government's code, so that the ids of two governments never meet: whether
// another one keeps a draft of the same title cannot be told from it.
func ownID(government string, words ...string) string {
	return agreement.Slug(strings.Join(words, " ")) + "-" + strings.ReplaceAll(government, ".", "")
}

// NewCooperation records a cooperation as a draft that only the actor's
// government sees. Without an id it gets one from its title.
func (d *Desk) NewCooperation(ctx context.Context, who policy.Actor, c agreement.Cooperation) (agreement.Cooperation, error) {
	c.Title, c.Subject = draft.CleanLine(c.Title), draft.CleanLine(c.Subject)
	if c.ID == "" {
		c.ID = ownID(who.Government, c.Title)
	}
	c.Owner, c.Draft = who.Government, true
	err := d.act(ctx, who, "enter_cooperation", "cooperation "+c.ID, c.Title, func(tx *store.Tx) error {
		if _, err := tx.Cooperation(ctx, c.ID); err == nil {
			return fault.InvalidFields([]fault.Field{fault.NewField("title", "agreement.title_taken")})
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
		return saveCooperation(ctx, tx, who, c)
	})
	return c, err
}

// ChangeCooperation changes the record of a cooperation: at once while it is a
// draft, and by a proposal to its parties once it is shared.
func (d *Desk) ChangeCooperation(ctx context.Context, who policy.Actor, c agreement.Cooperation) error {
	c.Title, c.Subject = draft.CleanLine(c.Title), draft.CleanLine(c.Subject)
	return d.noted(ctx, who, "cooperation "+c.ID, func(tx *store.Tx) (string, string, error) {
		old, err := tx.Cooperation(ctx, c.ID)
		if err != nil {
			return "", "", err
		}
		if err := policy.Can(who, policy.EditAgreement, cooperationResource(old)); err != nil {
			return "", "", err
		}
		if c.Owner, c.Draft = old.Owner, old.Draft; c.Draft {
			return "enter_cooperation", c.Title, saveCooperation(ctx, tx, who, c)
		}
		return d.putForward(ctx, tx, who, draftProposal{
			cooperation: c.ID, kind: consent.ChangeCooperation, is: Content{Cooperation: &c}, was: Content{Cooperation: &old},
			parties: union(old.Parties, c.Parties),
		})
	})
}

func saveCooperation(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation) error {
	if err := checkCooperation(ctx, tx, c); err != nil {
		return err
	}
	if !slices.Contains(c.Parties, who.Government) {
		return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.own_party")})
	}
	if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
		return err
	}
	return tx.SaveCooperation(ctx, c)
}

// checkCooperation checks a cooperation's record: its parties are known, and
// none is missing that an agreement names.
func checkCooperation(ctx context.Context, tx *store.Tx, c agreement.Cooperation) error {
	if err := errors.Join(c.Validate(), knownParties(ctx, tx, c.Parties)); err != nil {
		return err
	}
	papers, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, a := range papers {
		for _, code := range a.Codes() {
			if (a.Status != agreement.Draft || a.Proposed) && !slices.Contains(c.Parties, code) {
				return fault.InvalidFields([]fault.Field{fault.NewField("parties", "entry.party_has_agreement", "Name", GovernmentName(code))})
			}
		}
	}
	return nil
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func knownParties(ctx context.Context, tx *store.Tx, codes []string) error {
	for _, code := range codes {
		if _, err := tx.Government(ctx, code); err != nil {
			if fault.KindOf(err) == fault.NotFound {
				return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.unknown_party", "Code", code)})
			}
			return err
		}
	}
	return nil
}

// ShareCooperation puts a cooperation before its other parties.
func (d *Desk) ShareCooperation(ctx context.Context, who policy.Actor, id string) error {
	return d.act(ctx, who, "share_cooperation", "cooperation "+id, "", func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, id)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
			return err
		}
		c.Draft = false
		return tx.SaveCooperation(ctx, c)
	})
}

// AddEvent adds a step to a cooperation's timeline. The same step again changes
// nothing.
func (d *Desk) AddEvent(ctx context.Context, who policy.Actor, cooperation string, e agreement.Event) error {
	if e.Date.IsZero() || !slices.Contains(agreement.Stages(), e.Stage) {
		return fault.InvalidFields([]fault.Field{fault.NewField("date", "ui.required")})
	}
	err := d.act(ctx, who, "add_event", "cooperation "+cooperation, string(e.Stage), func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, cooperation)
		if err != nil {
			return err
		}
		if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
			return err
		}
		if e.By != "" && e.By != who.Government {
			return fault.New(fault.Denied, "policy.denied")
		}
		switch known, err := tx.Events(ctx, cooperation); {
		case err != nil:
			return err
		case slices.Contains(known, e):
			return errSaved
		}
		return tx.AddEvent(ctx, cooperation, e)
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

// NewAgreement records a KB or PKS as a draft of the actor's government. With
// status Active it says of itself that it was signed outside, and is checked as
// such; it stays a draft all the same until the other parties have confirmed it
// (ProposeAgreement). Without an id it gets one from its title.
func (d *Desk) NewAgreement(ctx context.Context, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) (agreement.Agreement, error) {
	a.Title = draft.CleanLine(a.Title)
	if a.ID == "" {
		a.ID = ownID(who.Government, string(a.Kind), a.Title)
	}
	a.Owner = who.Government
	err := d.act(ctx, who, "enter_agreement", "agreement "+a.ID, a.Title, func(tx *store.Tx) error {
		if _, err := tx.Agreement(ctx, a.ID); err == nil {
			return fault.InvalidFields([]fault.Field{fault.NewField("title", "agreement.title_taken")})
		} else if fault.KindOf(err) != fault.NotFound {
			return err
		}
		return d.saveAgreement(ctx, tx, who, a, clauses)
	})
	return a, err
}

// ChangeAgreement changes a draft. What is in force is not changed, nor what
// waits for the other parties.
func (d *Desk) ChangeAgreement(ctx context.Context, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) error {
	a.Title = draft.CleanLine(a.Title)
	return d.act(ctx, who, "enter_agreement", "agreement "+a.ID, a.Title, func(tx *store.Tx) error {
		old, err := seeAgreement(ctx, tx, who, policy.EditAgreement, a.ID)
		if err != nil {
			return err
		}
		if old.Status != agreement.Draft {
			return fault.New(fault.Conflict, "agreement.signed_text_stays")
		}
		a.Owner = old.Owner
		return d.saveAgreement(ctx, tx, who, a, clauses)
	})
}

func (d *Desk) saveAgreement(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) error {
	c, err := tx.Cooperation(ctx, a.Cooperation)
	if err != nil {
		return err
	}
	if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
		return err
	}
	a.Outside, a.Proposed = true, false
	if a.Status == agreement.Active && a.SignedOn.After(d.today()) {
		return fault.InvalidFields([]fault.Field{fault.NewField("signed_on", "agreement.signed_in_future")})
	}
	if err := joinFields(a.Validate(), agreement.CheckTree(clauses)); err != nil {
		return err
	}
	a.Status = agreement.Draft
	if err := partiesOf(c, a); err != nil {
		return err
	}
	if err := policy.Can(who, policy.EditAgreement, agreementResource(a)); err != nil {
		return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.own_party")})
	}
	for _, p := range a.Parties {
		if err := homeOf(ctx, tx, p.Government, p.Agency, ""); err != nil {
			return err
		}
	}
	if err := clausesStillUsed(ctx, tx, a.ID, clauses); err != nil {
		return err
	}
	if a.Parent != "" {
		if p, err := seeAgreement(ctx, tx, who, policy.SeeCooperation, a.Parent); err != nil || p.Cooperation != a.Cooperation || p.Kind != agreement.KB {
			return fault.InvalidFields([]fault.Field{fault.NewField("parent", "agreement.pks_needs_kb")})
		}
	}
	return errors.Join(tx.SaveAgreement(ctx, a), tx.SaveClauses(ctx, a.ID, clauses))
}

// partiesOf checks that an agreement is between parties of its cooperation.
func partiesOf(c agreement.Cooperation, a agreement.Agreement) error {
	for _, code := range a.Codes() {
		if !slices.Contains(c.Parties, code) {
			return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.not_a_party", "Code", code)})
		}
	}
	return nil
}

// Attach keeps a file, such as the scan of the signed paper, with an
// agreement.
func (d *Desk) Attach(ctx context.Context, who policy.Actor, agreementID, name, caption string, r io.Reader) error {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, err := seeAgreement(ctx, tx, who, policy.EditAgreement, agreementID)
		return err
	}); err != nil {
		return err
	}
	sum, media, size, err := d.keepScan(ctx, r)
	if err != nil {
		return err
	}
	return d.act(ctx, who, "attach", "agreement "+agreementID, name+" "+sum, func(tx *store.Tx) error {
		if err := tx.AddFile(ctx, sum, media, size, d.nowUS()); err != nil {
			return err
		}
		return tx.Attach(ctx, store.Attachment{Agreement: agreementID, SHA256: sum, Name: name, Caption: caption, Government: who.Government, AddedUS: d.nowUS()})
	})
}

// Attachment opens a file of an agreement. The caller closes it.
func (d *Desk) Attachment(ctx context.Context, who policy.Actor, agreementID, sum string) (att store.Attachment, f io.ReadSeekCloser, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := seeAgreement(ctx, tx, who, policy.SeeCooperation, agreementID); err != nil {
			return err
		}
		all, err := tx.Attachments(ctx, agreementID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(a store.Attachment) bool { return a.SHA256 == sum })
		if i < 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		att = all[i]
		return nil
	})
	if err != nil {
		return att, nil, err
	}
	f, err = d.files.Get(ctx, sum)
	return att, f, err
}
