// SPDX-License-Identifier: Apache-2.0

// Package trace turns noisy GPS positions of a vehicle into the passes that it
// made along a known line: when each began and ended, which stretches it really
// travelled, which it left out, and which nothing proves. It knows nothing of
// timetables, territories or the program that uses it.
//
//	path, err := trace.NewPath(line)
//	result := path.Follow(points, trace.Options{})
//	for _, pass := range result.Passes {
//		fmt.Println(pass.Began, pass.Travelled())
//	}
//
// # How it works
//
// Every position is projected onto the line; where the line passes near itself
// there are several candidates, and the sequence of candidates that fits the
// vehicle's motion best is found by dynamic programming. Single positions that
// jump are left out. What remains is a distance along the line over time, and a
// pass is a rise of it: it goes on as long as the distance does not fall back
// by more than Options.Backslide below the highest so far. So a vehicle that
// stands still, or waits at a terminal while its positions wander, travels
// nothing, and driving the line backwards is no pass.
//
// Within a pass only progress beyond the highest distance so far counts, so no
// metre is counted twice. A silence longer than Options.GapLimit makes the
// stretch that was covered meanwhile unproven. Positions beyond
// Options.Corridor, with a return to the line further on, make it a detour.
//
// The order of the points given does not matter, and giving one twice changes
// nothing.
package trace
