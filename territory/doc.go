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
//     with the code "". The same holds along the outer edge of all areas: a
//     place that near to the shore still belongs to it.
//   - Running on the line: where a stretch lies within Options.OnLine metres of
//     the boundaries of two or more areas, they share it equally, unless an
//     area that is smaller than all of them is laid over it. Where a line
//     merely crosses, the few metres around the crossing are shared too, half
//     on either side, which changes nothing. Single places are never shared.
//
// The rules do not depend on the order in which areas are given, nor, but for
// rounding, on the direction of a line or on where it is cut. An area is all
// that lies in any of its polygons; rings inside a polygon are holes. Sides of
// edges are decided exactly, so that a place on the common line of areas that
// share their corners is in exactly one of them.
//
// # Metres
//
// A line runs straight in latitude and longitude between its points, never
// across the 180th meridian. Lengths are on the WGS 84 ellipsoid: for segments
// of up to 2 km between the polar circles they agree with the geodesic to one
// in ten million. Longer ones are the sum of such pieces. Parts are whole
// metres, by largest remainder, and always sum to the rounded total.
//
// # Cost
//
// Points are located on a grid, most of them by one look at a cell. A line is
// divided once, by Prepare; asking for a stretch of it is two binary searches.
// Everything read or prepared has a bound, and is refused beyond it.
package territory
