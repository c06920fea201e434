package ops_test

import (
	"testing"

	"sinergi/internal/agreement"
	"sinergi/internal/demo"
	"sinergi/internal/policy"
)

// A leader reads each cooperation of the government in one line, what asks for
// attention first; the province reads those inside it, and a neighbour none.
func TestCooperationsAtAGlance(t *testing.T) {
	t.Parallel()
	eachTable(t, func(t *testing.T, b table) {
		ctx := t.Context()
		all, next, err := b.desk.Overview(ctx, b.who("kampar-sekda"), "", 50)
		if err != nil || next != "" || len(all) < 2 {
			t.Fatalf("%d cooperations, then %q, %v", len(all), next, err)
		}
		for i, g := range all {
			if i > 0 && g.Attention() > all[i-1].Attention() {
				t.Errorf("%s asks for more attention than what stands before it", g.Title)
			}
			if g.ID != demo.CooperationID {
				continue
			}
			if g.InForce != 3 || g.Ends == nil || g.Ends.Until.String() != "2029-09-03" || g.DaysLeft < 1000 || g.Evaluated != nil {
				t.Errorf("the running cooperation: %+v", g)
			}
			if g.Late == 0 || g.Attention() < 2 {
				t.Errorf("%d periods are late, which asks for %d", g.Late, g.Attention())
			}
		}
		one, next, err := b.desk.Overview(ctx, b.who("riau-gubernur"), "", 1)
		if err != nil || len(one) != 1 || next == "" {
			t.Errorf("the province's first page: %d, then %q, %v", len(one), next, err)
		}
		neighbour := policy.Actor{Account: "x", Government: "14.08", Roles: []policy.Role{policy.Signer}}
		if none, _, err := b.desk.Overview(ctx, neighbour, "", 50); err != nil || len(none) != 0 {
			t.Errorf("Siak reads %d, %v", len(none), err)
		}
		if _, err := b.desk.NewCooperation(ctx, b.who("pekanbaru-kerjasama"), agreement.Cooperation{Title: "Rancangan", Category: agreement.Undecided, Parties: []string{demo.Pekanbaru, demo.Kampar}}); err != nil {
			t.Fatal(err)
		}
		again, _, err := b.desk.Overview(ctx, b.who("kampar-sekda"), "", 50)
		if err != nil || len(again) != len(all) {
			t.Errorf("with Pekanbaru's draft: %d, %v", len(again), err)
		}
	})
}
