package drafts

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
	"sinergi/internal/wordfile"
)

type startBody struct {
	Action, Title, Pasted string
	Templates             []templateChoice
	Chosen                string
	Choices               []choice
	Kinds                 []ui.Option
	Kind                  string
	Begun                 []ui.Link    // texts that are there, of which there is one each
	Discarded             []thrownAway // texts to begin again with
}

// thrownAway is a text that the reader's government discarded.
type thrownAway struct {
	ID       int64
	Text, By string
	At       time.Time
}

type templateChoice struct{ Href, Name, Kind, Note string }

// choice is a library clause of the chosen template with its fallbacks.
type choice struct {
	Field   ui.Field
	Reason  string
	Article string
}

// begun is what a text is begun for.
type begun struct {
	run    ops.Proceeding
	branch string
	kinds  []draft.Kind
}

func startOf(v *front.Visit) (begun, error) {
	q := v.R.URL.Query()
	b := begun{branch: q.Get("branch")}
	run := q.Get("run")
	var err error
	if b.run, err = v.Desk.Proceeding(v.R.Context(), v.Actor, run); err != nil {
		return b, err
	}
	known := b.branch == "" || slices.ContainsFunc(b.run.Branches(), func(x procedure.BranchView) bool { return x.ID == b.branch })
	switch {
	case !known:
		return b, fault.New(fault.NotFound, "policy.not_found")
	case !b.run.Reader.Writes():
		return b, fault.New(fault.Denied, "procedure.wrong_office", "Office", procedure.Cooperation.Name())
	}
	b.kinds = v.Desk.Texts(b.run.Run, b.branch)
	return b, nil
}

func (p *pages) showStart(v *front.Visit) error {
	b, err := startOf(v)
	if err != nil {
		return err
	}
	page, err := startPage(v, b)
	if err != nil {
		return err
	}
	return v.Render(p.start, page)
}

func startPage(v *front.Visit, b begun) (*ui.Page, error) {
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	q := v.R.URL.Query()
	body := startBody{Action: v.R.URL.RequestURI(), Title: typed(v, "title"), Pasted: typed(v, "pasted"), Chosen: q.Get("template"), Kind: typed(v, "kind")}
	if body.Title == "" && v.R.Method == http.MethodGet {
		body.Title = b.title()
	}
	there, err := body.begun(v, b)
	if err != nil {
		return nil, err
	}
	free := slices.DeleteFunc(slices.Clone(b.kinds), func(k draft.Kind) bool { return slices.Contains(there, k) })
	for _, t := range lib.Templates {
		if !slices.Contains(free, t.Kind) {
			continue
		}
		next := url.Values{"run": {b.run.ID()}, "branch": {b.branch}, "template": {t.ID}}
		c := templateChoice{Href: "/drafts/new?" + next.Encode(), Name: t.Name.In(v.Lang), Kind: v.T("draft.kind." + string(t.Kind)), Note: t.Newest().Reason}
		body.Templates = append(body.Templates, c)
	}
	for _, k := range free {
		body.Kinds = append(body.Kinds, ui.Option{Value: string(k), Label: v.T("draft.kind." + string(k))})
	}
	if body.Chosen != "" {
		t, err := lib.Template(body.Chosen)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(b.kinds, t.Kind) {
			return nil, fault.New(fault.NotFound, "formulary.fault.no_template", "Template", t.ID)
		}
		body.Kind = string(t.Kind)
		made, err := lib.Make(t.ID, formulary.Setup{Title: "-", Parties: b.parties(v, t.Kind)})
		if err != nil {
			return nil, err
		}
		body.choices(v, lib, made)
	}
	page := v.Page(v.T("text.begin"), ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")},
		ui.Link{Href: "/cooperations/" + url.PathEscape(b.run.Cooperation.ID), Label: b.run.Cooperation.Title},
		ui.Link{Href: "/cooperations/" + url.PathEscape(b.run.Cooperation.ID) + "/drafts", Label: v.T("text.texts")})
	page.Body = body
	return page, nil
}

// begun tells which texts there are, and which were thrown away.
func (s *startBody) begun(v *front.Visit, b begun) (there []draft.Kind, err error) {
	all, err := v.Desk.Drafts(v.R.Context(), v.Actor, b.run.Cooperation.ID)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		if x.Run == b.run.ID() && x.Branch == b.branch {
			there = append(there, x.Kind)
			s.Begun = append(s.Begun, ui.Link{Href: Path(x.ID), Label: v.T("draft.kind."+string(x.Kind)) + ": " + x.Title})
		}
	}
	gone, err := v.Desk.DiscardedDrafts(v.R.Context(), v.Actor, b.run.ID(), b.branch)
	for _, x := range gone {
		if !slices.Contains(there, x.Kind) {
			s.Discarded = append(s.Discarded, thrownAway{ID: x.ID, Text: v.T("draft.kind."+string(x.Kind)) + ": " + x.Title, By: x.ByName, At: at(x.AtUS)})
		}
	}
	return there, err
}

func (b begun) title() string {
	for _, x := range b.run.Branches() {
		if x.ID == b.branch {
			return x.Title
		}
	}
	return b.run.Title()
}

// choices offers the fallback wordings of the clauses that a template uses.
func (b *startBody) choices(v *front.Visit, lib formulary.Library, made draft.Text) {
	for x := range made.All() {
		s := x.Clause.Source
		if s == nil {
			continue
		}
		e, err := lib.Entry(s.ID)
		if err != nil || len(e.Newest().Fallbacks) == 0 {
			continue
		}
		w := e.Newest()
		f := ui.Field{Name: "fallback:" + e.ID, Label: cited(made, x.Clause.ID) + " " + e.Name.In(v.Lang), Value: typed(v, "fallback:"+e.ID), Options: []ui.Option{{Value: "", Label: v.T("text.standard"), Hint: w.Reason}}}
		for _, alt := range w.Fallbacks {
			f.Options = append(f.Options, ui.Option{Value: alt.ID, Label: alt.Name.In(v.Lang), Hint: alt.When.In(v.Lang)})
		}
		b.Choices = append(b.Choices, choice{Field: f, Reason: w.Reason, Article: w.Reference})
	}
}

// parties gives the parties of the text in their order: of a letter the sender
// comes first.
func (b begun) parties(v *front.Visit, kind draft.Kind) []draft.Party {
	agency := map[string]string{}
	for _, x := range b.run.Branches() {
		if x.ID == b.branch && (kind == draft.PKS || kind == draft.ThirdParty) {
			for _, ref := range x.Agencies {
				agency[ref.Government] = ref.Agency
			}
		}
	}
	var out []draft.Party
	for _, p := range b.run.Parties() {
		one := draft.Party{Government: p.Code, Agency: agency[p.Code]}
		if !kind.Contract() && kind != draft.Minutes && p.Code == v.Actor.Government {
			out = append([]draft.Party{one}, out...)
			continue
		}
		out = append(out, one)
	}
	return out
}

// begin begins a text from a template, from pasted words, or from a Word file.
func (p *pages) begin(v *front.Visit) error {
	b, err := startOf(v)
	if err != nil {
		return err
	}
	text, err := b.text(v)
	id := ""
	if err == nil {
		id, err = v.Desk.BeginDraft(v.R.Context(), v.Actor, b.run.ID(), b.branch, text)
	}
	if err != nil {
		page, perr := startPage(v, b)
		if perr != nil {
			return perr
		}
		return v.Retry(p.start, page, err)
	}
	return v.Redirect(Path(id), "text.begun")
}

func (b begun) text(v *front.Visit) (draft.Text, error) {
	if id := typed(v, "discarded"); id != "" {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return draft.Text{}, fault.New(fault.NotFound, "policy.not_found")
		}
		return v.Desk.DiscardedText(v.R.Context(), v.Actor, b.run.ID(), b.branch, n)
	}
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return draft.Text{}, err
	}
	s := formulary.Setup{Title: typed(v, "title"), Fallbacks: map[string]string{}}
	for name := range v.R.PostForm {
		if id, ok := strings.CutPrefix(name, "fallback:"); ok {
			s.Fallbacks[id] = typed(v, name)
		}
	}
	if s.Title == "" {
		return draft.Text{}, fault.InvalidFields([]fault.Field{fault.NewField("title", "ui.required")})
	}
	if id := v.R.URL.Query().Get("template"); id != "" {
		t, err := lib.Template(id)
		if err != nil {
			return draft.Text{}, err
		}
		s.Parties = b.parties(v, t.Kind)
		return lib.Make(id, s)
	}
	kind := draft.Kind(typed(v, "kind"))
	if !slices.Contains(b.kinds, kind) {
		return draft.Text{}, fault.InvalidFields([]fault.Field{fault.NewField("kind", "ui.required")})
	}
	empty := b.empty(v, lib, kind, s)
	if typed(v, "from") == "word" {
		data, err := uploaded(v, "file")
		if err != nil {
			return draft.Text{}, err
		}
		read, err := wordfile.Read(data, empty, draft.Facts{}, docx.Accepted)
		if err != nil {
			return draft.Text{}, fileFault(err)
		}
		read.Text.Title = s.Title
		return read.Text, nil
	}
	if typed(v, "pasted") == "" {
		return draft.Text{}, fault.InvalidFields([]fault.Field{fault.NewField("pasted", "ui.required")})
	}
	return draft.Read(v.R.PostFormValue("pasted"), empty, draft.Facts{})
}

// empty is a text of a kind without clauses, with its parties named.
func (b begun) empty(v *front.Visit, lib formulary.Library, kind draft.Kind, s formulary.Setup) draft.Text {
	t := draft.Text{Kind: kind, Title: draft.Clean(s.Title)}
	s.Parties = b.parties(v, kind)
	if all := lib.TemplatesFor(kind); len(all) > 0 {
		if made, err := lib.Make(all[0].ID, s); err == nil {
			t.Parties = made.Parties
		}
	}
	return t
}

// maxWord is the largest Word file that is read.
const maxWord = 30 << 20

// uploaded reads a file of the form.
func uploaded(v *front.Visit, name string) ([]byte, error) {
	f, _, err := v.R.FormFile(name)
	switch {
	case errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart):
		return nil, fault.InvalidFields([]fault.Field{fault.NewField(name, "ui.file_missing")})
	case err != nil:
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxWord))
}

// fileFault puts what is wrong with a file at its input.
func fileFault(err error) error {
	if f := fault.Of(err); f != nil && len(f.Fields) == 0 && f.Kind == fault.Invalid {
		return fault.InvalidFields([]fault.Field{{Name: "file", Key: f.Key, Args: f.Args}})
	}
	return err
}
