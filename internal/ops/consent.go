package ops

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// Content is what a proposal is about: the one thing that its kind speaks of,
// as it would be, or is.
type Content struct {
	Title       string                 `json:"title,omitempty"` // of a paper with its whole record
	Cooperation *agreement.Cooperation `json:"cooperation,omitempty"`
	Obligation  *agreement.Obligation  `json:"obligation,omitempty"`
	Service     *ServiceTerms          `json:"service,omitempty"`
	Tariff      *tariff.Tariff         `json:"tariff,omitempty"`
	Parameter   *store.Parameter       `json:"parameter,omitempty"`
}

// ServiceTerms is what an agreement says of a service: who provides it, and the
// rules by which it is measured.
type ServiceTerms struct {
	agreement.Service
	Rules string     // JSON
	From  civil.Date // the first day of a month; none when it is new
}

// words says in short what it is about, for the trail.
func (c Content) words() string {
	switch {
	case c.Title != "":
		return c.Title
	case c.Cooperation != nil:
		return c.Cooperation.Title
	case c.Obligation != nil:
		return c.Obligation.Text
	case c.Service != nil:
		return c.Service.Name
	case c.Tariff != nil:
		return c.Tariff.From.String()
	case c.Parameter != nil:
		return c.Parameter.Name + " " + c.Parameter.From.String() + " " + c.Parameter.Value
	}
	return ""
}

// matter is how one kind of proposal is dealt with. check and apply take the
// record as it stands; check is asked when it is proposed and once more when
// the last party has confirmed it.
type matter struct {
	enter, answer policy.Action
	object        func(Content) string
	check         func(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error
	apply         func(ctx context.Context, tx *store.Tx, a agreement.Agreement, c Content) error
}

func matterOf(k consent.Kind) (matter, error) {
	obligation := func(c Content) string { return "obligation " + c.Obligation.ID }
	tariffs := func(Content) string { return "tariff" }
	record := matter{enter: policy.EditAgreement, answer: policy.AnswerRecord}
	with := func(m matter, object func(Content) string, check, apply func(context.Context, *store.Tx, agreement.Agreement, Content) error) (matter, error) {
		m.object, m.check, m.apply = object, check, apply
		return m, nil
	}
	switch k {
	case consent.EnterPaper:
		return with(record, func(Content) string { return "record" }, checkPaper, enterIntoForce)
	case consent.SaveObligation:
		return with(record, obligation, checkObligation, saveObligation)
	case consent.DropObligation:
		return with(record, obligation, knownObligation, dropObligation)
	case consent.SaveService:
		return with(record, func(c Content) string { return "service " + c.Service.ID }, checkService, saveService)
	case consent.AddTariff:
		return with(record, tariffs, checkTariff, addTariff)
	case consent.WithdrawTariff:
		return with(record, tariffs, checkWithdrawal, withdrawTariff)
	case consent.SetParameter:
		price := matter{enter: policy.SetParameter, answer: policy.AnswerParameter}
		return with(price, func(c Content) string { return "parameter " + c.Parameter.Name }, checkParameter, setParameter)
	case consent.ChangeCooperation:
		return with(record, func(Content) string { return "cooperation" },
			func(ctx context.Context, tx *store.Tx, _ agreement.Agreement, c Content) error {
				return checkCooperation(ctx, tx, *c.Cooperation)
			},
			func(ctx context.Context, tx *store.Tx, _ agreement.Agreement, c Content) error {
				return tx.SaveCooperation(ctx, *c.Cooperation)
			})
	}
	return matter{}, fmt.Errorf("a proposal of unknown kind %q", k)
}

// draftProposal is a proposal on its way in.
type draftProposal struct {
	cooperation string
	agreement   agreement.Agreement // zero when it is about the cooperation
	kind        consent.Kind
	is, was     Content
	parties     []string
}

// putForward puts a change before the other parties; where no other government
// is one, it takes effect at once. It gives what the trail says.
func (d *Desk) putForward(ctx context.Context, tx *store.Tx, who policy.Actor, p draftProposal) (action, detail string, err error) {
	m, err := matterOf(p.kind)
	if err != nil {
		return "", "", err
	}
	if err := m.check(ctx, tx, p.agreement, p.is); err != nil {
		return "", "", err
	}
	is, err := json.Marshal(p.is)
	if err != nil {
		return "", "", err
	}
	was, err := json.Marshal(p.was)
	if err != nil {
		return "", "", err
	}
	asked := consent.New(consent.Proposal{
		ID: uuid.NewString(), Cooperation: p.cooperation, Agreement: p.agreement.ID, Object: m.object(p.is), Kind: p.kind,
		Body: string(is), Was: string(was), By: d.hand(who),
	}, p.parties)
	if err := tx.AddProposal(ctx, asked); err != nil {
		return "", "", err
	}
	return "propose", trailText(p.kind, p.is, ""), d.settle(ctx, tx, asked, m, p.is)
}

// trailText is the detail of an act on a proposal.
func trailText(k consent.Kind, c Content, reason string) string {
	text := string(k) + ": " + c.words()
	if reason != "" {
		text += ": " + reason
	}
	return text
}

func (d *Desk) hand(who policy.Actor) consent.Hand {
	return consent.Hand{Government: who.Government, Account: who.Account, Name: who.Name, AtUS: d.nowUS()}
}

// enter makes a change of an agreement's record: at once while the agreement is
// the actor's own draft, and by a proposal once other parties have a say. fill
// gives the change and what it replaces, from the record as it stands.
func (d *Desk) enter(ctx context.Context, who policy.Actor, id string, k consent.Kind, fill func(*store.Tx, agreement.Agreement) (is, was Content, err error)) error {
	m, err := matterOf(k)
	if err != nil {
		return err
	}
	return d.noted(ctx, who, "agreement "+id, func(tx *store.Tx) (string, string, error) {
		a, err := seeAgreement(ctx, tx, who, m.enter, id)
		if err != nil {
			return "", "", err
		}
		is, was, err := fill(tx, a)
		if err != nil {
			return "", "", err
		}
		if a.Status != agreement.Draft {
			return d.putForward(ctx, tx, who, draftProposal{cooperation: a.Cooperation, agreement: a, kind: k, is: is, was: was, parties: a.Codes()})
		}
		if err := m.check(ctx, tx, a, is); err != nil {
			return "", "", err
		}
		return string(k), is.words(), m.apply(ctx, tx, a, is)
	})
}

// proposalResource is a proposal as policy sees it: the business of the own
// people of its parties.
func proposalResource(p consent.Proposal) policy.Resource {
	return policy.Resource{Parties: p.Parties(), Owner: p.By.Government, Draft: true, Proposed: true}
}

// seeProposal loads a proposal that the actor may see.
func seeProposal(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (consent.Proposal, matter, error) {
	p, err := tx.Proposal(ctx, id)
	if err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return p, matter{}, err
	}
	if err := policy.Can(who, policy.SeeDraft, proposalResource(p)); err != nil {
		return p, matter{}, err
	}
	m, err := matterOf(p.Kind)
	return p, m, err
}

// proposalsFor lists the proposals about an agreement, or about the cooperation
// itself, for one who may see them.
func proposalsFor(ctx context.Context, tx *store.Tx, who policy.Actor, cooperation, agreementID string) ([]consent.Proposal, error) {
	if who.Public() {
		return nil, nil
	}
	all, err := tx.Proposals(ctx, cooperation, agreementID)
	return slices.DeleteFunc(all, func(p consent.Proposal) bool { return policy.Can(who, policy.SeeDraft, proposalResource(p)) != nil }), err
}

// Answer confirms or refuses a proposal for the actor's government. With the
// last confirmation it takes effect; a refusal ends it.
func (d *Desk) Answer(ctx context.Context, who policy.Actor, id string, v consent.Verdict, reason string) error {
	return d.onProposal(ctx, who, id, func(tx *store.Tx, p consent.Proposal, m matter, c Content) (string, string, error) {
		if err := policy.Can(who, m.answer, proposalResource(p)); err != nil {
			return "", "", err
		}
		next, err := p.Answer(d.hand(who), v, reason)
		if err != nil {
			return "", "", err
		}
		if err := tx.MoveProposal(ctx, next); err != nil {
			return "", "", err
		}
		action := string(v) + "_proposal"
		return action, trailText(p.Kind, c, reason), d.settle(ctx, tx, next, m, c)
	})
}

// WithdrawProposal takes back a proposal of the actor's government that nobody
// has decided yet.
func (d *Desk) WithdrawProposal(ctx context.Context, who policy.Actor, id string) error {
	return d.onProposal(ctx, who, id, func(tx *store.Tx, p consent.Proposal, m matter, c Content) (string, string, error) {
		if err := policy.Can(who, m.enter, policy.Resource{Parties: p.Parties(), Owner: p.By.Government}); err != nil {
			return "", "", err
		}
		next, err := p.Withdraw(d.hand(who))
		if err != nil {
			return "", "", err
		}
		if err := tx.MoveProposal(ctx, next); err != nil {
			return "", "", err
		}
		return "withdraw_proposal", trailText(p.Kind, c, ""), d.settle(ctx, tx, next, m, c)
	})
}

// onProposal is an act on a proposal. It stands in the trails of those who see
// what the proposal is about.
func (d *Desk) onProposal(ctx context.Context, who policy.Actor, id string, act func(*store.Tx, consent.Proposal, matter, Content) (action, detail string, err error)) error {
	object := ""
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		p, _, err := seeProposal(ctx, tx, who, id)
		if object = "agreement " + p.Agreement; p.Agreement == "" {
			object = "cooperation " + p.Cooperation
		}
		return err
	}); err != nil {
		return err
	}
	return d.noted(ctx, who, object, func(tx *store.Tx) (string, string, error) {
		p, m, err := seeProposal(ctx, tx, who, id)
		if err != nil {
			return "", "", err
		}
		var c Content
		if err := json.Unmarshal([]byte(p.Body), &c); err != nil {
			return "", "", fmt.Errorf("read proposal %s: %w", id, err)
		}
		return act(tx, p, m, c)
	})
}

// settle does what follows from an answer: what all have confirmed takes
// effect, and a paper that was refused or withdrawn is its owner's draft again.
func (d *Desk) settle(ctx context.Context, tx *store.Tx, p consent.Proposal, m matter, c Content) error {
	state := p.State()
	if state == consent.Waiting {
		return nil
	}
	var a agreement.Agreement
	var err error
	if p.Agreement != "" {
		if a, err = tx.Agreement(ctx, p.Agreement); err != nil {
			return err
		}
	}
	if state == consent.Confirmed {
		if err := m.check(ctx, tx, a, c); err != nil {
			return err
		}
		return m.apply(ctx, tx, a, c)
	}
	if p.Kind == consent.EnterPaper {
		a.Proposed = false
		return tx.SaveAgreement(ctx, a)
	}
	return nil
}

// ProposalView is a proposal with what it is about.
type ProposalView struct {
	consent.Proposal
	Is, Was     Content
	Dossier     Dossier
	Paper       *Paper            // nil when it is about the cooperation, or when the reader no longer sees it
	Rules       map[string]string // JSON by which each service of the paper is measured, by its id
	MayAnswer   bool              // the reader, for a government that is asked
	MayWithdraw bool
}

// Proposal gives a proposal to one who may see it.
func (d *Desk) Proposal(ctx context.Context, who policy.Actor, id string) (v ProposalView, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		p, m, err := seeProposal(ctx, tx, who, id)
		if err != nil {
			return err
		}
		v = ProposalView{Proposal: p, Rules: map[string]string{}}
		for text, into := range map[string]*Content{p.Body: &v.Is, p.Was: &v.Was} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				return fmt.Errorf("read proposal %s: %w", id, err)
			}
		}
		v.MayAnswer = p.Asks(who.Government) && policy.Can(who, m.answer, proposalResource(p)) == nil
		v.MayWithdraw = p.State() == consent.Waiting && policy.Can(who, m.enter, policy.Resource{Parties: p.Parties(), Owner: p.By.Government}) == nil
		c, err := tx.Cooperation(ctx, p.Cooperation)
		if err != nil {
			return err
		}
		if v.Dossier, err = d.dossier(ctx, tx, who, c); err != nil || p.Agreement == "" {
			return err
		}
		a, err := seeAgreement(ctx, tx, who, policy.SeeCooperation, p.Agreement)
		if fault.KindOf(err) == fault.NotFound {
			return nil // refused or withdrawn: its owner's draft again
		}
		if err != nil {
			return err
		}
		full, err := paper(ctx, tx, a, d.today())
		if err != nil {
			return err
		}
		v.Paper = &full
		for _, s := range full.Services {
			if _, v.Rules[s.ID], err = tx.Service(ctx, s.ID, d.today()); err != nil {
				return err
			}
		}
		return nil
	})
	return v, err
}

// Asked is a proposal that waits for the actor, with the title of what it is
// about.
type Asked struct {
	consent.Proposal
	Title string
}

// ProposalsAsking lists the proposals that the actor may answer for its
// government, oldest first.
func (d *Desk) ProposalsAsking(ctx context.Context, who policy.Actor) (out []Asked, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		all, err := tx.ProposalsAsking(ctx, who.Government)
		if err != nil {
			return err
		}
		for _, p := range all {
			m, err := matterOf(p.Kind)
			if err != nil {
				return err
			}
			if policy.Can(who, m.answer, proposalResource(p)) != nil {
				continue
			}
			asked := Asked{Proposal: p}
			if asked.Title, err = titleOf(ctx, tx, p); err != nil {
				return err
			}
			out = append(out, asked)
		}
		return nil
	})
	return out, err
}

// titleOf gives the title of what a proposal is about.
func titleOf(ctx context.Context, tx *store.Tx, p consent.Proposal) (string, error) {
	if p.Agreement != "" {
		a, err := tx.Agreement(ctx, p.Agreement)
		return a.Title, err
	}
	c, err := tx.Cooperation(ctx, p.Cooperation)
	return c.Title, err
}
