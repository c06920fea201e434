package signer_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"sinergi/internal/signer"
)

// checkSecrets looks for every secret, in every spelling that travels, in all
// that a signing call leaves behind: the records, the log lines, the result
// and its error.
func (r *rig) checkSecrets(t *testing.T, got signer.Result) {
	t.Helper()
	var all bytes.Buffer
	all.Write(r.printed.Bytes())
	got.PDF = nil
	fmt.Fprintf(&all, "%v %+v %#v %v %s\n", got, got, got, got.Err(), slog.AnyValue(got).String())
	if b, err := json.Marshal(got); err == nil {
		all.Write(b)
	}
	hunt(t, all.String(), passphrase, appPassword, "sinergi:"+appPassword, nik)
}

func hunt(t *testing.T, text string, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		quoted, _ := json.Marshal(secret)
		twice, _ := json.Marshal(string(quoted))
		for _, spelling := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
			string(quoted[1 : len(quoted)-1]), strings.Trim(string(twice), `"\`), fmt.Sprintf("%q", secret), fmt.Sprintf("%x", secret),
			base64.StdEncoding.EncodeToString([]byte(secret)), base64.RawURLEncoding.EncodeToString([]byte(secret)),
		} {
			if i := strings.Index(text, spelling); i >= 0 {
				t.Errorf("%q came out: …%s…", spelling, text[max(0, i-80):min(len(text), i+80)])
			}
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	t.Parallel()
	s := signer.NewSecret([]byte(passphrase))
	f := signer.Passphrase([]byte(passphrase))
	cfg := signer.Config{User: "sinergi", Password: s}
	who := signer.Who{NIK: nik, Email: "bupati@kampar.example"}
	inside := struct {
		Shown  signer.Secret
		hidden signer.Secret
		factor signer.Factor
		by     signer.Who
		ptr    *signer.Secret
	}{s, s, f, signer.Who{}, &s}
	var out bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&out, nil))
	jsonLogger := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{s, &s, f, &f, cfg, &cfg, inside, &inside, []signer.Secret{s}, map[string]signer.Factor{"a": f}, who, &who, []signer.Who{who}, fmt.Errorf("sign: %v", f)} {
		fmt.Fprintf(&out, "%v|%+v|%#v|%s|%q|%x|%d|%t\n", v, v, v, v, v, v, v, v)
		logger.Info("x", "v", v)
		jsonLogger.Info("x", "v", v)
		if b, err := json.Marshal(v); err == nil {
			out.Write(b)
		}
	}
	hunt(t, out.String(), passphrase, nik, "bupati@kampar.example")
	for _, n := range []string{fmt.Sprint([]byte(passphrase)), fmt.Sprintf("%#v", []byte(passphrase))} {
		if strings.Contains(out.String(), strings.Trim(n, "[]byte{}")) {
			t.Error("the bytes came out")
		}
	}
}

func TestSecretIsWipedInEveryCopy(t *testing.T) {
	t.Parallel()
	typed := []byte(passphrase)
	s := signer.NewSecret(typed)
	if bytes.Contains(typed, []byte("Rahasia")) {
		t.Error("the caller's bytes are still there")
	}
	again := s
	s.Wipe()
	s.Wipe()
	if !again.Empty() || !(signer.Secret{}).Empty() {
		t.Error("a copy still holds it")
	}
	signer.Secret{}.Wipe()
}
