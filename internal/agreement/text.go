package agreement

import (
	"regexp"
	"strings"

	"sinergi/internal/fault"
)

// MaxText is the longest text that is read, in bytes: far above any agreement.
const MaxText = 1 << 20

// Preamble is the id of what stands before the first pasal.
const Preamble = "pembukaan"

// The openings of a paragraph, in the manner of Indonesian legal drafting
// (UU 12/2011, annex II): pasal, ayat, huruf, angka.
var (
	pasalLine = regexp.MustCompile(`(?i)^pasal\s+(\d{1,3})\s*(?:[-–—:.]\s*(.*))?$`)
	ayatLine  = regexp.MustCompile(`^\(\s*(\d{1,3})\s*\)\s+(\S.*)$`)
	hurufLine = regexp.MustCompile(`^([a-z]{1,2})\.\s+(\S.*)$`)
	angkaLine = regexp.MustCompile(`^(\d{1,3})[.)]\s+(\S.*)$`)
)

// line is one line of a text, read: how deep it opens a clause (0 a pasal, 1
// an ayat, 2 a huruf, 3 an angka), or -1 when it goes on with what is open.
type line struct {
	depth       int
	label, text string
}

func readLine(s string) line {
	if m := pasalLine.FindStringSubmatch(s); m != nil {
		return line{0, "Pasal " + m[1], strings.TrimSpace(m[2])}
	}
	for depth, form := range []*regexp.Regexp{ayatLine, hurufLine, angkaLine} {
		m := form.FindStringSubmatch(s)
		switch {
		case m == nil:
		case depth == 0:
			return line{1, "(" + m[1] + ")", m[2]}
		case depth == 1:
			return line{2, m[1] + ".", m[2]}
		default:
			return line{3, m[1] + ")", m[2]}
		}
	}
	return line{-1, "", s}
}

// ParseText reads the text of an agreement as an officer pastes it: "Pasal 1"
// on a line of its own, its heading below it, then ayat "(1)", huruf "a." and
// angka "1)". What stands before the first pasal becomes the preamble. Numbers
// stay as they are written; a number that is not the next one is refused, since
// either the text or the copy of it is wrong.
//
// Clauses that old has too keep their ids, so that what points to them still
// does: a pasal with the same heading, a clause below it with the same words,
// or else with the same number.
//
// An error is a fault whose field "clauses" names the line.
func ParseText(text string, old []Clause) ([]Clause, error) {
	if len(text) > MaxText {
		return nil, wrongText("agreement.text_too_long", "KB", MaxText>>10)
	}
	root := &node{}
	open := []*node{root} // the path to what the next line goes on with
	inset := 0
	blank := true
	for i, raw := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		s := strings.Join(strings.Fields(raw), " ")
		if s == "" {
			blank = true
			continue
		}
		l := readLine(s)
		if l.depth < 0 {
			if len(open) == 1 {
				open = append(open, root.add(&node{label: "", id: Preamble}))
			}
			open[len(open)-1].say(l.text, blank)
			blank = false
			continue
		}
		if l.depth > 0 && len(open) == 1 || l.depth > 0 && open[1].label == "" {
			return nil, wrongText("agreement.text_before_pasal", "Line", i+1, "Label", l.label)
		}
		inset = 0
		for inset+1 < len(open) && open[inset+1].depth < l.depth {
			inset++
		}
		parent := open[inset]
		if l.depth == 0 {
			parent = root
		}
		if want := parent.expects(l); want != l.label {
			return nil, wrongText("agreement.text_numbering", "Line", i+1, "Label", l.label, "Expected", want)
		}
		n := &node{depth: l.depth, label: l.label}
		if l.depth == 0 {
			n.heading = l.text
			open = []*node{root, root.add(n)}
		} else {
			n.text = l.text
			open = append(open[:inset+1], parent.add(n))
		}
		blank = false
	}
	tree := root.clauses()
	if len(tree) == 0 {
		return nil, wrongText("agreement.text_empty")
	}
	identify(tree, old)
	return tree, nil
}

func wrongText(key string, args ...any) error {
	return fault.InvalidFields([]fault.Field{fault.NewField("clauses", key, args...)})
}

// node is a clause while it is read.
type node struct {
	depth                    int
	id, label, heading, text string
	children                 []*node
}

func (n *node) add(child *node) *node {
	n.children = append(n.children, child)
	return child
}

// say goes on with the text of a clause. The first line of a pasal is its
// heading when it has none and the line is no sentence.
func (n *node) say(s string, paragraph bool) {
	switch {
	case n.depth == 0 && n.label != "" && n.heading == "" && n.text == "" && len(n.children) == 0 && isHeading(s):
		n.heading = s
	case n.text == "":
		n.text = s
	case paragraph || opens(n.text+" "+s):
		n.text += "\n" + s
	default:
		n.text += " " + s
	}
}

// opens reports whether the last paragraph of a text would be read as the
// opening of a clause if it stood on a line.
func opens(text string) bool {
	return readLine(text[strings.LastIndexByte(text, '\n')+1:]).depth >= 0
}

func isHeading(s string) bool {
	return len(s) <= 120 && !strings.ContainsRune(".;:,", rune(s[len(s)-1]))
}

// expects gives the label that the next child of n of the same kind must have.
func (n *node) expects(l line) string {
	count := 0
	for _, c := range n.children {
		if c.depth == l.depth && c.label != "" {
			count++
		}
	}
	return labelAt(l.depth, count)
}

// clauses turns the nodes into clauses. A pasal that has but a heading holds
// it as its text.
func (n *node) clauses() []Clause {
	var out []Clause
	for _, c := range n.children {
		made := Clause{ID: c.id, Label: c.label, Heading: c.heading, Text: c.text, Children: c.clauses()}
		if made.Text == "" && len(made.Children) == 0 {
			made.Heading, made.Text = "", made.Heading
		}
		out = append(out, made)
	}
	return out
}

// WriteText writes a tree the way ParseText reads it.
func WriteText(tree []Clause) string {
	var b strings.Builder
	for i, c := range tree {
		if i > 0 {
			b.WriteString("\n")
		}
		end := "\n"
		if opens(c.Heading) || c.Heading == "" && opens(c.Text) {
			end = " – "
		}
		if c.Label != "" {
			b.WriteString(c.Label + end)
		}
		if c.Heading != "" {
			b.WriteString(c.Heading + "\n")
		}
		writeParagraphs(&b, "", c.Text)
		writeBelow(&b, c.Children, "")
	}
	return b.String()
}

func writeBelow(b *strings.Builder, level []Clause, inset string) {
	for _, c := range level {
		writeParagraphs(b, inset+c.Label+" ", c.Text)
		writeBelow(b, c.Children, inset+"    ")
	}
}

func writeParagraphs(b *strings.Builder, opening, text string) {
	if text == "" && opening == "" {
		return
	}
	b.WriteString(opening + strings.ReplaceAll(text, "\n", "\n\n") + "\n")
}
