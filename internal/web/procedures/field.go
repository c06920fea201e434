package procedures

import (
	"strconv"

	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// input is one input of a form, with the partial that shows it.
type input struct {
	ui.Field
	As       string // "", select, radios, textarea, checkbox, file, hidden
	FileName string // of a file that was handed in before
}

// asked is a need of a gate for which something can be given.
type asked struct {
	v *front.Visit
	p ops.Proceeding
	g procedure.GateView
	n procedure.Need
	// get gives what an input holds: what was typed, or what is on record.
	get func(name string) string
	by  string // the government that gave what is shown
}

func (a asked) in(as, name, label string, required bool) input {
	f := ui.Field{Name: a.n.ID + nothing + name, Label: label, Value: a.get(name), Required: required}
	in := input{Field: f, As: as}
	switch as {
	case "date":
		in.As, in.Type, in.Size = "", "date", "short"
	case "number":
		in.As, in.InputMode, in.Size = "", "numeric", "short"
	case "checkbox":
		in.Checked = in.Value != ""
	case "textarea":
		in.Rows = 3
	case "file":
		f, _ := a.p.File(in.Value, a.v.Actor.Government)
		in.FileName = f.Name
	}
	return in
}

// say is in with a label of the messages.
func (a asked) say(as, name string, required bool) input {
	return a.in(as, name, a.v.T("run.field."+name), required)
}

func (in input) hint(text string) input { in.Hint = text; return in }

func (in input) of(options ...ui.Option) input { in.Options = options; return in }

func (a asked) yesno(name string) input {
	return a.say("radios", name, true).of(ui.Option{Value: "ya", Label: a.v.T("run.yes")}, ui.Option{Value: "tidak", Label: a.v.T("run.no")})
}

// inputs gives the inputs for what is needed.
func (a asked) inputs() []input {
	switch a.n.Type {
	case procedure.NeedForm, procedure.NeedChecklist:
		return a.itemInputs()
	case procedure.NeedDocument, procedure.NeedLetter:
		return a.paperInputs()
	case procedure.NeedPlan:
		return a.planInputs()
	case procedure.NeedReview:
		return []input{a.say("", "name", true), a.say("", "role", true), a.say("radios", "decision", true).of(a.opinions()...), a.say("textarea", "note", false).hint(a.v.T("run.hint.note"))}
	case procedure.NeedChoice:
		return a.choiceInputs()
	case procedure.NeedBurden:
		return []input{a.yesno("public"), a.yesno("region"), a.say("textarea", "reason", true)}
	case procedure.NeedBudget:
		return []input{
			a.yesno("pays"), a.yesno("in_apbd").hint(a.v.T("run.hint.in_apbd")), a.say("number", "year", false), a.say("", "line", false).hint(a.v.T("run.hint.line")),
			a.say("textarea", "reason", false).hint(a.v.T("run.hint.budget_reason")),
		}
	case procedure.NeedText:
		return a.textInputs()
	case procedure.NeedAccept, procedure.NeedSend:
		doc := a.p.Document(a.g.Slot.Branch)
		hash := a.in("hidden", "hash", "", true)
		hash.Value = doc.Text
		return []input{hash, a.in("checkbox", "sure", a.v.T("run.sure."+string(a.n.Type)), true).hint(a.v.T("run.text_is", "Hash", shortHash(doc.Text)))}
	case procedure.NeedSignature:
		return a.signatureInputs()
	case procedure.NeedPower:
		return []input{
			a.say("", "number", true), a.say("date", "date", true), a.say("select", "grantor", true).of(a.holders(a.isHead)...), a.say("select", "grantee", true).of(a.holders(nil)...),
			a.say("date", "from", true), a.say("date", "until", true), a.say("file", "file", true),
		}
	}
	return a.smallInputs()
}

func (a asked) smallInputs() []input {
	switch a.n.Type {
	case procedure.NeedBudgetLine:
		return []input{a.say("number", "year", true), a.say("", "account", true), a.say("number", "amount", true).hint(a.v.T("run.hint.amount"))}
	case procedure.NeedTariff:
		return []input{a.say("select", "id", true).of(a.tariffs()...)}
	case procedure.NeedUnit:
		return []input{a.say("select", "agency", true).of(a.agencies()...)}
	case procedure.NeedNumber:
		return []input{a.say("", "number", true).hint(a.v.T("run.hint.number")), a.say("date", "date", false)}
	case procedure.NeedOriginals:
		return []input{a.say("", "place", true).hint(a.v.T("run.hint.place")), a.say("", "holder", true), a.say("number", "copies", true), a.say("textarea", "note", false)}
	case procedure.NeedTerm:
		return []input{a.say("date", "from", true), a.say("date", "until", false)}
	case procedure.NeedEvaluation:
		return []input{a.say("select", "evaluation", true).of(a.evaluations()...).hint(a.v.T("run.hint.evaluation"))}
	case procedure.NeedSecretariat:
		return []input{a.say("textarea", "continuous", true), a.say("number", "objects", true), a.say("number", "years", true), a.say("textarea", "financing", true)}
	}
	return nil
}

func (a asked) itemInputs() []input {
	var out []input
	for _, f := range a.n.Fields {
		as, required := "textarea", !f.Optional
		if a.n.Type == procedure.NeedChecklist {
			as, required = "checkbox", true
		}
		out = append(out, a.in(as, f.ID, f.Name.In(a.v.Lang), required))
	}
	return out
}

func (a asked) paperInputs() []input {
	letter := a.n.Type == procedure.NeedLetter
	out := []input{a.say("", "title", true), a.say("", "number", letter), a.say("date", "date", true), a.say("date", "received", false).hint(a.v.T("run.hint.received"))}
	if letter {
		out = append(out, a.signer(a.v.T("run.field.letter_signer"), a.isOffice)...)
	}
	return append(out, a.say("file", "file", true), a.say("file", "attachment", false).hint(a.v.T("run.hint.attachment")))
}

func (a asked) planInputs() []input {
	options := []ui.Option{{Value: "rencana", Label: a.v.T("run.plan.rencana")}}
	for _, e := range procedure.PlanExceptions() {
		options = append(options, ui.Option{Value: string(e), Label: a.v.T("run.plan." + string(e))})
	}
	return []input{a.say("radios", "plan", true).of(options...), a.say("", "reference", false).hint(a.v.T("run.hint.reference")), a.say("textarea", "grounds", false).hint(a.v.T("run.hint.grounds"))}
}

func (a asked) choiceInputs() []input {
	var options []ui.Option
	reason, conditions := false, false
	for _, o := range a.n.Options {
		options = append(options, ui.Option{Value: o.ID, Label: o.Name.In(a.v.Lang), Hint: a.v.T("run.effect." + string(o.Effect))})
		reason, conditions = reason || o.Reason, conditions || o.Conditions
	}
	out := []input{a.in("radios", "option", a.n.Name.In(a.v.Lang), true).of(options...)}
	if reason {
		out = append(out, a.say("textarea", "reason", false).hint(a.v.T("run.hint.choice_reason")))
	}
	if conditions {
		out = append(out, a.say("textarea", "conditions", false).hint(a.v.T("run.hint.conditions")))
	}
	return out
}

// textInputs offers what all parties have in common of the texts that are
// negotiated here, or a file that was agreed on paper.
func (a asked) textInputs() []input {
	options := []ui.Option{{Value: "", Label: a.v.T("run.text_file")}}
	for _, d := range a.p.Texts {
		if d.Branch == a.g.Slot.Branch {
			options = append(options, ui.Option{Value: d.Common, Label: d.Title + " · " + shortHash(d.Common)})
		}
	}
	out := []input{a.say("", "label", false).hint(a.v.T("run.hint.label"))}
	if len(options) > 1 {
		out = append(out, a.say("select", "hash", false).of(options...))
	}
	return append(out, a.say("file", "file", false).hint(a.v.T("run.hint.text_file")))
}

func (a asked) signatureInputs() []input {
	doc := a.p.Document(a.g.Slot.Branch)
	hash := a.in("hidden", "hash", "", true)
	if doc.Sent != nil {
		hash.Value = doc.Sent.Value.Hash
	}
	keep := a.isHead
	if doc.SignedAs == procedure.PKS {
		keep = func(o party.Office, agency *party.Agency) bool { return a.isHead(o, agency) || a.empowered(o) }
	}
	out := append([]input{hash, a.say("date", "on", true), a.say("", "place", false)}, a.signer(a.v.T("run.field.signer"), keep)...)
	for _, m := range procedure.Marks() {
		out = append(out, a.in("checkbox", "mark-"+string(m), a.v.T("run.mark."+string(m)), false))
	}
	out = append(out, a.say("file", "file", true).hint(a.v.T("run.hint.scan")))
	if a.waitsForCouncil() || a.get("suspensive") != "" {
		out = append(out, a.say("textarea", "suspensive", false).hint(a.v.T("run.hint.suspensive")))
	}
	return out
}

// waitsForCouncil reports whether the DPRD of the slot's government has yet to
// decide, or it is not known yet whether it must.
func (a asked) waitsForCouncil() bool {
	for _, g := range a.p.Gates() {
		if g.Office == procedure.Council && g.Slot.Branch == a.g.Slot.Branch && g.Slot.Government == a.g.Slot.Government {
			return g.Status == procedure.Open || g.Status == procedure.Closed
		}
	}
	return false
}

// opinions offers what a reviewer can say.
func (a asked) opinions() []ui.Option {
	var out []ui.Option
	for _, o := range []string{procedure.OpinionYes, procedure.OpinionRevise, procedure.OpinionNo} {
		out = append(out, ui.Option{Value: o, Label: a.v.T("run.opinion." + o)})
	}
	return out
}

// foreign reports whether the slot is of a body without offices here.
func (a asked) foreign() bool {
	for _, p := range a.p.Parties() {
		if p.Code == a.g.Slot.Government {
			return p.Kind != procedure.RegionalGovernment
		}
	}
	return false
}

// signer asks who signed: a holder of an office or, for a body without offices
// here, a name and a title.
func (a asked) signer(label string, keep func(party.Office, *party.Agency) bool) []input {
	if a.foreign() {
		return []input{a.say("", "signer_name", true), a.say("", "signer_title", true)}
	}
	return []input{a.in("select", "signer", label, true).of(a.holders(keep)...).hint(a.v.T("run.hint.signer"))}
}

func (a asked) isHead(o party.Office, _ *party.Agency) bool { return o.Head }

func (a asked) isOffice(o party.Office, agency *party.Agency) bool {
	want := a.g.Office
	if a.n.By != "" {
		want = a.n.By
	}
	return procedure.KindOf(o, agency) == want
}

// empowered reports whether the surat kuasa of this gate names a holder of the
// office.
func (a asked) empowered(o party.Office) bool {
	for _, n := range a.g.Gate.Needs {
		if n.Type != procedure.NeedPower {
			continue
		}
		if v := a.p.Value(a.g.Slot, n.ID); v != nil && v.Power != nil && v.Power.Grantee.Office == o.ID {
			return true
		}
	}
	return false
}

// holders offers the holders of the offices of the slot's government.
func (a asked) holders(keep func(party.Office, *party.Agency) bool) []ui.Option {
	out := []ui.Option{{Value: "", Label: a.v.T("run.choose_holder")}}
	for _, o := range a.p.Offices[a.g.Slot.Government] {
		var agency *party.Agency
		if known, ok := a.p.Agencies[o.Agency]; ok {
			agency = &known
		}
		if keep != nil && !keep(o, agency) {
			continue
		}
		for _, h := range a.p.Holders {
			if h.Office != o.ID {
				continue
			}
			out = append(out, ui.Option{Value: h.ID, Label: h.Name + ", " + o.Title + " " + held(a.v, h)})
		}
	}
	return out
}

func held(v *front.Visit, h party.Holder) string {
	if h.Until.IsZero() {
		return v.T("run.held_since", "From", i18n.Date(v.Lang, h.From))
	}
	return v.T("run.held", "From", i18n.Date(v.Lang, h.From), "Until", i18n.Date(v.Lang, h.Until))
}

func (a asked) agencies() []ui.Option {
	out := []ui.Option{{Value: "", Label: a.v.T("run.choose_agency")}}
	for _, code := range a.p.Cooperation.Parties {
		for _, g := range sortedAgencies(a.p) {
			if g.Government == code {
				out = append(out, ui.Option{Value: g.ID, Label: g.Name + ", " + ops.ShortName(code)})
			}
		}
	}
	return out
}

// tariffs offers the tariffs of the texts negotiated for this branch; only a
// text that was agreed on paper holds its formula there.
func (a asked) tariffs() []ui.Option {
	out := []ui.Option{{Value: "", Label: a.v.T("run.choose_tariff")}}
	written := false // the document itself is negotiated here
	for _, d := range a.p.Texts {
		if d.Branch != a.g.Slot.Branch {
			continue
		}
		n, err := a.v.Desk.Negotiation(a.v.R.Context(), a.v.Actor, d.ID)
		if err != nil || n.Common == nil {
			continue
		}
		written = written || n.Document.Kind != ""
		for _, t := range n.Common.Tariffs {
			out = append(out, ui.Option{Value: t.ID + " " + strconv.Itoa(max(t.Version, 1)), Label: a.v.T("run.tariff_of", "ID", t.ID, "Title", d.Title)})
		}
	}
	if !written {
		out = append(out, ui.Option{Value: ops.PaperTariff + " 1", Label: a.v.T("run.tariff_paper")})
	}
	return out
}

func shortHash(h string) string { return h[:min(12, len(h))] }
