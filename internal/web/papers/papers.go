// SPDX-License-Identifier: Apache-2.0

// Package papers is the register of what was signed (penatausahaan): each
// party's number, the term, and where the originals are kept; what is missing
// is said at the top and entered here.
package papers

import (
	"cmp"
	"embed"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/region"
	"sinergi/internal/render"
	"sinergi/internal/retention"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/search"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	here    = "/papers"
	perPage = 50
	// mostExported bounds a file; beyond it a filter says which part is wanted.
	mostExported = 20_000
)

type pages struct{ list, paper *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{list: f.View(files, "list.html"), paper: f.View(files, "paper.html")}
	f.Handle("GET "+here, p.showList)
	f.Handle("GET "+here+"/file/{kind}", export)
	f.Handle("GET "+here+"/{id}", p.showPaper)
	f.Handle("GET "+here+"/jdih/{id}", legalRecord)
	f.Handle("POST "+here+"/{id}/number", p.setNumber)
	f.Handle("POST "+here+"/{id}/original", p.setOriginal)
	f.Handle("POST "+here+"/{id}/archive", p.setArchive)
}

// Path is where the register tells of a paper.
func Path(id string) string { return here + "/" + url.PathEscape(id) }

type listBody struct {
	Summary ui.Summary
	Filters ui.Filters
	Rows    []row
	Empty   ui.Empty
	Next    string
	Files   []ui.Link
}

type row struct {
	Href, Title, About string
	Signed, Term       string
	Archive            string // how the visitor's government archives it
	Sides              []side
	State              ui.Badge
}

// side is what the register knows of a party.
type side struct {
	Party            ui.Party
	Number, Original string // empty: missing
	Mine             bool
	Partner          bool // no government: has no register here
}

// What the register is filtered by.
var (
	kinds    = []string{"kb", "pks", "nk", "adendum"}
	statuses = []string{"ditandatangani", "berlaku", "ditangguhkan", "berakhir"}
	gaps     = []string{string(store.NoNumber), string(store.NoOriginal)}
	phases   = []string{string(retention.Active), string(retention.Inactive), string(retention.Over)}
)

// asked reads the filter from the address. Anything that is none of the
// choices asks nothing.
func asked(q url.Values) store.PaperFilter {
	among := func(name string, choices []string) string {
		if s := q.Get(name); slices.Contains(choices, s) {
			return s
		}
		return ""
	}
	f := store.PaperFilter{Words: strings.TrimSpace(q.Get("q")), Kind: agreement.Kind(among("kind", kinds)), Party: q.Get("party"), Status: agreement.Status(among("status", statuses)), Gap: store.Gap(among("gap", gaps)), Phase: retention.Phase(among("phase", phases))}
	if year, err := strconv.Atoi(q.Get("year")); err == nil && year >= 1000 && year <= 9999 {
		f.Year = strconv.Itoa(year)
	}
	return f
}

func (p *pages) showList(v *front.Visit) error {
	q := v.R.URL.Query()
	f := asked(q)
	sum, err := v.Desk.Register(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	all, next, err := v.Desk.Papers(v.R.Context(), v.Actor, f, q.Get("after"), perPage)
	if err != nil {
		return err
	}
	if len(all) == 0 && q.Get("after") != "" { // nothing follows any more
		return v.Redirect(here+"?"+address(q), "")
	}
	b := listBody{Summary: summary(v, sum), Filters: filters(v, f, sum.Years)}
	if b.Filters.Active {
		b.Empty = ui.Empty{Title: v.T("register.nothing_title"), Text: v.T("register.nothing_text")}
	} else {
		b.Empty = ui.Empty{Title: v.T("register.empty_title"), Text: v.T("register.empty_text"), Action: &ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}}
	}
	schedule := v.Desk.Retention()
	for _, one := range all {
		r := newRow(v, one)
		r.Archive = archiveLine(v, one, schedule)
		b.Rows = append(b.Rows, r)
	}
	if next != "" {
		b.Next = here + "?" + address(q, "after", next)
	}
	if len(all) > 0 {
		for _, kind := range []string{"csv", "xlsx", "jdih.json"} {
			b.Files = append(b.Files, ui.Link{Href: here + "/file/" + kind + "?" + address(q), Label: v.T("register.file." + kind)})
		}
	}
	page := v.Page(v.T("register.title"))
	page.Body = b
	return v.Render(p.list, page)
}

// summary says how many papers there are, and what is missing.
func summary(v *front.Visit, r ops.Register) ui.Summary {
	s := ui.Summary{Text: v.T("register.count", "Papers", r.Papers)}
	switch {
	case r.Papers == 0:
		s.Text = v.T("register.none")
	case r.NoNumber+r.NoOriginal == 0:
		s.Text += " " + v.T("register.complete")
		s.Badge = ui.Badge{Text: v.T("register.complete_mark"), Kind: ui.Good}
	default:
		who := v.T("register.side_of", "Who", ops.ShortName(v.Actor.Government))
		if v.Actor.Has(policy.Observer) {
			who = v.T("register.side_of_all")
		}
		var lacks []string
		if r.NoNumber > 0 {
			lacks = append(lacks, v.T("register.gaps_number", "Count", r.NoNumber))
		}
		if r.NoOriginal > 0 {
			lacks = append(lacks, v.T("register.gaps_original", "Count", r.NoOriginal))
		}
		s.Text += " " + who + " " + strings.Join(lacks, ", ") + "."
		s.Badge = ui.Badge{Text: v.T("register.gaps_mark"), Kind: ui.Warn}
	}
	return s
}

func filters(v *front.Visit, f store.PaperFilter, years []string) ui.Filters {
	choices := func(any, prefix string, values ...string) []ui.Option {
		out := []ui.Option{{Value: "", Label: v.T(any)}}
		for _, one := range values {
			label := one
			if prefix != "" {
				label = v.T(prefix + one)
			}
			out = append(out, ui.Option{Value: one, Label: label})
		}
		return out
	}
	party := ui.Field{Name: "party", Label: v.T("search.party"), Value: f.Party, Options: choices("search.any_party", "")}
	if governments, err := v.Desk.Governments(v.R.Context()); err == nil {
		for _, g := range governments {
			party.Options = append(party.Options, ui.Option{Value: g.Code, Label: g.Name})
		}
	}
	return ui.Filters{Action: here, Active: f != store.PaperFilter{}, Fields: []ui.Field{
		{Name: "q", Label: v.T("register.words"), Value: f.Words, Type: "search", MaxLength: 120},
		{Name: "gap", Label: v.T("register.gap"), Value: string(f.Gap), Options: choices("register.any_gap", "register.gap.", gaps...)},
		{Name: "kind", Label: v.T("search.kind"), Value: string(f.Kind), Options: choices("search.any_kind", "cooperation.kind.", kinds...)},
		{Name: "year", Label: v.T("search.year"), Value: f.Year, Options: choices("register.any_year", "", years...)},
		party,
		{Name: "phase", Label: v.T("register.phase"), Value: string(f.Phase), Options: choices("register.any_phase", "register.phase.", phases...)},
		{Name: "status", Label: v.T("search.status"), Value: string(f.Status), Options: choices("search.any_status", "cooperation.status.", statuses...)},
	}}
}

// address gives the query of an address with some of its values set anew.
func address(q url.Values, set ...string) string {
	out := url.Values{}
	for _, name := range []string{"q", "gap", "kind", "year", "party", "phase", "status"} {
		if s := q.Get(name); s != "" {
			out.Set(name, s)
		}
	}
	for i := 0; i+1 < len(set); i += 2 {
		out.Set(set[i], set[i+1])
	}
	return out.Encode()
}

func newRow(v *front.Visit, r ops.Registered) row {
	about := []string{v.T("cooperation.kind." + string(r.Kind))}
	if r.Outside {
		about = append(about, v.T("register.outside"))
	}
	if r.Files > 0 {
		about = append(about, v.T("register.files", "Count", r.Files))
	}
	out := row{
		Href: Path(r.ID), Title: r.Title, About: strings.Join(about, " · "), Term: i18n.Term(v.Lang, r.From, r.Until), Sides: sides(v, r),
		State: ui.Badge{Text: v.T("cooperation.status." + string(r.Status)), Kind: search.StatusKind(r.Status)},
	}
	if !r.SignedOn.IsZero() {
		out.Signed = i18n.Date(v.Lang, r.SignedOn)
	}
	return out
}

func sides(v *front.Visit, r ops.Registered) []side {
	var out []side
	for i, p := range r.Parties {
		s := side{Party: ui.Party{Index: i, Name: ops.ShortName(p.Government)}, Number: p.Number, Mine: p.Government == v.Actor.Government}
		if o, known := r.Originals[p.Government]; known {
			s.Original = kept(o)
		}
		out = append(out, s)
	}
	for i, p := range r.Partners { // who keep their originals elsewhere
		out = append(out, side{Party: ui.Party{Index: len(r.Parties) + i, Name: p.Name}, Number: p.Number, Partner: true})
	}
	return out
}

// kept says where an original is: the place, and who holds it.
func kept(o store.Original) string { return o.Place + " (" + o.Holder + ")" }

// export hands the filtered register out: a row for each side of each paper.
func export(v *front.Visit) error {
	kind := v.R.PathValue("kind")
	if kind == "jdih.json" {
		return legalRecords(v)
	}
	if kind != "csv" && kind != "xlsx" {
		return fault.New(fault.NotFound, "policy.not_found")
	}
	all, more, err := v.Desk.Papers(v.R.Context(), v.Actor, asked(v.R.URL.Query()), "", mostExported)
	if err != nil {
		return err
	}
	if more != "" {
		return fault.New(fault.Invalid, "register.too_many", "Limit", mostExported)
	}
	schedule := v.Desk.Retention()
	t := render.Table{Sheet: v.T("register.sheet")}
	for _, key := range []string{"paper", "kind", "cooperation", "party", "number", "signed", "place", "from", "until", "status", "kept", "holder", "copies", "files", "outside", "code", "active", "inactive", "fate", "keep_until"} {
		t.Head = append(t.Head, v.T("register.column."+key))
	}
	for _, r := range all {
		outside := ""
		if r.Outside {
			outside = v.T("register.outside")
		}
		for _, p := range r.Parties {
			o, copies, a := r.Originals[p.Government], any(""), r.Archive(p.Government, schedule)
			if o.Copies > 0 {
				copies = int64(o.Copies)
			}
			t.Rows = append(t.Rows, []any{
				r.Title, v.T("cooperation.kind." + string(r.Kind)), r.In.Title, region.FullName(p.Government), p.Number, r.SignedOn, r.Place, r.From, r.Until,
				v.T("cooperation.status." + string(r.Status)), o.Place, o.Holder, copies, int64(r.Files), outside,
				a.Code, int64(a.Active), int64(a.Inactive), v.T("register.fate." + string(a.Fate)), a.Plan.Until,
			})
		}
		for _, p := range r.Partners {
			t.Rows = append(t.Rows, []any{
				r.Title, v.T("cooperation.kind." + string(r.Kind)), r.In.Title, p.Name, p.Number, r.SignedOn, r.Place, r.From, r.Until,
				v.T("cooperation.status." + string(r.Status)), "", "", "", int64(r.Files), outside, "", "", "", "", "",
			})
		}
	}
	return v.Table(v.T("register.file_name"), kind, t)
}

type paperBody struct {
	Summary ui.Summary
	Facts   []ui.Fact
	Sides   []sheetSide
	Files   []ui.Link
	Legal   *legalBody
	Base    string
}

type sheetSide struct {
	side
	Facts          []ui.Fact
	Earlier        []string // numbers that were replaced
	Moved          []string // where the original was before
	Replaces       bool     // there is a number already
	Edit           bool
	Typed, Reason  string // number
	Place, Holder  string
	Copies, Remark string
	Archive        archiveForm
}

func (p *pages) showPaper(v *front.Visit) error {
	page, err := paperPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.paper, page)
}

func paperPage(v *front.Visit) (*ui.Page, error) {
	s, err := v.Desk.PaperSheet(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	schedule := v.Desk.Retention()
	b := paperBody{Base: Path(s.ID)}
	b.Summary = ui.Summary{Text: v.T("register.paper_complete"), Badge: ui.Badge{Text: v.T("cooperation.status." + string(s.Status)), Kind: search.StatusKind(s.Status)}}
	var lacks []string
	for _, side := range s.Parties {
		for _, gap := range s.Missing(side.Government) {
			lacks = append(lacks, v.T("register.lacks."+string(gap), "Who", ops.ShortName(side.Government)))
		}
	}
	if len(lacks) > 0 {
		b.Summary.Text = strings.Join(lacks, " ")
	}
	fact := func(key, value string) {
		if value != "" {
			b.Facts = append(b.Facts, ui.Fact{Label: v.T(key), Value: value})
		}
	}
	kind := v.T("cooperation.kind." + string(s.Kind))
	if s.Outside {
		kind += " · " + v.T("register.outside")
	}
	fact("search.kind", kind)
	if !s.SignedOn.IsZero() {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("cooperation.signed"), Value: i18n.LongDate(v.Lang, s.SignedOn), Note: s.Place})
	}
	fact("register.term", i18n.Term(v.Lang, s.From, s.Until))
	b.Facts = append(b.Facts, ui.Fact{Label: v.T("register.column.cooperation"), Value: s.In.Title, Href: "/cooperations/" + url.PathEscape(s.In.ID) + "#" + url.PathEscape(s.ID)})
	if s.Run != "" && v.Has("/runs/{id}") {
		b.Facts = append(b.Facts, ui.Fact{Label: v.T("register.run"), Value: v.T("register.run_text"), Href: "/runs/" + url.PathEscape(s.Run)})
	}
	for i, one := range sides(v, s.Registered) {
		if one.Partner {
			b.Sides = append(b.Sides, sheetSide{side: one, Facts: []ui.Fact{{Label: v.T("register.column.number"), Value: cmp.Or(one.Number, v.T("register.no_number"))}}})
			continue
		}
		side := newSheetSide(v, s, one, s.Parties[i].Government)
		side.archived(v, s, s.Parties[i].Government, schedule)
		b.Sides = append(b.Sides, side)
	}
	for _, f := range s.Files {
		label := f.Name
		if f.Caption != "" {
			label = f.Caption + " (" + f.Name + ")"
		}
		b.Files = append(b.Files, ui.Link{Href: "/agreements/" + url.PathEscape(s.ID) + "/files/" + f.SHA256, Label: label})
	}
	if b.Legal, err = legal(v, s.ID); err != nil {
		return nil, err
	}
	page := v.Page(s.Title, ui.Link{Href: here, Label: v.T("register.title")})
	page.Body = b
	return page, nil
}

func newSheetSide(v *front.Visit, s ops.PaperSheet, one side, government string) sheetSide {
	out := sheetSide{side: one, Edit: s.MayEdit && one.Mine, Replaces: one.Number != ""}
	number, original := one.Number, one.Original
	if number == "" {
		number = v.T("register.no_number")
	}
	out.Facts = append(out.Facts, ui.Fact{Label: v.T("register.column.number"), Value: number})
	o, known := s.Originals[government]
	note := ""
	if known {
		note = v.T("register.copies_kept", "Copies", o.Copies)
		if o.Note != "" {
			note += "; " + o.Note
		}
	} else {
		original = v.T("register.no_original")
	}
	out.Facts = append(out.Facts, ui.Fact{Label: v.T("register.original"), Value: original, Note: note})
	for _, r := range s.Renumberings {
		if r.Government == government {
			key := "register.was_number"
			if r.Reason != "" {
				key = "register.was_number_why"
			}
			out.Earlier = append(out.Earlier, v.T(key, "Was", r.Was, "Number", r.Number, "Who", r.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(r.AtUS)), "Reason", r.Reason))
		}
	}
	for i, k := range slices.DeleteFunc(slices.Clone(s.Kept), func(k store.Original) bool { return k.Government != government }) {
		if i > 0 {
			out.Moved = append(out.Moved, v.T("register.was_kept", "Where", kept(k), "Who", k.Name, "At", i18n.DateTime(v.Lang, time.UnixMicro(k.AtUS))))
		}
	}
	out.Typed, out.Place, out.Holder, out.Copies, out.Remark = one.Number, o.Place, o.Holder, "1", o.Note
	if known {
		out.Copies = strconv.Itoa(o.Copies)
	}
	again := func(name string, to *string) {
		if v.R.PostForm.Has(name) {
			*to = v.R.PostFormValue(name)
		}
	}
	again("number", &out.Typed)
	again("reason", &out.Reason)
	again("place", &out.Place)
	again("holder", &out.Holder)
	again("copies", &out.Copies)
	again("note", &out.Remark)
	return out
}

func (p *pages) setNumber(v *front.Visit) error {
	id := v.R.PathValue("id")
	if err := v.Desk.RecordNumber(v.R.Context(), v.Actor, id, v.R.PostFormValue("was"), v.R.PostFormValue("number"), v.R.PostFormValue("reason")); err != nil {
		return p.again(v, err)
	}
	return v.Redirect(Path(id), "register.number_saved")
}

func (p *pages) setOriginal(v *front.Visit) error {
	id := v.R.PathValue("id")
	copies, _ := strconv.Atoi(strings.TrimSpace(v.R.PostFormValue("copies"))) // no number: refused as none
	o := procedure.Originals{Place: v.R.PostFormValue("place"), Holder: v.R.PostFormValue("holder"), Copies: copies, Note: v.R.PostFormValue("note")}
	if err := v.Desk.RecordOriginal(v.R.Context(), v.Actor, id, o); err != nil {
		return p.again(v, err)
	}
	return v.Redirect(Path(id), "register.original_saved")
}

// again shows the page with what was typed and what is wrong with it.
func (p *pages) again(v *front.Visit, wrong error) error {
	page, err := paperPage(v)
	if err != nil {
		return err
	}
	return v.Retry(p.paper, page, wrong)
}
