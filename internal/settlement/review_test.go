// SPDX-License-Identifier: Apache-2.0

package settlement

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sinergi/internal/fault"
	"sinergi/internal/money"
)

// newReview is the bus month, offered by Pekanbaru, after some moves.
func newReview(t testing.TB, moves ...Move) Review {
	t.Helper()
	r, err := NewReview(compute(t, busInput(t)), pekanbaru)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = r.Replay(moves); err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	offer    = Move{Kind: MoveOffer, By: pekanbaru}
	dispute3 = Move{Kind: MoveDispute, By: kampar, Line: 3, Text: "Trip 1-0715 berjalan"}
	answer3  = Move{Kind: MoveAnswer, By: pekanbaru, Line: 3, Text: "Posisi bus berhenti di Panam"}
)

func accept(line int) Move { return Move{Kind: MoveAccept, By: kampar, Line: line} }

func acceptAll() []Move { return []Move{offer, accept(1), accept(2), accept(3), accept(4), accept(5)} }

// states are reviews in every state that the table of moves distinguishes.
func states() map[string][]Move {
	return map[string][]Move{
		"draft":      nil,
		"offered":    {offer, accept(1)},
		"disputed":   {offer, accept(1), dispute3},
		"answered":   {offer, accept(1), dispute3, answer3},
		"accepted":   acceptAll(),
		"one agreed": append(acceptAll(), Move{Kind: MoveAgree, By: kampar}),
		"agreed":     append(acceptAll(), Move{Kind: MoveAgree, By: kampar}, Move{Kind: MoveAgree, By: pekanbaru}),
		"superseded": {offer, {Kind: MoveSupersede, By: pekanbaru, Successor: hashOf("version 2")}},
	}
}

// TestEveryMoveInEveryState is the whole table: what is not listed as allowed
// must be refused.
func TestEveryMoveInEveryState(t *testing.T) {
	t.Parallel()
	// Line 1 is accepted and line 3 is the one in question in all open states.
	allowed := map[string]Status{
		"draft/offer/14.71/0":          Offered,
		"offered/accept/14.01/3":       Offered,
		"offered/dispute/14.01/3":      Disputed,
		"offered/supersede/14.71/0":    Superseded,
		"disputed/accept/14.01/3":      Offered, // lines 2, 4 and 5 still wait
		"disputed/answer/14.71/3":      Disputed,
		"disputed/withdraw/14.01/3":    Offered,
		"disputed/supersede/14.71/0":   Superseded,
		"answered/accept/14.01/3":      Offered,
		"answered/dispute/14.01/3":     Disputed,
		"answered/withdraw/14.01/3":    Offered,
		"answered/supersede/14.71/0":   Superseded,
		"accepted/agree/14.01/0":       Accepted,
		"accepted/agree/14.71/0":       Accepted,
		"accepted/supersede/14.71/0":   Superseded,
		"one agreed/agree/14.71/0":     Agreed,
		"one agreed/supersede/14.71/0": Superseded,
	}
	seen, start := 0, newReview(t)
	in := func(moves []Move) Review {
		r, err := start.Replay(moves)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for state, moves := range states() {
		for _, rule := range append(Rules(), Rule{Move: "edit"}) {
			for _, by := range []string{kampar, pekanbaru, "14.05"} {
				for _, line := range []int{0, 1, 3, 99} {
					name := fmt.Sprintf("%s/%s/%s/%d", state, rule.Move, by, line)
					before := in(moves)
					after, err := before.Apply(Move{Kind: rule.Move, By: by, Line: line, Text: "alasan", Successor: hashOf("version 2")})
					want, ok := allowed[name]
					if ok {
						seen++
					}
					switch {
					case ok && err != nil:
						t.Errorf("%s: %v", name, err)
					case ok && after.Status != want:
						t.Errorf("%s: became %s, want %s", name, after.Status, want)
					case !ok && err == nil:
						t.Errorf("%s: was allowed, became %s", name, after.Status)
					case !ok && fault.KindOf(err) == fault.Internal:
						t.Errorf("%s: %v", name, err)
					}
					same(t, name+" left the state before alone", before, in(moves))
				}
			}
		}
	}
	same(t, "allowed moves tried", seen, len(allowed))
}

func TestWhyAMoveIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		state []Move
		move  Move
		kind  fault.Kind
		want  string
	}{
		{"Kampar offers Pekanbaru's draft", nil, Move{Kind: MoveOffer, By: kampar}, fault.Denied, "settlement.fault.not_your_move"},
		{"a government that is no party accepts", []Move{offer}, Move{Kind: MoveAccept, By: "14.05", Line: 1}, fault.Denied, "settlement.fault.not_your_move"},
		{"the provider accepts its own line", []Move{offer}, Move{Kind: MoveAccept, By: pekanbaru, Line: 1}, fault.Denied, "settlement.fault.not_your_move"},
		{"accepting before the offer", nil, accept(1), fault.Conflict, "settlement.fault.not_now.draft"},
		{"accepting twice", []Move{offer, accept(1)}, accept(1), fault.Conflict, "settlement.fault.line_not_now.accepted"},
		{"disputing what was accepted", []Move{offer, accept(1)}, Move{Kind: MoveDispute, By: kampar, Line: 1, Text: "salah"}, fault.Conflict, "settlement.fault.line_not_now.accepted"},
		{"disputing without a reason", []Move{offer}, Move{Kind: MoveDispute, By: kampar, Line: 1, Text: " \n"}, fault.Invalid, "settlement.fault.reason"},
		{"answering without an answer", []Move{offer, dispute3}, Move{Kind: MoveAnswer, By: pekanbaru, Line: 3}, fault.Invalid, "settlement.fault.reason"},
		{"answering twice", []Move{offer, dispute3, answer3}, answer3, fault.Conflict, "settlement.fault.line_not_now.answered"},
		{"a line that is not there", []Move{offer}, accept(6), fault.NotFound, "settlement.fault.no_line"},
		{"offering one line", nil, Move{Kind: MoveOffer, By: pekanbaru, Line: 1}, fault.Invalid, "settlement.fault.no_line"},
		{"agreeing while a line is disputed", []Move{offer, dispute3}, Move{Kind: MoveAgree, By: kampar}, fault.Conflict, "settlement.fault.not_now.disputed"},
		{"agreeing twice", append(acceptAll(), Move{Kind: MoveAgree, By: kampar}), Move{Kind: MoveAgree, By: kampar}, fault.Conflict, "settlement.fault.agreed_already"},
		{"replacing by itself", []Move{offer}, Move{Kind: MoveSupersede, By: pekanbaru, Successor: newReview(t).Statement}, fault.Invalid, "settlement.fault.corrects"},
		{"replacing by nothing", []Move{offer}, Move{Kind: MoveSupersede, By: pekanbaru}, fault.Invalid, "settlement.fault.corrects"},
		{"replacing what is agreed", append(acceptAll(), Move{Kind: MoveAgree, By: kampar}, Move{Kind: MoveAgree, By: pekanbaru}), Move{Kind: MoveSupersede, By: pekanbaru, Successor: hashOf("x")}, fault.Conflict, "settlement.fault.not_now.agreed"},
		{"a move nobody knows", []Move{offer}, Move{Kind: "edit", By: pekanbaru}, fault.Invalid, "settlement.fault.move"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := newReview(t, tt.state...).Apply(tt.move)
			wantFault(t, err, tt.kind, tt.want)
		})
	}
}

func TestADisputeAndItsAnswer(t *testing.T) {
	t.Parallel()
	r := newReview(t, offer)
	same(t, "waits for", r.Waiting(), []string{kampar})
	r = newReview(t, offer, accept(1), accept(2), dispute3, accept(4), accept(5))
	same(t, "waits for", r.Waiting(), []string{pekanbaru})
	line, _ := r.Line(3)
	same(t, "decision", line.Decisions, []Decision{{kampar, LineDisputed, "Trip 1-0715 berjalan", ""}})

	// What is accepted can be paid: 53,163,770 + 59,400,000 = 112,563,770 from
	// Kampar; the deduction of 900,000 waits.
	a := r.Amounts()
	same(t, "payable", a.Accepted.Payable, []Transfer{{kampar, pekanbaru, 112_563_770}})
	same(t, "accepted", a.Accepted.Total, money.Rupiah(443_747_176))
	same(t, "disputed", a.Disputed, Portion{Lines: 1, Total: -900_000, Payable: []Transfer{{pekanbaru, kampar, 900_000}}})
	same(t, "pending", a.Pending, Portion{Payable: []Transfer{}})

	answered, err := r.Apply(answer3)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "waits for", answered.Waiting(), []string{kampar})
	same(t, "Kampar may", answered.May(kampar), []MoveKind{MoveAccept, MoveDispute, MoveWithdraw})
	same(t, "Pekanbaru may", answered.May(pekanbaru), []MoveKind{MoveSupersede})
	same(t, "Kampar may dispute line 3", answered.MayOnLine(kampar, MoveDispute, 3), true)
	same(t, "Kampar may dispute line 1", answered.MayOnLine(kampar, MoveDispute, 1), false)

	done, err := answered.Replay([]Move{accept(3)})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "status", done.Status, Accepted)
	same(t, "waits for", done.Waiting(), []string{kampar, pekanbaru})
	line, _ = done.Line(3)
	same(t, "the dispute stays on record", line.Decisions[0], Decision{kampar, LineAccepted, dispute3.Text, answer3.Text})
}

// TestThreeParties: every reviewer decides for itself.
func TestThreeParties(t *testing.T) {
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
	same(t, "status", r.Status, Disputed)
	same(t, "waits for", r.Waiting(), []string{"14.08", pekanbaru})
	_, err = r.Apply(Move{Kind: MoveWithdraw, By: kampar, Line: 4})
	wantFault(t, err, fault.Conflict, "settlement.fault.line_not_now.disputed")
	same(t, "accepted by all", r.Amounts().Accepted.Lines, 0)
}

func TestACorrectionIsANewVersion(t *testing.T) {
	t.Parallel()
	first := compute(t, busInput(t))
	hash, err := first.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	in := busInput(t)
	in.Version, in.Corrects = 2, hash
	in.Measurements[5].Amount = number(t, "11")
	second := compute(t, in)
	same(t, "deduction", second.Lines[2].Amount, money.Rupiah(-825_000))
	same(t, "corrects", second.Corrects, hash)
	if err := Verify(second); err != nil {
		t.Error(err)
	}
	successor, err := second.SHA256()
	if err != nil {
		t.Fatal(err)
	}
	r := newReview(t, offer, dispute3, Move{Kind: MoveSupersede, By: pekanbaru, Successor: successor})
	same(t, "status", r.Status, Superseded)
	same(t, "successor", r.Successor, successor)
	same(t, "waits for", r.Waiting(), []string{})
}

// TestRandomMoves: whatever is tried, in whatever order, the state stays
// sound: final states stay final, nothing is agreed without every line
// accepted and every party agreeing, an accepted line stays accepted, the
// amounts by state always sum to the whole, and May tells the truth.
func TestRandomMoves(t *testing.T) {
	t.Parallel()
	start := newReview(t)
	whole := compute(t, busInput(t)).Total
	kinds := []MoveKind{MoveOffer, MoveAccept, MoveAccept, MoveAccept, MoveDispute, MoveAnswer, MoveWithdraw, MoveAgree, MoveSupersede, "edit"}
	rapid.Check(t, func(rt *rapid.T) {
		r := start
		for range rapid.IntRange(1, 60).Draw(rt, "moves") {
			m := Move{
				Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), By: rapid.SampledFrom([]string{kampar, pekanbaru, "14.05"}).Draw(rt, "by"),
				Line: rapid.IntRange(0, 6).Draw(rt, "line"), Text: rapid.SampledFrom([]string{"", "alasan"}).Draw(rt, "text"),
				Successor: rapid.SampledFrom([]string{"", hashOf("next")}).Draw(rt, "successor"),
			}
			if m.Kind == MoveOffer || m.Kind == MoveAgree || m.Kind == MoveSupersede {
				m.Line = 0
			}
			next, err := r.Apply(m)
			if err != nil {
				continue
			}
			if r.Status == Agreed || r.Status == Superseded {
				rt.Fatalf("%v left the final state %s", m, r.Status)
			}
			if !slices.Contains(r.May(m.By), m.Kind) || (m.Line > 0 && !r.MayOnLine(m.By, m.Kind, m.Line)) {
				rt.Fatalf("%v was possible, but May says no", m)
			}
			sound(rt, r, next, whole)
			r = next
		}
	})
}

func sound(rt *rapid.T, before, after Review, whole money.Rupiah) {
	a := after.Amounts()
	if sum := a.Accepted.Total + a.Pending.Total + a.Disputed.Total; sum != whole {
		rt.Fatalf("the parts sum to %d, the statement to %d", sum, whole)
	}
	if n := a.Accepted.Lines + a.Pending.Lines + a.Disputed.Lines; n != len(after.Lines) {
		rt.Fatalf("%d lines of %d have a state", n, len(after.Lines))
	}
	if after.Status == Agreed && (a.Accepted.Lines != len(after.Lines) || len(after.AgreedBy) != len(after.Parties)) {
		rt.Fatalf("agreed with %d accepted lines by %v", a.Accepted.Lines, after.AgreedBy)
	}
	for i, l := range before.Lines {
		if l.Status() == LineAccepted && after.Lines[i].Status() != LineAccepted {
			rt.Fatalf("line %d was accepted and is %s", l.No, after.Lines[i].Status())
		}
	}
	final := after.Status == Agreed || after.Status == Superseded
	if final != (len(after.Waiting()) == 0) {
		rt.Fatalf("status %s waits for %v", after.Status, after.Waiting())
	}
}

func TestWhatCannotBeReviewed(t *testing.T) {
	t.Parallel()
	s := compute(t, busInput(t))
	_, err := NewReview(s, "14.05")
	wantFault(t, err, fault.Invalid, "settlement.fault.not_a_party")
	s.Lines = nil
	_, err = NewReview(s, pekanbaru)
	wantFault(t, err, fault.Invalid, "settlement.fault.nothing_to_review")
}
