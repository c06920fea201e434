package cms

import (
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// WithTimestamp adds a signature time-stamp token (RFC 3161) over the signature
// value as an unsigned attribute, which makes B-T of B-B. Nothing else changes by
// a byte. It does not look into the token, and gives ErrTimestamped when there
// is one already.
func WithTimestamp(der, token []byte) ([]byte, error) {
	s, err := Parse(der)
	if err != nil {
		return nil, err
	}
	if s.Timestamp != nil {
		return nil, ErrTimestamped
	}
	in := cryptobyte.String(token)
	if !in.SkipASN1(casn1.SEQUENCE) || !in.Empty() {
		return nil, because(ErrMalformed, "token")
	}
	attr, err := encodeAttribute(oidTimestamp, func(b *cryptobyte.Builder) { b.AddBytes(token) })
	if err != nil {
		return nil, because(ErrMalformed, "encode token: %v", err)
	}
	all, err := s.unsignedElements()
	if err != nil {
		return nil, err
	}
	if s.m.unsigned, err = encodeSet(explicit1, append(all, attr)); err != nil {
		return nil, because(ErrMalformed, "encode unsigned attributes: %v", err)
	}
	return s.m.encode()
}

func (s *Signature) unsignedElements() ([][]byte, error) {
	if len(s.m.unsigned) == 0 {
		return nil, nil
	}
	var all [][]byte
	in := cryptobyte.String(s.m.unsigned)
	var set cryptobyte.String
	if !in.ReadASN1(&set, explicit1) {
		return nil, because(ErrMalformed, "unsigned attributes")
	}
	for !set.Empty() {
		var e []byte
		if !readElement(&set, &e, casn1.SEQUENCE) {
			return nil, because(ErrMalformed, "unsigned attributes")
		}
		all = append(all, e)
	}
	return all, nil
}

// readUnsigned collects the time-stamp tokens. Their order in the SET means nothing.
func (s *Signature) readUnsigned() error {
	if len(s.m.unsigned) == 0 {
		return nil
	}
	in := cryptobyte.String(s.m.unsigned)
	var set cryptobyte.String
	if !in.ReadASN1(&set, explicit1) {
		return because(ErrMalformed, "unsigned attributes")
	}
	attrs, _, ok := readAttributes(set)
	if !ok {
		return because(ErrMalformed, "unsigned attributes")
	}
	for _, a := range attrs {
		if a.oid.Equal(oidTimestamp) {
			s.Timestamps = append(s.Timestamps, a.values...)
		}
	}
	if len(s.Timestamps) > 0 {
		s.Timestamp = s.Timestamps[0]
	}
	return nil
}
