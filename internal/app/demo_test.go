package app

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/money"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
)

// asProgram is the environment variable that turns the test binary into the
// program, as cmd/sinergi is it.
const asProgram = "SINERGI_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	ops.CheapPasswords()
	os.Exit(m.Run())
}

// program is the command line as a process of its own, not yet started.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary, args...)
	c.Env = append(os.Environ(), asProgram+"=1")
	return c
}

// process runs the command line as a process of its own.
func process(t *testing.T, args ...string) (code int, out, said string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := program(t, args...)
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// The demo does the whole month and exits; its last line is one JSON object,
// whose hashes and totals are those of the statements themselves.
func TestDemoOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "demo")
	code, out, said := process(t, "demo", "--data", dir, "--days", "2", "--once", "--json")
	if code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	if !strings.HasSuffix(out, "}\n") {
		t.Errorf("the output does not end with the line of JSON: %q", out)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	last := lines[len(lines)-1]
	var got struct {
		Month string `json:"month"`
		PKS   []struct {
			ID     string `json:"id"`
			Title  string `json:"title"`
			SHA256 string `json:"statement_sha256"`
			Total  int64  `json:"total_rupiah"`
		} `json:"pks"`
	}
	strict := json.NewDecoder(strings.NewReader(last))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&got); err != nil || strict.More() {
		t.Fatalf("the last line is %q: %v", last, err)
	}
	if got.Month != "2026-10" || len(got.PKS) != 2 || got.PKS[0].ID != demo.BusPKS || got.PKS[1].ID != demo.WastePKS {
		t.Fatalf("the last line is %s", last)
	}
	for _, p := range got.PKS {
		code, text, said := run("settle", "--data", dir, "--pks", p.ID, "--month", got.Month, "--json")
		if code != exitOK {
			t.Fatalf("settle: %d %s", code, said)
		}
		sum := sha256.Sum256([]byte(text))
		if p.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: the demo says %s, settle prints what hashes to %x", p.ID, p.SHA256, sum)
		}
		s, err := settlement.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if p.Total <= 0 || p.Total != int64(s.Total) || p.Title != s.Agreement.Title {
			t.Errorf("%s: the demo says %q of %s, the statement %q of %s", p.ID, p.Title, money.Rupiah(p.Total), s.Agreement.Title, s.Total)
		}
	}
	if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code == exitOK {
		t.Errorf("a second demo in the same folder is taken: %s", said)
	}
}
