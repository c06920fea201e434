package wordfile

import (
	"regexp"
	"slices"
	"strings"

	"sinergi/internal/draft"
)

// node is a clause while it is built.
type node struct {
	id       string
	marked   bool // recognised by its bookmark
	level    draft.Level
	section  draft.Section
	label    label
	auto     bool // Word made the label
	indent   int
	heading  *words
	text     []words // paragraphs, or the cells of a row
	children []*node
	parent   *node
	comments []string
}

// words are words of a file with what Word knows of them.
type words struct {
	text string
	e    entry
}

// builder puts entries into the sections of a text.
type builder struct {
	k        *known
	section  draft.Section // "" before the first clause
	roots    map[draft.Section][]*node
	last     *node
	seen     map[string]*node
	unplaced []Unplaced
	behind   []*node  // the clause that each of them stands after
	said     []string // printed lines that were met
	after    bool     // the signature block was met
	comments map[string]*node
}

func newBuilder(k *known) *builder {
	return &builder{k: k, roots: map[draft.Section][]*node{}, seen: map[string]*node{}, comments: map[string]*node{}}
}

func (b *builder) all(entries []entry) {
	for i, e := range entries {
		if e.captions(entries[i+1:]) && (b.section == draft.InBody || b.section == draft.InAnnexes) && !b.k.printed[plain(e.text)] {
			b.caption(e)
			continue
		}
		b.entry(e)
	}
}

// captions reports whether a paragraph is the caption of a table: set off, and
// the table comes next.
func (e entry) captions(next []entry) bool {
	if e.id != "" || e.printed || len(e.rows) > 0 || blank(e) || e.label.form != noForm || !e.centred && !e.bold || e.boxed || strings.Contains(e.text, "\n") {
		return false
	}
	for _, n := range next {
		if !blank(n) || n.id != "" {
			return len(n.rows) > 0
		}
	}
	return false
}

// caption begins a table with its caption, or goes on as with any paragraph
// where no table can be.
func (b *builder) caption(e entry) {
	if b.last != nil && b.last.awaitsHeading() {
		b.entry(e)
		return
	}
	parent, ok := b.parentFor(draft.Table, label{})
	if !ok {
		b.entry(e)
		return
	}
	b.put(&node{level: draft.Table, heading: &words{strings.TrimSpace(e.text), e}, comments: e.comments}, parent)
}

// entry finds the place of one entry.
func (b *builder) entry(e entry) {
	_, isKnown := b.k.visits[e.id]
	switch {
	case e.printed:
		b.print(e)
	case len(e.rows) > 0:
		b.table(e)
	case e.boxed && e.id == "":
		b.refuse(e, TextBox)
	case e.contents:
		b.refuse(e, Contents)
	case isKnown && b.marked(e):
	case blank(e):
	case e.label.form == lampiran:
		b.annex(e)
	case b.k.printed[plain(e.words())]:
		b.said = append(b.said, e.words())
		b.after = b.after || signing(e.text)
	case signing(e.text):
		b.after = true
		b.refuse(e, Signing)
	case b.after && e.id == "" && b.section != draft.InAnnexes:
		b.afterSigning(e)
	case b.section == "":
		b.front(e)
	case b.section == draft.InOpening, b.section == draft.InRecitals, b.section == draft.InBasis:
		b.preamble(e)
	default:
		b.main(e)
	}
}

// print takes note of a line that was printed from facts.
func (b *builder) print(e entry) {
	if blank(e) {
		return
	}
	if b.k.printed[plain(e.words())] {
		b.said = append(b.said, e.words())
	} else {
		b.refuse(e, Changed)
	}
	b.after = b.after || signing(e.text)
}

func (b *builder) refuse(e entry, why Reason) {
	u := Unplaced{Text: strings.TrimSpace(e.words()), Reason: why, Number: e.number}
	if u.Text != "" {
		b.unplaced = append(b.unplaced, u)
		b.behind = append(b.behind, b.last)
	}
}

// partyLabel is how a signature block names a party.
var partyLabel = regexp.MustCompile(`^(?i:pihak)\s+(?i:pertama|kesatu|kedua|ketiga|keempat|kelima|keenam)\s*[,:]?$`)

// signing reports whether a line is a party's in a signature block.
func signing(s string) bool { return partyLabel.MatchString(strings.TrimSpace(s)) }

// lineOfFront is a line of a title block.
var lineOfFront = regexp.MustCompile(`^(?i:nomor|antara|dengan|dan|tentang)\b`)

// front reads what stands before the first clause: title lines and numbers are
// printed from facts; the first that reads like a sentence opens the text.
func (b *builder) front(e entry) {
	contract := b.k.text.Kind.Contract() || b.k.text.Kind == ""
	switch {
	case contract && (e.label.form == pasal || e.label.form == bab):
		b.enter(draft.InBody)
		b.main(e)
	case e.label.form == noForm && (e.centred || isUpper(e.text) || len(e.text) < 60 && lineOfFront.MatchString(e.text)):
		b.refuse(e, Front)
	case contract:
		b.enter(draft.InOpening)
		b.preamble(e)
	default:
		b.enter(draft.InBody)
		b.main(e)
	}
}

func isUpper(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }

var (
	recital = regexp.MustCompile(`^(?i:bahwa)\b`)
	law     = regexp.MustCompile(`^(?:Undang-Undang|Undang-undang|Peraturan|Keputusan|Instruksi|Surat Edaran|UU|PP)\b`)
)

// preamble reads what stands before the first pasal: the opening, the
// recitals, the legal basis.
func (b *builder) preamble(e entry) {
	switch {
	case e.label.form == bab || e.label.form == pasal:
		b.enter(draft.InBody)
		b.main(e)
		return
	case e.label.form != noForm && recital.MatchString(e.text):
		b.advance(draft.InRecitals)
		if b.section == draft.InRecitals {
			b.put(b.fresh(e, draft.Huruf), nil)
			return
		}
	case e.label.form != noForm && law.MatchString(e.text) && !recital.MatchString(e.text):
		b.advance(draft.InBasis)
		b.put(b.fresh(e, draft.Angka), nil)
		return
	}
	l := draft.Paragraph
	if draft.Fits(e.label.form.level(), "", b.section) {
		l = e.label.form.level()
	}
	b.put(b.fresh(e, l), nil)
}

// advance goes on to a later section of the preamble and takes along the line
// that leads to it ("Mengingat:"), if that stands last.
func (b *builder) advance(to draft.Section) {
	if b.section == to || to == draft.InRecitals && b.section == draft.InBasis {
		return
	}
	from := b.roots[b.section]
	var lead *node
	if n := len(from); n > 0 && from[n-1] == b.last && b.last.leads() && !b.knownIn(b.section, b.last.words()) {
		lead = from[n-1]
		b.roots[b.section] = from[:n-1]
	}
	b.enter(to)
	if lead != nil {
		lead.section = to
		b.put(lead, nil)
	}
}

// leads reports whether a paragraph leads to a list that follows it.
func (n *node) leads() bool {
	return !n.marked && n.level == draft.Paragraph && len(n.text) > 0 && strings.HasSuffix(n.words(), ":")
}

// knownIn reports whether a clause of a section says just this.
func (b *builder) knownIn(s draft.Section, words string) bool {
	return slices.ContainsFunc(b.k.text.In(s), func(c draft.Clause) bool { return b.k.words(c.ID) == words })
}

func (b *builder) enter(s draft.Section) {
	b.section = s
	b.last = nil
}

// afterSigning reads what follows the signature block: copies, names, titles.
func (b *builder) afterSigning(e entry) {
	switch {
	case strings.HasPrefix(plain(e.text), "tembusan"):
		b.said = append(b.said, e.words())
		b.enter(draft.InCopies)
	case b.section == draft.InCopies && e.label.form == angka:
		b.put(b.fresh(e, draft.Angka), nil)
	case e.label.form == pasal || e.label.form == bab || e.label.form == ayat:
		b.after = false
		b.main(e)
	default:
		b.refuse(e, Signing)
	}
}

// fresh makes a node of an entry.
func (b *builder) fresh(e entry, l draft.Level) *node {
	n := &node{level: l, section: b.section, label: e.label, auto: e.auto, indent: e.indent, comments: e.comments}
	if e.label.form != noForm && !e.label.form.carries(l) {
		e.text, e.shift = e.words(), -1 // a number that the level cannot bear stays in the words
		n.label = label{}
	}
	if l != draft.Bab && l != draft.Pasal && l != draft.Annex {
		n.text = []words{{e.text, e}}
	} else if s := strings.TrimSpace(e.text); s != "" {
		n.heading = &words{s, e}
	}
	return n
}
