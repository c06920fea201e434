// SPDX-License-Identifier: Apache-2.0

// Package app puts Sinergi together: it opens the data, starts the servers
// and is the command line. It holds no rule of the domain.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"sinergi/internal/blob"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/seal"
	"sinergi/internal/sqldb"
	"sinergi/internal/store"
)

// Data says where the records and files are.
type Data struct {
	Dir string `name:"data" help:"Folder of the embedded database and of the files." default:"sinergi-data" type:"path" env:"SINERGI_DATA_DIR" placeholder:"DIR"`
	URL string `name:"db" help:"PostgreSQL address; without it the embedded database in the data folder is used." env:"SINERGI_DB" placeholder:"URL"`

	Remind []int `name:"remind" help:"Days before a deadline, or the end of an agreement, on which people are reminded of it." env:"SINERGI_REMIND_DAYS" placeholder:"90,60,30,7,0" hidden:""`

	KeepMessages int `name:"keep-messages" help:"Days after which messages that were read are removed; 0 keeps them." env:"SINERGI_KEEP_MESSAGES_DAYS" default:"365" placeholder:"DAYS" hidden:""`
}

// databaseFile is the embedded database inside the data folder.
const databaseFile = "sinergi.db"

// pullKeyFile seals the keys with which realtime sources are asked. Backups are
// without it.
const pullKeyFile = "pull.key"

// Node is opened data with the desk that works on it.
type Node struct {
	Dir   string
	Store *store.Store
	Files *blob.Dir
	Desk  *ops.Desk

	lock    io.Closer // of the folder, for a server
	log     *slog.Logger
	metrics *metrics
	routes  []string // of the pages, once there is a handler
}

// Routes lists the patterns of all pages, once Handler was called.
func (n *Node) Routes() []string { return n.routes }

// Open opens the data, making an empty system in an empty folder. The caller
// closes it.
func (d Data) Open(ctx context.Context, log *slog.Logger) (*Node, error) {
	if err := os.MkdirAll(d.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	files, err := blob.Open(filepath.Join(d.Dir, "files"))
	if err != nil {
		return nil, err
	}
	s, err := d.openStore(ctx)
	if err != nil {
		return nil, err
	}
	n := &Node{Dir: d.Dir, Store: s, Files: files, Desk: ops.New(ops.Config{Store: s, Files: files, Log: log, Ahead: d.Remind, KeepMessages: time.Duration(d.KeepMessages) * 24 * time.Hour, Box: seal.Open(filepath.Join(d.Dir, pullKeyFile))}), log: log}
	n.metrics = newMetrics(n.countWaiting)
	if err := n.Desk.Prepare(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

// OpenServing is Open for whoever serves: it refuses a folder that another
// process serves from. Several nodes may serve from one PostgreSQL database.
func (d Data) OpenServing(ctx context.Context, log *slog.Logger) (*Node, error) {
	if d.URL != "" {
		return d.Open(ctx, log)
	}
	if err := os.MkdirAll(d.Dir, 0o750); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	lock, err := lockServing(d.Dir)
	if err != nil {
		return nil, err
	}
	n, err := d.Open(ctx, log)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	n.lock = lock
	return n, nil
}

// openStore opens the database and brings its tables up to date. Of several
// processes that open an embedded one together, one does so after the other;
// PostgreSQL has its own lock for that.
func (d Data) openStore(ctx context.Context) (*store.Store, error) {
	if d.URL == "" {
		lock, err := lockMigration(ctx, d.Dir)
		if err != nil {
			return nil, err
		}
		defer lock.Close()
	}
	db, err := sqldb.Open(ctx, d.config())
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	s, err := store.New(ctx, db)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("prepare the database: %w", err), db.Close())
	}
	return s, nil
}

func (d Data) config() sqldb.Config {
	if d.URL != "" {
		return sqldb.Config{URL: d.URL}
	}
	return sqldb.Config{Path: filepath.Join(d.Dir, databaseFile)}
}

// exists reports whether there is data to open, so that a question asked of
// the wrong folder is not answered from a new, empty system.
func (d Data) exists() error {
	if d.URL != "" {
		return nil
	}
	path := filepath.Join(d.Dir, databaseFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "node.no_data", "Dir", d.Dir)
	}
	return nil
}

// OpenExisting is Open for commands that ask: it refuses an empty folder.
func (d Data) OpenExisting(ctx context.Context, log *slog.Logger) (*Node, error) {
	if err := d.exists(); err != nil {
		return nil, err
	}
	return d.Open(ctx, log)
}

// Close closes the data.
func (n *Node) Close() error {
	err := n.Store.DB().Close()
	if n.lock != nil {
		err = errors.Join(err, n.lock.Close())
	}
	return err
}
