package store

import (
	"context"
	"errors"

	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/sqldb"
)

const proposalColumns = `id, cooperation, agreement, object, kind, body, was, government, account, name, at_us, withdrawn_us`

// AddProposal adds a proposal with those who are asked. While another one of
// the same object waits it is a Conflict.
func (tx *Tx) AddProposal(ctx context.Context, p consent.Proposal) error {
	_, err := tx.Exec(ctx, `
		insert into proposal (`+proposalColumns+`, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		p.ID, p.Cooperation, p.Agreement, p.Object, string(p.Kind), p.Body, p.Was, p.By.Government, p.By.Account, p.By.Name, p.By.AtUS, p.WithdrawnUS, string(p.State()))
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "consent.one_waits", err)
	}
	if err != nil {
		return err
	}
	return tx.saveAnswers(ctx, p)
}

// MoveProposal records what was answered, or that it was withdrawn.
func (tx *Tx) MoveProposal(ctx context.Context, p consent.Proposal) error {
	if _, err := tx.Exec(ctx, `
		update proposal set withdrawn_us = $2, state = $3 where id = $1 and state = $4`,
		p.ID, p.WithdrawnUS, string(p.State()), string(consent.Waiting)); err != nil {
		return err
	}
	return tx.saveAnswers(ctx, p)
}

func (tx *Tx) saveAnswers(ctx context.Context, p consent.Proposal) error {
	for _, a := range p.Answers {
		if _, err := tx.Exec(ctx, `
			insert into proposal_answer (proposal, government, verdict, reason, account, name, at_us) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (proposal, government) do update set verdict = excluded.verdict, reason = excluded.reason,
				account = excluded.account, name = excluded.name, at_us = excluded.at_us`,
			p.ID, a.Government, string(a.Verdict), a.Reason, a.Account, a.Name, a.AtUS); err != nil {
			return err
		}
	}
	return nil
}

// Proposal gives one proposal with its answers.
func (tx *Tx) Proposal(ctx context.Context, id string) (consent.Proposal, error) {
	p, err := sqldb.Get(ctx, tx.Tx, scanProposal, `select `+proposalColumns+` from proposal where id = $1`, id)
	if err != nil {
		return p, found(err)
	}
	return p, tx.fillProposal(ctx, &p)
}

// Proposals lists the proposals about an agreement, or with an empty agreement
// those about the cooperation itself, newest first.
func (tx *Tx) Proposals(ctx context.Context, cooperation, agreement string) ([]consent.Proposal, error) {
	return tx.proposals(ctx, `
		select `+proposalColumns+` from proposal where cooperation = $1 and agreement = $2 order by at_us desc, id`, cooperation, agreement)
}

// ProposalsAsking lists the proposals that wait for a government's answer,
// oldest first.
func (tx *Tx) ProposalsAsking(ctx context.Context, government string) ([]consent.Proposal, error) {
	return tx.proposals(ctx, `
		select `+proposalColumns+` from proposal
		where state = 'waiting' and id in (select proposal from proposal_answer where government = $1 and verdict = '')
		order by at_us, id`, government)
}

func (tx *Tx) proposals(ctx context.Context, query string, args ...any) ([]consent.Proposal, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanProposal, query, args...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := tx.fillProposal(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (tx *Tx) fillProposal(ctx context.Context, p *consent.Proposal) (err error) {
	p.Answers, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a consent.Answer, err error) {
		err = row.Scan(&a.Government, &a.Verdict, &a.Reason, &a.Account, &a.Name, &a.AtUS)
		return a, err
	}, `select government, verdict, reason, account, name, at_us from proposal_answer where proposal = $1 order by government`, p.ID)
	return err
}

func scanProposal(row sqldb.Scanner) (p consent.Proposal, err error) {
	err = row.Scan(&p.ID, &p.Cooperation, &p.Agreement, &p.Object, &p.Kind, &p.Body, &p.Was, &p.By.Government, &p.By.Account, &p.By.Name, &p.By.AtUS, &p.WithdrawnUS)
	return p, err
}
