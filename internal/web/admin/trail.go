// SPDX-License-Identifier: Apache-2.0

package admin

import (
	"strconv"
	"time"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// trailPage is how many entries a page of the trail holds.
const trailPage = 100

type trailRow struct{ At, Who, Action, Object, Detail string }

type trailBody struct {
	Rows         []trailRow
	Empty        ui.Empty
	Older, First string
}

func (p *pages) showTrail(v *front.Visit) error {
	before, err := strconv.ParseInt(v.R.URL.Query().Get("before"), 10, 64)
	if err != nil {
		before = 0 // from the newest
	}
	entries, err := v.Desk.Trail(v.R.Context(), v.Actor, before, trailPage+1)
	if err != nil {
		return err
	}
	body := trailBody{Empty: ui.Empty{Title: v.T("admin.trail_empty"), Text: v.T("admin.trail_empty_text")}}
	if before > 0 {
		body.First = "/trail"
	}
	if len(entries) > trailPage {
		entries = entries[:trailPage]
		body.Older = "/trail?before=" + strconv.FormatInt(entries[trailPage-1].ID, 10)
	}
	names, err := v.Desk.TrailNames(v.R.Context(), v.Actor, entries)
	if err != nil {
		return err
	}
	words := newReader(v, names)
	for _, e := range entries {
		who := e.Name
		if e.Government != "" && e.Government != v.Actor.Government { // a system has none
			who += ", " + ops.GovernmentName(e.Government)
		}
		body.Rows = append(body.Rows, trailRow{At: i18n.DateTime(v.Lang, time.UnixMicro(e.AtUS)), Who: who, Action: words.action(e.Action), Object: words.object(e.Object), Detail: words.detail(e)})
	}
	page := v.Page(v.T("admin.trail"))
	page.Body = body
	return v.Render(p.trail, page)
}
