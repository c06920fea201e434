package draft

import (
	"fmt"
	"strings"
)

// Unprintable finds the letters of a written text that no printer here has,
// such as an emoji in a title: they would come out as an empty box.
func (d Document) Unprintable(prints func(rune) bool) []Finding {
	u := unprintable{prints: prints}
	front := append(append(append([]string{}, d.Title...), d.Numbers...), d.Place)
	for _, h := range d.Parties {
		front = append(front, h.Name, h.Agency, h.Address, h.Label)
	}
	if l := d.Letter; l != nil {
		front = append(append(front, l.Nature, l.Enclosures, l.Subject), l.To...)
	}
	for _, s := range d.Signatures {
		front = append(append(front, s.OnBehalf), s.Lines...)
	}
	u.look(strings.Join(front, ""), "", Item{})
	for _, part := range []struct {
		section Section
		items   []Item
	}{
		{InOpening, d.Opening}, {InRecitals, d.Recitals}, {InBasis, d.Basis}, {InBody, d.Body}, {InClosing, d.Closing}, {InAnnexes, d.Annexes}, {InCopies, d.Copies},
	} {
		u.items(part.items, part.section)
	}
	return u.found
}

type unprintable struct {
	prints func(rune) bool
	found  []Finding
}

func (u *unprintable) items(level []Item, s Section) {
	for _, i := range level {
		said := i.Label + Plain(i.Heading)
		for _, runs := range append(append([][]Run{}, i.Paragraphs...), i.Cells...) {
			said += Plain(runs)
		}
		u.look(said, s, i)
		u.items(i.Children, s)
	}
}

// look finds each such letter of some words once.
func (u *unprintable) look(words string, s Section, at Item) {
	var odd []string
	seen := map[rune]bool{}
	for _, r := range words {
		if seen[r] || r == '\n' || u.prints(r) {
			continue
		}
		seen[r] = true
		odd = append(odd, fmt.Sprintf("“%c” (%U)", r, r))
	}
	if len(odd) == 0 {
		return
	}
	args := map[string]any{"Letters": strings.Join(odd, ", ")}
	if at.Label != "" {
		args["Clause"] = at.Label
	}
	u.found = append(u.found, Finding{Weight: Wrong, Section: s, Clause: at.ID, Key: "draft.letters", Args: args})
}
