package ops

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/obligation"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// What an agreement's record holds: the paper itself, its obligations,
// services, tariffs and reference values. Each is entered by Desk.enter.

// ProposeAgreement puts an agreement that was signed outside before its other
// parties, with all that its record holds, to be confirmed as one. Until they
// have, or it is withdrawn, nobody changes it.
func (d *Desk) ProposeAgreement(ctx context.Context, who policy.Actor, id string) error {
	return d.noted(ctx, who, "agreement "+id, func(tx *store.Tx) (string, string, error) {
		a, err := seeAgreement(ctx, tx, who, policy.EditAgreement, id)
		if err != nil {
			return "", "", err
		}
		if a.Status != agreement.Draft || !a.Outside {
			return "", "", fault.New(fault.Conflict, "consent.in_force")
		}
		action, detail, err := d.putForward(ctx, tx, who, draftProposal{cooperation: a.Cooperation, agreement: a, kind: consent.EnterPaper, is: Content{Title: a.Title}, parties: a.Codes()})
		if err != nil {
			return "", "", err
		}
		a.Proposed = true
		return action, detail, tx.SaveAgreement(ctx, a)
	})
}

// checkPaper checks that a paper is complete as one that was signed, in a
// cooperation that its parties see, under a Kesepakatan Bersama that they know.
// It is confirmed after the Kesepakatan Bersama.
func checkPaper(ctx context.Context, tx *store.Tx, a agreement.Agreement, _ Content) error {
	c, err := tx.Cooperation(ctx, a.Cooperation)
	if err != nil {
		return err
	}
	if c.Draft {
		return fault.New(fault.Conflict, "consent.share_first")
	}
	signed := a
	signed.Status = agreement.Active
	if err := signed.Validate(); err != nil {
		return fault.Wrap(fault.Conflict, "consent.incomplete", err)
	}
	if err := partiesOf(c, a); err != nil {
		return err
	}
	if a.Parent == "" {
		return nil
	}
	parent, err := tx.Agreement(ctx, a.Parent)
	if err != nil {
		return err
	}
	if parent.Status == agreement.Draft && (a.Proposed || !parent.Proposed) {
		return fault.New(fault.Conflict, "consent.parent_first", "Title", parent.Title)
	}
	return nil
}

func enterIntoForce(ctx context.Context, tx *store.Tx, a agreement.Agreement, _ Content) error {
	a.Status, a.Proposed = agreement.Active, false
	if err := tx.SaveAgreement(ctx, a); err != nil {
		return err
	}
	stage := agreement.SigningKB
	if a.Kind == agreement.PKS {
		stage = agreement.SigningPKS
	}
	return tx.AddEvent(ctx, a.Cooperation, agreement.Event{Date: a.SignedOn, Stage: stage, Note: a.Title})
}

// SaveObligation adds or changes an obligation of an agreement.
func (d *Desk) SaveObligation(ctx context.Context, who policy.Actor, o agreement.Obligation) error {
	if o.ID == "" {
		o.ID = agreement.Slug(o.Clause + " " + o.Text)
	}
	return d.enter(ctx, who, o.Agreement, consent.SaveObligation, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		old, err := obligationOf(ctx, tx, a.ID, o.ID)
		return Content{Obligation: &o}, Content{Obligation: old}, err
	})
}

// DropObligation removes an obligation that was entered by mistake. The trail
// keeps what it said.
func (d *Desk) DropObligation(ctx context.Context, who policy.Actor, agreementID, id string) error {
	return d.enter(ctx, who, agreementID, consent.DropObligation, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		old, err := obligationOf(ctx, tx, a.ID, id)
		if err == nil && old == nil {
			err = fault.New(fault.NotFound, "policy.not_found")
		}
		return Content{Obligation: old}, Content{}, err
	})
}

func obligationOf(ctx context.Context, tx *store.Tx, agreementID, id string) (*agreement.Obligation, error) {
	all, err := tx.Obligations(ctx, agreementID)
	if i := slices.IndexFunc(all, func(o agreement.Obligation) bool { return o.ID == id }); i >= 0 {
		return &all[i], err
	}
	return nil, err
}

func checkObligation(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	o := c.Obligation
	if err := clauseExists(ctx, tx, a.ID, o.Clause); err != nil {
		return err
	}
	var fields []fault.Field
	if o.Rule == "" && !o.Due.IsZero() {
		o.Rule = string(obligation.Once)
	}
	switch {
	case !slices.Contains(obligation.Rules(), obligation.Rule(o.Rule)):
		fields = append(fields, fault.NewField("rule", "obligation.bad_rule"))
	case o.Rule == string(obligation.Once) && o.Due.IsZero():
		fields = append(fields, fault.NewField("due", "ui.required"))
	}
	if o.Grace < 0 || o.Grace > obligation.MaxGrace {
		fields = append(fields, fault.NewField("grace", "obligation.bad_grace", "Max", obligation.MaxGrace))
	}
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
	return fault.InvalidFields(fields)
}

func saveObligation(ctx context.Context, tx *store.Tx, _ agreement.Agreement, c Content) error {
	return tx.SaveObligation(ctx, *c.Obligation)
}

func knownObligation(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	old, err := obligationOf(ctx, tx, a.ID, c.Obligation.ID)
	if err == nil && old == nil {
		err = fault.New(fault.Conflict, "consent.gone")
	}
	return err
}

func dropObligation(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	return tx.DropObligation(ctx, a.ID, c.Obligation.ID)
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
// its measurement; empty means the defaults. A service without an id is new.
// What changes in force changes from the first day of a month on, since a
// statement names one provider and one set of rules for its month.
func (d *Desk) SaveService(ctx context.Context, who policy.Actor, s agreement.Service, rules string, from civil.Date) error {
	if rules == "" {
		rules = "{}"
	}
	fresh := s.ID == ""
	if fresh {
		s.ID = ownID(who.Government, string(s.Kind), s.Name)
	}
	return d.enter(ctx, who, s.Agreement, consent.SaveService, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		terms := &ServiceTerms{s, rules, from}
		on := from
		if a.Status == agreement.Draft || from.IsZero() {
			terms.From, on = civil.Date{}, d.today()
		}
		old, oldRules, err := tx.Service(ctx, s.ID, on)
		switch {
		case fault.KindOf(err) == fault.NotFound:
			terms.From = civil.Date{}
			return Content{Service: terms}, was, nil
		case err != nil:
			return is, was, err
		case old.Agreement != a.ID:
			return is, was, fault.New(fault.NotFound, "policy.not_found")
		case fresh:
			return is, was, fault.InvalidFields([]fault.Field{fault.NewField("name", "agreement.title_taken")})
		case a.Status != agreement.Draft && from.IsZero():
			return is, was, fault.InvalidFields([]fault.Field{fault.NewField("from", "ui.required")})
		}
		terms.Kind = old.Kind
		return Content{Service: terms}, Content{Service: &ServiceTerms{old, oldRules, civil.Date{}}}, nil
	})
}

func checkService(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	s := c.Service
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
	if err := checkRules(s.Kind, s.Rules); err != nil {
		return err
	}
	if s.From.IsZero() {
		return nil
	}
	if first := s.From.MonthOf().First(); s.From != first {
		return fault.InvalidFields([]fault.Field{fault.NewField("from", "border.first_of_month", "First", first.String())})
	}
	statements, err := tx.Statements(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, kept := range statements {
		if kept.Status == settlement.Agreed && !kept.Month.First().Before(s.From) {
			return fault.InvalidFields([]fault.Field{fault.NewField("from", "consent.month_agreed", "Month", kept.Month.Indonesian())})
		}
	}
	return nil
}

func saveService(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	s, from := c.Service, c.Service.From
	if from.IsZero() {
		from = a.From
		if err := tx.SaveService(ctx, s.Service, s.Rules); err != nil {
			return err
		}
	} else if err := errors.Join(tx.SaveServiceVersion(ctx, s.Service, s.Rules, from), dropHandedOver(ctx, tx, s)); err != nil {
		return err
	}
	return tx.TouchFrom(ctx, from) // other rules measure otherwise
}

// dropHandedOver drops the draft statements of the months that a provider gives
// away: it bills them no more, and has just said so.
func dropHandedOver(ctx context.Context, tx *store.Tx, s *ServiceTerms) error {
	all, err := tx.Statements(ctx, s.Agreement)
	if err != nil {
		return err
	}
	for _, kept := range all {
		if kept.Status == settlement.Draft && kept.Provider != s.Provider && !kept.Month.First().Before(s.From) {
			if err := tx.DropDraft(ctx, kept.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// AddTariff adds a version of an agreement's tariff; its number is given here.
// Versions are never changed; an open-ended version before it ends the day
// before.
func (d *Desk) AddTariff(ctx context.Context, who policy.Actor, t tariff.Tariff) error {
	return d.enter(ctx, who, t.AgreementID, consent.AddTariff, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Tariffs(ctx, a.ID)
		if len(all) > 0 {
			was.Tariff = &all[len(all)-1]
		}
		t.Version = nextTariff(all)
		return Content{Tariff: &t}, was, err
	})
}

func nextTariff(all []tariff.Tariff) int {
	if len(all) == 0 {
		return 1
	}
	return all[len(all)-1].Version + 1
}

func checkTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	if err := clauseExists(ctx, tx, a.ID, c.Tariff.Clause); err != nil {
		return err
	}
	all, err := tx.Tariffs(ctx, a.ID)
	if err != nil {
		return err
	}
	all, t := replacing(all, *c.Tariff)
	return tariff.ValidateVersions(append(all, t))
}

func addTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	return beginTariff(ctx, tx, *c.Tariff)
}

// WithdrawTariff takes back the newest version of a tariff, as long as no
// statement was offered of a month in which it is in force.
func (d *Desk) WithdrawTariff(ctx context.Context, who policy.Actor, agreementID string, version int) error {
	return d.enter(ctx, who, agreementID, consent.WithdrawTariff, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Tariffs(ctx, a.ID)
		if i := slices.IndexFunc(all, func(t tariff.Tariff) bool { return t.Version == version }); i >= 0 {
			return Content{Tariff: &all[i]}, was, err
		}
		return is, was, fault.New(fault.Conflict, "agreement.tariff_not_newest")
	})
}

func checkWithdrawal(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	all, err := tx.Tariffs(ctx, a.ID)
	if err != nil {
		return err
	}
	if len(all) == 0 || all[len(all)-1].Version != c.Tariff.Version {
		return fault.New(fault.Conflict, "agreement.tariff_not_newest")
	}
	statements, err := tx.Statements(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if s.Status == settlement.Draft {
			continue // its provider's own business, which it computes again
		}
		if _, used := all[len(all)-1].InForce(tariff.MonthPeriod(s.Month)); used {
			return fault.New(fault.Conflict, "agreement.tariff_in_use", "Month", s.Month.Indonesian())
		}
	}
	return nil
}

func withdrawTariff(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error {
	return tx.DropTariff(ctx, a.ID, c.Tariff.Version)
}

// SetParameter sets a value that an agreement's tariff refers to.
func (d *Desk) SetParameter(ctx context.Context, who policy.Actor, p store.Parameter) error {
	p.SetBy = who.Government
	return d.enter(ctx, who, p.Agreement, consent.SetParameter, func(tx *store.Tx, a agreement.Agreement) (is, was Content, err error) {
		all, err := tx.Parameters(ctx, a.ID) // by name and day
		for i, old := range all {
			if old.Name == p.Name && !old.From.After(p.From) {
				was.Parameter = &all[i]
			}
		}
		return Content{Parameter: &p}, was, err
	})
}

func checkParameter(_ context.Context, _ *store.Tx, _ agreement.Agreement, c Content) error {
	p := c.Parameter
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
	return fault.InvalidFields(fields)
}

func setParameter(ctx context.Context, tx *store.Tx, _ agreement.Agreement, c Content) error {
	return tx.SetParameter(ctx, *c.Parameter)
}
