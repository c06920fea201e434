package cms

import (
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// PDF asks for DER (ISO 32000-2, 12.8.3.3.1), but signers on Bouncy Castle's
// defaults, PDFBox among them, write BER: containers of indefinite length, and
// octet strings in pieces. Only these two are put right; within elements of
// definite length DER is demanded as ever, so that certificates and attributes
// keep the bytes that were signed.

const maxDepth = 16

// indefinite tells whether an element begins as BER writes it.
func indefinite(b []byte) bool { return len(b) > 1 && b[1] == 0x80 }

// definite reads one element and gives it in definite length, and what follows.
func definite(in []byte, depth int) (out, rest []byte, ok bool) {
	if depth > maxDepth || len(in) < 2 {
		return nil, nil, false
	}
	tag := in[0]
	pieces := tag == byte(casn1.OCTET_STRING.Constructed())
	switch {
	case !indefinite(in):
		s := cryptobyte.String(in)
		var element, inside cryptobyte.String
		var t casn1.Tag
		if !s.ReadAnyASN1Element(&element, &t) {
			return nil, nil, false
		}
		if !pieces {
			return element, s, true
		}
		header := element
		if !header.ReadAnyASN1(&inside, &t) {
			return nil, nil, false
		}
		out, ok = children(inside, true, depth)
		rest = s
	case tag&0x20 == 0: // of primitive ones the length is always told
		return nil, nil, false
	default:
		out, rest, ok = untilEnd(in[2:], pieces, depth)
	}
	if !ok {
		return nil, nil, false
	}
	return wrap(tag, pieces, out), rest, true
}

// untilEnd reads children up to the two zeros that end indefinite length.
func untilEnd(in []byte, pieces bool, depth int) (out, rest []byte, ok bool) {
	for len(in) >= 2 && (in[0] != 0 || in[1] != 0) {
		var child []byte
		if child, in, ok = definite(in, depth+1); !ok {
			return nil, nil, false
		}
		if out, ok = join(out, child, pieces); !ok {
			return nil, nil, false
		}
	}
	if len(in) < 2 {
		return nil, nil, false
	}
	return out, in[2:], true
}

// children reads all there is.
func children(in []byte, pieces bool, depth int) (out []byte, ok bool) {
	for len(in) > 0 {
		var child []byte
		if child, in, ok = definite(in, depth+1); !ok {
			return nil, false
		}
		if out, ok = join(out, child, pieces); !ok {
			return nil, false
		}
	}
	return out, true
}

// join puts a child behind others; of pieces of an octet string only what is inside.
func join(out, child []byte, pieces bool) ([]byte, bool) {
	if !pieces {
		return append(out, child...), true
	}
	s := cryptobyte.String(child)
	var inside []byte
	ok := s.ReadASN1Bytes(&inside, casn1.OCTET_STRING) && s.Empty()
	return append(out, inside...), ok
}

func wrap(tag byte, pieces bool, inside []byte) []byte {
	t := casn1.Tag(tag)
	if pieces {
		t = casn1.OCTET_STRING
	}
	return build(func(b *cryptobyte.Builder) {
		b.AddASN1(t, func(b *cryptobyte.Builder) { b.AddBytes(inside) })
	})
}
