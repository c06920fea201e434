// SPDX-License-Identifier: Apache-2.0

package referee

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Panel are the referees of signed PDFs, who trust one root.
type Panel struct{ dir string }

// New makes the trust stores of a panel in a folder. The chain are the issuers
// of the timestamp authority. Both are PEM.
func New(t testing.TB, dir string, root, chain []byte) *Panel {
	t.Helper()
	p := &Panel{dir}
	for name, data := range map[string][]byte{p.root(): root, p.chain(): chain} {
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "nss"), 0o700); err != nil {
		t.Fatal(err)
	}
	Says(t, "certutil", "-N", "-d", p.nss(), "--empty-password")
	Says(t, "certutil", "-A", "-d", p.nss(), "-n", "root", "-t", "CT,C,C", "-i", p.root())
	Says(t, pdfcpu(t), "certificates", "import", p.root(), "--conf", dir)
	return p
}

func (p *Panel) root() string  { return filepath.Join(p.dir, "root.pem") }
func (p *Panel) chain() string { return filepath.Join(p.dir, "chain.pem") }
func (p *Panel) nss() string   { return "sql:" + filepath.Join(p.dir, "nss") }

// pdfcpu builds pdfcpu from tools/go.mod.
func pdfcpu(t testing.TB) string {
	t.Helper()
	program, err := pdfcpuProgram()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

var pdfcpuProgram = sync.OnceValues(func() (string, error) {
	dir, err := root()
	if err != nil {
		return "", err
	}
	build := exec.Command("go", "tool", "-modfile=tools/go.mod", "-n", "pdfcpu")
	build.Dir = dir
	out, err := build.Output()
	if err != nil {
		return "", fmt.Errorf("build pdfcpu: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
})

// OpenSSL asks OpenSSL about every signature of a PDF, the timestamps in them,
// and every timestamp of the document.
func (p *Panel) OpenSSL(t testing.TB, file []byte, count int) error {
	t.Helper()
	all := Cut(file)
	if len(all) != count {
		return fmt.Errorf("%d signatures, want %d", len(all), count)
	}
	for i, s := range slices.Backward(all) { // a forgery shows in the last at once
		if err := p.signature(t, s); err != nil {
			return fmt.Errorf("signature %d: %w", i+1, err)
		}
	}
	return nil
}

func (p *Panel) signature(t testing.TB, s Signature) error {
	t.Helper()
	if s.Timestamp {
		return p.timestamp(t, s.Value, s.Signed)
	}
	value, content, done := pair(t, s.Value, s.Signed)
	defer done()
	said, well := Run(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", value, "-content", content,
		"-binary", "-CAfile", p.root(), "-purpose", "any", "-out", os.DevNull)
	if !well {
		return fmt.Errorf("openssl cms: %s", said)
	}
	tokens, of, err := s.timestamps()
	for _, token := range tokens {
		err = errors.Join(err, p.timestamp(t, token, of))
	}
	return err
}

// pair saves a signature and what it is of, until done.
func pair(t testing.TB, value, of []byte) (valuePath, ofPath string, done func()) {
	t.Helper()
	valuePath, ofPath = Save(t, "value.der", value), Save(t, "content.bin", of)
	return valuePath, ofPath, func() { _, _ = os.Remove(valuePath), os.Remove(ofPath) }
}

func (p *Panel) timestamp(t testing.TB, token, of []byte) error {
	t.Helper()
	value, content, done := pair(t, token, of)
	defer done()
	said, well := Run(t, "openssl", "ts", "-verify", "-data", content, "-in", value, "-token_in", "-CAfile", p.root(), "-untrusted", p.chain())
	if !well {
		return fmt.Errorf("openssl ts: %s", said)
	}
	return nil
}

var pdfcpuEntry = regexp.MustCompile(`(?m)^\d+:`)

// Pdfcpu reports whether pdfcpu, offline, calls no signature of a PDF invalid.
// It lists those of people, and of the document's timestamps the last.
func (p *Panel) Pdfcpu(t testing.TB, path string, count int) error {
	t.Helper()
	said, well := Run(t, pdfcpu(t), "signatures", "validate", "-a", "--offline", "--conf", p.dir, path)
	if !well {
		return fmt.Errorf("pdfcpu: %s", said)
	}
	if n := len(pdfcpuEntry.FindAllString(said, -1)); n != count {
		return fmt.Errorf("pdfcpu lists %d signatures, want %d:\n%s", n, count, said)
	}
	for _, bad := range []string{"invalid", "not authentic", "has been modified", "DocModified: true"} {
		if strings.Contains(said, bad) {
			return fmt.Errorf("pdfcpu: %s", said)
		}
	}
	return nil
}

var pdfsigEntry = regexp.MustCompile(`(?m)^Signature #\d+:`)

// Pdfsig reports whether pdfsig lists all signatures of a PDF, and finds those
// of people valid and trusted; timestamps of the document it cannot judge. It
// tells whether the last covers the whole file. It asks whether certificates
// were revoked now, at the address in them.
func (p *Panel) Pdfsig(t testing.TB, path string, people, count int) (whole bool, err error) {
	t.Helper()
	said, _ := Run(t, "pdfsig", "-nssdir", p.nss(), path)
	parts := pdfsigEntry.Split(said, -1)[1:]
	if len(parts) != count {
		return false, fmt.Errorf("pdfsig lists %d signatures, want %d:\n%s", len(parts), count, said)
	}
	for _, part := range parts {
		if strings.Contains(part, "- Signature Field Name: DocTimeStamp") || strings.Contains(part, "- Signature Type: ETSI.RFC3161") {
			continue
		}
		people--
		for _, want := range []string{"- Signature Validation: Signature is Valid.\n", "- Certificate Validation: Certificate is Trusted.\n"} {
			if !strings.Contains(part, want) {
				return false, fmt.Errorf("pdfsig: %s", part)
			}
		}
	}
	if people != 0 {
		return false, fmt.Errorf("pdfsig lists not as many people as signed:\n%s", said)
	}
	return strings.Contains(parts[count-1], "- Total document signed"), nil
}

// Mutool reports whether mutool lists all signatures of a PDF.
func (p *Panel) Mutool(t testing.TB, path string, count int) error {
	t.Helper()
	said, _ := Run(t, "mutool", "sign", "-v", path)
	if n := strings.Count(said, "Verifying signature "); n != count {
		return fmt.Errorf("mutool lists %d signatures, want %d:\n%s", n, count, said)
	}
	return nil
}

// Qpdf reports whether qpdf finds the structure of a PDF sound.
func (p *Panel) Qpdf(t testing.TB, path string) error {
	t.Helper()
	if said, well := Run(t, "qpdf", "--check", path); !well {
		return fmt.Errorf("qpdf: %s", said)
	}
	return nil
}

// Accept fails the test unless every referee accepts a PDF with signatures of
// some people and timestamps of the document. It reports whether the last
// covers the whole file: where it does not, who checks must prove that only
// validation data follows, which none of the referees can.
func (p *Panel) Accept(t testing.TB, file []byte, people, stamps int) (whole bool) {
	t.Helper()
	path, count := Save(t, "signed.pdf", file), people+stamps
	whole, err := p.Pdfsig(t, path, people, count)
	for _, err := range []error{err, p.OpenSSL(t, file, count), p.Pdfcpu(t, path, people+min(stamps, 1)), p.Mutool(t, path, count), p.Qpdf(t, path)} {
		if err != nil {
			t.Error(err)
		}
	}
	return whole
}
