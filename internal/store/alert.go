package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"sinergi/gtfs/realtime"
	"sinergi/internal/alert"
	"sinergi/internal/sqldb"
)

// Alert is what passengers of a service are told, as it stands.
type Alert struct {
	alert.Alert
	Service string
	Version int // the newest
	State   alert.State
}

// AlertVersion is what somebody did with an alert, and what it was then.
type AlertVersion struct {
	alert.Alert
	Version       int // from 1
	Act           alert.Act
	State         alert.State
	Account, Name string
	AtUS          int64
}

// NextAlert gives the number that the next alert of a service has.
func (tx *Tx) NextAlert(ctx context.Context, service string) (number int, err error) {
	err = tx.QueryRow(ctx, `select coalesce(max(number), 0) + 1 from alert where service = $1`, service).Scan(&number)
	return number, err
}

// SaveAlert appends a version of an alert, which it is from then on. words is
// what it can be found by.
func (tx *Tx) SaveAlert(ctx context.Context, service string, v AlertVersion, words string) error {
	body, err := json.Marshal(v.Alert)
	if err != nil {
		return err
	}
	from, until := v.Span()
	if _, err := tx.Exec(ctx, `
		insert into alert (service, number, version, state, effect, from_us, until_us, words, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		on conflict (service, number) do update set version = excluded.version, state = excluded.state, effect = excluded.effect,
			from_us = excluded.from_us, until_us = excluded.until_us, words = excluded.words, body = excluded.body`,
		service, v.Number, v.Version, string(v.State), int(v.Effect), inMicros(from), inMicros(until), strings.ToLower(words), string(body)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into alert_version (service, number, version, act, state, body, account, name, at_us) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		service, v.Number, v.Version, string(v.Act), string(v.State), string(body), v.Account, v.Name, v.AtUS)
	return err
}

// inMicros gives Unix seconds as microseconds; the last instant stays the last.
func inMicros(seconds int64) int64 {
	if seconds > math.MaxInt64/1_000_000 {
		return math.MaxInt64
	}
	return seconds * 1_000_000
}

const alertColumns = `select service, number, version, state, body from alert`

func scanAlert(row sqldb.Scanner) (a Alert, err error) {
	var body string
	if err = row.Scan(&a.Service, &a.Number, &a.Version, &a.State, &body); err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(body), &a.Alert)
}

// Alert gives one alert of a service.
func (tx *Tx) Alert(ctx context.Context, service string, number int) (Alert, error) {
	a, err := sqldb.Get(ctx, tx.Tx, scanAlert, alertColumns+` where service = $1 and number = $2`, service, number)
	return a, found(err)
}

// AlertsTold lists the published alerts of a service that are not over, those
// that begin first before others.
func (tx *Tx) AlertsTold(ctx context.Context, service string, at time.Time) ([]Alert, error) {
	return sqldb.Select(ctx, tx.Tx, scanAlert, alertColumns+` where service = $1 and state = $2 and until_us > $3 order by from_us, number`, service, string(alert.Published), at.UnixMicro())
}

// AlertVersions lists what was done with an alert, newest first.
func (tx *Tx) AlertVersions(ctx context.Context, service string, number, most int) ([]AlertVersion, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (v AlertVersion, err error) {
		var body string
		if err = row.Scan(&v.Version, &v.Act, &v.State, &body, &v.Account, &v.Name, &v.AtUS); err != nil {
			return v, err
		}
		err = json.Unmarshal([]byte(body), &v.Alert)
		v.Number = number
		return v, err
	}, `select version, act, state, body, account, name, at_us from alert_version where service = $1 and number = $2 order by version desc limit $3`, service, number, most)
}

// AlertFilter narrows the list of a service's alerts. Empty fields ask nothing.
type AlertFilter struct {
	Words  string
	Phase  alert.Phase
	Effect realtime.Effect
	Told   bool // without drafts
}

func (f AlertFilter) where(service string, at time.Time) (where string, args []any) {
	is := func(value any) string {
		args = append(args, value)
		return fmt.Sprintf("$%d", len(args))
	}
	where = ` where service = ` + is(service)
	if words := strings.ToLower(strings.TrimSpace(f.Words)); words != "" {
		where += ` and words like ` + is("%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words)+"%") + ` escape '\'`
	}
	if f.Effect != 0 {
		where += ` and effect = ` + is(int(f.Effect))
	}
	if f.Told {
		where += ` and state <> ` + is(string(alert.Draft))
	}
	now := at.UnixMicro()
	switch f.Phase {
	case alert.Unpublished:
		where += ` and state = ` + is(string(alert.Draft))
	case alert.Coming:
		where += ` and state = ` + is(string(alert.Published)) + ` and from_us > ` + is(now) + ` and until_us > ` + is(now)
	case alert.Current:
		where += ` and state = ` + is(string(alert.Published)) + ` and from_us <= ` + is(now) + ` and until_us > ` + is(now)
	case alert.Over:
		where += ` and (state = ` + is(string(alert.Ended)) + ` or state = ` + is(string(alert.Published)) + ` and until_us <= ` + is(now) + `)`
	}
	return where, args
}

// Alerts lists a page of a service's alerts, newest first, and counts all that
// the filter leaves.
func (tx *Tx) Alerts(ctx context.Context, service string, f AlertFilter, at time.Time, offset, limit int) (all []Alert, total int, err error) {
	where, args := f.where(service, at)
	if err = tx.QueryRow(ctx, `select count(*) from alert`+where, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	all, err = sqldb.Select(ctx, tx.Tx, scanAlert, alertColumns+where+fmt.Sprintf(` order by number desc limit $%d offset $%d`, len(args)+1, len(args)+2), append(args, limit, offset)...)
	return all, total, err
}
