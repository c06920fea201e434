package simulate

import (
	"cmp"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/civil"
)

// Duty is a line of the roster: which vehicle has a block.
type Duty struct {
	Block   string `json:"block"`
	Vehicle string `json:"vehicle"`
	From    int    `json:"from_s,omitempty"` // takes over at this second of the day; 0: has it from the start
}

// Door is a way into the server.
type Door string

// The doors for positions.
const (
	CSV     Door = "positions.csv" // a file, as a depot sends it that reads its devices out
	Traccar Door = "traccar"       // as a Traccar server forwards them
	OsmAnd  Door = "osmand"        // one by one, as a phone app sends them
)

// Track is what a device sent in a day, in the order of sending.
type Track struct {
	Vehicle string
	Device  string
	Fixes   []Fix
	Wrong   bool // the device's clock was wrong all day
	Door    Door // by which it is sent; OsmAnd: some of it, the rest as CSV
}

// Day is a simulated day.
type Day struct {
	Date   civil.Date
	Roster []Duty
	Tracks []Track
	Truth  []Truth // by start and trip
}

// Day simulates one day, counted from 0.
func (s *Simulation) Day(n int) Day {
	date := s.cfg.Month.First().AddDays(n)
	day := Day{Date: date}
	runs := s.runs(date)
	for b, block := range s.blocks {
		c := cell{n, b}
		own := slices.DeleteFunc(slices.Clone(runs), func(r gtfs.Run) bool { return r.BlockID != block })
		if len(own) == 0 {
			continue
		}
		vehicle := s.plan.fleet.vehicle(c)
		day.Roster = append(day.Roster, Duty{Block: block, Vehicle: vehicleID(vehicle)})
		d := s.newDriver(c, vehicle)
		d.work(own, 0)
		if relief, ok := s.plan.fleet.relief[c]; ok {
			if from := s.plan.breakdown[c] + 2; from < len(own) {
				day.Roster = append(day.Roster, Duty{block, vehicleID(relief), own[from].Start - 20*60})
				other := s.newDriver(c, relief)
				other.work(own, from)
				d.truth = append(d.truth[:from], other.truth...)
				day.addTrack(s, c, other)
			}
		}
		day.Truth = append(day.Truth, d.truth...)
		day.addTrack(s, c, d)
	}
	slices.SortFunc(day.Truth, func(a, b Truth) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Trip, b.Trip)) })
	return day
}

// addTrack adds what a driver's device sent. The devices choose their doors so
// that all are used in a month.
func (d *Day) addTrack(s *Simulation, c cell, dr *driver) {
	if len(dr.dev.fixes) == 0 {
		return
	}
	t := Track{Vehicle: dr.vehicle, Device: DeviceID(dr.vehicle), Fixes: s.deliver(c, dr), Wrong: dr.dev.wrong, Door: CSV}
	switch {
	case t.Wrong: // only a tracking server knows when it really was
		t.Door = Traccar
	case c.day == 0 && c.block == 0:
		t.Door = OsmAnd
	case c.day%10 == 1 && c.block == len(s.blocks)-1:
		t.Door = Traccar
	}
	d.Tracks = append(d.Tracks, t)
}

// ofBlock gives a block's runs on a day.
func (s *Simulation) ofBlock(c cell) []gtfs.Run {
	return slices.DeleteFunc(s.runs(s.cfg.Month.First().AddDays(c.day)), func(r gtfs.Run) bool { return r.BlockID != s.blocks[c.block] })
}

// count gives the number of a block's runs on a day.
func (s *Simulation) count(c cell) int { return len(s.ofBlock(c)) }

// shapeOf gives the shape of the first run of a day.
func (s *Simulation) shapeOf(day int) (string, bool) {
	for b := range s.blocks {
		if runs := s.ofBlock(cell{day, b}); len(runs) > 0 {
			return runs[0].ShapeID, true
		}
	}
	return "", false
}
