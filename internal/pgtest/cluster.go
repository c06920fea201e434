package pgtest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// errNotInstalled says what a developer must do to run the tests.
var errNotInstalled = errors.New("PostgreSQL is not installed: run 'apt-get install postgresql', " +
	"or point " + ServerVariable + " at a server on which databases can be created")

// settings make a cluster quick to start and write, and deaf to the network.
// Nobody needs its data after a crash.
const settings = `
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
shared_buffers = 64MB
max_wal_size = 256MB
jit = off
deadlock_timeout = 50ms
`

// guardScript outlives the tests. Its input is a pipe that the test binary
// holds open; when the binary ends, however it ends, the cluster is stopped and
// removed. Arguments: the programs' folder, the cluster's folder.
const guardScript = `cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1
rm -rf "$2"`

// startCluster makes and starts a cluster. It runs until guard is closed.
func startCluster() (address string, guard *os.File, err error) {
	bin, err := programs()
	if err != nil {
		return "", nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return "", nil, err
	}
	dir, err := clusterDir(owner)
	if err != nil {
		return "", nil, err
	}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		// A session of its own, so that Ctrl-C on the tests does not reach it.
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: owner}
		return cmd
	}
	guard, err = startGuard(run("/bin/sh", "-c", guardScript, "sh", bin, dir))
	if err != nil {
		_ = os.RemoveAll(dir)
		return "", nil, fmt.Errorf("start the guard of the cluster: %w", err)
	}
	defer func() {
		if err != nil {
			_ = guard.Close()
		}
	}()
	data := filepath.Join(dir, "data")
	initdb := run(filepath.Join(bin, "initdb"), "--pgdata="+data, "--username=postgres", "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := configure(data, dir); err != nil {
		return "", nil, err
	}
	// pg_ctl's output goes to a file: the server inherits it, and a pipe would stay open.
	log := filepath.Join(dir, "log")
	start := run(filepath.Join(bin, "pg_ctl"), "--pgdata="+data, "--log="+log, "--wait", "--silent", "start")
	if err := start.Run(); err != nil {
		said, _ := os.ReadFile(log)
		return "", nil, fmt.Errorf("pg_ctl start: %w\n%s", err, said)
	}
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres"}
	u.RawQuery = url.Values{"host": {dir}}.Encode()
	return u.String(), guard, nil
}

// startGuard starts cmd with a pipe as its input and returns the other end,
// which closes when this process ends, or else is garbage collected: keep it.
func startGuard(cmd *exec.Cmd) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd.Stdin = r
	if err := cmd.Start(); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

// configure appends the settings and where the socket goes.
func configure(data, socketDir string) error {
	f, err := os.OpenFile(filepath.Join(data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%sunix_socket_directories = '%s'\n", settings, socketDir)
	return errors.Join(err, f.Close())
}

// programs finds the folder of the newest installed PostgreSQL: Debian's place
// for them, or wherever initdb is in the PATH.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errNotInstalled
	}
	path, err = filepath.EvalSymlinks(path)
	return filepath.Dir(path), err
}

// version is 15 of /usr/lib/postgresql/15/bin/initdb, and 0 of other paths.
func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// unprivileged returns whom to run the server as: nil, for oneself, unless one
// is root, as whom initdb and postgres refuse to run.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		if u, err = user.Lookup("nobody"); err != nil {
			return nil, fmt.Errorf("PostgreSQL does not run as root, and there is no other user: %w", err)
		}
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// clusterDir makes the folder of the cluster and its socket. A socket's path is
// limited to about 100 bytes, so a long TMPDIR is not used.
func clusterDir(owner *syscall.Credential) (string, error) {
	parent := os.TempDir()
	if len(parent) > 60 || strings.ContainsRune(parent, '\'') {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "sinergi-pg-")
	if err != nil {
		return "", err
	}
	if owner == nil {
		return dir, nil
	}
	return dir, os.Chown(dir, int(owner.Uid), int(owner.Gid))
}
