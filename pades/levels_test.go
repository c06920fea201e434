package pades_test

import (
	"testing"

	"sinergi/pades"
)

func TestThreeSignersAtEveryLevel(t *testing.T) {
	t.Parallel()
	for _, level := range []pades.Level{pades.BB, pades.BT} {
		t.Run(level.String(), func(t *testing.T) {
			t.Parallel()
			file := signed(t, level)
			report := verify(t, file, verifyOptions())
			for i, s := range report.Signatures {
				t.Logf("%d %s %s level=%s intact=%v whole=%v trusted=%v rev=%s proven=%s after=%v problems=%v", i, s.Field, s.Signer, s.Level, s.Intact, s.Whole, s.Trusted, s.Revocation, s.ProvenTime, s.After, s.Problems)
			}
			for i, s := range report.Timestamps {
				t.Logf("T%d %s %s level=%s intact=%v whole=%v trusted=%v rev=%s proven=%s after=%v problems=%v", i, s.Field, s.Signer, s.Level, s.Intact, s.Whole, s.Trusted, s.Revocation, s.ProvenTime, s.After, s.Problems)
			}
			t.Log(report.Problems, report.Changes)
		})
	}
}
