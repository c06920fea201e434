package agreement

import (
	"regexp"
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Clause is one node of an agreement's text: a bab, a pasal, an ayat, a huruf. Its id
// never changes, whatever its number becomes, so that obligations, services
// and tariffs can point to it.
type Clause struct {
	ID       string // stable within the agreement, e.g. "biaya.tarif"
	Label    string // "BAB II", "Pasal 8", "(2)", "a."
	Heading  string // of a bab or pasal
	Text     string
	Children []Clause
}

// Find gives the clause with an id, searching the whole tree.
func Find(tree []Clause, id string) (Clause, bool) {
	for _, c := range tree {
		if c.ID == id {
			return c, true
		}
		if found, ok := Find(c.Children, id); ok {
			return found, true
		}
	}
	return Clause{}, false
}

// Cite gives how a clause is quoted: "Pasal 8 ayat (2) huruf a". A pasal is
// quoted without its bab. It is empty when the tree has no such clause.
func Cite(tree []Clause, id string) string {
	for _, c := range tree {
		if c.ID == id {
			return citation(c.Label)
		}
		switch below := Cite(c.Children, id); {
		case below == "":
		case isBab(c.Label):
			return below
		default:
			return strings.TrimSpace(citation(c.Label) + " " + below)
		}
	}
	return ""
}

var (
	angkaLabel = regexp.MustCompile(`^\d+[.)]$`)
	hurufLabel = regexp.MustCompile(`^[a-zA-Z]{1,2}\.$`)
	subLabel   = regexp.MustCompile(`^[a-z]{1,2}\)$`)
)

func citation(label string) string {
	switch {
	case label == "":
		return "Pembukaan"
	case strings.HasPrefix(label, "("):
		return "ayat " + label
	case angkaLabel.MatchString(label):
		return "angka " + strings.TrimRight(label, ".)")
	case hurufLabel.MatchString(label):
		return "huruf " + strings.TrimSuffix(label, ".")
	case subLabel.MatchString(label):
		return "huruf " + label
	case isBab(label):
		return "Bab " + strings.TrimPrefix(label, "BAB ")
	case strings.HasPrefix(label, "LAMPIRAN"):
		return "Lampiran" + strings.TrimPrefix(label, "LAMPIRAN")
	}
	return label
}

func isBab(label string) bool { return strings.HasPrefix(label, "BAB ") }

// Number labels a tree of bab, pasal, ayat, huruf and angka afresh, leaving
// ids alone. A clause that is labelled as a bab stays one; pasal are counted
// through all bab.
func Number(tree []Clause) []Clause {
	pasal := 0
	return numberTop(tree, &pasal)
}

func numberTop(tree []Clause, pasal *int) []Clause {
	out := make([]Clause, len(tree))
	bab := 0
	for i, c := range tree {
		if isBab(c.Label) {
			c.Label = labelAt(depthBab, bab)
			c.Children = numberTop(c.Children, pasal)
			bab++
		} else {
			c.Label = labelAt(depthPasal, *pasal)
			c.Children = numberAt(c.Children, depthAyat)
			*pasal++
		}
		out[i] = c
	}
	return out
}

func numberAt(tree []Clause, depth int) []Clause {
	out := make([]Clause, len(tree))
	for i, c := range tree {
		c.Label = labelAt(depth, i)
		c.Children = numberAt(c.Children, depth+1)
		out[i] = c
	}
	return out
}

// How deep a clause opens in a text, in the manner of Indonesian legal
// drafting.
const (
	depthNone = iota - 1 // goes on with what is open
	depthBab
	depthPasal
	depthAyat
	depthHuruf
	depthAngka
	depthSub
)

// labelAt is the label of the clause at a place, from 0, of a depth; angka
// from there on.
func labelAt(depth, i int) string {
	switch depth {
	case depthBab:
		return "BAB " + roman(i+1)
	case depthPasal:
		return "Pasal " + strconv.Itoa(i+1)
	case depthAyat:
		return "(" + strconv.Itoa(i+1) + ")"
	case depthHuruf:
		return letters(i) + "."
	case depthSub:
		return letters(i) + ")"
	default:
		return strconv.Itoa(i+1) + ")"
	}
}

func letters(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letters(i/26-1) + string(rune('a'+i%26))
}

// roman writes the number of a bab, from 1.
func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{{100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}

// CheckTree finds clauses without an id or text, and ids used twice.
func CheckTree(tree []Clause) error {
	var fields []fault.Field
	seen := map[string]bool{}
	var walk func([]Clause)
	walk = func(level []Clause) {
		for _, c := range level {
			switch {
			case c.ID == "":
				fields = append(fields, fault.NewField(c.Label, "agreement.clause_without_id"))
			case seen[c.ID]:
				fields = append(fields, fault.NewField(c.ID, "agreement.clause_id_twice", "ID", c.ID))
			case strings.TrimSpace(c.Text) == "" && len(c.Children) == 0:
				fields = append(fields, fault.NewField(c.ID, "agreement.clause_empty", "Label", c.Label))
			}
			seen[c.ID] = true
			walk(c.Children)
		}
	}
	walk(tree)
	return fault.InvalidFields(fields)
}

// Obligation is a duty that a clause lays on a party, with the measure that
// tells whether it is met.
type Obligation struct {
	ID        string
	Agreement string
	Clause    string
	Bearer    string // government code
	Agency    string
	Text      string
	Measure   string // "bus.delivered_share"; empty when no figure measures it
	Target    string // exact decimal
	Unit      string
	Due       civil.Date // of a duty that falls due once
	Rule      string     `json:",omitempty"` // when it falls due: see package obligation
	Grace     int        `json:",omitempty"` // days after a period ends in which it is still in time
}

// ServiceKind is what a service does.
type ServiceKind string

// The kinds of service.
const (
	Bus   ServiceKind = "bus"
	Waste ServiceKind = "sampah"
)

// Service is what an agreement creates and Sinergi runs and measures.
type Service struct {
	ID        string
	Agreement string
	Clause    string
	Kind      ServiceKind
	Name      string
	Provider  string // government code: who runs it and bills it
	Agency    string // the agency that runs it
}
