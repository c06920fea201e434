package signer_test

import (
	"slices"
	"strings"
	"testing"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
)

func TestOneTimeCodes(t *testing.T) {
	t.Parallel()
	r := newRig(t, signer.ContractV2, nil)
	v2 := r.service.(*signer.V2)
	if err := v2.RequestTOTP(t.Context(), bupati(), 1); err != nil {
		t.Fatal(err)
	}
	code := r.server.Code(nik)
	if got := v2.Sign(t.Context(), order(), signer.TOTP([]byte(code))); got.Outcome != signer.Signed {
		t.Errorf("got %s: %v", word(got), got.Err())
	}
	if got := v2.Sign(t.Context(), order(), signer.TOTP([]byte(code))); word(got) != "refused wrong_secret" {
		t.Errorf("the same code again: got %s", word(got))
	}
	if strings.Contains(r.printed.String(), code) {
		t.Error("the code is in the log")
	}
	if err := v2.RequestTOTP(t.Context(), bupati(), 0); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
	v1 := newRig(t, signer.ContractV1, nil)
	if got := v1.service.Sign(t.Context(), order(), signer.TOTP([]byte("123456"))); word(got) != "refused malformed" {
		t.Errorf("v1 has no codes: got %s", word(got))
	}
}

func TestEmailStandsForTheNIKInV2(t *testing.T) {
	t.Parallel()
	r := newRig(t, signer.ContractV2, nil)
	o := order()
	o.By = signer.Who{Email: "bupati@kampar.example", Actor: "akun-7"}
	if got := r.service.Sign(t.Context(), o, secret()); got.Outcome != signer.Signed {
		t.Errorf("got %s", word(got))
	}
	if strings.Contains(r.printed.String(), "bupati@kampar.example") {
		t.Error("the address is in the log")
	}
	if got := newRig(t, signer.ContractV1, nil).service.Sign(t.Context(), o, secret()); word(got) != "refused malformed" {
		t.Errorf("v1: got %s", word(got))
	}
}

func TestSeal(t *testing.T) {
	t.Parallel()
	r := newRig(t, signer.ContractV2, nil)
	seal, err := r.service.(*signer.V2).Seal("seal-kampar", "akun-9")
	if err != nil {
		t.Fatal(err)
	}
	code := func() signer.Factor { return signer.TOTP([]byte(r.server.Code("seal-kampar"))) }
	if err := seal.Activate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	first := r.server.Code("seal-kampar")
	if err := seal.RequestTOTP(t.Context(), 1, code()); err != nil {
		t.Fatal(err)
	}
	second := r.server.Code("seal-kampar")
	if got := seal.Sign(t.Context(), order(), code()); got.Outcome != signer.Signed {
		t.Errorf("got %s: %v", word(got), got.Err())
	}
	if got := seal.Sign(t.Context(), order(), signer.TOTP([]byte("000000"))); word(got) != "refused wrong_secret" {
		t.Errorf("got %s", word(got))
	}
	if got := seal.Sign(t.Context(), order(), secret()); word(got) != "refused malformed" {
		t.Errorf("a seal takes no passphrase: got %s", word(got))
	}
	bad := signer.TOTP([]byte("999999"))
	if err := seal.Revoke(t.Context(), bad); fault.KindOf(err) != fault.Invalid || !bad.Empty() {
		t.Errorf("got %v", err)
	}
	renew := signer.TOTP([]byte("111111"))
	if err := seal.Activate(t.Context(), &renew); err == nil {
		t.Error("a wrong code renews")
	}
	if err := seal.Activate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := seal.Revoke(t.Context(), code()); err != nil {
		t.Error(err)
	}
	for _, c := range []string{first, second} {
		if strings.Contains(r.printed.String(), c) {
			t.Errorf("a code is in the log: %s", r.printed.String())
		}
	}
	if !slices.Contains(r.outcomes(), "seal signed") {
		t.Error(r.outcomes())
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	r := newRig(t, signer.ContractV2, nil)
	v2 := r.service.(*signer.V2)
	if err := v2.Register(t.Context(), "akun-1", "Kadis Baru", "kadis@kampar.example"); err != nil {
		t.Fatal(err)
	}
	status, err := v2.Status(t.Context(), signer.Who{Email: "kadis@kampar.example"})
	if err != nil || status.State != signer.Waiting {
		t.Errorf("got %+v, %v", status, err)
	}
	err = v2.Register(t.Context(), "akun-1", "Kadis Baru", "kadis@kampar.example")
	if fault.KindOf(err) != fault.Conflict {
		t.Errorf("twice: got %v", err)
	}
	other := r.client(t, signer.ContractV2, func(c *signer.Config) { c.RegisterPath = "/api/v2/user/registration" })
	if err := other.(*signer.V2).Register(t.Context(), "akun-1", "A", "a@kampar.example"); fault.Of(err).Key != "signer.refused.wrong_path" {
		t.Errorf("the other path: got %v", err)
	}
}
