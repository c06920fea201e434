package store

import (
	"context"
	"strings"

	"sinergi/internal/civil"
	"sinergi/internal/sqldb"
	"sinergi/internal/waste"
)

// AddTicket keeps a ticket. It reports false, and keeps nothing, when a ticket
// that says the same is there already.
func (tx *Tx) AddTicket(ctx context.Context, service string, t waste.Ticket, receivedUS int64) (added bool, err error) {
	n, err := tx.Exec(ctx, `
		insert into weighing (service, site, number, content, day, plate, in_us, out_us, gross_kg, tare_kg, net_kg, origin, load_type, source, received_us, folded)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing`,
		service, t.Site, t.Number, t.Content(), t.Day().String(), t.Plate, t.In, t.Out, int64(t.Gross), int64(t.Tare), int64(t.Net), t.Origin, t.Load, t.Source, receivedUS, t.Folded())
	if err != nil || n == 0 {
		return false, err
	}
	return true, tx.unsettleFigures(ctx, service, t.Day())
}

// Tickets lists a service's tickets from first to last day, in order of the
// second weighing.
func (tx *Tx) Tickets(ctx context.Context, service string, first, last civil.Date) ([]waste.Ticket, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t waste.Ticket, err error) {
		err = row.Scan(&t.Site, &t.Number, &t.Plate, &t.In, &t.Out, &t.Gross, &t.Tare, &t.Net, &t.Origin, &t.Load, &t.Source, &t.Received)
		return t, err
	}, `
		select site, number, plate, in_us, out_us, gross_kg, tare_kg, net_kg, origin, load_type, source, received_us
		from weighing where service = $1 and day between $2 and $3 order by out_us, site, number, content`, service, first.String(), last.String())
}

// TicketMonths lists the newest months that hold tickets of a service, the
// newest first.
func (tx *Tx) TicketMonths(ctx context.Context, service string, limit int) ([]civil.Month, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (m civil.Month, err error) {
		return m, row.Scan(month{&m})
	}, `select distinct substr(day, 1, 7) from weighing where service = $1 order by 1 desc limit $2`, service, limit)
}

// EarlierTickets lists the tickets from a day to before a month whose number,
// however it was typed, is on a ticket of that month too.
func (tx *Tx) EarlierTickets(ctx context.Context, service string, since civil.Date, m civil.Month) ([]waste.Ticket, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (t waste.Ticket, err error) {
		err = row.Scan(&t.Site, &t.Number, &t.Plate, &t.In, &t.Out, &t.Gross, &t.Tare, &t.Net, &t.Origin, &t.Load, &t.Source, &t.Received)
		return t, err
	}, `
		select site, number, plate, in_us, out_us, gross_kg, tare_kg, net_kg, origin, load_type, source, received_us
		from weighing where service = $1 and day >= $2 and day < $3
			and folded in (select folded from weighing where service = $1 and day between $3 and $4)
		order by out_us, site, number, content`, service, since.String(), m.First().String(), m.Last().String())
}

// AddDecision appends a decision on a ticket.
func (tx *Tx) AddDecision(ctx context.Context, service string, d waste.Decision) error {
	flags := make([]string, len(d.Flags))
	for i, f := range d.Flags {
		flags[i] = string(f)
	}
	_, err := tx.Exec(ctx, `
		insert into weighing_decision (service, site, number, content, seq, verdict, origin, net_kg, flags, reason, account, name, office, government, at_us)
		select $1, $2, $3, $4, coalesce(max(seq), 0) + 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
		from weighing_decision where service = $1 and site = $2 and number = $3 and content = $4`,
		service, d.Site, d.Number, d.Content, string(d.Verdict), d.Origin, int64(d.Net), strings.Join(flags, " "), d.Reason, d.Account, d.Name, d.Office, d.Government, d.AtUS)
	if err != nil {
		return err
	}
	return tx.unsettleService(ctx, service)
}

// Decisions lists the decisions on a service's tickets, by ticket and order.
func (tx *Tx) Decisions(ctx context.Context, service string) ([]waste.Decision, error) {
	return sqldb.Select(ctx, tx.Tx, func(row sqldb.Scanner) (d waste.Decision, err error) {
		var flags string
		err = row.Scan(&d.Site, &d.Number, &d.Content, &d.Seq, &d.Verdict, &d.Origin, &d.Net, &flags, &d.Reason, &d.Account, &d.Name, &d.Office, &d.Government, &d.AtUS)
		for _, f := range strings.Fields(flags) {
			d.Flags = append(d.Flags, waste.Kind(f))
		}
		return d, err
	}, `
		select site, number, content, seq, verdict, origin, net_kg, flags, reason, account, name, office, government, at_us
		from weighing_decision where service = $1 order by site, number, content, seq`, service)
}
