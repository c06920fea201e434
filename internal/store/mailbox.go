package store

import (
	"context"

	"sinergi/internal/fault"
	"sinergi/internal/notice"
	"sinergi/internal/sqldb"
)

// Mailbox is where a person's digest goes.
type Mailbox struct {
	Account       string
	Address       string // confirmed; empty: none
	Pending       string // waits to be confirmed
	SecretHash    string // of the link that confirms it
	SecretUntilUS int64
	Often         notice.Often
	Lang          string
	NextUS        int64 // when the next digest is due; 0: none is
	LeaseUS       int64 // until when a node is sending it
	SentID        int64 // the newest message that a digest held
	Failures      int   // in a row
	Failure       string
	FailedUS      int64 // since when
}

const mailboxColumns = `m.account, m.address, m.pending, m.secret_hash, m.secret_until_us, m.often, m.lang, m.next_us, m.lease_us, m.sent_id, m.failures, m.failure, m.failed_us`

func scanMailbox(row sqldb.Scanner) (m Mailbox, err error) {
	err = row.Scan(&m.Account, &m.Address, &m.Pending, &m.SecretHash, &m.SecretUntilUS, &m.Often, &m.Lang, &m.NextUS, &m.LeaseUS, &m.SentID, &m.Failures, &m.Failure, &m.FailedUS)
	return m, err
}

// SaveMailbox adds or changes a person's mailbox.
func (tx *Tx) SaveMailbox(ctx context.Context, m Mailbox) error {
	_, err := tx.Exec(ctx, `
		insert into mailbox (account, address, pending, secret_hash, secret_until_us, often, lang, next_us, lease_us, sent_id, failures, failure, failed_us)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		on conflict (account) do update set address = excluded.address, pending = excluded.pending, secret_hash = excluded.secret_hash,
			secret_until_us = excluded.secret_until_us, often = excluded.often, lang = excluded.lang, next_us = excluded.next_us, lease_us = excluded.lease_us,
			sent_id = excluded.sent_id, failures = excluded.failures, failure = excluded.failure, failed_us = excluded.failed_us`,
		m.Account, m.Address, m.Pending, m.SecretHash, m.SecretUntilUS, string(m.Often), m.Lang, m.NextUS, m.LeaseUS, m.SentID, m.Failures, m.Failure, m.FailedUS)
	return err
}

// Mailbox gives a person's mailbox; one without an address when they have
// chosen nothing.
func (tx *Tx) Mailbox(ctx context.Context, account string) (Mailbox, error) {
	m, err := sqldb.Get(ctx, tx.Tx, scanMailbox, `select `+mailboxColumns+` from mailbox m where m.account = $1`, account)
	if err = found(err); fault.KindOf(err) == fault.NotFound {
		return Mailbox{Account: account, Often: notice.Never}, nil
	}
	return m, err
}

// DueMailbox gives the mailbox of an active person whose digest has been due
// for longest and that nobody is sending; ok is false when there is none.
func (tx *Tx) DueMailbox(ctx context.Context, nowUS int64) (m Mailbox, ok bool, err error) {
	m, err = sqldb.Get(ctx, tx.Tx, scanMailbox, `
		select `+mailboxColumns+` from mailbox m join account a on a.id = m.account
		where m.next_us > 0 and m.next_us <= $1 and m.lease_us <= $1 and a.active order by m.next_us, m.account limit 1`, nowUS)
	if err = found(err); fault.KindOf(err) == fault.NotFound {
		return m, false, nil
	}
	return m, err == nil, err
}

// FailingMailboxes lists the mailboxes of a government's people to which
// digests could not be sent, the longest first.
func (tx *Tx) FailingMailboxes(ctx context.Context, government string) ([]Mailbox, error) {
	return sqldb.Select(ctx, tx.Tx, scanMailbox, `
		select `+mailboxColumns+` from mailbox m join account a on a.id = m.account
		where a.government = $1 and a.active and m.failure <> '' order by m.failed_us, m.account`, government)
}

// DigestNotices lists what a digest holds: a person's messages after an id that
// are not read and not over, the newest first, at most limit.
func (tx *Tx) DigestNotices(ctx context.Context, account string, after int64, limit int) ([]Notice, error) {
	return sqldb.Select(ctx, tx.Tx, scanNotice, `
		select `+noticeColumns+` from notice where account = $1 and read_us = 0 and over_us = 0 and id > $2 order by id desc limit $3`, account, after, limit)
}
