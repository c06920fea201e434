// SPDX-License-Identifier: Apache-2.0

// Package realtime reads, writes and checks GTFS Realtime 2.0: where vehicles
// are, when they will call, and what passengers should know.
//
//	m, err := realtime.Read(body, realtime.Limits{})
//	if err != nil {
//		return err
//	}
//	for _, f := range (realtime.Checker{Feed: timetable}).Check(m, time.Now()) {
//		fmt.Println(f.Code, f.Entity, f.Text())
//	}
//
// Messages are plain structs whose tags give the field numbers of
// gtfs-realtime.proto (MobilityData, https://gtfs.org/documentation/realtime/proto/).
// Fields that a consumer needs nowhere here, extensions and experiments are
// passed over, as protobuf asks. A pointer is a value that may be missing; an
// empty text, and a zero of an enumeration, is one that is.
//
// What comes in is a stranger's: reading takes memory in proportion to what was
// sent, within [Limits], and never more.
package realtime
