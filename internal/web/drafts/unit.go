package drafts

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sinergi/internal/desk"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/redline"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type unitBody struct {
	Path, Action, Text string
	Revision           int
	Rows               []row
	Kept               []kept
	Present            string
	Talks              []conversation
	Unit               string
	Refs, Values       []insert
	Undo               string
	Prev, Next         *ui.Link
	Examples           []string
	Saved              time.Time
	SavedBy            string
}

// row is a clause of the pasal in the editor.
type row struct {
	ID, Anchor, Label, Name  string // Name is what a screen reader calls the field
	HasHeading, HasText      bool
	Heading, Text, Reads     string
	Depth, Rows              int
	First                    bool
	Below                    []ui.Option // levels that can be added within
	SameLevel, SameLevelName string
	Wrong                    []string
}

// insert is a mark that can be put into the words.
type insert struct{ Mark, Says, Name string }

func (p *pages) showUnit(v *front.Visit) error {
	n, err := load(v)
	if err != nil {
		return err
	}
	page, err := unitPage(v, n, v.R.PathValue("unit"))
	if err != nil {
		return err
	}
	if err := v.Desk.Open(v.R.Context(), v.Actor, n.ID, v.R.PathValue("unit")); err != nil {
		return err
	}
	return v.Render(p.unit, page)
}

func unitPage(v *front.Visit, n ops.Negotiation, unit string) (*ui.Page, error) {
	if !n.MayEdit {
		return nil, denied(n)
	}
	c, revision, err := n.Unit(unit)
	if err != nil {
		return nil, fault.New(fault.NotFound, "policy.not_found")
	}
	t := n.Text()
	name := cited(t, unit)
	if c.Heading != "" {
		name += " " + c.Heading
	}
	page := newPage(v, n, name, true)
	b := unitBody{
		Path: Path(n.ID), Action: unitPath(n.ID, unit), Text: kindName(v, n), Revision: revision, Kept: keptOf(v, n, unit), Present: present(v, n, unit), Unit: unit,
		Talks: conversations(n, func(x redline.Thread) bool { return desk.Unit(t, x.Clause) == unit }), Saved: at(n.Working.TouchedUS), SavedBy: n.Working.TouchedBy,
	}
	b.rows(v, n, c)
	b.inserts(v, n)
	b.neighbours(n, unit)
	for _, s := range n.Steps {
		if ops.Undoable(s, v.Actor) {
			b.Undo = v.T("text.step."+s.What, "Clause", cited(t, s.Unit))
			break
		}
	}
	s := newShower(n, t, false, false)
	for _, id := range draft.IDsOf(c) {
		b.Examples = append(b.Examples, s.examples[id]...)
	}
	page.Body = b
	return page, nil
}

func present(v *front.Visit, n ops.Negotiation, unit string) string {
	var names []string
	for _, p := range n.Present {
		if p.Clause == unit && p.Account != v.Actor.Account {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return v.T("text.present", "Names", strings.Join(names, ", "))
}

func (b *unitBody) rows(v *front.Visit, n ops.Negotiation, c draft.Clause) {
	t := n.Text()
	var sentences []string
	var walk func(draft.Clause, draft.Level, int)
	walk = func(c draft.Clause, parent draft.Level, depth int) {
		r := row{
			ID: c.ID, Anchor: "row-" + strconv.Itoa(len(b.Rows)+1), Label: t.Index().Label(c.ID), Heading: c.Heading, Text: c.Text, Depth: min(depth, 4), First: depth == 0,
			HasHeading: headed(c.Level), HasText: c.Level != draft.Bab && c.Level != draft.Annex, Rows: max(2, min(14, len(c.Text)/70+1+strings.Count(c.Text, "\n"))),
			SameLevel: string(c.Level), SameLevelName: strings.ToLower(v.T("draft.level." + string(c.Level))),
		}
		if r.Name = r.Label; r.Name == "" {
			r.Name = v.T("draft.level." + string(c.Level))
		}
		if c.Level != draft.Bab && c.Level != draft.Annex {
			for _, l := range []draft.Level{draft.Part, draft.Ayat, draft.Huruf, draft.Angka, draft.Sub, draft.Paragraph, draft.Table, draft.Row} {
				if draft.Fits(l, c.Level, "") {
					r.Below = append(r.Below, ui.Option{Value: string(l), Label: strings.ToLower(v.T("draft.level." + string(l)))})
				}
			}
		}
		if len(draft.Marks(c.Text)) > 0 {
			r.Reads = strconv.Itoa(len(sentences))
			sentences = append(sentences, c.Text)
		}
		b.Rows = append(b.Rows, r)
		for _, child := range c.Children {
			walk(child, c.Level, depth+1)
		}
	}
	walk(c, "", 0)
	said := spell(t, n.Facts, sentences)
	for i, r := range b.Rows {
		if at, err := strconv.Atoi(r.Reads); err == nil {
			b.Rows[i].Reads = said[at]
		}
	}
}

func headed(l draft.Level) bool {
	switch l {
	case draft.Bab, draft.Pasal, draft.Part, draft.Annex, draft.Table:
		return true
	}
	return false
}

// inserts lists what can be cited and the values that can be written.
func (b *unitBody) inserts(v *front.Visit, n ops.Negotiation) {
	t := n.Text()
	ix := t.Index()
	for x := range t.All() {
		c := x.Clause
		if x.Section != draft.InBody && x.Section != draft.InAnnexes || x.Clause.Level == draft.Bab || x.Depth > 3 {
			continue
		}
		name := c.Heading
		if name == "" {
			name = shorten(c.Text)
		}
		b.Refs = append(b.Refs, insert{Mark: draft.Ref(c.ID), Says: ix.Cite(c.ID), Name: name})
	}
	var marks, names []string
	add := func(mark, name string) { marks, names = append(marks, "{{nilai:"+mark+"}}"), append(names, name) }
	for _, p := range t.Parameters {
		add(p.ID, p.Label.In(v.Lang))
	}
	for _, p := range t.Parties {
		for _, what := range []string{"pemerintah", "jabatan", "alamat"} {
			add(p.ID+"."+what, p.Label+": "+v.T("text.fact."+what))
		}
	}
	add("dokumen.judul", v.T("text.fact.title"))
	for _, e := range t.Examples {
		marks, names = append(marks, "{{contoh:"+e.ID+"}}"), append(names, v.T("text.example"))
	}
	for i, said := range spell(t, n.Facts, marks) {
		b.Values = append(b.Values, insert{Mark: marks[i], Says: shorten(said), Name: names[i]})
	}
}

func (b *unitBody) neighbours(n ops.Negotiation, unit string) {
	units := desk.Units(n.Text())
	link := func(i int) *ui.Link {
		return &ui.Link{Href: unitPath(n.ID, units[i]), Label: cited(n.Text(), units[i])}
	}
	for i, u := range units {
		if u != unit {
			continue
		}
		if i > 0 {
			b.Prev = link(i - 1)
		}
		if i+1 < len(units) {
			b.Next = link(i + 1)
		}
	}
}

// answer is what the editor in the browser is told of an edit.
type answer struct {
	Status   string           `json:"status"` // of package desk, or "refused"
	Message  string           `json:"message"`
	Clock    string           `json:"clock"`
	Revision int              `json:"revision"`
	Words    map[string]words `json:"words,omitempty"`
	Clauses  []string         `json:"clauses,omitempty"` // ids, in order: another list means that the page must be loaded again
	Present  string           `json:"present"`
	Retry    bool             `json:"retry,omitempty"`
}

type words struct {
	Heading string `json:"heading"`
	Text    string `json:"text"`
	Reads   string `json:"reads,omitempty"`
}

// saveUnit takes the pasal as its author has it: from the form, or from the
// editor, which asks for JSON.
func (p *pages) saveUnit(v *front.Visit) error {
	id, unit := v.R.PathValue("id"), v.R.PathValue("unit")
	n, err := load(v)
	if err != nil {
		return err
	}
	e, focus, err := editOf(v, n, unit)
	var r desk.Result
	if err == nil {
		r, err = v.Desk.SaveUnit(v.R.Context(), v.Actor, id, e)
	}
	if strings.Contains(v.R.Header.Get("Accept"), "application/json") {
		return p.answer(v, id, unit, r, err)
	}
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict {
			return err
		}
		page, perr := unitPage(v, n, unit)
		if perr != nil {
			return err
		}
		b := page.Body.(unitBody)
		for i, r := range b.Rows { // nothing that was typed is lost
			if said, ok := e.Words[r.ID]; ok {
				b.Rows[i].Heading, b.Rows[i].Text = said.Heading, said.Text
			}
		}
		page.Body = b
		return v.Retry(p.unit, page, err)
	}
	to := unitPath(id, unit)
	if typed(v, "do") == "done" && r.Status != desk.Disputed {
		to = Path(id) + "#" + url.PathEscape(unit)
	} else if focus != "" && r.Unit != nil {
		for i, cid := range draft.IDsOf(*r.Unit) {
			if cid == focus {
				to += "#row-" + strconv.Itoa(i+1)
			}
		}
	}
	return v.Redirect(to, "desk.status."+string(r.Status))
}

// editOf reads the form: "t:" and "h:" before an id hold its text and heading,
// "b:" and "bh:" those on which its author began.
func editOf(v *front.Visit, n ops.Negotiation, unit string) (e ops.UnitEdit, focus string, err error) {
	e = ops.UnitEdit{ID: typed(v, "edit"), Unit: unit, Words: map[string]ops.Said{}}
	if e.Revision, err = strconv.Atoi(typed(v, "revision")); err != nil {
		return e, "", fault.New(fault.Invalid, "desk.fault.revision", "Unit", unit)
	}
	if len(e.ID) > 80 {
		e.ID = ""
	}
	form := v.R.PostForm
	for name := range form {
		id, ok := strings.CutPrefix(name, "t:")
		if !ok {
			continue
		}
		e.Words[id] = ops.Said{Heading: form.Get("h:" + id), Text: form.Get("t:" + id)}
		if form.Has("b:" + id) {
			if e.Was == nil {
				e.Was = map[string]ops.Said{}
			}
			e.Was[id] = ops.Said{Heading: form.Get("bh:" + id), Text: form.Get("b:" + id)}
		}
	}
	do, target, _ := strings.Cut(typed(v, "do"), ":")
	op, focus, err := opOf(n.Text(), unit, do, target)
	if op != nil {
		e.Ops = []draft.Op{*op}
	}
	return e, focus, err
}

// opOf makes the operation that a button within the pasal stands for:
// "after:id", "below:level:id", "remove:id", "up:id", "down:id".
func opOf(t draft.Text, unit, do, target string) (*draft.Op, string, error) {
	level := draft.Level("")
	if do == "below" {
		l, id, _ := strings.Cut(target, ":")
		level, target = draft.Level(l), id
	}
	if do == "" || do == "done" || do == "save" {
		return nil, "", nil
	}
	at, ok := t.Find(target)
	if !ok || desk.Unit(t, target) != unit {
		return nil, "", fault.New(fault.Conflict, "draft.fault.no_clause", "Target", target)
	}
	siblings := siblingsOf(t, at)
	place := draft.Place{Parent: at.Parent, After: target}
	switch do {
	case "after":
		c := draft.Clause{ID: freshID(t, at.Parent), Level: at.Clause.Level}
		return &draft.Op{Do: draft.Insert, Place: place, Clause: &c}, c.ID, nil
	case "below":
		c := draft.Clause{ID: freshID(t, target), Level: level}
		place = draft.Place{Parent: target}
		if kids := at.Clause.Children; len(kids) > 0 {
			place.After = kids[len(kids)-1].ID
		}
		return &draft.Op{Do: draft.Insert, Place: place, Clause: &c}, c.ID, nil
	case "remove":
		return &draft.Op{Do: draft.Remove, ID: target}, at.Parent, nil
	case "up", "down":
		to := at.At - 1
		if do == "down" {
			to = at.At + 1
		}
		if to < 0 || to >= len(siblings) {
			return nil, target, nil
		}
		switch {
		case do == "down":
			place.After = siblings[to]
		case to == 0:
			place.After = ""
		default:
			place.After = siblings[to-1]
		}
		return &draft.Op{Do: draft.Move, ID: target, Place: place}, target, nil
	}
	return nil, "", fault.New(fault.Invalid, "draft.fault.unknown_edit", "Edit", do)
}

func siblingsOf(t draft.Text, at draft.Visit) []string {
	list := t.In(at.Section)
	if parent, ok := t.Find(at.Parent); ok {
		list = parent.Clause.Children
	}
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// freshID gives an id that the text does not have, after the clause that it
// stands in.
func freshID(t draft.Text, stem string) string {
	ix := t.Index()
	if stem == "" {
		stem = "klausul"
	}
	stem = stem[:min(len(stem), 70)]
	for n := 1; ; n++ {
		if id := stem + ".b" + strconv.Itoa(n); !ix.Has(id) {
			return id
		}
	}
}

func cutSlash(s string) (before, after string, found bool) { return strings.Cut(s, "/") }

// answer tells the editor what became of an edit.
func (p *pages) answer(v *front.Visit, id, unit string, r desk.Result, err error) error {
	a := answer{Status: string(r.Status), Clock: i18n.Clock(v.Lang, time.Now())}
	status := 200
	if err != nil {
		kind := fault.KindOf(err)
		if kind == fault.Internal {
			return err
		}
		problem := ui.ProblemOf(v.Text, v.Lang, err)
		a.Status, a.Message, status = "refused", problem.Message, ui.StatusOf(kind)
		for _, f := range problem.Fields {
			a.Message += " " + f.Text
		}
		return writeJSON(v, status, a)
	}
	a.Message = v.T("desk.status." + string(r.Status))
	n, err := v.Desk.Negotiation(v.R.Context(), v.Actor, id)
	if err != nil {
		return err
	}
	a.Present = present(v, n, unit)
	c, revision, err := n.Unit(unit)
	if err != nil { // taken out meanwhile; what was typed is kept
		return writeJSON(v, status, a)
	}
	a.Revision, a.Words = revision, map[string]words{}
	var b unitBody
	b.rows(v, n, c)
	for _, row := range b.Rows {
		a.Clauses = append(a.Clauses, row.ID)
		a.Words[row.ID] = words{Heading: row.Heading, Text: row.Text, Reads: row.Reads}
	}
	return writeJSON(v, status, a)
}

func writeJSON(v *front.Visit, status int, value any) error {
	v.W.Header().Set("Content-Type", "application/json")
	v.W.Header().Set("Cache-Control", "no-store")
	v.W.WriteHeader(status)
	return json.NewEncoder(v.W).Encode(value)
}

// here notes that the reader is in a pasal, or has left it, and says who else
// is there.
func here(v *front.Visit) error {
	id, unit := v.R.PathValue("id"), v.R.PathValue("unit")
	open := unit
	if typed(v, "left") != "" {
		open = ""
	}
	if err := v.Desk.Open(v.R.Context(), v.Actor, id, open); err != nil {
		return err
	}
	n, err := load(v)
	if err != nil {
		return err
	}
	a := answer{Present: present(v, n, unit)}
	if _, revision, err := n.Unit(unit); err == nil {
		a.Revision = revision
	}
	return writeJSON(v, 200, a)
}
