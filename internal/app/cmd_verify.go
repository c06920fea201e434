package app

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"strings"

	"sinergi/internal/fault"
	"sinergi/internal/ops"
	"sinergi/internal/settlement"
	"sinergi/internal/validity"
	"sinergi/pades"
)

type verifyCmd struct {
	File     string   `arg:"" help:"Signed PDF, or canonical statement (JSON) as settle --json prints it and pages offer it." type:"existingfile"`
	Roots    []string `help:"Certificates of trusted issuers (PEM or DER), for a PDF." type:"existingfile" placeholder:"FILE"`
	TSARoots []string `name:"tsa-roots" help:"Certificates of trusted timestamp authorities; without it those of --roots." type:"existingfile" placeholder:"FILE"`
	Online   bool     `help:"Ask issuers over the network whether a certificate was revoked, where the PDF does not say."`
	JSON     bool     `help:"Answer as JSON."`
}

// Run checks a file; the exit code tells whether it holds. What it is, its
// content decides.
func (c *verifyCmd) Run(e *env) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	if bytes.Contains(data[:min(1024, len(data))], []byte("%PDF-")) {
		return c.pdf(e, data)
	}
	return c.statement(e, data)
}

// statement recomputes a statement.
func (c *verifyCmd) statement(e *env, data []byte) error {
	s, err := settlement.Parse(bytes.TrimSpace(data))
	if err != nil {
		return err
	}
	if err := settlement.Verify(s); err != nil {
		return err
	}
	sum, err := s.SHA256()
	if err != nil {
		return err
	}
	if c.JSON {
		return e.printJSON(map[string]any{"ok": true, "sha256": sum, "total_rupiah": s.Total})
	}
	fmt.Fprintf(e.stdout, "%s\nsha256 %s\n", e.text.T(e.lang, "statement.verified", nil), sum)
	return nil
}

// pdf checks the signatures of a PDF. The answer is yes only if each is valid
// and trusted, and nothing came after but signatures and proofs.
func (c *verifyCmd) pdf(e *env, data []byte) error {
	o := pades.VerifyOptions{AllowFields: true}
	var err error
	if o.Roots, o.Intermediates, err = pool(c.Roots); err != nil {
		return err
	}
	if o.TSARoots, _, err = pool(c.TSARoots); err != nil {
		return err
	}
	if c.Online {
		o.Fetcher = &pades.HTTPFetcher{}
	}
	report, err := pades.Verify(e.ctx, data, o)
	if err != nil {
		return ops.UnreadablePDF(err)
	}
	found := validity.Of(data, report)
	if c.JSON {
		err = e.printJSON(struct {
			OK bool `json:"ok"`
			validity.Opinion
			Verdict string `json:"verdict"`
		}{found.Valid(), found, found.Verdict.String()})
	} else {
		c.tell(e, found)
	}
	if err == nil && !found.Valid() {
		err = quiet(e.text.T(e.lang, found.Key(), nil))
	}
	return err
}

func (c *verifyCmd) tell(e *env, o validity.Opinion) {
	say := func(key string, args ...any) string {
		m := map[string]any{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i].(string)] = args[i+1]
		}
		return e.text.T(e.lang, key, m)
	}
	if o.Valid() {
		fmt.Fprintln(e.stdout, say(o.Key()))
	}
	if o.Uncertified() {
		fmt.Fprintln(e.stdout, say("validity.uncertified"))
	}
	if len(c.Roots) == 0 {
		fmt.Fprintln(e.stdout, say("validity.cli.no_roots"))
	}
	for _, s := range append(append([]validity.Signature{}, o.Signatures...), o.Timestamps...) {
		result := map[pades.Verdict]string{pades.Passed: "validity.verdict_passed", pades.Failed: "validity.verdict_failed", pades.Indeterminate: "validity.verdict_doubt"}[s.Verdict]
		fmt.Fprintf(e.stdout, "%d. %s: %s\n", s.No, s.Signer, say(result))
		switch {
		case !s.Proven.IsZero():
			fmt.Fprintln(e.stdout, "  ", say("validity.when_proven", "At", s.Proven, "By", s.ProvenBy))
		case !s.Claimed.IsZero():
			fmt.Fprintln(e.stdout, "  ", say("validity.when_claimed", "At", s.Claimed))
		}
		if s.Level > pades.None {
			fmt.Fprintln(e.stdout, "  ", say(validity.LevelKey(s.Level)))
		}
		for _, f := range s.Findings {
			fmt.Fprintln(e.stdout, "  -", say(f.Key))
		}
	}
	for _, f := range o.Findings {
		fmt.Fprintln(e.stdout, "-", say(f.Key))
	}
	if len(o.Unsigned) > 0 {
		fmt.Fprintln(e.stdout, say("validity.unsigned", "Names", strings.Join(o.Unsigned, ", ")))
	}
	fmt.Fprintf(e.stdout, "sha256 %s\n", o.SHA256)
}

// pool reads certificates from files, PEM or DER. No files are no pool.
func pool(files []string) (*x509.CertPool, []*x509.Certificate, error) {
	if len(files) == 0 {
		return nil, nil, nil
	}
	roots := x509.NewCertPool()
	var all []*x509.Certificate
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, err
		}
		certs, err := certificates(data)
		if err != nil || len(certs) == 0 {
			return nil, nil, fault.Wrap(fault.Invalid, "validity.cli.roots", err, "File", name)
		}
		for _, c := range certs {
			roots.AddCert(c)
		}
		all = append(all, certs...)
	}
	return roots, all, nil
}

func certificates(data []byte) ([]*x509.Certificate, error) {
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return x509.ParseCertificates(data)
	}
	var all []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
