package padestest

import (
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"time"
)

var (
	oidDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidNobodyKnows       = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 1} // of RFC 5612's example number
)

// CRL gives the list of an authority, Root or Intermediate, good or at fault.
func (p *PKI) CRL(authority *Identity, f Fault) ([]byte, error) {
	now := p.options.Now()
	t := &x509.RevocationList{ThisUpdate: now.Add(-time.Minute), NextUpdate: now.Add(7 * 24 * time.Hour), RevokedCertificateEntries: p.entries(authority)}
	p.mu.Lock()
	p.serial++
	t.Number = big.NewInt(p.serial)
	p.mu.Unlock()
	switch f {
	case Stale:
		t.ThisUpdate, t.NextUpdate = now.AddDate(0, -1, 0), now.AddDate(0, -1, 7)
	case Early:
		t.ThisUpdate, t.NextUpdate = now.AddDate(0, 0, 1), now.AddDate(0, 0, 8)
	case OnlyCAs: // IssuingDistributionPoint with onlyContainsCACerts [2]
		t.ExtraExtensions = []pkix.Extension{{Id: oidDistributionPoint, Critical: true, Value: []byte{0x30, 3, 0x82, 1, 0xff}}}
	case UnknownCrit:
		t.ExtraExtensions = []pkix.Extension{{Id: oidNobodyKnows, Critical: true, Value: []byte{5, 0}}}
	}
	switch f {
	case Untrusted:
		authority = &Identity{Key: p.stranger.Key, Certificate: withSubject(p.stranger.Certificate, authority.Certificate)}
	case OtherCRL:
		authority = p.stranger
	}
	der, err := x509.CreateRevocationList(rand.Reader, t, authority.Certificate, authority.Key)
	if err != nil {
		return nil, fmt.Errorf("make CRL: %w", err)
	}
	if f == BadValue {
		der[len(der)-1] ^= 1
	}
	return der, nil
}

// withSubject gives a certificate that bears another's name with its own key.
func withSubject(cert, other *x509.Certificate) *x509.Certificate {
	c := *cert
	c.Subject, c.RawSubject, c.SubjectKeyId = other.Subject, other.RawSubject, other.SubjectKeyId
	return &c
}

func (p *PKI) entries(authority *Identity) []x509.RevocationListEntry {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []x509.RevocationListEntry
	prefix := string(authority.Certificate.RawSubject)
	for k, r := range p.revoked {
		if len(k) <= len(prefix) || k[:len(prefix)] != prefix {
			continue
		}
		serial, ok := new(big.Int).SetString(k[len(prefix):], 10)
		if !ok {
			continue
		}
		out = append(out, x509.RevocationListEntry{SerialNumber: serial, RevocationTime: r.at, ReasonCode: r.reason})
	}
	return out
}

func (p *PKI) serveCRL(w http.ResponseWriter, r *http.Request) {
	authority := p.authority(r)
	if authority == nil {
		http.NotFound(w, r)
		return
	}
	if faulty(w, r) {
		return
	}
	der, err := p.CRL(authority, Fault(r.URL.Query().Get("fault")))
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/pkix-crl")
	_, _ = w.Write(der)
}

// CRLPEM packs a CRL for OpenSSL's -CRLfile.
func CRLPEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
}
