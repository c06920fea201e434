// SPDX-License-Identifier: Apache-2.0

// Package agreements is the pages on which the cooperation section enters what
// was agreed: a cooperation and the steps of its life, its KB and PKS with
// their text, parties and signatures, and for each the obligations, services,
// tariffs, reference values and files. How it reads once entered is package
// cooperations beside this one.
package agreements

import (
	"embed"
	"net/url"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct {
	cooperation, events, paper, record, obligations, services, tariffs, parameters, proposal *ui.View
}

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		cooperation: f.View(files, "cooperation.html"),
		events:      f.View(files, "events.html"),
		paper:       f.View(files, "paper.html"),
		record:      f.View(files, "record.html", "waiting.html"),
		obligations: f.View(files, "obligations.html", "waiting.html"),
		services:    f.View(files, "services.html", "waiting.html"),
		tariffs:     f.View(files, "tariffs.html", "waiting.html"),
		parameters:  f.View(files, "parameters.html", "waiting.html"),
		proposal:    f.View(files, "proposal.html"),
	}
	f.Handle("GET /cooperations/new", p.newCooperation)
	f.Handle("POST /cooperations/new", p.newCooperation)
	f.Handle("GET /cooperations/{id}/edit", p.editCooperation)
	f.Handle("POST /cooperations/{id}/edit", p.editCooperation)
	f.Handle("POST /cooperations/{id}/share", share)
	f.Handle("GET /cooperations/{id}/events", p.showEvents)
	f.Handle("POST /cooperations/{id}/events", p.addEvent)
	f.Handle("GET /cooperations/{id}/agreements/new", p.newPaper)
	f.HandleText("POST /cooperations/{id}/agreements/new", p.newPaper)
	f.Handle("GET /agreements/{id}/edit", p.editPaper)
	f.HandleText("POST /agreements/{id}/edit", p.editPaper)
	f.Handle("GET /agreements/{id}", p.showRecord)
	f.Handle("POST /agreements/{id}", p.proposePaper)
	f.Handle("GET /proposals/{id}", p.showProposal)
	f.Handle("POST /proposals/{id}", p.answerProposal)
	f.Handle("POST /agreements/{id}/files", p.attach)
	f.Handle("GET /agreements/{id}/obligations", p.showObligations)
	f.Handle("POST /agreements/{id}/obligations", p.saveObligation)
	f.Handle("GET /agreements/{id}/services", p.showServices)
	f.Handle("POST /agreements/{id}/services", p.saveService)
	f.Handle("GET /agreements/{id}/tariffs", p.showTariffs)
	f.HandleText("POST /agreements/{id}/tariffs", p.addTariff)
	f.Handle("POST /agreements/{id}/tariffs/file", p.addTariffFile)
	f.Handle("GET /agreements/{id}/tariffs/{version}", tariffFile)
	f.Handle("GET /agreements/{id}/parameters", p.showParameters)
	f.Handle("POST /agreements/{id}/parameters", p.setParameter)
}

// load gives the agreement in the address, to one who may enter something
// about it.
func load(v *front.Visit) (ops.Entry, error) {
	return v.Desk.Entry(v.R.Context(), v.Actor, v.R.PathValue("id"))
}

// mayEdit turns away one who may only set reference values, and everybody while
// the record waits for the other parties.
func mayEdit(e ops.Entry) error {
	if e.Paper.Proposed {
		return fault.New(fault.Conflict, "consent.record_waits")
	}
	if !e.Paper.MayEdit {
		return fault.New(fault.Denied, "policy.denied")
	}
	return nil
}

// at is where an agreement's record is.
func at(e ops.Entry) string { return "/agreements/" + url.PathEscape(e.Paper.ID) }

// newPage starts a page about an agreement.
func newPage(v *front.Visit, e ops.Entry, title string, crumbs ...ui.Link) *ui.Page {
	d := e.Dossier
	return procedures.Mark(v, v.Page(title, append([]ui.Link{
		{Href: "/cooperations", Label: v.T("nav.cooperations")},
		{Href: "/cooperations/" + d.ID + "#" + e.Paper.ID, Label: d.Title},
	}, crumbs...)...), d.ID)
}

// tabs are the pages of an agreement's record; current is the last part of an
// address.
func tabs(v *front.Visit, e ops.Entry, current string) []ui.Tab {
	tab := func(part, key string, count int) ui.Tab {
		t := ui.Tab{Href: at(e), Label: v.T(key), Count: count, Current: part == current}
		if part != "" {
			t.Href += "/" + part
		}
		return t
	}
	p := e.Paper
	prices := tab("parameters", "entry.parameters", len(p.Parameters))
	if !p.MayEdit {
		return []ui.Tab{prices}
	}
	return []ui.Tab{
		tab("", "entry.record", 0), tab("obligations", "cooperation.obligations", len(p.Obligations)),
		tab("services", "cooperation.services", len(p.Services)), tab("tariffs", "cooperation.tariff", len(p.Tariffs)), prices,
	}
}

// typed gives what was typed into a field.
func typed(v *front.Visit, name string) string { return strings.TrimSpace(v.R.PostFormValue(name)) }

// dateOf reads a date from an input, where one was given.
func dateOf(fields *[]fault.Field, name, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	if err != nil {
		*fields = append(*fields, fault.NewField(name, "civil.not_a_date", "Value", text))
	}
	return d
}

// renamed puts what is wrong with a field at the input that the page has for
// it: inputs come in rows, and the first of them stands for all.
func renamed(err error, names map[string]string) error {
	e := fault.Of(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	fields := append([]fault.Field(nil), e.Fields...)
	for i, f := range fields {
		if to, ok := names[f.Name]; ok {
			fields[i].Name = to
		}
	}
	return fault.InvalidFields(fields)
}

// all gathers the wrong fields of the form with those of the use case.
func all(fields []fault.Field, err error) error {
	if e := fault.Of(err); e != nil && e.Kind == fault.Invalid {
		for _, f := range e.Fields {
			named := func(name string) bool {
				for _, g := range fields {
					if g.Name == name {
						return true
					}
				}
				return false
			}
			if !named(f.Name) {
				fields = append(fields, f)
			}
		}
	}
	if len(fields) > 0 {
		return fault.InvalidFields(fields)
	}
	return err
}

// clauseOptions offers the clauses of a text, as they are quoted.
func clauseOptions(v *front.Visit, tree []agreement.Clause) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("entry.choose_clause")}}
	var walk func(level []agreement.Clause)
	walk = func(level []agreement.Clause) {
		for _, c := range level {
			words := c.Heading
			if words == "" {
				words = c.Text
			}
			out = append(out, ui.Option{Value: c.ID, Label: agreement.Cite(tree, c.ID) + " · " + short(words)})
			walk(c.Children)
		}
	}
	walk(tree)
	return out
}

// short cuts a text to what fits a choice.
func short(s string) string {
	words := []rune(s)
	if len(words) <= 48 {
		return s
	}
	return strings.TrimSpace(string(words[:47])) + "…"
}

// partyOptions offers the governments of an agreement.
func partyOptions(v *front.Visit, codes []string) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("entry.choose_government")}}
	for _, code := range codes {
		out = append(out, ui.Option{Value: code, Label: ops.GovernmentName(code)})
	}
	return out
}

// agencyOptions offers the agencies of a cooperation's governments.
func agencyOptions(v *front.Visit, d ops.Dossier) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("entry.no_agency")}}
	for _, code := range d.Parties {
		for _, a := range sortedAgencies(d) {
			if a.Government == code {
				out = append(out, ui.Option{Value: a.ID, Label: ops.ShortName(code) + " · " + a.Name})
			}
		}
	}
	return out
}

func numbered(name string, i int) string { return name + "_" + strconv.Itoa(i+1) }

// mayEnter turns away one who enters no cooperations.
func mayEnter(v *front.Visit) error {
	switch {
	case v.Actor.Public():
		return fault.New(fault.Unauthenticated, "policy.login_first")
	case !v.Desk.MayEnterCooperation(v.Actor):
		return fault.New(fault.Denied, "policy.denied")
	}
	return nil
}

// editable gives the cooperation in the address to one who may change it.
func editable(v *front.Visit) (ops.Dossier, error) {
	d, err := v.Desk.Dossier(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err == nil && !d.MayEdit {
		err = fault.New(fault.Denied, "policy.denied")
	}
	return d, err
}

// share puts a cooperation before its other parties.
func share(v *front.Visit) error {
	id := v.R.PathValue("id")
	if _, err := editable(v); err != nil {
		return err
	}
	if typed(v, "sure") == "" {
		return fault.New(fault.Invalid, "entry.not_sure")
	}
	if err := v.Desk.ShareCooperation(v.R.Context(), v.Actor, id); err != nil {
		return err
	}
	return v.Redirect("/cooperations/"+url.PathEscape(id), "entry.shared")
}
