package app

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sinergi/internal/fault"
	"sinergi/pades"
	"sinergi/pades/padestest"
)

// Settings of electronic signatures are checked when they are read: every
// mistake is named by its key, and no secret comes back in an error.
func TestSigningSettings(t *testing.T) {
	t.Parallel()
	pki, err := padestest.New(padestest.Options{URL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	const service = "[[government]]\ncode = \"14.01\"\nlevel = \"B-T\"\n[government.service]\ncontract = \"v2\"\nbase_url = \"https://esign.kampar.test\"\nuser = \"sinergi\"\n"
	for name, c := range map[string]struct {
		text  string
		wrong []string // names of fields; nil when it is right
	}{
		"nothing":             {"", nil},
		"a service":           {"[trust]\nroots = [\"root.pem\"]\n[tsa]\nurl = \"https://tsa.test\"\ntimeout = \"5s\"\n[archive]\nlevel = \"B-LTA\"\n" + service + "password_file = \"sandi\"\nanchor_key = \"tag\"\nsign_timeout = \"90s\"\n", nil},
		"a misspelt key":      {"[trsut]\nroots = []\n", []string{"trsut", "trsut.roots"}},
		"no password":         {service, []string{"government[1].service.password"}},
		"plain http":          {strings.Replace(service, "https", "http", 1) + "password = \"rahasia-sekali\"\n", []string{"government[1].service.base_url"}},
		"a missing file":      {"[trust]\nroots = [\"nirgends.pem\"]\n", []string{"trust.roots"}},
		"archive without TSA": {"[trust]\nroots = [\"root.pem\"]\n[archive]\nlevel = \"B-LTA\"\n", []string{"tsa.url"}},
		"archive at B-T":      {"[trust]\nroots = [\"root.pem\"]\n[archive]\nlevel = \"B-T\"\n", []string{"archive.level"}},
		"a level that is not": {"[[government]]\ncode = \"14.01\"\nlevel = \"B-X\"\n", []string{"government[1].level"}},
		"a government twice":  {"[[government]]\ncode = \"14.01\"\n[[government]]\ncode = \"14.01\"\n", []string{"government[2].code"}},
		"a duration":          {service + "password = \"rahasia-sekali\"\nsign_timeout = \"lama\"\n", []string{"government[1].service.sign_timeout"}},
		"no TOML":             {service + "password = \"rahasia-sekali\n", []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for file, content := range map[string][]byte{"signing.toml": []byte(c.text), "root.pem": pki.RootPEM(), "sandi": []byte("rahasia-sekali\n")} {
				if err := os.WriteFile(filepath.Join(dir, file), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s, err := readSigning(filepath.Join(dir, "signing.toml"))
			if err != nil && strings.Contains(err.Error(), "rahasia-sekali") {
				t.Error("the error repeats the password")
			}
			if c.wrong == nil {
				if err != nil {
					t.Fatal(err)
				}
				if c.text != "" && (s.Seal != pades.BLTA || s.Governments["14.01"].Level != pades.BT || s.Governments["14.01"].Service.AnchorKey != "tag" || s.TSA == nil) {
					t.Errorf("%+v", s)
				}
				return
			}
			f := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid {
				t.Fatalf("got %v", err)
			}
			var names []string
			for _, x := range f.Fields {
				names = append(names, x.Name)
			}
			for _, want := range c.wrong {
				if !slices.Contains(names, want) {
					t.Errorf("wrong are %v, want %s", names, want)
				}
			}
		})
	}
}
