package drafts

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type libraryBody struct {
	Clauses, Templates []libraryEntry
}

type libraryEntry struct {
	Href, Name, Reason string
	Versions           int
	Fallbacks          int
	Verified           ui.Badge
}

func verified(v *front.Visit, x formulary.Verification) ui.Badge {
	if !x.Verified() {
		return ui.Badge{Text: v.T("formulary.unverified"), Kind: ui.Warn}
	}
	return ui.Badge{Text: v.T("formulary.verified", "By", x.By, "On", x.On), Kind: ui.Good}
}

// signedIn turns away the public.
func signedIn(v *front.Visit) error {
	if v.Actor.Public() {
		return fault.New(fault.Unauthenticated, "policy.login_first")
	}
	return nil
}

// showLibrary lists the clauses and templates.
func (p *pages) showLibrary(v *front.Visit) error {
	if err := signedIn(v); err != nil {
		return err
	}
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	var b libraryBody
	for _, e := range lib.Clauses {
		w := e.Newest()
		b.Clauses = append(b.Clauses, libraryEntry{Href: "/library/clauses/" + url.PathEscape(e.ID), Name: entryName(v, e), Reason: w.Reason, Versions: len(e.Versions), Fallbacks: len(w.Fallbacks), Verified: verified(v, w.Verification)})
	}
	for _, t := range lib.Templates {
		f := t.Newest()
		b.Templates = append(b.Templates, libraryEntry{Href: "/library/templates/" + url.PathEscape(t.ID), Name: t.Name.In(v.Lang), Reason: f.Reason, Versions: len(t.Versions), Verified: verified(v, f.Verification)})
	}
	page := v.Page(v.T("text.library"), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")})
	page.Body = b
	return v.Render(p.library, page)
}

// entryName names a clause of the library, and the government that words it
// itself.
func entryName(v *front.Visit, e formulary.Entry) string {
	if _, government, own := e.Base(); own {
		return v.T("text.own_wording", "Name", e.Name.In(v.Lang), "Who", ops.ShortName(government))
	}
	return e.Name.In(v.Lang)
}

type entryBody struct {
	Versions   []wording
	Parameters []string
	Other      *ui.Link // from the program's wording to the own one, and back
	Word       *wordForm
}

// wordForm is where a government words a clause itself.
type wordForm struct {
	Action, Seen            string
	Text, Reason, Reference string
	Fallbacks               []fallbackForm
}

type fallbackForm struct {
	No, ID           string
	Name, When, Text string
}

type wording struct {
	Number, Reason, By, Reference, On string
	Verified                          ui.Badge
	Clauses                           []clause
	Fallbacks                         []fallbackWording
}

type fallbackWording struct {
	Name, When string
	Clauses    []clause
}

// showEntry shows a clause of the library with its versions and fallbacks.
func (p *pages) showEntry(v *front.Visit) error {
	page, err := entryPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.entry, page)
}

func entryPage(v *front.Visit) (*ui.Page, error) {
	if err := signedIn(v); err != nil {
		return nil, err
	}
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	e, err := lib.Entry(v.R.PathValue("id"))
	if err != nil {
		return nil, err
	}
	var b entryBody
	for i := len(e.Versions) - 1; i >= 0; i-- {
		w := e.Versions[i]
		one := wording{Number: count(v, w.Version), Reason: w.Reason, By: w.By, Reference: w.Reference, On: w.On.Long(), Verified: verified(v, w.Verification)}
		then := lib
		cut := e
		cut.Versions = e.Versions[:i+1]
		then.Clauses = []formulary.Entry{cut}
		if one.Clauses, err = written(then, e.ID, "", "v"+itoa(i+1)); err != nil {
			return nil, err
		}
		for j, f := range w.Fallbacks {
			alt := fallbackWording{Name: f.Name.In(v.Lang), When: f.When.In(v.Lang)}
			if alt.Clauses, err = written(then, e.ID, f.ID, "v"+itoa(i+1)+"f"+itoa(j+1)); err != nil {
				return nil, err
			}
			one.Fallbacks = append(one.Fallbacks, alt)
		}
		b.Versions = append(b.Versions, one)
	}
	for _, x := range e.Parameters {
		b.Parameters = append(b.Parameters, x.Label.In(v.Lang)+": "+x.Value+" "+x.Unit)
	}
	clause, _, own := e.Base()
	mine, err := lib.Entry(formulary.OwnID(clause, v.Actor.Government))
	words := err == nil // the reader's government words it itself
	switch {
	case own:
		b.Other = &ui.Link{Href: "/library/clauses/" + url.PathEscape(clause), Label: v.T("text.wording_shipped")}
	case words:
		b.Other = &ui.Link{Href: "/library/clauses/" + url.PathEscape(mine.ID), Label: entryName(v, mine)}
	}
	if !words {
		mine = e
	}
	// What was typed and refused is shown where it was sent to.
	if may := policy.Can(v.Actor, policy.WordClause, policy.Of(v.Actor.Government)) == nil; may && (own || !words || v.R.Method == http.MethodPost) {
		b.Word = wordFormOf(v, clause, mine.Newest(), words)
	}
	page := v.Page(entryName(v, e), ui.Link{Href: "/library", Label: v.T("text.library")})
	page.Body = b
	return page, nil
}

// wordFormOf offers the newest wording to be changed, or what was typed.
func wordFormOf(v *front.Visit, clause string, w formulary.Wording, own bool) *wordForm {
	f := &wordForm{Action: "/library/clauses/" + url.PathEscape(clause), Seen: "0", Text: w.Text, Reference: w.Reference}
	if own {
		f.Seen = itoa(w.Version)
	}
	for i, x := range append(slices.Clone(w.Fallbacks), formulary.Fallback{}) {
		f.Fallbacks = append(f.Fallbacks, fallbackForm{itoa(i), x.ID, x.Name.In("id"), x.When.In("id"), x.Text})
	}
	again := func(name string, to *string) {
		if v.R.PostForm.Has(name) {
			*to = strings.TrimSpace(v.R.PostFormValue(name))
		}
	}
	again("text", &f.Text)
	again("reason", &f.Reason)
	again("reference", &f.Reference)
	for i := range f.Fallbacks {
		x := &f.Fallbacks[i]
		again("fallback-"+x.No+"-name", &x.Name)
		again("fallback-"+x.No+"-when", &x.When)
		again("fallback-"+x.No+"-text", &x.Text)
	}
	return f
}

// mostFallbacks bounds how many fallbacks a form may bring.
const mostFallbacks = 20

// wordClause keeps how the reader's government words a clause.
func (p *pages) wordClause(v *front.Visit) error {
	w := formulary.Wording{Text: lines(typed(v, "text")), Reason: typed(v, "reason"), Verification: formulary.Verification{Reference: typed(v, "reference")}, Fallbacks: []formulary.Fallback{}}
	for i := range mostFallbacks {
		at := "fallback-" + itoa(i)
		f := formulary.Fallback{ID: typed(v, at+"-id"), Text: lines(typed(v, at+"-text"))}
		f.Name.ID, f.When.ID = typed(v, at+"-name"), typed(v, at+"-when")
		if f.Text == "" && f.Name.ID == "" && f.When.ID == "" { // left empty, or taken out
			continue
		}
		if f.ID == "" {
			f.ID = agreement.Slug(f.Name.ID)
		}
		w.Fallbacks = append(w.Fallbacks, f)
	}
	clause := v.R.PathValue("id")
	seen, _ := strconv.Atoi(typed(v, "seen")) // no number: none was seen
	if err := v.Desk.WordClause(v.R.Context(), v.Actor, clause, seen, w); err != nil {
		page, shown := entryPage(v)
		if shown != nil {
			return shown
		}
		return v.Retry(p.entry, page, err)
	}
	return v.Redirect("/library/clauses/"+url.PathEscape(formulary.OwnID(clause, v.Actor.Government)), "text.worded")
}

// lines gives a text from a form with the line ends of the library.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// sample parties of the library's pages.
func twoParties() []draft.Party {
	return []draft.Party{{ID: "pihak-1", Label: "PIHAK KESATU"}, {ID: "pihak-2", Label: "PIHAK KEDUA"}}
}

// written gives a clause of the library as it reads between two parties. The
// prefix keeps the ids of versions apart on one page.
func written(lib formulary.Library, id, fallback, prefix string) ([]clause, error) {
	c, asked, err := lib.Copy(id, fallback, 2)
	if err != nil {
		return nil, err
	}
	t := formulary.Ask(draft.Text{Kind: draft.PKS, Title: "…", Parties: twoParties(), Body: []draft.Clause{c}}, asked, nil)
	d, _ := t.Write(draft.Facts{})
	return plain(d.Body, prefix), nil
}

// plain shows items without links; what cannot be known in a library is a
// blank.
func plain(items []draft.Item, prefix string) []clause {
	out := make([]clause, len(items))
	runs := func(in []draft.Run) []run {
		said := make([]run, len(in))
		for i, r := range in {
			said[i] = run{Text: r.Text, Blank: r.Blank}
		}
		return said
	}
	for i, it := range items {
		c := clause{ID: prefix + "." + it.ID, Label: it.Label, Level: it.Level, Heading: runs(it.Heading), Children: plain(it.Children, prefix)}
		for _, p := range it.Paragraphs {
			c.Paragraphs = append(c.Paragraphs, runs(p))
		}
		for _, cell := range it.Cells {
			c.Cells = append(c.Cells, runs(cell))
		}
		out[i] = c
	}
	return out
}

type formBody struct {
	Kind     string
	Versions []wording
	Titles   []string
	Sections []section
}

// showTemplate shows a template as the text that it makes between two parties.
func (p *pages) showTemplate(v *front.Visit) error {
	if err := signedIn(v); err != nil {
		return err
	}
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return err
	}
	t, err := lib.Template(v.R.PathValue("id"))
	if err != nil {
		return err
	}
	parties := []draft.Party{{Government: "14.01"}, {Government: "14.71"}}
	if v.Actor.Government != "" {
		parties[0].Government = v.Actor.Government
	}
	made, err := lib.Make(t.ID, formulary.Setup{Parties: parties})
	if err != nil {
		return err
	}
	d, _ := made.Write(draft.Facts{})
	b := formBody{Kind: v.T("draft.kind." + string(t.Kind)), Titles: d.Title}
	for i := len(t.Versions) - 1; i >= 0; i-- {
		f := t.Versions[i]
		b.Versions = append(b.Versions, wording{Number: count(v, f.Version), Reason: f.Reason, By: f.By, Reference: f.Reference, On: f.On.Long(), Verified: verified(v, f.Verification)})
	}
	for _, in := range []struct {
		name  draft.Section
		items []draft.Item
	}{{draft.InOpening, d.Opening}, {draft.InRecitals, d.Recitals}, {draft.InBasis, d.Basis}, {draft.InBody, d.Body}, {draft.InClosing, d.Closing}, {draft.InAnnexes, d.Annexes}, {draft.InCopies, d.Copies}} {
		if len(in.items) > 0 {
			b.Sections = append(b.Sections, section{Name: v.T("draft.section." + string(in.name)), Clauses: plain(in.items, "t")})
		}
	}
	page := v.Page(t.Name.In(v.Lang), ui.Link{Href: "/library", Label: v.T("text.library")})
	page.Body = b
	return v.Render(p.form, page)
}
