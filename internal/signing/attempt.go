// SPDX-License-Identifier: Apache-2.0

// Package signing knows an attempt to have a document signed by a service that
// keeps the keys (BSrE): its states, who may move it where, and that no two
// attempts are made on one document at the same time. It does not know the
// service, the PDF or the person's passphrase.
//
//	attempt, err := signing.Begin(earlier, signing.Request{Document: doc, Base: hash, Signer: person, By: account}, now)
//	attempt, err = attempt.Send(now)                       // store it, then call the service
//	attempt, err = attempt.Conclude(signing.Verdict{…}, now)
//
// Attempts are values: a store keeps one row each and writes the next state
// under the condition that the row is still in the one before; Lock is unique
// among the rows that hold one.
//
//	requested ──► in_flight ──► signed
//	    │  │          ├───────► refused
//	    │  └──────────┼───────► refused     (the service said no before anything was sent)
//	    ▼             └───────► unknown ──► found | voided
//	withdrawn
package signing

import (
	"time"

	"sinergi/internal/fault"
)

// State is where an attempt stands.
type State string

// The states. Signed, Refused, Found, Voided and Withdrawn are final.
const (
	Requested State = "requested" // the signer is asked for the passphrase
	InFlight  State = "in_flight" // on its way: nobody may call the service again
	Signed    State = "signed"    // the signed document is here
	Refused   State = "refused"   // certainly not signed
	Unknown   State = "unknown"   // may be signed; a person must find out
	Found     State = "found"     // was unknown; the signed document was found
	Voided    State = "voided"    // was unknown; given up, with a reason
	Withdrawn State = "withdrawn" // was requested; never sent
)

// States lists them in the order of an attempt's life.
func States() []State {
	return []State{Requested, InFlight, Signed, Refused, Unknown, Found, Voided, Withdrawn}
}

// Open reports whether an attempt in this state keeps others out.
func (s State) Open() bool { return s == Requested || s == InFlight || s == Unknown }

// Done reports whether the document got its signature.
func (s State) Done() bool { return s == Signed || s == Found }

// Key is the message that names the state and whose move it is.
func (s State) Key() string { return "signer.attempt." + string(s) }

// Attempt is one try to get one signature.
type Attempt struct {
	ID         string
	Document   string
	Base       string // SHA-256 of the document as it was sent, earlier signatures included
	Signer     string // the person
	Office     string // the office he signs for
	Government string
	State      State

	RequestedBy string // account
	RequestedAt time.Time
	SentAt      time.Time
	EndedAt     time.Time // when it left in_flight, or was withdrawn

	Result    string // SHA-256 of the signed document, when Done
	Reference string // the service's id of the document, if it gave one
	Reason    string // why refused or unknown, in package signer's words

	ResolvedBy string // account that found or voided
	ResolvedAt time.Time
	Note       string // how it was found, why it was voided
}

// Lock is what an open attempt holds: its document. Two signers of one
// document wait for each other too, for each signature covers the ones before
// it (sequential signing; parallel updates over one base break each other).
func (a Attempt) Lock() (document string, held bool) { return a.Document, a.State.Open() }

// Request asks for an attempt.
type Request struct {
	ID, Document, Base         string
	Signer, Office, Government string
	By                         string // account
}

// Begin opens an attempt, given every earlier attempt on the document. It
// refuses while another is open, when the signer has signed already, and when
// the request is about a version that is no longer the last.
func Begin(earlier []Attempt, r Request, now time.Time) (Attempt, error) {
	if r.ID == "" || r.Document == "" || r.Base == "" || r.Signer == "" || r.By == "" {
		return Attempt{}, fault.New(fault.Invalid, "signer.refused.malformed")
	}
	signed, last := false, false // of the signatures there are, whether the request is about the last
	for _, a := range earlier {
		if a.Document != r.Document {
			continue
		}
		switch {
		case a.State == Unknown:
			return Attempt{}, fault.New(fault.Conflict, "signer.attempt_unknown")
		case a.State.Open():
			return Attempt{}, fault.New(fault.Conflict, "signer.attempt_open")
		case a.State.Done() && a.Signer == r.Signer && a.Office == r.Office:
			return Attempt{}, fault.New(fault.Conflict, "signer.attempt_twice")
		case a.State.Done() && a.Base == r.Base: // this version has its successor
			return Attempt{}, fault.New(fault.Conflict, "signer.attempt_stale")
		case a.State.Done():
			signed, last = true, last || a.Result == r.Base
		}
	}
	if signed && !last {
		return Attempt{}, fault.New(fault.Conflict, "signer.attempt_stale")
	}
	return Attempt{
		ID: r.ID, Document: r.Document, Base: r.Base, Signer: r.Signer, Office: r.Office, Government: r.Government,
		State: Requested, RequestedBy: r.By, RequestedAt: now,
	}, nil
}
