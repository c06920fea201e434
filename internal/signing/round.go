package signing

import (
	"slices"
	"time"

	"sinergi/internal/civil"
)

// RoundState is where a round stands.
type RoundState string

// The states. Complete and Void are final: what comes after a void round is
// another round with another PDF.
const (
	RoundOpen     RoundState = "open"
	RoundComplete RoundState = "complete"
	RoundVoid     RoundState = "void"
)

// Key is the message that names the state.
func (s RoundState) Key() string { return "signing.round." + string(s) }

// SealState is how far a complete document is prepared for the years in which
// nobody can be asked any more.
type SealState string

// The states of sealing.
const (
	SealNone    SealState = ""        // not set up, or not complete yet
	SealPending SealState = "pending" // to be done, or tried in vain; see Round.SealNote
	SealDone    SealState = "done"
)

// Means is how a seat is to be signed.
type Means string

// The means. A round is signed either electronically or by hand, never half
// and half: of a paper that is partly signed in ink there are two originals,
// and neither is complete.
const (
	ByService Means = "service" // the government's signing service, which places its own field
	ByKey     Means = "key"     // a PKCS #12 file of the signer, in the field that was placed
	ByUpload  Means = "upload"  // signed with another program and brought back
	ByHand    Means = "hand"    // on paper
)

// MeansOf lists the means of an electronic round.
func MeansOf() []Means { return []Means{ByService, ByKey, ByUpload} }

// Key is the message that names the means.
func (m Means) Key() string { return "signing.means." + string(m) }

// Round is the signing of one text by all parties, from the moment it was sent
// for signature. Its PDF is printed once, with all places to sign; no text
// changes afterwards.
type Round struct {
	ID     string
	Run    string // of a procedure
	Branch string // "" for the run's own document
	No     int    // of the document's rounds, from 1
	Code   string // under which anyone can check the document; printed on it
	Title  string
	Kind   string // of the document, as procedures name it

	ByHand bool
	Text   string // SHA-256 of the text that was sent
	Sent   int    // act of the run with which it was sent
	Paper  string // SHA-256 of the PDF as it was printed
	Head   string // SHA-256 of the PDF with the last signature
	State  RoundState

	On    civil.Date // printed in the document
	Time  string
	Place string

	Address     string // of the check, printed
	Uncertified bool

	OpenedBy string // name
	OpenedAt time.Time
	ClosedBy string
	ClosedAt time.Time
	Reason   string // why it is void

	Seal      SealState
	SealNote  string    // message key: what was missing at the last try
	SealTried time.Time // zero: never
	SealLevel string    // reached, as pades names it
	Final     string    // SHA-256 of the sealed PDF; Head when nothing was added
	Audit     string    // SHA-256 of the audit paper

	Seats []Seat
}

// Seat is a place to sign: for whom, who signs, where on the paper. All of it
// is frozen when the paper is printed.
type Seat struct {
	No         int     `json:"no"` // in the order of signing, from 1
	Government string  `json:"government"`
	GovName    string  `json:"government_name"`
	Party      string  `json:"party"` // in the text: "pihak-1"
	Label      string  `json:"label"` // "PIHAK KESATU"
	Means      Means   `json:"means"`
	Holder     string  `json:"holder,omitempty"` // id; empty for a party without a register here
	Office     string  `json:"office,omitempty"` // id
	Name       string  `json:"name"`
	Title      string  `json:"title"`
	Proxy      bool    `json:"proxy,omitempty"` // signs by a surat kuasa
	Power      string  `json:"power,omitempty"` // its number, as printed
	Field      string  `json:"field"`
	Page       int     `json:"page"`
	Left       float64 `json:"left"` // points from the lower left corner
	Bottom     float64 `json:"bottom"`
	Right      float64 `json:"right"`
	Top        float64 `json:"top"`
	PageWidth  float64 `json:"page_width"`
	PageHeight float64 `json:"page_height"`

	Signature *Signature `json:"-"`
}

// Signature is what came of a seat, as it was verified when it came.
type Signature struct {
	At      time.Time `json:"at"` // when it was accepted here
	By      string    `json:"by"` // name of who was signed in
	Method  Means     `json:"method"`
	Before  string    `json:"before,omitempty"` // SHA-256 of the PDF without it
	File    string    `json:"file"`             // SHA-256 of the PDF with it, or of the scan
	Level   string    `json:"level,omitempty"`  // truly reached
	Wanted  string    `json:"wanted,omitempty"` // what the government asks for
	Proven  time.Time `json:"proven,omitzero"`  // by a timestamp; zero: not
	Proof   string    `json:"proof,omitempty"`  // whose timestamp
	Subject string    `json:"subject,omitempty"`
	Issuer  string    `json:"issuer,omitempty"`
	Serial  string    `json:"serial,omitempty"`
	Trusted bool      `json:"trusted"`
	Test    bool      `json:"test,omitempty"` // made to try things out
	// Chosen is why the government took a signature with less than it asks for.
	Chosen string `json:"chosen,omitempty"`

	Marks     []string `json:"marks,omitempty"` // on paper: paraf, meterai, stempel
	Originals string   `json:"originals,omitempty"`
}

// Less reports whether the signature was taken with less than what is asked
// for, by somebody's explicit choice.
func (s Signature) Less() bool { return s.Chosen != "" }

// Turn gives the seat that signs next; false when all have signed.
func (r Round) Turn() (Seat, bool) {
	for _, s := range r.Seats {
		if s.Signature == nil {
			return s, true
		}
	}
	return Seat{}, false
}

// Seat gives a government's seat.
func (r Round) Seat(government string) (Seat, bool) {
	i := slices.IndexFunc(r.Seats, func(s Seat) bool { return s.Government == government })
	if i < 0 {
		return Seat{}, false
	}
	return r.Seats[i], true
}

// Signed counts the seats that are signed.
func (r Round) Signed() (n int) {
	for _, s := range r.Seats {
		if s.Signature != nil {
			n++
		}
	}
	return n
}

// Attendee is somebody present at a signing.
type Attendee struct {
	Name       string `json:"name"`
	Office     string `json:"office"`
	Government string `json:"government"` // or whoever they are from, as written
}
