// SPDX-License-Identifier: Apache-2.0

// Package gtfs reads and writes GTFS Schedule feeds: routes, trips, stop
// times, shapes, calendars and frequencies, from a zip file or a folder. It
// knows which runs a day has. It knows nothing of vehicles, of what was really
// driven, or of the program that uses it.
//
//	feed, err := gtfs.ReadFS(os.DirFS("feed"), gtfs.Limits{})
//	if err != nil {
//		return err // *gtfs.ReadError lists file, row, column and value
//	}
//	for _, run := range feed.Runs(gtfs.Date{Year: 2026, Month: 10, Day: 5}) {
//		fmt.Println(run.TripID, run.Start)
//	}
//
// Headway service (frequencies.txt with exact_times=0) has no runs at fixed
// times, and none are invented: see [Feed.Headways]; how many
// it owes is [Feed.Owed].
//
// Files and columns that the package does not know are kept and written back.
package gtfs
