// Package pgtest gives tests a PostgreSQL of their own.
//
// It knows how to find Debian's PostgreSQL, start a temporary cluster of it the
// first time a test asks, hand each test a fresh database, and leave nothing
// behind, even when the test binary is killed. It knows nothing of schemas; see
// package sqldbtest for tests on both engines.
//
//	func TestTickets(t *testing.T) {
//		url := pgtest.DB(t) // postgres://..., an empty database, gone after the test
//		...
//	}
//
// There is one cluster per test binary, reached by a Unix socket in a temporary
// folder. It never syncs to disk, so it is fast and proves nothing about
// durability. Set SINERGI_TEST_PG_URL to use a running server instead; its user
// must be allowed to create databases.
package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"net/url"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ServerVariable is the environment variable that names a running server.
const ServerVariable = "SINERGI_TEST_PG_URL"

// server is a PostgreSQL that tests make their databases on.
type server struct {
	url   string   // of the database "postgres" or the like, to create others from
	guard *os.File // keeps a cluster of ours running; nil for another's server

	mu        sync.Mutex
	templates map[string]func() (string, error) // name of a prepared database by key
}

// shared starts or finds this binary's server, once.
var shared = sync.OnceValues(func() (*server, error) {
	s := &server{url: os.Getenv(ServerVariable), templates: make(map[string]func() (string, error))}
	if s.url != "" {
		if u, err := url.Parse(s.url); err != nil || u.Scheme == "" {
			return nil, errors.New(ServerVariable + " is not a URL such as postgres://user@host/postgres")
		}
		return s, nil
	}
	var err error
	s.url, s.guard, err = startCluster()
	return s, err
})

// DB returns the URL of a new, empty UTF-8 database that sorts by code point.
// It is dropped when the test ends.
func DB(t testing.TB) string {
	t.Helper()
	return sharedServer(t).create(t, "template0")
}

// DBFrom is DB, but the database begins as prepare left it. Prepare runs once
// for each key in a test binary, and later databases are copies, unless the
// server is not our own. It must close its connections.
func DBFrom(t testing.TB, key string, prepare func(url string) error) string {
	t.Helper()
	s := sharedServer(t)
	if s.guard == nil { // a template would stay behind on somebody's server
		address := s.create(t, "template0")
		if err := prepare(address); err != nil {
			t.Fatalf("prepare a PostgreSQL database: %v", err)
		}
		return address
	}
	template, err := s.template(key, prepare)
	if err != nil {
		t.Fatalf("prepare a PostgreSQL database: %v", err)
	}
	return s.create(t, template)
}

func sharedServer(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("start a PostgreSQL for the tests: %v", err)
	}
	return s
}

// create makes a database like template and drops it at the end of the test.
func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	name, err := s.createDatabase(ctx, template)
	if err != nil {
		t.Fatalf("create a PostgreSQL database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := s.exec(ctx, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("drop PostgreSQL database %s: %v", name, err)
		}
	})
	return s.urlOf(name)
}

// template returns the database that prepare made for key.
func (s *server) template(key string, prepare func(url string) error) (string, error) {
	s.mu.Lock()
	once, found := s.templates[key]
	if !found {
		once = sync.OnceValues(func() (string, error) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			name, err := s.createDatabase(ctx, "template0")
			if err != nil {
				return "", err
			}
			return name, prepare(s.urlOf(name))
		})
		s.templates[key] = once
	}
	s.mu.Unlock()
	return once()
}

func (s *server) createDatabase(ctx context.Context, template string) (string, error) {
	suffix := make([]byte, 8)
	_, _ = rand.Read(suffix) // never fails
	name := "sinergi_test_" + hex.EncodeToString(suffix)
	text := "create database " + name + " template " + template
	if template == "template0" {
		text += " encoding 'UTF8' locale 'C.UTF-8'"
	}
	return name, s.exec(ctx, text)
}

// exec runs one statement that cannot run in a transaction.
func (s *server) exec(ctx context.Context, text string) error {
	conn, err := pgx.Connect(ctx, s.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, text)
	return err
}

// urlOf is the server's URL with another database.
func (s *server) urlOf(name string) string {
	u, err := url.Parse(s.url)
	if err != nil {
		return s.url // checked when the server was found
	}
	u.Path = "/" + name
	return u.String()
}
