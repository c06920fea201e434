package app

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/raptor"
)

type gtfsTimetableCmd struct {
	Feed string `arg:"" help:"Timetable (GTFS): a zip file, or a folder with its files." type:"path"`
	File string `arg:"" help:"File to write." type:"path"`
	Date string `help:"First day on which one travels, for example 2026-10-05; without it today." placeholder:"YYYY-MM-DD"`
	Days int    `help:"How many days." default:"7"`
}

// Validate refuses a day that is none, and days that are none or too many.
func (c *gtfsTimetableCmd) Validate() error {
	if c.Days < 1 || c.Days > 366 {
		return errors.New("--days: 1–366")
	}
	if c.Date == "" {
		return nil
	}
	_, err := civil.ParseDate(c.Date)
	return err
}

// Run writes a timetable that plan reads faster than the feed. The file is there
// in whole or not at all.
func (c *gtfsTimetableCmd) Run(e *env) error {
	first := civil.In(time.Now())
	if c.Date != "" {
		var err error
		if first, err = civil.ParseDate(c.Date); err != nil {
			return err
		}
	}
	feed, err := openFeed(c.Feed)
	if err != nil {
		return err
	}
	last := first.AddDays(c.Days - 1)
	tt, err := raptor.Build(feed, raptor.Options{First: gtfs.Date(first), Last: gtfs.Date(last)})
	if err != nil {
		return fault.Wrap(fault.Invalid, "plan.no_zone", err)
	}
	part, err := os.CreateTemp(filepath.Dir(c.File), filepath.Base(c.File)+".*")
	if err != nil {
		return err
	}
	err = errors.Join(tt.Save(part), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), c.File)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}

// loadTimetable reads what was written.
func loadTimetable(name string) (*raptor.Timetable, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "plan.no_timetable", err, "File", name)
	}
	tt, err := raptor.Load(f)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fault.Wrap(fault.Invalid, "plan.no_timetable", err, "File", name)
	}
	return tt, nil
}
