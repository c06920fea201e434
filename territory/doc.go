// SPDX-License-Identifier: Apache-2.0

// Package territory answers which territory a place is in and how many metres
// of a line lie in each. It knows polygons and WGS 84, nothing of governments,
// buses or money.
//
//	p, err := territory.New(areas, territory.Options{})
//	i, ok := p.Locate(0.4419, 101.4525)       // p.Area(i).Code
//	parts, err := p.Split(line)               // whole metres, summing to the total
//	route, err := p.Prepare(line)             // once
//	parts = route.Between(1200, 14462)        // for every trip
//
// # Rules
//
// Neighbouring polygons that were drawn or simplified apart leave slivers.
// Every metre goes to exactly one territory, or is shared by a stated rule:
//
//   - In several areas at once (overlap): the one with the smaller surface has
//     it, as a city enclosed by a regency; of equal surfaces the lower code.
//   - In none (gap): the nearest area within Options.Gap metres; of equally
//     near ones by the rule above. Beyond, it is outside, a part of its own
//     with the code "".
//   - Running on the line: where a stretch lies within Options.OnLine metres of
//     the boundaries of two or more areas, they share it equally. Where a line
//     merely crosses, the few metres around the crossing are shared too, half
//     on either side, which changes nothing.
//
// The rules do not depend on the order in which areas are given.
//
// # Metres
//
// A line runs straight in latitude and longitude between its points. Lengths
// are on the WGS 84 ellipsoid, with a relative error below one in a million
// for any line outside the polar regions. Parts are whole metres, by largest
// remainder, and always sum to the rounded total.
package territory
