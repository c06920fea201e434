package revocation

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
)

const maxCRL = 32 << 20

var (
	oidDelta             = asn1.ObjectIdentifier{2, 5, 29, 27}
	oidDistributionPoint = asn1.ObjectIdentifier{2, 5, 29, 28}
	oidCertificateIssuer = asn1.ObjectIdentifier{2, 5, 29, 29}
	oidExpiredOnCRL      = asn1.ObjectIdentifier{2, 5, 29, 60}
)

// readCRL gives what a list says about a certificate; nil when it is another
// authority's.
func readCRL(der []byte, cert, issuer *x509.Certificate) (*statement, error) {
	if len(der) > maxCRL {
		return nil, because(ErrMalformed, "list of %d bytes", len(der))
	}
	switch of, ok := listIssuer(der); {
	case !ok:
		return nil, because(ErrMalformed, "no list")
	case !bytes.Equal(of, issuer.RawSubject):
		return nil, nil
	}
	l, err := x509.ParseRevocationList(der)
	if err != nil {
		return nil, because(ErrMalformed, "%v", err)
	}
	if err := cms.CheckIssued(l.SignatureAlgorithm); err != nil {
		return nil, because(ErrSignature, "%v", err)
	}
	if err := cms.CheckKey(issuer.PublicKey); err != nil {
		return nil, because(ErrSignature, "%v", err)
	}
	if err := l.CheckSignatureFrom(issuer); err != nil {
		return nil, because(ErrSignature, "%v", err)
	}
	s := &statement{source: CRL, this: l.ThisUpdate, next: l.NextUpdate, raw: der}
	if err := s.readScope(l, cert); err != nil {
		return nil, err
	}
	return s, s.readEntries(l, cert)
}

// listIssuer gives whose list it is without reading the entries, which may be
// a million.
func listIssuer(der []byte) ([]byte, bool) {
	in := cryptobyte.String(der)
	var list, tbs, issuer cryptobyte.String
	ok := in.ReadASN1(&list, casn1.SEQUENCE) && in.Empty() && list.ReadASN1(&tbs, casn1.SEQUENCE) &&
		tbs.SkipOptionalASN1(casn1.INTEGER) && tbs.SkipASN1(casn1.SEQUENCE) && tbs.ReadASN1Element(&issuer, casn1.SEQUENCE)
	return issuer, ok
}

// readScope refuses lists that need not name the certificate even when it is revoked.
func (s *statement) readScope(l *x509.RevocationList, cert *x509.Certificate) error {
	for _, e := range l.Extensions {
		switch {
		case e.Id.Equal(oidDelta):
			return because(ErrScope, "it holds changes only")
		case e.Id.Equal(oidDistributionPoint):
			if err := checkPoint(e.Value, cert); err != nil {
				return err
			}
		case e.Id.Equal(oidExpiredOnCRL):
			in := cryptobyte.String(e.Value)
			if !in.ReadASN1GeneralizedTime(&s.archive) || !in.Empty() {
				return because(ErrMalformed, "expiredCertsOnCRL")
			}
		case e.Critical:
			return because(ErrScope, "unknown critical extension %s", e.Id)
		}
	}
	return nil
}

func (s *statement) readEntries(l *x509.RevocationList, cert *x509.Certificate) error {
	for i := range l.RevokedCertificateEntries {
		entry := &l.RevokedCertificateEntries[i]
		if entry.SerialNumber.Cmp(cert.SerialNumber) != 0 {
			continue
		}
		for _, e := range entry.Extensions {
			if e.Id.Equal(oidCertificateIssuer) {
				return because(ErrScope, "it is an indirect list")
			}
		}
		s.revoked, s.at, s.reason = true, entry.RevocationTime, Reason(entry.ReasonCode)
		return nil
	}
	return nil
}

// checkPoint reads IssuingDistributionPoint (RFC 5280, 5.2.5).
func checkPoint(der []byte, cert *x509.Certificate) error {
	in := cryptobyte.String(der)
	var point, name cryptobyte.String
	var named bool
	if !in.ReadASN1(&point, casn1.SEQUENCE) || !in.Empty() || !point.ReadOptionalASN1(&name, &named, explicit0) {
		return because(ErrMalformed, "issuing distribution point")
	}
	var flags [6]bool // by tag: 1 users only, 2 authorities only, 3 some reasons, 4 indirect, 5 attributes only
	for tag := 1; tag <= 5; tag++ {
		var v cryptobyte.String
		var has bool
		if !point.ReadOptionalASN1(&v, &has, casn1.Tag(tag).ContextSpecific()) {
			return because(ErrMalformed, "issuing distribution point")
		}
		flags[tag] = has && (tag == 3 || !bytes.Equal(v, []byte{0}))
	}
	switch {
	case !point.Empty():
		return because(ErrMalformed, "issuing distribution point")
	case flags[3], flags[4], flags[5]:
		return because(ErrScope, "it is for some reasons, of several issuers, or for attributes")
	case flags[1] && cert.IsCA, flags[2] && !cert.IsCA:
		return because(ErrScope, "it is for certificates of another kind")
	case named && !pointsTo(name, cert.CRLDistributionPoints):
		return because(ErrScope, "it is that of another distribution point")
	}
	return nil
}

// pointsTo tells whether a DistributionPointName holds one of the addresses.
func pointsTo(name cryptobyte.String, addresses []string) bool {
	var names cryptobyte.String
	if !name.ReadASN1(&names, explicit0) { // fullName; the relative form is not understood
		return false
	}
	for !names.Empty() {
		var one cryptobyte.String
		var tag casn1.Tag
		if !names.ReadAnyASN1(&one, &tag) {
			return false
		}
		if tag == casn1.Tag(6).ContextSpecific() && slices.Contains(addresses, string(one)) {
			return true
		}
	}
	return false
}
