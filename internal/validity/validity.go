// SPDX-License-Identifier: Apache-2.0

// Package validity says in the words of an office what a check of a PDF's
// signatures found: who signed, when that is proven, how long it can be shown,
// and what is wrong. It decides nothing that package pades has not found, adds
// no trust, and leaves out what is nobody's business: numbers that identify a
// person (NIK) in a certificate.
//
//	report, err := pades.Verify(ctx, file, options)
//	opinion := validity.Of(file, report)
//	opinion.Valid() // every signature holds, is trusted, and nothing came after
package validity

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"sinergi/pades"
)

// Mark is in every certificate of the stand-in and of test authorities. What
// carries it certifies nothing, whatever a trust list says.
const Mark = "TIDAK TERSERTIFIKASI"

// Finding is one thing that a reader should know, as a message key.
type Finding struct {
	Key    string       `json:"key"`
	Code   pades.Code   `json:"code"`
	Weight pades.Weight `json:"weight"`
	Detail string       `json:"detail,omitempty"` // for a technician, in English
}

// Signature is one signature, or one document timestamp, as it was found.
type Signature struct {
	No           int           `json:"no"`
	Field        string        `json:"field"`
	Page         int           `json:"page,omitempty"`
	Signer       string        `json:"signer"` // as the certificate says
	Organization string        `json:"organization,omitempty"`
	Issuer       string        `json:"issuer,omitempty"`
	Serial       string        `json:"serial,omitempty"`
	Reason       string        `json:"reason,omitempty"`
	Place        string        `json:"place,omitempty"`
	Claimed      time.Time     `json:"claimed,omitzero"`
	Proven       time.Time     `json:"proven,omitzero"` // zero: only claimed
	ProvenBy     string        `json:"proven_by,omitempty"`
	Level        pades.Level   `json:"level"`
	Intact       bool          `json:"intact"`
	Trusted      bool          `json:"trusted"`
	Whole        bool          `json:"whole"`    // it covers the file to its end
	Covers       int           `json:"covers"`   // bytes from the beginning
	Revocation   string        `json:"revoked"`  // good, revoked, unknown
	Uncertified  bool          `json:"test"`     // made with a certificate that says it certifies nothing
	Verdict      pades.Verdict `json:"-"`        //
	Result       string        `json:"verdict"`  // of Verdict
	Findings     []Finding     `json:"findings"` // heaviest first
}

// At is when it was made, as far as it is known: proven, or else claimed.
func (s Signature) At() time.Time {
	if !s.Proven.IsZero() {
		return s.Proven
	}
	return s.Claimed
}

// Opinion is what was found about a file.
type Opinion struct {
	SHA256     string      `json:"sha256"`
	Bytes      int         `json:"bytes"`
	Signatures []Signature `json:"signatures"` // in the order of signing
	Timestamps []Signature `json:"timestamps"` // document timestamps
	Unsigned   []string    `json:"unsigned"`   // fields in which nobody has signed
	Findings   []Finding   `json:"findings"`   // about the file as a whole
	Verdict    pades.Verdict
}

// Of makes an opinion of a report on a file.
func Of(file []byte, r *pades.Report) Opinion {
	sum := sha256.Sum256(file)
	o := Opinion{
		SHA256: hex.EncodeToString(sum[:]), Bytes: len(file), Unsigned: r.Unsigned,
		Findings: findings(r.Problems), Verdict: r.Verdict(), Signatures: []Signature{}, Timestamps: []Signature{},
	}
	for i := range r.Signatures {
		o.Signatures = append(o.Signatures, signatureOf(i+1, &r.Signatures[i]))
	}
	for i := range r.Timestamps {
		o.Timestamps = append(o.Timestamps, signatureOf(i+1, &r.Timestamps[i]))
	}
	return o
}

// Valid reports whether the answer to "is this document signed as it looks?"
// is an unreserved yes: there is a signature, and each holds, is trusted, was
// not revoked, and was followed by nothing but signatures and proofs.
func (o Opinion) Valid() bool {
	return len(o.Signatures) > 0 && o.Verdict == pades.Passed
}

// Key names the sentence that answers the question.
func (o Opinion) Key() string {
	switch {
	case len(o.Signatures) == 0:
		return "validity.answer.none"
	case o.Valid():
		return "validity.answer.valid"
	case o.Verdict == pades.Failed:
		return "validity.answer.failed"
	}
	return "validity.answer.doubt"
}

// Uncertified reports whether any signature was made for trying things out.
func (o Opinion) Uncertified() bool {
	return slices.ContainsFunc(o.Signatures, func(s Signature) bool { return s.Uncertified })
}

func signatureOf(no int, r *pades.SignatureReport) Signature {
	s := Signature{
		No: no, Field: r.Field, Page: r.Page, Signer: masked(r.Signer), Reason: masked(r.Reason), Place: masked(r.Place),
		Claimed: r.ClaimedTime, Proven: r.ProvenTime, ProvenBy: masked(r.ProvenBy), Level: r.Level,
		Intact: r.Intact, Trusted: r.Trusted, Whole: r.Whole, Covers: r.Revision, Revocation: r.Revocation,
		Verdict: r.Verdict(), Result: r.Verdict().String(), Findings: findings(r.Problems),
	}
	if c := r.Certificate; c != nil {
		s.Organization, s.Issuer = masked(strings.Join(c.Subject.Organization, ", ")), masked(c.Issuer.CommonName)
		s.Serial = strings.ToUpper(c.SerialNumber.Text(16))
		s.Uncertified = strings.Contains(c.Subject.String()+c.Issuer.String(), Mark)
	}
	if s.Signer == "" {
		s.Signer = masked(r.Claimed)
	}
	return s
}

func findings(problems []pades.Problem) []Finding {
	out := []Finding{}
	for _, p := range problems {
		out = append(out, Finding{Key: KeyOf(p.Code), Code: p.Code, Weight: p.Weight, Detail: masked(p.Detail)})
	}
	slices.SortStableFunc(out, func(a, b Finding) int { return int(b.Weight) - int(a.Weight) })
	return out
}

// KeyOf names the sentence that says what a problem means.
func KeyOf(c pades.Code) string {
	return "validity.code." + strings.ReplaceAll(string(c), "-", "_")
}

// LevelKey names the sentence that says what a level means.
func LevelKey(l pades.Level) string {
	return "validity.level." + map[pades.Level]string{pades.None: "none", pades.BB: "bb", pades.BT: "bt", pades.BLT: "blt", pades.BLTA: "blta"}[l]
}

// nik is how a number that identifies a person looks, also with blanks.
var nik = regexp.MustCompile(`\d(?:[ .-]?\d){15}`)

// masked hides numbers of persons: certificates may hold them, and pages that
// anyone can open may not (UU 27/2022 art. 4).
func masked(s string) string { return nik.ReplaceAllString(s, "****************") }

// SameName reports whether a certificate's name can be that of a person: every
// word of the shorter one that is no academic title stands in the other. It
// cannot prove that it is the person, but finds the wrong key.
func SameName(certificate, person string) bool {
	a, b := words(certificate), words(person)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return false
	}
	for _, w := range a {
		if !slices.Contains(b, w) {
			return false
		}
	}
	return true
}

// words are the words of a name in capitals, without titles: these end with a
// point or stand behind a comma.
func words(name string) []string {
	name = strings.ReplaceAll(name, Mark, "")
	name, _, _ = strings.Cut(name, ",")
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return strings.ContainsRune(" \t()/-", r) }) {
		if w = strings.TrimSpace(w); w != "" && !strings.HasSuffix(w, ".") {
			out = append(out, w)
		}
	}
	return out
}
