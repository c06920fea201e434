package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

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
	Waste  Waste    // the weighbridge
}

// Simulation is a planned month.
type Simulation struct {
	cfg    Config
	lines  map[string]*line // by shape id
	stops  map[string][]float64
	blocks []string
	faults faults
	over   map[int]bool // days on which Kampar brings more than agreed
}

// New plans a month.
func New(cfg Config) (*Simulation, error) {
	if cfg.Every == 0 {
		cfg.Every = 10
	}
	if cfg.Days == 0 || cfg.Days > cfg.Month.Days() {
		cfg.Days = cfg.Month.Days()
	}
	cfg.Waste = cfg.Waste.withDefaults()
	s := &Simulation{cfg: cfg, lines: map[string]*line{}, stops: map[string][]float64{}}
	blocks := map[string]bool{}
	for _, day := range s.Days() {
		for _, r := range s.runs(day) {
			if s.lines[r.ShapeID] == nil {
				l, err := newLine(cfg.Feed.Shape(r.ShapeID))
				if err != nil {
					return nil, fmt.Errorf("shape %s: %w", r.ShapeID, err)
				}
				s.lines[r.ShapeID] = l
				for _, st := range cfg.Feed.StopTimes(r.TripID) {
					s.stops[r.ShapeID] = append(s.stops[r.ShapeID], st.ShapeDist)
				}
			}
			blocks[r.BlockID] = true
		}
	}
	for b := range blocks {
		s.blocks = append(s.blocks, b)
	}
	slices.Sort(s.blocks)
	if len(s.blocks) == 0 {
		return nil, fmt.Errorf("the timetable has no runs at fixed times in %s", cfg.Month)
	}
	s.faults = s.planFaults()
	s.over = s.overDays()
	return s, nil
}

// Days lists the days that are simulated.
func (s *Simulation) Days() []civil.Date {
	var days []civil.Date
	for i := range s.cfg.Days {
		days = append(days, s.cfg.Month.First().AddDays(i))
	}
	return days
}

// Vehicles lists the vehicles, one for each block of the timetable.
func (s *Simulation) Vehicles() []string {
	out := make([]string, len(s.blocks))
	for i := range s.blocks {
		out[i] = vehicleID(i)
	}
	return out
}

func vehicleID(block int) string { return fmt.Sprintf("TMP-%d", 101+block) }

// DeviceID gives the device in a vehicle.
func DeviceID(vehicle string) string { return "gps-" + vehicle }

func (s *Simulation) runs(day civil.Date) []gtfs.Run {
	all := s.cfg.Feed.Runs(gtfs.Date{Year: day.Year, Month: day.Month, Day: day.Day})
	return slices.DeleteFunc(all, func(r gtfs.Run) bool {
		return r.BlockID == "" || (len(s.cfg.Routes) > 0 && !slices.Contains(s.cfg.Routes, r.RouteID))
	})
}

// stream gives random numbers of their own to a purpose on a day, so that one
// part of a simulation can change without the others.
func (s *Simulation) stream(purpose, day, n int) *rand.Rand {
	return rand.New(rand.NewPCG(s.cfg.Seed, uint64(purpose)<<40|uint64(day)<<20|uint64(n)))
}

// Purposes of random streams.
const (
	streamFaults = iota + 1
	streamDrive
	streamSend
	streamTickets
)

// faults are what goes wrong in a month, by day of the month (0 is the first)
// and block.
type faults struct {
	idle      map[[2]int]bool    // the bus never leaves, its device is off
	wrong     map[[2]int]bool    // the device's clock is seven hours ahead
	breakdown map[[2]int]int     // the run of the block in which it breaks down
	detour    map[int][2]float64 // shares of the line that are closed that day, in direction 0
	skipped   map[[3]int]bool    // day, block, run: not driven
}

// planFaults spreads faults over the month: every kind occurs in every month
// of at least twelve days.
func (s *Simulation) planFaults() faults {
	r := s.stream(streamFaults, 0, 0)
	f := faults{map[[2]int]bool{}, map[[2]int]bool{}, map[[2]int]int{}, map[int][2]float64{}, map[[3]int]bool{}}
	days, blocks := s.cfg.Days, len(s.blocks)
	clockBlock, clockFrom := r.IntN(blocks), 1+r.IntN(max(days-3, 1))
	for d := clockFrom; d < min(clockFrom+2, days); d++ {
		f.wrong[[2]int{d, clockBlock}] = true
	}
	other := func() int { return (clockBlock + 1 + r.IntN(max(blocks-1, 1))) % blocks }
	for range 2 {
		f.idle[[2]int{r.IntN(days), other()}] = true
	}
	for range 2 {
		f.breakdown[[2]int{r.IntN(days), other()}] = 2 + r.IntN(6)
	}
	for range 2 {
		from := 0.3 + 0.3*r.Float64()
		f.detour[r.IntN(days)] = [2]float64{from, from + 0.06}
	}
	for d := range days {
		if r.Float64() < 0.3 {
			run := 2 * (1 + r.IntN(5)) // an out and back, so that the bus stays where it should be
			b := other()
			f.skipped[[3]int{d, b, run}], f.skipped[[3]int{d, b, run + 1}] = true, true
		}
	}
	return f
}

// line is a shape with an odometer along it.
type line struct {
	lat, lon []float64
	cum      []float64
}

func newLine(points []gtfs.ShapePoint) (*line, error) {
	l := &line{}
	for i, p := range points {
		d := 0.0
		if i > 0 {
			d = l.cum[len(l.cum)-1] + metres(l.lat[len(l.lat)-1], l.lon[len(l.lon)-1], p.Lat, p.Lon)
			if d == l.cum[len(l.cum)-1] {
				continue
			}
		}
		l.lat, l.lon, l.cum = append(l.lat, p.Lat), append(l.lon, p.Lon), append(l.cum, d)
	}
	if len(l.cum) < 2 {
		return nil, fmt.Errorf("it has fewer than two points")
	}
	return l, nil
}

func (l *line) length() float64 { return l.cum[len(l.cum)-1] }

// at gives the place so many metres along, and the direction of travel as
// metres north and east of a metre.
func (l *line) at(s float64, hint *int) (lat, lon, north, east float64) {
	i := max(*hint, 1)
	for i > 1 && l.cum[i-1] > s {
		i--
	}
	for i < len(l.cum)-1 && l.cum[i] < s {
		i++
	}
	*hint = i
	span := l.cum[i] - l.cum[i-1]
	t := math.Max(0, math.Min(1, (s-l.cum[i-1])/span))
	dLat, dLon := l.lat[i]-l.lat[i-1], l.lon[i]-l.lon[i-1]
	lat, lon = l.lat[i-1]+t*dLat, l.lon[i-1]+t*dLon
	my, mx := scale(lat)
	return lat, lon, dLat * my / span, dLon * mx / span
}

// scale gives the metres in a degree of latitude and longitude: the series of
// the WGS 84 ellipsoid in cosines of multiples of the latitude, as geodetic
// tables give them.
func scale(lat float64) (north, east float64) {
	p := lat * math.Pi / 180
	north = 111132.954 - 559.822*math.Cos(2*p) + 1.175*math.Cos(4*p)
	east = 111412.84*math.Cos(p) - 93.5*math.Cos(3*p) + 0.118*math.Cos(5*p)
	return north, east
}

func metres(lat1, lon1, lat2, lon2 float64) float64 {
	north, east := scale((lat1 + lat2) / 2)
	return math.Hypot((lat2-lat1)*north, (lon2-lon1)*east)
}
