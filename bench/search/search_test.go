// SPDX-License-Identifier: Apache-2.0

// Package search_test measures how long an officer waits for a page when the
// register is large: the list of cooperations, a search, and two versions of a
// text compared. Each is told as a multiple of reading one agreement by its id
// in the same run, which says more than milliseconds of an unknown machine.
//
//	go test ./bench/search -bench . -benchtime 1x -timeout 2h
package search_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"sinergi/internal/agreement"
	"sinergi/internal/app"
	"sinergi/internal/civil"
	"sinergi/internal/draft"
	"sinergi/internal/i18n"
	"sinergi/internal/party"
	"sinergi/internal/pgtest"
	"sinergi/internal/policy"
	"sinergi/internal/redline"
	"sinergi/internal/store"
	"sinergi/internal/web/front"
)

var (
	papers  = flag.Int("agreements", 10_000, "how many agreements there are")
	clauses = flag.Int("clauses", 60, "how many pasal each has")
	times   = flag.Int("times", 400, "how often each page is asked for")
)

const token = "measured"

func BenchmarkSearch(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { measure(b, app.Data{Dir: b.TempDir()}) })
	b.Run("postgres", func(b *testing.B) { measure(b, app.Data{Dir: b.TempDir(), URL: pgtest.DB(b)}) })
}

func measure(b *testing.B, data app.Data) {
	n, err := data.Open(b.Context(), slog.New(slog.DiscardHandler))
	must(b, err)
	b.Cleanup(func() { _ = n.Close() })
	began := time.Now()
	fill(b, n.Store)
	b.Logf("%d agreements of %d clauses written and indexed in %s", *papers, *clauses, time.Since(began).Round(time.Second))
	text, err := i18n.Load()
	must(b, err)
	h, err := n.Handler(text, "http://example.test")
	must(b, err)
	luck := rand.New(rand.NewPCG(1, 2))
	paper := func() string { return fmt.Sprintf("pks-%d", luck.IntN(*papers/2)) }
	pick := func() string { return words[luck.IntN(len(words))] }
	rare := func() string { return fmt.Sprintf("nomor%s", letters(luck.IntN(*papers*(*clauses)))) }
	page := func(path string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(&http.Cookie{Name: front.SessionCookie, Value: token})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("%s: %d", path, w.Code)
		}
		_, _ = io.Copy(io.Discard, w.Body)
	}
	find := func(q string) { page("/search?" + url.Values{"q": {q}}.Encode()) }
	for b.Loop() {
		base := ask(func() {
			must(b, n.Store.Read(b.Context(), func(tx *store.Tx) error { _, err := tx.Agreement(b.Context(), paper()); return err }))
		})
		tell(b, "baseline", base, base)
		tell(b, "list", base, ask(func() { page("/cooperations?after=c-" + fmt.Sprint(luck.IntN(*papers/2))) }))
		tell(b, "search-rare", base, ask(func() { find(rare()) }))
		tell(b, "search-two", base, ask(func() { find(pick() + " " + pick()) }))
		tell(b, "search-common", base, ask(func() { find("pihak") }))
		tell(b, "search-filter", base, ask(func() {
			page("/search?" + url.Values{"q": {pick()}, "kind": {"pks"}, "year": {"2024"}, "party": {"14.71"}}.Encode())
		}))
		before, after := versions(b, n.Store)
		tell(b, "compare", base, ask(func() { compare(b, n.Store, before, after) }))
	}
}

// ask does something many times and gives how long each took, shortest first.
func ask(do func()) []time.Duration {
	do() // the first fills caches
	all := make([]time.Duration, *times)
	for i := range all {
		began := time.Now()
		do()
		all[i] = time.Since(began)
	}
	slices.Sort(all)
	return all
}

func tell(b *testing.B, name string, base, all []time.Duration) {
	middle, late := all[len(all)/2], all[len(all)*99/100]
	b.ReportMetric(float64(late)/float64(base[len(base)/2]), name+"-p99/base")
	fmt.Fprintf(os.Stderr, "%-30s p50 %8.2f ms  p99 %8.2f ms   p50 %6.1fx  p99 %6.1fx of the baseline\n", name, ms(middle), ms(late), float64(middle)/float64(base[len(base)/2]), float64(late)/float64(base[len(base)/2]))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// words are what the clauses are made of; the first ones come most often.
var words = strings.Fields(`pembayaran pengelolaan sampah angkutan perbatasan wilayah kewajiban pelaksanaan biaya retribusi tonase kilometer trayek halte jadwal
	evaluasi laporan perubahan perselisihan musyawarah jaminan pengangkutan penimbangan pemrosesan kendaraan penumpang layanan koordinasi sekretariat anggaran
	pendapatan belanja perpanjangan pengakhiran pemberitahuan kerahasiaan data informasi posisi pencatatan penatausahaan addendum lampiran ketentuan hukum peraturan gubernur menteri bupati`)

func letters(n int) string {
	s := ""
	for ; n > 0; n /= 25 {
		s += string(rune('a' + n%25))
	}
	return s + "z"
}

func pasal(luck *rand.Rand, number int) string {
	var w []string
	for range 30 {
		w = append(w, words[min(luck.IntN(len(words)), luck.IntN(len(words)))])
	}
	return "PIHAK KEDUA dan PIHAK KESATU sepakat mengenai " + strings.Join(w, " ") + " nomor" + letters(number) + "."
}

func fill(b *testing.B, s *store.Store) {
	ctx := b.Context()
	luck := rand.New(rand.NewPCG(3, 4))
	sum := sha256.Sum256([]byte(token))
	must(b, s.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(
			tx.SaveGovernment(ctx, party.Government{Code: "14.01", Name: "Kabupaten Kampar", Short: "Kampar", Kind: party.Regency}),
			tx.SaveGovernment(ctx, party.Government{Code: "14.71", Name: "Kota Pekanbaru", Short: "Pekanbaru", Kind: party.City}),
			tx.SaveAccount(ctx, store.Account{ID: "a", Login: "a", Name: "A", Government: "14.01", Active: true, Roles: []policy.Role{policy.Cooperation}}),
			tx.SaveSession(ctx, store.Session{TokenHash: hex.EncodeToString(sum[:]), Account: "a", SeenUS: time.Now().UnixMicro(), ExpiresUS: 1 << 60}))
	}))
	const atOnce = 25
	for from := 0; from < *papers/2; from += atOnce {
		must(b, s.Write(ctx, func(tx *store.Tx) error {
			for i := from; i < min(from+atOnce, *papers/2); i++ {
				if err := fillOne(ctx, tx, luck, i); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func fillOne(ctx context.Context, tx *store.Tx, luck *rand.Rand, i int) error {
	codes := []string{"14.01", "14.71"}
	c := agreement.Cooperation{ID: fmt.Sprintf("c-%d", i), Title: fmt.Sprintf("Kerja sama %s %d", words[luck.IntN(len(words))], i), Category: agreement.Undecided, Parties: codes, Owner: codes[0]}
	if err := tx.SaveCooperation(ctx, c); err != nil {
		return err
	}
	signed := civil.Date{Year: 2019 + luck.IntN(8), Month: time.Month(1 + luck.IntN(12)), Day: 1}
	for k, kind := range []agreement.Kind{agreement.KB, agreement.PKS} {
		a := agreement.Agreement{
			ID: fmt.Sprintf("%s-%d", kind, i), Cooperation: c.ID, Kind: kind, Title: c.Title, Status: agreement.Active, Owner: codes[0], Outside: true,
			SignedOn: signed, From: signed, Until: signed.AddDays(1000), Parties: []agreement.Party{{Government: codes[0], Label: "PIHAK KESATU"}, {Government: codes[1], Label: "PIHAK KEDUA"}},
		}
		if kind == agreement.PKS {
			a.Parent = fmt.Sprintf("%s-%d", agreement.KB, i)
		}
		tree := make([]agreement.Clause, *clauses)
		for j := range tree {
			tree[j] = agreement.Clause{ID: fmt.Sprintf("p%d", j), Label: fmt.Sprintf("Pasal %d", j+1), Heading: words[(i+j)%len(words)], Text: pasal(luck, (i*2+k)*(*clauses)+j)}
		}
		if err := errors.Join(tx.SaveAgreement(ctx, a), tx.SaveClauses(ctx, a.ID, tree)); err != nil {
			return err
		}
	}
	return nil
}

// versions keeps two versions of a text of so many pasal, a third of them
// changed.
func versions(b *testing.B, s *store.Store) (before, after string) {
	luck := rand.New(rand.NewPCG(5, 6))
	t := draft.Text{Kind: draft.PKS, Title: "Contoh"}
	for j := range *clauses {
		t.Body = append(t.Body, draft.Clause{ID: fmt.Sprintf("p%d", j), Level: draft.Pasal, Heading: words[j%len(words)], Text: pasal(luck, j)})
	}
	changed := t.Clone()
	for j := 0; j < *clauses; j += 3 {
		changed.Body[j].Text = strings.Replace(changed.Body[j].Text, "sepakat", "setuju dan sepakat", 1) + " " + words[luck.IntN(len(words))]
	}
	keep := func(t draft.Text) string {
		sum, err := t.SHA256()
		must(b, err)
		bytes, err := t.Canonical()
		must(b, err)
		must(b, s.Write(b.Context(), func(tx *store.Tx) error { return tx.KeepDraftBytes(b.Context(), sum, bytes) }))
		return sum
	}
	return keep(t), keep(changed)
}

func compare(b *testing.B, s *store.Store, before, after string) {
	must(b, s.Read(b.Context(), func(tx *store.Tx) error {
		var both [2]draft.Text
		for i, sum := range []string{before, after} {
			body, err := tx.DraftBytes(b.Context(), sum)
			if err != nil {
				return err
			}
			if both[i], err = draft.Parse(body); err != nil {
				return err
			}
		}
		changes, err := redline.Compare(both[0], both[1])
		if err == nil && len(changes) == 0 {
			err = errors.New("no changes")
		}
		return err
	}))
}
