package transit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/quantity"
	"sinergi/internal/transit"
)

func metres(n int) quantity.Metres { return quantity.Metres(n) }

func TestTheRunsBehindAQuantity(t *testing.T) {
	t.Parallel()
	both := func(k, p int) []transit.Part {
		return []transit.Part{{Code: "14.01", Planned: 4000, Delivered: metres(k)}, {Code: "14.71", Planned: 10000, Delivered: metres(p)}}
	}
	runs := []transit.Run{
		{Trip: "1-0", Start: 26100, Vehicle: "TMP-101", Status: transit.Complete, Parts: both(4000, 10000)},
		{Trip: "1|1", Start: 27000, Vehicle: "TMP-102", Status: transit.Partial, Parts: both(0, 300)},
		{Trip: "1-2", Start: 27900, Vehicle: "", Status: transit.Missed, Parts: both(0, 0)},
		{Trip: "1-3", Start: 28800, Vehicle: "TMP-103", Status: transit.Unproven, Parts: both(0, 0)},
	}
	for _, tt := range []struct {
		name string
		got  transit.List
		sum  int
		want []transit.Proof
	}{
		{"in Kampar", transit.DeliveredIn(runs, "14.01"), 4000, []transit.Proof{{Trip: "1-0", Start: 26100, Vehicle: "TMP-101", Metres: 4000}}},
		{"in Pekanbaru", transit.DeliveredIn(runs, "14.71"), 10300, []transit.Proof{{Trip: "1-0", Start: 26100, Vehicle: "TMP-101", Metres: 10000}, {Trip: "1|1", Start: 27000, Vehicle: "TMP-102", Metres: 300}}},
		{"in Siak", transit.DeliveredIn(runs, "14.08"), 0, nil},
		{"not run or not proved", transit.NotDelivered(runs), 0, []transit.Proof{{Trip: "1-2", Start: 27900, Status: transit.Missed}, {Trip: "1-3", Start: 28800, Vehicle: "TMP-103", Status: transit.Unproven}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			proofs, err := transit.ParseProofs(tt.got.Text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, proofs); diff != "" {
				t.Error(diff)
			}
			if tt.got.Count != len(tt.want) || tt.got.Sum != metres(tt.sum) {
				t.Errorf("%d runs of %d m", tt.got.Count, tt.got.Sum)
			}
		})
	}
}

func TestAListThatIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"x\n", "a|b|c\n", "trip|seven|bus|10\n"} {
		if got, err := transit.ParseProofs(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}
