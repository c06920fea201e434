package draft

import (
	"strconv"
	"strings"
)

// Index knows the number of every clause of a text, and how it is cited. It
// belongs to one state of the text; make it anew after an edit.
type Index struct {
	places map[string]place
}

// place is where a clause stands.
type place struct {
	section Section
	level   Level
	label   string
	path    []step // from the section down to the clause itself
}

// step is one citable part of a path.
type step struct{ id, cited string }

// Index numbers the text: pasal run through all bab, everything else counts
// within its parent. An annex has a number only when there are several.
func (t Text) Index() Index {
	ix := Index{map[string]place{}}
	for _, s := range Sections() {
		n := numbering{ix: ix, section: s, alone: s == InAnnexes && len(t.Annexes) == 1}
		n.level(t.In(s), "", nil, &counter{})
	}
	return ix
}

// Label gives the number that is printed before a clause: "Pasal 8", "(2)",
// "a.". It is empty for what has none.
func (ix Index) Label(id string) string { return ix.places[id].label }

// Has reports whether the text has a clause.
func (ix Index) Has(id string) bool { _, ok := ix.places[id]; return ok }

// numbering goes through a section.
type numbering struct {
	ix      Index
	section Section
	alone   bool
}

// counter counts pasal through the bab of a section or annex.
type counter struct{ pasal int }

func (n numbering) level(level []Clause, parent Level, path []step, through *counter) {
	counts := map[Level]int{}
	for _, c := range level {
		counts[c.Level]++
		count := counts[c.Level]
		if c.Level == Pasal {
			through.pasal++
			count = through.pasal
		}
		label := n.label(c.Level, parent, count)
		own := path
		if cited := cite(c.Level, label, count); cited != "" {
			own = append(path[:len(path):len(path)], step{c.ID, cited})
		}
		n.ix.places[c.ID] = place{n.section, c.Level, label, own}
		below, inner := own, through
		switch c.Level {
		case Bab:
			below = path // a pasal is cited without its bab
		case Annex:
			inner = &counter{}
		}
		n.level(c.Children, c.Level, below, inner)
	}
}

func (n numbering) label(l, parent Level, count int) string {
	switch l {
	case Bab:
		return "BAB " + roman(count)
	case Pasal:
		return "Pasal " + strconv.Itoa(count)
	case Ayat:
		return "(" + strconv.Itoa(count) + ")"
	case Huruf:
		return letters(count) + "."
	case Angka:
		if parent == Huruf {
			return strconv.Itoa(count) + ")"
		}
		return strconv.Itoa(count) + "."
	case Sub:
		return letters(count) + ")"
	case Part:
		return strings.ToUpper(letters(count)) + "."
	case Annex:
		if n.alone {
			return "LAMPIRAN"
		}
		return "LAMPIRAN " + roman(count)
	}
	return ""
}

// cite gives how a clause is named in a citation; empty when it is cited by
// its parent.
func cite(l Level, label string, count int) string {
	switch l {
	case Bab:
		return "Bab " + strings.TrimPrefix(label, "BAB ")
	case Pasal:
		return label
	case Ayat:
		return "ayat " + label
	case Huruf, Part:
		return "huruf " + strings.TrimSuffix(label, ".")
	case Angka:
		return "angka " + strings.TrimRight(label, ".)")
	case Sub:
		return "huruf " + label
	case Annex:
		return "Lampiran" + strings.TrimPrefix(label, "LAMPIRAN")
	case Row:
		return "baris " + strconv.Itoa(count)
	}
	return ""
}

// Cite gives how a clause is quoted from anywhere: "Pasal 8 ayat (2) huruf a".
// It is empty when the text has no such clause.
func (ix Index) Cite(id string) string {
	p, ok := ix.places[id]
	if !ok {
		return ""
	}
	said := p.section.cited()
	for _, s := range p.path {
		said = strings.TrimSpace(said + " " + s.cited)
	}
	return said
}

// CiteFrom gives how a clause is quoted in the words of another: within one
// pasal, or one list of recitals, only what differs is said ("ayat (1)", "huruf a"), and what encloses
// the words themselves is "ayat ini", "Pasal ini".
func (ix Index) CiteFrom(from, id string) string {
	here, ok := ix.places[from]
	p := ix.places[id]
	if !ok || here.section != p.section {
		return ix.Cite(id)
	}
	same := 0
	for same < len(p.path) && same < len(here.path) && p.path[same].id == here.path[same].id {
		same++
	}
	switch {
	case same == 0 && p.section.cited() == "", len(p.path) == 0:
		return ix.Cite(id)
	case same == len(p.path):
		kind, _, _ := strings.Cut(p.path[same-1].cited, " ")
		return kind + " ini"
	}
	said := p.path[same].cited
	for _, s := range p.path[same+1:] {
		said += " " + s.cited
	}
	return said
}

// cited names a section in a citation. The body and the annexes name
// themselves.
func (s Section) cited() string {
	switch s {
	case InOpening:
		return "pembukaan"
	case InRecitals:
		return "pertimbangan"
	case InBasis:
		return "dasar hukum"
	case InClosing:
		return "penutup"
	case InCopies:
		return "tembusan"
	}
	return ""
}

// letters counts a, b, … z, aa, ab, …, from 1.
func letters(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('a'+(n-1)%26)) + s
	}
	return s
}

// roman writes a number from 1.
func roman(n int) string {
	s := ""
	for _, r := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.value {
			s += r.sign
			n -= r.value
		}
	}
	return s
}
