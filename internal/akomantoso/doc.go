// SPDX-License-Identifier: Apache-2.0

// Package akomantoso writes a text as Akoma Ntoso 3.0 (OASIS LegalDocML), the
// XML that legal archives and documentation networks read: a generic document
// ("doc") with preface, preamble, main body, conclusions and attachments.
//
// Every clause bears two identifiers, as the standard means them: eId follows
// the naming convention (akn-nc v1.0, part 5) and so the number of the clause
// in this version ("art_8__para_2"); wId is the clause's own id, the same in
// every version ("biaya.tarif"). References point to eIds.
//
// The package writes and does not read. It knows no store and no address of a
// server.
package akomantoso
