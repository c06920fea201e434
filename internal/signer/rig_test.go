package signer_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
)

// The secrets of the tests. Each would be found if it came out anywhere.
const (
	passphrase  = `Rahasia"Kampar\2026é`
	appPassword = "sandi-aplikasi-Δ-77"
	nik         = "1401010203040001"
)

// document is a PDF good enough for what the client looks at.
var document = []byte("%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n0\n%%EOF\n")

// appendSignature signs as far as the client can see: an update with a byte range.
func appendSignature(_ context.Context, o standin.Order) ([]byte, error) {
	if !bytes.HasPrefix(o.PDF, []byte("%PDF")) || bytes.Contains(o.PDF, []byte("damaged")) {
		return nil, errors.New("damaged")
	}
	head := fmt.Sprintf("2 0 obj\n<< /Type /Sig /Name (%s) /Contents ", standin.Mark)
	hole := "<" + strings.Repeat("0", 64) + ">"
	tail := " /ByteRange [0 %10d %10d %10d] >>\nendobj\n%%%%EOF\n"
	start := len(o.PDF) + len(head)
	rest := len(fmt.Sprintf(tail, 0, 0, 0))
	return fmt.Appendf(bytes.Clone(o.PDF), "%s%s"+tail, head, hole, start, start+len(hole), rest), nil
}

// countSignatures verifies as far as the stand-in needs it here.
func countSignatures(_ context.Context, pdf []byte) ([]standin.Opinion, bool, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		return nil, false, errors.New("not a PDF")
	}
	var list []standin.Opinion
	at := time.Date(2026, 11, 10, 3, 4, 5, 0, time.UTC)
	for i := range bytes.Count(pdf, []byte("/ByteRange")) {
		list = append(list, standin.Opinion{
			Signer: "Penanda Uji", Field: fmt.Sprint("Sig", i+1), Format: "PAdES-BASELINE-T", At: at,
			Intact: !bytes.Contains(pdf, []byte("tampered")), Authority: "TSA Uji", StampedAt: at.Add(time.Second),
		})
	}
	return list, !bytes.Contains(pdf, []byte("tampered")), nil
}

// rig is a stand-in with a client in front of it and everything that was
// logged.
type rig struct {
	server  *standin.Server
	web     *httptest.Server
	service signer.Service
	mu      sync.Mutex
	calls   []signer.Call
	waits   []time.Duration
	printed bytes.Buffer // the log as slog and fmt would write it
}

func (r *rig) log(_ context.Context, c signer.Call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls = append(r.calls, c)
	slog.New(slog.NewJSONHandler(&r.printed, nil)).Info("call", "call", c)
	fmt.Fprintf(&r.printed, "%v %+v %#v\n", c, c, c)
}

func (r *rig) outcomes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, c := range r.calls {
		out = append(out, c.Action+" "+c.Outcome)
	}
	return out
}

func people() []standin.Signer {
	list := []standin.Signer{{Name: "Bupati", NIK: nik, Email: "bupati@kampar.example", Passphrase: passphrase, State: "ISSUE"}}
	for i, state := range []string{"EXPIRED", "RENEW", "WAITING_FOR_VERIFICATION", "NEW", "NO_CERTIFICATE", "NOT_REGISTERED", "SUSPEND", "REVOKE", "DALAM_PROSES"} {
		list = append(list, standin.Signer{Name: state, NIK: fmt.Sprintf("14010102030410%02d", i), Email: fmt.Sprintf("p%d@kampar.example", i), Passphrase: passphrase, State: state})
	}
	return list
}

// newRig starts a stand-in and a client of a contract. change may adapt the
// client's configuration.
func newRig(t *testing.T, contract signer.Contract, change func(*signer.Config)) *rig {
	t.Helper()
	server, err := standin.New(standin.Config{
		User: "sinergi", Password: appPassword, Signers: people(),
		Seals: []standin.Seal{{Subscriber: "seal-kampar", Name: "Kabupaten Kampar"}},
		Sign:  appendSignature, Verify: countSignatures,
	})
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{server: server, web: httptest.NewTLSServer(server)}
	t.Cleanup(func() { server.Close(); r.web.Close() })
	r.web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	r.service = r.client(t, contract, change)
	return r
}

func (r *rig) client(t *testing.T, contract signer.Contract, change func(*signer.Config)) signer.Service {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(r.web.Certificate())
	cfg := signer.Config{
		Government: "14.01", Contract: contract, BaseURL: r.web.URL, User: "sinergi", Password: signer.NewSecret([]byte(appPassword)),
		RootCAs: roots, Log: r.log,
		Wait: func(_ context.Context, d time.Duration) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.waits = append(r.waits, d)
			return nil
		},
	}
	if change != nil {
		change(&cfg)
	}
	service, err := signer.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return service
}

func bupati() signer.Who { return signer.Who{NIK: nik, Actor: "akun-7"} }

func order() signer.Order {
	return signer.Order{
		By: bupati(), Document: "pks-1", PDF: document, Reason: "Perjanjian Kerja Sama", Location: "Bangkinang",
		Look: signer.Look{
			Place: &signer.Place{Page: 1, X: 350, Y: 80, Width: 150, Height: 60, PageWidth: 595.28, PageHeight: 841.89},
			Link:  "https://sinergi.example/periksa/abc",
		},
	}
}

func secret() signer.Factor { return signer.Passphrase([]byte(passphrase)) }
