// SPDX-License-Identifier: Apache-2.0

// Package ops is what people and machines do with Sinergi: the use cases.
// Each checks policy, opens a transaction, loads, lets the core decide,
// writes, and appends to the audit trail. No other package opens a write
// transaction, and no rule of the domain stands anywhere above this package.
package ops

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"sinergi/internal/blob"
	"sinergi/internal/calendar"
	"sinergi/internal/formulary"
	"sinergi/internal/i18n"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/retention"
	"sinergi/internal/seal"
	"sinergi/internal/spm"
	"sinergi/internal/store"
)

// Config is what a Desk works with.
type Config struct {
	Store *store.Store
	Files *blob.Dir
	Now   func() time.Time // default time.Now
	Log   *slog.Logger     // default slog.Default()
	// Ahead is how many days before a day of the diary its people are reminded
	// of it; default calendar.DefaultAhead.
	Ahead []int
	// KeepMessages is how long messages are kept that were read; 0 keeps them.
	KeepMessages time.Duration
	// Box seals the keys of realtime sources; without one no key is taken.
	Box *seal.Box
}

// Desk is where the work is done. It is safe for use by many goroutines.
type Desk struct {
	store   *store.Store
	files   *blob.Dir
	now     func() time.Time
	log     *slog.Logger
	hashing chan struct{} // bounds how many passwords are hashed at once
	borders *borderShelf
	feeds   *feedShelf
	roadMap roadShelf
	ingest  *committer
	lives   *liveShelf
	pulls   *pulls
	closing chan struct{} // closed when the server ends
	close   func()

	inBinary
	days  atomic.Pointer[workdays] // what comes with the binary, and the years that were entered
	ahead []int                    // days before a day on which people are reminded of it
	signs *signShelf
	post  *postOffice // nil: no letters are sent
	watch watch
	// keepMessages is how long messages are kept that were read; 0: for ever.
	keepMessages time.Duration
}

// New gives a desk. Call Run to let it work on what waits.
func New(cfg Config) *Desk {
	d := &Desk{store: cfg.Store, files: cfg.Files, now: cfg.Now, log: cfg.Log, hashing: make(chan struct{}, 2)}
	if d.now == nil {
		d.now = time.Now
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	d.borders = newBorderShelf()
	d.feeds = newFeedShelf()
	d.ingest = newCommitter(d)
	d.inBinary = shipped()
	d.days.Store(&workdays{Calendar: d.calendar})
	d.closing = make(chan struct{})
	d.close = sync.OnceFunc(func() { close(d.closing) })
	d.lives = &liveShelf{services: map[string]*liveService{}}
	d.signs = newSignShelf()
	d.pulls = newPulls(nil, cfg.Box)
	d.ahead, d.keepMessages = cfg.Ahead, cfg.KeepMessages
	if d.ahead == nil {
		d.ahead = calendar.DefaultAhead()
	}
	return d
}

// inBinary is what comes with the binary and never changes while it runs.
type inBinary struct {
	procedures *procedure.Catalogue
	calendar   *calendar.Calendar
	library    formulary.Library
	text       *i18n.Catalog // of papers
	retention  retention.Schedule
	standard   []spm.Indicator
}

// shipped gives what comes with the binary, read once. That they can be read is a matter of building it, not of running
// it.
var shipped = sync.OnceValue(func() inBinary {
	return inBinary{
		readable(procedure.Load()), readable(calendar.Load()), readable(formulary.Embedded()), readable(i18n.Load()), readable(retention.Shipped()), readable(spm.Indicators()),
	}
})

func readable[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Close ends what goes on for as long as somebody listens.
func (d *Desk) Close() { d.close() }

// Closing is closed when the server ends.
func (d *Desk) Closing() <-chan struct{} { return d.closing }

// Now is the desk's clock.
func (d *Desk) Now() time.Time { return d.now() }

func (d *Desk) nowUS() int64 { return d.now().UnixMicro() }

// errSaved ends a use case whose form was sent twice: what it would save is
// there already, and neither saved nor written in the trail again.
var errSaved = errors.New("ops: saved already")

// act is a use case that changes something: one write transaction with a line
// in the audit trail.
func (d *Desk) act(ctx context.Context, who policy.Actor, action, object, detail string, fn func(*store.Tx) error) error {
	return d.noted(ctx, who, object, func(tx *store.Tx) (string, string, error) { return action, detail, fn(tx) })
}

// noted is act for what says only in the end what it came to. The line stands
// in the trail of every party that knew the object before, or knows it then.
func (d *Desk) noted(ctx context.Context, who policy.Actor, object string, fn func(*store.Tx) (action, detail string, err error)) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		before, err := witnesses(ctx, tx, object)
		if err != nil {
			return err
		}
		action, detail, err := fn(tx)
		if err != nil {
			return err
		}
		after, err := witnesses(ctx, tx, object)
		if err != nil {
			return err
		}
		return tx.Record(ctx, store.Entry{
			AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Government: who.Government,
			Action: action, Object: object, Detail: detail,
		}, append(before, after...)...)
	})
}
