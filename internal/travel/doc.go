// SPDX-License-Identifier: Apache-2.0

// Package travel is a timetable as passengers read it: lines with their
// directions and how often they go, halte by name, places that one types, and
// what a journey costs.
// It knows nothing of what was really driven, of pages or of storage; how to get
// from one place to another is package raptor's.
package travel
