package app_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/demo"
	"sinergi/internal/ops"
	"sinergi/internal/ridership"
	"sinergi/internal/settlement"
	"sinergi/internal/sqldb/sqldbtest"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
)

// netOfFares gives the bus PKS a tariff by which Kampar pays Rp13.500 a
// kilometre less what passengers paid at its halte.
func netOfFares(t *testing.T, o operated) {
	t.Helper()
	rate, err := tariff.ParseNumber("13500")
	if err != nil {
		t.Fatal(err)
	}
	label := tariff.Label{ID: "Kilometer di Kampar", EN: "Kilometres in Kampar"}
	v := tariff.Tariff{ID: "tarif-bus", AgreementID: demo.BusPKS, Version: 2, Clause: "biaya", From: october.First(), Components: []tariff.Component{
		{ID: "km", Clause: "biaya.kampar", Payer: demo.Kampar, Payee: demo.Pekanbaru, Label: label, Formula: tariff.Distance{Quantity: tariff.Quantity{Measure: ops.MeasureBusKm, Government: demo.Kampar, Unit: tariff.Km}, Rate: tariff.FixedRate(rate)}},
		{ID: "tiket", Clause: "biaya.kampar", Payer: demo.Kampar, Payee: demo.Pekanbaru, Label: tariff.Label{ID: "Pendapatan tiket", EN: "Fares"}, Formula: tariff.NetOfIncome{Of: []string{"km"}, Income: tariff.Quantity{Measure: ops.MeasureBusIncome, Government: demo.Kampar, Unit: tariff.Rupiah}}},
	}}
	if err := o.node.Store.Write(t.Context(), func(tx *store.Tx) error {
		if err := tx.EndTariff(t.Context(), demo.BusPKS, 1, october.First().AddDays(-1)); err != nil {
			return err
		}
		return tx.SaveTariff(t.Context(), v)
	}); err != nil {
		t.Fatal(err)
	}
}

// fareLine gives the rupiah that the fares take off a computed month.
func fareLine(t *testing.T, o operated) int64 {
	t.Helper()
	s, err := o.node.Desk.Compute(t.Context(), demo.BusPKS, october)
	if err != nil {
		t.Fatal(err)
	}
	if err := settlement.Verify(s); err != nil {
		t.Errorf("the statement cannot be recomputed from its own inputs: %v", err)
	}
	for _, l := range s.Lines {
		if l.Component == "tiket" {
			return int64(-l.Amount)
		}
	}
	t.Fatal("the statement has no line of fares")
	return 0
}

// What passengers paid is taken off the bill of the government at whose halte
// they got on, can be followed to the tickets, and follows what comes late or is
// corrected; on both engines.
func TestFaresAreDeductedAndTracedToTheTickets(t *testing.T) {
	t.Parallel()
	for engine, data := range map[string]app.Data{"SQLite": {Dir: t.TempDir()}, "PostgreSQL": {Dir: t.TempDir(), URL: sqldbtest.PostgresURL(t)}} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			o := operate(t, data, 1, 1)
			netOfFares(t, o)
			ctx, who, day := t.Context(), o.load.Actors["pekanbaru-dishub"], october.First()
			month, err := o.node.Desk.Riders(ctx, who, demo.BusService, october)
			if err != nil {
				t.Fatal(err)
			}
			var kampar, all int64
			var one ridership.At // a ticket of somebody who got on in Kampar
			ridden := ""
			for _, trip := range month.Ridden {
				for _, x := range trip.Fares {
					all += int64(x.Income)
					if x.Halt >= 0 && trip.Halts[x.Halt].Government == demo.Kampar {
						kampar += int64(x.Income)
						one = x
						ridden = fmt.Sprintf("/bus/%s/days/%s/%s/%d", demo.BusService, day, trip.Trip.Trip, trip.Trip.Start)
					}
				}
			}
			if kampar == 0 || kampar == all {
				t.Fatalf("of Rp%d Rp%d are Kampar's, which proves nothing", all, kampar)
			}
			if got := fareLine(t, o); got != kampar {
				t.Errorf("Rp%d are taken off, the tickets of Kampar's halte are Rp%d", got, kampar)
			}

			officer := o.load.Actors["pekanbaru-keuangan"]
			id, err := o.node.Desk.DraftStatement(ctx, officer, demo.BusPKS, october)
			if err != nil {
				t.Fatal(err)
			}
			e, err := o.node.Desk.EvidenceDay(ctx, officer, id, ops.MeasureBusIncome, demo.Kampar, day)
			if err != nil {
				t.Fatal(err)
			}
			var listed int64
			for _, p := range e.Riders {
				listed += p.Amount
			}
			if listed != kampar || e.Changed() {
				t.Errorf("the evidence lists Rp%d of Rp%d, changed: %v", listed, kampar, e.Changed())
			}

			// A ticket comes late; it is corrected; the first file comes again.
			send := func(revision, amount int) ops.Receipt {
				at := time.UnixMicro(one.At).In(civil.WIB()).Format("02/01/2006 15:04:05")
				text := fmt.Sprintf("id;waktu;kendaraan;golongan;jumlah;bayar;revisi\r\n6032981234567890;%s;%s;umum;%d;Kartu;%d\r\n", at, one.Vehicle, amount, revision)
				src, err := o.node.Desk.SourceFor(ctx, who, demo.BusService)
				if err != nil {
					t.Fatal(err)
				}
				r, err := o.node.Desk.Import(ctx, src, ops.File{Kind: ops.FareFile, Name: "susulan.csv", Content: strings.NewReader(text)})
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			for _, step := range []struct{ revision, amount, accepted, want int }{{0, 4000, 1, 4000}, {1, 3000, 1, 3000}, {0, 4000, 0, 3000}} {
				if got := send(step.revision, step.amount); got.Accepted != step.accepted || len(got.Refused) > 0 {
					t.Errorf("revision %d: %d rows are new, want %d; refused %+v", step.revision, got.Accepted, step.accepted, got.Refused)
				}
				if got := fareLine(t, o); got != kampar+int64(step.want) {
					t.Errorf("after revision %d Rp%d are taken off, want Rp%d", step.revision, got, kampar+int64(step.want))
				}
			}
			e, err = o.node.Desk.EvidenceDay(ctx, officer, id, ops.MeasureBusIncome, demo.Kampar, day)
			if err != nil {
				t.Fatal(err)
			}
			if !e.Changed() || len(e.Added.Riders) != 1 || e.Added.Riders[0].Amount != 3000 {
				t.Errorf("the late ticket is not what the day counts more: %+v", e.Added)
			}
			if err := o.node.Store.Read(ctx, func(tx *store.Tx) error {
				var n int
				err := tx.QueryRow(ctx, `select count(*) from riding where about like '%6032981234567890%' or source like '%6032981234567890%'`).Scan(&n)
				if n != 0 {
					t.Errorf("the number of a card is kept in %d rows", n)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			base := served(t, o.node)
			holds(t, "the evidence", deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}.get("/bus/"+demo.BusService+"/riders?month=2026-10", 200), "Penumpang dan pendapatan", "penumpang naik pada")
			holds(t, "the draft's evidence", deskVisitor{t, visitor(t, base, "pekanbaru-keuangan"), base}.get("/statements/"+id+"/evidence/bus.fare_income/14.01/"+day.String(), 200), "Tiket", "tiket atau hitungan")
			holds(t, "the run's page", deskVisitor{t, visitor(t, base, "kampar-keuangan"), base}.get(ridden, 200), "Penumpang naik", "Pendapatan")
			closed := deskVisitor{t, visitor(t, base, ""), base}
			if body := closed.get("/bus/"+demo.BusService+"/riders?month=2026-10", 303); strings.Contains(body, "Rp") {
				t.Error("the public sees the passengers' page of the offices")
			}
		})
	}
}
