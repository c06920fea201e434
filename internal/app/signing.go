package app

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/signer"
	"sinergi/pades"
)

// signingFile is the settings of electronic signatures; see
// docs/operator.md. Names of files in it are relative to it.
type signingFile struct {
	Trust struct {
		Roots         []string `toml:"roots"`
		TSARoots      []string `toml:"tsa_roots"`
		Intermediates []string `toml:"intermediates"`
	} `toml:"trust"`
	TSA        tsaSettings `toml:"tsa"`
	ArchiveTSA tsaSettings `toml:"archive_tsa"`
	Archive    struct {
		Level string `toml:"level"`
	} `toml:"archive"`
	Governments []governmentSettings `toml:"government"`
}

type tsaSettings struct {
	URL          string `toml:"url"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	Timeout      string `toml:"timeout"`
}

type governmentSettings struct {
	Code    string           `toml:"code"`
	Level   string           `toml:"level"`
	Service *serviceSettings `toml:"service"`
}

type serviceSettings struct {
	Contract       string `toml:"contract"`
	BaseURL        string `toml:"base_url"`
	PlainHTTP      bool   `toml:"plain_http"`
	User           string `toml:"user"`
	Password       string `toml:"password"`
	PasswordFile   string `toml:"password_file"`
	CA             string `toml:"ca"`
	RegisterPath   string `toml:"register_path"`
	AnchorKey      string `toml:"anchor_key"`
	Origin         string `toml:"origin"`
	Extent         string `toml:"extent"`
	ConnectTimeout string `toml:"connect_timeout"`
	StatusTimeout  string `toml:"status_timeout"`
	SignTimeout    string `toml:"sign_timeout"`
	VerifyTimeout  string `toml:"verify_timeout"`
}

// settings reads a settings file, collecting what is wrong with it.
type settings struct {
	dir   string
	wrong []fault.Field
}

func (s *settings) say(name, key string, args ...any) {
	s.wrong = append(s.wrong, fault.NewField(name, key, args...))
}

// readSigning reads the settings of electronic signatures. Every mistake is
// named, so that it is found now and not on signing day.
func readSigning(name string) (ops.Signing, error) {
	var f signingFile
	data, err := os.ReadFile(name)
	if err != nil {
		return ops.Signing{}, err
	}
	defer clear(data) // it may hold passwords
	meta, err := toml.NewDecoder(bytes.NewReader(data)).Decode(&f)
	if err != nil {
		return ops.Signing{}, fault.Wrap(fault.Invalid, "node.signing.toml", err, "File", name, "Text", tomlError(err))
	}
	s := &settings{dir: filepath.Dir(name)}
	for _, key := range meta.Undecoded() {
		s.say(key.String(), "node.signing.unknown")
	}
	out := ops.Signing{Governments: map[string]ops.GovernmentSigning{}}
	out.Roots, _ = s.pool("trust.roots", f.Trust.Roots)
	out.TSARoots, _ = s.pool("trust.tsa_roots", f.Trust.TSARoots)
	_, out.Intermediates = s.pool("trust.intermediates", f.Trust.Intermediates)
	if tsa := s.tsa("tsa", f.TSA, out); tsa != nil {
		out.TSA = tsa
	}
	if tsa := s.tsa("archive_tsa", f.ArchiveTSA, out); tsa != nil {
		out.ArchiveTSA = tsa
	}
	if out.Seal = s.level("archive.level", f.Archive.Level); out.Seal > pades.None {
		out.Fetcher = &pades.HTTPFetcher{}
		if out.Seal < pades.BLT {
			s.say("archive.level", "node.signing.archive_level")
		}
		if out.Roots == nil {
			s.say("trust.roots", "node.signing.archive_roots")
		}
		if out.Seal == pades.BLTA && out.TSA == nil && out.ArchiveTSA == nil {
			s.say("tsa.url", "node.signing.archive_tsa")
		}
	}
	for i, g := range f.Governments {
		at := fmt.Sprintf("government[%d].", i+1)
		if _, twice := out.Governments[g.Code]; g.Code == "" || twice {
			s.say(at+"code", "node.signing.code")
		}
		out.Governments[g.Code] = ops.GovernmentSigning{Level: s.level(at+"level", g.Level), Service: s.service(at+"service.", g)}
	}
	return out, fault.InvalidFields(s.wrong)
}

// tomlError gives where a file is no TOML, without repeating the line: it may
// hold a password.
func tomlError(err error) string {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		return fmt.Sprint(parse.Position.Line)
	}
	return "?"
}

// noCalls stands for the log while settings are only checked.
func noCalls(context.Context, signer.Call) {}

// checkTimeout bounds how long doctor waits for one service.
const checkTimeout = 20 * time.Second

// examineSigning asks every service and authority of the settings whether it
// is there. No document is signed, and nobody is asked for anything.
func examineSigning(ctx context.Context, s ops.Signing, services map[string]signer.Service) (all []Finding) {
	add := func(what string, err error, good string) {
		f := Finding{What: what, OK: err == nil, Detail: good}
		if err != nil {
			f.Detail = err.Error()
		}
		all = append(all, f)
	}
	for code, service := range services {
		ask, cancel := context.WithTimeout(ctx, checkTimeout)
		status, err := service.Status(ask, signer.Who{NIK: "0000000000000000", Actor: "doctor"})
		cancel()
		add("signing service of "+code, err, "answers: "+string(status.State))
	}
	for name, tsa := range map[string]pades.TimestampAuthority{"timestamp authority": s.TSA, "archive timestamp authority": s.ArchiveTSA} {
		if tsa == nil {
			continue
		}
		ask, cancel := context.WithTimeout(ctx, checkTimeout)
		digest := sha256.Sum256([]byte("sinergi doctor"))
		_, err := tsa.Timestamp(ask, crypto.SHA256, digest[:])
		cancel()
		add(name, err, "gives good timestamps")
	}
	slices.SortFunc(all, func(a, b Finding) int { return strings.Compare(a.What, b.What) })
	return all
}

func (s *settings) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.dir, name)
}

func (s *settings) pool(at string, files []string) (*x509.CertPool, []*x509.Certificate) {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = s.path(f)
	}
	p, all, err := pool(paths)
	if err != nil {
		s.say(at, "node.signing.certificates")
	}
	return p, all
}

func (s *settings) tsa(at string, t tsaSettings, o ops.Signing) *pades.TSA {
	if t.URL == "" {
		return nil
	}
	if !strings.HasPrefix(t.URL, "https://") && !strings.HasPrefix(t.URL, "http://") {
		s.say(at+".url", "node.signing.url")
	}
	roots := o.TSARoots
	if roots == nil {
		roots = o.Roots
	}
	return &pades.TSA{URL: t.URL, Username: t.User, Password: s.secret(at+".password_file", "", t.PasswordFile), Timeout: s.duration(at+".timeout", t.Timeout), Roots: roots}
}

func (s *settings) level(at, v string) pades.Level {
	if v == "" {
		return pades.None
	}
	l, err := pades.ParseLevel("PAdES-" + strings.TrimPrefix(v, "PAdES-"))
	if err != nil {
		s.say(at, "node.signing.level")
	}
	return l
}

func (s *settings) duration(at, v string) time.Duration {
	if v == "" {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		s.say(at, "node.signing.duration")
	}
	return d
}

// secret gives a password from its file, or as it stands in the settings.
func (s *settings) secret(at, plain, file string) string {
	if file == "" {
		return plain
	}
	b, err := os.ReadFile(s.path(file))
	if err != nil {
		s.say(at, "node.signing.password_file")
	}
	defer clear(b)
	return strings.TrimRight(string(b), "\r\n")
}

func (s *settings) service(at string, g governmentSettings) *signer.Config {
	if g.Service == nil {
		return nil
	}
	v := g.Service
	c := &signer.Config{
		Government: g.Code, Contract: signer.Contract(v.Contract), BaseURL: v.BaseURL, PlainHTTP: v.PlainHTTP, User: v.User,
		Password:     signer.NewSecret([]byte(s.secret(at+"password_file", v.Password, v.PasswordFile))),
		RegisterPath: v.RegisterPath, AnchorKey: v.AnchorKey,
		Places: signer.Places{Origin: signer.Origin(v.Origin), Extent: signer.Extent(v.Extent)},
		Timeouts: signer.Timeouts{
			Connect: s.duration(at+"connect_timeout", v.ConnectTimeout), Status: s.duration(at+"status_timeout", v.StatusTimeout),
			Sign: s.duration(at+"sign_timeout", v.SignTimeout), Verify: s.duration(at+"verify_timeout", v.VerifyTimeout),
		},
	}
	if v.CA != "" {
		c.RootCAs, _ = s.pool(at+"ca", []string{v.CA})
	}
	check := *c
	check.Log = noCalls
	if f := fault.Of(check.Check()); f != nil {
		for _, w := range f.Fields {
			w.Name = at + w.Name
			s.wrong = append(s.wrong, w)
		}
	}
	return c
}
