package procedures

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/money"
	"sinergi/internal/procedure"
)

// reading reads a value from what was typed, and gathers what cannot be read.
type reading struct {
	asked
	fields []fault.Field
	err    error
	kept   map[string]string // files that were handed in with this form, by input
}

func (r *reading) text(name string) string { return typed(r.v, r.n.ID+nothing+name) }

func (r *reading) yes(name string) bool { return r.text(name) == "ya" || r.text(name) == "1" }

// wrong says what is wrong with an input: the first thing, one sentence.
func (r *reading) wrong(name, key string, args ...any) {
	if slices.ContainsFunc(r.fields, func(f fault.Field) bool { return f.Name == name }) {
		return
	}
	r.fields = append(r.fields, fault.NewField(name, key, args...))
}

func (r *reading) day(name string) civil.Date {
	s := r.text(name)
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		r.wrong(name, "civil.not_a_date", "Value", s)
	}
	return d
}

func (r *reading) whole(name string) int {
	s := r.text(name)
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		r.wrong(name, "run.not_whole", "Value", s)
	}
	return n
}

// file keeps a file that came with the form, or gives the one that came with
// it before.
func (r *reading) file(name string) string {
	input := r.n.ID + nothing + name
	f, head, err := r.v.R.FormFile(input)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		r.kept[name] = typed(r.v, input+"-sum")
		return r.kept[name]
	}
	if err != nil {
		r.err = errors.Join(r.err, err)
		return ""
	}
	defer f.Close()
	sum, err := r.v.Desk.AttachToRun(r.v.R.Context(), r.v.Actor, r.p.ID(), head.Filename, f)
	if e := fault.Of(err); e != nil && e.Kind == fault.Invalid {
		for _, f := range e.Fields {
			r.wrong(name, f.Key)
		}
		return ""
	}
	r.err = errors.Join(r.err, err)
	r.kept[name] = sum
	return sum
}

func (r *reading) signer(name string) procedure.Signer {
	s := procedure.Signer{Government: r.g.Slot.Government, Holder: r.text(name)}
	if r.foreign() {
		s.Holder, s.Name, s.Title = "", r.text("signer_name"), r.text("signer_title")
		if s.Name == "" {
			r.wrong("signer_name", "ui.required")
		}
	} else if s.Holder == "" {
		r.wrong(name, "ui.required")
	}
	return s
}

// value reads what was given for the need.
func (r *reading) value() *procedure.Value {
	switch r.n.Type {
	case procedure.NeedForm, procedure.NeedChecklist:
		v := &procedure.Value{Fields: map[string]string{}}
		for _, f := range r.n.Fields {
			v.Fields[f.ID] = r.text(f.ID)
			if r.n.Type == procedure.NeedChecklist && v.Fields[f.ID] != "" {
				v.Fields[f.ID] = "ya"
			}
		}
		return v
	case procedure.NeedDocument, procedure.NeedLetter:
		return r.paper()
	case procedure.NeedPlan:
		p := &procedure.Plan{Reference: r.text("reference"), Exception: procedure.PlanException(r.text("plan")), Grounds: r.text("grounds")}
		if p.Exception == "rencana" {
			p.Exception = ""
		}
		return &procedure.Value{Plan: p}
	case procedure.NeedReview:
		return &procedure.Value{Opinion: &procedure.Opinion{Name: r.text("name"), Role: r.text("role"), Decision: r.text("decision"), Note: r.text("note")}}
	case procedure.NeedChoice:
		return r.choice()
	case procedure.NeedBurden:
		return &procedure.Value{Burden: &procedure.Burden{Public: r.answer("public"), Region: r.answer("region"), Reason: r.text("reason")}}
	case procedure.NeedBudget:
		return &procedure.Value{Budget: &procedure.Budget{Pays: r.answer("pays"), InAPBD: r.answer("in_apbd"), Year: r.whole("year"), Line: r.text("line"), Reason: r.text("reason")}}
	case procedure.NeedText:
		hash := r.text("hash")
		if sum := r.file("file"); sum != "" && hash == "" {
			hash = sum
		}
		if hash == "" {
			r.wrong("file", "procedure.paper_missing")
		}
		return &procedure.Value{Text: &procedure.TextVersion{Hash: hash, Label: r.text("label")}}
	case procedure.NeedAccept, procedure.NeedSend:
		if r.text("sure") == "" {
			r.wrong("sure", "procedure.confirm")
		}
		return &procedure.Value{Hash: r.text("hash")}
	case procedure.NeedSignature:
		return r.signature()
	case procedure.NeedPower:
		return r.power()
	}
	return r.small()
}

// answer is yes or no; leaving it open is not an answer.
func (r *reading) answer(name string) bool {
	if r.text(name) == "" {
		r.wrong(name, "ui.required")
	}
	return r.yes(name)
}

func (r *reading) small() *procedure.Value {
	switch r.n.Type {
	case procedure.NeedBudgetLine:
		amount, err := money.Parse(r.text("amount"))
		if err != nil {
			r.wrong("amount", "procedure.bad_amount")
		}
		return &procedure.Value{BudgetLine: &procedure.BudgetLine{Year: r.whole("year"), Account: r.text("account"), Amount: amount}}
	case procedure.NeedTariff:
		id, version, _ := strings.Cut(r.text("id"), " ")
		n, _ := strconv.Atoi(version)
		return &procedure.Value{Tariff: &procedure.Tariff{ID: id, Version: n}}
	case procedure.NeedUnit:
		a, ok := r.p.Agencies[r.text("agency")]
		if !ok {
			r.wrong("agency", "ui.required")
		}
		return &procedure.Value{Unit: &procedure.ServiceUnit{Government: a.Government, Agency: a.ID, Name: a.Name}}
	case procedure.NeedNumber:
		return &procedure.Value{Number: &procedure.Number{Number: r.text("number"), Date: r.day("date")}}
	case procedure.NeedOriginals:
		return &procedure.Value{Originals: &procedure.Originals{Place: r.text("place"), Holder: r.text("holder"), Copies: r.whole("copies"), Note: r.text("note")}}
	case procedure.NeedTerm:
		return &procedure.Value{Term: &procedure.Term{From: r.day("from"), Until: r.day("until")}}
	case procedure.NeedEvaluation:
		return &procedure.Value{Evaluation: readEvaluation(r.text("evaluation"))}
	case procedure.NeedSecretariat:
		return &procedure.Value{Secretariat: &procedure.SecretariatCase{Continuous: r.text("continuous"), Objects: r.whole("objects"), Years: r.whole("years"), Financing: r.text("financing")}}
	}
	return nil
}

func (r *reading) paper() *procedure.Value {
	d := &procedure.Document{Title: r.text("title"), Number: r.text("number"), Date: r.day("date"), Received: r.day("received"), Hash: r.file("file")}
	if d.Hash == "" {
		r.wrong("file", "procedure.paper_missing")
	}
	if sum := r.file("attachment"); sum != "" {
		d.Attachments = []string{sum}
	}
	if r.n.Type == procedure.NeedLetter {
		s := r.signer("signer")
		d.Signer = &s
	}
	return &procedure.Value{Document: d}
}

func (r *reading) choice() *procedure.Value {
	c := &procedure.Choice{Option: r.text("option"), Reason: r.text("reason")}
	if c.Option == "" {
		r.wrong("option", "ui.required")
	}
	for line := range strings.Lines(r.text("conditions")) {
		if line = strings.TrimSpace(line); line != "" {
			c.Conditions = append(c.Conditions, line)
		}
	}
	return &procedure.Value{Choice: c}
}

func (r *reading) signature() *procedure.Value {
	s := &procedure.Signature{
		Hash: r.text("hash"), On: r.day("on"), Place: r.text("place"), Method: procedure.WetInk, Signer: r.signer("signer"),
		File: r.file("file"), Suspensive: r.text("suspensive"), Proxy: r.byProxy(),
	}
	for _, m := range procedure.Marks() {
		if r.text("mark-"+string(m)) != "" {
			s.Marks = append(s.Marks, m)
		}
	}
	return &procedure.Value{Signature: s}
}

// byProxy reports whether the signer holds another office than the head's.
func (r *reading) byProxy() bool {
	for _, h := range r.p.Holders {
		if h.ID != r.text("signer") {
			continue
		}
		for _, o := range r.p.Offices[r.g.Slot.Government] {
			if o.ID == h.Office {
				return !o.Head
			}
		}
	}
	return false
}

func (r *reading) power() *procedure.Value {
	return &procedure.Value{Power: &procedure.Power{
		Number: r.text("number"), Date: r.day("date"), Hash: r.file("file"), Grantor: r.signer("grantor"), Grantee: r.signer("grantee"),
		From: r.day("from"), Until: r.day("until"),
	}}
}
