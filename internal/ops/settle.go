package ops

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
)

// The measures that services yield.
const (
	MeasureBusKm     = "bus.km"           // km delivered, by government
	MeasureBusMissed = "bus.trips_missed" // planned runs that did not run or are not proved, of the provider
	MeasureBusIncome = "bus.fare_income"  // rupiah paid by passengers, by government of the halte boarded at
	MeasureBusRiders = "bus.passengers"   // people who boarded, by government of the halte
	MeasureTonnes    = "waste.tonnes"     // tonnes counted, by government of origin
)

// Compute computes the statement of a PKS for a month as the records stand
// now. It keeps nothing. Days that have changed are measured first.
func (d *Desk) Compute(ctx context.Context, pks string, m civil.Month) (s settlement.Statement, err error) {
	services, err := d.servicesOf(ctx, pks, m)
	if err != nil {
		return s, err
	}
	for _, svc := range services {
		if err := d.MeasureMonth(ctx, svc.ID, m, nil); err != nil {
			return s, err
		}
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		g, err := d.gather(ctx, tx, pks, m)
		if err != nil {
			return err
		}
		s, err = g.compute(1, "")
		return err
	})
	return s, err
}

func (d *Desk) servicesOf(ctx context.Context, pks string, m civil.Month) (services []agreement.Service, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := tx.Agreement(ctx, pks); err != nil {
			return err
		}
		services, err = tx.Services(ctx, pks, m.First())
		return err
	})
	return services, err
}

// gathered is what a month's statement is computed from.
type gathered struct {
	settlement.Input
	lists   map[string]string // the list of records behind a measurement, by its hash
	waiting store.Uncounted
}

func (g gathered) compute(version int, corrects string) (settlement.Statement, error) {
	g.Version, g.Corrects = version, corrects
	return settlement.Compute(g.Input)
}

// gather brings a month's inputs together as the records stand now.
func (d *Desk) gather(ctx context.Context, tx *store.Tx, pks string, m civil.Month) (gathered, error) {
	g, a, err := d.terms(ctx, tx, pks, m)
	if err != nil {
		return g, err
	}
	services, err := tx.Services(ctx, a.ID, m.First())
	if err != nil {
		return g, err
	}
	for _, s := range services {
		if err := g.measure(ctx, tx, s, a, m); err != nil {
			return g, err
		}
		if s.Kind == agreement.Bus {
			if err := d.measureRiders(ctx, tx, &g, s, a, m); err != nil {
				return g, err
			}
		}
	}
	return g, nil
}

// terms brings together what a month is settled by, without what was measured.
func (d *Desk) terms(ctx context.Context, tx *store.Tx, pks string, m civil.Month) (gathered, agreement.Agreement, error) {
	g := gathered{lists: map[string]string{}}
	a, err := tx.Agreement(ctx, pks)
	if err != nil {
		return g, a, err
	}
	if a.Kind != agreement.PKS {
		return g, a, fault.New(fault.Conflict, "statement.not_a_pks", "Title", a.Title)
	}
	if a.Status == agreement.Draft || m.Last().Before(a.From) || !a.Until.IsZero() && m.First().After(a.Until) {
		return g, a, fault.New(fault.Conflict, "statement.not_in_force", "Title", a.Title, "Month", m.Indonesian())
	}
	g.Month, g.Agreement = m, settlement.Agreement{ID: a.ID, Title: a.Title}
	for _, p := range a.Parties {
		gov, err := tx.Government(ctx, p.Government)
		if err != nil {
			return g, a, err
		}
		g.Agreement.Parties = append(g.Agreement.Parties, settlement.Party{Code: gov.Code, Name: gov.Name, Role: p.Label})
	}
	clauses, err := clausesOf(ctx, tx, a)
	if err != nil {
		return g, a, err
	}
	g.Agreement.Clauses = citations(clauses, clauses, nil)
	if g.Tariffs, err = tx.Tariffs(ctx, a.ID); err != nil {
		return g, a, err
	}
	if len(g.Tariffs) == 0 {
		return g, a, fault.New(fault.Conflict, "statement.no_tariff", "Title", a.Title)
	}
	border, err := d.borderFor(ctx, tx, a.Codes(), m.First())
	if err != nil {
		return g, a, err
	}
	g.Border = settlement.Border{Version: border.Version, SHA256: border.SHA256}
	if g.Parameters, err = parametersOf(ctx, tx, a.ID); err != nil {
		return g, a, err
	}
	return g, a, nil
}

// measure adds what a service yielded in the month.
func (g *gathered) measure(ctx context.Context, tx *store.Tx, s agreement.Service, a agreement.Agreement, m civil.Month) error {
	switch s.Kind {
	case agreement.Bus:
		return g.measureBus(ctx, tx, s, a.Codes(), m)
	case agreement.Waste:
		return g.measureWaste(ctx, tx, s, a, m)
	}
	return nil
}

// add adds a day's measurement with the list of its records.
func (g *gathered) add(m tariff.Measurement, count int, list string) {
	hash := hashText(list)
	g.lists[hash] = list
	g.Measurements = append(g.Measurements, settlement.Measurement{Measurement: m, Count: int64(count), Evidence: hash})
}

// citations lists every clause with how it is cited.
func citations(tree, level []agreement.Clause, out []settlement.Clause) []settlement.Clause {
	for _, c := range level {
		out = append(out, settlement.Clause{ID: c.ID, Citation: agreement.Cite(tree, c.ID)})
		out = citations(tree, c.Children, out)
	}
	return out
}

func parametersOf(ctx context.Context, tx *store.Tx, pks string) ([]tariff.Parameter, error) {
	kept, err := tx.Parameters(ctx, pks)
	if err != nil {
		return nil, err
	}
	var out []tariff.Parameter
	for _, p := range kept {
		n, err := tariff.ParseNumber(p.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, tariff.Parameter{Name: p.Name, From: p.From, Value: n, Unit: tariff.PriceUnit(p.Name), Source: p.Source})
	}
	return out, nil
}

// measureBus sums a month's runs by day: kilometres delivered in each party's
// territory, and runs that are counted as not delivered, without those that the
// rules of the service excuse.
func (g *gathered) measureBus(ctx context.Context, tx *store.Tx, s agreement.Service, parties []string, m civil.Month) error {
	runs, err := tx.Runs(ctx, s.ID, store.RunFilter{First: m.First(), Last: m.Last(), Start: -1})
	if err != nil {
		return err
	}
	_, text, err := tx.Service(ctx, s.ID, m.First())
	if err != nil {
		return err
	}
	rules, err := transit.ParseRules(text)
	if err != nil {
		return err
	}
	spared, err := excused(ctx, tx, s.ID, rules, m.First(), m.Last())
	if err != nil {
		return err
	}
	for len(runs) > 0 {
		n := 0
		for n < len(runs) && runs[n].Date == runs[0].Date {
			n++
		}
		g.busDay(s.Provider, parties, runs[:n], spared)
		runs = runs[n:]
	}
	days, err := tx.ServiceDays(ctx, s.ID, m.First(), m.Last())
	if err != nil {
		return err
	}
	for _, d := range days {
		if d.Archive != "" {
			g.Sources = append(g.Sources, settlement.Source{Name: s.ID + "/" + d.Date.String() + ".parquet", SHA256: d.Archive})
		}
	}
	return nil
}

func (g *gathered) busDay(provider string, parties []string, runs []transit.Run, excused map[store.RunKey]bool) {
	day := runs[0].Date
	for _, code := range parties {
		l := transit.DeliveredIn(runs, code)
		g.add(tariff.Measurement{Measure: MeasureBusKm, Government: code, Date: day, Amount: tariff.NumberOf(l.Sum.Km()), Unit: tariff.Km}, l.Count, l.Text)
	}
	l := transit.NotDelivered(slices.DeleteFunc(slices.Clone(runs), func(r transit.Run) bool { return excused[store.RunKeyOf(r)] }))
	n, err := tariff.ParseNumber(strconv.Itoa(l.Count))
	if err != nil {
		return // a count is always a number
	}
	g.add(tariff.Measurement{Measure: MeasureBusMissed, Government: provider, Date: day, Amount: n, Unit: tariff.Trip}, l.Count, l.Text)
}

func hashText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// Sheet is a kept statement with its checking.
type Sheet struct {
	store.Statement
	Content settlement.Statement
	Review  settlement.Review
	Events  []store.StatementEvent
	Paper   agreement.Agreement
	May     []settlement.MoveKind // the actor's moves
	// SeesRecords reports that the actor may see the trips and tickets behind
	// the figures.
	SeesRecords bool
}

func statementResource(a agreement.Agreement, s store.Statement) policy.Resource {
	r := agreementResource(a)
	r.Provider = s.Provider
	if s.Status == settlement.Draft {
		r.Draft, r.Owner = true, s.Provider
	}
	return r
}

// providerOf gives the government that provides an agreement's services.
// The government that provides them in a month bills it.
func providerOf(ctx context.Context, tx *store.Tx, a agreement.Agreement, m civil.Month) (string, error) {
	services, err := tx.Services(ctx, a.ID, m.First())
	if err != nil {
		return "", err
	}
	if len(services) == 0 {
		return "", fault.New(fault.Conflict, "statement.no_service", "Title", a.Title)
	}
	return services[0].Provider, nil
}

// Sheet gives a kept statement to one who may see it.
func (d *Desk) Sheet(ctx context.Context, who policy.Actor, id string) (sheet Sheet, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		sheet, err = d.sheet(ctx, tx, who, id)
		return err
	})
	return sheet, err
}

func (d *Desk) sheet(ctx context.Context, tx *store.Tx, who policy.Actor, id string) (sheet Sheet, err error) {
	if sheet.Statement, err = tx.Statement(ctx, id); err != nil {
		if who.Public() {
			err = fault.New(fault.Unauthenticated, "policy.login_first")
		}
		return sheet, err
	}
	if sheet.Paper, err = tx.Agreement(ctx, sheet.Agreement); err != nil {
		return sheet, err
	}
	if err := policy.Can(who, policy.SeeStatement, statementResource(sheet.Paper, sheet.Statement)); err != nil {
		return sheet, err
	}
	if sheet.Events, err = tx.StatementEvents(ctx, id); err != nil {
		return sheet, err
	}
	return sheet, sheet.replay(who)
}

// replay reads a sheet's bytes and makes its moves again: where its checking
// stands, and what the actor may do.
func (sheet *Sheet) replay(who policy.Actor) (err error) {
	sheet.SeesRecords = policy.Can(who, policy.SeeService, agreementResource(sheet.Paper)) == nil
	if sheet.Content, err = settlement.Parse(sheet.Canonical); err != nil {
		return err
	}
	if sheet.Review, err = settlement.NewReview(sheet.Content, sheet.Provider); err != nil {
		return err
	}
	for _, e := range sheet.Events {
		if sheet.Review, err = sheet.Review.Apply(e.Move); err != nil {
			return fmt.Errorf("replay move %d of statement %s: %w", e.Seq, sheet.ID, err)
		}
	}
	for _, kind := range sheet.Review.May(who.Government) {
		if policy.Can(who, moveAction(who, sheet.Provider), statementResource(sheet.Paper, sheet.Statement)) == nil {
			sheet.May = append(sheet.May, kind)
		}
	}
	return nil
}

// moveAction is the right that a move needs.
func moveAction(who policy.Actor, provider string) policy.Action {
	if who.Government == provider {
		return policy.OfferStatement
	}
	return policy.AnswerStatement
}

// Move makes a move on a statement for the actor's government.
func (d *Desk) Move(ctx context.Context, who policy.Actor, id string, m settlement.Move) error {
	m.By = who.Government
	if m.Kind == settlement.MoveOffer {
		return d.Offer(ctx, who, id, 0)
	}
	return d.act(ctx, who, "statement_"+string(m.Kind), "statement "+id, m.Text, func(tx *store.Tx) error {
		_, err := d.move(ctx, tx, who, id, m)
		return err
	})
}

// move makes a move, and gives the sheet as it was before.
func (d *Desk) move(ctx context.Context, tx *store.Tx, who policy.Actor, id string, m settlement.Move) (Sheet, error) {
	sheet, err := d.sheet(ctx, tx, who, id)
	if err != nil {
		return sheet, err
	}
	if err := policy.Can(who, moveAction(who, sheet.Provider), statementResource(sheet.Paper, sheet.Statement)); err != nil {
		return sheet, err
	}
	next, err := sheet.Review.Apply(m)
	if err != nil {
		return sheet, err
	}
	if err := tx.AddStatementEvent(ctx, store.StatementEvent{Statement: id, Seq: len(sheet.Events) + 1, AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Move: m}); err != nil {
		return sheet, err
	}
	return sheet, tx.SetStatementStatus(ctx, id, next.Status)
}

// AcceptAll accepts every line that waits, in one step.
func (d *Desk) AcceptAll(ctx context.Context, who policy.Actor, id string) error {
	return d.act(ctx, who, "statement_accept_all", "statement "+id, "", func(tx *store.Tx) error {
		sheet, err := d.sheet(ctx, tx, who, id)
		if err != nil {
			return err
		}
		for _, l := range sheet.Content.Lines {
			if !sheet.Review.MayOnLine(who.Government, settlement.MoveAccept, l.No) {
				continue
			}
			if dec, ok := lineDecision(sheet.Review, l.No, who.Government); ok && dec.Status != settlement.LinePending {
				continue // a disputed line is accepted by itself, not in passing
			}
			if _, err := d.move(ctx, tx, who, id, settlement.Move{Kind: settlement.MoveAccept, By: who.Government, Line: l.No}); err != nil {
				return err
			}
		}
		return nil
	})
}

func lineDecision(r settlement.Review, no int, government string) (settlement.Decision, bool) {
	l, ok := r.Line(no)
	if !ok {
		return settlement.Decision{}, false
	}
	return l.Decision(government)
}

// PartyColour gives the colour number of a government within an agreement: its
// place in the order of the text.
func PartyColour(a agreement.Agreement, code string) int { return slices.Index(a.Codes(), code) }

// ShortName gives a government's short name.
func ShortName(code string) string { return region.Short(code) }

// GovernmentName gives a government's full name.
func GovernmentName(code string) string { return region.Name(code) }
