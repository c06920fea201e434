package draft

import (
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/tariff"
)

// below says which levels a clause may hold.
var below = map[Level]string{
	Bab:       " pasal ",
	Pasal:     " ayat huruf angka paragraf tabel ",
	Ayat:      " huruf angka paragraf tabel ",
	Huruf:     " angka paragraf tabel ",
	Angka:     " huruf sub paragraf tabel ",
	Sub:       " angka paragraf tabel ",
	Paragraph: " huruf angka tabel ",
	Part:      " bagian paragraf huruf angka tabel ",
	Annex:     " bagian pasal paragraf huruf angka tabel ",
	Table:     " baris ",
	Row:       " ",
}

// atTop says which levels stand at the top of a section.
var atTop = map[Section]string{
	InTo:       " paragraf ",
	InOpening:  " paragraf huruf angka ",
	InRecitals: " huruf paragraf ",
	InBasis:    " angka paragraf ",
	InBody:     " bab pasal bagian paragraf huruf angka tabel ",
	InClosing:  " paragraf ",
	InAnnexes:  " lampiran ",
	InCopies:   " angka paragraf ",
}

// Fits reports whether a clause of a level may stand in a clause of another,
// or, with no parent level, at the top of a section.
func Fits(l, parent Level, s Section) bool {
	allowed := atTop[s]
	if parent != "" {
		allowed = below[parent]
	}
	return strings.Contains(allowed, " "+string(l)+" ")
}

// MaxDepth is how deep clauses nest at most, far beyond any agreement.
const MaxDepth = 8

// Check finds what is wrong with the form of a text: ids, levels that do not
// fit, empty clauses, parameters of another type than their value, terms that
// no clause says, tariffs that settlement would refuse, that point to no clause
// or are not said there, examples that cannot be computed; and what was typed
// that contradicts itself, or would not follow a change. What its marks become
// is found by Write, letters that cannot be printed by Unprintable.
func (t Text) Check(f Facts) []Finding {
	w := &writer{text: t, facts: f, index: t.Index(), values: values{t, f}}
	w.checkClauses()
	w.checkLists()
	w.checkTariffs()
	w.checkSpans()
	for _, e := range t.Examples {
		at := Visit{Clause: Clause{ID: e.Clause}}
		if !w.index.Has(e.Clause) {
			w.find(Visit{}, Wrong, "draft.example.no_clause", "Example", e.ID)
		}
		if _, err := t.Work(e, f); err != nil {
			failure := failed(e.ID, err)
			w.find(at, Wrong, failure.key, failure.args...)
		}
	}
	return w.findings
}

func (w *writer) checkClauses() {
	seen := map[string]bool{}
	levels := map[string]Level{}
	for v := range w.text.All() {
		c := v.Clause
		switch {
		case !ValidID(c.ID):
			w.find(v, Wrong, "draft.clause.bad_id", "ID", short(c.ID))
		case seen[c.ID]:
			w.find(v, Wrong, "draft.clause.id_twice", "ID", c.ID)
		}
		seen[c.ID] = true
		levels[c.ID] = c.Level
		if v.Depth >= MaxDepth || !Fits(c.Level, levels[v.Parent], v.Section) {
			w.find(v, Wrong, "draft.clause.misplaced", "Level", string(c.Level))
		}
		switch {
		case strings.TrimSpace(c.Text) != "" || len(c.Children) > 0:
		case strings.TrimSpace(c.Heading) == "":
			w.find(v, Wrong, "draft.clause.empty")
		default:
			w.find(v, Wrong, "draft.clause.heading_only")
		}
		if onlyAyat(c) {
			w.find(v, Note, "draft.clause.one_ayat")
		}
		w.checkCells(c, v)
		w.typed(c.Text, v)
	}
}

// onlyAyat reports whether a pasal has one ayat alone, which is then no ayat
// (UU 12/2011 annex II).
func onlyAyat(c Clause) bool {
	n := 0
	for _, child := range c.Children {
		if child.Level == Ayat {
			n++
		}
	}
	return c.Level == Pasal && n == 1
}

func (w *writer) checkCells(c Clause, at Visit) {
	if c.Level != Table || c.Text == "" {
		return
	}
	for _, row := range c.Children {
		if len(row.Cells()) != len(c.Cells()) {
			w.find(Visit{Section: at.Section, Clause: row}, Wrong, "draft.clause.cells", "Cells", len(row.Cells()), "Want", len(c.Cells()))
		}
	}
}

func (w *writer) checkLists() {
	seen := map[string]bool{}
	for _, p := range w.text.Parties {
		if !ValidID(p.ID) || seen[p.ID] || p.ID == "dokumen" || p.ID == "induk" || strings.TrimSpace(p.Label) == "" {
			w.find(Visit{}, Wrong, "draft.party.bad", "Party", p.ID)
		}
		seen[p.ID] = true
	}
	if w.text.Kind.Contract() && len(w.text.Parties) < 2 {
		w.find(Visit{}, Wrong, "draft.party.too_few")
	}
	for _, p := range w.text.Parameters {
		if !ValidID(p.ID) || seen[p.ID] {
			w.find(Visit{}, Wrong, "draft.parameter.bad_id", "Parameter", short(p.ID))
		}
		seen[p.ID] = true
		if key := p.Check(); key != "" {
			w.find(Visit{}, Wrong, key, "Parameter", p.Label.ID, "Value", p.Value)
		}
	}
}

// checkTariffs checks the tariffs as settlement will; the day from which they
// hold and the agreement are not known before the signature.
func (w *writer) checkTariffs() {
	for _, t := range w.text.Tariffs {
		if err := ready(t).Validate(); err != nil {
			e := fault.Of(err)
			for _, f := range e.Fields {
				w.findings = append(w.findings, Finding{Weight: Wrong, Clause: t.Clause, Key: f.Key, Args: f.Args})
			}
			if len(e.Fields) == 0 {
				w.findings = append(w.findings, Finding{Weight: Wrong, Clause: t.Clause, Key: e.Key, Args: e.Args})
			}
		}
		w.checkSaid(t)
		named := []string{t.Clause}
		for _, c := range t.Components {
			named = append(named, c.Clause)
			for _, code := range []string{c.Payer, c.Payee} {
				if _, ok := w.text.PartyOf(code); code != "" && !ok {
					w.find(Visit{}, Wrong, "draft.mark.no_such_payer", "Code", code, "Component", c.Label.ID)
				}
			}
		}
		for _, id := range named {
			if id != "" && !w.index.Has(id) {
				w.find(Visit{}, Wrong, "draft.tariff.no_clause", "Target", id, "Tariff", t.ID)
			}
		}
	}
}

// ready fills in what a tariff gets at the signature, where it is still open.
func ready(t tariff.Tariff) tariff.Tariff {
	if t.AgreementID == "" {
		t.AgreementID = exampleAgreement
	}
	if t.From.IsZero() {
		t.From = anyDay
	}
	return t
}
