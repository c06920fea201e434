package signer

import (
	"time"

	"sinergi/internal/fault"
)

// Order is one document for one signer.
type Order struct {
	By       Who
	Document string // id in Sinergi, for the log
	PDF      []byte // what is signed; never changed
	Look     Look
	Reason   string
	Location string
}

// Outcome is what became of an order.
type Outcome string

// The outcomes. There is no fourth.
const (
	Signed  Outcome = "signed"  // the PDF is here and extends ours by a signature
	Refused Outcome = "refused" // certainly not signed; a new order may be sent
	Unknown Outcome = "unknown" // may be signed; a person must find out
)

// Refusal says why nothing was signed.
type Refusal string

// The refusals.
const (
	Malformed   Refusal = "malformed"    // Sinergi itself did not send the order; see the fault
	NotReady    Refusal = "not_ready"    // the signer's Status is not Issue
	WrongSecret Refusal = "wrong_secret" // passphrase or code (2031)
	AppDenied   Refusal = "app_denied"   // the application's user or password (401, 403)
	WrongPath   Refusal = "wrong_path"   // 404, 405 or a redirect: another contract or base URL
	RateLimited Refusal = "rate_limited" // still 429 after waiting
	TooLarge    Refusal = "too_large"    // 413, or larger than Config.MaxPDF
	Rejected    Refusal = "rejected"     // the service gave another reason; Said holds it
	Broke       Refusal = "broke"        // the service reported its own failure (HTTP 500 in Spring's form)
	Unreachable Refusal = "unreachable"  // no connection was made
	Untrusted   Refusal = "untrusted"    // the service's TLS certificate does not check
	Exposed     Refusal = "exposed"      // plain http, and the address turned out to be a public one
	NotKept     Refusal = "not_kept"     // the service has no document of that id
)

// Refusals lists them.
func Refusals() []Refusal {
	return []Refusal{Malformed, NotReady, WrongSecret, AppDenied, WrongPath, RateLimited, TooLarge, Rejected, Broke, Unreachable, Untrusted, Exposed, NotKept}
}

// Doubt says why nobody knows.
type Doubt string

// The doubts.
const (
	TimedOut   Doubt = "timed_out"   // sent, and no answer in time
	Cut        Doubt = "cut"         // sent, and the connection broke
	Unreadable Doubt = "unreadable"  // an answer that says neither yes nor no
	Altered    Doubt = "altered"     // a PDF came that does not begin with ours: PDF holds it
	Unsigned   Doubt = "unsigned"    // a PDF came without a new signature: PDF holds it
	NotFetched Doubt = "not_fetched" // signed by the service's word, but not fetched: ID holds its id
)

// Doubts lists them.
func Doubts() []Doubt {
	return []Doubt{TimedOut, Cut, Unreadable, Altered, Unsigned, NotFetched}
}

// Result is the outcome of an order with all that is known about it.
type Result struct {
	Outcome Outcome
	Refusal Refusal // when Refused
	Doubt   Doubt   // when Unknown

	PDF  []byte // the signed document; or what came, when Altered or Unsigned
	ID   string // the service's id of the document (v1), also of an Unknown one
	Time string // the service's own time (v2), as it wrote it

	Status Status        // when NotReady
	Said   string        // the service's own words when Rejected, masked and shortened
	After  time.Duration // when RateLimited: how long the service asks to wait

	Fault *fault.Error // when Malformed
}

// Mover is who must act next.
func (r Result) Mover() Mover {
	switch r.Outcome {
	case Signed:
		return NobodyMoves
	case Unknown:
		return Officer
	}
	switch r.Refusal {
	case NotReady:
		return r.Status.Mover()
	case WrongSecret:
		return Holder
	case AppDenied, WrongPath, Exposed:
		return Admin
	case RateLimited:
		return WaitAWhile
	case Broke, Unreachable, Untrusted:
		return Operator
	default: // Malformed, TooLarge, Rejected, NotKept
		return Officer
	}
}

// Err is nil when signed, and otherwise the sentence that says what happened
// and who must act.
func (r Result) Err() error {
	switch r.Outcome {
	case Signed:
		return nil
	case Unknown:
		return r.doubtErr()
	}
	switch r.Refusal {
	case Malformed:
		if r.Fault != nil {
			return r.Fault
		}
		return fault.New(fault.Invalid, "signer.refused.malformed")
	case NotReady:
		return r.Status.Err()
	case WrongSecret:
		return fault.New(fault.Invalid, "signer.refused.wrong_secret")
	case AppDenied:
		return fault.New(fault.Unavailable, "signer.refused.app_denied")
	case WrongPath:
		return fault.New(fault.Unavailable, "signer.refused.wrong_path")
	case RateLimited:
		return fault.New(fault.Unavailable, "signer.refused.rate_limited")
	case TooLarge:
		return fault.New(fault.Invalid, "signer.refused.too_large")
	case Broke:
		return fault.New(fault.Unavailable, "signer.refused.broke")
	case Unreachable:
		return fault.New(fault.Unavailable, "signer.refused.unreachable")
	case Untrusted:
		return fault.New(fault.Unavailable, "signer.refused.untrusted")
	case Exposed:
		return fault.New(fault.Unavailable, "signer.refused.exposed")
	case NotKept:
		return fault.New(fault.NotFound, "signer.refused.not_kept")
	default:
		return fault.New(fault.Conflict, "signer.refused.rejected", "Said", r.Said)
	}
}

func (r Result) doubtErr() error {
	switch r.Doubt {
	case TimedOut:
		return fault.New(fault.Conflict, "signer.unknown.timed_out")
	case Cut:
		return fault.New(fault.Conflict, "signer.unknown.cut")
	case Altered:
		return fault.New(fault.Conflict, "signer.unknown.altered")
	case Unsigned:
		return fault.New(fault.Conflict, "signer.unknown.unsigned")
	case NotFetched:
		return fault.New(fault.Conflict, "signer.unknown.not_fetched", "ID", r.ID)
	default:
		return fault.New(fault.Conflict, "signer.unknown.unreadable")
	}
}

func refuse(why Refusal) Result { return Result{Outcome: Refused, Refusal: why} }

func doubt(why Doubt) Result { return Result{Outcome: Unknown, Doubt: why} }

// malformed is the result of an order that was not sent because of err.
func malformed(err error) Result {
	r := refuse(Malformed)
	r.Fault = fault.Of(err)
	return r
}
