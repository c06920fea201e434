package pgtest

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func TestDBIsFreshAndSortsByCodePoint(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	first, second := connect(t, DB(t)), connect(t, DB(t))
	if _, err := first.Exec(ctx, `create table a (id int)`); err != nil {
		t.Fatal(err)
	}
	if _, err := second.Exec(ctx, `create table a (id int)`); err != nil {
		t.Errorf("the second database is not apart from the first: %v", err)
	}
	var collation, encoding string
	err := first.QueryRow(ctx, `
		select datcollate, pg_encoding_to_char(encoding)
		from pg_database where datname = current_database()`).Scan(&collation, &encoding)
	if err != nil {
		t.Fatal(err)
	}
	if collation != "C.UTF-8" || encoding != "UTF8" {
		t.Errorf("collation %s, encoding %s; want C.UTF-8, UTF8", collation, encoding)
	}
}

func TestDBFromPrepares(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	prepared := 0
	prepare := func(url string) error {
		prepared++
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, `create table a (id int); insert into a values (7)`)
		return err
	}
	name := fmt.Sprint(t.Name(), time.Now().UnixNano()) // the test may run twice in one binary
	for range 2 {
		conn := connect(t, DBFrom(t, name, prepare))
		var id int
		if err := conn.QueryRow(ctx, `delete from a returning id`).Scan(&id); err != nil || id != 7 {
			t.Errorf("row %d, error %v; want 7", id, err)
		}
	}
	want := 1
	if os.Getenv(ServerVariable) != "" {
		want = 2 // nothing may stay behind on another's server
	}
	if prepared != want {
		t.Errorf("prepared %d times, want %d", prepared, want)
	}
}

// childVariable makes TestClusterEndsWithItsBinary's child do the child's part.
const childVariable = "SINERGI_PGTEST_CHILD"

// TestClusterEndsWithItsBinary kills a test binary that has a cluster, and
// waits until the cluster's folder is gone and nobody answers at its socket.
func TestClusterEndsWithItsBinary(t *testing.T) {
	if os.Getenv(childVariable) != "" {
		fmt.Println(DB(t))
		_ = os.Stdout.Sync()
		// Until killed. A bare select{} would be a deadlock to the runtime,
		// which may then end the child before its parent has connected.
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	}
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), exe, "-test.run=^TestClusterEndsWithItsBinary$")
	child.Env = append(os.Environ(), childVariable+"=1", ServerVariable+"=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := child.StdinPipe(); err != nil { // stays open until Wait
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var address string
	if _, err := fmt.Fscanln(out, &address); err != nil {
		t.Fatalf("read the child's database URL: %v", err)
	}
	connect(t, address) // it runs

	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // "signal: killed"
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if filepath.Dir(dir) == dir || dir == "" {
		t.Fatalf("no cluster folder in %s", address)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	for {
		_, err := os.Stat(dir)
		if os.IsNotExist(err) {
			break
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s is still there a minute after the tests were killed", dir)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if conn, err := pgx.Connect(ctx, address); err == nil {
		_ = conn.Close(ctx)
		t.Error("the server still answers")
	}
}

func TestURLOf(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, server, want string }{
		{"URL", "postgres://u:p@h:5433/postgres?sslmode=disable", "postgres://u:p@h:5433/x?sslmode=disable"},
		{"socket", "postgres://postgres@/postgres?host=%2Ftmp%2Fa", "postgres://postgres@/x?host=%2Ftmp%2Fa"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := (&server{url: tt.server}).urlOf("x")
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			cfg, err := pgx.ParseConfig(got)
			if err != nil || cfg.Database != "x" {
				t.Errorf("pgx reads %v, %v; want database x", cfg, err)
			}
		})
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}
