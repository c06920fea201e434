package home

import (
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

// queued is a step of a procedure that waits for the visitor's government.
type queued struct {
	Href, Gate, Title, Office, Since, Due string
	State                                 ui.Badge
	Late                                  bool
}

// queue lists the steps that wait for the offices of the visitor's government:
// the visitor's own office first, then what it may enter for another, then
// the rest. mine is how many are the visitor's own.
func queue(v *front.Visit) (all []queued, mine int, err error) {
	waiting, err := v.Desk.Queue(v.R.Context(), v.Actor)
	if err != nil {
		return nil, 0, err
	}
	today := civil.In(time.Now())
	for _, w := range waiting {
		q := queued{
			Href: procedures.GatePath(w.Run, w.Slot), Gate: w.Gate.Name.In(v.Lang), Title: w.Title, Office: w.Office.Name().In(v.Lang),
			Since: i18n.Date(v.Lang, civil.In(time.UnixMicro(w.SinceUS))), State: ui.Badge{Text: v.T("run.queue_other")},
		}
		switch {
		case w.Mine:
			mine++
			q.State = ui.Badge{Text: v.T("run.queue_mine"), Kind: ui.Waiting}
			if w.For != "" {
				q.State.Text = v.T("run.queue_for", "Office", w.For)
			}
		case w.MayRecord:
			q.State = ui.Badge{Text: v.T("run.queue_record")}
		}
		if !w.Due.IsZero() {
			q.Due, q.Late = i18n.Date(v.Lang, w.Due), w.Due.Before(today)
		}
		all = append(all, q)
	}
	return all, mine, nil
}
