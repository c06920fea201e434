// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"strings"

	"sinergi/internal/fault"
)

// checker collects what is wrong with one version of a tariff.
type checker struct {
	tariff Tariff
	byID   map[string]Component
	now    Component // the component whose formula is being checked
	fields []fault.Field
}

func (c *checker) fail(comp Component, field, key string, args ...any) {
	c.fields = append(c.fields, fault.NewField("components."+shorten(comp.ID)+"."+field, key, args...))
}

func (c *checker) param(field, key string, args ...any) { c.fail(c.now, "params."+field, key, args...) }

func (c *checker) header() {
	t := c.tariff
	bad := func(field, key string, args ...any) {
		c.fields = append(c.fields, fault.NewField(field, key, args...))
	}
	if !validID(t.ID) {
		bad("id", "tariff.fault.id", "Value", shorten(t.ID))
	}
	if t.AgreementID == "" {
		bad("agreement", "tariff.fault.missing")
	}
	if t.Version < 1 {
		bad("version", "tariff.fault.version")
	}
	if t.Clause == "" {
		bad("clause", "tariff.fault.missing")
	}
	if t.From.IsZero() {
		bad("from", "tariff.fault.missing")
	}
	if !t.Until.IsZero() && t.Until.Before(t.From) {
		bad("until", "tariff.fault.term", "From", t.From.String(), "Until", t.Until.String())
	}
	if len(t.Components) == 0 {
		bad("components", "tariff.fault.empty")
	}
}

func (c *checker) component(comp Component) {
	c.now = comp
	if !validID(comp.ID) {
		c.fail(comp, "id", "tariff.fault.id", "Value", shorten(comp.ID))
	}
	if comp.Clause == "" {
		c.fail(comp, "clause", "tariff.fault.missing")
	}
	if comp.Label.ID == "" || comp.Label.EN == "" {
		c.fail(comp, "label", "tariff.fault.missing")
	}
	if comp.Formula == nil {
		c.fail(comp, "kind", "tariff.fault.kind", "Kind", "")
		return
	}
	c.parties(comp)
	comp.Formula.check(c)
}

// parties checks who pays whom: a line needs both, a cost share only the
// payee, a rate or a quantity neither; a memo may name them.
func (c *checker) parties(comp Component) {
	line := comp.Formula.Kind().class() == classAmount
	share := comp.Formula.Kind() == KindCostShare
	wantPayer := line && !share && !comp.Memo
	wantPayee := line && !comp.Memo
	if !line && comp.Memo {
		c.fail(comp, "memo", "tariff.fault.memo")
	}
	c.party(comp, "payer", comp.Payer, wantPayer, line && !share)
	c.party(comp, "payee", comp.Payee, wantPayee, line)
}

func (c *checker) party(comp Component, field, code string, required, allowed bool) {
	switch {
	case code == "" && required:
		c.fail(comp, field, "tariff.fault.missing")
	case code != "" && !allowed:
		c.fail(comp, field, "tariff.fault.no_party")
	case code != "" && !validCode(code):
		c.fail(comp, field, "tariff.fault.code", "Value", shorten(code))
	}
}

// references checks that every reference finds a component of the right class,
// that none is circular, and that no rate, quantity or memo is left unused:
// a cap that prices nothing would be a clause without effect.
func (c *checker) references() {
	used, visits := map[string]bool{}, map[string]visit{}
	for _, comp := range c.tariff.Components {
		if comp.Formula == nil {
			continue
		}
		for _, n := range comp.Formula.needs() {
			target, ok := c.byID[n.component]
			if !ok || target.Formula == nil || target.Formula.Kind().class() != n.class {
				c.fail(comp, "params", "tariff.fault.unknown_component", "Component", shorten(n.component))
				continue
			}
			used[n.component] = true
		}
		if c.circular(comp.ID, visits) {
			c.fail(comp, "params", "tariff.fault.cycle")
		}
	}
	for _, comp := range c.tariff.Components {
		if comp.Formula != nil && !used[comp.ID] && (comp.Memo || comp.Formula.Kind().class() != classAmount) {
			c.fail(comp, "id", "tariff.fault.unused")
		}
	}
}

type visit int

const (
	unseen visit = iota
	open         // its references are being followed
	closed       // followed to the end
)

// circular follows the references of a component and reports whether they
// come back to one that is still being followed.
func (c *checker) circular(id string, visits map[string]visit) bool {
	comp, ok := c.byID[id]
	if !ok || comp.Formula == nil || visits[id] == closed {
		return false
	}
	if visits[id] == open {
		return true
	}
	visits[id] = open
	found := false
	for _, n := range comp.Formula.needs() {
		found = c.circular(n.component, visits) || found
	}
	visits[id] = closed
	return found
}

func validID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-_") == ""
}

func validCode(s string) bool {
	return s != "" && len(s) <= 13 && strings.Trim(s, "0123456789.") == ""
}

func inUnit(n Number) bool { return n.Sign() >= 0 && n.Rat().Cmp(big.NewRat(1, 1)) <= 0 }
