package wordfile

import (
	"slices"
	"strings"

	"sinergi/internal/docx"
	"sinergi/internal/draft"
	"sinergi/internal/fault"
	"sinergi/internal/redline"
)

// Import is what a Word file says of a text.
type Import struct {
	// Text is the known text with the clauses of the file in place of its own.
	// Parties, parameters, tariffs and the addressees of a letter are not
	// taken from a file.
	Text draft.Text
	// Version is the hash of the text that the file was written from; empty of
	// a file that Sinergi did not write.
	Version string
	// Match says how clauses were recognised that bear no bookmark, which are
	// new or gone, and which figures were typed over.
	Match      redline.Report
	Marked     []string   // clauses that were recognised by their bookmark
	Unplaced   []Unplaced // what stands in the file and is no clause
	Renumbered []Renumbered
	Remarks    []Remark
	Changes    []docx.Change // tracked changes
	Notices    []docx.Notice
	Said       []*fault.Error // sentences on what the file holds: tracked changes, macros, pictures, …
	Printed    []string       // lines that Sinergi itself had printed, unchanged
}

// Reason says why something in a file became no clause.
type Reason string

// The reasons.
const (
	Front     Reason = "front"     // in the title or among the numbers: those come from the parties' facts
	Signing   Reason = "signing"   // in the signature block
	Changed   Reason = "changed"   // was printed from facts and differs now
	TextBox   Reason = "text_box"  // stands in a text box
	Footnote  Reason = "footnote"  // a footnote or endnote
	Margin    Reason = "margin"    // in a header or footer
	Contents  Reason = "contents"  // in a table of contents
	Misplaced Reason = "misplaced" // at a place where no clause can stand
)

// Key is the message that explains the reason.
func (r Reason) Key() string { return "docx.unplaced." + string(r) }

// Unplaced is something in a file that became no clause.
type Unplaced struct {
	Text   string
	Reason Reason
	Number int    // of the paragraph from the top; 0 outside the body
	After  string // the clause that it stands after; empty at the top
}

// Renumbered is a clause whose number in the file is not the one of its place.
type Renumbered struct {
	Clause  string
	InFile  string
	InPlace string
}

// Remark is a comment of the file and the clause that it is on.
type Remark struct {
	docx.Comment
	Clause string // empty when it is on nothing that became a clause
}

// Read reads a file as a version of the known text. Tracked changes are read
// as accepted or as rejected. An error is a fault of the file.
func Read(data []byte, known draft.Text, facts draft.Facts, view docx.View) (Import, error) {
	f, err := docx.Read(data, docx.Limits{})
	if err != nil {
		return Import{}, err
	}
	return interpret(f, known, facts, view)
}

func interpret(f *docx.File, text draft.Text, facts draft.Facts, view docx.View) (Import, error) {
	reading := f.Reading(view)
	k := learnKnown(text, facts, f)
	b := newBuilder(k)
	b.all((&flow{known: k}).body(reading.Body))
	b.margins(reading)
	b.prune()
	out, err := b.result()
	if err != nil {
		return Import{}, err
	}
	for _, id := range out.Text.IDs() {
		if n := b.seen[id]; n != nil && n.marked {
			out.Marked = append(out.Marked, id)
		}
	}
	out.Version, out.Changes, out.Notices = f.Fact(factVersion), f.Changes, f.Notices
	if m := f.TrackedMessage(view); m != nil {
		out.Said = append(out.Said, m)
	}
	for _, n := range f.Notices {
		if n.Kind == docx.Pictures && out.Version != "" && n.Count <= len(text.Parties) {
			continue // the emblems that Write put there
		}
		out.Said = append(out.Said, n.Message())
	}
	for _, c := range f.Comments {
		r := Remark{Comment: c}
		if n := b.comments[c.ID]; n != nil {
			r.Clause = n.id
		}
		out.Remarks = append(out.Remarks, r)
	}
	return out, nil
}

// known is the text that the file is a version of.
type known struct {
	text    draft.Text
	facts   draft.Facts
	doc     draft.Document
	visits  map[string]draft.Visit
	items   map[string]draft.Item
	hashed  map[string]string // ids by the hash in a bookmark
	printed map[string]bool   // lines that are printed from facts
	// written holds every mark with the words that it became; references the
	// words of each by clause and mark.
	written    map[string]bool
	references map[string]string
}

func learnKnown(text draft.Text, facts draft.Facts, f *docx.File) *known {
	k := &known{text: text, facts: facts, written: map[string]bool{}, references: map[string]string{}, visits: map[string]draft.Visit{}, items: map[string]draft.Item{}, hashed: map[string]string{}, printed: map[string]bool{}}
	k.doc, _ = text.Write(facts)
	for v := range text.All() {
		k.visits[v.Clause.ID] = v
		k.hashed[hashOf(v.Clause.ID)] = v.Clause.ID
	}
	for _, p := range f.Facts {
		if hash, ok := strings.CutPrefix(p.Name, factID); ok && draft.ValidID(p.Value) && hashOf(p.Value) == hash {
			k.hashed[hash] = p.Value
		}
	}
	var visit func([]draft.Item)
	visit = func(items []draft.Item) {
		for _, it := range items {
			k.items[it.ID] = it
			for _, runs := range slices.Concat([][]draft.Run{it.Heading}, it.Paragraphs, it.Cells) {
				for _, r := range runs {
					if r.Mark != "" {
						k.written[r.Mark+"\n"+draft.Clean(r.Text)] = true
						k.references[it.ID+"\n"+r.Mark] = r.Text
					}
				}
			}
			visit(it.Children)
		}
	}
	for _, s := range sectionsOf(k.doc) {
		visit(s)
	}
	for _, line := range printedLines(k.doc) {
		k.printed[plain(line)] = true
	}
	return k
}

func sectionsOf(d draft.Document) [][]draft.Item {
	return [][]draft.Item{d.Opening, d.Recitals, d.Basis, d.Body, d.Closing, d.Annexes, d.Copies}
}

// printedLines gives the lines that a document is printed with besides its
// clauses.
func printedLines(d draft.Document) []string {
	b := newBook(d, Options{})
	b.compose()
	return b.said
}

// plain brings a line to the form in which lines are compared.
func plain(s string) string { return strings.ToLower(draft.Clean(strings.ReplaceAll(s, "\n", " "))) }
