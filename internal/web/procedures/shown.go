package procedures

import (
	"cmp"
	"slices"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/procedure"
	"sinergi/internal/web/ui"
)

// given is something that was supplied, as a page shows it.
type given struct {
	When, Who string
	Facts     []ui.Fact
	Counting  bool
}

// shown gives what was supplied for a need, newest first.
func (a asked) shown() []given {
	var out []given
	for _, g := range slices.Backward(a.g.Given) {
		if g.Act.Need != a.n.ID {
			continue
		}
		a.by = g.Act.By.Government
		out = append(out, given{i18n.DateTime(a.v.Lang, g.Act.At), byWhom(a.v, g.Act.By), a.facts(g.Act.Value), g.Counting})
	}
	return out
}

// facts says what a value holds, in the words of the form that it came from.
func (a asked) facts(v *procedure.Value) []ui.Fact {
	values := filled(a.v.Lang, a.n, v)
	a.get = func(name string) string { return values[name] }
	var out []ui.Fact
	for _, in := range a.inputs() {
		name := strings.TrimPrefix(in.Name, a.n.ID+nothing)
		if f, ok := a.fact(name, in, v); ok {
			out = append(out, f)
		}
	}
	if v.Hash != "" {
		out = append(out, ui.Fact{Label: a.v.T("run.field.hash"), Value: shortHash(v.Hash)})
	}
	if v.Text != nil {
		out = append(out, a.textFact(v.Text.Hash))
	}
	return out
}

func (a asked) fact(name string, in input, v *procedure.Value) (ui.Fact, bool) {
	f := ui.Fact{Label: in.Label, Value: a.get(name)}
	signer := map[string]func() *procedure.Signer{
		"signer":      func() *procedure.Signer { return signerOf(v) },
		"signer_name": func() *procedure.Signer { return signerOf(v) },
		"grantor":     func() *procedure.Signer { return &v.Power.Grantor },
		"grantee":     func() *procedure.Signer { return &v.Power.Grantee },
	}[name]
	switch {
	case in.As == "hidden" || name == "sure" || name == "signer_title" || v.Text != nil && name != "label":
		return f, false
	case signer != nil && signer() != nil:
		s := signer()
		f.Value, f.Note = s.Name, s.Title
		if s.Acting != "" && s.Acting != party.Definitive {
			f.Note = string(s.Acting) + ". " + s.Title
		}
		return f, true
	case v.Evaluation != nil:
		return evaluationFact(a.v, f, *v.Evaluation), true
	case v.Unit != nil:
		f.Value, f.Note = v.Unit.Name, ops.ShortName(v.Unit.Government)
		return f, true
	case v.BudgetLine != nil && name == "amount":
		f.Value = i18n.Rupiah(a.v.Lang, v.BudgetLine.Amount)
		return f, true
	case in.As == "checkbox":
		f.Value = a.v.T(map[bool]string{true: "run.yes", false: "run.no"}[in.Checked])
		return f, true
	case f.Value == "":
		return f, false
	case in.As == "file":
		return a.fileFact(f)
	case in.Type == "date":
		if d, err := civil.ParseDate(f.Value); err == nil {
			f.Value = i18n.Date(a.v.Lang, d)
		}
	}
	for _, o := range in.Options {
		if o.Value == f.Value {
			f.Value = o.Label
		}
	}
	return f, true
}

func signerOf(v *procedure.Value) *procedure.Signer {
	switch {
	case v.Document != nil:
		return v.Document.Signer
	case v.Signature != nil:
		return &v.Signature.Signer
	}
	return nil
}

func (a asked) fileFact(f ui.Fact) (ui.Fact, bool) {
	known, ok := a.p.File(f.Value, a.by)
	if !ok {
		f.Value = shortHash(f.Value)
		return f, true
	}
	f.Href, f.Note, f.Value = RunPath(a.p.ID())+"/files/"+known.SHA256, shortHash(known.SHA256), known.Name
	return f, true
}

// textFact leads to a text: a file that was handed in, or one that is
// negotiated here.
func (a asked) textFact(hash string) ui.Fact {
	f, _ := a.fileFact(ui.Fact{Label: a.v.T("run.field.text"), Value: hash})
	for _, d := range a.p.Texts {
		if d.Common == hash {
			f.Value, f.Note = d.Title, shortHash(hash)
		}
	}
	return f
}

func sortedAgencies(p ops.Proceeding) []party.Agency {
	all := make([]party.Agency, 0, len(p.Agencies))
	for _, g := range p.Agencies {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b party.Agency) int { return cmp.Compare(a.Name+a.ID, b.Name+b.ID) })
	return all
}
