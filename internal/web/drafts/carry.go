package drafts

import (
	"bytes"
	"encoding/json"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/akomantoso"
	"sinergi/internal/civil"
	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/jdih"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/render"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/internal/wordfile"
)

type carryBody struct {
	Path     string
	Tabs     []ui.Tab
	Files    []textFile
	MayEdit  bool
	Report   *report
	Unproved string
}

// report says what became of a Word file.
type report struct {
	Answer             string
	Changes            []change
	Unplaced           []unplaced
	Guessed, Gone, New []string
	Typed              []string
	Notices            []string
	Remarks            []unplaced
	Conflicts          int
}

type unplaced struct{ Text, Why string }

func (p *pages) showImport(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	return v.Render(p.carry, carryPage(v, n, nil))
}

func carryPage(v *front.Visit, n ops.Negotiation, r *report) *ui.Page {
	b := carryBody{Path: Path(n.ID), Tabs: tabs(v, n, "import"), MayEdit: n.MayEdit, Report: r, Unproved: v.T(jdih.Unverified)}
	add := func(kind, key string) {
		b.Files = append(b.Files, textFile{Href: Path(n.ID) + "/file/" + kind, Label: v.T(key)})
	}
	add("naskah.docx", "text.file.docx")
	add("naskah.pdf", "text.file.pdf")
	add("naskah.xml", "text.file.xml")
	if n.Document.Kind != "" {
		add("abstrak.txt", "text.file.abstract")
	}
	page := newPage(v, n, v.T("text.carry"), true)
	page.Body = b
	return page
}

// importWord takes a text that comes back from Word as changes of the own copy.
func (p *pages) importWord(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	r, err := importOf(v, n)
	if err != nil {
		return v.Retry(p.carry, carryPage(v, n, nil), fileFault(err))
	}
	if n, err = load(v); err != nil {
		return err
	}
	return v.Render(p.carry, carryPage(v, n, r))
}

func importOf(v *front.Visit, n ops.Negotiation) (*report, error) {
	data, err := uploaded(v, "file")
	if err != nil {
		return nil, err
	}
	view := docx.Accepted
	if typed(v, "view") == "original" {
		view = docx.Original
	}
	in, err := wordfile.Read(data, n.Working.Text, n.Facts, view)
	if err != nil {
		return nil, err
	}
	base := n.Working.Text
	if in.Version != "" { // read again against the state that it was made from
		if was, err := v.Desk.DraftState(v.R.Context(), v.Actor, n.ID, in.Version); err == nil {
			if again, err := wordfile.Read(data, was, n.Facts, view); err == nil {
				base, in = was, again
			}
		}
	}
	changes, err := redline.Compare(base, in.Text)
	if err != nil {
		return nil, err
	}
	r := &report{Answer: v.T("text.imported", "Count", len(changes), "Unplaced", len(in.Unplaced)), Changes: changesOf(v, base, in.Text, n.Facts, changes)}
	if len(changes) > 0 {
		conflicts, err := v.Desk.RewriteDraft(v.R.Context(), v.Actor, n.ID, base, in.Text)
		if err != nil {
			return nil, err
		}
		r.Conflicts = len(conflicts)
	}
	r.fill(v, base, in)
	return r, nil
}

func (r *report) fill(v *front.Visit, base draft.Text, in wordfile.Import) {
	for _, u := range in.Unplaced {
		r.Unplaced = append(r.Unplaced, unplaced{u.Text, v.T(u.Reason.Key())})
	}
	for _, g := range in.Match.Guessed {
		r.Guessed = append(r.Guessed, cited(in.Text, g.Clause)+": "+shorten(g.Is))
	}
	for _, id := range in.Match.Gone {
		r.Gone = append(r.Gone, cited(base, id))
	}
	for _, id := range in.Match.New {
		r.New = append(r.New, cited(in.Text, id))
	}
	for _, x := range in.Remarks {
		r.Remarks = append(r.Remarks, unplaced{x.Text, x.Author + " · " + cited(in.Text, x.Clause)})
	}
	for _, x := range in.Said {
		r.Notices = append(r.Notices, v.Text.T(v.Lang, x.Key, x.Args))
	}
}

// file hands out the text as a file.
func file(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	t := n.Text()
	d, _ := t.Write(n.Facts)
	sha, err := t.SHA256()
	if err != nil {
		return err
	}
	var codes []string
	for _, p := range t.Parties {
		codes = append(codes, p.Government)
	}
	emblems, err := v.Desk.Emblems(v.R.Context(), codes...)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	kind, name := v.R.PathValue("kind"), agreement.Slug(string(n.Kind)+" "+titleOf(d, t))
	media := ""
	switch kind {
	case "naskah.docx":
		media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		err = wordfile.Write(&out, d, wordfile.Options{Version: sha, Emblems: emblems, Track: true, Page: v.Text.T("id", "text.page_of", nil)})
	case "naskah.pdf":
		media = "application/pdf"
		paper := render.Paper{Emblems: emblems, Say: func(key string, args map[string]any) string { return v.Text.T("id", key, args) }}
		if !n.Sent() {
			paper.Watermark = v.Text.T("id", "text.watermark", nil)
		}
		_, err = render.DocumentPDF(&out, d, paper)
	case "naskah.xml":
		media = "application/xml"
		err = akomantoso.Write(&out, d, akomantoso.Identity{Work: agreement.Slug(n.ID), Version: sha, Date: lastDay(n)})
	case "abstrak.txt":
		media = "text/plain; charset=utf-8"
		err = abstract(v, n, d, &out)
	default:
		media, name = "application/json", strings.TrimSuffix(kind, ".json")
		err = tariffOut(n, kind, &out)
	}
	if err != nil {
		return err
	}
	_, ending, _ := strings.Cut(kind, ".")
	v.W.Header().Set("Content-Type", media)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+name+"."+ending+`"`)
	_, err = v.W.Write(out.Bytes())
	return err
}

// lastDay is the day of the newest state, for a document that has none yet.
func lastDay(n ops.Negotiation) civil.Date {
	if n.Working != nil {
		return civil.In(at(n.Working.TouchedUS))
	}
	if k := len(n.Versions); k > 0 {
		return civil.In(at(n.Versions[k-1].At))
	}
	return civil.Date{}
}

// abstract writes what the reader's government tells its documentation network
// of what the text rules.
func abstract(v *front.Visit, n ops.Negotiation, d draft.Document, out *bytes.Buffer) error {
	if n.Document.Kind == "" || !n.Document.Complete {
		return fault.New(fault.Conflict, "text.jdih_not_signed")
	}
	doc, err := v.Desk.LegalDocumentOf(v.R.Context(), v.Actor, n.Run.ID(), n.Branch, v.BaseURL)
	if err != nil {
		return err
	}
	said, err := doc.AbstractText(v.Actor.Government, d)
	if err != nil {
		return fault.Wrap(fault.Conflict, "register.jdih.not_yet", err)
	}
	_, err = out.WriteString(said)
	return err
}

// tariffOut writes a tariff of the text as a file to be changed.
func tariffOut(n ops.Negotiation, kind string, out *bytes.Buffer) error {
	id := strings.TrimSuffix(strings.TrimPrefix(kind, "tarif-"), ".json")
	for _, t := range n.Text().Tariffs {
		if t.ID == id {
			e := json.NewEncoder(out)
			e.SetIndent("", "  ")
			return e.Encode(t)
		}
	}
	return fault.New(fault.NotFound, "policy.not_found")
}
