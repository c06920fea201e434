package padestest

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"golang.org/x/crypto/ocsp"
)

// OCSP gives the responder's answer about a certificate, good or at fault.
func (p *PKI) OCSP(cert *x509.Certificate, f Fault) ([]byte, error) {
	authority := p.Intermediate
	if bytes.Equal(cert.RawIssuer, p.Root.Certificate.RawSubject) {
		authority = p.Root
	}
	return p.answer(authority, &ocsp.Request{SerialNumber: cert.SerialNumber}, f)
}

func (p *PKI) answer(authority *Identity, request *ocsp.Request, f Fault) ([]byte, error) {
	if f == TryLater {
		return ocsp.TryLaterErrorResponse, nil
	}
	t := p.status(authority, request.SerialNumber)
	t.IssuerHash = request.HashAlgorithm
	now := p.options.Now()
	t.ThisUpdate, t.NextUpdate = now.Add(-time.Minute), now.Add(24*time.Hour)
	switch f {
	case UnknownCert:
		t.Status = ocsp.Unknown
	case OtherCert:
		t.SerialNumber = new(big.Int).Add(request.SerialNumber, big.NewInt(1))
	case Stale:
		t.ThisUpdate, t.NextUpdate = now.AddDate(0, -1, 0), now.AddDate(0, -1, 1)
	case Early:
		t.ThisUpdate, t.NextUpdate = now.AddDate(0, 0, 1), now.AddDate(0, 0, 2)
	case NoNext:
		t.NextUpdate = time.Time{}
	}
	signer := p.responders[authority]
	switch f {
	case Direct:
		signer = authority
	case NoEKU:
		signer = p.tsa[""]
	case Untrusted:
		signer = p.stranger
	}
	if signer != authority {
		t.Certificate = signer.Certificate
	}
	der, err := ocsp.CreateResponse(authority.Certificate, signer.Certificate, t, signer.Key)
	if err != nil {
		return nil, fmt.Errorf("answer OCSP: %w", err)
	}
	if f == BadValue {
		if r, err := ocsp.ParseResponse(der, nil); err == nil {
			at := bytes.LastIndex(der, r.Signature)
			der[at+len(r.Signature)-1] ^= 1
		}
	}
	return der, nil
}

func (p *PKI) status(authority *Identity, serial *big.Int) ocsp.Response {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := ocsp.Response{Status: ocsp.Unknown, SerialNumber: serial}
	k := key(&x509.Certificate{RawIssuer: authority.Certificate.RawSubject, SerialNumber: serial})
	if p.issued[k] {
		t.Status = ocsp.Good
	}
	if r, ok := p.revoked[k]; ok {
		t.Status, t.RevokedAt, t.RevocationReason = ocsp.Revoked, r.at, r.reason
	}
	return t
}

// serveOCSP takes requests by POST, and by GET with the request in the path
// (RFC 6960, appendix A).
func (p *PKI) serveOCSP(w http.ResponseWriter, r *http.Request) {
	authority := p.authority(r)
	if authority == nil {
		http.NotFound(w, r)
		return
	}
	if faulty(w, r) {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if r.Method == http.MethodGet {
		body, err = base64.StdEncoding.DecodeString(r.PathValue("request"))
	}
	w.Header().Set("Content-Type", "application/ocsp-response")
	request, parseErr := ocsp.ParseRequest(body)
	if err != nil || parseErr != nil {
		_, _ = w.Write(ocsp.MalformedRequestErrorResponse)
		return
	}
	der, err := p.answer(authority, request, Fault(r.URL.Query().Get("fault")))
	if err != nil {
		der = ocsp.InternalErrorErrorResponse
	}
	_, _ = w.Write(der)
}

// randomSerial is one for what is made in great number, and good for a false nonce.
func randomSerial() *big.Int {
	n, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 64))
	if err != nil {
		return big.NewInt(1)
	}
	return n
}
