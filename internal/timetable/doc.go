// SPDX-License-Identifier: Apache-2.0

// Package timetable knows a bus timetable as a planner makes it: halts, lines
// with the way of every direction, what days there are (jenis hari), and from
// when until when a bus leaves how often (jarak waktu). It judges a plan, tells
// what two plans differ in, makes a GTFS feed of one and a plan of a feed.
//
//	for _, f := range plan.Check(days) { … }  // what is wrong, beside what it is of
//	zip, err := plan.Feed(days)               // GTFS
//	plan, lost := timetable.FromFeed(feed, days)
//
// A plan is made of few buses and few drivers. The check that matters most is
//
//	buses ≥ ⌈cycle ÷ headway⌉
//
// where the cycle (putaran) is the time until a bus can leave again: the
// journeys of all directions and the rest (layover) at every end. The package
// knows no service, no border and no price, and does no I/O.
package timetable
