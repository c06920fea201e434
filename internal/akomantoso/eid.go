package akomantoso

import (
	"strconv"
	"strings"

	"sinergi/internal/draft"
)

// element gives the element that a clause becomes and the short form that eIds
// use for it (akn-nc v1.0, 5.3).
func element(l draft.Level) (name, short string) {
	switch l {
	case draft.Bab:
		return "chapter", "chp"
	case draft.Pasal:
		return "article", "art"
	case draft.Ayat:
		return "paragraph", "para"
	case draft.Huruf:
		return "point", "point"
	case draft.Angka:
		return "subparagraph", "subpara"
	case draft.Sub:
		return "indent", "indent"
	case draft.Part:
		return "part", "part"
	case draft.Annex:
		return "attachment", "att"
	}
	return "alinea", "al"
}

// identify gives every clause its eId.
func (x *writer) identify() {
	x.identifyAll(x.d.Opening, "preamble__opening")
	x.identifyList(x.d.Recitals, "recs", "rec")
	x.identifyList(x.d.Basis, "cits", "cit")
	x.identifyAll(x.d.Body, "")
	x.identifyAll(x.d.Closing, "concl")
	for i, a := range x.d.Annexes {
		eID := "att_" + strconv.Itoa(i+1)
		x.take(a.ID, eID)
		x.identifyAll(a.Children, eID)
	}
	x.identifyAll(x.d.Copies, "copies")
}

func (x *writer) identifyList(items []draft.Item, prefix, short string) {
	for i, it := range items {
		n := bare(it.Label)
		if n == "" {
			n = strconv.Itoa(i + 1)
		}
		x.take(it.ID, prefix+"__"+short+"_"+n)
		x.identifyAll(it.Children, x.eIDs[it.ID])
	}
}

// identifyAll names clauses by their number, or by counting those that have
// none. Articles run through the whole document and need no chapter in front.
func (x *writer) identifyAll(items []draft.Item, prefix string) {
	counts := map[string]int{}
	for _, it := range items {
		_, short := element(it.Level)
		if it.Level == draft.Table {
			short = "table"
		}
		n := bare(it.Label)
		if n == "" {
			counts[short]++
			n = strconv.Itoa(counts[short])
		}
		x.take(it.ID, join(prefix, short+"_"+n))
		below := x.eIDs[it.ID]
		switch it.Level {
		case draft.Bab:
			below = prefix
		case draft.Table:
			continue // rows bear a wId only
		}
		x.identifyAll(it.Children, below)
	}
}

func join(prefix, own string) string {
	if prefix == "" {
		return own
	}
	return prefix + "__" + own
}

func (x *writer) take(id, eID string) {
	made := eID
	for n := 2; x.taken[made]; n++ {
		made = eID + "-" + strconv.Itoa(n)
	}
	x.taken[made] = true
	x.eIDs[id] = made
}

// bare gives the number in a label: "2" of "(2)", "II" of "BAB II".
func bare(label string) string {
	for _, word := range []string{"BAB ", "Pasal ", "LAMPIRAN "} {
		label = strings.TrimPrefix(label, word)
	}
	return strings.Trim(label, "(). ")
}
