// SPDX-License-Identifier: Apache-2.0

// Package mailtest is a mail server for tests: it takes letters, or fails as
// real ones do.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	ours "sinergi/internal/mail"
)

// Server takes letters on 127.0.0.1.
type Server struct {
	Settings ours.Server // to reach it

	mu      sync.Mutex
	letters []*Letter
	reject  string // what recipients are answered; empty: they are taken
	slow    time.Duration
	cert    *tls.Config
	user    string
}

// Letter is one that came.
type Letter struct {
	From, To string // of the envelope
	Header   mail.Header
	Text     string
	Raw      string
}

// Start starts a server that ends with the test.
func Start(t testing.TB, how ours.Security, user, password string) *Server {
	t.Helper()
	web := httptest.NewTLSServer(nil)
	t.Cleanup(web.Close)
	roots := x509.NewCertPool()
	roots.AddCert(web.Certificate())
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{cert: &tls.Config{Certificates: web.TLS.Certificates}, user: base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + password))}
	port := 0
	if at, ok := ln.Addr().(*net.TCPAddr); ok {
		port = at.Port
	}
	s.Settings = ours.Server{Host: "127.0.0.1", Port: port, Security: how, User: user, Password: ours.Secret(password), From: "Sinergi <sinergi@contoh.go.id>", RootCAs: roots, Timeout: 5 * time.Second}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			if how == ours.TLS {
				conn = tls.Server(conn, s.cert)
			}
			go s.serve(conn)
		}
	}()
	return s
}

// Reject makes the server answer every recipient so, such as "550 no such
// user"; with an empty text it takes them again.
func (s *Server) Reject(answer string) { s.mu.Lock(); defer s.mu.Unlock(); s.reject = answer }

// Slow makes the server wait before each answer.
func (s *Server) Slow(d time.Duration) { s.mu.Lock(); defer s.mu.Unlock(); s.slow = d }

// Letters lists what came, in order.
func (s *Server) Letters() []*Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Letter{}, s.letters...)
}

func (s *Server) mood() (string, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reject, s.slow
}

func (s *Server) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	say := func(text string) {
		_, slow := s.mood()
		time.Sleep(slow)
		_, _ = io.WriteString(conn, text+"\r\n")
	}
	say("220 mail.test ESMTP")
	l := &Letter{}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch strings.ToUpper(verb) {
		case "EHLO":
			_, protected := conn.(*tls.Conn)
			if !protected && s.Settings.Security == ours.STARTTLS {
				say("250-mail.test\r\n250 STARTTLS")
			} else {
				say("250-mail.test\r\n250 AUTH PLAIN")
			}
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.cert)
			in = bufio.NewReader(conn)
		case "AUTH":
			if rest == "PLAIN "+s.user {
				say("235 welcome")
			} else {
				say("535 who are you")
			}
		case "MAIL":
			l = &Letter{From: angled(rest)}
			say("250 ok")
		case "RCPT":
			if reject, _ := s.mood(); reject != "" {
				say(reject)
				continue
			}
			l.To = angled(rest)
			say("250 ok")
		case "DATA":
			say("354 go on")
			var raw strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				raw.WriteString(strings.TrimPrefix(line, "."))
			}
			s.take(l, raw.String())
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *Server) take(l *Letter, raw string) {
	l.Raw = raw
	if m, err := mail.ReadMessage(strings.NewReader(raw)); err == nil {
		l.Header = m.Header
		if body, err := io.ReadAll(quotedprintable.NewReader(m.Body)); err == nil {
			l.Text = string(body)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, l)
}

func angled(s string) string {
	_, s, _ = strings.Cut(s, "<")
	s, _, _ = strings.Cut(s, ">")
	return s
}
