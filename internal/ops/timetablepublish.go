package ops

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"sinergi/gtfs"
	"sinergi/gtfs/validate"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/timetable"
)

// rosterAhead is for how many days from a publication on the roster is looked
// through for blocks that would be gone.
const rosterAhead = 14

// Publication is a feed made of a plan, and what its use would upset.
type Publication struct {
	From     civil.Date
	Feed     []byte // GTFS
	Warnings []timetable.Finding
}

// PreparePublication makes the feed of a plan's newest state and tells what it
// would break from a day on: trips that run today and would not, blocks that
// are rostered and would be gone, days that were measured already. A plan with
// errors is refused.
func (d *Desk) PreparePublication(ctx context.Context, who policy.Actor, s PlanSheet, from civil.Date) (p Publication, err error) {
	p.From = from
	switch {
	case from.IsZero():
		return p, fault.InvalidFields([]fault.Field{fault.NewField("from", "ui.required")})
	case from.Before(s.Plan.From) || from.After(s.Plan.Until):
		return p, fault.InvalidFields([]fault.Field{fault.NewField("from", "timetable.publish.outside", "From", s.Plan.From, "Until", s.Plan.Until)})
	}
	if p.Feed, err = s.Plan.Feed(d.working(), s.Name); err != nil {
		return p, err
	}
	f, err := gtfs.Read(bytes.NewReader(p.Feed), int64(len(p.Feed)), gtfs.Limits{})
	if err != nil {
		return p, feedRefused(p.Feed, err, d.today())
	}
	if report := validate.Feed(f, feedDate(d.today())); report.Failed() {
		return p, reportFault(report, nil)
	}
	return p, d.store.Read(ctx, func(tx *store.Tx) error {
		p.Warnings, err = d.upsets(ctx, tx, s, f, from)
		return err
	})
}

// upsets lists what a feed would break.
func (d *Desk) upsets(ctx context.Context, tx *store.Tx, s PlanSheet, f *gtfs.Feed, from civil.Date) (out []timetable.Finding, err error) {
	warn := func(key string, args ...any) {
		w := timetable.Finding{Severity: timetable.Warning, Key: key, Args: map[string]any{}, Where: timetable.Where{Window: -1, Call: -1}}
		for i := 0; i+1 < len(args); i += 2 {
			w.Args[args[i].(string)] = args[i+1]
		}
		out = append(out, w)
	}
	if !from.After(d.today()) {
		warn("timetable.publish.past", "From", from)
	}
	for _, id := range s.Rules.Routes {
		if s.Plan.Line(id) == nil {
			warn("timetable.publish.no_route", "Line", id)
		}
	}
	for i := range s.Plan.Lines {
		l := &s.Plan.Lines[i]
		if !counts(s.Rules, l) {
			continue
		}
		if slices.ContainsFunc(l.Windows, func(w timetable.Window) bool { return w.Loose }) {
			warn("timetable.publish.loose", "Line", l.Code)
		}
		if !l.Blocks && !s.Rules.Inferred {
			warn("timetable.publish.no_blocks", "Line", l.Code)
		}
	}
	old, ok, err := timetableOn(ctx, tx, s.Service.ID, from)
	if err != nil || !ok {
		return out, err
	}
	was, err := d.feed(ctx, old.SHA256)
	if err != nil {
		return out, err
	}
	before, after := len(owedRuns(was, s.Rules, from)), len(owedRuns(f, s.Rules, from))
	if after < before {
		warn("timetable.publish.fewer", "Date", from, "Was", before, "Now", after)
	}
	return out, d.rosterUpsets(ctx, tx, s, f, from, warn)
}

// rosterUpsets tells the blocks that vehicles are rostered for and that a feed
// does not have.
func (d *Desk) rosterUpsets(ctx context.Context, tx *store.Tx, s PlanSheet, f *gtfs.Feed, from civil.Date, warn func(key string, args ...any)) error {
	blocks := map[string]bool{}
	for _, t := range f.Trips {
		blocks[t.BlockID] = true
	}
	var gone []string
	for i := range rosterAhead {
		duties, err := tx.Roster(ctx, s.Service.ID, from.AddDays(i))
		if err != nil {
			return err
		}
		for _, duty := range duties {
			if !blocks[duty.Block] && !slices.Contains(gone, duty.Block) {
				gone = append(gone, duty.Block)
			}
		}
	}
	if len(gone) > 0 {
		slices.Sort(gone)
		warn("timetable.publish.roster", "Count", len(gone), "Blocks", strings.Join(gone[:min(len(gone), 8)], ", "))
	}
	return nil
}

// PublishPlan uses the feed of a plan from a day on, as an uploaded one is
// used. What it would upset must be confirmed: the fault otherwise has the
// key timetable.publish.confirm.
func (d *Desk) PublishPlan(ctx context.Context, who policy.Actor, service, id string, base int, from civil.Date, confirmed bool) error {
	s, err := d.PlanSheet(ctx, who, service, id, 0)
	if err != nil {
		return err
	}
	if base != s.Revision {
		return fault.New(fault.Conflict, "timetable.changed", "Name", s.Revisions[0].Name)
	}
	p, err := d.PreparePublication(ctx, who, s, from)
	if err != nil {
		return err
	}
	if len(p.Warnings) > 0 && !confirmed {
		return fault.New(fault.Conflict, "timetable.publish.confirm", "Count", len(p.Warnings))
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(p.Feed), maxFeed)
	if err != nil {
		return err
	}
	return d.act(ctx, who, "add_timetable", "service "+service, s.Name+" "+sum, func(tx *store.Tx) error {
		now, err := d.planSheet(ctx, tx, who, service, id, 0)
		if err != nil {
			return err
		}
		if now.Revision != base {
			return fault.New(fault.Conflict, "timetable.changed", "Name", now.Revisions[0].Name)
		}
		if err := d.useTimetable(ctx, tx, store.Timetable{Service: service, SHA256: sum, From: from, Name: s.Name, Note: d.text.T("id", "timetable.did.publish", nil)}, size); err != nil {
			return err
		}
		return tx.SetTimetableFeed(ctx, id, base, sum, from)
	})
}

// useTimetable uses a feed from a day on; days from then on are measured anew.
func (d *Desk) useTimetable(ctx context.Context, tx *store.Tx, t store.Timetable, size int64) error {
	t.AddedUS = d.nowUS()
	if err := tx.AddFile(ctx, t.SHA256, "application/zip", size, t.AddedUS); err != nil {
		return err
	}
	if err := tx.SaveTimetable(ctx, t); err != nil {
		return err
	}
	return tx.TouchFrom(ctx, t.From)
}

// PublicFeed gives the feed by which a bus service runs today to anyone, with
// its hash; of a service whose agreement is no draft.
func (d *Desk) PublicFeed(ctx context.Context, service string) (sum string, feed []byte, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, policy.Actor{}, policy.SeePublic, service, d.today()); err != nil {
			return err
		}
		t, ok, err := timetableOn(ctx, tx, service, d.today())
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "travel.no_timetable")
		}
		sum = t.SHA256
		return err
	}); err != nil {
		return "", nil, err
	}
	feed, err = d.files.Bytes(ctx, sum)
	return sum, feed, err
}

// feedRefused says in a person's words why a feed is no use: by the rules that
// it breaks, in either language.
func feedRefused(data []byte, err error, today civil.Date) error {
	f, openErr := gtfs.Open(bytes.NewReader(data), int64(len(data)), gtfs.Limits{})
	if openErr != nil {
		return reportFault(validate.Unreadable(openErr), err)
	}
	return FeedFault(f, err, today)
}

// FeedFault says in a person's words why a feed is no use: by the rules that it
// breaks.
func FeedFault(f *gtfs.Feed, err error, today civil.Date) error {
	return reportFault(validate.Feed(f, feedDate(today)), err)
}

// reportFault makes a fault of the errors of a report: a field for each rule.
func reportFault(r validate.Report, err error) error {
	worst := validate.Error
	if !r.Failed() {
		worst = validate.Warning
	}
	f := fault.Wrap(fault.Invalid, "bus.bad_feed", err, "Count", r.Count(worst))
	for _, n := range r.Notices {
		if n.Severity == worst {
			f.Fields = append(f.Fields, fault.Field{Name: n.Code, Key: "bus.bad_feed_rule", Args: map[string]any{"Rule": n.Notice, "Places": places(n)}})
		}
	}
	return f
}

// places are where a rule is broken, told in a language.
type places validate.Finding

// In writes the places in a language.
func (p places) In(lang string) string { return strings.Join(validate.Finding(p).Places(lang), "; ") }
