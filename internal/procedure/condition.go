package procedure

import (
	"fmt"
	"slices"
	"strings"
)

// reference is a gate as another gate names it.
type reference struct {
	gate string
	own  bool // only the slot of the same government
}

func parseReference(s string) reference {
	gate, own := strings.CutSuffix(s, "@own")
	return reference{gate, own}
}

// condition is a question about the run. Its answer may be unknown as long as
// those who must answer have not.
//
//	one_province             all regions lie in one province, none of them is it
//	dprd_needed@own          PP 28/2018 art. 6(2), for the slot's government
//	pays@own, pays           this government, or any, bears a cost
//	subject:pks              the subject of the run is of this kind
//	outcome:musyawarah=belum a slot of that gate passed with this option
//
// A leading "!" negates it.
type condition struct {
	not    bool
	name   string
	own    bool
	gate   string // of an outcome
	option string
	kind   DocumentKind // of a subject
}

// truth is the answer to a condition.
type truth int

const (
	unknown truth = iota
	yes
	no
)

func (t truth) negate() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return unknown
}

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// simpleConditions are those without an argument, and whether they ask about
// the slot's own government.
var simpleConditions = map[string]bool{"one_province": false, "dprd_needed": true, "pays": true}

func parseCondition(s string) (condition, error) {
	var c condition
	rest, not := strings.CutPrefix(s, "!")
	c.not = not
	if arg, ok := strings.CutPrefix(rest, "outcome:"); ok {
		gate, option, ok := strings.Cut(arg, "=")
		if !ok || gate == "" || option == "" {
			return c, fmt.Errorf("condition %q: write outcome:gate=option", s)
		}
		ref := parseReference(gate)
		c.name, c.gate, c.own, c.option = "outcome", ref.gate, ref.own, option
		return c, nil
	}
	if arg, ok := strings.CutPrefix(rest, "subject:"); ok {
		c.name, c.kind = "subject", DocumentKind(arg)
		return c, nil
	}
	c.name, c.own = strings.CutSuffix(rest, "@own")
	if _, ok := simpleConditions[c.name]; !ok {
		return c, fmt.Errorf("condition %q is not known", s)
	}
	if c.own && !simpleConditions[c.name] {
		return c, fmt.Errorf("condition %q is not about one government", s)
	}
	return c, nil
}

func parseConditions(list []string) ([]condition, error) {
	var out []condition
	for _, s := range list {
		c, err := parseCondition(s)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// sources are the gates whose passing answers the condition.
func (c condition) sources(d *Definition) []reference {
	switch c.name {
	case "outcome":
		return []reference{{c.gate, c.own}}
	case "dprd_needed":
		return d.gatesNeeding(c.own, NeedBurden, NeedBudget)
	case "pays":
		return d.gatesNeeding(c.own, NeedBudget)
	}
	return nil
}

func (d *Definition) gatesNeeding(own bool, types ...NeedType) []reference {
	var out []reference
	for i := range d.Gates {
		for _, n := range d.Gates[i].Needs {
			if ref := (reference{d.Gates[i].ID, own}); slices.Contains(types, n.Type) && !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	return out
}

// Text says the condition in words.
func (c condition) Text(d *Definition) Text {
	t := c.plainText(d)
	if c.not {
		return Text{"tidak berlaku: " + t.ID, "does not hold: " + t.EN}
	}
	return t
}

func (c condition) plainText(d *Definition) Text {
	switch c.name {
	case "one_province":
		return Text{"semua daerah berada dalam satu provinsi", "all regions lie in one province"}
	case "dprd_needed":
		return Text{
			"rencana membebani masyarakat dan daerah, atau dananya belum tersedia dalam APBD tahun berjalan",
			"the plan burdens the public and the region, or its funding is not in the budget of the current year",
		}
	case "pays":
		if c.own {
			return Text{"pemerintah daerah ini menanggung biaya", "this government bears a cost"}
		}
		return Text{"ada pihak yang menanggung biaya", "some party bears a cost"}
	case "subject":
		n := c.kind.Name()
		return Text{"yang diubah adalah " + n.ID, "what is changed is a " + n.EN}
	}
	g, _ := d.Gate(c.gate)
	option := Text{c.option, c.option}
	for _, n := range g.Needs {
		if o := n.option(&Choice{Option: c.option}); o != nil {
			option = o.Name
		}
	}
	return Text{g.Name.ID + ": " + option.ID, g.Name.EN + ": " + option.EN}
}
