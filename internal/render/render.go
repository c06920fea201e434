// SPDX-License-Identifier: Apache-2.0

// Package render puts things on paper. Statements: PDF in the layout of
// Indonesian official documents, and XLSX whose amounts are formulas over the
// same inputs. Agreements, letters and minutes: PDF with a stated place for
// every signature. The audit paper of a signed document. The same input always
// gives the same PDF bytes. It computes nothing itself; every figure comes
// from the statement, every word from the document.
package render

import (
	"sinergi/internal/settlement"
	"sinergi/internal/tariff"
)

// Statement is a statement to be rendered, in the reader's language.
type Statement struct {
	Content  settlement.Statement
	SHA256   string
	Status   string // in words
	URL      string // where it is shown
	Language tariff.Language
	// Notes are sentences that the reader needs beside the lines: what is not
	// counted, what a correction leaves to settle.
	Notes []string
}

// say gives a message of this package.
func (s Statement) say(key string, args map[string]any) string {
	return s.Language.Message(key, args)
}

// citation gives how the clause of a line is cited.
func (s Statement) citation(l settlement.Line) string {
	for _, c := range s.Content.Agreement.Clauses {
		if c.ID == l.Clause {
			return c.Citation
		}
	}
	return ""
}
