// SPDX-License-Identifier: Apache-2.0

// Package messages is the page of what a person was told: the newest first,
// what they have not read marked, and the way to each matter.
package messages

import (
	"embed"
	"net/url"
	"strconv"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/notice"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Register adds the pages to the front door.
func Register(f *front.Front) {
	view := f.View(files, "messages.html")
	f.Handle("GET /messages", func(v *front.Visit) error { return show(v, view) })
	f.Handle("GET /messages/{message}", open)
	f.Handle("POST /messages/read", read)
}

// perPage is how many messages a page holds.
const perPage = 50

type row struct {
	Href, Text, Told string
	State            ui.Badge
}

type body struct {
	Summary      ui.Summary
	Rows         []row
	Empty        ui.Empty
	Last         int64 // the newest that is shown, while something is unread
	Older, First string
}

func show(v *front.Visit, view *ui.View) error {
	before, err := strconv.ParseInt(v.R.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = 0 // from the newest
	}
	all, err := v.Desk.Messages(v.R.Context(), v.Actor, v.Lang, before, perPage+1)
	if err != nil {
		return err
	}
	unread, err := v.Desk.Unread(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	b := body{Empty: ui.Empty{Title: v.T("notice.none_title"), Text: v.T("notice.none_text")}}
	if before > 0 {
		b.First = "/messages"
	}
	if len(all) > perPage {
		all = all[:perPage]
		b.Older = "/messages?before=" + strconv.FormatInt(all[perPage-1].ID, 10)
	}
	for _, m := range all {
		b.Rows = append(b.Rows, newRow(v, m))
	}
	switch {
	case unread > 0:
		b.Summary.Text = v.T("notice.count", "Count", unread, "More", unread == ops.MostUnread)
		if len(all) > 0 {
			b.Last = all[0].ID
		}
	case len(all) > 0:
		b.Summary.Text = v.T("notice.count_none")
	}
	page := v.Page(v.T("nav.messages"))
	page.Body = b
	return v.Render(view, page)
}

func newRow(v *front.Visit, m ops.Message) row {
	r := row{Href: "/messages/" + strconv.FormatInt(m.ID, 10), Text: m.Text, Told: i18n.DateTime(v.Lang, time.UnixMicro(m.ToldUS))}
	switch {
	case m.Unread():
		r.State = ui.Badge{Text: v.T("notice.new"), Kind: ui.Waiting}
	case m.OverUS != 0:
		r.State = ui.Badge{Text: v.T("notice.over"), Kind: ui.Good}
	}
	return r
}

// open leads from a message to its matter, and counts it as read.
func open(v *front.Visit) error {
	id, err := strconv.ParseInt(v.R.PathValue("message"), 10, 64)
	if err != nil && !v.Actor.Public() {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	m, err := v.Desk.OpenMessage(v.R.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	return v.Redirect(address(m), "")
}

// read counts everything up to the newest message that the visitor saw as read.
func read(v *front.Visit) error {
	last, err := strconv.ParseInt(v.R.PostFormValue("last"), 10, 64)
	if err != nil {
		last = 0 // nothing was seen
	}
	if err := v.Desk.ReadMessages(v.R.Context(), v.Actor, 0, last); err != nil {
		return err
	}
	return v.Redirect("/messages", "notice.read")
}

// address is where the matter of a message is dealt with.
func address(m store.Notice) string {
	at := m.Place
	if m.Kind == notice.Day && m.Detail == string(ops.FollowUp) {
		return "/evaluations"
	}
	switch m.Kind {
	case notice.Queue, notice.Day:
		switch len(at) {
		case 4:
			return procedures.GatePath(at[0], procedure.Slot{Gate: at[1], Branch: at[2], Government: at[3]})
		case 2:
			return procedures.RunPath(at[1])
		}
		return "/cooperations/" + url.PathEscape(at[0])
	case notice.DutyDue, notice.DutyLate, notice.DutyMissed, notice.DutyAnswer:
		return "/obligations/" + url.PathEscape(at[0]) + "/" + url.PathEscape(at[1]) + "/" + url.PathEscape(at[2])
	case notice.Proposal:
		return "/proposals/" + url.PathEscape(at[0])
	case notice.Check, notice.Answer, notice.Reply, notice.Agree:
		return "/statements/" + url.PathEscape(at[0])
	case notice.Confirm:
		return "/evaluations/" + url.PathEscape(at[0]) + "/" + url.PathEscape(at[1]) + "/" + url.PathEscape(at[2]) + "/" + url.PathEscape(at[3])
	}
	return "/"
}
