package akomantoso

import (
	"slices"
	"strings"

	"sinergi/internal/draft"
)

// preface writes the title block: kind, parties, subject, numbers.
func (x *writer) preface() {
	x.open("preface", "eId", "preface")
	names := map[string]string{}
	for _, p := range x.d.Parties {
		names[strings.TrimSpace(p.Agency+" "+strings.TrimPrefix(p.Name, "PEMERINTAH "))] = p.ID
		names[p.Name] = p.ID
	}
	lines := x.d.Title
	if x.d.Letter != nil {
		lines = append([]string{strings.ToUpper(x.d.Kind.Name())}, x.d.Letter.Subject)
	}
	for i, line := range lines {
		x.open("p")
		switch id, isParty := names[line]; {
		case i == 0:
			x.leaf("docType", line)
		case isParty:
			x.leaf("organization", line, "refersTo", "#"+partyRef(id))
		case i == len(lines)-1:
			x.leaf("docTitle", line)
		default:
			x.out.WriteString(esc(line))
		}
		x.close("p")
	}
	for _, n := range x.numbers() {
		x.open("p")
		x.leaf("docNumber", n)
		x.close("p")
	}
	if !x.d.Date.IsZero() {
		x.open("p")
		x.leaf("docDate", x.d.Date.Long(), "date", x.d.Date.String())
		x.close("p")
	}
	x.close("preface")
}

// preamble writes the opening as a formula, the recitals and the legal basis.
func (x *writer) preamble() {
	if len(x.d.Opening)+len(x.d.Recitals)+len(x.d.Basis) == 0 {
		return
	}
	x.open("preamble", "eId", "preamble")
	if len(x.d.Opening) > 0 {
		x.open("formula", "eId", "preamble__formula_1", "name", "pembukaan")
		x.blocks(x.d.Opening)
		x.close("formula")
	}
	x.listed("recitals", "recital", "recs", x.d.Recitals)
	x.listed("citations", "citation", "cits", x.d.Basis)
	x.close("preamble")
}

// listed writes recitals or citations. Paragraphs before the first numbered
// one lead in, those after the last one lead out.
func (x *writer) listed(name, each, eID string, items []draft.Item) {
	if len(items) == 0 {
		return
	}
	first := slices.IndexFunc(items, numbered)
	last := len(items)
	for last > 0 && !numbered(items[last-1]) {
		last--
	}
	if first < 0 {
		first, last = 0, len(items)
	}
	x.open(name, "eId", eID)
	x.lead("intro", eID+"__intro", items[:first])
	for _, it := range items[first:last] {
		x.open(each, "eId", x.eIDs[it.ID], "wId", it.ID)
		x.num(it)
		x.paragraphs(it.Paragraphs)
		x.blocks(it.Children)
		x.close(each)
	}
	x.lead("wrapUp", eID+"__wrapup", items[last:])
	x.close(name)
}

func numbered(it draft.Item) bool { return it.Label != "" }

func (x *writer) lead(name, eID string, items []draft.Item) {
	if len(items) == 0 {
		return
	}
	x.open(name, "eId", eID)
	x.blocks(items)
	x.close(name)
}

// blocks writes clauses as blocks, where no hierarchy can stand: numbered ones
// as a list.
func (x *writer) blocks(items []draft.Item) {
	for i := 0; i < len(items); {
		it := items[i]
		switch {
		case it.Level == draft.Table:
			x.table(it)
			i++
		case numbered(it):
			x.open("blockList", "eId", x.eIDs[it.ID]+"__list")
			for ; i < len(items) && numbered(items[i]); i++ {
				x.open("item", "eId", x.eIDs[items[i].ID], "wId", items[i].ID)
				x.num(items[i])
				x.headed(items[i])
				x.paragraphs(items[i].Paragraphs)
				x.blocks(items[i].Children)
				x.close("item")
			}
			x.close("blockList")
		default:
			for n, p := range it.Paragraphs {
				if n == 0 {
					x.open("p", "eId", x.eIDs[it.ID], "wId", it.ID)
				} else {
					x.open("p")
				}
				x.runs(p)
				x.close("p")
			}
			x.blocks(it.Children)
			i++
		}
	}
}

func (x *writer) num(it draft.Item) {
	if it.Label != "" {
		x.leaf("num", it.Label)
	}
}

func (x *writer) headed(it draft.Item) {
	if len(it.Heading) > 0 {
		x.open("heading")
		x.runs(it.Heading)
		x.close("heading")
	}
}

// paragraphs writes words; a block must not be missing, so none is an empty
// one.
func (x *writer) paragraphs(all [][]draft.Run) {
	for _, p := range all {
		x.open("p")
		x.runs(p)
		x.close("p")
	}
	if len(all) == 0 {
		x.empty("p")
	}
}

func (x *writer) runs(runs []draft.Run) {
	for _, r := range runs {
		eID, inside := x.eIDs[r.Target]
		induk, toParent := strings.CutPrefix(r.Target, "induk/")
		switch {
		case r.Target != "" && inside:
			x.leaf("ref", r.Text, "href", "#"+eID)
		case toParent && x.id.Parent != "":
			x.leaf("ref", r.Text, "href", x.id.Parent+"/~"+induk)
		default:
			x.out.WriteString(esc(r.Text))
		}
	}
}

func (x *writer) mainBody(items []draft.Item, _ draft.Kind) {
	x.open("mainBody")
	for _, it := range items {
		x.hierarchy(it)
	}
	if len(items) == 0 {
		x.empty("p")
	}
	x.close("mainBody")
}

// hierarchy writes a clause of the body: its number and heading, then either
// its words alone, or its words before what is below it.
func (x *writer) hierarchy(it draft.Item) {
	name, _ := element(it.Level)
	x.open(name, "eId", x.eIDs[it.ID], "wId", it.ID)
	if it.Level == draft.Table {
		x.open("content", "eId", x.eIDs[it.ID]+"__content")
		x.table(it)
		x.close("content")
		x.close(name)
		return
	}
	x.num(it)
	x.headed(it)
	switch {
	case len(it.Children) == 0:
		x.open("content", "eId", x.eIDs[it.ID]+"__content")
		x.paragraphs(it.Paragraphs)
		x.close("content")
	default:
		if len(it.Paragraphs) > 0 {
			x.open("intro", "eId", x.eIDs[it.ID]+"__intro")
			x.paragraphs(it.Paragraphs)
			x.close("intro")
		}
		for _, c := range it.Children {
			x.hierarchy(c)
		}
	}
	x.close(name)
}

func (x *writer) table(it draft.Item) {
	x.open("table", "eId", x.eIDs[it.ID]+"__table", "wId", it.ID+".grid")
	if len(it.Heading) > 0 {
		x.open("caption")
		x.runs(it.Heading)
		x.close("caption")
	}
	row := func(id, cell string, cells [][]draft.Run) {
		x.open("tr", "wId", id)
		for _, c := range cells {
			x.open(cell)
			x.paragraphs([][]draft.Run{c})
			x.close(cell)
		}
		x.close("tr")
	}
	if len(it.Cells) > 0 {
		row("", "th", it.Cells)
	}
	for _, r := range it.Children {
		row(r.ID, "td", r.Cells)
	}
	if len(it.Cells)+len(it.Children) == 0 {
		row("", "td", [][]draft.Run{nil})
	}
	x.close("table")
}

// conclusions writes the closing words, the signatures and the copies.
func (x *writer) conclusions() {
	if len(x.d.Closing)+len(x.d.Signatures)+len(x.d.Copies) == 0 {
		return
	}
	x.open("conclusions", "eId", "concl")
	x.blocks(x.d.Closing)
	for _, s := range x.d.Signatures {
		x.open("p")
		x.open("signature", "eId", "concl__signature_"+s.Party, "refersTo", "#"+partyRef(s.Party))
		if s.Label != "" {
			x.out.WriteString(esc(s.Label + ", "))
		}
		if s.OnBehalf != "" {
			x.out.WriteString(esc(s.OnBehalf + " "))
		}
		if len(s.Lines) > 0 {
			x.leaf("role", s.Lines[0], "refersTo", "#"+officeRef(s.Party))
			x.out.WriteString(" ")
		}
		if len(s.Lines) > 1 {
			x.leaf("person", s.Lines[1], "refersTo", "#"+signerRef(s.Party))
			x.out.WriteString(esc(" " + strings.Join(s.Lines[2:], " ")))
		}
		x.close("signature")
		x.close("p")
	}
	x.blocks(x.d.Copies)
	x.close("conclusions")
}

// attachments writes the annexes, each a document of its own.
func (x *writer) attachments() {
	if len(x.d.Annexes) == 0 {
		return
	}
	x.open("attachments")
	for _, a := range x.d.Annexes {
		x.open("attachment", "eId", x.eIDs[a.ID], "wId", a.ID)
		x.num(a)
		x.headed(a)
		x.open("doc", "name", "lampiran")
		x.meta(IRI(x.d, x.id), "!"+x.eIDs[a.ID])
		x.open("mainBody")
		for _, p := range a.Paragraphs {
			x.open("p")
			x.runs(p)
			x.close("p")
		}
		for _, it := range a.Children {
			x.hierarchy(it)
		}
		if len(a.Paragraphs)+len(a.Children) == 0 {
			x.empty("p")
		}
		x.close("mainBody")
		x.close("doc")
		x.close("attachment")
	}
	x.close("attachments")
}
