package simulate

import (
	"errors"
	"fmt"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/civil"
)

// Config says what to simulate.
type Config struct {
	Seed   uint64
	Month  civil.Month
	Feed   *gtfs.Feed
	Routes []string // route ids of the feed; none: all with runs at fixed times
	Every  int      // seconds between positions; default 10
	Days   int      // simulate only the first days of the month; 0: all
	Buses  int      // simulate only the first blocks of the timetable; 0: all
	Spares int      // vehicles beyond one for each block; default 2
	Faults *Faults  // what goes wrong; nil: DefaultFaults
	Waste  Waste    // the weighbridge
}

// Faults says what goes wrong in a month. Numbers of a month are planted on
// distinct days and blocks as long as there are enough of them; shares are
// probabilities. The zero value is a month in which nothing goes wrong.
type Faults struct {
	NeverRan       int           // bus-days on which a rostered bus stays in the depot, its device off
	Missed         int           // bus-days on which a bus leaves out its first run, its last, or an out-and-back
	Breakdowns     int           // a bus stands still on the way; its later runs are missed and a spare has its block for two days
	Relief         bool          // a spare takes over on the same day, two runs later; the roster then says from when
	ClosedStreets  int           // days on which all buses of one direction leave the route for a stretch
	Detours        int           // single runs that do
	WrongClockDays int           // consecutive days on which one device's clock is wrong
	ClockError     time.Duration // by how much it is ahead

	BayM         float64 // how far from the start of a run, at most, a bus waits for it
	LongSilences float64 // share of runs during which the device is off for a while
	LongSilence  Between
	ShortGaps    float64 // share of positions after which there is no signal for a moment
	ShortGap     Between
	Lost         float64 // share of positions that never arrive
	NoFix        float64 // share of bus-days on which a device first reports 0°,0°
	Jams         float64 // share of runs that stand in a jam

	NoiseM      float64       // standard deviation of a position, in metres, north and east each
	NoiseMemory time.Duration // the error's correlation time (Gauss–Markov)
	Outliers    float64       // share of positions that jump
	OutlierM    float64       // mean length of a jump beyond 60 m

	Duplicates float64 // share of positions sent twice
	LateBursts int     // times a day that a device sends a handful of positions only later
}

// Between is a range of whole seconds.
type Between struct{ Min, Max int }

// DefaultFaults is what goes wrong in the demo month. Its buses wait in bays up
// to 20 m from where their runs begin.
func DefaultFaults() Faults {
	return Faults{
		NeverRan: 2, Missed: 8, Breakdowns: 2, ClosedStreets: 2, Detours: 8, WrongClockDays: 2, ClockError: 7 * time.Hour,
		BayM: 20, LongSilences: 0.02, LongSilence: Between{200, 700}, ShortGaps: 0.0004, ShortGap: Between{20, 90}, NoFix: 0.08, Jams: 0.03,
		NoiseM: 5, NoiseMemory: time.Minute, Outliers: 0.001, OutlierM: 120,
		Duplicates: 0.002, LateBursts: 3,
	}
}

var (
	errNoFeed  = errors.New("there is no timetable")
	errNoMonth = errors.New("there is no month")
)

// withDefaults fills what was left out and refuses what cannot be.
func (c Config) withDefaults() (Config, error) {
	if c.Feed == nil {
		return c, errNoFeed
	}
	if c.Month.IsZero() {
		return c, errNoMonth
	}
	if c.Every == 0 {
		c.Every = 10
	}
	if c.Every < 1 || c.Every > 300 {
		return c, fmt.Errorf("a position every %d s: it must be 1 to 300 s", c.Every)
	}
	if c.Days <= 0 || c.Days > c.Month.Days() {
		c.Days = c.Month.Days()
	}
	if c.Spares == 0 {
		c.Spares = 2
	}
	if c.Faults == nil {
		f := DefaultFaults()
		c.Faults = &f
	}
	for name, b := range map[string]Between{"LongSilence": c.Faults.LongSilence, "ShortGap": c.Faults.ShortGap} {
		if b.Min < 0 || b.Max < b.Min {
			return c, fmt.Errorf("%s from %d to %d s is no range", name, b.Min, b.Max)
		}
	}
	c.Waste = c.Waste.withDefaults()
	return c, nil
}
