package agreement

import (
	"regexp"
	"strconv"
	"strings"

	"sinergi/internal/fault"
)

// MaxText is the longest text that is read, in bytes: far above any agreement.
const MaxText = 1 << 20

// Preamble is the id of what stands before the first pasal.
const Preamble = "pembukaan"

// The openings of a paragraph, in the manner of Indonesian legal drafting
// (UU 12/2011, annex II): bab, pasal, ayat, huruf, angka.
var (
	babLine   = regexp.MustCompile(`^(?:BAB|Bab)\s+([IVXLC]{1,8}|[ivxlc]{1,8}|\d{1,2})\s*(?:[-–—:.]\s*(.*))?$`)
	pasalLine = regexp.MustCompile(`(?i)^pasal\s+(\d{1,3})\s*(?:[-–—:.]\s*(.*))?$`)
	ayatLine  = regexp.MustCompile(`^\(\s*(\d{1,3})\s*\)\s+(\S.*)$`)
	hurufLine = regexp.MustCompile(`^([a-z]{1,2})\.\s+(\S.*)$`)
	angkaLine = regexp.MustCompile(`^(\d{1,3})[.)]\s+(\S.*)$`)
	subLine   = regexp.MustCompile(`^([a-z]{1,2})\)\s+(\S.*)$`)
)

// line is one line of a text, read: how deep it opens a clause, or depthNone.
type line struct {
	depth       int
	label, text string
}

func readLine(s string) line {
	if m := babLine.FindStringSubmatch(s); m != nil {
		number := strings.ToUpper(m[1])
		if n, err := strconv.Atoi(number); err == nil {
			number = roman(n)
		}
		return line{depthBab, "BAB " + number, strings.TrimSpace(m[2])}
	}
	if m := pasalLine.FindStringSubmatch(s); m != nil {
		return line{depthPasal, "Pasal " + m[1], strings.TrimSpace(m[2])}
	}
	if m := ayatLine.FindStringSubmatch(s); m != nil {
		return line{depthAyat, "(" + m[1] + ")", m[2]}
	}
	if m := hurufLine.FindStringSubmatch(s); m != nil {
		return line{depthHuruf, m[1] + ".", m[2]}
	}
	if m := angkaLine.FindStringSubmatch(s); m != nil {
		return line{depthAngka, m[1] + ")", m[2]}
	}
	if m := subLine.FindStringSubmatch(s); m != nil {
		return line{depthSub, m[1] + ")", m[2]}
	}
	return line{depthNone, "", s}
}

// ParseText reads the text of an agreement as an officer pastes it: "Pasal 1"
// on a line of its own, its heading below it, then ayat "(1)", huruf "a." and
// angka "1)"; pasal may be gathered in bab, "BAB I" with the heading below.
// What stands before the first of them becomes the preamble. Numbers stay as
// they are written; a number that is not the next one is refused, since either
// the text or the copy of it is wrong.
//
// Clauses that old has too keep their ids, so that what points to them still
// does: a bab or pasal with the same heading, a clause below it with the same
// words, or else with the same number.
//
// An error is a fault whose field "clauses" names the line.
func ParseText(text string, old []Clause) ([]Clause, error) {
	if len(text) > MaxText {
		return nil, wrongText("agreement.text_too_long", "KB", MaxText>>10)
	}
	r := &reading{root: &node{depth: depthNone}, blank: true}
	r.open = []*node{r.root}
	for i, raw := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		s := strings.Join(strings.Fields(raw), " ")
		if s == "" {
			r.blank = true
			continue
		}
		if err := r.line(i+1, readLine(s)); err != nil {
			return nil, err
		}
		r.blank = false
	}
	tree := r.root.clauses()
	if len(tree) == 0 {
		return nil, wrongText("agreement.text_empty")
	}
	identify(tree, old)
	return tree, nil
}

// reading is a text while its lines are read.
type reading struct {
	root  *node
	open  []*node // the path to what the next line goes on with
	pasal int     // read so far, through all bab
	blank bool    // the line before was empty
}

func (r *reading) line(number int, l line) error {
	if l.depth == depthNone {
		if len(r.open) == 1 {
			r.open = append(r.open, r.root.add(&node{depth: depthPasal, id: Preamble}))
		}
		r.open[len(r.open)-1].say(l.text, r.blank)
		return nil
	}
	if l.depth > depthPasal && !r.inPasal() {
		return wrongText("agreement.text_before_pasal", "Line", number, "Label", l.label)
	}
	at, want := r.holder(l)
	if want != l.label {
		return wrongText("agreement.text_numbering", "Line", number, "Label", l.label, "Expected", want)
	}
	parent := r.open[at]
	n := &node{depth: l.depth, label: l.label, text: l.text}
	if l.depth <= depthPasal {
		n.heading, n.text = l.text, ""
	}
	if l.depth == depthPasal {
		r.pasal++
	}
	r.open = append(r.open[:at+1], parent.add(n))
	return nil
}

// holder finds the open clause that a line belongs to: the innermost one that
// may hold it and in which its number is the next. When there is none, it gives
// the number that the outermost one expects.
func (r *reading) holder(l line) (at int, want string) {
	for i := len(r.open) - 1; i >= 0; i-- {
		if !r.holds(i, l.depth) {
			continue
		}
		at, want = i, r.expects(r.open[i], l.depth)
		if want == l.label {
			return at, want
		}
	}
	return at, want
}

// holds reports whether the open clause at a place may hold one of a depth: a
// deeper one, or a huruf in an angka that is not itself in a huruf.
func (r *reading) holds(i, depth int) bool {
	n := r.open[i]
	switch {
	case depth <= depthPasal:
		return n.depth < depth
	case n.depth < depthPasal || n.label == "":
		return false
	case depth == depthHuruf && n.depth == depthAngka:
		return r.open[i-1].depth != depthHuruf
	}
	return n.depth < depth
}

func (r *reading) inPasal() bool {
	for _, n := range r.open {
		if n.depth == depthPasal && n.label != "" {
			return true
		}
	}
	return false
}

// expects gives the label that the next child of a clause must have.
func (r *reading) expects(parent *node, depth int) string {
	if depth == depthPasal {
		return labelAt(depth, r.pasal)
	}
	count := 0
	for _, c := range parent.children {
		if c.depth == depth && c.label != "" {
			count++
		}
	}
	return labelAt(depth, count)
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

// say goes on with the text of a clause. The first line of a bab or pasal is
// its heading when it has none and the line is no sentence.
func (n *node) say(s string, paragraph bool) {
	switch {
	case n.depth <= depthPasal && n.label != "" && n.heading == "" && n.text == "" && len(n.children) == 0 && isHeading(s):
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
	return readLine(text[strings.LastIndexByte(text, '\n')+1:]).depth != depthNone
}

func isHeading(s string) bool {
	return len(s) <= 120 && !strings.ContainsRune(".;:,", rune(s[len(s)-1]))
}

// clauses turns the nodes into clauses. A bab or pasal that has but a heading
// holds it as its text.
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
	writeTop(&b, tree)
	return b.String()
}

func writeTop(b *strings.Builder, tree []Clause) {
	for _, c := range tree {
		if b.Len() > 0 {
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
		writeParagraphs(b, "", c.Text)
		if isBab(c.Label) {
			writeTop(b, c.Children)
		} else {
			writeBelow(b, c.Children, "")
		}
	}
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
