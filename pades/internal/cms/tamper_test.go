package cms_test

import (
	"bytes"
	"crypto"
	"crypto/sha1"
	"encoding/asn1"
	"errors"
	"slices"
	"testing"

	"sinergi/pades/internal/cms"
	"sinergi/pades/padestest"
)

var everyError = []error{
	cms.ErrMalformed, cms.ErrSigners, cms.ErrAttached, cms.ErrNoCertificate, cms.ErrContentType, cms.ErrDigest, cms.ErrNoSigningCertificate,
	cms.ErrSigningCertificate, cms.ErrAttributes, cms.ErrOrder, cms.ErrAlgorithm, cms.ErrWeak, cms.ErrSignature, cms.ErrKey, cms.ErrTimestamped,
}

// exactly demands the wanted errors of the package and no others.
func exactly(t *testing.T, err error, want ...error) {
	t.Helper()
	for _, e := range everyError {
		if errors.Is(err, e) != slices.Contains(want, e) {
			t.Errorf("%q is %t in: %v", e, errors.Is(err, e), err)
		}
	}
}

func octets(b []byte) []byte { return append([]byte{4, byte(len(b))}, b...) }

func oidDER(t *testing.T, oid asn1.ObjectIdentifier) []byte {
	t.Helper()
	der, err := asn1.Marshal(oid)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Whatever is wrong with a signature is told by its own errors: once as a
// forger leaves it, and once signed again, as a bad program makes it.
func TestTampering(t *testing.T) {
	t.Parallel()
	id, other := issue(t, padestest.P256), issue(t, padestest.P256)
	der := sign(t, params(id, crypto.SHA256))
	replace := func(oid asn1.ObjectIdentifier, with ...[]byte) func(*cms.Draft) {
		return func(d *cms.Draft) {
			d.Attributes = slices.DeleteFunc(d.Attributes, func(a []byte) bool { return bytes.Contains(a[:min(len(a), 16)], oidDER(t, oid)) })
			d.Attributes = append(d.Attributes, with...)
			slices.SortFunc(d.Attributes, bytes.Compare)
		}
	}
	sum1 := sha1.Sum(id.Certificate.Raw)
	v1 := cms.Attribute(cms.OIDCertV1, append([]byte{0x30, 26, 0x30, 24, 0x30, 22}, octets(sum1[:])...))
	sha256, sha384 := cms.Algorithm(cms.HashOID(crypto.SHA256)), cms.Algorithm(cms.HashOID(crypto.SHA384))
	ecdsa384 := cms.Algorithm(asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3})
	twin := *id.Certificate // what the digest of a certificate is for: all but one bit the same
	twin.Raw = bytes.Clone(twin.Raw)
	twin.Raw[len(twin.Raw)-1] ^= 1
	protection := func(digest, signature []byte) []byte {
		signature = append([]byte{0xa1, byte(len(signature) - 2)}, signature[2:]...)
		return cms.Attribute(cms.OIDProtection, append([]byte{0x30, byte(len(digest) + len(signature))}, append(bytes.Clone(digest), signature...)...))
	}
	sound := cms.Algorithm(asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2})
	for name, c := range map[string]struct {
		change func(*cms.Draft)
		forged []error // besides, the signature does not fit
		signed []error
	}{
		"nothing": {func(*cms.Draft) {}, nil, nil},
		"other message digest": {
			replace(cms.OIDMessageDigest, cms.Attribute(cms.OIDMessageDigest, octets(make([]byte, 32)))),
			[]error{cms.ErrDigest, cms.ErrSignature},
			[]error{cms.ErrDigest},
		},
		"other content type": {
			replace(cms.OIDContentType, cms.Attribute(cms.OIDContentType, oidDER(t, asn1.ObjectIdentifier{1, 2, 3}))),
			[]error{cms.ErrContentType, cms.ErrSignature},
			[]error{cms.ErrContentType},
		},
		"no content type": {replace(cms.OIDContentType), []error{cms.ErrContentType, cms.ErrSignature}, []error{cms.ErrContentType}},
		"no message digest": {
			replace(cms.OIDMessageDigest),
			[]error{cms.ErrAttributes, cms.ErrSignature},
			[]error{cms.ErrAttributes},
		},
		"other signing certificate": {
			replace(cms.OIDCertV2, cms.Attribute(cms.OIDCertV2, cms.CertID(other.Certificate, crypto.SHA256))),
			[]error{cms.ErrSigningCertificate, cms.ErrSignature},
			[]error{cms.ErrSigningCertificate},
		},
		"signing certificate but for a bit": {
			replace(cms.OIDCertV2, cms.Attribute(cms.OIDCertV2, cms.CertID(&twin, crypto.SHA256))),
			[]error{cms.ErrSigningCertificate, cms.ErrSignature},
			[]error{cms.ErrSigningCertificate},
		},
		"signing certificate by SHA-512": {
			replace(cms.OIDCertV2, cms.Attribute(cms.OIDCertV2, cms.CertID(id.Certificate, crypto.SHA512))),
			[]error{cms.ErrSignature},
			nil,
		},
		"no signing certificate": {replace(cms.OIDCertV2), []error{cms.ErrNoSigningCertificate, cms.ErrSignature}, []error{cms.ErrNoSigningCertificate}},
		"the older attribute": {
			replace(cms.OIDCertV2, v1),
			[]error{cms.ErrNoSigningCertificate, cms.ErrSignature},
			[]error{cms.ErrNoSigningCertificate},
		},
		"signing certificate unreadable": {
			replace(cms.OIDCertV2, cms.Attribute(cms.OIDCertV2, []byte{0x30, 0})),
			[]error{cms.ErrAttributes, cms.ErrSignature},
			[]error{cms.ErrAttributes},
		},
		"two message digests": {
			func(d *cms.Draft) {
				d.Attributes = append(d.Attributes, cms.Attribute(cms.OIDMessageDigest, octets(make([]byte, 32))))
				slices.SortFunc(d.Attributes, bytes.Compare)
			},
			[]error{cms.ErrAttributes, cms.ErrSignature},
			[]error{cms.ErrAttributes},
		},
		"two values": {
			replace(cms.OIDMessageDigest, cms.Attribute(cms.OIDMessageDigest, octets(digest(document)(crypto.SHA256)), octets(make([]byte, 32)))),
			[]error{cms.ErrAttributes, cms.ErrSignature},
			[]error{cms.ErrAttributes},
		},
		"an attribute of one's own": {
			replace(asn1.ObjectIdentifier{1, 2, 3}, cms.Attribute(asn1.ObjectIdentifier{1, 2, 3}, []byte{5, 0})),
			[]error{cms.ErrSignature},
			nil,
		},
		"another order": {
			func(d *cms.Draft) { slices.Reverse(d.Attributes) },
			[]error{cms.ErrOrder, cms.ErrSignature},
			[]error{cms.ErrOrder},
		},
		"no attributes": {
			func(d *cms.Draft) { d.Attributes = nil },
			[]error{cms.ErrAttributes, cms.ErrContentType, cms.ErrNoSigningCertificate},
			[]error{cms.ErrAttributes, cms.ErrContentType, cms.ErrNoSigningCertificate},
		},
		"certificate left out": {
			func(d *cms.Draft) { d.Certificates = d.Certificates[:0] },
			[]error{cms.ErrNoCertificate},
			[]error{cms.ErrNoCertificate},
		},
		"signer claims to be another": {
			func(d *cms.Draft) {
				d.Identifier = other.Certificate
				d.Certificates = append(slices.Clone(d.Certificates), other.Certificate)
			},
			[]error{cms.ErrSigningCertificate, cms.ErrSignature},
			[]error{cms.ErrSigningCertificate, cms.ErrSignature},
		},
		"digest algorithm SHA-1": {
			func(d *cms.Draft) { d.Digest, d.Digests = cms.Algorithm(cms.OIDSHA1), set(cms.Algorithm(cms.OIDSHA1)) },
			[]error{cms.ErrWeak},
			[]error{cms.ErrWeak},
		},
		"digest algorithm unknown": {
			func(d *cms.Draft) { d.Digest = cms.Algorithm(asn1.ObjectIdentifier{1, 2, 3}) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"digest algorithm with odd parameters": {
			func(d *cms.Draft) { d.Digest = cms.Algorithm(cms.HashOID(crypto.SHA256), 4, 0) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"digest algorithm not announced": {
			func(d *cms.Draft) { d.Digests = set(sha384) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"digests announced in plenty": {func(d *cms.Draft) { d.Digests = set(sha256, sha384) }, nil, nil},
		"signature algorithm with another hash": {
			func(d *cms.Draft) { d.Algorithm = ecdsa384 },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"signature algorithm of another key": {
			func(d *cms.Draft) { d.Algorithm = cms.Algorithm(cms.OIDRSA, 5, 0) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"signature algorithm RSASSA-PSS without parameters": {
			func(d *cms.Draft) { d.Algorithm = cms.Algorithm(cms.OIDRSAPSS) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"signature algorithm RSASSA-PSS by default, which is SHA-1": {
			func(d *cms.Draft) { d.Algorithm = cms.Algorithm(cms.OIDRSAPSS, 0x30, 0) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"signature algorithm unknown": {
			func(d *cms.Draft) { d.Algorithm = cms.Algorithm(asn1.ObjectIdentifier{1, 2, 3}) },
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"algorithms protected": {
			replace(cms.OIDProtection, protection(sha256, sound)),
			[]error{cms.ErrSignature},
			nil,
		},
		"other algorithms protected": {
			replace(cms.OIDProtection, protection(sha256, ecdsa384)),
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"another digest protected": {
			replace(cms.OIDProtection, protection(sha384, sound)),
			[]error{cms.ErrAlgorithm},
			[]error{cms.ErrAlgorithm},
		},
		"protection unreadable": {
			replace(cms.OIDProtection, cms.Attribute(cms.OIDProtection, []byte{5, 0})),
			[]error{cms.ErrAttributes},
			[]error{cms.ErrAttributes},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for again, want := range map[bool][]error{false: c.forged, true: c.signed} {
				changed, err := cms.Redraft(der, func(d *cms.Draft) {
					c.change(d)
					if again {
						d.Key = id.Key
					}
				})
				if err != nil {
					t.Fatal(err)
				}
				exactly(t, parse(t, changed).Verify(digest(document)), want...)
			}
		})
	}
	value, err := cms.Redraft(der, func(d *cms.Draft) { d.Value = bytes.Clone(d.Value); d.Value[len(d.Value)-1] ^= 1 })
	if err != nil {
		t.Fatal(err)
	}
	exactly(t, parse(t, value).Verify(digest(document)), cms.ErrSignature)
	exactly(t, parse(t, der).Verify(digest([]byte("x"))), cms.ErrDigest)
	exactly(t, parse(t, der).Verify(func(crypto.Hash) []byte { return nil }), cms.ErrDigest)
}

func set(elements ...[]byte) []byte {
	all := bytes.Join(elements, nil)
	return append([]byte{0x31, byte(len(all))}, all...)
}

// No bit of a signature can be changed unnoticed, but in what is sent along
// for convenience: the issuers' certificates and the time-stamp.
func TestEveryByteCounts(t *testing.T) {
	t.Parallel()
	id := issue(t, padestest.P256)
	der := sign(t, params(id, crypto.SHA256))
	for i := range der {
		inChain := false
		for _, c := range id.Chain {
			at := bytes.Index(der, c.Raw)
			inChain = inChain || i >= at && i < at+len(c.Raw)
		}
		for _, bit := range []byte{1, 0x80} {
			bad := bytes.Clone(der)
			bad[i] ^= bit
			s, err := cms.Parse(bad)
			if err == nil {
				err = s.Verify(digest(document))
			}
			if err == nil && !inChain {
				t.Errorf("byte %d of %d may be changed", i, len(der))
			}
		}
		if _, err := cms.Parse(der[:i]); !errors.Is(err, cms.ErrMalformed) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
	if _, err := cms.Parse(append(bytes.Clone(der), 0)); !errors.Is(err, cms.ErrMalformed) {
		t.Errorf("a byte more: %v", err)
	}
}

func TestTrim(t *testing.T) {
	t.Parallel()
	der := sign(t, params(issue(t, padestest.P256), crypto.SHA256))
	hole := append(bytes.Clone(der), make([]byte, 16384)...)
	if got, err := cms.Trim(hole); err != nil || !bytes.Equal(got, der) {
		t.Errorf("%d of %d bytes, %v", len(got), len(der), err)
	}
	hole[len(hole)-1] = 1
	for name, bad := range map[string][]byte{"something behind": hole, "nothing": nil, "zeros": make([]byte, 100), "half": der[:len(der)/2]} {
		if _, err := cms.Trim(bad); !errors.Is(err, cms.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
