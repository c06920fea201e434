// SPDX-License-Identifier: Apache-2.0

// Package cooperations is the pages of cooperations: the list, and a
// cooperation with its parties, timeline, KB and PKS with their clauses,
// obligations, services, tariffs and statements.
package cooperations

import (
	"embed"
	"net/url"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/consent"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
	"sinergi/internal/web/procedures"
	"sinergi/internal/web/statements"
	"sinergi/internal/web/ui"
)

//go:embed *.html
var files embed.FS

type pages struct{ list, dossier *ui.View }

// Register adds the pages to the front door.
func Register(f *front.Front) {
	p := &pages{
		list:    f.View(files, "list.html"),
		dossier: f.View(files, "dossier.html", "paper.html"),
	}
	f.Handle("GET /cooperations", p.showList)
	f.Handle("GET /cooperations/{id}", p.showDossier)
	f.Handle("GET /agreements/{id}/files/{sum}", p.file)
}

type listBody struct {
	Items  []entry
	Empty  ui.Empty
	MayAdd bool
	Next   string
}

// perPage is how many cooperations a page of the list holds.
const perPage = 25

type entry struct {
	Href, Title, Subject string
	Parties              []ui.Party
	Papers               string
	State                ui.Badge
}

func (p *pages) showList(v *front.Visit) error {
	all, next, err := v.Desk.CooperationList(v.R.Context(), v.Actor, v.R.URL.Query().Get("after"), perPage)
	if err != nil {
		return err
	}
	body := listBody{Empty: ui.Empty{Title: v.T("cooperation.none_title"), Text: v.T("cooperation.none_text")}, MayAdd: v.Desk.MayEnterCooperation(v.Actor)}
	governments, err := v.Desk.Governments(v.R.Context())
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, g := range governments {
		names[g.Code] = g.Name
	}
	if next != "" {
		body.Next = "/cooperations?after=" + url.QueryEscape(next)
	}
	for _, c := range all {
		e := entry{Href: "/cooperations/" + c.ID, Title: c.Title, Subject: c.Subject, State: ui.Badge{Text: v.T("cooperation.shared"), Kind: ui.Good}}
		if c.Draft {
			e.State = ui.Badge{Text: v.T("cooperation.draft"), Kind: ui.Draft}
		}
		for i, code := range c.Parties {
			e.Parties = append(e.Parties, ui.Party{Index: i, Name: names[code]})
		}
		kb, pks := c.Papers[agreement.KB], 0
		for kind, n := range c.Papers {
			if kind != agreement.KB {
				pks += n
			}
		}
		e.Papers = v.T("cooperation.papers", "KB", kb, "PKS", pks)
		body.Items = append(body.Items, e)
	}
	page := v.Page(v.T("nav.cooperations"))
	page.Body = body
	return v.Render(p.list, page)
}

func parties(d ops.Dossier) []ui.Party {
	var out []ui.Party
	for i, code := range d.Parties {
		out = append(out, ui.Party{Index: i, Name: d.Governments[code].Name})
	}
	return out
}

// Body is what a cooperation's page shows.
type Body struct {
	Subject    string
	Facts      []ui.Fact
	Parties    []ui.Party
	Timeline   []stage
	Papers     []Paper
	Statements []item
	Manage     string // where the reader may change it, or ""
	Texts      string // where its texts are negotiated, or ""
	Draft      bool
	Waiting    []ui.Link // proposals to change the cooperation's own record
	Courses    []course
	Start      string // where the reader may begin a procedure, or ""
}

// course is a going through a procedure.
type course struct {
	Href, Name, Title, Stage, Whose string
	State                           ui.Badge
}

type stage struct {
	Name  string
	Date  string
	Notes []string
	Done  bool
	State ui.Badge // from the procedures that run here
}

type item struct {
	Href, Title, Total string
	State              ui.Badge
}

// Paper is a KB or PKS as shown.
type Paper struct {
	ID, Kind, Title, Note string
	Manage                string // where the reader may change its record, or ""
	State                 ui.Badge
	Waiting               []ui.Link // proposals that wait for an answer
	Facts                 []ui.Fact
	DateNote              string
	Parties               []partyLine
	Signers               []string
	Changed               []string // offices that others hold today
	Attendees             []string
	Clauses               []clause
	Obligations           []obligation
	Services              []ui.Link
	Tariffs               []tariffTable
	Files                 []ui.Link
}

type partyLine struct {
	Party                 ui.Party
	Label, Agency, Number string
}

type clause struct {
	Anchor, Label, Heading, Text string
	Children                     []clause
}

type obligation struct {
	Bearer       ui.Party
	Text, Clause string
}

// tariffRow is a price of the tariff in force: what it is for, the price itself
// and how it is computed, who pays whom, and the clause that says so.
// tariffTable is a version of a tariff that is in force or will be. Term is empty
// for the only version there is.
type tariffTable struct {
	Term string
	Rows []tariffRow
}

type tariffRow struct{ Label, Rule, Who, Clause string }

func tariffTerm(v *front.Visit, t tariff.Tariff) string {
	if t.Until.IsZero() {
		return v.T("entry.since", "Day", i18n.LongDate(v.Lang, t.From))
	}
	return i18n.LongDate(v.Lang, t.From) + " – " + i18n.LongDate(v.Lang, t.Until)
}

func (p *pages) showDossier(v *front.Visit) error {
	d, err := v.Desk.Dossier(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return err
	}
	body := NewBody(v, d, false)
	var ids []string
	for _, paper := range d.Papers {
		all, err := v.Desk.Statements(v.R.Context(), v.Actor, paper.ID)
		if err != nil {
			return err
		}
		for _, s := range all {
			ids = append(ids, s.ID)
			body.Statements = append(body.Statements, item{"/statements/" + s.ID, paper.Title + " · " + i18n.Month(v.Lang, s.Month), i18n.Rupiah(v.Lang, s.Total), statements.StatusBadge(v, s.Status)})
		}
	}
	body.Texts = "/cooperations/" + d.ID + "/drafts"
	page := v.Page(d.Title, ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")})
	courses, err := v.Desk.Courses(v.R.Context(), v.Actor, d.ID)
	if err != nil && fault.KindOf(err) != fault.Denied {
		return err
	}
	body.follow(v, courses)
	if d.MayStart {
		body.Start = "/cooperations/" + d.ID + "/start"
	}
	page.Body, page.Move = body, procedures.LineOf(v, courses)
	if page.Move == nil && len(ids) > 0 {
		sheets, _, err := v.Desk.Pending(v.R.Context(), v.Actor, ids, len(ids))
		if err != nil {
			return err
		}
		page.Move = statements.LineOf(v, sheets)
	}
	return v.Render(p.dossier, page)
}

// follow shows where the procedures of the cooperation stand.
func (b *Body) follow(v *front.Visit, courses []ops.Course) {
	for _, c := range courses {
		row := course{Href: procedures.RunPath(c.ID), Name: c.Run.Definition().Name.In(v.Lang), Title: c.Title, Stage: v.T("cooperation.stage." + string(c.Run.Stage())), State: procedures.StatusBadge(v, c.Status, c.Suspended)}
		if line := procedures.LineOf(v, []ops.Course{c}); line != nil {
			row.Whose = line.Office
		}
		b.Courses = append(b.Courses, row)
	}
	states := procedures.StageBadges(v, courses)
	for i, s := range agreement.Stages() {
		b.Timeline[i].State = states[s]
	}
}

// NewBody gathers what may be shown of a cooperation. For the public, files
// are left out and services lead to the public pages.
func NewBody(v *front.Visit, d ops.Dossier, public bool) Body {
	body := Body{Subject: d.Subject, Parties: parties(d), Facts: []ui.Fact{{Label: v.T("cooperation.category"), Value: v.T("cooperation.category." + string(d.Category)), Note: d.CategoryReason}}}
	body.Draft, body.Waiting = d.Draft, waiting(v, d.Proposals)
	if d.MayEdit && !public {
		body.Manage = "/cooperations/" + d.ID
	}
	for _, s := range agreement.Stages() {
		st := stage{Name: v.T("cooperation.stage." + string(s))}
		for _, e := range d.Events {
			if e.Stage == s {
				st.Done, st.Date = true, i18n.Date(v.Lang, e.Date)
				if e.Note != "" {
					st.Notes = append(st.Notes, e.Note)
				}
			}
		}
		body.Timeline = append(body.Timeline, st)
	}
	for _, p := range d.Papers {
		body.Papers = append(body.Papers, newPaper(v, d, p, public))
	}
	return body
}

func newPaper(v *front.Visit, d ops.Dossier, p ops.Paper, public bool) Paper {
	colour := func(code string) ui.Party {
		return ui.Party{Index: max(ops.PartyColour(p.Agreement, code), 0), Name: ops.ShortName(code)}
	}
	out := Paper{ID: p.ID, Kind: v.T("cooperation.kind." + string(p.Kind)), Title: p.Title, Note: p.Note}
	out.State = ui.Badge{Text: v.T("cooperation.status." + string(p.Status)), Kind: map[agreement.Status]ui.Kind{agreement.Draft: ui.Draft, agreement.Signed: ui.Waiting, agreement.Active: ui.Good, agreement.Suspended: ui.Warn, agreement.Ended: ui.Neutral}[p.Status]}
	out.Waiting = waiting(v, p.Proposals)
	if p.Proposed && len(out.Waiting) > 0 {
		out.State = ui.Badge{Text: out.Waiting[0].Label, Kind: ui.Waiting}
	}
	signed := ""
	if !p.SignedOn.IsZero() {
		signed = i18n.LongDate(v.Lang, p.SignedOn)
	}
	out.Facts = []ui.Fact{{Label: v.T("cooperation.signed"), Value: signed, Note: p.Place}, {Label: v.T("cooperation.term"), Value: i18n.Term(v.Lang, p.Agreement.From, p.Agreement.Until)}}
	if left, ok := v.Desk.DaysLeft(p.Agreement); ok && p.Status == agreement.Active {
		out.Facts = append(out.Facts, ui.Fact{Label: v.T("cooperation.ends_in"), Value: v.T("cooperation.days", "Days", i18n.Int(v.Lang, int64(left)))})
	}
	if w, err := civil.ParseWritten(p.WrittenDate); err == nil && (w.Contradiction() || w.Date != p.SignedOn) {
		out.DateNote = v.T("cooperation.date_note", "Written", p.WrittenDate, "Note", p.DateNote)
	}
	for _, party := range p.Parties {
		line := partyLine{Party: colour(party.Government), Label: party.Label, Number: party.Number}
		if a, ok := d.Agencies[party.Agency]; ok {
			line.Agency = a.Name
		}
		if line.Number == "" {
			line.Number = v.T("cooperation.no_number")
		}
		out.Parties = append(out.Parties, line)
	}
	for i, x := range p.Partners {
		line := partyLine{Party: ui.Party{Index: len(p.Parties) + i, Name: x.Name}, Label: x.Label, Number: x.Number}
		if line.Number == "" {
			line.Number = v.T("cooperation.no_number")
		}
		out.Parties = append(out.Parties, line)
	}
	for _, s := range p.Signers {
		title := s.Title
		if s.Acting != "" && s.Acting != "definitif" {
			title = s.Acting + ". " + title
		}
		out.Signers = append(out.Signers, strings.TrimSuffix(s.Name+", "+strings.TrimSpace(title), ", "))
	}
	for _, c := range p.Successions {
		key, now := "procedure.note_leadership_vacant", ""
		if c.Now != nil {
			key, now = "procedure.note_leadership", c.Now.Acting.Titled(c.Now.Name)
		}
		out.Changed = append(out.Changed, v.T(key, "Name", c.Name, "Office", c.Office.Title, "On", i18n.LongDate(v.Lang, p.SignedOn), "Now", now))
	}
	for _, a := range p.Attendees {
		out.Attendees = append(out.Attendees, strings.Trim(a.Name+", "+a.Title, ", "))
	}
	out.Clauses = clauses(p.ID, p.Clauses)
	for _, o := range p.Obligations {
		out.Obligations = append(out.Obligations, obligation{colour(o.Bearer), o.Text, agreement.Cite(p.Clauses, o.Clause)})
	}
	for _, s := range p.Services {
		href := map[agreement.ServiceKind]string{agreement.Bus: "/bus/", agreement.Waste: "/waste/"}[s.Kind] + s.ID
		if public || policy.Can(v.Actor, policy.SeeService, policy.Resource{Parties: p.Codes()}) != nil { // what everybody may read
			href = "/public" + href
		}
		out.Services = append(out.Services, ui.Link{Href: href, Label: s.Name})
	}
	say := statements.Language(v.Text, v.Lang)
	for _, t := range p.Tariffs {
		if !t.Until.IsZero() && t.Until.Before(v.Desk.Today()) {
			continue
		}
		table := tariffTable{}
		if len(p.Tariffs) > 1 {
			table.Term = tariffTerm(v, t)
		}
		for _, c := range t.Components {
			table.Rows = append(table.Rows, tariffRow{c.Label.In(v.Lang), say.Rule(t, c), payment(v, c), agreement.Cite(p.Citable, c.Clause)})
		}
		out.Tariffs = append(out.Tariffs, table)
	}
	if (p.MayEdit || p.MayPrice) && !public {
		out.Manage = "/agreements/" + p.ID
	}
	if !public {
		for _, f := range p.Attachments {
			out.Files = append(out.Files, ui.Link{Href: "/agreements/" + p.ID + "/files/" + f.SHA256, Label: f.Name})
		}
	}
	return out
}

// waiting leads to the proposals that wait for an answer, and says whose.
func waiting(v *front.Visit, all []consent.Proposal) (links []ui.Link) {
	for _, p := range all {
		if p.State() != consent.Waiting {
			continue
		}
		var who []string
		for _, code := range p.Missing() {
			who = append(who, ops.GovernmentName(code))
		}
		links = append(links, ui.Link{Href: "/proposals/" + p.ID, Label: v.T("proposal.waits", "What", v.T("proposal.kind."+string(p.Kind)), "Who", strings.Join(who, ", "))})
	}
	return links
}

// payment says who pays whom, or whose own cost it is.
func payment(v *front.Visit, c tariff.Component) string {
	switch {
	case c.Payer == "":
		return "–"
	case c.Payer == c.Payee:
		return v.T("cooperation.own_cost", "Government", ops.ShortName(c.Payer))
	}
	return ops.ShortName(c.Payer) + " → " + ops.ShortName(c.Payee)
}

func clauses(id string, tree []agreement.Clause) []clause {
	var out []clause
	for _, c := range tree {
		out = append(out, clause{id + "." + c.ID, c.Label, c.Heading, c.Text, clauses(id, c.Children)})
	}
	return out
}

func (p *pages) file(v *front.Visit) error {
	att, f, err := v.Desk.Attachment(v.R.Context(), v.Actor, v.R.PathValue("id"), v.R.PathValue("sum"))
	if err != nil {
		return err
	}
	defer f.Close()
	return v.Download(att.Name, f)
}
