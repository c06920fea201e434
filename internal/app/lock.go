package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/fault"
)

// The lock files of a data folder. They stay when nobody holds them: what
// counts is the system's lock on the file, which ends with its process.
const (
	serveLock     = "lock"           // whoever serves from the folder, for as long as it does
	migrationLock = "lock-migration" // whoever makes or changes the tables, for a moment
)

// errHeld: another process holds the lock.
var errHeld = errors.New("another process holds the lock")

// lockServing takes the folder for one server. Who only asks needs no lock:
// SQLite lets several processes read and write in turn.
func lockServing(dir string) (io.Closer, error) {
	f, err := takeLock(filepath.Join(dir, serveLock))
	if errors.Is(err, errHeld) {
		return nil, inUse(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := errors.Join(f.Truncate(0), writeProcess(f)); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), f.Close())
	}
	return f, nil
}

func writeProcess(f *os.File) error {
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// inUse says who serves from a folder.
func inUse(dir string) error {
	process, err := os.ReadFile(filepath.Join(dir, serveLock))
	if err != nil {
		return fmt.Errorf("lock the data folder: %w", err)
	}
	return fault.New(fault.Unavailable, "node.folder_in_use", "Dir", dir, "Process", strings.TrimSpace(string(process)))
}

// checkNotServed refuses a folder that somebody serves from. It makes nothing.
func checkNotServed(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, serveLock)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	f, err := lockServing(dir)
	if err != nil {
		return err
	}
	return f.Close()
}

// lockMigration waits until no other process changes the tables.
func lockMigration(ctx context.Context, dir string) (io.Closer, error) {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		f, err := takeLock(filepath.Join(dir, migrationLock))
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, errHeld) {
			return nil, fmt.Errorf("lock the data folder: %w", err)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for another process that prepares the data folder: %w", ctx.Err())
		}
	}
}

// takeLock opens a lock file, which is made when missing, and locks it or
// gives errHeld. Closing it lets the lock go.
func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
