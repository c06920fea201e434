// SPDX-License-Identifier: Apache-2.0

// Package road knows the roads of an area, as OpenStreetMap has them, and which
// of them a bus may take, and lays a way through places along them:
//
//	n, err := road.Read(ctx, file, area)   // .osm.pbf or .osm
//	w, err := n.Follow(ctx, places)
//
// It knows no bus, no halt and no timetable, and writes nothing. Roads are read
// again from the file that OpenStreetMap gave whenever they are needed: there is
// no format of our own.
//
// # Which way is taken
//
// Of all ways along the roads that pass the places in their order, the one of
// the least cost: metres, dearer on small streets ([weights]), and four metres
// for every metre that a place lies beside the road taken. So a place clicked
// between two carriageways takes the one that leads on, and one beside a lane
// does not pull the bus off the main road. One-way streets, barriers, bans of
// turning and roads closed to buses are kept to; nobody turns round on the road
// but at its dead end.
//
// It is one search by A* (Hart, Nilsson and Raphael 1968) per place, over
// directed pieces of road instead of crossings, because a ban of turning is of a
// pair of pieces; each begins at all roads near the place before with the least
// cost of being there, as a Viterbi decoder does (Newson and Krumm 2009 match
// recorded positions to roads so).
package road
