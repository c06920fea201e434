package home

import (
	"strconv"
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
// the rest, a page of them. mine is how many of them all are the visitor's own.
func (b *body) queue(v *front.Visit) (mine int, err error) {
	from, err := strconv.Atoi(v.R.URL.Query().Get("queue"))
	if err != nil || from < 0 {
		from = 0
	}
	waiting, err := v.Desk.QueuePage(v.R.Context(), v.Actor, "", from, maxQueue)
	if err == nil && len(waiting.Steps) == 0 && from > 0 { // it is not that long any more
		from = 0
		waiting, err = v.Desk.QueuePage(v.R.Context(), v.Actor, "", from, maxQueue)
	}
	if err != nil {
		return 0, err
	}
	if from > 0 {
		b.Pager.Prev = "/?queue=" + strconv.Itoa(max(0, from-maxQueue))
	}
	if to := from + maxQueue; to < waiting.Count {
		b.Pager.Next = "/?queue=" + strconv.Itoa(to)
	}
	b.Pager.Page, b.Pager.Pages, b.Pager.Total = int64(from/maxQueue+1), int64((waiting.Count+maxQueue-1)/maxQueue), int64(waiting.Count)
	today := civil.In(time.Now())
	for _, w := range waiting.Steps {
		q := queued{
			Href: procedures.GatePath(w.Run, w.Slot), Gate: w.Gate.Name.In(v.Lang), Title: w.Title, Office: w.Office.Name().In(v.Lang),
			Since: i18n.Date(v.Lang, civil.In(time.UnixMicro(w.SinceUS))), State: ui.Badge{Text: v.T("run.queue_other")},
		}
		switch {
		case w.Mine:
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
		b.Queue = append(b.Queue, q)
	}
	return waiting.Mine, nil
}
