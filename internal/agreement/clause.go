package agreement

import (
	"strconv"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
)

// Clause is one node of an agreement's text: a pasal, an ayat, a huruf. Its id
// never changes, whatever its number becomes, so that obligations, services
// and tariffs can point to it.
type Clause struct {
	ID       string // stable within the agreement, e.g. "biaya.tarif"
	Label    string // "Pasal 8", "(2)", "a."
	Heading  string // of a pasal
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

// Cite gives how a clause is quoted: "Pasal 8 ayat (2) huruf a". It is empty
// when the tree has no such clause.
func Cite(tree []Clause, id string) string {
	for _, c := range tree {
		if c.ID == id {
			return citation(c.Label)
		}
		if below := Cite(c.Children, id); below != "" {
			return citation(c.Label) + " " + below
		}
	}
	return ""
}

func citation(label string) string {
	switch {
	case strings.HasPrefix(label, "("):
		return "ayat " + label
	case strings.HasSuffix(label, "."):
		return "huruf " + strings.TrimSuffix(label, ".")
	case strings.HasSuffix(label, ")"):
		return "angka " + strings.TrimSuffix(label, ")")
	case label == "":
		return "Pembukaan"
	}
	return label
}

// Number labels a tree of pasal, ayat, huruf and angka afresh, leaving ids
// alone.
func Number(tree []Clause) []Clause { return numberAt(tree, 0) }

func numberAt(tree []Clause, depth int) []Clause {
	out := make([]Clause, len(tree))
	for i, c := range tree {
		c.Label = labelAt(depth, i)
		c.Children = numberAt(c.Children, depth+1)
		out[i] = c
	}
	return out
}

// labelAt is the label of the clause at a place, from 0, on a level: pasal,
// ayat, huruf, and angka from there on.
func labelAt(depth, i int) string {
	switch depth {
	case 0:
		return "Pasal " + strconv.Itoa(i+1)
	case 1:
		return "(" + strconv.Itoa(i+1) + ")"
	case 2:
		return letters(i) + "."
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
	Due       civil.Date // no day: continuous
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
