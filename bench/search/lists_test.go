// SPDX-License-Identifier: Apache-2.0

package search_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/i18n"
	"sinergi/internal/money"
	"sinergi/internal/obligation"
	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/pgtest"
	"sinergi/internal/policy"
	"sinergi/internal/settlement"
	"sinergi/internal/store"
	"sinergi/internal/tariff"
	"sinergi/internal/web/front"
)

// BenchmarkLists asks for the pages that list what waits and what is due, in the
// same register: every cooperation with a procedure that runs, every PKS with
// three duties and two statements. One in ten has something late, one in a
// hundred a statement that waits for an answer.
func BenchmarkLists(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { lists(b, app.Data{Dir: b.TempDir()}) })
	b.Run("postgres", func(b *testing.B) { lists(b, app.Data{Dir: b.TempDir(), URL: pgtest.DB(b)}) })
}

const governor = "measured-too"

func lists(b *testing.B, data app.Data) {
	n, err := data.Open(b.Context(), slog.New(slog.DiscardHandler))
	must(b, err)
	b.Cleanup(func() { _ = n.Close() })
	began := time.Now()
	fill(b, n.Store)
	happen(b, n)
	b.Logf("%d agreements with runs, duties and statements written in %s", *papers, time.Since(began).Round(time.Second))
	text, err := i18n.Load()
	must(b, err)
	h, err := n.Handler(text, "http://example.test")
	must(b, err)
	page := func(as, path string) func() {
		return func() {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.AddCookie(&http.Cookie{Name: front.SessionCookie, Value: as})
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatalf("%s: %d", path, w.Code)
			}
			_, _ = io.Copy(io.Discard, w.Body)
		}
	}
	for b.Loop() {
		base := ask(func() {
			must(b, n.Store.Read(b.Context(), func(tx *store.Tx) error { _, err := tx.Agreement(b.Context(), "pks-1"); return err }))
		})
		tell(b, "baseline", base, base)
		for _, one := range []struct{ as, path string }{
			{token, "/"},
			{token, "/statements"},
			{token, "/obligations"},
			{token, "/obligations?state=terlambat"},
			{token, "/diary"},
			{token, "/evaluations"},
			{token, "/evaluations?state=overdue"},
			{token, "/papers"},
			{token, "/overview"},
			{"", "/public"},
			{"", "/public/cooperations/c-7"},
			{governor, "/province"},
		} {
			tell(b, one.path, base, ask(page(one.as, one.path)))
		}
		tell(b, "messages-first", base, once(func() { must(b, n.Desk.Notify(b.Context())) }))
		must(b, n.Store.Write(b.Context(), func(tx *store.Tx) error { // what was entered above is not what changed just now
			_, err := tx.Exec(b.Context(), `update audit set at_us = at_us - 3600000000`)
			return err
		}))
		tell(b, "messages-again", base, once(func() { must(b, n.Desk.Notify(b.Context())) }))
	}
}

func once(do func()) []time.Duration {
	began := time.Now()
	do()
	return []time.Duration{time.Since(began)}
}

// happen lets procedures run, duties fall due and months be settled.
func happen(b *testing.B, n *app.Node) {
	ctx := b.Context()
	officer := policy.Actor{Account: "a", Name: "A", Government: "14.01", Agency: "bks", Office: "kabag", Roles: []policy.Role{policy.Cooperation}}
	sum := sha256.Sum256([]byte(governor))
	must(b, n.Store.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(
			tx.SaveAgency(ctx, party.Agency{ID: "bks", Government: "14.01", Name: "Bagian Kerja Sama", Short: "Kerja Sama", Affair: party.Secretariat}),
			tx.SaveOffice(ctx, party.Office{ID: "kabag", Government: "14.01", Agency: "bks", Title: "Kepala Bagian Kerja Sama"}),
			tx.SaveAccount(ctx, store.Account{ID: "a", Login: "a", Name: "A", Government: "14.01", Agency: "bks", Office: "kabag", Active: true, Roles: officer.Roles}),
			tx.SaveGovernment(ctx, party.Government{Code: "14", Name: "Provinsi Riau", Short: "Riau", Kind: party.Province}),
			tx.SaveAccount(ctx, store.Account{ID: "g", Login: "g", Name: "G", Government: "14", Active: true, Roles: []policy.Role{policy.Observer}}),
			tx.SaveSession(ctx, store.Session{TokenHash: hex.EncodeToString(sum[:]), Account: "g", SeenUS: time.Now().UnixMicro(), ExpiresUS: 1 << 60}))
	}))
	const atOnce = 50
	for from := 0; from < *papers/2; from += atOnce {
		for i := from; i < min(from+atOnce, *papers/2); i++ {
			_, err := n.Desk.StartRun(ctx, officer, ops.NewRun{Cooperation: fmt.Sprintf("c-%d", i), Definition: "ksdd-sukarela"})
			must(b, err)
		}
		must(b, n.Store.Write(ctx, func(tx *store.Tx) error {
			for i := from; i < min(from+atOnce, *papers/2); i++ {
				if err := oblige(ctx, tx, i); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func oblige(ctx context.Context, tx *store.Tx, i int) error {
	id, today := fmt.Sprintf("pks-%d", i), civil.In(time.Now())
	a, err := tx.Agreement(ctx, id)
	if err != nil {
		return err
	}
	a.From, a.Until = today.AddDays(-400), today.AddDays(i%1000)
	due := today.AddDays(100 + i%300)
	if i%10 == 0 {
		due = today.AddDays(-20)
	}
	all := []error{
		tx.SaveAgreement(ctx, a),
		tx.SaveObligation(ctx, agreement.Obligation{Agreement: id, ID: "sekali", Clause: "p3", Bearer: "14.01", Text: "Membangun halte", Due: due, Rule: string(obligation.Once)}),
		tx.SaveObligation(ctx, agreement.Obligation{Agreement: id, ID: "selama", Clause: "p4", Bearer: "14.71", Text: "Menjalankan layanan"}),
		tx.SaveObligation(ctx, agreement.Obligation{Agreement: id, ID: "tahun", Clause: "p5", Bearer: "14.71", Text: "Melaporkan biaya", Rule: string(obligation.Yearly), Grace: 180}),
	}
	for back := range 2 {
		m, status := today.MonthOf().Prev(), settlement.Agreed
		if back == 1 {
			m = m.Prev()
		} else if i%100 == 0 {
			status = settlement.Offered
		}
		s := settlement.Statement{
			Schema: settlement.Schema, Month: m, Version: 1, Total: 1000,
			Agreement: settlement.Agreement{ID: id, Title: a.Title, Parties: []settlement.Party{{Code: "14.01", Name: "Kabupaten Kampar"}, {Code: "14.71", Name: "Kota Pekanbaru"}}},
			Lines:     []settlement.Line{{No: 1, Line: tariff.Line{Payer: "14.01", Payee: "14.71", Amount: money.Rupiah(1000)}}},
		}
		body, err := s.Canonical()
		if err != nil {
			return err
		}
		hash := sha256.Sum256(body)
		all = append(all, tx.AddStatement(ctx, store.Statement{
			ID: fmt.Sprintf("%s.%s.v1", id, m), Agreement: id, Month: m, Version: 1, SHA256: hex.EncodeToString(hash[:]), Canonical: body, Provider: "14.71", Status: status,
			Total: 1000, CreatedUS: time.Now().UnixMicro(), CreatedBy: "B",
		}))
	}
	return errors.Join(all...)
}
