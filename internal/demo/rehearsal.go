package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"sinergi/internal/ops"
	"sinergi/internal/party"
	"sinergi/internal/signer"
	"sinergi/internal/signer/standin"
	"sinergi/internal/signer/standin/notary"
	"sinergi/pades"
	"sinergi/pades/padestest"
)

// Signee is an invented official as the stand-in of the signing service knows
// them.
type Signee struct {
	Government string
	Office     party.Affair // "" is the head of region
	Name       string
	NIK        string
	Passphrase string
}

// Signees lists the officials who can sign in the example. Their numbers are
// no real person's: the day of birth does not exist.
func Signees() []Signee {
	var all []Signee
	for _, code := range []string{Kampar, Pekanbaru} {
		for i, at := range []party.Affair{headOffice, party.Transport, party.Environment} {
			all = append(all, Signee{
				Government: code, Office: at, Name: invented()[code][at].Name,
				NIK:        fmt.Sprintf("%s%s01%s%04d", code[:2], code[3:], "000000", i+1),
				Passphrase: fmt.Sprintf("contoh-%s-%d", agencySlug(party.Government{Code: code}), i+1),
			})
		}
	}
	return all
}

// Rehearsal is a signing service and certification authority that certify
// nothing, in this process, for the example. Its keys end with it.
type Rehearsal struct {
	PKI    *padestest.PKI
	Server *standin.Server
	URL    string

	now      func() time.Time
	password string
	web      *http.Server
}

// NewRehearsal starts the stand-in on this machine's own address only. now is
// its clock; nil is the real one.
func NewRehearsal(ctx context.Context, now func() time.Time) (*Rehearsal, error) {
	pki, err := padestest.Serve(padestest.Options{Now: now})
	if err != nil {
		return nil, err
	}
	r := &Rehearsal{PKI: pki, password: rand.Text(), now: now}
	n := notary.New(pki, now)
	cfg := standin.Config{User: "sinergi", Password: r.password, Sign: n.Sign, Verify: n.Verify, Now: now}
	for _, s := range Signees() {
		cfg.Signers = append(cfg.Signers, standin.Signer{Name: s.Name, NIK: s.NIK, Passphrase: s.Passphrase, State: "ISSUE"})
	}
	if r.Server, err = standin.New(cfg); err != nil {
		pki.Close()
		return nil, err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		pki.Close()
		return nil, fmt.Errorf("listen for the stand-in: %w", err)
	}
	r.URL = "http://" + ln.Addr().String()
	r.web = &http.Server{Handler: r.Server, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = r.web.Serve(ln) }()
	return r, nil
}

// Signing is the settings with which both governments sign at the stand-in,
// each through another version of the contract.
func (r *Rehearsal) Signing() ops.Signing {
	service := func(c signer.Contract) *signer.Config {
		return &signer.Config{Contract: c, BaseURL: r.URL, PlainHTTP: true, User: "sinergi", Password: signer.NewSecret([]byte(r.password))}
	}
	return ops.Signing{
		Governments: map[string]ops.GovernmentSigning{
			Kampar:    {Service: service(signer.ContractV1)},
			Pekanbaru: {Service: service(signer.ContractV2)},
		},
		Roots: r.PKI.Roots(), TSA: &pades.TSA{URL: r.PKI.TSA(""), Roots: r.PKI.Roots(), Now: r.now},
		Seal: pades.BLTA, Fetcher: &pades.HTTPFetcher{}, Uncertified: true,
	}
}

// Kept fetches a document that the service keeps, as its operator would for an
// officer who looks for one.
func (r *Rehearsal) Kept(ctx context.Context, id string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL+"/api/sign/download/"+id, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth("sinergi", r.password)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the stand-in answers %s", resp.Status)
	}
	return io.ReadAll(resp.Body)
}

// Close ends the service.
func (r *Rehearsal) Close() {
	r.Server.Close()
	_ = r.web.Close()
	r.PKI.Close()
}
