package sqldb

import (
	"context"
	"fmt"
)

// createProbe makes the table that WriteProbe writes to: one row, one counter.
func (db *DB) createProbe(ctx context.Context) error {
	_, err := db.writer.ExecContext(ctx, `
		create table if not exists sqldb_probe (
			id integer primary key check (id = 1),
			beats bigint not null
		)`)
	if err != nil {
		return fmt.Errorf("create the write probe's table: %w", db.mapError(err))
	}
	return nil
}

// WriteProbe proves that the database takes writes now: it commits a change to
// a row of its own and reads it back. A full disk, a read-only file, a standby
// server or a stuck writer make it fail, within ctx's deadline. It needs a
// migrated database.
func (db *DB) WriteProbe(ctx context.Context) error {
	var wrote, read int64
	err := db.Write(ctx, func(tx *Tx) (err error) {
		wrote, err = Get(ctx, tx, One[int64], `
			insert into sqldb_probe (id, beats) values (1, 1)
			on conflict (id) do update set beats = sqldb_probe.beats + 1
			returning beats`)
		return err
	})
	if err != nil {
		return fmt.Errorf("write probe: %w", err)
	}
	err = db.Read(ctx, func(tx *Tx) (err error) {
		read, err = Get(ctx, tx, One[int64], `select beats from sqldb_probe where id = 1`)
		return err
	})
	if err != nil {
		return fmt.Errorf("write probe: read back: %w", err)
	}
	if read < wrote { // other probes may have counted on
		return fmt.Errorf("write probe: wrote beat %d but read %d", wrote, read)
	}
	return nil
}
