// SPDX-License-Identifier: Apache-2.0

// Package simulate makes a month of operation: buses that drive the timetable
// with delays, breakdowns and detours and whose devices report with noise,
// gaps and wrong clocks, and weighbridge tickets with the tricks that are
// played on weighbridges. It sends them through the public doors of a running
// server and writes beside them what really happened.
//
// Its truth is its own: an odometer along its own reading of the geometry. It
// uses none of the code that measures (packages trace, territory, waste), so
// that the two can be compared. The same seed gives the same bytes.
package simulate
