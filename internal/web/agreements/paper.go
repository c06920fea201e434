// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// paperForm is a KB or PKS as it is typed, so that a refused form loses
// nothing.
type paperForm struct {
	Kind, Parent, Title, State                      string
	SignedOn, WrittenDate, DateNote, Place          string
	From, Until, Note, Attendees, Text, Evaluations string
	Sides                                           []sideForm
	Action, Back                                    string
	Kinds, Parents, States, Choices, Agencies, Acts []ui.Option
	Fresh                                           bool
}

// sideForm is a government's side of the paper.
type sideForm struct {
	Label                            string
	Required                         bool
	Government, Agency, Number       string
	Signer, SignerTitle, Acting      string
	GovernmentName, AgencyName       string // names of the inputs
	NumberName, SignerName           string
	SignerTitleName, SignerActedName string
}

func (p *pages) newPaper(v *front.Visit) error {
	d, err := editable(v)
	if err != nil {
		return err
	}
	a := agreement.Agreement{Cooperation: d.ID, Kind: agreement.KB, Status: agreement.Active}
	for i, code := range d.Parties {
		a.Parties = append(a.Parties, agreement.Party{Government: code, Label: agreement.PartyLabels()[i]})
	}
	for _, paper := range d.Papers {
		if paper.Kind == agreement.KB {
			a.Kind, a.Parent = agreement.PKS, paper.ID
		}
	}
	form := formOf(v, a, nil)
	form.Fresh, form.Back = true, "/cooperations/"+url.PathEscape(d.ID)
	return p.enter(v, d, a, nil, form, func(a agreement.Agreement, tree []agreement.Clause) (agreement.Agreement, error) {
		return v.Desk.NewAgreement(v.R.Context(), v.Actor, a, tree)
	})
}

func (p *pages) editPaper(v *front.Visit) error {
	e, err := load(v)
	if err != nil {
		return err
	}
	if err := mayEdit(e); err != nil {
		return err
	}
	if e.Paper.Status != agreement.Draft {
		return fault.New(fault.Conflict, "agreement.signed_text_stays")
	}
	form := formOf(v, e.Paper.Agreement, e.Paper.Clauses)
	form.Back = at(e)
	return p.enter(v, e.Dossier, e.Paper.Agreement, e.Paper.Clauses, form, func(a agreement.Agreement, tree []agreement.Clause) (agreement.Agreement, error) {
		return a, v.Desk.ChangeAgreement(v.R.Context(), v.Actor, a, tree)
	})
}

// enter shows the form, or takes what was typed into it and saves it.
func (p *pages) enter(v *front.Visit, d ops.Dossier, a agreement.Agreement, old []agreement.Clause, form paperForm, save func(agreement.Agreement, []agreement.Clause) (agreement.Agreement, error)) error {
	for i := len(form.Sides); i < len(d.Parties); i++ {
		form.Sides = append(form.Sides, newSide(i))
	}
	if v.R.Method == "POST" {
		form = typedForm(v, form)
	}
	form.choices(v, d, a.ID)
	title := v.T("entry.edit_paper")
	if form.Fresh {
		title = v.T("entry.new_paper")
	}
	page := v.Page(title, ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: "/cooperations/" + d.ID, Label: d.Title})
	page.Body = form
	if v.R.Method != "POST" {
		return v.Render(p.paper, page)
	}
	made, tree, fields := form.agreement(d, a, old)
	var err error
	if len(fields) > 0 {
		if made.ID == "" {
			made.ID = "new-paper" // it gets its own when it is saved
		}
		err = all(fields, made.Validate())
	} else {
		made, err = save(made, tree)
	}
	if err != nil {
		return v.Retry(p.paper, page, renamed(err, map[string]string{"parties": "government_1", "agency": "agency_1"}))
	}
	return v.Redirect("/agreements/"+made.ID, "entry.paper_saved")
}

// formOf fills the form from an agreement.
func formOf(v *front.Visit, a agreement.Agreement, tree []agreement.Clause) paperForm {
	f := paperForm{
		Action: v.R.URL.Path, Kind: string(a.Kind), Parent: a.Parent, Title: a.Title, State: stateOf(a),
		SignedOn: ui.InputValue(v.Lang, a.SignedOn), WrittenDate: a.WrittenDate, DateNote: a.DateNote, Place: a.Place,
		From: ui.InputValue(v.Lang, a.From), Until: ui.InputValue(v.Lang, a.Until), Note: a.Note, Text: agreement.WriteText(tree),
	}
	if a.Evaluations > 0 {
		f.Evaluations = strconv.Itoa(a.Evaluations)
	}
	for _, x := range a.Attendees {
		f.Attendees += strings.Trim(x.Name+"; "+x.Title, "; ") + "\n"
	}
	for i, side := range a.Parties {
		s := newSide(i)
		s.Government, s.Agency, s.Number = side.Government, side.Agency, side.Number
		for _, x := range a.Signers {
			if x.Government == side.Government {
				s.Signer, s.SignerTitle, s.Acting = x.Name, x.Title, x.Acting
			}
		}
		f.Sides = append(f.Sides, s)
	}
	return f
}

// stateOf is how the form calls a draft that says of itself that it was signed.
func stateOf(a agreement.Agreement) string {
	if !a.SignedOn.IsZero() {
		return string(agreement.Active)
	}
	return string(a.Status)
}

func newSide(i int) sideForm {
	return sideForm{
		Label: agreement.PartyLabels()[i], Required: i < 2, Acting: string(party.Definitive), GovernmentName: numbered("government", i), AgencyName: numbered("agency", i), NumberName: numbered("number", i),
		SignerName: numbered("signer", i), SignerTitleName: numbered("signer_title", i), SignerActedName: numbered("acting", i),
	}
}

// typedForm gives the form as it was sent.
func typedForm(v *front.Visit, f paperForm) paperForm {
	for name, into := range map[string]*string{
		"kind": &f.Kind, "parent": &f.Parent, "title": &f.Title, "state": &f.State, "signed_on": &f.SignedOn, "written_date": &f.WrittenDate, "date_note": &f.DateNote,
		"place": &f.Place, "from": &f.From, "until": &f.Until, "note": &f.Note, "attendees": &f.Attendees, "clauses": &f.Text, "evaluations": &f.Evaluations,
	} {
		*into = typed(v, name)
	}
	for i := range f.Sides {
		s := &f.Sides[i]
		s.Government, s.Agency, s.Number = typed(v, s.GovernmentName), typed(v, s.AgencyName), typed(v, s.NumberName)
		s.Signer, s.SignerTitle, s.Acting = typed(v, s.SignerName), typed(v, s.SignerTitleName), typed(v, s.SignerActedName)
	}
	return f
}

// choices fills what the selects offer.
func (f *paperForm) choices(v *front.Visit, d ops.Dossier, self string) {
	f.Parents = []ui.Option{{Value: "", Label: v.T("entry.no_parent")}}
	for _, p := range d.Papers {
		if p.Kind == agreement.KB && p.ID != self {
			f.Parents = append(f.Parents, ui.Option{Value: p.ID, Label: p.Title})
		}
	}
	for _, k := range []agreement.Kind{agreement.KB, agreement.PKS} {
		f.Kinds = append(f.Kinds, ui.Option{Value: string(k), Label: v.T("cooperation.kind." + string(k)), Hint: v.T("entry.kind." + string(k))})
	}
	for _, s := range []agreement.Status{agreement.Active, agreement.Draft} {
		f.States = append(f.States, ui.Option{Value: string(s), Label: v.T("entry.state." + string(s)), Hint: v.T("entry.state_hint." + string(s))})
	}
	f.Choices, f.Agencies = partyOptions(v, d.Parties), agencyOptions(v, d)
	for _, a := range party.Actings() {
		f.Acts = append(f.Acts, ui.Option{Value: string(a), Label: v.T("party.acting." + string(a))})
	}
}

// agreement reads the form. What cannot be read is told by field.
func (f paperForm) agreement(d ops.Dossier, a agreement.Agreement, old []agreement.Clause) (agreement.Agreement, []agreement.Clause, []fault.Field) {
	var fields []fault.Field
	a.Kind, a.Parent, a.Title, a.Status = agreement.Kind(f.Kind), f.Parent, f.Title, agreement.Status(f.State)
	if a.Kind == agreement.KB {
		a.Parent = ""
	}
	if a.Status != agreement.Active {
		a.Status = agreement.Draft
	}
	a.WrittenDate, a.DateNote, a.Place, a.Note = f.WrittenDate, f.DateNote, f.Place, f.Note
	a.SignedOn, a.From, a.Until = dateOf(&fields, "signed_on", f.SignedOn), dateOf(&fields, "from", f.From), dateOf(&fields, "until", f.Until)
	a.Evaluations = timesOf(&fields, f.Evaluations)
	a.Parties, a.Signers, a.Attendees = nil, nil, attendees(f.Attendees)
	for _, s := range f.Sides {
		if s.Government == "" {
			continue
		}
		if s.Agency != "" && d.Agencies[s.Agency].Government != s.Government {
			fields = append(fields, fault.NewField(s.AgencyName, "entry.agency_of_other", "Name", ops.GovernmentName(s.Government)))
		}
		a.Parties = append(a.Parties, agreement.Party{Government: s.Government, Agency: s.Agency, Label: agreement.PartyLabels()[len(a.Parties)], Number: s.Number})
		if s.Signer != "" {
			a.Signers = append(a.Signers, agreement.Signer{Government: s.Government, Name: s.Signer, Title: s.SignerTitle, Acting: s.Acting})
		} else if a.Status == agreement.Active {
			fields = append(fields, fault.NewField(s.SignerName, "ui.required"))
		}
		if s.Signer != "" && !slices.Contains(party.Actings(), party.Acting(s.Acting)) {
			fields = append(fields, fault.NewField(s.SignerActedName, "party.bad_acting"))
		}
	}
	tree, err := agreement.ParseText(f.Text, old)
	if e := fault.Of(err); e != nil {
		fields = append(fields, e.Fields...)
	}
	return a, tree, fields
}

// attendees reads one person a line, "name; office".
func attendees(text string) (out []agreement.Attendee) {
	for line := range strings.Lines(text) {
		name, title, _ := strings.Cut(line, ";")
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, agreement.Attendee{Name: name, Title: strings.TrimSpace(title)})
		}
	}
	return out
}

// mostEvaluations bounds how often a year an agreement can ask for evaluation.
const mostEvaluations = 12

// timesOf reads how often a year something is done; nothing is 0.
func timesOf(fields *[]fault.Field, typed string) int {
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 1 || n > mostEvaluations {
		*fields = append(*fields, fault.NewField("evaluations", "entry.bad_evaluations", "Most", mostEvaluations))
	}
	return n
}
