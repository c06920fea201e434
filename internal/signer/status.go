package signer

import "sinergi/internal/fault"

// Mover is who must act so that signing can go on.
type Mover string

// The movers.
const (
	NobodyMoves Mover = ""          // nothing is in the way
	Holder      Mover = "holder"    // the signer: passphrase, renewal, application
	Registrar   Mover = "registrar" // the agency's verifier of BSrE (usually Dinas Kominfo)
	Operator    Mover = "operator"  // whoever runs the government's eSign Client Service, or BSrE
	Admin       Mover = "admin"     // the government's administrator in Sinergi
	Officer     Mover = "officer"   // the officer who runs the signing in Sinergi
	WaitAWhile  Mover = "wait"      // nobody: later it will work
)

// Key is the message that names the mover.
func (m Mover) Key() string {
	if m == NobodyMoves {
		return "signer.mover.nobody"
	}
	return "signer.mover." + string(m)
}

// State is a signer's standing at BSrE, in the service's own words.
type State string

// The states that services were seen to answer. Only Issue can sign. Anything
// else that a service says is Strange.
const (
	Issue         State = "ISSUE"
	Expired       State = "EXPIRED"
	Renew         State = "RENEW"
	Waiting       State = "WAITING_FOR_VERIFICATION"
	Fresh         State = "NEW"
	NoCertificate State = "NO_CERTIFICATE"
	NotRegistered State = "NOT_REGISTERED"
	Suspended     State = "SUSPEND"
	Revoked       State = "REVOKE"
	Strange       State = "STRANGE"
)

// States lists them, Issue first.
func States() []State {
	return []State{Issue, Expired, Renew, Waiting, Fresh, NoCertificate, NotRegistered, Suspended, Revoked, Strange}
}

// Status is an answer about a signer.
type Status struct {
	State State
	Said  string // the service's word when State is Strange, shortened
	Code  int    // the service's number, 0 when it gave none (2011, 2021 were seen)
}

// CanSign reports whether a signing call makes sense.
func (s Status) CanSign() bool { return s.State == Issue }

// Mover is who must act before this signer can sign.
func (s Status) Mover() Mover {
	switch s.State {
	case Issue:
		return NobodyMoves
	case Expired, Renew, Fresh, NoCertificate, Revoked:
		return Holder
	case Waiting, NotRegistered, Suspended:
		return Registrar
	default:
		return Admin
	}
}

// Key is the sentence that says what the state means and who must act.
func (s Status) Key() string {
	switch s.State {
	case Issue:
		return "signer.status.issue"
	case Expired:
		return "signer.status.expired"
	case Renew:
		return "signer.status.renew"
	case Waiting:
		return "signer.status.waiting"
	case Fresh:
		return "signer.status.new"
	case NoCertificate:
		return "signer.status.no_certificate"
	case NotRegistered:
		return "signer.status.not_registered"
	case Suspended:
		return "signer.status.suspended"
	case Revoked:
		return "signer.status.revoked"
	default:
		return "signer.status.strange"
	}
}

// Err is nil for a signer who can sign, and otherwise what to tell.
func (s Status) Err() error {
	if s.CanSign() {
		return nil
	}
	return fault.New(fault.Conflict, s.Key(), "Status", s.Said)
}
