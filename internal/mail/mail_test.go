package mail_test

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	ours "sinergi/internal/mail"
	"sinergi/internal/mail/mailtest"
)

func letter() ours.Letter {
	return ours.Letter{To: "wan@kamparkab.go.id", Subject: "Sinergi: 3 pesan – Perhitungan", Text: "Yth. Bapak,\n.titik di awal\n— akhir\n", Key: "digest 7", At: time.Date(2026, 11, 26, 7, 15, 0, 0, time.FixedZone("WIB", 7*3600))}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	for _, how := range []ours.Security{ours.STARTTLS, ours.TLS, ours.None} {
		t.Run(string(how), func(t *testing.T) {
			t.Parallel()
			s := mailtest.Start(t, how, "sinergi", "rahasia sekali")
			for range 2 {
				if err := s.Settings.Send(t.Context(), letter()); err != nil {
					t.Fatal(err)
				}
			}
			all := s.Letters()
			if len(all) != 2 {
				t.Fatalf("%d letters arrived", len(all))
			}
			got := all[0]
			subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
			if err != nil || subject != letter().Subject {
				t.Errorf("subject %q, %v", subject, err)
			}
			if text := strings.ReplaceAll(got.Text, "\r\n", "\n"); text != letter().Text {
				t.Errorf("text %q", text)
			}
			if at, err := got.Header.Date(); err != nil || !at.Equal(letter().At) {
				t.Errorf("date %s, %v", at, err)
			}
			if got.From != "sinergi@contoh.go.id" || got.To != "wan@kamparkab.go.id" || got.Header.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("from %s to %s, %s", got.From, got.To, got.Header.Get("Auto-Submitted"))
			}
			if id := got.Header.Get("Message-ID"); !strings.HasSuffix(id, "@contoh.go.id>") || id != all[1].Header.Get("Message-ID") {
				t.Errorf("the same letter sent again has another Message-ID: %s, %s", id, all[1].Header.Get("Message-ID"))
			}
			for i, l := range strings.Split(strings.TrimSuffix(got.Raw, "\r\n"), "\r\n") {
				if len(l) > 998 || strings.ContainsAny(l, "\r\n") || strings.ContainsFunc(l, func(r rune) bool { return r > 126 }) {
					t.Errorf("line %d is not one of a letter: %q", i, l)
				}
			}
		})
	}
}

// Nothing that is typed anywhere ends a header or names another recipient.
func TestNothingIsSmuggledIntoAHeader(t *testing.T) {
	t.Parallel()
	s := ours.Server{From: "Sinergi <sinergi@contoh.go.id>"}
	for _, subject := range []string{"a\r\nBcc: x@y.id", "a\nBcc: x@y.id", "a\rBcc: x@y.id", "a\u2028Bcc: x@y.id\x00", strings.Repeat("é", 500) + "\r\n\r\nbody"} {
		l := letter()
		l.Subject = subject
		b, err := s.Bytes(l)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(strings.NewReader(string(b)))
		if err != nil || m.Header.Get("Bcc") != "" || len(m.Header) != 9 {
			t.Errorf("%q: %d headers, %v", subject, len(m.Header), err)
		}
	}
	for _, to := range []string{"", "a", "a@b", "a@b.id\r\nBcc: x@y.id", "a@b.id, c@d.id", "<a@b.id> <c@d.id>", "a\x00@b.id", "wán@b.id", "a b@c.id", strings.Repeat("a", 250) + "@b.id", "\"a\\\r\nBcc: x\"@b.id"} {
		if got, err := ours.Address(to); err == nil {
			t.Errorf("%q is taken as %q", to, got)
		}
	}
	for typed, want := range map[string]string{" wan@kamparkab.go.id ": "wan@kamparkab.go.id", "Wan <wan@kamparkab.go.id>": "wan@kamparkab.go.id"} {
		if got, err := ours.Address(typed); err != nil || got != want {
			t.Errorf("%q is %q, %v", typed, got, err)
		}
	}
}

func TestAServerThatFails(t *testing.T) {
	t.Parallel()
	down := mailtest.Start(t, ours.None, "", "").Settings
	down.Port = 1
	if err := down.Send(t.Context(), letter()); err == nil || ours.Refused(err) {
		t.Errorf("down: %v", err)
	}

	slow := mailtest.Start(t, ours.TLS, "", "")
	slow.Slow(10 * time.Second)
	slow.Settings.Timeout = 300 * time.Millisecond
	began := time.Now()
	if err := slow.Settings.Send(t.Context(), letter()); err == nil || ours.Refused(err) || time.Since(began) > 3*time.Second {
		t.Errorf("slow: %v after %s", err, time.Since(began))
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	slow.Settings.Timeout = time.Minute
	began = time.Now()
	if err := slow.Settings.Send(ctx, letter()); err == nil || time.Since(began) > 3*time.Second {
		t.Errorf("told to stop: %v after %s", err, time.Since(began))
	}

	full := mailtest.Start(t, ours.STARTTLS, "", "")
	for answer, refused := range map[string]bool{"550 no such user": true, "452 mailbox full": false} {
		full.Reject(answer)
		if err := full.Settings.Send(t.Context(), letter()); err == nil || ours.Refused(err) != refused || !strings.Contains(err.Error(), answer[4:]) {
			t.Errorf("%s: %v", answer, err)
		}
	}

	bare := mailtest.Start(t, ours.None, "", "").Settings
	bare.Security = ours.STARTTLS
	if err := bare.Send(t.Context(), letter()); err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("without STARTTLS the letter goes in the open: %v", err)
	}
	stranger := mailtest.Start(t, ours.TLS, "", "").Settings
	stranger.RootCAs = nil
	if err := stranger.Probe(t.Context()); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("an unknown certificate: %v", err)
	}
}

// A password is in no error, no log and no form of printing.
func TestThePasswordNeverShows(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, ours.STARTTLS, "sinergi", "benar").Settings
	s.Password = "salah-sekali"
	err := s.Probe(t.Context())
	if err == nil || !ours.Refused(err) {
		t.Fatalf("a wrong password: %v", err)
	}
	body, _ := json.Marshal(s.Password)
	for _, said := range []string{err.Error(), fmt.Sprintf("%v %+v %#v %s %q %x", s, s, s.Password, s.Password, s.Password, s.Password), string(body)} {
		if strings.Contains(said, "salah-sekali") || strings.Contains(said, "73616c6168") {
			t.Errorf("the password shows: %s", said)
		}
	}
	if err := mailtest.Start(t, ours.STARTTLS, "sinergi", "benar").Settings.Probe(t.Context()); err != nil {
		t.Errorf("the right password: %v", err)
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	good := ours.Server{Host: "mail.contoh.go.id", Port: 587, Security: ours.STARTTLS, User: "u", Password: "p", From: "sinergi@contoh.go.id"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*ours.Server){
		"no host":                 func(s *ours.Server) { s.Host = "" },
		"no port":                 func(s *ours.Server) { s.Port = 0 },
		"unknown protection":      func(s *ours.Server) { s.Security = "ssl" },
		"a password in the open":  func(s *ours.Server) { s.Security = ours.None },
		"a user without password": func(s *ours.Server) { s.Password = "" },
		"a sender that is none":   func(s *ours.Server) { s.From = "sinergi" },
	} {
		s := good
		if spoil(&s); s.Check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
