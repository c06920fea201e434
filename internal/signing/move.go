package signing

import (
	"strings"
	"time"

	"sinergi/internal/fault"
)

// wrongState is the answer to a move that the state does not allow: someone
// else was faster, or a page is old.
func (a Attempt) wrongState() error {
	return fault.New(fault.Conflict, "signer.attempt_moved")
}

// Send marks the attempt as on its way. Store the result before the service
// is called: what was sent must never look as if it had not been.
func (a Attempt) Send(now time.Time) (Attempt, error) {
	if a.State != Requested {
		return a, a.wrongState()
	}
	a.State, a.SentAt = InFlight, now
	return a, nil
}

// Verdict is what the service, or its silence, said. State is Signed, Refused
// or Unknown.
type Verdict struct {
	State     State
	Result    string // SHA-256 of the signed document
	Reference string
	Reason    string
}

// Conclude ends the flight. A refusal may also come before it, when the
// service answers that the signer cannot sign.
func (a Attempt) Conclude(v Verdict, now time.Time) (Attempt, error) {
	early := a.State == Requested && v.State == Refused
	if a.State != InFlight && !early {
		return a, a.wrongState()
	}
	switch {
	case v.State == Signed && v.Result != "" && v.Result != a.Base:
		a.Result = v.Result
	case (v.State == Refused || v.State == Unknown) && v.Reason != "" && v.Result == "":
		a.Reason = v.Reason
	default:
		return a, fault.New(fault.Invalid, "signer.refused.malformed")
	}
	a.State, a.Reference, a.EndedAt = v.State, v.Reference, now
	return a, nil
}

// Find resolves an unknown attempt by the signed document that someone found
// or fetched. The caller has checked that it extends the base.
func (a Attempt) Find(by, result, note string, now time.Time) (Attempt, error) {
	switch {
	case a.State != Unknown:
		return a, a.wrongState()
	case by == "" || result == "" || result == a.Base:
		return a, fault.New(fault.Invalid, "signer.unknown.unsigned")
	}
	a.State, a.Result, a.ResolvedBy, a.ResolvedAt, a.Note = Found, result, by, now, strings.TrimSpace(note)
	return a, nil
}

// Void resolves an unknown attempt by giving it up, for a reason. Whoever
// does so vouches that a signed copy, should one turn up, is not used.
func (a Attempt) Void(by, note string, now time.Time) (Attempt, error) {
	note = strings.TrimSpace(note)
	switch {
	case a.State != Unknown:
		return a, a.wrongState()
	case by == "" || note == "":
		return a, fault.InvalidFields([]fault.Field{fault.NewField("note", "signer.attempt_note")})
	}
	a.State, a.ResolvedBy, a.ResolvedAt, a.Note = Voided, by, now, note
	return a, nil
}

// Withdraw takes back an attempt that was not sent.
func (a Attempt) Withdraw(by string, now time.Time) (Attempt, error) {
	if a.State != Requested || by == "" {
		return a, a.wrongState()
	}
	a.State, a.ResolvedBy, a.ResolvedAt, a.EndedAt = Withdrawn, by, now, now
	return a, nil
}

// Limits say how long an attempt may stay where only a program moves it.
type Limits struct {
	Requested time.Duration // a form that nobody sends
	InFlight  time.Duration // longer than every time-out of the service: its caller died
}

// Nobody is who resolves what lapsed.
const Nobody = "sinergi"

// Lapse moves an attempt that was left behind, by a closed browser or a crash:
// what was not sent is withdrawn, what was sent is unknown. moved tells
// whether it did.
func (a Attempt) Lapse(l Limits, now time.Time) (_ Attempt, moved bool) {
	switch {
	case a.State == Requested && now.Sub(a.RequestedAt) > l.Requested:
		a.State, a.ResolvedBy, a.ResolvedAt, a.EndedAt = Withdrawn, Nobody, now, now
	case a.State == InFlight && now.Sub(a.SentAt) > l.InFlight:
		a.State, a.Reason, a.EndedAt = Unknown, "lost", now
	default:
		return a, false
	}
	return a, true
}
