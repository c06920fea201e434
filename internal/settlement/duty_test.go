// SPDX-License-Identifier: Apache-2.0

package settlement

import "testing"

// TestWhoseMoveItIs is the whole table: what each government has to do, in
// every state of a statement of two parties.
func TestWhoseMoveItIs(t *testing.T) {
	t.Parallel()
	all := []int{1, 2, 3, 4, 5}
	agree := func(by string) Move { return Move{Kind: MoveAgree, By: by} }
	for _, tt := range []struct {
		name              string
		moves             []Move
		kampar, pekanbaru []Duty // Pekanbaru provides and bills; Kampar checks
	}{
		{"a draft is the provider's to offer", nil, nil, []Duty{{pekanbaru, DutyOffer, nil}}},
		{"an offer is the other's to check", []Move{offer}, []Duty{{kampar, DutyCheck, all}}, nil},
		{"what is accepted is done", []Move{offer, accept(1), accept(4)}, []Duty{{kampar, DutyCheck, []int{2, 3, 5}}}, nil},
		{
			"a dispute is the provider's to answer, while the other goes on checking",
			[]Move{offer, dispute3},
			[]Duty{{kampar, DutyCheck, []int{1, 2, 4, 5}}},
			[]Duty{{pekanbaru, DutyAnswer, []int{3}}},
		},
		{
			"who disputed the last open line has nothing more to do",
			[]Move{offer, accept(1), accept(2), accept(4), accept(5), dispute3},
			nil,
			[]Duty{{pekanbaru, DutyAnswer, []int{3}}},
		},
		{
			"an answer goes back to who disputed",
			[]Move{offer, accept(1), accept(2), accept(4), accept(5), dispute3, answer3},
			[]Duty{{kampar, DutyReply, []int{3}}},
			nil,
		},
		{
			"an answered line and unchecked lines are two duties",
			[]Move{offer, accept(1), dispute3, answer3},
			[]Duty{{kampar, DutyCheck, []int{2, 4, 5}}, {kampar, DutyReply, []int{3}}},
			nil,
		},
		{
			"a dispute after the answer is the provider's again",
			[]Move{offer, accept(1), accept(2), accept(4), accept(5), dispute3, answer3, dispute3},
			nil,
			[]Duty{{pekanbaru, DutyAnswer, []int{3}}},
		},
		{
			"a dispute withdrawn leaves the line to be checked",
			[]Move{offer, accept(1), accept(2), accept(4), accept(5), dispute3, {Kind: MoveWithdraw, By: kampar, Line: 3}},
			[]Duty{{kampar, DutyCheck, []int{3}}},
			nil,
		},
		{"accepted lines are both sides' to agree to", acceptAll(), []Duty{{kampar, DutyAgree, nil}}, []Duty{{pekanbaru, DutyAgree, nil}}},
		{"when the payer has agreed the provider is left", append(acceptAll(), agree(kampar)), nil, []Duty{{pekanbaru, DutyAgree, nil}}},
		{"when the provider has agreed the payer is left", append(acceptAll(), agree(pekanbaru)), []Duty{{kampar, DutyAgree, nil}}, nil},
		{"what is agreed is nobody's any more", append(acceptAll(), agree(kampar), agree(pekanbaru)), nil, nil},
		{"nor is what was replaced", []Move{offer, dispute3, {Kind: MoveSupersede, By: pekanbaru, Successor: hashOf("version 2")}}, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newReview(t, tt.moves...)
			same(t, "Kampar", r.DutiesOf(kampar), tt.kampar)
			same(t, "Pekanbaru", r.DutiesOf(pekanbaru), tt.pekanbaru)
			same(t, "both", r.Duties(), append(append([]Duty(nil), tt.kampar...), tt.pekanbaru...)) // by code
			same(t, "somebody else", r.DutiesOf("14.08"), []Duty(nil))
		})
	}
}

// TestADutyCanBeMet: to whom a duty falls, the moves that meet it are open, on
// each of its lines.
func TestADutyCanBeMet(t *testing.T) {
	t.Parallel()
	meets := map[DutyKind][]MoveKind{
		DutyOffer: {MoveOffer}, DutyCheck: {MoveAccept, MoveDispute}, DutyAnswer: {MoveAnswer},
		DutyReply: {MoveAccept, MoveDispute, MoveWithdraw}, DutyAgree: {MoveAgree},
	}
	for state, moves := range states() {
		r := newReview(t, moves...)
		for _, d := range r.Duties() {
			for _, kind := range meets[d.Kind] {
				m := Move{Kind: kind, By: d.Government, Text: "alasan"}
				for _, m.Line = range append([]int{0}, d.Lines...)[min(1, len(d.Lines)):] {
					if _, err := r.Apply(m); err != nil {
						t.Errorf("%s: %s has to %s, but cannot %s line %d: %v", state, d.Government, d.Kind, kind, m.Line, err)
					}
				}
			}
		}
	}
}

func TestThreePartiesDoSeveralThingsAtOnce(t *testing.T) {
	t.Parallel()
	in := busInput(t)
	in.Agreement.Parties = append(in.Agreement.Parties, Party{"14.08", "Kabupaten Siak", "PIHAK KETIGA"})
	r, err := NewReview(compute(t, in), pekanbaru)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = r.Replay(append(acceptAll(), Move{Kind: MoveDispute, By: "14.08", Line: 4, Text: "bagian Siak"})); err != nil {
		t.Fatal(err)
	}
	same(t, "duties", r.Duties(), []Duty{{"14.08", DutyCheck, []int{1, 2, 3, 5}}, {pekanbaru, DutyAnswer, []int{4}}})
	same(t, "waits for", r.Waiting(), []string{"14.08", pekanbaru})
}
