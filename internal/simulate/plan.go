package simulate

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/civil"
)

// Simulation is a planned month. Its methods may be called at the same time.
type Simulation struct {
	cfg    Config
	lines  map[string]*line     // by shape id
	stops  map[string][]float64 // metres along, by shape id
	ends   map[string]terminals // by shape id
	blocks []string
	plan   plan
	over   map[int]bool // days on which Kampar brings more than agreed
}

// New plans a month.
func New(cfg Config) (*Simulation, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("plan a simulation: %w", err)
	}
	s := &Simulation{cfg: cfg, lines: map[string]*line{}, stops: map[string][]float64{}, ends: map[string]terminals{}}
	blocks := map[string]bool{}
	for _, day := range s.Days() {
		for _, r := range s.runs(day) {
			if err := s.learn(r); err != nil {
				return nil, fmt.Errorf("plan a simulation: shape %s: %w", r.ShapeID, err)
			}
			blocks[r.BlockID] = true
		}
	}
	for b := range blocks {
		s.blocks = append(s.blocks, b)
	}
	slices.Sort(s.blocks)
	if cfg.Buses > 0 && cfg.Buses < len(s.blocks) {
		s.blocks = s.blocks[:cfg.Buses]
	}
	if len(s.blocks) == 0 {
		return nil, fmt.Errorf("plan a simulation: the timetable has no runs of blocks at fixed times in %s", cfg.Month)
	}
	for shape, l := range s.lines {
		s.ends[shape] = s.findDepots(l)
	}
	s.plan = s.plant()
	s.over = s.overDays()
	return s, nil
}

// learn takes a run's geometry from the feed.
func (s *Simulation) learn(r gtfs.Run) error {
	if s.lines[r.ShapeID] != nil {
		return nil
	}
	points := s.cfg.Feed.Shape(r.ShapeID)
	l := &line{}
	for _, p := range points {
		l.add(p.Lat, p.Lon)
	}
	if len(l.cum) < 2 {
		return fmt.Errorf("%d different points are no way", len(l.cum))
	}
	s.lines[r.ShapeID] = l
	factor := 1.0 // from the feed's unit of distance to metres
	if n := len(points); points[n-1].Dist > 0 {
		factor = l.length() / points[n-1].Dist
	}
	for _, st := range s.cfg.Feed.StopTimes(r.TripID) {
		at := st.ShapeDist * factor
		if st.ShapeDist < 0 {
			stop, ok := s.cfg.Feed.Stop(st.StopID)
			if !ok {
				continue
			}
			at = l.nearest(stop.Lat, stop.Lon)
		}
		if at > 50 && at < l.length()-50 {
			s.stops[r.ShapeID] = append(s.stops[r.ShapeID], at)
		}
	}
	slices.Sort(s.stops[r.ShapeID])
	return nil
}

// Days lists the days that are simulated.
func (s *Simulation) Days() []civil.Date {
	var days []civil.Date
	for i := range s.cfg.Days {
		days = append(days, s.cfg.Month.First().AddDays(i))
	}
	return days
}

// Length gives the metres of a shape by the simulation's own odometer, 0 when
// no run of the month uses it.
func (s *Simulation) Length(shape string) float64 {
	if l := s.lines[shape]; l != nil {
		return l.length()
	}
	return 0
}

// runs gives a day's planned runs that belong to a block.
func (s *Simulation) runs(day civil.Date) []gtfs.Run {
	all := s.cfg.Feed.Runs(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day})
	return slices.DeleteFunc(all, func(r gtfs.Run) bool {
		return r.BlockID == "" || (len(s.cfg.Routes) > 0 && !slices.Contains(s.cfg.Routes, r.RouteID))
	})
}

// stream gives random numbers of their own to a purpose on a day, so that one
// part of a simulation can change without the others.
func (s *Simulation) stream(p purpose, day, n int) *rand.Rand {
	return rand.New(rand.NewPCG(s.cfg.Seed, uint64(p)<<40|uint64(day)<<20|uint64(n)))
}

// purpose names a stream of random numbers.
type purpose uint8

const (
	streamPlan purpose = iota + 1
	streamDrive
	streamDevice
	streamDelivery
	streamTickets
	streamRiders
)
