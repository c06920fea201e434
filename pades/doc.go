// SPDX-License-Identifier: Apache-2.0

// Package pades signs PDF files and checks signatures in them, in the profiles
// of PAdES (ETSI EN 319 142-1): B-B, B-T, B-LT and B-LTA. It knows PDF files,
// keys and certificates, timestamp authorities and revocation; it knows nothing
// of who may sign what, and of no program that uses it.
//
//	pdf, err = pades.Prepare(pdf, []pades.Field{{Name: "Bupati", Page: 3, Rect: a}, {Name: "Walikota", Page: 3, Rect: b}})
//	result, err := pades.Sign(ctx, pdf, "Bupati", identity, pades.Options{Level: pades.BLTA, TSA: tsa})
//	report, err := pades.Verify(ctx, result.PDF, pades.VerifyOptions{Roots: roots, TSARoots: roots})
//
// # Several signers
//
// All fields are placed by Prepare before the first signature. Each signature
// is an incremental update: the bytes before it stay as they are, which Sign
// checks. Only approval signatures are made, never a certification, because a
// certification that forbids changes also keeps later signatures and
// validation data out (pdf-issues 766).
//
// # Levels
//
// A level that was asked for is reached or Sign gives a *LevelError, which says
// at which step it ended. Whoever can do with less says so beforehand, in
// Options.AtLeast, and finds in Result what was reached and why.
//
//   - B-B: signed, with the certificate bound to the signature.
//   - B-T: a timestamp (RFC 3161) proves when it existed.
//   - B-LT: the file holds the certificates and revocation data to check it.
//   - B-LTA: a document timestamp protects these; Archive renews it before the
//     algorithms or the certificate of the last one grow old.
//
// # Verification
//
// Verify reads what a file claims and tells what is true: integrity, what was
// changed after each signature, trust, revocation, proven time, the level that
// is truly there. Every finding is a Problem with a code. It allows after a
// signature only further signatures in fields that were there, validation data
// and document timestamps, and finds everything else by comparing all objects
// of the document before and after.
//
// Files come from anyone: they are read strictly, never repaired, and within
// Limits. Updates compares a file that was sent to someone with what came back.
package pades
