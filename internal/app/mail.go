package app

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"

	"sinergi/internal/fault"
	"sinergi/internal/mail"
	"sinergi/internal/ops"
)

// mailFile is the settings of the mail server; see docs/operator.md. Names of
// files in it are relative to it.
type mailFile struct {
	Host         string   `toml:"host"`
	Port         int      `toml:"port"`
	TLS          string   `toml:"tls"`
	User         string   `toml:"user"`
	PasswordFile string   `toml:"password_file"`
	From         string   `toml:"from"`
	BaseURL      string   `toml:"base_url"`
	CA           []string `toml:"ca"`
	Timeout      string   `toml:"timeout"`
}

// useMail reads the settings of the mail server and lets the desk send by it.
// Every mistake is named.
func useMail(desk *ops.Desk, name string) (mail.Server, error) {
	var f mailFile
	data, err := os.ReadFile(name)
	if err != nil {
		return mail.Server{}, err
	}
	meta, err := toml.NewDecoder(bytes.NewReader(data)).Decode(&f)
	if err != nil {
		return mail.Server{}, fault.Wrap(fault.Invalid, "node.mail.toml", err, "File", name, "Text", tomlError(err))
	}
	s := &settings{dir: filepath.Dir(name)}
	for _, key := range meta.Undecoded() {
		s.say(key.String(), "node.signing.unknown")
	}
	server := mail.Server{
		Host: f.Host, Port: f.Port, Security: mail.Security(f.TLS), User: f.User, Password: mail.Secret(s.secret("password_file", "", f.PasswordFile)),
		From: f.From, Timeout: s.duration("timeout", f.Timeout),
	}
	if f.CA != nil {
		server.RootCAs, _ = s.pool("ca", f.CA)
	}
	if len(s.wrong) > 0 {
		err = server.Check()
	} else {
		err = desk.UseMail(server, f.BaseURL)
	}
	if err != nil {
		more := fault.Of(err)
		if more == nil {
			return server, err
		}
		s.wrong = append(s.wrong, more.Fields...)
	}
	return server, fault.InvalidFields(s.wrong)
}

// examineMail asks the mail server whether it answers and lets this node in. It
// sends nothing.
func examineMail(ctx context.Context, s mail.Server) Finding {
	ask, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	f := Finding{What: "mail server", OK: true, Detail: "answers"}
	if err := s.Probe(ask); err != nil {
		f.OK, f.Detail = false, err.Error()
	}
	return f
}
