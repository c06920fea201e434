package ops

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/money"
	"sinergi/internal/policy"
	"sinergi/internal/report"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
)

// Glance is a cooperation in one line, as its leaders ask for it.
type Glance struct {
	agreement.Cooperation
	Stage    agreement.Stage // of the furthest run; empty: no procedure runs
	Turn     *Turn           // what is waited for first; nil: for nothing
	TurnLate bool
	InForce  int                  // papers
	Ends     *agreement.Agreement // the paper in force that ends first
	DaysLeft int                  // until it does
	Late     int                  // periods of duties that are late or not met
	Agreed   money.Rupiah         // what the statements of this year's months come to that are agreed
	Checked  money.Rupiah         // those that are offered and not agreed yet
	Disputed int                  // statements
	// Evaluated is the newest evaluation of one of its PKS; nil: none yet.
	Evaluated  *store.Evaluation
	Conclusion report.Conclusion
}

// soon is how many days before its end a paper asks for attention: the longest
// of the usual reminders.
const soon = 90

// Attention tells how much a cooperation asks for: 0 when all is well.
func (s Glance) Attention() (n int) {
	if s.TurnLate {
		n += 4
	}
	if s.Disputed > 0 {
		n += 3
	}
	if s.Late > 0 {
		n += 2
	}
	if s.Ends != nil && s.DaysLeft <= soon {
		n++
	}
	return n
}

// Overview gives a page of the cooperations that the actor may see, by title,
// from after one of them (empty: the first page), those that ask for attention
// first. next is what follows after; empty at the end.
func (d *Desk) Overview(ctx context.Context, who policy.Actor, after string, limit int) (all []Glance, next string, err error) {
	listed, next, err := d.CooperationList(ctx, who, after, limit)
	if err != nil {
		return nil, "", err
	}
	if err := d.settleDuties(ctx); err != nil {
		return nil, "", err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all = make([]Glance, len(listed))
		at := map[string]*Glance{}
		var procedures []agreement.Cooperation
		var ids []string
		for i, c := range listed {
			all[i].Cooperation = c.Cooperation
			at[c.ID], ids = &all[i], append(ids, c.ID)
			if policy.Can(who, policy.SeeProcedure, cooperationResource(c.Cooperation)) == nil {
				procedures = append(procedures, c.Cooperation)
			}
		}
		if err := errors.Join(d.glanceAtCourses(ctx, tx, who, procedures, at), d.glanceAtPapers(ctx, tx, ids, at)); err != nil {
			return err
		}
		late, err := tx.CountDutiesBy(ctx, store.DutyQuery{Readers: shared(who), On: d.today(), Urgency: -1}, unmet(), ids)
		for id, n := range late {
			at[id].Late = n
		}
		slices.SortStableFunc(all, func(a, b Glance) int { return cmp.Compare(b.Attention(), a.Attention()) })
		return err
	})
	return all, next, err
}

// glanceAtCourses adds where the procedures of some cooperations are.
func (d *Desk) glanceAtCourses(ctx context.Context, tx *store.Tx, who policy.Actor, of []agreement.Cooperation, at map[string]*Glance) error {
	courses, err := d.coursesOf(ctx, tx, who, of)
	for _, course := range courses {
		s := at[course.Cooperation]
		s.Stage = course.Run.Stage()
		for _, t := range course.Turns {
			late := t.Due != nil && t.Due.Overdue
			if s.Turn == nil || late && !s.TurnLate {
				s.Turn, s.TurnLate = &t, late
			}
		}
	}
	return err
}

// glanceAtPapers adds what is signed in some cooperations, how it is settled and
// what its newest evaluation says.
func (d *Desk) glanceAtPapers(ctx context.Context, tx *store.Tx, cooperations []string, at map[string]*Glance) error {
	papers, err := tx.PapersOf(ctx, cooperations)
	if err != nil {
		return err
	}
	of := map[string]*Glance{} // by paper
	var ids []string
	for _, a := range papers {
		if a.Proposed {
			continue
		}
		s := at[a.Cooperation]
		of[a.ID], ids = s, append(ids, a.ID)
		if a.Status == agreement.Active {
			s.InForce++
			if left, ends := d.DaysLeft(a); ends && (s.Ends == nil || left < s.DaysLeft) {
				s.Ends, s.DaysLeft = &a, left
			}
		}
	}
	statements, err := tx.StatementsOfYear(ctx, ids, d.today().Year)
	if err != nil {
		return err
	}
	for _, m := range statements {
		of[m.Agreement].settled(m)
	}
	evaluations, err := tx.EvaluationHeads(ctx, ids)
	if err != nil {
		return err
	}
	for _, e := range evaluations {
		if s := of[e.Agreement]; s.Evaluated == nil || e.FinishedUS > s.Evaluated.FinishedUS {
			s.Evaluated = &e
		}
	}
	for _, s := range at {
		if s.Evaluated == nil {
			continue
		}
		if s.Evaluated.Canonical, err = tx.EvaluationBytes(ctx, *s.Evaluated); err != nil {
			return err
		}
		whole, err := report.ParseEvaluation(s.Evaluated.Canonical)
		if err != nil {
			return err
		}
		s.Conclusion = whole.Conclusion
	}
	return nil
}

// settled adds a statement of this year.
func (s *Glance) settled(m store.Statement) {
	switch m.Status {
	case settlement.Agreed:
		s.Agreed += m.Total
	case settlement.Disputed:
		s.Disputed++
		s.Checked += m.Total
	case settlement.Offered, settlement.Accepted:
		s.Checked += m.Total
	}
}
