// SPDX-License-Identifier: Apache-2.0

package agreements

import (
	"errors"
	"net/http"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// step is something that an agreement's record may still lack.
type step struct {
	Text, Href, Label string
	Done              bool
}

type recordBody struct {
	Tabs           []ui.Tab
	Summary        ui.Summary
	Base           string
	Facts          []ui.Fact
	Steps          []step
	Draft          bool
	Register       string // where its numbers and originals are entered, or empty
	Caption        string
	Files          []ui.Link
	NoFiles        ui.Empty
	Cooperation    string
	ShareWithOther bool // the cooperation is still a draft
	MayPropose     bool
	Missing        string // whose confirmation is asked for
	Proposals      []waitingRow
}

// recordPage tells how complete an agreement's record is, and takes what comes
// after the signing: one's own number, and the scans.
func recordPage(v *front.Visit, e ops.Entry) *ui.Page {
	p := e.Paper
	body := recordBody{
		Tabs: tabs(v, e, ""), Base: at(e), Draft: p.Status == agreement.Draft, Caption: typed(v, "caption"),
		Cooperation: "/cooperations/" + e.Dossier.ID, ShareWithOther: e.Dossier.Draft,
		NoFiles: ui.Empty{Title: v.T("entry.no_files"), Text: v.T("entry.no_files_text")},
	}
	state := ui.Badge{Text: v.T("cooperation.status." + string(p.Status)), Kind: ui.Good}
	if body.Draft {
		state.Kind = ui.Draft
	}
	body.Summary = ui.Summary{Text: v.T("entry.record_answer."+string(p.Status), "Kind", v.T("cooperation.kind."+string(p.Kind))), Badge: state}
	for _, side := range p.Parties {
		number := side.Number
		if number == "" {
			number = v.T("cooperation.no_number")
		}
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("entry.number_of", "Name", ops.ShortName(side.Government)), Value: number})
	}
	if !body.Draft && !p.Proposed && v.Has("/papers/{id}") {
		body.Register = "/papers/" + p.ID
	}
	if !p.SignedOn.IsZero() {
		body.Facts = append(body.Facts, ui.Fact{Label: v.T("cooperation.signed"), Value: i18n.LongDate(v.Lang, p.SignedOn), Note: p.Place})
	}
	for _, f := range p.Attachments {
		label := f.Name
		if f.Caption != "" {
			label = f.Caption + " (" + f.Name + ")"
		}
		body.Files = append(body.Files, ui.Link{Href: at(e) + "/files/" + f.SHA256, Label: label})
	}
	body.Steps, body.Proposals = steps(v, e), waitingRows(v, p.Proposals)
	body.MayPropose = body.Draft && p.Outside && !e.Dossier.Draft
	var others []string
	for _, code := range p.Codes() {
		if code != v.Actor.Government {
			others = append(others, code)
		}
	}
	body.Missing = names(others)
	page := newPage(v, e, p.Title)
	page.Body = body
	return page
}

// steps lists what a PKS needs before a month of it can be settled. A KB needs
// none of it.
func steps(v *front.Visit, e ops.Entry) []step {
	p, base := e.Paper, at(e)
	out := []step{{v.T("entry.step.scan"), base + "#scan", v.T("entry.add_file"), len(p.Attachments) > 0}}
	if p.Kind == agreement.PKS {
		out = append(
			out,
			step{v.T("entry.step.obligations"), base + "/obligations", v.T("entry.add_obligation"), len(p.Obligations) > 0},
			step{v.T("entry.step.service"), base + "/services", v.T("entry.add_service"), len(p.Services) > 0},
			step{v.T("entry.step.tariff"), base + "/tariffs", v.T("entry.add_tariff"), len(p.Tariffs) > 0},
		)
	}
	return out
}

func (p *pages) showRecord(v *front.Visit) error {
	e, err := load(v)
	if err != nil {
		return err
	}
	if w := e.Paper.Waiting(); e.Paper.Proposed && len(w) > 0 {
		return v.Redirect("/proposals/"+w[0].ID, "")
	}
	if !e.Paper.MayEdit {
		return v.Redirect(at(e)+"/parameters", "")
	}
	return v.Render(p.record, recordPage(v, e))
}

// attach keeps a scan. What it claims to be is not believed: it is always
// handed out as a download.
func (p *pages) attach(v *front.Visit) error {
	e, err := load(v)
	if err != nil {
		return err
	}
	if err := mayEdit(e); err != nil {
		return err
	}
	file, header, err := v.R.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart):
		return v.Retry(p.record, recordPage(v, e), fault.InvalidFields([]fault.Field{fault.NewField("file", "ui.file_missing")}))
	case err != nil:
		return err
	}
	defer file.Close()
	err = v.Desk.Attach(v.R.Context(), v.Actor, e.Paper.ID, header.Filename, typed(v, "caption"), file)
	if err != nil {
		return v.Retry(p.record, recordPage(v, e), err)
	}
	return v.Redirect(at(e), "entry.file_saved")
}
