package waste

import (
	"fmt"
	"strconv"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
)

// Proof is a ticket in the list of evidence behind a day's tonnes, as it
// counted then.
type Proof struct {
	Site, Number, Content string
	State                 State
	From                  string             // origin that counts
	Weight                quantity.Kilograms // net that counts
}

// Government is the government of the origin that counts.
func (p Proof) Government() string { return region.Regency(p.From) }

// ParseProofs reads the list of a [DayTotal] back.
func ParseProofs(text string) ([]Proof, error) {
	var out []Proof
	for line := range strings.Lines(text) {
		p, err := parseProof(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, "settlement.fault.evidence", err)
		}
		out = append(out, p)
	}
	return out, nil
}

// parseProof reads "site"|"number"|content|state|"origin"|kg.
func parseProof(line string) (p Proof, err error) {
	quoted := func(into *string) {
		var q string
		if err != nil {
			return
		}
		if q, err = strconv.QuotedPrefix(line); err != nil {
			return
		}
		line = strings.TrimPrefix(line[len(q):], "|")
		*into, err = strconv.Unquote(q)
	}
	quoted(&p.Site)
	quoted(&p.Number)
	if err != nil {
		return p, err
	}
	words := strings.SplitN(line, "|", 3)
	if len(words) < 3 {
		return p, fmt.Errorf("the ticket %s has no state", p.Number)
	}
	p.Content, p.State, line = words[0], State(words[1]), words[2]
	quoted(&p.From)
	if err != nil {
		return p, err
	}
	kg, err := strconv.ParseInt(line, 10, 64)
	p.Weight = quantity.Kilograms(kg)
	return p, err
}
