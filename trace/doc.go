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
// A position may stand for any place of the path within Options.Corridor;
// where the path passes near itself these are several. At each position a
// vehicle is at one of them, driving along the path or against it, or is doing
// something else; the sequence of such states that explains all positions best
// is found by dynamic programming (the Viterbi algorithm), one position at a
// time. Positions that no vehicle can have reached are left out, detours and
// silences are bridged. See decode.go for what each explanation costs.
//
// Each drive along the path is then measured. The distance along the path that
// never falls and is nearest to the positions (isotonic regression) is how far
// the vehicle was at each moment. Where it waited at either end, the median of
// its wandering positions is where it was, so a parked vehicle travels nothing
// and a breakdown is placed to within a few metres.
//
// # Rules
//
//   - A pass is a drive along the path from its start towards its end. Driving
//     it the other way is none. Waiting before it or after it is not part of
//     it; waiting on the way is, up to Options.Pause. Driving back by up to
//     Options.Backslide on the way is forgiven, and no metre counts twice.
//   - What was covered during a silence longer than Options.GapLimit is
//     unproven. At either end of a pass such a stretch is given the time that
//     the pace of the rest suggests, within the silence.
//   - Two or more positions beyond the corridor, for longer than 45 seconds,
//     with a return further on, are a detour, and so is a part of the path that
//     was cut short. A single such position has jumped.
//   - A pass that comes within Options.Terminal of an end of the path reached
//     it; so did one whose next position is in a yard beside it.
//
// The order of the points given does not matter, and giving one twice changes
// nothing. Metres are given in whole millimetres.
//
// # Limits
//
// On a stretch that the path itself drives out and back, out and back cannot be
// told apart where a vehicle drives only that. With a position a minute, the
// ends of silences and detours are known to within what a vehicle drives in a
// minute. Positions that are wrong by more than the corridor for longer than
// three quarters of a minute look like a detour.
package trace
