package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/sqldb"
)

// Working is the copy of a text that a government's officers work on.
type Working struct {
	Draft      string
	Government string
	Revision   int // counts every change of the copy
	desk.Desk
	TouchedUS int64
	TouchedBy string
}

// standing is what a copy has besides its text.
type standing struct {
	Revisions map[string]int `json:"revisions,omitempty"`
	Kept      []desk.Kept    `json:"kept,omitempty"`
}

// SaveWorking writes a working copy whose revision was the one before. When
// somebody else has written meanwhile it is a Conflict and nothing is written.
func (tx *Tx) SaveWorking(ctx context.Context, w Working) error {
	tx.touch(scope{workingScope, w.Draft, w.Government})
	b, err := w.Text.Canonical()
	if err != nil {
		return err
	}
	state, err := json.Marshal(standing{w.Revisions, w.Kept})
	if err != nil {
		return fmt.Errorf("store the copy of %s of %s: %w", w.Government, w.Draft, err)
	}
	if w.Revision == 1 {
		_, err = tx.Exec(ctx, `
			insert into draft_working (draft, government, revision, canonical, state, touched_us, touched_by) values ($1, $2, 1, $3, $4, $5, $6)`,
			w.Draft, w.Government, b, string(state), w.TouchedUS, w.TouchedBy)
		if errors.Is(err, sqldb.ErrUnique) {
			return fault.Wrap(fault.Conflict, "draft.fault.moved_on", err)
		}
		return err
	}
	n, err := tx.Exec(ctx, `
		update draft_working set revision = $3, canonical = $4, state = $5, touched_us = $6, touched_by = $7
		where draft = $1 and government = $2 and revision = $3 - 1`,
		w.Draft, w.Government, w.Revision, b, string(state), w.TouchedUS, w.TouchedBy)
	if err == nil && n != 1 {
		err = fault.New(fault.Conflict, "draft.fault.moved_on")
	}
	return err
}

// Working gives the copy of a government; NotFound when it has none yet.
func (tx *Tx) Working(ctx context.Context, id, government string) (w Working, err error) {
	w.Draft, w.Government = id, government
	var b []byte
	var state string
	err = tx.QueryRow(ctx, `
		select revision, canonical, state, touched_us, touched_by from draft_working where draft = $1 and government = $2`, id, government).
		Scan(&w.Revision, &b, &state, &w.TouchedUS, &w.TouchedBy)
	if err != nil {
		return w, found(err)
	}
	if w.Text, err = draft.Parse(b); err != nil {
		return w, fmt.Errorf("the copy of %s of %s: %w", government, id, err)
	}
	var s standing
	if err := json.Unmarshal([]byte(state), &s); err != nil {
		return w, fmt.Errorf("the state of the copy of %s of %s: %w", government, id, err)
	}
	w.Revisions, w.Kept = s.Revisions, s.Kept
	return w, nil
}

// KeepUnit keeps a pasal as it was at a revision that is being changed.
func (tx *Tx) KeepUnit(ctx context.Context, id, government, unit string, revision int, was draft.Clause) error {
	b, err := json.Marshal(was)
	if err != nil {
		return fmt.Errorf("store %s of %s: %w", unit, id, err)
	}
	_, err = tx.Exec(ctx, `
		insert into draft_unit (draft, government, unit, revision, body) values ($1, $2, $3, $4, $5)
		on conflict (draft, government, unit, revision) do nothing`, id, government, unit, revision, b)
	return err
}

// PastUnit gives a pasal as it was at a revision; NotFound when it never had
// that revision.
func (tx *Tx) PastUnit(ctx context.Context, id, government, unit string, revision int) (c draft.Clause, err error) {
	var b []byte
	err = tx.QueryRow(ctx, `
		select body from draft_unit where draft = $1 and government = $2 and unit = $3 and revision = $4`, id, government, unit, revision).Scan(&b)
	if err != nil {
		return c, found(err)
	}
	return c, json.Unmarshal(b, &c)
}

// Step is one change of a working copy.
type Step struct {
	Draft, Government string
	Revision          int    // of the copy, after it
	Edit              string // names it, so that it counts once
	Account, ByName   string
	AtUS              int64
	What              string
	Unit              string // of a change of one pasal
	UnitRevision      int    // after it
	Before, After     []byte // canonical texts; empty for a change of one pasal
	Undone            bool
}

const stepColumns = `draft, government, revision, edit, account, by_name, at_us, what, unit, unit_revision, before_text, after_text, undone`

func scanStep(row sqldb.Scanner) (s Step, err error) {
	err = row.Scan(&s.Draft, &s.Government, &s.Revision, &s.Edit, &s.Account, &s.ByName, &s.AtUS, &s.What, &s.Unit, &s.UnitRevision, &s.Before, &s.After, &s.Undone)
	return s, err
}

// AddStep records a change of a working copy.
func (tx *Tx) AddStep(ctx context.Context, s Step) error {
	none := func(b []byte) []byte {
		if b == nil {
			return []byte{}
		}
		return b
	}
	_, err := tx.Exec(ctx, `
		insert into draft_step (`+stepColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		s.Draft, s.Government, s.Revision, s.Edit, s.Account, s.ByName, s.AtUS, s.What, s.Unit, s.UnitRevision, none(s.Before), none(s.After), s.Undone)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "draft.fault.moved_on", err)
	}
	return err
}

// StepOfEdit gives the change that an edit made; NotFound when it has not
// arrived before.
func (tx *Tx) StepOfEdit(ctx context.Context, id, government, edit string) (Step, error) {
	s, err := sqldb.Get(ctx, tx.Tx, scanStep, `select `+stepColumns+` from draft_step where draft = $1 and government = $2 and edit = $3`, id, government, edit)
	return s, found(err)
}

// LastSteps lists the newest changes of a working copy, newest first, without
// the texts.
func (tx *Tx) LastSteps(ctx context.Context, id, government string, most int) ([]Step, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s Step, err error) {
		err = row.Scan(&s.Draft, &s.Government, &s.Revision, &s.Edit, &s.Account, &s.ByName, &s.AtUS, &s.What, &s.Unit, &s.UnitRevision, &s.Undone)
		return s, err
	}, `
		select draft, government, revision, edit, account, by_name, at_us, what, unit, unit_revision, undone
		from draft_step where draft = $1 and government = $2 order by revision desc limit $3`, id, government, most)
}

// UndoStep marks a change as taken back.
func (tx *Tx) UndoStep(ctx context.Context, s Step) error {
	_, err := tx.Exec(ctx, `update draft_step set undone = true where draft = $1 and government = $2 and revision = $3`, s.Draft, s.Government, s.Revision)
	return err
}
