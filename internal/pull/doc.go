// SPDX-License-Identifier: Apache-2.0

// Package pull judges GTFS Realtime that is fetched from elsewhere: what a source
// must say of itself, how its answers stand (fresh, stale, repeating, jumping
// back, of trips that nobody knows), how long to wait before it is asked again,
// and which runs and vehicles of a timetable a message means.
//
// It fetches nothing, keeps nothing and has no clock: its caller hands in what
// came and when. Nothing that it judges not to be fresh may be shown as live.
package pull
