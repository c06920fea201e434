package revocation

import (
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

const (
	maxOCSP      = 1 << 20
	maxResponses = 256
	maxCerts     = 16
)

var (
	oidBasic   = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 1}
	oidArchive = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 6}

	tag0      = casn1.Tag(0).ContextSpecific()
	tag1      = casn1.Tag(1).ContextSpecific()
	tag2      = casn1.Tag(2).ContextSpecific()
	explicit0 = tag0.Constructed()
	explicit1 = tag1.Constructed()
	explicit2 = tag2.Constructed()
)

// response is a BasicOCSPResponse.
type response struct {
	tbs, algorithm, signature []byte
	name, keyHash             []byte // of the responder: one of the two
	produced                  time.Time
	singles                   []single
	certs                     []*x509.Certificate
}

// single is a SingleResponse.
type single struct {
	hash               asn1.ObjectIdentifier
	nameHash, keyHash  []byte
	serial             *big.Int
	good, revoked      bool // neither: unknown
	at, this, next     time.Time
	reason             Reason
	archive            time.Time
	unknownButCritical bool
}

// parseOCSP reads an OCSPResponse (RFC 6960, 4.2.1).
func parseOCSP(der []byte) (*response, error) {
	in := cryptobyte.String(der)
	var outer, wrapped, inner, basic cryptobyte.String
	var status int
	var has bool
	var kind asn1.ObjectIdentifier
	if len(der) > maxOCSP || !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1Enum(&status) {
		return nil, because(ErrMalformed, "no OCSP response")
	}
	if status != 0 {
		return nil, because(ErrRefused, "status %d", status)
	}
	if !outer.ReadOptionalASN1(&wrapped, &has, explicit0) || !has || !outer.Empty() ||
		!wrapped.ReadASN1(&inner, casn1.SEQUENCE) || !wrapped.Empty() || !inner.ReadASN1ObjectIdentifier(&kind) ||
		!kind.Equal(oidBasic) || !inner.ReadASN1(&basic, casn1.OCTET_STRING) || !inner.Empty() {
		return nil, because(ErrMalformed, "OCSP response without a basic one")
	}
	return parseBasic(basic)
}

func parseBasic(in cryptobyte.String) (*response, error) {
	r := &response{}
	var basic, tbs, algorithm, certs, list cryptobyte.String
	var has bool
	if !in.ReadASN1(&basic, casn1.SEQUENCE) || !in.Empty() || !basic.ReadASN1Element(&tbs, casn1.SEQUENCE) ||
		!basic.ReadASN1Element(&algorithm, casn1.SEQUENCE) || !basic.ReadASN1BitStringAsBytes(&r.signature) ||
		!basic.ReadOptionalASN1(&certs, &has, explicit0) || !basic.Empty() {
		return nil, because(ErrMalformed, "BasicOCSPResponse")
	}
	r.tbs, r.algorithm = tbs, algorithm
	if has && (!certs.ReadASN1(&list, casn1.SEQUENCE) || !certs.Empty()) {
		return nil, because(ErrMalformed, "certificates of the responder")
	}
	for n := 0; !list.Empty(); n++ {
		var one cryptobyte.String
		if n == maxCerts || !list.ReadASN1Element(&one, casn1.SEQUENCE) {
			return nil, because(ErrMalformed, "certificates of the responder")
		}
		if c, err := x509.ParseCertificate(one); err == nil { // others may still do
			r.certs = append(r.certs, c)
		}
	}
	return r, r.parseData(tbs)
}

// parseData reads ResponseData.
func (r *response) parseData(tbs cryptobyte.String) error {
	var data, version, id, all, extensions cryptobyte.String
	var has bool
	if !tbs.ReadASN1(&data, casn1.SEQUENCE) || !data.ReadOptionalASN1(&version, &has, explicit0) {
		return because(ErrMalformed, "ResponseData")
	}
	if has {
		var v int
		if !version.ReadASN1Integer(&v) || v != 0 || !version.Empty() {
			return because(ErrMalformed, "version of the response")
		}
	}
	switch {
	case data.PeekASN1Tag(explicit1):
		var name cryptobyte.String
		if !data.ReadASN1(&id, explicit1) || !id.ReadASN1Element(&name, casn1.SEQUENCE) || !id.Empty() {
			return because(ErrMalformed, "ResponderID")
		}
		r.name = name
	default:
		if !data.ReadASN1(&id, explicit2) || !id.ReadASN1Bytes(&r.keyHash, casn1.OCTET_STRING) || !id.Empty() {
			return because(ErrMalformed, "ResponderID")
		}
	}
	if !data.ReadASN1GeneralizedTime(&r.produced) || !data.ReadASN1(&all, casn1.SEQUENCE) ||
		!data.ReadOptionalASN1(&extensions, &has, explicit1) || !data.Empty() {
		return because(ErrMalformed, "ResponseData")
	}
	if has {
		var e extensionSet
		if !e.read(extensions) || e.critical {
			return because(ErrMalformed, "extensions of the response")
		}
	}
	for !all.Empty() {
		s, ok := parseSingle(&all)
		if !ok || len(r.singles) == maxResponses {
			return because(ErrMalformed, "SingleResponse")
		}
		r.singles = append(r.singles, s)
	}
	return nil
}

func parseSingle(in *cryptobyte.String) (s single, ok bool) {
	var one, id, algorithm, next, extensions cryptobyte.String
	var has bool
	s.serial = new(big.Int)
	if !in.ReadASN1(&one, casn1.SEQUENCE) || !one.ReadASN1(&id, casn1.SEQUENCE) || !id.ReadASN1(&algorithm, casn1.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&s.hash) || !id.ReadASN1Bytes(&s.nameHash, casn1.OCTET_STRING) ||
		!id.ReadASN1Bytes(&s.keyHash, casn1.OCTET_STRING) || !id.ReadASN1Integer(s.serial) || !id.Empty() {
		return s, false
	}
	if !s.parseStatus(&one) || !one.ReadASN1GeneralizedTime(&s.this) || !one.ReadOptionalASN1(&next, &has, explicit0) {
		return s, false
	}
	if has && (!next.ReadASN1GeneralizedTime(&s.next) || !next.Empty() || s.next.Before(s.this)) {
		return s, false
	}
	if !one.ReadOptionalASN1(&extensions, &has, explicit1) || !one.Empty() {
		return s, false
	}
	if has {
		e := extensionSet{}
		if !e.read(extensions) {
			return s, false
		}
		s.archive, s.unknownButCritical = e.archive, e.critical
	}
	return s, true
}

// parseStatus reads CertStatus: good [0], revoked [1] or unknown [2].
func (s *single) parseStatus(in *cryptobyte.String) bool {
	var v, reason cryptobyte.String
	var has bool
	switch {
	case in.PeekASN1Tag(tag0):
		s.good = true
		return in.ReadASN1(&v, tag0) && v.Empty()
	case in.PeekASN1Tag(tag2):
		return in.ReadASN1(&v, tag2) && v.Empty()
	}
	s.revoked = true
	if !in.ReadASN1(&v, explicit1) || !v.ReadASN1GeneralizedTime(&s.at) || !v.ReadOptionalASN1(&reason, &has, explicit0) || !v.Empty() {
		return false
	}
	var code int
	if has && (!reason.ReadASN1Enum(&code) || !reason.Empty()) {
		return false
	}
	s.reason = Reason(code)
	return true
}

// extensionSet is what matters of Extensions.
type extensionSet struct {
	archive  time.Time // archiveCutoff
	critical bool      // one that is critical and not known here
}

func (e *extensionSet) read(in cryptobyte.String) bool {
	var list cryptobyte.String
	if !in.ReadASN1(&list, casn1.SEQUENCE) || !in.Empty() {
		return false
	}
	for !list.Empty() {
		var one, value cryptobyte.String
		var oid asn1.ObjectIdentifier
		critical := false
		if !list.ReadASN1(&one, casn1.SEQUENCE) || !one.ReadASN1ObjectIdentifier(&oid) ||
			one.PeekASN1Tag(casn1.BOOLEAN) && !one.ReadASN1Boolean(&critical) ||
			!one.ReadASN1(&value, casn1.OCTET_STRING) || !one.Empty() {
			return false
		}
		if oid.Equal(oidArchive) {
			if !value.ReadASN1GeneralizedTime(&e.archive) || !value.Empty() {
				return false
			}
		} else if critical {
			e.critical = true
		}
	}
	return true
}
