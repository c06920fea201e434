package ops

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sinergi/gtfs"
	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/live"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/transit"
	"sinergi/raptor"
	"sinergi/trace"
)

// Live is what a bus service does now.
type Live struct {
	Service   agreement.Service
	Paper     agreement.Agreement
	Timetable store.Timetable
	Feed      *gtfs.Feed
	Plan      *live.Plan
	View      live.View
	Plates    map[string]string            // by vehicle
	Devices   []store.Device               // active ones
	Heard     map[string]time.Time         // by device: its newest position today
	Expected  map[string][]transit.Planned // by rostered vehicle: its runs of the day
	Troubles  []transit.Word               // that drivers have today, the newest first
}

// Age is how old the newest position is; false when there was none today.
func (l Live) Age() (time.Duration, bool) {
	newest := int64(0)
	for _, v := range l.View.Vehicles {
		newest = max(newest, v.Position.At)
	}
	return max(0, l.View.At.Sub(time.UnixMicro(newest))), newest > 0
}

// Fresh reports whether what is told is of now: something came within the last
// two minutes.
func (l Live) Fresh() bool {
	age, ok := l.Age()
	return ok && age <= 2*time.Minute
}

// SilentDevice is a device that was not heard for longer than live.Silence.
type SilentDevice struct {
	store.Device
	Heard   time.Time // today; zero: not at all
	Missing bool      // its vehicle should be driving now
}

// Silent lists the devices that are not heard, those that should be first; without
// those of realtime sources, which tell how they stand themselves.
func (l Live) Silent() (all []SilentDevice) {
	second := int(l.View.At.Sub(l.Plan.Day.Start()).Seconds())
	for _, dev := range l.Devices {
		if _, pulled := PulledBy(dev); pulled {
			continue
		}
		heard, ever := l.Heard[dev.ID]
		if ever && l.View.At.Sub(heard) <= live.Silence {
			continue
		}
		all = append(all, SilentDevice{dev, heard, slices.ContainsFunc(l.Expected[dev.Vehicle], func(r transit.Planned) bool {
			return second >= r.Start && second <= r.Start+r.Duration
		})})
	}
	slices.SortStableFunc(all, func(x, y SilentDevice) int {
		switch {
		case x.Missing == y.Missing:
			return 0
		case x.Missing:
			return -1
		}
		return 1
	})
	return all
}

// Bounds of the work for those who ask what a service does now.
const (
	liveEvery = 5 * time.Second  // it is not looked at more often
	liveMost  = 30 * time.Second // nor more seldom, if somebody asks
	// liveShare is how many times longer than looking took nobody looks again.
	liveShare = 20
	// latecomers is how much later, in microseconds, what another node accepted
	// may be seen.
	latecomers = 30e6
	// dayChange is the hour at which a service day ends: runs go past midnight.
	dayChange = 3
	// learned is how many days back travel times are used.
	learned = 21
)

// liveShelf keeps, for each service, the board of its day.
type liveShelf struct {
	mu       sync.Mutex
	services map[string]*liveService
}

type liveService struct {
	mu    sync.Mutex
	key   string // of what the board was made from
	board *live.Board
	since int64           // what was received before is on the board
	seen  map[int64]int64 // batches of the last moments, and when they were received
	now   Live
	until time.Time

	plain, changed *raptor.Timetable // of the planner, and with the delays of a look
	changedBy      string            // the look, and what sources said then
}

func (s *liveShelf) of(service string) *liveService {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.services[service]
	if l == nil {
		l = &liveService{}
		s.services[service] = l
	}
	return l
}

// Live gives what a bus service does now to anyone, if its agreement is public.
func (d *Desk) Live(ctx context.Context, service string) (Live, error) {
	return d.live(ctx, policy.Actor{}, policy.SeePublic, service)
}

// LiveFor gives what a bus service does now to one who may see it.
func (d *Desk) LiveFor(ctx context.Context, who policy.Actor, service string) (Live, error) {
	return d.live(ctx, who, policy.SeeService, service)
}

// live looks, unless somebody has looked a moment ago: whoever comes meanwhile
// waits for the one who looks, and gets the same.
func (d *Desk) live(ctx context.Context, who policy.Actor, do policy.Action, service string) (Live, error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error { // may they?
		_, _, _, err := busService(ctx, tx, who, do, service, d.today())
		return err
	}); err != nil {
		return Live{}, err
	}
	l := d.lives.of(service)
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := d.now(); now.Before(l.until) && !now.Before(l.now.View.At) {
		return l.now, nil
	}
	began := time.Now()
	if err := d.look(ctx, l, service); err != nil {
		return Live{}, err
	}
	l.until = d.now().Add(min(max(liveEvery, liveShare*time.Since(began)), liveMost))
	return l.now, nil
}

// serviceDay is the day whose runs are on the road at an instant.
func serviceDay(now time.Time) civil.Date { return civil.In(now.Add(-dayChange * time.Hour)) }

// look brings the board of a service up to date.
func (d *Desk) look(ctx context.Context, l *liveService, service string) error {
	now := d.now()
	day := serviceDay(now)
	in, err := d.liveInputs(ctx, l, service, day)
	if err != nil {
		return err
	}
	if in.key != l.key {
		plan := d.livePlan(in.out.Feed, in.out.Timetable.SHA256, in.rules, day)
		paces, err := pacesOf(plan, in.learned)
		if err != nil {
			return err
		}
		l.board, l.key, l.seen = live.NewBoard(plan, in.roster, paces), in.key, map[int64]int64{}
		in.out.Plan, in.out.Heard = plan, map[string]time.Time{}
	} else {
		in.out.Plan, in.out.Heard = l.now.Plan, maps.Clone(l.now.Heard)
	}
	for _, a := range in.arrived {
		if _, ok := l.seen[a.ID]; ok {
			continue
		}
		l.seen[a.ID] = a.ReceivedUS
		l.since = max(l.since, a.ReceivedUS)
		if registered, ok := in.vehicles[a.Device]; ok {
			for vehicle, ps := range in.carriers.Split(a.Device, registered, a.Positions) {
				if vehicle != "" {
					l.board.Hear(vehicle, ps)
				}
			}
		}
		for _, p := range a.Positions {
			if at := p.Time(); at.After(in.out.Heard[a.Device]) {
				in.out.Heard[a.Device] = at
			}
		}
	}
	maps.DeleteFunc(l.seen, func(_, received int64) bool { return received < l.since-2*latecomers })
	in.out.Expected = map[string][]transit.Planned{}
	for _, r := range in.out.Plan.Runs {
		if v, ok := in.roster[r.Block]; ok {
			in.out.Expected[v] = append(in.out.Expected[v], r)
		}
	}
	l.board.Say(transit.ClaimsOf(in.words, day))
	in.out.View = l.board.At(now)
	l.now = in.out
	return nil
}

// liveInputs is what is read for a look.
type liveInputs struct {
	out      Live
	rules    transit.Rules
	roster   map[string]string // vehicle by block
	vehicles map[string]string // by device
	words    []transit.Word    // of drivers, that were not taken back
	carriers transit.Carriers
	key      string
	learned  []store.PassageDay // read for a new board only
	arrived  []store.Arrival
}

func (d *Desk) liveInputs(ctx context.Context, l *liveService, service string, day civil.Date) (in liveInputs, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		in = liveInputs{roster: map[string]string{}, vehicles: map[string]string{}}
		s, text, err := tx.Service(ctx, service, day)
		if err != nil {
			return err
		}
		in.out.Service = s
		if in.rules, err = transit.ParseRules(text); err != nil {
			return err
		}
		if in.out.Paper, err = tx.Agreement(ctx, s.Agreement); err != nil {
			return err
		}
		var ok bool
		if in.out.Timetable, ok, err = timetableOn(ctx, tx, service, day); err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "travel.no_timetable")
		}
		if in.out.Feed, err = d.feed(ctx, in.out.Timetable.SHA256); err != nil {
			return err
		}
		key := []string{day.String(), in.out.Timetable.SHA256, text}
		duties, err := tx.Roster(ctx, service, day)
		if err != nil {
			return err
		}
		for _, duty := range duties {
			in.roster[duty.Block] = duty.Vehicle
			key = append(key, duty.Block, duty.Vehicle)
		}
		if err := in.registry(ctx, tx, service); err != nil {
			return err
		}
		if err := in.said(ctx, tx, service, day); err != nil {
			return err
		}
		in.key = strings.Join(append(key, in.carriers.String()), "\x00")
		since := l.since - latecomers
		if in.key != l.key {
			since = 0
			if in.learned, err = tx.Passages(ctx, service, day.AddDays(-learned), day.AddDays(-1)); err != nil {
				return err
			}
		}
		in.arrived, err = tx.Arrivals(ctx, service, day, since)
		if err != nil || since > 0 && serviceDay(d.now()) == d.today() {
			return err
		}
		night, err := tx.Arrivals(ctx, service, day.AddDays(1), since) // after midnight
		in.arrived = append(in.arrived, night...)
		return err
	})
	return in, err
}

// said reads what drivers said.
func (in *liveInputs) said(ctx context.Context, tx *store.Tx, service string, day civil.Date) error {
	words, err := tx.Words(ctx, service, day)
	in.words = transit.StandingWords(words)
	in.carriers = transit.CarriersOf(in.words)
	for _, w := range slices.Backward(in.words) {
		if w.Kind == transit.Trouble && w.Date == day {
			in.out.Troubles = append(in.out.Troubles, w)
		}
	}
	return err
}

// registry reads the devices and plates.
func (in *liveInputs) registry(ctx context.Context, tx *store.Tx, service string) error {
	devices, err := tx.Devices(ctx, service)
	if err != nil {
		return err
	}
	for _, dev := range devices {
		in.vehicles[dev.ID] = dev.Vehicle
	}
	in.out.Devices = slices.DeleteFunc(devices, func(dev store.Device) bool { return !dev.Active })
	vehicles, err := tx.Vehicles(ctx, service)
	in.out.Plates = map[string]string{}
	for _, v := range vehicles {
		in.out.Plates[v.ID] = v.Plate
	}
	return err
}

func (d *Desk) livePlan(f *gtfs.Feed, sum string, rules transit.Rules, day civil.Date) *live.Plan {
	return live.NewPlan(f, rules, day, plannedRuns(f, rules, day), func(shape string) (*trace.Path, error) {
		return d.path(f, sum, shape)
	})
}

func pacesOf(plan *live.Plan, days []store.PassageDay) (*live.Paces, error) {
	var paces live.Paces
	for _, day := range days {
		var all []live.Passage
		if err := json.Unmarshal([]byte(day.Body), &all); err != nil {
			return nil, err
		}
		paces.Add(plan.Trips, all)
	}
	return &paces, nil
}
