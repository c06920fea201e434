package ops

import (
	"bytes"
	"context"
	"io"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/procedure"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/internal/validity"
)

// oneLine writes a text on one line, which is what services take as reason and
// place, and letters as a title.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// sameSigner reports whether a certificate's name can be that of who is on the
// paper.
func sameSigner(certificate string, seat signing.Seat) bool {
	return validity.SameName(certificate, seat.Name)
}

// printableName leaves out what the appearance's font does not have.
func printableName(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e && r < 0xa0 || r > 0xff {
			return '?'
		}
		return r
	}, s)
}

// RetrieveSigned asks the service for the document of an unknown attempt, by
// the number that the service gave it, or else by one that the officer found in
// the service's own list.
func (d *Desk) RetrieveSigned(ctx context.Context, who policy.Actor, round, attempt, number string, s Signee, c SignChoice) error {
	t, a, base, err := d.unknown(ctx, who, round, attempt)
	if err != nil {
		return err
	}
	service := d.signs.services[a.Government]
	if a.Reference != "" {
		number = a.Reference
	}
	switch number = strings.TrimSpace(number); {
	case service == nil:
		return fault.New(fault.Conflict, "signer.refused.not_kept")
	case number == "":
		return fault.InvalidFields([]fault.Field{fault.NewField("number", "ui.required")})
	}
	r := service.Retrieve(ctx, d.order(t, s.who(who), base), number)
	if r.Outcome != signer.Signed {
		return r.Err()
	}
	return d.find(ctx, who, t, a, base, r.PDF, "retrieved "+number, c)
}

// BringFound resolves an unknown attempt by the signed document that somebody
// found at the service.
func (d *Desk) BringFound(ctx context.Context, who policy.Actor, round, attempt string, pdf []byte, c SignChoice) error {
	t, a, base, err := d.unknown(ctx, who, round, attempt)
	if err != nil {
		return err
	}
	return d.find(ctx, who, t, a, base, pdf, "uploaded", c)
}

// TakeCandidate takes a document that came with less than it should have, by
// the explicit choice of the signer's government.
func (d *Desk) TakeCandidate(ctx context.Context, who policy.Actor, round, attempt string, c SignChoice) error {
	if strings.TrimSpace(c.Why) == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("why", "procedure.reason_needed")})
	}
	t, a, base, err := d.unknown(ctx, who, round, attempt)
	if err != nil {
		return err
	}
	if a.Candidate == "" {
		return fault.New(fault.Conflict, "signer.refused.not_kept")
	}
	pdf, err := d.files.Bytes(ctx, a.Candidate)
	if err != nil {
		return err
	}
	return d.find(ctx, who, t, a, base, pdf, "chosen: "+c.Why, c)
}

// unknown loads an attempt of which nobody knows what became.
func (d *Desk) unknown(ctx context.Context, who policy.Actor, round, id string) (t sitting, a store.Attempt, base []byte, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error { // it may have lapsed into being unknown
		t, a, err = d.attempt(ctx, tx, who, round, id)
		return err
	})
	if err != nil {
		return t, a, nil, err
	}
	if a.State != signing.Unknown {
		return t, a, nil, fault.New(fault.Conflict, "signer.attempt_moved")
	}
	base, err = d.files.Bytes(ctx, a.Base)
	return t, a, base, err
}

// find judges a found document and takes it for the attempt.
func (d *Desk) find(ctx context.Context, who policy.Actor, t sitting, a store.Attempt, base, pdf []byte, how string, c SignChoice) error {
	j, err := d.judge(ctx, t.seat, base, pdf)
	if err != nil {
		return err
	}
	if j.reason != "" && !(mayChoose(j.reason) && strings.TrimSpace(c.Why) != "") {
		return refusal(j.reason, t.seat, j.signature)
	}
	if j.reason == "" {
		c.Why = ""
	}
	j.signature.Method = signing.ByService
	sum, size, err := d.files.Put(ctx, bytes.NewReader(pdf), maxScan)
	if err != nil {
		return err
	}
	err = d.act(ctx, who, "signing_found", "signing "+t.round.ID, how+" "+sum, func(tx *store.Tx) error {
		fresh, err := d.sittingOn(ctx, tx, who, t.round.ID, c, civil.In(a.SentAt))
		if err != nil {
			return err
		}
		next, err := a.Find(who.Account, sum, how, d.now())
		if err != nil {
			return err
		}
		if err := tx.MoveAttempt(ctx, a.State, store.Attempt{Attempt: next, Candidate: a.Candidate}); err != nil {
			return err
		}
		return d.accept(ctx, tx, who, fresh, c, j.signature, size)
	})
	if err != nil {
		return err
	}
	return d.afterSigning(ctx, t.round.ID)
}

// VoidAttempt gives an unknown attempt up, for a reason: a copy that turns up
// later is not used.
func (d *Desk) VoidAttempt(ctx context.Context, who policy.Actor, round, attempt, reason string) error {
	return d.act(ctx, who, "void_attempt", "signing "+round, reason, func(tx *store.Tx) error {
		_, a, err := d.attempt(ctx, tx, who, round, attempt)
		if err != nil {
			return err
		}
		before := a.State
		if a.Attempt, err = a.Void(who.Account, reason, d.now()); err != nil {
			return err
		}
		return tx.MoveAttempt(ctx, before, a)
	})
}

// VoidSigning calls a signing off, for a reason: the round is void, the text is
// open again, and what was signed in it counts for nothing.
func (d *Desk) VoidSigning(ctx context.Context, who policy.Actor, round, reason string) error {
	return d.act(ctx, who, "void_signing", "signing "+round, reason, func(tx *store.Tx) error {
		t, err := d.round(ctx, tx, who, policy.MoveProcedure, round)
		if err != nil {
			return err
		}
		if t.round.State != signing.RoundOpen {
			return fault.New(fault.Conflict, "signing.closed")
		}
		if err := d.nothingInFlight(ctx, tx, round); err != nil {
			return err
		}
		next, err := t.run.Apply(procedure.Act{Kind: procedure.VoidSigning, At: d.now(), By: t.by, Base: t.run.Seq(), Branch: t.round.Branch, Reason: reason})
		if err != nil {
			return err
		}
		return d.keepRun(ctx, tx, t.coop, t.run, next) // which closes the round
	})
}

// Reschedule sets another day, time or place. Before the first signature the
// paper is printed anew, because it names them; after it the paper stays, and
// only those who have not signed yet come on the other day.
func (d *Desk) Reschedule(ctx context.Context, who policy.Actor, round string, n NewSigning) error {
	var t sitting
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		t, err = d.round(ctx, tx, who, policy.MoveProcedure, round)
		return err
	})
	if err != nil {
		return err
	}
	if t.round.State != signing.RoundOpen {
		return fault.New(fault.Conflict, "signing.closed")
	}
	n.Run, n.Branch, n.ByHand = t.round.Run, t.round.Branch, t.round.ByHand
	if t.round.Signed() > 0 {
		return d.moveDay(ctx, who, t, n)
	}
	n.Means, n.Outside, n.InPerson = map[string]signing.Means{}, map[string]Outsider{}, map[string]bool{}
	for _, s := range t.round.Seats {
		n.Order, n.Means[s.Government], n.InPerson[s.Government] = append(n.Order, s.Government), s.Means, !s.Proxy
		if s.Holder == "" {
			n.Outside[s.Government] = Outsider{s.Name, s.Title}
		}
	}
	p, err := d.preparePaper(ctx, who, n, &t.round)
	if err != nil {
		return err
	}
	return d.act(ctx, who, "reschedule_signing", "signing "+round, p.round.On.String()+" "+p.round.Paper, func(tx *store.Tx) error {
		if err := d.stillAt(ctx, tx, p); err != nil {
			return err
		}
		if err := d.nothingInFlight(ctx, tx, round); err != nil {
			return err
		}
		if err := p.keepFiles(ctx, tx, d); err != nil {
			return err
		}
		if err := tx.SaveRound(ctx, p.round); err != nil {
			return err
		}
		return d.keepSchedule(ctx, tx, p)
	})
}

// moveDay changes when and where the rest sign; the paper keeps its day.
func (d *Desk) moveDay(ctx context.Context, who policy.Actor, t sitting, n NewSigning) error {
	return d.act(ctx, who, "reschedule_signing", "signing "+t.round.ID, n.On.String(), func(tx *store.Tx) error {
		fresh, err := d.round(ctx, tx, who, policy.MoveProcedure, t.round.ID)
		if err != nil {
			return err
		}
		next, err := d.scheduled(fresh.run, fresh.by, n)
		if err != nil || next.Seq() == fresh.run.Seq() {
			return err
		}
		return d.keepRun(ctx, tx, fresh.coop, fresh.run, next)
	})
}

// HandSigned is what came of a signature in ink.
type HandSigned struct {
	Government string
	Marks      []string // of Marks
	Originals  string   // where this party's original is kept, and with whom
	Suspensive string
}

// HandMarks are what a paper signed by hand may carry beside the signature.
func HandMarks() []string { return []string{"paraf", "meterai", "stempel"} }

// SignByHand records that a party has signed on paper, with the scan of its
// original and what was checked on it.
func (d *Desk) SignByHand(ctx context.Context, who policy.Actor, round string, scan io.Reader, h HandSigned) error {
	var t sitting
	c := SignChoice{Suspensive: h.Suspensive}
	check := func(tx *store.Tx) (err error) {
		if t, err = d.sitting(ctx, tx, who, round, c); err == nil && !t.round.ByHand {
			err = fault.New(fault.Conflict, "signing.not_by_hand")
		}
		return err
	}
	if err := d.store.Read(ctx, check); err != nil {
		return err
	}
	if strings.TrimSpace(h.Originals) == "" {
		return fault.InvalidFields([]fault.Field{fault.NewField("originals", "ui.required")})
	}
	sum, media, size, err := d.keepScan(ctx, scan)
	if err != nil {
		return err
	}
	err = d.act(ctx, who, "signed_by_hand", "signing "+round, sum, func(tx *store.Tx) error {
		if err := check(tx); err != nil {
			return err
		}
		if err := tx.AddFile(ctx, sum, media, size, d.nowUS()); err != nil {
			return err
		}
		s := signing.Signature{Method: signing.ByHand, File: sum, Marks: h.Marks, Originals: strings.TrimSpace(h.Originals)}
		return d.accept(ctx, tx, who, t, c, s, size)
	})
	if err != nil {
		return err
	}
	return d.afterSigning(ctx, round)
}

// SetAttendees writes who is present at a signing: for the minutes.
func (d *Desk) SetAttendees(ctx context.Context, who policy.Actor, round string, all []signing.Attendee) error {
	if len(all) > 200 {
		return fault.InvalidFields([]fault.Field{fault.NewField("attendees", "signing.too_many_attendees")})
	}
	return d.act(ctx, who, "signing_attendees", "signing "+round, "", func(tx *store.Tx) error {
		t, err := d.round(ctx, tx, who, policy.MoveProcedure, round)
		if err != nil {
			return err
		}
		if t.round.State == signing.RoundVoid {
			return fault.New(fault.Conflict, "signing.closed")
		}
		return tx.SetAttendees(ctx, round, all)
	})
}
