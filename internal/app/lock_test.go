package app

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sinergi/internal/demo"
	"sinergi/internal/fault"
)

// run is the command line, as a process of its own would run it.
func run(args ...string) (code int, out, said string) {
	var stdout, stderr bytes.Buffer
	code = Main(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// A folder that is served from takes no second server and no restored backup;
// questions are answered beside the server as without it.
func TestOneServerOnAFolder(t *testing.T) {
	t.Parallel()
	dir, out := filepath.Join(t.TempDir(), "data"), t.TempDir()
	if code, _, said := run("demo", "--data", dir, "--days", "1", "--once"); code != exitOK {
		t.Fatalf("demo: %d %s", code, said)
	}
	settle := []string{"settle", "--data", dir, "--pks", demo.BusPKS, "--month", "2026-10", "--json"}
	code, alone, said := run(settle...)
	if code != exitOK {
		t.Fatalf("settle: %d %s", code, said)
	}
	statement, early := filepath.Join(out, "statement.json"), filepath.Join(out, "early.tar.gz")
	if err := os.WriteFile(statement, []byte(alone), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, said := run("backup", "--data", dir, early); code != exitOK {
		t.Fatalf("backup: %d %s", code, said)
	}

	server, err := Data{Dir: dir}.OpenServing(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	process := strconv.Itoa(os.Getpid())
	for name, args := range map[string][]string{
		"serve":   {"serve", "--data", dir, "--addr", "127.0.0.1:0", "--admin", ""},
		"demo":    {"demo", "--data", dir, "--days", "1", "--once"},
		"restore": {"restore", early, dir},
	} {
		for lang, want := range map[string]string{"id": "sedang dipakai", "en": "is using the data folder"} {
			code, _, said := run(append(args, "--lang", lang)...)
			if code != exitUnavailable || !strings.Contains(said, want) || !strings.Contains(said, dir) || !strings.Contains(said, process) {
				t.Errorf("%s in %s: %d %q, want that process %s has %s", name, lang, code, said, process, dir)
			}
		}
	}
	var beside sync.WaitGroup
	for name, args := range map[string][]string{
		"settle": settle,
		"verify": {"verify", statement},
		"doctor": {"doctor", "--data", dir},
		"backup": {"backup", "--data", dir, filepath.Join(out, "late.tar.gz")},
	} {
		beside.Go(func() {
			code, got, said := run(args...)
			if code != exitOK {
				t.Errorf("%s beside a server: %d %s%s", name, code, got, said)
			}
			if name == "settle" && got != alone {
				t.Error("settle beside a server gives another statement")
			}
		})
	}
	beside.Wait()

	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Data{Dir: dir}.OpenServing(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("once the server has stopped: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if code, _, said := run("restore", early, filepath.Join(out, "restored")); code != exitOK {
		t.Errorf("restore into a new folder: %d %s", code, said)
	}
}

// A server that cannot be opened leaves the folder free.
func TestAServerThatFailsLetsTheFolderGo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	database := filepath.Join(dir, databaseFile)
	if err := os.WriteFile(database, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	discard := slog.New(slog.DiscardHandler)
	if _, err := (Data{Dir: dir}).OpenServing(t.Context(), discard); err == nil || fault.KindOf(err) == fault.Unavailable {
		t.Fatalf("opened what is no database: %v", err)
	}
	if err := os.Remove(database); err != nil {
		t.Fatal(err)
	}
	n, err := Data{Dir: dir}.OpenServing(t.Context(), discard)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// Several processes make the tables of a new folder together; each waits for
// its turn.
func TestMigrationIsWaitedFor(t *testing.T) {
	t.Parallel()
	data, discard := Data{Dir: t.TempDir()}, slog.New(slog.DiscardHandler)
	migrating, err := lockMigration(t.Context(), data.Dir)
	if err != nil {
		t.Fatal(err)
	}
	hasty, giveUp := context.WithCancel(t.Context())
	giveUp()
	if _, err := data.Open(hasty, discard); !errors.Is(err, context.Canceled) {
		t.Errorf("while another migrates: %v", err)
	}
	if err := data.exists(); err == nil {
		t.Error("the database was opened while another migrates")
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			n, err := data.Open(t.Context(), discard)
			if err != nil {
				t.Error(err)
				return
			}
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if err := migrating.Close(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
}
