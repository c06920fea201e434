package app

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sinergi/internal/demo"
	"sinergi/internal/store"
)

// aServer is the program serving as a process of its own.
type aServer struct {
	url  string
	cmd  *exec.Cmd
	said *lines
}

// lines keeps what a process prints, to be read while it runs.
type lines struct {
	mu   sync.Mutex
	all  bytes.Buffer
	grew chan struct{}
}

func newLines() *lines { return &lines{grew: make(chan struct{}, 1)} }

// Write takes what is printed.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.grew <- struct{}{}:
	default:
	}
	return l.all.Write(p)
}

func (l *lines) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// find waits until what was printed matches.
func (l *lines) find(ctx context.Context, re *regexp.Regexp) []string {
	for {
		if m := re.FindStringSubmatch(l.text()); m != nil {
			return m
		}
		select {
		case <-l.grew:
		case <-ctx.Done():
			return nil
		}
	}
}

// starts runs `sinergi serve` on a folder.
func starts(t *testing.T, dir string) *aServer {
	t.Helper()
	s := &aServer{said: newLines(), cmd: program(t, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--admin", "")}
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	m := s.said.find(ctx, regexp.MustCompile(`Sinergi: (http://\S+)\n`))
	if m == nil {
		t.Fatalf("the server does not start: %s", s.said.text())
	}
	s.url = m[1]
	return s
}

// get gives an answer's status and text.
func (s *aServer) get(t *testing.T, c *http.Client, path string) (int, string) {
	t.Helper()
	resp, err := c.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

// A server on an empty folder is set up through the link it prints, once: the
// first government and its administrator. It is told to stop and stops.
func TestServeOnAnEmptyFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	s := starts(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	m := s.said.find(ctx, regexp.MustCompile(`/setup/\S+`))
	if m == nil {
		t.Fatalf("no setup link in %q", s.said.text())
	}
	me := browser(t)
	if code, text := s.get(t, me, m[0]); code != http.StatusOK || !strings.Contains(text, "Kabupaten Kampar") {
		t.Fatalf("the setup page: %d", code)
	}
	if code, _ := s.get(t, me, "/setup/guessed"); code != http.StatusNotFound {
		t.Errorf("a guessed setup link: %d", code)
	}
	form := url.Values{"code": {demo.Kampar}, "name": {"Pengelola"}, "login": {"pengelola"}, "password": {"pendek"}, "again": {"pendek"}, "seat": {"Bangkinang"}, "email": {"kampar"}}
	send := func() (int, string) {
		t.Helper()
		resp, err := me.PostForm(s.url+m[0], form)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	if code, text := send(); code != http.StatusUnprocessableEntity || !strings.Contains(text, `value="pengelola"`) {
		t.Errorf("a short password: %d", code)
	}
	if code, text := send(); code != http.StatusUnprocessableEntity || !strings.Contains(text, "pos elektronik") || !strings.Contains(text, `value="Bangkinang"`) {
		t.Errorf("without an address and with mail that is none: %d", code)
	}
	form.Set("address", "Jalan Lingkar Nomor 1")
	form.Set("email", "")
	form.Set("password", demo.Password)
	form.Set("again", demo.Password)
	if code, text := send(); code != http.StatusOK || !strings.Contains(text, "Undang orang") {
		t.Errorf("after setting up: %d, not at the administration", code)
	}
	if code, _ := s.get(t, me, m[0]); code != http.StatusNotFound {
		t.Errorf("the setup link again: %d", code)
	}
	form.Set("code", demo.Pekanbaru)
	form.Set("login", "penyusup")
	if code, text := send(); code != http.StatusNotFound {
		t.Errorf("a second government through the setup link: %d %s", code, text)
	}
	if n := strings.Count(s.said.text(), "/setup/"); n != 1 {
		t.Errorf("the setup link is printed %d times", n)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/": 200, "/cooperations": 200, "/statements": 200, "/public": 200, "/borders": 200, "/trail": 200, "/nothing": 404} {
		if code, _ := s.get(t, me, path); code != want {
			t.Errorf("%s on a new system: %d, want %d", path, code, want)
		}
	}
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("told to stop, the server ends with %v: %s", err, s.said.text())
	}
	again := starts(t, dir)
	for login, want := range map[string]int{"pengelola": http.StatusOK, "penyusup": http.StatusUnauthorized} {
		resp, err := browser(t).PostForm(again.url+"/login", url.Values{"login": {login}, "password": {demo.Password}, "next": {"/"}})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s signs in: %d, want %d", login, resp.StatusCode, want)
		}
	}
	if code, _ := again.get(t, browser(t), "/login"); code != http.StatusOK {
		t.Errorf("started again: %d", code)
	}
	if strings.Contains(again.said.text(), "/setup/") {
		t.Error("a system that is set up prints a setup link")
	}
}

// A link that was printed and not used is dead once the server starts again
// and prints another.
func TestAnOldSetupLinkIsDead(t *testing.T) {
	t.Parallel()
	dir, link := filepath.Join(t.TempDir(), "new"), regexp.MustCompile(`/setup/\S+`)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	first := starts(t, dir)
	old := first.said.find(ctx, link)
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	second := starts(t, dir)
	now := second.said.find(ctx, link)
	if old == nil || now == nil || old[0] == now[0] {
		t.Fatalf("links: %v, then %v", old, now)
	}
	for path, want := range map[string]int{old[0]: http.StatusNotFound, now[0]: http.StatusOK} {
		if code, _ := second.get(t, browser(t), path); code != want {
			t.Errorf("%s: %d, want %d", path, code, want)
		}
	}
}

// Readiness is the truth: a server whose database takes no writes says so.
func TestReadyIsTruthful(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := starts(t, dir)
	if code, _ := s.get(t, browser(t), "/readyz"); code != http.StatusOK {
		t.Fatalf("ready: %d", code)
	}
	// Somebody else holds the database and does not let go.
	other, err := Data{Dir: dir}.Open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	holding, release := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- other.Store.Write(context.WithoutCancel(t.Context()), func(*store.Tx) error {
			close(holding)
			<-release
			return nil
		})
	}()
	<-holding
	code, _ := s.get(t, browser(t), "/readyz")
	close(release)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if code != http.StatusServiceUnavailable {
		t.Errorf("ready while nothing can be written: %d", code)
	}
	if code, _ := s.get(t, browser(t), "/readyz"); code != http.StatusOK {
		t.Errorf("ready again: %d", code)
	}
}
