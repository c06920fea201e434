package store

import (
	"context"
	"fmt"

	"sinergi/internal/draft"
	"sinergi/internal/sqldb"
)

// Discarded is a text that its government threw away before anybody else saw
// it.
type Discarded struct {
	ID          int64
	Run, Branch string
	Kind        draft.Kind
	Title       string
	Government  string
	ByName      string
	AtUS        int64
}

// DiscardDraft takes a text away that one government alone has, with its
// history, and keeps the words as they stood.
func (tx *Tx) DiscardDraft(ctx context.Context, d Draft, w Working) error {
	tx.touch(scope{workingScope, w.Draft, w.Government})
	b, err := w.Text.Canonical()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		insert into draft_discarded (run, branch, kind, title, government, canonical, by_name, at_us) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		d.Run, d.Branch, string(d.Kind), w.Text.Title, w.Government, b, w.TouchedBy, w.TouchedUS); err != nil {
		return err
	}
	for _, table := range []string{"draft_presence", "draft_thread", "draft_step", "draft_unit", "draft_working"} {
		if _, err := tx.Exec(ctx, `delete from `+table+` where draft = $1`, d.ID); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `delete from draft where id = $1`, d.ID)
	return err
}

// DiscardedDrafts lists what a government threw away of a run's texts, or of a
// branch's, newest first.
func (tx *Tx) DiscardedDrafts(ctx context.Context, run, branch, government string) ([]Discarded, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d Discarded, err error) {
		err = row.Scan(&d.ID, &d.Run, &d.Branch, &d.Kind, &d.Title, &d.Government, &d.ByName, &d.AtUS)
		return d, err
	}, `
		select id, run, branch, kind, title, government, by_name, at_us
		from draft_discarded where run = $1 and branch = $2 and government = $3 order by id desc`, run, branch, government)
}

// DiscardedText gives the words of a text that was thrown away.
func (tx *Tx) DiscardedText(ctx context.Context, id int64, run, branch, government string) (draft.Text, error) {
	var b []byte
	err := tx.QueryRow(ctx, `
		select canonical from draft_discarded where id = $1 and run = $2 and branch = $3 and government = $4`, id, run, branch, government).Scan(&b)
	if err != nil {
		return draft.Text{}, found(err)
	}
	t, err := draft.Parse(b)
	if err != nil {
		return t, fmt.Errorf("the discarded text %d of %s: %w", id, government, err)
	}
	return t, nil
}
