package sqldb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup writes a consistent copy of a SQLite database to path, while it goes
// on being used: what was committed before is in it, whole transactions only,
// in one file. When Backup returns nil the copy is on disk. A file that already
// exists is not overwritten. PostgreSQL has tools of its own for this
// (pg_dump, pg_basebackup): there it returns ErrUnsupported.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	if db.dialect != SQLite {
		return fmt.Errorf("backup: %w: use pg_dump or pg_basebackup", ErrUnsupported)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fs.ErrExist
		}
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	partial := path + ".partial" // a backup that was broken off; the next one replaces it
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(partial)
		}
	}()
	// A connection of its own, so that neither writers nor readers wait for it.
	handle, err := sqliteHandle(db.dsn, 1)
	if err != nil {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	defer handle.Close()
	if _, err := handle.ExecContext(ctx, `vacuum into ?1`, partial); err != nil {
		return fmt.Errorf("backup to %s: %w", path, db.mapError(err))
	}
	if err := publish(partial, path); err != nil {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	return nil
}

// publish makes the finished file partial durable under the name path.
func publish(partial, path string) error {
	if err := syncFile(partial); err != nil {
		return err
	}
	// Link, unlike Rename, fails if somebody made the file in the meantime.
	if err := os.Link(partial, path); err != nil {
		return err
	}
	if err := os.Remove(partial); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// syncFile brings a file, or the names in a folder, to disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
