package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/procedure"
	"sinergi/internal/sqldb"
)

// Proceeding is a going through a procedure, as lists need it.
type Proceeding struct {
	ID          string
	Cooperation string
	Definition  string // id of the definition
	Version     int
	Title       string
	Subject     string // id of the run it is about, or ""
	Status      procedure.Status
	Suspended   bool
	Seq         int // number of acts
}

const proceedingColumns = `id, cooperation, definition, version, title, subject, status, suspended, seq`

func scanProceeding(row sqldb.Scanner) (r Proceeding, err error) {
	err = row.Scan(&r.ID, &r.Cooperation, &r.Definition, &r.Version, &r.Title, &r.Subject, &r.Status, &r.Suspended, &r.Seq)
	return r, err
}

// AddProceeding adds a run with its acts.
func (tx *Tx) AddProceeding(ctx context.Context, cooperation string, r procedure.Run) error {
	status, suspended := r.Status()
	subject := ""
	if s := r.Subject(); s != nil {
		subject = s.Run
	}
	_, err := tx.Exec(ctx, `
		insert into procedure_run (id, cooperation, definition, version, title, subject, status, suspended, seq)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		r.ID(), cooperation, r.Definition().ID, r.Definition().Version, r.Title(), subject, string(status), suspended)
	if errors.Is(err, sqldb.ErrUnique) {
		return fault.Wrap(fault.Conflict, "procedure.moved_on", err)
	}
	if err != nil {
		return err
	}
	return tx.AppendActs(ctx, r, 0)
}

// AppendActs appends the acts of a run after the one with number from. When
// another act came in between it is a Conflict: nothing was written, and the
// officer is told to look again.
func (tx *Tx) AppendActs(ctx context.Context, r procedure.Run, from int) error {
	for _, act := range r.Acts()[from:] {
		body, err := json.Marshal(act)
		if err != nil {
			return fmt.Errorf("store act %d of run %s: %w", act.Seq, r.ID(), err)
		}
		_, err = tx.Exec(ctx, `
			insert into procedure_act (run, seq, at_us, account, government, kind, body) values ($1, $2, $3, $4, $5, $6, $7)`,
			r.ID(), act.Seq, act.At.UnixMicro(), act.By.Account, act.By.Government, string(act.Kind), body)
		if errors.Is(err, sqldb.ErrUnique) {
			return fault.Wrap(fault.Conflict, "procedure.moved_on", err)
		}
		if err != nil {
			return err
		}
	}
	status, suspended := r.Status()
	_, err := tx.Exec(ctx, `
		update procedure_run set status = $2, suspended = $3, seq = $4 where id = $1`,
		r.ID(), string(status), suspended, r.Seq())
	return err
}

// Proceeding gives a run as lists need it.
func (tx *Tx) Proceeding(ctx context.Context, id string) (Proceeding, error) {
	r, err := sqldb.Get(ctx, tx.Tx, scanProceeding, `select `+proceedingColumns+` from procedure_run where id = $1`, id)
	return r, found(err)
}

// ProceedingsOf lists the runs of a cooperation in the order of their ids.
func (tx *Tx) ProceedingsOf(ctx context.Context, cooperation string) ([]Proceeding, error) {
	return sqldb.Select(ctx, tx.Tx, scanProceeding, `select `+proceedingColumns+` from procedure_run where cooperation = $1 order by id`, cooperation)
}

// ProceedingsIn lists the runs of some cooperations in the order of the ids of
// both.
func (tx *Tx) ProceedingsIn(ctx context.Context, cooperations []string) ([]Proceeding, error) {
	if len(cooperations) == 0 {
		return nil, nil
	}
	in, args := list(cooperations)
	return sqldb.Select(ctx, tx.Tx, scanProceeding, `select `+proceedingColumns+` from procedure_run where cooperation in `+in+` order by cooperation, id`, args...)
}

// ProceedingsAbout lists the runs that are about a run.
func (tx *Tx) ProceedingsAbout(ctx context.Context, run string) ([]Proceeding, error) {
	return sqldb.Select(ctx, tx.Tx, scanProceeding, `select `+proceedingColumns+` from procedure_run where subject = $1 order by id`, run)
}

// Acts gives the acts of a run in order.
func (tx *Tx) Acts(ctx context.Context, run string) ([]procedure.Act, error) {
	all, err := tx.ActsOf(ctx, []string{run})
	return all[run], err
}

// ActsOf gives the acts of some runs in order, by run.
func (tx *Tx) ActsOf(ctx context.Context, runs []string) (map[string][]procedure.Act, error) {
	out := map[string][]procedure.Act{}
	if len(runs) == 0 {
		return out, nil
	}
	in, args := list(runs)
	_, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (struct{}, error) {
		var run string
		var body []byte
		if err := row.Scan(&run, &body); err != nil {
			return struct{}{}, err
		}
		var a procedure.Act
		if err := json.Unmarshal(body, &a); err != nil {
			return struct{}{}, fmt.Errorf("an act of run %s: %w", run, err)
		}
		out[run] = append(out[run], a)
		return struct{}{}, nil
	}, `select run, body from procedure_act where run in `+in+` order by run, seq`, args...)
	return out, err
}

// Waiting is an open gate for one government: whose move it is. No person is
// named; duties belong to offices.
type Waiting struct {
	Run         string
	Cooperation string
	Definition  string // id of the run's definition
	Version     int
	Title       string // of the run
	Slot        procedure.Slot
	Government  string // whose office must move
	Office      procedure.OfficeKind
	Agency      string // id, when it is one agency's; empty for any of that kind
	SinceUS     int64
	Due         civil.Date // no day: no deadline is known
}

// SetWaiting writes anew what is open in a run.
func (tx *Tx) SetWaiting(ctx context.Context, run string, open []Waiting) error {
	if _, err := tx.Exec(ctx, `delete from procedure_move where run = $1`, run); err != nil {
		return err
	}
	for _, w := range open {
		if _, err := tx.Exec(ctx, `
			insert into procedure_move (run, gate, branch, slot_government, government, office, agency, since_us, due, definition, version, hidden)
			select r.id, $2, $3, $4, $5, $6, $7, $8, $9, r.definition, r.version, c.draft and c.owner <> $5
			from procedure_run r join cooperation c on c.id = r.cooperation where r.id = $1`,
			run, w.Slot.Gate, w.Slot.Branch, w.Slot.Government, w.Government, string(w.Office), w.Agency, w.SinceUS, w.Due.String()); err != nil {
			return err
		}
	}
	return nil
}

// WaitingKind is what some of the open gates of a government have in common, and
// how many these are.
type WaitingKind struct {
	Definition string
	Version    int
	Gate       string
	Office     procedure.OfficeKind
	Agency     string
	Count      int
}

// WaitingKinds sums up what is open for a government's offices. What another
// government still keeps as a draft is not among it.
func (tx *Tx) WaitingKinds(ctx context.Context, government string) ([]WaitingKind, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (k WaitingKind, err error) {
		err = row.Scan(&k.Definition, &k.Version, &k.Gate, &k.Office, &k.Agency, &k.Count)
		return k, err
	}, `
		select definition, version, gate, office, agency, count(*) from procedure_move where government = $1 and hidden = false
		group by definition, version, gate, office, agency order by definition, version, gate, office, agency`, government)
}

// WaitingOf lists what is open of some kinds, the nearest deadline first and
// what has none last, at most limit after so many others.
func (tx *Tx) WaitingOf(ctx context.Context, government string, kinds []WaitingKind, from, limit int) ([]Waiting, error) {
	const order = ` order by case when m.due = '' then 1 else 0 end, m.due, m.since_us, m.run, m.gate, m.branch, m.slot_government limit `
	var args []any
	is := numbered(&args)
	union := ""
	for i, k := range kinds { // each in the order of an index
		if i > 0 {
			union += ` union all `
		}
		union += `select * from (select m.run, m.gate, m.branch, m.slot_government, m.government, m.office, m.agency, m.since_us, m.due from procedure_move m
			where m.government = ` + is(government) + ` and m.hidden = false and m.definition = ` + is(k.Definition) + ` and m.version = ` + is(k.Version) + `
				and m.gate = ` + is(k.Gate) + ` and m.office = ` + is(string(k.Office)) + ` and m.agency = ` + is(k.Agency) + order + is(min(from+limit, k.Count)) + `) x`
	}
	if union == "" {
		return nil, nil
	}
	return sqldb.Select(ctx, tx.Tx, scanWaiting, `
		select `+waitingColumns+` from (select * from (`+union+`) m`+order+is(limit)+` offset `+is(from)+`) m join procedure_run r on r.id = m.run`+order+is(limit), args...)
}

// WaitingIn lists what is open in the runs of a cooperation.
func (tx *Tx) WaitingIn(ctx context.Context, cooperation string) ([]Waiting, error) {
	return sqldb.Select(ctx, tx.Tx, scanWaiting, `
		select `+waitingColumns+` from procedure_run r join procedure_move m on m.run = r.id
		where r.cooperation = $1 order by m.run, m.gate, m.branch, m.slot_government, m.government`, cooperation)
}

const waitingColumns = `m.run, r.cooperation, r.definition, r.version, r.title, m.gate, m.branch, m.slot_government, m.government, m.office, m.agency, m.since_us, m.due`

func scanWaiting(row sqldb.Scanner) (w Waiting, err error) {
	err = row.Scan(&w.Run, &w.Cooperation, &w.Definition, &w.Version, &w.Title, &w.Slot.Gate, &w.Slot.Branch, &w.Slot.Government, &w.Government,
		&w.Office, &w.Agency, &w.SinceUS, date{&w.Due})
	return w, err
}

// RunFile is a paper that was given in a run: a letter, minutes, a scan.
type RunFile struct {
	Run, SHA256, Government, Name, Media string
	Size                                 int64
	AddedUS                              int64
}

// AddRunFile keeps a file with a run, under the name that a government gives it:
// the last one, when it hands the same file in again.
func (tx *Tx) AddRunFile(ctx context.Context, f RunFile) error {
	_, err := tx.Exec(ctx, `
		insert into run_file (run, sha256, government, name, added_us) values ($1, $2, $3, $4, $5)
		on conflict (run, sha256, government) do update set name = excluded.name`,
		f.Run, f.SHA256, f.Government, f.Name, f.AddedUS)
	return err
}

// RunFiles lists the files of a run, oldest first.
func (tx *Tx) RunFiles(ctx context.Context, run string) ([]RunFile, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (f RunFile, err error) {
		err = row.Scan(&f.Run, &f.SHA256, &f.Government, &f.Name, &f.AddedUS, &f.Media, &f.Size)
		return f, err
	}, `
		select r.run, r.sha256, r.government, r.name, r.added_us, f.media, f.size_bytes
		from run_file r join file f on f.sha256 = r.sha256
		where r.run = $1 order by r.added_us, r.sha256, r.government`, run)
}
