package ops

import (
	"cmp"
	"context"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// runsOn gives what a service's timetable owes on a day, and its feed; none when
// there is no timetable or no such service.
func (d *Desk) runsOn(ctx context.Context, tx *store.Tx, service string, day civil.Date) ([]transit.Planned, *gtfs.Feed, error) {
	s, text, err := tx.Service(ctx, service, day)
	if err != nil || s.Kind != agreement.Bus {
		return nil, nil, err
	}
	rules, err := transit.ParseRules(text)
	if err != nil {
		return nil, nil, err
	}
	t, ok, err := timetableOn(ctx, tx, service, day)
	if err != nil || !ok {
		return nil, nil, err
	}
	f, err := d.feed(ctx, t.SHA256)
	if err != nil {
		return nil, nil, err
	}
	return owedRuns(f, rules, day), f, nil
}

// DriverHalt is a halte of a run.
type DriverHalt struct {
	Name     string
	Lat, Lon float64
	After    int // seconds after the start of the run, as planned
}

// DriverRun is a run that a driver may choose.
type DriverRun struct {
	transit.Planned
	Line     string // what passengers call it
	Headsign string
	Vehicle  string // that is rostered for it, "" for none
}

// DriverDay is the runs of a service on a day, by time.
type DriverDay struct {
	Date civil.Date
	Runs []DriverRun
}

// Driving is what a driver's phone shows: its service, the vehicles and the runs
// of the service day and of the one after it, and what it said.
type Driving struct {
	Phone    Phone
	Vehicle  string // that the driver named last, else the one of the registry; "" for none
	Vehicles []store.Vehicle
	Days     []DriverDay
	Halts    map[string][]DriverHalt // by trip
	Words    []transit.Word          // of the day, that this phone said and did not take back
}

// Now gives the run that the phone's driver is in, as of the words: the last one
// that was started and not ended, and whether the driver rests.
func (d Driving) Now() (run transit.Word, rests, ok bool) {
	for _, w := range d.Words {
		switch w.Kind {
		case transit.Starts:
			run, rests, ok = w, false, true
		case transit.Ends:
			ok = ok && (w.Trip != run.Trip || w.Start != run.Start)
		case transit.Rests:
			rests = true
		case transit.Resumes:
			rests = false
		}
	}
	return run, rests, ok
}

// Run gives a run of a day.
func (d Driving) Run(day civil.Date, trip string, start int) (DriverRun, bool) {
	for _, x := range d.Days {
		for _, r := range x.Runs {
			if x.Date == day && r.Trip == trip && r.Start == start {
				return r, true
			}
		}
	}
	return DriverRun{}, false
}

// Driving gives what a driver's phone shows. Nothing else of the service is told
// to it.
func (d *Desk) Driving(ctx context.Context, src Source) (out Driving, err error) {
	if !src.Phone {
		return out, fault.New(fault.Denied, "drive.not_a_phone")
	}
	day := serviceDay(d.now())
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = Driving{Halts: map[string][]DriverHalt{}}
		if out.Phone.Device, err = tx.Device(ctx, src.Device); err != nil {
			return err
		}
		s, _, err := tx.Service(ctx, src.Service, day)
		if err != nil {
			return err
		}
		out.Phone.Name, out.Vehicle = s.Name, out.Phone.Vehicle
		if out.Vehicles, err = tx.Vehicles(ctx, src.Service); err != nil {
			return err
		}
		words, err := tx.Words(ctx, src.Service, day)
		if err != nil {
			return err
		}
		for _, w := range transit.StandingWords(words) {
			if w.Device != src.Device {
				continue
			}
			out.Vehicle = w.Vehicle
			if w.Date == day {
				out.Words = append(out.Words, w)
			}
		}
		for _, on := range []civil.Date{day, day.AddDays(1)} {
			if err := d.driverDay(ctx, tx, src.Service, on, &out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (d *Desk) driverDay(ctx context.Context, tx *store.Tx, service string, day civil.Date, out *Driving) error {
	runs, f, err := d.runsOn(ctx, tx, service, day)
	if err != nil {
		return err
	}
	duties, err := tx.Roster(ctx, service, day)
	if err != nil {
		return err
	}
	rostered := map[string]string{}
	for _, duty := range duties {
		rostered[duty.Block] = duty.Vehicle
	}
	on := DriverDay{Date: day}
	for _, p := range runs {
		route, _ := f.Route(p.Route)
		trip, _ := f.Trip(p.Trip)
		r := DriverRun{Planned: p, Line: cmp.Or(route.ShortName, route.LongName), Headsign: trip.Headsign}
		if p.Every == 0 {
			r.Vehicle = rostered[p.Block]
		}
		if _, ok := out.Halts[p.Trip]; !ok {
			out.Halts[p.Trip] = haltsOfTrip(f, p.Trip)
		}
		if n := len(out.Halts[p.Trip]); r.Headsign == "" && n > 0 {
			r.Headsign = out.Halts[p.Trip][n-1].Name
		}
		on.Runs = append(on.Runs, r)
	}
	slices.SortStableFunc(on.Runs, func(a, b DriverRun) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Direction, b.Direction))
	})
	out.Days = append(out.Days, on)
	return nil
}

// haltsOfTrip gives the halte of a trip; a time that the timetable leaves out is
// that of the halte before.
func haltsOfTrip(f *gtfs.Feed, trip string) (out []DriverHalt) {
	times := f.StopTimes(trip)
	after := 0
	for _, st := range times {
		if at := max(st.Arrival, st.Departure); at >= 0 {
			after = max(after, at-max(times[0].Departure, times[0].Arrival))
		}
		s, _ := f.Stop(st.StopID)
		out = append(out, DriverHalt{s.Name, s.Lat, s.Lon, after})
	}
	return out
}
