package app

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/validate"
	"sinergi/internal/civil"
)

type gtfsCmd struct {
	Validate  gtfsValidateCmd  `cmd:"" help:"Check a GTFS timetable by the rules of the canonical validator."`
	Realtime  gtfsRealtimeCmd  `cmd:"" help:"Tell what a message of GTFS Realtime holds, and which rules it breaks."`
	Timetable gtfsTimetableCmd `cmd:"" help:"Write the timetable of some days as a file that plan reads faster than the feed."`
}

type gtfsValidateCmd struct {
	Feed string `arg:"" help:"Timetable (GTFS): a zip file, or a folder with its files." type:"path"`
	JSON bool   `help:"Answer as JSON." xor:"as"`
	HTML bool   `help:"Answer as a page (HTML)." xor:"as"`
	Date string `help:"Day on which the timetable is to be judged, for example 2026-10-05; without it today." placeholder:"YYYY-MM-DD"`
}

// Validate refuses a command that names no file or no day.
func (c *gtfsValidateCmd) Validate() error {
	if _, err := os.Stat(c.Feed); err != nil {
		return err
	}
	if c.Date == "" {
		return nil
	}
	_, err := civil.ParseDate(c.Date)
	return err
}

// Run checks a feed. It fails when the feed breaks the reference.
func (c *gtfsValidateCmd) Run(e *env) error {
	on := civil.In(time.Now())
	if c.Date != "" {
		var err error
		if on, err = civil.ParseDate(c.Date); err != nil {
			return err
		}
	}
	day := gtfs.Date{Year: on.Year, Month: on.Month, Day: on.Day}
	feed, err := readFeed(c.Feed, gtfs.OpenFS, gtfs.Open) // whatever is wrong with it
	report := validate.Report{}
	var refused *gtfs.ReadError
	switch {
	case errors.As(err, &refused):
		report = validate.Unreadable(err)
	case err != nil:
		return err
	default:
		report = validate.Feed(feed, day)
	}
	switch {
	case c.JSON:
		out := json.NewEncoder(e.stdout)
		out.SetEscapeHTML(false)
		err = out.Encode(report)
	case c.HTML:
		err = report.WriteHTML(e.stdout, e.lang, filepath.Base(c.Feed), day, feed)
	default:
		err = report.WriteText(e.stdout, e.lang)
	}
	if err == nil && report.Failed() {
		return quiet(report.Summary(e.lang))
	}
	return err
}
