package tides_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/civil"
	"sinergi/internal/performance"
	"sinergi/internal/ridership"
	"sinergi/internal/tides"
	"sinergi/internal/transit"
)

// fields are those of the schemas of TIDES v1.0 that the tables may have, with
// those that are required first.
var fields = map[string]struct{ required, other []string }{
	"trips_performed":   {[]string{"date", "trip_id_performed", "vehicle_id"}, []string{"trip_id_scheduled", "route_id", "route_type", "shape_id", "direction_id", "operator_id", "block_id", "trip_start_stop_id", "trip_end_stop_id", "schedule_trip_start", "schedule_trip_end", "actual_trip_start", "actual_trip_end", "in_service", "schedule_relationship"}},
	"stop_visits":       {[]string{"service_date", "trip_id_performed", "stop_sequence", "vehicle_id"}, []string{"pattern_id", "dwell", "stop_id", "timepoint", "schedule_arrival_time", "schedule_departure_time", "actual_arrival_time", "actual_departure_time", "distance", "boarding_1", "alighting_1", "boarding_2", "alighting_2", "departure_load", "schedule_relationship"}},
	"vehicle_locations": {[]string{"location_ping_id", "date", "timestamp", "stop_sequence", "vehicle_id"}, []string{"trip_id_performed", "device_id", "stop_id", "current_status", "latitude", "longitude", "gps_quality", "heading", "speed", "odometer", "schedule_deviation", "headway_deviation", "in_service", "schedule_relationship"}},
	"passenger_events":  {[]string{"passenger_event_id", "service_date", "event_timestamp", "trip_stop_sequence", "event_type", "vehicle_id"}, []string{"location_ping_id", "trip_id_performed", "trip_id_scheduled", "scheduled_stop_sequence", "vehicle_direction", "device_id", "stop_id", "pattern_id", "event_count"}},
	"fare_transactions": {[]string{"transaction_id", "service_date", "event_timestamp", "amount", "fare_action"}, []string{"currency_type", "trip_id_performed", "pattern_id", "stop_sequence", "vehicle_id", "device_id", "fare_id", "stop_id", "num_riders", "fare_media_id", "rider_category", "fare_product", "fare_period", "fare_capped", "token_id", "balance"}},
	"vehicles":          {[]string{"vehicle_id"}, []string{"start_date", "end_date", "vehicle_group_id", "vehicle_label", "license_plate"}},
	"devices":           {[]string{"device_id"}, []string{"stop_id", "vehicle_id", "device_type", "device_vendor", "device_model", "device_location"}},
}

func TestTablesOfADay(t *testing.T) {
	t.Parallel()
	day := civil.Date{Year: 2026, Month: 10, Day: 1}
	us := func(second int) int64 { return day.Start().UnixMicro() + int64(second)*1e6 }
	halts := func(from int) []performance.Halt {
		return []performance.Halt{{Stop: "pandau", Planned: from, Timed: true}, {Stop: "kubang", Planned: from + 600}, {Stop: "stc", Planned: from + 1200, Timed: true}}
	}
	ran := tides.Trip{Shape: "1-0", Sequences: []int{1, 2, 5}, Trip: performance.Trip{Halts: halts(25_200), Run: transit.Run{
		Date: day, Trip: "1-0-0700", Start: 25_200, Route: "1", Block: "B1", Vehicle: "TMP-001", Status: transit.Partial, Delivered: 9_000, Began: us(25_230), Ended: us(26_500),
		Calls: []transit.Call{{Arrived: 25_100, Left: 25_230}, {Arrived: transit.Unsure, Left: transit.Unsure}, {Arrived: transit.Absent, Left: transit.Absent}},
	}}}
	missed := tides.Trip{Shape: "1-0", Sequences: []int{1, 2, 5}, Trip: performance.Trip{Halts: halts(90_000), Run: transit.Run{Date: day, Trip: "1-0-2500", Start: 90_000, Route: "1", Vehicle: "TMP-002", Status: transit.Missed}}}
	unproven := tides.Trip{Trip: performance.Trip{Halts: halts(30_000), Run: transit.Run{Date: day, Trip: "1-0-0820", Start: 30_000, Vehicle: "TMP-003", Status: transit.Unproven}}}
	door := ridership.Record{Kind: ridership.Counter, Day: day, At: us(25_200), Vehicle: "TMP-001", Boarded: 5, Direction: -1, Start: -1}
	last := door
	last.At, last.Stop, last.Boarded, last.Alighted = us(26_300), "stc", 0, 5
	fare := ridership.Record{Kind: ridership.Fare, ID: "ab12", Day: day, At: us(25_250), Vehicle: "TMP-001", Class: "pelajar", Payment: ridership.QRIS, Boarded: 1, Alighted: -1, Income: 3000, Paid: true, Direction: -1, Start: -1}
	lost, void := fare, fare
	lost.ID, lost.Vehicle, void.ID, void.Void = "cd34", "TMP-404", "ef56", true
	ridden := ridership.Assign([]performance.Trip{ran.Trip}, []ridership.Record{door, last, fare, lost, void}, ridership.Net{}, nil)
	ran.Ridden = ridden.Trips[0]
	trips := []tides.Trip{ran, missed, unproven}

	var out bytes.Buffer
	w := tides.New(&out, tides.About{Name: "bus", Title: "Bus", From: day, Until: day})
	w.Trips(trips)
	w.Riders(trips, ridden.Loose)
	w.BeginLocations()
	w.Locations(trips, "dev-1", "TMP-001", []transit.Position{
		{At: us(25_000), LatE7: 1}, // before the trip
		{At: us(25_300), LatE7: 4_602_001, LonE7: -1_013_551_002, Speed: 805, Heading: 7},
	})
	if err := w.Close([]tides.Vehicle{{ID: "TMP-001", Plate: "BM 1"}}, []tides.Device{{ID: "dev-1", Vehicle: "TMP-001"}}); err != nil {
		t.Fatal(err)
	}
	tables := read(t, out.Bytes())
	want := map[string][][]string{
		"trips_performed": {
			{"2026-10-01", "1-0-0700@07:00:00", "TMP-001", "1-0-0700", "1", "Bus", "1-0", "0", "B1", "pandau", "stc", "07:00:00", "07:20:00", "07:00:30", "07:21:40", "In passenger service", "Scheduled"},
			{"2026-10-01", "1-0-2500@01:00:00", "TMP-002", "1-0-2500", "1", "Bus", "1-0", "0", "", "pandau", "stc", "01:00:00", "01:20:00", "", "", "Other not in service", "Canceled"},
		},
		"stop_visits": {
			{"2026-10-01", "1-0-0700@07:00:00", "1", "TMP-001", "130", "pandau", "true", "2026-10-01T00:00:00Z", "2026-10-01T00:00:00Z", "2026-09-30T23:58:20Z", "2026-10-01T00:00:30Z", "5", "0", "5", "Scheduled"},
			{"2026-10-01", "1-0-0700@07:00:00", "2", "TMP-001", "", "kubang", "false", "2026-10-01T00:10:00Z", "2026-10-01T00:10:00Z", "", "", "0", "0", "5", "Missing data"},
			{"2026-10-01", "1-0-0700@07:00:00", "5", "TMP-001", "", "stc", "true", "2026-10-01T00:20:00Z", "2026-10-01T00:20:00Z", "", "", "0", "5", "0", "Skipped"},
			{"2026-10-01", "1-0-2500@01:00:00", "1", "TMP-002", "", "pandau", "true", "2026-10-01T18:00:00Z", "2026-10-01T18:00:00Z", "", "", "", "", "", "Canceled"},
			{"2026-10-01", "1-0-2500@01:00:00", "2", "TMP-002", "", "kubang", "false", "2026-10-01T18:10:00Z", "2026-10-01T18:10:00Z", "", "", "", "", "", "Canceled"},
			{"2026-10-01", "1-0-2500@01:00:00", "5", "TMP-002", "", "stc", "true", "2026-10-01T18:20:00Z", "2026-10-01T18:20:00Z", "", "", "", "", "", "Canceled"},
		},
		"vehicle_locations": {
			{"dev-1/1790812900000000", "2026-10-01", "2026-10-01T00:01:40Z", "1-0-0700@07:00:00", "5", "TMP-001", "dev-1", "stc", "0.4602001", "-101.3551002", "7", "8.05", "In passenger service", "Scheduled"},
		},
		"passenger_events": {
			{door.Content() + "/in", "2026-10-01", "2026-10-01T00:00:00Z", "1-0-0700@07:00:00", "1-0-0700", "1", "1", "Passenger boarded", "TMP-001", "pandau", "5"},
			{last.Content() + "/out", "2026-10-01", "2026-10-01T00:18:20Z", "1-0-0700@07:00:00", "1-0-0700", "3", "5", "Passenger alighted", "TMP-001", "stc", "5"},
		},
		"fare_transactions": {
			{"ab12", "2026-10-01", "2026-10-01T00:00:50Z", "3000", "IDR", "Purchase", "1-0-0700@07:00:00", "TMP-001", "pandau", "1", "Optical scan", "pelajar"},
			{"cd34", "2026-10-01", "2026-10-01T00:00:50Z", "3000", "IDR", "Purchase", "", "TMP-404", "", "1", "Optical scan", "pelajar"},
		},
		"vehicles": {{"TMP-001", "BM 1"}},
		"devices":  {{"dev-1", "TMP-001", "Vehicle location"}},
	}
	for name, rows := range want {
		if diff := cmp.Diff(rows, tables[name][1:]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		known := fields[name]
		for _, f := range known.required {
			if !slices.Contains(tables[name][0], f) {
				t.Errorf("%s has no %s", name, f)
			}
		}
		for _, f := range tables[name][0] {
			if !slices.Contains(known.required, f) && !slices.Contains(known.other, f) {
				t.Errorf("%s: TIDES knows no field %s", name, f)
			}
		}
	}
}

// read reads a zip's tables, and checks that its descriptor names each.
func read(t *testing.T, data []byte) map[string][][]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][][]string{}
	var described struct{ Resources []struct{ Name, Path string } }
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if f.Name == "datapackage.json" {
			if err := json.NewDecoder(r).Decode(&described); err != nil {
				t.Fatal(err)
			}
			continue
		}
		rows, err := csv.NewReader(r).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name[:len(f.Name)-len(".csv")]] = rows
	}
	if len(described.Resources) != len(out) {
		t.Errorf("%d tables are described of %d", len(described.Resources), len(out))
	}
	for _, r := range described.Resources {
		if _, ok := out[r.Name]; !ok || r.Path != r.Name+".csv" {
			t.Errorf("%s is described and not there", r.Path)
		}
	}
	return out
}
