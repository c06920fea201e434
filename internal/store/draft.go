package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
	"sinergi/internal/sqldb"
)

// Draft is a text under negotiation: which one, and what all parties last had
// in common.
type Draft struct {
	ID          string
	Cooperation string
	Run, Branch string // of the procedure; Branch empty for the run's own document
	Kind        draft.Kind
	Title       string
	Owner       string // the government that began it
	Common      string // hash of the common text; empty before the first was sent
}

const draftColumns = `id, cooperation, run, branch, kind, title, owner, common`

func scanDraft(row sqldb.Scanner) (d Draft, err error) {
	var kind string
	err = row.Scan(&d.ID, &d.Cooperation, &d.Run, &d.Branch, &kind, &d.Title, &d.Owner, &d.Common)
	kind, _, _ = strings.Cut(kind, "/")
	d.Kind = draft.Kind(kind)
	return d, err
}

// kindColumn is the kind as it is kept. There is one text of a kind for a
// document, but of a paper that a government writes alone one for each of
// them: its code stands behind the kind.
func (d Draft) kindColumn() string {
	if d.Alone() {
		return string(d.Kind) + "/" + d.Owner
	}
	return string(d.Kind)
}

// Alone reports whether a government writes the text alone: a letter, a KAK or
// a power of attorney is not negotiated.
func (d Draft) Alone() bool { return !d.Kind.Contract() && d.Kind != draft.Minutes }

// AddDraft adds a text. A second of the same kind for the same document is a
// Conflict.
func (tx *Tx) AddDraft(ctx context.Context, d Draft) error {
	_, err := tx.Exec(ctx, `
		insert into draft (`+draftColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.ID, d.Cooperation, d.Run, d.Branch, d.kindColumn(), d.Title, d.Owner, d.Common)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "draft.fault.exists", err)
	}
	return err
}

// SetCommon records what all parties have in common now, and the title it has.
func (tx *Tx) SetCommon(ctx context.Context, id, sha256, title string) error {
	_, err := tx.Exec(ctx, `update draft set common = $2, title = $3 where id = $1`, id, sha256, title)
	return err
}

// Draft gives one text.
func (tx *Tx) Draft(ctx context.Context, id string) (Draft, error) {
	d, err := sqldb.Get(ctx, tx.Tx, scanDraft, `select `+draftColumns+` from draft where id = $1`, id)
	return d, found(err)
}

// Drafts lists the texts of a cooperation in the order of their ids.
func (tx *Tx) Drafts(ctx context.Context, cooperation string) ([]Draft, error) {
	return sqldb.Select(ctx, tx.Tx, scanDraft, `select `+draftColumns+` from draft where cooperation = $1 order by id`, cooperation)
}

// KeepDraftBytes keeps the canonical bytes of a text under their hash.
func (tx *Tx) KeepDraftBytes(ctx context.Context, sha256 string, canonical []byte) error {
	_, err := tx.Exec(ctx, `
		insert into draft_bytes (sha256, canonical) values ($1, $2) on conflict (sha256) do nothing`, sha256, canonical)
	return err
}

// DraftBytes gives the canonical bytes of a text.
func (tx *Tx) DraftBytes(ctx context.Context, sha256 string) (canonical []byte, err error) {
	err = tx.QueryRow(ctx, `select canonical from draft_bytes where sha256 = $1`, sha256).Scan(&canonical)
	return canonical, found(err)
}

// AddDraftVersion appends a version to a government's branch. A number that is
// taken is a Conflict.
func (tx *Tx) AddDraftVersion(ctx context.Context, id string, v redline.Version) error {
	_, err := tx.Exec(ctx, `
		insert into draft_version (draft, government, number, sha256, previous, by_name, at_us, note) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, v.Branch, v.Number, v.SHA256, v.Previous, v.By, v.At, v.Note)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "draft.fault.moved_on", err)
	}
	return err
}

// DraftVersions lists every version of a text, oldest first.
func (tx *Tx) DraftVersions(ctx context.Context, id string) ([]redline.Version, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (v redline.Version, err error) {
		err = row.Scan(&v.Branch, &v.Number, &v.SHA256, &v.Previous, &v.By, &v.At, &v.Note)
		return v, err
	}, `
		select government, number, sha256, previous, by_name, at_us, note
		from draft_version where draft = $1 order by at_us, government, number`, id)
}

// DraftProposal is a proposal as it is kept.
type DraftProposal struct {
	Number   int
	ClosedUS int64 // 0 while something is undecided
	redline.Proposal
}

// SaveDraftProposal adds a proposal or writes it anew.
func (tx *Tx) SaveDraftProposal(ctx context.Context, id string, p DraftProposal) error {
	b, err := json.Marshal(p.Proposal)
	if err != nil {
		return fmt.Errorf("store proposal %d of %s: %w", p.Number, id, err)
	}
	_, err = tx.Exec(ctx, `
		insert into draft_proposal (draft, number, government, closed_us, body) values ($1, $2, $3, $4, $5)
		on conflict (draft, number) do update set closed_us = excluded.closed_us, body = excluded.body`, id, p.Number, p.From, p.ClosedUS, b)
	return err
}

// DraftProposals lists the proposals of a text, oldest first.
func (tx *Tx) DraftProposals(ctx context.Context, id string) ([]DraftProposal, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p DraftProposal, err error) {
		var b []byte
		if err = row.Scan(&p.Number, &p.ClosedUS, &b); err != nil {
			return p, err
		}
		return p, json.Unmarshal(b, &p.Proposal)
	}, `select number, closed_us, body from draft_proposal where draft = $1 order by number`, id)
}

// SaveDraftThread adds a conversation or writes it anew.
func (tx *Tx) SaveDraftThread(ctx context.Context, id string, t redline.Thread) error {
	b, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("store thread %s of %s: %w", t.ID, id, err)
	}
	_, err = tx.Exec(ctx, `
		insert into draft_thread (draft, id, body) values ($1, $2, $3)
		on conflict (draft, id) do update set body = excluded.body`, id, t.ID, b)
	return err
}

// DraftThreads lists the conversations about a text in the order of their ids.
func (tx *Tx) DraftThreads(ctx context.Context, id string) ([]redline.Thread, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t redline.Thread, err error) {
		var b []byte
		if err = row.Scan(&b); err != nil {
			return t, err
		}
		return t, json.Unmarshal(b, &t)
	}, `select body from draft_thread where draft = $1 order by id`, id)
}

// Presence is somebody who has a clause open.
type Presence struct {
	Account, Government, Name, Clause string
	SeenUS                            int64
}

// SeePresence records that somebody has a clause open now; an empty clause
// that they have left.
func (tx *Tx) SeePresence(ctx context.Context, id string, p Presence) error {
	_, err := tx.Exec(ctx, `
		insert into draft_presence (draft, account, government, name, clause, seen_us) values ($1, $2, $3, $4, $5, $6)
		on conflict (draft, account) do update set clause = excluded.clause, seen_us = excluded.seen_us, name = excluded.name`,
		id, p.Account, p.Government, p.Name, p.Clause, p.SeenUS)
	return err
}

// Present lists who of a government has a clause open since an instant.
func (tx *Tx) Present(ctx context.Context, id, government string, sinceUS int64) ([]Presence, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (p Presence, err error) {
		err = row.Scan(&p.Account, &p.Government, &p.Name, &p.Clause, &p.SeenUS)
		return p, err
	}, `
		select account, government, name, clause, seen_us from draft_presence
		where draft = $1 and government = $2 and seen_us >= $3 and clause <> '' order by name, account`, id, government, sinceUS)
}
