package draft

import (
	"slices"
	"strings"

	"sinergi/internal/tariff"
)

// checkSaid finds the numbers of a tariff that the clauses it points to do not
// say: one that was typed over, or came back typed from Word, would leave the
// words and the settlement with different numbers. A clause says a number by
// its mark, anywhere in its pasal.
func (w *writer) checkSaid(t tariff.Tariff) {
	if slices.ContainsFunc(w.text.Tariffs, func(newer tariff.Tariff) bool { return newer.ID == t.ID && newer.Version > t.Version }) {
		return
	}
	for _, c := range t.Components {
		clause := c.Clause
		if clause == "" {
			clause = t.Clause
		}
		if !w.index.Has(clause) || c.Payer != "" && c.Payer == c.Payee { // what a party bears itself is no payment
			continue
		}
		said := w.saidIn(clause)
		for _, m := range Marks(amending{w.text, t}.figures(c)) {
			_, field, _ := strings.Cut(m.Path, "#")
			is, ok := fieldOf(c.Formula, field)
			if !ok || said[m.Path] || is.kind == Words || is.number.Decimal().IsZero() {
				continue
			}
			f, _ := is.figure()
			at, _ := w.text.Find(clause)
			w.find(at, Wrong, "draft.tariff.unsaid", "Component", c.Label.ID, "Number", f.in(Digits))
		}
	}
}

// checkSpans finds terms and deadlines that no clause says any more, though the
// procedure still reads them.
func (w *writer) checkSpans() {
	said := map[string]bool{}
	for v := range w.text.All() {
		for _, m := range Marks(v.Clause.Heading + "\n" + v.Clause.Text) {
			said[m.Path] = true
		}
	}
	for _, p := range w.text.Parameters {
		if p.Type == Span && p.Value != "" && !said[p.ID] {
			w.find(Visit{}, Note, "draft.parameter.unsaid", "Parameter", p.Label.ID, "Value", p.Value+" "+p.Unit)
		}
	}
}

// saidIn gives the paths of the marks in the outermost pasal or part that holds
// a clause.
func (w *writer) saidIn(clause string) map[string]bool {
	said := map[string]bool{}
	at, _ := w.text.Find(clause)
	for at.Parent != "" && at.Clause.Level != Pasal {
		at, _ = w.text.Find(at.Parent)
	}
	for _, m := range marksIn(at.Clause) {
		said[m.Path] = true
	}
	return said
}
