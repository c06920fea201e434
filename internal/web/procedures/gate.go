package procedures

import (
	"net/url"
	"slices"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/procedure"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

type gateBody struct {
	Action, Base, Run string
	State             ui.Badge
	Answer            string
	Facts             []ui.Fact
	Why               []string
	Needs             []needView
	Hidden            bool // what was given here is another government's own affair
	Override          string
	Overrides         []past
	Came              []past // what was done since the form was opened
	Next              []ui.Link
}

// needView is a need of a gate: what was given, and the form for it.
type needView struct {
	ID, Name, Whose, Label string
	State                  ui.Badge
	Given, Before          []given
	Inputs                 []input // none when the reader may not give it now
	Note                   string
	Fold                   string // what unfolds the form, when it is not open at first
	Report                 string // where reports that were sent are used; "" when the need is none
	Signing                string // where the document is signed; "" before it is sent, and when it was not written here
}

// past is something that was done.
type past struct{ When, Who, What string }

func pastOf(v *front.Visit, p ops.Proceeding, a procedure.Act) past {
	return past{i18n.DateTime(v.Lang, a.At), byWhom(v, a.By), actWords(v, p, a)}
}

// gatePage is a gate of a run. With a reading, the form of its need holds what
// was typed.
func gatePage(v *front.Visit, p ops.Proceeding, g procedure.GateView, r *reading) *ui.Page {
	b := gateBody{
		Action: GatePath(p.ID(), g.Slot), Base: strconv.Itoa(p.Seq()), Run: RunPath(p.ID()), State: gateBadge(v, g.Status),
		Hidden: !g.Shown(v.Actor.Government), Facts: gateFacts(v, p, g),
	}
	line := LineOf(v, []ops.Course{{Run: p.Run, Turns: turns(v, p)}})
	for _, why := range p.Explain(g.Slot) {
		if g.Status != procedure.Open {
			b.Why = append(b.Why, v.Text.T(v.Lang, why.Key, why.Args))
		}
	}
	if i := slices.IndexFunc(p.Moves, func(m procedure.Move) bool { return m.Slot == g.Slot }); i >= 0 {
		b.Answer = v.T("run.gate_open", "Count", len(p.Moves[i].Needs))
		t := ops.Turn{Move: p.Moves[i], Run: p.ID(), Mine: p.Moves[i].Queued(p.Reader) && permitted(p, g.Slot), MayRecord: permitted(p, g.Slot)}
		t.MayRecord = t.MayRecord && !t.Mine
		line = move(v, t, 0, p.Names)
		line.Action = nil
		for _, next := range p.Moves[i].Next {
			b.Facts = append(b.Facts, ui.Fact{Label: v.T("run.next"), Value: next.In(v.Lang)})
		}
	} else {
		b.Answer = v.T("run.gate_"+string(g.Status), "On", i18n.DateTime(v.Lang, g.Passed))
	}
	for i := range g.Gate.Needs {
		b.Needs = append(b.Needs, viewNeed(asked{v: v, p: p, g: g, n: g.Gate.Needs[i]}, r))
	}
	for _, o := range g.Overrides {
		b.Overrides = append(b.Overrides, pastOf(v, p, o))
	}
	if slices.ContainsFunc(p.Permits, func(x procedure.Permit) bool { return x.Kind == procedure.Override && x.Slot == g.Slot }) {
		b.Override = b.Action + "/override"
	}
	if g.Status != procedure.Open {
		b.Next = openGates(v, p)
	}
	page := newPage(v, p, slotName(v, p, g), crumb(v, p))
	page.Body, page.Move = b, line
	return page
}

// openGates leads on to what is open, the reader's own first.
func openGates(v *front.Visit, p ops.Proceeding) []ui.Link {
	var mine, others []ui.Link
	for _, m := range p.Moves {
		g, ok := p.Gate(m.Slot)
		if !ok {
			continue
		}
		l := ui.Link{Href: GatePath(p.ID(), m.Slot), Label: slotName(v, p, g) + " — " + officeOf(v, m.Office, m.Governments, p.Names)}
		if m.Queued(p.Reader) {
			mine = append(mine, l)
		} else {
			others = append(others, l)
		}
	}
	return append(mine, others...)
}

func gateFacts(v *front.Visit, p ops.Proceeding, g procedure.GateView) []ui.Fact {
	out := []ui.Fact{
		{Label: v.T("cooperation.stage"), Value: v.T("cooperation.stage." + string(g.Gate.Stage))},
		{Label: v.T("run.office"), Value: officeOf(v, g.Office, one(g.Slot.Government), p.Names)},
		{Label: v.T("run.basis"), Value: g.Gate.Article, Note: checked(v, p.Checks, g.Gate.Rule())},
	}
	for _, b := range p.Branches() {
		if b.ID == g.Slot.Branch {
			out = append([]ui.Fact{{Label: "PKS", Value: b.Title}}, out...)
		}
	}
	if i := slices.IndexFunc(p.Moves, func(m procedure.Move) bool { return m.Slot == g.Slot }); i >= 0 && p.Moves[i].Due != nil {
		out = append(out, ui.Fact{Label: v.T("run.until"), Value: dueWords(v, p.Moves[i].Due)})
	}
	return append(out, ruleWords(v, p.Checks, g.Gate.Deadline)...)
}

func one(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}

func viewNeed(a asked, r *reading) needView {
	v := a.v
	out := needView{ID: a.n.ID, Name: a.n.Name.In(v.Lang), State: ui.Badge{Text: v.T("run.given"), Kind: ui.Good}, Label: v.T("run.save")}
	missing := slices.ContainsFunc(a.g.Missing, func(n procedure.Need) bool { return n.ID == a.n.ID })
	switch {
	case missing:
		out.State = ui.Badge{Text: v.T("run.missing"), Kind: ui.Waiting}
	case a.p.Value(a.g.Slot, a.n.ID) == nil && a.n.Optional:
		out.State = ui.Badge{Text: v.T("run.optional")}
	case a.p.Value(a.g.Slot, a.n.ID) == nil:
		out.State = ui.Badge{Text: v.T("run.nothing")}
	}
	office := a.g.Office
	if a.n.By != "" {
		office = a.n.By
	}
	out.Whose = officeOf(v, office, one(a.g.Slot.Government), a.p.Names)
	if a.n.Type == procedure.NeedSignature && a.writtenHere() {
		out.Signing = "/signing/new?" + url.Values{"run": {a.p.ID()}, "branch": {a.g.Slot.Branch}}.Encode()
	}
	if a.g.Shown(v.Actor.Government) {
		for _, g := range a.shown() {
			if g.Counting && (len(out.Given) == 0 || a.n.Type == procedure.NeedReview) {
				out.Given = append(out.Given, g)
			} else {
				out.Before = append(out.Before, g)
			}
		}
	}
	i := slices.IndexFunc(a.p.Permits, func(x procedure.Permit) bool {
		return x.Kind == procedure.Supply && x.Slot == a.g.Slot && x.Need != nil && x.Need.ID == a.n.ID
	})
	typing := r != nil && r.n.ID == a.n.ID
	if i < 0 && !typing {
		return out
	}
	switch {
	case typing:
	case a.p.Permits[i].Again && a.n.Type != procedure.NeedReview:
		out.Fold = v.T("run.replace")
	case a.n.Optional:
		out.Fold = v.T("run.give_optional")
	case out.Signing != "":
		out.Fold = v.T("signing.outside")
	}
	if a.n.Type == procedure.NeedDocument && a.g.Gate.Stage == agreement.Reporting {
		out.Report = "/reports"
	}
	if has := v.Text.Has("run.note." + string(a.n.Type)); has {
		out.Note = v.T("run.note." + string(a.n.Type))
	}
	a.get = a.onRecord()
	if typing {
		a.get = r.again()
	}
	out.Inputs = a.inputs()
	return out
}

// writtenHere reports whether what was sent for signature is a text of Sinergi,
// which can be signed here; of another only what was signed can be recorded.
func (a asked) writtenHere() bool {
	sent := a.p.Document(a.g.Slot.Branch).Sent
	return sent != nil && slices.ContainsFunc(a.p.Texts, func(d store.Draft) bool { return d.Common == sent.Value.Hash })
}

// onRecord gives what the inputs of a need hold at first: what counts now, or
// what is most likely.
func (a asked) onRecord() func(string) string {
	values := map[string]string{"title": a.n.Name.In(a.v.Lang), "date": today().String(), "on": today().String()}
	switch a.n.Type {
	case procedure.NeedNumber:
		values = nil
	case procedure.NeedReview, procedure.NeedText, procedure.NeedSignature:
	default:
		if had := filled(a.v.Lang, a.n, a.p.Value(a.g.Slot, a.n.ID)); had != nil {
			values = had
		}
	}
	return func(name string) string { return values[name] }
}

// again gives what was typed, and the files that came with it.
func (r *reading) again() func(string) string {
	return func(name string) string {
		if sum, ok := r.kept[name]; ok {
			return sum
		}
		return r.text(name)
	}
}

// gate gives the gate in the address.
func gate(v *front.Visit) (ops.Proceeding, procedure.GateView, error) {
	p, err := load(v)
	if err != nil {
		return p, procedure.GateView{}, err
	}
	g, ok := p.Gate(slotOf(v))
	if !ok {
		return p, g, fault.New(fault.NotFound, "policy.not_found")
	}
	return p, g, nil
}

func (p *pages) showGate(v *front.Visit) error {
	run, g, err := gate(v)
	if err != nil {
		return err
	}
	return v.Render(p.gate, gatePage(v, run, g, nil))
}

// supply takes what was typed for one need.
func (p *pages) supply(v *front.Visit) error {
	run, g, err := gate(v)
	if err != nil {
		return err
	}
	n, ok := g.Gate.Need(typed(v, "need"))
	if !ok {
		return fault.New(fault.Invalid, "procedure.no_such_act")
	}
	r := &reading{asked: asked{v: v, p: run, g: g, n: *n}, kept: map[string]string{}}
	value := r.value()
	if r.err != nil {
		return r.err
	}
	err = fault.InvalidFields(r.fields)
	if err == nil {
		err = v.Desk.Proceed(v.R.Context(), v.Actor, run.ID(), procedure.Act{Kind: procedure.Supply, Base: baseOf(v), Slot: g.Slot, Need: n.ID, Value: value})
	}
	if err == nil {
		return v.Redirect(GatePath(run.ID(), g.Slot), "run.saved")
	}
	return p.refused(v, r, prefixed(err, n.ID))
}

// refused shows the gate as it is now, with what was typed and, when somebody
// was faster, what came between.
func (p *pages) refused(v *front.Visit, r *reading, err error) error {
	now, g, loadErr := gate(v)
	if loadErr != nil {
		return loadErr
	}
	r.p, r.g = now, g
	page := gatePage(v, now, g, r)
	if body, ok := page.Body.(gateBody); ok && fault.KindOf(err) == fault.Conflict {
		for _, a := range now.After(baseOf(v)) {
			body.Came = append(body.Came, pastOf(v, now, a))
		}
		page.Body = body
	}
	return again(v, p.gate, page, err)
}
