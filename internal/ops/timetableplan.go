package ops

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/timetable"
	"sinergi/internal/transit"
)

// revisionsShown is how many states of a plan its history lists.
const revisionsShown = 200

// PlanSheet is a plan of a service's timetable, as who provides it works at it.
type PlanSheet struct {
	store.TimetablePlan
	Service   agreement.Service
	Paper     agreement.Agreement
	Rules     transit.Rules
	Number    int // of the state shown; the newest unless asked for another
	Plan      *timetable.Plan
	Findings  []timetable.Finding
	Revisions []store.TimetableRevision // newest first
	Border    *region.Border
	Roads     bool // there is a map of roads along which ways are laid
}

// Government gives the code of the government that a place is in, "" for none.
func (s PlanSheet) Government(q timetable.Place) string {
	return areaOf(s.Border, region.RegencyLevel, q)
}

// District gives the code of the kecamatan that a place is in, "" where none
// is known.
func (s PlanSheet) District(q timetable.Place) string {
	return areaOf(s.Border, region.DistrictLevel, q)
}

func areaOf(b *region.Border, level region.Level, q timetable.Place) string {
	p, err := b.Partition(level)
	if err != nil {
		return ""
	}
	if i, ok := p.Locate(q.Lat, q.Lon); ok {
		return p.Area(i).Code
	}
	return ""
}

// TimetablePlans lists the plans of a service to one who may feed it.
func (d *Desk) TimetablePlans(ctx context.Context, who policy.Actor, service string) (plans []store.TimetablePlan, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		plans, err = tx.TimetablePlans(ctx, service)
		return err
	})
	return plans, err
}

// busFeeder loads a bus service that the actor may bring data in for.
func (d *Desk) busFeeder(ctx context.Context, tx *store.Tx, who policy.Actor, service string) (agreement.Service, error) {
	s, err := d.feedService(ctx, tx, who, service)
	if err == nil && s.Kind != agreement.Bus {
		err = fault.New(fault.NotFound, "policy.not_found")
	}
	return s, err
}

// StartPlan begins a plan: of the timetable that holds today, or empty. It
// gives the plan's id and what of the timetable a plan cannot hold.
func (d *Desk) StartPlan(ctx context.Context, who policy.Actor, service, title string, fromInForce bool) (id string, lost []timetable.Finding, err error) {
	var fields []fault.Field
	title = name(&fields, "name", title, true)
	if err := fault.InvalidFields(fields); err != nil {
		return "", nil, err
	}
	var s agreement.Service
	var in store.Timetable
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		if s, err = d.busFeeder(ctx, tx, who, service); err != nil || !fromInForce {
			return err
		}
		var ok bool
		if in, ok, err = timetableOn(ctx, tx, service, d.today()); err == nil && !ok {
			err = fault.New(fault.Conflict, "timetable.none_in_force")
		}
		return err
	}); err != nil {
		return "", nil, err
	}
	p := emptyPlan(s, d.today())
	if fromInForce {
		f, err := d.feed(ctx, in.SHA256)
		if err != nil {
			return "", nil, err
		}
		if p, lost = timetable.FromFeed(f, d.working()); slices.ContainsFunc(lost, func(f timetable.Finding) bool { return f.Key == "timetable.too_large" }) {
			return "", nil, fault.New(fault.Invalid, "timetable.too_large")
		}
	}
	body, err := p.Bytes()
	if err != nil {
		return "", nil, err
	}
	what := d.text.T("id", "timetable.did.start", map[string]any{"Name": in.Name})
	err = d.act(ctx, who, "start_timetable_plan", "timetable_plan "+service, title, func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		all, err := tx.TimetablePlans(ctx, service)
		if err != nil {
			return err
		}
		id = service + "-" + agreement.Slug(title)
		taken := func(id string) bool {
			return slices.ContainsFunc(all, func(p store.TimetablePlan) bool { return p.ID == id })
		}
		for n := 2; taken(id); n++ {
			id = service + "-" + agreement.Slug(title) + "-" + strconv.Itoa(n)
		}
		if err := tx.AddTimetablePlan(ctx, store.TimetablePlan{ID: id, Service: service, Name: title}); err != nil {
			return err
		}
		_, err = tx.AddTimetableRevision(ctx, store.TimetableRevision{Plan: id, What: what, Account: who.Account, Name: who.Name, AtUS: d.nowUS()}, body)
		return err
	})
	return id, lost, err
}

// emptyPlan is what a planner begins with: the operator, working days and days
// off, for a year from tomorrow.
func emptyPlan(s agreement.Service, today civil.Date) *timetable.Plan {
	week := [7]bool{false, true, true, true, true, true, false}
	weekend := [7]bool{true, false, false, false, false, false, true}
	return &timetable.Plan{
		From: today.AddDays(1), Until: today.AddDays(365),
		Operators: []timetable.Operator{{ID: "operator", Name: region.Name(s.Provider), URL: "https://www.example.go.id"}},
		Days: []timetable.DayType{
			{ID: "kerja", Name: "hari kerja", Days: week, Holidays: timetable.NotThen},
			{ID: "libur", Name: "Sabtu, Minggu, dan hari libur", Days: weekend, Holidays: timetable.AlsoThen},
		},
	}
}

// PlanSheet gives a plan with what the check finds in it, as it was saved under
// a number; the newest for 0.
func (d *Desk) PlanSheet(ctx context.Context, who policy.Actor, service, id string, number int) (s PlanSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s, err = d.planSheet(ctx, tx, who, service, id, number)
		return err
	})
	if err != nil {
		return s, err
	}
	s.Findings = s.Plan.Check(d.working(), s.Government)
	return s, nil
}

func (d *Desk) planSheet(ctx context.Context, tx *store.Tx, who policy.Actor, service, id string, number int) (s PlanSheet, err error) {
	if s.Service, err = d.busFeeder(ctx, tx, who, service); err != nil {
		return s, err
	}
	if s.TimetablePlan, err = tx.TimetablePlan(ctx, id); err != nil {
		return s, err
	}
	if s.TimetablePlan.Service != service {
		return s, fault.New(fault.NotFound, "policy.not_found")
	}
	if _, s.Rules, s.Paper, err = busService(ctx, tx, who, policy.SeeService, service, d.today()); err != nil {
		return s, err
	}
	if s.Border, err = d.borderFor(ctx, tx, s.Paper.Codes(), d.today()); err != nil {
		return s, err
	}
	maps, err := tx.RoadMaps(ctx)
	if err != nil {
		return s, err
	}
	s.Roads = len(maps) > 0
	if s.Number = number; number == 0 {
		s.Number = s.Revision
	}
	if s.Plan, err = revision(ctx, tx, id, s.Number); err != nil {
		return s, err
	}
	s.Revisions, err = tx.TimetableRevisions(ctx, id, revisionsShown)
	return s, err
}

func revision(ctx context.Context, tx *store.Tx, plan string, number int) (*timetable.Plan, error) {
	body, err := tx.TimetableBody(ctx, plan, number)
	if err != nil {
		return nil, err
	}
	return timetable.Parse(body)
}

// PlanEdit is one change of a plan.
type PlanEdit struct {
	Base int    // the state that the planner saw
	Part string // the line that is changed, "" for what concerns the whole plan
	What string // in the planner's words
	Do   func(*timetable.Plan) error
}

// EditPlan changes a plan. Who saw an older state than the newest is told when
// the part at hand was changed since, and by whom; changes of other parts stand
// beside each other.
func (d *Desk) EditPlan(ctx context.Context, who policy.Actor, service, id string, e PlanEdit) error {
	err := d.act(ctx, who, "edit_timetable_plan", "timetable_plan "+id, e.What, func(tx *store.Tx) error {
		s, err := d.planSheet(ctx, tx, who, service, id, 0)
		if err != nil {
			return err
		}
		if e.Base != s.Revision {
			if err := meanwhile(ctx, tx, s, e); err != nil {
				return err
			}
		}
		before, err := s.Plan.Bytes()
		if err != nil {
			return err
		}
		if err := e.Do(s.Plan); err != nil {
			return err
		}
		body, err := s.Plan.Bytes()
		if err != nil {
			return err
		}
		if bytes.Equal(before, body) {
			return errSaved
		}
		if _, err := timetable.Parse(body); err != nil {
			return err // too large
		}
		_, err = tx.AddTimetableRevision(ctx, store.TimetableRevision{Plan: id, What: e.What, Account: who.Account, Name: who.Name, AtUS: d.nowUS()}, body)
		return err
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

// meanwhile refuses an edit whose part somebody changed since the planner saw
// it.
func meanwhile(ctx context.Context, tx *store.Tx, s PlanSheet, e PlanEdit) error {
	old, err := revision(ctx, tx, s.ID, e.Base)
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.Conflict, "timetable.changed", "Name", s.Revisions[0].Name)
	}
	if err != nil {
		return err
	}
	for _, c := range timetable.Compare(old, s.Plan) {
		if c.Line == e.Part {
			return fault.New(fault.Conflict, "timetable.changed", "Name", s.Revisions[0].Name)
		}
	}
	return nil
}

// RenamePlan gives a plan another name.
func (d *Desk) RenamePlan(ctx context.Context, who policy.Actor, service, id, title string) error {
	var fields []fault.Field
	title = name(&fields, "name", title, true)
	if err := fault.InvalidFields(fields); err != nil {
		return err
	}
	return d.act(ctx, who, "edit_timetable_plan", "timetable_plan "+id, title, func(tx *store.Tx) error {
		if _, err := d.planSheet(ctx, tx, who, service, id, 0); err != nil {
			return err
		}
		return tx.RenameTimetablePlan(ctx, id, title)
	})
}

// RestorePlan makes an earlier state of a plan its newest. Nothing is lost: the
// states between stay in the history.
func (d *Desk) RestorePlan(ctx context.Context, who policy.Actor, service, id string, base, number int) error {
	what := d.text.T("id", "timetable.did.restore", map[string]any{"Number": strconv.Itoa(number)})
	return d.act(ctx, who, "edit_timetable_plan", "timetable_plan "+id, what, func(tx *store.Tx) error {
		s, err := d.planSheet(ctx, tx, who, service, id, number)
		if err != nil {
			return err
		}
		if base != s.Revision {
			return fault.New(fault.Conflict, "timetable.changed", "Name", s.Revisions[0].Name)
		}
		body, err := s.Plan.Bytes()
		if err != nil {
			return err
		}
		_, err = tx.AddTimetableRevision(ctx, store.TimetableRevision{Plan: id, What: what, Account: who.Account, Name: who.Name, AtUS: d.nowUS()}, body)
		return err
	})
}

// InForce gives the timetable in force today as a plan, nil when there is none,
// and what of it a plan cannot hold.
func (d *Desk) InForce(ctx context.Context, who policy.Actor, service string) (p *timetable.Plan, lost []timetable.Finding, err error) {
	var t store.Timetable
	var ok bool
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		t, ok, err = timetableOn(ctx, tx, service, d.today())
		return err
	}); err != nil || !ok {
		return nil, nil, err
	}
	f, err := d.feed(ctx, t.SHA256)
	if err != nil {
		return nil, nil, err
	}
	p, lost = timetable.FromFeed(f, d.working())
	return p, lost, nil
}
