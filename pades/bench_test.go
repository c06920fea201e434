package pades_test

import (
	"context"
	"testing"

	"sinergi/pades"
)

func BenchmarkVerify(b *testing.B) {
	file := signedBy(b, paper(b, 90), pades.BLTA, signers...)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if report := verify(b, file, verifyOptions()); report.Verdict() != pades.Passed {
			b.Fatal(report.Verdict())
		}
	}
}

func BenchmarkSign(b *testing.B) {
	file := prepare(b, paper(b, 90))
	who := person(b, signers[1].field, signers[1].key)
	for b.Loop() {
		if _, err := pades.Sign(context.Background(), file, signers[1].field, who, options(pades.BB)); err != nil {
			b.Fatal(err)
		}
	}
}
