// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"encoding/json"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/quantity"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
)

// row is one thing that is proposed, beside what it replaces.
type row struct {
	Label, Was, Is string
	Same           bool
}

// group is a part of a paper's record.
type group struct {
	Title string
	Rows  []row
}

// writer says in words what a proposal holds.
type writer struct {
	v    *front.Visit
	view ops.ProposalView
}

// changes lists what would be, with what it replaces beside it.
func (w writer) changes() []row {
	is, was := w.fields(w.view.Is), w.fields(w.view.Was)
	for i := range is {
		for _, old := range was {
			if old.Label == is[i].Label {
				is[i].Was = old.Is
			}
		}
		is[i].Same = is[i].Was == is[i].Is
	}
	for _, old := range was { // a price that would be no more
		known := false
		for _, r := range is {
			known = known || r.Label == old.Label
		}
		if !known {
			is = append(is, row{Label: old.Label, Was: old.Is})
		}
	}
	return is
}

func (w writer) fields(c ops.Content) []row {
	switch {
	case c.Cooperation != nil:
		return w.cooperation(*c.Cooperation)
	case c.Obligation != nil:
		return w.obligation(*c.Obligation)
	case c.Service != nil:
		return w.service(*c.Service)
	case c.Tariff != nil:
		return w.tariff(*c.Tariff)
	case c.Parameter != nil:
		return w.parameter(*c.Parameter)
	}
	return nil
}

// add appends a line that says something.
func (w writer) add(rows *[]row, key, value string) {
	if value != "" {
		*rows = append(*rows, row{Label: w.v.T(key), Is: value})
	}
}

func (w writer) tree() []agreement.Clause {
	if w.view.Paper == nil {
		return nil
	}
	return w.view.Paper.Clauses
}

func (w writer) citable() []agreement.Clause {
	if w.view.Paper == nil {
		return nil
	}
	return w.view.Paper.Citable
}

func (w writer) agency(id string) string { return w.view.Dossier.Agencies[id].Name }

func (w writer) cooperation(c agreement.Cooperation) (rows []row) {
	w.add(&rows, "entry.title", c.Title)
	w.add(&rows, "entry.subject", c.Subject)
	w.add(&rows, "cooperation.category", w.v.T("cooperation.category."+string(c.Category)))
	w.add(&rows, "entry.reason", c.CategoryReason)
	w.add(&rows, "cooperation.parties", names(c.Parties))
	return rows
}

func (w writer) obligation(o agreement.Obligation) (rows []row) {
	w.add(&rows, "cooperation.obligation", o.Text)
	w.add(&rows, "cooperation.bearer", ops.GovernmentName(o.Bearer))
	w.add(&rows, "cooperation.agency", w.agency(o.Agency))
	w.add(&rows, "cooperation.clause", agreement.Cite(w.tree(), o.Clause))
	w.add(&rows, "entry.target", target(w.v, o))
	if !o.Due.IsZero() {
		w.add(&rows, "entry.due", i18n.Date(w.v.Lang, o.Due))
	}
	return rows
}

func (w writer) service(s ops.ServiceTerms) (rows []row) {
	w.add(&rows, "entry.service", s.Name)
	w.add(&rows, "entry.kind", w.v.T("entry.service_kind."+string(s.Kind)))
	if !s.From.IsZero() {
		w.add(&rows, "entry.from", i18n.Date(w.v.Lang, s.From))
	}
	w.add(&rows, "entry.provider", ops.GovernmentName(s.Provider))
	w.add(&rows, "cooperation.agency", w.agency(s.Agency))
	w.add(&rows, "cooperation.clause", agreement.Cite(w.tree(), s.Clause))
	return append(rows, w.rules(s)...)
}

// rules says by which rules a service is measured: those that the form has in
// words, and all of them as they are kept.
func (w writer) rules(s ops.ServiceTerms) (rows []row) {
	if w.view.Paper == nil {
		return []row{{Label: w.v.T("proposal.rules"), Is: s.Rules}}
	}
	var b servicesBody
	for i, code := range w.view.Paper.Codes() {
		b.Caps = append(b.Caps, capForm{Code: code, Name: ops.GovernmentName(code), CapName: numbered("cap", i)})
	}
	if b.fill(w.v, s.Kind, s.Rules) != nil {
		return []row{{Label: w.v.T("proposal.rules"), Is: s.Rules}}
	}
	w.add(&rows, "entry.routes", b.Routes)
	if b.GapLimit != "" {
		w.add(&rows, "entry.gap_limit", b.GapLimit+" "+w.v.T("entry.seconds"))
		w.add(&rows, "entry.early", b.Early+" "+w.v.T("entry.seconds"))
		w.add(&rows, "entry.late", b.Late+" "+w.v.T("entry.seconds"))
		w.add(&rows, "entry.headway", b.Headway+" %")
	}
	for _, c := range b.Caps {
		if c.Cap != "" {
			rows = append(rows, row{Label: w.v.T("entry.cap", "Name", c.Name), Is: c.Cap + " kg"})
		}
		if c.Closed != "" {
			rows = append(rows, row{Label: w.v.T("entry.closed", "Name", c.Name), Is: w.v.T("entry.weekday." + c.Closed)})
		}
	}
	for _, x := range []struct {
		key string
		is  bool
	}{{"entry.inferred", b.Inferred}, {"entry.excused", b.Excused}, {"entry.excess_priced", b.ExcessPriced}} {
		if x.is {
			w.add(&rows, x.key, w.v.T("proposal.yes"))
		}
	}
	return append(rows, row{Label: w.v.T("proposal.rules"), Is: s.Rules})
}

func (w writer) tariff(t tariff.Tariff) (rows []row) {
	w.add(&rows, "cooperation.term", period(w.v, t))
	for _, c := range t.Components {
		rows = append(rows, row{Label: c.Label.In(w.v.Lang), Is: joined(rule(w.v, c), figure(w.v, c), agreement.Cite(w.citable(), c.Clause))})
	}
	return rows
}

func (w writer) parameter(p store.Parameter) (rows []row) {
	value := p.Value
	if d, err := quantity.Parse(p.Value); err == nil {
		value = i18n.Number(w.v.Lang, d)
	}
	w.add(&rows, "entry.parameter", named(w.v, p.Name))
	w.add(&rows, "entry.from", i18n.Date(w.v.Lang, p.From))
	w.add(&rows, "entry.value", value)
	w.add(&rows, "entry.source", p.Source)
	return rows
}

// record lists all that a paper's record holds, part by part.
func (w writer) record() []group {
	p := w.view.Paper
	all := []group{{w.v.T("entry.record"), w.paper()}}
	var obligations, parameters []row
	for _, o := range p.Obligations {
		due := ""
		if !o.Due.IsZero() {
			due = i18n.Date(w.v.Lang, o.Due)
		}
		obligations = append(obligations, row{Label: ops.ShortName(o.Bearer), Is: joined(o.Text, target(w.v, o), due, w.agency(o.Agency), agreement.Cite(p.Clauses, o.Clause))})
	}
	all = append(all, group{w.v.T("cooperation.obligations"), obligations})
	for _, s := range p.Services {
		all = append(all, group{w.v.T("entry.service") + ": " + s.Name, w.service(ops.ServiceTerms{Service: s, Rules: w.view.Rules[s.ID]})})
	}
	for _, t := range p.Tariffs {
		all = append(all, group{w.v.T("cooperation.tariff"), w.tariff(t)})
	}
	for _, x := range p.Parameters {
		parameters = append(parameters, w.parameter(x)...)
	}
	all = append(all, group{w.v.T("entry.parameters"), parameters})
	var filled []group
	for _, g := range all {
		if len(g.Rows) > 0 {
			filled = append(filled, g)
		}
	}
	return filled
}

func (w writer) paper() (rows []row) {
	p, lang := w.view.Paper, w.v.Lang
	w.add(&rows, "entry.kind", w.v.T("cooperation.kind."+string(p.Kind)))
	w.add(&rows, "entry.about", p.Title)
	for _, other := range w.view.Dossier.Papers {
		if other.ID == p.Parent {
			w.add(&rows, "entry.parent", other.Title)
		}
	}
	w.add(&rows, "cooperation.signed", joined(i18n.LongDate(lang, p.SignedOn), p.Place))
	w.add(&rows, "entry.written_date", p.WrittenDate)
	w.add(&rows, "entry.date_note", p.DateNote)
	until := w.v.T("proposal.no_end")
	if !p.Until.IsZero() {
		until = i18n.Date(lang, p.Until)
	}
	w.add(&rows, "cooperation.term", i18n.Date(lang, p.From)+" – "+until)
	for _, side := range p.Parties {
		signer := ""
		for _, s := range p.Signers {
			if s.Government == side.Government {
				signer = joined(s.Name, s.Title, s.Acting)
			}
		}
		number := side.Number
		if number == "" {
			number = w.v.T("cooperation.no_number")
		}
		rows = append(rows, row{Label: side.Label, Is: joined(ops.GovernmentName(side.Government), w.agency(side.Agency), number, signer)})
	}
	var people, files []string
	for _, a := range p.Attendees {
		people = append(people, strings.Trim(a.Name+", "+a.Title, ", "))
	}
	for _, f := range p.Attachments {
		files = append(files, f.Name)
	}
	w.add(&rows, "cooperation.attendees", strings.Join(people, "; "))
	w.add(&rows, "cooperation.files", strings.Join(files, "; "))
	w.add(&rows, "cooperation.note", p.Note)
	return rows
}

// joined puts what is there in one line.
func joined(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// formula is a tariff as it is kept, to the last sign.
func formula(t tariff.Tariff) string {
	text, err := json.MarshalIndent(t, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(text)
}
