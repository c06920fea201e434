package drafts

import (
	"net/url"

	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
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
	lib := v.Desk.Formulary()
	var b libraryBody
	for _, e := range lib.Clauses {
		w := e.Newest()
		b.Clauses = append(b.Clauses, libraryEntry{Href: "/library/clauses/" + url.PathEscape(e.ID), Name: e.Name.In(v.Lang), Reason: w.Reason, Versions: len(e.Versions), Fallbacks: len(w.Fallbacks), Verified: verified(v, w.Verification)})
	}
	for _, t := range lib.Templates {
		f := t.Newest()
		b.Templates = append(b.Templates, libraryEntry{Href: "/library/templates/" + url.PathEscape(t.ID), Name: t.Name.In(v.Lang), Reason: f.Reason, Versions: len(t.Versions), Verified: verified(v, f.Verification)})
	}
	page := v.Page(v.T("text.library"), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")})
	page.Body = b
	return v.Render(p.library, page)
}

type entryBody struct {
	Versions   []wording
	Parameters []string
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
	if err := signedIn(v); err != nil {
		return err
	}
	lib := v.Desk.Formulary()
	e, err := lib.Entry(v.R.PathValue("id"))
	if err != nil {
		return err
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
			return err
		}
		for j, f := range w.Fallbacks {
			alt := fallbackWording{Name: f.Name.In(v.Lang), When: f.When.In(v.Lang)}
			if alt.Clauses, err = written(then, e.ID, f.ID, "v"+itoa(i+1)+"f"+itoa(j+1)); err != nil {
				return err
			}
			one.Fallbacks = append(one.Fallbacks, alt)
		}
		b.Versions = append(b.Versions, one)
	}
	for _, x := range e.Parameters {
		b.Parameters = append(b.Parameters, x.Label.In(v.Lang)+": "+x.Value+" "+x.Unit)
	}
	page := v.Page(e.Name.In(v.Lang), ui.Link{Href: "/library", Label: v.T("text.library")})
	page.Body = b
	return v.Render(p.entry, page)
}

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
	lib := v.Desk.Formulary()
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
