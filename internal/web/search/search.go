// SPDX-License-Identifier: Apache-2.0

// Package search is the page on which everything written is found: papers,
// their clauses, the captions of scans, and the texts that are negotiated.
// Filters stay in the address, so that a search can be sent to a colleague,
// and each person can save theirs.
package search

import (
	"embed"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	words "sinergi/internal/search"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// here is the page's address, and the name under which its filters are saved.
const here = "/search"

// perPage is how many results a page holds.
const perPage = 20

type pages struct{ view *ui.View }

// Register adds the page to the front door.
func Register(f *front.Front) {
	p := &pages{view: f.View(files, "search.html")}
	f.Handle("GET "+here, p.show)
	f.Handle("POST "+here+"/filters", p.save)
}

type body struct {
	Summary ui.Summary
	Filters ui.Filters
	Tabs    []ui.Tab
	Hits    []hit
	Empty   ui.Empty
	Next    string
	Saved   []saved
	Query   string // of the address, to be saved; "" when nothing is asked
	Name    string
}

type hit struct {
	Href, Title, Where string
	State              ui.Badge
	Parties            []ui.Party
	Pieces             []words.Piece
}

type saved struct{ Href, Name string }

var yearForm = regexp.MustCompile(`^[0-9]{4}$`)

// asked reads what is looked for from the address. Anything that is none of
// the choices asks nothing.
func asked(q url.Values) ops.Searched {
	year := func(name string) string {
		if s := strings.TrimSpace(q.Get(name)); yearForm.MatchString(s) {
			return s
		}
		return ""
	}
	s := ops.Searched{Words: q.Get("q"), In: q.Get("in"), Kind: agreement.Kind(q.Get("kind")), Party: q.Get("party"), Status: agreement.Status(q.Get("status")), Year: year("year"), Runs: year("runs"), Ends: year("ends")}
	if !slices.Contains(ops.SearchKinds(), s.In) {
		s.In = ""
	}
	s.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64) // no number: from the newest
	return s
}

func (p *pages) show(v *front.Visit) error {
	page, err := p.page(v, v.R.URL.Query())
	if err != nil {
		return err
	}
	return v.Render(p.view, page)
}

func (p *pages) page(v *front.Visit, q url.Values) (*ui.Page, error) {
	s := asked(q)
	found, err := v.Desk.Search(v.R.Context(), v.Actor, s, perPage)
	if err != nil {
		return nil, err
	}
	governments, err := v.Desk.Governments(v.R.Context())
	if err != nil {
		return nil, err
	}
	b := body{Filters: filters(v, s)}
	for i, f := range b.Filters.Fields {
		if f.Name == "party" {
			for _, g := range governments {
				b.Filters.Fields[i].Options = append(b.Filters.Fields[i].Options, ui.Option{Value: g.Code, Label: g.Name})
			}
		}
	}
	b.tell(v, s, found)
	for _, h := range found.Hits {
		b.Hits = append(b.Hits, newHit(v, h))
	}
	if !s.Empty() {
		b.Query = address(q, "in", found.In, "before", "")
		for _, kind := range ops.SearchKinds() {
			if n := found.Counts[kind]; n > 0 || kind == found.In {
				b.Tabs = append(b.Tabs, ui.Tab{Href: here + "?" + address(q, "in", kind, "before", ""), Label: v.T("search.in." + kind), Count: n, More: n >= ops.MostCounted, Current: kind == found.In})
			}
		}
	}
	if found.Next > 0 {
		b.Next = here + "?" + address(q, "in", found.In, "before", strconv.FormatInt(found.Next, 10))
	}
	mine, err := v.Desk.SavedFilters(v.R.Context(), v.Actor, here)
	if err != nil {
		return nil, err
	}
	for _, f := range mine {
		b.Saved = append(b.Saved, saved{here + "?" + f.Query, f.Name})
	}
	page := v.Page(v.T("search.title"))
	page.Body = b
	return page, nil
}

// tell answers the question at the top of the page.
func (b *body) tell(v *front.Visit, s ops.Searched, found ops.Results) {
	total := 0
	most := false
	for _, n := range found.Counts {
		total += n
		most = most || n >= ops.MostCounted
	}
	switch {
	case s.Empty():
		b.Summary = ui.Summary{Text: v.T("search.ask")}
	case total == 0:
		b.Summary = ui.Summary{Text: v.T("search.nothing")}
		b.Empty = ui.Empty{Title: v.T("search.nothing_title"), Text: v.T("search.nothing_text")}
	case most:
		b.Summary = ui.Summary{Text: v.T("search.found_most", "Count", i18n.Int(v.Lang, int64(total)))}
	default:
		b.Summary = ui.Summary{Text: v.T("search.found", "Count", total)}
	}
}

func filters(v *front.Visit, s ops.Searched) ui.Filters {
	choices := func(any string, prefix string, values ...string) []ui.Option {
		out := []ui.Option{{Value: "", Label: v.T(any)}}
		for _, one := range values {
			out = append(out, ui.Option{Value: one, Label: v.T(prefix + one)})
		}
		return out
	}
	year := func(name, key, value string) ui.Field {
		return ui.Field{Name: name, Label: v.T(key), Value: value, InputMode: "numeric", MaxLength: 4, Size: "short"}
	}
	f := ui.Filters{Action: here, Active: !s.Empty(), Fields: []ui.Field{
		{Name: "q", Label: v.T("search.words"), Value: s.Words, Type: "search", MaxLength: 200},
		{Name: "kind", Label: v.T("search.kind"), Value: string(s.Kind), Options: choices("search.any_kind", "cooperation.kind.", "kb", "pks", "nk", "adendum")},
		{Name: "party", Label: v.T("search.party"), Value: s.Party, Options: []ui.Option{{Value: "", Label: v.T("search.any_party")}}},
		{Name: "status", Label: v.T("search.status"), Value: string(s.Status), Options: choices("search.any_status", "cooperation.status.", "draf", "ditandatangani", "berlaku", "ditangguhkan", "berakhir")},
		year("year", "search.year", s.Year), year("runs", "search.runs", s.Runs), year("ends", "search.ends", s.Ends),
	}}
	return f
}

// address gives the query of an address with some of its values set anew.
func address(q url.Values, set ...string) string {
	out := url.Values{}
	for _, name := range []string{"q", "kind", "party", "status", "year", "runs", "ends"} {
		if s := q.Get(name); s != "" {
			out.Set(name, s)
		}
	}
	for i := 0; i+1 < len(set); i += 2 {
		if set[i+1] != "" {
			out.Set(set[i], set[i+1])
		}
	}
	return out.Encode()
}

func newHit(v *front.Visit, h ops.Hit) hit {
	out := hit{Href: "/cooperations/" + h.In.ID, Title: h.Title, Where: h.In.Title, Pieces: h.Pieces}
	if h.Paper != nil {
		out.Href += "#" + h.Paper.ID
		out.State = ui.Badge{Text: v.T("cooperation.status." + string(h.Paper.Status)), Kind: StatusKind(h.Paper.Status)}
		for i, code := range h.Paper.Codes() {
			out.Parties = append(out.Parties, ui.Party{Index: i, Name: ops.ShortName(code)})
		}
		out.Where = v.T("cooperation.kind."+string(h.Paper.Kind)) + ": " + h.Paper.Title
	}
	switch h.Kind {
	case store.ClauseText:
		out.Href += "." + h.Ref
	case store.CaptionText:
		out.Href = "/agreements/" + h.Paper.ID + "/files/" + h.Ref
	case store.DraftText:
		out.State = ui.Badge{Text: v.T("search.negotiated"), Kind: ui.Draft}
		if v.Has("/drafts/{id}") {
			out.Href = "/drafts/" + h.Found.Paper()
		}
	}
	return out
}

// StatusKind gives what the badge of a paper's status means.
func StatusKind(s agreement.Status) ui.Kind {
	switch s {
	case agreement.Draft:
		return ui.Draft
	case agreement.Signed:
		return ui.Waiting
	case agreement.Active:
		return ui.Good
	case agreement.Suspended:
		return ui.Warn
	}
	return ui.Neutral
}

// save keeps or drops a filter of the person, and shows it again.
func (p *pages) save(v *front.Visit) error {
	ctx := v.R.Context()
	if name := v.R.PostFormValue("drop"); name != "" {
		if err := v.Desk.DropFilter(ctx, v.Actor, here, name); err != nil {
			return err
		}
		return v.Redirect(here, "search.filter_dropped")
	}
	query := v.R.PostFormValue("query")
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	if err := v.Desk.SaveFilter(ctx, v.Actor, here, v.R.PostFormValue("name"), address(q, "in", q.Get("in"))); err != nil {
		page, failed := p.page(v, q)
		if failed != nil {
			return failed
		}
		b, _ := page.Body.(body)
		b.Name = v.R.PostFormValue("name")
		page.Body = b
		return v.Retry(p.view, page, err)
	}
	return v.Redirect(here+"?"+address(q, "in", q.Get("in")), "search.filter_saved")
}
