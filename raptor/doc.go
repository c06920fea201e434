// SPDX-License-Identifier: Apache-2.0

// Package raptor plans journeys on a GTFS timetable and on foot: all journeys
// that are Pareto-optimal in arrival and transfers, leaving at or after a time
// or arriving by one, or all of them in a window of time.
//
//	tt, err := raptor.Build(feed, raptor.Options{First: monday, Last: tuesday})
//	if err != nil {
//		return err
//	}
//	q := tt.NewQuery() // one per goroutine, used again and again
//	for _, j := range q.Plan(raptor.Request{From: raptor.At(0.46, 101.35), To: raptor.At(0.51, 101.45), Time: tt.Second(now)}) {
//		fmt.Println(tt.Time(j.Departure), tt.Time(j.Arrival), j.Transfers)
//	}
//
// It is RAPTOR (Delling, Pajor, Werneck: Round-Based Public Transit Routing,
// ALENEX 2012): a round per ride, each scanning the patterns that can be
// boarded since the round before. A pattern is a sequence of stops with runs of
// which none overtakes another. A [Timetable] never changes and may be used by
// any number of goroutines; a [Query] holds what a search needs and allocates
// nothing once it has grown.
//
// [Query.Range] answers for every second of a window at once: in place of a
// second each stop has a curve over the seconds of leaving.
//
// [Query.Reach] gives every stop at which one can be within some time, and
// [Query.Area] every point.
//
// [Timetable.Save] writes a timetable as a compact file, and [Load] reads it
// without the feed.
//
// With Request.Walking the journeys are those that are Pareto-optimal in
// arrival, transfers and walking. A walk is counted in steps of so many metres,
// rounded up, since otherwise a metre less would be a journey more; at a station
// one begins and ends at any platform.
//
// What became of trips in the meantime, delays and cancellations, is laid over a
// timetable with [Timetable.With], in time that depends on what changed only.
//
// # Definitions
//
// Times are real seconds: a service day begins at noon minus twelve hours in
// the zone of the feed, so a day of 25 hours is one. A run of yesterday that
// is still on the road after midnight can be boarded.
//
// A journey is a walk from the origin to a stop, rides, and a walk to the
// destination. Between two rides one changes at the stop, or walks one link to
// another: links join stops within a radius, and those of transfers.txt. Links
// are not chained. Walking seconds are metres divided by the speed, rounded up.
// A journey has as many transfers as rides, less one; a walk has none.
//
// Where transfers.txt says that a vehicle goes on as another trip (type 4), and
// it can by its timetable, one may stay in it; that is no transfer. No trip is
// boarded at its last stop, or left at its first. Rules of transfer between
// named routes or trips are not used, nor are pathways; see [Timetable.Unused].
//
// Times that stop_times.txt leaves out are interpolated by the straight
// distance between stops, in whole seconds, rounded down.
//
// Service by headway (frequencies.txt, exact_times=0) has no timetable, and
// none is invented: what a journey tells is a promise that holds after the
// worst wait. Whoever is at the stop while the window is open waits one
// headway at most, provided that it passes before the window closes. Whoever
// comes before it opens waits for its first vehicle, which comes within one
// headway, and in any case before the window closes. See [Leg] for the wait
// to be expected.
package raptor
