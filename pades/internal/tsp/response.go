package tsp

import (
	"encoding/asn1"
	"strings"
	"unicode"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// failures are the bits of PKIFailureInfo that RFC 3161 uses.
var failures = []struct {
	bit  int
	name string
}{
	{0, "badAlg"},
	{2, "badRequest"},
	{5, "badDataFormat"},
	{14, "timeNotAvailable"},
	{15, "unacceptedPolicy"},
	{16, "unacceptedExtension"},
	{17, "addInfoNotAvailable"},
	{25, "systemFailure"},
}

const maxText = 200

// parseResponse gives the token of a TimeStampResp (RFC 3161, 2.4.2).
func parseResponse(der []byte) ([]byte, error) {
	in := cryptobyte.String(der)
	var response, status, token cryptobyte.String
	var code int
	if !in.ReadASN1(&response, casn1.SEQUENCE) || !in.Empty() || !response.ReadASN1(&status, casn1.SEQUENCE) ||
		!status.ReadASN1Integer(&code) {
		return nil, because(ErrAnswer, "no DER of a TimeStampResp")
	}
	if code != 0 && code != 1 { // granted, grantedWithMods
		return nil, rejection(code, status)
	}
	if !response.ReadASN1Element(&token, casn1.SEQUENCE) || !response.Empty() {
		return nil, because(ErrAnswer, "no token")
	}
	return token, nil
}

// rejection reads as much of a PKIStatusInfo as can be read.
func rejection(code int, status cryptobyte.String) error {
	e := &RejectedError{Status: code}
	var texts, text cryptobyte.String
	if status.PeekASN1Tag(casn1.SEQUENCE) && status.ReadASN1(&texts, casn1.SEQUENCE) {
		var all []string
		for texts.ReadASN1(&text, casn1.UTF8String) {
			all = append(all, string(text))
		}
		e.Text = readable(strings.Join(all, "; "))
	}
	var bits asn1.BitString
	if status.ReadASN1BitString(&bits) {
		for _, f := range failures {
			if bits.At(f.bit) != 0 {
				e.Failures = append(e.Failures, f.name)
			}
		}
	}
	return e
}

// readable cuts what others wrote to what may go into a log.
func readable(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	if r := []rune(s); len(r) > maxText {
		s = string(r[:maxText]) + "…"
	}
	return strings.TrimSpace(s)
}
