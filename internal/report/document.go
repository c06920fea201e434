package report

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/quantity"
	"sinergi/internal/tariff"
)

// Document writes a report out as the paper that goes to the governor. lines
// are those of the signature block of the head of region; letters and figures
// are Indonesian, whoever reads it.
func Document(r Report, place string, on civil.Date, lines []string, l tariff.Language) (draft.Document, error) {
	say := func(key string, args ...any) string {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i].(string)] = args[i+1] //nolint:forcetypeassert // names are written below
		}
		return l.Message(key, m)
	}
	w := writer{r: r, l: l, say: say}
	name := strings.ToUpper(r.Name)
	d := draft.Document{
		Kind: draft.Report, Place: place, Date: on, Parties: []draft.Heading{{ID: "pihak-1", Government: r.Government, Name: "PEMERINTAH " + name}},
		Title: []string{say("report.doc.title"), "PEMERINTAH " + name, strings.ToUpper(w.period())},
	}
	d.Opening = []draft.Item{w.line("", say("report.doc.to", "Who", r.Addressee))}
	if r.Version > 1 {
		d.Opening = append(d.Opening, w.line("", say("report.doc.corrects", "Version", strconv.Itoa(r.Version), "Reason", r.Reason)))
	}
	d.Body = append(d.Body, w.line("", say("report.doc.count", "Count", strconv.Itoa(len(r.Cooperations)))))
	if r.Note != "" {
		d.Body = append(d.Body, w.line("", r.Note))
	}
	for i, c := range r.Cooperations {
		part, err := w.cooperation(i, c)
		if err != nil {
			return d, err
		}
		d.Body = append(d.Body, part)
	}
	if place != "" && !on.IsZero() {
		d.Closing = []draft.Item{w.line("", place+", "+on.Long())}
	}
	d.Signatures = []draft.Signature{{Party: "pihak-1", Lines: lines}}
	return d, nil
}

type writer struct {
	r   Report
	l   tariff.Language
	say func(key string, args ...any) string
}

func (w writer) period() string {
	p, _ := ParsePeriod(w.r.Period)
	return w.say("report.doc.period", "Half", []string{"", "I", "II"}[p.Half], "Year", strconv.Itoa(p.Year))
}

func words(text string) []draft.Run { return []draft.Run{{Text: text}} }

func (w writer) line(label, text string) draft.Item {
	return draft.Item{Level: draft.Paragraph, Label: label, Paragraphs: [][]draft.Run{words(text)}}
}

func (w writer) cooperation(i int, c Cooperation) (draft.Item, error) {
	part := draft.Item{Level: draft.Part, Label: strconv.Itoa(i+1) + ".", Heading: words(c.Title)}
	add := func(text string) { part.Children = append(part.Children, w.line("", text)) }
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
		said, err := w.delivered(p)
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
	t := draft.Item{Level: draft.Table, Cells: [][]draft.Run{
		words(w.say("register.column.paper")), words(w.say("register.column.number")), words(w.say("register.term")), words(w.say("register.column.status")), words(w.say("report.doc.duties")),
	}}
	for _, p := range all {
		var numbers []string
		for _, n := range p.Numbers {
			if n.Number != "" {
				numbers = append(numbers, n.Number)
			}
		}
		term := ""
		if !p.From.IsZero() {
			term = p.From.Long()
		}
		if !p.Until.IsZero() {
			term += " – " + p.Until.Long()
		}
		t.Children = append(t.Children, draft.Item{Level: draft.Row, Cells: [][]draft.Run{
			words(w.say("cooperation.kind."+p.Kind) + ": " + p.Title), words(strings.Join(numbers, "; ")), words(term), words(w.say("cooperation.status." + p.Status)),
			words(w.say("report.doc.met_late", "Met", strconv.Itoa(p.Met), "Late", strconv.Itoa(p.Late))),
		}})
	}
	return t
}

// delivered says what was measured and settled under a paper.
func (w writer) delivered(p Paper) ([]string, error) {
	var out []string
	figures, payments, err := p.Sum()
	if err != nil {
		return nil, err
	}
	var agreed, open []string
	for _, m := range p.Months {
		if m.Agreed {
			agreed = append(agreed, m.Month.Indonesian())
		} else {
			open = append(open, m.Month.Indonesian())
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
		out = append(out, w.say("report.doc.pays", "From", w.l.Government(pay.From), "To", w.l.Government(pay.To), "Amount", pay.Amount.String()))
	}
	if len(open) > 0 {
		out = append(out, w.say("report.doc.open", "Paper", p.Title, "Months", strings.Join(open, ", ")))
	}
	if len(p.LateOnes) > 0 {
		var said []string
		for _, x := range p.LateOnes {
			said = append(said, w.say("report.doc.late_one", "Bearer", w.l.Government(x.Bearer), "Text", x.Text, "Times", strconv.Itoa(x.Times)))
		}
		out = append(out, w.say("report.doc.late", "Paper", p.Title, "What", strings.Join(said, "; ")))
	}
	return out, nil
}

// figure says a figure: "kilometer tempuh bus di Kampar 8.412,360 km".
func (w writer) figure(f Figure) string {
	amount := f.Amount
	if d, err := quantity.Parse(f.Amount); err == nil {
		amount = quantity.FormatID(d)
	}
	return w.say("report.doc.figure", "Measure", w.l.Measure(f.Measure), "Government", w.l.Government(f.Government), "Amount", amount, "Unit", w.l.Unit(tariff.Unit(f.Unit)))
}
