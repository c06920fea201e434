package padestest

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"math/big"
	"net/url"
	"time"
)

// Subject is who a certificate is for, and what is odd about it.
type Subject struct {
	Name         string // common name; Mark is put behind it
	Organization string // "Pemerintah Uji Coba" by default
	Key          Kind
	NotBefore    time.Time // an hour ago by default; in the future: not yet valid
	NotAfter     time.Time // in two years by default; in the past: expired
	Usage        x509.KeyUsage
	TimeStamping bool  // for a time-stamp authority
	ByRoot       bool  // issued by the root and not by the intermediate
	NoOCSP       bool  // names no OCSP responder
	NoCRL        bool  // names no CRL
	OCSP         Fault // what the OCSP responder answers for it
	CRL          Fault // what its CRL is like
}

var (
	oidNoCheck = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 48, 1, 5}

	// timeStamping is the extendedKeyUsage of that and nothing else, which
	// RFC 3161, 2.3 wants critical.
	timeStamping = pkix.Extension{
		Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true,
		Value: []byte{0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8},
	}
)

// Issue makes a key and a certificate: digitalSignature and nonRepudiation,
// unless Usage says otherwise.
func (p *PKI) Issue(s Subject) (*Identity, error) {
	usage := s.Usage
	if usage == 0 {
		usage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	}
	issuer := p.Intermediate
	if s.ByRoot {
		issuer = p.Root
	}
	t := &x509.Certificate{KeyUsage: usage}
	if s.TimeStamping {
		t.ExtraExtensions = []pkix.Extension{timeStamping}
	}
	return p.issue(issuer, s, t)
}

// issue fills the template in and signs it; without an issuer, by its own key.
func (p *PKI) issue(issuer *Identity, s Subject, t *x509.Certificate) (*Identity, error) {
	k, err := s.Key.generate()
	if err != nil {
		return nil, fmt.Errorf("generate %v: %w", s.Key, err)
	}
	now := p.options.Now()
	t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("serial number: %w", err)
	}
	t.Subject = pkix.Name{
		CommonName:   s.Name + " (" + Mark + ")",
		Organization: []string{cmp.Or(s.Organization, "Pemerintah Uji Coba")},
		Country:      []string{"ID"},
	}
	t.NotBefore, t.NotAfter = s.NotBefore, s.NotAfter
	if t.NotBefore.IsZero() {
		t.NotBefore = now.Add(-time.Hour)
	}
	if t.NotAfter.IsZero() {
		t.NotAfter = now.AddDate(2, 0, 0)
	}
	t.BasicConstraintsValid = true
	spki, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		return nil, fmt.Errorf("encode key of %s: %w", s.Name, err)
	}
	sum := sha256.Sum256(spki)
	t.SubjectKeyId = sum[:20] // RFC 7093, 2
	id := &Identity{Key: k}
	parent, signer := t, k
	if issuer != nil {
		p.point(issuer, s, t)
		parent, signer = issuer.Certificate, issuer.Key
		id.Chain = append([]*x509.Certificate{issuer.Certificate}, issuer.Chain...)
	}
	der, err := x509.CreateCertificate(rand.Reader, t, parent, k.Public(), signer)
	if err != nil {
		return nil, fmt.Errorf("issue certificate of %s: %w", s.Name, err)
	}
	if id.Certificate, err = x509.ParseCertificate(der); err != nil {
		return nil, fmt.Errorf("read certificate of %s: %w", s.Name, err)
	}
	p.mu.Lock()
	p.issued[key(id.Certificate)] = true
	p.mu.Unlock()
	return id, nil
}

// point writes into the template where its issuer tells about revocation.
func (p *PKI) point(issuer *Identity, s Subject, t *x509.Certificate) {
	if p.options.URL == "" {
		return
	}
	name := p.name(issuer)
	t.IssuingCertificateURL = []string{p.options.URL + "/ca/" + name}
	if !s.NoOCSP {
		t.OCSPServer = []string{p.at("/ocsp/"+name, s.OCSP)}
	}
	if !s.NoCRL {
		t.CRLDistributionPoints = []string{p.at("/crl/"+name, s.CRL)}
	}
}

func (p *PKI) name(authority *Identity) string {
	if authority == p.Root {
		return "root"
	}
	return "intermediate"
}

// at gives the address of a service that fails in some way.
func (p *PKI) at(path string, f Fault) string {
	if f == "" {
		return p.options.URL + path
	}
	return p.options.URL + path + "?fault=" + url.QueryEscape(string(f))
}

func (p *PKI) makeAuthorities() (err error) {
	now := p.options.Now()
	ca := Subject{Key: p.options.Key, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0)}
	template := func(depth int) *x509.Certificate {
		return &x509.Certificate{IsCA: true, MaxPathLen: depth, MaxPathLenZero: depth == 0, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign}
	}
	root := ca
	root.Name = "Akar Uji Coba"
	if p.Root, err = p.issue(nil, root, template(1)); err != nil {
		return err
	}
	between := ca
	between.Name = "Penerbit Uji Coba"
	if p.Intermediate, err = p.issue(p.Root, between, template(0)); err != nil {
		return err
	}
	other := ca
	other.Name = "Akar Asing"
	p.stranger, err = p.issue(nil, other, template(1))
	return err
}

// makeResponders gives each authority its delegated responder (RFC 6960,
// 4.2.2.2), whose own revocation is not to be asked for.
func (p *PKI) makeResponders() (err error) {
	now := p.options.Now()
	for _, a := range []*Identity{p.Root, p.Intermediate} {
		s := Subject{Name: "Responder OCSP", Key: p.options.Key, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(8, 0, 0), NoOCSP: true, NoCRL: true}
		p.responders[a], err = p.issue(a, s, &x509.Certificate{
			KeyUsage:        x509.KeyUsageDigitalSignature,
			ExtKeyUsage:     []x509.ExtKeyUsage{x509.ExtKeyUsageOCSPSigning},
			ExtraExtensions: []pkix.Extension{{Id: oidNoCheck, Value: []byte{5, 0}}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *PKI) makeTSAs() (err error) {
	now := p.options.Now()
	good := Subject{Name: "Penanda Waktu", Key: p.options.Key, NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(8, 0, 0), TimeStamping: true}
	expired := good
	expired.NotAfter = now.Add(-24 * time.Hour)
	for f, s := range map[Fault]Subject{"": good, ExpiredCertificate: expired} {
		if p.tsa[f], err = p.Issue(s); err != nil {
			return err
		}
	}
	soft := timeStamping
	soft.Critical = false
	for f, c := range map[Fault]struct {
		issuer *Identity
		usage  pkix.Extension
	}{WrongUsage: {p.Intermediate, soft}, Untrusted: {p.stranger, timeStamping}} {
		p.tsa[f], err = p.issue(c.issuer, good, &x509.Certificate{KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{c.usage}})
		if err != nil {
			return err
		}
	}
	return nil
}
