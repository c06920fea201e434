// SPDX-License-Identifier: Apache-2.0

// Package procedure knows how a cooperation comes about and what may become of
// it: which gates a procedure has, whose move it is, what is needed, and what
// nobody may do, however politely they ask. It does not know texts (only their
// hashes), accounts, pages, mail or the clock.
//
// A [Definition] is data: a versioned file under data/ with gates, what each
// needs, after which other gates it opens, and the article it rests on. It is a
// graph, not a line: Kampar and Pekanbaru signed the memorandum and two
// agreements on one day, and in Serang the DPRD came late.
//
// A [Run] is one going through a definition: an append-only list of [Act]s from
// which everything else is folded. A run keeps the version of the definition
// that it started with.
//
//	catalogue, err := procedure.Load()
//	run, err := catalogue.Start(act)        // the first act names the definition
//	run, err = run.Apply(act)               // every later one passes the guards
//	run, err = catalogue.Replay(stored)     // from the store, no guards
//
//	run.Moves(today, days)                  // whose move, since when, what is needed, deadline
//	run.Allowed(actor)                      // what this actor may do now
//	run.Explain(slot)                       // why a gate is closed
//
// A Run is a value: Apply gives the next one and leaves the old one alone.
//
// # Gates and slots
//
// A gate of a definition becomes one or more slots of a run: one for each
// government when each must move, and one set for each branch. A branch is one
// PKS under the KB. A slot is closed, open, passed, not needed (its condition
// is false, for example no DPRD approval for this government), or overridden.
// Nothing presses a gate shut by hand: it has passed when everything it needs
// is there.
//
// # Where the DPRD stands
//
// PP 28/2018 art. 6(2) asks the DPRD about the plan of a cooperation, and art.
// 6(1) puts it before the PKS. Drafting may go on meanwhile. A government whose
// answers call for approval may sign its PKS before the DPRD has decided only
// with a suspensive condition (syarat tangguh) named in the signature, so that
// the paper itself says that nothing is owed yet. No PKS becomes active before
// every DPRD that must be asked has agreed, and no override lifts that: from
// then on money is owed, and the plan that the DPRD was to judge is a fact.
//
// # Money that is not there
//
// A PKS does not become active while a budget line, a tariff or a service unit
// is missing. Here the head of the region or the regional secretary may record
// why it should nevertheless; the override stays in the run for ever.
//
// # Delegation
//
// Somebody may act for an office that is delegated to them (a.n.), besides
// their own: an [Actor] has several capacities then. Each act is done in one of
// them, which is kept with it. No signature is given by delegation, and nothing
// that the procedure gives to the head of region or to the governor.
//
// # Links between runs
//
// Addendum, extension, suspension, termination, dispute, takeover and
// secretariat are runs of their own with a subject: the run that they are
// about. When such a run passes a gate with an effect, [Run.Link] records the
// effect in the subject. A change of leadership has no effect on anything (PP
// 28/2018 art. 9(2)); [Run.LeadershipNotes] says so.
package procedure
