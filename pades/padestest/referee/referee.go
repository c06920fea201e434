// SPDX-License-Identifier: Apache-2.0

// Package referee has programs of others judge our files. It is for tests.
//
// A Panel of OpenSSL, pdfsig, mutool, pdfcpu and qpdf judges signed PDFs. It
// imports nothing of ours: signatures are cut out of a file by a pattern, so
// that no mistake of our reader hides one from the others. pdfsig, mutool and
// pdfcpu end with status 0 whatever they find: what they print counts.
package referee

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Run runs a program and gives what it prints, and whether it ended well. A
// program that is not there fails the test: a referee cannot be skipped.
func Run(t testing.TB, program string, args ...string) (said string, well bool) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Fatalf("%s is missing on this machine: run tools/prepare, as `make test` does, which installs it", program)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s: %v", program, ctx.Err())
	}
	return string(out), err == nil
}

// Says is Run of a program that must end well.
func Says(t testing.TB, program string, args ...string) string {
	t.Helper()
	said, well := Run(t, program, args...)
	if !well {
		t.Fatalf("%s %v: %s", program, args, said)
	}
	return said
}

// Save writes a file into a folder of the test.
func Save(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Office has LibreOffice convert files, all in one start of it, and gives the
// folder that they are in. A filter is by which it reads them; "" is its choice.
func Office(t testing.TB, filter, format string, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless"}
	if filter != "" {
		args = append(args, "--infilter="+filter)
	}
	args = append(append(args, "--convert-to", format, "--outdir", dir), files...)
	// LibreOffice sometimes ends while it makes its first profile.
	said, well := Run(t, "soffice", args...)
	if !well {
		said = Says(t, "soffice", args...)
	}
	ext, _, _ := strings.Cut(format, ":")
	for _, f := range files {
		if _, err := os.Stat(filepath.Join(dir, strings.TrimSuffix(filepath.Base(f), filepath.Ext(f))+"."+ext)); err != nil {
			t.Fatalf("soffice: %v: %s", err, said)
		}
	}
	return dir
}

// root is the folder of this module.
func root() (string, error) {
	dir, err := os.Getwd()
	for ; err == nil; dir = filepath.Dir(dir) {
		if _, missing := os.Stat(filepath.Join(dir, "tools", "go.mod")); missing == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no tools/go.mod above the test")
		}
	}
	return "", err
}
