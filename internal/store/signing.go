package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/sqldb"
)

const roundColumns = `id, run, branch, no, code, title, kind, by_hand, text_sha256, sent, paper, head, state, day, time_of_day, place, address, uncertified,
	opened_by, opened_us, closed_by, closed_us, reason, seal, seal_note, seal_tried_us, seal_level, final, audit`

func scanRound(row sqldb.Scanner) (r signing.Round, err error) {
	var opened, closed, tried int64
	err = row.Scan(&r.ID, &r.Run, &r.Branch, &r.No, &r.Code, &r.Title, &r.Kind, &r.ByHand, &r.Text, &r.Sent, &r.Paper, &r.Head, &r.State, date{&r.On}, &r.Time, &r.Place,
		&r.Address, &r.Uncertified, &r.OpenedBy, &opened, &r.ClosedBy, &closed, &r.Reason, &r.Seal, &r.SealNote, &tried, &r.SealLevel, &r.Final, &r.Audit)
	r.OpenedAt, r.ClosedAt, r.SealTried = moment(opened), moment(closed), moment(tried)
	return r, err
}

// moment is an instant as it is kept; 0 is none.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us)
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// AddRound adds a round with its seats. That the document has an open one
// already is a Conflict.
func (tx *Tx) AddRound(ctx context.Context, r signing.Round) error {
	_, err := tx.Exec(ctx, `
		insert into signing_round (`+roundColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)`,
		r.ID, r.Run, r.Branch, r.No, r.Code, r.Title, r.Kind, r.ByHand, r.Text, r.Sent, r.Paper, r.Head, string(r.State), r.On.String(), r.Time, r.Place,
		r.Address, r.Uncertified, r.OpenedBy, micros(r.OpenedAt), r.ClosedBy, micros(r.ClosedAt), r.Reason, string(r.Seal), r.SealNote, micros(r.SealTried), r.SealLevel, r.Final, r.Audit)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "signing.open_already", err)
	}
	if err != nil {
		return err
	}
	return tx.writeSeats(ctx, r)
}

// SaveRound writes what changes in a round: its state, its paper and seats
// while nobody has signed, and what was signed.
func (tx *Tx) SaveRound(ctx context.Context, r signing.Round) error {
	_, err := tx.Exec(ctx, `
		update signing_round set paper = $2, head = $3, state = $4, day = $5, time_of_day = $6, place = $7, closed_by = $8, closed_us = $9, reason = $10,
			seal = $11, seal_note = $12, seal_tried_us = $13, seal_level = $14, final = $15, audit = $16
		where id = $1`,
		r.ID, r.Paper, r.Head, string(r.State), r.On.String(), r.Time, r.Place, r.ClosedBy, micros(r.ClosedAt), r.Reason,
		string(r.Seal), r.SealNote, micros(r.SealTried), r.SealLevel, r.Final, r.Audit)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from signing_seat where round = $1`, r.ID); err != nil {
		return err
	}
	return tx.writeSeats(ctx, r)
}

func (tx *Tx) writeSeats(ctx context.Context, r signing.Round) error {
	for _, s := range r.Seats {
		seat, err := json.Marshal(s)
		if err != nil {
			return err
		}
		var signature any
		file := ""
		if s.Signature != nil {
			b, err := json.Marshal(s.Signature)
			if err != nil {
				return err
			}
			signature, file = string(b), s.Signature.File
		}
		if _, err := tx.Exec(ctx, `insert into signing_seat (round, no, government, seat, signature, file) values ($1, $2, $3, $4, $5, $6)`,
			r.ID, s.No, s.Government, string(seat), signature, file); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) round(ctx context.Context, query string, args ...any) (signing.Round, error) {
	r, err := sqldb.Get(ctx, tx.Tx, scanRound, query, args...)
	if err != nil {
		return r, found(err)
	}
	return r, tx.fillSeats(ctx, &r)
}

func (tx *Tx) fillSeats(ctx context.Context, r *signing.Round) (err error) {
	r.Seats, err = sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s signing.Seat, err error) {
		var seat, signature []byte
		if err := row.Scan(&seat, &signature); err != nil {
			return s, err
		}
		if err := json.Unmarshal(seat, &s); err != nil {
			return s, fmt.Errorf("a seat of round %s: %w", r.ID, err)
		}
		if signature != nil {
			s.Signature = &signing.Signature{}
			if err := json.Unmarshal(signature, s.Signature); err != nil {
				return s, fmt.Errorf("a signature of round %s: %w", r.ID, err)
			}
		}
		return s, nil
	}, `select seat, signature from signing_seat where round = $1 order by no`, r.ID)
	return err
}

// Round gives a round by id.
func (tx *Tx) Round(ctx context.Context, id string) (signing.Round, error) {
	return tx.round(ctx, `select `+roundColumns+` from signing_round where id = $1`, id)
}

// RoundByCode gives a round by the code printed on its paper.
func (tx *Tx) RoundByCode(ctx context.Context, code string) (signing.Round, error) {
	return tx.round(ctx, `select `+roundColumns+` from signing_round where code = $1`, code)
}

// RoundOfFile gives the round that a file came from, by the hash of its paper,
// of any signed state, or of the sealed document.
func (tx *Tx) RoundOfFile(ctx context.Context, sha256 string) (signing.Round, error) {
	return tx.round(ctx, `
		select `+roundColumns+` from signing_round
		where paper = $1 or head = $1 or final = $1 or id in (select round from signing_seat where file = $1)
		order by opened_us desc, id limit 1`, sha256)
}

// OpenRound gives the round of a document that is not over; NotFound if there
// is none.
func (tx *Tx) OpenRound(ctx context.Context, run, branch string) (signing.Round, error) {
	return tx.round(ctx, `select `+roundColumns+` from signing_round where run = $1 and branch = $2 and state = 'open'`, run, branch)
}

// RoundsOf lists the rounds of a run, by document and number.
func (tx *Tx) RoundsOf(ctx context.Context, run string) ([]signing.Round, error) {
	return tx.rounds(ctx, `select `+roundColumns+` from signing_round where run = $1 order by branch, no`, run)
}

// PrintedUS tells when the paper was printed that the parties of a document
// sign or have signed, in microseconds; 0 when there is none.
func (tx *Tx) PrintedUS(ctx context.Context, run, branch string) (int64, error) {
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (us int64, err error) {
		err = row.Scan(&us)
		return us, err
	}, `
		select f.added_us from signing_round r join file f on f.sha256 = r.paper
		where r.run = $1 and r.branch = $2 and r.state <> 'void' order by r.no desc limit 1`, run, branch)
	if len(all) == 0 {
		return 0, err
	}
	return all[0], err
}

// RoundsToSeal lists complete rounds whose document is still to be sealed, the
// longest untried first.
func (tx *Tx) RoundsToSeal(ctx context.Context, limit int) ([]signing.Round, error) {
	return tx.rounds(ctx, `select `+roundColumns+` from signing_round where seal = 'pending' order by seal_tried_us, id limit $1`, limit)
}

func (tx *Tx) rounds(ctx context.Context, query string, args ...any) ([]signing.Round, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanRound, query, args...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := tx.fillSeats(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Attempt is a try to have a service sign, with what came of it.
type Attempt struct {
	signing.Attempt
	// Candidate is the SHA-256 of a PDF that came and was not taken: it has less
	// than it should, or is not what was asked for.
	Candidate string
}

const attemptColumns = `id, round, base, signer, office, government, state, requested_by, requested_us, sent_us, ended_us, result, reference, reason, resolved_by, resolved_us, note, candidate`

func scanAttempt(row sqldb.Scanner) (a Attempt, err error) {
	var requested, sent, ended, resolved int64
	err = row.Scan(&a.ID, &a.Document, &a.Base, &a.Signer, &a.Office, &a.Government, &a.State, &a.RequestedBy, &requested, &sent, &ended, &a.Result, &a.Reference,
		&a.Reason, &a.ResolvedBy, &resolved, &a.Note, &a.Candidate)
	a.RequestedAt, a.SentAt, a.EndedAt, a.ResolvedAt = moment(requested), moment(sent), moment(ended), moment(resolved)
	return a, err
}

// AddAttempt adds an attempt. That another one is open is a Conflict.
func (tx *Tx) AddAttempt(ctx context.Context, a Attempt) error {
	_, err := tx.Exec(ctx, `
		insert into signing_attempt (`+attemptColumns+`)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		a.ID, a.Document, a.Base, a.Signer, a.Office, a.Government, string(a.State), a.RequestedBy, micros(a.RequestedAt), micros(a.SentAt), micros(a.EndedAt), a.Result, a.Reference,
		a.Reason, a.ResolvedBy, micros(a.ResolvedAt), a.Note, a.Candidate)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "signer.attempt_open", err)
	}
	return err
}

// MoveAttempt writes the next state of an attempt that is still in the one
// before; otherwise somebody else was faster, which is a Conflict.
func (tx *Tx) MoveAttempt(ctx context.Context, from signing.State, a Attempt) error {
	n, err := tx.Exec(ctx, `
		update signing_attempt set state = $3, sent_us = $4, ended_us = $5, result = $6, reference = $7, reason = $8, resolved_by = $9, resolved_us = $10, note = $11, candidate = $12
		where id = $1 and state = $2`,
		a.ID, string(from), string(a.State), micros(a.SentAt), micros(a.EndedAt), a.Result, a.Reference, a.Reason, a.ResolvedBy, micros(a.ResolvedAt), a.Note, a.Candidate)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "signer.attempt_moved")
	}
	return err
}

// Attempts lists the attempts of a round, oldest first.
func (tx *Tx) Attempts(ctx context.Context, round string) ([]Attempt, error) {
	return sqldb.Select(ctx, tx.Tx, scanAttempt, `select `+attemptColumns+` from signing_attempt where round = $1 order by requested_us, id`, round)
}

// SigningCall is an exchange with a signing service in the log.
type SigningCall struct {
	ID string
	signer.Call
}

// AddSigningCall adds an exchange to the log.
func (tx *Tx) AddSigningCall(ctx context.Context, id string, c signer.Call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into signing_call (id, round, government, at_us, action, outcome, body) values ($1, $2, $3, $4, $5, $6, $7)`,
		id, c.Document, c.Government, c.Started.UnixMicro(), c.Action, c.Outcome, string(body))
	return err
}

// SigningCalls lists exchanges of a government with its service, newest first,
// from before an instant. An empty round means of all.
func (tx *Tx) SigningCalls(ctx context.Context, government, round string, beforeUS int64, limit int) ([]SigningCall, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (c SigningCall, err error) {
		var body []byte
		if err := row.Scan(&c.ID, &body); err != nil {
			return c, err
		}
		return c, json.Unmarshal(body, &c.Call)
	}, `
		select id, body from signing_call where government = $1 and ($2 = '' or round = $2) and at_us < $3
		order by at_us desc, id desc limit $4`, government, round, beforeUS, limit)
}

// SetAttendees writes anew who was present at a round.
func (tx *Tx) SetAttendees(ctx context.Context, round string, all []signing.Attendee) error {
	if _, err := tx.Exec(ctx, `delete from signing_attendee where round = $1`, round); err != nil {
		return err
	}
	for i, a := range all {
		if _, err := tx.Exec(ctx, `insert into signing_attendee (round, no, name, office, government) values ($1, $2, $3, $4, $5)`,
			round, i+1, a.Name, a.Office, a.Government); err != nil {
			return err
		}
	}
	return nil
}

// Attendees lists who was present at a round.
func (tx *Tx) Attendees(ctx context.Context, round string) ([]signing.Attendee, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (a signing.Attendee, err error) {
		return a, row.Scan(&a.Name, &a.Office, &a.Government)
	}, `select name, office, government from signing_attendee where round = $1 order by no`, round)
}
