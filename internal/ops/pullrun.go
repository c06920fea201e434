package ops

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"sinergi/gtfs"
	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/fetch"
	"sinergi/internal/pull"
	"sinergi/internal/seal"
	"sinergi/internal/store"
	"sinergi/internal/transit"
)

// The bounds of fetching.
const (
	pullTick   = 2 * time.Second  // how often it is looked whether a source is due
	pullClaim  = 45 * time.Second // for which nobody else asks: longer than an answer takes
	pullAtOnce = 32               // sources that are asked at the same time
	pullMemory = 64 << 20         // what a message may become
)

// pulls is what the desk fetches with.
type pulls struct {
	client *fetch.Client
	box    *seal.Box
	slots  chan struct{}

	mu   sync.Mutex
	read map[string]pulledMessage // by service, source and door
}

func newPulls(c *fetch.Client, box *seal.Box) *pulls {
	if c == nil {
		c = fetch.New(fetch.Options{})
	}
	return &pulls{client: c, box: box, slots: make(chan struct{}, pullAtOnce), read: map[string]pulledMessage{}}
}

// KeepPulling asks the sources of all services when they are due, each by itself,
// until ctx ends; then it waits for those that are being asked.
func (d *Desk) KeepPulling(ctx context.Context) error {
	var asking sync.WaitGroup
	defer asking.Wait()
	ticker := time.NewTicker(pullTick)
	defer ticker.Stop()
	for {
		if err := d.startPulling(ctx, &asking); err != nil && ctx.Err() == nil {
			d.log.Error("ask realtime sources", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// PullDue asks every source that is due, and waits for all of them.
func (d *Desk) PullDue(ctx context.Context) error {
	var asking sync.WaitGroup
	err := d.startPulling(ctx, &asking)
	asking.Wait()
	return err
}

// startPulling begins to ask every source that is due. One that does not answer
// holds up nobody.
func (d *Desk) startPulling(ctx context.Context, asking *sync.WaitGroup) error {
	var sources []store.RealtimeSource
	var doors []store.RealtimeDoor
	if err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if sources, err = tx.RealtimeSources(ctx, ""); err != nil || len(sources) == 0 {
			return err
		}
		doors, err = tx.RealtimeDoors(ctx, "")
		return err
	}); err != nil {
		return err
	}
	now := d.nowUS()
	for _, s := range sources {
		for _, x := range d.doorsOf(s, doors) {
			if !s.Active || x.NextUS > now {
				continue
			}
			select {
			case d.pulls.slots <- struct{}{}:
			default:
				return nil // all are busy: at the next tick
			}
			asking.Go(func() {
				defer func() { <-d.pulls.slots }()
				if err := d.pullDoor(ctx, s, x); err != nil && ctx.Err() == nil {
					d.log.Error("ask a realtime source", "service", s.Service, "source", s.Number, "err", err)
				}
			})
		}
	}
	return nil
}

// pullDoor asks one address of a source, unless another node does.
func (d *Desk) pullDoor(ctx context.Context, s store.RealtimeSource, x SourceDoor) error {
	key, locked, err := d.keyOf(s)
	if err != nil {
		return err
	}
	now := d.now()
	if overdue := now.UnixMicro() - x.NextUS; locked && overdue < 2*int64(s.Interval)*1e6 && x.NextUS > 0 {
		return nil // a node that has the key will ask
	}
	var door store.RealtimeDoor
	var mine bool
	if err := d.store.Write(ctx, func(tx *store.Tx) (err error) {
		door, mine, err = tx.ClaimRealtimeDoor(ctx, s.Service, s.Number, x.Kinds[0], now.UnixMicro(), now.Add(pullClaim).UnixMicro())
		return err
	}); err != nil || !mine {
		return err
	}
	var answer fetch.Answer
	var failed *fetch.Error
	if !locked {
		answer, err = d.pulls.client.Get(ctx, fetch.Request{Address: s.Address[x.Kinds[0]], Header: s.Header, Key: key, ETag: door.ETag, Modified: door.Modified})
		if ctx.Err() != nil {
			return ctx.Err() // we stopped, the source did not fail
		}
		errors.As(err, &failed)
	}
	now = d.now()
	p := pulled{desk: d, source: s, kinds: x.Kinds, door: door, now: now}
	after := time.Duration(0)
	switch {
	case locked:
		p.door.Fail(pull.Locked, 0, "", false, now)
	case failed != nil:
		after = failed.After
		p.failed(failed)
	case answer.Status == 304 && door.Header == 0:
		p.door.Fail(pull.Unreadable, 0, pull.NothingYet, true, now)
	case answer.Status == 304:
		p.door.Confirm(now)
	default:
		if err := p.message(ctx, answer); err != nil {
			return err
		}
	}
	p.door.NextUS = now.Add(pull.Wait(s.Source, p.door.Failures, after, rand.Float64())).UnixMicro()
	return p.save(ctx)
}

// keyOf opens the key of a source; locked when it cannot be opened here.
func (d *Desk) keyOf(s store.RealtimeSource) (key string, locked bool, err error) {
	if s.Secret == nil {
		return "", false, nil
	}
	if d.pulls.box == nil {
		return "", true, nil
	}
	key, err = d.pulls.box.Open(s.Secret, sealedFor(s.Service, s.Number))
	if errors.Is(err, seal.ErrLocked) {
		return "", true, nil
	}
	return key, false, err
}

// pulled is one answer of a source, and what becomes of it.
type pulled struct {
	desk    *Desk
	source  store.RealtimeSource
	kinds   []pull.Kind
	door    store.RealtimeDoor
	now     time.Time
	keep    []byte // the message, where others than positions are in it
	driving []pull.Sighting
}

func (p *pulled) failed(e *fetch.Error) {
	switch e.Kind {
	case fetch.Refused:
		p.door.Fail(pull.Refused, e.Status, "", true, p.now)
	case fetch.TooLarge:
		p.door.Fail(pull.Unreadable, 0, pull.TooLarge, true, p.now)
	case fetch.Inside:
		p.door.Fail(pull.Unreachable, 0, pull.Inside, false, p.now)
	case fetch.Slow:
		p.door.Fail(pull.Unreachable, 0, pull.Slow, false, p.now)
	case fetch.NoHost:
		p.door.Fail(pull.Unreachable, 0, pull.NoHost, false, p.now)
	default:
		p.door.Fail(pull.Unreachable, 0, pull.Plain(e.Error(), mostDetail), false, p.now)
	}
}

// mostDetail is how many characters of a failure are kept.
const mostDetail = 200

// message reads an answer, and takes in what may be used of it.
func (p *pulled) message(ctx context.Context, a fetch.Answer) error {
	m, err := realtime.Read(a.Body, realtime.Limits{Memory: pullMemory})
	if err != nil {
		p.door.Fail(pull.Unreadable, 0, pull.Plain(err.Error(), mostDetail), true, p.now)
		return nil
	}
	if m.Header.Incrementality != nil && *m.Header.Incrementality == realtime.Differential {
		p.door.Fail(pull.Unreadable, 0, pull.Differential, true, p.now)
		return nil
	}
	if !p.door.Accept(m, p.now) {
		return nil
	}
	p.door.ETag, p.door.Modified = a.ETag, a.Modified
	at, err := p.desk.pullingAt(ctx, p.source.Service, p.now)
	if err != nil {
		return err
	}
	r := pull.Read(m, p.kinds, at.timetable, at.fleet, p.now)
	for _, x := range r.Alerts {
		if _, ok := alert.Read(x, at.feed, at.routes); !ok {
			r.Report.StrangeAlerts++
		}
	}
	r.Report.Rules = pull.Breaks(realtime.Checker{Feed: at.feed, MaxAge: 24 * time.Hour}.Check(m, p.now))
	p.door.Report = r.Report
	if slices.ContainsFunc(p.kinds, func(k pull.Kind) bool { return k != pull.Positions }) {
		p.keep, p.door.MessageUS = a.Body, p.now.UnixMicro()
	}
	if p.door.Repeated() {
		return nil // nothing that one had not
	}
	return p.take(ctx, r.Sightings)
}

// take lets positions in, as if devices in the vehicles had sent them: each source
// has a device of its own in each vehicle, so that it stays known who said what.
func (p *pulled) take(ctx context.Context, all []pull.Sighting) error {
	if len(all) == 0 {
		return nil
	}
	d, prefix := p.desk, pulledPrefix(p.source.Service, p.source.Number)
	since := serviceDay(time.UnixMicro(p.source.Created)).Start().UnixMicro()
	var fresh []store.Device
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		fresh = nil
		devices, err := tx.Devices(ctx, p.source.Service)
		for _, s := range all {
			if !slices.ContainsFunc(devices, func(dev store.Device) bool { return dev.ID == prefix+s.Vehicle }) {
				fresh = append(fresh, store.Device{ID: prefix + s.Vehicle, Service: p.source.Service, Vehicle: s.Vehicle, SinceUS: since, Active: true})
			}
		}
		return err
	}); err != nil {
		return err
	}
	if len(fresh) > 0 {
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			if _, err := tx.RealtimeSource(ctx, p.source.Service, p.source.Number); err != nil {
				return err // removed meanwhile
			}
			for _, dev := range fresh {
				if err := tx.SaveDevice(ctx, dev); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
		d.forgetRegistry()
	}
	reports := make([]DeviceReport, len(all))
	for i, s := range all {
		reports[i] = DeviceReport{Device: prefix + s.Vehicle, Report: s.Report}
		if s.Run != nil {
			p.driving = append(p.driving, s)
		}
	}
	_, err := d.Receive(ctx, Source{Service: p.source.Service, Label: p.source.Name}, reports)
	return err
}

// save keeps how the address stands from now on, and what it said of who drives.
func (p *pulled) save(ctx context.Context) error {
	d := p.desk
	return d.store.Write(ctx, func(tx *store.Tx) error {
		kept, err := tx.SaveRealtimeDoor(ctx, p.door, p.keep)
		if err != nil || !kept {
			return err
		}
		detail := p.door.Detail
		if p.door.Status != 0 {
			detail = strconv.Itoa(p.door.Status)
		}
		state := p.door.State(p.source.Source, p.kinds, p.now)
		if err := tx.NoteRealtime(ctx, p.source.Service, p.source.Number, p.kinds[0], state, detail, p.now.UnixMicro()); err != nil {
			return err
		}
		for _, s := range p.driving {
			at := s.Report.At.UnixMicro()
			if err := tx.NoteDriven(ctx, p.source.Service, p.source.Number, store.Driven{Date: s.Run.Day, Trip: s.Run.Trip, Start: s.Run.Start, Vehicle: s.Vehicle, FirstUS: at, LastUS: at}); err != nil {
				return err
			}
		}
		return nil
	})
}

// pullContext is what a message is held against.
type pullContext struct {
	feed      *gtfs.Feed
	routes    []string
	timetable *pull.Timetable
	fleet     pull.Fleet
}

// pullingAt loads what a message for a service is held against. Without a
// timetable no trip is known.
func (d *Desk) pullingAt(ctx context.Context, service string, now time.Time) (at pullContext, err error) {
	day := serviceDay(now)
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		at = pullContext{feed: &gtfs.Feed{}}
		_, text, err := tx.Service(ctx, service, day)
		if err != nil {
			return err
		}
		rules, err := transit.ParseRules(text)
		if err != nil {
			return err
		}
		at.routes = rules.Routes
		vehicles, err := tx.Vehicles(ctx, service)
		if err != nil {
			return err
		}
		plates := map[string]string{}
		for _, v := range vehicles {
			plates[v.ID] = v.Plate
		}
		at.fleet = pull.NewFleet(plates)
		t, ok, err := timetableOn(ctx, tx, service, day)
		if err != nil || !ok {
			return err
		}
		at.feed, err = d.feed(ctx, t.SHA256)
		return err
	})
	if err == nil {
		at.timetable = pull.NewTimetable(at.feed, at.routes, day)
	}
	return at, err
}
