// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
)

// Signature is a signature cut out of a PDF.
type Signature struct {
	Timestamp bool   // of the document
	Value     []byte // CMS, DER
	Signed    []byte // the bytes that it covers
	Hole      [2]int // where its value lies in the file, which is not signed
	End       int    // of what it covers
}

var signaturePattern = regexp.MustCompile(`/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\][^/]*/Contents\s*<([0-9a-fA-F]+)>`)

// Cut gives the signatures of a PDF in the order of their places, but only
// those whose ranges can be cut out of it.
func Cut(file []byte) (out []Signature) {
	for _, m := range signaturePattern.FindAllSubmatchIndex(file, -1) {
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(string(file[m[2*i+2]:m[2*i+3]]))
		}
		value, err := hex.DecodeString(string(file[m[8]:m[9]]))
		if err != nil || n[0] > len(file) || n[1] > len(file) || n[1]+n[2] > len(file) {
			continue
		}
		signed := append(bytes.Clone(file[:n[0]]), file[n[1]:n[1]+n[2]]...)
		around := file[max(0, m[0]-300):min(len(file), m[1]+300)]
		out = append(out, Signature{bytes.Contains(around, []byte("/DocTimeStamp")), whole(value), signed, [2]int{n[0], n[1]}, n[1] + n[2]})
	}
	return out
}

// whole cuts the zeros off behind a value.
func whole(b []byte) []byte {
	var v asn1.RawValue
	if _, err := asn1.Unmarshal(b, &v); err != nil {
		return b
	}
	return v.FullBytes
}

// signedData is as much of SignedData (RFC 5652, 5.1) as it takes to find the
// timestamps of a signature.
type signedData struct {
	Version      int
	Digests      asn1.RawValue
	Content      asn1.RawValue
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	CRLs         asn1.RawValue `asn1:"optional,tag:1"`
	Signers      []struct {
		Version    int
		ID         asn1.RawValue
		Digest     asn1.RawValue
		Attributes asn1.RawValue `asn1:"optional,tag:0"`
		Algorithm  asn1.RawValue
		Value      []byte
		Unsigned   []struct {
			Type   asn1.ObjectIdentifier
			Values []asn1.RawValue `asn1:"set"`
		} `asn1:"optional,set,tag:1"`
	} `asn1:"set"`
}

// signatureTimestamp is id-aa-timeStampToken (RFC 3161, appendix A).
var signatureTimestamp = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}

// timestamps gives the tokens in a signature and what they are of.
func (s Signature) timestamps() (tokens [][]byte, of []byte, err error) {
	var info struct {
		Type    asn1.ObjectIdentifier
		Content signedData `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(s.Value, &info); err != nil {
		return nil, nil, fmt.Errorf("read a signature: %w", err)
	}
	if len(info.Content.Signers) != 1 {
		return nil, nil, fmt.Errorf("a signature of %d signers", len(info.Content.Signers))
	}
	signer := info.Content.Signers[0]
	for _, a := range signer.Unsigned {
		if a.Type.Equal(signatureTimestamp) {
			for _, v := range a.Values {
				tokens = append(tokens, v.FullBytes)
			}
		}
	}
	return tokens, signer.Value, nil
}
