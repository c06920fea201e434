// SPDX-License-Identifier: Apache-2.0

// Package pdf reads the structure of a PDF file and appends incremental
// updates to it. It knows objects, cross-reference tables and streams, object
// streams and revisions (ISO 32000-2, clause 7); it knows nothing of
// signatures, fonts or page content, and decodes no stream but those that hold
// objects.
//
//	doc, err := pdf.Open(data, pdf.Limits{})
//	view := doc.Newest()
//	update := pdf.NewUpdate(view)
//	update.Set(ref, dict)
//	out, err := update.Write()
//
// # A strict reader
//
// What one program reads in a signed file and what another shows must be the
// same, so this reader does not repair. A file whose cross-references are
// wrong, whose dictionaries name a key twice, or whose streams are not as long
// as they say, is a *DamagedError that says where. An encrypted file is
// ErrEncrypted.
//
// Files come from anyone. Reading is bounded by Limits in size, depth, number
// of objects, inflated bytes and visited objects; what is beyond them is a
// *LimitError.
package pdf
