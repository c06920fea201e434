package padestest

import (
	"context"
	"crypto"
	"encoding/asn1"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"time"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"sinergi/pades/internal/cms"
)

// Policy is what the time-stamp authority claims to follow.
var Policy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 2}

var (
	oidTSTInfo  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	otherPolicy = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 3}
)

// TSA is the address of a time-stamp authority that fails in some way, or not ("").
func (p *PKI) TSA(f Fault) string { return p.at("/tsa", f) }

// TSAIdentity is the good authority's, for its certificate.
func (p *PKI) TSAIdentity() *Identity { return p.tsa[""] }

// stampRequest is TimeStampReq (RFC 3161, 2.4.1).
type stampRequest struct {
	Version int
	Imprint imprint
	Policy  asn1.ObjectIdentifier `asn1:"optional"`
	Nonce   *big.Int              `asn1:"optional"`
	CertReq bool                  `asn1:"optional"`
}

type imprint struct {
	Algorithm struct {
		OID    asn1.ObjectIdentifier
		Params asn1.RawValue `asn1:"optional"`
	}
	Digest []byte
}

func (p *PKI) serveTSA(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "POST a request of RFC 3161", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	f := Fault(r.URL.Query().Get("fault"))
	if f == WrongType {
		w.Header().Set("Content-Type", "text/html")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if err != nil || faulty(w, r) {
		return
	}
	var request stampRequest
	rest, err := asn1.Unmarshal(body, &request)
	switch {
	case err != nil || len(rest) > 0 || r.Header.Get("Content-Type") != "application/timestamp-query":
		_, _ = w.Write(rejected(5, "not a request of RFC 3161")) // badDataFormat
		return
	case f == Rejection:
		_, _ = w.Write(rejected(14, "the clock is being repaired")) // timeNotAvailable
		return
	case f == NoToken:
		_, _ = w.Write(response(nil))
		return
	}
	token, err := p.stamp(request, f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(response(token))
}

// Token stamps a digest at a time, as the good authority would.
func (p *PKI) Token(hash crypto.Hash, digest []byte, at time.Time) ([]byte, error) {
	request := stampRequest{CertReq: true}
	request.Imprint.Algorithm.OID = cms.HashOID(hash)
	request.Imprint.Digest = digest
	return p.token(request, at, "")
}

func (p *PKI) stamp(r stampRequest, f Fault) ([]byte, error) {
	at := p.options.Now()
	switch f {
	case WrongNonce:
		r.Nonce = randomSerial()
	case NoNonce:
		r.Nonce = nil
	case WrongImprint:
		r.Imprint.Digest[0] ^= 1
	case WrongHash:
		r.Imprint.Algorithm.OID = cms.HashOID(crypto.SHA512)
		r.Imprint.Digest = make([]byte, 64)
	case WrongPolicy:
		r.Policy = otherPolicy
	case WrongTime:
		at = at.Add(-48 * time.Hour)
	case NoCertificate:
		r.CertReq = false
	}
	return p.token(r, at, f)
}

func (p *PKI) token(r stampRequest, at time.Time, f Fault) ([]byte, error) {
	id := p.tsa[f]
	if id == nil {
		id = p.tsa[""]
	}
	info, err := encodeInfo(r, at)
	if err != nil {
		return nil, err
	}
	params := cms.Params{Hash: crypto.SHA256, Key: id.Key, Certificate: id.Certificate, Chain: id.Chain, Bare: !r.CertReq}
	token, err := cms.SignContent(context.Background(), params, oidTSTInfo, info)
	if err != nil {
		return nil, fmt.Errorf("stamp: %w", err)
	}
	if f == BadValue {
		token[len(token)-1] ^= 1
	}
	return token, nil
}

// encodeInfo writes TSTInfo (RFC 3161, 2.4.2) with an accuracy of one second.
func encodeInfo(r stampRequest, at time.Time) ([]byte, error) {
	policy := r.Policy
	if policy == nil {
		policy = Policy
	}
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1ObjectIdentifier(policy)
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(r.Imprint.Algorithm.OID) })
			b.AddASN1OctetString(r.Imprint.Digest)
		})
		b.AddASN1BigInt(randomSerial())
		b.AddASN1GeneralizedTime(at.UTC())
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Int64(1) })
		if r.Nonce != nil {
			b.AddASN1BigInt(r.Nonce)
		}
	})
	der, err := b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("encode TSTInfo: %w", err)
	}
	return der, nil
}

func response(token []byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1Int64(0) }) // granted
		b.AddBytes(token)
	})
	return b.BytesOrPanic()
}

func rejected(bit int, text string) []byte {
	failure := make([]byte, bit/8+1)
	failure[bit/8] = 0x80 >> (bit % 8)
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1Int64(2) // rejection
			b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1(casn1.UTF8String, func(b *cryptobyte.Builder) { b.AddBytes([]byte(text)) })
			})
			b.AddASN1(casn1.BIT_STRING, func(b *cryptobyte.Builder) {
				b.AddUint8(uint8(7 - bit%8)) // unused bits
				b.AddBytes(failure)
			})
		})
	})
	return b.BytesOrPanic()
}
