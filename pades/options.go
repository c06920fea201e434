package pades

import (
	"context"
	"crypto"
	"time"
)

// Options of a signature.
type Options struct {
	// Level is what is wanted, BB if it is None.
	Level Level
	// AtLeast is what is enough if Level cannot be reached; None: only Level is.
	AtLeast Level

	Time       time.Time // when it is signed, for /M; zero: Now
	Name       string    // the signer, for viewers; empty: from the certificate
	Reason     string
	Location   string
	Contact    string
	Appearance *Appearance // nil, or an invisible field: nothing is shown

	// Hash is SHA-256, SHA-384 or SHA-512. Zero: that which fits the key.
	Hash crypto.Hash

	// TSA stamps the signature, for BT and above. Give it Roots, so that it is
	// found out at once if someone else answers in its place.
	TSA TimestampAuthority
	// ArchiveTSA stamps the document, for BLTA; nil: TSA. A second authority makes
	// the proof outlive the first.
	ArchiveTSA TimestampAuthority

	ValidationOptions // for BLT and above

	second bool // ArchiveTSA is another one than TSA
}

// TimestampAuthority gives RFC 3161 tokens over digests. TSA is one.
type TimestampAuthority interface {
	Timestamp(ctx context.Context, hash crypto.Hash, digest []byte) (token []byte, err error)
}

// Result is a signed file.
type Result struct {
	PDF   []byte
	Level Level // reached; Options.Level, unless AtLeast allowed less
	// Shortfall says why Level is less than was wanted. Nil if it is not.
	Shortfall *LevelError
}

func (o *Options) fill() {
	if o.Level == None {
		o.Level = BB
	}
	if o.AtLeast == None || o.AtLeast > o.Level {
		o.AtLeast = o.Level
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Time.IsZero() {
		o.Time = o.Now
	}
	o.second = o.ArchiveTSA != nil
	if !o.second {
		o.ArchiveTSA = o.TSA
	}
}
