package ops

import (
	"context"
	"slices"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/pades"
)

// SignChoice is what the signer's government says beside the signature.
type SignChoice struct {
	// Suspensive names the clause by which nothing is owed before this
	// government's DPRD has agreed.
	Suspensive string
	// Why is why a signature with less than the government asks for is taken; empty:
	// it is not.
	Why string
}

// sitting is a seat whose move it is, with all that it takes to sign.
type sitting struct {
	round signing.Round
	run   procedure.Run
	coop  agreement.Cooperation
	seat  signing.Seat
	by    procedure.Actor
	on    civil.Date // of the signature
}

// round loads a round whose run the actor may take part in, or see.
func (d *Desk) round(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string) (t sitting, err error) {
	if t.round, err = tx.Round(ctx, id); err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return t, err
	}
	if t.run, t.coop, err = d.run(ctx, tx, who, do, t.round.Run); err != nil {
		return t, err
	}
	t.by, err = d.actor(ctx, tx, who)
	return t, err
}

// sitting loads the seat whose move it is, if it is the actor's government's and
// everything that does not depend on the signature itself allows it: the office
// holder is still the one on the paper, the paper's day has come, and the
// procedure takes the signature. What cannot be undone is not begun otherwise.
func (d *Desk) sitting(ctx context.Context, tx *store.Tx, who policy.Actor, id string, c SignChoice) (sitting, error) {
	return d.sittingOn(ctx, tx, who, id, c, d.today())
}

// sittingOn is sitting for a signature of a day: of one that is found later, the
// day on which it was sent for.
func (d *Desk) sittingOn(ctx context.Context, tx *store.Tx, who policy.Actor, id string, c SignChoice, on civil.Date) (t sitting, err error) {
	if t, err = d.round(ctx, tx, who, policy.MoveProcedure, id); err != nil {
		return t, err
	}
	if t.round.State != signing.RoundOpen {
		return t, fault.New(fault.Conflict, "signing.closed")
	}
	seat, left := t.round.Turn()
	if !left {
		return t, fault.New(fault.Conflict, "signing.all_signed")
	}
	t.seat, t.on = seat, on
	if !d.actsFor(who, t.run, seat) {
		return t, fault.New(fault.Conflict, "signing.not_your_turn", "Party", seat.GovName, "Office", seat.Title)
	}
	if err := d.stillHolds(ctx, tx, seat, on); err != nil {
		return t, err
	}
	if err := powerTrouble(t.run, t.round.Branch, seat, on); err != nil {
		return t, err
	}
	if on.Before(t.round.On) || t.round.Signed() == 0 && on != t.round.On {
		return t, fault.New(fault.Conflict, "signing.other_day", "On", t.round.On)
	}
	act, err := d.signatureAct(ctx, tx, t, c, t.round.Head)
	if err != nil {
		return t, err
	}
	_, err = t.run.Apply(act)
	return t, err
}

// actsFor reports whether an actor's government signs at a seat: its own, or,
// for a party without accounts here, that of the region that began.
func (d *Desk) actsFor(who policy.Actor, run procedure.Run, seat signing.Seat) bool {
	for _, p := range run.Parties() {
		if p.Code == seat.Government && p.Kind != procedure.RegionalGovernment {
			return who.Government == run.Initiator()
		}
	}
	return who.Government == seat.Government
}

// stillHolds makes sure that who is on the paper holds the office on a day. A
// paper never gets another name: it is called off and printed anew.
func (d *Desk) stillHolds(ctx context.Context, tx *store.Tx, seat signing.Seat, on civil.Date) error {
	if seat.Holder == "" {
		return nil
	}
	h, err := tx.Holder(ctx, seat.Holder)
	if err != nil || h.Holds(on) {
		return err
	}
	all, err := tx.Holders(ctx, seat.Government)
	if err != nil {
		return err
	}
	now := ""
	for _, x := range all {
		if x.Office == seat.Office && x.Holds(on) {
			now = x.Name
		}
	}
	return fault.New(fault.Conflict, "signing.holder_changed", "Name", seat.Name, "Office", seat.Title, "Now", now)
}

// signatureAct is the act by which the run learns of a signature.
func (d *Desk) signatureAct(ctx context.Context, tx *store.Tx, t sitting, c SignChoice, file string) (procedure.Act, error) {
	s := procedure.Signature{
		Hash: t.round.Text, On: t.on, Place: t.round.Place, Method: procedure.Electronic, File: file, Proxy: t.seat.Proxy, Suspensive: c.Suspensive,
		Signer: procedure.Signer{Government: t.seat.Government, Holder: t.seat.Holder, Name: t.seat.Name, Title: t.seat.Title},
	}
	if t.round.ByHand {
		s.Method = procedure.WetInk
	}
	if err := d.freeze(ctx, tx, t.run, &s.Signer); err != nil {
		return procedure.Act{}, err
	}
	for _, g := range t.run.Gates() {
		if g.Slot.Branch != t.round.Branch || g.Slot.Government != t.seat.Government {
			continue
		}
		i := slices.IndexFunc(g.Gate.Needs, func(n procedure.Need) bool { return n.Type == procedure.NeedSignature })
		if i >= 0 {
			return procedure.Act{
				Kind: procedure.Supply, At: d.now(), By: t.by, Base: t.run.Seq(), Slot: g.Slot, Need: g.Gate.Needs[i].ID, Value: &procedure.Value{Signature: &s},
			}, nil
		}
	}
	return procedure.Act{}, fault.New(fault.NotFound, "procedure.no_such_gate", "Gate", "ttd")
}

// accept gives the run a signature that was verified, and moves the round on.
func (d *Desk) accept(ctx context.Context, tx *store.Tx, who policy.Actor, t sitting, c SignChoice, s signing.Signature, size int64) error {
	if err := tx.AddFile(ctx, s.File, "application/pdf", size, d.nowUS()); err != nil {
		return err
	}
	name := t.round.Title + " – " + t.seat.Label + ".pdf"
	if err := tx.AddRunFile(ctx, store.RunFile{Run: t.run.ID(), SHA256: s.File, Government: who.Government, Name: name, AddedUS: d.nowUS()}); err != nil {
		return err
	}
	act, err := d.signatureAct(ctx, tx, t, c, s.File)
	if err != nil {
		return err
	}
	next, err := t.run.Apply(act)
	if err != nil {
		return err
	}
	s.At, s.By, s.Chosen = d.now(), who.Name, c.Why
	for i := range t.round.Seats {
		if t.round.Seats[i].No == t.seat.No {
			t.round.Seats[i].Signature = &s
		}
	}
	if !t.round.ByHand {
		t.round.Head = s.File
	}
	if _, left := t.round.Turn(); !left {
		t.round.State, t.round.ClosedBy, t.round.ClosedAt = signing.RoundComplete, who.Name, d.now()
		if !t.round.ByHand && d.signs.Seal > pades.None {
			t.round.Seal = signing.SealPending
		}
		t.round.Final = t.round.Head
	}
	if err := tx.SaveRound(ctx, t.round); err != nil {
		return err
	}
	return d.keepRun(ctx, tx, t.coop, t.run, next)
}

// followSigning closes the rounds of documents that are no longer out for
// signature, whoever called them off and wherever.
func (d *Desk) followSigning(ctx context.Context, tx *store.Tx, next procedure.Run) error {
	rounds, err := tx.RoundsOf(ctx, next.ID())
	if err != nil {
		return err
	}
	status, _ := next.Status()
	for _, r := range rounds {
		if r.State != signing.RoundOpen {
			continue
		}
		doc := next.Document(r.Branch)
		ended := status == procedure.Voided || status == procedure.Stopped
		for _, b := range next.Branches() {
			if b.ID == r.Branch && (b.Status == procedure.Voided || b.Status == procedure.Stopped) {
				ended = true
			}
		}
		if !ended && doc.Sent != nil && doc.Sent.Seq == r.Sent {
			continue
		}
		last := next.Last()
		r.State, r.ClosedBy, r.ClosedAt, r.Reason = signing.RoundVoid, last.By.Name, d.now(), last.Reason
		if err := tx.SaveRound(ctx, r); err != nil {
			return err
		}
		attempts, err := tx.Attempts(ctx, r.ID)
		if err != nil {
			return err
		}
		for _, a := range attempts {
			if a.State != signing.Requested {
				continue
			}
			before := a.State
			if a.Attempt, err = a.Withdraw(signing.Nobody, d.now()); err != nil {
				return err
			}
			if err := tx.MoveAttempt(ctx, before, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// mindSigning keeps acts away from a document that is being signed: its
// signatures come through its round, and it is not called off while a service
// may be signing it.
func (d *Desk) mindSigning(ctx context.Context, tx *store.Tx, run procedure.Run, act procedure.Act) error {
	var branches []string
	switch {
	case act.Kind == procedure.Supply && act.Value != nil && act.Value.Signature != nil:
		branches = []string{act.Slot.Branch}
	case act.Kind == procedure.VoidSigning, act.Kind == procedure.VoidBranch:
		branches = []string{act.Branch}
	case act.Kind == procedure.VoidRun:
		branches = []string{""}
		for _, b := range run.Branches() {
			branches = append(branches, b.ID)
		}
	}
	for _, b := range branches {
		r, err := tx.OpenRound(ctx, run.ID(), b)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if act.Kind == procedure.Supply {
			return fault.New(fault.Conflict, "signing.round_open")
		}
		if err := d.nothingInFlight(ctx, tx, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// nothingInFlight refuses while a service may be signing, or nobody knows
// whether it has.
func (d *Desk) nothingInFlight(ctx context.Context, tx *store.Tx, round string) error {
	all, err := d.lapsed(ctx, tx, round)
	if err != nil {
		return err
	}
	for _, a := range all {
		switch a.State {
		case signing.InFlight:
			return fault.New(fault.Conflict, "signer.attempt_open")
		case signing.Unknown:
			return fault.New(fault.Conflict, "signer.attempt_unknown")
		}
	}
	return nil
}

// lapsed loads the attempts of a round and moves those that were left behind.
func (d *Desk) lapsed(ctx context.Context, tx *store.Tx, round string) ([]store.Attempt, error) {
	all, err := tx.Attempts(ctx, round)
	if err != nil {
		return nil, err
	}
	for i, a := range all {
		next, moved := a.Lapse(d.signs.limits, d.now())
		if !moved {
			continue
		}
		all[i].Attempt = next
		if err := tx.MoveAttempt(ctx, a.State, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}
