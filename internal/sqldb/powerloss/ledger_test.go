package powerloss_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"strings"
	"sync"

	"sinergi/internal/sqldb"
)

// ledger remembers, outside the disk, which rows were acknowledged.
type ledger struct {
	mu           sync.Mutex
	last         int64
	acknowledged map[int64]bool
}

func newLedger() *ledger { return &ledger{acknowledged: make(map[int64]bool)} }

// newID returns a number that was never used before.
func (l *ledger) newID() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	return l.last
}

func (l *ledger) acknowledge(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[id] = true
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}

// payload is what the row of an id holds: up to a page, so that rows lie across
// sectors.
func payload(id int64) []byte {
	return []byte(strings.Repeat(fmt.Sprintf("%d,", id), int(1+id*7919%600)))
}

type stored struct {
	id, batch, size int64
	payload         []byte
}

// audit compares the database in dir with the ledger: every acknowledged row is
// there as it was written, every group whole or absent. Rows that survived
// without having been acknowledged are from then on as good as the others,
// since somebody may have seen them.
func (l *ledger) audit(ctx context.Context, dir string) error {
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(dir, "a.db"), NoSync: true})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Read(ctx, func(tx *sqldb.Tx) error {
		verdict, err := sqldb.Get(ctx, tx, sqldb.One[string], `pragma integrity_check`)
		if err != nil {
			return err
		}
		if verdict != "ok" {
			return fmt.Errorf("integrity check: %s", verdict)
		}
		tables, err := sqldb.Get(ctx, tx, sqldb.One[int], `select count(*) from sqlite_schema where name = 'entry'`)
		if err != nil {
			return err
		}
		if tables == 0 { // the cut came before the migration
			return l.compare(nil)
		}
		torn, err := tornBatches(ctx, tx)
		if err != nil {
			return err
		}
		if torn > 0 {
			return fmt.Errorf("%d groups are there in part", torn)
		}
		rows, err := sqldb.Select(ctx, tx, func(row sqldb.Scanner) (s stored, err error) {
			err = row.Scan(&s.id, &s.batch, &s.size, &s.payload)
			return s, err
		}, `select id, batch, size, payload from entry order by id`)
		if err != nil {
			return err
		}
		return l.compare(rows)
	})
}

func (l *ledger) compare(rows []stored) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	missing := maps.Clone(l.acknowledged)
	for _, row := range rows {
		if row.id > l.last || !bytes.Equal(row.payload, payload(row.id)) {
			return fmt.Errorf("row %d was never written so", row.id)
		}
		delete(missing, row.id)
		l.acknowledged[row.id] = true
	}
	if len(missing) > 0 {
		return fmt.Errorf("%d of %d acknowledged rows are lost", len(missing), len(l.acknowledged))
	}
	return nil
}

// tornBatches counts the groups of which not all rows are there.
func tornBatches(ctx context.Context, tx *sqldb.Tx) (int, error) {
	return sqldb.Get(ctx, tx, sqldb.One[int], `
		select count(*) from (
			select batch from entry group by batch having count(*) <> min(size)
		) as torn`)
}
