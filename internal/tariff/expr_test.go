// SPDX-License-Identifier: Apache-2.0

package tariff

import (
	"fmt"
	"math/big"
	"testing"
)

func TestExprAsSpreadsheetFormula(t *testing.T) {
	t.Parallel()
	cell := func(ref string) (string, error) {
		if a, ok := map[string]string{"qty": "C4", "rate": "D4", "m:bus.km/14.01/2026-10-01": "Data!E2"}[ref]; ok {
			return a, nil
		}
		return "", fmt.Errorf("no cell for %s", ref)
	}
	tests := []struct {
		name string
		expr Expr
		want string
	}{
		{"amount", toRupiah(op(OpMul, ref("qty"), ref("rate"))), "ROUND((C4*D4),0)"},
		{"index", op(OpAdd, whole(5145), op(OpMul, Expr{Num: "0.25"}, op(OpSub, ref("rate"), whole(4500)))), "SUM(5145,(0.25*(D4-4500)))"},
		{"cap", op(OpMin, ref("m:bus.km/14.01/2026-10-01"), whole(200)), "MIN(Data!E2,200)"},
		{"fraction", op(OpMax, Expr{Num: "1/3"}, op(OpDiv, whole(1), whole(2))), "MAX((1/3),(1/2))"},
	}
	for _, tt := range tests {
		got, err := tt.expr.Excel(cell)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		same(t, tt.name, got, tt.want)
	}
	if _, err := ref("gone").Excel(cell); err == nil {
		t.Error("a reference without a cell was written")
	}
	if _, err := op("sqrt", whole(4)).Excel(cell); err == nil {
		t.Error("an unknown operation was written")
	}
}

func TestExprThatCannotBeComputed(t *testing.T) {
	t.Parallel()
	none := func(string) (*big.Rat, bool) { return nil, false }
	tests := []struct {
		name string
		expr Expr
		want string
	}{
		{"division by zero", op(OpDiv, whole(1), whole(0)), "tariff.fault.division"},
		{"a reference to nothing", ref("gone"), "tariff.fault.reference"},
		{"an unknown operation", op("sqrt", whole(4), whole(2)), "tariff.fault.formula"},
		{"no arguments", op(OpAdd), "tariff.fault.formula"},
		{"three arguments to a difference", op(OpSub, whole(1), whole(1), whole(1)), "tariff.fault.formula"},
		{"rounding to half a place", op(OpRound, whole(1), Expr{Num: "0.5"}), "tariff.fault.formula"},
		{"rounding to a billion places", op(OpRound, whole(1), whole(1_000_000_000)), "tariff.fault.formula"},
		{"a number with an exponent", Expr{Num: "1e999999999"}, "tariff.fault.number"},
		{"a fraction of nothing", Expr{Num: "1/0"}, "tariff.fault.number"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.expr.Eval(none)
			wantKey(t, err, tt.want)
		})
	}
}

func TestRoundingHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	for value, want := range map[Exact]Exact{
		"0.5": "1", "-0.5": "-1", "1.4999": "1", "-1.5": "-2", "2.5": "3", "1/3": "0", "-2/3": "-1", "112168.8": "112169",
	} {
		got, err := toRupiah(Expr{Num: value}).Eval(nil)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "round "+string(value), exact(got), want)
	}
	got, err := op(OpRound, Expr{Num: "45.1615"}, whole(3)).Eval(nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "three places", exact(got), Exact("45.162"))
}
