package pades_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sync/errgroup"

	"sinergi/pades"
)

// TestFlippedBytes changes one byte of a signed file at a time, anywhere but in
// the value of the last signature, and asks us and three others.
func TestFlippedBytes(t *testing.T) {
	t.Parallel()
	need(t, "openssl", "pdfsig", "certutil")
	flips := 200
	if testing.Short() {
		flips = 20
	}
	file := signedBy(t, paper(t, 1), pades.BB, signers...)
	all := pieces(file)
	hole := bytes.LastIndex(file, []byte("/Contents <")) + len("/Contents <")
	end := hole + bytes.IndexByte(file[hole:], '>')
	dir := t.TempDir()
	good := write(t, "good.pdf", file)
	if err := errors.Join(opensslAccepts(t, file, len(all)), pdfcpuAccepts(t, good, len(all))); err != nil || !pdfsigAccepts(t, good, len(all)) {
		t.Fatalf("the file as it was signed is not accepted: %v", err)
	}
	random := rand.New(rand.NewPCG(2026, 11))
	var group errgroup.Group
	group.SetLimit(4)
	for n := range flips {
		at := random.IntN(len(file) - (end - hole))
		if at >= hole {
			at += end - hole
		}
		forged := bytes.Clone(file)
		forged[at] ^= 1 << random.IntN(8)
		group.Go(func() error {
			path := filepath.Join(dir, fmt.Sprintf("%d.pdf", n))
			if err := os.WriteFile(path, forged, 0o600); err != nil {
				return err
			}
			defer os.Remove(path)
			if report, err := pades.Verify(t.Context(), forged, verifyOptions()); err == nil && report.Verdict() != pades.Failed {
				t.Errorf("byte %d: we say %s", at, report.Verdict())
			}
			if opensslAccepts(t, forged, len(all)) == nil {
				t.Errorf("byte %d: OpenSSL accepts", at)
			}
			if pdfcpuAccepts(t, path, len(all)) == nil {
				t.Errorf("byte %d: pdfcpu accepts", at)
			}
			if pdfsigAccepts(t, path, len(all)) {
				t.Errorf("byte %d: pdfsig accepts", at)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// pdfsigAccepts reports whether pdfsig finds as many signatures as there are,
// all good, the last over the whole file.
func pdfsigAccepts(t testing.TB, path string, count int) bool {
	t.Helper()
	sees, _ := pdfsig(t, path)
	if len(sees) != count {
		return false
	}
	for _, s := range sees {
		if s.signature != "Signature is Valid." || s.certificate != "Certificate is Trusted." {
			return false
		}
	}
	return sees[count-1].coverage == "whole"
}
