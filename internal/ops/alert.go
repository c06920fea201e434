package ops

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sinergi/gtfs/realtime"
	"sinergi/internal/agreement"
	"sinergi/internal/alert"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/store"
	"sinergi/internal/travel"
)

// alertVersionsShown is how many versions the history of an alert lists.
const alertVersionsShown = 100

// AlertList is a page of what the passengers of a service were told.
type AlertList struct {
	Service  agreement.Service
	Paper    agreement.Agreement
	Alerts   []store.Alert
	Total    int // that the filter leaves
	MayWrite bool
}

// Alerts lists a page of a service's alerts to one who may see the service,
// newest first. Drafts are there for who may write them.
func (d *Desk) Alerts(ctx context.Context, who policy.Actor, service string, f store.AlertFilter, offset, limit int) (out AlertList, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = AlertList{}
		if out.Service, _, out.Paper, err = busService(ctx, tx, who, policy.SeeService, service, d.today()); err != nil {
			return err
		}
		out.MayWrite = d.MayOfService(who, policy.FeedBus, out.Paper, out.Service)
		f.Told = !out.MayWrite
		out.Alerts, out.Total, err = tx.Alerts(ctx, service, f, d.now(), offset, limit)
		return err
	})
	return out, err
}

// AlertSheet is an alert with its history.
type AlertSheet struct {
	Network  // by which its targets are read; without Feed where the service has no timetable
	Alert    store.Alert
	Versions []store.AlertVersion // newest first
	MayWrite bool
}

// Alert gives an alert to one who may see its service; a draft to who may write
// it.
func (d *Desk) Alert(ctx context.Context, who policy.Actor, service string, number int) (out AlertSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = AlertSheet{}
		if out.Network, err = d.alerting(ctx, tx, who, policy.SeeService, service); err != nil {
			return err
		}
		out.MayWrite = d.MayOfService(who, policy.FeedBus, out.Paper, out.Service)
		if out.Alert, err = tx.Alert(ctx, service, number); err != nil {
			return err
		}
		if out.Versions, err = tx.AlertVersions(ctx, service, number, alertVersionsShown); err != nil || out.MayWrite {
			return err
		}
		if out.Alert.State == alert.Draft {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		out.Versions = slices.DeleteFunc(out.Versions, func(v store.AlertVersion) bool { return v.State == alert.Draft })
		return nil
	})
	return out, err
}

// NewAlert gives what an alert of a service is written with.
func (d *Desk) NewAlert(ctx context.Context, who policy.Actor, service string) (out AlertSheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = AlertSheet{MayWrite: true}
		out.Network, err = d.alerting(ctx, tx, who, policy.FeedBus, service)
		return err
	})
	return out, err
}

// alerting loads a service with the timetable that it has today, if it has one.
func (d *Desk) alerting(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, service string) (n Network, err error) {
	n.Day = d.today()
	if n.Service, n.Rules, n.Paper, err = busService(ctx, tx, who, do, service, n.Day); err != nil {
		return n, err
	}
	var ok bool
	if n.Timetable, ok, err = timetableOn(ctx, tx, service, n.Day); err != nil || !ok {
		return n, err
	}
	if n.Feed, err = d.feed(ctx, n.Timetable.SHA256); err == nil {
		n.Halts = travel.Halts(n.Feed)
	}
	return n, err
}

// AlertEdit is what an officer writes: an alert, and whom it concerns in words.
// Base is the version that the officer saw; 0 for a new one.
type AlertEdit struct {
	Number, Base int
	Alert        alert.Alert
	Typed        alert.Typed
	Wrong        []fault.Field // that the form had already
}

// SaveAlert writes an alert, or changes one. What is published changes for
// everybody at once; what has ended does not change. It gives the number.
func (d *Desk) SaveAlert(ctx context.Context, who policy.Actor, service string, e AlertEdit) (number int, err error) {
	sheet, err := d.NewAlert(ctx, who, service)
	if err != nil {
		return 0, err
	}
	if sheet.Feed == nil {
		return 0, fault.New(fault.Conflict, "alert.no_timetable")
	}
	a := e.Alert.Tidy()
	targets, wrong := e.Typed.Targets(sheet.Feed, sheet.Halts)
	a.Informs = targets
	if err := fault.InvalidFields(slices.Concat(a.Check(), wrong, e.Wrong)); err != nil {
		return 0, err
	}
	number = e.Number
	err = d.changeAlert(ctx, who, service, &number, e.Base, alert.Save, func(*store.Tx, store.Alert) (alert.Alert, alert.State, error) {
		return a, alert.Draft, nil
	})
	return number, err
}

// MoveAlert publishes an alert, ends it, or undoes what was done last.
func (d *Desk) MoveAlert(ctx context.Context, who policy.Actor, service string, number, base int, do alert.Act) error {
	return d.changeAlert(ctx, who, service, &number, base, do, func(tx *store.Tx, is store.Alert) (alert.Alert, alert.State, error) {
		if do != alert.Undo {
			return is.Alert, is.State, nil
		}
		before, err := tx.AlertVersions(ctx, service, is.Number, 2)
		if err != nil {
			return is.Alert, is.State, err
		}
		if len(before) < 2 {
			return is.Alert, is.State, fault.New(fault.Conflict, "alert.not_now")
		}
		return before[1].Alert, before[1].State, nil
	})
}

// changeAlert appends a version of an alert. Who saw an older one than the newest
// is told. In the trail of other governments stands what they may know of: what
// was published before or is now.
func (d *Desk) changeAlert(ctx context.Context, who policy.Actor, service string, number *int, base int, do alert.Act, next func(*store.Tx, store.Alert) (alert.Alert, alert.State, error)) error {
	given := *number
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := d.busFeeder(ctx, tx, who, service)
		if err != nil {
			return err
		}
		is := store.Alert{Service: service, State: alert.Draft}
		if *number = given; given == 0 {
			if *number, err = tx.NextAlert(ctx, service); err != nil {
				return err
			}
		} else if is, err = tx.Alert(ctx, service, given); err != nil {
			return err
		}
		if is.Version != base {
			return fault.New(fault.Conflict, "alert.changed")
		}
		a, state, err := next(tx, is)
		if err != nil {
			return err
		}
		if do != alert.Undo {
			if state, err = is.After(is.State, do, d.now()); err != nil {
				return err
			}
		}
		if do == alert.Save && given != 0 && alike(a, is.Alert) {
			return errSaved
		}
		a.Number = *number
		v := store.AlertVersion{Alert: a, Version: is.Version + 1, Act: do, State: state, Account: who.Account, Name: who.Name, AtUS: d.nowUS()}
		if err := tx.SaveAlert(ctx, service, v, a.Header.ID+" "+a.Header.EN+" "+a.Description.ID); err != nil {
			return err
		}
		var witnesses []string
		if is.State != alert.Draft || state != alert.Draft {
			if witnesses, err = partiesKnowing(ctx, tx, s.Agreement); err != nil {
				return err
			}
		}
		return tx.Record(ctx, store.Entry{
			AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Government: who.Government,
			Action: alertActs[do], Object: fmt.Sprintf("alert %s/%d", service, a.Number), Detail: a.Header.ID,
		}, witnesses...)
	})
	if errors.Is(err, errSaved) {
		return nil
	}
	return err
}

var alertActs = map[alert.Act]string{alert.Save: "save_alert", alert.Publish: "publish_alert", alert.End: "end_alert", alert.Undo: "undo_alert"}

func alike(a, b alert.Alert) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

// alertName is what the trail calls an alert: its number and service, and not its
// words, which may be those of a draft by now.
func (d *Desk) alertName(ctx context.Context, tx *store.Tx, id string) (TrailName, error) {
	service, number, _ := strings.Cut(id, "/")
	name, err := d.trailName(ctx, tx, "service "+service)
	name.Name += " " + number
	return name, err
}

// AlertsTold gives to anyone what the passengers of a service are told now or
// soon, with the timetable by which its targets are read.
func (d *Desk) AlertsTold(ctx context.Context, service string) (n Network, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = d.network(ctx, tx, service, d.today())
		return err
	})
	return n, err
}

// PublicAlert gives to anyone an alert that was published, also when it is over.
// One that another system tells is there for as long as that does.
func (d *Desk) PublicAlert(ctx context.Context, service, number string) (n Network, a store.Alert, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if n, err = d.network(ctx, tx, service, d.today()); err != nil {
			return err
		}
		if i := slices.IndexFunc(n.Told.Alerts, func(a store.Alert) bool { return a.Ref == number }); i >= 0 {
			a = n.Told.Alerts[i]
			return nil
		}
		no, err := strconv.Atoi(number)
		if err != nil {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		if a, err = tx.Alert(ctx, service, no); err == nil && a.State == alert.Draft {
			err = fault.New(fault.NotFound, "policy.not_found")
		}
		return err
	})
	return n, a, err
}

// AlertFeed gives to anyone what the operator of a service tells its passengers, as
// GTFS Realtime: not what other systems tell, which have feeds of their own.
func (d *Desk) AlertFeed(ctx context.Context, service string) (*realtime.Message, error) {
	n, err := d.AlertsTold(ctx, service)
	if err != nil {
		return nil, err
	}
	var all []alert.Alert
	for _, a := range n.Alerts {
		if a.From == "" {
			all = append(all, a.Alert)
		}
	}
	return alert.Message(all, n.Feed, n.Rules.Routes, d.now()), nil
}
