package ops

import (
	"cmp"
	"context"
	"math"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/performance"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/territory"
)

// BusPerformance is a month of a bus service, ready to be measured.
type BusPerformance struct {
	BusMonth
	Trips  []performance.Trip
	Routes []BusRoute // that have runs, by name
	stops  map[string]string
	feeds  map[civil.Date]string // the timetable that each day was measured with
}

// BusRoute is a route of the timetable.
type BusRoute struct{ ID, Name string }

// Stop gives the name of a halte.
func (p BusPerformance) Stop(id string) string { return cmp.Or(p.stops[id], id) }

// Of gives the trips of a route; "" is all.
func (p BusPerformance) Of(route string) []performance.Trip {
	if route == "" {
		return p.Trips
	}
	return slices.DeleteFunc(slices.Clone(p.Trips), func(t performance.Trip) bool { return t.Route != route })
}

// Route gives a route that has runs in the month.
func (p BusPerformance) Route(id string) (BusRoute, error) {
	for _, r := range p.Routes {
		if r.ID == id {
			return r, nil
		}
	}
	return BusRoute{}, fault.New(fault.NotFound, "policy.not_found")
}

// BusPerformance gives the runs of a month with the plan of their halte, by the
// timetable that each day was measured with.
func (d *Desk) BusPerformance(ctx context.Context, who policy.Actor, service string, m civil.Month) (out BusPerformance, err error) {
	if out.BusMonth, err = d.BusMonth(ctx, who, service, m); err != nil {
		return out, err
	}
	var runs []transit.Run
	out.feeds = map[civil.Date]string{}
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		days, err := tx.ServiceDays(ctx, service, m.First(), m.Last())
		if err != nil {
			return err
		}
		for _, day := range days {
			out.feeds[day.Date] = day.Timetable
		}
		runs, err = tx.Runs(ctx, service, store.RunFilter{First: m.First(), Last: m.Last(), Start: -1})
		return err
	}); err != nil {
		return out, err
	}
	return out, d.addTrips(ctx, &out, runs)
}

// addTrips adds the plan of their halte to runs, by the timetables (feeds) and
// the border that are known already.
func (d *Desk) addTrips(ctx context.Context, out *BusPerformance, runs []transit.Run) error {
	areas, err := out.Border.Partition(region.RegencyLevel)
	if err != nil {
		return err
	}
	out.stops = map[string]string{}
	plans := map[string][]performance.Halt{} // by timetable and trip
	for _, r := range runs {
		f, err := d.feed(ctx, out.feeds[r.Date])
		if err != nil {
			return err
		}
		key := out.feeds[r.Date] + " " + r.Trip
		if _, known := plans[key]; !known {
			if plans[key], err = d.haltPlan(out, f, out.feeds[r.Date], areas, r.Trip); err != nil {
				return err
			}
			if route, ok := f.Route(r.Route); ok && !slices.ContainsFunc(out.Routes, func(x BusRoute) bool { return x.ID == r.Route }) {
				out.Routes = append(out.Routes, BusRoute{r.Route, routeName(route)})
			}
		}
		t := performance.Trip{Run: r, Halts: slices.Clone(plans[key])}
		for i := range t.Halts {
			t.Halts[i].Planned += r.Start
			t.Halts[i].Timed = t.Halts[i].Timed && r.Every == 0 // no time was promised
		}
		out.Trips = append(out.Trips, t)
	}
	slices.SortFunc(out.Routes, func(a, b BusRoute) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return nil
}

func routeName(r gtfs.Route) string {
	if r.ShortName == "" || r.LongName == "" {
		return cmp.Or(r.ShortName, r.LongName, r.ID)
	}
	return r.ShortName + " · " + r.LongName
}

// haltPlan gives the halte of a trip, their times counted from its first departure.
// Times that the timetable leaves out are taken to lie evenly along the way.
func (d *Desk) haltPlan(p *BusPerformance, f *gtfs.Feed, sum string, areas *territory.Partition, trip string) ([]performance.Halt, error) {
	x, _ := f.Trip(trip)
	along, err := d.halts(f, sum, trip, x.ShapeID)
	if err != nil {
		return nil, err
	}
	times := f.StopTimes(trip)
	row := -1
	if i, ok := f.TripIndex(trip); ok {
		row, _ = f.Times.Of(i)
	}
	out := make([]performance.Halt, len(times))
	known := 0 // the last halte with a time
	for i, st := range times {
		h := performance.Halt{Stop: st.StopID, Along: quantity.Metres(math.Round(along[i]))}
		if s, ok := f.Stop(st.StopID); ok {
			p.stops[st.StopID] = s.Name
			if in, ok := areas.Locate(s.Lat, s.Lon); ok {
				h.Government = areas.Area(in).Code
			}
		}
		at := st.Departure
		if at < 0 || i == len(times)-1 && st.Arrival >= 0 {
			at = st.Arrival
		}
		if h.Timed = at >= 0; h.Timed {
			h.Planned = at - times[0].Departure
			for k := known + 1; k < i; k++ {
				share := 0.0
				if along[i] > along[known] {
					share = (along[k] - along[known]) / (along[i] - along[known])
				}
				out[k].Planned = out[known].Planned + int(share*float64(h.Planned-out[known].Planned))
			}
			known = i
		}
		switch {
		case len(p.Rules.Timed) > 0:
			h.Timed = h.Timed && slices.Contains(p.Rules.Timed, st.StopID)
		case f.Times.Timepoint != nil && row >= 0 && f.Times.Timepoint[row+i] == 0:
			h.Timed = false // the feed calls the time approximate
		}
		out[i] = h
	}
	return out, nil
}
