// SPDX-License-Identifier: Apache-2.0

// Package padestest is a public key infrastructure to try signatures with: a
// root, an intermediate authority, people, a time-stamp authority, an OCSP
// responder and CRLs, and ways to make each of them misbehave. All keys are
// generated at run time and end with the process; none is shipped, and every
// name says that it certifies nothing.
//
//	pki, err := padestest.Serve(padestest.Options{})
//	defer pki.Close()
//	bupati, err := pki.Issue(padestest.Subject{Name: "Bupati Kampar", Key: padestest.RSA2048})
//	client := tsp.Client{URL: pki.TSA(padestest.WrongNonce)}
//	pki.Revoke(bupati.Certificate, at, 1)
//
// Its services answer as RFC 3161, RFC 6960 and RFC 5280 ask, unless told to
// fail. It is for tests and for a demonstration on one machine.
package padestest

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Mark is in the name of every certificate: "not certified".
const Mark = "TIDAK TERSERTIFIKASI"

// Options of a PKI.
type Options struct {
	// URL is where Handler is reached, without a slash at the end. It is written
	// into the certificates. Serve fills it in.
	URL string
	// Now is the clock of the authorities; time.Now by default. The authorities'
	// certificates are valid from a year before to nine years after its first answer.
	Now func() time.Time
	// Key is of what kind the authorities' keys are, P256 by default.
	Key Kind
}

// PKI is the infrastructure. It may be used by several goroutines.
type PKI struct {
	Root         *Identity
	Intermediate *Identity // issues people, the time-stamp authority and the responder

	options    Options
	tsa        map[Fault]*Identity // "" is the good one
	responders map[*Identity]*Identity
	stranger   *Identity // of another root
	server     *http.Server

	mu      sync.Mutex
	revoked map[string]revocation // by issuer and serial number
	issued  map[string]bool
	serial  int64
}

type revocation struct {
	at     time.Time
	reason int
}

// New makes a PKI whose services are in Handler.
func New(o Options) (*PKI, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.URL = strings.TrimSuffix(o.URL, "/")
	p := &PKI{options: o, tsa: map[Fault]*Identity{}, responders: map[*Identity]*Identity{}, revoked: map[string]revocation{}, issued: map[string]bool{}}
	for _, step := range []func() error{p.makeAuthorities, p.makeResponders, p.makeTSAs} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("make test PKI: %w", err)
		}
	}
	return p, nil
}

// Serve makes a PKI and serves it on a free port of this machine until Close.
func Serve(o Options) (*PKI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve test PKI: %w", err)
	}
	o.URL = "http://" + l.Addr().String()
	p, err := New(o)
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	p.server = &http.Server{Handler: p.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = p.server.Serve(l) }()
	return p, nil
}

// Close ends the server of Serve and whoever waits for it.
func (p *PKI) Close() {
	if p.server != nil {
		_ = p.server.Close()
	}
}

// Handler has the OCSP responders, CRLs, certificates of the authorities and
// the time-stamp authority, below Options.URL.
func (p *PKI) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/tsa", p.serveTSA)
	mux.HandleFunc("POST /ocsp/{authority}", p.serveOCSP)
	mux.HandleFunc("GET /crl/{authority}", p.serveCRL)
	mux.HandleFunc("GET /ca/{authority}", p.serveCertificate)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// An OCSP request in the path is base64, where mux would clean "//" away.
		if authority, request, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, "/ocsp/"), "/"); ok && r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/ocsp/") {
			r.SetPathValue("authority", authority)
			r.SetPathValue("request", request)
			p.serveOCSP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// Roots is a pool with the root.
func (p *PKI) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(p.Root.Certificate)
	return pool
}

// RootPEM is the root as OpenSSL's -CAfile and certutil read it.
func (p *PKI) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Root.Certificate.Raw})
}

// Revoke makes the OCSP responder and the CRLs say from now on that a
// certificate was revoked at a time, for a reason of RFC 5280, 5.3.1.
func (p *PKI) Revoke(cert *x509.Certificate, at time.Time, reason int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revoked[key(cert)] = revocation{at, reason}
}

func key(cert *x509.Certificate) string { return string(cert.RawIssuer) + cert.SerialNumber.String() }

// authority gives the authority of a path of Handler.
func (p *PKI) authority(r *http.Request) *Identity {
	switch r.PathValue("authority") {
	case "root":
		return p.Root
	case "intermediate":
		return p.Intermediate
	}
	return nil
}

func (p *PKI) serveCertificate(w http.ResponseWriter, r *http.Request) {
	a := p.authority(r)
	if a == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-cert")
	_, _ = w.Write(a.Certificate.Raw)
}
