package simulate

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"sinergi/gtfs"
	"sinergi/internal/civil"
)

// Fix is a position as a device reports it.
type Fix struct {
	At       int64 // seconds since 1970, by the device's clock
	Received int64 // by the tracking server's clock
	Lat, Lon float64
	Speed    float64 // m/s
	Heading  int
}

// Track is what a device sent in a day, in the order of sending.
type Track struct {
	Vehicle string
	Device  string
	Fixes   []Fix
	Wrong   bool // the device's clock was wrong all day
}

// Duty is a line of the roster.
type Duty struct{ Block, Vehicle string }

// Day is a simulated day.
type Day struct {
	Date   civil.Date
	Roster []Duty
	Tracks []Track
	Truth  []Truth
}

// Day simulates one day, counted from 0.
func (s *Simulation) Day(n int) Day {
	date := s.cfg.Month.First().AddDays(n)
	day := Day{Date: date}
	runs := s.runs(date)
	for b, block := range s.blocks {
		own := slices.DeleteFunc(slices.Clone(runs), func(r gtfs.Run) bool { return r.BlockID != block })
		day.Roster = append(day.Roster, Duty{block, vehicleID(b)})
		d := &driver{sim: s, day: n, block: b, rng: s.stream(streamDrive, n, b), midnight: date.Start().Unix(), ear: ear{at: -1}}
		d.work(own)
		day.Truth = append(day.Truth, d.truth...)
		if len(d.fixes) > 0 {
			day.Tracks = append(day.Tracks, Track{vehicleID(b), DeviceID(vehicleID(b)), d.deliver(), d.wrong})
		}
	}
	slices.SortFunc(day.Truth, func(a, b Truth) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Trip, b.Trip)) })
	return day
}

// driver is one bus on one day. Everything is simulated second by second.
type driver struct {
	sim      *Simulation
	day      int
	block    int
	rng      *rand.Rand
	midnight int64
	now      int64 // seconds since midnight
	wrong    bool

	line  *line
	hint  int
	s     float64 // metres along the line
	along float64 // the same, of the run being driven; where it left the route, during a detour
	side  float64 // metres beside it
	speed float64

	noiseN, noiseE float64
	quietUntil     int64 // the device is off until then
	fixes          []Fix
	truth          []Truth
	run            *Truth // being driven
	ear            ear
}

func (d *driver) work(runs []gtfs.Run) {
	key := [2]int{d.day, d.block}
	d.wrong = d.sim.faults.wrong[key]
	if len(runs) == 0 {
		return
	}
	idle := d.sim.faults.idle[key]
	broken, breaks := d.sim.faults.breakdown[key]
	out := false
	for i, r := range runs {
		t := Truth{
			Date: d.sim.cfg.Month.First().AddDays(d.day).String(), Trip: r.TripID, Start: r.Start, Route: r.RouteID, Block: r.BlockID,
			Vehicle: vehicleID(d.block), Status: "missed", Driven: []Span{}, Detours: []Span{}, Silences: []Span{}, WrongTime: d.wrong,
		}
		if idle || out || d.sim.faults.skipped[[3]int{d.day, d.block, i}] {
			d.truth = append(d.truth, t)
			continue
		}
		d.truth = append(d.truth, t)
		d.take(r, i == 0, breaks && i == broken)
		out = breaks && i == broken
	}
	if !idle && !out && d.line != nil {
		d.wait(int64(300 + d.rng.IntN(600)))
		d.deadhead(1500)
	}
	d.flush(24*3600 + d.now) // what was not heard by now never will be
}

// take drives one run.
func (d *driver) take(r gtfs.Run, first, breaks bool) {
	d.line, d.hint, d.s, d.side, d.speed = d.sim.lines[r.ShapeID], 1, 0, 0, 0
	delay := int64(math.Min(d.rng.ExpFloat64()*60, 600))
	depart := int64(r.Start) + delay
	if first {
		d.now = depart - 1200 - 200
		d.approach(1500)
	}
	for d.now < depart {
		d.tick()
	}
	length := d.line.length()
	goal := length
	if breaks {
		goal = length * (0.25 + 0.5*d.rng.Float64())
	}
	silentAt := math.Inf(1)
	if d.rng.Float64() < 0.02 {
		silentAt = length * (0.1 + 0.7*d.rng.Float64())
	}
	d.begin()
	from := 0.0
	detour, closed := d.sim.faults.detour[d.day]
	closed = closed && r.Direction == 0
	stops := d.sim.stops[r.ShapeID]
	next := 1
	for d.s < goal {
		if d.s >= silentAt {
			d.quietUntil = d.now + int64(200+d.rng.IntN(500))
			silentAt = math.Inf(1)
		}
		if closed && d.s >= detour[0]*length && d.s < detour[1]*length {
			d.addDriven(from, d.s)
			left := d.s
			d.around(math.Min(detour[1]*length, goal))
			d.run.Detours = append(d.run.Detours, Span{From: left, To: d.s})
			from, d.along = d.s, d.s
			continue
		}
		if next < len(stops)-1 && d.s >= stops[next] {
			next++
			if d.rng.Float64() < 0.7 {
				d.speed = 0
				d.wait(int64(12 + d.rng.IntN(25)))
			}
			continue
		}
		d.forward(goal)
	}
	d.addDriven(from, goal)
	d.run.Status = "complete"
	if breaks || len(d.run.Detours) > 0 {
		d.run.Status = "partial"
	}
	d.speed = 0
	d.end()
	if breaks {
		d.wait(int64(1800 + d.rng.IntN(1800))) // then it is towed, its device off
	}
}

func (d *driver) addDriven(from, to float64) {
	if to > from {
		d.run.Driven = append(d.run.Driven, Span{From: from, To: to})
		d.run.Odometer += to - from
	}
}

// forward drives for one second.
func (d *driver) forward(goal float64) {
	hour := d.now / 3600
	traffic := 1.0
	if hour == 7 || hour == 16 || hour == 17 {
		traffic = 0.75
	}
	target := traffic * (9 + 3*math.Sin(float64(d.now)/47))
	d.speed = math.Min(target, d.speed+0.8)
	d.s = math.Min(d.s+d.speed, goal)
	d.along = d.s
	d.tick()
}

// around leaves the route to the side, drives beside it and comes back.
func (d *driver) around(to float64) {
	for d.side < 240 {
		d.side, d.speed = d.side+7, 7
		d.tick()
	}
	for d.s < to {
		d.s = math.Min(d.s+7, to)
		d.tick()
	}
	for d.side > 0 {
		d.side = math.Max(d.side-7, 0)
		d.tick()
	}
}

// approach comes from the depot to the start of the line, deadhead goes back.
func (d *driver) approach(metres float64) {
	for d.side = metres; d.side > 0; d.side = math.Max(d.side-8, 0) {
		d.speed = 8
		d.tick()
	}
	d.speed = 0
}

func (d *driver) deadhead(metres float64) {
	for ; d.side < metres; d.side += 8 {
		d.speed = 8
		d.tick()
	}
}

func (d *driver) wait(seconds int64) {
	for range seconds {
		d.tick()
	}
}

// tick lets a second pass, and the device report when it is time.
func (d *driver) tick() {
	d.now++
	if d.now%int64(d.sim.cfg.Every) != 0 || d.now < d.quietUntil {
		return
	}
	if d.rng.Float64() < 0.0004 { // a short loss of signal
		d.quietUntil = d.now + int64(20+d.rng.IntN(70))
		return
	}
	if d.report() {
		d.heard()
	}
}

// report sends where the receiver believes to be: errors that change slowly
// (Gauss–Markov, 5 m, a minute), and now and then one that jumps. It tells
// whether the position is any use.
func (d *driver) report() (usable bool) {
	keep := math.Exp(-float64(d.sim.cfg.Every) / 60)
	spread := 5 * math.Sqrt(1-keep*keep)
	d.noiseN = keep*d.noiseN + spread*d.rng.NormFloat64()
	d.noiseE = keep*d.noiseE + spread*d.rng.NormFloat64()
	lat, lon, north, east := d.line.at(d.s, &d.hint)
	n, e := d.noiseN-east*d.side, d.noiseE+north*d.side
	usable = d.rng.Float64() >= 0.001
	if !usable {
		n, e = n+120*d.rng.NormFloat64(), e+120*d.rng.NormFloat64()
	}
	my, mx := scale(lat)
	at := d.midnight + d.now
	fix := Fix{At: at, Received: at + 1 + int64(d.rng.IntN(3)), Lat: lat + n/my, Lon: lon + e/mx, Speed: d.speed, Heading: bearing(north, east)}
	if d.wrong {
		fix.At += 7 * 3600 // local time sent as if it were UTC
	}
	d.fixes = append(d.fixes, fix)
	return usable
}

func bearing(north, east float64) int {
	return (int(math.Round(math.Atan2(east, north)*180/math.Pi)) + 360) % 360
}

// deliver gives the fixes as they arrive: some twice, some late.
func (d *driver) deliver() []Fix {
	r := d.sim.stream(streamSend, d.day, d.block)
	out := make([]Fix, 0, len(d.fixes)+len(d.fixes)/200)
	for _, f := range d.fixes {
		out = append(out, f)
		if r.Float64() < 0.002 {
			out = append(out, f)
		}
	}
	for range len(out) / 500 {
		i := r.IntN(len(out))
		j := min(i+1+r.IntN(20), len(out)-1)
		out[i], out[j] = out[j], out[i]
	}
	return out
}
