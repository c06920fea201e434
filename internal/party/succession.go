package party

import (
	"strings"

	"sinergi/internal/civil"
)

// Succession is an office that somebody else holds than the one who once acted
// in it.
type Succession struct {
	Office Office
	Now    *Holder // nil: nobody does
}

// Successor finds the office in which a person acted, by the person's name among
// its holders or else by its title, and tells who holds it on a day. changed is
// false when the same person still does, and when nothing is known of the office.
func Successor(offices []Office, holders []Holder, name, title string, on civil.Date) (s Succession, changed bool) {
	same := func(a, b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
	var office string
	for _, h := range holders {
		if same(h.Name, name) {
			office = h.Office
		}
	}
	known := false
	for _, o := range offices {
		if o.ID == office || office == "" && same(o.Title, title) {
			s.Office, known = o, true
			break
		}
	}
	if !known {
		return s, false
	}
	known = false
	for i, h := range holders {
		if h.Office != s.Office.ID {
			continue
		}
		known = true
		if h.Holds(on) {
			s.Now = &holders[i]
		}
	}
	return s, known && (s.Now == nil || !same(s.Now.Name, name))
}
