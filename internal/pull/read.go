package pull

import (
	"cmp"
	"slices"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/transit"
)

// Sighting is a vehicle of the registry that a source saw.
type Sighting struct {
	Vehicle string
	Report  transit.Report
	Run     *Run // that it says to drive; nil: none, or none that is known
}

// Reading is what a message says, in the words of a service.
type Reading struct {
	Report    Report
	Sightings []Sighting
	Runs      []Run // of trip updates, at fixed times: with calls, or cancelled
	Alerts    []*realtime.Alert
}

// Read gives what a message says for some kinds. A vehicle or a trip that is not
// known is counted and named, and nothing else is made of it. received is when the
// message came.
func Read(m *realtime.Message, kinds []Kind, t *Timetable, fleet Fleet, received time.Time) (r Reading) {
	for i := range m.Entities {
		e := &m.Entities[i]
		if e.Deleted {
			continue
		}
		if e.Vehicle != nil && slices.Contains(kinds, Positions) {
			r.vehicle(e.Vehicle, m.Header.Timestamp, t, fleet, received)
		}
		if e.TripUpdate != nil && slices.Contains(kinds, Updates) {
			r.update(e.TripUpdate, t, received)
		}
		if e.Alert != nil && slices.Contains(kinds, Alerts) {
			r.Alerts = append(r.Alerts, e.Alert)
		}
	}
	r.Report.Alerts = len(r.Alerts)
	return r
}

func (r *Reading) vehicle(v *realtime.Vehicle, stamp uint64, t *Timetable, fleet Fleet, received time.Time) {
	var run *Run
	if v.Trip != nil && v.Trip.ID != "" {
		run = r.find(*v.Trip, t, received)
	}
	if v.Position == nil {
		return
	}
	r.Report.Vehicles++
	id, ok := fleet.Find(v.Vehicle)
	if !ok {
		r.Report.StrangeVehicles++
		example(&r.Report.UnknownVehicles, Called(v.Vehicle))
		return
	}
	at := v.Timestamp
	if at == 0 {
		at = stamp
	}
	report := transit.Report{
		At: time.Unix(int64(min(at, 1<<40)), 0), Received: received, Lat: float64(v.Position.Lat), Lon: float64(v.Position.Lon),
		Speed: transit.Unknown, Heading: transit.Unknown, Accuracy: transit.Unknown,
	}
	if at == 0 {
		report.At = received
	}
	if v.Position.Speed != nil {
		report.Speed = float64(*v.Position.Speed)
	}
	if v.Position.Bearing != nil {
		report.Heading = float64(*v.Position.Bearing)
	}
	r.Sightings = append(r.Sightings, Sighting{id, report, run})
}

func (r *Reading) update(u *realtime.TripUpdate, t *Timetable, received time.Time) {
	run := r.find(u.Trip, t, received)
	switch {
	case run == nil:
	case !t.Foretell(run, u):
		r.Report.Odd++
	case (run.Cancelled || len(run.Calls) > 0) && !run.Headway:
		r.Report.Applied++
		r.Runs = append(r.Runs, *run)
	}
}

// find gives the run that is meant, and counts those that are not known.
func (r *Reading) find(d realtime.Trip, t *Timetable, now time.Time) *Run {
	run, known := t.Find(d, now)
	switch known {
	case Extra:
		r.Report.Added++
		return nil
	case Elsewhere:
		r.Report.Elsewhere++
		return nil
	}
	r.Report.Trips++
	if known == Has {
		return &run
	}
	r.Report.StrangeTrips++
	name := d.ID
	if d.StartDate != "" || d.StartTime != "" {
		name += " (" + d.StartDate
		if d.StartDate != "" && d.StartTime != "" {
			name += " "
		}
		name += d.StartTime + ")"
	}
	example(&r.Report.UnknownTrips, short(name))
	return nil
}

func example(all *[]string, name string) {
	if name != "" && len(*all) < Examples && !slices.Contains(*all, name) {
		*all = append(*all, name)
	}
}

// Breaks counts the rules that a message breaks, those broken most often first.
// How it stands to the message before is what the states tell.
func Breaks(found []realtime.Finding) (all []Broken) {
	return Count(slices.DeleteFunc(slices.Clone(found), func(f realtime.Finding) bool {
		return f.Entity == "" && slices.Contains([]string{"E017", "E018", "E050", "S001", "W007", "W008"}, f.Code)
	}))
}

// Count counts the rules that were found to be broken, those broken most often
// first.
func Count(found []realtime.Finding) (all []Broken) {
	for _, f := range found {
		i := slices.IndexFunc(all, func(b Broken) bool { return b.Code == f.Code })
		if i < 0 {
			value := f.Value
			if value == "" {
				value = f.Entity
			}
			all = append(all, Broken{Code: f.Code, Value: short(value)})
			i = len(all) - 1
		}
		all[i].Count++
	}
	slices.SortStableFunc(all, func(a, b Broken) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Code, b.Code))
	})
	return all
}
