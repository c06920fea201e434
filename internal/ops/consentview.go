package ops

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

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
			if p.Agreement != "" {
				a, err := tx.Agreement(ctx, p.Agreement)
				if err != nil {
					return err
				}
				asked.Title = a.Title
			} else {
				c, err := tx.Cooperation(ctx, p.Cooperation)
				if err != nil {
					return err
				}
				asked.Title = c.Title
			}
			out = append(out, asked)
		}
		return nil
	})
	return out, err
}
