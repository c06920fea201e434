package store

import (
	"context"
	"encoding/json"

	"sinergi/internal/civil"
	"sinergi/internal/pull"
	"sinergi/internal/sqldb"
)

// RealtimeSource is a source of GTFS Realtime of a bus service, with its key
// sealed.
type RealtimeSource struct {
	pull.Source
	Service string
	Secret  []byte // nil: no key
}

// NextRealtimeSource gives the number that the next source of a service has.
func (tx *Tx) NextRealtimeSource(ctx context.Context, service string) (number int, err error) {
	err = tx.QueryRow(ctx, `select coalesce(max(number), 0) + 1 from realtime_source where service = $1`, service).Scan(&number)
	return number, err
}

// SaveRealtimeSource adds or changes a source.
func (tx *Tx) SaveRealtimeSource(ctx context.Context, s RealtimeSource) error {
	_, err := tx.Exec(ctx, `
		insert into realtime_source (service, number, name, positions, updates, alerts, header, secret, interval_s, max_age_s, active, created_us)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		on conflict (service, number) do update set name = excluded.name, positions = excluded.positions, updates = excluded.updates, alerts = excluded.alerts,
			header = excluded.header, secret = excluded.secret, interval_s = excluded.interval_s, max_age_s = excluded.max_age_s, active = excluded.active`,
		s.Service, s.Number, s.Name, s.Address[pull.Positions], s.Address[pull.Updates], s.Address[pull.Alerts], s.Header, s.Secret, s.Interval, s.MaxAge, s.Active, s.Created)
	return err
}

// RemoveRealtimeSource takes a source away with its key, its addresses and how it
// stood. What it said of who drove stays under its number.
func (tx *Tx) RemoveRealtimeSource(ctx context.Context, service string, number int) error {
	if err := tx.ForgetRealtimeDoors(ctx, service, number); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		update realtime_source set removed = $3, active = $4, positions = '', updates = '', alerts = '', header = '', secret = null where service = $1 and number = $2`,
		service, number, true, false)
	return err
}

// ForgetRealtimeDoors lets go of what is known of a source's addresses.
func (tx *Tx) ForgetRealtimeDoors(ctx context.Context, service string, number int) error {
	if _, err := tx.Exec(ctx, `delete from realtime_door where service = $1 and number = $2`, service, number); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from realtime_history where service = $1 and number = $2`, service, number)
	return err
}

const realtimeSourceColumns = `select service, number, name, positions, updates, alerts, header, secret, interval_s, max_age_s, active, created_us from realtime_source`

func scanRealtimeSource(row sqldb.Scanner) (s RealtimeSource, err error) {
	var positions, updates, alerts string
	err = row.Scan(&s.Service, &s.Number, &s.Name, &positions, &updates, &alerts, &s.Header, &s.Secret, &s.Interval, &s.MaxAge, &s.Active, &s.Created)
	s.Address = map[pull.Kind]string{}
	for kind, address := range map[pull.Kind]string{pull.Positions: positions, pull.Updates: updates, pull.Alerts: alerts} {
		if address != "" {
			s.Address[kind] = address
		}
	}
	return s, err
}

// RealtimeSources lists the sources of a service; of all services when the id is
// empty.
func (tx *Tx) RealtimeSources(ctx context.Context, service string) ([]RealtimeSource, error) {
	return sqldb.Select(ctx, tx.Tx, scanRealtimeSource, realtimeSourceColumns+` where `+ofOrAll("service", service)+` and removed = $2 order by service, number`, service, false)
}

// RealtimeSource gives one source.
func (tx *Tx) RealtimeSource(ctx context.Context, service string, number int) (RealtimeSource, error) {
	s, err := sqldb.Get(ctx, tx.Tx, scanRealtimeSource, realtimeSourceColumns+` where service = $1 and number = $2 and removed = $3`, service, number, false)
	return s, found(err)
}

// RealtimeDoor is how an address of a source stands.
type RealtimeDoor struct {
	pull.Door
	Service   string
	Number    int
	Kind      pull.Kind // the first that is fetched there
	NextUS    int64     // when it is asked next
	MessageUS int64     // when the last message that was used came; 0: none did, or it told positions only
}

func scanRealtimeDoor(row sqldb.Scanner) (d RealtimeDoor, err error) {
	var body string
	if err = row.Scan(&d.Service, &d.Number, &d.Kind, &d.NextUS, &d.MessageUS, &body); err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(body), &d.Door)
}

// RealtimeDoors lists what is known of the addresses of a service's sources; of
// all services when the id is empty. One that was never asked is not there.
func (tx *Tx) RealtimeDoors(ctx context.Context, service string) ([]RealtimeDoor, error) {
	return sqldb.Select(ctx, tx.Tx, scanRealtimeDoor, `
		select service, number, kind, next_us, message_us, body from realtime_door where `+ofOrAll("service", service)+` order by service, number, kind`, service)
}

// ClaimRealtimeDoor makes a door the caller's until an instant, and gives it as it
// stands. It is false when it is not due, or another node has claimed it.
func (tx *Tx) ClaimRealtimeDoor(ctx context.Context, service string, number int, kind pull.Kind, nowUS, untilUS int64) (d RealtimeDoor, ok bool, err error) {
	n, err := tx.Exec(ctx, `
		insert into realtime_door (service, number, kind, next_us, body) values ($1, $2, $3, $4, '{}')
		on conflict (service, number, kind) do update set next_us = excluded.next_us where realtime_door.next_us <= $5`,
		service, number, string(kind), untilUS, nowUS)
	if err != nil || n == 0 {
		return d, false, err
	}
	d, err = sqldb.Get(ctx, tx.Tx, scanRealtimeDoor, `
		select service, number, kind, next_us, message_us, body from realtime_door where service = $1 and number = $2 and kind = $3`, service, number, string(kind))
	return d, err == nil, err
}

// SaveRealtimeDoor keeps how a door stands, and a message where there is a new
// one. It is false, and keeps nothing, when the door was forgotten meanwhile.
func (tx *Tx) SaveRealtimeDoor(ctx context.Context, d RealtimeDoor, message []byte) (bool, error) {
	body, err := json.Marshal(d.Door)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `update realtime_door set next_us = $4, body = $5 where service = $1 and number = $2 and kind = $3`,
		d.Service, d.Number, string(d.Kind), d.NextUS, string(body))
	if err != nil || n == 0 || message == nil {
		return n > 0, err
	}
	_, err = tx.Exec(ctx, `update realtime_door set message = $4, message_us = $5 where service = $1 and number = $2 and kind = $3`,
		d.Service, d.Number, string(d.Kind), message, d.MessageUS)
	return true, err
}

// RealtimeMessage gives the last message of a door.
func (tx *Tx) RealtimeMessage(ctx context.Context, service string, number int, kind pull.Kind) (message []byte, err error) {
	err = tx.QueryRow(ctx, `select message from realtime_door where service = $1 and number = $2 and kind = $3`, service, number, string(kind)).Scan(&message)
	return message, found(err)
}

// RealtimeSpan is how long a door stood in one way.
type RealtimeSpan struct {
	Number  int
	Kind    pull.Kind
	FromUS  int64
	UntilUS int64
	State   pull.State
	Detail  string
	Answers int
}

// historyKept is how far back the history of a door goes, and how many changes
// of it are kept.
const (
	historyKeptUS = 24 * 3600 * 1_000_000
	historyMost   = 200
)

// NoteRealtime goes on with the history of a door: in the span that it is in, or
// in a new one. What is older than a day is let go, and more than 200 changes.
func (tx *Tx) NoteRealtime(ctx context.Context, service string, number int, kind pull.Kind, state pull.State, detail string, atUS int64) error {
	n, err := tx.Exec(ctx, `
		update realtime_history set until_us = $6, answers = answers + 1 where service = $1 and number = $2 and kind = $3 and state = $4 and detail = $5
			and from_us = (select max(h.from_us) from realtime_history h where h.service = $1 and h.number = $2 and h.kind = $3)`,
		service, number, string(kind), string(state), detail, atUS)
	if err != nil || n > 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `
		insert into realtime_history (service, number, kind, from_us, until_us, state, detail, answers) values ($1, $2, $3, $4, $4, $5, $6, 1)
		on conflict (service, number, kind, from_us) do update set state = excluded.state, detail = excluded.detail`,
		service, number, string(kind), atUS, string(state), detail); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from realtime_history where service = $1 and number = $2 and kind = $3 and until_us < $4`, service, number, string(kind), atUS-historyKeptUS); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		delete from realtime_history where service = $1 and number = $2 and kind = $3 and from_us <= (
			select h.from_us from realtime_history h where h.service = $1 and h.number = $2 and h.kind = $3 order by h.from_us desc limit 1 offset $4)`,
		service, number, string(kind), historyMost)
	return err
}

// RealtimeHistory lists how a source stood in the last day, the newest first.
func (tx *Tx) RealtimeHistory(ctx context.Context, service string, number int, atUS int64, most int) ([]RealtimeSpan, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (s RealtimeSpan, err error) {
		err = row.Scan(&s.Number, &s.Kind, &s.FromUS, &s.UntilUS, &s.State, &s.Detail, &s.Answers)
		return s, err
	}, `
		select number, kind, from_us, until_us, state, detail, answers from realtime_history
		where service = $1 and number = $2 and until_us >= $3 order by from_us desc, kind limit $4`, service, number, atUS-historyKeptUS, most)
}

// Driven is what a source says of who drove a run.
type Driven struct {
	Date    civil.Date
	Trip    string
	Start   int // seconds of the service day
	Vehicle string
	FirstUS,
	LastUS int64
}

// NoteDriven keeps what a source says of who drives a run.
func (tx *Tx) NoteDriven(ctx context.Context, service string, number int, d Driven) error {
	_, err := tx.Exec(ctx, `
		insert into realtime_driven (service, number, date, trip, start, vehicle, first_us, last_us) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (service, number, date, trip, start, vehicle) do update set last_us = excluded.last_us`,
		service, number, d.Date.String(), d.Trip, d.Start, d.Vehicle, d.FirstUS, d.LastUS)
	return err
}

// DrivenOn lists what a source says of who drove on a day, by start.
func (tx *Tx) DrivenOn(ctx context.Context, service string, number int, day civil.Date) ([]Driven, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d Driven, err error) {
		err = row.Scan(date{&d.Date}, &d.Trip, &d.Start, &d.Vehicle, &d.FirstUS, &d.LastUS)
		return d, err
	}, `
		select date, trip, start, vehicle, first_us, last_us from realtime_driven where service = $1 and number = $2 and date = $3 order by start, trip, vehicle`,
		service, number, day.String())
}
