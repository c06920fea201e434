package ops

import (
	"context"
	"errors"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
	"sinergi/internal/signing"
	"sinergi/internal/validity"
	"sinergi/pades"
)

// Reasons why a signed document that came is not taken. Those of a lesser
// signature can be overcome by the government's explicit choice; the others
// cannot.
const (
	reasonAltered     = "altered"     // not a continuation of what was to be signed
	reasonUnsigned    = "unsigned"    // without exactly one new signature over all of it
	reasonBroken      = "broken"      // the new signature, or an earlier one, does not hold
	reasonCertificate = "certificate" // revoked, not valid on the day, not for signatures
	reasonOtherPerson = "other_person"
	reasonLowerLevel  = "lower_level"
	reasonUntrusted   = "untrusted"
)

// mayChoose reports whether a government may take a signature in spite of this.
func mayChoose(reason string) bool { return reason == reasonLowerLevel || reason == reasonUntrusted }

// judged is what was found about a document that came back signed.
type judged struct {
	reason    string // "" when it is as it should be
	signature signing.Signature
	opinion   validity.Opinion
}

// judge verifies a document that came back: that its beginning is untouched, that
// there is one signature more, that every earlier one still holds, whose the
// new one is, and which level it truly reaches.
func (d *Desk) judge(ctx context.Context, seat signing.Seat, base, result []byte) (judged, error) {
	if !signer.IsPDF(result) {
		return judged{}, fault.New(fault.Invalid, "validity.not_pdf")
	}
	if err := signer.Extends(base, result); err != nil {
		reason := reasonAltered
		if f := fault.Of(err); f != nil && f.Key == "signer.unknown.unsigned" {
			reason = reasonUnsigned
		}
		return judged{reason: reason}, nil
	}
	before, _, err := d.signs.check(ctx, base, d.now())
	if err != nil {
		return judged{}, err
	}
	after, report, err := d.signs.check(ctx, result, d.now())
	if err != nil {
		return judged{reason: reasonBroken}, nil //nolint:nilerr // what came cannot be read: that is the finding
	}
	j := judged{opinion: after}
	if len(after.Signatures) != len(before.Signatures)+1 || len(after.Timestamps) != len(before.Timestamps) {
		j.reason = reasonUnsigned
		return j, nil
	}
	for i, s := range before.Signatures {
		if a := after.Signatures[i]; a.Covers != s.Covers || !a.Intact || a.Verdict < s.Verdict {
			j.reason = reasonBroken
			return j, nil
		}
	}
	last := len(after.Signatures) - 1
	j.signature = d.signatureFrom(seat, after.Signatures[last])
	j.signature.Before, j.signature.File = before.SHA256, after.SHA256
	j.reason = d.faultOf(seat, &report.Signatures[last], report)
	return j, nil
}

// faultOf names the heaviest thing that keeps a signature from being taken.
func (d *Desk) faultOf(seat signing.Seat, s *pades.SignatureReport, r *pades.Report) string {
	for _, c := range []pades.Code{pades.Revoked, pades.NotValidThen, pades.BadUsage} {
		if s.Has(c) {
			return reasonCertificate
		}
	}
	switch {
	case !s.Intact || s.Verdict() == pades.Failed:
		return reasonBroken
	case !validity.SameName(s.Signer, seat.Name):
		return reasonOtherPerson
	case d.signs.Roots != nil && !s.Trusted:
		return reasonUntrusted
	case s.Level < d.signs.level(seat.Government):
		return reasonLowerLevel
	}
	for _, p := range r.Problems {
		if p.Weight == pades.Fatal {
			return reasonBroken
		}
	}
	return ""
}

func (d *Desk) signatureFrom(seat signing.Seat, s validity.Signature) signing.Signature {
	return signing.Signature{
		Level: s.Level.String(), Wanted: d.signs.level(seat.Government).String(), Proven: s.Proven, Proof: s.ProvenBy,
		Subject: s.Signer, Issuer: s.Issuer, Serial: s.Serial, Trusted: s.Trusted, Test: s.Uncertified,
	}
}

// refusal says why a signed document is not taken, and who must act.
func refusal(reason string, seat signing.Seat, s signing.Signature) error {
	return fault.New(fault.Conflict, "signing.refused."+reason, "Name", seat.Name, "Subject", s.Subject, "Level", s.Level, "Wanted", s.Wanted)
}

// signError says in a sentence why a key did not sign, or not as it should.
func signError(err error) error {
	var level *pades.LevelError
	if !errors.As(err, &level) {
		switch {
		case errors.Is(err, pades.ErrPassword):
			return fault.Wrap(fault.Invalid, "signing.key.password", err)
		case errors.Is(err, pades.ErrText), errors.Is(err, pades.ErrSpace):
			return fault.Wrap(fault.Conflict, "signing.key.appearance", err)
		}
		return err
	}
	if level.Step == pades.StepTimestamp || level.Step == pades.StepArchive {
		return fault.Wrap(fault.Unavailable, tsaKey(err), err, "Wanted", level.Wanted.String())
	}
	for _, known := range []struct {
		err error
		key string
	}{
		{pades.ErrExpired, "signing.key.expired"},
		{pades.ErrUsage, "signing.key.usage"},
		{pades.ErrWeak, "signing.key.weak"},
		{pades.ErrKey, "signing.key.mismatch"},
		{pades.ErrRevoked, "signing.key.revoked"},
		{pades.ErrNoRevocation, "signing.key.no_revocation"},
		{pades.ErrChain, "signing.key.chain"},
	} {
		if errors.Is(err, known.err) {
			return fault.Wrap(fault.Conflict, known.key, err)
		}
	}
	return fault.Wrap(fault.Conflict, "signing.key.failed", err)
}

// tsaKey names the sentence about a timestamp authority: it is down, it is
// slow, or what it says is not true.
func tsaKey(err error) string {
	switch {
	case errors.Is(err, pades.ErrTSATimeout):
		return "signing.tsa.slow"
	case errors.Is(err, pades.ErrTSAUnavailable):
		return "signing.tsa.down"
	case errors.Is(err, pades.ErrTSARejected):
		return "signing.tsa.refuses"
	}
	return "signing.tsa.lies"
}
