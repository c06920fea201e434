package ops

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/territory"
	"sinergi/trace"
)

// maxFeed is the largest timetable that may be uploaded.
const maxFeed = 256 << 20

// feedShelf keeps read timetables by their hash, with their shapes prepared
// for following, and divided by border.
type feedShelf struct {
	mu    sync.Mutex
	feeds map[string]*gtfs.Feed
	paths map[string]*trace.Path // feed hash + shape
	ways  map[string]*way        // feed hash + shape + border version
	plans []*planned             // for passengers, the last used at the end
}

func newFeedShelf() *feedShelf {
	return &feedShelf{feeds: map[string]*gtfs.Feed{}, paths: map[string]*trace.Path{}, ways: map[string]*way{}}
}

func (d *Desk) feed(ctx context.Context, sum string) (*gtfs.Feed, error) {
	d.feeds.mu.Lock()
	defer d.feeds.mu.Unlock()
	if f, ok := d.feeds.feeds[sum]; ok {
		return f, nil
	}
	data, err := d.files.Bytes(ctx, sum)
	if err != nil {
		return nil, err
	}
	f, err := gtfs.Read(bytes.NewReader(data), int64(len(data)), gtfs.Limits{})
	if err != nil {
		return nil, err
	}
	d.feeds.feeds[sum] = f
	return f, nil
}

// path prepares a shape for following.
func (d *Desk) path(f *gtfs.Feed, sum, shape string) (*trace.Path, error) {
	d.feeds.mu.Lock()
	defer d.feeds.mu.Unlock()
	key := sum + " " + shape
	if p, ok := d.feeds.paths[key]; ok {
		return p, nil
	}
	var line []trace.LatLon
	for _, q := range f.Shape(shape) {
		line = append(line, trace.LatLon{Lat: q.Lat, Lon: q.Lon})
	}
	p, err := trace.NewPath(line)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "bus.bad_shape", err, "Shape", shape)
	}
	d.feeds.paths[key] = p
	return p, nil
}

// way is a shape divided by a border; it is the Way of package transit.
type way struct {
	route *territory.Route
}

// Length gives the length in metres.
func (w *way) Length() float64 { return w.route.Length() }

// Split gives the whole metres of a stretch by territory, so that those of
// stretches that follow each other add up.
func (w *way) Split(from, to float64) map[string]quantity.Metres {
	out := map[string]quantity.Metres{}
	for _, p := range w.route.Marks(from, to).Parts {
		out[p.Code] = quantity.Metres(p.Metres)
	}
	return out
}

func (d *Desk) way(f *gtfs.Feed, sum, shape string, b *region.Border) (*way, error) {
	areas, err := b.Partition(region.RegencyLevel)
	if err != nil {
		return nil, err
	}
	d.feeds.mu.Lock()
	defer d.feeds.mu.Unlock()
	key := sum + " " + shape + " " + b.Version
	if w, ok := d.feeds.ways[key]; ok {
		return w, nil
	}
	var line []territory.Point
	for _, q := range f.Shape(shape) {
		line = append(line, territory.Point{Lat: q.Lat, Lon: q.Lon})
	}
	route, err := areas.Prepare(line)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "bus.bad_shape", err, "Shape", shape)
	}
	w := &way{route}
	d.feeds.ways[key] = w
	return w, nil
}

// AddTimetable checks a GTFS feed and uses it for a service from a day on.
func (d *Desk) AddTimetable(ctx context.Context, who policy.Actor, service, name string, from civil.Date, r io.Reader) error {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, _, _, err := seeService(ctx, tx, who, policy.FeedBus, service, d.today())
		return err
	}); err != nil {
		return err
	}
	if from.IsZero() {
		return fault.InvalidFields([]fault.Field{fault.NewField("from", "ui.required")})
	}
	sum, size, err := d.files.Put(ctx, r, maxFeed)
	if err != nil {
		return err
	}
	f, err := d.feed(ctx, sum)
	var refused *gtfs.ReadError
	if errors.As(err, &refused) {
		data, readErr := d.files.Bytes(ctx, sum)
		if readErr != nil {
			return readErr
		}
		return feedRefused(data, err, d.today())
	}
	if err != nil {
		return err
	}
	return d.act(ctx, who, "add_timetable", "service "+service, name+" "+sum, func(tx *store.Tx) error {
		if _, _, _, err := seeService(ctx, tx, who, policy.FeedBus, service, d.today()); err != nil {
			return err
		}
		return d.useTimetable(ctx, tx, store.Timetable{Service: service, SHA256: sum, From: from, Name: name, Note: f.Info.Description}, size)
	})
}

// timetableOn gives the timetable that holds for a service on a day.
func timetableOn(ctx context.Context, tx *store.Tx, service string, day civil.Date) (store.Timetable, bool, error) {
	all, err := tx.Timetables(ctx, service) // newest first
	if err != nil {
		return store.Timetable{}, false, err
	}
	i := slices.IndexFunc(all, func(t store.Timetable) bool { return !t.From.After(day) })
	if i < 0 {
		return store.Timetable{}, false, nil
	}
	return all[i], true, nil
}

// plannedRuns gives the runs of a service's routes at their times on a day.
func plannedRuns(f *gtfs.Feed, rules transit.Rules, day civil.Date) []transit.Planned {
	var out []transit.Planned
	for _, r := range f.Runs(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day}) {
		if len(rules.Routes) > 0 && !slices.Contains(rules.Routes, r.RouteID) {
			continue
		}
		out = append(out, transit.Planned{Trip: r.TripID, Start: r.Start, Duration: r.Duration, Route: r.RouteID, Direction: r.Direction, Block: r.BlockID, Shape: r.ShapeID})
	}
	return out
}

// owedRuns gives what a service's routes owe on a day: the runs at their times,
// and those that headways promise. Nobody is rostered for one of the latter:
// who drove it is found.
func owedRuns(f *gtfs.Feed, rules transit.Rules, day civil.Date) []transit.Planned {
	out := plannedRuns(f, rules, day)
	for _, r := range f.Owed(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day}) {
		if len(rules.Routes) > 0 && !slices.Contains(rules.Routes, r.RouteID) {
			continue
		}
		out = append(out, transit.Planned{Trip: r.TripID, Start: r.Start, Duration: r.Duration, Every: r.Every, Route: r.RouteID, Direction: r.Direction, Shape: r.ShapeID})
	}
	return out
}

// busService loads a bus service, as it stands on a day, for one who may do
// something with it.
func busService(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string, on civil.Date) (agreement.Service, transit.Rules, agreement.Agreement, error) {
	s, text, a, err := seeService(ctx, tx, who, do, id, on)
	if err != nil {
		return s, transit.Rules{}, a, err
	}
	if s.Kind != agreement.Bus {
		return s, transit.Rules{}, a, fault.New(fault.NotFound, "policy.not_found")
	}
	rules, err := transit.ParseRules(text)
	return s, rules, a, err
}
