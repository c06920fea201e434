package pades_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sinergi/pades"
)

var levels = []pades.Level{pades.BB, pades.BT, pades.BLT, pades.BLTA}

func TestThreeSignersAtEveryLevel(t *testing.T) {
	t.Parallel()
	for _, level := range levels {
		t.Run(level.String(), func(t *testing.T) {
			t.Parallel()
			report := verify(t, signed(t, level), verifyOptions())
			want := pades.Passed
			if level < pades.BLT {
				want = pades.Indeterminate // the file does not tell whether certificates were revoked
			}
			if got := report.Verdict(); got != want || len(report.Signatures) != len(signers) {
				t.Fatalf("got %s with %d signatures, want %s with %d: %v", got, len(report.Signatures), want, len(signers), report.Problems)
			}
			for i, s := range report.Signatures {
				judged(t, s, signers[i], level)
			}
			stamps := 0
			if level == pades.BLTA {
				stamps = len(signers)
			}
			if len(report.Timestamps) != stamps || len(report.Unsigned) != 0 {
				t.Errorf("got %d document timestamps, want %d; unsigned %v", len(report.Timestamps), stamps, report.Unsigned)
			}
			for i, s := range report.Timestamps {
				if s.Verdict() != pades.Passed || s.Whole != (i == stamps-1) {
					t.Errorf("%+v", s)
				}
			}
		})
	}
}

// judged checks what was found about a signature.
func judged(t *testing.T, got pades.SignatureReport, who signer, level pades.Level) {
	t.Helper()
	if got.Field != who.field || got.Level != level || !got.Intact || !got.Trusted || got.Reason != "Kesepakatan (bersama)" || got.Place != "Bangkinang" {
		t.Errorf("%+v", got)
	}
	page := 1
	if got.Page != page || got.Rect != who.at || got.Signer != got.Claimed {
		t.Errorf("on page %d at %v by %q, claimed %q", got.Page, got.Rect, got.Signer, got.Claimed)
	}
	if proven := !got.ProvenTime.IsZero(); proven != (level >= pades.BT) {
		t.Errorf("%s: proven time %v", got.Field, got.ProvenTime)
	}
	if d := time.Since(got.ClaimedTime); d < -time.Second || d > 10*time.Minute {
		t.Errorf("%s: claimed time %v", got.Field, got.ClaimedTime)
	}
	if want := map[bool]string{true: "good", false: "unknown"}[level >= pades.BLT]; got.Revocation != want {
		t.Errorf("%s: revocation %s, want %s", got.Field, got.Revocation, want)
	}
	var codes []pades.Code
	for _, p := range got.Problems {
		if p.Weight != pades.Note {
			codes = append(codes, p.Code)
		}
	}
	var want []pades.Code
	if level < pades.BLT {
		want = []pades.Code{pades.RevocationUnknown}
	}
	if diff := cmp.Diff(want, codes); diff != "" {
		t.Errorf("%s: problems (-want +got):\n%s", got.Field, diff)
	}
}

// TestOneArchiveForAll raises a file of B-T signatures to B-LTA at the end, as
// one does who closes a file, and renews it.
func TestOneArchiveForAll(t *testing.T) {
	t.Parallel()
	file := signed(t, pades.BT)
	o := pades.ArchiveOptions{TSA: options(pades.BT).TSA, ValidationOptions: pades.ValidationOptions{Roots: authority.Roots()}}
	for round := 1; round <= 2; round++ {
		var err error
		if file, err = pades.Archive(context.Background(), file, o); err != nil {
			t.Fatal(err)
		}
		report := verify(t, file, verifyOptions())
		if report.Verdict() != pades.Passed || len(report.Signatures) != len(signers) || len(report.Timestamps) != round {
			t.Fatalf("%s: %+v", report.Verdict(), report)
		}
		for i, s := range report.Signatures {
			judged(t, s, signers[i], pades.BLTA)
		}
	}
	again, err := pades.AddValidation(context.Background(), file, o.ValidationOptions)
	if err != nil || len(again) != len(file) {
		t.Errorf("what is there was added again: %d bytes more, %v", len(again)-len(file), err)
	}
	accepted(t, file, len(signers))
}

func TestOnlineRevocation(t *testing.T) {
	t.Parallel()
	o := verifyOptions()
	o.Fetcher = &pades.HTTPFetcher{}
	report := verify(t, signed(t, pades.BB), o)
	if report.Verdict() != pades.Passed {
		t.Errorf("%s: %+v", report.Verdict(), report)
	}
	for _, s := range report.Signatures {
		if s.Level != pades.BB || s.Revocation != "good" {
			t.Errorf("%+v", s)
		}
	}
}
