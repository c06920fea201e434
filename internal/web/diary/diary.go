// SPDX-License-Identifier: Apache-2.0

// Package diary is the days that concern a person's office: a page, the
// reminders of the first page, and a calendar that phones and computers read
// from a secret address.
package diary

import (
	"embed"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/calendar"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Register adds the pages to the front door.
func Register(f *front.Front) {
	view := f.View(files, "diary.html")
	f.Handle("GET /diary", func(v *front.Visit) error { return show(v, view, "") })
	f.Handle("POST /diary/link", func(v *front.Visit) error {
		secret, err := v.Desk.NewDiaryLink(v.R.Context(), v.Actor)
		if err != nil {
			return err
		}
		return show(v, view, strings.TrimSuffix(v.BaseURL, "/")+"/calendar/"+secret)
	})
	f.Handle("POST /diary/link/drop", func(v *front.Visit) error {
		if err := v.Desk.DropDiaryLink(v.R.Context(), v.Actor); err != nil {
			return err
		}
		return v.Redirect("/diary", "diary.dropped")
	})
	f.Handle("GET /calendar/{secret}", feed)
}

// Row is a day as a page shows it.
type Row struct {
	Href, What, On, Left string
	Late                 bool
}

type body struct {
	Summary ui.Summary
	Rows    []Row
	Empty   ui.Empty
	Link    string // the secret address, once
	Pager   ui.Pager
}

const (
	perPage       = 50
	mostReminders = 20
)

func show(v *front.Visit, view *ui.View, link string) error {
	from, err := strconv.Atoi(v.R.URL.Query().Get("from"))
	if err != nil || from < 0 {
		from = 0
	}
	days, count, err := v.Desk.Diary(v.R.Context(), v.Actor, from, perPage)
	if err == nil && len(days) == 0 && from > 0 { // it is not that long any more
		from = 0
		days, count, err = v.Desk.Diary(v.R.Context(), v.Actor, from, perPage)
	}
	if err != nil {
		return err
	}
	b := body{Summary: ui.Summary{Text: v.T("diary.answer", "Count", count)}, Empty: ui.Empty{Title: v.T("diary.none"), Text: v.T("diary.none_text")}, Link: link}
	for _, d := range days {
		b.Rows = append(b.Rows, rowOf(v, d))
	}
	if from > 0 {
		b.Pager.Prev = "/diary?from=" + strconv.Itoa(max(0, from-perPage))
	}
	if to := from + perPage; to < count {
		b.Pager.Next = "/diary?from=" + strconv.Itoa(to)
	}
	b.Pager.Page, b.Pager.Pages, b.Pager.Total = int64(from/perPage+1), int64((count+perPage-1)/perPage), int64(count)
	page := v.Page(v.T("diary.title"))
	page.Body = b
	return v.Render(view, page)
}

// Reminders gives the days of which the visitor is to be reminded now: they are
// the nearest.
func Reminders(v *front.Visit) ([]Row, error) {
	days, _, err := v.Desk.Diary(v.R.Context(), v.Actor, 0, mostReminders)
	if err != nil {
		return nil, err
	}
	var out []Row
	for _, d := range days {
		if d.Reminded {
			out = append(out, rowOf(v, d))
		}
	}
	return out, nil
}

func rowOf(v *front.Visit, d ops.Day) Row {
	row := Row{Href: href(d), What: what(v, d), On: i18n.Date(v.Lang, d.On), Late: d.DaysLeft < 0}
	switch {
	case d.DaysLeft < 0:
		row.Left = v.T("diary.passed", "Days", -d.DaysLeft)
	case d.DaysLeft == 0:
		row.Left = v.T("diary.today")
	default:
		row.Left = v.T("diary.days_left", "Days", d.DaysLeft)
	}
	return row
}

func what(v *front.Visit, d ops.Day) string {
	return v.T("diary.kind."+string(d.Kind)) + " " + d.Subject.In(v.Lang) + ": " + d.Title
}

func href(d ops.Day) string {
	switch {
	case d.Kind == ops.FollowUp:
		return "/evaluations"
	case d.Run == "":
		return "/cooperations/" + url.PathEscape(d.Cooperation)
	case d.Kind == procedure.DeadlineEvent:
		return procedures.GatePath(d.Run, d.Slot)
	}
	return procedures.RunPath(d.Run)
}

// feed is the calendar behind a secret address, without a session.
func feed(v *front.Visit) error {
	days, name, err := v.Desk.DiaryOf(v.R.Context(), strings.TrimSuffix(v.R.PathValue("secret"), ".ics"))
	if err != nil {
		return err
	}
	host := "sinergi"
	if u, err := url.Parse(v.BaseURL); err == nil && u.Host != "" {
		host = u.Host
	}
	f := calendar.Feed{Name: "Sinergi · " + name, Host: host, Stamp: time.Now()}
	for _, d := range days {
		f.Events = append(f.Events, calendar.Event{Key: d.Key, On: d.On, Summary: what(v, d), Place: d.Place, URL: strings.TrimSuffix(v.BaseURL, "/") + href(d)})
	}
	v.W.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	v.W.Header().Set("Cache-Control", "private, no-cache")
	_, err = f.WriteTo(v.W)
	return err
}
