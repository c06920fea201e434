package pades_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/pades"
	"sinergi/pades/internal/cms"
	"sinergi/pades/internal/pdf"
	"sinergi/pades/padestest/referee"
)

// foreign signs as other programs do, in one update of their own: what they set
// is in change, and the signature value comes from value.
func foreign(t *testing.T, file []byte, format string, change func(v *pdf.View, u *pdf.Update, value pdf.Ref), value func(signed []byte) []byte) []byte {
	t.Helper()
	const size = 12000
	hole := &pdf.Mark{Text: []byte("<" + string(bytes.Repeat([]byte("0"), 2*size)) + ">")}
	ranges := &pdf.Mark{Text: bytes.Repeat([]byte(" "), 60)}
	out := edit(t, file, func(v *pdf.View, u *pdf.Update) {
		sig := u.Add(pdf.Dict{
			"Type": pdf.Name("Sig"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": pdf.Name(format),
			"ByteRange": ranges, "Contents": hole,
		})
		change(v, u, sig)
	})
	from, to := hole.At, hole.At+len(hole.Text)
	copy(out[ranges.At:], fmt.Sprintf("[0 %d %d %d]", from, to, len(out)-to))
	hex.Encode(out[from+1:], value(append(bytes.Clone(out[:from]), out[to:]...)))
	return out
}

// ownField adds a visible field with its signature, a page annotation, and a new
// modification date, as iText does.
func ownField(t *testing.T, name string) func(*pdf.View, *pdf.Update, pdf.Ref) {
	return func(v *pdf.View, u *pdf.Update, value pdf.Ref) {
		page := firstPage(t, v)
		look := u.Add(&pdf.Stream{Dict: pdf.Dict{"Subtype": pdf.Name("Form")}, Data: []byte("0 0 9 9 re f")})
		field := u.Add(pdf.Dict{
			"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"), "T": pdf.Text(name), "P": page.Ref, "V": value,
			"F": pdf.Integer(132), "Rect": pdf.Array{pdf.Integer(10), pdf.Integer(10), pdf.Integer(90), pdf.Integer(60)}, "AP": pdf.Dict{"N": look},
		})
		annots, _ := page.Dict["Annots"].(pdf.Array)
		u.Set(page.Ref, with(page.Dict, "Annots", append(append(pdf.Array{}, annots...), field)))
		form, ref, err := v.Form()
		if err != nil {
			t.Fatal(err)
		}
		fields, _ := form["Fields"].(pdf.Array)
		form = with(with(form, "Fields", append(append(pdf.Array{}, fields...), field)), "SigFlags", pdf.Integer(3))
		if ref != (pdf.Ref{}) {
			u.Set(ref, form)
		} else {
			setInCatalog(t, "AcroForm", form)(v, u)
		}
		u.Set(v.Trailer["Info"].(pdf.Ref), pdf.Dict{"Title": pdf.String("PKS"), "Producer": pdf.String(name)})
	}
}

// opensslSigns makes a CMS signature by OpenSSL, with the time among the signed
// attributes, as programs did before PAdES.
func opensslSigns(t *testing.T, who pades.Identity, args ...string) func([]byte) []byte {
	return func(signed []byte) []byte {
		id := identityFiles(t, who)
		in := referee.Save(t, "content", signed)
		out := filepath.Join(filepath.Dir(in), "value.der")
		args := append([]string{"cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-in", in, "-signer", id.cert, "-inkey", id.key, "-certfile", id.chain, "-out", out}, args...)
		referee.Says(t, "openssl", args...)
		der, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
}

// TestSignedElsewhere: two people sign with a service that places a field of its
// own for each and changes the modification date.
func TestSignedElsewhere(t *testing.T) {
	t.Parallel()
	file := paper(t, 1)
	for i, who := range signers[:2] {
		id := person(t, who.field, who.key)
		file = foreign(t, file, "adbe.pkcs7.detached", ownField(t, fmt.Sprintf("Signature%d", i+1)), opensslSigns(t, id))
	}
	report := verify(t, file, verifyOptions())
	first, second := report.Signatures[0], report.Signatures[1]
	if first.Verdict() != pades.Failed || !first.Has(pades.FieldAdded) || !first.Has(pades.MetadataAfter) || first.Has(pades.ChangedAfter) || !first.Intact {
		t.Errorf("%+v", first)
	}
	if second.Verdict() == pades.Failed || !second.Intact || !second.Whole {
		t.Errorf("%+v", second)
	}
	o := verifyOptions()
	o.AllowFields, o.AllowMetadata, o.Fetcher = true, true, &pades.HTTPFetcher{}
	report = verify(t, file, o)
	for _, s := range report.Signatures {
		if s.Verdict() != pades.Passed || s.Level != pades.None || !s.Has(pades.LegacyFormat) || time.Since(s.ClaimedTime) > 10*time.Minute {
			t.Errorf("%s %s %v %v", s.Verdict(), s.Level, s.ClaimedTime, s.Problems)
		}
	}
}

// TestCAdESByOpenSSL: the profile is PAdES if there is no time in it, and is
// called older otherwise.
func TestCAdESByOpenSSL(t *testing.T) {
	t.Parallel()
	id := person(t, "Bupati", 0)
	file := foreign(t, paper(t, 1), "ETSI.CAdES.detached", ownField(t, "Tanda tangan"), opensslSigns(t, id, "-cades"))
	if s := verify(t, file, verifyOptions()).Signatures[0]; !s.Intact || s.Level != pades.None || !s.Has(pades.LegacyFormat) {
		t.Errorf("%+v", s)
	}
	// And what OpenSSL signed, we continue.
	ours, err := pades.Archive(context.Background(), file, pades.ArchiveOptions{TSA: options(pades.BT).TSA})
	if err != nil {
		t.Fatal(err)
	}
	if s := verify(t, ours, verifyOptions()).Signatures[0]; s.Verdict() != pades.Passed || s.ProvenTime.IsZero() {
		t.Errorf("%s %+v", s.Verdict(), s)
	}
}

// TestWeakSignatures: what SHA-1 signed proves nothing.
func TestWeakSignatures(t *testing.T) {
	t.Parallel()
	id := person(t, "Bupati", 0)
	file := foreign(t, paper(t, 1), "adbe.pkcs7.detached", ownField(t, "A"), opensslSigns(t, id, "-md", "sha1"))
	s := verify(t, file, verifyOptions()).Signatures[0]
	if s.Verdict() != pades.Failed || !s.Has(pades.WeakAlgorithm) || s.Intact {
		t.Errorf("%s %+v", s.Verdict(), s.Problems)
	}
}

// TestTimestampOfSomethingElse puts a good token over other data into a
// signature.
func TestTimestampOfSomethingElse(t *testing.T) {
	t.Parallel()
	file := bytes.Clone(signedBy(t, paper(t, 1), pades.BB, signers[0]))
	sum := sha256.Sum256([]byte("sesuatu yang lain"))
	token, err := options(pades.BT).TSA.Timestamp(t.Context(), crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	value, err := cms.WithTimestamp(referee.Cut(file)[0].Value, token)
	if err != nil {
		t.Fatal(err)
	}
	hex.Encode(file[bytes.Index(file, []byte("/Contents <"))+len("/Contents <"):], value)
	s := verify(t, file, verifyOptions()).Signatures[0]
	if s.Verdict() != pades.Failed || !s.Has(pades.BadTimestamp) || !s.ProvenTime.IsZero() {
		t.Errorf("%+v", s)
	}
}

// TestStrangers: a signature and a timestamp of people nobody knows.
func TestStrangers(t *testing.T) {
	t.Parallel()
	other := newEra(t, time.Now())
	file, _ := other.signs(t, pades.BLTA)
	report := verify(t, file, verifyOptions())
	s := report.Signatures[0]
	if s.Verdict() != pades.Indeterminate || !s.Has(pades.Untrusted) || !s.Has(pades.UntrustedTime) || s.Level != pades.BB || !s.Intact || s.Trusted {
		t.Errorf("%+v", s)
	}
	if stamp := report.Timestamps[0]; stamp.Verdict() != pades.Indeterminate || !stamp.Has(pades.UntrustedTime) || !stamp.ProvenTime.IsZero() {
		t.Errorf("%+v", stamp)
	}
	if s := verify(t, file, pades.VerifyOptions{}).Signatures[0]; s.Trusted {
		t.Error("trusted without a root")
	}
}

// identityPaths are the files of an identity for OpenSSL.
type identityPaths struct{ cert, key, chain string }

func identityFiles(t *testing.T, who pades.Identity) (p identityPaths) {
	t.Helper()
	id := issuedIdentity(who)
	key, err := id.KeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	return identityPaths{referee.Save(t, "cert.pem", id.CertificatePEM()), referee.Save(t, "key.pem", key), referee.Save(t, "chain.pem", id.ChainPEM())}
}

// TestUpdates: what a service gives back is the file that was sent, and a
// signature.
func TestUpdates(t *testing.T) {
	t.Parallel()
	sent := prepare(t, paper(t, 1))
	kinds := func(after []byte) (out []pades.ChangeKind) {
		changes, err := pades.Updates(sent, after, pades.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			out = append(out, c.Kind)
		}
		return out
	}
	id := person(t, "Bupati", 0)
	back := foreign(t, sent, "adbe.pkcs7.detached", ownField(t, "Lain"), opensslSigns(t, id))
	for _, test := range []struct {
		name  string
		after []byte
		want  []pades.ChangeKind
	}{
		{"nothing", sent, nil},
		{"signed here", sign(t, sent, signers[0], options(pades.BLTA)), []pades.ChangeKind{pades.SignatureAdded, pades.ValidationAdded, pades.TimestampAdded}},
		{"signed by a service", back, []pades.ChangeKind{pades.FieldPlaced, pades.MetadataChanged}},
		{"text changed", edit(t, sent, setInPage(t, "Contents", func(u *pdf.Update) pdf.Object { return nil })), []pades.ChangeKind{pades.ContentChanged}},
		{"bytes appended", append(bytes.Clone(sent), "%%EOF"...), []pades.ChangeKind{pades.BytesAppended}},
	} {
		if diff := cmp.Diff(test.want, kinds(test.after)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	if _, err := pades.Updates(sent, paper(t, 2), pades.Limits{}); !errors.Is(err, pades.ErrPrefix) {
		t.Errorf("another file: got %v", err)
	}
}
