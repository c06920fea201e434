package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/travel"
	"sinergi/raptor"
)

type planCmd struct {
	Feed       string `help:"GTFS feed, zip or folder." type:"path" xor:"feed" required:""`
	Timetable  string `help:"Instead of a feed a file that gtfs timetable wrote. It has no fares." type:"path" xor:"feed" required:""`
	From       string `help:"LAT,LON in degrees, for example 0.4186,101.4525."`
	To         string `help:"LAT,LON in degrees, for example 0.4186,101.4525."`
	At         string `help:"When, as RFC 3339: 2026-10-05T06:30:00+07:00; without it now."`
	ArriveBy   bool   `name:"arrive-by" help:"Arrive by --at instead of leaving after it."`
	For        int    `help:"All journeys of so many minutes from --at on, or before it with --arrive-by; 0 for those of that moment."`
	Reach      int    `help:"Instead of journeys the stops that one reaches within so many minutes from --from, or from which one arrives at --to (with --arrive-by)."`
	Walk       int    `help:"Metres that one walks at most to the first and from the last stop." default:"1000"`
	Walking    int    `help:"Also journeys that are slower or have more changes and less walking, which is counted in steps of so many metres: 100, for example; 0 for none."`
	Wheelchair bool   `help:"Leave out trips and stops that a wheelchair cannot use."`
	JSON       bool   `help:"Answer as JSON."`
}

// Run plans a journey.
func (c *planCmd) Run(e *env) error {
	from, to, err := c.places()
	if err != nil {
		return err
	}
	at := time.Now()
	if c.At != "" {
		if at, err = time.Parse(time.RFC3339, c.At); err != nil {
			return fault.Wrap(fault.Invalid, "plan.bad_time", err, "Value", c.At)
		}
	}
	if c.Walk < 1 || c.Walk > 20_000 {
		return fault.New(fault.Invalid, "plan.bad_walk")
	}
	if c.Walking < 0 || c.Walking > 1000 || c.Walking > 0 && (c.For > 0 || c.Reach > 0) {
		return fault.New(fault.Invalid, "plan.bad_walking")
	}
	if c.For < 0 || c.For > 24*60 {
		return fault.New(fault.Invalid, "plan.bad_for")
	}
	feed, tt, err := c.network(at)
	if err != nil {
		return err
	}
	r := raptor.Request{From: from, To: to, Time: tt.Second(at), ArriveBy: c.ArriveBy, WalkMetres: c.Walk, Wheelchair: c.Wheelchair, Walking: c.Walking}
	if c.Reach > 0 {
		return c.reach(e, tt, travel.ReachOf(tt, travel.Halts(feed), r, int32(c.Reach)*60), at)
	}
	var found []raptor.Journey
	if c.For > 0 {
		found = tt.NewQuery().Range(r, int32(c.For)*60)
	} else {
		found = tt.NewQuery().Plan(r)
		travel.BestFirst(found, c.ArriveBy)
	}
	p := planner{tt: tt, fares: travel.FaresOf(feed), from: c.From, to: c.To}
	if c.JSON {
		return e.printJSON(p.answer(found))
	}
	switch {
	case tt.Idle():
		return quiet(e.text.T(e.lang, "plan.idle", map[string]any{"Day": e.day(at.In(tt.Zone()))}))
	case len(found) == 0:
		return quiet(e.text.T(e.lang, "plan.none", nil))
	}
	p.print(e, found)
	return nil
}

// network gives the timetable, and the feed that it is of, which is empty where
// the timetable was read from a file.
func (c *planCmd) network(at time.Time) (*gtfs.Feed, *raptor.Timetable, error) {
	if c.Timetable != "" {
		if c.Reach > 0 {
			return nil, nil, fault.New(fault.Invalid, "plan.reach_feed")
		}
		tt, err := loadTimetable(c.Timetable)
		return &gtfs.Feed{}, tt, err
	}
	feed, err := openFeed(c.Feed)
	if err != nil {
		return nil, nil, err
	}
	tt, err := timetableFor(feed, at)
	return feed, tt, err
}

// places reads where one begins and ends; with --reach one of them.
func (c *planCmd) places() (from, to raptor.Place, err error) {
	if c.Reach < 0 || c.Reach > 24*60 {
		return from, to, fault.New(fault.Invalid, "plan.bad_for")
	}
	one := c.From
	if c.ArriveBy {
		one = c.To
	}
	switch {
	case c.Reach > 0 && (one == "" || c.From != "" && c.To != ""):
		return from, to, fault.New(fault.Invalid, "plan.reach_place")
	case c.Reach > 0:
		from, err = placeOf(one)
		return from, from, err
	case c.From == "" || c.To == "":
		return from, to, fault.New(fault.Invalid, "plan.two_places")
	}
	if from, err = placeOf(c.From); err == nil {
		to, err = placeOf(c.To)
	}
	return from, to, err
}

// reach tells the halte that are reached; as JSON, with the area.
func (c *planCmd) reach(e *env, tt *raptor.Timetable, found travel.Reach, at time.Time) error {
	if c.JSON {
		body, err := found.GeoJSON()
		if err != nil {
			return err
		}
		_, err = e.stdout.Write(append(body, '\n'))
		return err
	}
	switch {
	case tt.Idle():
		return quiet(e.text.T(e.lang, "plan.idle", map[string]any{"Day": e.day(at.In(tt.Zone()))}))
	case len(found.Halts) == 0:
		return quiet(e.text.T(e.lang, "plan.none", nil))
	}
	for _, h := range found.Halts {
		key := "plan.reached"
		if h.Rides == 0 {
			key = "plan.reached_on_foot"
		}
		fmt.Fprintln(e.stdout, e.text.T(e.lang, key, map[string]any{"Minutes": travel.Minutes(h.After), "At": h.At.Format("15:04"), "Halt": h.Name, "Lines": strings.Join(h.Lines, ", "), "Rides": h.Rides}))
	}
	return nil
}

// placeOf reads LAT,LON.
func placeOf(s string) (raptor.Place, error) {
	lat, lon, err := latLon(s)
	return raptor.At(lat, lon), err
}

func latLon(s string) (lat, lon float64, err error) {
	lat, lon, ok := travel.ParsePlace(s)
	if !ok {
		return 0, 0, fault.New(fault.Invalid, "region.no_such_place")
	}
	return lat, lon, nil
}

// openFeed reads a feed that a program can use.
func openFeed(name string) (*gtfs.Feed, error) {
	feed, err := readFeed(name, gtfs.ReadFS, gtfs.Read)
	var refused *gtfs.ReadError
	switch {
	case errors.As(err, &refused):
		opened, openErr := readFeed(name, gtfs.OpenFS, gtfs.Open)
		if openErr != nil {
			return nil, fault.Wrap(fault.Invalid, "plan.no_feed", err, "File", name)
		}
		return nil, ops.FeedFault(opened, err, civil.In(time.Now()))
	case err != nil:
		return nil, fault.Wrap(fault.Invalid, "plan.no_feed", err, "File", name)
	}
	return feed, nil
}

// readFeed reads a feed from a folder or a zip file.
func readFeed(name string, folder func(fs.FS, gtfs.Limits) (*gtfs.Feed, error), file func(io.ReaderAt, int64, gtfs.Limits) (*gtfs.Feed, error)) (feed *gtfs.Feed, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return folder(os.DirFS(name), gtfs.Limits{})
	}
	return file(f, info.Size(), gtfs.Limits{})
}

// timetableFor makes a timetable of the day of an instant in the feed's zone,
// and of the days around it.
func timetableFor(feed *gtfs.Feed, at time.Time) (*raptor.Timetable, error) {
	zone, err := raptor.Zone(feed)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "plan.no_zone", err)
	}
	day := func(days int) gtfs.Date {
		d := at.In(zone).AddDate(0, 0, days)
		return gtfs.Date{Year: d.Year(), Month: d.Month(), Day: d.Day()}
	}
	return raptor.Build(feed, raptor.Options{First: day(-1), Last: day(1)})
}
