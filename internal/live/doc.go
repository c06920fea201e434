// SPDX-License-Identifier: Apache-2.0

// Package live tells what a bus service is doing now: where each vehicle is,
// which run it drives, when it will be at the stops ahead and how sure that is,
// and where buses bunch or leave gaps. It also measures how well it foretold.
//
// It gets positions and a clock from its caller and keeps what a day needs of
// them; it does no I/O. Nothing here is settled on: what a run delivered is
// package transit's, measured from the whole day. The same passes and the same
// assignment are used, so that what is shown now and what is paid later agree
// on who drove what, unless positions come late.
//
// # What is foretold
//
// The time between two stops is what it took on recent days of the same kind
// at the same time of day, else what the timetable says; corrected by what it
// took the buses that drove there within the last half hour, and by how this
// bus goes today. See [Paces] and [Board.At]. A run at fixed times does not leave its first
// stop before its time; one by headway leaves when it leaves, and nothing is
// foretold of it before.
package live
