package ops

import (
	"cmp"
	"context"
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
		all = nil
		for _, c := range listed {
			s, err := d.glance(ctx, tx, who, c.Cooperation)
			if err != nil {
				return err
			}
			all = append(all, s)
		}
		slices.SortStableFunc(all, func(a, b Glance) int { return cmp.Compare(b.Attention(), a.Attention()) })
		return nil
	})
	return all, next, err
}

func (d *Desk) glance(ctx context.Context, tx *store.Tx, who policy.Actor, c agreement.Cooperation) (s Glance, err error) {
	s.Cooperation = c
	if policy.Can(who, policy.SeeProcedure, cooperationResource(c)) == nil {
		courses, err := d.courses(ctx, tx, who, c)
		if err != nil {
			return s, err
		}
		for _, course := range courses {
			s.Stage = course.Run.Stage()
			for _, t := range course.Turns {
				late := t.Due != nil && t.Due.Overdue
				if s.Turn == nil || late && !s.TurnLate {
					s.Turn, s.TurnLate = &t, late
				}
			}
		}
	}
	late, err := tx.CountDuties(ctx, store.DutyQuery{Readers: shared(who), On: d.today(), Urgency: -1, Cooperation: c.ID}, unmet())
	if err != nil {
		return s, err
	}
	s.Late = late.Urgent
	papers, err := tx.Agreements(ctx, c.ID)
	if err != nil {
		return s, err
	}
	for _, a := range papers {
		if a.Status == agreement.Draft || a.Proposed {
			continue
		}
		if err := d.glanceOf(ctx, tx, a, &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// glanceOf adds a paper to what is said of its cooperation.
func (d *Desk) glanceOf(ctx context.Context, tx *store.Tx, a agreement.Agreement, s *Glance) error {
	if a.Status == agreement.Active {
		s.InForce++
		if left, ends := d.DaysLeft(a); ends && (s.Ends == nil || left < s.DaysLeft) {
			s.Ends, s.DaysLeft = &a, left
		}
	}
	statements, err := tx.Statements(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, m := range statements {
		if m.Month.Year != d.today().Year {
			continue
		}
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
	evaluations, err := tx.Evaluations(ctx, a.ID)
	if err != nil || len(evaluations) == 0 {
		return err
	}
	newest := slices.MaxFunc(evaluations, func(x, y store.Evaluation) int { return cmp.Compare(x.FinishedUS, y.FinishedUS) })
	if s.Evaluated != nil && s.Evaluated.FinishedUS >= newest.FinishedUS {
		return nil
	}
	whole, err := report.ParseEvaluation(newest.Canonical)
	s.Evaluated, s.Conclusion = &newest, whole.Conclusion
	return err
}
