package app

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/fault"
	"sinergi/internal/mail"
	"sinergi/internal/mail/mailtest"
)

// Settings of the mail server are checked when they are read; a mistake is
// named by its key, and the password shows nowhere. Then the server is asked.
func TestMailSettings(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	n, err := Data{Dir: t.TempDir()}.Open(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	s := mailtest.Start(t, mail.None, "sinergi", "rahasia-sekali")
	good := fmt.Sprintf("host = \"127.0.0.1\"\nport = %d\ntls = \"none\"\nuser = \"sinergi\"\npassword_file = \"sandi\"\nfrom = \"Sinergi <sinergi@contoh.go.id>\"\nbase_url = \"https://sinergi.contoh.go.id\"\ntimeout = \"5s\"\n", s.Settings.Port)
	read := func(text, password string) (mail.Server, error) {
		dir := t.TempDir()
		for file, content := range map[string]string{"mail.toml": text, "sandi": password + "\n"} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		server, err := useMail(n.Desk, filepath.Join(dir, "mail.toml"))
		if err != nil && strings.Contains(err.Error(), "rahasia-sekali") {
			t.Error("the error repeats the password")
		}
		return server, err
	}
	for name, c := range map[string]struct{ was, is, wrong string }{
		"a misspelt key":         {"host", "hst", "hst"},
		"no host":                {`host = "127.0.0.1"`, "", "host"},
		"no port":                {"port", "#", "port"},
		"unknown protection":     {`"none"`, `"ssl"`, "tls"},
		"a password in the open": {"127.0.0.1", "mail.contoh.go.id", "tls"},
		"a missing file":         {`"sandi"`, `"kunci"`, "password_file"},
		"no sender":              {"Sinergi <sinergi@contoh.go.id>", "Sinergi", "from"},
		"no base address":        {"https://", "", "base_url"},
		"a duration":             {"5s", "lama", "timeout"},
	} {
		_, err := read(strings.Replace(good, c.was, c.is, 1), "rahasia-sekali")
		f := fault.Of(err)
		if f == nil || !slices.ContainsFunc(f.Fields, func(x fault.Field) bool { return x.Name == c.wrong }) {
			t.Errorf("%s: %v, want %s", name, err, c.wrong)
		}
	}
	if n.Desk.SendsMail() {
		t.Error("settings that are wrong are used")
	}
	server, err := read(good, "rahasia-sekali")
	if err != nil || !n.Desk.SendsMail() {
		t.Fatal(err)
	}
	if f := examineMail(t.Context(), server); !f.OK {
		t.Errorf("doctor: %+v", f)
	}
	wrong, err := read(good, "salah-sekali")
	if err != nil {
		t.Fatal(err)
	}
	if f := examineMail(t.Context(), wrong); f.OK || strings.Contains(f.Detail, "salah-sekali") {
		t.Errorf("doctor with a wrong password: %+v", f)
	}
	server.Port = 1
	if f := examineMail(t.Context(), server); f.OK {
		t.Errorf("doctor without a server: %+v", f)
	}
	if strings.Contains(log.String(), "sekali") {
		t.Error("the log holds a password")
	}
}
