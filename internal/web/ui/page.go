// SPDX-License-Identifier: Apache-2.0

package ui

import (
	"html/template"

	"sinergi/internal/fault"
	"sinergi/internal/i18n"
)

// Page is everything the frame around a page needs, and the page's own data in
// Body. In the templates of a page `.` is the *Page and `.Body` its data.
type Page struct {
	Lang   string    // "id" or "en", from i18n.Negotiate
	Title  string    // the heading and, with "Sinergi" after it, the window title
	Path   string    // the request's path and query, for the language switch
	Crumbs []Link    // the way back, without the page itself
	User   *User     // nil: nobody is signed in
	Nav    []NavItem // the main navigation, already filtered by what the actor may see
	Flash  string    // what the last action did, shown once above the page
	Error  *Problem  // what was wrong with the form that came with this request
	Move   *Move     // of a cooperation's page: whose move it is, under the heading
	Map    bool      // the page holds a live map: loads the map library
	Styles string    // the name of a stylesheet of the page's own, "" for none
	Script string    // the name of a script of the page's own, "" for none
	Quiet  bool      // a page for the public or a driver: narrow column, no navigation
	Body   any

	main template.HTML // what "main" gave, made before the frame
}

// Main gives the page's own part, for the frame.
func (p *Page) Main() template.HTML { return p.main }

// Link is a place to go.
type Link struct{ Href, Label string }

// NavItem is an entry of the main navigation.
type NavItem struct {
	Href, Label string
	Count       int // how many things wait there; 0 shows nothing
	Current     bool
}

// User is the person who is signed in, as the masthead shows them.
type User struct{ Name, Office, Government string }

// Problem says why an input was not accepted.
type Problem struct {
	Message string
	Fields  []FieldProblem
}

// FieldProblem is one wrong field. Name is the name of the input, or "" when
// the problem belongs to no single input. Label is filled when the page shows
// an input of that name; the list of errors then leads there.
type FieldProblem struct{ Name, Text, Label string }

// For gives the text for the named field, or "". A nil Problem has none.
func (p *Problem) For(name string) string {
	if p == nil {
		return ""
	}
	for _, f := range p.Fields {
		if f.Name == name {
			return f.Text
		}
	}
	return ""
}

// label notes what the page calls the input.
func (p *Problem) label(name, label string) {
	if p == nil {
		return
	}
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			p.Fields[i].Label = label
		}
	}
}

// ProblemOf translates an error into what the page shows. An error that nobody
// classified becomes the general sentence; its text is for the log only.
func ProblemOf(text *i18n.Catalog, lang string, err error) *Problem {
	if err == nil {
		return nil
	}
	e := fault.Of(err)
	if e == nil {
		return &Problem{Message: text.T(lang, "ui.internal", nil)}
	}
	p := &Problem{Message: text.T(lang, e.Key, e.Args)}
	for _, f := range e.Fields {
		p.Fields = append(p.Fields, FieldProblem{Name: f.Name, Text: fieldText(text, lang, f)})
	}
	return p
}

func fieldText(text *i18n.Catalog, lang string, f fault.Field) string {
	said := text.T(lang, f.Key, f.Args)
	if f.Expect != "" {
		said += " " + text.T(lang, f.Expect, f.Args)
	}
	if f.Row > 0 {
		said = text.T(lang, "ui.row", map[string]any{"Row": f.Row, "Name": f.Name, "Text": said})
	}
	return said
}
