package store

import (
	"context"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
)

// SaveService adds or changes a service. rules is JSON that the service's own
// measurement reads: tolerances, limits, caps.
func (tx *Tx) SaveService(ctx context.Context, s agreement.Service, rules string) error {
	_, err := tx.Exec(ctx, `
		insert into service (id, agreement, clause, kind, name, provider, agency, rules) values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (id) do update set clause = excluded.clause, name = excluded.name, provider = excluded.provider, agency = excluded.agency, rules = excluded.rules`,
		s.ID, s.Agreement, s.Clause, string(s.Kind), s.Name, s.Provider, s.Agency, rules)
	if err != nil {
		return err
	}
	return tx.unsettleService(ctx, s.ID)
}

// SaveServiceVersion changes a service from a day on. What held before stays.
func (tx *Tx) SaveServiceVersion(ctx context.Context, s agreement.Service, rules string, from civil.Date) error {
	_, err := tx.Exec(ctx, `
		insert into service_version (service, from_date, clause, name, provider, agency, rules) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (service, from_date) do update set clause = excluded.clause, name = excluded.name, provider = excluded.provider,
			agency = excluded.agency, rules = excluded.rules`,
		s.ID, from.String(), s.Clause, s.Name, s.Provider, s.Agency, rules)
	if err != nil {
		return err
	}
	return tx.unsettleService(ctx, s.ID)
}

// servicesOn selects services as they stand on the day $2.
const servicesOn = `
	select s.id, s.agreement, coalesce(v.clause, s.clause), s.kind, coalesce(v.name, s.name), coalesce(v.provider, s.provider), coalesce(v.agency, s.agency), coalesce(v.rules, s.rules)
	from service s left join service_version v on v.service = s.id
		and v.from_date = (select max(w.from_date) from service_version w where w.service = s.id and w.from_date <= $2)`

type ruledService struct {
	agreement.Service
	rules string
}

func scanService(row sqldb.Scanner) (s ruledService, err error) {
	err = row.Scan(&s.ID, &s.Agreement, &s.Clause, &s.Kind, &s.Name, &s.Provider, &s.Agency, &s.rules)
	return s, err
}

// Service gives one service and its rules as they stand on a day.
func (tx *Tx) Service(ctx context.Context, id string, on civil.Date) (s agreement.Service, rules string, err error) {
	got, err := sqldb.Get(ctx, tx.Tx, scanService, servicesOn+` where s.id = $1`, id, on.String())
	return got.Service, got.rules, found(err)
}

// Services lists an agreement's services as they stand on a day; all services
// when the id is empty.
func (tx *Tx) Services(ctx context.Context, agreementID string, on civil.Date) ([]agreement.Service, error) {
	all, err := sqldb.Select(ctx, tx.Tx, scanService, servicesOn+` where `+ofOrAll("s.agreement", agreementID)+` order by s.agreement, s.id`, agreementID, on.String())
	out := make([]agreement.Service, len(all))
	for i, s := range all {
		out[i] = s.Service
	}
	return out, err
}

// Timetable is a GTFS feed that holds for a service from a day on.
type Timetable struct {
	Service string
	SHA256  string
	From    civil.Date
	Name    string
	Note    string
	AddedUS int64
}

// SaveTimetable adds a feed, or replaces the one that starts on the same day.
func (tx *Tx) SaveTimetable(ctx context.Context, t Timetable) error {
	_, err := tx.Exec(ctx, `
		insert into timetable (service, sha256, from_date, name, note, added_us) values ($1, $2, $3, $4, $5, $6)
		on conflict (service, from_date) do update set sha256 = excluded.sha256, name = excluded.name, note = excluded.note, added_us = excluded.added_us`,
		t.Service, t.SHA256, t.From.String(), t.Name, t.Note, t.AddedUS)
	return err
}

// Timetables lists a service's feeds, newest first.
func (tx *Tx) Timetables(ctx context.Context, service string) ([]Timetable, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t Timetable, err error) {
		err = row.Scan(&t.Service, &t.SHA256, date{&t.From}, &t.Name, &t.Note, &t.AddedUS)
		return t, err
	}, `select service, sha256, from_date, name, note, added_us from timetable where service = $1 order by from_date desc`, service)
}

// Vehicle is a bus of a service.
type Vehicle struct {
	Service  string
	ID       string
	Plate    string
	Capacity int // people it may carry, seated and standing; 0: not known
}

// TimetabledServices lists the services that have a timetable, by id.
func (tx *Tx) TimetabledServices(ctx context.Context) ([]string, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (id string, err error) {
		err = row.Scan(&id)
		return id, err
	}, `select distinct service from timetable order by service`)
}

// SaveVehicle adds or changes a vehicle.
func (tx *Tx) SaveVehicle(ctx context.Context, v Vehicle) error {
	_, err := tx.Exec(ctx, `
		insert into vehicle (service, id, plate, capacity) values ($1, $2, $3, $4)
		on conflict (service, id) do update set plate = excluded.plate, capacity = excluded.capacity`,
		v.Service, v.ID, v.Plate, v.Capacity)
	return err
}

// Vehicles lists a service's vehicles.
func (tx *Tx) Vehicles(ctx context.Context, service string) ([]Vehicle, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (v Vehicle, err error) {
		err = row.Scan(&v.Service, &v.ID, &v.Plate, &v.Capacity)
		return v, err
	}, `select service, id, plate, capacity from vehicle where service = $1 order by id`, service)
}

// Device is a position sender in a vehicle.
type Device struct {
	ID      string // what it calls itself
	Service string
	Vehicle string
	KeyHash string
	SinceUS int64 // registered; older fixes come from a wrong clock
	Active  bool
	Phone   bool // a driver's, who says in which vehicle it is
}

// SaveDevice adds or changes a device.
func (tx *Tx) SaveDevice(ctx context.Context, d Device) error {
	_, err := tx.Exec(ctx, `
		insert into device (id, service, vehicle, key_hash, since_us, active, phone) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (id) do update set vehicle = excluded.vehicle, key_hash = excluded.key_hash, since_us = excluded.since_us, active = excluded.active, phone = excluded.phone`,
		d.ID, d.Service, d.Vehicle, d.KeyHash, d.SinceUS, d.Active, d.Phone)
	return err
}

const deviceColumns = `id, service, vehicle, key_hash, since_us, active, phone`

// Devices lists a service's devices; all devices when the id is empty.
func (tx *Tx) Devices(ctx context.Context, service string) ([]Device, error) {
	return sqldb.Select(ctx, tx.Tx, scanDevice, `select `+deviceColumns+` from device where `+ofOrAll("service", service)+` order by id`, service)
}

// Device gives one device.
func (tx *Tx) Device(ctx context.Context, id string) (Device, error) {
	d, err := sqldb.Get(ctx, tx.Tx, scanDevice, `select `+deviceColumns+` from device where id = $1`, id)
	return d, found(err)
}

func scanDevice(row sqldb.Scanner) (d Device, err error) {
	err = row.Scan(&d.ID, &d.Service, &d.Vehicle, &d.KeyHash, &d.SinceUS, &d.Active, &d.Phone)
	return d, err
}

// SourceKey lets a machine speak for a whole service.
type SourceKey struct {
	KeyHash   string
	Service   string
	Label     string
	CreatedUS int64
	Active    bool
}

// SaveSourceKey adds a key or withdraws it.
func (tx *Tx) SaveSourceKey(ctx context.Context, k SourceKey) error {
	_, err := tx.Exec(ctx, `
		insert into source_key (key_hash, service, label, created_us, active) values ($1, $2, $3, $4, $5)
		on conflict (key_hash) do update set label = excluded.label, active = excluded.active`,
		k.KeyHash, k.Service, k.Label, k.CreatedUS, k.Active)
	return err
}

// SourceKey gives the key with this hash.
func (tx *Tx) SourceKey(ctx context.Context, keyHash string) (SourceKey, error) {
	k, err := sqldb.Get(ctx, tx.Tx, scanSourceKey, `
		select key_hash, service, label, created_us, active from source_key where key_hash = $1`, keyHash)
	return k, found(err)
}

// SourceKeys lists a service's keys.
func (tx *Tx) SourceKeys(ctx context.Context, service string) ([]SourceKey, error) {
	return sqldb.Select(ctx, tx.Tx, scanSourceKey, `
		select key_hash, service, label, created_us, active from source_key where service = $1 order by label, created_us, key_hash`, service)
}

func scanSourceKey(row sqldb.Scanner) (k SourceKey, err error) {
	err = row.Scan(&k.KeyHash, &k.Service, &k.Label, &k.CreatedUS, &k.Active)
	return k, err
}

// Duty says which vehicle works a block of the timetable on a day.
type Duty struct {
	Date    civil.Date
	Block   string
	Vehicle string
}

// SaveDuty sets the vehicle of a block on a day and reports whether anything
// changed.
func (tx *Tx) SaveDuty(ctx context.Context, service string, d Duty) (changed bool, err error) {
	n, err := tx.Exec(ctx, `
		insert into roster (service, date, block, vehicle) values ($1, $2, $3, $4)
		on conflict (service, date, block) do update set vehicle = excluded.vehicle where roster.vehicle <> excluded.vehicle`,
		service, d.Date.String(), d.Block, d.Vehicle)
	return n > 0, err
}

// Roster gives a day's duties.
func (tx *Tx) Roster(ctx context.Context, service string, day civil.Date) ([]Duty, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d Duty, err error) {
		err = row.Scan(date{&d.Date}, &d.Block, &d.Vehicle)
		return d, err
	}, `select date, block, vehicle from roster where service = $1 and date = $2 order by block`, service, day.String())
}

// Import is a file that came in whole.
type Import struct {
	Service string
	Kind    string // roster, tickets, positions
	SHA256  string
	Name    string
	Account string
	AtUS    int64
	Report  string // JSON
}

// SaveImport records an import.
func (tx *Tx) SaveImport(ctx context.Context, i Import) error {
	_, err := tx.Exec(ctx, `
		insert into import (service, kind, sha256, name, account, at_us, report) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (service, kind, sha256) do update set report = excluded.report`,
		i.Service, i.Kind, i.SHA256, i.Name, i.Account, i.AtUS, i.Report)
	return err
}

// Import gives the record of a file that came in before.
func (tx *Tx) Import(ctx context.Context, service, kind, sha256 string) (i Import, err error) {
	err = tx.QueryRow(ctx, `
		select service, kind, sha256, name, account, at_us, report from import where service = $1 and kind = $2 and sha256 = $3`, service, kind, sha256).
		Scan(&i.Service, &i.Kind, &i.SHA256, &i.Name, &i.Account, &i.AtUS, &i.Report)
	return i, found(err)
}

// Imports lists a service's imports, newest first.
func (tx *Tx) Imports(ctx context.Context, service string, limit int) ([]Import, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (i Import, err error) {
		err = row.Scan(&i.Service, &i.Kind, &i.SHA256, &i.Name, &i.Account, &i.AtUS, &i.Report)
		return i, err
	}, `
		select service, kind, sha256, name, account, at_us, report from import
		where service = $1 order by at_us desc, sha256 limit $2`, service, limit)
}
