package pades_test

import (
	"testing"

	"sinergi/pades"
)

// TestFlippedBytes changes one bit of a signed file at a time, and asks us and
// three others.
func TestFlippedBytes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		file           []byte
		stamps, others int
	}{
		{"three signatures", signedBy(t, paper(t, 1), pades.BB, signers...), 0, 200},
		{"three signatures, archived", signed(t, pades.BLTA), len(signers), 30},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, people := panel(t), len(signers)
			if !p.Accept(t, test.file, people, test.stamps) {
				t.Fatal("the last signature does not cover the file")
			}
			p.Reject(t, test.file, people, test.stamps, test.others, func(file []byte) bool {
				report, err := pades.Verify(t.Context(), file, verifyOptions())
				return err == nil && report.Verdict() != pades.Failed
			})
		})
	}
}
