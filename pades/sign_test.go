package pades_test

import (
	"context"
	"crypto"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/pades"
	"sinergi/pades/internal/pdf"
	"sinergi/pades/padestest"
)

// TestTimestampAuthorityFails: whatever the authority does wrong, no signature
// claims a time that nobody vouches for, and none is lowered unasked.
func TestTimestampAuthorityFails(t *testing.T) {
	t.Parallel()
	file := prepare(t, paper(t, 1))
	for fault, want := range map[padestest.Fault]error{
		padestest.Slow:               pades.ErrTSATimeout,
		padestest.Garbage:            pades.ErrTSAAnswer,
		padestest.Empty:              pades.ErrTSAAnswer,
		padestest.Huge:               pades.ErrTSAAnswer,
		padestest.HTTPError:          pades.ErrTSAUnavailable,
		padestest.BadValue:           pades.ErrTSASignature,
		padestest.Untrusted:          pades.ErrTSAUntrusted,
		padestest.WrongType:          pades.ErrTSAAnswer,
		padestest.WrongNonce:         pades.ErrTSANonce,
		padestest.NoNonce:            pades.ErrTSANonce,
		padestest.WrongImprint:       pades.ErrTSAImprint,
		padestest.WrongHash:          pades.ErrTSAImprint,
		padestest.WrongTime:          pades.ErrTSATime,
		padestest.Rejection:          pades.ErrTSARejected,
		padestest.ExpiredCertificate: pades.ErrTSAExpired,
		padestest.WrongUsage:         pades.ErrTSACertificate,
		padestest.NoCertificate:      pades.ErrTSASignature,
		padestest.NoToken:            pades.ErrTSAAnswer,
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			o := options(pades.BT)
			tsa := &pades.TSA{URL: authority.TSA(fault), Roots: authority.Roots()}
			if fault == padestest.Slow {
				tsa.Timeout = 100 * time.Millisecond
			}
			o.TSA = tsa
			who := signers[1]
			_, err := pades.Sign(context.Background(), file, who.field, person(t, who.field, who.key), o)
			short := shortfall(t, err)
			if short.Step != pades.StepTimestamp || short.Wanted != pades.BT || short.Reached != pades.None || !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			o.AtLeast = pades.BB
			result, err := pades.Sign(context.Background(), file, who.field, person(t, who.field, who.key), o)
			if err != nil {
				t.Fatal(err)
			}
			if result.Level != pades.BB || result.Shortfall == nil || result.Shortfall.Step != pades.StepTimestamp {
				t.Errorf("got %s, %v", result.Level, result.Shortfall)
			}
			if s := verify(t, result.PDF, verifyOptions()).Signatures[0]; s.Level != pades.BB || !s.Intact || !s.ProvenTime.IsZero() {
				t.Errorf("%+v", s)
			}
		})
	}
}

func shortfall(t *testing.T, err error) *pades.LevelError {
	t.Helper()
	var short *pades.LevelError
	if !errors.As(err, &short) {
		t.Fatalf("got %v, want a LevelError", err)
	}
	return short
}

// TestAuthorityOfSignersFails: revocation data that does not convince is none.
func TestAuthorityOfSignersFails(t *testing.T) {
	t.Parallel()
	file := prepare(t, paper(t, 1))
	field := signers[0].field
	for _, fault := range []padestest.Fault{
		padestest.Garbage, padestest.HTTPError, padestest.BadValue, padestest.Untrusted, padestest.TryLater,
		padestest.UnknownCert, padestest.OtherCert, padestest.Stale, padestest.NoEKU,
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			id, err := authority.Issue(padestest.Subject{Name: "Bupati", OCSP: fault, NoCRL: true})
			if err != nil {
				t.Fatal(err)
			}
			who := pades.Identity(*id)
			_, err = pades.Sign(context.Background(), file, field, who, options(pades.BLTA))
			short := shortfall(t, err)
			if short.Step != pades.StepValidation || short.Reached != pades.None || !errors.Is(err, pades.ErrNoRevocation) {
				t.Errorf("got %v", err)
			}
			o := options(pades.BLTA)
			o.AtLeast = pades.BT
			result, err := pades.Sign(context.Background(), file, field, who, o)
			if err != nil {
				t.Fatal(err)
			}
			s := verify(t, result.PDF, verifyOptions()).Signatures[0]
			if result.Level != pades.BT || result.Shortfall.Step != pades.StepValidation || s.Level != pades.BT || s.Revocation != "unknown" {
				t.Errorf("got %s (%v), found %+v", result.Level, result.Shortfall, s)
			}
		})
	}
}

func TestArchiveAuthorityFails(t *testing.T) {
	t.Parallel()
	o := options(pades.BLTA)
	o.ArchiveTSA = &pades.TSA{URL: authority.TSA(padestest.Rejection)}
	o.AtLeast = pades.BT
	who := signers[0]
	result, err := pades.Sign(context.Background(), prepare(t, paper(t, 1)), who.field, person(t, who.field, who.key), o)
	if err != nil {
		t.Fatal(err)
	}
	if result.Level != pades.BLT || result.Shortfall.Step != pades.StepArchive || !errors.Is(result.Shortfall, pades.ErrTSARejected) {
		t.Errorf("got %s, %v", result.Level, result.Shortfall)
	}
	if s := verify(t, result.PDF, verifyOptions()).Signatures[0]; s.Level != pades.BLT {
		t.Errorf("%+v", s)
	}
}

// TestWhoMayNotSign: the key is not asked for anything if the certificate cannot
// be used.
func TestWhoMayNotSign(t *testing.T) {
	t.Parallel()
	file := prepare(t, paper(t, 1))
	issue := func(s padestest.Subject) pades.Identity {
		id, err := authority.Issue(s)
		if err != nil {
			t.Fatal(err)
		}
		return pades.Identity(*id)
	}
	now := time.Now()
	gone := issue(padestest.Subject{Name: "Dicabut"})
	authority.Revoke(gone.Certificate, now.Add(-time.Hour), 1)
	other := issue(padestest.Subject{Name: "Lain"})
	mixed := pades.Identity{Key: other.Key, Certificate: gone.Certificate, Chain: gone.Chain}
	for _, test := range []struct {
		name string
		who  pades.Identity
		o    pades.Options
		step pades.Step
		want error
	}{
		{"expired", issue(padestest.Subject{Name: "Lama", NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(0, 0, -1)}), options(pades.BB), pades.StepCertificate, pades.ErrExpired},
		{"not yet valid", issue(padestest.Subject{Name: "Baru", NotBefore: now.AddDate(0, 0, 1)}), options(pades.BB), pades.StepCertificate, pades.ErrExpired},
		{"revoked", gone, options(pades.BLT), pades.StepCertificate, pades.ErrRevoked},
		{"revoked, and less would do", gone, atLeast(options(pades.BLT), pades.BB), pades.StepCertificate, pades.ErrRevoked},
		{"weak key", issue(padestest.Subject{Name: "Lemah", Key: padestest.RSA1024}), options(pades.BB), pades.StepCertificate, pades.ErrWeak},
		{"weak curve", issue(padestest.Subject{Name: "Lemah", Key: padestest.P224}), options(pades.BB), pades.StepCertificate, pades.ErrWeak},
		{"weak hash", other, hashed(options(pades.BB), crypto.SHA1), pades.StepSignature, pades.ErrWeak},
		{"certificate of another key", mixed, options(pades.BB), pades.StepSignature, pades.ErrKey},
		{"for encryption", issue(padestest.Subject{Name: "Sandi", Usage: 1 << 3}), options(pades.BB), pades.StepCertificate, pades.ErrUsage},
		{"nobody", pades.Identity{}, options(pades.BB), pades.StepCertificate, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := pades.Sign(context.Background(), file, signers[0].field, test.who, test.o)
			short := shortfall(t, err)
			if short.Step != test.step || short.Reached != pades.None || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func atLeast(o pades.Options, least pades.Level) pades.Options {
	o.AtLeast = least
	return o
}

func hashed(o pades.Options, h crypto.Hash) pades.Options {
	o.Hash = h
	return o
}

// token is a key as a PKCS #11 module has it: it signs a digest, somewhere else.
type token struct {
	key  crypto.Signer
	fail error
	used int
}

func (k *token) Public() crypto.PublicKey { return k.key.Public() }

func (k *token) Sign(r io.Reader, digest []byte, o crypto.SignerOpts) ([]byte, error) {
	k.used++
	if k.fail != nil {
		return nil, k.fail
	}
	return k.key.Sign(r, digest, o)
}

func TestKeyElsewhere(t *testing.T) {
	t.Parallel()
	file := prepare(t, paper(t, 1))
	for _, kind := range []padestest.Kind{padestest.RSA2048, padestest.RSA3072, padestest.P256, padestest.P384, padestest.P521} {
		who := person(t, "Token", kind)
		key := &token{key: who.Key}
		who.Key = key
		result, err := pades.Sign(context.Background(), file, signers[0].field, who, options(pades.BLTA))
		if err != nil {
			t.Fatal(err)
		}
		if report := verify(t, result.PDF, verifyOptions()); report.Verdict() != pades.Passed || key.used != 1 {
			t.Errorf("%v: %s, the key was used %d times: %+v", kind, report.Verdict(), key.used, report)
		}
	}
	locked := errors.New("CKR_PIN_LOCKED")
	who := person(t, "Token", padestest.P256)
	who.Key = &token{key: who.Key, fail: locked}
	_, err := pades.Sign(context.Background(), file, signers[0].field, who, options(pades.BB))
	if short := shortfall(t, err); short.Step != pades.StepSignature || !errors.Is(err, locked) {
		t.Errorf("got %v", err)
	}
}

func TestPKCS12(t *testing.T) {
	t.Parallel()
	id, err := authority.Issue(padestest.Subject{Name: "Bupati", Key: padestest.P256})
	if err != nil {
		t.Fatal(err)
	}
	file, err := id.PKCS12("rahasia")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pades.LoadPKCS12(file, "salah"); !errors.Is(err, pades.ErrPassword) {
		t.Errorf("wrong password: got %v", err)
	}
	if _, err := pades.LoadPKCS12(file[:len(file)/2], "rahasia"); err == nil {
		t.Error("half a file was read")
	}
	who, err := pades.LoadPKCS12(file, "rahasia")
	if err != nil {
		t.Fatal(err)
	}
	result, err := pades.Sign(context.Background(), prepare(t, paper(t, 1)), signers[0].field, who, options(pades.BLT))
	if err != nil {
		t.Fatal(err)
	}
	if report := verify(t, result.PDF, verifyOptions()); report.Verdict() != pades.Passed {
		t.Errorf("%+v", report)
	}
}

func TestFieldsAndTheirOrder(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	who := person(t, signers[0].field, signers[0].key)
	plain := paper(t, 2)
	file := prepare(t, plain)
	once := sign(t, file, signers[0], options(pades.BLTA))
	for _, test := range []struct {
		name string
		err  error
		want error
	}{
		{"no such field", second(pades.Sign(ctx, file, "Gubernur", who, options(pades.BB))), pades.ErrNoField},
		{"no fields at all", second(pades.Sign(ctx, plain, signers[0].field, who, options(pades.BB))), pades.ErrNoField},
		{"signed twice", second(pades.Sign(ctx, once, signers[0].field, who, options(pades.BB))), pades.ErrSigned},
		{"placed after a signature", second(pades.Prepare(once, []pades.Field{{Name: "Lain", Page: 1}})), pades.ErrAfterSignature},
		{"a name twice", second(pades.Prepare(file, []pades.Field{{Name: "Saksi", Page: 1}})), pades.ErrForm},
		{"a name with a point", second(pades.Prepare(plain, []pades.Field{{Name: "a.b", Page: 1}})), pades.ErrForm},
		{"an XFA form", second(pades.Prepare(edit(t, plain, setInCatalog(t, "AcroForm", pdf.Dict{"XFA": pdf.String("")})), []pades.Field{{Name: "A", Page: 1}})), pades.ErrForm},
		{"conditions", second(pades.Sign(ctx, edit(t, file, setInField(t, "Saksi", func(d pdf.Dict, _ *pdf.Update) { d["SV"] = pdf.Dict{} })), "Saksi", who, options(pades.BB))), pades.ErrForm},
		{"certified", second(pades.Sign(ctx, certified(t, file, 1), "Saksi", who, options(pades.BB))), pades.ErrCertified},
		{"field too small", second(pades.Sign(ctx, placed(t, plain, pades.Rect{Left: 10, Bottom: 10, Right: 40, Top: 20}), "A", who, options(pades.BB))), pades.ErrSpace},
		{"letters the font lacks", second(pades.Sign(ctx, file, signers[0].field, who, shown(options(pades.BB), "漢字"))), pades.ErrText},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, test.err, test.want)
		}
	}
	for name, field := range map[string]pades.Field{
		"no page": {Name: "A", Page: 3}, "page 0": {Name: "A"}, "beyond the page": {Name: "A", Page: 1, Rect: pades.Rect{Left: 500, Bottom: 0, Right: 700, Top: 50}},
		"upside down": {Name: "A", Page: 1, Rect: pades.Rect{Left: 50, Bottom: 100, Right: 100, Top: 50}},
	} {
		if _, err := pades.Prepare(plain, []pades.Field{field}); err == nil {
			t.Errorf("%s: placed", name)
		}
	}
	got, err := pades.Fields(once)
	want := []pades.FieldState{
		{Name: "Bupati Kampar", Page: 1, Rect: signers[0].at, Signed: true},
		{Name: "Wali Kota Pekanbaru", Page: 1, Rect: signers[1].at},
		{Name: "Saksi", Page: 1},
		{Name: "DocTimeStamp1", Signed: true, Archive: true},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func placed(t *testing.T, file []byte, r pades.Rect) []byte {
	t.Helper()
	out, err := pades.Prepare(file, []pades.Field{{Name: "A", Page: 1, Rect: r}})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func shown(o pades.Options, line string) pades.Options {
	o.Appearance = &pades.Appearance{Lines: []string{line}}
	return o
}

// certified says that the author's signature permits changes of a level.
func certified(t *testing.T, file []byte, level int) []byte {
	return edit(t, file, func(v *pdf.View, u *pdf.Update) {
		transform := pdf.Dict{"TransformMethod": pdf.Name("DocMDP"), "TransformParams": pdf.Dict{"P": pdf.Integer(level)}}
		sig := u.Add(pdf.Dict{"Type": pdf.Name("Sig"), "Reference": pdf.Array{transform}})
		setInCatalog(t, "Perms", pdf.Dict{"DocMDP": sig})(v, u)
	})
}
