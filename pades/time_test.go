package pades_test

import (
	"context"
	"crypto/x509"
	"sync/atomic"
	"testing"
	"time"

	"sinergi/pades"
	"sinergi/pades/padestest"
)

// era is an authority with a clock of its own.
type era struct {
	*padestest.PKI
	now atomic.Int64
}

func newEra(t *testing.T, start time.Time) *era {
	t.Helper()
	e := &era{}
	e.now.Store(start.UnixNano())
	pki, err := padestest.Serve(padestest.Options{Now: e.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pki.Close)
	e.PKI = pki
	return e
}

func (e *era) clock() time.Time { return time.Unix(0, e.now.Load()) }

func (e *era) pass(d time.Duration) { e.now.Add(int64(d)) }

func (e *era) tsa() *pades.TSA {
	return &pades.TSA{URL: e.TSA(""), Roots: e.Roots(), Now: e.clock}
}

// signs makes a signature of a level by someone new.
func (e *era) signs(t *testing.T, level pades.Level) ([]byte, *x509.Certificate) {
	t.Helper()
	id, err := e.Issue(padestest.Subject{Name: "Bupati"})
	if err != nil {
		t.Fatal(err)
	}
	result, err := pades.Sign(context.Background(), prepare(t, paper(t, 1)), signers[0].field, pades.Identity(*id), pades.Options{
		Level: level, TSA: e.tsa(), ValidationOptions: pades.ValidationOptions{Now: e.clock()},
	})
	if err != nil {
		t.Fatal(err)
	}
	return result.PDF, id.Certificate
}

const year = 365 * 24 * time.Hour

// TestYearsLater: certificates of signers last two years and those of timestamp
// authorities nine. What proof there is decides what can be said afterwards.
func TestYearsLater(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	e := newEra(t, start)
	for _, test := range []struct {
		level pades.Level
		after time.Duration
		want  pades.Verdict
		code  pades.Code
		found pades.Level
	}{
		{pades.BB, year, pades.Indeterminate, pades.RevocationUnknown, pades.BB},
		{pades.BB, 3 * year, pades.Indeterminate, pades.NotValidThen, pades.BB},
		{pades.BT, 3 * year, pades.Indeterminate, pades.RevocationUnknown, pades.BT},
		{pades.BLT, 3 * year, pades.Passed, "", pades.BLT},
		{pades.BLT, 10 * year, pades.Indeterminate, pades.TimestampExpired, pades.BB},
		{pades.BLTA, 8 * year, pades.Passed, "", pades.BLTA},
		{pades.BLTA, 10 * year, pades.Indeterminate, pades.TimestampExpired, pades.BB},
	} {
		file, _ := e.signs(t, test.level)
		o := pades.VerifyOptions{Roots: e.Roots(), Now: start.Add(test.after)}
		s := verify(t, file, o).Signatures[0]
		if s.Verdict() != test.want || test.code != "" && !s.Has(test.code) || s.Level != test.found {
			t.Errorf("%s after %d years: got %s, %s, %v", test.level, test.after/year, s.Verdict(), s.Level, s.Problems)
		}
	}
}

// TestRenewal: an archive that is renewed by another authority before the first
// one's certificate ends is good beyond that.
func TestRenewal(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	first, second := newEra(t, start), newEra(t, start.Add(8*year))
	file, _ := first.signs(t, pades.BLTA)
	file, err := pades.Archive(context.Background(), file, pades.ArchiveOptions{
		TSA: second.tsa(), ValidationOptions: pades.ValidationOptions{Now: second.clock()},
	})
	if err != nil {
		t.Fatal(err)
	}
	roots := first.Roots()
	roots.AddCert(second.Root.Certificate)
	report := verify(t, file, pades.VerifyOptions{Roots: roots, Now: start.Add(15 * year)})
	s := report.Signatures[0]
	if report.Verdict() != pades.Passed || s.Level != pades.BLTA || len(report.Timestamps) != 2 {
		t.Errorf("%s: %+v", report.Verdict(), report)
	}
	if !s.ProvenTime.Equal(start) {
		t.Errorf("proven %v, want %v", s.ProvenTime, start)
	}
	// Whoever does not trust the second authority is left with the first.
	s = verify(t, file, pades.VerifyOptions{Roots: first.Roots(), Now: start.Add(15 * year)}).Signatures[0]
	if s.Verdict() != pades.Indeterminate || s.Level != pades.BB {
		t.Errorf("%s %s %v", s.Verdict(), s.Level, s.Problems)
	}
}

// TestRevocation before and after the proven time.
func TestRevocation(t *testing.T) {
	t.Parallel()
	e := newEra(t, time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC))
	file, cert := e.signs(t, pades.BT)
	claimed, other := e.signs(t, pades.BB)
	validated, third := e.signs(t, pades.BLT)
	e.pass(time.Hour)
	for _, c := range []*x509.Certificate{cert, other, third} {
		e.Revoke(c, e.clock(), 1)
	}
	e.pass(time.Hour)
	o := pades.VerifyOptions{Roots: e.Roots(), Now: e.clock(), Fetcher: &pades.HTTPFetcher{}}
	for _, test := range []struct {
		name  string
		file  []byte
		want  pades.Verdict
		code  pades.Code
		level pades.Level
	}{
		{"after the proven time", file, pades.Passed, pades.RevokedLater, pades.BT},
		{"no time is proven", claimed, pades.Failed, pades.Revoked, pades.None},
		{"after the proven time, by the file alone", validated, pades.Passed, "", pades.BLT},
	} {
		s := verify(t, test.file, o).Signatures[0]
		if s.Verdict() != test.want || test.code != "" && !s.Has(test.code) || s.Level != test.level {
			t.Errorf("%s: got %s, %s, %v", test.name, s.Verdict(), s.Level, s.Problems)
		}
	}
	if _, err := pades.AddValidation(context.Background(), file, pades.ValidationOptions{Now: e.clock()}); err != nil {
		t.Errorf("validation data of a certificate that was revoked later: %v", err)
	}
}
