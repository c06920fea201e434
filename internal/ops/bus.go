package ops

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/ridership"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/trace"
)

// Runs lists the measured runs of a bus service from first to last.
func (d *Desk) Runs(ctx context.Context, who policy.Actor, service string, first, last civil.Date) (runs []transit.Run, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, _, err := busService(ctx, tx, who, policy.SeeService, service, first); err != nil {
			return err
		}
		runs, err = tx.Runs(ctx, service, store.RunFilter{First: first, Last: last, Start: -1})
		return err
	})
	return runs, err
}

// Place is a point in degrees.
type Place struct{ Lat, Lon float64 }

// RoutePiece is a stretch of a route's line in one territory.
type RoutePiece struct {
	Code   string
	Points []Place
}

// RouteStop is a stop of a route.
type RouteStop struct {
	Name string
	At   quantity.Metres // from the start of the route
	Place
}

// RouteLine is one direction of a route, divided by territory.
type RouteLine struct {
	Route     string
	Name      string // "1 · Ramayana STC"
	Direction int
	Shape     string
	Length    quantity.Metres
	Parts     []transit.Part // planned metres of a run by territory
	Pieces    []RoutePiece   // for drawing
	Stops     []RouteStop
}

// BusMonth is a month of a bus service.
type BusMonth struct {
	Service   agreement.Service
	Paper     agreement.Agreement
	Rules     transit.Rules
	Border    *region.Border
	Timetable store.Timetable
	Month     civil.Month
	Days      []transit.Day
	Stale     int // days that wait to be measured
	Lines     []RouteLine
	MayFeed   bool
}

// Totals sums a month's days: runs by status, and metres by territory.
func (m BusMonth) Totals() transit.Day {
	sum := transit.Day{Runs: map[transit.Status]int{}}
	parts := map[string]*transit.Part{}
	for _, d := range m.Days {
		for s, n := range d.Runs {
			sum.Runs[s] += n
		}
		sum.Planned += d.Planned
		sum.Delivered += d.Delivered
		for _, p := range d.Parts {
			if parts[p.Code] == nil {
				parts[p.Code] = &transit.Part{Code: p.Code}
			}
			parts[p.Code].Planned += p.Planned
			parts[p.Code].Delivered += p.Delivered
		}
	}
	for _, p := range parts {
		sum.Parts = append(sum.Parts, *p)
	}
	slices.SortFunc(sum.Parts, func(a, b transit.Part) int { return cmp.Compare(a.Code, b.Code) })
	return sum
}

// BusMonth gives a month of a bus service to one who may see it.
func (d *Desk) BusMonth(ctx context.Context, who policy.Actor, service string, m civil.Month) (BusMonth, error) {
	return d.busMonth(ctx, who, policy.SeeService, service, m)
}

// PublicBusMonth gives what anyone may know of a month of a bus service.
func (d *Desk) PublicBusMonth(ctx context.Context, service string, m civil.Month) (BusMonth, error) {
	return d.busMonth(ctx, policy.Actor{}, policy.SeePublic, service, m)
}

func (d *Desk) busMonth(ctx context.Context, who policy.Actor, do policy.Action, service string, m civil.Month) (out BusMonth, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = BusMonth{Month: m}
		if out.Service, out.Rules, out.Paper, err = busService(ctx, tx, who, do, service, m.First()); err != nil {
			return err
		}
		now, _, err := tx.Service(ctx, service, d.today())
		if err != nil {
			return err
		}
		out.MayFeed = policy.Can(who, policy.FeedBus, serviceResource(out.Paper, now)) == nil
		if out.Border, err = d.borderFor(ctx, tx, out.Paper.Codes(), m.Last()); err != nil {
			return err
		}
		if out.Days, err = tx.RunDays(ctx, service, m.First(), m.Last()); err != nil {
			return err
		}
		days, err := tx.ServiceDays(ctx, service, m.First(), m.Last())
		if err != nil {
			return err
		}
		for _, day := range days {
			if day.Stale() {
				out.Stale++
			}
		}
		t, ok, err := timetableOn(ctx, tx, service, m.Last())
		if err != nil || !ok {
			return err
		}
		out.Timetable = t
		out.Lines, err = d.routeLines(ctx, t, out.Rules, out.Border, m.First())
		return err
	})
	return out, err
}

// routeLines gives the directions that run on a day (or else any day).
func (d *Desk) routeLines(ctx context.Context, t store.Timetable, rules transit.Rules, b *region.Border, day civil.Date) ([]RouteLine, error) {
	f, err := d.feed(ctx, t.SHA256)
	if err != nil {
		return nil, err
	}
	var lines []RouteLine
	for _, p := range owedRuns(f, rules, day) {
		if slices.ContainsFunc(lines, func(l RouteLine) bool { return l.Shape == p.Shape }) {
			continue
		}
		l, err := d.routeLine(f, t.SHA256, p, b)
		if err != nil {
			return nil, err
		}
		lines = append(lines, l)
	}
	slices.SortFunc(lines, func(a, b RouteLine) int {
		return cmp.Or(cmp.Compare(a.Route, b.Route), cmp.Compare(a.Direction, b.Direction))
	})
	return lines, nil
}

func (d *Desk) routeLine(f *gtfs.Feed, sum string, p transit.Planned, b *region.Border) (RouteLine, error) {
	w, err := d.way(f, sum, p.Shape, b)
	if err != nil {
		return RouteLine{}, err
	}
	route, _ := f.Route(p.Route)
	trip, _ := f.Trip(p.Trip)
	l := RouteLine{Route: p.Route, Name: route.ShortName + " · " + trip.Headsign, Direction: p.Direction, Shape: p.Shape}
	for code, m := range w.Split(0, w.Length()) {
		l.Parts = append(l.Parts, transit.Part{Code: code, Planned: m})
		l.Length += m
	}
	slices.SortFunc(l.Parts, func(a, b transit.Part) int { return cmp.Compare(a.Code, b.Code) })
	areas, err := b.Partition(region.RegencyLevel)
	if err != nil {
		return l, err
	}
	shape := f.Shape(p.Shape)
	for i := 1; i < len(shape); i++ {
		code := ""
		if in, ok := areas.Locate((shape[i-1].Lat+shape[i].Lat)/2, (shape[i-1].Lon+shape[i].Lon)/2); ok {
			code = areas.Area(in).Code
		}
		if n := len(l.Pieces); n == 0 || l.Pieces[n-1].Code != code {
			l.Pieces = append(l.Pieces, RoutePiece{Code: code, Points: []Place{{shape[i-1].Lat, shape[i-1].Lon}}})
		}
		last := &l.Pieces[len(l.Pieces)-1]
		last.Points = append(last.Points, Place{shape[i].Lat, shape[i].Lon})
	}
	halts, err := d.halts(f, sum, p.Trip, p.Shape)
	if err != nil {
		return l, err
	}
	for i, st := range f.StopTimes(p.Trip) {
		s, _ := f.Stop(st.StopID)
		l.Stops = append(l.Stops, RouteStop{Name: s.Name, At: quantity.Metres(halts[i]), Place: Place{s.Lat, s.Lon}})
	}
	return l, nil
}

// BusDay is a day of a bus service with what was heard.
type BusDay struct {
	BusMonth
	Date    civil.Date
	Runs    []transit.Run
	Heard   []store.Heard
	Record  store.ServiceDay
	Vehicle map[string]string // of a device
	Words   []transit.Word    // that drivers said around the day and did not take back
	Claims  []store.JudgedClaim
}

// BusDay gives a day of a bus service.
func (d *Desk) BusDay(ctx context.Context, who policy.Actor, service string, day civil.Date) (out BusDay, err error) {
	if out.BusMonth, err = d.BusMonth(ctx, who, service, day.MonthOf()); err != nil {
		return out, err
	}
	out.Date = day
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if out.Runs, err = tx.Runs(ctx, service, store.RunFilter{First: day, Last: day, Start: -1}); err != nil {
			return err
		}
		if out.Heard, err = tx.HeardOn(ctx, service, day); err != nil {
			return err
		}
		devices, err := tx.Devices(ctx, service)
		if err != nil {
			return err
		}
		out.Vehicle = map[string]string{}
		for _, dev := range devices {
			out.Vehicle[dev.ID] = dev.Vehicle
		}
		words, err := tx.Words(ctx, service, day)
		if err != nil {
			return err
		}
		out.Words = transit.StandingWords(words)
		if out.Claims, err = tx.Verdicts(ctx, service, day); err != nil {
			return err
		}
		records, err := tx.ServiceDays(ctx, service, day, day)
		if len(records) > 0 {
			out.Record = records[0]
		}
		return err
	})
	return out, err
}

// TrackPoint is a position of a run's vehicle, and what it was used for.
type TrackPoint struct {
	transit.Position
	Along float64 // metres from the start of the route
	Off   float64 // metres from the route
	Role  trace.Role
}

// BusRun is a run with its evidence.
type BusRun struct {
	BusDay
	Run    transit.Run
	Line   RouteLine
	Points []TrackPoint
	Plan   []gtfs.StopTime
	// Inferred says of a run that was measured before that was kept, that nobody is
	// rostered for its block, and its vehicle is known from its positions only.
	Inferred bool
	Ridden   ridership.Trip // who rode it
}

// BusRun gives a run and the positions that it was measured from.
func (d *Desk) BusRun(ctx context.Context, who policy.Actor, service string, day civil.Date, trip string, start int) (out BusRun, err error) {
	if out.BusDay, err = d.BusDay(ctx, who, service, day); err != nil {
		return out, err
	}
	i := slices.IndexFunc(out.Runs, func(r transit.Run) bool { return r.Trip == trip && r.Start == start })
	if i < 0 {
		return out, fault.New(fault.NotFound, "policy.not_found")
	}
	out.Run = out.Runs[i]
	f, err := d.feed(ctx, out.Timetable.SHA256)
	if err != nil {
		return out, err
	}
	out.Plan = f.StopTimes(trip)
	t, _ := f.Trip(trip)
	if out.Line, err = d.routeLine(f, out.Timetable.SHA256, transit.Planned{Trip: trip, Route: out.Run.Route, Direction: out.Run.Direction, Shape: t.ShapeID}, out.Border); err != nil {
		return out, err
	}
	path, err := d.path(f, out.Timetable.SHA256, t.ShapeID)
	if err != nil {
		return out, err
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		all, err := tx.Positions(ctx, service, day)
		if err != nil {
			return err
		}
		roster, err := tx.Roster(ctx, service, day)
		if err != nil {
			return err
		}
		out.Inferred = out.Run.Who == transit.ByNobody && out.Run.Vehicle != "" && !slices.ContainsFunc(roster, func(x store.Duty) bool { return x.Block == out.Run.Block })
		carriers := transit.CarriersOf(out.Words)
		for _, device := range slices.Sorted(maps.Keys(all)) {
			if ps := carriers.Split(device, out.Vehicle[device], all[device])[out.Run.Vehicle]; len(ps) > 0 {
				out.follow(path, ps)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	return out, d.addRunRiders(ctx, &out)
}

// Said gives what drivers said of the run.
func (r BusRun) Said() (out []transit.Word) {
	for _, w := range r.Words {
		if w.Date == r.Run.Date && w.Trip == r.Run.Trip && w.Start == r.Run.Start {
			out = append(out, w)
		}
	}
	return out
}

// follow adds the positions of a device around a run with their roles.
func (r *BusRun) follow(path *trace.Path, ps []transit.Position) {
	const around = 5 * 60 * 1e6
	from, to := r.Run.Began, r.Run.Ended
	if from == 0 {
		from = r.Date.Start().UnixMicro() + int64(r.Run.Start)*1e6
		to = from + 60*60*1e6
	}
	points := make([]trace.Point, len(ps))
	at := map[int64]transit.Position{}
	for i, p := range ps {
		points[i] = trace.Point{At: p.At, Lat: p.Lat(), Lon: p.Lon()}
		at[p.At] = p
	}
	result := path.Follow(points, traceOptions(r.Rules))
	for _, m := range result.Marks {
		if m.At >= from-around && m.At <= to+around {
			r.Points = append(r.Points, TrackPoint{Position: at[m.At], Along: m.Along, Off: m.Off, Role: m.Role})
		}
	}
}

// Outlines gives the simplified outlines of a border's territories, for
// drawing.
func (d *Desk) Outlines(b *region.Border) (map[string][][]Place, error) {
	areas, err := b.Partition(region.RegencyLevel)
	if err != nil {
		return nil, err
	}
	out := map[string][][]Place{}
	for _, a := range areas.Areas() {
		for _, poly := range a.Polygons {
			for _, ring := range poly {
				out[a.Code] = append(out[a.Code], thin(ring, 0.0005))
			}
		}
	}
	return out, nil
}
