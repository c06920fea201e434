package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sinergi/internal/agreement"
	"sinergi/internal/civil"
	"sinergi/internal/fault"
	"sinergi/internal/party"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/transit"
	"sinergi/internal/waste"
)

// each runs a test on a new store of each engine, with two governments.
func each(t *testing.T, fn func(t *testing.T, s *store.Store)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		s, err := store.New(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(
				tx.SaveGovernment(ctx, party.Government{Code: "14.01", Name: "Kabupaten Kampar", Short: "Kampar", Kind: party.Regency}),
				tx.SaveGovernment(ctx, party.Government{Code: "14.71", Name: "Kota Pekanbaru", Short: "Pekanbaru", Kind: party.City}))
		})
		fn(t, s)
	})
}

func write(t *testing.T, s *store.Store, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, s *store.Store, fn func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := s.Read(t.Context(), func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// same fails when what was read is not what was written.
func same(t *testing.T, what string, got, want any, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if diff := cmp.Diff(got, want, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func day(s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestPeople(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		agency := party.Agency{ID: "14.01-dishub", Government: "14.01", Name: "Dinas Perhubungan", Short: "Dishub", Affair: party.Transport}
		office := party.Office{ID: "o", Government: "14.01", Agency: agency.ID, Title: "Kepala Dinas"}
		holder := party.Holder{ID: "h", Office: "o", Name: "Contoh", Acting: party.Plt, From: day("2026-01-01")}
		account := store.Account{ID: "a", Login: "ana", Name: "Ana", Government: "14.01", Agency: agency.ID, Office: "o", Active: true, CreatedUS: 5, Roles: []policy.Role{policy.Admin, policy.Transport}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveAgency(ctx, agency), tx.SaveOffice(ctx, office), tx.SaveHolder(ctx, holder), tx.SaveAccount(ctx, account))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			agencies, err := tx.Agencies(ctx, "14.01")
			same(t, "agencies", agencies, []party.Agency{agency}, err)
			offices, err := tx.Offices(ctx, "14.01")
			same(t, "offices", offices, []party.Office{office}, err)
			holders, err := tx.Holders(ctx, "14.01")
			same(t, "holders", holders, []party.Holder{holder}, err)
			got, err := tx.AccountByLogin(ctx, "ana")
			same(t, "account", got, account, err)
			n, err := tx.CountAccounts(ctx)
			same(t, "count", n, 1, err)
			if _, err := tx.Account(ctx, "nobody"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("an account that is not there: %v", err)
			}
			return nil
		})
		err := s.Write(t.Context(), func(tx *store.Tx) error {
			other := account
			other.ID = "b"
			return tx.SaveAccount(t.Context(), other)
		})
		if !errors.Is(err, sqldb.ErrUnique) {
			t.Errorf("the same login twice: %v", err)
		}
	})
}

func TestSessionsAndLinks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveAccount(ctx, store.Account{ID: "a", Login: "ana", Name: "Ana", Government: "14.01", Active: true}),
				tx.SaveSession(ctx, store.Session{TokenHash: "old", Account: "a", ExpiresUS: 10}), tx.SaveSession(ctx, store.Session{TokenHash: "new", Account: "a", ExpiresUS: 100}),
				tx.SaveLink(ctx, store.Link{SecretHash: "x", Purpose: "invite", Account: "a", ExpiresUS: 50}), tx.DropExpired(ctx, 20))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			if _, err := tx.Session(ctx, "old"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("an expired session: %v", err)
			}
			got, err := tx.Session(ctx, "new")
			same(t, "session", got, store.Session{TokenHash: "new", Account: "a", ExpiresUS: 100}, err)
			l, err := tx.Link(ctx, "x")
			same(t, "link", l, store.Link{SecretHash: "x", Purpose: "invite", Account: "a", ExpiresUS: 50}, err)
			return nil
		})
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.DropLinks(ctx, "invite", "a"), tx.DropSessions(ctx, "a"))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err1 := tx.Link(ctx, "x")
			_, err2 := tx.Session(ctx, "new")
			if fault.KindOf(err1) != fault.NotFound || fault.KindOf(err2) != fault.NotFound {
				t.Errorf("dropped, yet there: %v, %v", err1, err2)
			}
			return nil
		})
	})
}

// enter keeps a cooperation with a PKS and its bus and waste services.
func enter(t *testing.T, s *store.Store) agreement.Agreement {
	t.Helper()
	a := agreement.Agreement{
		ID: "pks", Cooperation: "k", Parent: "kb", Kind: agreement.PKS, Title: "Bus", SignedOn: day("2024-09-04"), From: day("2024-09-04"), Until: day("2029-09-03"), Status: agreement.Active, Outside: true, Owner: "14.71",
		Parties: []agreement.Party{{Government: "14.71", Label: "PIHAK KESATU", Number: "1"}, {Government: "14.01", Label: "PIHAK KEDUA"}}, Signers: []agreement.Signer{{Government: "14.71", Name: "A", Title: "Kepala"}}, Attendees: []agreement.Attendee{{Name: "B"}},
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.SaveCooperation(ctx, agreement.Cooperation{ID: "k", Title: "Kerja sama", Category: agreement.Undecided, Parties: []string{"14.71", "14.01"}, Owner: "14.71"}), tx.SaveAgreement(ctx, a),
			tx.SaveService(ctx, agreement.Service{ID: "bus", Agreement: "pks", Clause: "c", Kind: agreement.Bus, Name: "Bus", Provider: "14.71"}, `{"routes":["1"]}`),
			tx.SaveService(ctx, agreement.Service{ID: "sampah", Agreement: "pks", Clause: "c", Kind: agreement.Waste, Name: "Sampah", Provider: "14.71"}, "{}"))
	})
	return a
}

func TestAgreements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		a := enter(t, s)
		tree := agreement.Number([]agreement.Clause{{ID: "a", Text: "satu"}, {ID: "b", Heading: "Dua", Children: []agreement.Clause{{ID: "b.1", Text: "dua satu"}, {ID: "b.2", Text: "dua dua"}}}})
		rate, err := tariff.ParseNumber("37389.6")
		if err != nil {
			t.Fatal(err)
		}
		v1 := tariff.Tariff{ID: "t", AgreementID: "pks", Version: 1, Clause: "b", From: day("2024-09-04"), Components: []tariff.Component{{
			ID: "x", Clause: "b.1", Payer: "14.01", Payee: "14.71",
			Formula: tariff.Distance{Quantity: tariff.Quantity{Measure: "bus.km", Government: "14.01", Unit: tariff.Km}, Rate: tariff.FixedRate(rate)},
		}}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveClauses(ctx, "pks", tree), tx.SaveTariff(ctx, v1), tx.EndTariff(ctx, "pks", 1, day("2026-12-31")),
				tx.SaveObligation(ctx, agreement.Obligation{Agreement: "pks", ID: "o", Clause: "b.1", Bearer: "14.71", Text: "Menjalankan"}),
				tx.SetParameter(ctx, store.Parameter{Agreement: "pks", Name: "fuel.diesel", From: day("2026-10-01"), Value: "7200", Source: "uji", SetBy: "14.71"}),
				tx.AddEvent(ctx, "k", agreement.Event{Date: day("2024-09-04"), Stage: agreement.SigningPKS}), tx.AddEvent(ctx, "k", agreement.Event{Date: day("2024-01-01"), Stage: agreement.Offer}),
				tx.AddFile(ctx, "aa", "application/pdf", 3, 1), tx.Attach(ctx, store.Attachment{Agreement: "pks", SHA256: "aa", Name: "scan.pdf", Government: "14.71"}), tx.Attach(ctx, store.Attachment{Agreement: "pks", SHA256: "aa", Name: "lagi.pdf", Government: "14.71"}))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Agreement(ctx, "pks")
			same(t, "agreement", got, a, err)
			clauses, err := tx.Clauses(ctx, "pks")
			same(t, "clauses", clauses, tree, err)
			events, err := tx.Events(ctx, "k")
			if err != nil || len(events) != 2 || events[0].Stage != agreement.Offer {
				t.Errorf("events by date: %v, %v", events, err)
			}
			tariffs, err := tx.Tariffs(ctx, "pks")
			if err != nil || len(tariffs) != 1 || tariffs[0].Until != day("2026-12-31") {
				t.Errorf("tariffs: %+v, %v", tariffs, err)
			}
			files, err := tx.Attachments(ctx, "pks")
			if err != nil || len(files) != 1 || files[0].Name != "scan.pdf" || files[0].Size != 3 {
				t.Errorf("the same file twice is one attachment: %+v, %v", files, err)
			}
			all, err := tx.Cooperations(ctx)
			if err != nil || len(all) != 1 || !slices.Equal(all[0].Parties, []string{"14.71", "14.01"}) {
				t.Errorf("cooperations: %+v, %v", all, err)
			}
			_, rules, err := tx.Service(ctx, "bus", day("2026-10-01"))
			same(t, "rules", rules, `{"routes":["1"]}`, err)
			return nil
		})
	})
}

func TestPositionsComeBackOnceAndInOrder(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		d := day("2026-10-05")
		at := func(i int) transit.Position {
			return transit.Position{At: d.Start().UnixMicro() + int64(i)*1e6, LatE7: int32(i), Speed: -1, Heading: -1, Accuracy: -1}
		}
		batch := func(reason transit.Aside, ps ...transit.Position) store.Batch {
			return store.Batch{Service: "bus", Day: d, Device: "g", Aside: reason, Positions: ps, ReceivedUS: 1}
		}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for _, c := range []struct {
				b    store.Batch
				want bool
			}{{batch("", at(3), at(1)), true}, {batch("", at(3), at(1)), false}, {batch("", at(1), at(2)), true}, {batch(transit.ClockAhead, at(9)), true}} {
				if added, err := tx.AddBatch(ctx, c.b); err != nil || added != c.want {
					t.Errorf("added = %v, %v, want %v", added, err, c.want)
				}
			}
			return errors.Join(tx.Touch(ctx, "bus", d), tx.Touch(ctx, "bus", d))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Positions(ctx, "bus", d)
			same(t, "positions", got, map[string][]transit.Position{"g": {at(1), at(2), at(3)}}, err)
			aside, err := tx.SetAside(ctx, "bus", d, transit.ClockAhead)
			same(t, "set aside", aside, map[string][]transit.Position{"g": {at(9)}}, err)
			heard, err := tx.HeardOn(ctx, "bus", d)
			same(t, "heard", heard, []store.Heard{{Device: "g", Points: 4, FirstUS: at(1).At, LastUS: at(3).At}, {Device: "g", Aside: transit.ClockAhead, Points: 1, FirstUS: at(9).At, LastUS: at(9).At}}, err)
			stale, err := tx.StaleDays(ctx, 10)
			same(t, "stale", stale, []store.ServiceDay{{Service: "bus", Date: d, Touched: 2}}, err)
			return nil
		})
	})
}

func TestAMeasurementIsNotReplacedByAnOlderOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		d := day("2026-10-05")
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := errors.Join(tx.Touch(ctx, "bus", d), tx.Touch(ctx, "bus", d)); err != nil {
				return err
			}
			if ok, err := tx.SaveServiceDay(ctx, store.ServiceDay{Service: "bus", Date: d, Touched: 2, Measured: 2, Archive: "neu"}); err != nil || !ok {
				t.Errorf("newest: %v, %v", ok, err)
			}
			if ok, err := tx.SaveServiceDay(ctx, store.ServiceDay{Service: "bus", Date: d, Touched: 1, Measured: 1, Archive: "alt"}); err != nil || ok {
				t.Errorf("an older measurement replaced a newer one: %v, %v", ok, err)
			}
			return tx.TouchFrom(ctx, d)
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			days, err := tx.ServiceDays(ctx, "bus", d, d)
			if err != nil || len(days) != 1 || days[0].Archive != "neu" || !days[0].Stale() {
				t.Errorf("%+v, %v", days, err)
			}
			return nil
		})
	})
}

func TestRuns(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		d := day("2026-10-05")
		full := transit.Run{
			Date: d, Trip: "1", Start: 100, Route: "1", Vehicle: "B1", Status: transit.Complete, Grade: transit.GradeA, Planned: 10, Delivered: 10, Began: 1, Ended: 2,
			Stretches: []transit.Stretch{{To: 10, Kind: transit.StretchDelivered}}, Parts: []transit.Part{{Code: "14.01", Planned: 4, Delivered: 4}, {Code: "14.71", Planned: 6, Delivered: 6}},
			Calls: []transit.Call{{Arrived: 90, Left: 130}, {Arrived: transit.Unsure, Left: transit.Unsure}},
		}
		missed := transit.Run{Date: d, Trip: "2", Start: 200, Route: "1", Status: transit.Missed, Reason: transit.NoPositions, Grade: transit.GradeNone, Planned: 10, Parts: []transit.Part{{Code: "14.01", Planned: 10, Unproven: 3, OffRoute: 2}}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveRuns(ctx, "bus", d, []transit.Run{missed}), tx.SaveRuns(ctx, "bus", d, []transit.Run{full, missed}))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			runs, err := tx.Runs(ctx, "bus", store.RunFilter{First: d, Last: d, Start: -1})
			same(t, "runs", runs, []transit.Run{full, missed}, err)
			one, err := tx.Runs(ctx, "bus", store.RunFilter{First: d, Last: d, Status: transit.Missed, Start: -1})
			same(t, "missed", one, []transit.Run{missed}, err)
			one, err = tx.Runs(ctx, "bus", store.RunFilter{First: d, Last: d, Trip: "1", Start: 100})
			same(t, "one run", one, []transit.Run{full}, err)
			days, err := tx.RunDays(ctx, "bus", d, d)
			same(t, "days", days, []transit.Day{{
				Date: d, Runs: map[transit.Status]int{transit.Complete: 1, transit.Missed: 1}, Planned: 20, Delivered: 10,
				Parts: []transit.Part{{Code: "14.01", Planned: 14, Delivered: 4, Unproven: 3, OffRoute: 2}, {Code: "14.71", Planned: 6, Delivered: 6}},
			}}, err)
			return nil
		})
	})
}

func TestTicketsAndDecisions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		x := waste.Ticket{Site: "TPA", Number: "1", Plate: "BM 1", In: day("2026-10-05").Start().UnixMicro() + 9e9, Out: day("2026-10-05").Start().UnixMicro() + 10e9, Gross: 9, Tare: 4, Net: 5, Origin: "14.01", Source: "f:2"}
		other := x
		other.Net = 6
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			for i, c := range []waste.Ticket{x, x, other} {
				if added, err := tx.AddTicket(ctx, "sampah", c, 1); err != nil || added != (i != 1) {
					t.Errorf("ticket %d: %v, %v", i, added, err)
				}
			}
			dec := waste.Decision{Site: "TPA", Number: "1", Content: x.Content(), Verdict: waste.Reject, Flags: []waste.Kind{waste.DuplicateNo}, Reason: "uji", Account: "a", Name: "Ana", Government: "14.01", AtUS: 7}
			return errors.Join(tx.AddDecision(ctx, "sampah", dec), tx.AddDecision(ctx, "sampah", dec),
				tx.SaveTruck(ctx, store.Truck{Service: "sampah", Plate: "BM 1", Government: "14.01", Tare: 4}))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			tickets, err := tx.Tickets(ctx, "sampah", day("2026-10-01"), day("2026-10-31"))
			if err != nil || len(tickets) != 2 {
				t.Errorf("tickets: %+v, %v", tickets, err)
			}
			earlier, err := tx.EarlierTickets(ctx, "sampah", civil.Date{}, civil.Month{Year: 2026, Month: 11})
			if err != nil || len(earlier) != 0 {
				t.Errorf("numbers of no ticket in November: %+v, %v", earlier, err)
			}
			decisions, err := tx.Decisions(ctx, "sampah")
			if err != nil || len(decisions) != 2 || decisions[1].Seq != 2 || !slices.Equal(decisions[1].Flags, []waste.Kind{waste.DuplicateNo}) {
				t.Errorf("decisions: %+v, %v", decisions, err)
			}
			trucks, err := tx.Trucks(ctx, "sampah")
			same(t, "trucks", trucks, []store.Truck{{Service: "sampah", Plate: "BM 1", Government: "14.01", Tare: 4}}, err)
			return nil
		})
		november := x
		november.Number, november.In, november.Out = " 1", x.In+31*86400e6, x.Out+31*86400e6
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.AddTicket(ctx, "sampah", november, 2)
			return err
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			m := civil.Month{Year: 2026, Month: 11}
			months, err := tx.TicketMonths(ctx, "sampah", 9)
			same(t, "months with tickets", months, []civil.Month{m, m.Prev()}, err)
			months, err = tx.TicketMonths(ctx, "sampah", 1)
			same(t, "the newest of them", months, []civil.Month{m}, err)
			for until, want := range map[string]civil.Date{"2026-12-31": november.Day(), "2026-11-04": x.Day(), "2026-10-04": {}} {
				last, err := tx.LastOperated(ctx, "sampah", day(until))
				same(t, "last operated until "+until, last, want, err)
			}
			x, other := x, other
			x.Received, other.Received = 1, 1 // when they came
			earlier, err := tx.EarlierTickets(ctx, "sampah", day("2026-01-01"), m)
			same(t, "the number, typed otherwise, of a month before", earlier, []waste.Ticket{other, x}, err)
			earlier, err = tx.EarlierTickets(ctx, "sampah", day("2026-10-06"), m)
			if err != nil || len(earlier) != 0 {
				t.Errorf("since the day after: %+v, %v", earlier, err)
			}
			return nil
		})
	})
}

// What a statement was computed from is kept by its hash, once, and what a
// month gets afterwards is noticed.
func TestEvidenceOfStatements(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		oct := day("2026-10-05")
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.AddEvidence(ctx, "h", "1-0|26100|TMP-101|4000\n"), tx.AddEvidence(ctx, "h", "1-0|26100|TMP-101|4000\n"), tx.AddEvidence(ctx, "empty", ""), tx.Touch(ctx, "sampah", oct))
		})
		moved := func(first, last string, after int64, want bool) {
			t.Helper()
			read(t, s, func(ctx context.Context, tx *store.Tx) error {
				got, err := tx.Moved(ctx, "sampah", day(first), day(last), after)
				same(t, "moved", got, want, err)
				return nil
			})
		}
		moved("2026-10-01", "2026-10-31", 100, true) // waits to be measured
		moved("2026-11-01", "2026-11-30", 100, false)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SaveServiceDay(ctx, store.ServiceDay{Service: "sampah", Date: oct, Touched: 1, Measured: 1, MeasuredUS: 50})
			return err
		})
		moved("2026-10-01", "2026-10-31", 100, false)
		moved("2026-10-01", "2026-10-31", 49, true) // was measured since
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			list, err := tx.Evidence(ctx, "h")
			same(t, "list", list, "1-0|26100|TMP-101|4000\n", err)
			list, err = tx.Evidence(ctx, "empty")
			same(t, "a list of nothing", list, "", err)
			if _, err := tx.Evidence(ctx, "nobody's"); fault.KindOf(err) != fault.NotFound {
				t.Errorf("a list that is not there: %v", err)
			}
			return nil
		})
	})
}

func TestStatementsAndTheirMoves(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		october := civil.Month{Year: 2026, Month: 10}
		st := store.Statement{ID: "pks.2026-10.v1", Agreement: "pks", Month: october, Version: 1, SHA256: "s", Canonical: []byte("{}"), Provider: "14.71", Status: settlement.Draft, Total: 5, CreatedUS: 9, CreatedBy: "Ana", Waiting: store.Uncounted{Tickets: 3, Mass: 14_500}}
		move := store.StatementEvent{Statement: st.ID, Seq: 1, AtUS: 3, Account: "a", Name: "Ana", Move: settlement.Move{Kind: settlement.MoveDispute, By: "14.01", Line: 2, Text: "salah"}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.AddStatement(ctx, st), tx.SetStatementStatus(ctx, st.ID, settlement.Offered), tx.AddStatementEvent(ctx, move), tx.DropDraft(ctx, st.ID))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Statement(ctx, st.ID)
			want := st
			want.Status = settlement.Offered
			same(t, "statement (an offered one is no draft to drop)", got, want, err)
			events, err := tx.StatementEvents(ctx, st.ID)
			same(t, "events", events, []store.StatementEvent{move}, err)
			all, err := tx.Statements(ctx, "")
			if err != nil || len(all) != 1 || all[0].Canonical != nil {
				t.Errorf("list: %+v, %v", all, err)
			}
			return nil
		})
		err := s.Write(t.Context(), func(tx *store.Tx) error { return tx.AddStatement(t.Context(), st) })
		if !errors.Is(err, sqldb.ErrUnique) {
			t.Errorf("the same version twice: %v", err)
		}
	})
}

func TestServiceRegistry(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		enter(t, s)
		dev := store.Device{ID: "g", Service: "bus", Vehicle: "B1", KeyHash: "k", SinceUS: 4, Active: true}
		key := store.SourceKey{KeyHash: "kk", Service: "bus", Label: "server", CreatedUS: 2, Active: true}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := errors.Join(tx.SaveVehicle(ctx, store.Vehicle{Service: "bus", ID: "B1"}), tx.SaveDevice(ctx, dev), tx.SaveSourceKey(ctx, key), tx.AddFile(ctx, "f", "application/zip", 1, 1),
				tx.SaveTimetable(ctx, store.Timetable{Service: "bus", SHA256: "f", From: day("2024-01-01"), Name: "a"}), tx.SaveTimetable(ctx, store.Timetable{Service: "bus", SHA256: "f", From: day("2026-01-01"), Name: "b"}),
				tx.SaveImport(ctx, store.Import{Service: "bus", Kind: "roster", SHA256: "f", Name: "r.csv", Report: "{}"})); err != nil {
				return err
			}
			for i, vehicle := range []string{"B1", "B1", "B2"} {
				if changed, err := tx.SaveDuty(ctx, "bus", store.Duty{Date: day("2026-10-05"), Block: "1", Vehicle: vehicle}); err != nil || changed != (i != 1) {
					t.Errorf("duty %d: %v, %v", i, changed, err)
				}
			}
			return nil
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Device(ctx, "g")
			same(t, "device", got, dev, err)
			k, err := tx.SourceKey(ctx, "kk")
			same(t, "key", k, key, err)
			tables, err := tx.Timetables(ctx, "bus")
			if err != nil || len(tables) != 2 || tables[0].Name != "b" {
				t.Errorf("timetables: %+v, %v", tables, err)
			}
			roster, err := tx.Roster(ctx, "bus", day("2026-10-05"))
			same(t, "roster", roster, []store.Duty{{Date: day("2026-10-05"), Block: "1", Vehicle: "B2"}}, err)
			imports, err := tx.Imports(ctx, "bus", 5)
			if err != nil || len(imports) != 1 {
				t.Errorf("imports: %+v, %v", imports, err)
			}
			return nil
		})
	})
}

func TestBordersAndTheTrail(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, s *store.Store) {
		b := store.Border{ID: "b", SHA256: "s", Source: "uji", File: "f", ProposedBy: "14.71", ProposedUS: 1, From: day("2026-01-01"), Parties: []store.BorderParty{{Government: "14.01"}, {Government: "14.71"}}}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.AddFile(ctx, "f", "application/geo+json", 1, 1), tx.SaveBorder(ctx, b), tx.ApproveBorder(ctx, "b", "14.01", "Ana", 5),
				tx.Record(ctx, store.Entry{AtUS: 1, Account: "a", Name: "Ana", Government: "14.01", Action: "x", Object: "y"}), tx.Record(ctx, store.Entry{AtUS: 2, Account: "a", Name: "Ana", Government: "14.01", Action: "z", Object: "y"}))
		})
		read(t, s, func(ctx context.Context, tx *store.Tx) error {
			all, err := tx.Borders(ctx)
			if err != nil || len(all) != 1 || all[0].Approved() || all[0].Parties[0].ApprovedBy != "Ana" {
				t.Errorf("half approved: %+v, %v", all, err)
			}
			trail, err := tx.Trail(ctx, "14.01", 0, 1)
			if err != nil || len(trail) != 1 || trail[0].Action != "z" {
				t.Errorf("newest first: %+v, %v", trail, err)
			}
			older, err := tx.Trail(ctx, "14.01", trail[0].ID, 9)
			if err != nil || len(older) != 1 || older[0].Action != "x" {
				t.Errorf("before it: %+v, %v", older, err)
			}
			return nil
		})
	})
}
