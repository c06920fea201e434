package store

import (
	"context"
	"encoding/json"
	"fmt"

	"sinergi/internal/notice"
	"sinergi/internal/sqldb"
)

// Notice is a message that a person was sent. ReadUS and OverUS are 0 while it
// was not read, and while its matter is not over.
type Notice struct {
	ID     int64
	Kind   notice.Kind
	ToldUS int64
	ReadUS int64
	OverUS int64
	notice.Content
}

// AddNotice sends a message about something in a scope, unless the person was
// sent it before; one whose matter is open again is open again.
func (tx *Tx) AddNotice(ctx context.Context, scope string, t notice.Told, atUS int64) error {
	body, err := json.Marshal(t.Event.Content)
	if err != nil {
		return fmt.Errorf("store message %s: %w", t.Event.Key, err)
	}
	_, err = tx.Exec(ctx, `
		insert into notice (account, key, scope, kind, content, told_us) values ($1, $2, $3, $4, $5, $6)
		on conflict (account, key) do update set over_us = 0`,
		t.Account, t.Event.Key, scope, string(t.Event.Kind), string(body), atUS)
	return err
}

// OverNotice records that the matter of a message is over.
func (tx *Tx) OverNotice(ctx context.Context, id, atUS int64) error {
	_, err := tx.Exec(ctx, `update notice set over_us = $2 where id = $1`, id, atUS)
	return err
}

// OpenNotices lists the messages of a scope whose matter is not over.
func (tx *Tx) OpenNotices(ctx context.Context, scope string) ([]notice.Open, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (o notice.Open, err error) {
		err = row.Scan(&o.ID, &o.Account, &o.Key)
		return o, err
	}, `select id, account, key from notice where scope = $1 and over_us = 0 order by id`, scope)
}

// Notices lists a person's messages, newest first, before an id (0: from the
// newest), at most limit.
func (tx *Tx) Notices(ctx context.Context, account string, before int64, limit int) ([]Notice, error) {
	if before <= 0 {
		before = 1 << 62
	}
	return sqldb.Select(ctx, tx.Tx, scanNotice, `select `+noticeColumns+` from notice where account = $1 and id < $2 order by id desc limit $3`, account, before, limit)
}

// Notice gives a person's message.
func (tx *Tx) Notice(ctx context.Context, account string, id int64) (Notice, error) {
	n, err := sqldb.Get(ctx, tx.Tx, scanNotice, `select `+noticeColumns+` from notice where account = $1 and id = $2`, account, id)
	return n, found(err)
}

const noticeColumns = `id, kind, told_us, read_us, over_us, content`

func scanNotice(row sqldb.Scanner) (n Notice, err error) {
	var body string
	if err = row.Scan(&n.ID, &n.Kind, &n.ToldUS, &n.ReadUS, &n.OverUS, &body); err != nil {
		return n, err
	}
	if err = json.Unmarshal([]byte(body), &n.Content); err != nil {
		err = fmt.Errorf("message %d: %w", n.ID, err)
	}
	return n, err
}

// ReadNotices records that a person has read the messages between two ids.
func (tx *Tx) ReadNotices(ctx context.Context, account string, first, last, atUS int64) error {
	_, err := tx.Exec(ctx, `update notice set read_us = $4 where account = $1 and id between $2 and $3 and read_us = 0`, account, first, last, atUS)
	return err
}

// UnreadNotices counts a person's messages that are not read and whose matter
// is not over, as far as a number.
func (tx *Tx) UnreadNotices(ctx context.Context, account string, most int) (int, error) {
	return sqldb.Get(ctx, tx.Tx, sqldb.One[int], `
		select count(*) from (select 1 from notice where account = $1 and read_us = 0 and over_us = 0 limit $2) unread`, account, most)
}
