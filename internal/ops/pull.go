package ops

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/fetch"
	"sinergi/internal/policy"
	"sinergi/internal/pull"
	"sinergi/internal/store"
)

// mostRealtime is how many sources a service may have.
const mostRealtime = 10

// PullWith lets the desk fetch with another client than the usual one. Call it
// before anything else works with the desk.
func (d *Desk) PullWith(c *fetch.Client) { d.pulls.client = c }

// sealedFor is what the key of a source is sealed for.
func sealedFor(service string, number int) string {
	return fmt.Sprintf("realtime source %s/%d", service, number)
}

// SaveRealtime adds a source of GTFS Realtime to a bus service, or changes one. An
// empty key leaves the one that there is, unless the source is from now on asked at
// another host: a key that was typed for one goes to no other. It gives the number.
func (d *Desk) SaveRealtime(ctx context.Context, who policy.Actor, service string, s pull.Source, key string) (number int, err error) {
	s, key = s.Tidy(), strings.TrimSpace(key)
	wrong := s.Check(key)
	err = d.act(ctx, who, "save_realtime_source", "service "+service, s.Name, func(tx *store.Tx) error {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		kept, again, err := d.keptRealtime(ctx, tx, service, s)
		if err != nil {
			return err
		}
		number = kept.Number
		kept.Name, kept.Address, kept.Header, kept.Interval, kept.MaxAge = s.Name, s.Address, s.Header, s.Interval, s.MaxAge
		fields := slices.Clone(wrong)
		switch {
		case s.Header == "":
			kept.Secret = nil
		case key != "" && len(fields) == 0 && d.pulls.box == nil:
			return errNoBox
		case key != "" && len(fields) == 0:
			if kept.Secret, err = d.pulls.box.Seal(key, sealedFor(service, number)); err != nil {
				return err
			}
		case key == "" && kept.Secret == nil:
			fields = append(fields, fault.NewField("key", "ui.required"))
		case key == "" && again:
			fields = append(fields, fault.NewField("key", "pull.key_again"))
		}
		if err := fault.InvalidFields(fields); err != nil {
			return err
		}
		if s.Number != 0 {
			if err := tx.ForgetRealtimeDoors(ctx, service, number); err != nil {
				return err
			}
		}
		return tx.SaveRealtimeSource(ctx, kept)
	})
	return number, err
}

// keptRealtime gives a source as it is, or a new one; and whether its key would go
// to a host that it was not typed for.
func (d *Desk) keptRealtime(ctx context.Context, tx *store.Tx, service string, s pull.Source) (kept store.RealtimeSource, again bool, err error) {
	if s.Number != 0 {
		if kept, err = tx.RealtimeSource(ctx, service, s.Number); err != nil {
			return kept, false, err
		}
		known := hosts(kept.Address)
		for h := range hosts(s.Address) {
			again = again || !known[h]
		}
		return kept, again, nil
	}
	all, err := tx.RealtimeSources(ctx, service)
	if err != nil {
		return kept, false, err
	}
	if len(all) >= mostRealtime {
		return kept, false, fault.New(fault.Conflict, "pull.too_many", "Most", mostRealtime)
	}
	kept.Service, kept.Active, kept.Created = service, true, d.nowUS()
	kept.Number, err = tx.NextRealtimeSource(ctx, service)
	return kept, false, err
}

// hosts gives where addresses lead, with how.
func hosts(addresses map[pull.Kind]string) map[string]bool {
	all := map[string]bool{}
	for a := range maps.Values(addresses) {
		if u, err := url.Parse(a); err == nil {
			all[u.Scheme+"://"+u.Host] = true
		}
	}
	return all
}

// SwitchRealtime lets a source be asked, or not. What it said is no longer shown
// while it is off.
func (d *Desk) SwitchRealtime(ctx context.Context, who policy.Actor, service string, number int, on bool) error {
	action := "stop_realtime_source"
	if on {
		action = "start_realtime_source"
	}
	return d.changeRealtime(ctx, who, service, number, action, func(tx *store.Tx, s store.RealtimeSource) error {
		s.Active = on
		if err := tx.ForgetRealtimeDoors(ctx, service, number); err != nil {
			return err
		}
		return tx.SaveRealtimeSource(ctx, s)
	})
}

// RemoveRealtime takes a source away with its key. The positions that it brought
// stay; the devices under which they came are retired.
func (d *Desk) RemoveRealtime(ctx context.Context, who policy.Actor, service string, number int) error {
	err := d.changeRealtime(ctx, who, service, number, "remove_realtime_source", func(tx *store.Tx, _ store.RealtimeSource) error {
		devices, err := tx.Devices(ctx, service)
		if err != nil {
			return err
		}
		for _, dev := range devices {
			if strings.HasPrefix(dev.ID, pulledPrefix(service, number)) {
				dev.Active = false
				if err := tx.SaveDevice(ctx, dev); err != nil {
					return err
				}
			}
		}
		return tx.RemoveRealtimeSource(ctx, service, number)
	})
	d.forgetRegistry()
	return err
}

func (d *Desk) changeRealtime(ctx context.Context, who policy.Actor, service string, number int, action string, fn func(*store.Tx, store.RealtimeSource) error) error {
	return d.noted(ctx, who, "service "+service, func(tx *store.Tx) (string, string, error) {
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return "", "", err
		}
		s, err := tx.RealtimeSource(ctx, service, number)
		if err != nil {
			return "", "", err
		}
		return action, s.Name, fn(tx, s)
	})
}

// pulledPrefix is how the devices begin under which a source's positions are kept;
// the name of the vehicle follows.
func pulledPrefix(service string, number int) string {
	return fmt.Sprintf("%s%s:%d:", pulledDevices, service, number)
}

// PulledBy gives the number of the source under which the positions of a device
// come that is none by itself; false for a device that sends.
func PulledBy(dev store.Device) (number int, ok bool) {
	of, ok := strings.CutPrefix(dev.ID, pulledDevices+dev.Service+":")
	if !ok {
		return 0, false
	}
	of, _, _ = strings.Cut(of, ":")
	number, err := strconv.Atoi(of)
	return number, err == nil
}

// pulledDevices is how the devices of all sources begin.
const pulledDevices = "rt:"

// SourceDoor is how an address of a source stands now.
type SourceDoor struct {
	pull.Door
	Source string
	Number int
	Kinds  []pull.Kind
	Active bool // it is asked at all
	State  pull.State
	Usable bool  // what it said last may be shown as live
	NextUS int64 // when it is asked next; 0: at once
}

// Tells reports whether a kind is fetched there.
func (s SourceDoor) Tells(k pull.Kind) bool { return slices.Contains(s.Kinds, k) }

// RealtimeSheet is a source with how it stands and how it stood.
type RealtimeSheet struct {
	Service   agreement.Service
	Paper     agreement.Agreement
	Source    pull.Source
	HasKey    bool
	Doors     []SourceDoor
	History   []store.RealtimeSpan // of the last day, the newest first
	Driven    []store.Driven       // what it says of who drove today
	Differing int                  // how many of those the roster has otherwise
}

// historyShown is how many changes of a source its page lists.
const historyShown = 60

// RealtimeOf gives a source to one who may bring data in for its service.
func (d *Desk) RealtimeOf(ctx context.Context, who policy.Actor, service string, number int) (out RealtimeSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = RealtimeSheet{}
		if out.Service, err = d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		if out.Paper, err = tx.Agreement(ctx, out.Service.Agreement); err != nil {
			return err
		}
		s, err := tx.RealtimeSource(ctx, service, number)
		if err != nil {
			return err
		}
		out.Source, out.HasKey = s.Source, s.Secret != nil
		doors, err := d.doorsNow(ctx, tx, service)
		if err != nil {
			return err
		}
		out.Doors = slices.DeleteFunc(doors, func(x SourceDoor) bool { return x.Number != number })
		if out.History, err = tx.RealtimeHistory(ctx, service, number, d.nowUS(), historyShown); err != nil {
			return err
		}
		day := serviceDay(d.now())
		if out.Driven, err = tx.DrivenOn(ctx, service, number, day); err != nil {
			return err
		}
		out.Differing, err = d.differing(ctx, tx, service, day, out.Driven)
		return err
	})
	return out, err
}

// differing counts the runs of which a source names another vehicle than the
// roster.
func (d *Desk) differing(ctx context.Context, tx *store.Tx, service string, day civil.Date, all []store.Driven) (n int, err error) {
	if len(all) == 0 {
		return 0, nil
	}
	duties, err := tx.Roster(ctx, service, day)
	if err != nil {
		return 0, err
	}
	t, ok, err := timetableOn(ctx, tx, service, day)
	if err != nil || !ok {
		return 0, err
	}
	f, err := d.feed(ctx, t.SHA256)
	if err != nil {
		return 0, err
	}
	of := map[string]string{}
	for _, duty := range duties {
		of[duty.Block] = duty.Vehicle
	}
	for _, x := range all {
		trip, _ := f.Trip(x.Trip)
		if v, ok := of[trip.BlockID]; ok && trip.BlockID != "" && v != x.Vehicle {
			n++
		}
	}
	return n, nil
}

// doorsNow lists the addresses of a service's sources with how they stand.
func (d *Desk) doorsNow(ctx context.Context, tx *store.Tx, service string) (all []SourceDoor, err error) {
	sources, err := tx.RealtimeSources(ctx, service)
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	doors, err := tx.RealtimeDoors(ctx, service)
	if err != nil {
		return nil, err
	}
	for _, s := range sources {
		all = append(all, d.doorsOf(s, doors)...)
	}
	return all, nil
}

func (d *Desk) doorsOf(s store.RealtimeSource, doors []store.RealtimeDoor) (all []SourceDoor) {
	now := d.now()
	for _, kinds := range s.Doors() {
		x := SourceDoor{Source: s.Name, Number: s.Number, Kinds: kinds, Active: s.Active}
		i := slices.IndexFunc(doors, func(is store.RealtimeDoor) bool {
			return is.Service == s.Service && is.Number == s.Number && is.Kind == kinds[0]
		})
		if i >= 0 {
			x.Door, x.NextUS = doors[i].Door, doors[i].NextUS
		}
		x.State, x.Usable = x.Door.State(s.Source, kinds, now), x.Door.Usable(s.Source, kinds, now)
		all = append(all, x)
	}
	return all
}

// RealtimeList is the sources of a service, and how each of their addresses
// stands.
type RealtimeList struct {
	Sources []pull.Source
	Doors   []SourceDoor
}

// Realtime lists the sources of a bus service to one who may bring data in for it.
func (d *Desk) Realtime(ctx context.Context, who policy.Actor, service string) (out RealtimeList, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = RealtimeList{}
		if _, err := d.busFeeder(ctx, tx, who, service); err != nil {
			return err
		}
		sources, err := tx.RealtimeSources(ctx, service)
		if err != nil {
			return err
		}
		for _, s := range sources {
			out.Sources = append(out.Sources, s.Source)
		}
		out.Doors, err = d.doorsNow(ctx, tx, service)
		return err
	})
	return out, err
}

var errNoBox = errors.New("ops: keys cannot be kept: there is no file to seal them with")
