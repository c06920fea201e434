// SPDX-License-Identifier: Apache-2.0

// Package alert is what the operator of a bus service tells its passengers: why,
// with what effect, for which routes, halte and runs, and when. It says what an
// alert must hold, what may be done with it, whom it concerns, and how GTFS
// Realtime has it. It knows nothing of who may write one, of pages or storage.
package alert
