package store

import (
	"context"

	"sinergi/internal/sqldb"
)

// Report is a report to the governor that was sent.
type Report struct {
	Government, Period string
	Version            int
	SHA256             string
	Canonical          []byte // empty in lists
	SentUS             int64
	Account, Name      string
}

// AddReport keeps a report. The same version twice is sqldb.ErrUnique.
func (tx *Tx) AddReport(ctx context.Context, r Report) error {
	_, err := tx.Exec(ctx, `
		insert into report (government, period, version, sha256, canonical, sent_us, account, name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.Government, r.Period, r.Version, r.SHA256, r.Canonical, r.SentUS, r.Account, r.Name)
	return err
}

// Reports lists what a government sent, newest half year and version first; of
// all governments when the code is empty.
func (tx *Tx) Reports(ctx context.Context, government string) ([]Report, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (r Report, err error) {
		err = row.Scan(&r.Government, &r.Period, &r.Version, &r.SHA256, &r.SentUS, &r.Account, &r.Name)
		return r, err
	}, `
		select government, period, version, sha256, sent_us, account, name from report
		where `+ofOrAll("government", government)+` order by period desc, government, version desc`, government)
}

// Report gives a version of a report.
func (tx *Tx) Report(ctx context.Context, government, period string, version int) (Report, error) {
	r := Report{Government: government, Period: period, Version: version}
	err := tx.QueryRow(ctx, `
		select sha256, canonical, sent_us, account, name from report where government = $1 and period = $2 and version = $3`, government, period, version).
		Scan(&r.SHA256, &r.Canonical, &r.SentUS, &r.Account, &r.Name)
	return r, found(err)
}

// SaveReportNote keeps what the officer says of a cooperation, or of all of
// them, in the next report of a half year.
func (tx *Tx) SaveReportNote(ctx context.Context, government, period, cooperation, text string) error {
	_, err := tx.Exec(ctx, `
		insert into report_note (government, period, cooperation, body) values ($1, $2, $3, $4)
		on conflict (government, period, cooperation) do update set body = excluded.body`, government, period, cooperation, text)
	return err
}

// ReportNotes gives what the officer says, by cooperation; the empty id is for
// all of them.
func (tx *Tx) ReportNotes(ctx context.Context, government, period string) (map[string]string, error) {
	type note struct{ cooperation, text string }
	all, err := sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (n note, err error) {
		err = row.Scan(&n.cooperation, &n.text)
		return n, err
	}, `select cooperation, body from report_note where government = $1 and period = $2`, government, period)
	out := map[string]string{}
	for _, n := range all {
		out[n.cooperation] = n.text
	}
	return out, err
}
