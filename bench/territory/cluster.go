package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// errNotInstalled tells what to install for the baseline.
var errNotInstalled = errors.New("PostgreSQL with PostGIS is not installed: apt-get install postgresql postgis postgresql-15-postgis-3")

// settings are PostgreSQL's, at its best for a set-based question on two cores.
var settings = []string{
	"listen_addresses=", "shared_buffers=1GB", "work_mem=256MB", "maintenance_work_mem=256MB", "effective_cache_size=4GB",
	"max_parallel_workers_per_gather=2", "max_parallel_workers=2", "max_worker_processes=8",
	"parallel_setup_cost=0", "parallel_tuple_cost=0", "min_parallel_table_scan_size=0",
	"jit=off", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB", "autovacuum=off", "random_page_cost=1.1",
}

// cluster is a temporary PostgreSQL, reached by a socket in its folder.
type cluster struct {
	dir    string
	server *exec.Cmd
}

// startCluster makes and starts one.
func startCluster() (*cluster, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errNotInstalled
	}
	initdb := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "sinergi-bench-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return nil, errors.Join(err, c.stop())
		}
	}
	create := exec.Command(initdb, "-D", filepath.Join(dir, "data"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
	create.Dir, create.SysProcAttr = dir, &syscall.SysProcAttr{Credential: owner}
	if out, err := create.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("initdb: %w: %s", err, out), c.stop())
	}
	args := []string{"-D", filepath.Join(dir, "data"), "-k", dir}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	c.server = exec.Command(filepath.Join(filepath.Dir(initdb), "postgres"), args...)
	c.server.Dir, c.server.SysProcAttr = dir, &syscall.SysProcAttr{Credential: owner, Pdeathsig: syscall.SIGINT}
	if err := c.server.Start(); err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, c.ready()
}

// ready waits for the socket.
func (c *cluster) ready() error {
	for range 300 {
		if _, err := os.Stat(filepath.Join(c.dir, ".s.PGSQL.5432")); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.Join(errors.New("PostgreSQL did not start"), c.stop())
}

// address is where to connect.
func (c *cluster) address() string {
	return "host=" + c.dir + " port=5432 user=postgres dbname=postgres"
}

// stop ends the server and removes what it wrote.
func (c *cluster) stop() error {
	if c.server != nil && c.server.Process != nil {
		_ = c.server.Process.Signal(syscall.SIGINT)
		_ = c.server.Wait()
	}
	return os.RemoveAll(c.dir)
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// unprivileged gives whom to run the server as, when one is root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root: %w", err)
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, errors.Join(err1, err2)
}
