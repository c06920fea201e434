package pades

import (
	"crypto/x509"
	"time"
)

// Report is what Verify found in a file.
type Report struct {
	// Signatures are those of people and offices, in the order of signing.
	Signatures []SignatureReport
	// Timestamps are document timestamps, in their order.
	Timestamps []SignatureReport
	// Unsigned are names of signature fields that nobody has signed.
	Unsigned []string
	// Changes are all that happened to the file after the first signature.
	Changes []Change
	// Problems are those of the file as a whole.
	Problems []Problem
}

// Verdict is that of the worst signature: Failed too if the file as a whole has
// a fatal problem, and Indeterminate if it has no signature.
func (r *Report) Verdict() Verdict {
	v := verdict(r.Problems)
	if len(r.Signatures) == 0 {
		v = min(v, Indeterminate)
	}
	for _, list := range [][]SignatureReport{r.Signatures, r.Timestamps} {
		for i := range list {
			v = min(v, list[i].Verdict())
		}
	}
	return v
}

// SignatureReport is what Verify found about one signature or document
// timestamp.
type SignatureReport struct {
	Field   string
	Page    int // 0: on no page
	Rect    Rect
	Format  string // /SubFilter
	Signer  string // as the certificate says
	Claimed string // as the signature dictionary says: /Name
	Reason  string
	Place   string // /Location

	Certificate *x509.Certificate
	Chain       []*x509.Certificate // to a trusted root; nil if there is none

	ClaimedTime time.Time // /M; zero if it says none
	ProvenTime  time.Time // of the earliest trusted proof; zero if there is none
	ProvenBy    string    // the timestamp authority
	Checked     time.Time // for when trust and revocation were judged

	Intact     bool   // what was signed is unchanged, and the signature is over it
	Whole      bool   // it covers the file to its end
	Revision   int    // bytes of the file that it covers, itself included
	Trusted    bool   // a chain leads to a trusted root
	Revocation string // "good", "revoked", "unknown"
	Level      Level  // truly reached
	After      []Change
	Problems   []Problem
}

// Verdict sums the problems up.
func (s *SignatureReport) Verdict() Verdict { return verdict(s.Problems) }

// Has reports whether a problem of a code was found.
func (s *SignatureReport) Has(code Code) bool { return has(s.Problems, code) }

// Has reports whether a problem of a code was found in the file as a whole.
func (r *Report) Has(code Code) bool { return has(r.Problems, code) }

func has(problems []Problem, code Code) bool {
	for _, p := range problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

func (s *SignatureReport) problem(w Weight, code Code, detail string) {
	s.Problems = append(s.Problems, Problem{code, w, detail})
}

// ChangeKind says what an update did.
type ChangeKind string

// The kinds. The first three are what signers expect to come after them.
const (
	SignatureAdded  ChangeKind = "signature"       // a field that was there was signed
	TimestampAdded  ChangeKind = "timestamp"       // a document timestamp
	ValidationAdded ChangeKind = "validation-data" // certificates, OCSP responses, CRLs
	FieldPlaced     ChangeKind = "field"           // a signature field that was not there
	MetadataChanged ChangeKind = "metadata"        // of the file, not of what it shows
	ContentChanged  ChangeKind = "content"         // anything else
	BytesAppended   ChangeKind = "bytes"           // bytes that no cross-reference accounts for
)

// Change is something that an update did to the file.
type Change struct {
	Kind   ChangeKind
	End    int    // of the update in the file; 0 where that cannot be told
	Detail string // the field's name, or what was changed
}
