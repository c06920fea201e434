// SPDX-License-Identifier: Apache-2.0

// Package standin stands in for BSrE's eSign Client Service where there is
// none: in tests, and in a demonstration on one machine. It speaks both
// contracts as public clients and one team's notes of live answers describe
// them, has signers in every state, and can fail in every way that was seen.
// It shares no code with the client, so that each checks the other.
//
//	server, err := standin.New(standin.Config{User: "sinergi", Password: "…", Signers: people, Sign: sign, Verify: verify})
//	go http.ListenAndServe("127.0.0.1:9090", server)
//	server.Next(standin.CutSigned) // the next signing call signs and hangs up
//
// It certifies nothing. What signs is given to it as a function, which must put
// Mark into what the reader sees and into the certificate; see package
// standin/notary for one that does.
package standin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Mark is what every document that was signed here shows: not certified.
const Mark = "TIDAK TERSERTIFIKASI"

// Signer is a person, as the service knows him.
type Signer struct {
	Name       string
	NIK        string
	Email      string
	Passphrase string
	State      string // the service's word: ISSUE, EXPIRED, …
	Fault      Fault  // what goes wrong whenever this signer signs
}

// Seal is an organisation's seal (v2).
type Seal struct {
	Subscriber string
	Name       string
}

// Order is what the server asks its Sign function to do.
type Order struct {
	By       Signer // or the seal, then only Name is set
	PDF      []byte
	Visible  bool
	Anchor   string // a text to sign at, instead of a place
	Page     int
	X, Y     float64 // of the corner nearest to the origin
	Width    float64
	Height   float64
	FromTop  bool // the origin is the top left corner of the page (v2), else the bottom left (v1)
	Image    []byte
	Link     string // to be shown as a QR code
	Reason   string
	Location string
}

// SignFunc signs: it appends a signature to the PDF. An error becomes the
// service's HTTP 500.
type SignFunc func(context.Context, Order) ([]byte, error)

// Opinion is what the server says of one signature of a PDF.
type Opinion struct {
	Signer, Field, Format, Reason, Location string
	At                                      time.Time
	Intact, Trusted                         bool
	Authority                               string // of the timestamp; empty without
	StampedAt                               time.Time
}

// VerifyFunc tells about the signatures of a PDF, which it finds good as a
// whole or not. An error becomes the service's HTTP 500.
type VerifyFunc func(context.Context, []byte) (opinions []Opinion, good bool, err error)

// Config describes a server.
type Config struct {
	User, Password string // Basic auth of the application
	Signers        []Signer
	Seals          []Seal
	Sign           SignFunc
	Verify         VerifyFunc
	RegisterPath   string // v2; /api/v2/user/register by default
	AnchorKey      string // v2; tag_koordinat by default
	PerMinute      int    // calls allowed in any minute; 0 means no limit
	Now            func() time.Time
}

// Server is the service. It implements http.Handler.
type Server struct {
	cfg Config
	mux *http.ServeMux

	mu      sync.Mutex
	signers []Signer
	faults  []Fault
	kept    map[string][]byte // v1: documents by id
	codes   map[string]string // one-time codes by identity
	calls   []time.Time
	signed  int
	closing chan struct{}
}

// New makes a server.
func New(c Config) (*Server, error) {
	if c.User == "" || c.Password == "" || c.Sign == nil || c.Verify == nil {
		return nil, errors.New("standin: user, password, Sign and Verify are needed")
	}
	if c.RegisterPath == "" {
		c.RegisterPath = "/api/v2/user/register"
	}
	if c.AnchorKey == "" {
		c.AnchorKey = "tag_koordinat"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{
		cfg: c, mux: http.NewServeMux(), signers: slices.Clone(c.Signers),
		kept: map[string][]byte{}, codes: map[string]string{}, closing: make(chan struct{}),
	}
	s.mux.HandleFunc("POST /api/sign/pdf", s.signV1)
	s.mux.HandleFunc("GET /api/sign/download/{id}", s.download)
	s.mux.HandleFunc("POST /api/sign/verify", s.verifyV1)
	s.mux.HandleFunc("GET /api/user/status/{nik}", s.statusV1)
	s.mux.HandleFunc("POST /api/v2/sign/pdf", s.signV2)
	s.mux.HandleFunc("POST /api/v2/sign/get/totp", s.totp)
	s.mux.HandleFunc("POST /api/v2/verify/pdf", s.verifyV2)
	s.mux.HandleFunc("POST /api/v2/user/check/status", s.statusV2)
	s.mux.HandleFunc("POST "+c.RegisterPath, s.register)
	s.mux.HandleFunc("POST /api/v2/seal/get/activation", s.sealActivate)
	s.mux.HandleFunc("POST /api/v2/seal/revoke/activation", s.sealRevoke)
	s.mux.HandleFunc("POST /api/v2/seal/get/totp", s.sealTOTP)
	s.mux.HandleFunc("POST /api/v2/seal/pdf", s.sealSign)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.spring(w, r, http.StatusNotFound) })
	return s, nil
}

// ServeHTTP implements http.Handler: authentication and the rate limit come
// before everything else, as at the service.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Standin", Mark)
	user, password, _ := r.BasicAuth()
	if subtle.ConstantTimeCompare([]byte(user+"\x00"+password), []byte(s.cfg.User+"\x00"+s.cfg.Password)) != 1 {
		s.spring(w, r, http.StatusUnauthorized)
		return
	}
	if s.busy() {
		s.tooMany(w, "60")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 200<<20)
	s.mux.ServeHTTP(w, r)
}

// busy counts a call and reports whether it is one too many.
func (s *Server) busy() bool {
	if s.cfg.PerMinute == 0 {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	s.calls = slices.DeleteFunc(s.calls, func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	if len(s.calls) >= s.cfg.PerMinute {
		return true
	}
	s.calls = append(s.calls, now)
	return false
}

// Close lets calls go that a fault holds.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closing:
	default:
		close(s.closing)
	}
}

// Signed is how many documents were signed, whatever the client learned.
func (s *Server) Signed() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signed
}

// Kept gives the ids of the documents that v1 keeps, as an officer would see
// them in the service's own list.
func (s *Server) Kept() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := make([]string, 0, len(s.kept))
	for id := range s.kept {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Code is the one-time code that was sent to a NIK, an e-mail address or a
// seal's subscriber, or nothing. At BSrE only that person would see it.
func (s *Server) Code(identity string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.codes[identity]
}

func (s *Server) newCode(identity string) {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	n := (int(b[0])<<16 | int(b[1])<<8 | int(b[2])) % 1_000_000
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[identity] = fmt.Sprintf("%06d", n)
}

// useCode spends a code: it works once.
func (s *Server) useCode(identity, code string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code == "" || s.codes[identity] != code {
		return false
	}
	delete(s.codes, identity)
	return true
}

func (s *Server) keep(pdf []byte) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	id := hex.EncodeToString(b[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[id] = pdf
	return id
}

// find gives the signer of a NIK or an e-mail address.
func (s *Server) find(nik, email string) (Signer, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.signers {
		if nik != "" && p.NIK == nik || nik == "" && email != "" && p.Email == email {
			return p, true
		}
	}
	return Signer{}, false
}
