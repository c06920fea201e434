// SPDX-License-Identifier: Apache-2.0

// Package tides writes what a bus service did as tables of TIDES (Transit ITS
// Data Exchange Specification, v1.0, https://github.com/TIDES-transit/TIDES): a
// zip with datapackage.json, trips_performed, stop_visits, vehicle_locations,
// vehicles and devices, and where passengers were counted passenger_events and
// fare_transactions. Tables and fields are those of the specification's
// schemas; a field of which nothing is known is empty.
//
//	w := tides.New(out, tides.About{Name: "bus-rute-1", Title: "Bus rute 1", From: from, Until: until})
//	w.Trips(trips)
//	w.BeginLocations()
//	w.Locations(trips, device, vehicle, positions)
//	err := w.Close(vehicles, devices)
//
// Times of day are in western Indonesia, instants in UTC. A trip that nothing
// proves is not in the tables: TIDES knows trips that were performed, and those
// that were cancelled.
package tides

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"sinergi/internal/civil"
	"sinergi/internal/performance"
	"sinergi/internal/ridership"
	"sinergi/internal/transit"
)

// About says what the tables are of.
type About struct {
	Name  string // of letters, digits, "-", "_", "." and "/"
	Title string
	From  civil.Date
	Until civil.Date
}

// Vehicle is a row of vehicles.
type Vehicle struct{ ID, Plate string }

// Device is a row of devices.
type Device struct{ ID, Vehicle string }

// Trip is a trip with what the timetable says of it.
type Trip struct {
	performance.Trip
	Shape     string
	Sequences []int // stop_sequence of each halte
	Ridden    ridership.Trip
}

// Writer writes the tables. Errors are kept and given by Close.
type Writer struct {
	zip    *zip.Writer
	about  About
	tables []string
	rows   *csv.Writer
	err    error
}

// New begins a zip.
func New(w io.Writer, about About) *Writer { return &Writer{zip: zip.NewWriter(w), about: about} }

// table begins a file of the zip with its head.
func (w *Writer) table(name string, head ...string) {
	w.flush()
	if w.err != nil {
		return
	}
	w.tables = append(w.tables, name)
	file, err := w.zip.CreateHeader(&zip.FileHeader{Name: name + ".csv", Method: zip.Deflate})
	if err != nil {
		w.err = err
		return
	}
	w.rows = csv.NewWriter(file)
	w.row(head...)
}

func (w *Writer) row(cells ...string) {
	if w.err == nil {
		w.err = w.rows.Write(cells)
	}
}

func (w *Writer) flush() {
	if w.rows == nil {
		return
	}
	w.rows.Flush()
	if w.err == nil {
		w.err = w.rows.Error()
	}
	w.rows = nil
}

// PerformedID names a performed trip: a timetable's trip may run several times a
// day.
func PerformedID(t performance.Trip) string { return t.Trip + "@" + clock(t.Start) }

// performed reports whether TIDES knows a trip, and how.
func performed(t performance.Trip) (relationship string, ok bool) {
	switch {
	case t.Delivered > 0:
		return "Scheduled", true
	case t.Status == transit.Missed && t.Vehicle != "":
		return "Canceled", true
	}
	return "", false
}

// Trips writes trips_performed and stop_visits.
func (w *Writer) Trips(trips []Trip) {
	w.table("trips_performed", "date", "trip_id_performed", "vehicle_id", "trip_id_scheduled", "route_id", "route_type", "shape_id", "direction_id", "block_id", "trip_start_stop_id", "trip_end_stop_id",
		"schedule_trip_start", "schedule_trip_end", "actual_trip_start", "actual_trip_end", "in_service", "schedule_relationship")
	for _, t := range trips {
		relationship, ok := performed(t.Trip)
		if !ok || len(t.Halts) == 0 {
			continue
		}
		last := len(t.Halts) - 1
		begun, ended, service := "", "", "Other not in service"
		if relationship == "Scheduled" {
			begun, ended, service = local(t.Began), local(t.Ended), "In passenger service"
		}
		w.row(t.Date.String(), PerformedID(t.Trip), t.Vehicle, t.Trip.Trip, t.Route, "Bus", t.Shape, strconv.Itoa(t.Direction), t.Block, t.Halts[0].Stop, t.Halts[last].Stop,
			scheduled(t, t.Halts[0].Planned, clock), scheduled(t, t.Halts[last].Planned, clock), begun, ended, service, relationship)
	}
	w.table("stop_visits", "service_date", "trip_id_performed", "stop_sequence", "vehicle_id", "dwell", "stop_id", "timepoint", "schedule_arrival_time", "schedule_departure_time", "actual_arrival_time", "actual_departure_time", "boarding_1", "alighting_1", "departure_load", "schedule_relationship")
	for _, t := range trips {
		relationship, ok := performed(t.Trip)
		if !ok {
			continue
		}
		load, counted := t.Ridden.Load()
		for i, h := range t.Halts {
			planned := scheduled(t, h.Planned, func(second int) string { return instant(t.Date, second) })
			dwell, arrived, left, state := "", "", "", relationship
			if relationship == "Scheduled" {
				switch c := callOf(t, i); {
				case c.Seen():
					dwell, arrived, left = strconv.Itoa(c.Left-c.Arrived), instant(t.Date, c.Arrived), instant(t.Date, c.Left)
				case c.Unsure():
					state = "Missing data"
				default:
					state = "Skipped"
				}
			}
			in, out, aboard := "", "", ""
			if counted && load.Balanced() {
				in, out, aboard = strconv.FormatInt(load.In[i], 10), strconv.FormatInt(load.Out[i], 10), strconv.FormatInt(load.OnBoard[i], 10)
			}
			w.row(t.Date.String(), PerformedID(t.Trip), strconv.Itoa(t.Sequences[i]), t.Vehicle, dwell, h.Stop, strconv.FormatBool(h.Timed), planned, planned, arrived, left, in, out, aboard, state)
		}
	}
}

// scheduled writes a time of the timetable; nothing of a run by headway, which
// has none.
func scheduled(t Trip, second int, write func(int) string) string {
	if t.Every > 0 {
		return ""
	}
	return write(second)
}

func callOf(t Trip, i int) transit.Call {
	if i < len(t.Calls) {
		return t.Calls[i]
	}
	return transit.Call{Arrived: transit.Unsure, Left: transit.Unsure}
}

// BeginLocations begins vehicle_locations.
func (w *Writer) BeginLocations() {
	w.table("vehicle_locations", "location_ping_id", "date", "timestamp", "trip_id_performed", "stop_sequence", "vehicle_id", "device_id", "stop_id", "latitude", "longitude", "heading", "speed", "in_service", "schedule_relationship")
}

// Locations writes what a device reported while its vehicle was on some trips.
// The schema asks for the halte that is approached, so that positions outside
// trips are left out.
func (w *Writer) Locations(trips []Trip, device, vehicle string, positions []transit.Position) {
	trips = slices.DeleteFunc(slices.Clone(trips), func(t Trip) bool { return t.Vehicle != vehicle || t.Delivered == 0 || len(t.Halts) == 0 })
	for _, p := range positions {
		for _, t := range trips {
			if p.At < t.Began || p.At > t.Ended {
				continue
			}
			next := approached(t, p.At)
			heading, speed := "", ""
			if p.Heading != transit.Unknown {
				heading = strconv.Itoa(int(p.Heading))
			}
			if p.Speed != transit.Unknown {
				speed = fmt.Sprintf("%d.%02d", p.Speed/100, p.Speed%100)
			}
			w.row(device+"/"+strconv.FormatInt(p.At, 10), t.Date.String(), time.UnixMicro(p.At).UTC().Format("2006-01-02T15:04:05Z"), PerformedID(t.Trip), strconv.Itoa(t.Sequences[next]), vehicle, device, t.Halts[next].Stop,
				degrees(p.LatE7), degrees(p.LonE7), heading, speed, "In passenger service", "Scheduled")
			break
		}
	}
}

// approached is the first halte that a trip had not left at a moment.
func approached(t Trip, at int64) int {
	second := int((at - t.Date.Start().UnixMicro()) / 1_000_000)
	for i := range t.Halts {
		if c := callOf(t, i); c.Seen() && c.Left >= second {
			return i
		}
	}
	return len(t.Halts) - 1
}

// Close writes vehicles, devices and datapackage.json, and ends the zip.
func (w *Writer) Close(vehicles []Vehicle, devices []Device) error {
	w.table("vehicles", "vehicle_id", "license_plate")
	for _, v := range vehicles {
		w.row(v.ID, v.Plate)
	}
	w.table("devices", "device_id", "vehicle_id", "device_type")
	for _, d := range devices {
		w.row(d.ID, d.Vehicle, "Vehicle location")
	}
	w.flush()
	if w.err != nil {
		return w.err
	}
	file, err := w.zip.Create("datapackage.json")
	if err != nil {
		return err
	}
	enc := json.NewEncoder(file)
	enc.SetIndent("", "  ")
	if err := enc.Encode(w.descriptor()); err != nil {
		return err
	}
	return w.zip.Close()
}

// spec is where the schemas of the tables are.
const spec = "https://raw.githubusercontent.com/TIDES-transit/TIDES/v1.0/spec/"

type descriptor struct {
	Profile   string     `json:"profile"`
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Temporal  string     `json:"temporal"`
	Resources []resource `json:"resources"`
}

type resource struct {
	Name    string `json:"name"`
	Profile string `json:"profile"`
	Path    string `json:"path"`
	Schema  string `json:"schema"`
}

func (w *Writer) descriptor() descriptor {
	d := descriptor{Profile: spec + "tides-datapackage-profile.json", Name: w.about.Name, Title: w.about.Title, Temporal: w.about.From.String() + "/" + w.about.Until.String()}
	for _, name := range w.tables {
		d.Resources = append(d.Resources, resource{name, "tabular-data-resource", name + ".csv", spec + name + ".schema.json"})
	}
	return d
}

// clock writes a second of the service day as a time of day.
func clock(second int) string {
	return fmt.Sprintf("%02d:%02d:%02d", second/3600%24, second/60%60, second%60)
}

func local(us int64) string { return time.UnixMicro(us).In(civil.WIB()).Format("15:04:05") }

func instant(day civil.Date, second int) string {
	return day.Start().Add(time.Duration(second) * time.Second).UTC().Format("2006-01-02T15:04:05Z")
}

// degrees writes whole 1e-7 degrees exactly.
func degrees(e7 int32) string {
	sign, n := "", int64(e7)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%07d", sign, n/10_000_000, n%10_000_000)
}
