package signer_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/internal/fault"
	"sinergi/internal/signer"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	for _, contract := range contracts {
		t.Run(string(contract), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, contract, nil)
			got, err := r.service.Verify(t.Context(), bupati(), document)
			if err != nil || got.Conclusion != "NO_SIGNATURE" || got.Valid() {
				t.Errorf("unsigned: got %+v, %v", got, err)
			}
			signed := r.service.Sign(t.Context(), order(), secret())
			got, err = r.service.Verify(t.Context(), bupati(), signed.PDF)
			if err != nil || !got.Valid() || got.Signatures != 1 {
				t.Fatalf("signed: got %+v, %v", got, err)
			}
			want := signer.SignatureOpinion{
				Signer: "Penanda Uji", Field: "Sig1", SignedAt: time.Date(2026, 11, 10, 3, 4, 5, 0, time.UTC), Intact: true, TimeBy: "TSA Uji",
			}
			if contract == signer.ContractV2 {
				want.Format, want.TimestampAt = "PAdES-BASELINE-T", want.SignedAt.Add(time.Second)
			}
			if diff := cmp.Diff(want, got.Details[0]); diff != "" {
				t.Error(diff)
			}
			got, err = r.service.Verify(t.Context(), bupati(), append(signed.PDF, "tampered"...))
			if err != nil || got.Valid() {
				t.Errorf("tampered: got %+v, %v", got, err)
			}
			if _, err := r.service.Verify(t.Context(), bupati(), []byte("bukan")); fault.Of(err).Key != "signer.not_pdf" {
				t.Errorf("got %v", err)
			}
		})
	}
}
