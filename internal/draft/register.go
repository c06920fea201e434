package draft

import (
	"strings"

	"sinergi/internal/agreement"
)

// Register gives the body and the annexes of a document as the clauses of an
// agreement in force: numbered, without marks, with the same ids, so that
// obligations, services and tariffs find their clause.
func (d Document) Register() []agreement.Clause {
	return append(registered(d.Body), registered(d.Annexes)...)
}

func registered(items []Item) []agreement.Clause {
	var out []agreement.Clause
	for _, i := range items {
		c := agreement.Clause{ID: i.ID, Label: i.Label, Heading: Plain(i.Heading), Children: registered(i.Children)}
		for _, p := range i.Paragraphs {
			c.Text = strings.TrimSpace(c.Text + "\n" + Plain(p))
		}
		if len(i.Cells) > 0 {
			cells := make([]string, len(i.Cells))
			for j, cell := range i.Cells {
				cells[j] = Plain(cell)
			}
			c.Text = CellsText(cells)
		}
		out = append(out, c)
	}
	return out
}

// FromRegister gives the clauses of an agreement as clauses of a text, and
// what stands before the first pasal. Numbers are left behind: they follow
// from the place.
func FromRegister(tree []agreement.Clause) (opening, body []Clause) {
	for _, c := range tree {
		if c.Label == "" {
			opening = append(opening, fromRegister(c, ""))
			continue
		}
		body = append(body, fromRegister(c, ""))
	}
	return opening, body
}

func fromRegister(c agreement.Clause, parent Level) Clause {
	out := Clause{ID: c.ID, Level: levelOf(c.Label, parent), Heading: strings.ReplaceAll(Clean(c.Heading), "\n", " "), Text: Clean(c.Text)}
	for _, child := range c.Children {
		out.Children = append(out.Children, fromRegister(child, out.Level))
	}
	return out
}

// levelOf reads a level off a printed number.
func levelOf(label string, parent Level) Level {
	switch {
	case label == "":
		return Paragraph
	case strings.HasPrefix(label, "BAB "):
		return Bab
	case strings.HasPrefix(label, "LAMPIRAN"):
		return Annex
	case strings.HasPrefix(strings.ToLower(label), "pasal"):
		return Pasal
	case strings.HasPrefix(label, "("):
		return Ayat
	case strings.Trim(label, "0123456789") != label:
		return Angka
	case strings.HasSuffix(label, ")") && parent == Angka:
		return Sub
	case strings.HasSuffix(label, ")") && parent == Huruf:
		return Angka
	}
	return Huruf
}

// Read reads the plain text of an agreement as somebody pastes it (see
// agreement.ParseText): what stands before the first bab or pasal becomes the
// opening, everything else the body. Clauses that old has too keep their ids;
// the other sections, parties and values are those of old. Marks in old become
// plain words in the result where the pasted text has them so: package redline
// puts them back.
func Read(text string, old Text, f Facts) (Text, error) {
	d, _ := old.Write(f)
	tree, err := agreement.ParseText(text, registered(d.Body))
	if err != nil {
		return Text{}, err
	}
	opening, body := FromRegister(tree)
	out := old.Clone()
	out.Body = body
	if len(opening) > 0 {
		out.Opening = opening
	}
	out.freeIDs()
	return out, nil
}

// freeIDs gives another id to a clause of the opening or the body that has the
// id of a clause elsewhere in the text.
func (t *Text) freeIDs() {
	taken := map[string]bool{}
	for v := range t.All() {
		if v.Section != InOpening && v.Section != InBody {
			taken[v.Clause.ID] = true
		}
	}
	var free func([]Clause)
	free = func(level []Clause) {
		for i := range level {
			id := level[i].ID
			for n := 2; taken[id] || !ValidID(id); n++ {
				id = short80(level[i].ID) + "-" + itoa(n)
			}
			level[i].ID, taken[id] = id, true
			free(level[i].Children)
		}
	}
	free(t.Opening)
	free(t.Body)
}

// short80 leaves room for a number behind an id.
func short80(id string) string {
	id = id[:min(len(id), maxID-6)]
	if id = strings.TrimRight(id, "._-"); !ValidID(id) {
		return "klausul"
	}
	return id
}
