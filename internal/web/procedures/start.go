package procedures

import (
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/web/front"
	"sinergi/internal/web/ui"
)

// maxOthers is how many third parties or central bodies the form has room for.
const maxOthers = 3

type startBody struct {
	Kinds, Later []kindRow // what can be begun: something new, something about what was signed
	Chosen       *kindRow
	Action, Back string
	Title        string
	Others       []otherFields
	OthersWord   string
	Subject      string
	Subjects     []ui.Option
}

// otherFields ask for a party that is no government.
type otherFields struct {
	Legend string
	Fields []ui.Field
}

type kindRow struct{ Href, Name, Text, Article, Verified string }

// KindText says in plain words what a procedure is for.
func kindText(v *front.Visit, d *procedure.Definition) string {
	return v.T("run.kind." + strings.ReplaceAll(d.ID, "-", "_"))
}

func rowFor(v *front.Visit, checks ops.RuleChecks, d *procedure.Definition, cooperation string) kindRow {
	return kindRow{cooperationPath(cooperation) + "/start?kind=" + d.ID, d.Name.In(v.Lang), kindText(v, d), d.Article, howFar(v, checks, d)}
}

// offered reports whether a procedure can be begun by the visitor, in a
// cooperation of so many regions with these documents.
func offered(v *front.Visit, d *procedure.Definition, regions int, all []ops.Candidate) bool {
	if d.Rules.Supervisor != v.Actor.Has(policy.Observer) || d.Rules.Partner == "" && !d.Rules.Subject && regions < 2 {
		return false
	}
	return !d.Rules.Subject || len(subjects(v, d, all)) > 1
}

// subjects offers what a procedure can be about.
func subjects(v *front.Visit, d *procedure.Definition, all []ops.Candidate) []ui.Option {
	out := []ui.Option{{Value: "", Label: v.T("run.choose_subject")}}
	for _, c := range all {
		if (c.Signed || d.Rules.Supervisor) && (!d.Rules.Mandatory || c.Category == agreement.Mandatory) {
			out = append(out, ui.Option{Value: c.Run + " " + c.Branch, Label: c.Kind.Name().In(v.Lang) + ": " + c.Title})
		}
	}
	return out
}

// starter gives the cooperation in the address to one who may begin something
// there.
func starter(v *front.Visit) (ops.Dossier, []ops.Candidate, error) {
	d, err := v.Desk.Dossier(v.R.Context(), v.Actor, v.R.PathValue("id"))
	if err != nil {
		return d, nil, err
	}
	if !d.MayStart {
		return d, nil, fault.New(fault.Denied, "policy.denied")
	}
	all, err := v.Desk.Candidates(v.R.Context(), v.Actor, d.ID)
	return d, all, err
}

func startPage(v *front.Visit) (*ui.Page, *procedure.Definition, error) {
	d, all, err := starter(v)
	if err != nil {
		return nil, nil, err
	}
	checks, err := v.Desk.RuleChecks(v.R.Context(), v.Actor)
	if err != nil {
		return nil, nil, err
	}
	b := startBody{Action: v.R.URL.RequestURI(), Back: cooperationPath(d.ID), Title: d.Title}
	if v.R.Method == "POST" {
		b.Title = typed(v, "title")
	}
	kind := v.R.URL.Query().Get("kind")
	var chosen *procedure.Definition
	for _, def := range v.Desk.Procedures() {
		switch {
		case !offered(v, def, len(d.Parties), all):
		case def.ID == kind:
			row := rowFor(v, checks, def, d.ID)
			chosen, b.Chosen = def, &row
		case def.Rules.Subject:
			b.Later = append(b.Later, rowFor(v, checks, def, d.ID))
		default:
			b.Kinds = append(b.Kinds, rowFor(v, checks, def, d.ID))
		}
	}
	title := v.T("run.start")
	if chosen != nil {
		title = chosen.Name.In(v.Lang)
		if chosen.Rules.Subject {
			b.Subject, b.Subjects = typed(v, "subject"), subjects(v, chosen, all)
		}
		if chosen.Rules.Partner != "" {
			b.OthersWord = v.T("run.others." + string(chosen.Rules.Partner))
			for i := range maxOthers {
				b.Others = append(b.Others, othersOf(v, i))
			}
		}
	}
	page := v.Page(title, ui.Link{Href: "/cooperations", Label: v.T("nav.cooperations")}, ui.Link{Href: b.Back, Label: d.Title})
	page.Body = b
	return page, chosen, nil
}

func othersOf(v *front.Visit, i int) otherFields {
	at := "other_" + strconv.Itoa(i+1)
	field := func(name, key string) ui.Field {
		return ui.Field{Name: name, Label: v.T(key), Value: typed(v, name), MaxLength: 200, Size: "long"}
	}
	out := otherFields{Legend: v.T("run.other_no", "No", i+1), Fields: []ui.Field{
		field(at, "run.other_name"), field(at+"_seat", "run.other_seat"), field(at+"_address", "run.other_address"), field(at+"_basis", "run.other_basis"),
	}}
	out.Fields[0].Required = i == 0
	out.Fields[3].Hint = v.T("run.other_basis_hint")
	return out
}

func (p *pages) showStart(v *front.Visit) error {
	page, _, err := startPage(v)
	if err != nil {
		return err
	}
	return v.Render(p.start, page)
}

func (p *pages) begin(v *front.Visit) error {
	page, def, err := startPage(v)
	if err != nil {
		return err
	}
	if def == nil {
		return again(v, p.start, page, fault.New(fault.Invalid, "run.choose_kind"))
	}
	n := ops.NewRun{Cooperation: v.R.PathValue("id"), Definition: def.ID, Title: typed(v, "title")}
	for i := range maxOthers {
		at := "other_" + strconv.Itoa(i+1)
		if name := typed(v, at); name != "" {
			n.Others = append(n.Others, procedure.Party{
				Code: agreement.Slug(name), Name: name, Kind: def.Rules.Partner, Seat: typed(v, at+"_seat"), Address: typed(v, at+"_address"), Basis: typed(v, at+"_basis"),
			})
		}
	}
	if def.Rules.Subject {
		run, branch, _ := strings.Cut(typed(v, "subject"), " ")
		n.Subject = &procedure.Subject{Run: run, Branch: branch}
	}
	id, err := v.Desk.StartRun(v.R.Context(), v.Actor, n)
	if err != nil {
		return again(v, p.start, page, renamed(err))
	}
	return v.Redirect(RunPath(id), "run.began")
}

// renamed puts what is wrong with the parties at the first input for them.
func renamed(err error) error {
	e := fault.Of(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	fields := slices.Clone(e.Fields)
	for i := range fields {
		if fields[i].Name == "parties" {
			fields[i].Name = "other_1"
		}
	}
	return fault.InvalidFields(fields)
}
