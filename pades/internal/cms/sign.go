package cms

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"io"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// Params are what a signature is made of.
type Params struct {
	Hash        crypto.Hash         // of Digest, the attributes and the certificate's identifier
	Digest      []byte              // of the content: for a PDF, of its byte ranges
	Key         crypto.Signer       // signs a digest; may sit in a token or a service
	Certificate *x509.Certificate   // of the key
	Chain       []*x509.Certificate // sent along: issuers, in any order
	Bare        bool                // nothing is sent along, not even Certificate
}

// ContextSigner is a Key that waits for something, as one behind a network
// does. Where a key has this method, it is used instead of Sign.
type ContextSigner interface {
	SignContext(ctx context.Context, rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error)
}

// Sign makes a detached signature over content with the given digest. It gives
// ErrWeak for keys and hashes below the floor, ErrKey when key and certificate
// do not belong together, or the key's own error. What the key answers is
// verified before it is given out.
func Sign(ctx context.Context, p Params) ([]byte, error) {
	return sign(ctx, p, OIDData, nil)
}

// SignContent makes a signature with the content inside, as a time-stamp token
// is one. Digest is computed from the content.
func SignContent(ctx context.Context, p Params, contentType asn1.ObjectIdentifier, content []byte) ([]byte, error) {
	if err := CheckHash(p.Hash); err != nil {
		return nil, err
	}
	h := p.Hash.New()
	h.Write(content)
	p.Digest = h.Sum(nil)
	var b cryptobyte.Builder
	b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(content) })
	wrapped, err := b.Bytes()
	if err != nil {
		return nil, fmt.Errorf("encode content: %w", err)
	}
	return sign(ctx, p, contentType, wrapped)
}

func sign(ctx context.Context, p Params, contentType asn1.ObjectIdentifier, content []byte) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	attrs, err := p.attributes(contentType)
	if err != nil {
		return nil, fmt.Errorf("encode attributes: %w", err)
	}
	how := schemeOf(p.Certificate.PublicKey)
	value, err := p.signAttributes(ctx, attrs, how)
	if err != nil {
		return nil, err
	}
	m := message{version: 1, contentType: contentType, content: content, attributes: attrs, signature: value}
	if !contentType.Equal(OIDData) {
		m.version = 3 // RFC 5652, 5.1
	}
	m.encodeParts(p, how)
	return m.encode()
}

func (p Params) check() error {
	if err := CheckHash(p.Hash); err != nil {
		return err
	}
	if len(p.Digest) != p.Hash.Size() {
		return because(ErrAlgorithm, "digest of %d bytes for %v", len(p.Digest), p.Hash)
	}
	if p.Key == nil || p.Certificate == nil {
		return because(ErrKey, "key or certificate is missing")
	}
	if err := CheckKey(p.Certificate.PublicKey); err != nil {
		return err
	}
	pub, ok := p.Certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !pub.Equal(p.Key.Public()) {
		return ErrKey
	}
	return nil
}

// attributes gives the signed attributes as a SET, as they are hashed.
func (p Params) attributes(contentType asn1.ObjectIdentifier) ([]byte, error) {
	var all [][]byte
	for _, a := range []struct {
		oid   asn1.ObjectIdentifier
		value cryptobyte.BuilderContinuation
	}{
		{oidContentType, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(contentType) }},
		{oidMessageDigest, func(b *cryptobyte.Builder) { b.AddASN1OctetString(p.Digest) }},
		{oidCertV2, func(b *cryptobyte.Builder) { addCertID(b, p.Certificate, p.Hash) }},
	} {
		der, err := encodeAttribute(a.oid, a.value)
		if err != nil {
			return nil, err
		}
		all = append(all, der)
	}
	return encodeSet(casn1.SET, all)
}

func (p Params) signAttributes(ctx context.Context, attrs []byte, how scheme) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	h := p.Hash.New()
	h.Write(attrs)
	sum := h.Sum(nil)
	var value []byte
	var err error
	if k, ok := p.Key.(ContextSigner); ok {
		value, err = k.SignContext(ctx, rand.Reader, bytes.Clone(sum), p.Hash)
	} else {
		value, err = p.Key.Sign(rand.Reader, bytes.Clone(sum), p.Hash)
	}
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	if err := verifyValue(p.Certificate.PublicKey, signing{scheme: how, hash: p.Hash}, p.Hash, sum, value); err != nil {
		return nil, fmt.Errorf("what the key answered: %w", err)
	}
	return value, nil
}
