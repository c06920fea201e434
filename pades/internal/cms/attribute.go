package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// OIDData is the content type of a detached signature over a document (id-data).
var OIDData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}

var (
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidProtection    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 52}        // RFC 6211
	oidCertV1        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12} // RFC 2634, by SHA-1
	oidCertV2        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidTimestamp     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // RFC 3161, appendix A
)

// attribute is one of a SET OF Attribute.
type attribute struct {
	oid    asn1.ObjectIdentifier
	values [][]byte // each an element with its header
}

const maxAttributes = 64

// readAttributes reads what is inside a SET OF Attribute, and whether it is in
// DER order.
func readAttributes(in cryptobyte.String) (attrs []attribute, ordered, ok bool) {
	ordered = true
	var last []byte
	for !in.Empty() {
		var element, one, set cryptobyte.String
		if len(attrs) == maxAttributes || !in.ReadASN1Element(&element, casn1.SEQUENCE) {
			return nil, false, false
		}
		ordered = ordered && bytes.Compare(last, element) <= 0
		last = element
		var a attribute
		if !element.ReadASN1(&one, casn1.SEQUENCE) || !one.ReadASN1ObjectIdentifier(&a.oid) ||
			!one.ReadASN1(&set, casn1.SET) || !one.Empty() {
			return nil, false, false
		}
		for !set.Empty() {
			var value cryptobyte.String
			var tag casn1.Tag
			if len(a.values) == maxAttributes || !set.ReadAnyASN1Element(&value, &tag) {
				return nil, false, false
			}
			a.values = append(a.values, value)
		}
		attrs = append(attrs, a)
	}
	return attrs, ordered, true
}

// single gives the only value of the only attribute of a kind; nil without one.
func single(attrs []attribute, oid asn1.ObjectIdentifier) ([]byte, error) {
	var found *attribute
	for i := range attrs {
		if !attrs[i].oid.Equal(oid) {
			continue
		}
		if found != nil {
			return nil, because(ErrAttributes, "%s occurs twice", oid)
		}
		found = &attrs[i]
	}
	if found == nil {
		return nil, nil
	}
	if len(found.values) != 1 {
		return nil, because(ErrAttributes, "%s has %d values", oid, len(found.values))
	}
	return found.values[0], nil
}

// encodeAttribute gives one attribute with one value, which f writes.
func encodeAttribute(oid asn1.ObjectIdentifier, f cryptobyte.BuilderContinuation) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oid)
		b.AddASN1(casn1.SET, f)
	})
	return b.Bytes()
}

// encodeSet writes elements in the order that DER asks of a SET OF (X.690, 11.6).
func encodeSet(tag casn1.Tag, elements [][]byte) ([]byte, error) {
	sorted := slices.Clone(elements)
	slices.SortFunc(sorted, bytes.Compare)
	var b cryptobyte.Builder
	b.AddASN1(tag, func(b *cryptobyte.Builder) {
		for _, e := range sorted {
			b.AddBytes(e)
		}
	})
	return b.Bytes()
}

// addCertID writes SigningCertificateV2 with the one certificate (RFC 5035, 3).
func addCertID(b *cryptobyte.Builder, cert *x509.Certificate, hash crypto.Hash) {
	h := hash.New()
	h.Write(cert.Raw)
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { // SigningCertificateV2
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { // certs
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { // ESSCertIDv2
				if hash != crypto.SHA256 { // the default, which DER leaves out
					addAlgorithm(b, HashOID(hash))
				}
				b.AddASN1OctetString(h.Sum(nil))
				b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { // IssuerSerial
					b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { // GeneralNames
						b.AddASN1(directoryName, func(b *cryptobyte.Builder) { b.AddBytes(cert.RawIssuer) })
					})
					b.AddASN1BigInt(cert.SerialNumber)
				})
			})
		})
	})
}

var directoryName = casn1.Tag(4).ContextSpecific().Constructed()

// certID is ESSCertID or ESSCertIDv2.
type certID struct {
	hash   crypto.Hash
	sum    []byte
	issuer []byte   // a Name, nil where not told
	serial *big.Int // nil where not told
}

// parseCertID reads the first certificate of a signing-certificate attribute,
// which is the signer's; the policies that may follow are not looked at.
func parseCertID(der []byte, v2 bool) (certID, bool) {
	id := certID{hash: crypto.SHA1}
	in := cryptobyte.String(der)
	var outer, certs, one cryptobyte.String
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1(&certs, casn1.SEQUENCE) ||
		!certs.ReadASN1(&one, casn1.SEQUENCE) {
		return id, false
	}
	if v2 {
		id.hash = crypto.SHA256
		if one.PeekASN1Tag(casn1.SEQUENCE) {
			var alg algorithm
			if !readAlgorithm(&one, &alg) {
				return id, false
			}
			id.hash = HashByOID(alg.oid)
		}
	}
	if !one.ReadASN1Bytes(&id.sum, casn1.OCTET_STRING) {
		return id, false
	}
	if one.Empty() {
		return id, true
	}
	var both, names, name cryptobyte.String
	id.serial = new(big.Int)
	if !one.ReadASN1(&both, casn1.SEQUENCE) || !one.Empty() || !both.ReadASN1(&names, casn1.SEQUENCE) ||
		!names.ReadASN1(&name, directoryName) || !names.Empty() || !both.ReadASN1Integer(id.serial) {
		return id, false
	}
	id.issuer = name
	return id, true
}

// is reports whether the identifier is that of the certificate.
func (id certID) is(cert *x509.Certificate) bool {
	if !id.hash.Available() {
		return false
	}
	h := id.hash.New()
	h.Write(cert.Raw)
	return bytes.Equal(h.Sum(nil), id.sum) &&
		(id.serial == nil || id.serial.Cmp(cert.SerialNumber) == 0 && bytes.Equal(id.issuer, cert.RawIssuer))
}
