// SPDX-License-Identifier: Apache-2.0

// Package drafts is the pages on which governments negotiate a text: begin it,
// read it clause by clause, edit it pasal by pasal, give its values, send it,
// decide on what others propose, carry it to Word and back, and export it; and
// the library of clauses that texts are made from.
package drafts

import (
	"embed"
	"net/url"
	"strings"
	"time"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	list, start, text, unit, values, tariff, example, versions, compare, review, carry, library, entry, form *ui.View
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:     f.View(files, "list.html"),
		start:    f.View(files, "start.html"),
		text:     f.View(files, "text.html", "parts.html"),
		unit:     f.View(files, "unit.html", "parts.html"),
		values:   f.View(files, "values.html", "parts.html"),
		tariff:   f.View(files, "tariff.html", "parts.html"),
		example:  f.View(files, "example.html", "parts.html"),
		versions: f.View(files, "versions.html", "parts.html"),
		compare:  f.View(files, "compare.html", "parts.html"),
		review:   f.View(files, "review.html", "parts.html"),
		carry:    f.View(files, "carry.html", "parts.html"),
		library:  f.View(files, "library.html"),
		entry:    f.View(files, "entry.html", "parts.html"),
		form:     f.View(files, "form.html", "parts.html"),
	}
	f.Handle("GET /cooperations/{id}/drafts", p.showList)
	f.Handle("GET /drafts/new", p.showStart)
	f.HandleText("POST /drafts/new", p.begin)
	f.Handle("GET /drafts/{id}", shows(p.text, textPage))
	f.Handle("GET /drafts/{id}/units/{unit}", p.showUnit)
	f.HandleText("POST /drafts/{id}/units/{unit}", p.saveUnit)
	f.Handle("POST /drafts/{id}/units/{unit}/here", here)
	f.Handle("POST /drafts/{id}/arrange", p.arrange)
	f.Handle("POST /drafts/{id}/undo", p.undo)
	f.Handle("POST /drafts/{id}/kept", p.settle)
	f.Handle("POST /drafts/{id}/common", p.takeCommon)
	f.Handle("POST /drafts/{id}/discard", p.discard)
	f.Handle("GET /drafts/{id}/values", shows(p.values, valuesPage))
	f.Handle("POST /drafts/{id}/values", p.setValues)
	f.Handle("POST /drafts/{id}/tariffs", amendTariff)
	f.Handle("POST /drafts/{id}/tariffs/{tariff}/leave", leaveTariff)
	f.Handle("GET /drafts/{id}/tariffs/{tariff}", shows(p.tariff, tariffPage))
	f.Handle("POST /drafts/{id}/tariffs/{tariff}", p.setTariff)
	f.Handle("GET /drafts/{id}/examples/{example}", shows(p.example, examplePage))
	f.Handle("POST /drafts/{id}/examples/{example}", p.setExample)
	f.Handle("POST /drafts/{id}/examples/{example}/drop", dropExample)
	f.Handle("POST /drafts/{id}/threads", p.remark)
	f.Handle("GET /drafts/{id}/versions", shows(p.versions, versionsPage))
	f.Handle("POST /drafts/{id}/send", p.send)
	f.Handle("GET /drafts/{id}/compare", p.showCompare)
	f.Handle("GET /drafts/{id}/proposals/{number}", p.showReview)
	f.Handle("POST /drafts/{id}/proposals/{number}", p.decide)
	f.Handle("GET /drafts/{id}/import", p.showImport)
	f.Handle("POST /drafts/{id}/import", p.importWord)
	f.Handle("GET /drafts/{id}/file/{kind}", file)
	f.Handle("GET /library", p.showLibrary)
	f.Handle("GET /library/clauses/{id}", p.showEntry)
	f.Handle("POST /library/clauses/{id}", p.wordClause)
	f.Handle("GET /library/templates/{id}", p.showTemplate)
}

// Path is where a text is.
func Path(id string) string { return "/drafts/" + url.PathEscape(id) }

// StartPath is where a text is begun for a run's document or a branch's.
func StartPath(run, branch string) string {
	return "/drafts/new?" + url.Values{"run": {run}, "branch": {branch}}.Encode()
}

func unitPath(id, unit string) string { return Path(id) + "/units/" + url.PathEscape(unit) }

// load gives the text in the address as the reader sees it.
func load(v *front.Visit) (ops.Negotiation, error) {
	return v.Desk.Negotiation(v.R.Context(), v.Actor, v.R.PathValue("id"))
}

// loadEditable gives the text in the address to somebody who may change it.
func loadEditable(v *front.Visit) (ops.Negotiation, error) {
	n, err := load(v)
	if err == nil && !n.MayEdit {
		err = denied(n)
	}
	return n, err
}

// pageOf builds a page about a text.
type pageOf func(*front.Visit, ops.Negotiation) (*ui.Page, error)

// shows answers with a page about the text in the address.
func shows(view *ui.View, page pageOf) front.Handler {
	return func(v *front.Visit) error {
		n, err := load(v)
		if err != nil {
			return err
		}
		p, err := page(v, n)
		if err != nil {
			return err
		}
		return v.Render(view, p)
	}
}

// retry shows a form again with what was typed and what is wrong with it.
func retry(v *front.Visit, view *ui.View, n ops.Negotiation, page pageOf, wrong error) error {
	p, err := page(v, n)
	if err != nil {
		return err
	}
	return v.Retry(view, p, wrong)
}

// stale reports a form that was made from another state of a part of the text
// than the one that stands. It is shown again with what stands now, so that
// sending it once more is on purpose.
func stale(v *front.Visit, stands any) error {
	if v.R.PostFormValue("seen") == ops.StateOf(stands) {
		return nil
	}
	return fault.New(fault.Conflict, "text.moved_on")
}

// standsNow says beside an input what stands in the text where something else
// was typed.
func standsNow(v *front.Visit, name, stands string) string {
	if !v.R.PostForm.Has(name) || typed(v, name) == stands {
		return ""
	}
	if stands == "" {
		stands = v.T("text.nothing_stands")
	}
	return v.T("text.stands_now", "Value", stands)
}

// typed gives what was typed into a field.
func typed(v *front.Visit, name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

// newPage starts a page about a text; last is the way back from it to the text.
func newPage(v *front.Visit, n ops.Negotiation, title string, inner bool) *ui.Page {
	crumbs := []ui.Link{
		{Href: "/cooperations", Label: v.T("nav.cooperations")},
		{Href: "/cooperations/" + url.PathEscape(n.Cooperation.ID), Label: n.Cooperation.Title},
		{Href: "/cooperations/" + url.PathEscape(n.Cooperation.ID) + "/drafts", Label: v.T("text.texts")},
	}
	if inner {
		crumbs = append(crumbs, ui.Link{Href: Path(n.ID), Label: kindName(v, n)})
	}
	return v.Page(title, crumbs...)
}

func kindName(v *front.Visit, n ops.Negotiation) string { return v.T("draft.kind." + string(n.Kind)) }

// tabs are the pages of a text; current is the last part of an address.
func tabs(v *front.Visit, n ops.Negotiation, current string) []ui.Tab {
	var out []ui.Tab
	tab := func(part, key string, count int) {
		out = append(out, ui.Tab{Href: strings.TrimSuffix(Path(n.ID)+"/"+part, "/"), Label: v.T(key), Count: count, Current: part == current})
	}
	tab("", "text.text", 0)
	if n.Working != nil {
		tab("values", "text.values", 0)
		tab("versions", "text.versions", len(openProposals(n)))
	}
	tab("import", "text.carry", 0)
	return out
}

// openProposals are those of which something is undecided.
func openProposals(n ops.Negotiation) []int {
	var out []int
	for _, p := range n.Proposals {
		if p.ClosedUS == 0 {
			out = append(out, p.Number)
		}
	}
	return out
}

// at gives an instant of the store.
func at(us int64) time.Time { return time.UnixMicro(us) }

// conversation is a thread as a page shows it.
type conversation struct {
	ID, Clause, About, Quote string
	Shared, Open             bool
	Remarks                  []remark
}

type remark struct {
	Who, Text string
	At        time.Time
}

func conversations(n ops.Negotiation, keep func(redline.Thread) bool) []conversation {
	ix := n.Text().Index()
	var out []conversation
	for _, t := range n.Threads {
		if !keep(t) {
			continue
		}
		c := conversation{ID: t.ID, Clause: t.Clause, About: ix.Cite(t.Clause), Quote: t.Quote, Shared: t.Shared, Open: t.Resolved == nil}
		for _, r := range t.Remarks {
			c.Remarks = append(c.Remarks, remark{Who: r.By + ", " + ops.ShortName(r.Government), Text: r.Text, At: at(r.At)})
		}
		out = append(out, c)
	}
	return out
}

// remark takes what somebody says about a clause, a change or the whole text.
func (p *pages) remark(v *front.Visit) error {
	id := v.R.PathValue("id")
	begin := redline.Thread{Clause: typed(v, "clause"), Change: typed(v, "change"), Shared: typed(v, "shared") != ""}
	settle := typed(v, "settle") != ""
	if err := v.Desk.Remark(v.R.Context(), v.Actor, id, typed(v, "thread"), begin, typed(v, "text"), settle); err != nil {
		return err
	}
	return v.Redirect(back(v, Path(id)), "text.remark_saved")
}

// back gives where a form was sent from: an address of this text, else the
// one given.
func back(v *front.Visit, otherwise string) string {
	if to := typed(v, "back"); strings.HasPrefix(to, Path(v.R.PathValue("id"))) && !strings.Contains(to, "\\") {
		return to
	}
	return otherwise
}

func count(v *front.Visit, n int) string { return i18n.Int(v.Lang, int64(n)) }
