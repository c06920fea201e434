package store

import (
	"context"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/transit"
)

// PhoneInvitation lets a phone enrol as a device, once.
type PhoneInvitation struct {
	SecretHash    string
	Device        string
	CreatedUS     int64
	ExpiresUS     int64
	Account, Name string // of who made it
	UsedUS        int64  // 0: not yet
	WithdrawnUS   int64  // 0: it was not
}

// Open reports whether a phone may still enrol with it.
func (p PhoneInvitation) Open(nowUS int64) bool {
	return p.UsedUS == 0 && p.WithdrawnUS == 0 && nowUS < p.ExpiresUS
}

// AddPhoneInvitation keeps a new invitation.
func (tx *Tx) AddPhoneInvitation(ctx context.Context, p PhoneInvitation) error {
	_, err := tx.Exec(ctx, `
		insert into phone_invitation (secret_hash, device, created_us, expires_us, account, name) values ($1, $2, $3, $4, $5, $6)`,
		p.SecretHash, p.Device, p.CreatedUS, p.ExpiresUS, p.Account, p.Name)
	return err
}

const invitationColumns = `secret_hash, device, created_us, expires_us, account, name, used_us, withdrawn_us`

func scanInvitation(row sqldb.Scanner) (p PhoneInvitation, err error) {
	err = row.Scan(&p.SecretHash, &p.Device, &p.CreatedUS, &p.ExpiresUS, &p.Account, &p.Name, &p.UsedUS, &p.WithdrawnUS)
	return p, err
}

// PhoneInvitation gives the invitation with this hash.
func (tx *Tx) PhoneInvitation(ctx context.Context, secretHash string) (PhoneInvitation, error) {
	p, err := sqldb.Get(ctx, tx.Tx, scanInvitation, `select `+invitationColumns+` from phone_invitation where secret_hash = $1`, secretHash)
	return p, found(err)
}

// PhoneInvitations lists the invitations of a device, the newest first.
func (tx *Tx) PhoneInvitations(ctx context.Context, device string) ([]PhoneInvitation, error) {
	return sqldb.Select(ctx, tx.Tx, scanInvitation, `
		select `+invitationColumns+` from phone_invitation where device = $1 order by created_us desc, secret_hash`, device)
}

// UsePhoneInvitation notes that a phone enrolled. It reports false when another
// one was faster, or it was withdrawn.
func (tx *Tx) UsePhoneInvitation(ctx context.Context, secretHash string, atUS int64) (bool, error) {
	n, err := tx.Exec(ctx, `
		update phone_invitation set used_us = $2 where secret_hash = $1 and used_us = 0 and withdrawn_us = 0`, secretHash, atUS)
	return n > 0, err
}

// WithdrawPhoneInvitations makes the invitations of a device worthless that were
// not used.
func (tx *Tx) WithdrawPhoneInvitations(ctx context.Context, device string, atUS int64) error {
	_, err := tx.Exec(ctx, `
		update phone_invitation set withdrawn_us = $2 where device = $1 and used_us = 0 and withdrawn_us = 0`, device, atUS)
	return err
}

// AddWord appends what a driver said. It reports false, and keeps nothing, when
// it was said already.
func (tx *Tx) AddWord(ctx context.Context, service string, w transit.Word) (added bool, err error) {
	n, err := tx.Exec(ctx, `
		insert into driver_word (service, id, device, vehicle, kind, date, trip, start_s, hitch, text, of_id, at_us, clock_us, received_us)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
		service, w.ID, w.Device, w.Vehicle, string(w.Kind), w.Date.String(), w.Trip, w.Start, string(w.Hitch), w.Text, w.Of, w.At, w.Clock, w.Received)
	return n > 0, err
}

const wordColumns = `id, device, vehicle, kind, date, trip, start_s, hitch, text, of_id, at_us, clock_us, received_us`

func scanWord(row sqldb.Scanner) (w transit.Word, err error) {
	err = row.Scan(&w.ID, &w.Device, &w.Vehicle, &w.Kind, date{&w.Date}, &w.Trip, &w.Start, &w.Hitch, &w.Text, &w.Of, &w.At, &w.Clock, &w.Received)
	return w, err
}

// Word gives one thing that a driver said.
func (tx *Tx) Word(ctx context.Context, service, id string) (transit.Word, error) {
	w, err := sqldb.Get(ctx, tx.Tx, scanWord, `select `+wordColumns+` from driver_word where service = $1 and id = $2`, service, id)
	return w, found(err)
}

// Words lists what the drivers of a service said around a day, in the order in
// which they said it: from the day before, for where the phones were in the
// morning, to the day after, for what goes past midnight. What takes something of
// that time back is among them, whenever it was said.
func (tx *Tx) Words(ctx context.Context, service string, day civil.Date) ([]transit.Word, error) {
	return sqldb.Select(ctx, tx.Tx, scanWord, `
		select `+wordColumns+` from driver_word where service = $1 and at_us >= $2 and (at_us < $3 or of_id <> '') order by at_us, id`,
		service, day.AddDays(-1).Start().UnixMicro(), day.AddDays(2).Start().UnixMicro())
}

// QueueThrough gives how far a phone's queue was taken in; 0 for one that is new.
func (tx *Tx) QueueThrough(ctx context.Context, device, queue string) (int64, error) {
	return sqldb.Get(ctx, tx.Tx, func(row sqldb.Scanner) (n int64, err error) {
		err = row.Scan(&n)
		return n, err
	}, `select coalesce(max(through), 0) from driver_queue where device = $1 and queue = $2`, device, queue)
}

// SaveQueueThrough notes how far a phone's queue was taken in.
func (tx *Tx) SaveQueueThrough(ctx context.Context, device, queue string, through int64) error {
	_, err := tx.Exec(ctx, `
		insert into driver_queue (device, queue, through) values ($1, $2, $3)
		on conflict (device, queue) do update set through = excluded.through where driver_queue.through < excluded.through`, device, queue, through)
	return err
}

// JudgedClaim is what a driver said of a run, and what the positions say of it.
type JudgedClaim struct {
	transit.Claim
	Verdict transit.Verdict
}

// SaveVerdicts replaces what the positions of a day say of what drivers said.
func (tx *Tx) SaveVerdicts(ctx context.Context, service string, day civil.Date, all []JudgedClaim) error {
	if _, err := tx.Exec(ctx, `delete from driver_verdict where service = $1 and date = $2`, service, day.String()); err != nil {
		return err
	}
	for _, c := range all {
		if _, err := tx.Exec(ctx, `
			insert into driver_verdict (service, date, trip, start_s, vehicle, at_us, verdict) values ($1, $2, $3, $4, $5, $6, $7)`,
			service, day.String(), c.Trip, c.Start, c.Vehicle, c.At, string(c.Verdict)); err != nil {
			return err
		}
	}
	return nil
}

// Verdicts lists what the positions of a day say of what drivers said.
func (tx *Tx) Verdicts(ctx context.Context, service string, day civil.Date) ([]JudgedClaim, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (c JudgedClaim, err error) {
		err = row.Scan(&c.Trip, &c.Start, &c.Vehicle, &c.At, &c.Verdict)
		return c, err
	}, `
		select trip, start_s, vehicle, at_us, verdict from driver_verdict where service = $1 and date = $2 order by start_s, trip, vehicle`,
		service, day.String())
}
