package ops

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/policy"
	"sinergi/internal/pull"
	"sinergi/internal/store"
	"sinergi/raptor"
)

// Told is what the sources of a service say now. Runs and Alerts hold only what is
// fresh.
type Told struct {
	Doors  []SourceDoor
	Runs   []ToldRun
	Alerts []store.Alert

	version string // of what is fresh
}

// ToldRun is a run of which a source says something.
type ToldRun struct {
	pull.Run
	Source string
	Stamp  int64 // Unix seconds: from when the source says that
}

// At gives what is said of a run at a stop that it leaves at about an instant, in
// Unix seconds.
func (t Told) At(trip, stop string, leaves int64) (ToldRun, pull.Call, bool) {
	for _, r := range t.Runs {
		if r.Trip != trip || r.Cancelled {
			continue
		}
		for _, c := range r.Calls {
			if c.Stop == stop && !c.Skipped && max(c.Leave-leaves, leaves-c.Leave) <= 60 {
				return r, c, true
			}
		}
	}
	return ToldRun{}, pull.Call{}, false
}

// pulledMessage is a message of a source as it was read.
type pulledMessage struct {
	key    string
	runs   []pull.Run
	alerts []alert.Alert
}

// told gives what the sources of a network say at this moment.
func (d *Desk) told(ctx context.Context, tx *store.Tx, n Network) (out Told, err error) {
	if out.Doors, err = d.doorsNow(ctx, tx, n.Service.ID); err != nil || len(out.Doors) == 0 {
		return out, err
	}
	doors, err := tx.RealtimeDoors(ctx, n.Service.ID)
	if err != nil {
		return out, err
	}
	day := serviceDay(d.now())
	var version []string
	for _, x := range out.Doors {
		i := slices.IndexFunc(doors, func(is store.RealtimeDoor) bool { return is.Number == x.Number && is.Kind == x.Kinds[0] })
		if !x.Usable || i < 0 || doors[i].MessageUS == 0 {
			continue
		}
		key := fmt.Sprint(doors[i].MessageUS, " ", n.Timetable.SHA256, " ", day, " ", strings.Join(n.Rules.Routes, " "))
		m, err := d.readPulled(ctx, tx, n, x, key)
		if err != nil {
			return out, err
		}
		version = append(version, fmt.Sprint(x.Number, x.Kinds[0], key))
		for _, r := range m.runs {
			out.Runs = append(out.Runs, ToldRun{r, x.Source, x.Header})
		}
		for _, a := range m.alerts {
			a.From = x.Source
			if _, until := a.Span(); until > d.now().Unix() {
				out.Alerts = append(out.Alerts, store.Alert{Alert: a, Service: n.Service.ID, State: alert.Published})
			}
		}
	}
	out.version = strings.Join(version, "\x00")
	return out, nil
}

// mostPulledAlerts is how many alerts of a source passengers are told.
const mostPulledAlerts = 50

// readPulled reads the message of a door, once for whoever asks.
func (d *Desk) readPulled(ctx context.Context, tx *store.Tx, n Network, x SourceDoor, key string) (pulledMessage, error) {
	at := fmt.Sprint(n.Service.ID, "\x00", x.Number, x.Kinds[0])
	d.pulls.mu.Lock()
	m, ok := d.pulls.read[at]
	d.pulls.mu.Unlock()
	if ok && m.key == key {
		return m, nil
	}
	body, err := tx.RealtimeMessage(ctx, n.Service.ID, x.Number, x.Kinds[0])
	if err != nil {
		return m, err
	}
	message, err := realtime.Read(body, realtime.Limits{Memory: pullMemory})
	if err != nil {
		return m, err
	}
	now := d.now()
	r := pull.Read(message, x.Kinds, pull.NewTimetable(n.Feed, n.Rules.Routes, serviceDay(now)), pull.Fleet{}, now)
	m = pulledMessage{key: key, runs: r.Runs}
	for i, in := range r.Alerts {
		if a, ok := alert.Read(in, n.Feed, n.Rules.Routes); ok && len(m.alerts) < mostPulledAlerts {
			a.Ref = fmt.Sprintf("s%d-%s-%d", x.Number, x.Kinds[0], i+1)
			m.alerts = append(m.alerts, a)
		}
	}
	d.pulls.mu.Lock()
	d.pulls.read[at] = m
	d.pulls.mu.Unlock()
	return m, nil
}

// changes gives what sources say of runs as the planner takes it.
func (t Told) changes() (all []raptor.Change) {
	for _, r := range t.Runs {
		c := raptor.Change{Trip: r.Trip, Day: feedDate(r.Day), Start: -1, Cancelled: r.Cancelled}
		if r.Repeats {
			c.Start = r.Start
		}
		for _, call := range r.Calls {
			if !r.Cancelled {
				c.Delays = append(c.Delays, raptor.Delay{Position: call.Position, Arrival: int(call.Arrive - call.PlanArrive), Departure: int(call.Leave - call.PlanLeave), Skipped: call.Skipped})
			}
		}
		all = append(all, c)
	}
	return all
}

// SourcesNow lists to one who may see a service how its sources stand, without
// their addresses.
func (d *Desk) SourcesNow(ctx context.Context, who policy.Actor, service string) (all []SourceDoor, mayFeed bool, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		s, _, paper, err := busService(ctx, tx, who, policy.SeeService, service, d.today())
		if err != nil {
			return err
		}
		mayFeed = d.MayOfService(who, policy.FeedBus, paper, s)
		all, err = d.doorsNow(ctx, tx, service)
		return err
	})
	return all, mayFeed, err
}
