package pades

import (
	"context"
	"crypto"
	"fmt"

	"sinergi/pades/internal/tsp"
)

// TSA is a timestamp authority that is asked over HTTP (RFC 3161). Only URL is
// needed; with Roots it must prove to be trusted before its answer is used. What
// it answers is checked, and every fault is one of the errors below.
type TSA = tsp.Client

// What may be wrong with a timestamp authority or its answer.
var (
	ErrTSAUnavailable = tsp.ErrUnavailable // no connection, or an HTTP error
	ErrTSATimeout     = tsp.ErrTimeout     // no answer in time
	ErrTSAAnswer      = tsp.ErrAnswer      // no RFC 3161 answer
	ErrTSARejected    = tsp.ErrRejected    // it refuses
	ErrTSANonce       = tsp.ErrNonce       // an answer to another request, or an old one
	ErrTSAPolicy      = tsp.ErrPolicy      // another policy than asked for
	ErrTSATime        = tsp.ErrTime        // its clock is wrong, or ours
	ErrTSAImprint     = tsp.ErrImprint     // it stamped something else
	ErrTSASignature   = tsp.ErrSignature   // the token is forged or broken
	ErrTSACertificate = tsp.ErrUsage       // its certificate is not for timestamps
	ErrTSAExpired     = tsp.ErrExpired     // its certificate is not valid
	ErrTSAUntrusted   = tsp.ErrUntrusted   // its certificate leads to no trusted root
)

// requestToken asks for a timestamp and checks that what comes back is one, over
// the digest, whoever has made it.
func requestToken(ctx context.Context, tsa TimestampAuthority, hash crypto.Hash, digest []byte) ([]byte, *tsp.Token, error) {
	der, err := tsa.Timestamp(ctx, hash, digest)
	if err != nil {
		return nil, nil, err
	}
	token, err := tsp.ParseToken(der)
	if err != nil {
		return nil, nil, fmt.Errorf("timestamp: %w", err)
	}
	if err := token.Verify(digest); err != nil {
		return nil, nil, fmt.Errorf("timestamp: %w", err)
	}
	return der, token, nil
}
