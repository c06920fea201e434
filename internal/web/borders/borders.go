// SPDX-License-Identifier: Apache-2.0

// Package borders is the pages of the lines between governments: the list of
// versions, one version with a map and what it changes, the form that puts an
// official line forward, and the approval of one.
package borders

import (
	"embed"
	"strings"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, line, propose, approve *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:    f.View(files, "list.html"),
		line:    f.View(files, "line.html", "record.html"),
		propose: f.View(files, "propose.html"),
		approve: f.View(files, "approve.html", "record.html"),
	}
	f.Handle("GET /borders", p.showList)
	f.Handle("GET /borders/propose", p.showPropose)
	f.Handle("POST /borders/propose", p.doPropose)
	f.Handle("GET /borders/{id}", p.showLine)
	f.Handle("GET /borders/{id}/map.geojson", p.mapGeoJSON)
	f.Handle("GET /borders/{id}/file", p.file)
	f.Handle("GET /borders/{id}/approve", p.showApprove)
	f.Handle("POST /borders/{id}/approve", p.doApprove)
}

type listBody struct {
	Summary    ui.Summary
	Rows       []row
	MayPropose bool
}

// row is a version in the list.
type row struct {
	Href, Source, From, Hash string
	Approvals                []approval
	State                    ui.Badge
}

// approval is what one government says to a line.
type approval struct {
	Party    ui.Party
	By, When string // empty while it has not approved
}

func (p *pages) showList(v *front.Visit) error {
	all, err := v.Desk.BorderVersions(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	body := listBody{MayPropose: v.Desk.MayProposeBorder(v.Actor)}
	mine, waiting := 0, 0
	for _, b := range all {
		if b.MayApprove {
			mine++
		}
		if b.Standing == ops.BorderWaiting {
			waiting++
		}
		body.Rows = append(body.Rows, row{"/borders/" + b.ID, b.Source, from(v, b), short(b.SHA256), approvals(v, b), state(v, b)})
	}
	body.Summary = ui.Summary{Note: v.T("border.list_note")}
	switch {
	case mine > 0:
		body.Summary.Text = v.T("border.list_mine", "Count", mine)
		body.Summary.Badge = ui.Badge{Text: v.T("border.your_move"), Kind: ui.Waiting}
	case waiting > 0:
		body.Summary.Text = v.T("border.list_waiting", "Count", waiting)
	case len(all) == 1:
		body.Summary.Text = v.T("border.list_none")
	default:
		body.Summary.Text = v.T("border.list_settled")
	}
	page := v.Page(v.T("border.title"))
	page.Body = body
	return v.Render(p.list, page)
}

// state says in a word whether a version counts.
func state(v *front.Visit, b ops.BorderVersion) ui.Badge {
	kind := map[ops.Standing]ui.Kind{ops.BorderWaiting: ui.Waiting, ops.BorderComing: ui.Good, ops.BorderInForce: ui.Good}[b.Standing]
	return ui.Badge{Text: v.T("border.standing." + string(b.Standing)), Kind: kind}
}

func from(v *front.Visit, b ops.BorderVersion) string {
	if b.From.IsZero() {
		return v.T("border.without_line")
	}
	return i18n.Date(v.Lang, b.From)
}

// short is the beginning of a hash, enough to compare two by eye.
func short(sha256 string) string { return sha256[:min(12, len(sha256))] }

func approvals(v *front.Visit, b ops.BorderVersion) (out []approval) {
	for i, p := range b.Parties {
		a := approval{Party: ui.Party{Index: i, Name: ops.ShortName(p.Government)}}
		if p.ApprovedUS > 0 {
			a.By, a.When = p.ApprovedBy, i18n.Date(v.Lang, civil.In(time.UnixMicro(p.ApprovedUS)))
		}
		out = append(out, a)
	}
	return out
}

// missing names the governments that have not approved.
func missing(b ops.BorderVersion) string {
	var names []string
	for _, p := range b.Parties {
		if p.ApprovedUS == 0 {
			names = append(names, ops.GovernmentName(p.Government))
		}
	}
	return strings.Join(names, ", ")
}
