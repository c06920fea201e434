package ops

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/policy"
	"sinergi/internal/quantity"
	"sinergi/internal/region"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
)

// The measures that services yield.
const (
	MeasureBusKm     = "bus.km"           // km delivered, by government
	MeasureBusMissed = "bus.trips_missed" // planned runs without a proved metre, of the provider
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
		s, err = d.compute(ctx, tx, pks, m, 1, "")
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

// compute gathers a month's inputs and lets the core decide.
func (d *Desk) compute(ctx context.Context, tx *store.Tx, pks string, m civil.Month, version int, corrects string) (settlement.Statement, error) {
	var none settlement.Statement
	a, err := tx.Agreement(ctx, pks)
	if err != nil {
		return none, err
	}
	if a.Kind != agreement.PKS {
		return none, fault.New(fault.Conflict, "statement.not_a_pks", "Title", a.Title)
	}
	if a.Status == agreement.Draft || m.Last().Before(a.From) || !a.Until.IsZero() && m.First().After(a.Until) {
		return none, fault.New(fault.Conflict, "statement.not_in_force", "Title", a.Title, "Month", m.Indonesian())
	}
	in := settlement.Input{Month: m, Version: version, Corrects: corrects, Agreement: settlement.Agreement{ID: a.ID, Title: a.Title}}
	for _, p := range a.Parties {
		g, err := tx.Government(ctx, p.Government)
		if err != nil {
			return none, err
		}
		in.Agreement.Parties = append(in.Agreement.Parties, settlement.Party{Code: g.Code, Name: g.Name, Role: p.Label})
	}
	clauses, err := tx.Clauses(ctx, a.ID)
	if err != nil {
		return none, err
	}
	in.Agreement.Clauses = citations(clauses, clauses, nil)
	if in.Tariffs, err = tx.Tariffs(ctx, a.ID); err != nil {
		return none, err
	}
	if len(in.Tariffs) == 0 {
		return none, fault.New(fault.Conflict, "statement.no_tariff", "Title", a.Title)
	}
	border, err := d.borderFor(ctx, tx, a.Codes(), m.First())
	if err != nil {
		return none, err
	}
	in.Border = settlement.Border{Version: border.Version, SHA256: border.SHA256}
	if in.Parameters, err = parametersOf(ctx, tx, a.ID); err != nil {
		return none, err
	}
	services, err := tx.Services(ctx, a.ID, m.First())
	if err != nil {
		return none, err
	}
	for _, s := range services {
		var got []settlement.Measurement
		var sources []settlement.Source
		switch s.Kind {
		case agreement.Bus:
			got, sources, err = busMeasurements(ctx, tx, s, a.Codes(), m)
		case agreement.Waste:
			_, rules, rerr := tx.Service(ctx, s.ID, m.First())
			if rerr != nil {
				return none, rerr
			}
			got, err = wasteMeasurements(ctx, tx, s, rules, a.Codes(), m)
		}
		if err != nil {
			return none, err
		}
		in.Measurements, in.Sources = append(in.Measurements, got...), append(in.Sources, sources...)
	}
	return settlement.Compute(in)
}

// citations lists every clause with how it is cited.
func citations(tree, level []agreement.Clause, out []settlement.Clause) []settlement.Clause {
	for _, c := range level {
		out = append(out, settlement.Clause{ID: c.ID, Citation: agreement.Cite(tree, c.ID)})
		out = citations(tree, c.Children, out)
	}
	return out
}

// parameterUnits are the units of the published values that tariffs use.
var parameterUnits = map[string]tariff.Unit{"fuel.diesel": "Rp/l"}

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
		unit, ok := parameterUnits[p.Name]
		if !ok {
			unit = tariff.Rupiah
		}
		out = append(out, tariff.Parameter{Name: p.Name, From: p.From, Value: n, Unit: unit, Source: p.Source})
	}
	return out, nil
}

// busMeasurements sums a month's runs by day: kilometres delivered in each
// party's territory, and runs without a proved metre.
func busMeasurements(ctx context.Context, tx *store.Tx, s agreement.Service, parties []string, m civil.Month) ([]settlement.Measurement, []settlement.Source, error) {
	runs, err := tx.Runs(ctx, s.ID, store.RunFilter{First: m.First(), Last: m.Last(), Start: -1})
	if err != nil {
		return nil, nil, err
	}
	var out []settlement.Measurement
	for len(runs) > 0 {
		n := 0
		for n < len(runs) && runs[n].Date == runs[0].Date {
			n++
		}
		out = append(out, busDay(s.Provider, parties, runs[:n])...)
		runs = runs[n:]
	}
	days, err := tx.ServiceDays(ctx, s.ID, m.First(), m.Last())
	if err != nil {
		return nil, nil, err
	}
	var sources []settlement.Source
	for _, d := range days {
		if d.Archive != "" {
			sources = append(sources, settlement.Source{Name: s.ID + "/" + d.Date.String() + ".parquet", SHA256: d.Archive})
		}
	}
	return out, sources, nil
}

func busDay(provider string, parties []string, runs []transit.Run) []settlement.Measurement {
	day := runs[0].Date
	var out []settlement.Measurement
	for _, code := range parties {
		var metres quantity.Metres
		var list strings.Builder
		count := int64(0)
		for _, r := range runs {
			for _, p := range r.Parts {
				if p.Code == code && p.Delivered > 0 {
					metres += p.Delivered
					count++
					fmt.Fprintf(&list, "%s|%d|%s|%d\n", r.Trip, r.Start, r.Vehicle, p.Delivered)
				}
			}
		}
		out = append(out, settlement.Measurement{Measurement: tariff.Measurement{
			Measure: MeasureBusKm, Government: code, Date: day,
			Amount: tariff.NumberOf(metres.Km()), Unit: tariff.Km,
		}, Count: count, Evidence: hashText(list.String())})
	}
	var list strings.Builder
	missed := int64(0)
	for _, r := range runs {
		if r.Status == transit.Missed || r.Status == transit.Unproven {
			missed++
			fmt.Fprintf(&list, "%s|%d|%s|%s\n", r.Trip, r.Start, r.Vehicle, r.Status)
		}
	}
	n, err := tariff.ParseNumber(fmt.Sprint(missed))
	if err != nil {
		return out // a count is always a number
	}
	return append(out, settlement.Measurement{Measurement: tariff.Measurement{
		Measure: MeasureBusMissed, Government: provider, Date: day,
		Amount: n, Unit: tariff.Trip,
	}, Count: missed, Evidence: hashText(list.String())})
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
}

func statementResource(a agreement.Agreement, s store.Statement) policy.Resource {
	r := agreementResource(a)
	r.Provider = s.Provider
	if s.Status == settlement.Draft {
		r.Draft, r.Owner = true, s.Provider
	}
	return r
}

// DraftStatement computes a month's statement and keeps it as a draft of the
// provider. When the newest version already says the same, that one is given;
// a draft that says something else is replaced; an offered one is corrected by
// a new version.
func (d *Desk) DraftStatement(ctx context.Context, who policy.Actor, pks string, m civil.Month) (id string, err error) {
	if err := d.store.Read(ctx, func(tx *store.Tx) error {
		_, _, err := mayDraft(ctx, tx, who, pks, m)
		return err
	}); err != nil {
		return "", err
	}
	if _, err := d.Compute(ctx, pks, m); err != nil { // measures what has changed
		return "", err
	}
	err = d.act(ctx, who, "draft_statement", "statement "+pks+" "+m.String(), "", func(tx *store.Tx) error {
		_, provider, err := mayDraft(ctx, tx, who, pks, m)
		if err != nil {
			return err
		}
		version, corrects, err := nextVersion(ctx, tx, pks, m, provider)
		if err != nil {
			return err
		}
		s, err := d.compute(ctx, tx, pks, m, version, corrects)
		if err != nil {
			return err
		}
		id, err = d.keep(ctx, tx, who, provider, s)
		return err
	})
	return id, err
}

// mayDraft gives an agreement and who provides its services in a month, to one
// who may draft a statement of it. To everybody else it tells nothing more than
// policy does.
func mayDraft(ctx context.Context, tx *store.Tx, who policy.Actor, pks string, m civil.Month) (a agreement.Agreement, provider string, err error) {
	if a, err = seeAgreement(ctx, tx, who, policy.SeeStatement, pks); err != nil {
		return a, "", err
	}
	if provider, err = providerOf(ctx, tx, a, m); err != nil {
		return a, "", err
	}
	r := agreementResource(a)
	r.Provider = provider
	return a, provider, policy.Can(who, policy.DraftStatement, r)
}

// nextVersion gives the version that a statement computed now would have. The
// provider's own draft makes room for it; another government's is not touched.
// It goes only with that government's consent, when a service changes hands.
func nextVersion(ctx context.Context, tx *store.Tx, pks string, m civil.Month, provider string) (version int, corrects string, err error) {
	all, err := tx.Statements(ctx, pks) // newest version first
	if err != nil {
		return 0, "", err
	}
	for _, s := range all {
		switch {
		case s.Month != m:
		case s.Status != settlement.Draft:
			if s.Status == settlement.Agreed {
				return 0, "", fault.New(fault.Conflict, "statement.agreed_already", "Month", m.Indonesian())
			}
			return s.Version + 1, s.SHA256, nil
		case s.Provider == provider:
			if err := tx.DropDraft(ctx, s.ID); err != nil {
				return 0, "", err
			}
		default:
			return 0, "", fault.New(fault.Conflict, "consent.not_handed_over", "Month", m.Indonesian())
		}
	}
	return 1, "", nil
}

func (d *Desk) keep(ctx context.Context, tx *store.Tx, who policy.Actor, provider string, s settlement.Statement) (string, error) {
	bytes, err := s.Canonical()
	if err != nil {
		return "", err
	}
	sum, err := s.SHA256()
	if err != nil {
		return "", err
	}
	kept := store.Statement{
		ID: fmt.Sprintf("%s.%s.v%d", s.Agreement.ID, s.Month, s.Version), Agreement: s.Agreement.ID, Month: s.Month, Version: s.Version, SHA256: sum,
		Canonical: bytes, Provider: provider, Status: settlement.Draft, Total: s.Total, CreatedUS: d.nowUS(), CreatedBy: who.Name,
	}
	return kept.ID, tx.AddStatement(ctx, kept)
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
	r := statementResource(sheet.Paper, sheet.Statement)
	if err := policy.Can(who, policy.SeeStatement, r); err != nil {
		return sheet, err
	}
	if sheet.Content, err = settlement.Parse(sheet.Canonical); err != nil {
		return sheet, err
	}
	if sheet.Review, err = settlement.NewReview(sheet.Content, sheet.Provider); err != nil {
		return sheet, err
	}
	if sheet.Events, err = tx.StatementEvents(ctx, id); err != nil {
		return sheet, err
	}
	for _, e := range sheet.Events {
		if sheet.Review, err = sheet.Review.Apply(e.Move); err != nil {
			return sheet, fmt.Errorf("replay move %d of statement %s: %w", e.Seq, id, err)
		}
	}
	for _, kind := range sheet.Review.May(who.Government) {
		if policy.Can(who, moveAction(who, sheet.Provider), r) == nil {
			sheet.May = append(sheet.May, kind)
		}
	}
	return sheet, nil
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
	return d.act(ctx, who, "statement_"+string(m.Kind), "statement "+id, m.Text, func(tx *store.Tx) error {
		return d.move(ctx, tx, who, id, m)
	})
}

func (d *Desk) move(ctx context.Context, tx *store.Tx, who policy.Actor, id string, m settlement.Move) error {
	sheet, err := d.sheet(ctx, tx, who, id)
	if err != nil {
		return err
	}
	if err := policy.Can(who, moveAction(who, sheet.Provider), statementResource(sheet.Paper, sheet.Statement)); err != nil {
		return err
	}
	next, err := sheet.Review.Apply(m)
	if err != nil {
		return err
	}
	if err := tx.AddStatementEvent(ctx, store.StatementEvent{Statement: id, Seq: len(sheet.Events) + 1, AtUS: d.nowUS(), Account: who.Account, Name: who.Name, Move: m}); err != nil {
		return err
	}
	if err := tx.SetStatementStatus(ctx, id, next.Status); err != nil {
		return err
	}
	if m.Kind != settlement.MoveOffer || sheet.Content.Corrects == "" {
		return nil
	}
	return d.supersede(ctx, tx, who, sheet)
}

// supersede puts a corrected version that is offered in the place of the one
// that it corrects.
func (d *Desk) supersede(ctx context.Context, tx *store.Tx, who policy.Actor, sheet Sheet) error {
	all, err := tx.Statements(ctx, sheet.Agreement)
	if err != nil {
		return err
	}
	for _, old := range all {
		if old.SHA256 == sheet.Content.Corrects && old.Status != settlement.Superseded {
			return d.move(ctx, tx, who, old.ID, settlement.Move{Kind: settlement.MoveSupersede, By: who.Government, Successor: sheet.SHA256})
		}
	}
	return nil
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
			if err := d.move(ctx, tx, who, id, settlement.Move{Kind: settlement.MoveAccept, By: who.Government, Line: l.No}); err != nil {
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

// Statements lists the kept statements of an agreement that the actor may
// see; of all agreements when the id is empty.
func (d *Desk) Statements(ctx context.Context, who policy.Actor, pks string) (out []store.Statement, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		out, err = statementsFor(ctx, tx, who, pks)
		return err
	})
	return out, err
}

func statementsFor(ctx context.Context, tx *store.Tx, who policy.Actor, pks string) (out []store.Statement, err error) {
	all, err := tx.Statements(ctx, pks)
	if err != nil {
		return nil, err
	}
	papers := map[string]agreement.Agreement{}
	for _, s := range all {
		a, ok := papers[s.Agreement]
		if !ok {
			if a, err = tx.Agreement(ctx, s.Agreement); err != nil {
				return nil, err
			}
			papers[s.Agreement] = a
		}
		if policy.Can(who, policy.SeeStatement, statementResource(a, s)) == nil {
			out = append(out, s)
		}
	}
	return out, nil
}

// PartyColour gives the colour number of a government within an agreement: its
// place in the order of the text.
func PartyColour(a agreement.Agreement, code string) int { return slices.Index(a.Codes(), code) }

// ShortName gives a government's short name.
func ShortName(code string) string { return region.Short(code) }

// Offer puts a draft before the other parties.
func (d *Desk) Offer(ctx context.Context, who policy.Actor, id string) error {
	return d.Move(ctx, who, id, settlement.Move{Kind: settlement.MoveOffer})
}

// GovernmentName gives a government's full name.
func GovernmentName(code string) string { return region.Name(code) }

// ServiceLinks leads from a measure to the page of the day it was measured on.
type ServiceLinks struct{ bus, waste string }

// ServiceLinks gives where the services of an agreement are shown.
func (d *Desk) ServiceLinks(ctx context.Context, pks string) (ServiceLinks, error) {
	services, err := d.servicesOf(ctx, pks, d.today().MonthOf())
	var l ServiceLinks
	for _, s := range services {
		switch s.Kind {
		case agreement.Bus:
			l.bus = s.ID
		case agreement.Waste:
			l.waste = s.ID
		}
	}
	return l, err
}

// Day gives the address of the trips or tickets behind a day's quantity.
func (l ServiceLinks) Day(measure, government string, day civil.Date) string {
	switch {
	case measure == MeasureBusMissed && l.bus != "":
		return "/bus/" + l.bus + "/days/" + day.String() + "?status=" + string(transit.Missed)
	case measure == MeasureBusKm && l.bus != "":
		return "/bus/" + l.bus + "/days/" + day.String()
	case measure == MeasureTonnes && l.waste != "":
		return "/waste/" + l.waste + "?day=" + day.String() + "&government=" + government
	}
	return ""
}
