package revocation

import (
	"crypto/x509"
	"strconv"
	"time"
)

// State is what is known of a certificate at some time.
type State int

// The states. Unknown is the zero value: what is not proven is not known.
const (
	Unknown State = iota
	Good
	Revoked
)

func (s State) String() string {
	switch s {
	case Good:
		return "good"
	case Revoked:
		return "revoked"
	}
	return "unknown"
}

// Reason is a CRLReason of RFC 5280, 5.3.1.
type Reason int

// Hold is the only reason that may be taken back.
const Hold Reason = 6

var reasons = map[Reason]string{
	0: "unspecified", 1: "keyCompromise", 2: "cACompromise", 3: "affiliationChanged", 4: "superseded",
	5: "cessationOfOperation", 6: "certificateHold", 8: "removeFromCRL", 9: "privilegeWithdrawn", 10: "aACompromise",
}

// String is the reason's name in the standard.
func (r Reason) String() string {
	if s, ok := reasons[r]; ok {
		return s
	}
	return "reason " + strconv.Itoa(int(r))
}

// Source is the kind of evidence.
type Source string

// The sources.
const (
	OCSP Source = "OCSP"
	CRL  Source = "CRL"
)

// Status is the outcome of Check.
type Status struct {
	State      State
	RevokedAt  time.Time         // of Revoked, or of Good where it was revoked later; else zero
	Reason     Reason            // where RevokedAt is set
	Source     Source            // of the evidence that decided
	ThisUpdate time.Time         // of that evidence
	NextUpdate time.Time         // zero where it does not say
	Responder  *x509.Certificate // whom the issuer let answer; nil where it spoke itself
	Evidence   []byte            // the very bytes, one of those given
	Voucher    *Status           // of Responder, nil where none was needed; its evidence is needed too
}
