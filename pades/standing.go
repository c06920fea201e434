package pades

import (
	"context"
	"crypto/x509"
	"time"
)

// Fetcher gets OCSP responses and CRLs.
type Fetcher any

// state is what is known of a certificate's revocation.
type state string

const (
	good    state = "good"
	revoked state = "revoked"
	unknown state = "unknown"
)

// standing is the state of a chain: that of its worst certificate.
type standing struct {
	state  state
	detail string
	used   evidence // that told it
}

func (s standing) better(o standing) bool {
	rank := map[state]int{good: 2, unknown: 1, revoked: 0}
	return rank[s.state] > rank[o.state]
}

// stands judges the certificates of a chain but its root, as of a time.
func stands(chain []*x509.Certificate, at time.Time, e evidence) standing {
	return standing{state: unknown, detail: "revocation is not looked at yet"}
}

func collect(ctx context.Context, chain []*x509.Certificate, f Fetcher) (evidence, error) {
	return evidence{}, ErrNoRevocation
}
