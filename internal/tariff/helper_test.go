// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// same fails with a difference when got is not want.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// repeat computes every step of a result again from its formula, inputs and
// earlier steps only, as a person with a calculator would.
func repeat(t testing.TB, r Result, in Input) {
	t.Helper()
	known := map[string]*big.Rat{}
	for _, m := range in.Measurements {
		known[m.Ref()] = m.Amount.Rat()
	}
	for _, p := range in.Parameters {
		known[p.Ref()] = p.Value.Rat()
	}
	for _, s := range r.Steps {
		got, err := s.Formula.Eval(func(ref string) (*big.Rat, bool) { v, ok := known[ref]; return v, ok })
		if err != nil {
			t.Fatalf("step %s: %v", s.Name, err)
		}
		if string(exact(got)) != string(s.Value) {
			t.Errorf("step %s: formula gives %s, step says %s", s.Name, exact(got), s.Value)
		}
		known[s.Name] = got
	}
	for _, l := range r.Lines {
		if v := known[l.Step]; v == nil || v.Cmp(ratOf(l.Amount)) != 0 {
			t.Errorf("line %s: amount %d, its step %s is %v", l.Component, l.Amount, l.Step, v)
		}
	}
}
