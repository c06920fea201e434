package ops

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/notice"
	"sinergi/internal/policy"
	"sinergi/internal/store"
)

// notifyEvery is how long people wait at most for a message.
const notifyEvery = 3 * time.Minute

// KeepTelling sends people the messages that come due, and their digests, until
// ctx ends.
func (d *Desk) KeepTelling(ctx context.Context) error {
	ticker := time.NewTicker(notifyEvery)
	defer ticker.Stop()
	for {
		if err := d.Notify(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("send messages", "err", err)
		}
		if err := d.SendDigests(ctx); err != nil && ctx.Err() == nil {
			d.log.Error("send digests", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Notify sends every message that is missing, and closes those whose matter is
// over. It may be called at any time, by several nodes at once: nobody is ever
// told of the same event twice. What goes wrong with one matter does not keep
// the others from being told.
func (d *Desk) Notify(ctx context.Context) error {
	d.watch.Lock()
	defer d.watch.Unlock()
	var scopes []string
	people, began, day := crowd{}, d.nowUS(), d.today()
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		scopes, err = d.scopesToLookAt(ctx, tx)
		return err
	}); err != nil {
		return err
	}
	var failed error
	_, failed = d.readHolidays(ctx)
	rules := d.dayRules()
	if d.watch.day != day || d.watch.rules != rules {
		if err := d.refreshDays(ctx); err != nil {
			rules, failed = "", errors.Join(failed, err)
		}
	}
	failed = errors.Join(failed, d.settleDuties(ctx), d.renewDuties(ctx))
	var again []string
	for _, scope := range scopes {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := d.notify(ctx, scope, people); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", scope, err))
			again = append(again, scope)
		}
	}
	if d.watch.day != day {
		if err := d.prune(ctx); err != nil {
			failed = errors.Join(failed, fmt.Errorf("old messages: %w", err))
		}
	}
	d.watch.fromUS, d.watch.day, d.watch.rules, d.watch.failed = began, day, rules, again
	return failed
}

// notify looks at one matter without holding up anybody. Only when there is
// something to write it is looked at again, with the people of that moment.
func (d *Desk) notify(ctx context.Context, scope string, people crowd) error {
	var missing []notice.Told
	var over []int64
	look := func(tx *store.Tx, people crowd) error {
		events, err := d.eventsOf(ctx, tx, scope)
		if err != nil && fault.KindOf(err) != fault.NotFound { // it is gone, and over
			return err
		}
		var live []notice.Told
		for _, e := range events {
			of, err := d.peopleIn(ctx, tx, people, e.For.Government)
			if err != nil {
				return err
			}
			live = append(live, notice.Tell([]notice.Event{e}, of)...)
		}
		open, err := tx.OpenNotices(ctx, scope)
		missing, over = notice.Settle(live, open, d.now())
		return err
	}
	if err := d.store.Read(ctx, func(tx *store.Tx) error { return look(tx, people) }); err != nil || len(missing)+len(over) == 0 {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if err := look(tx, crowd{}); err != nil {
			return err
		}
		for _, t := range missing {
			if err := tx.AddNotice(ctx, scope, t, d.nowUS()); err != nil {
				return err
			}
		}
		for _, id := range over {
			if err := tx.OverNotice(ctx, id, d.nowUS()); err != nil {
				return err
			}
		}
		return nil
	})
}

// crowd is the people of governments that were asked for.
type crowd map[string][]notice.Person

func (d *Desk) peopleIn(ctx context.Context, tx *store.Tx, all crowd, government string) ([]notice.Person, error) {
	if people, known := all[government]; known {
		return people, nil
	}
	accounts, err := tx.Accounts(ctx, government)
	if err != nil {
		return nil, err
	}
	var people []notice.Person
	for _, a := range accounts {
		if !a.Active {
			continue
		}
		seat, err := d.actor(ctx, tx, a.Actor())
		if err != nil {
			return nil, err
		}
		people = append(people, notice.Person{Actor: a.Actor(), Seat: seat})
	}
	all[government] = people
	return people, nil
}

// Message is a message as its person reads it.
type Message struct {
	store.Notice
	Text string
}

// Unread reports whether it waits to be read: not when its matter is over.
func (m Message) Unread() bool { return m.ReadUS == 0 && m.OverUS == 0 }

// Messages lists the actor's messages in a language, newest first, before an id
// (0: from the newest), at most limit.
func (d *Desk) Messages(ctx context.Context, who policy.Actor, lang string, before int64, limit int) (all []Message, err error) {
	if who.Public() {
		return nil, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		some, err := tx.Notices(ctx, who.Account, before, limit)
		all = nil
		for _, n := range some {
			all = append(all, Message{n, notice.Say(d.text, lang, n.Kind, n.Content)})
		}
		return err
	})
	return all, err
}

// OpenMessage gives one of the actor's messages and counts it as read.
func (d *Desk) OpenMessage(ctx context.Context, who policy.Actor, id int64) (n store.Notice, err error) {
	if who.Public() {
		return n, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	if err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.Notice(ctx, who.Account, id)
		return err
	}); err != nil || n.ReadUS != 0 {
		return n, err
	}
	return n, d.ReadMessages(ctx, who, id, id)
}

// ReadMessages counts the actor's messages between two ids as read.
func (d *Desk) ReadMessages(ctx context.Context, who policy.Actor, first, last int64) error {
	if who.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ReadNotices(ctx, who.Account, first, last, d.nowUS()) })
}

// MostUnread is how far unread messages are counted.
const MostUnread = 99

// Unread counts the actor's messages that wait to be read, up to MostUnread.
func (d *Desk) Unread(ctx context.Context, who policy.Actor) (n int, err error) {
	if who.Public() {
		return 0, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.UnreadNotices(ctx, who.Account, MostUnread)
		return err
	})
	return n, err
}
