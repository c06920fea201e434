package ops

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// maxScan is the largest file that may be attached to an agreement.
const maxScan = 64 << 20

func cooperationResource(c agreement.Cooperation) policy.Resource {
	r := policy.Resource{Parties: c.Parties, Draft: c.Draft}
	if c.Draft {
		r.Owner = c.Owner
	}
	return r
}

func agreementResource(a agreement.Agreement) policy.Resource {
	r := policy.Resource{Parties: a.Codes(), Draft: a.Status == agreement.Draft}
	if r.Draft {
		r.Owner = a.Owner
	}
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
	return a, policy.Can(who, do, agreementResource(a))
}

// seeService loads a service with its agreement, when the actor may do
// something with it.
func seeService(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (agreement.Service, string, agreement.Agreement, error) {
	s, rules, err := tx.Service(ctx, id)
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
	r := agreementResource(a)
	r.Provider = s.Provider
	return s, rules, a, policy.Can(who, do, r)
}

// NewCooperation records a cooperation as a draft that only the actor's
// government sees. Without an id it gets one from its title.
func (d *Desk) NewCooperation(ctx context.Context, who policy.Actor, c agreement.Cooperation) (agreement.Cooperation, error) {
	if c.ID == "" {
		c.ID = agreement.Slug(c.Title)
	}
	c.Owner, c.Draft = who.Government, true
	return d.enterCooperation(ctx, who, c, true)
}

// ChangeCooperation changes the record of a cooperation.
func (d *Desk) ChangeCooperation(ctx context.Context, who policy.Actor, c agreement.Cooperation) error {
	_, err := d.enterCooperation(ctx, who, c, false)
	return err
}

func (d *Desk) enterCooperation(ctx context.Context, who policy.Actor, c agreement.Cooperation, fresh bool) (agreement.Cooperation, error) {
	err := d.act(ctx, who, "enter_cooperation", "cooperation "+c.ID, c.Title, func(tx *store.Tx) error {
		old, err := tx.Cooperation(ctx, c.ID)
		switch {
		case err == nil && fresh:
			return fault.InvalidFields([]fault.Field{fault.NewField("title", "agreement.title_taken")})
		case err == nil:
			c.Owner, c.Draft = old.Owner, old.Draft
			if err := policy.Can(who, policy.EditAgreement, cooperationResource(old)); err != nil {
				return err
			}
		case fault.KindOf(err) != fault.NotFound || !fresh:
			return err
		}
		if err := errors.Join(c.Validate(), knownParties(ctx, tx, c.Parties)); err != nil {
			return err
		}
		if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
			return err
		}
		if !slices.Contains(c.Parties, who.Government) {
			return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.own_party")})
		}
		return tx.SaveCooperation(ctx, c)
	})
	return c, err
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

// AddEvent adds a step to a cooperation's timeline.
func (d *Desk) AddEvent(ctx context.Context, who policy.Actor, cooperation string, e agreement.Event) error {
	if e.Date.IsZero() || !slices.Contains(agreement.Stages(), e.Stage) {
		return fault.InvalidFields([]fault.Field{fault.NewField("date", "ui.required")})
	}
	return d.act(ctx, who, "add_event", "cooperation "+cooperation, string(e.Stage), func(tx *store.Tx) error {
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
		return tx.AddEvent(ctx, cooperation, e)
	})
}

// NewAgreement records a KB or PKS. With status Draft only the actor's
// government sees it; with status Active it was signed outside and is put
// before the other parties. Without an id it gets one from its title.
func (d *Desk) NewAgreement(ctx context.Context, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) (agreement.Agreement, error) {
	if a.ID == "" {
		a.ID = agreement.Slug(string(a.Kind) + " " + a.Title)
	}
	return d.enterAgreement(ctx, who, a, clauses, true)
}

// ChangeAgreement changes a draft, or turns it into an agreement that was
// signed outside. What is in force is not changed.
func (d *Desk) ChangeAgreement(ctx context.Context, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) error {
	_, err := d.enterAgreement(ctx, who, a, clauses, false)
	return err
}

func (d *Desk) enterAgreement(ctx context.Context, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause, fresh bool) (agreement.Agreement, error) {
	a.Outside = true
	err := d.act(ctx, who, "enter_agreement", "agreement "+a.ID, a.Title, func(tx *store.Tx) error {
		old, err := tx.Agreement(ctx, a.ID)
		switch {
		case err == nil && fresh:
			return fault.InvalidFields([]fault.Field{fault.NewField("title", "agreement.title_taken")})
		case err == nil:
			if err := policy.Can(who, policy.EditAgreement, agreementResource(old)); err != nil {
				return err
			}
			if old.Status != agreement.Draft {
				return fault.New(fault.Conflict, "agreement.signed_text_stays")
			}
			a.Owner = old.Owner
		case fault.KindOf(err) != fault.NotFound || !fresh:
			return err
		default:
			a.Owner = who.Government
		}
		if err := policy.Can(who, policy.EditAgreement, agreementResource(a)); err != nil {
			return err
		}
		return d.saveAgreement(ctx, tx, who, a, clauses)
	})
	return a, err
}

func (d *Desk) saveAgreement(ctx context.Context, tx *store.Tx, who policy.Actor, a agreement.Agreement, clauses []agreement.Clause) error {
	c, err := tx.Cooperation(ctx, a.Cooperation)
	if err != nil {
		return err
	}
	if err := policy.Can(who, policy.EditAgreement, cooperationResource(c)); err != nil {
		return err
	}
	if err := joinFields(a.Validate(), agreement.CheckTree(clauses)); err != nil {
		return err
	}
	for _, code := range a.Codes() {
		if !slices.Contains(c.Parties, code) {
			return fault.InvalidFields([]fault.Field{fault.NewField("parties", "agreement.not_a_party", "Code", code)})
		}
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
		if p, err := tx.Agreement(ctx, a.Parent); err != nil || p.Cooperation != a.Cooperation || p.Kind != agreement.KB {
			return fault.InvalidFields([]fault.Field{fault.NewField("parent", "agreement.pks_needs_kb")})
		}
	}
	if err := errors.Join(tx.SaveAgreement(ctx, a), tx.SaveClauses(ctx, a.ID, clauses)); err != nil {
		return err
	}
	if a.Status != agreement.Active {
		return nil
	}
	if a.SignedOn.After(d.today()) {
		return fault.InvalidFields([]fault.Field{fault.NewField("signed_on", "agreement.signed_in_future")})
	}
	stage := agreement.SigningKB
	if a.Kind == agreement.PKS {
		stage = agreement.SigningPKS
	}
	return tx.AddEvent(ctx, a.Cooperation, agreement.Event{Date: a.SignedOn, Stage: stage, Note: a.Title})
}

// SaveObligation adds or changes an obligation of an agreement.
func (d *Desk) SaveObligation(ctx context.Context, who policy.Actor, o agreement.Obligation) error {
	return d.act(ctx, who, "save_obligation", "agreement "+o.Agreement, o.ID, func(tx *store.Tx) error {
		a, err := seeAgreement(ctx, tx, who, policy.EditAgreement, o.Agreement)
		if err != nil {
			return err
		}
		if err := clauseExists(ctx, tx, a.ID, o.Clause); err != nil {
			return err
		}
		var fields []fault.Field
		if strings.TrimSpace(o.Text) == "" {
			fields = append(fields, fault.NewField("text", "ui.required"))
		}
		if !slices.Contains(a.Codes(), o.Bearer) {
			fields = append(fields, fault.NewField("bearer", "agreement.not_a_party", "Code", o.Bearer))
		}
		if o.Target != "" {
			if _, err := quantity.Parse(o.Target); err != nil {
				fields = append(fields, fault.NewField("target", "quantity.not_a_number", "Value", o.Target))
			}
		}
		if err := fault.InvalidFields(fields); err != nil {
			return err
		}
		if o.ID == "" {
			o.ID = agreement.Slug(o.Clause + " " + o.Text)
		}
		return tx.SaveObligation(ctx, o)
	})
}

func clauseExists(ctx context.Context, tx *store.Tx, agreementID, clause string) error {
	tree, err := tx.Clauses(ctx, agreementID)
	if err != nil {
		return err
	}
	if _, ok := agreement.Find(tree, clause); !ok {
		return fault.InvalidFields([]fault.Field{fault.NewField("clause", "agreement.no_such_clause", "ID", clause)})
	}
	return nil
}

// SaveService adds or changes a service of an agreement. rules is JSON for
// its measurement; empty means the defaults.
func (d *Desk) SaveService(ctx context.Context, who policy.Actor, s agreement.Service, rules string) error {
	return d.act(ctx, who, "save_service", "service "+s.ID, s.Name, func(tx *store.Tx) error {
		a, err := seeAgreement(ctx, tx, who, policy.EditAgreement, s.Agreement)
		if err != nil {
			return err
		}
		if old, _, err := tx.Service(ctx, s.ID); err == nil && old.Agreement != s.Agreement {
			return fault.InvalidFields([]fault.Field{fault.NewField("name", "agreement.title_taken")})
		}
		if err := clauseExists(ctx, tx, a.ID, s.Clause); err != nil {
			return err
		}
		if !slices.Contains(a.Codes(), s.Provider) {
			return fault.InvalidFields([]fault.Field{fault.NewField("provider", "agreement.not_a_party", "Code", s.Provider)})
		}
		if !agreement.ValidID(s.ID) || strings.TrimSpace(s.Name) == "" {
			return fault.InvalidFields([]fault.Field{fault.NewField("name", "ui.required")})
		}
		if err := homeOf(ctx, tx, s.Provider, s.Agency, ""); err != nil {
			return err
		}
		if rules == "" {
			rules = "{}"
		}
		if err := checkRules(s.Kind, rules); err != nil {
			return err
		}
		if err := tx.SaveService(ctx, s, rules); err != nil {
			return err
		}
		return tx.TouchFrom(ctx, a.From) // other rules measure otherwise
	})
}

// AddTariff adds a version of an agreement's tariff. Versions are never
// changed; an open-ended version before it ends the day before.
func (d *Desk) AddTariff(ctx context.Context, who policy.Actor, t tariff.Tariff) error {
	return d.act(ctx, who, "add_tariff", "agreement "+t.AgreementID, t.From.String(), func(tx *store.Tx) error {
		a, err := seeAgreement(ctx, tx, who, policy.EditAgreement, t.AgreementID)
		if err != nil {
			return err
		}
		if err := clauseExists(ctx, tx, a.ID, t.Clause); err != nil {
			return err
		}
		all, err := tx.Tariffs(ctx, a.ID)
		if err != nil {
			return err
		}
		for i, old := range all {
			if old.Until.IsZero() && old.From.Before(t.From) {
				all[i].Until = t.From.AddDays(-1)
				if err := tx.EndTariff(ctx, a.ID, old.Version, all[i].Until); err != nil {
					return err
				}
			}
		}
		if err := tariff.ValidateVersions(append(all, t)); err != nil {
			return err
		}
		err = tx.SaveTariff(ctx, t)
		if errors.Is(err, sqldb.ErrUnique) {
			return fault.Wrap(fault.Conflict, "agreement.tariff_version_taken", err)
		}
		return err
	})
}

// SetParameter sets a value that an agreement's tariff refers to.
func (d *Desk) SetParameter(ctx context.Context, who policy.Actor, p store.Parameter) error {
	var fields []fault.Field
	if _, err := quantity.Parse(p.Value); err != nil {
		fields = append(fields, fault.NewField("value", "quantity.not_a_number", "Value", p.Value))
	}
	if strings.TrimSpace(p.Source) == "" {
		fields = append(fields, fault.NewField("source", "ui.required"))
	}
	if p.From.IsZero() {
		fields = append(fields, fault.NewField("from", "ui.required"))
	}
	if err := fault.InvalidFields(fields); err != nil {
		return err
	}
	p.SetBy = who.Government
	return d.act(ctx, who, "set_parameter", "agreement "+p.Agreement, p.Name+" "+p.From.String()+" "+p.Value, func(tx *store.Tx) error {
		if _, err := seeAgreement(ctx, tx, who, policy.SetParameter, p.Agreement); err != nil {
			return err
		}
		return tx.SetParameter(ctx, p)
	})
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

// Paper is an agreement with everything that hangs on it.
type Paper struct {
	agreement.Agreement
	Clauses     []agreement.Clause
	Obligations []agreement.Obligation
	Services    []agreement.Service
	Tariffs     []tariff.Tariff
	Parameters  []store.Parameter
	Attachments []store.Attachment
	MayEdit     bool // its record, by the reader
	MayPrice    bool // set the values its tariff refers to
}

// Dossier is a cooperation with everything that the reader may see.
type Dossier struct {
	agreement.Cooperation
	Governments map[string]party.Government
	Agencies    map[string]party.Agency
	Events      []agreement.Event
	Papers      []Paper
	MayEdit     bool // by the reader
}

// Dossier gives a cooperation to one who may see it.
func (d *Desk) Dossier(ctx context.Context, who policy.Actor, id string) (dossier Dossier, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		c, err := tx.Cooperation(ctx, id)
		if err != nil {
			if who.Public() {
				err = fault.New(fault.Unauthenticated, "policy.login_first")
			}
			return err
		}
		if err := policy.Can(who, policy.SeeCooperation, cooperationResource(c)); err != nil {
			return err
		}
		dossier, err = d.dossier(ctx, tx, who, c)
		return err
	})
	return dossier, err
}

// Dossiers lists the cooperations that the actor may see.
func (d *Desk) Dossiers(ctx context.Context, who policy.Actor) (all []Dossier, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		cooperations, err := tx.Cooperations(ctx)
		if err != nil {
			return err
		}
		for _, c := range cooperations {
			if policy.Can(who, policy.SeeCooperation, cooperationResource(c)) != nil {
				continue
			}
			one, err := d.dossier(ctx, tx, who, c)
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		return nil
	})
	return all, err
}

// PublicDossiers lists what anyone may know: cooperations that are no drafts,
// with the agreements that were signed.
func (d *Desk) PublicDossiers(ctx context.Context) (all []Dossier, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = nil
		cooperations, err := tx.Cooperations(ctx)
		if err != nil {
			return err
		}
		for _, c := range cooperations {
			if c.Draft {
				continue
			}
			one, err := d.dossier(ctx, tx, policy.Actor{}, c)
			if err != nil {
				return err
			}
			if len(one.Papers) > 0 {
				all = append(all, one)
			}
		}
		return nil
	})
	return all, err
}

func (d *Desk) dossier(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation) (dossier Dossier, err error) {
	dossier = Dossier{
		Cooperation: c, Governments: map[string]party.Government{}, Agencies: map[string]party.Agency{},
		MayEdit: policy.Can(who, policy.EditAgreement, cooperationResource(c)) == nil,
	}
	for _, code := range c.Parties {
		if dossier.Governments[code], err = tx.Government(ctx, code); err != nil {
			return dossier, err
		}
		agencies, err := tx.Agencies(ctx, code)
		if err != nil {
			return dossier, err
		}
		for _, a := range agencies {
			dossier.Agencies[a.ID] = a
		}
	}
	if dossier.Events, err = tx.Events(ctx, c.ID); err != nil {
		return dossier, err
	}
	agreements, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return dossier, err
	}
	for _, a := range agreements {
		if a.Status == agreement.Draft && policy.Can(who, policy.SeeDraft, agreementResource(a)) != nil {
			continue
		}
		p, err := paper(ctx, tx, a)
		if err != nil {
			return dossier, err
		}
		p.MayEdit = policy.Can(who, policy.EditAgreement, agreementResource(a)) == nil
		p.MayPrice = policy.Can(who, policy.SetParameter, agreementResource(a)) == nil
		dossier.Papers = append(dossier.Papers, p)
	}
	return dossier, nil
}

func paper(ctx context.Context, tx *store.Tx, a agreement.Agreement) (p Paper, err error) {
	p.Agreement = a
	if p.Clauses, err = tx.Clauses(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Obligations, err = tx.Obligations(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Services, err = tx.Services(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Tariffs, err = tx.Tariffs(ctx, a.ID); err != nil {
		return p, err
	}
	if p.Parameters, err = tx.Parameters(ctx, a.ID); err != nil {
		return p, err
	}
	p.Attachments, err = tx.Attachments(ctx, a.ID)
	return p, err
}

// DaysLeft gives the days until an agreement ends, and false when it has no
// end.
func (d *Desk) DaysLeft(a agreement.Agreement) (int, bool) {
	if a.Until.IsZero() {
		return 0, false
	}
	return a.Until.Sub(civil.In(d.now())), true
}
