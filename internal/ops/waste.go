package ops

import (
	"context"
	"io"
	"slices"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/sheet"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/waste"
)

// importTickets keeps a file of weighbridge tickets: the good rows, or with
// whole all or none.
func (d *Desk) importTickets(ctx context.Context, src Source, name string, r io.Reader, whole bool) (Receipt, error) {
	table, err := sheet.Read(r, waste.TicketSchema(), sheet.Limits{})
	if err != nil {
		return Receipt{}, err
	}
	tickets, impossible := d.possible(table, waste.FromSheet(table, name))
	refused := append(refusals(table.Wrong), impossible...)
	slices.SortStableFunc(refused, func(a, b Refusal) int { return a.Row - b.Row })
	if whole && len(refused) > 0 {
		return Receipt{Refused: refused}, nil
	}
	return d.keepTickets(ctx, src, tickets, refused)
}

// possible keeps the tickets of a table whose times can be those of a ticket.
// A time that is only unlikely is kept, and flagged.
func (d *Desk) possible(table *sheet.Table, tickets []waste.Ticket) (kept []waste.Ticket, refused []Refusal) {
	for i, t := range tickets {
		if wrong := d.impossibleTimes(t); len(wrong) > 0 {
			for _, f := range wrong {
				f.Row, f.Value = table.Rows[i].Number, table.Rows[i].Time(f.Name).In(civil.WIB()).Format("02/01/2006 15:04")
				refused = append(refused, Refusal{f.Row, f})
			}
			continue
		}
		kept = append(kept, t)
	}
	return kept, refused
}

// impossibleTimes names the columns of a ticket that hold no time that it can
// have.
func (d *Desk) impossibleTimes(t waste.Ticket) (fields []fault.Field) {
	for _, c := range []struct {
		name string
		us   int64
	}{{"masuk", t.In}, {"keluar", t.Out}} {
		if !waste.Plausible(c.us, d.nowUS()) {
			fields = append(fields, fault.NewField(c.name, "waste.bad_time"))
		}
	}
	return fields
}

func refusals(wrong []fault.Field) []Refusal {
	out := make([]Refusal, len(wrong))
	for i, w := range wrong {
		out[i] = Refusal{w.Row, w}
	}
	return out
}

// AddTicket keeps a ticket that a person has typed in.
func (d *Desk) AddTicket(ctx context.Context, who policy.Actor, service string, t waste.Ticket) (Receipt, error) {
	src, err := d.SourceFor(ctx, who, service)
	if err != nil {
		return Receipt{}, err
	}
	var fields []fault.Field
	for name, value := range map[string]string{"nomor": t.Number, "lokasi": t.Site, "plat": t.Plate, "asal": t.Origin} {
		if value == "" {
			fields = append(fields, fault.NewField(name, "ui.required"))
		}
	}
	for name, kg := range map[string]quantity.Kilograms{"bruto_kg": t.Gross, "tara_kg": t.Tare, "neto_kg": t.Net} {
		if kg < 1 || kg > waste.Heaviest {
			fields = append(fields, fault.NewField(name, "waste.bad_mass", "Max", waste.Heaviest))
		}
	}
	for name, most := range t.TooLong() {
		fields = append(fields, fault.NewField(name, "ui.text_too_long", "Limit", most))
	}
	fields = append(fields, d.impossibleTimes(t)...)
	slices.SortFunc(fields, func(a, b fault.Field) int { return len(a.Name) - len(b.Name) })
	if err := fault.InvalidFields(fields); err != nil {
		return Receipt{}, err
	}
	t.Source = who.Name
	return d.keepTickets(ctx, src, []waste.Ticket{t}, nil)
}

func (d *Desk) keepTickets(ctx context.Context, src Source, tickets []waste.Ticket, refused []Refusal) (Receipt, error) {
	receipt := Receipt{Refused: refused}
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		receipt.Accepted, receipt.Duplicate = 0, 0
		days := map[civil.Date]bool{}
		for _, t := range tickets {
			added, err := tx.AddTicket(ctx, src.Service, t, d.nowUS())
			if err != nil {
				return err
			}
			if !added {
				receipt.Duplicate++
				continue
			}
			receipt.Accepted++
			days[t.Day()] = true
		}
		for day := range days {
			if err := tx.Touch(ctx, src.Service, day); err != nil {
				return err
			}
		}
		return nil
	})
	return receipt, err
}

// wasteService loads a waste service, as it stands on a day, for one who may do
// something with it.
func wasteService(ctx context.Context, tx *store.Tx, who policy.Actor, do policy.Action, id string, on civil.Date) (agreement.Service, waste.Rules, agreement.Agreement, error) {
	s, text, a, err := seeService(ctx, tx, who, do, id, on)
	if err != nil {
		return s, waste.Rules{}, a, err
	}
	if s.Kind != agreement.Waste {
		return s, waste.Rules{}, a, fault.New(fault.NotFound, "policy.not_found")
	}
	rules, err := waste.ParseRules(text)
	return s, rules, a, err
}

// outcomes assesses a month's tickets and applies the decisions.
func outcomes(ctx context.Context, tx *store.Tx, service string, rules waste.Rules, a agreement.Agreement, m civil.Month) ([]waste.Outcome, error) {
	tickets, err := tx.Tickets(ctx, service, m.First(), m.Last())
	if err != nil {
		return nil, err
	}
	kept, err := tx.Trucks(ctx, service)
	if err != nil {
		return nil, err
	}
	trucks := make([]waste.Truck, len(kept))
	for i, t := range kept {
		trucks[i] = waste.Truck{Plate: t.Plate, Government: t.Government, Tare: t.Tare, MaxGross: t.MaxGross}
	}
	decisions, err := tx.Decisions(ctx, service)
	if err != nil {
		return nil, err
	}
	earlier, err := tx.EarlierTickets(ctx, service, rules.NumbersSince(m), m)
	if err != nil {
		return nil, err
	}
	return waste.Settle(waste.Assess(tickets, earlier, trucks, rules, waste.Deal{Parties: a.Codes(), From: a.From, Until: a.Until}), decisions, rules), nil
}

// measureWaste sums a month's tickets by day and government of origin, and
// counts those that wait.
func (g *gathered) measureWaste(ctx context.Context, tx *store.Tx, s agreement.Service, a agreement.Agreement, m civil.Month) error {
	_, text, err := tx.Service(ctx, s.ID, m.First())
	if err != nil {
		return err
	}
	rules, err := waste.ParseRules(text)
	if err != nil {
		return err
	}
	all, err := outcomes(ctx, tx, s.ID, rules, a, m)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.State == waste.Waiting {
			g.waiting.Tickets++
			g.waiting.Mass += o.Weight
		}
	}
	for _, t := range waste.Tonnes(all) {
		if t.Tickets > 0 && slices.Contains(a.Codes(), t.Government) {
			g.add(tariff.Measurement{Measure: MeasureTonnes, Government: t.Government, Date: t.Date, Amount: tariff.NumberOf(t.Counted.Tonnes()), Unit: tariff.Tonne}, t.Tickets, t.List)
		}
	}
	return nil
}

// WasteMonth is a month of a waste service.
type WasteMonth struct {
	Service  agreement.Service
	Paper    agreement.Agreement
	Rules    waste.Rules
	Month    civil.Month
	Tickets  []waste.Outcome
	Days     []waste.DayTotal
	Trucks   []store.Truck
	MayFeed  bool
	MayJudge bool
}

// WasteMonth gives a month of a waste service to one who may see it.
func (d *Desk) WasteMonth(ctx context.Context, who policy.Actor, service string, m civil.Month) (WasteMonth, error) {
	return d.wasteMonth(ctx, who, policy.SeeService, service, m)
}

// PublicWasteMonth gives what anyone may know of a month of a waste service:
// tonnes by origin, no tickets.
func (d *Desk) PublicWasteMonth(ctx context.Context, service string, m civil.Month) (WasteMonth, error) {
	out, err := d.wasteMonth(ctx, policy.Actor{}, policy.SeePublic, service, m)
	out.Tickets, out.Trucks = nil, nil
	return out, err
}

func (d *Desk) wasteMonth(ctx context.Context, who policy.Actor, do policy.Action, service string, m civil.Month) (out WasteMonth, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = WasteMonth{Month: m}
		if out.Service, out.Rules, out.Paper, err = wasteService(ctx, tx, who, do, service, m.First()); err != nil {
			return err
		}
		if out.Tickets, err = outcomes(ctx, tx, service, out.Rules, out.Paper, m); err != nil {
			return err
		}
		out.Days = waste.Tonnes(out.Tickets)
		now, _, err := tx.Service(ctx, service, d.today())
		if err != nil {
			return err
		}
		out.MayFeed = policy.Can(who, policy.FeedWaste, serviceResource(out.Paper, now)) == nil
		out.MayJudge = policy.Can(who, policy.DecideTicket, serviceResource(out.Paper, out.Service)) == nil
		out.Trucks, err = tx.Trucks(ctx, service)
		return err
	})
	return out, err
}

// Judge decides about a flagged ticket, in the name of the actor and their
// office.
func (d *Desk) Judge(ctx context.Context, who policy.Actor, service string, m civil.Month, dec waste.Decision) error {
	if err := dec.Validate(); err != nil {
		return err
	}
	return d.act(ctx, who, "judge_ticket", "service "+service, string(dec.Verdict)+": "+dec.Number+": "+dec.Reason, func(tx *store.Tx) error {
		_, rules, a, err := wasteService(ctx, tx, who, policy.DecideTicket, service, m.First())
		if err != nil {
			return err
		}
		all, err := outcomes(ctx, tx, service, rules, a, m)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o waste.Outcome) bool {
			return o.Site == dec.Site && o.Number == dec.Number && o.Content() == dec.Content
		})
		if i < 0 {
			return fault.New(fault.NotFound, "policy.not_found")
		}
		if err := dec.Fits(all[i].Assessment, a.Codes()); err != nil {
			return err
		}
		office, err := officeTitle(ctx, tx, who.Office)
		if err != nil {
			return err
		}
		dec.Flags, dec.Account, dec.Name, dec.Office, dec.Government, dec.AtUS = all[i].Blocked(), who.Account, who.Name, office, who.Government, d.nowUS()
		if err := tx.AddDecision(ctx, service, dec); err != nil {
			return err
		}
		return tx.Touch(ctx, service, all[i].Day())
	})
}

// TicketHistory gives all decisions on a ticket, oldest first, to one who may
// see it.
func (d *Desk) TicketHistory(ctx context.Context, who policy.Actor, service string, t waste.Ticket) (history []waste.Decision, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		history = nil
		if _, _, _, err := wasteService(ctx, tx, who, policy.SeeService, service, t.Day()); err != nil {
			return err
		}
		all, err := tx.Decisions(ctx, service)
		for _, dec := range all {
			if dec.Site == t.Site && dec.Number == t.Number && dec.Content == t.Content() {
				history = append(history, dec)
			}
		}
		return err
	})
	return history, err
}

func officeTitle(ctx context.Context, tx *store.Tx, id string) (string, error) {
	o, err := tx.Office(ctx, id)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return o.Title, err
}

// WaitingMonth is a month of a waste service in which tickets wait for a
// decision.
type WaitingMonth struct {
	Service string
	Month   civil.Month
	Tickets []waste.Outcome
}

// waitingMonths is how many of a service's months, the newest that hold
// tickets, are searched for tickets that wait.
const waitingMonths = 6

// WaitingTickets lists the tickets that wait for a decision which the actor
// may make, by month, the newest first. A ticket whose date cannot be right is
// among them, in the month that it claims.
func (d *Desk) WaitingTickets(ctx context.Context, who policy.Actor) (out []WaitingMonth, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		services, err := tx.ServicesFor(ctx, readerOf(who), true, d.today(), 1000)
		if err != nil {
			return err
		}
		for _, s := range services {
			if s.Kind != agreement.Waste {
				continue
			}
			months, err := tx.TicketMonths(ctx, s.ID, waitingMonths)
			if err != nil {
				return err
			}
			for _, m := range months {
				_, rules, a, err := wasteService(ctx, tx, who, policy.DecideTicket, s.ID, m.First())
				if fault.Of(err) != nil {
					continue // not this actor's business
				}
				if err != nil {
					return err
				}
				all, err := outcomes(ctx, tx, s.ID, rules, a, m)
				if err != nil {
					return err
				}
				one := WaitingMonth{Service: s.ID, Month: m}
				for _, o := range all {
					if o.State == waste.Waiting {
						one.Tickets = append(one.Tickets, o)
					}
				}
				if len(one.Tickets) > 0 {
					out = append(out, one)
				}
			}
		}
		return nil
	})
	return out, err
}

// TicketTime gives an instant in western Indonesia.
func TicketTime(us int64) time.Time { return time.UnixMicro(us).In(civil.WIB()) }
