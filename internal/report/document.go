package report

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/i18n"
	"sinergi/internal/quantity"
	"sinergi/internal/tariff"
)

// Document writes a report out as the paper that goes to the governor. lines
// are those of the signature block of the head of region; letters and figures
// are Indonesian, whoever reads it.
func Document(r Report, place string, on civil.Date, lines []string, l tariff.Language) (draft.Document, error) {
	w := newWriter(r.Period, l)
	say := w.say
	name := strings.ToUpper(r.Name)
	d := draft.Document{
		Kind: draft.Report, Place: place, Date: on, Parties: []draft.Heading{{ID: "pihak-1", Government: r.Government, Name: "PEMERINTAH " + name}},
		Title: []string{say("report.doc.title"), "PEMERINTAH " + name, strings.ToUpper(w.period())},
	}
	d.Opening = []draft.Item{draft.Sentence(say("report.doc.to", "Who", r.Addressee))}
	if r.Version > 1 {
		d.Opening = append(d.Opening, draft.Sentence(say("report.doc.corrects", "Version", strconv.Itoa(r.Version), "Reason", r.Reason)))
	}
	d.Body = append(d.Body, draft.Sentence(say("report.doc.count", "Count", strconv.Itoa(len(r.Cooperations)))))
	if r.Note != "" {
		d.Body = append(d.Body, draft.Sentence(r.Note))
	}
	for i, c := range r.Cooperations {
		part, err := w.cooperation(i, c)
		if err != nil {
			return d, err
		}
		d.Body = append(d.Body, part)
	}
	if place != "" && !on.IsZero() {
		d.Closing = []draft.Item{draft.Sentence(place + ", " + on.Long())}
	}
	d.Signatures = []draft.Signature{{Party: "pihak-1", Lines: lines}}
	return d, nil
}

// writer writes papers about a half year.
type writer struct {
	half string
	l    tariff.Language
	say  func(key string, args ...string) string
}

func newWriter(period string, l tariff.Language) writer {
	return writer{period, l, func(key string, args ...string) string {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i]] = args[i+1]
		}
		return l.Message(key, m)
	}}
}

func (w writer) period() string {
	p, _ := ParsePeriod(w.half)
	return p.Name(w.l)
}

func (w writer) cooperation(i int, c Cooperation) (draft.Item, error) {
	part := draft.Item{Level: draft.Part, Label: strconv.Itoa(i+1) + ".", Heading: draft.Said(c.Title)}
	add := func(text string) { part.Children = append(part.Children, draft.Sentence(text)) }
	var partners []string
	for _, code := range c.Partners {
		partners = append(partners, w.l.Government(code))
	}
	add(w.say("report.doc.partners", "Names", strings.Join(partners, ", "), "Category", w.say("cooperation.category."+c.Category)))
	switch {
	case c.Turn != "":
		add(w.say("report.doc.turn", "Stage", w.say("cooperation.stage."+c.Stage), "Turn", c.Turn, "Since", c.Since))
	case c.Stage != "":
		add(w.say("report.doc.stage", "Stage", w.say("cooperation.stage."+c.Stage)))
	default:
		add(w.say("report.doc.no_run"))
	}
	if len(c.Papers) > 0 {
		part.Children = append(part.Children, w.papers(c.Papers))
	}
	for _, p := range c.Papers {
		if len(p.Months) == 0 && len(p.LateOnes) == 0 {
			continue
		}
		said, err := p.Delivered(w.l)
		if err != nil {
			return part, err
		}
		for _, text := range said {
			add(text)
		}
	}
	if c.Problems != "" {
		add(w.say("report.doc.problems", "Text", c.Problems))
	}
	return part, nil
}

func (w writer) papers(all []Paper) draft.Item {
	t := draft.Lined(draft.Table, w.say("register.column.paper"), w.say("register.column.number"), w.say("register.term"), w.say("register.column.status"), w.say("report.doc.duties"))
	for _, p := range all {
		t.Children = append(t.Children, draft.Lined(draft.Row, w.say("cooperation.kind."+p.Kind)+": "+p.Title, p.NumberList(), i18n.Term(w.l.Code, p.From, p.Until), w.say("cooperation.status."+p.Status),
			w.say("report.doc.met_late", "Met", strconv.Itoa(p.Met), "Late", strconv.Itoa(p.Late))))
	}
	return t
}

// Delivered says in sentences what was measured, settled and late under a paper.
func (p Paper) Delivered(l tariff.Language) (out []string, err error) {
	w := newWriter("", l)
	figures, payments, err := p.Sum()
	if err != nil {
		return nil, err
	}
	var agreed, open []string
	for _, m := range p.Months {
		if m.Agreed {
			agreed = append(agreed, i18n.Month(l.Code, m.Month))
		} else {
			open = append(open, i18n.Month(l.Code, m.Month))
		}
	}
	if len(agreed) > 0 {
		var said []string
		for _, f := range figures {
			said = append(said, w.figure(f))
		}
		out = append(out, w.say("report.doc.measured", "Paper", p.Title, "Months", strings.Join(agreed, ", "), "Figures", strings.Join(said, "; ")))
	}
	for _, pay := range payments {
		out = append(out, w.say("report.doc.pays", "From", w.l.Government(pay.From), "To", w.l.Government(pay.To), "Amount", i18n.Rupiah(l.Code, pay.Amount)))
	}
	if len(open) > 0 {
		out = append(out, w.say("report.doc.open", "Paper", p.Title, "Months", strings.Join(open, ", ")))
	}
	if len(p.LateOnes) > 0 {
		var said []string
		for _, x := range p.LateOnes {
			said = append(said, w.say("report.doc.late_one", "Bearer", w.l.Government(x.Bearer), "Text", x.Text, "Times", i18n.Int(l.Code, int64(x.Times))))
		}
		out = append(out, w.say("report.doc.late", "Paper", p.Title, "What", strings.Join(said, "; ")))
	}
	return out, nil
}

// figure says a figure: "kilometer tempuh bus di Kampar 8.412,360 km".
func (w writer) figure(f Figure) string {
	return w.say("report.doc.figure", "Measure", w.l.Measure(f.Measure), "Government", w.l.Government(f.Government), "Amount", w.decimal(f.Amount), "Unit", w.l.Unit(tariff.Unit(f.Unit)))
}

// decimal writes an exact decimal; a dash for none.
func (w writer) decimal(s string) string {
	d, err := quantity.Parse(s)
	if err != nil {
		return "–"
	}
	return i18n.Number(w.l.Code, d)
}
