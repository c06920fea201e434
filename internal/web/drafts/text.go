package drafts

import (
	"maps"
	"net/url"
	"slices"

	"sinergi/internal/civil"
	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/formulary"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/web/account"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type textBody struct {
	Path, Answer string
	State        ui.Badge
	Move         *ui.Move
	Tabs         []ui.Tab
	Titles       []string
	Numbers      []string
	Sections     []section
	Signatures   []draft.Signature
	Wrong        []finding
	Notes        []finding
	Unfilled     []ui.Notice // governments whose seat or contact is not entered
	Blanks       []finding   // printed as dotted lines, as things stand
	Kept         []kept
	Talks        []conversation
	MayEdit      bool
	MayTalk      bool
	MayDiscard   bool
	WhyNot       string
	Marks        string // the address that shows or hides the marks
	MarksOn      bool
	Undo         string // what would be taken back
	Places       []ui.Option
	Units        []ui.Option
	Library      []ui.Option
	Levels       []ui.Option
	May          []textFile
}

type textFile struct{ Href, Label string }

// finding is something to know about the text, with the way to its clause.
type finding struct {
	Text, Href string
	Wrong      bool
}

func textPage(v *front.Visit, n ops.Negotiation) (*ui.Page, error) {
	t := n.Text()
	d, found := ops.Findings(t, n.Facts)
	marks := v.R.URL.Query().Get("marks") != ""
	s := newShower(n, t, n.MayEdit, marks)
	page := newPage(v, n, kindName(v, n)+": "+titleOf(d, t), false)
	b := textBody{
		Path: Path(n.ID), Tabs: tabs(v, n, ""), Titles: d.Title, Numbers: d.Numbers, Sections: s.sections(v, d, t), Signatures: d.Signatures,
		Kept: keptOf(v, n, ""), Talks: conversations(n, func(t redline.Thread) bool { return true }), MayEdit: n.MayEdit, MayTalk: n.Working != nil, MayDiscard: n.MayDiscard, Marks: Path(n.ID) + "?marks=1", MarksOn: marks,
	}
	if marks {
		b.Marks = Path(n.ID)
	}
	if n.Why != nil {
		b.WhyNot = ui.ProblemOf(v.Text, v.Lang, n.Why).Message
	}
	for _, f := range found {
		x := finding{Text: v.Text.T(v.Lang, f.Key, f.Args), Wrong: f.Weight == draft.Wrong}
		if f.Clause != "" && t.Index().Has(f.Clause) {
			x.Href = "#" + f.Clause
		}
		switch f.Weight {
		case draft.Wrong:
			b.Wrong = append(b.Wrong, x)
		case draft.Missing:
			b.Blanks = append(b.Blanks, x)
		default:
			b.Notes = append(b.Notes, x)
		}
	}
	if !n.Document.Complete {
		b.Unfilled = account.Unfilled(v, ops.Unfilled(t, found))
	}
	lib, err := v.Desk.Library(v.R.Context(), v.Actor)
	if err != nil {
		return nil, err
	}
	for _, f := range lib.Complete(t) {
		x := finding{Text: v.Text.T(v.Lang, f.Key, f.Args(v.Lang)), Wrong: f.Weight == draft.Wrong}
		if !f.Verified {
			x.Text += " (" + v.T("formulary.unverified") + ")"
		}
		if f.Clause != "" {
			x.Href = "#" + f.Clause
		}
		b.Notes = append(b.Notes, x)
	}
	for id, newest := range lib.Behind(t) {
		b.Notes = append(b.Notes, finding{Text: v.T("text.behind", "Clause", cited(t, id), "Reason", newest.Reason), Href: "#" + id})
	}
	turn(v, n, &b)
	if n.MayEdit {
		b.arranging(v, lib, n, t)
	}
	page.Body = b
	return page, nil
}

func titleOf(d draft.Document, t draft.Text) string {
	if d.Letter != nil {
		return d.Letter.Subject
	}
	return t.Title
}

func cited(t draft.Text, id string) string {
	if said := t.Index().Cite(id); said != "" {
		return said
	}
	return id
}

// turn says where the text stands and whose move it is.
func turn(v *front.Visit, n ops.Negotiation, b *textBody) {
	me := n.Working != nil && n.MayEdit
	var theirs, own []int
	for _, p := range n.Proposals {
		if p.ClosedUS == 0 && p.From == v.Actor.Government {
			own = append(own, p.Number)
		} else if p.ClosedUS == 0 {
			theirs = append(theirs, p.Number)
		}
	}
	differs := Differs(n)
	action := func(href, key string) *ui.Action { return &ui.Action{Href: href, Label: v.T(key)} }
	move := func(key string, a *ui.Action, since int64) {
		b.Move = &ui.Move{Office: ops.GovernmentName(v.Actor.Government), Mine: me, Text: v.T(key), Action: a}
		if since > 0 {
			b.Move.Since = civil.In(at(since))
		}
	}
	switch {
	case n.Sent():
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.sent"), Kind: ui.Good}, v.T("text.answer.sent", "Hash", n.Document.Text[:min(12, len(n.Document.Text))])
	case n.Working == nil:
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.common")}, v.T("text.answer.reader")
	case len(n.Working.Kept) > 0:
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.two_wordings"), Kind: ui.Warn}, v.T("text.answer.kept", "Count", len(n.Working.Kept))
		move("text.move.settle", nil, n.Working.TouchedUS)
	case len(theirs) > 0:
		p := n.Proposals[theirs[0]-1]
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.proposed"), Kind: ui.Waiting}, v.T("text.answer.theirs", "Government", ops.GovernmentName(p.From))
		move("text.move.decide", action(reviewPath(n.ID, p.Number), "text.decide"), p.At)
	case len(own) > 0:
		p := n.Proposals[own[0]-1]
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.proposed"), Kind: ui.Waiting}, v.T("text.answer.own")
		b.Move = &ui.Move{Office: others(n, v.Actor.Government), Text: v.T("text.move.decide"), Since: civil.In(at(p.At))}
	case n.Alone():
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.alone"), Kind: ui.Draft}, v.T("text.answer.alone")
	case n.Common == nil:
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.draft"), Kind: ui.Draft}, v.T("text.answer.draft")
		move("text.move.send", action(Path(n.ID)+"/versions#send", "text.send"), n.Working.TouchedUS)
	case differs > 0 && n.Shown():
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.differs"), Kind: ui.Draft}, v.T("text.answer.decided", "Count", differs)
		move("text.move.decided", action(Path(n.ID)+"/versions#send", "text.versions"), n.Working.TouchedUS)
	case differs > 0:
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.unsent"), Kind: ui.Draft}, v.T("text.answer.unsent", "Count", differs)
		move("text.move.send", action(Path(n.ID)+"/versions#send", "text.send"), n.Working.TouchedUS)
	default:
		b.State, b.Answer = ui.Badge{Text: v.T("text.state.same"), Kind: ui.Good}, v.T("text.answer.same", "Hash", n.Draft.Common[:12])
	}
}

// Differs counts the changes of the own copy against the common text.
func Differs(n ops.Negotiation) int {
	if n.Working == nil || n.Common == nil {
		return 0
	}
	changes, err := redline.Compare(*n.Common, n.Working.Text)
	if err != nil {
		return 0
	}
	return len(changes)
}

func others(n ops.Negotiation, me string) string {
	for _, code := range n.Cooperation.Parties {
		if code != me {
			return ops.GovernmentName(code)
		}
	}
	return ""
}

// arranging fills what the forms that arrange pasal offer.
func (b *textBody) arranging(v *front.Visit, lib formulary.Library, n ops.Negotiation, t draft.Text) {
	for _, u := range desk.Units(t) {
		at, _ := t.Find(u)
		name := v.T("draft.section." + string(at.Section))
		if said := t.Index().Cite(u); said != "" {
			name = said
		}
		if at.Clause.Heading != "" {
			name += " " + at.Clause.Heading
		} else if at.Clause.Text != "" {
			name += " · " + shorten(at.Clause.Text)
		}
		b.Units = append(b.Units, ui.Option{Value: u, Label: name})
	}
	b.Library = []ui.Option{{Value: "", Label: v.T("text.own_clause")}}
	for _, e := range lib.Clauses {
		b.Library = append(b.Library, ui.Option{Value: e.ID, Label: entryName(v, e)})
		for _, f := range e.Newest().Fallbacks {
			b.Library = append(b.Library, ui.Option{Value: e.ID + "/" + f.ID, Label: entryName(v, e) + " — " + f.Name.In(v.Lang)})
		}
	}
	for _, s := range n.Steps {
		if ops.Undoable(s, v.Actor) {
			b.Undo = v.T("text.step."+s.What, "Clause", cited(t, s.Unit))
			break
		}
	}
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 48 {
		return string(r[:47]) + "…"
	}
	return s
}

// kept is a case of two wordings.
type kept struct {
	ID, Clause, Href, Who string
	Reason                string
	Base, Ours, Theirs    string
	Takeable              bool
}

// keptOf lists what must be chosen between: of one pasal, or of the whole text.
func keptOf(v *front.Visit, n ops.Negotiation, unit string) []kept {
	if n.Working == nil {
		return nil
	}
	var out []kept
	for _, k := range n.Working.Kept {
		if unit != "" && k.Unit != unit {
			continue
		}
		for _, c := range k.Conflicts {
			x := kept{
				ID: k.ID, Who: k.By, Clause: cited(n.Text(), c.Node), Reason: v.T("redline.conflict." + string(c.Kind)), Base: c.Base, Ours: c.Ours, Theirs: c.Theirs,
				Takeable: n.Text().Index().Has(c.Node) && slices.Contains([]redline.ConflictKind{redline.BothWorded, redline.BothHeaded, redline.BothFormed}, c.Kind),
			}
			if k.Unit != "" {
				x.Href = unitPath(n.ID, k.Unit)
			}
			out = append(out, x)
		}
	}
	return out
}

// settle takes the choice between two wordings.
func (p *pages) settle(v *front.Visit) error {
	id := v.R.PathValue("id")
	if err := v.Desk.SettleKept(v.R.Context(), v.Actor, id, typed(v, "kept"), typed(v, "take") != ""); err != nil {
		return err
	}
	return v.Redirect(back(v, Path(id)), "text.settled")
}

// undo takes back the reader's last change.
func (p *pages) undo(v *front.Visit) error {
	id := v.R.PathValue("id")
	if err := v.Desk.UndoDraft(v.R.Context(), v.Actor, id); err != nil {
		return err
	}
	return v.Redirect(back(v, Path(id)), "text.undone")
}

// takeCommon goes back to what all have in common.
func (p *pages) takeCommon(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	if typed(v, "sure") == "" {
		return retry(v, p.versions, n, versionsPage, fault.InvalidFields([]fault.Field{fault.NewField("sure", "ui.required")}))
	}
	if err := v.Desk.TakeCommon(v.R.Context(), v.Actor, n.ID); err != nil {
		return err
	}
	return v.Redirect(Path(n.ID), "text.common_taken")
}

// discard throws away a text that was begun by mistake.
func (p *pages) discard(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	if typed(v, "sure") == "" {
		return retry(v, p.text, n, textPage, fault.InvalidFields([]fault.Field{fault.NewField("sure", "ui.required")}))
	}
	if err := v.Desk.DiscardDraft(v.R.Context(), v.Actor, n.ID); err != nil {
		return err
	}
	return v.Redirect(StartPath(n.Run.ID(), n.Branch), "text.discarded")
}

// arrange adds, moves or takes out a pasal.
func (p *pages) arrange(v *front.Visit) error {
	n, err := loadEditable(v)
	if err != nil {
		return err
	}
	unit := typed(v, "unit")
	at, ok := n.Text().Find(unit)
	if !ok {
		return fault.New(fault.Conflict, "draft.fault.no_clause", "Target", unit)
	}
	to, err := p.arranged(v, n, at)
	if err != nil {
		if kind := fault.KindOf(err); kind == fault.Invalid || kind == fault.Conflict {
			page, perr := textPage(v, n)
			if perr != nil {
				return perr
			}
			return v.Retry(p.text, page, err)
		}
		return err
	}
	return v.Redirect(to, "text.arranged")
}

func denied(n ops.Negotiation) error {
	if n.Why != nil {
		return n.Why
	}
	return fault.New(fault.Denied, "policy.denied")
}

// arranged does one arrangement and gives where to go on.
func (p *pages) arranged(v *front.Visit, n ops.Negotiation, at draft.Visit) (string, error) {
	ctx, id, unit := v.R.Context(), n.ID, at.Clause.ID
	after := draft.Place{Section: at.Section, Parent: at.Parent, After: unit}
	op := draft.Op{Do: draft.Do(typed(v, "do")), ID: unit}
	switch op.Do {
	case draft.Insert:
		if from := typed(v, "library"); from != "" {
			entry, fallback, _ := cutSlash(from)
			made, err := v.Desk.AddClause(ctx, v.Actor, id, after, entry, fallback)
			return Path(id) + "#" + url.PathEscape(made), err
		}
		c := draft.Clause{ID: freshID(n.Text(), "klausul"), Level: at.Clause.Level, Heading: typed(v, "heading")}
		op.Place, op.Clause = after, &c
		unit = c.ID
	case draft.Move:
		target, ok := n.Text().Find(typed(v, "behind"))
		if !ok {
			return "", fault.InvalidFields([]fault.Field{fault.NewField("behind", "ui.required")})
		}
		op.Place = draft.Place{Section: target.Section, Parent: target.Parent, After: target.Clause.ID}
		if draft.Fits(at.Clause.Level, target.Clause.Level, target.Section) && target.Clause.Level == draft.Bab {
			op.Place = draft.Place{Section: target.Section, Parent: target.Clause.ID}
		}
	case draft.Remove:
		if typed(v, "sure") == "" {
			return "", fault.InvalidFields([]fault.Field{fault.NewField("sure", "ui.required")})
		}
	default:
		return "", fault.New(fault.Invalid, "draft.fault.unknown_edit", "Edit", typed(v, "do"))
	}
	seen := maps.Clone(n.Working.Revisions)
	if _, err := v.Desk.ArrangeDraft(ctx, v.Actor, id, desk.Arrange{Ops: []draft.Op{op}, Seen: seen}); err != nil {
		return "", err
	}
	if op.Do == draft.Insert {
		return unitPath(id, unit), nil
	}
	return Path(id), nil
}
