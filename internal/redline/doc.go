// SPDX-License-Identifier: Apache-2.0

// Package redline knows in what two states of a text differ, and how to bring
// them together again without losing a word.
//
//   - [Words] compares two wordings by words (never within one) and
//     [MergeWords] brings two changes of one wording together.
//   - [Compare] lists the changes from one text to another, clause by clause,
//     matched by id: what was added, taken out, moved, said otherwise.
//     [Resolve] applies those that were accepted: all of them give the other
//     text, none the first.
//   - [Merge] brings two edits of one text together; where both changed the
//     same words differently it keeps one side, and tells the other as a
//     [Conflict] with all three wordings.
//   - [Bring] gives a text from outside (a Word file) the ids and marks of the
//     text that it came from, so that it can be compared.
//
// [Proposal], [Thread] and [Version] are what two governments pass to and fro,
// as values. The package knows no store, no page and no clock.
package redline
