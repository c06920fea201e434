package tsp

import (
	"encoding/asn1"
	"math/big"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
)

const (
	maxNumber = 40 // bytes of a serial number or nonce; RFC 3161 asks for 20 of the first
	maxDigest = 64
)

var (
	context0  = casn1.Tag(0).ContextSpecific()
	context1  = casn1.Tag(1).ContextSpecific()
	explicit0 = context0.Constructed()
	explicit1 = context1.Constructed()
	directory = casn1.Tag(4).ContextSpecific().Constructed()
)

// parseInfo reads a TSTInfo (RFC 3161, 2.4.2).
func (t *Token) parseInfo(der []byte) error {
	in := cryptobyte.String(der)
	var info, imprint, algorithm cryptobyte.String
	var version int
	var hash asn1.ObjectIdentifier
	t.SerialNumber = new(big.Int)
	if !in.ReadASN1(&info, casn1.SEQUENCE) || !in.Empty() || !info.ReadASN1Integer(&version) || version != 1 ||
		!info.ReadASN1ObjectIdentifier(&t.Policy) {
		return because(ErrMalformed, "TSTInfo")
	}
	if !info.ReadASN1(&imprint, casn1.SEQUENCE) || !imprint.ReadASN1(&algorithm, casn1.SEQUENCE) ||
		!algorithm.ReadASN1ObjectIdentifier(&hash) || !nothingOrNull(algorithm) ||
		!imprint.ReadASN1Bytes(&t.Digest, casn1.OCTET_STRING) || !imprint.Empty() || len(t.Digest) > maxDigest {
		return because(ErrMalformed, "message imprint")
	}
	t.Hash = cms.HashByOID(hash)
	if !readNumber(&info, t.SerialNumber) {
		return because(ErrMalformed, "serial number")
	}
	var at cryptobyte.String
	var ok bool
	if !info.ReadASN1(&at, casn1.GeneralizedTime) {
		return because(ErrMalformed, "time")
	}
	if t.Time, ok = parseTime(string(at)); !ok {
		return because(ErrMalformed, "time")
	}
	return t.parseOptional(info)
}

// parseOptional reads what may follow the time.
func (t *Token) parseOptional(info cryptobyte.String) error {
	if info.PeekASN1Tag(casn1.SEQUENCE) {
		var ok bool
		if t.Accuracy, ok = readAccuracy(&info); !ok {
			return because(ErrMalformed, "accuracy")
		}
	}
	if info.PeekASN1Tag(casn1.BOOLEAN) && !info.ReadASN1Boolean(&t.Ordering) {
		return because(ErrMalformed, "ordering")
	}
	if info.PeekASN1Tag(casn1.INTEGER) {
		t.Nonce = new(big.Int)
		if !readNumber(&info, t.Nonce) {
			return because(ErrMalformed, "nonce")
		}
	}
	var tsa, name, extensions cryptobyte.String
	var named, extended bool
	var tag casn1.Tag
	if !info.ReadOptionalASN1(&tsa, &named, explicit0) || named && (!tsa.ReadAnyASN1(&name, &tag) || !tsa.Empty()) {
		return because(ErrMalformed, "name of the authority")
	}
	if named && tag == directory { // other forms of a name are not compared
		t.name = name
	}
	if !info.ReadOptionalASN1(&extensions, &extended, explicit1) || !info.Empty() {
		return because(ErrMalformed, "TSTInfo")
	}
	return checkExtensions(extensions)
}

// checkExtensions refuses critical ones: none is known here.
func checkExtensions(in cryptobyte.String) error {
	for !in.Empty() {
		var one cryptobyte.String
		var oid asn1.ObjectIdentifier
		critical := false
		if !in.ReadASN1(&one, casn1.SEQUENCE) || !one.ReadASN1ObjectIdentifier(&oid) ||
			one.PeekASN1Tag(casn1.BOOLEAN) && !one.ReadASN1Boolean(&critical) ||
			!one.SkipASN1(casn1.OCTET_STRING) || !one.Empty() {
			return because(ErrMalformed, "extensions")
		}
		if critical {
			return because(ErrMalformed, "unknown critical extension %s", oid)
		}
	}
	return nil
}

func nothingOrNull(s cryptobyte.String) bool {
	return s.Empty() || len(s) == 2 && s[0] == 5 && s[1] == 0
}

func readNumber(s *cryptobyte.String, n *big.Int) bool {
	return s.ReadASN1Integer(n) && n.BitLen() <= 8*maxNumber
}

// readAccuracy adds up seconds, millis [0] and micros [1].
func readAccuracy(s *cryptobyte.String) (time.Duration, bool) {
	var in cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) {
		return 0, false
	}
	var total time.Duration
	for _, part := range []struct {
		tag  casn1.Tag
		unit time.Duration
		most int64
	}{{casn1.INTEGER, time.Second, 366 * 24 * 3600}, {context0, time.Millisecond, 999}, {context1, time.Microsecond, 999}} {
		if !in.PeekASN1Tag(part.tag) {
			continue
		}
		var n int64
		if !in.ReadASN1Int64WithTag(&n, part.tag) || n < 0 || n > part.most {
			return 0, false
		}
		total += time.Duration(n) * part.unit
	}
	return total, in.Empty()
}

// parseTime reads a GeneralizedTime in UTC with seconds and perhaps fractions
// of them, to the nanosecond.
func parseTime(s string) (time.Time, bool) {
	body, utc := strings.CutSuffix(s, "Z")
	whole, fraction, dotted := strings.Cut(body, ".")
	if !utc || len(whole) != 14 || dotted && (len(fraction) == 0 || len(fraction) > 9) {
		return time.Time{}, false
	}
	for _, c := range whole + fraction {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
	}
	t, err := time.Parse("20060102150405", whole)
	if err != nil {
		return time.Time{}, false
	}
	nanos := 0
	for i := range 9 {
		nanos *= 10
		if i < len(fraction) {
			nanos += int(fraction[i] - '0')
		}
	}
	return t.Add(time.Duration(nanos)), true
}
