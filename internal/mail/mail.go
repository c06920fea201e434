// SPDX-License-Identifier: Apache-2.0

// Package mail hands letters to a mail server (SMTP, RFC 5321): with STARTTLS,
// TLS or, inside a machine room, neither. It knows how a letter is written
// (RFC 5322) and nothing of what it says, to whom it may be sent, or when it is
// tried again.
package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sinergi/internal/fault"
)

// Security is how the way to the server is protected.
type Security string

// The ways.
const (
	STARTTLS Security = "starttls" // begun in the open, and then protected or given up
	TLS      Security = "tls"
	None     Security = "none"
)

// Secret is a password. It never prints.
type Secret string

const hidden = "***"

// Format implements fmt.Formatter.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue implements slog.LogValuer.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText implements encoding.TextMarshaler.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Server is a mail server and who writes by it.
type Server struct {
	Host     string
	Port     int
	Security Security
	User     string // empty: the server asks nobody who they are
	Password Secret
	From     string         // address, with or without a name
	RootCAs  *x509.CertPool // nil: those of the system
	Timeout  time.Duration  // of sending one letter; 0: DefaultTimeout
}

// DefaultTimeout bounds the sending of one letter.
const DefaultTimeout = 30 * time.Second

// Check names what is wrong with the settings.
func (s Server) Check() error {
	var wrong []fault.Field
	say := func(name, key string) { wrong = append(wrong, fault.NewField(name, key)) }
	if s.Host == "" || strings.ContainsAny(s.Host, " \r\n\t/@") {
		say("host", "mail.bad_host")
	}
	if s.Port < 1 || s.Port > 65535 {
		say("port", "mail.bad_port")
	}
	switch s.Security {
	case STARTTLS, TLS:
	case None:
		if s.User != "" && !local(s.Host) {
			say("tls", "mail.password_in_the_open")
		}
	default:
		say("tls", "mail.bad_tls")
	}
	if (s.User == "") != (s.Password == "") {
		say("password_file", "mail.user_and_password")
	}
	if _, err := Address(s.From); err != nil {
		say("from", "mail.bad_address")
	}
	return fault.InvalidFields(wrong)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// longestAddress is what RFC 5321 allows a path.
const longestAddress = 254

// Address gives the plain address of what somebody typed, such as
// "nama@contoh.go.id". What cannot stand in a header is refused.
func Address(typed string) (string, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(typed))
	bad := func(r rune) bool { return r > unicode.MaxASCII || unicode.IsControl(r) || r == ' ' }
	if err != nil || len(a.Address) > longestAddress || strings.ContainsFunc(a.Address, bad) || !strings.Contains(a.Address[strings.LastIndex(a.Address, "@"):], ".") {
		return "", fault.InvalidFields([]fault.Field{fault.NewField("address", "mail.bad_address")})
	}
	return a.Address, nil
}

// Letter is what is sent.
type Letter struct {
	To      string // address
	Subject string
	Text    string // lines end with \n
	// Key names the letter: the same letter sent once more bears the same
	// Message-ID, so that a mailbox can tell.
	Key string
	At  time.Time
}

// Bytes writes a letter as it goes to the server.
func (s Server) Bytes(l Letter) ([]byte, error) {
	to, err := Address(l.To)
	if err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil, fmt.Errorf("sender's address: %w", err)
	}
	domain := from.Address[strings.LastIndex(from.Address, "@")+1:]
	key := sha256.Sum256([]byte(l.Key + "\n" + to))
	var b bytes.Buffer
	for _, h := range [][2]string{
		{"From", from.String()},
		{"To", "<" + to + ">"},
		{"Subject", mime.QEncoding.Encode("utf-8", line(l.Subject))},
		{"Date", l.At.Format(time.RFC1123Z)},
		{"Message-ID", "<" + hex.EncodeToString(key[:16]) + "@" + domain + ">"},
		{"Auto-Submitted", "auto-generated"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "quoted-printable"},
	} {
		b.WriteString(h[0] + ": " + h[1] + "\r\n")
	}
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(strings.ReplaceAll(l.Text, "\n", "\r\n"))); err != nil {
		return nil, err
	}
	return b.Bytes(), w.Close()
}

// line makes a text one line: what would end a header becomes a space.
func line(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s))
}

// Send hands a letter to the server. When it returns nil the server has taken
// it; after an error it may have, when the connection broke at the end.
func (s Server) Send(ctx context.Context, l Letter) error {
	body, err := s.Bytes(l)
	if err != nil {
		return err
	}
	return s.talk(ctx, func(c *smtp.Client) error {
		from, err := mail.ParseAddress(s.From)
		if err != nil {
			return err
		}
		to, err := Address(l.To)
		if err != nil {
			return err
		}
		if err := c.Mail(from.Address); err != nil {
			return fmt.Errorf("sender: %w", err)
		}
		if err := c.Rcpt(to); err != nil {
			return fmt.Errorf("recipient: %w", err)
		}
		w, err := c.Data()
		if err != nil {
			return fmt.Errorf("data: %w", err)
		}
		if _, err := w.Write(body); err != nil {
			return fmt.Errorf("data: %w", err)
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("data: %w", err)
		}
		return nil
	})
}

// Probe asks whether the server answers and lets this sender in. It sends
// nothing.
func (s Server) Probe(ctx context.Context) error {
	return s.talk(ctx, func(c *smtp.Client) error { return c.Noop() })
}

// talk connects, protects the way, says who it is, and lets do what is to be
// done. All of it ends with ctx or the timeout, whatever the server does.
func (s Server) talk(ctx context.Context, do func(*smtp.Client) error) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	at := net.JoinHostPort(s.Host, strconv.Itoa(s.Port))
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", at)
	if err != nil {
		return fmt.Errorf("mail server %s: %w", at, err)
	}
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	err = s.converse(conn, do)
	if ctx.Err() != nil && err != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	if err != nil {
		return fmt.Errorf("mail server %s: %w", at, err)
	}
	return nil
}

func (s Server) converse(conn net.Conn, do func(*smtp.Client) error) error {
	settings := &tls.Config{ServerName: s.Host, RootCAs: s.RootCAs, MinVersion: tls.VersionTLS12}
	if s.Security == TLS {
		conn = tls.Client(conn, settings)
	}
	c, err := smtp.NewClient(conn, s.Host)
	if err != nil {
		_ = conn.Close()
		return err
	}
	defer c.Close()
	if s.Security == STARTTLS {
		if has, _ := c.Extension("STARTTLS"); !has {
			return errors.New("it offers no STARTTLS")
		}
		if err := c.StartTLS(settings); err != nil {
			return fmt.Errorf("STARTTLS: %w", err)
		}
	}
	if s.User != "" {
		if err := c.Auth(smtp.PlainAuth("", s.User, string(s.Password), s.Host)); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
	}
	if err := do(c); err != nil {
		return err
	}
	_ = c.Quit() // the letter was taken; a server that hangs up first has it too
	return nil
}

// Refused reports whether the server said no for good (5yz), rather than that
// it could not be reached or asks to try later.
func Refused(err error) bool {
	var said *textproto.Error
	return errors.As(err, &said) && said.Code >= 500
}
