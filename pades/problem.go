package pades

import "fmt"

// Weight is how much a Problem takes from a signature.
type Weight int

// The weights.
const (
	Note  Weight = iota // worth knowing
	Doubt               // the signature cannot be confirmed with what is at hand
	Fatal               // the signature, or the file after it, is not to be relied on
)

// Code names a kind of problem. Codes do not change, so that a program can put
// them into sentences.
type Code string

// What may be wrong with the bytes of a signature.
const (
	DigestMismatch Code = "digest-mismatch" // what was signed has been changed
	BadSignature   Code = "bad-signature"   // the value is not made by the certificate's key
	BadRange       Code = "bad-range"       // the signed ranges are not all but the signature
	BadContents    Code = "bad-contents"    // the signature's place holds something else too
	Malformed      Code = "malformed"       // the signature cannot be read
	UnknownFormat  Code = "unknown-format"  // a /SubFilter that is not known here
	LegacyFormat   Code = "legacy-format"   // signed before PAdES, or without its attributes
	WeakAlgorithm  Code = "weak-algorithm"  // SHA-1, MD5, short keys
	SharedValue    Code = "shared-value"    // two fields have one signature
	LostSignature  Code = "lost-signature"  // the file has a signature that no field shows
	UnsignedBytes  Code = "bytes-after"     // bytes that are no update follow the last one
)

// What may have happened after a signature.
const (
	ChangedAfter  Code = "changed-after"  // something that signers may rely on was changed
	FieldAdded    Code = "field-added"    // a signature field that was not there
	MetadataAfter Code = "metadata-after" // title, producer, dates of the file
	Certified     Code = "certified"      // the author's signature forbids what followed
)

// What may be wrong with certificates and times.
const (
	Untrusted         Code = "untrusted"          // no chain to a trusted root
	NotValidThen      Code = "not-valid-then"     // the certificate was not valid at that time
	BadUsage          Code = "bad-usage"          // the certificate is not for signatures
	Revoked           Code = "revoked"            // the certificate was withdrawn before
	RevokedLater      Code = "revoked-later"      // it was withdrawn after that time, when the signature existed
	RevocationUnknown Code = "revocation-unknown" // nothing says whether it was
	BadTimestamp      Code = "bad-timestamp"      // the timestamp proves nothing
	UntrustedTime     Code = "untrusted-time"     // nobody trusted vouches for the timestamp
	TimestampExpired  Code = "timestamp-expired"  // its certificate ran out and no later proof covers it
	TimeDiffers       Code = "time-differs"       // the claimed time is not near the proven one
)

// Problem is something found in verification.
type Problem struct {
	Code   Code
	Weight Weight
	Detail string // for a technician, in English
}

func (p Problem) String() string {
	if p.Detail == "" {
		return string(p.Code)
	}
	return fmt.Sprintf("%s (%s)", p.Code, p.Detail)
}

// Verdict sums a signature up (ETSI EN 319 102-1, 5.1.3).
type Verdict int

// The verdicts.
const (
	Failed        Verdict = iota // not to be relied on
	Indeterminate                // neither confirmed nor refuted
	Passed
)

func (v Verdict) String() string {
	return [...]string{"failed", "indeterminate", "passed"}[v]
}

func verdict(problems []Problem) Verdict {
	v := Passed
	for _, p := range problems {
		switch p.Weight {
		case Fatal:
			return Failed
		case Doubt:
			v = Indeterminate
		}
	}
	return v
}
