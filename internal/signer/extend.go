package signer

import (
	"bytes"
	"regexp"
	"strconv"

	"sinergi/internal/fault"
)

// byteRange is /ByteRange [a b c d] of ISO 32000-1, 12.8.1; the numbers may be
// padded, for they are filled in after the digest's place is known.
var byteRange = regexp.MustCompile(`/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]`)

// IsPDF reports whether b begins as a PDF does.
func IsPDF(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF")) }

// Extends checks that after is before with a signature added to it: every byte
// of before is still there, and what follows holds a signature that covers
// them. It tells nothing about who signed or whether the signature is good.
// Use it on a document that someone found to resolve an Unknown order.
func Extends(before, after []byte) error {
	switch {
	case !IsPDF(after):
		return fault.New(fault.Invalid, "signer.not_pdf")
	case !bytes.HasPrefix(after, before):
		return fault.New(fault.Conflict, "signer.unknown.altered")
	case !signedAfter(before, after):
		return fault.New(fault.Conflict, "signer.unknown.unsigned")
	}
	return nil
}

// signedAfter looks in what was appended for a signature whose range starts at
// the first byte, whose hole lies in what was appended, and which ends inside
// the file. (A revision with revocation data may follow the signature.)
func signedAfter(before, after []byte) bool {
	for _, m := range byteRange.FindAllSubmatch(after[len(before):], -1) {
		var n [4]int64
		for i := range n {
			n[i], _ = strconv.ParseInt(string(m[i+1]), 10, 64) // at most 12 digits
		}
		start, first, second, length := n[0], n[1], n[2], n[3]
		if start == 0 && first >= int64(len(before)) && second > first && length > 0 && second+length <= int64(len(after)) {
			return true
		}
	}
	return false
}

// judge turns a PDF that came for an order into its result.
func judge(o Order, pdf []byte) Result {
	switch {
	case !bytes.HasPrefix(pdf, o.PDF):
		r := doubt(Altered)
		r.PDF = pdf
		return r
	case !signedAfter(o.PDF, pdf):
		r := doubt(Unsigned)
		r.PDF = pdf
		return r
	}
	return Result{Outcome: Signed, PDF: pdf}
}
