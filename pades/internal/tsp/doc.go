// SPDX-License-Identifier: Apache-2.0

// Package tsp asks a time-stamp authority for a token (RFC 3161, in the profile
// of ETSI EN 319 422) and reads tokens. A token says that a digest existed at a
// time. It believes nothing that an authority answers before it has checked it,
// and never makes up a time of its own: without a good token there is an error
// that says what is wrong.
//
//	client := tsp.Client{URL: "https://tsa.example.go.id/", Roots: roots}
//	token, err := client.Timestamp(ctx, crypto.SHA256, digest)
//
//	t, err := tsp.ParseToken(token)
//	err = t.Verify(digest) // then t.Time, and t.Chain for whose word it is
package tsp
