package ops

import (
	"bytes"
	"context"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/store"
	"sinergi/pades"
)

// Signee is how a signer is known to the signing service: one of the two. It
// is not kept.
type Signee struct{ NIK, Email string }

func (s Signee) who(a policy.Actor) signer.Who {
	return signer.Who{NIK: s.NIK, Email: s.Email, Actor: a.Account}
}

// AskSigner asks the government's service whether the signer can sign now, and
// reserves the document for the signer when so. It comes before anyone is
// asked for a passphrase.
func (d *Desk) AskSigner(ctx context.Context, who policy.Actor, round string, s Signee, c SignChoice) (attempt string, err error) {
	var t sitting
	if err := d.store.Read(ctx, func(tx *store.Tx) error { t, err = d.sitting(ctx, tx, who, round, c); return err }); err != nil {
		return "", err
	}
	service := d.signs.services[t.seat.Government]
	if service == nil || t.seat.Means != signing.ByService {
		return "", fault.New(fault.Conflict, "signing.no_service")
	}
	status, err := service.Status(ctx, s.who(who))
	if err != nil {
		return "", err
	}
	if err := status.Err(); err != nil {
		return "", err
	}
	return d.begin(ctx, who, round, c)
}

// begin reserves the document for the seat whose turn it is.
func (d *Desk) begin(ctx context.Context, who policy.Actor, round string, c SignChoice) (id string, err error) {
	err = d.act(ctx, who, "ask_signer", "signing "+round, "", func(tx *store.Tx) error {
		t, err := d.sitting(ctx, tx, who, round, c)
		if err != nil {
			return err
		}
		earlier, err := d.lapsed(ctx, tx, round)
		if err != nil {
			return err
		}
		plain := make([]signing.Attempt, len(earlier))
		for i, a := range earlier {
			// Whoever asks again, with another number or from another page, lets go of what they had asked for.
			if a.State == signing.Requested && a.RequestedBy == who.Account {
				if a.Attempt, err = a.Withdraw(who.Account, d.now()); err != nil {
					return err
				}
				if err := tx.MoveAttempt(ctx, signing.Requested, a); err != nil {
					return err
				}
			}
			plain[i] = a.Attempt
		}
		id = newID()
		signee := t.seat.Holder
		if signee == "" {
			signee = t.seat.Government
		}
		a, err := signing.Begin(plain, signing.Request{
			ID: id, Document: round, Base: t.round.Head, Signer: signee, Office: t.seat.Office, Government: t.seat.Government, By: who.Account,
		}, d.now())
		if err != nil {
			return err
		}
		return tx.AddAttempt(ctx, store.Attempt{Attempt: a})
	})
	return id, err
}

// WithdrawAttempt lets a document go that was reserved and not sent.
func (d *Desk) WithdrawAttempt(ctx context.Context, who policy.Actor, round, attempt string) error {
	return d.act(ctx, who, "withdraw_signing", "signing "+round, attempt, func(tx *store.Tx) error {
		_, a, err := d.attempt(ctx, tx, who, round, attempt)
		if err != nil {
			return err
		}
		before := a.State
		if a.Attempt, err = a.Withdraw(who.Account, d.now()); err != nil {
			return err
		}
		return tx.MoveAttempt(ctx, before, a)
	})
}

// attempt loads an attempt of the actor's government.
func (d *Desk) attempt(ctx context.Context, tx *store.Tx, who policy.Actor, round, id string) (t sitting, a store.Attempt, err error) {
	if t, err = d.round(ctx, tx, who, policy.MoveProcedure, round); err != nil {
		return t, a, err
	}
	all, err := d.lapsed(ctx, tx, round)
	if err != nil {
		return t, a, err
	}
	for _, x := range all {
		if x.ID != id {
			continue
		}
		for _, s := range t.round.Seats {
			if s.Government == x.Government {
				t.seat = s
			}
		}
		if !d.actsFor(who, t.run, t.seat) {
			return t, a, fault.New(fault.Denied, "policy.denied")
		}
		return t, x, nil
	}
	return t, a, fault.New(fault.NotFound, "policy.not_found")
}

// SignByService has the service sign, with a factor that is wiped. The order
// is sent once. Its outcome is known, or the attempt is unknown and says so;
// then a person must resolve it.
func (d *Desk) SignByService(ctx context.Context, who policy.Actor, round, attempt string, s Signee, f signer.Factor, c SignChoice) error {
	defer f.Wipe()
	t, a, base, err := d.send(ctx, who, round, attempt, c)
	if err != nil {
		return err
	}
	// What is on its way does not end with the browser.
	ctx = context.WithoutCancel(ctx)
	order := d.order(t, s.who(who), base)
	result := d.signs.services[t.seat.Government].Sign(ctx, order, f)
	return d.landed(ctx, who, t, a, base, result, c)
}

// send marks an attempt as on its way and gives what is to be signed.
func (d *Desk) send(ctx context.Context, who policy.Actor, round, attempt string, c SignChoice) (t sitting, a store.Attempt, base []byte, err error) {
	err = d.act(ctx, who, "send_signing", "signing "+round, attempt, func(tx *store.Tx) error {
		if _, a, err = d.attempt(ctx, tx, who, round, attempt); err != nil {
			return err
		}
		if a.RequestedBy != who.Account {
			return fault.New(fault.Conflict, "signer.attempt_open")
		}
		if t, err = d.sitting(ctx, tx, who, round, c); err != nil {
			return err
		}
		if a.Base != t.round.Head {
			return fault.New(fault.Conflict, "signer.attempt_stale")
		}
		if base, err = d.files.Bytes(ctx, a.Base); err != nil {
			return err
		}
		before := a.State
		if a.Attempt, err = a.Send(d.now()); err != nil {
			return err
		}
		return tx.MoveAttempt(ctx, before, a)
	})
	return t, a, base, err
}

// order is the paper for a service, with the room that was left for the seat.
func (d *Desk) order(t sitting, who signer.Who, base []byte) signer.Order {
	return signer.Order{
		By: who, Document: t.round.ID, PDF: base, Location: oneLine(t.round.Place), Reason: oneLine(t.seat.Title),
		Look: signer.Look{
			Place: &signer.Place{
				Page: t.seat.Page, X: t.seat.Left, Y: t.seat.Bottom, Width: t.seat.Right - t.seat.Left, Height: t.seat.Top - t.seat.Bottom,
				PageWidth: t.seat.PageWidth, PageHeight: t.seat.PageHeight,
			},
			Link: t.round.Address,
		},
	}
}

// landed ends the flight of an attempt by what the service said.
func (d *Desk) landed(ctx context.Context, who policy.Actor, t sitting, a store.Attempt, base []byte, r signer.Result, c SignChoice) error {
	switch r.Outcome {
	case signer.Refused:
		return d.attemptEnded(ctx, who, a, signing.Verdict{State: signing.Refused, Reference: r.ID, Reason: string(r.Refusal)}, nil, r.Err())
	case signer.Signed:
		return d.taken(ctx, who, t, a, base, r.PDF, r.ID, c)
	}
	return d.attemptEnded(ctx, who, a, signing.Verdict{State: signing.Unknown, Reference: r.ID, Reason: string(r.Doubt)}, r.PDF, r.Err())
}

// attemptEnded stores how an attempt ended without a signature that is taken, keeps
// what came, and gives the sentence about it.
func (d *Desk) attemptEnded(ctx context.Context, who policy.Actor, a store.Attempt, v signing.Verdict, came []byte, say error) error {
	sum := ""
	if len(came) > 0 {
		var err error
		if sum, _, err = d.files.Put(ctx, bytes.NewReader(came), maxScan); err != nil {
			return err
		}
	}
	err := d.act(ctx, who, "signing_"+string(v.State), "signing "+a.Document, v.Reason, func(tx *store.Tx) error {
		if sum != "" {
			if err := tx.AddFile(ctx, sum, "application/pdf", int64(len(came)), d.nowUS()); err != nil {
				return err
			}
		}
		next, err := a.Conclude(v, d.now())
		if err != nil {
			return err
		}
		return tx.MoveAttempt(ctx, a.State, store.Attempt{Attempt: next, Candidate: sum})
	})
	if err != nil {
		return err
	}
	return say
}

// taken judges a document that a service signed, and takes it. What is less
// than it should be leaves the attempt unknown: it may be chosen all the same,
// or given up.
func (d *Desk) taken(ctx context.Context, who policy.Actor, t sitting, a store.Attempt, base, result []byte, reference string, c SignChoice) error {
	j, err := d.judge(ctx, t.seat, base, result)
	if err != nil {
		return d.attemptEnded(ctx, who, a, signing.Verdict{State: signing.Unknown, Reference: reference, Reason: reasonBroken}, result, err)
	}
	if j.reason != "" && !(mayChoose(j.reason) && c.Why != "") {
		return d.attemptEnded(ctx, who, a, signing.Verdict{State: signing.Unknown, Reference: reference, Reason: j.reason}, result, refusal(j.reason, t.seat, j.signature))
	}
	j.signature.Method = signing.ByService
	return d.enterSignature(ctx, who, a, t, j, result, reference, c)
}

// SignByKey signs with a key in a PKCS #12 file. File and password are wiped
// and nowhere kept.
func (d *Desk) SignByKey(ctx context.Context, who policy.Actor, round string, file, password []byte, c SignChoice) error {
	defer clear(file)
	defer clear(password)
	identity, err := pades.LoadPKCS12(file, string(password))
	if err != nil {
		return signError(keyFile(err))
	}
	a, t, base, err := d.reserve(ctx, who, round, signing.ByKey, c)
	if err != nil {
		return err
	}
	giveUp := func(reason string, say error) error {
		return d.attemptEnded(context.WithoutCancel(ctx), who, a, signing.Verdict{State: signing.Refused, Reason: reason}, nil, say)
	}
	if name := identity.Certificate.Subject.CommonName; !sameSigner(name, t.seat) {
		return giveUp(reasonOtherPerson, refusal(reasonOtherPerson, t.seat, signing.Signature{Subject: name}))
	}
	signed, err := pades.Sign(ctx, base, t.seat.Field, identity, d.keyOptions(t, c))
	if err != nil {
		return giveUp("key", signError(err))
	}
	j, err := d.judge(ctx, t.seat, base, signed.PDF)
	if err != nil {
		return giveUp("key", err)
	}
	if j.reason != "" && !(mayChoose(j.reason) && c.Why != "") {
		return giveUp(j.reason, refusal(j.reason, t.seat, j.signature))
	}
	j.signature.Method = signing.ByKey
	return d.enterSignature(context.WithoutCancel(ctx), who, a, t, j, signed.PDF, "", c)
}

// keyFile makes a file that is no PKCS #12 file a matter of the form.
func keyFile(err error) error {
	if f := signError(err); fault.Of(f) != nil {
		return err
	}
	return fault.Wrap(fault.Invalid, "signing.key.file", err)
}

// keyOptions are how a key signs here: at the level that is asked for, or at
// least B-B when the signer's government chose so.
func (d *Desk) keyOptions(t sitting, c SignChoice) pades.Options {
	o := pades.Options{
		Level: d.signs.level(t.seat.Government), Time: d.now().Truncate(time.Second), Name: t.seat.Name, Reason: t.seat.Title, Location: oneLine(t.round.Place),
		TSA: d.signs.TSA, ArchiveTSA: d.signs.ArchiveTSA,
		Appearance: &pades.Appearance{Lines: []string{d.text.T("id", "signing.appearance", nil), printableName(t.seat.Name)}, QR: t.round.Address},
	}
	if t.round.Uncertified {
		o.Appearance.Lines = append([]string{"TIDAK TERSERTIFIKASI"}, o.Appearance.Lines...)
	}
	if c.Why != "" {
		o.AtLeast = pades.BB
	}
	o.Fetcher, o.Roots, o.TSARoots, o.Certificates, o.Now = d.signs.Fetcher, d.signs.Roots, d.signs.TSARoots, d.signs.Intermediates, d.now()
	return o
}

// reserve begins and sends an attempt in one step, for means that need no
// answer in between.
func (d *Desk) reserve(ctx context.Context, who policy.Actor, round string, m signing.Means, c SignChoice) (a store.Attempt, t sitting, base []byte, err error) {
	id, err := d.begin(ctx, who, round, c)
	if err != nil {
		return a, t, nil, err
	}
	if t, a, base, err = d.send(ctx, who, round, id, c); err != nil {
		return a, t, nil, err
	}
	if m == signing.ByKey && t.seat.Means != signing.ByKey && t.seat.Means != signing.ByUpload {
		err = fault.New(fault.Conflict, "signing.no_field")
		return a, t, nil, d.attemptEnded(ctx, who, a, signing.Verdict{State: signing.Refused, Reason: "no_field"}, nil, err)
	}
	return a, t, base, nil
}

// enterSignature stores a judged signature and ends its attempt. A signature that a
// service made and that cannot be entered any more is a matter for a person.
func (d *Desk) enterSignature(ctx context.Context, who policy.Actor, a store.Attempt, t sitting, j judged, pdf []byte, reference string, c SignChoice) error {
	if j.reason == "" {
		c.Why = ""
	}
	sum, size, err := d.files.Put(ctx, bytes.NewReader(pdf), maxScan)
	if err != nil {
		return err
	}
	err = d.act(ctx, who, "signed", "signing "+t.round.ID, t.seat.Government+" "+j.signature.Level+" "+sum, func(tx *store.Tx) error {
		fresh, err := d.sittingOn(ctx, tx, who, t.round.ID, c, civil.In(a.SentAt))
		if err != nil {
			return err
		}
		next, err := a.Conclude(signing.Verdict{State: signing.Signed, Result: sum, Reference: reference}, d.now())
		if err != nil {
			return err
		}
		if err := tx.MoveAttempt(ctx, a.State, store.Attempt{Attempt: next}); err != nil {
			return err
		}
		return d.accept(ctx, tx, who, fresh, c, j.signature, size)
	})
	if err != nil {
		v := signing.Verdict{State: signing.Refused, Reference: reference, Reason: "not_entered"}
		if j.signature.Method == signing.ByService {
			v.State = signing.Unknown
		}
		return d.attemptEnded(ctx, who, a, v, pdf, err)
	}
	return d.afterSigning(ctx, t.round.ID)
}

// SignedElsewhere takes a document that the signer signed with another
// program, when it continues the one here by one signature of that signer.
func (d *Desk) SignedElsewhere(ctx context.Context, who policy.Actor, round string, pdf []byte, c SignChoice) error {
	a, t, base, err := d.reserve(ctx, who, round, signing.ByUpload, c)
	if err != nil {
		return err
	}
	giveUp := func(reason string, say error) error {
		return d.attemptEnded(context.WithoutCancel(ctx), who, a, signing.Verdict{State: signing.Refused, Reason: reason}, nil, say)
	}
	j, err := d.judge(ctx, t.seat, base, pdf)
	if err != nil {
		return giveUp(reasonBroken, err)
	}
	if j.reason != "" && !(mayChoose(j.reason) && c.Why != "") {
		return giveUp(j.reason, refusal(j.reason, t.seat, j.signature))
	}
	j.signature.Method = signing.ByUpload
	return d.enterSignature(context.WithoutCancel(ctx), who, a, t, j, pdf, "", c)
}
