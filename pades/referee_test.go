package pades_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sinergi/pades"
	"sinergi/pades/internal/cms"
)

// The referees are programs of others that judge our files. pdfsig, mutool and
// pdfcpu end with status 0 whatever they find: what they print counts.

// need skips a test where a program is missing. tools/prepare installs them.
func need(t testing.TB, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

// run gives what a program prints, and whether it ended well.
func run(t testing.TB, program string, args ...string) (string, bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s: %v", program, ctx.Err())
	}
	return string(out), err == nil
}

func write(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// piece is a signature cut out of a file by a pattern, without our reader.
type piece struct {
	timestamp bool
	value     []byte
	signed    []byte
}

var piecePattern = regexp.MustCompile(`/ByteRange \[0 (\d+) (\d+) (\d+)\][^/]*/Contents <([0-9a-fA-F]+)>`)

// pieces gives the signatures of a file in the order of their places, but only
// those whose ranges can be cut out of it.
func pieces(file []byte) (out []piece) {
	for _, m := range piecePattern.FindAllSubmatchIndex(file, -1) {
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(string(file[m[2*i+2]:m[2*i+3]]))
		}
		value, err := hex.DecodeString(string(file[m[8]:m[9]]))
		if err != nil || n[0] > len(file) || n[1] > len(file) || n[1]+n[2] > len(file) {
			continue
		}
		signed := append(bytes.Clone(file[:n[0]]), file[n[1]:n[1]+n[2]]...)
		around := file[max(0, m[0]-300) : m[1]+300]
		out = append(out, piece{bytes.Contains(around, []byte("/DocTimeStamp")), der(value), signed})
	}
	return out
}

// der cuts the zeros off behind a value of definite length.
func der(b []byte) []byte {
	if len(b) < 4 || b[1] != 0x82 {
		return b
	}
	return b[:min(len(b), 4+int(b[2])<<8+int(b[3]))]
}

// opensslAccepts reports whether OpenSSL finds all signatures of a file good.
func opensslAccepts(t testing.TB, file []byte, count int) error {
	t.Helper()
	dir := t.TempDir()
	ca := filepath.Join(setup(t), "root.pem")
	all := pieces(file)
	if len(all) != count {
		return fmt.Errorf("%d signatures, want %d", len(all), count)
	}
	value, content := filepath.Join(dir, "value.der"), filepath.Join(dir, "content.bin")
	for i, p := range slices.Backward(all) { // a forgery shows in the last at once
		if os.WriteFile(value, p.value, 0o600) != nil || os.WriteFile(content, p.signed, 0o600) != nil {
			t.Fatal("cannot write")
		}
		args := []string{"cms", "-verify", "-cades", "-inform", "DER", "-in", value, "-content", content, "-binary", "-CAfile", ca, "-purpose", "any", "-out", os.DevNull}
		if p.timestamp {
			args = []string{"ts", "-verify", "-data", content, "-in", value, "-token_in", "-CAfile", ca, "-untrusted", intermediates(t)}
		}
		if out, ok := run(t, "openssl", args...); !ok {
			return fmt.Errorf("signature %d: %s", i+1, out)
		}
		if err := opensslAcceptsTokens(t, p, value, content, ca); err != nil {
			return fmt.Errorf("timestamp of signature %d: %w", i+1, err)
		}
	}
	return nil
}

// opensslAcceptsTokens asks OpenSSL about the timestamps in a signature.
func opensslAcceptsTokens(t testing.TB, p piece, token, content, ca string) error {
	t.Helper()
	sig, err := cms.Parse(p.value)
	if p.timestamp {
		return nil
	}
	if err != nil {
		return err
	}
	for _, der := range sig.Timestamps {
		if os.WriteFile(token, der, 0o600) != nil || os.WriteFile(content, sig.SignatureValue, 0o600) != nil {
			t.Fatal("cannot write")
		}
		if out, ok := run(t, "openssl", "ts", "-verify", "-data", content, "-in", token, "-token_in", "-CAfile", ca, "-untrusted", intermediates(t)); !ok {
			return errors.New(out)
		}
	}
	return nil
}

var (
	setupOnce      sync.Once
	setupDir       string
	setupProblem   error
	pdfcpuOnce     sync.Once
	pdfcpuPath     string
	pdfcpuProblem  error
	intermediateAt = sync.OnceValues(func() (string, error) {
		path := filepath.Join(setupDir, "chain.pem")
		return path, os.WriteFile(path, authority.TSAIdentity().ChainPEM(), 0o600)
	})
)

// setup makes the folder with the trust stores of the referees.
func setup(t testing.TB) string {
	t.Helper()
	setupOnce.Do(func() {
		if setupDir, setupProblem = os.MkdirTemp("", "pades-referees"); setupProblem != nil {
			return
		}
		root := filepath.Join(setupDir, "root.pem")
		if setupProblem = os.WriteFile(root, authority.RootPEM(), 0o600); setupProblem != nil {
			return
		}
		nss := filepath.Join(setupDir, "nss")
		if setupProblem = os.Mkdir(nss, 0o700); setupProblem != nil {
			return
		}
		for _, args := range [][]string{
			{"-N", "-d", "sql:" + nss, "--empty-password"},
			{"-A", "-d", "sql:" + nss, "-n", "root", "-t", "CT,C,C", "-i", root},
		} {
			if out, err := exec.Command("certutil", args...).CombinedOutput(); err != nil {
				setupProblem = fmt.Errorf("certutil: %s", out)
				return
			}
		}
	})
	if setupProblem != nil {
		t.Fatal(setupProblem)
	}
	return setupDir
}

func intermediates(t testing.TB) string {
	t.Helper()
	setup(t)
	path, err := intermediateAt()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// pdfcpu builds pdfcpu from tools/go.mod and gives it our root.
func pdfcpu(t testing.TB) (program string) {
	t.Helper()
	dir := setup(t)
	pdfcpuOnce.Do(func() {
		pdfcpuPath = filepath.Join(dir, "pdfcpu-program")
		build := exec.Command("go", "build", "-modfile=../tools/go.mod", "-o", pdfcpuPath, "github.com/pdfcpu/pdfcpu/cmd/pdfcpu")
		if out, err := build.CombinedOutput(); err != nil {
			pdfcpuProblem = fmt.Errorf("build pdfcpu: %s", out)
			return
		}
		out, err := exec.Command(pdfcpuPath, "certificates", "import", filepath.Join(dir, "root.pem"), "--conf", dir).CombinedOutput()
		if err != nil {
			pdfcpuProblem = fmt.Errorf("pdfcpu: %s", out)
		}
	})
	if pdfcpuProblem != nil {
		t.Fatal(pdfcpuProblem)
	}
	return pdfcpuPath
}

// pdfcpuAccepts reports whether pdfcpu, offline, calls no signature of a file
// invalid.
func pdfcpuAccepts(t testing.TB, path string, count int) error {
	t.Helper()
	out, ok := run(t, pdfcpu(t), "signatures", "validate", "-a", "--offline", "--conf", setup(t), path)
	if !ok {
		return fmt.Errorf("pdfcpu: %s", out)
	}
	if n := len(regexp.MustCompile(`(?m)^\d+:`).FindAllString(out, -1)); n != count {
		return fmt.Errorf("pdfcpu lists %d signatures, want %d:\n%s", n, count, out)
	}
	for _, bad := range []string{"invalid", "not authentic", "has been modified", "DocModified: true"} {
		if strings.Contains(out, bad) {
			return fmt.Errorf("pdfcpu: %s", out)
		}
	}
	return nil
}

// pdfsigSees is what pdfsig prints of a signature.
type pdfsigSees struct{ field, kind, signature, certificate, coverage string }

func pdfsig(t testing.TB, path string) (out []pdfsigSees, text string) {
	t.Helper()
	text, _ = run(t, "pdfsig", "-nssdir", "sql:"+filepath.Join(setup(t), "nss"), path)
	for _, part := range regexp.MustCompile(`(?m)^Signature #\d+:`).Split(text, -1)[1:] {
		var s pdfsigSees
		for prefix, into := range map[string]*string{
			"- Signature Field Name: ": &s.field, "- Signature Type: ": &s.kind,
			"- Signature Validation: ": &s.signature, "- Certificate Validation: ": &s.certificate,
		} {
			if _, rest, ok := strings.Cut(part, prefix); ok {
				*into, _, _ = strings.Cut(rest, "\n")
			}
		}
		s.coverage = "part"
		if strings.Contains(part, "- Total document signed") {
			s.coverage = "whole"
		}
		out = append(out, s)
	}
	return out, text
}

// mutoolSees gives what mutool says of each signature.
func mutoolSees(t testing.TB, path string) (out []string, text string) {
	t.Helper()
	text, _ = run(t, "mutool", "sign", "-v", path)
	return regexp.MustCompile(`Verifying signature \d+`).Split(text, -1)[1:], text
}

// qpdfAccepts checks the structure of a file.
func qpdfAccepts(t testing.TB, path string) error {
	t.Helper()
	if out, ok := run(t, "qpdf", "--check", path); !ok {
		return fmt.Errorf("qpdf: %s", out)
	}
	return nil
}

func TestRefereesAccept(t *testing.T) {
	t.Parallel()
	need(t, "openssl", "pdfsig", "certutil", "qpdf", "mutool")
	for _, level := range levels {
		t.Run(level.String(), func(t *testing.T) {
			t.Parallel()
			accepted(t, signed(t, level), len(signers))
		})
	}
}

// accepted asks all referees about a file with signatures of some signers, and
// as many document timestamps as the file has.
func accepted(t *testing.T, file []byte, people int) {
	t.Helper()
	path := write(t, "signed.pdf", file)
	all := pieces(file)
	if err := qpdfAccepts(t, path); err != nil {
		t.Error(err)
	}
	if err := opensslAccepts(t, file, len(all)); err != nil {
		t.Error(err)
	}
	if err := pdfcpuAccepts(t, path, min(len(all), people+1)); err != nil { // it lists the last document timestamp only
		t.Error(err)
	}
	if sees, text := mutoolSees(t, path); len(sees) != len(all) {
		t.Errorf("mutool lists %d signatures, want %d:\n%s", len(sees), len(all), text)
	}
	sees, text := pdfsig(t, path)
	if len(sees) != len(all) {
		t.Fatalf("pdfsig lists %d signatures, want %d:\n%s", len(sees), len(all), text)
	}
	found := 0
	for _, s := range sees {
		if strings.HasPrefix(s.field, "DocTimeStamp") {
			continue // which pdfsig lists and cannot judge
		}
		found++
		if s.signature != "Signature is Valid." || s.certificate != "Certificate is Trusted." {
			t.Errorf("pdfsig: %+v", s)
		}
	}
	if sees[len(sees)-1].coverage != "whole" && verify(t, file, verifyOptions()).Verdict() != pades.Passed {
		t.Error("something but validation data follows the last signature")
	}
	if found != people {
		t.Errorf("pdfsig lists %d signatures of people, want %d", found, people)
	}
}
