package ops

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/calendar"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/report"
	"sinergi/internal/store"
)

// Day is a day that concerns the actor's office: a deadline, a signing, the
// end of an agreement or of a surat kuasa.
type Day struct {
	procedure.Event
	Cooperation string // id
	Title       string // of the run or agreement
	Run         string // id; empty for an agreement signed outside
	DaysLeft    int    // negative when it has passed
	// Reminded says that one of the days before it, on which reminders are
	// sent, has come.
	Reminded bool
}

// Diary lists the days that concern the actor's office, the nearest first, at
// most so many after so many others. A day that has passed stays as long as what
// it is about is open. count is how many there are.
func (d *Desk) Diary(ctx context.Context, who policy.Actor, from, limit int) (all []Day, count int, err error) {
	if who.Public() {
		return nil, 0, fault.New(fault.Unauthenticated, "policy.login_first")
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, count, err = d.diary(ctx, tx, who, from, limit)
		return err
	})
	return all, count, err
}

func (d *Desk) diary(ctx context.Context, tx *store.Tx, who policy.Actor, from, limit int) ([]Day, int, error) {
	by, err := d.actor(ctx, tx, who)
	if err != nil {
		return nil, 0, err
	}
	var all []Day
	add := func(day Day) {
		if touches(day.Event, by) {
			all = append(all, day)
		}
	}
	runs, err := tx.DaysFor(ctx, who.Government)
	if err != nil {
		return nil, 0, err
	}
	for _, x := range runs {
		add(Day{Event: x.Event, Cooperation: x.Cooperation, Title: x.Title, Run: x.Run})
	}
	todo, err := tx.ToDos(ctx, who.Government)
	if err != nil {
		return nil, 0, err
	}
	for _, x := range todo {
		add(Day{Event: followUp(x.Evaluation, x.No, x.Action), Cooperation: x.Cooperation, Title: x.Title})
	}
	count := len(all)
	if touches(ending(agreement.Agreement{Parties: []agreement.Party{{Government: who.Government}}}), by) {
		ends, n, err := tx.Ends(ctx, who.Government, from+limit) // no more can be among those asked for
		if err != nil {
			return nil, 0, err
		}
		count += n
		for _, e := range ends {
			all = append(all, Day{Event: ending(agreement.Agreement{ID: e.Agreement, Until: e.On})})
		}
	}
	slices.SortStableFunc(all, func(a, b Day) int { return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Key, b.Key)) })
	all = all[min(from, len(all)):min(from+limit, len(all))]
	if err := fillEnds(ctx, tx, all); err != nil {
		return nil, 0, err
	}
	d.remind(all)
	return all, count, nil
}

// fillEnds tells of the days on which agreements end what is known of these.
func fillEnds(ctx context.Context, tx *store.Tx, all []Day) error {
	var ids []string
	for _, day := range all {
		if id, ok := endOf(day); ok {
			ids = append(ids, id)
		}
	}
	papers, err := tx.Heads(ctx, ids)
	for i, day := range all {
		if id, ok := endOf(day); ok {
			a := papers[id]
			all[i].Event, all[i].Cooperation, all[i].Title = ending(a), a.Cooperation, a.Title
		}
	}
	return err
}

// endOf gives the agreement of whose end a day is, when it was signed outside.
func endOf(day Day) (id string, ok bool) {
	if day.Run != "" {
		return "", false
	}
	return strings.CutPrefix(day.Key, endKey)
}

// daysOf gives the days of a cooperation's runs, and the ends of agreements
// that were signed outside.
func (d *Desk) daysOf(ctx context.Context, tx *store.Tx, c agreement.Cooperation) ([]Day, error) {
	var out []Day
	runs, err := tx.ProceedingsOf(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range runs {
		run, err := d.replay(ctx, tx, p.ID)
		if err != nil {
			return nil, err
		}
		for _, e := range run.Events(d.today(), d.working()) {
			out = append(out, Day{Event: e, Cooperation: c.ID, Title: p.Title, Run: p.ID})
		}
	}
	papers, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range papers {
		after, err := followUps(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		for _, e := range after {
			out = append(out, Day{Event: e, Cooperation: c.ID, Title: a.Title})
		}
		if a.Run != "" || a.Status != agreement.Active || a.Until.IsZero() {
			continue
		}
		out = append(out, Day{Event: ending(a), Cooperation: c.ID, Title: a.Title})
	}
	return out, nil
}

// endKey begins the key of the end of an agreement that was signed outside.
const endKey = "agreement/"

// ending is the end of an agreement that was signed outside.
func ending(a agreement.Agreement) procedure.Event {
	e := procedure.Event{Kind: procedure.TermEvent, Key: endKey + a.ID, On: a.Until, Subject: procedure.DocumentKind(a.Kind).Name()}
	for _, code := range a.Codes() {
		e.For = append(e.For, procedure.Recipient{Government: code, Office: procedure.Cooperation})
	}
	return e
}

// ownDayRules names how the days of runs are derived; whoever changes that, or
// the holidays that come with the program, changes it too, and the days are
// made anew at the next start.
const ownDayRules = "2026-1"

// refreshDays makes the days and deadlines anew of runs of which they were made
// by other rules or holidays, and writes what is to be done after evaluations that are older than
// this list of it: after an upgrade, a few at a time.
func (d *Desk) refreshDays(ctx context.Context) error {
	const few = 50
	for n := few; n == few && ctx.Err() == nil; {
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			runs, err := tx.RunsWithOldDays(ctx, d.dayRules(), few)
			n = len(runs)
			for _, id := range runs {
				run, rerr := d.replay(ctx, tx, id)
				if rerr == nil {
					rerr = d.setWaiting(ctx, tx, run)
				}
				err = errors.Join(err, rerr)
			}
			return err
		}); err != nil {
			return err
		}
	}
	for n := few; n == few && ctx.Err() == nil; {
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			all, err := tx.EvaluationsWithoutActions(ctx, few)
			n = len(all)
			for _, e := range all {
				whole, perr := report.ParseEvaluation(e.Canonical)
				if perr == nil {
					perr = tx.SetActions(ctx, e, whole.Actions)
				}
				err = errors.Join(err, perr)
			}
			return err
		}); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// touches reports whether a day is the business of an office that somebody acts for. The end
// of an agreement is also that of the head and of the Sekda.
func touches(e procedure.Event, by procedure.Actor) bool {
	_, ok := by.As(func(c procedure.Actor) bool {
		leads := c.Kind == procedure.HeadOfRegion || c.Kind == procedure.Secretary
		return slices.ContainsFunc(e.For, func(r procedure.Recipient) bool {
			return c.Moves(r.Government, r.Office) || e.Kind == procedure.TermEvent && leads && r.Government == c.Government
		})
	})
	return ok
}

// remind marks the days of which somebody would have been reminded by now.
func (d *Desk) remind(all []Day) {
	var events []calendar.Event
	for _, day := range all {
		events = append(events, calendar.Event{Key: day.Key, On: day.On, For: []string{"reader"}})
	}
	due := map[string]bool{}
	for _, r := range calendar.Due(events, d.ahead, time.Time{}, d.now()) {
		due[r.Event.Key] = true
	}
	for i := range all {
		all[i].DaysLeft, all[i].Reminded = all[i].On.Sub(d.today()), due[all[i].Key]
	}
}

// NewDiaryLink gives the secret of the address under which the actor's
// calendar program reads the diary. It is shown once; the one before it is
// worthless from then on.
func (d *Desk) NewDiaryLink(ctx context.Context, who policy.Actor) (secret string, err error) {
	if who.Public() {
		return "", fault.New(fault.Unauthenticated, "policy.login_first")
	}
	secret = newSecret()
	return secret, d.act(ctx, who, "new_diary_link", "account "+who.Account, "", func(tx *store.Tx) error {
		return tx.SaveDiaryLink(ctx, who.Account, hashSecret(secret), d.nowUS())
	})
}

// DropDiaryLink makes the actor's address worthless.
func (d *Desk) DropDiaryLink(ctx context.Context, who policy.Actor) error {
	if who.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return d.act(ctx, who, "drop_diary_link", "account "+who.Account, "", func(tx *store.Tx) error {
		return tx.DropDiaryLink(ctx, who.Account)
	})
}

// DiaryOf gives the diary behind a secret address, as its person may see it
// now. The address of somebody who no longer has an account leads nowhere.
func (d *Desk) DiaryOf(ctx context.Context, secret string) (all []Day, name string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		id, err := tx.DiaryLink(ctx, hashSecret(secret))
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, id)
		if err != nil {
			return err
		}
		if !a.Active {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		name = a.Name
		all, _, err = d.diary(ctx, tx, a.Actor(), 0, math.MaxInt32)
		return err
	})
	return all, name, err
}
