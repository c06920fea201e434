package powerloss_test

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/fstest"

	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/powerloss"
)

// entries is a table of rows that are committed in groups. It has an index, so
// that a row touches several pages.
func entries() fstest.MapFS {
	return fstest.MapFS{"0001_entry.sql": {Data: []byte(`-- +goose Up
create table entry (
	id {{bigint}} primary key,
	batch {{bigint}} not null,
	size {{bigint}} not null,
	payload {{bytes}} not null
);
create index entry_batch on entry (batch);
`)}}
}

// work writes to a database on a disk until its power is cut.
type work struct {
	disk *powerloss.Disk
	book *ledger
	luck *rand.Rand
	cfg  sqldb.Config
}

// session opens the database, lets four writers and a reader work for a while,
// and closes it. It ends early when the power is cut; any error before that
// fails the test.
func (w *work) session(t *testing.T) {
	ctx := t.Context()
	check := func(doing string, err error) bool {
		if err != nil && !w.disk.IsCut() {
			t.Errorf("%s: %v", doing, err)
		}
		return err == nil
	}
	db, err := sqldb.Open(ctx, w.cfg)
	if !check("open", err) {
		return
	}
	defer func() { check("close", db.Close()) }()
	// goose tries a table it cannot make for seconds; a cut ends that.
	migrating, stopMigrating := context.WithCancel(ctx)
	go func() {
		select {
		case <-w.disk.Dark():
			stopMigrating()
		case <-migrating.Done():
		}
	}()
	err = db.Migrate(migrating, entries())
	stopMigrating()
	if !check("migrate", err) {
		return
	}
	// A short log makes for many checkpoints.
	pages := []string{"8", "64", "1000"}[w.luck.IntN(3)]
	err = db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := sqldb.Get(ctx, tx, sqldb.One[int], "pragma wal_autocheckpoint="+pages)
		return err
	})
	if !check("set the log's length", err) {
		return
	}

	c := committer{db: db, book: w.book, queue: make(chan request)}
	rows := 1 + w.luck.IntN(60) // of each writer
	var writers, others sync.WaitGroup
	for range 4 {
		writers.Go(func() { check("write", c.writeRows(ctx, rows)) })
	}
	others.Go(func() { c.run(ctx) })
	reading, stop := context.WithCancel(ctx)
	others.Go(func() {
		for reading.Err() == nil {
			torn := 0
			err := db.Read(reading, func(tx *sqldb.Tx) (err error) {
				torn, err = tornBatches(reading, tx)
				return err
			})
			if reading.Err() == nil && !check("read", err) {
				return
			}
			if torn > 0 {
				t.Errorf("a reader saw %d groups in part", torn)
			}
		}
	})
	writers.Wait()
	stop()
	close(c.queue)
	others.Wait()
}

// committer gathers the rows that wait and commits them together, as the
// program's position ingest does.
type committer struct {
	db    *sqldb.DB
	book  *ledger
	queue chan request
}

type request struct {
	id   int64
	done chan error
}

// writeRows writes n rows, each acknowledged before the next.
func (c *committer) writeRows(ctx context.Context, n int) error {
	for range n {
		r := request{id: c.book.newID(), done: make(chan error, 1)}
		select {
		case c.queue <- r:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := <-r.done; err != nil {
			return err
		}
		c.book.acknowledge(r.id)
	}
	return nil
}

func (c *committer) run(ctx context.Context) {
	for first := range c.queue {
		group := []request{first}
	gather:
		for len(group) < 8 {
			select {
			case r, open := <-c.queue:
				if !open {
					break gather
				}
				group = append(group, r)
			default:
				break gather
			}
		}
		err := c.commit(ctx, group)
		for _, r := range group {
			r.done <- err
		}
	}
}

func (c *committer) commit(ctx context.Context, group []request) error {
	batch := c.book.newID()
	return c.db.Write(ctx, func(tx *sqldb.Tx) error {
		into := sqldb.Bulk{Table: "entry", Columns: []string{"id", "batch", "size", "payload"}}
		_, err := tx.Insert(ctx, into, func(yield func([]any) bool) {
			for _, r := range group {
				if !yield([]any{r.id, batch, len(group), payload(r.id)}) {
					return
				}
			}
		})
		return err
	})
}
