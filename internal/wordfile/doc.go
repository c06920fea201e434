// SPDX-License-Identifier: Apache-2.0

// Package wordfile carries the text of an agreement or letter to Word and
// back. [Write] makes a DOCX that looks like an Indonesian naskah dinas, in
// which every clause bears its id as a hidden bookmark, figures are locked and
// whoever edits leaves tracked changes. [Read] takes any DOCX that comes back,
// or that somebody wrote from nothing, and finds the clauses again: by
// bookmark first, then by number and words.
//
// Nothing that stands in a file is dropped in silence. It is either in the
// text that Read gives, or known to be what Sinergi itself printed (title,
// numbers, signature block), or returned in Import.Unplaced with a reason.
//
// The package knows draft's texts and docx's files. It does not compare
// versions (package redline) and stores nothing.
package wordfile
