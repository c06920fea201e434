// SPDX-License-Identifier: Apache-2.0

// Package settlement computes what governments owe each other for a month of
// a cooperation agreement (perhitungan), and keeps the state of its checking.
//
// [Compute] is a pure function from an [Input] to a [Statement]. A statement
// carries everything that it was computed from: tariffs, daily measurements
// with the hashes of their evidence, published prices, the border used. So
// either side, or an auditor, can take the file and compute it again without
// any server:
//
//	s, err := settlement.Parse(file)
//	err = settlement.Verify(s)
//
// Two nodes with the same inputs produce the same bytes ([Statement.Canonical])
// and the same SHA-256, in whatever order the inputs came. Nothing in a
// statement depends on when or where it was computed.
//
// [Review] is the life of a statement: draft, offered by one side, accepted or
// disputed line by line by the others, agreed. A statement is never edited: a
// correction is a new version that names the hash of the one it corrects.
//
// The package knows nothing of trips, tickets, databases or pages, and it
// moves no money.
package settlement
