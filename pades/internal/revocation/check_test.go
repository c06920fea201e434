package revocation_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
	"pgregory.net/rapid"

	"sinergi/pades/internal/revocation"
	"sinergi/pades/padestest"
)

var start = sync.OnceValues(func() (*padestest.PKI, error) { return padestest.Serve(padestest.Options{}) })

func pki(t testing.TB) *padestest.PKI {
	t.Helper()
	p, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func issue(t testing.TB, s padestest.Subject) *padestest.Identity {
	t.Helper()
	s.Name = "Bupati Kampar"
	id, err := pki(t).Issue(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func must(t testing.TB) func([]byte, error) []byte {
	return func(der []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
}

// What is wrong with a piece of evidence has its own name, and then nothing is known.
func TestEvidenceAtFault(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{})
	now := time.Now()
	for fault, want := range map[padestest.Fault]error{
		"":                    nil,
		padestest.Direct:      nil,
		padestest.NoNext:      nil,
		padestest.TryLater:    revocation.ErrRefused,
		padestest.UnknownCert: revocation.ErrNotKnown,
		padestest.OtherCert:   revocation.ErrNoEvidence,
		padestest.Stale:       revocation.ErrWindow,
		padestest.NoEKU:       revocation.ErrResponder,
		padestest.Untrusted:   revocation.ErrResponder,
		padestest.BadValue:    revocation.ErrSignature,
	} {
		der := must(t)(pki(t).OCSP(id.Certificate, fault))
		status, err := revocation.Check(id.Certificate, id.Chain[0], [][]byte{der}, nil, now)
		judge(t, "OCSP "+string(fault), status, err, want, revocation.OCSP)
	}
	for fault, want := range map[padestest.Fault]error{
		"":                    nil,
		padestest.Stale:       revocation.ErrWindow,
		padestest.Untrusted:   revocation.ErrSignature,
		padestest.BadValue:    revocation.ErrSignature,
		padestest.OnlyCAs:     revocation.ErrScope,
		padestest.UnknownCrit: revocation.ErrScope,
		padestest.OtherCRL:    revocation.ErrNoEvidence,
	} {
		der := must(t)(pki(t).CRL(pki(t).Intermediate, fault))
		status, err := revocation.Check(id.Certificate, id.Chain[0], nil, [][]byte{der}, now)
		judge(t, "CRL "+string(fault), status, err, want, revocation.CRL)
	}
	for name, ders := range map[string][]byte{"nothing": {}, "text": []byte("not DER"), "a certificate": id.Certificate.Raw} {
		status, err := revocation.Check(id.Certificate, id.Chain[0], [][]byte{ders}, [][]byte{ders}, now)
		judge(t, name, status, err, revocation.ErrMalformed, "")
	}
	if _, err := revocation.Check(id.Certificate, id.Chain[1], nil, nil, now); !errors.Is(err, revocation.ErrIssuer) {
		t.Errorf("another issuer: %v", err)
	}
}

func judge(t *testing.T, name string, status revocation.Status, err, want error, source revocation.Source) {
	t.Helper()
	if want == nil {
		if status.State != revocation.Good || err != nil || status.Source != source || status.Evidence == nil {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
		return
	}
	if status.State != revocation.Unknown || !errors.Is(err, want) {
		t.Errorf("%s: %v, %v", name, status.State, err)
	}
}

// answer makes an OCSP response of the issuer itself, in the test's own terms.
func answer(t testing.TB, id *padestest.Identity, r ocsp.Response) []byte {
	t.Helper()
	r.SerialNumber = id.Certificate.SerialNumber
	ca := pki(t).Intermediate
	return must(t)(ocsp.CreateResponse(ca.Certificate, ca.Certificate, r, ca.Key))
}

// Evidence and the time in question, hour by hour.
func TestEvidenceInTime(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	hour := func(h int) time.Time { return noon.Add(time.Duration(h) * time.Hour) }
	id := issue(t, padestest.Subject{NotBefore: hour(-1000), NotAfter: hour(1000)})
	archive := func(at time.Time) []pkix.Extension {
		value, err := asn1.MarshalWithParams(at, "generalized")
		if err != nil {
			t.Fatal(err)
		}
		return []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 6}, Value: value}}
	}
	good := func(this, next int) ocsp.Response {
		return ocsp.Response{Status: ocsp.Good, ThisUpdate: hour(this), NextUpdate: hour(next)}
	}
	revoked := func(at, reason, this, next int) ocsp.Response {
		return ocsp.Response{Status: ocsp.Revoked, RevokedAt: hour(at), RevocationReason: reason, ThisUpdate: hour(this), NextUpdate: hour(next)}
	}
	kept := good(2000, 2001)
	kept.ExtraExtensions = archive(hour(999))
	lost := good(2000, 2001)
	lost.ExtraExtensions = archive(hour(1001))
	undated := ocsp.Response{Status: ocsp.Good, ThisUpdate: hour(0)}
	for name, c := range map[string]struct {
		said []ocsp.Response
		at   int
		want revocation.State
	}{
		"within the window":                       {[]ocsp.Response{good(-1, 1)}, 0, revocation.Good},
		"at its very end":                         {[]ocsp.Response{good(-1, 1)}, 1, revocation.Good},
		"after it":                                {[]ocsp.Response{good(-1, 1)}, 2, revocation.Unknown},
		"evidence of later":                       {[]ocsp.Response{good(50, 51)}, 0, revocation.Good},
		"evidence after expiry":                   {[]ocsp.Response{good(2000, 2001)}, 0, revocation.Unknown},
		"after expiry, but it is remembered":      {[]ocsp.Response{kept}, 0, revocation.Good},
		"after expiry, and it is forgotten":       {[]ocsp.Response{lost}, 0, revocation.Unknown},
		"without nextUpdate, the same day":        {[]ocsp.Response{undated}, 23, revocation.Good},
		"without nextUpdate, two days later":      {[]ocsp.Response{undated}, 48, revocation.Unknown},
		"revoked before":                          {[]ocsp.Response{revoked(-5, 1, -1, 1)}, 0, revocation.Revoked},
		"revoked at that instant":                 {[]ocsp.Response{revoked(0, 1, 0, 1)}, 0, revocation.Revoked},
		"revoked after":                           {[]ocsp.Response{revoked(5, 1, 6, 7)}, 0, revocation.Good},
		"revoked before, told long ago":           {[]ocsp.Response{revoked(-500, 1, -400, -399)}, 0, revocation.Revoked},
		"revoked before, told after expiry":       {[]ocsp.Response{revoked(-5, 0, 2000, 2001)}, 0, revocation.Revoked},
		"an older answer still says good":         {[]ocsp.Response{good(-20, 20), revoked(-5, 1, -1, 1)}, 0, revocation.Revoked},
		"a newer answer says good all the same":   {[]ocsp.Response{good(10, 20), revoked(-5, 1, -1, 1)}, 0, revocation.Revoked},
		"on hold":                                 {[]ocsp.Response{revoked(-5, 6, -1, 1)}, 0, revocation.Revoked},
		"on hold, released since":                 {[]ocsp.Response{revoked(-5, 6, -1, 1), good(2, 4)}, 0, revocation.Good},
		"on hold since":                           {[]ocsp.Response{good(-10, 10), revoked(-5, 6, -1, 1)}, 0, revocation.Revoked},
		"was on hold in another window":           {[]ocsp.Response{revoked(-50, 6, -40, -39)}, 0, revocation.Unknown},
		"good then, revoked later, by two pieces": {[]ocsp.Response{good(-1, 1), revoked(5, 1, 6, 7)}, 0, revocation.Good},
		"nothing": {nil, 0, revocation.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ders [][]byte
			for _, r := range c.said {
				ders = append(ders, answer(t, id, r))
			}
			for range 2 {
				status, err := revocation.Check(id.Certificate, id.Chain[0], ders, nil, hour(c.at))
				if status.State != c.want || (err != nil) != (c.want == revocation.Unknown) {
					t.Errorf("%+v, %v", status, err)
				}
				if later := name == "revoked after" || name == "good then, revoked later, by two pieces"; status.State == revocation.Good && later == status.RevokedAt.IsZero() {
					t.Errorf("revoked at %v", status.RevokedAt)
				}
				slices.Reverse(ders)
			}
		})
	}
}

// However evidence is ordered or repeated, the outcome is the same; revocation
// before the time in question is never hidden by other evidence.
func TestOrderOfEvidence(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{NotBefore: time.Now().AddDate(-1, 0, 0)})
	now := time.Now().Truncate(time.Second)
	rapid.Check(t, func(r *rapid.T) {
		at := now.Add(time.Duration(rapid.IntRange(-50, 50).Draw(r, "at")) * time.Hour)
		n := rapid.IntRange(1, 4).Draw(r, "pieces")
		var ders [][]byte
		struck := false
		for range n {
			hours := func(label string) time.Time {
				return now.Add(time.Duration(rapid.IntRange(-40, 40).Draw(r, label)) * time.Hour)
			}
			s := ocsp.Response{Status: ocsp.Good, ThisUpdate: hours("this")}
			s.NextUpdate = s.ThisUpdate.Add(time.Duration(rapid.IntRange(0, 30).Draw(r, "length")) * time.Hour)
			if rapid.Bool().Draw(r, "revoked") {
				s.Status, s.RevokedAt, s.RevocationReason = ocsp.Revoked, hours("revoked at"), rapid.SampledFrom([]int{0, 1, 4, 6}).Draw(r, "reason")
				struck = struck || s.RevocationReason != 6 && !s.RevokedAt.After(at)
			}
			ders = append(ders, answer(t, id, s))
		}
		first, _ := revocation.Check(id.Certificate, id.Chain[0], ders, nil, at)
		if struck != (first.State == revocation.Revoked && first.Reason != revocation.Hold) {
			r.Fatalf("revoked %t, and yet %+v", struck, first)
		}
		shuffled := rapid.Permutation(append(ders, ders[0])).Draw(r, "order")
		second, _ := revocation.Check(id.Certificate, id.Chain[0], shuffled, nil, at)
		if first.State != second.State {
			r.Fatalf("%+v, in another order %+v", first, second)
		}
	})
}

// A delegated responder whose certificate may be revoked needs evidence of its own.
func TestResponderIsVouchedFor(t *testing.T) {
	t.Parallel()
	p := pki(t)
	id := issue(t, padestest.Subject{})
	now := time.Now()
	list := must(t)(p.CRL(p.Intermediate, ""))
	responder := delegate(t, now.AddDate(1, 0, 0))
	byHim := must(t)(ocsp.CreateResponse(p.Intermediate.Certificate, responder.Certificate, ocsp.Response{
		Status: ocsp.Good, SerialNumber: id.Certificate.SerialNumber, ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour), Certificate: responder.Certificate,
	}, responder.Key))
	aboutHim := answer(t, responder, ocsp.Response{Status: ocsp.Good, ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour)})
	byHimAboutHim := must(t)(ocsp.CreateResponse(p.Intermediate.Certificate, responder.Certificate, ocsp.Response{
		Status: ocsp.Good, SerialNumber: responder.Certificate.SerialNumber, ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour), Certificate: responder.Certificate,
	}, responder.Key))
	badHim := answer(t, responder, ocsp.Response{Status: ocsp.Revoked, RevokedAt: now.Add(-time.Hour), ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour)})
	for name, c := range map[string]struct {
		ocsps, crls [][]byte
		want        error
	}{
		"by nobody":          {[][]byte{byHim}, nil, revocation.ErrResponder},
		"by himself":         {[][]byte{byHim, byHimAboutHim}, nil, revocation.ErrResponder},
		"by the issuer":      {[][]byte{byHim, aboutHim}, nil, nil},
		"by a list":          {[][]byte{byHim}, [][]byte{list}, nil},
		"he is revoked":      {[][]byte{byHim, badHim}, nil, revocation.ErrResponder},
		"revoked, yet lists": {[][]byte{byHim, badHim}, [][]byte{list}, nil}, // the list itself says good
	} {
		status, err := revocation.Check(id.Certificate, id.Chain[0], c.ocsps, c.crls, now)
		if c.want == nil && status.State != revocation.Good || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
		if name == "by the issuer" && (status.Voucher == nil || !bytes.Equal(status.Voucher.Evidence, aboutHim) || !status.Responder.Equal(responder.Certificate)) {
			t.Errorf("%s: vouched for by %+v", name, status.Voucher)
		}
	}
	old := delegate(t, now.Add(-30*time.Minute))
	der := must(t)(ocsp.CreateResponse(p.Intermediate.Certificate, old.Certificate, ocsp.Response{
		Status: ocsp.Good, SerialNumber: id.Certificate.SerialNumber, ThisUpdate: now, NextUpdate: now.Add(time.Hour), Certificate: old.Certificate,
	}, old.Key))
	if _, err := revocation.Check(id.Certificate, id.Chain[0], [][]byte{der}, nil, now); !errors.Is(err, revocation.ErrResponder) {
		t.Errorf("a responder whose certificate expired: %v", err)
	}
}

// delegate makes a responder without id-pkix-ocsp-nocheck.
func delegate(t testing.TB, until time.Time) *padestest.Identity {
	t.Helper()
	ca := pki(t).Intermediate
	id := issue(t, padestest.Subject{})
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "Responder"}, NotBefore: time.Now().AddDate(0, -1, 0), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
		CRLDistributionPoints: id.Certificate.CRLDistributionPoints,
	}
	der := must(t)(x509.CreateCertificate(rand.Reader, template, ca.Certificate, id.Key.Public(), ca.Key))
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	id.Certificate = cert
	return id
}

// list makes a CRL of the intermediate in the test's own terms.
func list(t testing.TB, l x509.RevocationList) []byte {
	t.Helper()
	ca := pki(t).Intermediate
	l.Number = big.NewInt(1)
	return must(t)(x509.CreateRevocationList(rand.Reader, &l, ca.Certificate, ca.Key))
}

// Lists that are made for some certificates only, or that expired ones stay on.
func TestScopeOfLists(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{})
	c := id.Certificate
	now := time.Now()
	idp := func(inner ...byte) []pkix.Extension {
		return []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 28}, Critical: true, Value: append([]byte{0x30, byte(len(inner))}, inner...)}}
	}
	point := func(address string) []byte {
		name := append([]byte{0x86, byte(len(address))}, address...)
		full := append([]byte{0xa0, byte(len(name))}, name...)
		return append([]byte{0xa0, byte(len(full))}, full...)
	}
	expired, err := asn1.MarshalWithParams(now.AddDate(-5, 0, 0).UTC(), "generalized")
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]struct {
		extensions []pkix.Extension
		entry      []pkix.Extension
		want       error
	}{
		"users only":           {idp(0x81, 1, 0xff), nil, nil},
		"authorities only":     {idp(0x82, 1, 0xff), nil, revocation.ErrScope},
		"some reasons":         {idp(0x83, 2, 6, 0x40), nil, revocation.ErrScope},
		"indirect":             {idp(0x84, 1, 0xff), nil, revocation.ErrScope},
		"attributes only":      {idp(0x85, 1, 0xff), nil, revocation.ErrScope},
		"its own point":        {idp(point(c.CRLDistributionPoints[0])...), nil, nil},
		"another point":        {idp(point("http://x/")...), nil, revocation.ErrScope},
		"a broken point":       {idp(0x81, 9), nil, revocation.ErrMalformed},
		"changes only":         {[]pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}}, nil, revocation.ErrScope},
		"expired ones stay":    {[]pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 60}, Value: expired}}, nil, nil},
		"unknown, uncritical":  {[]pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3}, Value: []byte{5, 0}}}, nil, nil},
		"another one's entry":  {nil, []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 29}, Critical: true, Value: []byte{0x30, 0}}}, revocation.ErrScope},
		"a stranger's own end": {idp(0x81, 1, 0xff, 0x30, 0), nil, revocation.ErrMalformed},
	} {
		l := x509.RevocationList{ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(time.Hour), ExtraExtensions: k.extensions}
		if k.entry != nil {
			l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: c.SerialNumber, RevocationTime: now, ExtraExtensions: k.entry}}
		}
		der := list(t, l)
		status, err := revocation.Check(c, id.Chain[0], nil, [][]byte{der}, now)
		if k.want == nil && (status.State != revocation.Good || !bytes.Equal(status.Evidence, der)) || k.want != nil && !errors.Is(err, k.want) {
			t.Errorf("%s: %+v, %v", name, status, err)
		}
	}
}

func TestRevokedByList(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.Subject{})
	now := time.Now().Truncate(time.Second)
	der := list(t, x509.RevocationList{
		ThisUpdate: now, NextUpdate: now.Add(time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{{SerialNumber: id.Certificate.SerialNumber, RevocationTime: now.Add(-time.Minute), ReasonCode: 4}},
	})
	for at, want := range map[time.Time]revocation.State{now: revocation.Revoked, now.Add(-time.Hour): revocation.Good} {
		status, err := revocation.Check(id.Certificate, id.Chain[0], nil, [][]byte{der}, at)
		if err != nil || status.State != want || !status.RevokedAt.Equal(now.Add(-time.Minute)) || status.Reason.String() != "superseded" {
			t.Errorf("at %v: %+v, %v", at, status, err)
		}
	}
}
